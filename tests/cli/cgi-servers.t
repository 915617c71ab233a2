#!/bin/sh
# lr-cgi behind lighttpd, nginx and Apache, each set up as the manual says.
. tests/lib.sh
. tests/help/site.sh

web=$PWD/tests/help/web.pl
needs lr-cgi
trap 'site_stop; rm -rf "$tmp"' EXIT
site_prepare
echo '<title>Page</title>' >"$site/index.html"

hit='{"url":"http://localhost/a?utm_source=x","referrer":"","title":"T","session":"n1234567890","visitor":"new"}'
browser='Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'

ask() { # METHOD PATH BODY HEADER...
	method=$1 path=$2 body=$3
	shift 3
	printf %s "$body" | perl "$web" "$method" \
	    "http://127.0.0.1:$port$path" "$@" >"$tmp/answer"
}

hit() { # BODY HEADER...
	body=$1
	shift
	ask POST '/lr/hit?site=shop' "$body" content-type=text/plain \
	    "origin=http://localhost:$port" "user-agent=$browser" \
	    x-forwarded-for=45.0.0.7 "$@"
}

says() { # STATUS [TEXT]
	[ "$(head -n 1 "$tmp/answer")" = "$1" ] &&
	    grep -qF -- "${2:-}" "$tmp/answer" && return
	echo "wanted $1 ${2:-}"
	cat "$tmp/answer" "$tmp/error.log"
	return 1
}

script() {
	ask GET '/lr/lr.js?site=shop' '' && says 200 's:"shop"' &&
	    says 200 'content-type: text/javascript; charset=utf-8' &&
	    tag=$(sed -n 's/^etag: //p' "$tmp/answer") &&
	    ask GET '/lr/lr.js?site=shop' '' "if-none-match=$tag" && says 304
}

