#!/bin/sh
# Whose networks are addresses in: lr-resolve with registries of ours, rdapd
# and whoisd, good and bad ones.
. tests/lib.sh
. tests/help/server.sh

needs lr-resolve
cd "$tmp" || exit 1

# A server in front of networks of all kinds.
cat >rdap.tsv <<'END'
61.1.0.0/16	net	LOREM-NET	Lorem Ipsum GmbH	DE
61.2.0.0/24	person	Erika Mustermann
61.3.0.0/16	html
61.4.0.0/16	status	404
61.5.0.0/16	reset
61.6.0.0/16	status	500
61.7.0.0/16	silent
61.8.0.0/16	cut
61.9.0.0/16	big	10000000
61.10.0.0/16	endless
61.11.0.0/16	circle
61.12.0.0/16	deep
61.13.0.0/16	drip	20
61.14.0.0/16	limit	429	3600	1000
61.15.0.0/16	chain	3
2a01:4f8::/32	net	DOLOR-NET	Dolor \"Sit\" AG	CH
END
cat >whois.txt <<'END'
@ 61.3.0.0/16
inetnum:        61.3.0.0 - 61.3.255.255
netname:        AMET-NET
descr:          Amet Werke KG
country:        AT
status:         ASSIGNED PA
person:         Max Mustermann
@ 61.5.0.0/16	reset
@ 61.6.0.0/16	silent
@ 61.7.0.0/16	half
@ 61.8.0.0/16	endless
@ 61.9.0.0/16
inetnum:        62.0.0.0 - 62.255.255.255
netname:        ELSEWHERE
descr:          Somebody Else
@ 61.10.0.0/16
%ERROR:201: access denied for 127.0.0.1
@ 61.11.0.0/16	close
@ 61.12.0.0/16	drip	20
END
server rdapd rdap.tsv
rdap=$port
server whoisd whois.txt
whois=$port

ip() { printf '{"ip":"%s"}\n' "$1"; }

# go OPTION...: standard input through lr-resolve, which asks rdapd alone
go() {
	lr-resolve --no-dns --no-whois --rdap-base "http://127.0.0.1:$rdap/" \
	    "$@" >out 2>err
	echo $? >code
}

# both OPTION...: whoisd too
both() {
	lr-resolve --no-dns --rdap-base "http://127.0.0.1:$rdap/" \
	    --whois-server "127.0.0.1:$whois" "$@" >out 2>err
	echo $? >code
}

code() { cat code; }

# asked: questions that rdapd has had
asked() {
	perl -MIO::Socket::INET -e '
	    my $s = IO::Socket::INET->new("127.0.0.1:'"$rdap"'") or exit 1;
	    print $s "GET /counts HTTP/1.1\r\nHost: x\r\n\r\n";
	    my ($n, $sum) = (0, 0);
	    while (<$s>) {
		$n = $1 if /^Content-Length: (\d+)/;
		last if /^\r$/;
	    }
	    read $s, my $body, $n;
	    $sum += $1 while $body =~ m{^[0-9a-f.:/]+\t(\d+)$}mg;
	    print "$sum\n"'
}

# ---- one network
lorem='"network":"61.1.0.0/16","netname":"LOREM-NET"'
lorem="$lorem,\"holder\":\"Lorem Ipsum GmbH\",\"holder_country\":\"DE\""
lorem="$lorem,\"holder_status\":\"ASSIGNED PA\""
for i in 1 2 250; do ip 61.1.7.$i; done | go
is 'a network, its holder, and who told' "$(head -n 1 out)" \
    "{\"ip\":\"61.1.7.1\",$lorem,\"resolved_by\":\"rdap\"}"
is 'its neighbours get the same' "$(sed 's/"ip":"[^"]*",//' out | sort -u |
	wc -l | tr -d ' ')" 1
is 'for one question' "$(asked)" 1
ip 61.1.200.1 | go
is 'later runs ask nobody' "$(asked) $(sed 's/.*resolved_by/resolved_by/' out)" \
    '1 resolved_by":"cache"}'
ip 2a01:4f8:1:2::3 | go
is 'IPv6, and quotes in names' "$(sed 's/.*"holder"/"holder"/' out)" \
    '"holder":"Dolor \"Sit\" AG","holder_country":"CH","holder_status":"ASSIGNED PA","resolved_by":"rdap"}'
printf '%s\n' '{"ip":"61.1.0.1","network":"x","holder":"y"}' | go --again
is '--again replaces what is there' "$(cat out)" \
    "{\"ip\":\"61.1.0.1\",$lorem,\"resolved_by\":\"cache\"}"
printf '%s\n' '{"ip":"61.1.0.1","network":"x","holder":"y"}' | go
is 'without it, that stays' "$(cat out)" \
    '{"ip":"61.1.0.1","network":"x","holder":"y"}'
ip 61.2.0.1 | go
check 'a person is in no record' sh -c '! grep Mustermann out'
check 'nor in a store' sh -c '! cat state/* | grep -a Mustermann'

