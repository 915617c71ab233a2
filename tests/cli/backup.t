#!/bin/sh
# Copies of the stores: whole, and no way around a period.
. tests/lib.sh

needs lr-blacklist lr-expire
copies=$tmp/copies

learn() {
	printf '{"ip":"%s","kind":"unknown"}\n' "$2" |
	    lr-blacklist --learn --now "$1"
}
# Those of two addresses that pass.
passed() {
	printf '{"ip":"%s"}\n' 31.77.1.1 31.77.1.2 |
	    lr-blacklist --now "$1" | wc -l | tr -d ' '
}

learn 2026-01-31T10:00:00Z 31.77.1.1
learn 2026-03-01T10:00:00Z 31.77.1.2
check 'not with --check' rc 2 lr-expire --check --backup "$copies"
check 'not onto itself' rc 3 lr-expire --now 2026-03-01 --backup "$LR_STATE"
is 'a copy says when all in it has expired' \
    "$(lr-expire --now 2026-03-02 --backup "$copies" | grep backup)" \
    "{\"store\":\"blacklist.db\",\"backup\":\"$copies/blacklist.db\",\"expires\":\"2026-06-01T10:00:00Z\"}"
is 'the copies are for their owner alone' \
    "$(stat -c %a "$copies" "$copies/blacklist.db" | tr '\n' ' ')" '700 600 '
is 'nothing but stores, and no key' "$(ls -A "$copies")" blacklist.db
cp "$copies/blacklist.db" "$tmp/march.db"

# ---- restored when the first has expired
restore() { # copy
	rm -f "$LR_STATE"/blacklist.db*
	cp "$1" "$LR_STATE/blacklist.db"
}
lr-expire --now 2026-04-30T10:00:00Z >/dev/null
restore "$tmp/march.db"
is 'restored, a second before: both count' "$(passed 2026-04-30T09:59:59Z)" 0
is 'what has expired is not brought back' "$(passed 2026-04-30T10:00:00Z)" 1
is 'lr-expire deletes it there as well' \
    "$(lr-expire --now 2026-04-30T10:00:00Z | head -n 1)" \
    '{"store":"blacklist.db","what":"hashes","before":2,"expired":1,"after":1,"keep":"3mo"}'
is 'nor is it in the next copy' \
    "$(lr-expire --now 2026-05-01 --backup "$copies" >/dev/null &&
	lr-blacklist --list --state "$copies" | cut -c1-15)" '{"addresses":1,'

# ---- the copies themselves
check 'a copy can be watched' rc 1 lr-expire --check --state "$copies" \
    --now 2026-06-01T10:00:00Z
check 'and expired in place' rc 0 lr-expire --state "$copies" \
    --now 2026-06-01T10:00:00Z
is 'nothing is left in it' "$(lr-blacklist --list --state "$copies")" ''

# ---- an older copy's log beside a new copy
lr-expire --now 2026-05-01 --backup "$copies" >/dev/null
echo old >"$copies/blacklist.db-wal"
lr-expire --now 2026-05-01 --backup "$copies" >/dev/null
is 'what an older copy left beside it goes' "$(ls -A "$copies")" blacklist.db

# ---- a run that was killed half way
echo half >"$copies/.blacklist.db.new"
head -c 9000 "$copies/blacklist.db" >"$copies/.blacklist.db.new-journal"
lr-expire --now 2026-05-01 --backup "$copies" >/dev/null
is 'what a run that was killed has left goes' "$(ls -A "$copies")" blacklist.db

# ---- beside a program that writes
beside() {
	awk 'BEGIN { for (i = 0; i < 70000; i++)
	    printf "{\"ip\":\"31.79.%d.%d\",\"kind\":\"unknown\"}\n",
		i / 256 % 256, i % 256 }' >"$tmp/in"
	lr-blacklist --learn --now 2026-05-01 <"$tmp/in" &
	pid=$!
	for i in 1 2 3; do
		lr-expire --now 2026-05-01 --backup "$copies" >/dev/null ||
		    return 1
		lr-blacklist --list --state "$copies" >/dev/null || return 1
	done
	wait "$pid" || return 1
	lr-expire --now 2026-05-01 --backup "$copies" >/dev/null
	lr-blacklist --list --state "$copies" >"$tmp/a"
	lr-blacklist --list | cmp - "$tmp/a"
}
check 'beside a --learn' beside

# ---- no copy of what could not be expired
cp "$copies/blacklist.db" "$tmp/good.db"
rm -f "$LR_STATE"/blacklist.db*
head -c 9000 /dev/zero >"$LR_STATE/blacklist.db"
check 'a corrupt store' rc 3 lr-expire --now 2026-05-01 --backup "$copies"
check 'leaves the copy alone' cmp "$tmp/good.db" "$copies/blacklist.db"
check 'a folder that cannot be made' \
    rc 3 lr-expire --state "$tmp/none" --backup "$tmp/no/such"
finish
