#!/bin/sh
# completion.sh PROGRAM: the bash completion of one command, made from what
# its --help says. Words to choose from are those that begin an option's text:
# "csv or ndjson"; those of --format are the program's own --formats.
set -u
prog=${1:?usage: completion.sh PROGRAM}
name=${prog##*/}
text=$("$prog" --help) || exit 1
names=
case $text in
*' --formats '*) names=$("$prog" --formats | awk '$1 !~ /:/ { print $1 }' | tr '\n' ' ') ;;
esac
printf '%s\n' "$text" | awk -v name="$name" -v names="$names" '
# The words of "a, b or c (default: a)", else "".
function words_of(s,	list, n, i) {
	gsub(/^ +| *\(.*/, "", s)
	sub(/, repeatable$/, "", s)
	sub(/^.*: /, "", s)
	gsub(/,? or /, ", ", s)
	n = split(s, list, ", ")
	for (i = 1; i <= n; i++)
		if (n == 1 || list[i] !~ /^[a-z]+$/)
			return ""
	gsub(/, /, " ", s)
	return s
}
/^  (-.,|   ) --/ {
	long = short = what = ""
	for (i = 1; i <= 3 && i <= NF; i++) {
		if ($i ~ /^-[^-],$/)
			short = substr($i, 1, 2)
		else if ($i ~ /^--/) {
			long = $i
			if ($(i + 1) ~ /^[A-Z][A-Z0-9:=.,|-]*$/)
				what = $(i + 1)
			break
		}
	}
	all = all " " long
	if (short != "")
		all = all " " short
	if (what == "")
		next
	pattern = short == "" ? long : short "|" long
	said = words_of(substr($0, index($0, " " what) + length(what) + 1))
	if (long == "--format" && names != "")
		said = "auto " names
	if (what ~ /FILE/)
		files = files (files == "" ? "" : "|") pattern
	else if (what ~ /DIR/)
		dirs = dirs (dirs == "" ? "" : "|") pattern
	else if (said != "")
		chosen[++n_chosen] = pattern "\n" said
	else
		others = others (others == "" ? "" : "|") pattern
}
function fill(how) {
	return "mapfile -t COMPREPLY < <(compgen " how " -- \"$cur\")"
}
function branch(pattern, action) {
	if (pattern != "")
		printf "\t%s)\n\t\t%s\n\t\treturn ;;\n", pattern, action
}
END {
	f = "_" name
	gsub(/-/, "_", f)
	printf "# bash completion of %s, made from its --help\n", name
	printf "%s()\n{\n", f
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]}"
	print "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]}"
	print "\tCOMPREPLY=()"
	print "\tcase $prev in"
	branch(files, fill("-f"))
	branch(dirs, fill("-d"))
	for (i = 1; i <= n_chosen; i++) {
		split(chosen[i], part, "\n")
		branch(part[1], fill("-W \"" part[2] "\""))
	}
	branch(others, ":")
	print "\tesac"
	print "\tcase $cur in"
	printf "\t-*) %s ;;\n", fill("-W \"" substr(all, 2) "\"")
	printf "\t*) %s ;;\n", fill("-f")
	print "\tesac"
	printf "}\ncomplete -o filenames -F %s %s\n", f, name
}'
