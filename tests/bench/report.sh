#!/bin/sh
# report.sh BUILD: lr-report beside mawk, Miller and GoAccess, each with the
# same visits of the same minutes, in turns. Figures only. MB is the size of the
# logs (100), ROUNDS how often each is timed (3, medians).
set -eu
build=${1:-build}
mb=${MB:-100}
rounds=${ROUNDS:-3}
b=$build/bench
LC_ALL=C
LR_STATE=$b/state
PATH=$PWD/$build/bin:$PWD/$b:$PATH
export LC_ALL LR_STATE
mkdir -p "$b"

for c in lr-report lr-ingest lr-enrich lr-mkdb; do
	command -v $c >/dev/null || {
		echo "(lr-report: $c is not built: its figures are left out)"
		exit 0
	}
done

# ratio WHAT MARK SLOW FAST: how often FAST goes into SLOW.
ratio() {
	command -v "${3%% *}" >/dev/null || {
		echo "($1: no ${3%% *}; scripts/deps --bench)"
		return 0
	}
	measure "$rounds" "$3" "$4" | awk -v what="$1" -v mark="$2" '
	{ t[NR] = $1 }
	END {
		r = t[1] / t[2]
		printf "%-52s %6.2f  (mark %s: %s)  %.3f s, %.3f s\n", what ":", \
		    r, mark, (r >= mark ? "reached" : "BELOW"), t[1], t[2]
	}'
}

# shellcheck disable=SC2016 # mawk's
group='{ n[$1]++; b[$1] += $10 } END { for (i in n) print i, n[i], b[i] }'
now=2026-12-31

# Where everybody is a company: the same requests as log and as records.
log=$b/visits.$mb.log
leads=$b/leads.$mb.ndjson
[ -s "$log" ] || genlog visits "${mb}000000" >"$log"
[ -s "$leads" ] || genlog leads "${mb}000000" >"$leads"
ratio 'lr-report, all of companies, times mawk group-by' 1.5 \
    "mawk '$group' $log >/dev/null" "lr-report --now $now $leads >/dev/null"
ratio 'and times Miller count -g' 1.5 \
    "mlr --ojson --ijsonl count -g company $leads >/dev/null" \
    "lr-report --now $now $leads >/dev/null"

# Where few are, as in life.
log=$b/access.log.$mb
table=$b/networks.tsv
[ -s "$log" ] || genlog log "${mb}000000" >"$log"
[ -s "$table" ] || genlog networks 231000 >"$table"
lr-mkdb networks --columns first,last,asn,country,as_name -o "$b/n.mmdb" \
    "$table" 2>/dev/null
lr-ingest "$log" 2>/dev/null | lr-enrich --mmdb "$b/n.mmdb" \
    >"$b/enriched.$mb.ndjson" 2>/dev/null
ratio 'lr-report, few of companies, times mawk group-by' 1.5 \
    "mawk '$group' $log >/dev/null" \
    "lr-report --now $now $b/enriched.$mb.ndjson >/dev/null"
goaccess="goaccess $log --no-global-config --log-format=COMBINED --no-progress"
chain="lr-ingest --pages $log 2>/dev/null |
    lr-enrich --mmdb $b/n.mmdb 2>/dev/null | lr-report --now $now"
ratio 'from the log to HTML, times GoAccess' 10 \
    "$goaccess -o $b/goaccess.html >/dev/null 2>&1" "$chain -o html >/dev/null"
ratio 'from the log to JSON, times GoAccess' 10 \
    "$goaccess -o $b/goaccess.json >/dev/null 2>&1" \
    "$chain -o ndjson >/dev/null"
