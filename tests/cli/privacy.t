#!/bin/sh
# What lr-privacy(7) promises of the whole pipeline, on the sample data.
. tests/lib.sh

needs lr-mkdb lr-ingest lr-blacklist lr-resolve lr-enrich lr-report
sh scripts/sample log >"$tmp/access.log"
sh scripts/sample networks >"$tmp/networks.csv"
cd "$tmp" || exit 1
lr-mkdb networks -o n.mmdb networks.csv || exit 1
# an address that no table knows, so that it is learned by itself
echo '11.22.33.44 - - [18/Nov/2026:10:00:00 +0000] "GET /?utm_source=a&name=Jane HTTP/1.1" 200 9 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"' >>access.log
sed 's/ - - / - jane.doe /' access.log >named.log

lr-ingest --pages named.log 2>/dev/null >pages
lr-blacklist pages | lr-resolve --offline | lr-enrich --mmdb n.mmdb >verdicts
lr-blacklist --learn verdicts >leads 2>said
lr-report -o ndjson leads >rows
lr-blacklist pages >again 2>>said

addresses() {
	sed -n 's/.*"ip":"\([^"]*\)".*/\1/p' "$1" | sort -u
}
lead='"kind":"\(company\|education\|government\)"'
grep -v "$lead" verdicts >private
grep "$lead" verdicts >expected

check 'there are private visitors to be sorted out' test -s private
check 'there are leads' test -s leads
check 'every page view is a lead or was sorted out' \
    test "$(wc -l <pages)" -eq "$(($(wc -l <leads) + $(wc -l <private)))"
check 'leads pass unchanged, nothing else does' cmp leads expected
addresses private >p
is 'who was sorted out is not seen again' "$(addresses again | comm -12 p -)" ''
check 'the user name of the log is not taken over' \
    sh -c '! grep -q jane.doe pages'
check 'of a query only campaigns are kept' \
    sh -c 'grep -q utm_source=a pages && ! grep -q Jane pages'

# No file of the stores holds an address of a private visitor in any
# readable form: text, or the four bytes.
readable() {
	[ -s p ] && [ -d "$LR_STATE" ] || return 1
	cat "$LR_STATE"/* >stores
	if grep -a -F -f p stores; then
		return 1
	fi
	perl -e '
	    open F, "<:raw", "stores"; local $/; $s = <F>; close F;
	    open F, "<", "p"; $/ = "\n";
	    while (<F>) {
		chomp;
		next if !/^\d+\.\d+\.\d+\.\d+$/;
		$b = pack "C4", split /\./;
		if (index($s, $b) >= 0) { print "$_\n"; $bad = 1; }
	    }
	    exit $bad;'
}
if command -v perl >/dev/null; then
	check 'the stores hold no readable private address' readable
fi
is 'the stores are for their owner alone' \
    "$(stat -c %a "$LR_STATE" "$LR_STATE"/hash.key | tr '\n' ' ')" '700 600 '
check 'a report names no address and no browser' sh -c '
    [ -s rows ] && ! grep -E -i "\"(ip|agent|ptr)\"|Mozilla" rows'
addresses leads >visitors

# Whatever the rows are, and whatever the format.
nameless() {
	for how in --visits --pages --sources --match-rate --partial \
	    '-o html' '-o html --visits' '-o table' '-o csv'; do
		# shellcheck disable=SC2086 # words
		lr-report $how leads >shown || return 1
		[ -s shown ] || return 1
		if grep -F -f visitors shown || grep -E 'Mozilla|Gecko' shown
		then
			echo "lr-report $how"
			return 1
		fi
	done
}
check 'nor do its other rows and formats' nameless

# All of them, offline: what they open for writing, and whom they talk to.
cat >all.sh <<'END'
lr-ingest --pages --state "$tmp/logs" named.log | lr-blacklist |
    lr-resolve --offline | lr-enrich --mmdb n.mmdb |
    lr-blacklist --learn | lr-report -o xlsx
lr-report -o html leads
lr-expire
END
if command -v strace >/dev/null 2>&1 &&
    strace -o /dev/null true 2>/dev/null; then
	rm -rf "$LR_STATE"
	# leaks are looked for by the same means
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 \
	    strace -ff -qq -o trace \
	    -e trace=socket,open,openat,creat,mkdir,rename sh all.sh \
	    >/dev/null 2>&1
	check 'they run under strace' test -s "$LR_STATE/blacklist.db"
	is 'nobody is talked to' "$(grep -h "socket(" trace.*)" ''
	is 'nothing is written but the stores and what options name' "$(
		grep -hE 'O_WRONLY|O_RDWR|O_CREAT|(mkdir|rename|creat)\(' trace.* |
		    grep -v ' = -1 ' |
		    sed -n 's/^[a-z]*(\(AT_FDCWD, \)*"\([^"]*\)".*/\2/p' |
		    grep -v -e "^$LR_STATE" -e "^$tmp/logs" -e '^/dev/null$' \
			-e '^/proc/self/fd/')" ''
else
	skip 'nobody is talked to' 'no strace here'
fi
finish
