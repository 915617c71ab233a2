# A text as it is, as C strings for #include, one a line.
{
	gsub(/\\/, "\\\\\\\\")
	gsub(/"/, "\\\"")
	printf "\"%s\\n\",\n", $0
}
