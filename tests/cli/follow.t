#!/bin/sh
# lr-ingest --follow: what is written to logs comes through, across rotation.
. tests/lib.sh
. tests/help/logs.sh

# Until the output has so many lines; 20 seconds at most.
lines() { # number
	n=0
	while [ "$(wc -l <"$tmp/live")" -lt "$1" ] && [ $n -lt 400 ]; do
		sleep 0.05
		n=$((n + 1))
	done
	paths <"$tmp/live"
}

follow() { # option...
	: >"$tmp/live"
	lr-ingest --follow "$@" >"$tmp/live" 2>"$tmp/said" &
	pid=$!
}

stop() {
	kill -TERM $pid
	wait $pid
}

fresh
line a >access.log
follow access.log later.log
is 'follow: what is there' "$(lines 1)" 'a '
line b >>access.log
is 'follow: what comes' "$(lines 2)" 'a b '
printf '192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] ' >>access.log
line c >later.log
is 'follow: a log that was missing' "$(lines 3)" 'a b c '
echo '"GET /d HTTP/1.1" 200 1' >>access.log
is 'follow: a line in two pieces' "$(lines 4)" 'a b c d '
mv access.log access.log.1
line e >>access.log.1
is 'follow: renamed, and still written to' "$(lines 5)" 'a b c d e '
line f >access.log
is 'follow: the new one' "$(lines 6)" 'a b c d e f '
line g >>access.log.1
is 'follow: the old one, even then' "$(lines 7)" 'a b c d e f g '
cp access.log access.log.2
: >access.log
line h >>access.log
is 'follow: truncated' "$(lines 8)" 'a b c d e f g h '
line i >access.log
line j >>access.log
is 'follow: truncated and written at once' "$(lines 10)" \
    'a b c d e f g h i j '
stop
is 'follow: ends with 0, having said what was missing' "$? $(cat "$tmp/said")" \
    '0 lr-ingest: later.log: No such file or directory; waiting for it'

# With a state, the next one goes on where the last one stopped.
fresh
line a >access.log
follow --state "$tmp/state" access.log
is 'follow with a state' "$(lines 1)" 'a '
mv access.log access.log.1
line b >>access.log.1
line c >access.log
is 'follow with a state: rotated' \
    "$(lines 3 | tr ' ' '\n' | sed '/^$/d' | sort | tr '\n' ' ')" 'a b c '
stop
is 'follow with a state: ends' $? 0
line d >>access.log
line e >>access.log.1
is 'what came since, for a run' "$(new access.log*)" 'd e '
line f >>access.log
follow --state "$tmp/state" access.log
is 'and for another follower' "$(lines 1)" 'f '
n=0
# three lines of access.log, as there are of access.log.1
while [ "$(grep -c '"lines":3,' "$tmp/state")" -lt 2 ] && [ $n -lt 400 ]; do
	sleep 0.05
	n=$((n + 1))
done
kill -KILL $pid
wait $pid 2>/dev/null
is 'killed after it was saved: nothing comes twice' "$(new access.log*)" ''

# W3C logs in turns: each has its own header.
w3c 22 'date time c-ip cs-method cs-uri-stem sc-status' >one.log
w3c 22 'cs-uri-stem date time c-ip cs-method sc-status' >two.log
follow one.log two.log
echo '2026-11-22 10:00:00 192.0.2.7 GET /a 200' >>one.log
is 'follow: a W3C log' "$(lines 1)" 'a '
echo '/b 2026-11-22 10:00:00 192.0.2.7 GET 200' >>two.log
is 'follow: another one' "$(lines 2)" 'a b '
echo '2026-11-22 10:00:00 192.0.2.7 GET /c 200' >>one.log
is 'follow: the first one again' "$(lines 3)" 'a b c '
stop

# A reader that goes away is not waited for.
line a >access.log
mkfifo pipe
lr-ingest --follow access.log >pipe &
pid=$!
head -n 1 pipe >/dev/null
wait $pid
check 'follow: ends with its reader' test $? -gt 128
is 'follow: standard input ends by itself' \
    "$(line a | lr-ingest --follow | paths)" 'a '
finish
