#!/bin/sh
# What holds for any visitors: records made at random, SEED to repeat a run.
. tests/lib.sh

needs lr-blacklist lr-report lr-expire
command -v perl >/dev/null || {
	skip properties 'no perl here'
	finish
}
: "${SEED:=$(date +%s)}"
echo "# SEED=$SEED"

# make SEED FILE: records of random kinds, each of an address and a company of
# its own, and beside them FILE.leads, companies of those that are leads;
# FILE.private, the addresses of those that are none.
cat >"$tmp/make.pl" <<'END'
my ($seed, $file) = @ARGV;
srand $seed;
open my $out, ">", $file or die;
open my $leads, ">", "$file.leads" or die;
open my $private, ">", "$file.private" or die;
my @lead = qw(company education government);
my @private = qw(isp mobile hosting vpn relay gateway crawler unknown reserved);
# what is none of these words is no lead
my @odd = ('"Company"', '"company "', '" company"', '"COMPANY"', '"companys"',
    '""', 'null', 'true', '1', '["company"]', '{"kind":"company"}',
    '"company\u0000"', '"\u0000company"', '"isp,company"', '"c0mpany"',
    '"-"', '"lead"', '"comp\u0430ny"', undef);
my %seen;
sub pick { $_[rand @_] }
for my $i (1 .. 3000) {
	my ($ip, $bytes);
	do {
		$ip = rand() < .8
		    ? join ".", 31, map { int rand 256 } 1 .. 3
		    : sprintf "2a02:77:%x:%x::%x", map { 1 + int rand 65535 } 1 .. 3;
	} while $seen{$ip}++;
	my $name = "Firma $seed-$i";
	my ($lead, @kind) = (0);
	my $r = rand;
	if ($r < .3) {
		@kind = ('"' . pick(@lead) . '"');
		$lead = 1;
	} elsif ($r < .75) {
		@kind = ('"' . pick(@private) . '"');
	} elsif ($r < .9) {
		@kind = (pick(@odd));
	} elsif ($r < .93) { # the same word, written otherwise
		@kind = ('"comp\u0061ny"');
		$lead = 1;
	} elsif ($r < .96) { # of two the last counts
		@kind = ('"company"', '"' . pick(@private) . '"');
	} else {
		@kind = ('"' . pick(@private) . '"', '"company"');
		$lead = 1;
	}
	my @f = (qq("time":"2026-11-22T10:00:00Z"), qq("ip":"$ip"),
	    qq("company":"$name"));
	push @f, map { qq("kind":$_) } grep { defined } @kind;
	push @f, qq("confidence":99) if rand() < .5;
	push @f, qq("rule":") . pick("holder-company", "holder-provider",
	    "agent-bot", "x") . '"' if rand() < .5;
	push @f, qq("ptr":"$ip.dyn.example.net") if rand() < .3;
	push @f, qq("bot":"Bot") if rand() < .1;
	if (rand() < .3) { # a network of one: an address all the same
		my $len = $ip =~ /:/ ? 128 : 32;
		push @f, qq("network":"$ip/$len"), qq("holder":"N"), qq("isp":"N");
	}
	if ($lead && rand() < .1) {
		push @f, '"blacklisted":true';
		$lead = 0;
	}
	print $out "{", join(",", @f), "}\n";
	print $leads "$name\n" if $lead;
	print $private "$ip\n" if !$lead;
}
END

# No address of FILE in any file of the folder, in whatever form.
cat >"$tmp/readable.pl" <<'END'
use Socket qw(inet_pton AF_INET AF_INET6);
my ($dir, $list) = @ARGV;
my %in;
for my $f (glob "$dir/*") {
	next if !-f $f;
	open my $h, "<:raw", $f or die "$f: $!";
	local $/;
	$in{$f} = <$h> // "";
}
die "nothing in $dir\n" if !%in;
open my $h, "<", $list or die;
my $bad = 0;
while (my $ip = <$h>) {
	chomp $ip;
	my @forms = ($ip);
	(my $dashes = $ip) =~ tr/.:/--/;
	push @forms, $dashes;
	if ($ip =~ /:/) {
		push @forms, inet_pton(AF_INET6, $ip);
	} else {
		# as part of 16 bytes: four stand somewhere by chance
		push @forms, "\xff\xff" . inet_pton(AF_INET, $ip),
		    join(".", reverse split /\./, $ip) . ".in-addr";
	}
	for my $f (keys %in) {
		for my $form (@forms) {
			next if index($in{$f}, $form) < 0;
			print "$f holds $ip\n";
			$bad = 1;
		}
	}
}
exit $bad;
END

