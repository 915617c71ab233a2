#!/bin/sh
# lr-resolve against a whois server of ours, whoisd, that has good and bad days.
. tests/lib.sh
. tests/help/server.sh

needs lr-resolve
cd "$tmp" || exit 1

# go OPTION...: standard input through lr-resolve, which asks nobody else
go() {
	lr-resolve --no-dns --no-rdap --whois-server "127.0.0.1:$port" "$@" \
	    >out 2>err
	echo $? >code
}

code() { cat code; }
ip() { printf '{"ip":"%s"}\n' "$@"; }
forget() { rm -rf "$LR_STATE"; }

cat >data <<'END'
@ 5.9.0.0/16
inetnum: {net}
netname: EX-{ip}
descr:   Beispiel Werkzeuge GmbH
country: DE
status:  ASSIGNED PA

person:  Erika Mustermann
address: Beispielweg 1
@ 2a00:1:2:3::/64
inet6num: 2a00:1:2::/48
descr:    Example AS
country:  NO
@ 5.8.1.0/24	reset
@ 5.8.2.0/24	close
@ 5.8.3.0/24	silent
@ 5.8.4.0/24	endless
inetnum: {net}
remarks: and so on
@ 5.8.5.0/24	half
inetnum: {net}
descr:   Half GmbH
@ 5.8.6.0/24	drip	700
inetnum: {net}
descr:   Slow GmbH
@ 5.8.7.0/24
inetnum: 5.8.8.0 - 5.8.8.255
descr:   Another GmbH
@ 5.8.9.0/24
<html>Service unavailable</html>
@ 5.8.10.0/24
%ERROR:201: access denied for 198.51.100.7
%
% Queries from your IP address have passed the daily limit
@ 5.8.11.0/24
%ERROR:101: no entries found
@ 5.8.12.0/24
% IANA WHOIS server

refer: 127.0.0.1
@ 5.8.13.0/24	drip	1
inetnum: {net}
descr:   Drip GmbH
END
server whoisd data

# ---- what is told
ip 5.9.1.1 2a00:1:2:3:4:5:6:7 | go
is 'networks' "$(cat out)" '{"ip":"5.9.1.1","network":"5.9.1.0/24","netname":"EX-5.9.1.1","holder":"Beispiel Werkzeuge GmbH","holder_country":"DE","holder_status":"ASSIGNED PA","resolved_by":"whois"}
{"ip":"2a00:1:2:3:4:5:6:7","network":"2a00:1:2::/48","holder":"Example AS","holder_country":"NO","resolved_by":"whois"}'
is 'exit code' "$(code)" 0
ip 5.9.1.200 2a00:1:2:9::1 | go
is 'networks are remembered' "$(grep -c '"resolved_by":"cache"' out)" 2
for i in 1 2 3 4 5 6 7 8 9; do ip 5.9.2.$i; done | go
is 'neighbours' "$(grep -c '"network":"5.9.2.0/24"' out)" 9
ip 5.8.13.1 | go
is 'byte by byte' "$(sed 's/.*"holder":"\([^"]*\)".*/\1/' out)" 'Drip GmbH'
ip 5.8.11.1 | go
is 'no such network' "$(code) $(cat out)" '0 {"ip":"5.8.11.1"}'
ip 5.8.11.9 | go
ip 5.8.12.1 | go
is 'a referral of a server that was given' "$(code) $(cat out)" \
    '0 {"ip":"5.8.12.1"}'
server_end >asked
is 'each network is asked for once, of IPv6 the /64' "$(sort asked)" \
    '1	2a00:1:2:3::
1	5.8.11.0/24
1	5.8.12.0/24
1	5.8.13.0/24
1	5.9.1.0/24
1	5.9.2.0/24'

# ---- a server that fails: the record says so, and the exit code is later's
server whoisd data
for i in 1 2 3 4 5 6 7 9 10; do
	forget
	ip 5.8.$i.1 | go --deadline 0.3 -v
	is "bad answer $i" "$(code) $(cat out)" \
	    "4 {\"ip\":\"5.8.$i.1\",\"unanswered\":true}"
done
ip 5.9.9.1 | go
is 'a server that refused is left alone' "$(code) $(cat out)" \
    '4 {"ip":"5.9.9.1","unanswered":true}'
server_end >asked
is 'by later runs as well' "$(grep -c 5.9.9 asked)" 0
forget
ip 5.9.1.1 | go
is 'nobody there' "$(code) $(cat out)" \
    '4 {"ip":"5.9.1.1","unanswered":true}'

# ---- good and bad ones together
server whoisd data
forget
awk 'BEGIN { for (i = 0; i < 600; i++)
    printf "{\"n\":%d,\"ip\":\"5.%d.%d.%d\"}\n", i, 8 + i % 2, i / 2 % 14,
    i / 28 }' >in
go --deadline 0.3 <in
sed 's/\(,"ip":"[0-9.]*"\).*/\1}/' out >ips
check 'each record comes back, in order' cmp in ips
is 'exit code 4' "$(code)" 4
is 'what is told is right' "$(grep '"network"' out |
    grep -vc '"5\.9\.\([0-9]*\)\.[0-9]*","network":"5\.9\.\1\.0/24"\|Drip')" 0
is 'nobody named' "$(cat out err | grep -c 'Mustermann')" 0
server_end >asked

# ---- two at once
server whoisd data
forget
awk 'BEGIN { for (i = 0; i < 100; i++) printf "{\"ip\":\"5.9.%d.1\"}\n", i }' \
    >in
mkdir -p two
(cd two && lr-resolve --no-dns --no-rdap --whois-server "127.0.0.1:$port" \
    <../in >out) &
two=$!
go <in
wait $two
is 'two at once: exit codes' "$? $(code)" '0 0'
is 'all is told to both' "$(cat out two/out | grep -c '"holder":"Beispiel')" 200
server_end >asked
is 'each network is asked for once' \
    "$(wc -l <asked | tr -d ' ') $(grep -vc '^1	' asked)" '100 0'

finish
