#!/bin/sh
# check-man.sh [ROOT [BIN]]: the manual and --help say the same.
# - every command has a page, and lr(7) names it;
# - NAME says what the second line of --help says;
# - an option of the command itself is in SYNOPSIS and has an .It; one that
#   every command has is at least mentioned;
# - a test that a page names is there;
# - an .It that describes an option has the letter, the name and the argument
#   that --help gives, in its order.
set -u
cd "${1:-.}" || exit 1
bin=${2:-build/bin}
bad=0
wrong() {
	echo "$*"
	bad=1
}

page_of() {
	for p in man/"$1".[1-9]; do
		[ -f "$p" ] && echo "$p" && return
	done
}

compare() { # program page
	"$1" --help >"$tmp" 2>&1 || {
		wrong "$1: --help fails"
		return
	}
	awk -v page="$2" '
	function wrong(what) {
		print page ": " what
		bad = 1
	}
	# letter, name and argument of one option
	function option(letter, name, arg) {
		n++
		opt[n] = name
		key[n] = letter
		value[n] = arg
		where[name] = n
	}
	FNR == NR && FNR == 2 { about = $0 }
	FNR == NR && /^  (-.,|   ) --/ {
		letter = name = arg = ""
		i = 1
		if ($1 ~ /^-[^-],$/) {
			letter = substr($1, 2, 1)
			i = 2
		}
		name = substr($i, 3)
		if ($(i + 1) ~ /^[A-Z][A-Z0-9:=.,|-]*$/)
			arg = $(i + 1)
		option(letter, name, arg)
	}
	FNR == NR { next }
	/^\.Sh / { section = $2 }
	/^\.Nd / { nd = substr($0, 5) }
	{
		line = $0
		gsub(/\\-/, "-", line)
		gsub(/\\&/, "", line)
		m = split(line, w, /[ \t]+/)
		for (i = 2; i <= m; i++) {
			if (w[i - 1] != "Fl" && w[i - 1] != ".Fl")
				continue
			if (w[i] ~ /^-/) {
				said[substr(w[i], 2)] = 1
				if (section == "SYNOPSIS")
					brief[substr(w[i], 2)] = 1
			} else {
				for (j = 1; j <= length(w[i]); j++) {
					c = substr(w[i], j, 1)
					short[c] = 1
					if (section == "SYNOPSIS")
						brief_short[c] = 1
				}
			}
		}
	}
	/^\.It Fl / {
		letter = name = arg = ""
		for (i = 2; i <= m; i++) {
			if (w[i] == "Fl" && w[i + 1] ~ /^-/)
				name = substr(w[i + 1], 2)
			else if (w[i] == "Fl")
				letter = w[i + 1]
			else if (w[i] == "Ar" && arg == "")
				arg = w[i + 1]
		}
		if (!(name in where)) {
			wrong("--help has no option " letter " --" name)
			next
		}
		k = where[name]
		item[name] = 1
		if (key[k] != letter)
			wrong("--" name ": letter \"" letter \
			    "\", --help says \"" key[k] "\"")
		if (value[k] != arg)
			wrong("--" name ": argument \"" arg \
			    "\", --help says \"" value[k] "\"")
		if (k < last)
			wrong("--" name ": not in the order of --help")
		last = k
	}
	END {
		split("input output fields rejects strict verbose help " \
		    "version", every, " ")
		for (i in every)
			common[every[i]] = 1
		for (i = 1; i <= n; i++) {
			o = opt[i]
			if (!(o in said) && !(key[i] in short))
				wrong("--" o " is not mentioned")
			if (o in common)
				continue
			if (!(o in item))
				wrong("--" o " has no .It of its own")
			if (!(o in brief) &&
			    !(key[i] != "" && key[i] in brief_short))
				wrong("--" o " is not in SYNOPSIS")
		}
		if (nd != about)
			wrong("NAME says \"" nd "\", --help \"" about "\"")
		exit bad
	}' "$tmp" "$2" || bad=1
}

tmp=$(mktemp) || exit 1
trap 'rm -f "$tmp"' EXIT
for c in cmd/*.c cmd/*/ scripts/lr-*; do
	[ -e "$c" ] || continue
	name=${c%/}
	name=${name##*/}
	name=${name%.c}
	page=$(page_of "$name")
	if [ -z "$page" ]; then
		wrong "man/$name.1: missing"
		continue
	fi
	grep -q "Xr $name " man/lr.7 2>/dev/null || wrong "man/lr.7: no $name"
	if [ "$c" != "${c#scripts/}" ]; then
		compare "$c" "$page"
	elif [ -x "$bin/$name" ]; then
		compare "$bin/$name" "$page"
	else
		echo "$name: not built, its options were not compared"
	fi
done
# shellcheck disable=SC2013 # names without blanks
for t in $(grep -h -o 'tests/[A-Za-z0-9_./-]*[a-z0-9]' man/*.[1-9] | sort -u)
do
	[ -e "$t" ] || wrong "$(grep -l "$t" man/*.[1-9]): no $t"
done
exit $bad