hits() {
	hit "$hit" && says 200 '{"store":true}' &&
	    says 200 "access-control-allow-origin: http://localhost:$port" &&
	    ! grep -q '^set-cookie' "$tmp/answer" &&
	    hit "$hit" x-forwarded-for=45.0.1.7 && says 200 '{"store":false}' &&
	    hit "$hit" x-forwarded-for=45.0.3.7 dnt=1 &&
	    says 200 '{"store":false}' || return 1
	[ "$(cat "$LR_STATE"/spool/shop/*.ndjson | sed 's/"time":"[^"]*",//')" = \
	    "$(printf '{"ip":"45.0.0.7",%s}\n{"ip":"45.0.3.7",%s}\n' \
	    "$rest" "$rest")" ] || {
		cat "$LR_STATE"/spool/shop/*.ndjson
		return 1
	}
}
rest="\"site\":\"shop\",\"method\":\"GET\",\"path\":\"/a\",\"query\":\"utm_source=x\",\"status\":200,\"agent\":\"$browser\",\"title\":\"T\",\"session\":\"n1234567890\",\"visitor\":\"new\""

wrong() {
	before=$(cat "$LR_STATE"/spool/shop/*)
	long=$(awk 'BEGIN { for (i = 0; i < 256; i++) printf "%064d", 0 }')
	hit 'x' && says 400 && hit "$hit" origin=https://evil.example &&
	    says 403 && hit "$hit" content-type=text/html && says 415 &&
	    hit "{\"title\":\"$long\"}" && says 413 &&
	    ask GET '/lr/hit?site=shop' '' && says 405 &&
	    ask GET '/lr/none' '' && says 404 &&
	    ask GET '/lr/lr.js?--check-config+/etc/passwd' '' && says 404 &&
	    ! grep -q passwd: "$tmp/error.log" &&
	    ask GET '/lr/lr.js?site=none' '' && says 404 || return 1
	[ "$before" = "$(cat "$LR_STATE"/spool/shop/*)" ]
}

# A proxy that is trusted passes on what the client has made up.
forged() {
	for h in x_forwarded_for x-forwarded_for; do
		hit "$hit" "$h=45.0.0.99" && says 200 || return 1
	done
	hit "$hit" x-forwarded-for=45.0.0.99 x-forwarded-for+=45.0.0.7 &&
	    says 200 || return 1
	! grep -q '45\.0\.0\.99' "$LR_STATE"/spool/shop/*
}

# A megabyte of URL: refused by the server or by us, and all goes on.
long() {
	perl -e 'print "GET /lr/lr.js?site=shop&", "x" x 1048576,
	    " HTTP/1.0\r\n\r\n"' | perl -MIO::Socket::INET -e '
	    $SIG{PIPE} = "IGNORE";
	    my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or die;
	    print $s <STDIN>;
	    $s->shutdown(1);
	    print scalar <$s> // "gone\n"' "$port" >"$tmp/long"
	grep -q 'gone\|4[0-9][0-9]' "$tmp/long" || {
		cat "$tmp/long"
		return 1
	}
	hit "$hit" && says 200
}

# Bodies that never come are nobody else's trouble, also of more clients than
# there are processes.
slow() {
	perl -MIO::Socket::INET -e '
	    my @s;
	    for (1 .. 6) {
		my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or die;
		print $s "POST /lr/hit?site=shop HTTP/1.1\r\n",
		    "Host: localhost\r\nContent-Type: text/plain\r\n",
		    "Content-Length: 100\r\n\r\n{";
		$s->flush;
		push @s, $s;
	    }
	    print "sent\n";
	    close STDOUT;
	    my $x = <STDIN>' "$port" <"$tmp/fifo" >"$tmp/slow" &
	exec 8>"$tmp/fifo"
	comes "$tmp/slow" "$!"
	hit "$hit" && says 200
	good=$?
	exec 8>&-
	return "$good"
}
mkfifo "$tmp/fifo"

# What we say is in the error log of the server, once.
said() {
	cp "$LR_STATE/sites/shop.json" "$tmp/shop.json"
	echo '{ "hosts": 5 }' >"$LR_STATE/sites/shop.json"
	hit "$hit" && says 200 && hit "$hit" && says 200 || return 1
	cp "$tmp/shop.json" "$LR_STATE/sites/shop.json"
	site_own
	grep 'shop.json: hosts: a list' "$tmp/error.log" && return
	cat "$tmp/error.log"
	return 1
}

choice() {
	ask GET '/lr/opt?site=shop&set=out' '' &&
	    says 200 'set-cookie: optout=1; Path=/; SameSite=Lax; Max-Age=31536000' &&
	    says 200 'frame-ancestors' && says 200 'lang="en"'
}

recording() {
	ask GET '/lr/rec.js?site=shop' '' && says 200 'export function' &&
	    ask POST '/lr/rec?site=shop' \
		'{"id":"1234567890","n":0,"path":"/","e":[[0,"m",1,2]]}' \
		content-type=text/plain "origin=http://localhost:$port" \
		"user-agent=$browser" && says 204 &&
	    [ "$(find "$LR_STATE/recordings/shop" -type f | wc -l)" -eq 1 ]
}

for s in ${SERVERS:-lighttpd nginx apache apache-cgi}; do
	program=$(echo "$s" | sed 's/-cgi//; s/apache/apache2/')
	if ! command -v "$program" >/dev/null ||
	    ! command -v spawn-fcgi >/dev/null; then
		skip "$s" 'not installed, or no spawn-fcgi'
		continue
	fi
	rm -rf "$LR_STATE"
	mkdir -p "$LR_STATE/sites"
	site_is shop
	check "$s runs" site_start "$s"
	check "$s: the script" script
	check "$s: hits" hits
	check "$s: what is refused" wrong
	check "$s: a forged address" forged
	check "$s: a long URL" long
	check "$s: a slow client" slow
	check "$s: the choice" choice
	check "$s: messages are in its log" said
	check "$s: a recording" recording
	site_stop
	[ "$s" = apache-cgi ] || is "$s: is not in the log, as others are" \
	    "$(grep -c '"GET /lr/rec.js' "$site_log") $(grep -c '/lr/rec[ ?]' \
	    "$site_log")" '1 0'
done
finish
