#!/bin/sh
# lr-employees against small servers of Hunter, Google, SearXNG and Brave.
. tests/lib.sh

needs lr-employees
unset LR_HUNTER_KEY LR_GOOGLE_KEY LR_GOOGLE_CX LR_BRAVE_KEY
servers=
trap 'kill $servers 2>/dev/null; rm -rf "$tmp"' EXIT

# serve [PERMILLE]: start one; its URL is in $url, its log in $log
serve() {
	log=$tmp/log$#$1
	rm -f "$tmp/port"
	"$LR_BUILD/help/apid" "$tmp/port" "$log" "$@" >/dev/null 2>&1 &
	server=$!
	servers="$servers $server"
	comes "$tmp/port" "$server" || exit 1
	url=http://127.0.0.1:$(cat "$tmp/port")
}

# employees OPTION...: with all keys and places, quick to try again
employees() {
	LR_HUNTER_KEY=hunter-key LR_GOOGLE_KEY=google-key LR_GOOGLE_CX=cx:1 \
	    LR_BRAVE_KEY=brave-key lr-employees --hunter-base "$url/v2" \
	    --google-base "$url/customsearch/v1" --brave-base "$url/res/v1/" \
	    --backoff 0.001 --rate hunter=0 --rate google=0 --rate searxng=0 \
	    --rate brave=0 "$@"
}

list() {
	echo company,domain
	for c; do
		echo "$c,$c.example"
	done
}

serve

# ---- what comes back
list c3 many claimed busy free >"$tmp/list"
employees --providers hunter -o ndjson --limit 12 "$tmp/list" \
    >"$tmp/out" 2>"$tmp/err"
is 'who does not answer about a company: exit code' $? 1
is 'people of each company' \
    "$(jq -r .company "$tmp/out" | uniq -c | awk '{ print $2 "=" $1 }')" \
    'c3=3
many=12
busy=2
free=10'
is 'a contact' "$(head -n 1 "$tmp/out")" \
    '{"company":"c3","domain":"c3.example","first_name":"Anna","last_name":"Abel","position":"Leiter Einkauf","email":"p0@c3.example","email_type":"personal","confidence":90,"phone":"+49 30 1234","source":"hunter","source_url":"http://c3.example/team/0"}'
is 'who does not want to be found' "$(grep claimed "$tmp/err")" \
    'lr-employees: claimed (claimed.example): refused: hunter: no answer about this company: someone does not want to be found'

list c2 | employees --searxng-base "$url" -o ndjson \
    --providers hunter,google,searxng,brave >"$tmp/out"
is 'people of four providers are merged' \
    "$(jq -r '[.first_name, .position, .linkedin, .source] | join(" ")' \
	"$tmp/out")" \
    'Anna Leiter Einkauf https://de.linkedin.com/in/c2-0 hunter,google,searxng,brave
Bert CEO https://de.linkedin.com/in/c2-1 hunter,google,searxng,brave'
is 'who said what' "$(jq -r .sources "$tmp/out" | tail -n 1)" \
    'first_name=hunter last_name=hunter position=google seniority=google department=google email=hunter email_type=hunter linkedin=google source_url=hunter'
list c2 | employees --searxng-base "$url" -o ndjson \
    --providers searxng,hunter >"$tmp/out"
is 'the order of providers' "$(jq -r .source "$tmp/out")" \
    'hunter,searxng
hunter,searxng'
is 'the first one counts' "$(jq -r .source_url "$tmp/out" | tail -n 1)" \
    https://de.linkedin.com/in/c2-1
list many | employees --providers google -o ndjson --seniority executive \
    --department management,it >"$tmp/out"
is 'ranks and departments' "$(jq -r .position "$tmp/out" | sort | uniq -c |
    tr -s ' ')" ' 6 CEO'
printf 'domain\nc2.example\n' | employees --providers hunter -o csv |
    cut -d, -f1 >"$tmp/out"
is 'the name as Hunter says it' "$(sort -u "$tmp/out")" 'c2 Org
company'

# ---- keys
check 'Hunter got its key in a header' \
    sh -c '! grep /v2/ "$1" | grep -v " keyed$"' - "$log"
is 'no key in any URL' "$(grep -c -e hunter-key -e google-key -e brave-key \
    "$log")" 0
echo 'LR_HUNTER_KEY=wrong' >"$tmp/keys"
chmod 600 "$tmp/keys"
list c1 c2 c3 | lr-employees --hunter-base "$url/v2" --key-file "$tmp/keys" \
    -o csv >"$tmp/out" 2>"$tmp/err"
is 'a key that is refused: exit code' $? 3
is 'what is said of it' "$(cat "$tmp/err")" \
    "lr-employees: hunter: the key is refused, or the plan does not allow it: no more companies are asked for
