#!/bin/sh
# lr-ingest -j: what comes out is the same, whatever the number of threads.
. tests/lib.sh

# $1: kind of log; some 2 MB in which much is wrong
make_log() {
	awk -v kind="$1" 'BEGIN {
		srand(7)
		long = "x"
		while (length(long) < 1048576)
			long = long long
		for (i = 1; i <= 20000; i++) {
			ip = "203.0.113." i % 250
			line = ip " - - [22/Nov/2026:10:" sprintf("%02d", i % 60) \
			    ":00 +0000] \"GET /" i "?utm_source=a&b=c HTTP/1.1\" " \
			    200 + i % 3 * 102 " 17 \"-\" \"curl/8." i % 7 "\""
			if (kind == "hostile") {
				r = rand()
				if (r < 0.05) line = substr(line, 1, rand() * 90)
				else if (r < 0.07) line = ""
				else if (r < 0.08) line = "\001\377\\" line "\r"
				if (i == 7000) line = long "y"
				if (i == 9000) line = long
				if (i == 9001) line = long long long
			} else if (kind == "mixed" && i % 2000 > 900) {
				line = "<134>Nov 22 10:00:00 web nginx: " line
				if (i % 2000 > 1500)
					line = "{\"time\":\"2026-11-22T10:00:00Z\"," \
					    "\"remote_addr\":\"" ip "\"," \
					    "\"request\":\"GET /" i " HTTP/1.1\"," \
					    "\"status\":200,\"pad\":\"" i "\"}"
			} else if (kind == "w3c") {
				if (i % 3000 == 1) {
					swap = !swap
					print "#Fields: date time c-ip " \
					    (swap ? "cs-method cs-uri-stem" \
					    : "cs-uri-stem cs-method") \
					    " sc-status cs(User-Agent)"
				}
				line = "2026-11-22 10:00:00 " ip \
				    (swap ? " GET /" i : " /" i " GET") \
				    " 200 curl/8." i % 7 "+(a+rather+long+agent)"
			}
			print line
		}
		printf "%s", ip " - - [22/Nov/2026:10:00:00 +0000] \"GET /last"
		print " HTTP/1.1\" 200 5 \"-\" \"-\""
		printf "half a line"
	}' >"$tmp/$1"
}

# $1: jobs, $2: log, then options; everything that a run says, into a file
run() {
	jobs=$1 log=$2
	shift 2
	rm -f "$tmp/rejects"
	lr-ingest -j "$jobs" "$@" "$tmp/$log" >"$tmp/out.$jobs" \
	    2>"$tmp/err.$jobs"
	echo "rc $?" >>"$tmp/err.$jobs"
	[ ! -f "$tmp/rejects" ] || cat "$tmp/rejects" >>"$tmp/err.$jobs"
}

same() {
	for n in 1 2 4; do
		run $n "$@"
	done
	[ -s "$tmp/out.1" ] && cmp "$tmp/out.1" "$tmp/out.2" &&
	    cmp "$tmp/out.1" "$tmp/out.4" && cmp "$tmp/err.1" "$tmp/err.2" &&
	    cmp "$tmp/err.1" "$tmp/err.4"
}

for kind in usual hostile mixed w3c; do
	make_log $kind
	check "$kind" same $kind
done
check 'refused lines are named and kept' \
    same hostile --strict -v --rejects "$tmp/rejects"
check 'numbers of lines' same hostile --origin
check 'summary' same mixed -v --pages --status 2xx
check 'two files' same usual --query all "$tmp/hostile" "$tmp/w3c"
check 'CSV' same usual -o csv
gzip -kf "$tmp/usual"
check 'compressed' same usual.gz
check 'a file that is missing' same usual "$tmp/none" "$tmp/mixed"

from_stdin() {
	lr-ingest -j 2 <"$tmp/usual" >"$tmp/out.2" 2>/dev/null
	lr-ingest "$tmp/usual" 2>/dev/null | cmp - "$tmp/out.2"
}
check 'standard input' from_stdin
check 'no number of threads' rc 2 lr-ingest -j 0 "$tmp/usual"
if [ -w /dev/full ]; then
	check 'a full disk' rc 3 sh -c "lr-ingest -j 2 '$tmp/usual' >/dev/full"
else
	skip 'a full disk' 'no /dev/full'
fi
finish
