#!/bin/sh
# bench.sh BUILD: how fast lr is, as ratios to its peers measured in the same
# minutes on the same input. Figures only: nothing fails. MB sets the size of
# the input (100), ROUNDS how often each is timed (3, medians).
set -eu
build=${1:-build}
mb=${MB:-100}
rounds=${ROUNDS:-3}
LC_ALL=C
LR_STATE=$build/bench/state
export LC_ALL LR_STATE
b=$build/bench
PATH=$PWD/$build/bin:$PWD/$b:$PATH
mkdir -p "$b"
rm -rf "$LR_STATE"

have() {
	command -v "$1" >/dev/null
}
for c in lr-ingest lr-enrich lr-mkdb; do
	have $c || echo "($c is not built: its figures are left out)"
done
have jq || echo '(no jq: its figures are left out; scripts/deps --bench)'
have goaccess || echo '(no goaccess: as jq)'

log=$b/access.log
records=$b/records.ndjson
table=$b/networks.tsv
[ -s "$log.$mb" ] || genlog log "${mb}000000" >"$log.$mb"
[ -s "$records.$mb" ] || genlog ndjson "${mb}000000" >"$records.$mb"
[ -s "$table" ] || genlog networks 231000 >"$table"
log=$log.$mb
records=$records.$mb
echo "input: $mb MB, $(wc -l <"$log") log lines, $(wc -l <"$records") records," \
    "$(wc -l <"$table") networks; medians of $rounds"

# ratio WHAT MARK SLOW FAST: how often FAST goes into SLOW.
ratio() {
	measure "$rounds" "$3" "$4" | awk -v what="$1" -v mark="$2" '
	{ t[NR] = $1 }
	END {
		if (NR < 2)
			exit
		r = t[1] / t[2]
		printf "%-52s %6.2f  (mark %s: %s)  %.3f s, %.3f s\n", what ":", \
		    r, mark, (r >= mark ? "reached" : "BELOW"), t[1], t[2]
	}' || :
}

if have lr-ingest; then
	ingest="lr-ingest $log >/dev/null 2>&1"
	ratio 'lr-ingest, times mawk' 6 \
	    "mawk -f tests/bench/clf.awk $log >/dev/null" "$ingest"
	! have goaccess || ratio 'lr-ingest, times GoAccess' 40 \
	    "goaccess $log --no-global-config --log-format=COMBINED \
	    --no-progress -o $b/goaccess.html >/dev/null 2>&1" "$ingest"
fi
one="one $records >/dev/null"
blind='{ print substr($0, 1, length($0) - 1) ",\"asn\":64500}" }'
! have jq || ratio 'one field added, times jq -c' 40 \
    "jq -c '.asn = 64500' $records >/dev/null" "$one"
ratio 'one field added, times mawk blind' 0.5 \
    "mawk '$blind' $records >/dev/null" "$one"

if have lr-mkdb; then
	mkdb="lr-mkdb networks --columns first,last,asn,country,as_name \
	    -o $b/n.mmdb $table"
	measure "$rounds" "$mkdb" | awk '{
		printf "%-52s %6.2f s (mark 2: %s), %d MB (mark 300: %s)\n", \
		    "lr-mkdb of the table:", $1, \
		    ($1 <= 2 ? "reached" : "ABOVE"), $2 / 1024, \
		    ($2 / 1024 <= 300 ? "reached" : "ABOVE")
	}'
fi
if have lr-enrich && [ -s "$b/n.mmdb" ]; then
	enrich="lr-enrich --mmdb $b/n.mmdb"
	! have jq || ratio 'lr-enrich --mmdb, times jq -c' 20 \
	    "jq -c '.asn = 64500' $records >/dev/null" \
	    "$enrich $records >/dev/null"
	lr-ingest "$log" >"$b/chain.ndjson" 2>/dev/null
	measure "$rounds" "lr-ingest $log 2>/dev/null >/dev/null" \
	    "$enrich $b/chain.ndjson >/dev/null" \
	    "lr-ingest $log 2>/dev/null | $enrich >/dev/null" | awk '
	{ t[NR] = $1 }
	END {
		slow = t[1] > t[2] ? t[1] : t[2]
		r = slow / t[3]
		printf "%-52s %6.2f  (mark 0.6: %s)  %.3f s and %.3f s alone," \
		    " %.3f s together\n", \
		    "lr-ingest | lr-enrich, of the slower alone:", r, \
		    (r >= 0.6 ? "reached" : "BELOW"), t[1], t[2], t[3]
	}'
fi

# Memory at 10 MB and at 1 GB; the generator writes into the pipe.
memory() { # what kind command
	have "${3%% *}" || return 0
	measure 1 "genlog $2 10000000 | $3 >/dev/null 2>&1" \
	    "genlog $2 1000000000 | $3 >/dev/null 2>&1" | awk -v what="$1" '
	{ m[NR] = $2 }
	END {
		printf "%-52s %6.2f  (mark 1.1: %s)  %.1f MB, %.1f MB\n", \
		    "memory of " what ", 1 GB to 10 MB:", m[2] / m[1], \
		    (m[2] / m[1] <= 1.1 ? "reached" : "ABOVE"), m[1] / 1024, \
		    m[2] / 1024
	}'
}
if [ -z "${QUICK:-}" ]; then
	memory lr-ingest log lr-ingest
	memory 'lr-enrich' ndjson lr-enrich
	[ ! -s "$b/n.mmdb" ] ||
	    memory 'lr-enrich --mmdb' ndjson "lr-enrich --mmdb $b/n.mmdb"
	memory lr-blacklist ndjson lr-blacklist
	memory 'lr-resolve --offline' ndjson 'lr-resolve --offline'
	memory 'lr-expire --keep' ndjson 'lr-expire --keep 90d --now 2026-11-30'
fi
