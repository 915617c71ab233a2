#!/bin/sh
# lr-report: all formats tell the same, the same twice, and no name of a
# stranger does harm in any of them.
. tests/lib.sh

needs lr-report lr-sheet
command -v jq >/dev/null || {
	skip 'formats of lr-report' 'no jq'
	finish
}
perl tests/help/names.pl >"$tmp/hostile"
awk 'BEGIN {
	for (i = 0; i < 2000; i++) {
		c = i * 7919 % 37
		t = i * 12 % 72000
		printf "{\"time\":\"2026-11-%02dT%02d:%02d:00Z\"",
		    12 + i / 250, t / 3600, t / 60 % 60
		printf ",\"ip\":\"20.30.%d.%d\",\"path\":\"/p%d\"", c, i % 3,
		    i % 11
		printf ",\"kind\":\"%s\",\"company\":\"Firma %d\"}\n",
		    c % 9 ? "company" : "isp", c
	}
}' >"$tmp/views"
set -- --now 2026-11-24 --tz Europe/Berlin
for name in views hostile; do
	for f in csv ndjson xlsx html; do
		lr-report "$@" -o "$f" "$tmp/$name" >"$tmp/$name.$f"
		lr-report "$@" -o "$f" "$tmp/$name" >"$tmp/again"
		check "$name: $f is the same twice" \
		    cmp "$tmp/$name.$f" "$tmp/again"
	done
done

# ---- totals

# companies, visits, page views of JSON
totals() {
	jq -rs '[length, (map(.visits | tonumber) | add),
	    (map(.page_views | tonumber) | add)] | join(" ")'
}

# sums FILE: the top of a page
sums() {
	sed -n '/<dl class=sums>/,/<\/dl>/s/.*<dd>\([0-9,.]*\)<.*/\1/p' "$1" |
	    sed 3q | tr -d ',.' | paste -s -d ' '
}

# listed FILE: the list of a page, and the table that it goes on in
listed() {
	perl -0777 -ne '
		while (m{<summary>(.*?)</summary>}g) {
			my @cell = split /<span>/, $1;
			push @row, [ @cell[5, 6] ];
		}
		while (m{^<tr><td>(.*)$}mg) {
			my @cell = split /<td>/, $1;
			push @row, [ @cell[6, 7] ];
		}
		tr/0-9//cd for map { @$_ } @row;
		$v += $_->[0], $p += $_->[1] for @row;
		print scalar @row, " $v $p\n"' "$1"
}

# visits FILE: those told one by one, and those that are only counted
visits() {
	perl -0777 -ne '$n++ while /<li class=visit>/g;
		$n += $1 while /<li class=rest>earlier visits: (\d+)/g;
		print "$n\n"' "$1"
}

for name in views hostile; do
	want=$(totals <"$tmp/$name.ndjson")
	is "$name: csv" "$(lr-sheet -o ndjson "$tmp/$name.csv" | totals)" \
	    "$want"
	is "$name: the workbook" \
	    "$(lr-sheet -o ndjson "$tmp/$name.xlsx" | totals)" "$want"
	is "$name: its visits" "$(lr-sheet -o ndjson --sheet Visits \
	    "$tmp/$name.xlsx" | jq -rs '[length, (map(.page_views) | add)] |
	    join(" ")')" "${want#* }"
	is "$name: its sources" "$(lr-sheet -o ndjson --sheet Sources \
	    "$tmp/$name.xlsx" | jq -rs 'map(.visits) | add')" \
	    "$(echo "$want" | cut -d ' ' -f 2)"
	is "$name: the top of the page" "$(sums "$tmp/$name.html")" "$want"
	is "$name: the list of the page" "$(listed "$tmp/$name.html")" "$want"
	is "$name: visits of the page" "$(visits "$tmp/$name.html")" \
	    "$(echo "$want" | cut -d ' ' -f 2)"
