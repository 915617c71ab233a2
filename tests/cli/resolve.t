#!/bin/sh
# lr-resolve against DNS servers of ours: knot with zones made here, and
# dnsbad, which misbehaves.
. tests/lib.sh
. tests/help/server.sh

needs lr-resolve
cd "$tmp" || exit 1

# bad_server NAME: starts one; its port is in $port, its questions in NAME.log
bad_server() {
	: >"$1.log"
	server dnsbad "$1.log"
}

# The registries have tests of their own.
dns_only() { lr-resolve --no-rdap --no-whois "$@"; }

# go OPTION...: standard input through lr-resolve, which asks dnsbad
go() {
	dns_only --server "127.0.0.1:$at" --timeout 0.4 "$@" \
	    >"$tmp/out" 2>"$tmp/err"
	echo $? >"$tmp/code"
}

# The same without repetitions, where questions are counted
once() { go --tries 1 --timeout 20 "$@"; }

code() { cat "$tmp/code"; }

ip() { printf '{"ip":"%s"}\n' "$1"; }
ptr() { sed -n 's/.*"ptr":"\([^"]*\)".*/\1/p' "$tmp/out"; }
questions() { wc -l <one.log | tr -d ' '; }

# many N C: N records with distinct addresses for mode C of dnsbad
many() {
	awk -v n="$1" -v c="$2" 'BEGIN { for (i = 0; i < n; i++)
	    printf "{\"n\":%d,\"ip\":\"9.%d.%d.%d\"}\n", i, i / 250, c,
	    i % 250 }'
}

bad_server one
at=$port
bad_pid=$pid

# ---- asked once, remembered
for i in 1 2 1 2 1; do ip 9.9.0.$i; done | once
is 'a name and that it leads back' "$(head -n 1 "$tmp/out")" \
    '{"ip":"9.9.0.1","ptr":"h9-9-0-1.example.com","ptr_verified":true}'
is 'every record has its answer' "$(ptr | sort | uniq -c | tr -s ' ')" \
    ' 3 h9-9-0-1.example.com
 2 h9-9-0-2.example.com'
is 'each address is asked about once: PTR and A' "$(questions)" 4
ip 9.9.0.1 | go
is 'a second run asks nobody' "$(questions) $(ptr)" '4 h9-9-0-1.example.com'
ip 9.9.0.1 | go --offline
is '--offline knows what is cached' "$(code) $(ptr)" '0 h9-9-0-1.example.com'
is 'the cache holds no readable name' "$(cat "$LR_STATE"/resolve.db* |
    grep -ac 'h9-9-0-1\|example')" 0
ip 9.9.0.3 | go --offline
is '--offline asks nobody' "$(code) $(cat "$tmp/out") $(questions)" \
    '0 {"ip":"9.9.0.3"} 4'
ip 9.9.0.3 | go --offline --state "$tmp/none"
is '--offline without a cache' "$(code) $(cat "$tmp/out" "$tmp/err")" \
    '0 {"ip":"9.9.0.3"}'
