#!/bin/sh
# man/lr-rules.5 has the rules that lr-enrich has, in the same order.
. tests/lib.sh

lr-enrich --list-rules | cut -f 1 >"$tmp/have"
sed -n 's/^\.It Cm \([a-z-]*\).*/\1/p' man/lr-rules.5 >"$tmp/told"
is "the manual lists the rules" "$(cat "$tmp/told")" "$(cat "$tmp/have")"
is "and their kinds" \
	"$(sed -n 's/^\.It Cm \([a-z-]*\) Pq \(.*\)/\1 \2/p' man/lr-rules.5)" \
	"$(lr-enrich --list-rules | awk -F '\t' '$2 != "-" { print $1, $2 }')"
check "no rule twice" test -z "$(sort "$tmp/have" | uniq -d)"
finish
