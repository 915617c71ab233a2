#!/bin/sh
# lr-daily: the pipeline of a day, run twice, killed, failing.
. tests/lib.sh

daily=$PWD/scripts/lr-daily
needs lr-mkdb lr-ingest lr-blacklist lr-resolve lr-enrich lr-report lr-expire

sh scripts/sample log >"$tmp/access.log"
sh scripts/sample networks >"$tmp/networks.csv"
cd "$tmp" || exit 1
lr-mkdb networks -o n.mmdb networks.csv || exit 1
mkdir leads bin
shims=$tmp/bin:$PATH
leads=leads/leads-2026-11-18.csv

run() {
	sh "$daily" -d 2026-11-18 -o leads --mmdb n.mmdb --offline "$@"
}

silent() {
	rc 0 "$@" || return 1
	[ ! -s "$tmp/out" ] && [ ! -s "$tmp/err" ] && return 0
	cat "$tmp/out" "$tmp/err"
	return 1
}

visits() {
	lr-ingest --pages access.log 2>/dev/null | grep -F '"time":"2026-11-18' |
	    LR_STATE=$tmp/other lr-enrich --mmdb n.mmdb |
	    LR_STATE=$tmp/other lr-blacklist --learn | lr-report -o csv
}

check 'a day, in silence' silent run access.log
check 'there are leads' test "$(wc -l <$leads)" -gt 5
is 'the leads of that day and no other' "$(cat $leads)" "$(visits)"

cp $leads first.csv
check 'run again' silent run access.log
check 'the same bytes' cmp first.csv $leads

head -n 2000 access.log | gzip >access.log.2.gz
tail -n +2001 access.log >access.log.1
check 'rotated logs, one compressed' silent run access.log.1 access.log.2.gz
check 'the same companies' test "$(wc -l <first.csv)" -eq "$(wc -l <$leads)"

is 'nothing else in the folder' "$(ls leads)" 'leads-2026-11-18.csv'

kept() { # wanted code, command...: fails so, and leaves the old file
	cp first.csv $leads
	rc "$@" && cmp first.csv $leads && [ "$(ls leads)" = "${leads#leads/}" ]
}
check 'a missing log' kept 3 run access.log no-such.log
check 'says which' grep -q 'no-such.log: No such file' err
gzip -c access.log | head -c 5000 >torn.gz
check 'a torn log' kept 3 run torn.gz
check 'says which' grep -q 'torn.gz' err
check 'a missing table' kept 3 run --mmdb none.mmdb access.log
check 'no log named' rc 2 run
check 'an option behind the log' rc 2 run access.log --offline
check 'no such day' rc 2 run -d 2026-02-30 access.log
check 'no such folder' rc 3 run -o nowhere access.log

# Each stage in turn fails with each code; whoever feeds it may die of SIGPIPE.
fails() { # stage code
	printf '#!/bin/sh\nexit %s\n' "$2" >bin/"$1"
	chmod +x bin/"$1"
	PATH=$shims kept "$2" run access.log
	status=$?
	rm bin/"$1"
	return "$status"
}
for c in ingest blacklist resolve enrich; do
	check "lr-$c fails" fails "lr-$c" 3
	[ "$c" = resolve ] || check "lr-$c cannot now" fails "lr-$c" 4
done

# An address without an answer is everyday.
unanswered() {
	printf '#!/bin/sh\nsed "s/}$/,\\"unanswered\\":true}/"\nexit 4\n' \
	    >bin/lr-resolve
	chmod +x bin/lr-resolve
	PATH=$shims LR_STATE=$tmp/outage run access.log
	status=$?
	rm bin/lr-resolve
	return "$status"
}
check 'unanswered addresses do not stop the day' unanswered
is 'nor are they learned, so that they are asked about again' "$(
	lr-blacklist --list --state "$tmp/outage" | grep addresses)" ''

