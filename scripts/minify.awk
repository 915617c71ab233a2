# A page script without what only its readers need, as C strings for #include:
# no comments on lines of their own, no indents, empty lines, blanks beside
# signs and ends of lines. Names that it gives become letters: capitals what is
# known in all of it, others what is known in one of its functions.
#
# So much is asked of the source: statements end with ; and blocks have braces
# at the ends of lines. What stands between double quotes stays. A regular
# expression must do without blanks and without the names that are given. A
# member of an object is written "name: ", the other half of a choice " : ". A
# function of all of it begins with one tab, and so ends; its names are no
# others' outside. What a module exports keeps its name.

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

# The names of a list like "[a, b = 1], ...c" are given in this function; 0: in
# all of it.
function give(list, scope, part, i, n) {
	n = split(list, part, ",")
	for (i = 1; i <= n; i++) {
		gsub(/[ \t\[\].]/, "", part[i])
		sub(/[=;].*/, "", part[i])
		if (part[i] ~ /^[A-Za-z]+$/ && length(part[i]) > 1)
			given[scope, part[i]] = 1
	}
}

function learn(s, scope) {
	if (s !~ /^export/ && match(s, /function [A-Za-z]+\(/))
		give(substr(s, RSTART + 9, RLENGTH - 10), 0)
	if (s ~ /^(if|for|while)/)
		return
	if (match(s, /\([^()]*\) (=> )?\{$/)) {
		s = substr(s, RSTART + 1)
		sub(/\).*/, "", s)
		give(s, scope)
	} else if (match(s, /(var|let|const) .*/)) {
		s = substr(s, RSTART, RLENGTH)
		sub(/^[a-z]+ /, "", s)
		gsub(/\([^)]*\)/, "", s)
		give(s, scope)
	} else if (match(s, /[A-Za-z]+ =>/)) {
		give(substr(s, RSTART, RLENGTH - 3), scope)
	}
}

function letter(scope, name, c) {
	if (!((scope, name) in given))
		scope = 0
	if (!((scope, name) in given))
		return name
	while (!((scope, name) in short)) {
		c = "ABCDEFGHIJKLMNOPQRSTUVWXYZ$_"
		if (scope)
			c = "abcdefghijklmnopqrstuvwxyz"
		c = substr(c, ++used[scope], 1)
		if (c == "") {
			print "minify: out of letters" >"/dev/stderr"
			exit 1
		}
		if (!(c in taken))
			short[scope, name] = c
	}
	return short[scope, name]
}

# The same with the letters.
function shorten(s, scope, out, word) {
	while (match(s, /[A-Za-z_$][A-Za-z0-9_$]*/)) {
		word = substr(s, RSTART, RLENGTH)
		out = out substr(s, 1, RSTART - 1)
		s = substr(s, RSTART + RLENGTH)
		if (out !~ /(^|[^.])\.$/ && s !~ /^:/)
			word = letter(scope, word)
		out = out word
	}
	return out s
}

/^\t(async )?function / { inside = ++functions }

{
	where = inside
	if ($0 == "\t}")
		inside = 0
	gsub(/^[ \t]+|[ \t]+$/, "")
}

/^\/\// || /^$/ { next }

{
	line[++lines] = $0
	in_scope[lines] = where + 0
	gsub(/"[^"]*"/, "")
	learn($0, where + 0)
	# letters that the source has itself
	while (match($0, /(^|[^A-Za-z.])[a-z]([^A-Za-z]|$)/)) {
		c = substr($0, RSTART, RLENGTH)
		gsub(/[^a-z]/, "", c)
		taken[c] = 1
		$0 = substr($0, RSTART + RLENGTH - 1)
	}
}

END {
	for (l = 1; l <= lines; l++) {
		n = split(line[l], part, "\"")
		s = ""
		for (i = 1; i <= n; i++) {
			if (i % 2)
				part[i] = tight(shorten(part[i], in_scope[l]))
			s = s (i > 1 ? "\"" : "") part[i]
		}
		gsub(/\\/, "\\\\\\\\", s)
		gsub(/"/, "\\\"", s)
		printf "\"%s\"\n", s
	}
}
