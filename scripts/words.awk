# Turn tables of words, lib/tables/NAME.txt, into a struct lr_words of words.h
# that is ready to be used: patterns by their first two characters.
#
#	awk -f words.awk [-v name=NAME] [-v begin=yes|no] FILE...
#
# A mark is written MARK(NAME), for a macro of whoever includes it; begin
# chooses the patterns with ^ first, or those without.
BEGIN {
	FS = "\t"
	codes = " 0123456789abcdefghijklmnopqrstuvwxyz"
	CODES = 38
	LONGEST = 42
}
name == "" { name = FILENAME; gsub(/^.*\/|\.txt$/, "", name); gsub(/-/, "_", name) }
/^#/ || /^[ \t]*$/ || (begin == "yes" && !/^\^/) || (begin == "no" && /^\^/) { next }
function wrong(why) {
	print FILENAME ": " FNR ": " why >"/dev/stderr"
	bad = 1
	exit 1
}
# 0: none of the characters; a blank is 1
function code(c) {
	return index(codes, c)
}
{
	text = $1
	inner = sub(/^\*/, "", text)
	if (!sub(/\*$/, "", text))
		text = text " "
	n = length(text)
	if (NF != 2 || n < 2 || n > LONGEST || text ~ /["\\]/)
		wrong("a pattern of 2 to " LONGEST " bytes, a tab, a mark")
	at = code(substr(text, 1, 1)) * CODES + code(substr(text, 2, 1))
	set = $2 == "none" ? 0 : 1
	key = set SUBSEP 2 * at + !inner
	row[key, ++rows[key]] = "{ \"" text "\", " n ", " \
	    (set ? "MARK(" toupper($2) ")" : 1) " },"
	all[set]++
}
# The patterns of one set, and where in them those of a place begin.
function put(set, what,   at, i, key, sum) {
	if (all[set] == 0)
		return
	print "static const struct lr_pattern " name "_" what "[] = {"
	for (at = 0; at < 2 * CODES * CODES; at++) {
		key = set SUBSEP at
		for (i = 1; i <= rows[key]; i++)
			print row[key, i]
	}
	print "};\nstatic const uint16_t " name "_" what "_at[LR_WORDS_AT] = {"
	for (at = 0; at < 2 * CODES * CODES; at++) {
		printf "%d,%s", sum, at % 16 == 15 ? "\n" : " "
		sum += rows[set SUBSEP at]
	}
	print sum "\n};"
}
function field(set, what) {
	return all[set] == 0 ? "{ NULL, NULL }" : \
	    "{ " name "_" what ", " name "_" what "_at }"
}
END {
	if (bad)
		exit 1
	put(0, "innocent")
	put(1, "telling")
	print "static const struct lr_words " name " = {"
	print field(0, "innocent") ","
	print field(1, "telling")
	print "};"
}
