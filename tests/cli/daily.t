#!/bin/sh
# lr-daily: the pipeline of a day, run twice, killed, failing.
. tests/lib.sh

daily=$PWD/scripts/lr-daily
for c in mkdb ingest blacklist resolve enrich report expire; do
	[ -x "$LR_BIN/lr-$c" ] || {
		skip lr-daily "lr-$c is not built"
		finish
	}
done

sh scripts/sample log >"$tmp/access.log"
sh scripts/sample networks >"$tmp/networks.csv"
cd "$tmp" || exit 1
lr-mkdb networks -o n.mmdb networks.csv || exit 1
mkdir leads bin
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
check 'no such day' rc 2 run -d 2026-02-30 access.log
check 'no such folder' rc 3 run -o nowhere access.log

# Each stage in turn fails with each code; whoever feeds it may die of SIGPIPE.
fails() { # stage code
	printf '#!/bin/sh\nexit %s\n' "$2" >bin/"$1"
	chmod +x bin/"$1"
	PATH=$tmp/bin:$PATH kept "$2" run access.log
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
	printf '#!/bin/sh\ncat\nexit 4\n' >bin/lr-resolve
	chmod +x bin/lr-resolve
	PATH=$tmp/bin:$PATH run access.log
	status=$?
	rm bin/lr-resolve
	return "$status"
}
check 'unanswered addresses do not stop the day' unanswered

printf '#!/bin/sh\n[ "$*" = "-o csv" ] && exit 3\nexec "%s" "$@"\n' \
    "$LR_BIN/lr-report" >bin/lr-report
chmod +x bin/lr-report
(
	PATH=$tmp/bin:$PATH
	kept 3 run access.log
) >report.said 2>&1
is 'lr-report fails' $? 0
rm bin/lr-report

busy() {
	(
		exec 9>>leads/.lr-daily.lock
		flock -n 9 || exit 1
		kept 4 run access.log
	)
}
check 'another run at the same time' busy

nobody() {
	silent run -d 2031-01-01 access.log && [ -f leads/leads-2031-01-01.csv ]
}
check 'a day without visits' nobody
check 'help' rc 0 sh "$daily" --help
check 'version' rc 0 sh "$daily" --version
finish
