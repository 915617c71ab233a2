#!/bin/sh
# lr-report --follow: files that are renewed while records come, each time as a
# whole, and as a run without it would have written them.
# with file systems of its own where that is allowed
if [ -z "${OWN_MOUNTS:-}" ] && unshare -rm true 2>/dev/null; then
	OWN_MOUNTS=1 exec unshare -rm sh "$0"
fi
. tests/lib.sh

needs lr-report
cd "$tmp" || exit 1

# Tests run beside each other, for they wait more than they work. Each is a
# function, has a folder of its own, and says nothing when all is well.
jobs=0
begin() { # name function [arg...]
	jobs=$((jobs + 1))
	mkdir "$jobs"
	eval "name$jobs=\$1"
	shift
	(
		cd "$jobs" || exit 1
		mkdir got
		mkfifo pipe
		"$@"
	) >"$jobs.said" 2>&1 &
	eval "job$jobs=\$!"
}
collect() {
	i=0
	while [ $i -lt $jobs ]; do
		i=$((i + 1))
		eval "wait \$job$i"
		code=$?
		eval "is \"\$name$i\" \"$code \$(cat $i.said)\" '0 '"
	done
}
wrong() {
	echo "$*"
	exit 1
}
# patient COMMAND...: until it succeeds, for a minute
patient() {
	n=0
	until "$@" 2>/dev/null; do
		n=$((n + 1))
		[ "$n" -lt 1200 ] || return 1
		sleep 0.05
	done
}

# follow OPTION...: in "got", reading what is written to 7
follow() {
	exec 7<>pipe
	(cd got && exec lr-report --follow --every 1s "$@" ../pipe 7>&- \
	    >../out 2>../err) &
	pid=$!
}
# ends CODE: with its input, or because it was told to
ends() {
	exec 7>&-
	wait "$pid"
	code=$?
	[ "$code" -eq "$1" ] || wrong "exit code $code: $(cat err)"
}
view() { # second company
	printf '{"time":"2026-11-22T10:00:%02dZ","ip":"20.1.1.1",' "$1"
	printf '"path":"/p","kind":"company","company":"%s"}\n' "$2"
}
many() { # number of companies
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "{\"time\":\"2026-11-22T10:00:00Z\",\"ip\":\"20.1.1.1\"," \
		    "\"path\":\"/\",\"kind\":\"company\",\"company\":\"F%d\"}\n",
		    i }'
}
shows() { # text [file]
	grep -q "$1" "got/${2:-a.ndjson}"
}
# comes TEXT [FILE]
comes() {
	patient shows "$@" || wrong "$1 does not come: $(cat err)"
}
only() { # file...: what is there at the end
	[ "$(ls -A got)" = "$(printf '%s\n' "$@")" ] || wrong "there: $(ls -A got)"
}

# ---- it is the report of what came so far, at any point, in every format

# Some days of companies and providers, with sessions, pauses within and between
# visits, and what comes late or is wrong.
views() { # seed number
	awk -v seed="$1" -v n="$2" '
	function pick(n) {
		seed = (seed * 16807) % 2147483647
		return seed % n
	}
	BEGIN {
		seed = seed * 7919 % 2147483647 + 1
		for (i = 0; i < n; i++) {
			t += pick(4) == 0 ? 100 + pick(2500) : pick(40)
			at = pick(10) || t < 4000 ? t : t - pick(4000)
			c = pick(40)
			if (pick(50) == 0)
				print "{\"time\":\"when\",\"kind\":\"company\"," \
				    "\"company\":\"X\"}"
			printf "{\"time\":\"2026-11-%02dT%02d:%02d:%02dZ\"", \
			    2 + int(at / 86400), int(at / 3600) % 24, \
			    int(at / 60) % 60, at % 60
			printf ",\"ip\":\"20.30.%d.%d\"", c, pick(3)
			if (pick(5) == 0)
				printf ",\"session\":\"s%d\"", c * 4 + pick(4)
			printf ",\"site\":\"shop.example\",\"path\":\"/p%d\"", \
			    pick(30)
			if (pick(3) == 0)
				printf ",\"referrer\":\"https://r%d.example/\"", \
				    pick(5)
			printf ",\"kind\":\"%s\",\"company\":\"Firma %d\"}\n", \
			    c % 7 ? "company" : "isp", c
		}
	}'
}
printf '%s\n' 'leads out.csv --top 0' 'visits out.ndjson --visits' \
    'pages pages.csv --pages' 'sources sources.csv --sources' \
    'match match.csv --match-rate' 'page out.html' 'book out.xlsx' >feeds
