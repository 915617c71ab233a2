#!/bin/sh
# lr-mkdb: what it writes is read by libmaxminddb; what it cannot write leaves
# the old file alone.
. tests/lib.sh

needs lr-mkdb

SOURCE_DATE_EPOCH=1
export SOURCE_DATE_EPOCH

# A table of 80,000 prefixes of both families, made up, the same every time.
awk 'BEGIN {
	print "network\tasn\tas_name\tcountry"
	for (i = 0; i < 50000; i++)
		printf "%d.%d.%d.0/24\t%d\tEXAMPLE-%d Invented GmbH\tDE\n",
		    31 + i / 65536, i / 256 % 256, i % 256,
		    64496 + i % 5000, i % 5000
	for (i = 0; i < 30000; i++)
		printf "2a01:%x:%x::/48\t%d\tEXAMPLE-%d Invented SARL\tFR\n",
		    i / 1000, i % 1000, 65600 + i % 700, i % 700
}' >"$tmp/table.tsv"
db=$tmp/db.mmdb

makes() {
	rc 0 lr-mkdb networks -o "$db" "$tmp/table.tsv" && [ ! -s "$tmp/err" ]
}
check 'a table of 80,000 prefixes' makes

ask() { # ip path...: the value as mmdblookup prints it
	mmdblookup --file "$db" --ip "$@" | sed -n 's/^  \(.*\) <.*/\1/p'
}

# every 4000th prefix, asked through libmaxminddb
answers() {
	awk -F '\t' 'NR % 4000 == 2' "$tmp/table.tsv" |
	while IFS='	' read -r net asn name country; do
		ip=${net%/*}
		case $ip in
		*::) ip=${ip}beef ;;
		*) ip=${ip%.0}.77 ;;
		esac
		got=$(ask "$ip" autonomous_system_number)
		got="$got $(ask "$ip" autonomous_system_organization)"
		got="$got $(ask "$ip" country iso_code)"
		[ "$got" = "$asn \"$name\" \"$country\"" ] || {
			echo "$ip: $got"
			exit 1
		}
	done
}
if command -v mmdblookup >/dev/null; then
	check 'mmdblookup finds them' answers
else
	skip 'mmdblookup finds them' 'mmdblookup is not installed'
fi

readable_by_others() {
	[ "$(find "$db" -perm 644)" = "$db" ]
}
umask 022
makes
check 'the umask counts, not the mode of a temporary file' readable_by_others

echo old >"$tmp/old"
untouched() { # nothing but the old file, nothing left over
	[ "$(cat "$tmp/old")" = old ] || return 1
	set -- "$tmp"/old.*
	[ ! -e "$1" ]
}

full() {
	lr-mkdb networks -o /dev/full "$tmp/table.tsv" 2>"$tmp/err"
	[ $? -eq 3 ] && grep -q '/dev/full: cannot write: No space' "$tmp/err"
}
check 'a full disk' full

# Files may not grow beyond 64 KB: the write fails half way.
half() {
	(
		trap '' XFSZ
		ulimit -f 64
		lr-mkdb networks -o "$tmp/old" "$tmp/table.tsv"
	) 2>"$tmp/err"
	[ $? -eq 3 ] && grep -q 'old: cannot write: File too large' "$tmp/err" &&
		untouched
}
check 'a disk that fills up leaves the old file' half

gzip -c "$tmp/table.tsv" | head -c 300000 >"$tmp/cut.gz"
cut_short() {
	rc 3 lr-mkdb networks -o "$tmp/old" "$tmp/cut.gz" &&
		grep -q 'cut short; nothing written' "$tmp/err" && untouched
}
check 'truncated gzip leaves the old file' cut_short

gzip -c "$tmp/table.tsv" >"$tmp/bad.gz"
printf 'rubbish in the middle' |
	dd of="$tmp/bad.gz" bs=1 seek=100000 conv=notrunc 2>/dev/null
corrupt() {
	rc 3 lr-mkdb networks -o "$tmp/old" "$tmp/bad.gz" &&
		grep -q 'nothing written' "$tmp/err" && untouched
}
check 'corrupt gzip leaves the old file' corrupt

one_missing() {
	rc 3 lr-mkdb networks -o "$tmp/old" "$tmp/table.tsv" "$tmp/none" &&
		untouched
}
check 'one file of two is missing' one_missing

# Killed while it waits for the rest of its input: it has read the first part.
killed() {
	mkfifo "$tmp/fifo"
	lr-mkdb networks -o "$tmp/old" "$tmp/fifo" 2>/dev/null &
	pid=$!
	{
		cat "$tmp/table.tsv"
		kill -9 "$pid"
	} >"$tmp/fifo"
	wait "$pid" 2>/dev/null
	[ "$(cat "$tmp/old")" = old ]
}
check 'killed in the middle: the old file is there' killed

# ... and while it writes, wherever that may be.
killed_writing() {
	for t in 1 2 3 4; do
		echo "old $t" >"$tmp/live"
		lr-mkdb networks -o "$tmp/live" "$tmp/table.tsv" 2>/dev/null &
		pid=$!
		while kill -0 "$pid" 2>/dev/null; do
			set -- "$tmp"/live.*
			[ ! -e "$1" ] || break
		done
		kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		cmp -s "$tmp/live" "$db" || [ "$(cat "$tmp/live")" = "old $t" ] ||
			return 1
		rm -f "$tmp"/live.*
	done
}
check 'killed while it writes: an old or a new file' killed_writing

long=$(awk 'BEGIN { for (i = 0; i < 32768; i++) printf "%064d", 0 }')
long_line() {
	{
		echo 'network,asn'
		echo "$long,1"
		echo '192.0.2.0/24,64496'
	} | lr-mkdb networks -o "$tmp/l" >"$tmp/out" 2>"$tmp/err"
	[ $? -eq 1 ] && grep -q '2: refused: a line of over 1 MiB' "$tmp/err"
}
check 'a line of 2 MiB is refused, the next one is read' long_line

finish
