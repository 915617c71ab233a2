# public.sh: for tests, sourced. The sample with addresses that are not
# reserved, so that somebody could be asked about them, and who has these.

public() {
	sed 's/192\.0\.2\./31.97.0./g; s/203\.0\.113\./31.98.0./g
	    s/198\.51\.100\./31.99.0./g'
}

# A dump for lr-mkdb registry.
holders() {
	awk 'BEGIN {
		for (i = 0; i < 48; i++) {
			net = "31." 97 + int(i / 16) ".0."
			first = i % 16 * 16
			print "inetnum: " net first " - " net first + 15
			print "netname: LOREM" i "\ndescr: Lorem " i " GmbH"
			print "country: DE\nstatus: ASSIGNED PA\n"
		}
	}'
}
