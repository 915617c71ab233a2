#!/bin/sh
# The lists in the manual of lr-ingest are those of the program.
. tests/lib.sh

lr-ingest --formats | awk '{ sub(/:.*/, ":", $1); print $1 }' >"$tmp/formats"
missing=$(while read -r name; do
	# a word of its own, not a part of a longer name
	sed 's/[^a-z0-9:-]/ /g; s/$/ /; s/^/ /' man/lr-logformat.5 |
		grep -q -- " $name " || echo "$name"
done <"$tmp/formats")
is 'lr-logformat(5) has every format' "$missing" ''

assets=$(awk '/one of these extensions/ { on = 1; next }
	on && /^\.Ed/ { exit }
	on && !/^\./ { print }' man/lr-ingest.1 | tr ' ' '\n')
is 'lr-ingest(1) has every asset' "$assets" "$(awk '
	/ assets\[\] = / { on = 1 }
	on { while (match($0, /"[a-z0-9]+"/)) {
		print substr($0, RSTART + 1, RLENGTH - 2)
		$0 = substr($0, RSTART + RLENGTH) } }
	/};/ { on = 0 }' lib/url.c)"
is 'and they are no pages' "$(for a in $assets; do
	echo "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /x.$a HTTP/1.1\" 200 5"
done | lr-ingest --pages)" ''
check 'there are some' test "$(echo "$assets" | wc -l)" -gt 50

is 'words that can be added' "$(sed -n \
	's/.*LR_AGENT_WORDS_MAX \([0-9]*\)u.*/\1 words can be added./p' lib/agent.h)" \
	"$(grep 'words can be added' man/lr-ingest.1)"
finish
