#!/bin/sh
# What every built command does the same way, whatever it is for.
. tests/lib.sh

esc=$(printf '\033')
nl='
'
hostile="no${esc}[31msuch${nl}file"

# What a command cannot run without.
args_of() {
	case $1 in
	lr-mkdb) echo "networks -o $tmp/made.mmdb" ;;
	lr-resolve) echo '--offline' ;;
	lr-cgi) echo '--check-config' ;;
	lr-employees) echo '--searxng-base http://127.0.0.1:1 --dry-run' ;;
	lr-mail) echo '--from a@example.com --to b@example.com --dry-run' ;;
	lr-expire) echo '--now 2026-11-23 --keep 90d' ;;
	esac
}

# A line that makes it write something.
line_of() {
	case $1 in
	lr-ingest) echo '192.0.2.1 - - [22/Nov/2026:10:00:00 +0000]' \
		'"GET / HTTP/1.1" 200 512 "-" "Mozilla/5.0"' ;;
	lr-mkdb) printf 'network,asn\n192.0.2.0/24,64496\n' ;;
	lr-replay) printf '{"recording":1,"site":"shop",%s}\n{"n":0,%s}\n' \
		'"day":"2026-11-25","path":"/"' '"e":[[0,"m",1,2]]' ;;
	*) echo '{"time":"2026-11-22T10:00:00Z","ip":"192.0.2.1",' \
		'"site":"www.example.com","method":"GET","path":"/",' \
		'"status":200,"kind":"company","rule":"test",' \
		'"confidence":90,"company":"Example GmbH",' \
		'"domain":"example.com"}' ;;
	esac
}

# The same many times: more than any pipe holds.
flood_of() {
	line_of "$1" | if [ "$1" = lr-replay ]; then
		awk 'NR == 1 { print }
		NR == 2 { for (i = 0; i < 4000; i++) {
			$0 = substr($0, 1, index($0, ":")) i \
			    substr($0, index($0, ","))
			print
		} }'
	else
		awk '{ for (i = 0; i < 12000; i++) print }'
	fi
}

# run COMMAND with its needed arguments and these; exit code in $rc
run() {
	c=$1
	shift
	# shellcheck disable=SC2046 # words
	"$LR_BIN/$c" $(args_of "$c") "$@" >"$tmp/out" 2>"$tmp/err"
	rc=$?
}

silent() { # stdout has nothing; a report may be one of nothing
	[ ! -s "$tmp/out" ] || [ "$c" = lr-report ] || {
		echo 'standard output should be empty:'
		head -c 300 "$tmp/out"
		return 1
	}
}

says() { # one message of this program that holds this text
	grep -q "^$c: .*$1" "$tmp/err" && return 0
	echo "no message '$c: ... $1' but:"
	cat -v "$tmp/err"
	return 1
}

ends() { # exit code
	[ "$rc" -eq "$1" ] && return 0
	echo "exit code $rc, wanted $1"
	cat -v "$tmp/err"
	return 1
}

help() {
	for o in --help -h; do
		"$LR_BIN/$1" "$o" >"$tmp/out" 2>"$tmp/err" || return 1
		grep -q "^usage: $1 " "$tmp/out" || return 1
		[ ! -s "$tmp/err" ] || return 1
	done
}

version() {
	"$LR_BIN/$1" --version >"$tmp/out" || return 1
	grep -qx "$1 (lr) [0-9][0-9.]*" "$tmp/out"
}

bad_option() {
	run "$1" --no-such-option </dev/null
	ends 2 && silent && says 'no-such-option'
}

missing_file() {
	run "$1" "$tmp/no-such-file" </dev/null
	ends 3 && silent && says 'no-such-file: No such file'
}

directory() {
	mkdir -p "$tmp/folder"
	run "$1" "$tmp/folder" </dev/null
	ends 3 && silent && says 'folder: Is a directory'
}

unreadable() {
	line_of "$1" >"$tmp/secret"
	chmod 0 "$tmp/secret"
	run "$1" "$tmp/secret" </dev/null
	ends 3 && silent && says 'secret: Permission denied'
}