same() {
	for f in want/*; do
		cmp -s "$f" "got/${f#*/}" || return 1
	done
}
cuts() { # seed cut...
	views "$1" 3000 >all
	lines=$(wc -l <all)
	shift
	options='--now 2026-11-24 --since 2026-11-03T05:00:00Z --goal a=/p1?
	    --own www.example --feeds ../../feeds --write main.txt'
	# shellcheck disable=SC2086 # words of options
	follow $options
	from=0
	mkdir want
	for cut in "$@" "$lines"; do
		head -n "$cut" all >begun
		tail -n +$((from + 1)) begun >&7
		from=$cut
		# shellcheck disable=SC2086 # words of options
		(cd want && lr-report $options ../begun) 2>/dev/null
		[ "$cut" -lt "$lines" ] || ends 1 # some are refused
		patient same || wrong "not the report of $cut lines: $(diff -r want got | head -n 3)"
	done
	only main.txt match.csv out.csv out.html out.ndjson out.xlsx \
	    pages.csv sources.csv
	[ ! -s out ] || wrong "printed: $(cat out)"
}
begin 'at any point what came so far' cuts 1 1 700 701
begin 'the same of others' cuts 2 40 2000
begin 'the same of yet others' cuts 3 1234 3000

# ---- from a log to the page, while readers look
hit() {
	printf '20.30.40.%d - - [22/Nov/2026:10:%02d:00 +0000] ' "$1" "$1"
	printf '"GET /%d HTTP/1.1" 200 1 "-" "Mozilla/5.0 (X11) Gecko/1"\n' "$1"
}
# Whoever opens the page sees a whole one.
readers() {
	perl -e 'my ($n, %seen) = 0;
		until (-e "over") {
			open F, "got/a.html" or die "it is gone";
			my $t = do { local $/; <F> };
			$t eq "old\n" ||
			    $t =~ /^<!DOCTYPE html>.*<\/html>\n\z/si or
			    die "torn, of ", length $t;
			$n++;
			$seen{$t} = 1;
			select undef, undef, undef, 0.001;
		}
		die "read $n times" if $n < 20;
		die "nothing changes" if keys %seen < 2' &
	reader=$!
}
live() {
	printf 'network\t20.30.40.0/24\tcompany\tWerke\twerke.example\n' >rules
	echo old >got/a.html
	chmod 640 got/a.html
	: >access.log
	readers
	mkfifo records
	lr-ingest --follow --pages access.log >records 2>ingest.err &
	ingest=$!
	lr-enrich --overrides rules <records >pipe 2>enrich.err &
	echo 'b b.ndjson' >feeds
	(cd got && exec lr-report --follow --every 1s --write a.html \
	    --feeds ../feeds <../pipe) 2>err &
	pid=$!
	for i in 1 2 3 4; do
		hit "$i" >>access.log
		comes "\"page_views\":$i" b.ndjson
	done
	: >over
	wait "$reader" || wrong 'the reader failed'
	kill "$ingest"
	wait "$ingest"
	ends 0
	mode=$(stat -c %a got/a.html)
	[ "$mode" = 640 ] || wrong "mode $mode"
	only a.html b.ndjson
}
if [ -x "$LR_BIN/lr-ingest" ] && [ -x "$LR_BIN/lr-enrich" ]; then
	begin 'from a log to a page that readers look at' live
else
	skip 'from a log to a page' 'lr-ingest or lr-enrich is not built'
fi

