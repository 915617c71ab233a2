# A page script without what only its readers need, as C strings for #include:
# no comments on lines of their own, no indents, empty lines, blanks beside
# signs, ends of lines where they go on. What stands between double
# quotes stays; a regular expression must do without blanks.

# Blanks stay between two letters or digits.
function tight(s, out) {
	while (match(s, / +/)) {
		out = out substr(s, 1, RSTART - 1)
		if (out ~ /[A-Za-z0-9_$]$/ &&
		    substr(s, RSTART + RLENGTH) ~ /^[A-Za-z0-9_$]/)
			out = out " "
		s = substr(s, RSTART + RLENGTH)
	}
	return out s
}

{
	sub(/^[ \t]+/, "")
	sub(/[ \t]+$/, "")
}

/^\/\// || /^$/ { next }

{
	line = ""
	n = split($0, part, "\"")
	for (i = 1; i <= n; i++)
		line = line (i > 1 ? "\"" : "") (i % 2 ? tight(part[i]) : part[i])
	goes_on = line ~ /[{(\[,;&|?:+=]$/ || line ~ /^if.*\)$/
	gsub(/\\/, "\\\\\\\\", line)
	gsub(/"/, "\\\"", line)
	printf "\"%s%s\"\n", line, goes_on ? "" : "\\n"
}
