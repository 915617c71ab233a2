# hostile.pl: what servers are asked, and whether lr-ingest tells it.
#
#	perl hostile.pl send PORT [PREFIX [ID]]	ask 127.0.0.1:PORT; one line of
#						JSON for each request sent.
#						PREFIX: of targets, to a proxy;
#						ID: the one not to be sent
#	perl hostile.pl judge SENT RECORDS RULE...
#						say what is wrong, line by line
#
# Each target holds an id, by which its record is found. Rules:
#	no-agent	the log has neither referrer nor agent
#	bare		the log has no protocol
#	encoded		the log percent-encodes what is odd in targets
#	cut		long lines are cut
#	unescaped	the log does not escape quotes and backslashes
#	silent		the server does not log what it cannot read
use strict;
use warnings;
use Encode;
use IO::Socket::INET;
use JSON::PP;
use Time::Local;

my $json = JSON::PP->new->canonical->utf8;

# id => [method, target, protocol, referrer, agent]
my $firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101';
my @asked = (
	['plain', 'GET', '/plain', 'HTTP/1.1', 'https://www.example.org/a?b=c', $firefox],
	['query', 'GET', '/query?a=b&utm_source=x%20y', 'HTTP/1.1', undef, $firefox],
	['oldest', 'GET', '/oldest', 'HTTP/1.0', undef, undef],
	['post', 'POST', '/post', 'HTTP/1.1', undef, 'curl/8.0'],
	['head', 'HEAD', '/head', 'HTTP/1.1', undef, 'curl/8.0'],
	['odd-method', 'PROPFIND', '/odd-method', 'HTTP/1.1', undef, 'x'],
	['percent', 'GET', '/percent%20%22%C3%A4%zz', 'HTTP/1.1', undef, '%41%'],
	['quote', 'GET', '/quote"x"', 'HTTP/1.1', 'https://www.example.org/"q"', 'an "agent" of quotes" 200 5 "'],
	['backslash', 'GET', '/backslash\\x\\', 'HTTP/1.1', 'c:\\new\\x41', 'ends in \\'],
	['utf8', 'GET', "/utf8-\xc3\xa4\xe2\x82\xac", 'HTTP/1.1', undef, "\xc3\xa4\xf0\x9f\x98\x80"],
	['latin', 'GET', "/latin-\xe4-x", 'HTTP/1.1', undef, "M\xfcller \xff."],
	['blank', 'GET', '/blank in it', 'HTTP/1.1', undef, 'two  blanks'],
	['control', 'GET', "/control\x01\x1b[2J\x7f", 'HTTP/1.1', undef, 'x'],
	['hash', 'GET', '/hash#23{a}|b', 'HTTP/1.1', undef, 'curl/8.0 #41 {}|'],
	['braces', 'GET', '/braces${jndi:ldap://192.0.2.1/a}', 'HTTP/1.1', '${jndi:x}', '() { :;}; /bin/true'],
	['bracket', 'GET', '/bracket[22/Nov/2026:10:00:00 +0000]', 'HTTP/1.1', undef, '[01/Jan/2000:00:00:00 +0000] "GET / HTTP/1.1" 200 1'],
	['dots', 'GET', '/dots/../../../etc/passwd', 'HTTP/1.1', undef, 'x'],
	['long', 'GET', '/long/' . 'a' x 900, 'HTTP/1.1', undef, 'b' x 700],
	['longer', 'GET', '/longer/' . 'a' x 6000, 'HTTP/1.1', undef, 'c' x 3000],
	['dash', 'GET', '/dash', 'HTTP/1.1', '-', '-'],
);

# Requests that are none, or are odd as a whole.
my @raw = (
	['tls', "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03\r\n\r\n"],
	['binary', "\x00\x01\x02\xff\xfe\r\n\r\n"],
	['junk', "how are you?\r\n\r\n"],
	['dashes', "- - -\r\n\r\n"],
	['nothing', ''],
	['newlines', "\r\n\r\n\r\n"],
	['no-host', "GET /no-host HTTP/1.1\r\n\r\n"],
	['zero-nine', "GET /zero-nine\r\n"],
	['star', "OPTIONS * HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n"],
	['tunnel', "CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n"],
	['absolute', "GET http://www.example.net/absolute?x HTTP/1.1\r\nHost: www.example.net\r\nConnection: close\r\n\r\n"],
	['pipelined', "GET /pipe-1 HTTP/1.1\r\nHost: www.example.com\r\n\r\nGET /pipe-2 HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n"],
	['forged', "GET /forged HTTP/1.1\r\nHost: www.example.com\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n"],
	['no-version', "GET /no-version HTTP/9.9\r\nHost: www.example.com\r\n\r\n"],
);

# One connection; the first status line that comes back.
sub ask {
	my ($port, $bytes) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
	    PeerPort => $port, Timeout => 5) or die "cannot connect: $!\n";
	my $got = '';

	local $SIG{PIPE} = 'IGNORE';
	local $SIG{ALRM} = sub { die "timeout\n" };
	eval {
		alarm 10;
		syswrite $s, $bytes;
		shutdown $s, 1 if $bytes !~ /pipe-2/;
		while (sysread $s, my $more, 65536) {
			$got .= $more;
		}
	};
	alarm 0;
	close $s;
	return $got =~ m{^HTTP/\S+ (\d+)} ? $1 : 0;
}

