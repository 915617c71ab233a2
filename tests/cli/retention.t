#!/bin/sh
# How long things are kept: every period at -1 s, 0 and +1 s.
. tests/lib.sh

needs lr-blacklist lr-expire

# field NAME: of the lines of lr-expire
field() {
	sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" | head -n "${2:-1}" | tr '\n' ' '
}

# ---- 3 calendar months: learned addresses and networks
# made, and the second from which it is gone
months() {
	while read -r made last gone after; do
		rm -rf "$LR_STATE"
		printf '%s\n' '{"ip":"31.77.1.2","kind":"unknown"}' \
		    '{"ip":"31.78.1.2","kind":"isp","network":"31.78.0.0/16","holder":"Example Net","isp":"Example Net"}' |
		    lr-blacklist --learn --now "$made" || return 1
		got=
		for now in "$last" "$gone" "$after"; do
			lr-expire --dry-run --now "$now" >"$tmp/o"
			got="$got$(field expired 2 <"$tmp/o")"
			lr-expire --check --now "$now" >"$tmp/o"
			got="$got$? "
			got="$got$(echo '{"ip":"31.77.1.2"}' |
			    lr-blacklist --now "$now" | wc -l | tr -d ' ') "
		done
		got="$got$(lr-expire --now "$last" | field expired 2)"
		got="$got$(lr-expire --now "$gone" | field expired 2)"
		got="$got$(lr-expire --now "$gone" | field before 2)"
		echo "$made: $got"
		[ "$got" = '0 0 0 0 1 1 1 1 1 1 1 1 0 0 1 1 0 0 ' ] || return 1
	done <<'END'
2026-08-15T12:00:00Z 2026-11-15T11:59:59Z 2026-11-15T12:00:00Z 2026-11-15T12:00:01Z
2026-01-31T10:00:00Z 2026-04-30T09:59:59Z 2026-04-30T10:00:00Z 2026-04-30T10:00:01Z
2025-11-30T00:00:00Z 2026-02-27T23:59:59Z 2026-02-28T00:00:00Z 2026-02-28T00:00:01Z
2023-11-30T23:59:59Z 2024-02-29T23:59:58Z 2024-02-29T23:59:59Z 2024-03-01T00:00:00Z
2024-02-29T10:00:00Z 2024-05-29T09:59:59Z 2024-05-29T10:00:00Z 2024-05-29T10:00:01Z
2026-01-29T01:30:00Z 2026-04-29T01:29:59Z 2026-04-29T01:30:00Z 2026-04-29T01:30:01Z
2026-12-31T23:59:59Z 2027-03-31T23:59:58Z 2027-03-31T23:59:59Z 2027-04-01T00:00:00Z
END
}
check 'three months of the calendar, to the second' months

# The clock of the country changes in between; ours does not.
summer_time() {
	TZ=Europe/Berlin
	export TZ
	rm -rf "$LR_STATE"
	echo '{"ip":"31.77.1.2","kind":"unknown"}' |
	    lr-blacklist --learn --now 2026-01-29T01:30:00Z
	lr-expire --check --now 2026-04-29T01:29:59Z >"$tmp/o" || return 1
	rc 1 lr-expire --check --now 2026-04-29T01:30:00Z
}
check 'summer time changes nothing' summer_time
unset TZ
rm -rf "$LR_STATE"