# ---- three months
now=2026-01-31T12:00:00Z
q=$(asked)
ip 61.99.1.1 | go --now "$now"
ip 61.4.1.1 | go --now "$now"
is 'two questions' "$(($(asked) - q)) $(cat out)" '2 {"ip":"61.4.1.1"}'
at() {
	ip "$2" | go --now "$1"
	echo $(($(asked) - q - 2))
}
is 'none for three months' "$(at 2026-04-30T11:59:59Z 61.99.1.1)" 0
is 'again a second later' "$(at 2026-04-30T12:00:00Z 61.99.1.1)" 1
is 'no registration, for seven days' "$(at 2026-02-07T11:59:59Z 61.4.1.1)" 1
is 'and again a second later' "$(at 2026-02-07T12:00:00Z 61.4.1.1)" 2
is '--refresh asks at once' "$(
	ip 61.99.1.1 | go --refresh
	at 2026-02-07T12:00:00Z 61.99.1.1)" 3
is '--offline asks nobody' "$(
	ip 61.98.1.1 | go --offline
	echo "$(code) $(cat out)")" '0 {"ip":"61.98.1.1"}'

is '--cache-info counts' "$(lr-resolve --cache-info --offline |
	sed 's/.*"what":"\([^"]*\)","kept":\([0-9]*\).*/\1 \2/')" \
    'names 0
missing names 0
registrations 4
missing registrations 1'
is '--cache-info reads no records' "$(
	lr-resolve --cache-info file 2>/dev/null
	echo $?)" 2
# A copy of the state where nobody can write: a medium, a container.
mkdir 'ro? 100%'
cp -p "$LR_STATE"/hash.key "$LR_STATE"/resolve.db 'ro? 100%'
cat >ro.sh <<'END'
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && touch mounted || exit
export LR_STATE="$1"
ip() { printf '{"ip":"%s"}\n' "$1"; }
lr-resolve --cache-info | grep -c kept
ip 61.99.1.1 | lr-resolve --offline --now "$2"
END
unshare -rm sh ro.sh "$PWD/ro? 100%" "$now" >out 2>err
if [ -e mounted ]; then
	is 'a read-only file system' "$(sed 's/"network".*//' out; cat err)" '4
{"ip":"61.99.1.1",'
else
	skip 'a read-only file system' 'no mounts of our own'
fi

# ---- whois where RDAP cannot tell
ip 61.3.0.5 | both
is 'by whois' "$(cat out)" \
    '{"ip":"61.3.0.5","network":"61.3.0.0/16","netname":"AMET-NET","holder":"Amet Werke KG","holder_country":"AT","holder_status":"ASSIGNED PA","resolved_by":"whois"}'
ip 61.5.0.5 | both --deadline 2
is 'nobody answers' "$(code) $(cat out)" \
    '4 {"ip":"61.5.0.5","unanswered":true}'
check 'that is said' grep -q 'no registry answered' err
cp out unanswered
printf '@ 61.5.0.0/16\ninetnum: 61.5.0.0 - 61.5.255.255\ndescr: Dolor KG\n' \
    >later.txt
server whoisd later.txt
later=$port
lr-resolve --no-dns --no-rdap --no-cache \
    --whois-server "127.0.0.1:$later" unanswered >out
is 'nor is it any more when somebody does' "$(sed 's/"holder.*//' out)" \
    '{"ip":"61.5.0.5","network":"61.5.0.0/16",'
ip 61.5.0.5 | go --no-rdap
is 'nobody to be asked is no failure' "$(code) $(cat out)" \
    '0 {"ip":"61.5.0.5"}'

# ---- chaos: one record out for each record in, whatever happens
awk 'BEGIN { for (n = 0; n < 3; n++) for (i = 1; i <= 15; i++) for (j = 0;
    j < 2; j++) printf "{\"n\":%d,\"ip\":\"61.%d.%d.%d\"}\n", k++, i, j, n }' >in
both --deadline 1 --no-cache -v in
is 'chaos: as many records as before, in order' "$(sed 's/,"ip.*//' out |
	cksum)" "$(sed 's/,"ip.*//' in | cksum)"
is 'chaos: some were not answered' "$(code)" 4
check 'chaos: what could be known is' sh -c '
    [ "$(grep -c "Lorem Ipsum" out)" -eq 6 ] &&
    [ "$(grep -c "Amet Werke" out)" -eq 6 ]'
check 'chaos: a wrong network is not taken' sh -c '! grep -q Somebody out'
check 'chaos: the reasons are told' grep -q 'no network: [0-9]*: ' err
both --deadline 1 --no-cache --unordered in
is 'chaos, without order' "$(sed 's/,"ip.*//' out | sort -t : -k 2n | cksum)" \
    "$(sed 's/,"ip.*//' in | cksum)"

# ---- several at once
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "{\"ip\":\"%d.%d.%d.%d\"}\n",
    70 + i % 7, i % 11, i % 13, i % 251 }' >many
awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }' \
    many >backwards