done
lr-sheet --sheet Sources "$tmp/views.xlsx" | cut -d , -f 1-9 >"$tmp/got"
lr-report --sources -o csv "$tmp/views" | cut -d , -f 1-9 >"$tmp/want"
check 'sources, their shares too: workbook and CSV' \
    cmp "$tmp/got" "$tmp/want"
lr-report -o xlsx --now 2026-11-23 --since 2026-01-01 --tz Europe/Berlin \
    "$tmp/views" >"$tmp/zone.xlsx"
# The charts of a page: what each counts, in all.
awk 'BEGIN { for (i = 0; i < 40; i++) printf "{\"time\":\"2026-11-22T10:%02d:00Z\",\"ip\":\"20.0.%d.1\",\"path\":\"/\",\"referrer\":\"https://r%d.example.net/\",\"kind\":\"company\",\"company\":\"C %d\"%s}\n", i, i, i % 15, i, i % 4 ? ",\"country\":\"" substr("DEFRATCHITESPLNLBE", 1 + 2 * (i % 9), 2) "\"" : "" }' \
    >"$tmp/charts"
lr-report -o html --now 2026-11-23 "$tmp/charts" >"$tmp/charts.html"
is 'charts of sources and countries add up' "$(
	sed -n '/^<figure>/,/^<\/figure>/s/.*<\/svg>\([0-9]*\)<.*/\1/p; /^<\/figure>/s/.*/;/p' \
	    "$tmp/charts.html" | awk '
	/;/ { if (n) print n; n = 0; next }
	{ n += $1 }' | head -n 2 | tr '\n' ' ')" '40 40 '
is 'what the workbook is about' \
    "$(lr-sheet --sheet About "$tmp/zone.xlsx" | sed -n 2,3p)" \
    'period,since 2026-01-01 00:00 Europe/Berlin
times in,Europe/Berlin'
is 'a company at a time: workbook and NDJSON' \
    "$(lr-sheet -o ndjson "$tmp/views.xlsx" |
	jq -r '[.company, .score, .last_visit] | join(" ")')" \
    "$(jq -r '[.company, .score, .last_visit[0:19]] | join(" ")' \
	"$tmp/views.ndjson")"
# others COUNTRIES: how many companies "others" are, of one a country
others() {
	for c in $1; do
		printf '{"time":"2026-11-20T10:00:00Z","kind":"company","company":"%s Ltd","country":"%s"}\n' \
		    "$c" "$c"
	done | lr-report -o html --now 2026-11-21 | sed -n \
	    '/>Companies by country</,/<\/figure>/s/.*>others<.*>\([0-9]*\)<\/dd>/\1/p'
}
is 'a single country is told' "$(others 'AT BE CH DE ES FR GB')" ''
is 'of two there are others' "$(others 'AT BE CH DE ES FR GB IE')" 2

lr-report "$@" -n 3 -o html "$tmp/views" >"$tmp/three.html"
is '-n is for the page, too' "$(listed "$tmp/three.html")" \
    "$(lr-report "$@" -n 3 -o ndjson "$tmp/views" | totals)"

lr-report --partial "$tmp/views" | lr-report "$@" --merge -o html \
    >"$tmp/merged.html"
is 'a page of sums: its top' "$(sums "$tmp/merged.html")" \
    "$(sums "$tmp/views.html")"
is 'its list' "$(listed "$tmp/merged.html")" "$(listed "$tmp/views.html")"
is 'pages of each company instead of visits' \
    "$(grep -c '<dl><dt>Pages<dd>' "$tmp/merged.html")" \
    "$(sums "$tmp/merged.html" | cut -d ' ' -f 1)"

# ---- the page

# tags FILE: those that a page should not have
tags() {
	perl -0777 -ne 's{<(script|style)>.*?</\1>}{}sg;
		print "$1\n" while m{<([\w!]+)}g' "$1" | sort -u | grep -vxE \
	    '!doctype|a|b|bdi|body|button|dd|details|div|dl|dt|figcaption|figure|footer|h[123]|head|header|html|input|label|li|main|mark|meta|noscript|ol|option|p|path|rect|section|select|small|span|summary|svg|table|tbody|td|th|thead|time|title|tr'
}

