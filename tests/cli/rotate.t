#!/bin/sh
# A new key for the hashes: what was hashed with the old one goes on counting.
. tests/lib.sh

needs lr-blacklist lr-expire

# passed NOW ADDRESS...: those that are not on the list
passed() {
	now=$1
	shift
	printf '{"ip":"%s"}\n' "$@" | lr-blacklist --now "$now" |
	    sed 's/.*"ip":"//; s/"}//' | tr '\n' ' '
}
learn() {
	printf '{"ip":"%s","kind":"unknown"}\n' "$2" |
	    lr-blacklist --learn --now "$1"
}

check 'no list, no key' rc 1 lr-blacklist --rotate
learn 2026-01-31T10:00:00Z 31.77.1.1
learn 2026-01-31T10:00:00Z 31.77.1.2
lr-blacklist --add --now 2026-01-31 31.77.2.1 31.77.2.2
cp "$LR_STATE/hash.key" "$tmp/first"
check '--dry-run' rc 0 lr-blacklist --rotate --dry-run --now 2026-03-01
check '--dry-run changes nothing' cmp "$tmp/first" "$LR_STATE/hash.key"
check 'rotate' rc 0 lr-blacklist --rotate --now 2026-03-01
check 'the old key is kept' cmp "$tmp/first" "$LR_STATE/hash.key.old"
check 'the key is a new one' sh -c '! cmp -s "$tmp/first" "$LR_STATE/hash.key"'
is 'both for their owner alone' "$(stat -c %a "$LR_STATE"/hash.key* | tr '\n' ' ')" \
    '600 600 '
learn 2026-03-02 31.77.3.1
is 'entries of both keys count' \
    "$(passed 2026-03-02 31.77.1.1 31.77.1.2 31.77.2.1 31.77.2.2 31.77.3.1 31.77.4.1)" \
    '31.77.4.1 '
check 'not twice in three months' rc 4 lr-blacklist --rotate --now 2026-05-31
check 'it says until when' grep -q 'needed until 2026-06-01T00:00:00Z' "$tmp/err"
check 'an entry of the old key can be removed' \
    rc 0 lr-blacklist --remove --now 2026-03-02 31.77.1.2 31.77.2.2
is 'and is gone' "$(passed 2026-03-02 31.77.1.2 31.77.2.2)" \
    '31.77.1.2 31.77.2.2 '
is 'a second before its end' "$(passed 2026-04-30T09:59:59Z 31.77.1.1)" ''
is 'then it counts no more' "$(passed 2026-04-30T10:00:00Z 31.77.1.1)" \
    '31.77.1.1 '

key() {
	lr-expire --now "$1" | grep hash.key
}
is 'the old key: a second before' "$(key 2026-05-31T23:59:59Z)" \
    '{"store":"hash.key.old","what":"keys","before":1,"expired":0,"after":1,"keep":"3mo"}'
is 'it stays for what the operator added' "$(key 2026-06-02)" \
    '{"store":"hash.key.old","what":"keys","before":1,"expired":0,"after":1,"keep":"3mo"}'
check 'nor is there another' rc 4 lr-blacklist --rotate --now 2026-06-02
check 'it says why' grep -q 'for 1 addresses of yours' "$tmp/err"
lr-blacklist --add --now 2026-06-02 31.77.2.1
is 'added again: it is over age' "$(key 2026-06-02)" \
    '{"store":"hash.key.old","what":"keys","before":1,"expired":1,"after":0,"keep":"3mo"}'
is 'the old key is gone' "$(ls "$LR_STATE"/hash.key*)" "$LR_STATE/hash.key"
is 'and the address is still on the list' "$(passed 2027-06-02 31.77.2.1)" ''
is 'once' "$(lr-blacklist --list | grep operator | cut -c1-15)" '{"addresses":1,'

ln "$LR_STATE/hash.key" "$LR_STATE/hash.key.old"
check 'killed half way: it can be done again' \
    rc 0 lr-blacklist --rotate --now 2026-07-01
is 'and the addresses count' "$(passed 2026-07-01 31.77.2.1)" ''
chmod 644 "$LR_STATE/hash.key.old"
check 'an old key that others can read is refused' \
    rc 3 lr-blacklist --list
finish
