#!/bin/sh
# The page script and the recorder in a browser, behind Apache: see browser.sh.
. tests/lib.sh
. tests/help/browser.sh
browser_behind apache troubles recordings
check 'lr-replay can play them' sh -c "lr-replay --list \
    '$LR_STATE/recordings' | grep -q '\"path\":\"/fields.html\"'"
browser_end
