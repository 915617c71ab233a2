#!/bin/sh
# completion.sh PROGRAM: the bash completion of one command, made from what
# its --help says.
set -u
prog=${1:?usage: completion.sh PROGRAM}
name=${prog##*/}
text=$("$prog" --help) || exit 1
printf '%s\n' "$text" | awk -v name="$name" '
/^  (-.,|   ) --/ {
	long = short = ""
	arg = 0
	for (i = 1; i <= 3 && i <= NF; i++) {
		if ($i ~ /^-[^-],$/)
			short = substr($i, 1, 2)
		else if ($i ~ /^--/) {
			long = $i
			arg = $(i + 1) ~ /^[A-Z][A-Z0-9:=.,|-]*$/
			what = $(i + 1)
			break
		}
	}
	all = all " " long
	if (short != "")
		all = all " " short
	if (!arg)
		next
	pattern = short == "" ? long : short "|" long
	if (what ~ /FILE/)
		files = files (files == "" ? "" : "|") pattern
	else if (what ~ /DIR/)
		dirs = dirs (dirs == "" ? "" : "|") pattern
	else if (what == "FORMAT")
		formats = formats (formats == "" ? "" : "|") pattern
	else
		others = others (others == "" ? "" : "|") pattern
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
	branch(files, "COMPREPLY=($(compgen -f -- \"$cur\"))")
	branch(dirs, "COMPREPLY=($(compgen -d -- \"$cur\"))")
	branch(formats, "COMPREPLY=($(compgen -W \"ndjson csv\" -- \"$cur\"))")
	branch(others, ":")
	print "\tesac"
	print "\tcase $cur in"
	printf "\t-*) COMPREPLY=($(compgen -W \"%s\" -- \"$cur\")) ;;\n", \
	    substr(all, 2)
	print "\t*) COMPREPLY=($(compgen -f -- \"$cur\")) ;;"
	print "\tesac"
	printf "}\ncomplete -o filenames -F %s %s\n", f, name
}'