check '--offline makes no cache' test ! -e "$tmp/none"
ip 9.9.0.1 | once --no-cache
is '--no-cache asks again' "$(questions)" 6
ip 9.9.0.1 | once --refresh
is '--refresh asks again' "$(questions)" 8
is 'the stores hold no address and nobody else may read them' \
    "$(find "$LR_STATE" -perm /077 | tr '\n' ' ')$(
	grep -la -e '9\.9\.0\.1' -e '9-9-0-1.in-addr' "$LR_STATE"/*.key)" ''

# ---- retention: names 3 months of the calendar, absences 7 days
ask_at() { # ADDR TIME: how many questions that took
	q0=$(questions)
	ip "$1" | once --now "$2"
	echo $(($(questions) - q0))
}
is 'a name is cached' "$(ask_at 9.9.0.9 2026-01-31T12:00:00Z) $(
	ask_at 9.9.0.9 2026-01-31T12:00:00Z)" '2 0'
is 'for three months' "$(ask_at 9.9.0.9 2026-04-30T11:59:59Z)" 0
is 'and not longer' "$(ask_at 9.9.0.9 2026-04-30T12:00:01Z)" 2
is 'no name is cached' "$(ask_at 9.9.9.9 2026-01-31T12:00:00Z) $(
	ask_at 9.9.9.9 2026-01-31T12:00:00Z)" '1 0'
is 'for seven days' "$(ask_at 9.9.9.9 2026-02-07T11:59:59Z)" 0
is 'and not longer either' "$(ask_at 9.9.9.9 2026-02-07T12:00:01Z)" 1
ip 9.9.2.9 | go
q0=$(questions)
ip 9.9.2.9 | go
check 'a failure is not cached' test "$(questions)" -gt "$q0"

# ---- which records are asked about
go <<'END'
{"ip":"9.9.0.20","ptr":"known.example.com"}
{"n":1}
{"ip":null}
{"ip":"192.168.1.1"}
{"ip":"198.51.100.7"}
{"ip":"fe80::1"}
END
reserved='holder_status:reserved'
is 'a ptr stays, reserved addresses are not asked about' \
    "$(code) $(tr -d '"' <"$tmp/out")" "0 {ip:9.9.0.20,ptr:known.example.com}
{n:1}
{ip:null}
{ip:192.168.1.1,$reserved}
{ip:198.51.100.7,$reserved}
{ip:fe80::1,$reserved}"
echo '{"ip":"9.9.0.20","ptr":"old","ptr_verified":true,"n":1}' | go --again
is '--again replaces it' "$(cat "$tmp/out")" \
    '{"ip":"9.9.0.20","n":1,"ptr":"h9-9-0-20.example.com","ptr_verified":true}'
echo '{"ip":"9.9.2.20","ptr":"old"}' | go --again
is 'but only by an answer' "$(code) $(cat "$tmp/out")" \
    '4 {"ip":"9.9.2.20","ptr":"old","unanswered":true}'
printf '{"ip":"9.9.0.256"}\n{"ip":1}\n{"ip":""}\n' | go
is 'no address is no record' "$(code) $(wc -c <"$tmp/out") $(
	grep -c 'ip: not an address' "$tmp/err")" '1 0 3'
printf 'time,ip\n2026-11-22,9.9.0.30\n2026-11-22,9.9.9.30\n' | go
is 'CSV gets columns' "$(tr -d '\r' <"$tmp/out" | cut -d, -f1-5,10-)" \
    'time,ip,ptr,ptr_verified,network,resolved_by,unanswered
2026-11-22,9.9.0.30,h9-9-0-30.example.com,true,,,
2026-11-22,9.9.9.30,,,,,'

# ---- order
{
	ip 9.9.7.40
	for i in 1 2 3 4 5 6; do ip 9.9.0.4$i; done
} >in
go <in
is 'order is kept' "$(sed 's/,.*/}/' "$tmp/out")" "$(cat in)"
go --unordered --no-cache <in
is '--unordered gives it up' "$(sed -n '$s/,.*//p' "$tmp/out") $(
	sort "$tmp/out" | sed 's/,.*/}/' | cksum)" \
    "{\"ip\":\"9.9.7.40\" $(sort in | cksum)"

# ---- bad servers: one record out for each, whatever happens
for mode in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 18 19 20 21; do
	ip 9.9.$mode.50
done >in
go --deadline 2 --timeout 1 --tries 2 --no-cache <in
is 'all records come out of a bad server' "$(sed 's/,.*/}/' "$tmp/out")" \
    "$(cat in)"
is 'names from a bad server' "$(ptr)" 'h9-9-0-50.example.com
h9-9-4-50.example.com
h9-9-7-50.example.com
h9-9-12-50.example.com
h9-9-18-50.example.com
h9-9-19-50.example.com
h9-9-20-50.example.com'
is 'verified ones' "$(grep -c 'ptr_verified":true' "$tmp/out")" 5
is 'failures are counted' "$(code) $(grep -c \
    ': 12 of 21 addresses got no answer' "$tmp/err")" '4 1'
check 'a cut answer is asked for over TCP' grep -q '^50.4.9.9.*tcp' one.log
is 'several names are looked at, not all' "$(
	grep '^z.*example.net' one.log | sort -u | wc -l | tr -d ' ')" 7
many 1500 17 >in
go --no-cache --timeout 2 <in
is 'nothing is lost at 1 % loss' "$(code) $(grep -c \
    'ptr_verified":true' "$tmp/out")" '0 1500'
