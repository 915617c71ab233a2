#!/bin/sh
# lr-ingest --state, --sort-files: every line once, whatever happens to the
# logs. ROUNDS=1000 makes the random part longer.
. tests/lib.sh
. tests/help/logs.sh

top=$PWD

# ---- one thing at a time

fresh
{
	line a
	line b
	printf '192.0.2.8 - - [22/Nov'
} >access.log
is 'first run: all whole lines' "$(new access.log)" 'a b '
is 'nothing new, nothing read' "$(new access.log)" ''
echo '/2026:10:00:00 +0000] "GET /c HTTP/1.1" 200 1' >>access.log
is 'half a line comes when it is whole' "$(new access.log)" 'c '
mv access.log access.log.1
line d >>access.log.1
line e >access.log
is 'renamed: the rest of the old one, all of the new one' \
    "$(new access.log*)" 'e d '
gzip access.log.1
is 'compressed: nothing new' "$(new access.log*)" ''
mv access.log.1.gz access.log.2.gz
line f >>access.log
cp access.log access.log.1
is 'copied, not yet truncated: once only' "$(new access.log*)" 'f '
line g >>access.log.1
: >access.log
is 'truncated: what only the copy has' "$(new access.log*)" 'g '
line h >>access.log
line i >>access.log
is 'and what comes then' "$(new access.log*)" 'h i '
line j >access.log
is 'shorter than before: another log' "$(new access.log*)" 'j '
line k >>access.log
gzip -c access.log >whole.gz
is 'compressed before it was read: the rest of it' "$(new whole.gz)" 'k '
is 'and then not in the log itself' "$(new access.log)" ''
printf '192.0.2.8 - - [22/Nov/2026:10:00:00 +0000] "GET /end HTTP/1.1" 200 1' |
    gzip >>whole.gz
is 'the end of compressed data is the end of a line' "$(new whole.gz)" 'end '
is 'which comes once' "$(new whole.gz)" ''

# A log of which the rotated part was not named.
fresh
line a >access.log
line b >>access.log
is 'a log' "$(new access.log)" 'a b '
mv access.log access.log.1
line c >access.log
is 'rotated, and all was read before' \
    "$(new access.log; cat "$tmp/said")" 'c '
line d >>access.log.1
is 'rotated, and there is more of it' "$(new access.log; cat "$tmp/said")" \
    'lr-ingest: access.log.1: has lines that were not read: name it, too'
is 'when it is named, it is read' \
    "$(new access.log*; cat "$tmp/said")" 'd '
line j >access.log
line k >>access.log
lr-ingest --state "$tmp/state" access.log >/dev/null

# The numbers of lines go on.
line l >>access.log
lr-ingest --state "$tmp/state" --origin access.log >"$tmp/new"
check 'lines are numbered from the start of the log' \
    grep -q '"file":"access.log","line":3}' "$tmp/new"
echo rubbish >>access.log
lr-ingest --state "$tmp/state" --strict --rejects rejects access.log \
    >"$tmp/new" 2>"$tmp/said"
is 'a refused line is refused once' "$? $(cat rejects "$tmp/said" | sed 's/refused:.*/refused/')" \
    "1 rubbish
lr-ingest: access.log:4: refused
lr-ingest: 1 of 1 lines refused"
is 'and then is behind us' "$(new access.log)" ''

# A log of which copies and compressed files are not written to their end.
fresh
awk 'BEGIN {
	srand(1)
	for (i = 0; i < 4000; i++)
		printf "192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] \"GET " \
		    "/%d/%d HTTP/1.1\" 200 1\n", i, rand() * 1e9
}' >big.log
is 'a long log' "$(new big.log | wc -w)" "$((4000))"
head -c 100000 big.log >big.log.1
gzip -c big.log | head -c 30000 >big.log.2.gz
is 'half a copy, half a compressed one: nothing new' "$(new big.log*)" ''
{
	cat big.log
	line new
} | gzip >big.log.2.gz
is 'the compressed one is whole, and longer' "$(new big.log*)" 'new '
head -n 20 big.log >short.log
line other >>short.log
is 'a log that only begins alike is another one' \
    "$(new short.log | tr ' ' '\n' | tail -n 1)" other

# A line of over 1 MiB, in two pieces.
fresh
{
	line a
	head -c 1500000 /dev/zero | tr '\0' x
} >access.log
is 'over 1 MiB and no end' "$(new access.log; cat "$tmp/said")" \
    'a lr-ingest: access.log:2: refused: a line of over 1 MiB
lr-ingest: 1 of 2 lines refused'
{
	printf 'the rest of it\n'
	line b
} >>access.log
is 'its rest is no line' "$(new access.log; cat "$tmp/said")" 'b '