q=$(asked)
run() {
	lr-resolve --no-dns --no-whois --rdap-base "http://127.0.0.1:$rdap/" "$1"
}
run many >many.out 2>many.err &
other=$!
run backwards >backwards.out 2>backwards.err
wait $other
is 'two at once ask about each network once' "$(($(asked) - q))" \
    "$(cut -d . -f 1-3 many | sort -u | wc -l | tr -d ' ')"
is 'and both know them all' "$(grep -c '"holder"' many.out) $(
	grep -c '"holder"' backwards.out)" '3000 3000'
q=$(asked)
run many >again.out
is 'a later run asks nothing' "$(($(asked) - q))" 0
is 'and writes the same' "$(sed 's/,"resolved_by.*//' again.out | cksum)" \
    "$(sed 's/,"resolved_by.*//' many.out | cksum)"

# ---- files of the registries
if [ -x "$LR_BIN/lr-mkdb" ]; then
	cat >dump <<'END'
inetnum:        61.1.7.0 - 61.1.7.63
netname:        CUSTOMER-NET
org:            ORG-CU1-RIPE
country:        DE
status:         ASSIGNED PA

organisation:   ORG-CU1-RIPE
org-name:       Customer AG

inetnum:        61.50.0.0 - 61.50.255.255
netname:        NOBODYS-NET
country:        FR
END
	lr-mkdb registry -o reg.mmdb dump
	q=$(asked)
	{
		ip 61.1.7.9
		ip 61.1.7.70
	} | go --registry reg.mmdb
	is 'a file knows better than the cache' "$(
		sed 's/.*"holder":\("[^"]*"\).*resolved_by":/\1 /' out)" \
	    '"Customer AG" "registry"}
"Lorem Ipsum GmbH" "cache"}'
	is 'and nobody is asked' "$(($(asked) - q))" 0
	ip 61.50.7.9 | go --offline --registry reg.mmdb
	is 'a network without a holder, offline' "$(cat out)" \
	    '{"ip":"61.50.7.9","network":"61.50.0.0/16","netname":"NOBODYS-NET","holder_country":"FR","resolved_by":"registry"}'
	ip 61.50.7.9 | go --registry reg.mmdb
	is 'is asked about otherwise' "$(
		sed 's/.*"holder":\("[^"]*"\).*resolved_by":/\1 /' out)" \
	    '"Example 61.50.7.0" "rdap"}'
	ip 61.1.7.9 | go --registry dump
	is 'a file that is none' "$(code) $(wc -c <out | tr -d ' ')" '3 0'
else
	skip 'files of the registries' 'lr-mkdb is not built'
fi

# ---- a pipe that stays open, and signals
mkfifo live
lr-resolve --no-dns --no-whois --deadline 60 --rdap-base \
    "http://127.0.0.1:$rdap/" <live >live.out 2>live.err &
live=$!
exec 3>live
ip 61.97.1.1 >&3
until_lines() {
	i=0
	while [ "$(wc -l <live.out)" -lt "$1" ] && [ $i -lt 600 ]; do
		i=$((i + 1))
		perl -e 'select undef, undef, undef, 0.05'
	done
	wc -l <live.out | tr -d ' '
}
is 'what is answered comes out while more may come' "$(until_lines 1)" 1
ip 61.97.1.2 >&3
ip 61.7.1.1 >&3 # that server is silent
ip 61.97.1.3 >&3
is 'also before one that waits' "$(until_lines 2)" 2
kill -TERM $live
wait $live
is 'SIGTERM ends it as a signal does' $? 143
is 'what was ready is out, in order' "$(wc -l <live.out | tr -d ' ')" 2
check 'and it says what is not' grep -q '2 records that wait' live.err
exec 3>&-

# ---- who could be asked
lr-resolve --list-egress --no-dns --rdap-base "http://127.0.0.1:$rdap/" \
    --whois-server "127.0.0.1:$whois" >egress
is '--list-egress names them' "$(cut -f 1,2,4 egress)" \
    "$(printf 'rdap\t127.0.0.1:%s\tclear text\nwhois\t127.0.0.1:%s\tclear text' \
	"$rdap" "$whois")"
is 'and the resolver, where they have names' "$(
	lr-resolve --list-egress --no-dns --no-whois | grep -c '^dns')" 1
if command -v strace >/dev/null 2>&1 &&
    strace -o /dev/null true 2>/dev/null; then
	strace -f -e trace=connect,sendto,sendmmsg -o trace lr-resolve --no-dns \
	    --no-cache --rdap-base "http://127.0.0.1:$rdap/" --deadline 1 \
	    --whois-server "127.0.0.1:$whois" in >/dev/null 2>&1
	sed -n 's/.*sin_port=htons(\([0-9]*\)).*inet_addr("\([0-9.]*\)").*/\2:\1/p' \
	    trace | sort -u >connected
	is 'and it connects to nobody else' "$(cat connected)" \
	    "$(cut -f 2 egress | sort -u)"
else
	skip 'connections' 'no strace here'
fi

# ---- the ledger
ip 61.96.1.1 | both -v
check '-v tells who was asked' grep -q \
    "server 127.0.0.1:$rdap: asked for 1 addresses" err
finish