for flag in partial merge; do
	printf '#!/bin/sh\n[ "$1" = "--%s" ] && exit 3\nexec "%s" "$@"\n' \
	    "$flag" "$LR_BIN/lr-report" >bin/lr-report
	chmod +x bin/lr-report
	(
		PATH=$shims
		kept 3 run access.log
	) >report.said 2>&1
	is "lr-report --$flag fails" $? 0
	rm bin/lr-report
done

# Killed where the reports are made already, and where lr-expire is at it.
killed() { # program, its first word
	printf '#!/bin/sh\n[ "$1" = "%s" ] || exec "%s" "$@"\n' "$2" \
	    "$LR_BIN/$1" >bin/"$1"
	printf '"%s" "$@" >/dev/null\nkill -9 "$PPID"\n' "$LR_BIN/$1" \
	    >>bin/"$1"
	chmod +x bin/"$1"
	cp first.csv "$leads"
	(
		TMPDIR=$tmp PATH=$shims
		export TMPDIR
		rc 137 run access.log
	)
	status=$?
	rm bin/"$1"
	[ "$status" -eq 0 ] && cmp first.csv "$leads" || return 1
	silent run access.log && cmp first.csv "$leads" &&
	    [ "$(ls -A leads)" = ".lr-daily.lock
${leads#leads/}" ]
}
check 'killed before the leads are in place' killed lr-report --merge
check 'killed behind that' killed lr-expire ''

busy() {
	(
		exec 9>>leads/.lr-daily.lock
		flock -n 9 || exit 1
		kept 4 run access.log
	)
}
check 'another run at the same time' busy

no_room() {
	kept 3 unshare -rm sh -c 'mount -t tmpfs -o size=4k none small &&
	    dd if=/dev/zero of=small/all bs=4k count=1 2>/dev/null &&
	    TMPDIR=$PWD/small && export TMPDIR && shift && exec "$@"' - - \
	    sh "$daily" -d 2026-11-18 -o leads --mmdb n.mmdb --offline access.log
}
mkdir small
if unshare -rm true 2>/dev/null; then
	check 'no room for what is done half' no_room
	is 'says so' "$(grep -c 'small/tmp.*: cannot write' err) $(
		grep -c lr-daily: err)" '1 1'
else
	skip 'no room for what is done half' 'no mounts of our own'
fi

nobody() {
	silent run -d 2031-01-01 access.log && [ -f leads/leads-2031-01-01.csv ]
}
check 'a day without visits' nobody
# What is passed on: the words that the programs are called with.
shims() {
	for c in "$@"; do
		printf '#!/bin/sh\nprintf "%%s|" %s "$@" >>"%s"\n' "$c" \
		    "$tmp/called" >bin/"$c"
		printf 'echo >>"%s"\nexec "%s" "$@"\n' "$tmp/called" \
		    "$LR_BIN/$c" >>bin/"$c"
		chmod +x bin/"$c"
	done
}
printf '%s\t%s\t%s\t%s\n' network 31.99.0.0/16 company 'Overridden GmbH' \
    >"it's mine"
for f in crawlers gateway hosting relay vpn; do
	echo 31.98.0.0/16 >"$f list"
done
printf 'name,domain,employees\nOverridden GmbH,example.com,9\n' |
    lr-mkdb companies -o "c's.db" || exit 1
passed_on() {
	PATH=$shims silent run --no-dns --no-rdap --no-whois \
	    --companies "c's.db" --overrides "it's mine" --min-employees=3 \
	    --crawlers 'crawlers list' --gateway 'gateway list' \
	    --hosting 'hosting list' --relay 'relay list' --vpn 'vpn list' \
	    --mmdb n.mmdb access.log
}
shims lr-resolve lr-enrich
check 'everything that one may have' passed_on
is 'lr-resolve gets its words' "$(grep '^lr-resolve' called)" \
    'lr-resolve|--offline|--no-dns|--no-rdap|--no-whois|'
words="lr-enrich|--mmdb|n.mmdb|--companies|c's.db|--overrides|it's mine"
words="$words|--min-employees|3|--crawlers|crawlers list|--gateway|gateway list"
words="$words|--hosting|hosting list|--relay|relay list|--vpn|vpn list"
is 'lr-enrich gets its words, as they are' "$(grep '^lr-enrich' called)" \
    "$words|--mmdb|n.mmdb|"
rm -f bin/*
rm -f leads/leads-203*
check 'a registry that is not there' kept 3 run --registry none access.log

# Reports of several formats, and feeds.
mkdir 'a b'
printf "bank 'a b/banks.csv' --where 'company ~ *Bank*'\n" >feeds.txt
formats() {
	silent run --format csv --format ndjson --format=html \
	    --feeds feeds.txt access.log
}
check 'formats and feeds' formats
is 'a file in each format' "$(cd leads && echo *-2026-11-18.*)" \
    'leads-2026-11-18.csv leads-2026-11-18.html leads-2026-11-18.ndjson'
check 'the same leads in each' test "$(wc -l <$leads)" -eq \
    "$(($(wc -l <leads/leads-2026-11-18.ndjson) + 1))"
check 'the feed' test -s 'a b/banks.csv'
cp leads/*-2026-11-18.* 'a b'
check 'again' formats
same() {
	for f in csv ndjson; do
		cmp "a b/leads-2026-11-18.$f" "leads/leads-2026-11-18.$f" ||
		    return 1
	done
}
check 'the same bytes' same
rm -f leads/*.html leads/*.ndjson
echo old >'a b/banks.csv'
check 'a stage fails' kept 3 run --feeds feeds.txt access.log no-such.log
is 'and feeds stay as they are' "$(cat 'a b/banks.csv')" old
check 'no such format' rc 2 run --format pdf access.log
printf "ok f.csv\nwrong" >wrong.txt
check 'feeds with a wrong line' kept 2 run --feeds wrong.txt access.log
is 'which is told by its number' "$(sed -n 's/.*line \([0-9]\).*/\1/p' err)" 2
check 'before a log is read' kept 2 run --feeds wrong.txt no-such.log
check 'no such feeds' kept 3 run --feeds none access.log

# A registry of ours, which is asked on the first run alone.
asks() { # port: lr-resolve asks nobody but what is there
	printf '#!/bin/sh\nexec "%s" --whois-server 127.0.0.1:%s "$@"\n' \
	    "$LR_BIN/lr-resolve" "$1" >bin/lr-resolve
	chmod +x bin/lr-resolve
}
twice() {
	PATH=$shims sh "$daily" -d 2026-11-18 -o leads --no-dns \
	    --no-rdap -v few.log
}
asked_once() {
	rm -rf "$LR_STATE"
	{
		printf '@ 61.0.0.0/8\ninetnum: 61.7.0.0 - 61.7.255.255\n'
		printf 'netname: LOREM\ndescr: Lorem Werke GmbH\n'
		printf 'country: DE\nstatus: ASSIGNED PA\n'
	} >whois.txt
	awk 'BEGIN { for (i = 1; i < 30; i++) printf "61.7.%d.%d - - " \
	    "[18/Nov/2026:10:00:00 +0000] \"GET /a HTTP/1.1\" 200 9 \"-\" " \
	    "\"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 " \
	    "Firefox/140.0\"\n", i, i }' >few.log
	mkfifo told
	"$LR_BUILD/help/whoisd" whois.txt >told 2>/dev/null &
	pid=$!
	read -r port <told
	asks "$port"
	twice >once.said 2>&1
	code=$?
	kill "$pid"
	wait "$pid" 2>/dev/null
	cat once.said
	grep -q 'Lorem Werke' $leads || return 1
	cp $leads once.csv
	asks 1
	twice >twice.said 2>&1 || code=1
	cat twice.said
	grep -q 'no registry answered' twice.said && code=1
	return "$code"
}
(asked_once) >asked.said 2>&1
is 'a day with a registry, and again without' $? 0
check 'the same bytes' cmp once.csv $leads
rm -f bin/*

check 'help' rc 0 sh "$daily" --help
check 'version' rc 0 sh "$daily" --version
finish