# ---- 3 calendar months: networks that a registry told of
told() { # made: one network in resolve.db, by a registry of ours
	rm -rf "$LR_STATE"
	echo '{"ip":"61.7.1.2"}' | lr-resolve --no-dns --no-rdap --now "$1" \
	    --whois-server "127.0.0.1:$port" >"$tmp/o" 2>&1
	grep -q '"holder":"Lorem Werke' "$tmp/o"
}
registrations() {
	while read -r made last gone; do
		told "$made" || return 1
		got=
		for now in "$last" "$gone"; do
			lr-expire --check --now "$now" >"$tmp/o"
			got="$got$? "
		done
		lr-expire --now "$last" >/dev/null
		got="$got$(echo '{"ip":"61.7.9.9"}' | lr-resolve --offline \
		    --now "$last" | grep -c Lorem) "
		lr-expire --now "$gone" >/dev/null
		got="$got$(cat "$LR_STATE"/resolve.db* | grep -a -c Lorem)"
		echo "$made: $got"
		[ "$got" = '0 1 1 0' ] || return 1
	done <<'END'
2026-08-15T12:00:00Z 2026-11-15T11:59:59Z 2026-11-15T12:00:00Z
2026-01-31T10:00:00Z 2026-04-30T09:59:59Z 2026-04-30T10:00:00Z
2023-11-30T23:59:59Z 2024-02-29T23:59:58Z 2024-02-29T23:59:59Z
2025-11-30T00:00:00Z 2026-02-27T23:59:59Z 2026-02-28T00:00:00Z
END
}
if [ -x "$LR_BIN/lr-resolve" ]; then
	printf '@ 61.7.0.0/16\ninetnum: 61.7.0.0 - 61.7.255.255\n' >"$tmp/w"
	printf 'netname: LOREM\ndescr: Lorem Werke GmbH\ncountry: DE\n' \
	    >>"$tmp/w"
	mkfifo "$tmp/said"
	"$LR_BUILD/help/whoisd" "$tmp/w" >"$tmp/said" 2>/dev/null &
	whoisd=$!
	read -r port <"$tmp/said"
	check 'registrations: three months of the calendar' registrations
	kill "$whoisd"
	wait "$whoisd" 2>/dev/null
	rm -rf "$LR_STATE"
else
	skip registrations 'lr-resolve is not built'
fi

# ---- 14 days: recordings
rec=$tmp/rec
recordings() {
	rm -rf "$rec"
	mkdir -p "$rec/2026-11-01" "$rec/empty"
	for f in a-20261110T101500.rec 2026-11-10_101500-b.rec \
	    2026-11-01/c.rec; do
		echo data >"$rec/$f"
	done
	printf '{"time":"2026-11-10T10:15:00Z"}\nrest\n' >"$rec/content.rec"
	echo data >"$rec/changed.rec"
	# from the future: what was last changed then is no younger
	echo data >"$rec/2099-01-01.rec"
	TZ=UTC touch -d '2026-11-10 10:15:00' "$rec/changed.rec" \
	    "$rec/2099-01-01.rec"
}
left() {
	(cd "$rec" && find . ! -name . | sort | tr '\n' ' ')
}
recordings
is '13 days 23:59:59' "$(lr-expire --check --recordings "$rec" \
    --now 2026-11-24T10:14:59Z | field expired)" '1 '
is '14 days' "$(lr-expire --check --recordings "$rec" \
    --now 2026-11-24T10:15:00Z | field expired)" '6 '
check '--check tells by its exit code' rc 1 lr-expire --check \
    --recordings "$rec" --now 2026-11-24T10:14:59Z
check 'nothing over age' rc 0 lr-expire --check \
    --recordings "$rec" --now 2026-11-14T23:59:59Z
is '--check deletes nothing' "$(left)" \
    './2026-11-01 ./2026-11-01/c.rec ./2026-11-10_101500-b.rec ./2099-01-01.rec ./a-20261110T101500.rec ./changed.rec ./content.rec ./empty '
is 'a second before' "$(lr-expire --recordings "$rec" \
    --now 2026-11-24T10:14:59Z)" \
    "{\"folder\":\"$rec\",\"what\":\"recordings\",\"before\":6,\"expired\":1,\"after\":5,\"keep\":\"14d\"}"
is 'a folder emptied by it goes too' "$(left)" \
    './2026-11-10_101500-b.rec ./2099-01-01.rec ./a-20261110T101500.rec ./changed.rec ./content.rec ./empty '
lr-expire --recordings "$rec" --now 2026-11-24T10:15:01Z >/dev/null
is 'a second after' "$(left)" './empty '

