#!/bin/sh
# csp-hash.sh FILE: its SHA-256 as a Content-Security-Policy writes it.
set -eu
bytes=$(sha256sum <"$1" | awk '{
	for (i = 1; i < 64; i += 2)
		printf "\\%03o", 16 * (index("0123456789abcdef",
		    substr($1, i, 1)) - 1) + index("0123456789abcdef",
		    substr($1, i + 1, 1)) - 1
}')
# shellcheck disable=SC2059 # the bytes are the format
printf "sha256-%s" "$(printf "$bytes" | base64)"
