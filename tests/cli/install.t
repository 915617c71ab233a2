#!/bin/sh
# make install and uninstall into a folder; the installed programs work from
# there, lr-daily finds the others beside itself.
. tests/lib.sh

ls "$LR_BIN"/lr-* >/dev/null 2>&1 || {
	skip install 'nothing is built'
	finish
}
root=$tmp/root
# The build folder as make names it: below the top of the tree.
build=${LR_BUILD#"$PWD"/}
mk() {
	make -s BUILD="$build" DESTDIR="$root" PREFIX=/opt/lr \
	    -o all "$1"
}
# Anywhere in memory, its tables read-only, no code on the stack.
hardened() {
	readelf -dlW "$1" >"$tmp/elf" && grep -q 'FLAGS_1.* NOW PIE' "$tmp/elf" &&
	    grep -q ' GNU_RELRO ' "$tmp/elf" &&
	    grep -q ' GNU_STACK .* RW ' "$tmp/elf"
}
check 'make install' mk install
for c in "$LR_BIN"/lr-*; do
	c=${c##*/}
	check "$c is there" cmp "$LR_BIN/$c" "$root/opt/lr/bin/$c"
	check "$c has its completion" \
	    test -s "$root/opt/lr/share/bash-completion/completions/$c"
	if command -v readelf >/dev/null; then
		check "$c is hardened" hardened "$LR_BIN/$c"
	else
		skip "$c is hardened" 'no readelf here'
	fi
done
for c in lr-daily lr-cluster; do
	check "$c is there" cmp "scripts/$c" "$root/opt/lr/bin/$c"
	check "$c has its completion" \
	    test -s "$root/opt/lr/share/bash-completion/completions/$c"
done
for m in man/*.[1-9]; do
	check "$m is there" \
	    cmp "$m" "$root/opt/lr/share/man/man${m##*.}/${m#man/}"
done
check 'README and licence' test -s "$root/opt/lr/share/doc/lr/LICENSE" -a \
    -s "$root/opt/lr/share/doc/lr/README.md"
if [ -x "$root/opt/lr/bin/lr-ingest" ]; then
	check 'lr-daily finds its programs' \
	    env PATH=/usr/bin:/bin "$root/opt/lr/bin/lr-daily" --version
fi
check 'make uninstall' mk uninstall
is 'nothing is left' "$(find "$root" -type f)" ''
finish