lr-employees: c1 (c1.example): error: hunter: the key is refused, or the plan does not allow it
lr-employees: c2 (c2.example): error: hunter: the key is refused, or the plan does not allow it
lr-employees: c3 (c3.example): error: hunter: the key is refused, or the plan does not allow it
lr-employees: 3 companies: 0 with contacts, 0 without, 0 refused, 0 not asked for want of credits, 3 failed; 0 contacts"

# ---- credits
list c3 quota c2 many >"$tmp/list"
employees -j 1 --providers hunter -o csv --rest "$tmp/rest" "$tmp/list" \
    >"$tmp/out" 2>"$tmp/err"
is 'credits used up: exit code' $? 4
is 'what was got is kept' "$(cut -d, -f1 "$tmp/out" | uniq -c | tr -s ' ')" \
    ' 1 company
 3 c3'
is 'the rest is listed' "$(cat "$tmp/rest")" "$(list quota c2 many)"
sed -i /quota/d "$tmp/rest"
employees -j 1 --providers hunter -o csv --rest "$tmp/rest" "$tmp/rest" \
    >"$tmp/out" 2>"$tmp/err"
is 'a later run goes on: exit code' $? 0
is 'with the rest' "$(cut -d, -f1 "$tmp/out" | uniq -c | tr -s ' ')" \
    ' 1 company
 2 c2
 25 many'
is 'nothing is left' "$(cat "$tmp/rest")" company,domain
list many c1 c2 c3 | employees -j 1 --providers hunter --max-credits 3 -o csv \
    >"$tmp/out" 2>"$tmp/err"
is 'no more credits than allowed: exit code' $? 4
is 'what three of them buy' "$(cut -d, -f1 "$tmp/out" | uniq -c | tr -s ' ')" \
    ' 1 company
 25 many'
list many c1 | employees -j 1 --providers google --max-credits 2 -o csv \
    >"$tmp/out" 2>"$tmp/err"
is 'two queries are twenty people' "$(wc -l <"$tmp/out" | tr -d ' ')" 21
: >"$log"
list many c0 c1 | employees --providers hunter --dry-run >"$tmp/out" \
    2>"$tmp/err"
is 'a dry run' "$(cat "$tmp/out" "$tmp/err")" 'company,domain,credits
many,many.example,3
c0,c0.example,0
c1,c1.example,1'
is 'costs nothing' "$(grep -c -v email-count "$log")" 0

# ---- trouble
list down c1 html redirect c2 | employees --providers hunter -o csv \
    --tries 2 >"$tmp/out" 2>"$tmp/err"
is 'trouble of some companies: exit code' $? 4
is 'the others have their people' \
    "$(cut -d, -f1 "$tmp/out" | uniq -c | tr -s ' ')" ' 1 company
 1 c1
 2 c2'
is 'and what became of them' "$(grep error "$tmp/err")" \
    'lr-employees: down (down.example): error: hunter: trouble at the server
lr-employees: html (html.example): error: hunter: an answer that cannot be read
lr-employees: redirect (redirect.example): error: hunter: an answer that cannot be read'
list c1 c2 c3 c5 c6 c7 c9 c10 c11 c13 c14 c15 | LR_HUNTER_KEY=k lr-employees \
    --hunter-base http://127.0.0.1:1 --backoff 0.001 --tries 2 -o csv \
    --rest "$tmp/rest" >"$tmp/out" 2>"$tmp/err"
is 'nobody there: exit code' $? 4
is 'given up after ten' "$(grep -c 'no more companies are asked' "$tmp/err")" 1
is 'all are left' "$(wc -l <"$tmp/rest" | tr -d ' ')" 13

# ---- a workbook
list c3 c0 claimed quota c1 | employees -j 1 --providers hunter \
    --now 2026-11-25 >"$tmp/a.xlsx" 2>"$tmp/err"
is 'a workbook: exit code' $? 4
list c3 c0 claimed quota c1 | employees -j 1 --providers hunter \
    --now 2026-11-25 >"$tmp/b.xlsx" 2>"$tmp/err"
check 'the same bytes again' cmp "$tmp/a.xlsx" "$tmp/b.xlsx"
if command -v lr-sheet >/dev/null; then
	is 'its contacts' "$(lr-sheet "$tmp/a.xlsx" | cut -d, -f1,4,9,11)" \
	    'Company,First name,E-mail,Confidence
c3,Anna,p0@c3.example,90
c3,Bert,p1@c3.example,89
c3,Jörg,p2@c3.example,88'
	is 'its companies' "$(lr-sheet --sheet Companies "$tmp/a.xlsx")" \
	    'Company,Domain,Status,Contacts,Credits,Provider,Remark
