#!/bin/sh
# The page script in a browser, behind lighttpd: see browser.sh.
. tests/lib.sh
. tests/help/browser.sh
browser_behind lighttpd choices
browser_end
