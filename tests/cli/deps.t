#!/bin/sh
# deps, with stand-ins for the tools of the system: what it installs, and what
# it says where it may not.
. tests/lib.sh

deps=$PWD/scripts/deps
fake=$tmp/bin
mkdir "$fake"
tool() { # name body
	printf '#!/bin/sh\n%s\n' "$2" >"$fake/$1"
	chmod +x "$fake/$1"
}
for t in sh cat grep mktemp rm env; do
	ln -s "$(command -v $t)" "$fake/$t"
done
echo 'ID=debian VERSION_ID=12' >"$tmp/debian"
echo 'ID=other VERSION_ID=99' >"$tmp/other"
tool dpkg-query 'for p; do :; done
case $p in gcc | libpsl-dev) [ -e '"$tmp"'/done ] || exit 1 ;; esac
echo installed'
tool apt-get 'echo "$*" >>'"$tmp"'/asked
case $* in *install*gcc*libpsl-dev) : >'"$tmp"'/done ;; esac'

run() { # os uid
	rm -f "$tmp/asked"
	tool id "echo $2"
	env -i PATH="$fake" LR_OS_RELEASE="$tmp/$1" sh "$deps"
}

check 'neither root nor sudo' rc 1 run debian 1000
check 'names what is missing' grep -q 'needed to build and run lr.*: gcc libpsl-dev$' \
    "$tmp/err"
check 'asks nothing' test ! -e "$tmp/asked"
check 'another system' rc 1 run other 0
check 'names it there too' grep -q ': gcc libpsl-dev$' "$tmp/err"
check 'asks nothing there' test ! -e "$tmp/asked"
check 'root installs' rc 0 run debian 0
check 'says what' grep -q 'installing gcc libpsl-dev' "$tmp/err"
check 'only what is missing' grep -q 'no-install-recommends gcc libpsl-dev$' \
    "$tmp/asked"
check 'the lists are not updated without need' test "$(wc -l <"$tmp/asked")" -eq 1
check 'a second run' rc 0 run debian 0
check 'is silent' test ! -s "$tmp/err" -a ! -s "$tmp/out"
check 'and asks nothing' test ! -e "$tmp/asked"

rm -f "$tmp/done"
tool apt-get 'echo "$*" >>'"$tmp"'/asked; echo "E: no network"; exit 100'
check 'apt-get fails' rc 1 run debian 0
check 'its words are shown' grep -q 'E: no network' "$tmp/err"
check 'the packages are named' grep -q ': gcc libpsl-dev$' "$tmp/err"
check 'an update was tried' grep -q ' update$' "$tmp/asked"

tool sudo 'echo sudo >>'"$tmp"'/asked; exec "$@"'
tool apt-get ': >'"$tmp"'/done'
check 'sudo' rc 0 run debian 1000
check 'was used' grep -q sudo "$tmp/asked"
check 'wrong words' rc 2 sh "$deps" --what
finish
