#!/bin/sh
# Sums of parts are the sums of the whole: random splits by visitor, merged in
# any order and in steps, give the same bytes in every kind of row. What is no
# such part, or is one of another whole, is refused.
. tests/lib.sh

# Ten days of some companies, providers and crawlers; visitors with an address
# or a session, several sites, campaigns, times that collide.
views() { # seed
	awk -v seed="$1" '
	function pick(n) {
		seed = (seed * 16807) % 2147483647
		return seed % n
	}
	BEGIN {
		seed = seed * 7919 % 2147483647 + 1
		t = 1794528000 # 2026-11-13
		for (i = 0; i < 3000; i++) {
			s = t % 86400 # many come at midnight, and some stay
			t += s > 84000 || s < 1500 ? pick(120) : \
			    pick(5) == 0 ? 200 + pick(1900) : pick(3)
			if (i == 0 || pick(3) == 0) {
				c = pick(25)
				ip = "20.30." c "." pick(4)
			}
			day = 13 + int((t - 1794528000) / 86400)
			s = t % 86400
			printf "{\"time\":\"2026-11-%02dT%02d:%02d:%02dZ\"", \
			    day, int(s / 3600), int(s / 60) % 60, s % 60
			printf ",\"ip\":\"%s\"", ip
			if (pick(4))
				printf ",\"site\":\"%s.example\"", \
				    pick(3) ? "shop" : "blog"
			if (pick(6) == 0)
				printf ",\"session\":\"s%d\",\"visitor\":\"%s\"", \
				    c * 10 + pick(3), pick(2) ? "new" : "returning"
			if (pick(20))
				printf ",\"path\":\"/%s%d\"", \
				    pick(9) ? "p" : "\\u00e9\\\"\\u0000", pick(20)
			if (pick(8) == 0)
				printf ",\"query\":\"utm_source=s%d&utm_campaign=%%ff%%C3%%A9\"", \
				    pick(3)
			r = pick(7)
			if (r < 4)
				printf ",\"referrer\":\"%s\"", r == 0 ? \
				    "https://www.google.com/" : r == 1 ? \
				    "https://shop.example/" : r == 2 ? \
				    "http://192.0.2.1/" : "https://news.example/x"
			k = c % 8 == 7 ? "isp" : c % 8 == 6 ? "crawler" : "company"
			printf ",\"kind\":\"%s\",\"company\":\"Firma %d\"", k, c
			if (c % 5)
				printf ",\"domain\":\"f%d.example\"", c
			if (pick(2))
				printf ",\"city\":\"Stadt %d\"", pick(3)
			printf ",\"confidence\":%d}\n", 50 + pick(3) * 10
		}
	}'
}

# By visitor, into $tmp/part.0 ... part.$2
split() { # seed parts
	rm -f "$tmp"/part.*
	awk -v seed="$1" -v n="$2" -v to="$tmp/part." '
	BEGIN {
		seed = seed * 31337 % 2147483647 + 1
	}
	{
		match($0, /"session":"[^"]*"/) || match($0, /"ip":"[^"]*"/)
		who = substr($0, RSTART, RLENGTH)
		if (!(who in part)) {
			seed = (seed * 16807) % 2147483647
			part[who] = seed % n
		}
		print >(to part[who])
	}'
}

report() {
	lr-report --now 2026-11-30 "$@" 2>/dev/null
}

cat >"$tmp/feeds" <<END
shop $tmp/shop.ndjson --page /p1* --min-visits 2
news $tmp/news.csv --source referral,search --sort score -n 5
pages $tmp/pages.ndjson --pages --country DE,AT
END