leads() { # of records on standard input: the companies in a report
	lr-report -o ndjson 2>/dev/null |
	    sed -n 's/.*"company":"\([^"]*\)".*/\1/p' | sort
}

property() { # seed
	rm -rf "$LR_STATE"
	f=$tmp/r
	perl "$tmp/make.pl" "$1" "$f" || return 1
	sort "$f.leads" >"$tmp/want"
	lr-blacklist --learn -v <"$f" >"$tmp/passed" 2>"$tmp/said"
	leads <"$tmp/passed" >"$tmp/got"
	cmp "$tmp/got" "$tmp/want" || {
		diff "$tmp/got" "$tmp/want" | head -n 5
		return 1
	}
	# marked instead of dropped: the same leads
	lr-blacklist --learn --mark <"$f" 2>/dev/null | leads >"$tmp/got"
	cmp "$tmp/got" "$tmp/want" || return 1
	# and the list that was learned lets no private one through
	lr-blacklist --learn <"$f" 2>/dev/null | lr-blacklist | leads >"$tmp/got"
	cmp "$tmp/got" "$tmp/want" || return 1
	# what went in is what came out, by reason
	awk '/ in = / { n = $2; for (i = 3; i <= NF; i++)
	    if ($(i - 1) == "=" || $(i - 1) == "+") s += $i
	    ok = n == 3000 && s == n } END { exit !ok }' "$tmp/said" || {
		cat "$tmp/said"
		return 1
	}
	perl "$tmp/readable.pl" "$LR_STATE" "$f.private"
}
for i in 1 2 3; do
	check "only leads reach a report, no address of others a file ($i)" \
	    property "$((SEED + i))"
done

planted() {
	tail -n 1 "$tmp/r.private" >"$LR_STATE/planted"
	perl "$tmp/readable.pl" "$LR_STATE" "$tmp/r.private" >"$tmp/o"
	code=$?
	rm "$LR_STATE/planted"
	[ "$code" -eq 1 ]
}
check 'an address that is planted is found' planted

# The write-ahead log of a run that was killed holds none either.
killed() {
	rm -rf "$LR_STATE"
	mkfifo "$tmp/in"
	lr-blacklist --learn <"$tmp/in" >/dev/null 2>&1 &
	pid=$!
	exec 8>"$tmp/in"
	cat "$tmp/r" >&8
	n=0
	until lr-blacklist --list 2>/dev/null | grep -q addresses; do
		[ "$((n += 1))" -lt 500 ] || break
	done
	kill -9 "$pid"
	exec 8>&-
	wait "$pid" 2>/dev/null
	[ -s "$LR_STATE/blacklist.db-wal" ] || {
		echo 'no log was left'
		return 1
	}
	perl "$tmp/readable.pl" "$LR_STATE" "$tmp/r.private"
}
check 'nor the write-ahead log of a run that was killed' killed

# ---- two sites, each with a folder of its own, and the same visitors
one=$tmp/one two=$tmp/two
lr-blacklist --learn --state "$one" <"$tmp/r" 2>/dev/null | leads >"$tmp/a"
lr-blacklist --learn --state "$two" <"$tmp/r" >/dev/null 2>&1
if command -v sqlite3 >/dev/null; then
	for s in "$one" "$two"; do
		sqlite3 "$s/blacklist.db" 'SELECT hex(hash) FROM address' |
		    sort >"$s.hashes"
	done
	check 'both have remembered them' test -s "$one.hashes"
	is 'two sites share no key of a visitor' \
	    "$(comm -12 "$one.hashes" "$two.hashes")" ''
else
	skip 'two sites share no key' 'no sqlite3 here'
fi
lr-blacklist --state "$one" <"$tmp/r" 2>/dev/null |
    lr-blacklist --learn --state "$one" 2>/dev/null | leads >"$tmp/b"
check 'nor do the visitors of the other change a report' cmp "$tmp/a" "$tmp/b"
finish
