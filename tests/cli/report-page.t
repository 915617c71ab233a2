#!/bin/sh
# lr-report -o html in a real browser: search, filters, order, keyboard, themes,
# languages, hostile names, a large list, no script.
. tests/lib.sh

command -v chromedriver >/dev/null || {
	skip 'the page in a browser' 'no chromedriver'
	finish
}

# views COMPANIES
views() {
	awk -v n="$1" 'BEGIN {
		split("DE FR NL", country, " ")
		split("company education government", kind, " ")
		split("Software,Machinery,Retail", industry, ",")
		for (i = 1; i <= n; i++)
			for (v = 0; v <= i % 4; v++) {
				printf "{\"time\":\"2026-11-%02dT1%d:00:00Z\"",
				    10 + i % 9, v
				printf ",\"ip\":\"20.%d.%d.1\"", i / 250,
				    i % 250
				printf ",\"path\":\"/%s\"", i == 5 ? \
				    "only-five" : i == 4000 ? "far" : "p" v
				if (i % 3)
					printf ",\"referrer\":\"https://%s/\"",
					    i % 2 ? "www.google.de" : \
					    "news.example"
				printf ",\"kind\":\"%s\",\"country\":\"%s\"",
				    kind[i % 3 + 1], country[i % 3 + 1]
				printf ",\"industry\":\"%s\"",
				    industry[i % 3 + 1]
				printf ",\"company\":\"%s\"", i == 12 ? \
				    "Müller & Söhne Straßenbau" : "Firma " i
				printf ",\"domain\":\"f%d.example\"}\n", i
			}
	}'
}
views 12 >"$tmp/views"
set -- --now 2026-11-24 -o html
lr-report "$@" "$tmp/views" >"$tmp/plain.html"
lr-report "$@" --lang de --tz Europe/Berlin "$tmp/views" >"$tmp/de.html"
lr-report "$@" --day 2026-11-12 "$tmp/views" >"$tmp/day.html"
lr-report "$@" /dev/null >"$tmp/empty.html"
views 5000 | lr-report "$@" >"$tmp/large.html"
perl tests/help/names.pl | lr-report "$@" >"$tmp/hostile.html"
perl tests/help/page.pl "$tmp" >"$tmp/tap" 2>&1 || TAP_FAILED=1
grep -v '^# [0-9]*$' "$tmp/tap"
TAP_N=$(sed -n 's/^# \([0-9][0-9]*\)$/\1/p' "$tmp/tap")
finish