sub send_all {
	my ($port, $prefix, $skip) = @_;

	for (@asked) {
		my ($id, $method, $target, $protocol, $referrer, $agent) = @$_;

		next if $id eq $skip;
		my $bytes = "$method $prefix$target $protocol\r\n"
		    . "Host: www.example.com\r\nConnection: close\r\n"
		    . ($method eq 'POST' ? "Content-Length: 0\r\n" : '')
		    . (defined $referrer ? "Referer: $referrer\r\n" : '')
		    . (defined $agent ? "User-Agent: $agent\r\n" : '')
		    . "Cookie: secret=1\r\n\r\n";
		my $status = ask($port, $bytes);
		my %sent = (id => $id, method => $method, protocol => $protocol,
		    target => $target, status => $status,
		    referrer => $referrer, agent => $agent);

		$_ = defined $_ ? decode('UTF-8', $_) : undef for values %sent;
		print $json->encode(\%sent), "\n";
	}
	for (@raw) {
		my ($id, $bytes) = @$_;

		$bytes =~ s{^(GET) (/)}{$1 $prefix$2}mg if $prefix ne '';
		print $json->encode({ id => $id, raw => 1,
		    status => ask($port, $bytes) }), "\n";
	}
}

# ---- judging

my $wrong = 0;

sub wrong {
	print encode('UTF-8', join ' ', @_), "\n";
	$wrong = 1;
}

sub lines_of {
	my ($file) = @_;

	open my $f, '<', $file or die "$file: $!\n";
	return map { $json->decode($_) } <$f>;
}

# What the log does not say is absent in the record, and "-" is no text.
sub same {
	my ($what, $id, $want, $got, $may_lack) = @_;

	$want = undef if defined $want && ($want eq '' || $want eq '-');
	return if !defined $got && ($may_lack || !defined $want);
	return if defined $got && defined $want && $got eq $want;
	wrong("$id: $what: wanted", $want // 'none', 'got', $got // 'none');
}

# Percent-encoded by the server what was sent as it is.
sub decoded {
	my ($s) = @_;
	my $bytes = encode('UTF-8', $s);

	$bytes =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	return decode('UTF-8', $bytes);
}

sub judge_one {
	my ($sent, $rec, $rule) = @_;
	my $id = $sent->{id};
	# a server that refuses a request may not have read its headers
	my $refused = $sent->{status} =~ /^(?:0|4(?:00|14|31)|50[15])$/;
	my $got = ($rec->{path} // '')
	    . (defined $rec->{query} ? "?$rec->{query}" : '');
	my $want = $sent->{target};

	if ($rule->{encoded}) {
		$_ = decoded($_) for $got, $want;
	}
	# where the line is cut, no protocol is left
	my $cut = ($refused || $rule->{cut}) && !defined $rec->{protocol} &&
	    length $got > length "/$id" && index($want, $got) == 0;

	same('method', $id, $sent->{method}, $rec->{method});
	same('target', $id, $want, $got) if !$cut;
	same('protocol', $id, $sent->{protocol}, $rec->{protocol},
	    $rule->{bare} || $cut);
	same('status', $id, $sent->{status}, $rec->{status}, $refused);
	return if $rule->{'no-agent'};
	for (qw(referrer agent)) {
		next if $rule->{unescaped} && ($sent->{$_} // '') =~ /["\\]/;
		same($_, $id, $sent->{$_}, $rec->{$_}, $refused);
	}
}

sub judge {
	my ($sent_file, $records, @rules) = @_;
	my %rule = map { $_ => 1 } @rules;
	my @sent = lines_of($sent_file);
	my @recs = lines_of($records);
	my ($from, $to) = map { (stat $_)[9] } $sent_file, $records;
	my %by_id;
	my $others = 0;

	for my $rec (@recs) {
		my ($y, $mo, $d, $h, $mi, $s) =
		    $rec->{time} =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/;
		my $t = timegm($s, $mi, $h, $d, $mo - 1, $y);

		wrong("time: $rec->{time}") if $t < $from - 60 || $t > $to + 5;
		wrong("ip: $rec->{ip}") if $rec->{ip} ne '127.0.0.1';
		wrong("a cookie: $_") for grep { /secret/ } values %$rec;
		if (($rec->{path} // '') =~ m{^/([a-z0-9-]+?)(?=[^a-z0-9-]|-?$|-[^a-z0-9])}) {
			push @{ $by_id{$1} }, $rec;
		} else {
			$others++;
		}
	}
	for my $sent (@sent) {
		my $id = $sent->{id};
		my $found = delete $by_id{$id};

		next if $sent->{raw};
		# a request line that the server could not read has no parts
		if (!$found && $sent->{status} =~ /^(?:0|400|414|431)$/) {
			next if $rule{silent} || $others-- > 0;
		}
		if (@{ $found // [] } != 1) {
			wrong("$id:", scalar @{ $found // [] }, 'records');
			next;
		}
		judge_one($sent, $found->[0], \%rule);
	}
	for my $id (qw(pipe-1 pipe-2)) {
		my $found = delete $by_id{$id} // [];

		wrong("$id:", scalar @$found, 'records') if @$found != 1;
	}
	wrong("nobody asked for: $_") for sort keys %by_id;
	exit $wrong;
}

my ($do, @args) = @ARGV;
$| = 1;
$do eq 'send' ? send_all($args[0], $args[1] // '', $args[2] // '') : judge(@args);