# In an order that is another for each seed, two at a time.
added() { # seed file...
	seed=$1
	shift
	while [ $# -gt 1 ]; do
		seed=$((seed + 1))
		one=$1
		shift
		if [ $((seed % 2)) -eq 0 ]; then
			report --merge --partial "$1" "$one" >"$tmp/sum.$seed"
			one=$tmp/sum.$seed
			shift
		fi
		set -- "$@" "$one"
	done
	cat "$1"
}

# same NAME OPTION...: the report of the whole and that of the sums
same() {
	name=$1
	shift
	# shellcheck disable=SC2086 # words of options
	report "$@" $zone $counted "$tmp/views" >"$tmp/want"
	# shellcheck disable=SC2086 # words of options
	report "$@" $zone --merge "$tmp/all" >"$tmp/got"
	check "$parts parts, $zone $counted: $name" cmp "$tmp/want" "$tmp/got"
	[ -s "$tmp/want" ] || check 'there are rows' false
}

in_feeds() {
	rm -f "$tmp/shop.ndjson" "$tmp/news.csv" "$tmp/pages.ndjson"
	report --feeds "$tmp/feeds" "$@"
	for f in shop.ndjson news.csv pages.ndjson; do
		[ -s "$tmp/$f" ] && cat "$tmp/$f"
	done
}

for n in 1 2 3 4; do
	views "$n" >"$tmp/views"
	split "$n" $((n + 1)) <"$tmp/views"
	zone=
	case $n in
	1) counted='' ;;
	2) counted='--since 2026-11-14T07:00:00Z --until 2026-11-21' ;;
	3) counted='--week 2026-W47 --own news.example' zone='--tz Asia/Tokyo' ;;
	4) counted='--until 2026-11-20 --sure 70' ;;
	esac
	counted="$counted --goal a=/p1* --goal b=/p?"
	for p in "$tmp"/part.*; do
		# shellcheck disable=SC2086 # words of options
		report --partial $zone $counted "$p" >"$tmp/sums.${p##*.}"
	done
	set -- "$tmp"/sums.*
	parts=$#
	cat "$@" >"$tmp/joined"
	added "$n" "$@" >"$tmp/all"
	report --merge --partial "$tmp/joined" >"$tmp/got"
	check "$parts parts: sums are the same in any order" \
	    cmp "$tmp/all" "$tmp/got"
	same companies -o ndjson --top 0
	same csv -o csv
	same table -o table --sort score
	same sources -o ndjson --sources
	same pages -o ndjson --pages
	same 'match rate' -o csv --match-rate
	same conditions -o ndjson --where 'visits > 3 and domain'
	# shellcheck disable=SC2086 # words of options
	in_feeds $zone $counted "$tmp/views" >"$tmp/want"
	# shellcheck disable=SC2086 # words of options
	in_feeds $zone --merge "$tmp/all" >"$tmp/got"
	check 'feeds' cmp "$tmp/want" "$tmp/got"
	is 'all three' "$(grep -c '"page":.*"visitors":\|^company,' \
	    "$tmp/want" | sed 's/^[1-9].*/some/')" some
	report -o html --merge "$tmp/all" >"$tmp/want"
	report -o html --merge "$tmp/joined" >"$tmp/got"
	check 'the page is the same in any order' cmp "$tmp/want" "$tmp/got"
	rm "$tmp"/sums.*
done
report -o ndjson --new-only --since 2026-11-21 "$tmp/views" >"$tmp/want"
report --partial --since 2026-11-21 "$tmp/part.0" >"$tmp/sums.0"
report --partial --since 2026-11-21 "$tmp"/part.[1-9] >"$tmp/sums.1"
report -o ndjson --new-only --merge "$tmp/sums.0" "$tmp/sums.1" >"$tmp/got"
check 'who is new' cmp "$tmp/want" "$tmp/got"
report --visits -o ndjson "$tmp/views" | sed 's/.*"visit_start":"\([^T]*\).*"visit_end":"\([^T]*\).*/\1 \2/' >"$tmp/days"
check 'visits cross midnight' awk '$1 != $2 { n++ } END { exit n < 3 }' \
    "$tmp/days"

# A list that is too long for a line goes on in the next.
awk 'BEGIN {
	for (i = 0; i < 1900; i++) {
		s = sprintf("%0400d", i)
		print "{\"time\":\"2026-11-22T10:00:00Z\",\"ip\":\"20.1.1.1\",\"path\":\"/" s \
		    "\",\"kind\":\"company\",\"company\":\"A\"}"
	}
}' >"$tmp/long"
report --partial --max-pages-per-company 5000 "$tmp/long" >"$tmp/sums"
is 'several lines of one company' "$(grep -c '"company"' "$tmp/sums")" 2
report -o ndjson --max-pages-per-company 5000 "$tmp/long" >"$tmp/want"
report -o ndjson --merge --max-pages-per-company 5000 "$tmp/sums" >"$tmp/got"
check 'are one again' cmp "$tmp/want" "$tmp/got"