# part TAG: what stands between <TAG> and </TAG>, to the byte
part() {
	perl -0777 -ne 'print $1 if m{<'"$1"'>(.*?)</'"$1"'>}s' "$2"
}
for name in views hostile; do
	for tag in style script; do
		check "$name: the policy allows the ${tag}" grep -qF \
		    "$tag-src 'sha256-$(part "$tag" "$tmp/$name.html" |
			perl -MDigest::SHA=sha256_base64 -0777 \
			-ne 'print sha256_base64($_)')='" "$tmp/$name.html"
	done
	check "$name: nothing else may load" grep -q \
	    "content=\"default-src 'none'; style-src 'sha256-" "$tmp/$name.html"
	is "$name: no other tag of strangers" "$(tags "$tmp/$name.html")" ''
done
is 'attributes hold no brackets' "$(perl -0777 -ne '
    s{<(script|style)>.*?</\1>}{}sg;
    while (m{<[/!]?[a-z]([^<>]*)>}g) {
	my $in = $1;
	$in =~ s/ [\w:-]+=(?:"[^"]*"|[\w:.+-]+)| (hidden|disabled)\b|^\w*//g;
	print "$in\n" if $in =~ /[^\s\/]/ && $in ne " html";
    }' "$tmp/hostile.html")" ''
check 'no byte that turns, hides or breaks a text' perl -0777 -ne '
    exit 1 if /[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]/
    ' "$tmp/hostile.html"
is 'the only links to elsewhere, to hosts as they are spelt' \
    "$(grep -ao 'href="[^#][^"]*"' "$tmp/hostile.html" | cut -d '"' -f 2)" \
    'https://www.good.example/?a&amp;b
https://de.linkedin.com/company/good
https://www.xing.com/pages/good
tel:+4930123
https://xn--mller-kva.example/
https://xn--80ak6aa92e.example/
https://linkedin.com.evil.example/
https://evillinkedin.com/'
check 'a period with signs of its own' sh -c \
    'lr-report --tz "<+03>-3" -o html "$1" >"$2"; ! grep -q "<+" "$2"' - \
    "$tmp/views" "$tmp/zone.html"

# ---- many companies: small, and all of them there
awk 'BEGIN {
	for (i = 0; i < 5000; i++)
		for (v = 0; v < 2 + i % 3; v++)
			for (p = 0; p < 3; p++) {
				printf "{\"time\":\"2026-11-%02dT%02d:%02d:%02dZ\"",
				    10 + (i + v) % 10, v + 5, i % 50 + p, i % 60
				printf ",\"ip\":\"20.%d.%d.1\"", i / 250, i % 250
				printf ",\"path\":\"/products/pump-%d\"",
				    (i * 31 + v * 17 + p * p) % 400
				printf ",\"kind\":\"company\",\"confidence\":%d",
				    60 + i % 40
				printf ",\"company\":\"Firma %d GmbH\"", i
				printf ",\"domain\":\"firma-%d.example\"", i
				printf ",\"country\":\"DE\",\"city\":\"Stadt %d\"",
				    i % 90
				printf ",\"industry\":\"Branche %d\"}\n", i % 20
			}
}' >"$tmp/many"
lr-report "$@" -o html "$tmp/many" >"$tmp/many.html"
lr-report "$@" -o html "$tmp/many" >"$tmp/again"
check 'many: the same twice' cmp "$tmp/many.html" "$tmp/again"
is 'many: the top of the page' "$(sums "$tmp/many.html")" '5000 14999 44997'
is 'many: its list' "$(listed "$tmp/many.html")" '5000 14999 44997'
size=$(wc -c <"$tmp/many.html")
check "many: $size bytes are not too many for a mail" [ "$size" -le 3000000 ]
perl tests/help/unpack.pl <"$tmp/many.html" >"$tmp/plain.html"
is 'many: visits, unpacked' "$(visits "$tmp/plain.html")" 14999
is 'many: a company a line' "$(grep -c '^<div class=more>.*</div></div>$' \
    "$tmp/plain.html")" 4900
