#!/bin/sh
# What golden files cannot say of the stores: killed at any moment, two at
# once, locked, full, readable by nobody.
. tests/lib.sh

db=$LR_STATE/blacklist.db
needs lr-blacklist lr-expire

# records N KIND [BLOCK]: N made-up addresses, told apart by BLOCK
records() {
	awk -v n="$1" -v kind="$2" -v b="${3:-0}" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "{\"ip\":\"31.%d.%d.%d\",\"kind\":\"%s\"}\n",
			    b + int(i / 65536), int(i / 256) % 256, i % 256,
			    kind
	}'
}

# How many hashed addresses the list has.
hashes() {
	lr-blacklist --list |
	    sed -n 's/^{"addresses":\([0-9]*\).*/\1/p' |
	    awk '{ n += $1 } END { print n + 0 }'
}

fresh() {
	rm -rf "$LR_STATE"
}

# ---- locked: waits for five seconds, so it runs beside the rest
locked=
if command -v sqlite3 >/dev/null; then
	locked=$tmp/locked
	records 10 unknown | lr-blacklist --learn --state "$locked"
	mkfifo "$tmp/hold"
	sqlite3 "$locked/blacklist.db" <"$tmp/hold" >"$tmp/held" &
	holder=$!
	exec 7>"$tmp/hold"
	printf 'BEGIN IMMEDIATE;\nSELECT 1;\n' >&7
	comes "$tmp/held" "$holder"
	records 10 unknown 9 |
	    lr-blacklist --learn --state "$locked" 2>"$tmp/learn.err" &
	learner=$!
	lr-blacklist --add --state "$locked" 192.0.2.1 2>"$tmp/add.err" &
	adder=$!
	lr-expire --now 2099-01-01 --state "$locked" \
	    >"$tmp/expire.out" 2>"$tmp/expire.err" &
	expirer=$!
fi

# ---- killed
# Whole batches or nothing of them; a later run goes on from there.
kill_rounds() {
	records 140000 unknown >"$tmp/a"
	for i in 2 3 5 6 7; do
		fresh
		lr-blacklist --learn <"$tmp/a" &
		pid=$!
		# a different moment each time, without a clock
		awk -v n=$((i * 12000000)) 'BEGIN { while (n--) ; }'
		kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		n=$(hashes) || return 1
		echo "round $i: $n"
		case $n in
		0 | 65536 | 131072 | 140000) ;;
		*) return 1 ;;
		esac
		if command -v sqlite3 >/dev/null && [ -f "$db" ]; then
			[ "$(sqlite3 "$db" 'PRAGMA integrity_check')" = ok ] ||
			    return 1
		fi
	done
	lr-blacklist --learn <"$tmp/a" && [ "$(hashes)" = 140000 ]
}
check 'killed in the middle of --learn: intact, commits stay' kill_rounds

# The list is saved before --learn waits: then killing loses nothing.
saved_before_wait() {
	fresh
	rm -f "$tmp/in"
	mkfifo "$tmp/in"
	lr-blacklist --learn <"$tmp/in" >"$tmp/passed" &
	pid=$!
	exec 8>"$tmp/in"
	records 50 unknown >&8
	echo '{"ip":"31.0.0.0","kind":"company"}' >&8
	n=0
	until [ "$(hashes)" = 50 ] || [ "$n" -gt 500 ]; do
		n=$((n + 1))
	done
	kill -9 "$pid"
	exec 8>&-
	wait "$pid" 2>/dev/null
	[ "$(hashes)" = 50 ] && [ -s "$tmp/passed" ]
}
check 'what was learned is saved before a wait' saved_before_wait

# ---- two at once
two() { # block of the second; how many there are then
	fresh
	records 20000 unknown 1 >"$tmp/a"
	records 20000 isp "$1" >"$tmp/b"
	lr-blacklist --learn <"$tmp/a" &
	one=$!
	lr-blacklist --learn <"$tmp/b" || return 1
	wait "$one" || return 1
	is_now=$(hashes)
	[ "$is_now" = "$2" ] || {
		echo "$is_now hashes"
		return 1
	}
	cat "$tmp/a" "$tmp/b" | lr-blacklist >"$tmp/left" && [ ! -s "$tmp/left" ]
}
check 'two --learn at once, different addresses' two 2 40000
check 'two --learn at once, the same addresses' two 1 20000

