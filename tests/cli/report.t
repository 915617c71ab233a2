#!/bin/sh
# lr-report against an independent count by jq and awk, on some thousand
# made-up page views: the same totals in every format and any order, and no
# address and no agent in what comes out.
. tests/lib.sh

if ! command -v jq >/dev/null; then
	skip 'lr-report against jq' 'no jq here'
	finish
fi

# Eight days, 40 companies, some of them known by name only, addresses of both
# families, two sites, sessions, providers in between; sorted by time.
awk '
function pick(n) {
	seed = (seed * 16807) % 2147483647
	return seed % n
}
BEGIN {
	seed = 4711
	t = 1794528000 # 2026-11-13
	for (i = 0; i < 6000; i++) {
		t += pick(7) == 0 ? 600 + pick(1300) : pick(40)
		c = pick(40)
		a = pick(5)
		ip = a < 3 ? "20.30." c "." a : "2a00:1:" c "::" a
		day = 13 + int((t - 1794528000) / 86400)
		s = t % 86400
		printf "{\"time\":\"2026-11-%02dT%02d:%02d:%02dZ\"", day,
		    int(s / 3600), int(s / 60) % 60, s % 60
		printf ",\"ip\":\"%s\",\"agent\":\"Mozilla/5.0 (X%d)\"", ip, a
		site = pick(3) ? "shop" : "blog"
		printf ",\"site\":\"%s.example\"", site
		if (pick(9) == 0)
			printf ",\"session\":\"s%d\"", pick(3)
		printf ",\"path\":\"/p%d\"", pick(30)
		r = pick(6)
		if (r < 4)
			printf ",\"referrer\":\"https://%s/x?y=%d\"",
			    r == 0 ? "www.search.example" : r == 1 ? \
			    "www." site ".example" : r == 2 ? \
			    "news.example" : ip ":80", i
		k = c % 8 == 7 ? "isp" : c % 8 == 6 ? "education" : "company"
		printf ",\"kind\":\"%s\",\"company\":\"Firma %d\"", k, c
		if (c % 5)
			printf ",\"domain\":\"f%d.example\"", c
		printf ",\"confidence\":%d}\n", 50 + c
	}
}' >"$tmp/views"
# the same in no order at all
awk '{ printf "%d\t%s\n", NR * 7919 % 6007, $0 }' "$tmp/views" | sort -n |
    cut -f 2- >"$tmp/shuffled"

# company, visits, page views, pages, first, last view
reference() {
	jq -r 'select(.kind == "company" or .kind == "education") |
	    [.domain // .company, .time, .site, .session // "", .ip, .path] |
	    @tsv' "$@" | awk -F '\t' '
	function seconds(t) {
		return substr(t, 9, 2) * 86400 + substr(t, 12, 2) * 3600 + \
		    substr(t, 15, 2) * 60 + substr(t, 18, 2)
	}
	{
		s = seconds($2)
		who = $1 FS $3 FS ($4 != "" ? "s " $4 : "a " $5)
		if (!(who in last) || s - last[who] >= 1800)
			visits[$1]++
		last[who] = s
		views[$1]++
		if (!(($1, $3, $6) in seen))
			pages[$1]++
		seen[$1, $3, $6] = 1
		if (!($1 in first))
			first[$1] = $2
		latest[$1] = $2
	}
	END {
		for (c in views)
			print c, visits[c], views[c], pages[c], first[c], \
			    latest[c]
	}' | LC_ALL=C sort
}

rows() {
	jq -r '[.domain // .company, .visits, .page_views, .pages,
	    .first_visit, .last_visit] | map(tostring) | join(" ")' "$@" |
	    LC_ALL=C sort
}

lr-report -o ndjson <"$tmp/views" >"$tmp/ndjson"
reference "$tmp/views" >"$tmp/want"
is 'rows are those of jq and awk' "$(rows "$tmp/ndjson")" "$(cat "$tmp/want")"
is 'there are 35 companies' "$(wc -l <"$tmp/want" | tr -d ' ')" 35

lr-report -o ndjson <"$tmp/shuffled" >"$tmp/again"
check 'any order gives the same bytes' cmp "$tmp/ndjson" "$tmp/again"
half=$(($(wc -l <"$tmp/views") / 2))
head -n "$half" "$tmp/views" | gzip >"$tmp/a.gz"
tail -n +$((half + 1)) "$tmp/views" >"$tmp/b"
lr-report -o ndjson "$tmp/b" "$tmp/a.gz" >"$tmp/again"
check 'files in any order, too' cmp "$tmp/ndjson" "$tmp/again"

lr-report -o csv <"$tmp/views" >"$tmp/csv"
is 'CSV says the same' "$(awk -F , 'NR > 1 {
	print ($2 != "" ? $2 : $1), $10, $13, $14, $17, $18
}' "$tmp/csv" | LC_ALL=C sort)" "$(cat "$tmp/want")"

COLUMNS=122 lr-report <"$tmp/views" >"$tmp/table"
is 'and so does the table' "$(sed '1d;/^$/,$d' "$tmp/table" |
    awk '{ d = $3 ~ /example$/; print (d ? $3 : $1 " " $2), \
        $(4 + d), $(5 + d), $(6 + d) }' | LC_ALL=C sort)" \
    "$(sed 's/ 2026-.*//' "$tmp/want")"
is 'its last line adds up' "$(tail -n 1 "$tmp/table" | cut -d , -f 1-3)" \
    "$(awk '{ v += $(NF - 4); p += $(NF - 3) } END {
	print NR " companies, " v " visits, " p " page views" }' "$tmp/want")"

jq -c 'select(.time >= "2026-11-15" and .time < "2026-11-17T12:00:00Z")' \
    "$tmp/views" >"$tmp/part"
lr-report -o ndjson --since 2026-11-15 --until 2026-11-17T12:00:00Z \
    <"$tmp/views" >"$tmp/again"
is 'a period is what is in it' "$(rows "$tmp/again")" \
    "$(reference "$tmp/part")"
is 'few visits are left out' \
    "$(lr-report -o ndjson --min-visits 60 <"$tmp/views" | rows)" \
    "$(awk '$(NF - 4) >= 60' "$tmp/want")"
is 'the first of all' "$(lr-report -o ndjson -n 3 <"$tmp/views")" \
    "$(head -n 3 "$tmp/ndjson")"

# Nothing of a person leaves (each pattern is known to match the input).
for p in '[0-9]\{1,3\}\(\.[0-9]\{1,3\}\)\{3\}' '2a00:' 'Mozilla' '"s[0-2]"'; do
	check "the input has $p" grep -q "$p" "$tmp/views"
	is "the output has not" \
	    "$(cat "$tmp/ndjson" "$tmp/csv" "$tmp/table" | grep -c "$p")" 0
done
is 'fields of a row' "$(jq -r 'keys_unsorted[]' "$tmp/ndjson" | sort -u |
    tr '\n' ' ')" "company confidence domain entry_page entry_pages exit_page \
first_visit kind last_visit page_views pages pages_per_visit score \
score_parts source sources time_on_site top_pages visits "
is 'columns, as the manual has them' \
    "$(lr-report -o csv /dev/null | tr , ' ')" "$(awk '
	/^\.Ss Fields/ { on = 1 }
	/^\.El/ { on = 0 }
	on && sub(/^\.It Li /, "") { gsub(/ , /, " "); print }
    ' man/lr-report.1 | tr '\n' ' ' | sed 's/ $//')"
finish
