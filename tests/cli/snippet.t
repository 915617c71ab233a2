#!/bin/sh
# The page script and the recorder as text: how long they are, and that they use
# nothing of the browser but what is listed here. A new name in a list is a
# promise broken or a promise to be made: see lr-privacy(7).
. tests/lib.sh

source=cmd/lr-cgi/snippet.js
perl -ne 'print unless m{^\s*//}' "$source" >"$tmp/code"

# Names that a script does not give itself.
names() { # FILE
	perl -0777 -ne '
	s/"(?:[^"\\\n]|\\.)*"/""/g;		# strings
	s/\.\.\./ /g;
	s{(?<=[(!\n\t ])/(?:[^/\n\[\\]|\\.|\[[^]\n]*\])+/i?(?=[.),])}{re}g;
	my %own = map { $_ => 1 } /\b(?:function|var|const)\s+(\w+)/g,
	    map({ split /[\s,]+/ } /\bvar\s+([\w\s,=.\[\]]+);/g),
	    map({ /(\w+)/g } /\bvar\s+\[([^\]]*)\]/g),
	    map({ /(\w+)/g } /\(\s*(\w+(?:,\s+\w+)*)\)\s*(?:=>\s*)?\{/g),
	    /\b(\w+) =>/g;
	my %seen;
	$seen{".$1"}++ while /\.(\w+)/g;
	while (/(?<![.\w])([A-Za-z_\$]\w*)(?!\w*\s*:)/g) {
		$seen{$1}++ unless $own{$1};
	}
	print "$_\n" for sort keys %seen' "$1"
}

# ---- the page script
names "$tmp/code" >"$tmp/names"
cat >"$tmp/allowed" <<'END'
.begin
.call
.catch
.cookie
.currentScript
.doNotTrack
.filter
.forEach
.getRandomValues
.globalPrivacyControl
.hidden
.join
.json
.lr
.now
.ok
.optOut
.p
.referrer
.replace
.slice
.split
.src
.store
.stringify
.test
.title
.addEventListener
Date
JSON
URLSearchParams
Uint32Array
addEventListener
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
true
false
RegExp
async
await
import
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
.v
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
	sort -u)" 'choose(yes,'
is 'storage has two kinds and one key' \
    "$(grep -o 'store("[a-z]*"' "$tmp/code" | sort -u | tr '\n' ' ')" \
    'store("local" store("session" '
is 'of which one is written after the answer' \
    "$(grep -c 'store("local", "set"' "$tmp/code")" 1
is 'a cross-site request carries no cookie' \
    "$(grep -c 'fetch(' "$tmp/code")" \
    "$(grep -c 'credentials: "omit"' "$tmp/code")"

# ---- the recorder
recorder=cmd/lr-cgi/recorder.js
perl -ne 'print unless m{^\s*//}' "$recorder" >"$tmp/code"
names "$tmp/code" >"$tmp/names"
cat >"$tmp/allowed" <<'END'
.children
.composedPath
.designMode
.detail
.documentElement
.filter
.find
.get
.getBoundingClientRect
.getRandomValues
.height
.join
.length
.localName
.map
.matches
.max
.meta
.min
.now
.ok
.pageX
.pageY
.pathname
.push
.replace
.round
.scrollHeight
.scrollWidth
.set
.shadowRoot
.slice
.some
.splice
.stringify
.target
.test
.then
.url
.width
.x
.y
JSON
Math
Uint32Array
WeakMap
addEventListener
clearInterval
const
crypto
document
export
fetch
for
function
if
import
in
innerHeight
innerWidth
location
new
of
performance
re
removeEventListener
return
scrollX
scrollY
setInterval
true
var
while
END
is 'the recorder uses nothing but what is listed' \
    "$(sort "$tmp/allowed" | comm -13 - "$tmp/names" | tr '\n' ' ')" ''
is 'nor is there more in the list' \
    "$(sort "$tmp/allowed" | comm -23 - "$tmp/names" | tr '\n' ' ')" ''
never='text|textContent|innerText|innerHTML|outerHTML|nodeValue|data|value|'
never="${never}checked|selected|files|getAttribute|attributes|dataset|id|"
never="${never}className|tagName|name|href|src|title|cookie|localStorage|"
never="${never}sessionStorage|indexedDB|getSelection|clipboard|caches"
is 'nor reads what stands in the page, nor stores' \
    "$(sed 's/"[^"]*"//g' "$tmp/code" | grep -Eo "\.($never)\b")" ''
is 'these are the events that it listens to' \
    "$(sed -n '/heard = {/,/};/s/^\t\t\([a-z]*\):.*/\1/p' "$tmp/code" |
	tr '\n' ' ')" \
    'pointermove click scroll resize pagehide visibilitychange '
is 'in one place' "$(grep -c 'addEventListener(' "$tmp/code")" 1
is 'and as many as it listens to it leaves' \
    "$(grep -c 'removeEventListener(name, heard\[name\], true)' "$tmp/code")" 1
is 'its request carries no cookie' "$(grep -c 'fetch(' "$tmp/code")" \
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
needs lr-cgi
. tests/help/cgi.sh
mode=cgi
mkdir -p "$state/sites"
cat >"$state/sites/a-site-with-a-long-name.json" <<'END'
{ "hosts": ["www.example.com"], "consent": { "module1": "required" },
  "cookie_domain": "www.example.com", "signals": "all" }
END
own
sent() { # PATH
	get "/$1" site=a-site-with-a-long-name
	sed '1,/^.$/d' "$tmp/answer" >"$tmp/$1"
}
sent lr.js
sent rec.js
mv "$tmp/rec.js" "$tmp/rec.mjs"
check 'it is there' grep -q '^(function' "$tmp/lr.js"
n=$(gzip -9c "$tmp/lr.js" | wc -c)
check "$n bytes compressed, under 1500" [ "$n" -lt 1500 ]
check 'no comment is left' sh -c "! grep -q '//' '$tmp/lr.js'"
check 'the campaigns are as they were' grep -qF "$(cat "$tmp/re")" "$tmp/lr.js"
check 'the recorder is there' grep -q '^export function begin(' "$tmp/rec.mjs"
n=$(gzip -9c "$tmp/rec.mjs" | wc -c)
check "$n bytes compressed, under 1400" [ "$n" -lt 1400 ]
if command -v node >/dev/null; then
	check 'it is JavaScript' node --check "$tmp/lr.js"
	check 'so is the recorder' node --check "$tmp/rec.mjs"
else
	skip 'they are JavaScript' 'no node'
fi
finish