beside() {
	fresh
	records 20000 unknown 1 >"$tmp/a"
	lr-blacklist --learn --now 2026-01-01 <"$tmp/a" || return 1
	records 20000 unknown 2 | lr-blacklist --learn --now 2026-06-01 &
	one=$!
	lr-expire --now 2026-06-01 >/dev/null || return 1
	lr-blacklist --now 2026-06-01 <"$tmp/a" >"$tmp/left" || return 1
	wait "$one" || return 1
	[ "$(hashes)" = 20000 ] && cmp -s "$tmp/a" "$tmp/left"
}
check 'lr-expire beside a --learn and a filter' beside

# ---- nobody's address in any file
mode() {
	stat -c %a "$1" 2>/dev/null || stat -f %Lp "$1"
}

# No canary in the folder: neither as text nor as the bytes of the address.
unreadable() {
	perl -e '
	my $bad = 0;
	for my $f (glob "$ENV{LR_STATE}/*") {
		open my $h, "<:raw", $f or die "$f: $!";
		local $/;
		my $all = <$h>;
		for my $c ("31.77.1.2", "31-77-1-2", pack("C4", 31, 77, 1, 2),
		    "2a02:77:1::2", pack("n8", 0x2a02, 0x77, 1, 0, 0, 0, 0, 2)) {
			next if index($all, $c) < 0;
			print "$f holds $c\n";
			$bad = 1;
		}
	}
	exit $bad'
}