# ---- what is no part of this whole
cd "$tmp" || exit 1
said() {
	grep -q -e "$1" err || {
		cat err
		return 1
	}
}
record() { # address
	printf '%s%s%s\n' '{"time":"2026-11-22T10:00:00Z","ip":"' "$1" \
	    '","path":"/a","kind":"company","company":"A","confidence":80}'
}
merge() {
	lr-report --now 2026-11-30 -o ndjson --merge "$@"
}
record 20.1.1.1 >one
{
	record 20.1.1.2
	record 20.1.1.2
} >two
lr-report --partial one >p1
lr-report --partial two >p2
merge p1 >only1
merge p1 p2 >both
is 'two visits' "$(grep -c '"visits":2,' both)" 1

# other FILE WHY: it is refused, with all of its lines, and the rest counts
other() {
	check "$2" rc 1 merge p1 "$1"
	check 'is refused' said "$2"
	check 'and nothing of it counts' cmp only1 out
}
lr-report --partial --since 2026-11-01 two >other1
other other1 'another period'
lr-report --partial --goal a=/a two >other2
other other2 'other goals'
lr-report --partial --own news.example two >other3
other other3 'other --goal, --own or --sure'
lr-report --partial --goal a=/a one >g1
lr-report --partial --goal 'a=/b' two >g2
check 'the same goal by other globs' rc 1 merge g1 g2
check 'is refused, too' said 'other --goal, --own or --sure'
lr-report --partial --max-pages-per-company 10 two >other4
other other4 'another --max-pages-per-company'
sed 's/"lr_partial":1/"lr_partial":2/' p2 >other5
other other5 'another version'
other two 'no line of lr-report --partial'
sed 1d p2 >other6
other other6 'without the first line'
sed '2s/"views":2/"views":9223372036854775808/' p2 >other7
other other7 'malformed sums'
sed '2s/"views":2/"views":9007199254740992/' p2 >other8
other other8 'too large to be true'

sed '$d' p2 >open
check 'a part without its last line' rc 3 merge open p1
check 'is named' said '^lr-report: p1:1: .*cut short'
check 'also as the last one' rc 3 merge p1 open
check 'is told, too' said 'cut short'
check 'nothing is written' test ! -s out
head -c 300 p2 >torn
check 'one that ends in a line' rc 3 merge p1 torn
sed 2d p2 >holed
check 'one that lacks a line' rc 1 merge p1 holed
check 'is known by its last' said 'lines of this part are missing'
: >empty
check 'no sums at all' rc 3 merge empty
check 'is no report' test ! -s out
check 'one part twice' rc 0 merge p1 p1 p2
check 'is told' said '^lr-report: p1:3: a part like this was added before'
lr-report --merge --partial p2 p1 >p21
check 'also within a sum' rc 0 merge p21 p1
check 'is told again' said '^lr-report: p1:3: a part like this'
check 'others are not' rc 0 merge p1 p2
check 'like it' test ! -s err
lr-report --partial empty >none
check 'parts without records are all the same' rc 0 merge p1 none none p2
check 'which is no news' test ! -s err
check 'and change nothing' cmp both out

# Each line counts as a whole or not at all.
sed '$d' p1 >bad
cat >>bad <<'END'
{"lr_partial":1}
{"lr_partial":1,"company":"A","kind":"company","views":1}
{"lr_partial":1,"company":"A","kind":"company","pages":[["","/",1],["","/"]]}
{"lr_partial":1,"company":"A","kind":"company","goals":[["a",1]]}
{"lr_partial":1,"company":"A","kind":"isp"}
{"lr_partial":1,"company":
{"lr_partial":1,"end":true,"lines":6}
END
check 'bad lines' rc 1 merge bad
is 'are refused' "$(tail -n 1 err | cut -d ' ' -f 2)" 6
check 'the others count' cmp only1 out

check 'nothing is chosen before all is there' rc 2 lr-report --partial \
    --country DE one
check 'it is said where' said '--country is for --merge'
check 'nor after' rc 2 lr-report --merge --partial -n 1 p1
check 'no visits of sums' rc 2 lr-report --merge --visits
check 'the period is that of the sums' rc 2 lr-report --merge --since 1d
finish
