#!/bin/sh
# lr-enrich --hunter-companies against a server of ours that answers as Hunter
# does, well and badly.
. tests/lib.sh
. tests/help/server.sh

needs lr-enrich
cd "$tmp" || exit 1

key='X-API-KEY: hunter-key'
find='/v2/companies/find?domain='
{
	printf '%s\t%s\t%s\t%s\n' "${find}lorem.com" with "$key" '{"data":{"name":"Other Name","legalName":"Lorem SE","domain":"lorem.com","site":{"phoneNumbers":["+49 30 1234567"],"emailAddresses":["jo.doe@lorem.com"]},"category":{"sector":"Industrials","industry":"Machinery"},"foundedYear":1987,"geo":{"streetNumber":"1","streetName":"Hauptstr.","city":"Berlin","postalCode":"10115","state":"Berlin","countryCode":"DE"},"linkedin":{"handle":"company/lorem"},"metrics":{"employees":250}},"meta":{}}'
	printf '%s\t%s\t%s\t%s\n' "${find}dolor.com" with "$key" '{"data":{"name":null,"domain":null}}'
	printf '%s\t%s\t%s\t%s\n' "${find}small.com" with "$key" '{"data":{"name":"Small GmbH","metrics":{"employees":"1-10"}}}'
	printf '%s\t%s\t%s\t%s\n' "${find}alien.com" with "$key" '{"data":{"name":"Alien","domain":"other.com","foundedYear":1999}}'
	printf '%s\t%s\n' "${find}html.com" html "${find}deep.com" deep \
	    "${find}cut.com" cut "${find}reset.com" reset \
	    "${find}reset2.com" reset
	printf '%s\t%s\t%s\n' "${find}none.com" status 404 \
	    "${find}claimed.com" status 451 "${find}quota.com" status 429 \
	    "${find}fault.com" status 500 "${find}slow.com" status 403 \
	    "${find}bad.com" status 401
} >data
server rdapd data
base=http://127.0.0.1:$port/v2

# go OPTION...: reverse names, one a line, through lr-enrich
go() {
	sed 's/.*/{"ip":"62.96.1.7","ptr":"&","ptr_verified":true}/' |
	    LR_HUNTER_KEY=${hunter_key-hunter-key} lr-enrich "$@" >out 2>err
	echo $? >code
}
asks() { go --hunter-companies --hunter-base "$base" "$@"; }
code() { cat code; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p" out; }
questions() {
	perl -MIO::Socket::INET -e '
		$s = IO::Socket::INET->new("127.0.0.1:'"$port"'") or die;
		print $s "GET /counts HTTP/1.0\r\n\r\n";
		while (<$s>) { last if /^total\t(\d+)/ && print $1 }'
}

echo mail.lorem.com | go
is 'nobody is asked without the option' "$(field kind) $(questions)" \
    'company 0'
echo mail.lorem.com | asks
is 'what Hunter knows' "$(sed 's/.*"domain":/"domain":/' out)" \
    '"domain":"lorem.com","industry":"Machinery","employees":"250","founded":"1987","street":"Hauptstr. 1","postcode":"10115","city":"Berlin","region":"Berlin","phone":"+49 30 1234567","linkedin":"https://www.linkedin.com/company/lorem"}'
is 'with the key in a header, and no error' "$(code) $(cat err)" '0 '
is 'no address of a person is taken' "$(grep -c jo.doe out)" 0
n=$(questions)
for h in a b c d; do echo "$h.lorem.com"; done | asks
is 'a domain is asked about once' \
    "$(grep -c Machinery out) $(($(questions) - n))" '4 1'
printf '%s\n' gw.dolor.com gw.none.com gw.claimed.com | asks -v
is 'what it does not know is no failure' "$(code) $(grep -c '"kind":"company"' \
    out) $(grep -c industry out)" '0 3 0'
is '-v counts' "$(grep hunter: err)" \
    'lr-enrich: hunter: asked about 3 domains: 0 known, 0 failed'
echo gw.alien.com | asks
is 'another company is not taken' "$(field founded) $(code)" ' 0'
echo gw.small.com | asks --min-employees 50
is '--min-employees counts what Hunter says' "$(field kind) $(field rule)" \
    'unknown min-employees'
n=$(questions)
printf '%s\n' "12-34-56-78.dyn.telekom.de" localhost | asks
is 'nobody is asked about who is no company' $(($(questions) - n)) 0

cat >store.csv <<'END'
domain,name,industry,phone
lorem.com,Lorem AG,Textiles,
END
lr-mkdb companies -o store store.csv
echo mail.lorem.com | asks --companies store
is 'the store comes first, field by field' \
    "$(field industry) $(field phone) $(field city)" \
    'Textiles +49 30 1234567 Berlin'

printf '%s\n' gw.quota.com mail.lorem.com gw.dolor.com | asks
is 'after 429 nobody is asked' "$(code) $(wc -l <out | tr -d ' ') $(
	grep -c Machinery out)" '4 3 0'
is 'and that is told' "$(cat err)" \
    'lr-enrich: hunter: credits used up: nobody was asked any more'
printf '%s\n' gw.bad.com mail.lorem.com | asks
is 'nor after 401' "$(code) $(grep -c Machinery out)" '4 0'
printf '%s\n' gw.slow.com mail.lorem.com | asks
is '403: asked again, then passed over' "$(code) $(grep -c Machinery out) $(
	cat err)" '4 1 lr-enrich: hunter: no answer about 1 domains: try again later'
printf '%s\n' gw.html.com gw.deep.com mail.lorem.com gw.cut.com gw.fault.com \
    gw.reset.com gw.dolor.com | asks
is 'three failures in a row end it' "$(code) $(wc -l <out | tr -d ' ') $(
	grep -c Machinery out)" '4 7 1'

# ---- wrong usage
hunter_key='' asks </dev/null
is 'no key' "$(code) $(head -n 1 err)" \
    '2 lr-enrich: --hunter-companies: set LR_HUNTER_KEY'
hunter_key='a b' asks </dev/null
is 'a key that is none' "$(code)" 2
go --hunter-companies --hunter-base http://example.com/v2 </dev/null
is 'no key without TLS' "$(code)" 2
go --hunter-companies --hunter-base http://127.example.com/ </dev/null
is 'nor to a name like an address' "$(code)" 2
go --hunter-companies --hunter-base 'ftp://x' </dev/null
is 'no such URL' "$(code)" 2
go --hunter-base "$base" </dev/null
is 'a base alone' "$(code)" 2
is 'the key is never shown' "$(cat err out | grep -c hunter-key)" 0
finish
