#!/bin/sh
# Sums of parts are the sums of the whole: random splits by visitor, merged in
# any order and in steps, give the same bytes in every kind of row.
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
			t += pick(5) == 0 ? 200 + pick(1900) : pick(3)
			c = pick(25)
			day = 13 + int((t - 1794528000) / 86400)
			s = t % 86400
			printf "{\"time\":\"2026-11-%02dT%02d:%02d:%02dZ\"", \
			    day, int(s / 3600), int(s / 60) % 60, s % 60
			printf ",\"ip\":\"20.30.%d.%d\"", c, pick(4)
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
	lr-report -o ndjson --top 0 --now 2026-11-30 "$@" 2>/dev/null
}

for seed in 1 2 3 4; do
	views "$seed" >"$tmp/views"
	split "$seed" $((seed + 1)) <"$tmp/views"
	period='--since 2026-11-14T07:00:00Z --until 2026-11-21'
	[ $((seed % 2)) -eq 0 ] || period=
	for p in "$tmp"/part.*; do
		# shellcheck disable=SC2086 # words of options
		report --partial $period --goal 'a=/p1*' --goal 'b=/p?' \
		    "$p" >"$tmp/sums.${p##*.}"
	done
	# in another order, two of them first
	set -- "$tmp"/sums.*
	first=$1
	shift
	second=$1
	shift
	report --merge --partial "$second" "$first" >"$tmp/both"
	for rows in '' --sources --pages --match-rate '--where visits>3'; do
		# shellcheck disable=SC2086 # words of options
		report $rows $period --goal 'a=/p1*' --goal 'b=/p?' \
		    "$tmp/views" >"$tmp/want"
		# shellcheck disable=SC2086 # words of options
		report --merge $rows "$@" "$tmp/both" >"$tmp/got"
		check "$# and two parts, ${period:-all of it} ${rows:-companies}" \
		    cmp "$tmp/want" "$tmp/got"
	done
	check 'it is a report' grep -q '"visits":' "$tmp/want"
done

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
report --max-pages-per-company 5000 "$tmp/long" >"$tmp/want"
report --merge --max-pages-per-company 5000 "$tmp/sums" >"$tmp/got"
check 'are one again' cmp "$tmp/want" "$tmp/got"

# What else may be in such a file is refused, each line as a whole.
report --merge "$tmp/both" >"$tmp/want"
{
	cat "$tmp/both"
	printf '%s\n' '{"time":"2026-11-22T10:00:00Z"}' \
	    '{"lr_partial":2,"company":"A"}' '{"lr_partial":1}' \
	    '{"lr_partial":1,"company":"A","views":1}' \
	    '{"lr_partial":1,"company":"A","views":1,"visits":1,"first":9,"last":8}' \
	    '{"lr_partial":1,"company":"A","pages":[["","/",1],["","/"]]}' \
	    '{"lr_partial":1,"company":"A","pages":[["","/",1,2]]}' \
	    '{"lr_partial":1,"company":"A","pages":"x"}' \
	    '{"lr_partial":1,"company":"A","pages":[[1,"/",1]]}' \
	    '{"lr_partial":1,"company":"A","pages":[["","/",-1]]}' \
	    '{"lr_partial":1,"company":"A","sources":[["moon","","","","","",1]]}' \
	    '{"lr_partial":1,"company":"A","entry":["/"]}' \
	    '{"lr_partial":1,"company":"A","goals":[["",1]]}' \
	    '{"lr_partial":1,"input":true,"since":1}'
} >"$tmp/bad"
check 'bad lines are refused' rc 1 lr-report --merge -o ndjson --top 0 \
    --now 2026-11-30 "$tmp/bad"
is 'all of them' "$(tail -n 1 "$tmp/err" | cut -d ' ' -f 2)" 14
check 'the others count' cmp "$tmp/want" "$tmp/out"
check 'no visits of sums' rc 2 lr-report --merge --visits
check 'the period is that of the sums' rc 2 lr-report --merge --since 1d
finish
