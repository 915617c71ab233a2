#!/bin/sh
# lr-report: files that are replaced keep who may read them, links stay links,
# and a file that may not grow leaves nothing behind.
. tests/lib.sh

needs lr-report
cd "$tmp" || exit 1
mode() {
	# shellcheck disable=SC2012 # ls tells the mode everywhere
	ls -l "$1" | cut -c 1-10
}
awk 'BEGIN {
	for (i = 0; i < 2000; i++)
		printf "{\"time\":\"2026-11-22T10:00:00Z\",\"ip\":\"20.30.%d.%d\"" \
		    ",\"path\":\"/\",\"kind\":\"company\",\"company\":\"F%d\"}\n",
		    i / 250, i % 250, i
}' >views
mkdir real
echo 'a a.csv' >feeds
echo 'b b.csv' >>feeds

umask 022
lr-report --feeds feeds views
is 'a new file: as the umask says' "$(mode a.csv)" -rw-r--r--
chmod 600 a.csv
lr-report --feeds feeds views
is 'a file that is there: as it was' "$(mode a.csv)" -rw-------
is 'the others, too' "$(mode b.csv)" -rw-r--r--
rm b.csv
umask 077
lr-report --feeds feeds views
is 'a new file for oneself' "$(mode b.csv)" -rw-------
umask 022

mv a.csv real/a
ln -s real/a a.csv
lr-report --write a.csv views
check 'a link stays' test -L a.csv
is 'what it leads to is replaced' "$(wc -l <real/a | tr -d ' ')" 2001
is 'and is as it was' "$(mode real/a)" -rw-------
is 'nothing else is there' "$(ls -A real)" a
ln -s real/new link.csv
lr-report --write link.csv views
check 'a link to nothing makes a file' cmp real/a real/new

cp real/a before
check 'a file that may not grow' sh -c '
    ulimit -f 1
    lr-report --feeds feeds views 2>why
    [ $? -eq 3 ]'
check 'is told' grep -qi 'a.csv: cannot write: .*large' why
check 'the old file is there' cmp real/a before
is 'and nothing of the new one' \
    "$(find . -name '*.csv.*' -o -name '.*.new' -o -name 'a.*' ! -name a.csv)" ''
# sh counts blocks of 512 bytes
check 'standard output that may not grow' sh -c '
    ulimit -f 1
    lr-report -o csv views >out 2>why
    [ $? -eq 3 ]'
check 'is told, too' grep -qi 'large' why
finish