# ---- signals
stopped() {
	follow --write a.ndjson
	view 1 First >&7
	comes First
	view 2 Second | head -c 50 >&7 # half a line is not refused
	kill "$pid"
	ends 0
	shows First || wrong 'the last report is not whole'
	[ ! -s err ] || cat err
	only a.ndjson
}
# A record that was read is in the last report, even when it is not time yet.
last() {
	follow --every 1h --write a.ndjson --rejects ../kept
	{
		view 1 First
		echo wrong
	} >&7
	patient test -s kept || wrong 'it does not read'
	kill "$pid"
	ends 1
	shows First || wrong 'the last report was not written'
}
# The shell lets what runs beside it ignore SIGINT; perl does not.
interrupted() {
	exec 7<>pipe
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' lr-report --follow \
	    --write got/a.ndjson --rejects kept pipe 2>err 7>&- &
	pid=$!
	{
		view 1 First
		echo wrong
	} >&7
	patient test -s kept || wrong 'it does not read'
	kill -s INT "$pid"
	ends 1
	shows First || wrong 'the last report was not written'
}
ignored() {
	follow --write a.ndjson
	view 1 First >&7
	comes First
	kill -s INT "$pid"
	view 2 Second >&7
	comes Second
	ends 0
}
begin 'SIGTERM' stopped
begin 'SIGTERM: a last report' last
begin 'SIGINT: the same' interrupted
begin 'SIGINT, where it is ignored' ignored

# ---- nothing is written when nothing comes
idle() {
	follow --write a.ndjson
	view 1 First >&7
	comes First
	rm got/a.ndjson
	sleep 2
	[ -z "$(ls -A got)" ] || wrong 'it was written anew'
	view 2 Second >&7
	comes Second
	ends 0
}
begin 'nothing new: nothing is written' idle

# ---- killed in the midst of writing
whole() {
	tail -n 1 got/a.html | grep -q '</html>'
}
killed() {
	exec 7<>pipe
	perl -e 'setpgrp; exec @ARGV' lr-report --follow --every 1s \
	    --write got/a.html pipe 2>err 7>&- &
	pid=$!
	many 20000 >all
	cat all >&7
	patient whole || wrong 'no page'
	view 1 Another >&7
	perl -e 'for (1 .. 60000) {
			last if -s "got/.a.html.new";
			select undef, undef, undef, 0.001;
		}'
	kill -s KILL -- "-$pid"
	wait "$pid" 2>/dev/null
	exec 7>&-
	whole || wrong 'the page is torn'
	echo rubbish >>got/.a.html.new
	lr-report --follow --write got/a.html all || wrong 'not again'
	whole || wrong 'the page is torn the second time'
	! grep -q rubbish got/a.html || wrong 'there is rubbish in it'
	only a.html
}
begin 'killed: the page stays whole, what is left is used up' killed

