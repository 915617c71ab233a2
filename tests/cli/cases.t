#!/bin/sh
# The golden cases: each folder tests/cases/COMMAND/NAME is one test.
#
#	args	one line of shell words for COMMAND; $T is an empty folder
#	run	instead of args: a whole script (sh run, programs in PATH)
#	in	standard input (none: empty)
#	out	expected standard output (none: not compared)
#	err	expected standard error (none: silent when the exit code is 0)
#	rc	expected exit code (none: 0)
#	todo	a known failure, and why
#
# A case runs in a copy of its folder. To see one alone: cases.t COMMAND/NAME
. tests/lib.sh

top=$PWD
diff_into() { # what got want
	diff -u "$3" "$2" >"$tmp/diff" 2>&1 && return 0
	echo "$1 differs (- wanted, + got):"
	sed '1,2d' "$tmp/diff" | head -n 30 | cat -v
	return 1
}

run_case() { # folder; runs in a subshell
	cp -R "$top/$1" "$tmp/case" && mkdir "$tmp/T" || exit 1
	cd "$tmp/case" || exit 1
	T=$tmp/T
	export T
	in=/dev/null
	[ -f in ] && in=in
	if [ -f run ]; then
		sh run <$in >"$tmp/got.out" 2>"$tmp/got.err"
	else
		words=
		[ -f args ] && words=$(cat args)
		eval "set -- $words"
		"$LR_BIN/$command" "$@" <$in >"$tmp/got.out" 2>"$tmp/got.err"
	fi
}

# Compare in the case's own folder: a run may have changed the copy.
judge() { # folder rc; prints what is wrong
	bad=0
	want=0
	[ -f "$1/rc" ] && read -r want <"$1/rc"
	if [ "$2" -ne "$want" ]; then
		echo "exit code $2, wanted $want"
		head -n 10 "$tmp/got.err" | cat -v
		bad=1
	fi
	if [ -f "$1/out" ]; then
		diff_into stdout "$tmp/got.out" "$1/out" || bad=1
	fi
	if [ -f "$1/err" ]; then
		diff_into stderr "$tmp/got.err" "$1/err" || bad=1
	elif [ "$want" -eq 0 ] && [ -s "$tmp/got.err" ]; then
		echo "stderr is not empty:"
		head -n 10 "$tmp/got.err" | cat -v
		bad=1
	fi
	return $bad
}

one() { # folder
	name=${1#tests/cases/}
	command=${name%%/*}
	if [ ! -x "$LR_BIN/$command" ]; then
		skip "$name" "$command is not built"
		return
	fi
	(run_case "$1")
	got=$?
	if judge "$1" "$got" >"$tmp/why" 2>&1; then
		word=ok
	else
		word='not ok'
	fi
	todo=
	[ -f "$1/todo" ] && read -r todo <"$1/todo"
	TAP_N=$((TAP_N + 1))
	printf '%s %d - %s%s\n' "$word" "$TAP_N" "$name" "${todo:+ # TODO $todo}"
	[ "$word" = ok ] || sed 's/^/#   /' "$tmp/why"
	[ "$word" = ok ] || [ -n "$todo" ] || TAP_FAILED=$((TAP_FAILED + 1))
	rm -rf "$tmp/case" "$tmp/T" "$LR_STATE"
}

if [ $# -gt 0 ]; then
	for c; do
		one "tests/cases/$c"
	done
else
	for c in tests/cases/*/*/; do
		[ -d "$c" ] && one "${c%/}"
	done
fi
[ "$TAP_N" -gt 0 ] || skip cases 'there are none yet'
finish
