#!/bin/sh
# The page script in a browser, behind nginx: see browser.sh.
. tests/lib.sh
. tests/help/browser.sh
browser_behind nginx visits
is 'the image tells the same' "$(lr-ingest --pixel /lr.gif "$site_log" \
    2>/dev/null | tail -n 1 | jq -c 'del(.time, .agent)')" \
    '{"ip":"45.0.0.7","site":"pixel","method":"GET","path":"/pixel.html","query":"utm_source=a","status":200,"title":"A page"}'
browser_end