# ---- when it cannot be written
vanished() {
	mkdir got/sub
	echo 'b b.csv' >feeds
	follow --write sub/a.ndjson --feeds ../feeds
	view 1 First >&7
	comes First sub/a.ndjson
	mv got/sub got/gone
	view 2 Second >&7
	patient grep -q 'sub/a.ndjson: cannot write: No such file' err ||
	    wrong 'it is not said'
	sleep 2
	[ "$(wc -l <err)" -eq 1 ] || wrong "it is said again: $(cat err)"
	shows First gone/a.ndjson || wrong 'the old report is lost'
	mv got/gone got/sub
	comes Second sub/a.ndjson
	patient grep -q 'the report is renewed again' err ||
	    wrong 'it is not said that all is well'
	mv got/sub got/gone
	ends 3
	only b.csv gone
}
begin 'a folder that is gone for a while' vanished
limited() {
	trap '' XFSZ
	ulimit -f 16
	follow --write a.ndjson
	view 1 First >&7
	comes First
	many 1000 >&7
	patient grep -q 'a.ndjson: cannot write: File too large' err ||
	    wrong 'it is not said'
	shows First || wrong 'the old report is lost'
	ends 3
	shows First || wrong 'the old report is lost in the end'
	only a.ndjson
}
begin 'more than it may write' limited
# kill_children PID: whenever it has one, until it says so
kill_children() {
	perl -e '$/ = undef;
		for (1 .. 6000) {
			open F, "err" and <F> =~ /signal 9/ and exit 0;
			for my $stat (glob "/proc/[0-9]*/stat") {
				open F, $stat or next;
				<F> =~ /^(\d+) \(lr-report\) \S+ $ARGV[0] / and
				    kill KILL => $1;
			}
			select undef, undef, undef, 0.001;
		}
		exit 1' "$1"
}
crashed() {
	follow --write a.ndjson
	many 20000 >&7
	kill_children "$pid" || wrong 'no child could be killed'
	grep -q 'the process that writes it ended by signal 9' err || cat err
	patient grep -q 'the report is renewed again' err ||
	    wrong "it is not renewed: $(cat err)"
	ends 0
	[ "$(wc -l <got/a.ndjson)" -eq 20000 ] || wrong 'it is not whole'
	only a.ndjson
}
begin 'the process that writes is killed' crashed
full() {
	mount -t tmpfs -o size=64k none got || wrong 'no mount'
	follow --write a.ndjson
	view 1 First >&7
	comes First
	head -c 100000 /dev/zero >got/full 2>/dev/null
	view 2 Second >&7
	patient grep -q 'a.ndjson: cannot write: No space left' err ||
	    wrong 'it is not said'
	shows First || wrong 'the old report is lost'
	rm got/full
	comes Second
	patient mount -o remount,bind,ro got
	view 3 Third >&7
	patient grep -q 'cannot write: Read-only file system' err ||
	    wrong 'it is not said that nobody can write there'
	mount -o remount,bind,rw got
	comes Third
	ends 0
	only a.ndjson
	umount got
}
if [ -n "${OWN_MOUNTS:-}" ]; then
	begin 'a full disk, and one that is read-only for a while' full
else
	skip 'a full disk' 'no mounts of our own'
fi
held() {
	view 1 First >one
	perl -MFcntl=:flock -e 'open F, ">", "got/.a.csv.new";
		flock F, LOCK_EX;
		exit(system(qw(lr-report --follow --write got/a.csv one)) >> 8)
		' 2>err
	[ $? -eq 4 ] || wrong 'it does not say: later'
	grep -q 'a.csv: another process is writing it' err || cat err
	rm got/.a.csv.new
	only ''
}
begin 'another one is writing it' held
beginning() {
	exec 7<>pipe
	lr-report --follow --write none/a.html <pipe 2>err
	[ $? -eq 3 ] || wrong 'it does not end'
	grep -q 'none/a.html: cannot write: No such file' err || cat err
}
begin 'no such folder is said at once' beginning
alone() {
	follow --write a.ndjson
	echo '{"time":"2026-11-22T10:00:00Z","ip":"20.1.1.1"}' >&7
	patient grep -q 'put lr-enrich before' err || wrong 'it is not said'
	echo '{"time":"2026-11-22T10:00:00Z","ip":"20.1.1.1"}' >&7
	ends 0
	[ "$(wc -l <err)" -eq 1 ] || cat err
}
begin 'that lr-enrich is missing is said early, and once' alone

