#!/bin/sh
# lr-resolve against RDAP servers of ours, good ones and bad ones.
. tests/lib.sh
. tests/help/server.sh

needs lr-resolve
cd "$tmp" || exit 1

# Addresses for documentation are reserved ones to lr, and not asked about: these
# made-up assignments lie elsewhere.
tr ' ' '\t' >data <<'END'
62.96.1.0/24 net LOREM-NET Lorem-Ipsum-GmbH DE
62.96.2.0/24 person Jo-Doe
62.96.3.0/24 limit 429 1 1
62.96.4.0/24 html
62.96.5.0/24 status 500
62.96.6.0/24 circle
62.96.7.0/24 chain 5
62.96.8.0/24 reset
62.96.9.0/24 deep
62.96.10.0/24 big 10000000
62.96.11.0/24 endless
62.96.12.0/24 status 404
62.96.13.0/24 redirect https://rdap.example.net
62.96.14.0/24 silent
62.96.15.0/24 drip 50
62.96.16.0/24 cut
END
server rdapd data
base=http://127.0.0.1:$port

# go OPTION...: addresses, one a line, through lr-resolve
go() {
	sed 's/.*/{"ip":"&"}/' | lr-resolve --no-dns --no-whois "$@" \
	    >"$tmp/out" 2>"$tmp/err"
	echo $? >"$tmp/code"
}
asks() { go --rdap-base "$base" "$@"; }
code() { cat "$tmp/code"; }

# How many questions there were; asking costs one of /counts, which is none.
questions() {
	perl -MIO::Socket::INET -e '
		$s = IO::Socket::INET->new("127.0.0.1:'"$port"'") or die;
		print $s "GET /counts HTTP/1.0\r\n\r\n";
		while (<$s>) { last if /^total\t(\d+)/ && print $1 }'
}

echo 62.96.1.7 | asks
is 'a network, its name and its holder' "$(cat out)" \
    '{"ip":"62.96.1.7","network":"62.96.1.0/24","netname":"LOREM-NET","holder":"Lorem-Ipsum-GmbH","holder_country":"DE","holder_status":"ASSIGNED PA","resolved_by":"rdap"}'
is 'one question' "$(questions)" 1
seq 1 50 | sed 's/^/62.96.1./' | asks
is 'neighbours cost none, nor does a second run' \
    "$(grep -c Lorem out) $(questions)" '50 1'
echo 62.96.2.7 | asks
is 'a person is not named' "$(grep -c 62.96.2.0/24 out) $(
	cat out err "$LR_STATE"/* | grep -ac Jo-Doe)" '1 0'
echo 62.96.3.7 | asks
is 'a server that says "later" is asked later' \
    "$(code) $(grep -c Late out)" '0 1'
echo 62.96.7.7 | asks
is 'five redirects' "$(code) $(grep -c Late out)" '0 1'

n=0
for i in 4 5 6 8 9 10 11 12 13 14 15 16; do
	echo 62.96.$i.7 | asks --deadline 1
	[ "$(sed 's/,"unanswered":true//' out)" = "{\"ip\":\"62.96.$i.7\"}" ] &&
	    n=$((n + 1))
done
is 'bad servers leave the record without a network' $n 12
echo 62.96.5.8 | asks --no-cache
is 'an answer that is missing is told' "$(code)" 4
echo 62.96.12.8 | asks --no-cache
is 'that nothing is registered is an answer' "$(code)" 0
n=$(questions)
echo 62.96.12.9 | asks
is 'and is remembered' "$(questions)" "$n"
echo 62.96.1.8 | asks --no-cache --no-rdap
is '--no-rdap asks nobody' "$(cat out) $(questions)" "{\"ip\":\"62.96.1.8\"} $n"

cat >boot <<END
{"version":"1.0","services":[[["62.96.0.0/16"],["$base/x/"]]]}
END
echo 62.96.1.9 | go --no-cache --bootstrap boot
is '--bootstrap' "$(grep -c Lorem out) $(code)" '1 0'
echo 93.1.1.1 | go --no-cache --bootstrap boot
is 'an address that it has no server for' "$(cat out)" '{"ip":"93.1.1.1"}'
check '--bootstrap of a file that is not there' \
    rc 3 lr-resolve --bootstrap none
check '--bootstrap of a file that is none' rc 3 lr-resolve --bootstrap data
is '--list-egress names the server' "$(lr-resolve --no-dns --no-whois \
    --rdap-base "$base" --list-egress | cut -f 1-2)" "rdap	127.0.0.1:$port"

if command -v openssl >/dev/null; then
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout key -out cert -days 2 -subj /CN=localhost \
	    -addext subjectAltName=DNS:localhost 2>/dev/null
	mkfifo tls
	openssl s_server -accept 127.0.0.1:0 -www -cert cert -key key \
	    >tls 2>/dev/null &
	pids="$pids $!"
	exec 4<tls
	while read -r line <&4; do
		case $line in ACCEPT*) break ;; esac
	done
	echo 62.96.1.7 | SSL_CERT_FILE=$tmp/cert go --no-cache --rdap-base \
	    "https://localhost:${line##*:}"
	is 'a certificate that nobody vouches for' "$(code) $(cat out)" \
	    '4 {"ip":"62.96.1.7","unanswered":true}'
else
	skip 'certificates' 'no openssl here'
fi
finish
