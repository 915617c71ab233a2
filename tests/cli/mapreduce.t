#!/bin/sh
# The contract of Hadoop Streaming and of pipe() of Spark, with sort for the
# engine: map makes lines of key and value of each split, lines of one key meet
# in one reducer, sorted, and lr-report adds up what these write. The table, the
# mapper and the reducer are those of lr-cluster(1).
. tests/lib.sh
. tests/help/public.sh

needs lr-ingest lr-resolve lr-enrich lr-report lr-mkdb
example lr-cluster.1 3 >"$tmp/table.sh"
example lr-cluster.1 4 >"$tmp/map.sh"
example lr-cluster.1 5 >"$tmp/reduce.sh"
sh scripts/sample log | public >"$tmp/access.log"
cd "$tmp" || exit 1

# What the registries know, without asking one.
holders >registry.txt
lr-mkdb registry -o r.mmdb registry.txt || exit 1
mkdir bin
printf '#!/bin/sh\nexec "%s/lr-resolve" --registry "%s/r.mmdb" %s "$@"\n' \
    "$LR_BIN" "$tmp" '--no-rdap --no-whois' >bin/lr-resolve
chmod +x bin/lr-resolve
PATH=$tmp/bin:$PATH
report() {
	lr-report -o ndjson --top 0 --now 2026-11-30 "$@"
}

check 'a table of what was resolved' rc 0 sh table.sh
check 'has the networks' test -s networks.mmdb
lr-ingest --pages access.log 2>/dev/null | lr-resolve --no-dns |
    lr-enrich | report >want
check 'there are companies' test "$(wc -l <want)" -gt 20
for reducers in 1 3 8; do
	rm -f split.* mapped.* key.* sums.*
	awk '{ print >("split." NR % 5) }' access.log
	echo 'www.example.com - - [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1' \
	    >>split.0 # no address, no key
	for f in split.*; do
		sh map.sh <"$f" >"mapped.${f#*.}" 2>/dev/null
	done
	# the engine: lines by a hash of the key, sorted by the key
	LC_ALL=C sort -t '	' -k 1,1 mapped.* | awk -F '\t' -v n="$reducers" '
	    NF != 2 { print "no key" >"wrong" }
	    $1 != last { last = $1; k++ }
	    { print >("key." k % n) }'
	for f in key.*; do
		sh reduce.sh <"$f" >"sums.${f#*.}"
	done
	report --merge sums.* >got
	check "five splits, $reducers reducers: as one machine" cmp want got
done
check 'each line has a key and a value' test ! -e wrong
# Hadoop writes a line without a value as a key, a tab and nothing.
sed 's/$/	/' sums.* | report --merge >got
check 'with a tab behind each line' cmp want got
sed '$d' sums.1 >killed
check 'a reducer that was killed' rc 3 lr-report --merge sums.0 killed sums.2
finish
