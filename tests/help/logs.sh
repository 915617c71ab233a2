# logs.sh: logs that are written, rotated and read again, for tests that source
# tests/lib.sh and then this.

# A line of a log that asks for a path.
line() { # path [minute]
	printf '192.0.2.7 - - [22/Nov/2026:10:%02d:00 +0000] ' "${2:-0}"
	printf '"GET /%s HTTP/1.1" 200 1\n' "$1"
}

# The paths of records.
paths() {
	sed 's/.*"path":"\/\([^"]*\)".*/\1/' | tr '\n' ' '
}

# The paths that a run reads, and its exit code when it is not 0.
new() { # file...
	lr-ingest --state "$tmp/state" "$@" >"$tmp/new" 2>"$tmp/said" || {
		echo "exit $?: $(cat "$tmp/said")"
		return
	}
	paths <"$tmp/new"
}

# Into a folder without logs, of which none was read.
fresh() {
	rm -rf "$tmp/logs" "$tmp/state"
	mkdir "$tmp/logs"
	cd "$tmp/logs" || exit 1
}

# How a log of IIS begins.
w3c() { # day fields
	printf '%s\n' '#Software: x' "#Date: 2026-11-$1" "#Fields: $2"
}
