#!/bin/sh
# From what a registry says to a verdict: lr-resolve asks whoisd, lr-enrich
# judges. Providers are no leads, companies in their ranges are.
. tests/lib.sh
. tests/help/server.sh

needs lr-resolve lr-enrich
cd "$tmp" || exit 1

# network netname holder status, and what comes of it
cat >table <<'END'
61.1.0.0/29|LOREM-1|Lorem Werke GmbH|ASSIGNED PA|company
61.2.0.0/20|EXTEL-CUST|Exempel Telekom AG|ASSIGNED PA|isp
61.3.0.0/17|DOLOR-LIR|Dolor Amet GmbH|ALLOCATED PA|unknown
61.4.0.0/24|DOLOR-DSL-POOL|Dolor Amet GmbH|ASSIGNED PA|isp
61.5.0.1/32|ADIPI|Adipisci Maschinenbau|ASSIGNED PA|unknown
61.6.0.0/29|TEMPOR|Tempor Incidunt e.K.|ASSIGNED PA|unknown
61.7.0.0/24|UNI-EX|Universitaet Exempel|ASSIGNED PI|education
61.8.0.0/24|ELIT-RZ|Elit Hosting GmbH|ASSIGNED PA|hosting
61.9.0.0/21|SED-AGG|Sed Eiusmod B.V.|AGGREGATED-BY-LIR|unknown
END
while IFS='|' read -r net name holder status kind; do
	addr=${net%/*}
	printf '@ %s\ninetnum:        %s\nnetname:        %s\n' \
	    "$net" "$net" "$name"
	printf 'country:        DE\norg:            ORG-X1-RIPE\n'
	printf 'status:         %s\n\norganisation:   ORG-X1-RIPE\n' "$status"
	printf 'org-name:       %s\n' "$holder"
	printf '{"ip":"%s"}\n' "${addr%.*}.1" >>in
	echo "${addr%.*}.1 $kind" >>want
done <table >whois.txt
server whoisd whois.txt

fields() {
	sed 's/.*"ip":"\([^"]*\)".*"kind":"\([^"]*\)".*/\1 \2/'
}
lr-resolve --no-dns --no-rdap --whois-server "127.0.0.1:$port" in \
    >resolved 2>said
is 'all are registered' "$(grep -c '"holder_status"' resolved)" \
    "$(wc -l <table | tr -d ' ')"
lr-enrich resolved >judged
is 'who is a lead and who is not' "$(fields <judged)" "$(cat want)"
is 'the company is named' "$(grep -c '"company":"Lorem Werke GmbH"' judged)" 1
is 'and nobody else is, but the university' \
    "$(grep -c '"company":' judged)" 2
is 'again, without asking' "$(lr-resolve --offline in | lr-enrich | fields)" \
    "$(cat want)"
is 'addresses that are nobody'"'"'s stay so' "$(echo '{"ip":"192.0.2.1"}' |
    lr-resolve --offline | lr-enrich | fields)" '192.0.2.1 reserved'
finish
