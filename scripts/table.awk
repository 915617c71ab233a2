# Turn a table of lib/tables into C initialisers, one row a line:
# tab-separated cells become { "a", "b" },  Lines with # first are comments.
BEGIN { FS = "\t" }
/^#/ || /^[ \t]*$/ { next }
{
	printf "{ "
	for (i = 1; i <= NF; i++) {
		gsub(/[\\"]/, "\\\\&", $i)
		printf "\"%s\"%s", $i, i < NF ? ", " : ""
	}
	print " },"
}
