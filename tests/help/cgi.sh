# lr-cgi without a web server, which tests/help/fcgi.pl plays: for tests that
# source tests/lib.sh and then this. $mode is cgi or fastcgi, $state the folder
# of the stores; the answer to what is asked is in $tmp/answer, what is said in
# $tmp/log.
help=$PWD/tests/help/fcgi.pl
# It never runs as root: everything has to be within reach of another user.
chmod 711 "$tmp"
mkdir "$tmp/bin" "$tmp/out"
cp "$LR_BIN/lr-cgi" "$tmp/bin"
cgi=$tmp/bin/lr-cgi
state=$LR_STATE
pids=
trap 'kill $pids 2>/dev/null; forget_limits; rm -rf "$tmp"' EXIT

# The limits of a folder are in memory, by its number.
forget_limits() {
	[ ! -d "$state" ] ||
	    rm -f /dev/shm/lr-cgi-*-"$(stat -c %i "$state")"
}

own() {
	[ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$state"
}

serve() { # starts FastCGI: $pid, $port
	rm -f "$tmp/out/port"
	LR_STATE=$state perl "$help" serve "$tmp/out/port" "$cgi" \
	    2>>"$tmp/log" &
	pid=$!
	pids="$pids $pid"
	comes "$tmp/out/port" "$pid"
	read -r port <"$tmp/out/port"
}

stop() {
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

ask() { # BODY VAR=VALUE...
	body=$1
	shift
	if [ "$mode" = cgi ]; then
		printf %s "$body" | env -i "LR_STATE=$state" "$@" \
		    perl "$help" user "$cgi" >"$tmp/answer" 2>>"$tmp/log"
	else
		printf %s "$body" | perl "$help" ask "$port" "$@" >"$tmp/answer"
	fi
}

# As the page script posts it, but for what is given: BODY VAR=VALUE...
browser='Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
ask_post() {
	body=$1
	shift
	ask "$body" REQUEST_METHOD=POST QUERY_STRING=site=shop \
	    CONTENT_TYPE='text/plain;charset=UTF-8' \
	    "CONTENT_LENGTH=$(printf %s "$body" | wc -c | tr -d ' ')" \
	    REMOTE_ADDR=45.0.0.7 HTTP_ORIGIN=http://www.example.com \
	    "HTTP_USER_AGENT=$browser" "$@"
}

get() { # PATH QUERY VAR=VALUE...
	path=$1
	query=$2
	shift 2
	ask '' REQUEST_METHOD=GET "PATH_INFO=$path" "QUERY_STRING=$query" \
	    REMOTE_ADDR=45.0.0.7 "$@"
}

status() { # CODE
	got=$(sed -n '1s/^Status: \([0-9]*\) .*/\1/p' "$tmp/answer")
	[ "$got" = "$1" ] && return 0
	echo "status $got, wanted $1"
	cat "$tmp/answer"
	return 1
}