# ---- today, which ends
cat >clock.c <<'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *ts)
{
	char text[32] = "";
	int fd, rc = (int)syscall(SYS_clock_gettime, id, ts);
	if (id != CLOCK_REALTIME || (fd = open(getenv("CLOCK"), O_RDONLY)) < 0)
		return rc;
	if (read(fd, text, sizeof(text) - 1) > 0)
		ts->tv_sec = atoll(text);
	close(fd);
	return rc;
}
END
set_clock() {
	date -u -d "$1" +%s >time.new
	mv time.new time
}
at() { # time path company [address]
	printf '{"time":"2026-11-%s","ip":"%s","path":"%s",' "$1" \
	    "${4:-20.1.1.1}" "$2"
	printf '"kind":"company","company":"%s"}\n' "$3"
}
# Company, page views, whether it is new, goals, since.
rows() {
	jq -r '[.company, .page_views, .new, .goals[0].visits, .since[0:10]] |
	    join(" ")' got/a.ndjson
}
today() {
	set_clock 2026-11-22T23:59:50Z
	CLOCK=$PWD/time LD_PRELOAD=$tmp/clock.so
	export CLOCK LD_PRELOAD
	follow --write a.ndjson --day today --sort company --goal 'g=/goal*' \
	    --where 'last_visit > 1h'
	unset LD_PRELOAD
	{
		at 22T23:59:40Z /goal1 Adam
		at 22T10:00:00Z /c Charlie # over an hour ago
		at 21T23:59:45Z /d Dora
		at 22T23:59:45Z /b Berta
	} >&7
	comes Berta
	want='Adam 1 true 1 2026-11-22
Berta 1 true  2026-11-22'
	[ "$(rows)" = "$want" ] || wrong "the day: $(rows)"
	set_clock 2026-11-23T00:00:10Z
	patient test ! -s got/a.ndjson || wrong "no end: $(rows)"
	{
		at 22T23:59:59Z /b Berta # too late
		at 23T00:00:05Z /goal2 Adam
		at 23T00:00:05Z /x Dora
		at 23T00:00:06Z /x Emil 20.1.1.2
	} >&7
	comes Emil
	want='Adam 1 false 1 2026-11-23
Dora 1 false  2026-11-23
Emil 1 true  2026-11-23'
	[ "$(rows)" = "$want" ] || wrong "the next: $(rows)"
	ends 0
	[ "$(rows)" = "$want" ] || wrong "the end: $(rows)"
	only a.ndjson
}
if ! command -v jq >/dev/null; then
	skip 'a day that ends' 'no jq'
elif ! cc -shared -fPIC -o clock.so clock.c 2>cc.err; then
	skip 'a day that ends' 'no compiler'
else
	begin 'a day that ends' today
fi

collect

# ---- usage
said() { # text option...
	text=$1
	shift
	rc 2 lr-report --follow "$@" || return 1
	grep -qF -e "$text" "$tmp/err" && return 0
	cat "$tmp/err"
	return 1
}
mkdir folder
mkfifo fifo
check 'a file is needed' said 'name one with --write'
check 'a table, too' said 'name one with --write' -o table
for f in folder fifo /dev/fd/1 /dev/null; do
	check "not $f" said "$f: it is no regular file" -o html --write "$f"
done
echo 'a folder --pages -o csv' >wrong
check 'nor in a feed' said 'folder: it is no regular file' --feeds wrong
for e in 0 0s 10 x '' -1s 1ms 1mo 99999999999s; do
	check "--every '$e'" said 'is no span like 10s' --write a.csv --every "$e"
done
check '--partial' said 'not with --partial' --partial
check '--merge' said 'not with --partial or --merge' --merge --write a.csv
for day in '--day yesterday' '--week last' '--month last'; do
	# shellcheck disable=SC2086 # words of options
	check "$day" said 'no more comes' $day --write a.csv
done
check 'no name' said 'names no file' --write ''
check 'standard output' said 'names no file' --write -
check '--every alone' rc 2 lr-report --every 10s
check 'the same file twice' said 'write the same file' -o csv --write folder \
    --feeds wrong
check 'nothing was written' test ! -e a.csv

# ---- --write, without --follow
view 1 First >one
check 'a file' rc 0 lr-report --write a.csv one
check 'by its name' grep -q '^First,' a.csv
ln -s a.csv link.csv
check 'a link' rc 0 lr-report --follow --write link.csv one
check 'stays one' test -L link.csv -a ! -L a.csv
printf 'f feed.csv\n' >feeds
check 'with feeds' rc 0 lr-report -o ndjson --write a.csv --feeds feeds one
is 'all are written' "$(grep -c First a.csv feed.csv) $(head -c 1 a.csv)" \
    'a.csv:1
feed.csv:1 {'
check 'no folder' rc 3 lr-report --write none/a.csv one
check 'is said' grep -q 'none/a.csv: cannot write: No such file' err
check 'not of sums' rc 2 lr-report --partial --write a.csv one
finish