# W3C: the header stands before the offset, and changes.
fresh
w3c 22 'date time c-ip cs-method cs-uri-stem sc-status' >u_ex.log
echo '2026-11-22 10:00:00 192.0.2.7 GET /a 200' >>u_ex.log
is 'W3C: header and line' "$(new u_ex.log)" 'a '
echo '2026-11-22 10:00:00 192.0.2.7 GET /b 200' >>u_ex.log
is 'W3C: a line under a header that was read before' "$(new u_ex.log)" 'b '
w3c 23 'time cs-uri-stem c-ip cs-method sc-status' >>u_ex.log
echo '10:00:00 /c 192.0.2.7 GET 200' >>u_ex.log
is 'W3C: another header' "$(new u_ex.log)" 'c '
echo '10:00:00 /d 192.0.2.7 GET 200' >>u_ex.log
gzip u_ex.log
is 'W3C: and a line under that, compressed' "$(new u_ex.log.gz)" 'd '
check 'W3C: with the date of the header' grep -q 2026-11-23T10 "$tmp/new"

# What it holds.
check 'state: nothing of a log is in it' sh -c "
	! grep -q -e 192.0.2 -e u_ex -e uri-stem -e GET '$tmp/state'"
is 'state: for the operator alone' \
    "$(find "$tmp/state" -perm 0600)" "$tmp/state"

# ---- what can go wrong

fresh
line a >access.log
is 'standard input is not remembered' "$(new)" \
    "exit 2: lr-ingest: --state: name the logs: nothing is remembered of \
standard input
lr-ingest: try 'lr-ingest --help'"
is 'a missing log' "$(new missing access.log; paths <"$tmp/new")" \
    'exit 3: lr-ingest: missing: No such file or directory
a '
is 'moves the state of the others' "$(new access.log)" ''
for damage in 's/logs":1/logs":2/' 's/"head":"./"head":"z/' 's/"offset":/&-/' \
    's/logstate":1/logstate":2/' '1d' '2d' 's/"seen":"20/"seen":"/' \
    's/"head_bytes":6/&6/' 's/}$//' 's/"key":"/&0/'; do
	sed "$damage" "$tmp/state" >"$tmp/damaged"
	check "damaged with $damage" rc 3 lr-ingest --state "$tmp/damaged" \
	    access.log
done
: >"$tmp/damaged"
check 'an empty state' rc 3 lr-ingest --state "$tmp/damaged" access.log
is 'says what then' "$(cat "$tmp/err")" \
    "lr-ingest: $tmp/damaged: not a state of lr-ingest; move it away, and \
all logs are read from their start"
head -c 3000000 /dev/zero >"$tmp/damaged"
check 'rubbish as state' rc 3 lr-ingest --state "$tmp/damaged" access.log
check 'a folder as state' rc 3 lr-ingest --state "$tmp" access.log
check 'a state in no folder' rc 3 lr-ingest --state "$tmp/no/state" access.log

line b >>access.log
if [ -c /dev/full ]; then
	lr-ingest --state "$tmp/state" access.log >/dev/full 2>"$tmp/said"
	is 'full disk: fails' $? 3
	is 'full disk: the state has not moved' "$(new access.log)" 'b '
else
	skip 'full disk' 'no /dev/full'
fi

# Two at once: the first one waits for its reader.
mkfifo "$tmp/wait"
lr-ingest --state "$tmp/state" "$tmp/wait" >"$tmp/new" &
pid=$!
exec 3>"$tmp/wait"
line c >>access.log
check 'two at once: the second ends with 4' \
    rc 4 lr-ingest --state "$tmp/state" access.log
exec 3>&-
wait $pid
is 'and may try again' "$(new access.log)" 'c '
sed 's/"seen":"2/"seen":"1/' "$tmp/state" >"$tmp/old" &&
    mv "$tmp/old" "$tmp/state"
line d >other.log
new other.log >/dev/null
is 'a log not seen for 100 days is forgotten' \
    "$(grep -c offset "$tmp/state")" 1

# ---- --sort-files

fresh
line new 3 >access.log
line old 1 | gzip >access.log.2.gz
echo rubbish >nothing
line middle 2 >access.log.1
is 'the oldest first, what has no time last' \
    "$(lr-ingest --sort-files nothing access.log access.log.1 \
    access.log.2.gz 2>/dev/null | paths)" 'old middle new '
is 'with a state, too' \
    "$(new --sort-files access.log access.log.1 access.log.2.gz)" \
    'old middle new '

# ---- any order of events

fresh
cd "$top" || exit 1
if command -v perl >/dev/null; then
	check 'rotated at random, killed at random' \
	    perl tests/help/rotate.pl "$tmp/logs" "${ROUNDS:-0}"
	[ -z "${ROUNDS-}" ] || sed 's/^/# /' "$tmp/check.out"
else
	skip 'rotated at random, killed at random' 'no perl here'
fi
finish