canaries() {
	fresh
	{
		records 3000 unknown 77
		echo '{"ip":"2a02:77:1::2","kind":"mobile"}'
		echo '{"ip":"31.77.1.2","kind":"isp","network":"31.77.1.2/32",' \
		    '"holder":"A","isp":"A"}' | tr -d ' '
	} >"$tmp/a"
	rm -f "$tmp/in"
	mkfifo "$tmp/in"
	lr-blacklist --learn <"$tmp/in" &
	pid=$!
	exec 8>"$tmp/in"
	cat "$tmp/a" >&8
	n=0
	until [ "$(hashes)" -gt 3000 ] || [ "$n" -gt 500 ]; do
		n=$((n + 1))
	done
	# with -wal and -shm there, too
	ls "$db-wal" "$db-shm" || return 1
	for f in "$LR_STATE"/*; do
		[ "$(mode "$f")" = 600 ] || return 1
	done
	unreadable || return 1
	exec 8>&-
	wait "$pid" && lr-blacklist --add 31.77.1.2 2a02:77:1::2 && unreadable &&
	    [ "$(mode "$LR_STATE")" = 700 ]
}
if command -v perl >/dev/null; then
	check 'no address is readable in any file, all have mode 0600' canaries
else
	skip 'no address is readable in any file' 'no perl here'
fi

# ---- what has expired is gone from the files
bytes_gone() {
	fresh
	records 30000 unknown 1 | lr-blacklist --learn --now 2026-01-01
	records 30000 unknown 2 | lr-blacklist --learn --now 2026-03-01
	sqlite3 "$db" 'SELECT lower(hex(hash)) FROM address WHERE time <
	    (SELECT max(time) FROM address)' >"$tmp/old"
	sqlite3 "$db" 'SELECT lower(hex(hash)) FROM address WHERE time =
	    (SELECT max(time) FROM address)' >"$tmp/young"
	lr-expire --now 2026-05-01 >"$tmp/out"
	grep -q '"hashes","before":60000,"expired":30000,' "$tmp/out" || return 1
	perl -e '
	my ($old, $young, @files) = @ARGV;
	my %is;
	for my $f ($old, $young) {
		open my $h, "<", $f or die;
		chomp, $is{pack "H*", $_} = $f while <$h>;
	}
	my %seen;
	for my $f (@files) {
		open my $h, "<:raw", $f or die;
		local $/;
		my $all = <$h>;
		for my $i (0 .. length($all) - 16) {
			my $k = $is{substr $all, $i, 16};
			$seen{$k}++ if $k;
		}
	}
	print "old $seen{$old} young $seen{$young}\n";
	exit !($seen{$young} >= 30000 && !$seen{$old})' \
	    "$tmp/old" "$tmp/young" "$LR_STATE"/*
}
if command -v sqlite3 >/dev/null && command -v perl >/dev/null; then
	check 'the bytes of what has expired are gone' bytes_gone
else
	skip 'the bytes of what has expired are gone' 'no sqlite3 or perl here'
fi

# ---- what is no company's is forgotten by the cache of lr-resolve
forgotten() {
	fresh
	records 1 unknown 77 | lr-blacklist --learn # makes the folder
	lr-expire >/dev/null
	sqlite3 "$LR_STATE/blacklist.db" 'SELECT hex(hash) FROM address' \
	    >"$tmp/hash"
	sqlite3 "$LR_STATE/resolve.db" "
	PRAGMA journal_mode=WAL;
	CREATE TABLE ptr(hash BLOB NOT NULL PRIMARY KEY,
	    time INTEGER NOT NULL, name BLOB, verified INTEGER NOT NULL)
	    WITHOUT ROWID;
	INSERT INTO ptr VALUES (x'$(cat "$tmp/hash")', 1800000000,
	    x'$(printf 'p31-77-1-2.example.net' | od -An -tx1 | tr -d ' \n')',
	    1), (x'00000000000000000000000000000000', 1800000000,
	    x'6d61696c', 1);
	PRAGMA application_id=1819431764; PRAGMA user_version=1" >/dev/null ||
	    return 1
	records 1 unknown 77 | lr-blacklist --learn || return 1
	[ "$(sqlite3 "$LR_STATE/resolve.db" 'SELECT name FROM ptr')" = mail ] &&
	    unreadable
}
if command -v sqlite3 >/dev/null && command -v perl >/dev/null; then
	check 'the cache of lr-resolve forgets what is learned' forgotten
else
	skip 'the cache of lr-resolve forgets' 'no sqlite3 or perl here'
fi

# ---- full disk: files may not grow; the signal of that is ignored
full() {
	fresh
	records 20000 unknown 1 | lr-blacklist --learn || return 1
	was=$(hashes)
	records 60000 unknown 2 >"$tmp/a"
	(
		trap '' XFSZ
		ulimit -f 1300 || exit 0
		lr-blacklist --learn <"$tmp/a" 2>"$tmp/err"
		echo $? >"$tmp/rc"
	)
	[ "$(cat "$tmp/rc")" = 3 ] && grep -q 'cannot read or write' "$tmp/err" &&
	    [ "$(hashes)" -ge "$was" ]
}
check 'full disk: exit 3, what there was stays' full

# A folder that nobody can write to, not even root: one that is no folder.
no_folder() {
	: >"$tmp/file"
	rc 3 lr-blacklist --add --state "$tmp/file" 192.0.2.1 &&
	    grep -q 'cannot make the folder' "$tmp/err" || return 1
	fresh
	mkdir -m 700 "$LR_STATE" "$db"
	rc 3 lr-blacklist --add 192.0.2.1 && rc 3 lr-blacklist &&
	    rc 3 lr-expire
}
check 'the store cannot be made' no_folder

read_only() {
	fresh
	records 10 unknown | lr-blacklist --learn
	chmod 500 "$LR_STATE"
	chmod 400 "$db"
	printf '{"ip":"31.9.9.9","kind":"unknown"}\n' >"$tmp/a"
	lr-blacklist --learn <"$tmp/a" 2>"$tmp/err"
	got=$?
	chmod 700 "$LR_STATE"
	[ "$got" -eq 3 ] && grep -q 'read-only\|cannot' "$tmp/err"
}
if [ "$(id -u)" -eq 0 ]; then
	skip 'read-only folder' 'permissions do not bind root'
else
	check 'read-only folder: exit 3' read_only
fi

# ---- conservation
conservation() {
	fresh
	{
		records 1000 company 1
		records 1000 unknown 2
		records 500 reserved 3
		records 2000 isp 2
		echo nonsense
	} >"$tmp/a"
	lr-blacklist --learn -v <"$tmp/a" >"$tmp/out" 2>"$tmp/err"
	grep -q '4501 in = 1000 passed + 3000 learned + 0 on .* + 500 dropped' \
	    "$tmp/err" && [ "$(wc -l <"$tmp/out")" -eq 1000 ]
}
check 'in = passed + dropped + refused' conservation

if [ -n "$locked" ]; then
	for p in "learn $learner" "add $adder" "expire $expirer"; do
		wait "${p#* }"
		is "locked: ${p% *} exits with 4" $? 4
		check "locked: ${p% *} says so" \
		    grep -q 'locked by another process' "$tmp/${p% *}.err"
	done
	printf 'ROLLBACK;\n.quit\n' >&7
	exec 7>&-
	wait "$holder"
	is 'locked: nothing was changed' \
	    "$(lr-blacklist --list --state "$locked" | cut -c1-15)" \
	    '{"addresses":10'
else
	skip 'locked store' 'no sqlite3 here'
fi
finish
