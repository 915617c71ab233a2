#!/bin/sh
# Who asked not to be listed: is on no list of ours, and leaves nothing behind.
. tests/lib.sh

needs lr-blacklist lr-expire lr-report

# The bytes, in any file of the stores, the write-ahead log too.
in_stores() {
	cat "$LR_STATE"/* | grep -a -q "$1"
}

record='"time":"2026-11-22T10:00:00Z","kind":"company","company":"Quux Werke GmbH","domain":"quuxwerke.example"}'
{
	echo "{\"ip\":\"31.77.1.2\",$record"
	echo '{"ip":"31.78.1.2","kind":"isp","network":"31.78.0.0/16","holder":"Quux Werke GmbH","isp":"Quux Werke GmbH"}'
} >"$tmp/in"

lr-blacklist --learn <"$tmp/in" >"$tmp/before"
is 'a lead before' "$(lr-report -o ndjson "$tmp/before" | wc -l)" 1
check 'the store holds the name of the network'\''s holder' \
    in_stores 'Quux Werke'
lr-blacklist --suppress 'QUUX WERKE' || exit 1
check 'after --suppress the store has it only as what is suppressed' sh -c \
    '! cat "$LR_STATE"/* | grep -a "Quux Werke"'
is 'the network is still on the list' \
    "$(lr-blacklist --list | grep -c 31.78.0.0/16)" 1

suppressed() { # how
	lr-blacklist "$@" <"$tmp/in" >"$tmp/after" 2>/dev/null
	[ "$(lr-report -o ndjson "$tmp/after" | wc -l)" -eq 0 ]
}
check 'no lead in a plain filter' suppressed
check 'no lead with --learn' suppressed --learn
check 'no lead from a marked record' suppressed --mark
check 'no lead from one marked by --learn' suppressed --learn --mark
lr-expire --now 2099-01-01 >/dev/null
check 'stays however old it is' suppressed
check 'learning the network again does not bring the name back' sh -c '
    lr-blacklist --learn <"$tmp/in" >/dev/null
    ! cat "$LR_STATE"/* | grep -a "Quux Werke"'

if [ -x "$LR_BIN/lr-resolve" ] && command -v sqlite3 >/dev/null; then
	sqlite3 "$LR_STATE/resolve.db" </dev/null 2>/dev/null
	rm -f "$LR_STATE/resolve.db"
	echo '{"ip":"31.77.1.2"}' |
	    lr-resolve --no-rdap --no-whois --server 127.0.0.1:9 >/dev/null 2>&1
	sqlite3 "$LR_STATE/resolve.db" \
	    "INSERT OR REPLACE INTO ptr VALUES (randomblob(16), 1790000000,
	    'CANARYNAME', 0)" >/dev/null 2>&1
	if in_stores CANARYNAME; then
		lr-blacklist --suppress quux.example
		check 'cached reverse names are gone from the files' sh -c \
		    '! cat "$LR_STATE"/* | grep -a CANARYNAME'
	else
		skip 'cached reverse names' 'no cache could be made'
	fi
else
	skip 'cached reverse names' 'no sqlite3, or no lr-resolve'
fi

lr-blacklist --unsuppress 'quux werke' quux.example 2>/dev/null
check 'after --unsuppress nothing of it is in the files' sh -c \
    '! cat "$LR_STATE"/* | grep -a -i -E "quux.(werke|example)"'
lr-blacklist <"$tmp/in" >"$tmp/after"
is 'and it is a lead again' "$(lr-report -o ndjson "$tmp/after" | wc -l)" 1
finish
