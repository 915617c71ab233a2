#!/bin/sh
# lr-mkdb registry with a dump laid out as the real ones are: what it answers
# is held against a search through the whole dump.
. tests/lib.sh

needs lr-mkdb lr-enrich
gen=$LR_BUILD/help/genrpsl

SOURCE_DATE_EPOCH=1
export SOURCE_DATE_EPOCH
"$gen" 20000 700 >"$tmp/dump"
awk -v RS= '/^organisation/' ORS='\n\n' "$tmp/dump" >"$tmp/orgs"
awk -v RS= '/^inetnum/' ORS='\n\n' "$tmp/dump" | gzip >"$tmp/nets.gz"

makes() {
	rc 0 lr-mkdb registry -v -o "$tmp/a.mmdb" "$tmp/dump" &&
		grep -q ': 20000 networks of IPv4' "$tmp/err"
}
check 'a dump of 20,000 networks' makes

same() { # split, compressed and in another order
	lr-mkdb registry -o "$tmp/b.mmdb" "$tmp/nets.gz" "$tmp/orgs" &&
		cmp "$tmp/a.mmdb" "$tmp/b.mmdb"
}
check 'split by class, in another order: the same bytes' same

impersonal() {
	! grep -a -q -e 'PERS[0-9]' -e '@example' -e 'Street' -e 'Hauptstr' \
		-e '-MNT' "$tmp/a.mmdb"
}
check 'no contact, no address, no maintainer is in it' impersonal

# Addresses all over the first blocks; the smallest range that holds one wins,
# of its description the first line counts where there is no organisation.
awk 'BEGIN { for (i = 0; i < 150; i++)
	print "1." int(i * 7919 / 65536) "." int(i * 7919 / 256) % 256 "." \
	    i * 7919 % 256 }' >"$tmp/ips"
awk -v RS= -v ips="$tmp/ips" '
function number(ip,  p) {
	split(ip, p, ".")
	return ((p[1] * 256 + p[2]) * 256 + p[3]) * 256 + p[4]
}
function value(name,  i, s) {
	for (i = 1; i <= NF; i++)
		if (index($i, name ":") == 1) {
			s = substr($i, length(name) + 2)
			sub(/^ */, "", s)
			return s
		}
	return ""
}
BEGIN {
	FS = "\n"
	RS = "\n"
	while ((getline ip <ips) > 0) {
		want[++n] = ip
		at[n] = number(ip)
	}
	RS = ""
}
/^organisation/ { name[value("organisation")] = value("org-name"); next }
{
	split(value("inetnum"), r, " - ")
	first = number(r[1])
	last = number(r[2])
	for (i = 1; i <= n; i++) {
		if (at[i] < first || at[i] > last ||
		    (i in size && size[i] <= last - first))
			continue
		size[i] = last - first
		net[i] = value("netname")
		org = value("org")
		holder[i] = org != "" ? name[org] : value("descr")
		status[i] = value("status")
	}
}
END {
	print "ip,netname,holder,holder_status"
	for (i = 1; i <= n; i++)
		print want[i] "," net[i] "," holder[i] "," status[i]
}' "$tmp/dump" >"$tmp/want"
answers() {
	sed 's/.*/{"ip":"&"}/' "$tmp/ips" |
		lr-enrich --mmdb "$tmp/a.mmdb" -o csv \
			--fields ip,netname,holder,holder_status >"$tmp/got" &&
		diff "$tmp/want" "$tmp/got"
}
check 'every address gets the smallest network' answers

finish
