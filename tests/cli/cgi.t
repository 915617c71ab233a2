#!/bin/sh
# lr-cgi as CGI and as FastCGI: what is asked, what is answered, what is in the
# spool then. A web server is played by tests/help/fcgi.pl.
. tests/lib.sh
needs lr-cgi
. tests/help/cgi.sh

sites() {
	forget_limits
	rm -rf "$state"
	mkdir -p "$state/sites"
	cat >"$state/sites/shop.json" <<-END
	{ "hosts": ["www.example.com", "*.example.net"],
	  "databases": { "mmdb": "$tmp/who.mmdb",
	                 "overrides": "$tmp/overrides" } }
	END
	cat >"$state/sites/strict.json" <<-END
	{ "hosts": ["www.example.com"], "signals": "all",
	  "consent": { "module1": "required" },
	  "trusted_proxies": ["45.9.0.0/24"], "cookie_domain": "example.com",
	  "databases": { "mmdb": "$tmp/who.mmdb" } }
	END
	cat >"$state/sites/other.json" <<-END
	{ "hosts": ["www.example.com"], "sort_out": "certain",
	  "spool_days": 1, "cookie_days": 30,
	  "databases": { "mmdb": "$tmp/who.mmdb" } }
	END
	cat >"$state/sites/few.json" <<-END
	{ "hosts": ["www.example.com"], "limits": { "address": 3, "site": 5 } }
	END
	own
}

# Invented assignments: a company, a provider, and nobody for the rest.
printf 'network,holder\n45.0.0.0/24,Examplia GmbH\n45.0.1.0/24,%s\n' \
    'Examplia Telecom' |
    lr-mkdb networks -o "$tmp/who.mmdb" - 2>/dev/null
printf 'network\t45.0.2.0/24\tcompany\tOverride AG\n' >"$tmp/overrides"
chmod 644 "$tmp/who.mmdb" "$tmp/overrides"

page='"url":"http://www.example.com/prices?utm_source=x&id=7#a"'
who='"session":"n1234567890","visitor":"new"'
hit="{$page,\"referrer\":\"https://www.example.org/q?s=1\",\"title\":\"T\",$who}"
# The usual request, but for what is given.
post() { # BODY VAR=VALUE...
	body=$1
	shift
	ask_post "$body" PATH_INFO=/hit "$@"
}

spooled() {
	find "$state/spool" -type f 2>/dev/null | sort | xargs cat 2>/dev/null |
	    cksum
}

# Refused with that status, and nothing is written.
refused() { # STATUS post|get ARGS...
	want=$1
	before=$(spooled)
	shift
	"$@"
	status "$want" && [ "$before" = "$(spooled)" ] &&
	    ! grep -qi '^Set-Cookie' "$tmp/answer"
}

stores() { # true|false post ARGS...
	want=$1
	shift
	for try in 1 2 3; do
		"$@"
		status 200 && ! grep -qi '^Set-Cookie' "$tmp/answer" &&
		    [ "$(tail -n 1 "$tmp/answer")" = "{\"store\":$want}" ] &&
		    return
		# what takes over 50 milliseconds is no company
		[ "$want" = true ] || break
	done
	cat "$tmp/answer"
	return 1
}

has() { # a header of the answer
	tr -d '\r' <"$tmp/answer" | sed '/^$/q' | grep -qxF -- "$1" && return
	echo "no header $1 in"
	cat "$tmp/answer"
	return 1
}

