# browser.sh: the page script in a real browser, behind a real web server: what
# it sends and stores for every choice of the visitor, and the whole way to the
# report. Sourced after lib.sh.
#
#	browser_behind SERVER [PART...]
#		what is tested behind each of them, then these parts of
#		browser.pl. The server goes on, for tests of one's own
#	browser_end

. tests/help/site.sh

needs lr-cgi
for c in chromedriver spawn-fcgi; do
	command -v "$c" >/dev/null || {
		skip 'the page script in a browser' "no $c"
		finish
	}
done
trap 'site_stop; rm -rf "$tmp"' EXIT
site_prepare

# page FILE SITE
page() {
	cat >"$site/$1" <<-END
	<!DOCTYPE html>
	<html><head><meta charset="utf-8"><title>A page</title>
	<link rel="icon" href="/lr.gif">
	${2:+<script async src=\"/lr/lr.js?site=$2\"></script>}
	</head><body><p id="works">works</p></body></html>
	END
}
for s in free required silent pixel record off; do
	page "$s.html" "$s"
done
page prices.html free
page blank.html ''
page large.html record
awk 'BEGIN { for (i = 0; i < 395; i++) print "<p>" i "</p>" }' \
    >>"$site/large.html"
# Everything that can hold what is nobody's business.
cat >"$site/fields.html" <<'END'
<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Canary title</title>
<link rel="icon" href="/lr.gif">
<script src="/elements.js"></script>
<script async src="/lr/lr.js?site=record"></script>
</head><body>
<h1 id="canary-id" class="canary-class">Canary heading</h1>
<p title="canary-attribute">Canary text <b>canary bold</b></p>
<a id="link" href="#canary-link">Canary link</a>
<img src="/lr.gif?canary-image" alt="Canary image" width="50" height="50">
<form autocomplete="on">
<input type="text" name="canary-name" value="canary-value">
<input type="password" id="secret" value="canary-password">
<input type="hidden" value="canary-hidden">
<input type="email" value="canary@example.com"><input type="tel" value="canary">
<input type="search" value="canary"><input type="url" value="http://canary">
<input type="number" placeholder="canary"><input type="date">
<input type="time"><input type="month"><input type="week">
<input type="datetime-local"><input type="color"><input type="range">
<input type="checkbox" value="canary"><input type="radio" value="canary">
<input type="file"><input type="image" src="/lr.gif" alt="canary" width="20">
<input type="submit" value="canary"><input type="reset" value="canary">
<input type="button" value="canary">
<select><option>canary option</option></select>
<textarea>canary area</textarea>
<div contenteditable><p>canary editable</p><p>canary second</p></div>
<div role="textbox"><span>canary role</span></div>
</form>
<div data-lr="off" id="off"><b>canary off</b><h2>canary</h2></div>
<button aria-pressed="false" id="toggle">canary toggle</button>
<x-open id="open"></x-open>
<x-closed id="closed">canary slot</x-closed>
<x-nested id="nested"></x-nested>
<x-plain id="plain"><b>canary unseen</b></x-plain>
<x-plain data-lr="on" id="shown"><b>canary shown</b></x-plain>
<x-unknown id="unknown"><b>canary unknown</b></x-unknown>
<svg width="20" height="20"></svg>
<ul><li>canary item</li></ul>
<p>canary<br>canary</p>
<pre>











































































canary
</pre>
</body></html>
END
# Elements of its own, whose insides are in a tree of their own.
cat >"$site/elements.js" <<'END'
window.inside = [];
for (const [name, mode, html] of [
	["x-open", "open", `<label for="a">canary label</label>
	    <input id="a" value="canary-open"><p>canary</p>`],
	["x-closed", "closed", `<input value="canary-closed"><slot></slot>`],
	["x-nested", "open", `<x-closed></x-closed><x-open></x-open>`]
])
	customElements.define(name, class extends HTMLElement {
		constructor() {
			super();
			const root = this.attachShadow({ mode });
			root.innerHTML = html;
			inside.push(root);
		}
	});
customElements.define("x-plain", class extends HTMLElement {});
END
printf 'GIF89a\001\000\001\000\200\000\000\000\000\000\377\377\377!\371\004\001\000\000\000\000,\000\000\000\000\001\000\001\000\000\002\001D\000;' \
    >"$site/lr.gif"
site_is free
site_is required '"consent": { "module1": "required" },'
site_is silent '"signals": "all",'
site_is record '"consent": { "module2": "free" },'
site_is off '"module2": "off",'
site_is pixel '"beacon": "pixel", "pixel": "/lr.gif",'

# part NAME
part() {
	rm -rf "$tmp/browser"
	mkdir -p "$tmp/browser/2"
	TAP_N=$TAP_N SITE_LOG=$site_log perl tests/help/browser.pl "$1" "http://localhost:$port" \
	    "$LR_STATE/spool" "$tmp/browser" >"$tmp/part" 2>&1 ||
	    TAP_FAILED=$((TAP_FAILED + 1))
	grep -v '^# [0-9]*$' "$tmp/part"
	TAP_N=$(sed -n 's/^# \([0-9][0-9]*\)$/\1/p' "$tmp/part")
}

# The pipeline, from records on standard input.
leads() {
	lr-enrich --mmdb "$tmp/who.mmdb" | lr-report -o ndjson |
	    jq -r "[$1] | map(. // 0) | join(\" \")" | sort
}

# Two visits of a company, one of another, one of somebody at home.
whole_way() {
	part way
	mkdir "$tmp/pipe"
	lr-ingest --pages --state "$tmp/pipe/pos" \
	    "$LR_STATE"/spool/free/*.ndjson | leads \
	    .company,.page_views,.visits,.visitors_new,.visitors_returning \
	    >"$tmp/leads"
	is 'from the spool: one new and one returning visit' \
	    "$(cat "$tmp/leads")" \
	    'Examplia GmbH 3 2 1 1
Sample Works AG 1 1 1 0'
	# servers write their logs now and then
	n=0
	while [ "$(grep -c 'GET /prices.html' "$site_log")" -lt 3 ] &&
	    [ "$n" -lt 300 ]; do
		n=$((n + 1))
		perl -e 'select undef, undef, undef, 0.1'
	done
	is 'from the log of the server: the same leads' \
	    "$(lr-ingest --pages "$site_log" |
		grep -v '"path":"/\(blank\.html\|lr/\)' |
		leads .company,.page_views)" \
	    "$(sed 's/ [0-9]* [0-9]* [0-9]*$//' "$tmp/leads")"
	is 'nothing is read twice' "$(lr-ingest --pages --state \
	    "$tmp/pipe/pos" "$LR_STATE"/spool/free/*.ndjson 2>/dev/null)" ''
}

browser_behind() { # server part...
	program=$1
	[ "$1" != apache ] || program=apache2
	command -v "$program" >/dev/null || {
		skip "behind $1" 'not installed'
		finish
	}
	check "$1 runs" site_start "$1"
	page other.html record
	sed "s,/lr/lr.js,http://127.0.0.1:$port&," "$site/other.html" \
	    >"$tmp/other" && cat "$tmp/other" >"$site/other.html"
	shift
	whole_way
	for p in table "$@"; do
		part "$p"
	done
}

browser_end() {
	site_stop
	finish
}
