#!/bin/sh
# lr-ingest, as far as golden files cannot tell: a live pipe, and memory.
. tests/lib.sh

line() { # number
	printf '192.0.2.%d - - [22/Nov/2026:10:00:00 +0000] ' "$1"
	printf '"GET /%d HTTP/1.1" 200 1\n' "$1"
}

# What comes in goes out before more comes, or the end.
mkfifo "$tmp/in" "$tmp/out"
lr-ingest --query all <"$tmp/in" >"$tmp/out" &
pid=$!
exec 3>"$tmp/in" 4<"$tmp/out"
for i in 1 2 3; do
	line $i >&3
	got=$(timeout 20 head -n 1 <&4)
	is "live: line $i comes through before the next is written" "$got" \
	    "{\"time\":\"2026-11-22T10:00:00Z\",\"ip\":\"192.0.2.$i\",\
\"method\":\"GET\",\"path\":\"/$i\",\"protocol\":\"HTTP/1.1\",\
\"status\":200,\"bytes\":1}"
done
exec 3>&-
check 'live: the end of the input is the end' wait "$pid"
exec 4<&-

# Kilobytes at most in memory for so many blocks of 1 MB, then the exit code.
peak() { # blocks
	lr-ingest --pages <"$tmp/in" >/dev/null 2>&1 &
	pid=$!
	exec 3>"$tmp/in"
	n=0
	while [ "$n" -lt "$1" ]; do
		cat "$tmp/block"
		n=$((n + 1))
	done >&3
	awk '/^VmHWM/ { print $2 }' "/proc/$pid/status"
	exec 3>&-
	wait "$pid" || echo failed
}

# Clients, paths, agents and crawlers that differ, and lines that are none.
awk 'BEGIN {
	for (i = 0; n < 1000000; i++) {
		s = sprintf("198.51.%d.%d - - [22/Nov/2026:%02d:%02d:%02d " \
		    "+0000] \"GET /%d?q=%d HTTP/1.1\" 200 %d \"-\" " \
		    "\"Mozilla/5.0 (Windows NT 10.0; rv:%d.0) %s/%d\"",
		    i / 256 % 256, i % 256, i / 3600 % 24, i / 60 % 60, i % 60,
		    i * 7919, i, i, i % 1000, i % 5 ? "Firefox" : "bot", i)
		if (i % 1000 == 0)
			s = "rubbish " i
		print s
		n += length(s) + 1
	}
}' >"$tmp/block"
if [ -r /proc/self/status ]; then
	few=$(peak 10)
	many=$(peak 200)
	check "memory: $few kB for 10 MB, $many kB for 200 MB" \
	    test "$many" -le $((few + 512))
else
	skip memory 'no /proc here'
fi

# Every line of the input is accounted for.
lr-ingest --pages -v "$tmp/block" >"$tmp/records" 2>"$tmp/said"
is 'records and lines refused and left out are all there are' "$(
	grep -v refused: "$tmp/said" | tr -cs '0-9\n' ' ' |
	    awk '{ for (i = 1; i <= NF; i++) v[++n] = $i }
	    END {
		sum = v[2] + v[3]
		for (i = 4; i <= n; i++)
			sum += v[i]
		print v[1], sum
	    }'
)" "$(wc -l <"$tmp/block" | awk '{ print $1, $1 }')"
is 'records are those that it says' "$(wc -l <"$tmp/records")" \
    "$(sed -n 's/.* \([0-9]*\) written.*/\1/p' "$tmp/said")"
finish