hostile_name() {
	run "$1" "$tmp/$hostile" </dev/null
	ends 3 && says 'x1b' || return 1
	if LC_ALL=C tr -d '\n' <"$tmp/err" | LC_ALL=C grep -q '[[:cntrl:]]'
	then
		echo 'control bytes on standard error:'
		cat -v "$tmp/err"
		return 1
	fi
	[ "$(wc -l <"$tmp/err")" -eq 1 ]
}

# Into a device that is full, or into nothing.
no_room() {
	c=$1
	line_of "$c" >"$tmp/line"
	set -- "$tmp/line"
	[ "$c" != lr-mkdb ] || set -- -o /dev/full "$tmp/line"
	# shellcheck disable=SC2046 # words
	"$LR_BIN/$c" $(args_of "$c") "$@" >/dev/full 2>"$tmp/err"
	rc=$?
	ends 3 && says 'No space left'
}

closed_output() {
	c=$1
	line_of "$c" >"$tmp/line"
	# shellcheck disable=SC2046 # words
	"$LR_BIN/$c" $(args_of "$c") "$tmp/line" >&- 2>"$tmp/err"
	rc=$?
	ends 3 && says 'standard output'
}

closed_input() {
	run "$1" <&-
	ends 3 && silent && says ''
}

# Nobody reads: end without a word, as SIGPIPE would.
gone() {
	flood_of "$1" >"$tmp/flood"
	# shellcheck disable=SC2046 # words
	{
		"$LR_BIN/$1" $(args_of "$1") "$tmp/flood" 2>"$tmp/err"
		echo $? >"$tmp/rc"
	} | true
	read -r rc <"$tmp/rc"
	case $rc in
	0 | 141) ;;
	*)
		ends 141
		return
		;;
	esac
	[ ! -s "$tmp/err" ] || {
		cat -v "$tmp/err"
		return 1
	}
}

gone_ignored() {
	(
		trap '' PIPE
		gone "$1"
	)
}

nothing() {
	run "$1" </dev/null
	ends 0 && [ ! -s "$tmp/err" ]
}

# 2 MiB without an end, and what is no text at all: refused, and alive.
long_line() {
	awk 'BEGIN { for (i = 0; i < 32768; i++) printf "%064d", 0 }' \
	    >"$tmp/long"
	run "$1" <"$tmp/long"
	[ "$(wc -c <"$tmp/err")" -lt 2000 ] || return 1
	[ "$rc" -le 1 ] || [ "$1$rc" = lr-mkdb3 ] ||
	    [ "$1$rc" = lr-employees3 ]
}

noise() {
	awk 'BEGIN { for (i = 0; i < 4000; i++)
		printf "%c%c%c\n", i % 256, (i * 7) % 256, (i * 31) % 256 }' \
	    >"$tmp/noise"
	run "$1" "$tmp/noise"
	[ "$rc" -le 1 ] || [ "$rc" -eq 3 ] || return 1
	! LC_ALL=C tr -d '\n' <"$tmp/err" | LC_ALL=C grep -q '[[:cntrl:]]'
}

found=
for path in "$LR_BIN"/lr-*; do
	[ -x "$path" ] || continue
	found=1
	p=${path##*/}
	check "$p --help" help "$p"
	check "$p --version" version "$p"
	check "$p: bad option" bad_option "$p"
	check "$p: missing file" missing_file "$p"
	check "$p: directory" directory "$p"
	if [ "$(id -u)" -eq 0 ]; then
		skip "$p: unreadable file" 'root reads everything'
	else
		check "$p: unreadable file" unreadable "$p"
	fi
	check "$p: hostile file name" hostile_name "$p"
	if [ "$p" = lr-cgi ]; then # no filter: see cgi.t
		check "$p: noise" noise "$p"
		continue
	fi
	check "$p: full disk" no_room "$p"
	check "$p: vanished reader" gone "$p"
	check "$p: vanished reader, SIGPIPE ignored" gone_ignored "$p"
	if [ "$p" != lr-mkdb ]; then
		check "$p: closed standard output" closed_output "$p"
	fi
	check "$p: closed standard input" closed_input "$p"
	[ "$p" = lr-mkdb ] || [ "$p" = lr-mail ] ||
	    check "$p: empty input" nothing "$p"
	check "$p: endless line" long_line "$p"
	check "$p: noise" noise "$p"
done
[ -n "$found" ] || skip manners 'nothing is built'
finish