many 2000 0 >in
for j in 1 200 2000; do
	go --no-cache --timeout 2 -j $j <in
	is "nothing is lost at -j $j" "$(code) $(sed 's/,"ptr.*/}/' "$tmp/out" |
	    cmp - in 2>&1)$(grep -c 'ptr_verified":true' "$tmp/out")" '0 2000'
done

# ---- dead servers
unanswered() { # all records came out, with that and nothing else
	sed 's/,"unanswered":true}/}/' "$tmp/out" | cmp - in
	grep -vc '"unanswered":true' "$tmp/out" | grep -v '^0$'
}
bad_server two
kill -STOP "$pid"
dead=$port
many 300 0 >in
dns_only --no-cache --server "127.0.0.1:$dead" --timeout 0.1 \
    --deadline 0.5 in >"$tmp/out" 2>"$tmp/err"
is 'a silent server: all records, exit code 4' "$? $(unanswered)" '4 '
dns_only --no-cache --server "127.0.0.1:$dead" --server "127.0.0.1:$at" \
    --timeout 0.5 in >"$tmp/out" 2>"$tmp/err"
is 'the other server is asked' "$? $(ptr | wc -l | tr -d ' ')" '0 300'
kill -CONT "$pid"
kill "$pid"
wait "$pid" 2>/dev/null
dns_only --no-cache --server "127.0.0.1:$dead" --timeout 0.1 \
    --deadline 0.5 in >"$tmp/out" 2>"$tmp/err"
is 'a closed port: all records, exit code 4' "$? $(unanswered)" '4 '
dns_only --no-cache --server "127.0.0.1:$dead" --server "127.0.0.1:$at" \
    --timeout 0.2 in >"$tmp/out" 2>"$tmp/err"
is 'the open port is asked' "$? $(ptr | wc -l | tr -d ' ')" '0 300'
once -v --no-cache <in
is '-v names who was asked how often' "$(grep -c \
    "server 127.0.0.1:$at: [1-9][0-9]* questions, [1-9][0-9]* answers, [0-9]" \
    "$tmp/err")" 1

# ---- live input
mkfifo live.in live.out
dns_only --no-cache --server "127.0.0.1:$at" <live.in >live.out 2>/dev/null &
live=$!
pids="$pids $live"
exec 3>live.in 4<live.out
ip 9.9.0.60 >&3
is 'a record comes through at once' "$(timeout 20 head -n 1 <&4)" \
    '{"ip":"9.9.0.60","ptr":"h9-9-0-60.example.com","ptr_verified":true}'
ip 9.9.7.60 >&3
printf '{"ip":"9.9' >&3
is 'also before half a record' "$(timeout 20 head -n 1 <&4)" \
    '{"ip":"9.9.7.60","ptr":"h9-9-7-60.example.com","ptr_verified":true}'
echo '.0.61"}' >&3
exec 3>&-
is 'and the rest at the end' "$(cat <&4)" \
    '{"ip":"9.9.0.61","ptr":"h9-9-0-61.example.com","ptr_verified":true}'
exec 4<&-
wait $live
many 5000 0 | dns_only --no-cache --server "127.0.0.1:$at" 2>err |
    head -n 1 >/dev/null
is 'a reader that goes away is no news' "$(cat err)" ''

# ---- a cache that cannot be used
mkdir broken
head -c 8192 /dev/urandom >broken/resolve.db
ip 9.9.0.1 | go --state broken
is 'a corrupt cache' "$(code) $(grep -c 'broken/resolve.db: .*move it away' \
    "$tmp/err") $(wc -c <"$tmp/out" | tr -d ' ')" '3 1 0'
ip 9.9.0.1 | go --state in
is 'a folder that is none' "$(code)" 3
ip 9.9.0.1 | go --state in --no-cache
is '--no-cache does without' "$(code) $(ptr)" '0 h9-9-0-1.example.com'
for w in '--server 127.0.0.1:0' '--server nonsense' '--server [::1' \
    '--timeout 0' '--timeout 1x' '--tries 0' '-j 0' '--offline --refresh' \
    '--now never'; do
	# shellcheck disable=SC2086 # words
	check "wrong: $w" rc 2 lr-resolve $w