# ---- 7 days: hits of the spool, line by line
spool=$tmp/spool
hits() {
	rm -rf "$spool"
	mkdir -p "$spool"
	printf '{"time":"2026-11-%sZ","ip":"31.77.1.2"}\n' 10T10:00:00 \
	    10T10:00:01 12T00:00:00 >"$spool/hits.ndjson"
	printf '{"time":"2026-11-%sZ"}\nnonsense\n' 10T10:00:00 \
	    >"$spool/hits-2026-11-10.ndjson"
	printf '{"time":"2026-11-10T10:00:00Z"}\n' | gzip >"$spool/old.gz"
	TZ=UTC touch -d '2026-11-12' "$spool"/*
	chmod 640 "$spool/hits.ndjson"
}
count() {
	cat "$spool"/*.ndjson 2>/dev/null | wc -l | tr -d ' '
}
hits
is 'hits: 6 days 23:59:59' "$(lr-expire --dry-run --spool "$spool" \
    --now 2026-11-17T09:59:59Z | field expired)" '1 '
is 'hits: 7 days' "$(lr-expire --dry-run --spool "$spool" \
    --now 2026-11-17T10:00:00Z | field expired)" '4 '
is 'hits: a second more' "$(lr-expire --dry-run --spool "$spool" \
    --now 2026-11-17T10:00:01Z | field expired)" '5 '
is 'hits: --dry-run deletes nothing' "$(count)" 5
is 'hits: counted' "$(lr-expire --spool "$spool" --now 2026-11-17T10:00:00Z)" \
    "{\"folder\":\"$spool\",\"what\":\"hits\",\"before\":6,\"expired\":4,\"after\":2,\"keep\":\"7d\"}"
is 'hits: the others stay as they are' "$(cat "$spool"/hits.ndjson)" \
    "$(printf '{"time":"2026-11-%sZ","ip":"31.77.1.2"}\n' 10T10:00:01 \
	12T00:00:00)"
is 'hits: files without any are gone' "$(ls -A "$spool")" hits.ndjson
is 'hits: mode and time of the file stay' \
    "$(stat -c '%a %Y' "$spool/hits.ndjson")" '640 1794441600'
lr-expire --spool "$spool" --now 2026-11-19 >/dev/null
is 'hits: and so does the last file' "$(ls -A "$spool")" ''

# ---- who may write into the folder is not trusted
hits
mkdir "$tmp/precious"
echo '{"time":"2020-01-01T00:00:00Z"}' >"$tmp/precious/2020-01-01"
ln -s "$tmp/precious" "$spool/2020-01-02"
ln -s "$tmp/precious/2020-01-01" "$spool/2020-01-03"
mkfifo "$spool/2020-01-04"
cp "$spool/hits.ndjson" "$spool/$(printf 'a\nb\033[2J"')"
lr-expire --spool "$spool" --now 2026-11-30 >"$tmp/out" 2>"$tmp/err"
is 'links and pipes: exit code' $? 0
check 'no link is followed' test -s "$tmp/precious/2020-01-01"
is 'links and pipes are left, and named' \
    "$(grep -c 'neither file nor folder' "$tmp/err")" 3
is 'a name with control characters' "$(cd "$spool" && find . ! -name . | grep -c "^[.]")" 3
check 'a folder that is not there is no success' \
    rc 3 lr-expire --spool "$tmp/no-such"
check 'nor is a file' rc 3 lr-expire --spool "$tmp/out"

deep=$tmp/deep/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16
mkdir -p "$deep"
check 'folders 16 deep' rc 0 lr-expire --spool "$tmp/deep"
mkdir "$deep/17"
check 'deeper ones are no success' rc 3 lr-expire --spool "$tmp/deep"
torn() { # whatever is in the files, each is done
	hits
	head -c 100000 /dev/urandom >"$spool/garbage"
	awk 'BEGIN { for (i = 0; i < 1100000; i++) printf "x"; print "" }' \
	    >"$spool/long"
	gzip -c "$spool/hits.ndjson" | head -c 40 >"$spool/torn.gz"
	printf '{"time":"2026-11-10T10:00:00Z"' >"$spool/torn"
	: >"$spool/empty"
	TZ=UTC touch -d '2026-11-12' "$spool"/*
	lr-expire --spool "$spool" --now 2026-11-20 >"$tmp/o" || return 1
	[ -z "$(ls -A "$spool")" ]
}
check 'hostile contents' torn

# ---- locked by a writer: it is waited for
writer() {
	hits
	(
		flock 9
		# appended under the lock: must not be lost
		echo '{"time":"2026-11-16T10:00:00Z","late":1}' >&9
	) 9>>"$spool/hits.ndjson"
	lr-expire --spool "$spool" --now 2026-11-17T10:00:00Z >/dev/null &&
	    grep -q late "$spool/hits.ndjson"
}
check 'what a writer appended stays' writer

# ---- killed while rewriting: what was left behind goes
killed() {
	hits
	echo half >"$spool/.lr-expire.new"
	lr-expire --spool "$spool" --now 2026-11-16 >/dev/null &&
	    [ ! -e "$spool/.lr-expire.new" ]
}
check 'a rewrite that was killed leaves nothing' killed
finish
