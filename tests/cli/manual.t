#!/bin/sh
# The EXAMPLES of the manual do what they say: in each literal block the lines
# that start with "$ " run with sh, and what they print, on both streams, is
# what follows them in the page. A block runs in an empty folder of its own.
# To try one page: manual.t man/lr-ingest.1
. tests/lib.sh

top=$PWD
PATH=$PATH:$top/scripts # lr-daily
# Split a page into $tmp/blocks/N/M.cmd and M.want, roff escapes undone.
split_page() {
	rm -rf "$tmp/blocks"
	mkdir "$tmp/blocks"
	awk -v dir="$tmp/blocks" '
	function plain(s,    out, i, c) {
		out = ""
		while ((i = index(s, "\\")) > 0) {
			out = out substr(s, 1, i - 1)
			c = substr(s, i + 1, 1)
			if (c == "(") {
				c = substr(s, i + 2, 2)
				s = substr(s, i + 4)
				if (c == "rs")
					out = out "\\"
				else if (c == "aq")
					out = out "\047"
				else if (c == "dq")
					out = out "\""
				else if (c == "ti")
					out = out "~"
				else if (c == "ha")
					out = out "^"
				else if (c == "ga")
					out = out "`"
				continue
			}
			s = substr(s, i + 2)
			if (c == "e")
				out = out "\\"
			else if (c != "&")
				out = out c
		}
		return out s
	}
	# Whether a command goes on in the next line: a backslash, a pipe, an
	# operator or an open quote at its end.
	function goes_on(line,    s) {
		s = line
		quotes += gsub(/\047/, "", s)
		return quotes % 2 || line ~ /(\\|\||&&)$/
	}
	/^\.Sh / { here = $2 == "EXAMPLES" }
	here && /^\.Bd -literal/ { b++; m = 0; lit = 1; next }
	/^\.Ed/ { lit = 0; want = ""; next }
	!lit { next }
	{ line = plain($0) }
	more { print line >cmd; more = goes_on(line); next }
	line ~ /^\$ / {
		m++
		if (m == 1)
			system("mkdir -p " dir "/" b)
		close(cmd)
		close(want)
		cmd = sprintf("%s/%d/%02d.cmd", dir, b, m)
		want = sprintf("%s/%d/%02d.want", dir, b, m)
		print substr(line, 3) >cmd
		printf "" >want
		quotes = 0
		more = goes_on(line)
		next
	}
	m { print line >want }
	' "$1"
}

run_block() { # folder with cmd and want files
	rm -rf "$tmp/here" "$LR_STATE"
	mkdir "$tmp/here"
	cp "$top"/tests/data/manual/* "$tmp/here" 2>/dev/null
	for c in "$1"/*.cmd; do
		(cd "$tmp/here" && sh "$c" >"$tmp/got" 2>&1 </dev/null)
		if ! diff "${c%.cmd}.want" "$tmp/got" >"$tmp/diff"; then
			printf '$ %s\n' "$(cat "$c")"
			echo '(< the page says, > what is printed)'
			cat -v "$tmp/diff"
			return 1
		fi
	done
}

names() { # file...
	cat "$@" | tr -cs 'a-z-' '\n' | grep '^lr-' | sort -u
}

# Every command that an example names must be built, and those that a script
# which it names does.
missing() {
	for w in $(names "$1"/*.cmd); do
		[ ! -f "$top/scripts/$w" ] || names "$top/scripts/$w"
		echo "$w"
	done | sort -u | while read -r w; do
		[ -f "$top/cmd/$w.c" ] || [ -d "$top/cmd/$w" ] || continue
		[ -x "$LR_BIN/$w" ] || echo "$w"
	done
}

[ $# -gt 0 ] || set -- man/*.[1-9]
for page; do
	[ -f "$page" ] || continue
	split_page "$page"
	for b in "$tmp"/blocks/*/; do
		[ -d "$b" ] || continue
		b=${b%/}
		name="${page#man/} example ${b##*/}"
		left=$(missing "$b")
		if [ -n "$left" ]; then
			skip "$name" "not built: $left"
		else
			check "$name" run_block "$b"
		fi
	done
done
[ "$TAP_N" -gt 0 ] || skip manual 'no page has an example yet'
finish
