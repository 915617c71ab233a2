#!/bin/sh
# The page script as text: how long it is, and that it uses nothing of the
# browser but what is listed here. A new name in the list is a promise broken
# or a promise to be made: see lr-privacy(7).
. tests/lib.sh

source=cmd/lr-cgi/snippet.js
perl -ne 'print unless m{^\s*//}' "$source" >"$tmp/code"

# ---- names
perl -0777 -ne '
	s/"(?:[^"\\\n]|\\.)*"/""/g;		# strings
	s{(?<=[(!\n\t ])/(?:[^/\n\[\\]|\\.|\[[^]\n]*\])+/i?(?=[.),])}{re}g;
	my %own = map { $_ => 1 } /\b(?:function|var)\s+(\w+)/g,
	    map({ split /[\s,]+/ } /\bvar\s+([\w\s,=.]+);/g),
	    map({ split /[\s,]+/ } /\((\w+(?:, \w+)*)\)\s*\{/g),
	    /\b(\w+) =>/g;
	my %seen;
	$seen{".$1"}++ while /\.(\w+)/g;
	while (/(?<![.\w])([A-Za-z_\$]\w*)(?!\w*\s*:)/g) {
		$seen{$1}++ unless $own{$1};
	}
	print "$_\n" for sort keys %seen' "$tmp/code" >"$tmp/names"
cat >"$tmp/allowed" <<'END'
.apply
.catch
.cookie
.currentScript
.doNotTrack
.filter
.floor
.forEach
.getRandomValues
.globalPrivacyControl
.href
.join
.json
.lr
.now
.ok
.p
.protocol
.referrer
.replace
.slice
.some
.split
.src
.store
.stringify
.test
.then
.title
.toString
.visibilityState
.addEventListener
Date
JSON
Math
URLSearchParams
Uint32Array
addEventListener
arguments
c
crypto
d
document
fetch
function
history
id
if
last
from
location
catch
navigator
new
re
return
setTimeout
this
true
false
try
var
w
window
.a
.c
.d
.m
.n
.s
.u
r
t
u
END
is 'nothing of the browser is used but what is listed' \
    "$(sort "$tmp/allowed" | comm -13 - "$tmp/names" | tr '\n' ' ')" ''
never='canvas|screen|plugins|language|getBattery|fonts|timezone|hardware|'
never="${never}deviceMemory|userAgent|innerWidth|eval|Function|innerHTML|"
never="${never}document\\.write|indexedDB|sendBeacon|WebGL|Audio"
is 'nor what tells one visitor from another' \
    "$(grep -Enw "$never" "$tmp/code")" ''
is 'a cookie is set in one place' "$(grep -c 'cookie = ' "$tmp/code")" 1
is 'in the function that the choices call' \
    "$(awk '/^\tfunction /{ f = $2 } /cookie = /{ print f }' "$tmp/code")" \
    'set(name,'
is 'set by the choices alone' \
    "$(awk '/^\tfunction /{ f = $2 } /[^a-z]set\("/{ print f }' "$tmp/code" |
	sort -u)" 'choose(allow,'
is 'storage has two kinds and one key' \
    "$(grep -o 'store("[a-z]*"' "$tmp/code" | sort -u | tr '\n' ' ')" \
    'store("local" store("session" '
is 'of which one is written after the answer' \
    "$(grep -c 'store("local", "set"' "$tmp/code")" 1
is 'a cross-site request carries no cookie' \
    "$(grep -c 'fetch(' "$tmp/code")" \
    "$(grep -c 'credentials: "omit"' "$tmp/code")"

# ---- campaigns: the names that lr-ingest knows, no others
perl -ne 'print "$1\n" if m{(/\^\(\(utm.*?/i)\.test}' "$source" >"$tmp/re"
perl -0777 -ne 'print "$_\n" for /NAME\("(\w+)"\)/g' lib/url.c >"$tmp/campaign"
check 'names of campaigns are known' [ "$(wc -l <"$tmp/campaign")" -gt 50 ]
is 'each of them passes' "$(perl -e '
	open F, "<", "$ENV{tmp}/re"; my ($re) = <F> =~ m{/(.*)/i};
	open F, "<", "$ENV{tmp}/campaign";
	while (<F>) { chomp; $_ .= "x" if /_$/;
	    print "$_ " unless "$_=1" =~ /$re/i }')" ''
is 'no other does' "$(perl -e '
	open F, "<", "$ENV{tmp}/re"; my ($re) = <F> =~ m{/(.*)/i};
	for (qw(id q name email mc_eid _hsenc mkt_tok pk_vid refer xref utm
	    session token referrer vero_id s campaign))
	    { print "$_ " if "$_=1" =~ /$re/i }')" ''

# ---- the size, as it is sent
[ -x "$LR_BIN/lr-cgi" ] || {
	skip 'its size' 'lr-cgi is not built'
	finish
}
chmod 711 "$tmp"
mkdir -p "$LR_STATE/sites" "$tmp/bin"
cp "$LR_BIN/lr-cgi" "$tmp/bin"
cat >"$LR_STATE/sites/a-site-with-a-long-name.json" <<'END'
{ "hosts": ["a"], "consent": { "module1": "required" },
  "cookie_domain": "www.example.com", "signals": "all" }
END
[ "$(id -u)" -ne 0 ] || chown -R 65534 "$LR_STATE"
env -i "LR_STATE=$LR_STATE" REQUEST_METHOD=GET PATH_INFO=/lr.js \
    QUERY_STRING=site=a-site-with-a-long-name perl tests/help/fcgi.pl user \
    "$tmp/bin/lr-cgi" </dev/null | sed '1,/^.$/d' >"$tmp/lr.js"
check 'it is there' grep -q '^(function' "$tmp/lr.js"
n=$(gzip -9c "$tmp/lr.js" | wc -c)
check "$n bytes compressed, under 1536" [ "$n" -lt 1536 ]
check 'no comment is left' sh -c "! grep -q '//' '$tmp/lr.js'"
if command -v node >/dev/null; then
	check 'it is JavaScript' node --check "$tmp/lr.js"
else
	skip 'it is JavaScript' 'no node'
fi
finish
