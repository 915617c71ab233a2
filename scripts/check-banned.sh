#!/bin/sh
# check-banned.sh [ROOT]: words, sizes and bytes that lr does not have.
set -u
cd "${1:-.}" || exit 1
LC_ALL=C
export LC_ALL

code() {
	find lib cmd tests -name '*.[ch]' 2>/dev/null | sort
}

# Text that people write; the data of cases and corpora may be anything.
texts() {
	code
	find scripts man .ci .github lib/tables tests/cli tests/bench \
	    tests/lib.sh tests/run-one README.md LICENSE -type f \
	    2>/dev/null | sort
	find cmd -type f ! -name '*.[ch]' 2>/dev/null | sort
}

[ -n "$(code)" ] || {
	echo "no C files here"
	exit 1
}

code | xargs awk '
function wrong(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
	bad = 1
}

# The line without comments and the insides of strings and characters.
function bare(s,    out, i, n, c) {
	out = ""
	n = length(s)
	for (i = 1; i <= n; i++) {
		c = substr(s, i, 1)
		if (comment) {
			if (c == "*" && substr(s, i + 1, 1) == "/") {
				comment = 0
				i++
			}
		} else if (quote != "") {
			if (c == "\\")
				i++
			else if (c == quote)
				quote = ""
		} else if (c == "/" && substr(s, i + 1, 1) == "*") {
			comment = 1
			i++
		} else if (c == "\"" || c == "\047") {
			quote = c
			out = out c
		} else {
			out = out c
		}
	}
	quote = ""
	return out
}

function columns(s,    n, i, m, c) {
	if (index(s, "\t") == 0)
		return length(s)
	n = 0
	m = length(s)
	for (i = 1; i <= m; i++) {
		c = substr(s, i, 1)
		n = c == "\t" ? n - n % 8 + 8 : n + 1
	}
	return n
}

# A file ended: too long?
function sizes(    max) {
	if (file == "")
		return
	max = file ~ /^cmd\// ? 400 : 700
	if (lines > max && file !~ /^tests\//) {
		printf "%s: %d lines, at most %d\n", file, lines, max
		bad = 1
	}
	if (file ~ /^lib\/.*\.h$/ && functions > 15) {
		printf "%s: %d functions, at most 15\n", file, functions
		bad = 1
	}
}

BEGIN {
	n = split("strcpy strcat sprintf vsprintf strncpy strncat strtok " \
	    "strtok_r atoi atol atoll atof strtol strtoul strtoll strtoull " \
	    "strtod strtof strtold sscanf scanf fscanf vsscanf gets alloca " \
	    "gmtime gmtime_r localtime localtime_r asctime ctime mktime " \
	    "strftime isalpha isdigit isalnum isspace isupper islower " \
	    "isprint ispunct isxdigit iscntrl isgraph toupper tolower " \
	    "setlocale rand srand random system popen mktemp tmpnam " \
	    "tempnam inet_addr inet_ntoa gethostbyname gethostbyaddr " \
	    "vfork", w)
	for (i = 1; i <= n; i++)
		banned[w[i]] = 1
}

FNR == 1 {
	sizes()
	file = FILENAME
	functions = depth = comment = from = 0
	if (file ~ /^lib\/.*\.h$/ && $0 !~ /^\/\*/)
		wrong("a header opens with a comment that is its contract")
}

{ lines = FNR }

/[\200-\377]/ { wrong("not ASCII") }

columns($0) > 80 { wrong("over 80 columns") }

{
	line = bare($0)
	rest = line
	while (match(rest, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		word = substr(rest, RSTART, RLENGTH - 1)
		sub(/[ \t]+$/, "", word)
		before = substr(rest, 1, RSTART - 1)
		if (word in banned && before !~ /(->|\.)$/)
			wrong(word " is banned (scripts/check-banned.sh)")
		rest = substr(rest, RSTART + RLENGTH)
	}
	if (line ~ /\/\//)
		wrong("comments are /* */")
	if (line ~ /^typedef[ \t]+(struct|union)/)
		wrong("no typedef for a struct")
}

# What was allocated is looked at within four lines.
FILENAME !~ /^tests\// && line ~ /[^_a-z](malloc|calloc|realloc|strdup)\(/ {
	asked = FNR
}
asked && line ~ /NULL|return/ { asked = 0 }
asked && FNR > asked + 4 {
	wrong("memory asked for above is not checked against NULL")
	asked = 0
}

# Functions: from a brace in the first column to the next one.
line ~ /^\{/ { from = FNR }
line ~ /^\}/ && from {
	if (FNR - from - 1 > 70)
		wrong("function of " (FNR - from - 1) " lines, at most 70")
	from = 0
}

# Declarations in a header: at the outermost level, name and bracket.
FILENAME ~ /^lib\/.*\.h$/ && line !~ /^[ \t]*#/ {
	if (depth == 0 && line !~ /^(typedef|extern)/ &&
	    line ~ /(^|[ *])lr_[a-z0-9_]+\(/)
		functions++
	depth += gsub(/\{/, "{", line) - gsub(/\}/, "}", line)
}

END {
	sizes()
	exit bad
}
'
bad=$?
texts | xargs grep -n "[ $(printf '\t')]\$" && bad=1
exit $bad