is 'many: no other tag' "$(tags "$tmp/plain.html")" ''

# ---- German
lr-report "$@" --lang de -o html "$tmp/views" >"$tmp/de.html"
for text in '<html lang="de">' 'Besuche je Tag' '>12.11.2026 01:00<' \
    '19.11.2026' 'data-kind="Unternehmen"' '<dd>1\.[0-9][0-9][0-9]<'; do
	check "German: $text" grep -q "$text" "$tmp/de.html"
done
check 'English: the same time' grep -q '>12 Nov 2026, 01:00<' \
    "$tmp/views.html"
check 'English: the same number' grep -q '<dd>1,[0-9][0-9][0-9]<' \
    "$tmp/views.html"
lr-report "$@" --lang de --since 2026-11-12 --until 2026-11-14T11:00:00Z \
    -o html "$tmp/views" >"$tmp/period.html"
check 'the period' grep -q \
    'ab <time[^>]*>12.11.2026 00:00</time>, vor <time[^>]*>14.11.2026 12:00<' \
    "$tmp/period.html"
lr-report "$@" --lang de --since 2026-11-12 --until 2026-11-14 -o html \
    "$tmp/views" >"$tmp/period.html"
check 'one of whole days' grep -q '12.11.2026 &ndash; 13.11.2026' \
    "$tmp/period.html"
check 'no other language' rc 2 lr-report --lang fr -o html "$tmp/views"

# ---- the workbook
check 'it is nothing for a terminal' rc 2 script -qec \
    "lr-report -o xlsx '$tmp/views'" /dev/null
check 'and says so' grep -q 'xlsx is not for the terminal' "$tmp/out"
perl -MIO::Uncompress::Unzip -e '
    my $z = IO::Uncompress::Unzip->new($ARGV[0]) or die;
    do { local $/; print scalar <$z>, "\n" } while $z->nextStream > 0;
    ' "$tmp/hostile.xlsx" >"$tmp/xml"
is 'no formula' "$(grep -c '<f>' "$tmp/xml")" 0
is 'the only links' "$(grep -o 'Target="http[^"]*"' \
    "$tmp/xml" | sort -u)" 'Target="https://good.example"
Target="https://xn--80ak6aa92e.example"
Target="https://xn--mller-kva.example"'
if command -v ssconvert >/dev/null; then
	ssconvert "$tmp/views.xlsx" "$tmp/g.csv" >"$tmp/log" 2>&1
	is 'Gnumeric sees the same' \
	    "$(lr-sheet -o ndjson "$tmp/g.csv" | totals)" \
	    "$(totals <"$tmp/views.ndjson")"
	ssconvert "$tmp/hostile.xlsx" "$tmp/g.csv" >"$tmp/log" 2>&1
	is 'and of hostile names' \
	    "$(lr-sheet -o ndjson "$tmp/g.csv" | totals)" \
	    "$(totals <"$tmp/hostile.ndjson")"
else
	skip 'Gnumeric sees the same' 'not installed'
fi

# ---- feeds, by the ends of their names
printf '%s\n' "page $tmp/f.html" "book $tmp/f.xlsx" >"$tmp/feeds"
lr-report "$@" --feeds "$tmp/feeds" "$tmp/views"
check 'a feed that is a page' cmp "$tmp/f.html" "$tmp/views.html"
check 'a feed that is a workbook' cmp "$tmp/f.xlsx" "$tmp/views.xlsx"

# ---- nothing at all, and a full disk
for f in xlsx html; do
	check "no record: $f" rc 0 lr-report -o "$f" /dev/null
	check "a full disk: $f" sh -c \
	    'lr-report -o "$1" "$2" >/dev/full 2>"$3"; [ $? -eq 3 ]' - \
	    "$f" "$tmp/views" "$tmp/why"
	check "and it is said: $f" grep -qi 'space' "$tmp/why"
done
finish