done

# ---- knot: zones as people write them
command -v knotd >/dev/null || PATH=$PATH:/usr/sbin
command -v knotd >/dev/null || {
	skip knot 'knotd is not installed'
	finish
}
bad_server three # for a port that is free
kill "$pid"
wait "$pid" 2>/dev/null
at=$port
l=$(printf '%063d' 0 | tr 0 a)
m=$(printf '%049d' 0 | tr 0 a).example.com
mkdir zones db
head='@ 60 SOA ns.example.com. h.example.com. 1 2 3 4 5
@ 60 NS ns.example.com.'
cat >zones/v4 <<END
$head
1 60 PTR www.example.com.
2 60 PTR elsewhere.example.com.
4 60 PTR a.example.com.
4 60 PTR mail.example.com.
4 60 PTR zzz.example.com.
5 60 PTR UPPER.Example.COM.
6 60 CNAME 6.0/26
0/26 60 NS ns.example.com.
10 60 PTR bell\\007.example.com.
11 60 PTR \\061cmd\\124calc.example.com.
12 60 PTR \\060b\\062x\\060\\047b\\062.example.com.
13 60 PTR $l.$l.$l.$m.
14 60 PTR -option.example.com.
15 60 PTR 192.0.2.1.
16 60 PTR a\\.b.example.com.
17 60 PTR \\195\\164.example.com.
18 60 PTR under_score.example.com.
19 60 PTR alias.example.com.
20 60 PTR .
21 60 PTR \\027\\091m.example.com.
21 60 PTR good.example.com.
22 60 TXT "no name"
23 60 CNAME loop
loop 60 CNAME 23
24 60 PTR a\\000b.example.com.
25 60 PTR host-7-7-7-25.example.com.
25 60 PTR www.example.net.
26 60 PTR 26.7.7.7.dsl.example.com.
26 60 PTR mail.example.net.
27 60 PTR dyn27.example.com.
27 60 PTR www.example.net.
28 60 PTR xn--bcher-kva.example.com.
29 60 PTR xn--a.xn--.example.com.
30 60 CNAME 30.customer.example.net.
40 60 PTR crawl-1.googlebot.com.
41 60 PTR crawl-1.googlebot.com.
END
printf '%s\n6 60 PTR six.example.com.\n' "$head" >zones/v4sub
printf '%s\n%s 60 PTR v6.example.com.\n' "$head" \
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 >zones/v6
cat >zones/names <<END
$head
ns 60 A 127.0.0.1
www 60 A 7.7.7.1
elsewhere 60 A 7.7.7.99
mail 60 A 7.7.7.4
mail 60 A 7.7.7.5
zzz 60 A 7.7.7.4
upper 60 A 7.7.7.5
six 60 A 7.7.7.6
under_score 60 A 7.7.7.18
alias 60 CNAME real
real 60 A 7.7.7.19
good 60 A 7.7.7.21
v6 60 AAAA 2a0f:ffff::1
26.7.7.7.dsl 60 A 7.7.7.26
dyn27 60 A 7.7.7.27
xn--bcher-kva 60 A 7.7.7.28
END
cat >zones/others <<END
$head
mail 60 A 7.7.7.26
www 60 A 7.7.7.1
30.customer 60 PTR shop.example.net.
shop 60 A 7.7.7.30
END
cat >zones/bgp <<END
$head
0.7.7.7.origin 60 TXT "64500 | 7.7.0.0/16 | DE | ripencc | 2001-01-01"
0.7.7.7.origin 60 TXT "64501 64502 | 7.7" ".6.0/23 | DE | ripencc |"
0.9.7.7.origin 60 TXT "64501 | 7.7.9.0/24 | DE | ripencc |"
AS64501 60 TXT "64501 | DE | ripencc | | EXAMPLE-AS - M\\195\\188ller \\"x\\", DE"
END
cat >zones/crawlers <<END
$head
crawl-1 60 A 7.7.7.40
END
# for packet loss: 7.8.0.0 and on
awk -v head="$head" 'BEGIN {
	print head >"zones/many"
	print head >"zones/many.names"
	for (i = 0; i < 3000; i++) {
		printf "%d.%d 60 PTR h%d.many.example.\n", i % 250, i / 250,
		    i >"zones/many"
		printf "h%d 60 A 7.8.%d.%d\n", i, i / 250,
		    i % 250 >"zones/many.names"
		printf "{\"ip\":\"7.8.%d.%d\"}\n", i / 250,
		    i % 250 >"many.in"
	}
}'
zone() { printf '  - domain: "%s"\n    file: %s/zones/%s\n' "$1" "$tmp" "$2"; }
{
	printf 'server:\n    listen: 127.0.0.1@%s\n    rundir: %s\n' "$at" "$tmp"
	printf '    udp-workers: 1\n    tcp-workers: 1\n'
	printf '    background-workers: 1\n'
	printf 'database:\n    storage: %s/db\n' "$tmp"
	printf 'template:\n  - id: default\n    zonefile-load: whole\n'
	printf '    journal-content: none\n    semantic-checks: off\n'
	printf 'zone:\n'
	zone 7.7.7.in-addr.arpa v4
	zone 0/26.7.7.7.in-addr.arpa v4sub
	zone f.f.f.f.f.0.a.2.ip6.arpa v6
	zone example.com names
	zone example.net others
	zone asn.example bgp
	zone googlebot.com crawlers
	zone 8.7.in-addr.arpa many
	zone many.example many.names
} >knot.conf
# start_knot: until it answers; its process is $knot
start_knot() {
	knotd -c knot.conf >knot.log 2>&1 &
	knot=$!
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		ip 7.7.7.1 | go --no-cache --deadline 1
		[ "$(code)" -ne 0 ] || break
	done
}
start_knot
pids="$pids $knot"
check 'knot answers' test "$(code)" -eq 0 || sed 's/^/# /' knot.log

