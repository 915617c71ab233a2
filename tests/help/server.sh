# server.sh: the small servers of build/help (dnsbad, rdapd, whoisd), for
# tests that source tests/lib.sh and then this.
#
#	server PROGRAM [FILE]     starts one: its port is in $port, its process
#	                          in $pid. A test ends where that fails
#	server_end                ends the last one; prints what it has printed
#	                          since, which is what it was asked. It is read
#	                          by descriptor 9
#
# What is in $pids is killed in the end.

pids=
server_cleanup() {
	# shellcheck disable=SC2086 # words
	[ -z "$pids" ] || kill -9 $pids 2>/dev/null
	rm -rf "$tmp"
}
trap server_cleanup EXIT

server() {
	_program=$LR_BUILD/help/$1
	shift
	rm -f "$tmp/server.out"
	mkfifo "$tmp/server.out"
	"$_program" "$@" >"$tmp/server.out" 2>/dev/null &
	pid=$!
	pids="$pids $pid"
	exec 9<"$tmp/server.out"
	read -r port <&9 || {
		echo "Bail out! $_program does not start"
		exit 1
	}
}

server_end() {
	kill "$pid"
	cat <&9
	wait "$pid" 2>/dev/null
}