lines() {
	cat "$state/spool/$1"/*.ndjson 2>/dev/null | wc -l | tr -d ' '
}

counted() {
	cat "$state/spool/$1"/*.count 2>/dev/null | wc -l | tr -d ' '
}

twice() { [ "$1" = "$2" ]; }

hits() {
	check "$m: a company" stores true post "$hit"
	is "$m: is written" "$(lines shop)" 1
	is "$m: as a record" "$(sed 's/"time":"[^"]*Z"/T/; s/"agent":"[^"]*"/A/' \
	    "$state"/spool/shop/*.ndjson)" \
	    '{T,"ip":"45.0.0.7","site":"shop","method":"GET","path":"/prices","query":"utm_source=x","status":200,"referrer":"https://www.example.org/q",A,"title":"T","session":"n1234567890","visitor":"new"}'
	check "$m: the page may read it" has \
	    'Access-Control-Allow-Origin: http://www.example.com'
	check "$m: nobody keeps it" has 'Cache-Control: no-store'
	check "$m: an override" stores true post "$hit" REMOTE_ADDR=45.0.2.7
	check "$m: a provider" stores false post "$hit" REMOTE_ADDR=45.0.1.7
	check "$m: is counted" twice "$(counted shop)" 1
	check "$m: its address is nowhere" lacks 45.0.1.7
	check "$m: nobody we know" stores false post "$hit" REMOTE_ADDR=45.0.3.7
	check "$m: is written" twice "$(lines shop)" 3
	check "$m: a crawler" stores false post "$hit" \
	    'HTTP_USER_AGENT=Mozilla/5.0 (compatible; Googlebot/2.1)'
	check "$m: is counted" twice "$(counted shop)" 2
	check "$m: DNT" stores false post "$hit" HTTP_DNT=1
	check "$m: Sec-GPC" stores false post "$hit" HTTP_SEC_GPC=1
	check "$m: DNT: 0 is none" stores true post "$hit" HTTP_DNT=0
	check "$m: IPv6" stores false post "$hit" REMOTE_ADDR=2a00::1
	check "$m: JSON as such" stores true post "$hit" \
	    CONTENT_TYPE=application/json
	check "$m: no origin but a referrer" stores true post "$hit" \
	    HTTP_ORIGIN= HTTP_REFERER=https://a.example.net/x
	check "$m: by the name of the program" stores true post "$hit" \
	    PATH_INFO= SCRIPT_NAME=/lr/hit
	check "$m: a site below" stores true post \
	    "{\"url\":\"https://a.b.example.net/\",$who}"
}

lacks() { ! grep -rqF "$1" "$state/spool"; }

wish() {
	before=$(spooled)
	check "$m: optout" stores false post "$hit" HTTP_COOKIE='a=b; optout=1'
	check "$m: both cookies: optout counts" stores false post "$hit" \
	    HTTP_COOKIE='allow_tracking=1; optout=1'
	[ "$mode" = cgi ] || check "$m: optout in another header" stores false \
	    post "$hit" HTTP_COOKIE=a=b HTTP_COOKIE+=optout=1
	check "$m: signals stop all" stores false post "$hit" \
	    QUERY_STRING=site=strict HTTP_DNT=1
	is "$m: nothing is written" "$(spooled)" "$before"
}

refusals() {
	long=$(awk 'BEGIN { for (i = 0; i < 128; i++) printf "%064d", 0 }')
	check "$m: no such site" refused 404 post "$hit" QUERY_STRING=site=x
	check "$m: no site" refused 404 post "$hit" QUERY_STRING=
	check "$m: a path for a site" refused 404 post "$hit" \
	    QUERY_STRING=site=../sites/shop
	check "$m: a coded path" refused 404 post "$hit" \
	    QUERY_STRING=site=..%2fsites%2fshop
	check "$m: GET" refused 405 get /hit site=shop
	check "$m: OPTIONS" refused 405 post "$hit" REQUEST_METHOD=OPTIONS
	check "$m: another method for the script" refused 405 post "" \
	    PATH_INFO=/lr.js
	check "$m: another method for the choice" refused 405 post "" \
	    PATH_INFO=/opt
	check "$m: nothing there" refused 404 get / ''
	check "$m: a path trick" refused 404 get /../hit site=shop
	check "$m: behind the path" refused 404 post "$hit" PATH_INFO=/hit/x
	check "$m: another type" refused 415 post "$hit" \
	    CONTENT_TYPE=application/x-www-form-urlencoded
	check "$m: no type" refused 415 post "$hit" CONTENT_TYPE=
	check "$m: another origin" refused 403 post "$hit" \
	    HTTP_ORIGIN=https://evil.example
	check "$m: another origin, whatever the referrer" refused 403 post \
	    "$hit" HTTP_ORIGIN=https://evil.example \
	    HTTP_REFERER=http://www.example.com/
	check "$m: an origin that looks like it" refused 403 post "$hit" \
	    HTTP_ORIGIN=https://www.example.com.evil.example
	check "$m: an origin with a user" refused 403 post "$hit" \
	    HTTP_ORIGIN=https://www.example.com@evil.example
	for o in chrome-extension://www.example.com 'http://www.example.com?x' \
	    http://www.example.com:80:evil http://evil.example@www.example.com \
	    'http://www.example.com\@evil.example' www.example.com \
	    http://www.example.com/ http://www.example.com:99999; do
		check "$m: origin $o" refused 403 post "$hit" "HTTP_ORIGIN=$o"
	done
	check "$m: a port is part of an origin" stores true post "$hit" \
	    HTTP_ORIGIN=http://www.example.com:8080 REMOTE_ADDR=45.0.0.40
	check "$m: a referrer with a user" refused 403 post "$hit" \
	    HTTP_ORIGIN= HTTP_REFERER=http://evil@www.example.com/
	check "$m: the page may read a refusal" reads 400 post '{"url":'
	check "$m: of each sort" reads 415 post "$hit" CONTENT_TYPE=text/html
	check "$m: no origin" refused 403 post "$hit" HTTP_ORIGIN=
	check "$m: origin null" refused 403 post "$hit" HTTP_ORIGIN=null
	check "$m: a page of another host" refused 403 post \
	    "{\"url\":\"https://evil.example/\",$who}"
	check "$m: broken JSON" refused 400 post '{"url":'
	check "$m: no JSON" refused 400 post 'hello'
	check "$m: a key too many" refused 400 post "{$page,\"a\":\"b\",$who}"
	check "$m: no body" refused 400 post ''
	check "$m: no length" refused 400 post "$hit" CONTENT_LENGTH=
	check "$m: a negative length" refused 400 post "$hit" CONTENT_LENGTH=-5
	check "$m: a length that is none" refused 400 post "$hit" \
	    CONTENT_LENGTH=0x10
	check "$m: longer than said" refused 400 post "$hit" CONTENT_LENGTH=20
	check "$m: shorter than said" refused 400 post "$hit" \
	    CONTENT_LENGTH=8000
	check "$m: over 8 KiB" refused 413 post "$hit$long"
	check "$m: a huge length" refused 413 post "$hit" \
	    CONTENT_LENGTH=99999999999999999999
	check "$m: a long query" refused 414 post "$hit" \
	    "QUERY_STRING=site=shop&$long$long$long"
	check "$m: no address" refused 400 post "$hit" REMOTE_ADDR=unix:
	check "$m: a new line in the origin" refused 403 post "$hit" \
	    "HTTP_ORIGIN=http://evil.example
X: y"
}

reads() { # STATUS post ARGS...
	want=$1
	shift
	"$@"
	status "$want" &&
	    has 'Access-Control-Allow-Origin: http://www.example.com'
}

# Of several lists one may be the client's own: they must agree.
lists() { # the address that is believed, lists
	want=$1
	post "$hit" QUERY_STRING=site=strict REMOTE_ADDR=45.9.0.1 \
	    "HTTP_X_FORWARDED_FOR=$2" "HTTP_X_FORWARDED_FOR+=$3" \
	    "HTTP_X_FORWARDED_FOR++=$4"
	status 200 && tail -n 1 "$state"/spool/strict/*.ndjson |
	    grep -F "\"ip\":\"$want\""
}

agreeing() {
	lists 45.9.0.1 45.0.0.9 45.0.0.99 45.0.0.9 &&
	    lists 45.9.0.1 45.0.0.99 45.0.0.9 45.9.0.2 &&
	    lists 45.0.0.9 45.0.0.9 45.9.0.2 45.9.0.3 &&
	    lists 45.0.0.8 45.9.0.2 '45.0.0.99, 45.0.0.8' 45.9.0.3 &&
	    lists 45.0.0.7 '' 45.0.0.7 '45.0.0.7, 45.9.0.2'
}

injected() {
	post "$hit" "HTTP_ORIGIN=http://www.example.com
Set-Cookie: a=b"
	! grep -qi set-cookie "$tmp/answer"
}

quoted() { # what a stranger writes is text in the record, and no more of it
	post "$hit" "HTTP_USER_AGENT=$browser $(printf '%05000d' 0)"
	status 200 && [ "$(cat "$state"/spool/shop/*.ndjson |
	    jq -r '.agent | length' | sort -n | tail -n 1)" -eq 1024 ] ||
	    return 1
	post "{\"url\":\"http://www.example.com/a\",\"title\":\"\\\",\\\"ip\\\":\\\"1.2.3.4\\n{}\",$who}" \
	    "HTTP_USER_AGENT=a\"b
c" || return 1
	status 200 && jq -es 'all(.ip | startswith("45.") or startswith("2a00"))' \
	    "$state"/spool/shop/*.ndjson >/dev/null
}

limits() {
	for ip in 45.0.0.7 45.0.0.7 45.0.0.7; do
		post "$hit" QUERY_STRING=site=few "REMOTE_ADDR=$ip"
		status 200 || return 1
	done
	refused 429 post "$hit" QUERY_STRING=site=few &&
	    has 'Access-Control-Allow-Origin: http://www.example.com' &&
	    has 'Retry-After: 60' || return 1
	# who does not want to be known is not counted by his address
	stores false post "$hit" QUERY_STRING=site=few HTTP_COOKIE=optout=1 ||
	    return 1
	# /64: a neighbour there is the same customer
	post "$hit" QUERY_STRING=site=few REMOTE_ADDR=2a00::1
	status 200 || return 1
	# the sixth of the site's, by those that were counted
	refused 429 post "$hit" QUERY_STRING=site=few REMOTE_ADDR=45.0.0.8
}

proxied() {
	stores true post "$hit" QUERY_STRING=site=strict REMOTE_ADDR=45.9.0.1 \
	    HTTP_X_FORWARDED_FOR='45.0.1.1, 45.0.0.9' &&
	    grep -q '"ip":"45.0.0.9"' "$state"/spool/strict/*.ndjson &&
	    stores false post "$hit" QUERY_STRING=site=strict \
	    REMOTE_ADDR=45.0.1.7 HTTP_X_FORWARDED_FOR=45.0.0.9 &&
	    stores false post "$hit" REMOTE_ADDR=45.0.1.8 \
	    HTTP_X_FORWARDED_FOR=45.0.0.9
}

script() {
	get /lr.js site=shop && status 200 &&
	    has 'Content-Type: text/javascript; charset=utf-8' &&
	    has 'X-Content-Type-Options: nosniff' &&
	    has 'Access-Control-Allow-Origin: *' &&
	    has 'Cross-Origin-Resource-Policy: cross-origin' &&
	    has 'Cache-Control: public, max-age=3600' || return 1
	tag=$(tr -d '\r' <"$tmp/answer" | sed -n 's/^ETag: //p')
	[ -n "$tag" ] || return 1
	get /lr.js site=shop "HTTP_IF_NONE_MATCH=\"x\", W/$tag"
	status 304 || return 1
	get /lr.js site=strict "HTTP_IF_NONE_MATCH=$tag"
	status 200 && grep -q 's:"strict".*,c:1,a:1' "$tmp/answer" ||
	    return 1
	get /lr.js site=shop REQUEST_METHOD=HEAD
	status 200 && [ -z "$(sed '1,/^\r*$/d' "$tmp/answer")" ]
}

choice() {
	own=HTTP_SEC_FETCH_SITE=same-origin
	get /opt 'site=strict&set=in' HTTPS=on "$own" && status 200 &&
	    has 'Set-Cookie: allow_tracking=1; Path=/; SameSite=Lax; Max-Age=31536000; Domain=example.com; Secure' &&
	    has 'Set-Cookie: optout=1; Path=/; SameSite=Lax; Max-Age=0; Domain=example.com; Secure' ||
	    return 1
	# behind a proxy that is trusted
	get /opt 'site=strict&set=out' REMOTE_ADDR=45.9.0.1 \
	    HTTP_X_FORWARDED_PROTO=https && grep -q '; Secure' "$tmp/answer" &&
	    get /opt 'site=strict&set=out' HTTP_X_FORWARDED_PROTO=https &&
	    ! grep -q '; Secure' "$tmp/answer" || return 1
	get /opt 'set=out' && status 200 &&
	    has 'Set-Cookie: allow_tracking=1; Path=/; SameSite=Lax; Max-Age=0' &&
	    has 'Set-Cookie: optout=1; Path=/; SameSite=Lax; Max-Age=31536000' ||
	    return 1
	get /opt 'site=shop&set=clear' "$own" && [ "$(grep -c 'Max-Age=0' "$tmp/answer")" -eq 2 ] ||
	    return 1
	get /opt site=shop HTTP_COOKIE='allow_tracking=1; optout=1' &&
	    grep -q 'You have chosen not to be recorded' "$tmp/answer" &&
	    grep -q 'nicht erfasst werden' "$tmp/answer" &&
	    ! grep -qi '^set-cookie' "$tmp/answer" || return 1
	has 'Referrer-Policy: same-origin' && grep -q "^Content-Security-Policy:\
 default-src 'none'.*frame-ancestors 'self'" "$tmp/answer" &&
	    get /opt 'set=out' REQUEST_METHOD=HEAD && status 200 &&
	    ! grep -qi '^set-cookie' "$tmp/answer" || return 1
	get /opt 'site=other&set=out' &&
	    has 'Set-Cookie: optout=1; Path=/; SameSite=Lax; Max-Age=2592000' &&
	    get /lr.js site=other && grep -q ',m:2592000,' "$tmp/answer" ||
	    return 1
	refused 400 get /opt 'set=x' && refused 404 get /opt 'site=x'
}

# Of whom only the provider is known is written where the site wants that.
certain() {
	stores false post "$hit" REMOTE_ADDR=45.0.1.7 QUERY_STRING=site=other &&
	    [ "$(lines other) $(counted other)" = '1 0' ] &&
	    stores false post "$hit" REMOTE_ADDR=10.0.0.7 \
		QUERY_STRING=site=other &&
	    [ "$(lines other) $(counted other)" = '1 1' ]
}

chosen() { # choice, variable: is a cookie set?
	get /opt "site=shop&set=$1" "$2"
	status 200 && grep -qi '^set-cookie' "$tmp/answer"
}

# Nobody agrees, and no objection goes, by what the visitor did not do himself.
foreign() {
	for c in in clear; do
		! chosen "$c" HTTP_SEC_FETCH_SITE=cross-site &&
		    ! chosen "$c" HTTP_REFERER=https://evil.example/ &&
		    ! chosen "$c" HTTP_REFERER=https://www.example.com.evil/ &&
		    ! chosen "$c" HTTP_REFERER=https://www.example.com@evil/ &&
		    ! chosen "$c" HTTP_REFERER= &&
		    chosen "$c" HTTP_SEC_FETCH_SITE=none &&
		    chosen "$c" HTTP_REFERER=https://WWW.example.com/page || return 1
	done
	chosen out HTTP_REFERER=https://evil.example/ || return 1
	for v in SEC_PURPOSE=prefetch PURPOSE=prefetch X_MOZ=prefetch \
	    'SEC_PURPOSE=prefetch;prerender' SEC_FETCH_MODE=no-cors; do
		get /opt 'site=shop&set=in' HTTP_SEC_FETCH_SITE=same-origin \
		    "HTTP_$v"
		status 200 && ! grep -qi '^set-cookie' "$tmp/answer" || return 1
	done
	get /opt 'site=shop&set=in' HTTP_SEC_FETCH_SITE=same-origin \
	    HTTP_SEC_FETCH_MODE=navigate
	grep -qi '^set-cookie' "$tmp/answer"
}

# Another process.
again() {
	[ "$mode" = fastcgi ] || return 0
	stop
	serve
}

# A database that is not there, or is written in its place: hits are counted
# and not written, with their addresses. It never ends the process.
cut() {
	cat "$state/sites/shop.json" >"$tmp/shop.json"
	cp "$tmp/who.mmdb" "$tmp/live.mmdb"
	chmod 644 "$tmp/live.mmdb"
	sed 's,who.mmdb,live.mmdb,' "$tmp/shop.json" >"$state/sites/shop.json"
	stores true post "$hit" REMOTE_ADDR=45.0.0.50 || return 1
	n=$(counted shop)
	l=$(lines shop)
	: >"$tmp/live.mmdb"
	stores false post "$hit" REMOTE_ADDR=45.0.0.51 &&
	    [ "$(counted shop)" -eq $((n + 1)) ] &&
	    [ "$(lines shop)" -eq "$l" ] || return 1
	cat "$tmp/who.mmdb" >"$tmp/live.mmdb"
	stores true post "$hit" REMOTE_ADDR=45.0.0.52 || return 1
	# moved there, and wrong: FastCGI has the one from before
	echo wrong >"$tmp/other"
	mv "$tmp/other" "$tmp/live.mmdb"
	want=false
	[ "$mode" = cgi ] || want=true
	stores "$want" post "$hit" REMOTE_ADDR=45.0.0.53 || return 1
	cp "$tmp/shop.json" "$state/sites/shop.json"
	stores true post "$hit"
}

# Another file counts from the next request on; a wrong one does not count.
changes() {
	cp "$state/sites/shop.json" "$tmp/shop.json"
	sed 's/www.example.com/www.example.org/' "$tmp/shop.json" \
	    >"$state/sites/shop.json"
	refused 403 post "$hit" || return 1
	cp "$tmp/shop.json" "$state/sites/shop.json"
	stores true post "$hit" || return 1
	: >"$tmp/log"
	echo '{ "hosts": ' >"$state/sites/shop.json"
	stores true post "$hit" &&
	    grep -q 'shop.json: .*JSON that is cut short: going on as it was' \
	    "$tmp/log" && [ "$(wc -l <"$tmp/log")" -eq 1 ] || return 1
	# the same with a database that is not there
	: >"$tmp/log"
	sed 's,who.mmdb,none.mmdb,' "$tmp/shop.json" >"$state/sites/shop.json"
	stores true post "$hit" REMOTE_ADDR=45.0.0.41 &&
	    grep -q 'databases: .*none.mmdb: .*: going on' "$tmp/log" || return 1
	# what is put back is the last right one, though it is older
	sed 's/www.example.com/www.example.org/' "$tmp/shop.json" \
	    >"$state/sites/shop.json"
	refused 403 post "$hit" || return 1
	touch -d '2020-01-01' "$tmp/shop.json"
	cp -p "$tmp/shop.json" "$state/sites/shop.json"
	own
	stores true post "$hit" || return 1
	echo '{' >"$state/sites/shop.json"
	again
	stores true post "$hit" || return 1
	# one that was never right is not like one that is not there
	echo '{' >"$state/sites/new.json"
	own
	refused 503 post "$hit" QUERY_STRING=site=new || return 1
	cp "$tmp/shop.json" "$state/sites/shop.json"
	mv "$state/sites" "$state/away"
	refused 503 post "$hit" || return 1
	mv "$state/away" "$state/sites"
	rm "$state/sites/shop.json"
	refused 404 post "$hit" || return 1
	cp "$tmp/shop.json" "$state/sites/shop.json"
	own
	stores true post "$hit"
}

# What other programs learn counts, too.
blacklisted() {
	lr-blacklist --add 45.0.0.66 || return 1
	own
	n=$(counted shop)
	stores false post "$hit" REMOTE_ADDR=45.0.0.66 || return 1
	[ "$(counted shop)" -eq $((n + 1)) ] && lacks 45.0.0.66
}

# And what lr-resolve has kept.
resolved() {
	printf '%s\n' '@ 45.0.5.0/24' 'inetnum: 45.0.5.0 - 45.0.5.255' \
	    'descr: Lorem Werke GmbH' 'country: DE' >"$tmp/w"
	"$LR_BUILD/help/whoisd" "$tmp/w" >"$tmp/whois" 2>/dev/null &
	whois=$!
	comes "$tmp/whois" "$whois"
	stores false post "$hit" REMOTE_ADDR=45.0.5.7
	good=$?
	echo '{"ip":"45.0.5.8"}' | lr-resolve --no-dns --no-rdap \
	    --whois-server "127.0.0.1:$(head -n 1 "$tmp/whois")"
	kill "$whois"
	wait "$whois" 2>/dev/null
	own
	[ "$good" -eq 0 ] && stores true post "$hit" REMOTE_ADDR=45.0.5.9
}

# What one process has found out the next ones believe, as long as all files
# are the same.
noted() {
	stores true post "$hit" REMOTE_ADDR=45.0.0.67 &&
	    stores true post "$hit" REMOTE_ADDR=45.0.0.67 &&
	    stores true post "$hit" REMOTE_ADDR=45.0.2.67 &&
	    stores false post "$hit" REMOTE_ADDR=45.0.3.67 || return 1
	lr-blacklist --add 45.0.0.67 || return 1
	own
	stores false post "$hit" REMOTE_ADDR=45.0.0.67 || return 1
	cp "$tmp/overrides" "$tmp/overrides.kept"
	printf 'network\t45.0.2.0/24\thosting\n' >"$tmp/overrides"
	stores false post "$hit" REMOTE_ADDR=45.0.2.67 || return 1
	printf 'network\t45.0.3.0/24\tcompany\tOther AG\n' >"$tmp/overrides"
	stores true post "$hit" REMOTE_ADDR=45.0.3.67 || return 1
	cp "$tmp/overrides.kept" "$tmp/overrides"
	stores true post "$hit" REMOTE_ADDR=45.0.2.67
}

# One that is there and cannot be used: nobody is a company, nobody's address
# is written, and a message says which file it is. Then all is as before.
closed() { # FILE WORDS
	: >"$tmp/log"
	n=$(counted shop)
	before=$(lines shop)
	# another address each time: FastCGI remembers for ten seconds
	last=$((last + 1))
	stores false post "$hit" "REMOTE_ADDR=45.0.0.$last" &&
	    [ "$(counted shop)" -eq $((n + 1)) ] &&
	    [ "$(lines shop)" -eq "$before" ] && grep "$1: .*$2" "$tmp/log" &&
	    return
	cat "$tmp/log"
	return 1
}
last=100

broken() {
	cp "$state/blacklist.db" "$tmp/copy.db"
	for f in blacklist.db hash.key; do
		mv "$state/$f" "$tmp/kept"
		echo 'this is something else' >"$state/$f"
		own
		closed "$f" 'no store\|not a key' || return 1
		rm "$state/$f"
		mv "$tmp/kept" "$state/$f"
	done
	# it is looked at again after a second
	n=0
	until stores true post "$hit" REMOTE_ADDR=45.0.0.99 >/dev/null ||
	    [ "$n" -gt 300 ]; do
		n=$((n + 1))
	done
	[ "$n" -le 300 ] || return 1
	for f in blacklist.db hash.key; do
		cp "$state/$f" "$tmp/kept"
		mv "$tmp/kept" "$state/$f"
		chmod 000 "$state/$f"
		own
		closed "$f" '[Pp]ermission\|cannot' || return 1
		chmod 600 "$state/$f"
	done
}

# With FastCGI what goes wrong again and again is said once a minute.
once() {
	mv "$state/spool" "$tmp/spool.away"
	: >"$state/spool"
	: >"$tmp/log"
	for i in 1 2 3; do
		post "$hit"
		status 503 || return 1
	done
	said=$(grep -c '^lr-cgi: shop: spool: ' "$tmp/log")
	rm "$state/spool"
	mv "$tmp/spool.away" "$state/spool"
	[ "$mode $said" = 'fastcgi 1' ] || [ "$mode $said" = 'cgi 3' ]
}

# What takes too long to tell is not known: each look at a file so many ms.
late() {
	program=$cgi
	cgi=$tmp/bin/late
	cat >"$cgi" <<-END
	#!/bin/sh
	ASAN_OPTIONS=detect_leaks=0 exec strace -f -qq -o /dev/null -e trace=/stat \
	    -e inject=/stat:delay_enter=${1}000 "$program"
	END
	chmod 755 "$cgi"
	n=$(lines shop)
	stores "$2" post "$hit" "REMOTE_ADDR=$3" &&
	    [ "$(lines shop)" -gt "$n" ]
	good=$?
	cgi=$program
	return "$good"
}

# Who keeps a store for himself keeps nobody waiting.
locked() {
	perl -MFcntl=:DEFAULT,:flock,SEEK_SET -e '
	    open my $f, "+<", $ARGV[0] or die "$ARGV[0]: $!\n";
	    # what SQLite locks of a file, to the end
	    my $all = pack "s s x![q] q q i x![q]", F_WRLCK, SEEK_SET,
		0x40000000, 0, 0;
	    fcntl $f, F_SETLK, $all or die "lock: $!\n";
	    print "locked\n";
	    close STDOUT;
	    my $x = <STDIN>' "$state/blacklist.db" <"$tmp/fifo" \
	    >"$tmp/locked" &
	exec 8>"$tmp/fifo"
	comes "$tmp/locked" "$!"
	from=$(date +%s)
	closed blacklist.db 'locked\|busy'
	good=$?
	to=$(date +%s)
	exec 8>&-
	wait "$!"
	[ "$good" -eq 0 ] && [ $((to - from)) -lt 10 ]
}
mkfifo "$tmp/fifo"

# All lines of all files are whole.
whole() {
	cat "$state"/spool/shop/*.ndjson >"$tmp/all"
	[ -s "$tmp/all" ] && [ -z "$(tail -c 1 "$tmp/all" | tr -d '\n')" ] &&
	    jq -es 'all(.session and .ip)' "$tmp/all" >/dev/null
}

load() { # N
	printf %s "$hit" | perl "$help" load "$port" "$1" REQUEST_METHOD=POST \
	    PATH_INFO=/hit QUERY_STRING=site=shop CONTENT_TYPE=text/plain \
	    "CONTENT_LENGTH=$(printf %s "$hit" | wc -c | tr -d ' ')" \
	    REMOTE_ADDR=45.0.0.7 HTTP_ORIGIN=http://www.example.com 2>/dev/null
}

# Killed in the middle of many requests, ten times.
killed() {
	rm -rf "$state/spool"
	for i in 1 2 3 4 5 6 7 8 9 10; do
		serve
		load 1000 >"$tmp/loaded" &
		loading=$!
		n=0
		while [ "$(lines shop)" -lt $((i * 20)) ] && [ "$n" -lt 2000 ]
		do
			n=$((n + 1))
		done
		kill -9 "$pid"
		wait "$pid" "$loading" 2>/dev/null
	done
	[ "$(lines shop)" -ge 200 ] && whole
}

# A body that comes byte by byte does not keep a worker from the others.
slow() {
	before=$(spooled)
	printf '%0200d' 0 | perl "$help" drip "$port" REQUEST_METHOD=POST \
	    PATH_INFO=/hit QUERY_STRING=site=shop CONTENT_TYPE=text/plain \
	    CONTENT_LENGTH=200 REMOTE_ADDR=45.0.0.7 \
	    HTTP_ORIGIN=http://www.example.com >"$tmp/answer"
	status 408 && [ "$before" = "$(spooled)" ] && post "$hit" && status 200
}

# Many of them, of whom each may take two seconds, take no time of the others.
crowd() { # crowd|deaf
	printf %s "$hit" | perl "$help" "$1" "$port" 60 REQUEST_METHOD=POST \
	    PATH_INFO=/hit QUERY_STRING=site=shop CONTENT_TYPE=text/plain \
	    "CONTENT_LENGTH=$(printf %s "$hit" | wc -c | tr -d ' ')" \
	    REMOTE_ADDR=45.0.0.7 HTTP_ORIGIN=http://www.example.com \
	    >"$tmp/answer"
	status 200 && [ "$(tail -n 1 "$tmp/answer")" -lt 30 ]
}

# Two processes and lr-expire at once: no line is lost but those that are old.
together() {
	rm -rf "$state/spool"
	mkdir "$state/spool"
	own
	serve
	first=$pid
	load 400 >"$tmp/one" &
	one=$!
	serve
	load 400 >"$tmp/two" &
	two=$!
	good=0
	for i in 1 2 3 4 5 6 7 8 9 10; do
		lr-expire --spool "$state/spool" >/dev/null || good=1
	done
	wait "$one" "$two"
	kill "$first"
	stop
	wait "$first" 2>/dev/null
	[ "$good" -eq 0 ] && whole && [ "$(cat "$tmp/one" "$tmp/two" | tr '\n' ' ')" = '400 400 ' ] &&
	    [ "$(lines shop)" -eq 800 ]
}

# A file that may not grow is like a full disk: 503, and no half line.
full() {
	rm -rf "$state/spool"
	(
		ulimit -f 8
		mode=fastcgi
		serve
		n=0
		while post "$hit" && status 200 >/dev/null && [ "$n" -lt 200 ]
		do
			n=$((n + 1))
		done
		stop
		status 503 && has 'Content-Type: application/json' &&
		    [ "$(tail -n 1 "$tmp/answer")" = '{"store":false}' ] &&
		    [ "$n" -eq "$(lines shop)" ] && [ "$n" -gt 5 ]
	) && whole
}

# What the machine left half written when it went down is one bad line.
torn() {
	rm -rf "$state/spool"
	mode=cgi
	post "$hit"
	printf '{"time":"2026' >>"$(echo "$state"/spool/shop/*.ndjson)"
	post "$hit"
	[ "$(grep -c '"visitor":"new"}$' "$state"/spool/shop/*.ndjson)" -eq 2 ] &&
	    [ "$(lines shop)" -eq 3 ]
}

# Days that are kept no more go with the first hit of another one.
days() {
	rm -rf "$state/spool"
	mode=cgi
	post "$hit"
	old=$(date -u -d '8 days ago' +%Y-%m-%d)
	kept=$(date -u -d '7 days ago' +%Y-%m-%d)
	touch "$state/spool/shop/$old.ndjson" "$state/spool/shop/$old.count" \
	    "$state/spool/shop/$kept.ndjson" "$state/spool/shop/notes"
	own
	rm "$state"/spool/shop/"$(date -u +%Y-%m-%d)".ndjson
	post "$hit"
	[ "$(find "$state/spool/shop" -type f | wc -l)" -eq 3 ] || return 1
	mkdir "$state/spool/other"
	for n in 1 2; do
		: >"$state/spool/other/$(date -u -d "$n days ago" \
		    +%Y-%m-%d).ndjson"
	done
	own
	post "$hit" QUERY_STRING=site=other
	[ "$(find "$state/spool/other" -type f | wc -l)" -eq 2 ]
}

# Servers make arguments of a query without =. They are not ours.
arguments() {
	for a in --check-config --help --version --bogus "--state $tmp" x; do
		# shellcheck disable=SC2086 # as many as there are words
		env -i "LR_STATE=$state" REQUEST_METHOD=GET PATH_INFO=/opt \
		    "QUERY_STRING=$(echo "$a" | tr ' ' +)" \
		    perl "$help" user "$cgi" $a >"$tmp/answer" 2>"$tmp/err"
		status 200 && [ ! -s "$tmp/err" ] || return 1
	done
	env -i REQUEST_METHOD=GET PATH_INFO=/lr.js QUERY_STRING=site=shop \
	    perl "$help" user "$cgi" --state "$state" >"$tmp/answer"
	status 200
}

root() {
	[ "$(id -u)" -eq 0 ] || return 0
	! env -i "LR_STATE=$state" REQUEST_METHOD=GET PATH_INFO=/lr.js \
	    QUERY_STRING=site=shop "$cgi" >"$tmp/answer" 2>"$tmp/err" \
	    </dev/null && [ ! -s "$tmp/answer" ] &&
	    grep -q 'does not run as root' "$tmp/err"
}

for mode in cgi fastcgi; do
	m=$mode
	sites
	: >"$tmp/log"
	[ "$mode" = cgi ] || serve
	hits
	wish
	refusals
	check "$m: no header is added by a stranger" injected
	check "$m: nor a field" quoted
	check "$m: limits" limits
	check "$m: proxies" proxied
	[ "$mode" = cgi ] || check "$m: several lists" agreeing
	check "$m: who is sorted out" certain
	check "$m: the script" script
	check "$m: the choice" choice
	check "$m: no choice by others" foreign
	check "$m: what is said" once
	check "$m: configuration" changes
	check "$m: a database that is cut" cut
	check "$m: the blacklist" blacklisted
	if [ -x "$LR_BIN/lr-resolve" ]; then
		check "$m: what lr-resolve knows" resolved
	else
		skip "$m: what lr-resolve knows" 'lr-resolve is not built'
	fi
	[ "$mode" = fastcgi ] || check "$m: what is noted" noted
	[ "$mode" = fastcgi ] || check "$m: one that is locked" locked
	if [ "$mode" = cgi ] && late 0 true 45.0.0.91 >/dev/null 2>&1; then
		check "$m: in 50 milliseconds" late 30 false 45.0.0.92
	else
		skip "$m: in 50 milliseconds" 'no strace here, or no CGI'
	fi
	check "$m: a blacklist that cannot be used" broken
	if [ "$mode" = fastcgi ]; then
		check "$m: a slow body" slow
		check "$m: a crowd of slow bodies" crowd crowd
		check "$m: a crowd that does not listen" crowd deaf
	fi
	[ "$mode" = cgi ] || stop
	check "$m: no memory is lost" sh -c "! grep -i sanitizer '$tmp/log'"
done
sites
sed -i 's/"hosts"/"limits": { "address": 100000 }, "hosts"/' \
    "$state/sites/shop.json"
own
check 'killed at any time: whole lines' killed
check 'several at once' together
check 'a full disk' full
check 'half a line' torn
check 'days that are over' days
check 'arguments of a stranger' arguments
check 'not as root' root
finish
