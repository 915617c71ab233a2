#!/bin/sh
# cgi.sh BUILD: page views a second through lr-cgi, of those through a trivial
# program behind the same lighttpd and nginx, in turns. Figures only. ROUNDS is
# how often each is timed (5, medians), SECONDS how long (3). CONNECTIONS: 64.
set -eu
build=${1:-build}
rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-3}
connections=${CONNECTIONS:-64}
bin=$PWD/$build/bin
bench=$PWD/$build/bench
lua=$PWD/tests/bench/hit.lua
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL

left_out() {
	echo "(lr-cgi: $1: its figures are left out; scripts/deps --bench)"
	exit 0
}
[ -x "$bin/lr-cgi" ] || left_out "not built"
[ -x "$bench/fcgi" ] || left_out "no libfcgi"
for c in lighttpd spawn-fcgi wrk; do
	command -v "$c" >/dev/null || left_out "no $c"
done

tmp=$(mktemp -d "${TMPDIR:-/tmp}/lr-bench-XXXXXX")
pids=
stop() {
	# shellcheck disable=SC2086 # numbers
	[ -z "$pids" ] || kill $pids 2>/dev/null || :
	wait
	# those of spawn-fcgi are nobody's children
	for p in $pids; do
		while kill -0 "$p" 2>/dev/null; do
			perl -e 'select undef, undef, undef, 0.05'
		done
	done
	rm -f "$tmp"/*.sock
	pids=
}
trap 'stop; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# ---- a site, and two stores as other programs leave them
chmod 711 "$tmp"
mkdir -p "$tmp/www/cgi" "$tmp/state/sites"
cp "$bin/lr-cgi" "$bench/cgi" "$tmp/www/cgi"
cp "$bench/fcgi" "$tmp"
head -c 43 /dev/zero >"$tmp/www/p.gif"
printf 'network,holder\n45.0.0.0/24,Examplia GmbH\n' |
    "$bin/lr-mkdb" networks -o "$tmp/who.mmdb" - 2>/dev/null
chmod 644 "$tmp/who.mmdb"
cat >"$tmp/state/sites/shop.json" <<END
{ "hosts": ["localhost"], "trusted_proxies": ["127.0.0.1"],
  "limits": { "address": 100000000, "site": 100000000 },
  "databases": { "mmdb": "$tmp/who.mmdb" } }
END
cp -R "$tmp/state" "$tmp/stores"
if [ -x "$bin/lr-blacklist" ]; then
	LR_STATE=$tmp/stores "$bin/lr-blacklist" --add 45.9.9.9
fi
user=
if [ "$(id -u)" -eq 0 ]; then
	chown -R nobody "$tmp/state" "$tmp/stores"
	user='-u nobody'
fi

# ---- servers
fastcgi() { # name program
	# shellcheck disable=SC2086 # two words or none
	LR_STATE=$tmp/state spawn-fcgi -s "$tmp/$1.sock" -M 0666 $user -F 2 \
	    -P "$tmp/$1.pid" "$2" >/dev/null
	pids="$pids $(tr '\n' ' ' <"$tmp/$1.pid")"
}
port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
    LocalAddr => "127.0.0.1", Listen => 1)->sockport')

start() { # lighttpd or nginx
	fastcgi lr "$tmp/www/cgi/lr-cgi"
	fastcgi trivial "$tmp/fcgi"
	"$1"
	pids="$pids $!"
	n=0
	while ! wrk -t1 -c1 -d1s "http://127.0.0.1:$port/p.gif" \
	    >/dev/null 2>&1; do
		n=$((n + 1))
		[ "$n" -lt 20 ] || { cat "$tmp/error.log"; exit 1; }
	done
}

lighttpd_() {
	cat >"$tmp/conf" <<-END
	server.modules = ("mod_fastcgi", "mod_cgi", "mod_setenv")
	server.document-root = "$tmp/www"
	server.bind = "127.0.0.1"
	server.port = $port
	server.errorlog = "$tmp/error.log"
	server.max-keep-alive-requests = 1000000
	$([ -z "$user" ] || echo 'server.username = "nobody"')
	fastcgi.server = (
	    "/lr/" => (( "socket" => "$tmp/lr.sock",
	        "check-local" => "disable" )),
	    "/trivial/" => (( "socket" => "$tmp/trivial.sock",
	        "check-local" => "disable" )))
	setenv.set-environment = ( "LR_STATE" => "$tmp/state" )
	\$HTTP["url"] =~ "^/cgi/" { cgi.assign = ( "" => "" ) }
	\$HTTP["querystring"] =~ "stores" {
		setenv.set-environment = ( "LR_STATE" => "$tmp/stores" )
	}
	END
	: >"$tmp/error.log"
	chmod 666 "$tmp/error.log"
	lighttpd -D -f "$tmp/conf" >"$tmp/server.log" 2>&1 &
}

nginx_() {
	cat >"$tmp/conf" <<-END
	$([ -z "$user" ] || echo 'user root;')
	daemon off;
	master_process off;
	pid $tmp/nginx.pid;
	error_log $tmp/error.log;
	events { }
	http {
		access_log off;
		keepalive_requests 1000000;
		client_body_temp_path $tmp/body;
		proxy_temp_path $tmp/proxy;
		fastcgi_temp_path $tmp/fastcgi;
		uwsgi_temp_path $tmp/uwsgi;
		scgi_temp_path $tmp/scgi;
		server {
			listen 127.0.0.1:$port;
			root $tmp/www;
			include /etc/nginx/fastcgi_params;
			location /lr/ {
				fastcgi_pass unix:$tmp/lr.sock;
			}
			location /trivial/ {
				fastcgi_pass unix:$tmp/trivial.sock;
			}
		}
	}
	END
	nginx -p "$tmp" -c "$tmp/conf" >"$tmp/server.log" 2>&1 &
}

# ---- figures
hits() { # connections path
	wrk -t1 "-c$1" "-d${seconds}s" -s "$lua" \
	    "http://127.0.0.1:$port$2" | sed -n 's/^result //p'
}

median() { # column
	sort -n -k"$1,$1" | awk -v c="$1" '{ v[NR] = $c }
	    END { print v[int((NR + 1) / 2)] }'
}

# of WHAT CONNECTIONS PATH TRIVIAL: the two in turns.
of() {
	: >"$tmp/ours"
	: >"$tmp/theirs"
	r=0
	while [ "$r" -lt "$rounds" ]; do
		hits "$2" "$4" >>"$tmp/theirs"
		hits "$2" "$3" >>"$tmp/ours"
		r=$((r + 1))
	done
	awk -v what="$1" -v ours="$(median 1 <"$tmp/ours")" \
	    -v theirs="$(median 1 <"$tmp/theirs")" \
	    -v bad="$(awk '{ n += $4 } END { print n }' "$tmp/ours")" 'BEGIN {
		r = ours / theirs
		printf "%-52s %6.2f  (mark 0.9: %s)  %.0f/s, %.0f/s%s\n", \
		    what ":", r, (r >= 0.9 ? "reached" : "BELOW"), ours, \
		    theirs, (bad > 0 ? ", " bad " failed" : "")
	}'
}

latency() {
	awk -v n="$connections" -v ms="$(median 2 <"$tmp/ours")" \
	    -v theirs="$(median 2 <"$tmp/theirs")" 'BEGIN {
		printf "%-52s %6.2f  (mark 10: %s)  %.2f of the trivial one\n", \
		    "99 of 100 answers at " n " connections within, ms:", ms, \
		    (ms < 10 ? "reached" : "ABOVE"), theirs
	}'
}

size() {
	awk '/^VmRSS/ { print $2 }' "/proc/$(head -n 1 "$tmp/lr.pid")/status"
}

# Of one worker; the other one has as many.
million() {
	done=0 first=
	while [ "$done" -lt 2000000 ]; do
		n=$(hits "$connections" '/lr/hit?site=shop' |
		    awk '{ print $3 }')
		done=$((done + n))
		[ -n "$first" ] || first=$(size)
	done
	awk -v a="$first" -v b="$(size)" 'BEGIN {
		printf "%-52s %6.2f  (mark 1.1: %s)  %d kB, %d kB\n", \
		    "lr-cgi, its memory after a million page views:", b / a, \
		    (b / a <= 1.1 ? "reached" : "ABOVE"), a, b
	}'
}

start lighttpd_
of 'FastCGI behind lighttpd, of a trivial program' "$connections" \
    '/lr/hit?site=shop' '/trivial/hit?site=shop'
latency
of 'CGI behind lighttpd, of a trivial program' 4 \
    '/cgi/lr-cgi/hit?site=shop' '/cgi/cgi/hit?site=shop'
[ ! -s "$tmp/stores/blacklist.db" ] ||
    of 'the same with a blacklist' 4 \
	'/cgi/lr-cgi/hit?site=shop&stores' '/cgi/cgi/hit?site=shop&stores'
wrk -t1 "-c$connections" "-d${seconds}s" "http://127.0.0.1:$port/p.gif" |
    awk '/^Requests.sec/ {
	printf "%-52s %6.0f/s\n", "a static image, as beacon pixel has it:", $2
    }'
[ -n "${QUICK:-}" ] || million
stop
if command -v nginx >/dev/null; then
	start nginx_
	of 'FastCGI behind nginx, of a trivial program' "$connections" \
	    '/lr/hit?site=shop' '/trivial/hit?site=shop'
	latency
fi
