#!/bin/sh
# The demo prints the table that the README shows, and leaves nothing behind but
# a page in the build folder.
. tests/lib.sh

needs lr-mkdb lr-ingest lr-blacklist lr-resolve lr-enrich lr-report
table() {
	sed -n '/COMPANY/,/ UTC$/{s/^    //;p;}' "$1"
}
mkdir "$tmp/tmp"
check 'the demo runs' env TMPDIR="$tmp/tmp" sh -c \
    'exec sh scripts/demo --built "$1" >"$2"' demo "$LR_BUILD" "$tmp/demo"
is 'as the README shows it' "$(table "$tmp/demo")" "$(table README.md)"
check 'and as a page' grep -q 'Muster Maschinenbau GmbH</bdi>' "$LR_BUILD/leads.html"
is 'no temporary file is left' "$(ls "$tmp/tmp")" ''
check 'the stores are not touched' test ! -e "$LR_STATE"
check 'wrong words' rc 2 sh scripts/demo --what
finish
