# The peer: Combined Log Format to NDJSON as one writes it in an evening. Fields
# by splitting at blanks and quotes, the time turned round, no more checks than
# that the line has its six quotes. mawk -f clf.awk access.log
BEGIN {
	FS = "\""
	n = split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", m, " ")
	for (i = 1; i <= n; i++)
		month[m[i]] = sprintf("%02d", i)
}
NF == 7 {
	split($1, a, " ")
	split($2, r, " ")
	split($3, s, " ")
	t = a[4]
	q = index(r[2], "?")
	path = q ? substr(r[2], 1, q - 1) : r[2]
	printf "{\"time\":\"%s-%s-%sT%sZ\",\"ip\":\"%s\",\"method\":\"%s\"," \
	    "\"path\":\"%s\",\"protocol\":\"%s\",\"status\":%s,\"bytes\":%s", \
	    substr(t, 9, 4), month[substr(t, 5, 3)], substr(t, 2, 2), \
	    substr(t, 14, 8), a[1], r[1], path, r[3], s[1], s[2]
	if ($4 != "-")
		printf ",\"referrer\":\"%s\"", $4
	if ($6 != "-")
		printf ",\"agent\":\"%s\"", $6
	print "}"
	next
}
{ bad++ }
END {
	if (bad)
		print bad " lines refused" >"/dev/stderr"
}
