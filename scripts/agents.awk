# Turn lib/tables/bots.txt into constants for agent.c: the rows, and the index
# of them that index_rows() there makes of rows added at run time. To be run
# with LC_ALL=C.
BEGIN {
	FS = "\t"
	START = 3
	HEADS = 4096
	STARTS = 32768
	letters = "abcdefghijklmnopqrstuvwxyz"
}
/^#/ || /^[ \t]*$/ { next }
# Five bits of a byte: letters are told apart, case is not.
function code(c,   i) {
	if ((i = index(letters, tolower(c))) > 0)
		return i
	return c ~ /[0-9]/ ? 27 : c == "/" ? 28 : c == "-" ? 29 : \
	    c == "." ? 30 : 31
}
{
	word = $1
	first = sub(/^\^/, "", word)
	last = sub(/\$$/, "", word)
	if (NF != 2 || length(word) < START || length(word) > 64 ||
	    length($2) > 64 || word ~ /[A-Z]/ || $0 ~ /["\\]/) {
		print FILENAME ": " FNR ": no word and name" >"/dev/stderr"
		exit bad = 1
	}
	kind = $2 == "*" ? "PRODUCT" : $2 == "-" ? "BROWSER" : \
	    $2 == "+" ? "SYSTEM" : "NAMED"
	words[++n] = word
	row[n] = "{ \"" word "\", \"" $2 "\", " length(word) ", " \
	    length($2) ", " kind ", " first ", " last " },"
}
function put(type, name, list, from, to,   i) {
	print "static const " type " " name "[] = {"
	for (i = from; i < to; i++)
		printf "%.0f,%s", list[i], i % 16 == 15 ? "\n" : " "
	print "};"
}
END {
	if (bad)
		exit 1
	print "static const struct row table[] = {"
	for (i = 1; i <= n; i++)
		print row[i]
	print "};"
	for (i = 0; i < 256; i++)
		codes[i] = i == 0 || i > 126 ? 31 : code(sprintf("%c", i))
	put("unsigned char", "codes", codes, 0, 256)
	# from the end, so that a chain is in order of the rows
	for (i = n; i > 0; i--) {
		c = 0
		for (k = 1; k <= START; k++)
			c = c * 32 + code(substr(words[i], k, 1))
		if (!(c in seen)) {
			seen[c] = 1
			starts[int(c / 32)] += 2 ^ (c % 32)
		}
		next_row[i] = heads[c % HEADS]
		heads[c % HEADS] = i
	}
	put("uint32_t", "table_starts", starts, 0, STARTS / 32)
	put("uint16_t", "table_heads", heads, 0, HEADS)
	put("uint16_t", "table_next", next_row, 0, n + 1)
}
