#!/bin/sh
# The contract of Hadoop Streaming and of pipe() of Spark, with sort for the
# engine: map makes lines of key and value of each split, lines of one key meet
# in one reducer, sorted, and lr-report adds up what these write.
. tests/lib.sh

for c in ingest enrich report mkdb; do
	[ -x "$LR_BIN/lr-$c" ] || {
		skip mapreduce "lr-$c is not built"
		finish
	}
done
sh scripts/sample log >"$tmp/access.log"
sh scripts/sample networks >"$tmp/networks.csv"
cd "$tmp" || exit 1
lr-mkdb networks -o n.mmdb networks.csv || exit 1

map() { # address TAB record
	lr-ingest --pages 2>/dev/null |
	    sed 's/.*"ip":"\([^"]*\)".*/\1	&/'
}
reduce() {
	cut -f 2- | lr-enrich --mmdb n.mmdb | lr-report --partial
}
report() {
	lr-report -o ndjson --top 0 --now 2026-11-30 "$@"
}

lr-ingest --pages access.log 2>/dev/null | lr-enrich --mmdb n.mmdb |
    report >want
check 'there are companies' test "$(wc -l <want)" -gt 5
for reducers in 1 3 8; do
	rm -f split.* mapped.* key.* sums.*
	awk '{ print >("split." NR % 5) }' access.log
	for f in split.*; do
		map <"$f" >"mapped.${f#*.}"
	done
	# the engine: lines by a hash of the key, sorted by the key
	LC_ALL=C sort -t '	' -k 1,1 mapped.* | awk -F '\t' -v n="$reducers" '
	    $1 != last { last = $1; k++ }
	    { print >("key." k % n) }'
	for f in key.*; do
		reduce <"$f" >"sums.${f#*.}"
	done
	report --merge sums.* >got
	check "five splits, $reducers reducers: as one machine" cmp want got
done
finish
