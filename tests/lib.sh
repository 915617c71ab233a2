# lib.sh: for tests/cli/*.t, sourced from the top of the tree. Prints TAP.
#
#	check NAME COMMAND...     passes when the command succeeds
#	is NAME GOT WANT          passes when the two texts are the same
#	rc WANT COMMAND...        succeeds when the command exits with WANT;
#	                          its output is in $tmp/out and $tmp/err
#	skip NAME WHY             a test that this machine cannot run
#	needs COMMAND...          ends the test when one of them is not built
#	port                      prints a port of 127.0.0.1 that is free
#	listens PORT PID          waits until somebody does; fails when the
#	                          process has ended before
#	comes FILE PID            waits until there is something in a file; fails
#	                          when the process has ended before, or after
#	                          half a minute
#	example PAGE N            prints the Nth literal text of the EXAMPLES of
#	                          man/PAGE; from the top of the tree
#	finish                    last line of the test
#
# The built programs come first in PATH, $LR_STATE is a fresh folder that does
# not exist yet, $tmp a temporary one.

: "${LR_BIN:=$PWD/build/bin}"
: "${LR_BUILD:=$PWD/build}"
PATH=$LR_BIN:$PATH
tmp=$(mktemp -d "${TMPDIR:-/tmp}/lr-test-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
LR_STATE=$tmp/state
HOME=$tmp
export PATH LR_BIN LR_BUILD LR_STATE HOME tmp
TAP_N=0
TAP_FAILED=0

_ok() {
	TAP_N=$((TAP_N + 1))
	printf 'ok %d - %s\n' "$TAP_N" "$1"
}

_not_ok() {
	TAP_N=$((TAP_N + 1))
	TAP_FAILED=$((TAP_FAILED + 1))
	printf 'not ok %d - %s\n' "$TAP_N" "$1"
}

check() {
	_name=$1
	shift
	if "$@" >"$tmp/check.out" 2>&1; then
		_ok "$_name"
	else
		_not_ok "$_name"
		sed 's/^/#   /' "$tmp/check.out" | head -n 20
	fi
}

is() {
	if [ "$2" = "$3" ]; then
		_ok "$1"
	else
		_not_ok "$1"
		printf '%s\n' "$2" | sed 's/^/#   got  /' | head -n 20
		printf '%s\n' "$3" | sed 's/^/#   want /' | head -n 20
	fi
}

rc() {
	_want=$1
	shift
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	_got=$?
	[ "$_got" -eq "$_want" ] && return 0
	printf 'exit code %d, wanted %d: %s\n' "$_got" "$_want" "$*"
	cat "$tmp/err"
	return 1
}

skip() {
	TAP_N=$((TAP_N + 1))
	printf 'ok %d - %s # skip %s\n' "$TAP_N" "$1" "$2"
}

needs() {
	for _c; do
		[ -x "$LR_BIN/$_c" ] && continue
		skip "$_c" 'not built'
		finish
	done
}

# The kernel gives each port to one.
port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
	    LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

listens() {
	perl -MIO::Socket::INET -e 'for (1 .. 600) {
	    exit 0 if IO::Socket::INET->new(PeerAddr => "127.0.0.1",
	        PeerPort => $ARGV[0]);
	    exit 1 if !kill 0, $ARGV[1];
	    select undef, undef, undef, 0.05;
	} exit 1' "$1" "$2"
}

comes() {
	perl -e 'for (1 .. 1500) {
	    exit 0 if -s $ARGV[0];
	    exit 1 if !kill 0, $ARGV[1];
	    select undef, undef, undef, 0.02;
	} exit 1' "$1" "$2"
}

example() {
	awk -v n="$2" '
	/^\.Sh/ { here = $2 == "EXAMPLES" }
	here && /^\.Ed/ { show = 0 }
	show { gsub(/\\e/, "\\"); print }
	here && /^\.Bd -literal/ { show = ++i == n }' "man/$1"
}

finish() {
	printf '1..%d\n' "$TAP_N"
	[ "$TAP_FAILED" -eq 0 ]
	exit
}