c3,c3.example,found,3,1,,
c0,c0.example,none,0,0,,
claimed,claimed.example,refused,0,0,hunter,no answer about this company
quota,quota.example,quota,0,0,hunter,credits used up
c1,c1.example,quota,0,0,hunter,credits used up'
	lr-employees --dry-run --providers searxng --searxng-base "$url" \
	    --sheet Companies "$tmp/a.xlsx" >"$tmp/out" 2>"$tmp/err"
	is 'is a list again' "$(wc -l <"$tmp/out" | tr -d ' ')" 6
else
	skip 'its contacts' 'lr-sheet is not built'
fi
if command -v script >/dev/null; then
	list c1 >"$tmp/list"
	LR_HUNTER_KEY=k script -qec "lr-employees $tmp/list" /dev/null \
	    >"$tmp/out" 2>&1 </dev/null
	check 'not to a terminal' grep -q 'not for the terminal' "$tmp/out"
else
	skip 'not to a terminal' 'no script(1) here'
fi

# ---- nothing is stored
mkdir "$tmp/t" "$tmp/d"
list canary c2 >"$tmp/list"
trace() {
	strace -f -qq -e trace=open,openat,creat,memfd_create -o "$tmp/trace" \
	    "$@"
}
if command -v strace >/dev/null && trace true 2>/dev/null; then
	for o in xlsx csv ndjson; do
		(
			cd "$tmp/d" || exit 1
			TMPDIR=$tmp/t LR_HUNTER_KEY=hunter-key trace \
			    lr-employees --hunter-base "$url/v2" -o "$o" \
			    --rate hunter=0 "$tmp/list"
		) >"$tmp/out" 2>"$tmp/err"
		# of a process that guards its secrets root alone sees names
		if grep -q 'openat(AT_FDCWD, 0x' "$tmp/trace"; then
			skip "$o: no file is opened for writing" 'not as root'
			continue
		fi
		is "$o: no file is opened for writing" "$(grep -E \
		    'O_WRONLY|O_RDWR|O_CREAT|creat\(' "$tmp/trace" | grep -v \
		    -e '= -1 ' -e '"/dev/null"' -e '"/proc/self/fd/')" ''
	done
else
	skip 'no file is opened for writing' 'no strace here'
fi
employees --providers hunter,google --rest "$tmp/rest" \
    "$tmp/list" >"$tmp/out.xlsx" 2>"$tmp/err"
rm "$tmp/out"
is 'a second run asks again' "$(grep -c 'domain-search?domain=canary' \
    "$log")" "$(if command -v strace >/dev/null; then echo 4; else echo 1; fi)"
is 'no name is left behind' \
    "$(grep -rl -e Zoltanka -e Kanarienberg "$tmp" | grep -v check.out)" ''
is 'no temporary file' "$(ls -A "$tmp/t" "$LR_STATE" 2>/dev/null)" "$tmp/t:"
list silent >"$tmp/list"
LR_HUNTER_KEY=hunter-key lr-employees --hunter-base "$url/v2" -o csv \
    "$tmp/list" >"$tmp/out" 2>"$tmp/err" &
pid=$!
until grep -q silent "$log"; do
	sleep 0.05
done
is 'no core dump' "$(awk '/core file size/ { print $5, $6 }' \
    "/proc/$pid/limits")" '0 0'
is 'the key is gone from the environment' \
    "$(tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -c hunter-key)" 0
kill "$pid"
wait "$pid" 2>/dev/null

# ---- ten thousand companies, and a server that does what it likes
serve 60
awk 'BEGIN {
	print "company,domain"
	for (i = 0; i < 10000; i++)
		printf "c%d,c%d.example\n", i, i
}' >"$tmp/list"
employees --providers hunter -j 32 --timeout 2 --tries 9 \
    "$tmp/list" >"$tmp/out.xlsx" 2>"$tmp/err"
rc=$?
if command -v lr-sheet >/dev/null; then
	lr-sheet --sheet Companies "$tmp/out.xlsx" |
	    awk -F, 'NR > 1 { # cN has N modulo 4 people
		n = substr($1, 2)
		all++
		if (n != NR - 2)
			bad = bad " place of " $1
		if ($3 == "error")
			error++
		else if ($3 != (n % 4 == 0 ? "none" : "found") ||
		    $4 != n % 4)
			bad = bad " " $0
	}
	END { print all (error > 20 ? " errors " error : "") bad }' >"$tmp/sum"
	is 'every company is accounted for' "$(cat "$tmp/sum")" 10000
	is 'every contact is there' "$(lr-sheet "$tmp/out.xlsx" |
	    awk -F, 'END { print (NR > 14950 && NR <= 15001) }')" 1
fi
check 'the exit code' [ "$rc" -eq 0 -o "$rc" -eq 4 ]
finish
