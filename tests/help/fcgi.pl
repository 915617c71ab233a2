#!/usr/bin/perl
# What a web server does for lr-cgi, without one.
#
#	fcgi.pl user CMD...		run it as somebody else than root
#	fcgi.pl serve FILE CMD...	the same as FastCGI on a free port of
#					127.0.0.1, which is written to FILE
#	fcgi.pl ask PORT VAR=VALUE...	one request, its body on stdin; the
#					answer comes out. VAR+ is another one of
#					that name
#	fcgi.pl raw PORT		bytes from stdin; whatever comes back
#	fcgi.pl drip PORT VAR=VALUE...	as ask, its body byte by byte, 20 a second
#	fcgi.pl crowd PORT N VAR=VALUE...  N clients of whose bodies all but the
#					first byte is missing, and the same
#					with its body: its answer, and a line
#					that tells how many seconds it took
#	fcgi.pl deaf PORT N VAR=VALUE...  N clients who never read, and the
#					same with one who does
#	fcgi.pl load PORT N VAR=VALUE...  N requests on one connection after
#					the other; how many answers there were
use strict;
use warnings;
use IO::Socket::INET;
use POSIX ();

sub drop {
	return if $> != 0;
	$( = 65534;
	$) = '65534 65534';
	POSIX::setuid(65534);
	die "still root\n" if $> == 0 || $< == 0;
}

sub record {
	my ($type, $content) = @_;
	return pack('CCnnCC', 1, $type, 1, length $content, 0, 0) . $content;
}

sub size { $_[0] < 128 ? chr $_[0] : pack 'N', $_[0] | 0x80000000 }

sub stream {
	my ($type, $text) = @_;
	my $out = '';
	$out .= record($type, $1) while $text =~ /\G(.{1,32000})/gs;
	return $out . record($type, '');
}

sub request {
	my ($body, @vars) = @_;
	my $params = '';
	# as with env: the last one counts
	my %var = map { /^([^=]*)=(.*)$/s } @vars;
	for my $name (sort keys %var) {
		my $value = $var{$name};
		$name =~ s/\+*$//;
		$params .= size(length $name) . size(length $value) .
		    $name . $value;
	}
	return record(1, pack('nCx5', 1, 0)) . stream(4, $params) .
	    stream(5, $body);
}

sub talk {
	my ($port, $bytes) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
	    PeerPort => $port) or die "port $port: $!\n";
	local $SIG{PIPE} = 'IGNORE';
	print $s $bytes;
	$s->flush;
	$s->shutdown(1);
	local $/;
	return scalar(<$s>) // '';
}

# What STDOUT records hold.
sub output {
	my ($bytes) = @_;
	my $out = '';
	while (length $bytes >= 8) {
		my (undef, $type, undef, $n, $pad) = unpack 'CCnnC', $bytes;
		$out .= substr $bytes, 8, $n if $type == 6;
		substr $bytes, 0, 8 + $n + $pad, '';
	}
	return $out;
}

my $what = shift // '';
binmode STDIN;
binmode STDOUT;
if ($what eq 'user') {
	drop();
	exec @ARGV or die "$ARGV[0]: $!\n";
} elsif ($what eq 'serve') {
	my $file = shift;
	my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64)
	    or die "cannot listen: $!\n";
	open my $f, '>', "$file.new" or die "$file: $!\n";
	print $f $s->sockport, "\n";
	close $f;
	rename "$file.new", $file or die "$file: $!\n";
	POSIX::dup2(fileno $s, 0) // die "dup2: $!\n";
	drop();
	exec @ARGV or die "$ARGV[0]: $!\n";
} elsif ($what eq 'ask') {
	my $port = shift;
	my $body = do { local $/; <STDIN> } // '';
	print output(talk($port, request($body, @ARGV)));
} elsif ($what eq 'drip') {
	my $port = shift;
	my $body = do { local $/; <STDIN> } // '';
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
	    PeerPort => $port) or die "port $port: $!\n";
	local $SIG{PIPE} = 'IGNORE';
	my $head = request('', @ARGV);
	print $s substr $head, 0, -8;
	$s->flush;
	for (split //, $body) {
		select undef, undef, undef, 0.05;
		last unless syswrite $s, record(5, $_);
	}
	local $/;
	print output(<$s> // '');
} elsif ($what eq 'crowd' || $what eq 'deaf') {
	my ($port, $n) = splice @ARGV, 0, 2;
	my $body = do { local $/; <STDIN> } // '';
	my $whole = request($body, @ARGV);
	my $part = substr(request('', @ARGV), 0, -8) . record(5, '{');
	my @open;
	for (1 .. $n) {
		push @open, IO::Socket::INET->new(PeerAddr => '127.0.0.1',
		    PeerPort => $port) || die "port $port: $!\n";
		setsockopt $open[-1], 1, 8, pack('i', 1024);
		syswrite $open[-1], $what eq 'deaf' ? $whole : $part;
	}
	my $began = time;
	print output(talk($port, $whole)), "\n", time - $began, "\n";
} elsif ($what eq 'raw') {
	my $bytes = do { local $/; <STDIN> } // '';
	print talk($ARGV[0], $bytes);
} elsif ($what eq 'load') {
	my ($port, $n) = splice @ARGV, 0, 2;
	my $body = do { local $/; <STDIN> } // '';
	my $bytes = request($body, @ARGV);
	my $good = 0;
	for (1 .. $n) {
		$good++ if output(talk($port, $bytes)) =~ /^Status: 200 /;
	}
	print "$good\n";
} else {
	die "usage: see the first lines of $0\n";
}