ask_knot() { # ADDR: name and flag
	ip "$1" | go --no-cache
	sed -n 's/.*"ptr":"\([^"]*\)","ptr_verified":\(.*\)}/\1 \2/p' "$tmp/out"
	[ "$(code)" -eq 0 ] || echo "exit code $(code)"
}
is 'a name' "$(ask_knot 7.7.7.1)" 'www.example.com true'
is 'a name that leads elsewhere' "$(ask_knot 7.7.7.2)" \
    'elsewhere.example.com false'
is 'no such name' "$(ask_knot 7.7.7.3)" ''
is 'of several names the verified one' "$(ask_knot 7.7.7.4)" \
    'mail.example.com true'
is 'lower case' "$(ask_knot 7.7.7.5)" 'upper.example.com true'
is 'classless delegation (RFC 2317)' "$(ask_knot 7.7.7.6)" \
    'six.example.com true'
for i in 10 11 12 14 15 16 17 20 24; do
	is "no host name, no name: $i" "$(ask_knot 7.7.7.$i)" ''
done
is 'the longest name' "$(ask_knot 7.7.7.13)" "$l.$l.$l.$m false"
is 'an underscore' "$(ask_knot 7.7.7.18)" 'under_score.example.com true'
is 'a name that is an alias' "$(ask_knot 7.7.7.19)" 'alias.example.com true'
is 'a good name beside a bad one' "$(ask_knot 7.7.7.21)" \
    'good.example.com true'
is 'a record, but no name' "$(ask_knot 7.7.7.22)" ''
is 'aliases that go round' "$(ask_knot 7.7.7.23)" 'exit code 4'
is 'IPv6' "$(ask_knot 2a0f:ffff::1)" 'v6.example.com true'
is 'IPv6 without a name' "$(ask_knot 2a0f:ffff::2)" ''
is 'not served here' "$(ask_knot 8.8.8.8)" 'exit code 4'
is 'a name of an organisation before one made of the address' \
    "$(ask_knot 7.7.7.25)" 'www.example.net false'
is 'also when both lead back' "$(ask_knot 7.7.7.26)" 'mail.example.net true'
is 'but one that leads back before one that does not' \
    "$(ask_knot 7.7.7.27)" 'dyn27.example.com true'
is 'an internationalized name as the DNS has it' "$(ask_knot 7.7.7.28)" \
    'xn--bcher-kva.example.com true'
is 'xn-- alone' "$(ask_knot 7.7.7.29)" ''
is 'delegation by an alias into a zone of names' "$(ask_knot 7.7.7.30)" \
    'shop.example.net true'

# ---- who announces an address, and who crawls
cat >in <<'END'
{"n":1,"ip":"7.7.7.1"}
{"n":2,"ip":"7.7.7.2"}
{"n":3,"ip":"7.7.9.1"}
{"n":4,"ip":"7.7.10.1"}
{"n":5,"ip":"192.168.0.1"}
{"n":6,"ip":"7.7.7.1","asn":1}
END
once --no-cache --bgp --bgp-zone asn.example -v <in
is 'the AS that announces an address' "$(
	sed 's/"ip".*"asn/"asn/; s/"ip".*}/-}/; s/,"network.*}/}/' "$tmp/out")" \
    '{"n":1,"asn":64501,"as_name":"EXAMPLE-AS - Müller \"x\"","resolved_by":"bgp"}
{"n":2,"asn":64501,"as_name":"EXAMPLE-AS - Müller \"x\"","resolved_by":"bgp"}
{"n":3,"asn":64501,"as_name":"EXAMPLE-AS - Müller \"x\"","resolved_by":"bgp","unanswered":true}
{"n":4,-}
{"n":5,-}
{"n":6,"asn":1,"ptr":"www.example.com","ptr_verified":true}'
is '--bgp asks of each /24 and each AS once' "$(sed -n \
    's/.*server .*: \([0-9]*\) questions.*/\1/p' "$tmp/err")" 10
go --no-cache --bgp --bgp-zone nowhere.example <in
is '--bgp without an answer' "$(code) $(grep -c asn "$tmp/out")" '4 1'

claim() { # ADDR BOT: what becomes of it
	printf '{"ip":"%s","bot":"%s"}\n' "$1" "$2" |
	    go --no-cache --verify-bots
	sed -n 's/.*"bot_verified":\([a-z]*\).*/\1/p' "$tmp/out"
}
is 'a crawler' "$(claim 7.7.7.40 Googlebot)" true
is 'one whose name does not lead back' "$(claim 7.7.7.41 Googlebot)" false
is 'one with the name of another' "$(claim 7.7.7.40 bingbot)" false
is 'one without a name' "$(claim 7.7.7.3 Googlebot-Image)" false
is 'one that nobody can tell' "$(claim 7.7.7.40 GPTBot)" ''
is 'no crawler' "$(claim 7.7.7.40 curl)" ''
is 'no answer tells nothing' "$(claim 8.8.8.8 Googlebot)" ''

# ---- packets that are lost, in a network of our own: one of a hundred
cat >loss.sh <<'END'
PATH=$PATH:/usr/sbin:/sbin
ip link set lo up && { tc qdisc add dev lo root netem loss 1% ||
    { nft add table inet t &&
    nft add chain inet t in '{ type filter hook input priority 0; }' &&
    nft add rule inet t in numgen random mod 100 == 0 drop; }; } || exit
knotd -c loss.conf >knot.log 2>&1 &
knot=$!
resolve() {
	lr-resolve --no-rdap --no-whois --no-cache \
	    --server "127.0.0.1:$1" -j "$2" "$3"
}
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	resolve "$1" 1 one.in >/dev/null && break
done
[ $i -lt 20 ] || exit
for j in 1 200 2000; do
	resolve "$1" $j "$j.in" >loss.out
	echo "$j: $? $(grep -c 'ptr_verified":true' loss.out)"
done >result
kill $knot
END
mkdir loss
sed "s|: $tmp/db|: $tmp/loss|; s|rundir: .*|rundir: $tmp/loss|" \
    knot.conf >loss.conf
ip 7.7.7.1 >one.in
head -n 300 many.in >1.in # each packet lost is waited for
cp many.in 200.in
cp many.in 2000.in
unshare -rn sh loss.sh "$at" >loss.log 2>&1
if [ -s result ]; then
	is 'nothing is lost with the packets' "$(cat result)" '1: 0 300
200: 0 3000
2000: 0 3000'
else
	skip 'nothing is lost with the packets' \
	    'no network of our own, or nothing to lose packets with'
fi

kill "$bad_pid" 2>/dev/null
finish
