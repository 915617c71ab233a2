#include "../fail.h"
#include "../tap.h"

#include "whoistext.h"

#define NOON INT64_C(1764072000) /* 2025-11-25 12:00 */

static struct lr_whoistext
said(const char *ip, const char *text)
{
	struct lr_whoistext t;
	struct lr_ip a;

	if (!lr_ip_parse(lr_span_str(ip), &a))
		ok(false, "an address: %s", ip);
	lr_whoistext_read(&t, lr_span_str(text), &a, NOON);
	return t;
}

/* "network|netname|holder|status|country", and what to ask then */
static void
tells(const char *what, const char *ip, const char *text, const char *want,
    enum lr_whois_further further, const char *name)
{
	struct lr_whoistext t = said(ip, text);
	char range[LR_RANGE_TEXT], got[600];
	int n;

	n = snprintf(got, sizeof(got), "%.*s|%.*s|%.*s|%.*s|%.2s",
	    (int)lr_range_put(&t.reg.range, range), range, t.reg.n_netname,
	    t.reg.netname, t.reg.n_holder, t.reg.holder, t.reg.n_status,
	    t.reg.status, t.reg.country);
	if (!ok(t.said == LR_WHOIS_REGISTERED, "%s: registered", what))
		printf("# %d: %s\n", t.said, t.why);
	is(got, (size_t)n, want, what);
	ok(t.further == further, "%s: go on %d", what, t.further);
	is(t.name, strlen(t.name), name, what);
}

static void
is_said(const char *what, const char *ip, const char *text,
    enum lr_whois_said want, enum lr_whois_further further, const char *name)
{
	struct lr_whoistext t = said(ip, text);

	ok(t.said == want && t.further == further && t.why != NULL,
	    "%s: %d, %d", what, t.said, t.further);
	is(t.name, strlen(t.name), name, what);
}

#define CARRIER                                     \
	"NetRange:       23.5.0.0 - 23.5.255.255\n" \
	"NetName:        EXAMPLE-CARRIER\n"         \
	"NetHandle:      NET-23-5-0-0-1\n"          \
	"Parent:         NET23 (NET-23-0-0-0-0)\n"  \
	"NetType:        Direct Allocation\n"       \
	"Organization:   Example Carrier LLC (EXC-12)\n"
#define CARRIER_ORG                               \
	"\nOrgName:        Example Carrier LLC\n" \
	"OrgId:          EXC-12\n"                \
	"Address:        Suite #5\n"              \
	"Country:        US\n\n"                  \
	"OrgTechName:   Doe, Jane\n"
#define WORKS                                     \
	"NetRange:       23.5.6.0 - 23.5.6.255\n" \
	"NetName:        EXAMPLE-WORKS\n"         \
	"NetType:        Reassigned\n"            \
	"Customer:       Example Works, Inc. (C01234567)\n\n"

static void
arin(void)
{
	tells("ARIN", "23.5.6.7", CARRIER CARRIER_ORG,
	    "23.5.0.0/16|EXAMPLE-CARRIER|Example Carrier LLC|Direct "
	    "Allocation|US",
	    LR_WHOIS_ENOUGH, "");
	tells("ARIN: the last network", "23.5.6.7",
	    "# start\n\n" CARRIER CARRIER_ORG "\n# end\n\n# start\n\n" WORKS
	    "CustName:       Example Works, Inc.\nCountry:  CA\n\n# end\n",
	    "23.5.6.0/24|EXAMPLE-WORKS|Example Works, Inc.|Reassigned|CA",
	    LR_WHOIS_ENOUGH, "");
	tells("ARIN: not the last network when it is another's", "23.5.7.7",
	    CARRIER CARRIER_ORG WORKS "CustName:       Example Works, Inc.\n",
	    "23.5.0.0/16|EXAMPLE-CARRIER|Example Carrier LLC|Direct "
	    "Allocation|US",
	    LR_WHOIS_ENOUGH, "");
	tells("ARIN: Organization alone", "23.5.6.7", CARRIER,
	    "23.5.0.0/16|EXAMPLE-CARRIER|Example Carrier LLC|Direct "
	    "Allocation|",
	    LR_WHOIS_ENOUGH, "");
	tells("ARIN: a person's network", "23.5.6.7",
	    CARRIER CARRIER_ORG WORKS "CustName:       Private Customer\n"
				      "Country:        US\n",
	    "23.5.6.0/24|EXAMPLE-WORKS||Reassigned|US", LR_WHOIS_ENOUGH, "");
	tells("ARIN: a list", "23.5.6.7",
	    "Example Carrier LLC EXAMPLE-CARRIER (NET-23-5-0-0-1) 23.5.0.0 - "
	    "23.5.255.255\n"
	    "Example Works, Inc. EXAMPLE-WORKS (NET-23-5-6-0-1) 23.5.6.0 - "
	    "23.5.6.255</pre>\n",
	    "23.5.6.0/24|EXAMPLE-WORKS|Example Works, Inc.||", LR_WHOIS_NET,
	    "NET-23-5-6-0-1");
	tells("ARIN: a list with a handle that is none", "23.5.6.7",
	    "A B (NET-23-5-0-0-1) 23.5.0.0 - 23.5.255.255\n"
	    "C D (NET-1 + x) 23.5.6.0 - 23.5.6.255\n",
	    "23.5.0.0/16|B|A||", LR_WHOIS_NET, "NET-23-5-0-0-1");
	is_said("ARIN: a list of others", "24.5.6.7",
	    "A B (NET-23-5-0-0-1) 23.5.0.0 - 23.5.255.255\n", LR_WHOIS_WRONG,
	    LR_WHOIS_ENOUGH, "");
	is_said("ARIN: RIPE's", "62.5.6.7",
	    "NetRange:       62.0.0.0 - 62.255.255.255\n"
	    "NetType:        Allocated to RIPE NCC\n"
	    "ReferralServer: whois://whois.ripe.net\n\n"
	    "OrgName:        RIPE Network Coordination Centre\n"
	    "OrgId:          RIPE\n",
	    LR_WHOIS_ELSEWHERE, LR_WHOIS_SERVER, "whois.ripe.net");
	is_said("ARIN: cut", "23.5.6.7", "# start\n\n" CARRIER CARRIER_ORG,
	    LR_WHOIS_CUT, LR_WHOIS_ENOUGH, "");
}

static void
referrals(void)
{
	static const struct {
		const char *text;
		enum lr_whois_further further;
		const char *name;
		unsigned port;
	} t[] = {
		{ "rwhois://rwhois.Carrier.example:4321/", LR_WHOIS_RWHOIS,
		    "rwhois.carrier.example", 4321 },
		{ "rwhois://rwhois.carrier.example", LR_WHOIS_RWHOIS,
		    "rwhois.carrier.example", 0 },
		{ "whois://whois.ripe.net:43/x", LR_WHOIS_SERVER,
		    "whois.ripe.net", 43 },
		{ "whois.ripe.net", LR_WHOIS_SERVER, "whois.ripe.net", 0 },
		{ "rwhois://10.0.0.1:4321", LR_WHOIS_RWHOIS, "10.0.0.1", 4321 },
		{ "http://www.example.com/", LR_WHOIS_ENOUGH, "", 0 },
		{ "rwhois://localhost:4321", LR_WHOIS_ENOUGH, "", 0 },
		{ "rwhois://mail.example.com:25", LR_WHOIS_ENOUGH, "", 0 },
		{ "rwhois://a.example:99999", LR_WHOIS_ENOUGH, "", 0 },
		{ "rwhois://a.example:", LR_WHOIS_RWHOIS, "a.example", 0 },
		{ "rwhois://a..example", LR_WHOIS_ENOUGH, "", 0 },
		{ "rwhois://-a.example", LR_WHOIS_ENOUGH, "", 0 },
		{ "rwhois://a.example\r23", LR_WHOIS_ENOUGH, "", 0 },
		{ "rwhois://", LR_WHOIS_ENOUGH, "", 0 },
		{ "a.example%0d%0a.b", LR_WHOIS_ENOUGH, "", 0 },
	};
	struct lr_whoistext got;
	char text[1000];
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		snprintf(text, sizeof(text),
		    CARRIER "ReferralServer: %s\n" CARRIER_ORG, t[i].text);
		got = said("23.5.6.7", text);
		ok(got.said == LR_WHOIS_REGISTERED &&
			got.further == t[i].further && got.port == t[i].port,
		    "referral to %.30s", t[i].text);
		is(got.name, strlen(got.name), t[i].name, t[i].text);
	}
	memset(text, 'a', sizeof(text));
	memcpy(text, CARRIER "ReferralServer: b.", sizeof(CARRIER) + 17);
	text[sizeof(text) - 1] = '\0';
	got = said("23.5.6.7", text);
	ok(got.further == LR_WHOIS_ENOUGH, "referral to a very long name");
	is_said("networks behind a referral are none", "23.5.6.7",
	    "refer: whois.example.net\n"
	    "Example Works, Inc. EXAMPLE-WORKS (NET-23-5-6-0-1) "
	    "23.5.6.0 - 23.5.6.255\n"
	    "network:IP-Network:23.5.6.0/24\n",
	    LR_WHOIS_ELSEWHERE, LR_WHOIS_SERVER, "whois.example.net");
}

#define NET                                            \
	"inetnum:        62.5.6.0 - 62.5.6.255\n"      \
	"netname:        EXAMPLE-NET # a comment\n"    \
	"descr:          Beispiel Maschinenbau GmbH\n" \
	"country:        de\n"                         \
	"status:         ASSIGNED PA\n"

static void
rpsl(void)
{
	tells("RIPE", "62.5.6.7", "% This is the RIPE Database\n\n" NET,
	    "62.5.6.0/24|EXAMPLE-NET|Beispiel Maschinenbau GmbH|ASSIGNED "
	    "PA|DE",
	    LR_WHOIS_ENOUGH, "");
	tells("RIPE: an organisation to ask for", "62.5.6.7",
	    NET "org: ORG-BM1-RIPE\n\nperson: Erika Mustermann\n",
	    "62.5.6.0/24|EXAMPLE-NET|Beispiel Maschinenbau GmbH|ASSIGNED "
	    "PA|DE",
	    LR_WHOIS_ORG, "ORG-BM1-RIPE");
	tells("RIPE: an organisation that is there", "62.5.6.7",
	    NET
	    "org: ORG-BM1-RIPE\r\n\r\norganisation: ORG-XX1-RIPE\r\n"
	    "org-name: Another\r\n\r\norganisation: ORG-BM1-RIPE\r\norg-name:"
	    "  Beispiel Holding AG\r\n\r\nrole: Hostmaster\r\ncountry: FR\r\n",
	    "62.5.6.0/24|EXAMPLE-NET|Beispiel Holding AG|ASSIGNED PA|DE",
	    LR_WHOIS_ENOUGH, "");
	tells("RIPE: a handle that is none", "62.5.6.7",
	    NET "org: ORG-1 -B\r\n",
	    "62.5.6.0/24|EXAMPLE-NET|Beispiel Maschinenbau GmbH|ASSIGNED "
	    "PA|DE",
	    LR_WHOIS_ENOUGH, "");
	tells("RIPE: the smaller one, a route, lines that go on", "62.5.6.7",
	    "inetnum: 62.5.0.0 - 62.5.255.255\nnetname: BIG\n\n"
	    "inetnum: 62.5.6.0 - 62.5.6.127\nnetname: EX\n"
	    "descr: **** see below ****\ndescr: mail x@example.net\n"
	    "descr: Example AS\n  Oslo\n+\ncountry: NO\n\n"
	    "inetnum: 62.5.6.0 - 62.5.6.255\nnetname: MIDDLE\n\n"
	    "route: 62.5.6.0/24\ndescr: Some Carrier\norg: ORG-1\n",
	    "62.5.6.0/25|EX|Example AS||NO", LR_WHOIS_ENOUGH, "");
	tells("RIPE: IPv6, nobody named", "2a00:1:2:3::4",
	    "inet6num:       2a00:1:2::/48\nnetname: X\n", "2a00:1:2::/48|X|||",
	    LR_WHOIS_ENOUGH, "");
	is_said("RIPE: another network", "62.6.6.7", NET, LR_WHOIS_WRONG,
	    LR_WHOIS_ENOUGH, "");
	is_said("RIPE: everything", "62.5.6.7",
	    "inetnum: 0.0.0.0 - 255.255.255.255\nnetname: IANA-BLK\n"
	    "descr: The whole IPv4 address space\n",
	    LR_WHOIS_ELSEWHERE, LR_WHOIS_ENOUGH, "");
	is_said("RIPE: not managed there", "62.5.6.7",
	    "inetnum: 62.5.0.0 - 62.6.255.255\n"
	    "netname: NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK\n"
	    "descr: IPv4 address block not managed by the RIPE NCC\n"
	    "remarks: AFRINIC whois.afrinic.net\nremarks: whois.apnic.net\n",
	    LR_WHOIS_ELSEWHERE, LR_WHOIS_ENOUGH, "");
	tells("AFRINIC", "41.5.6.7",
	    "inetnum: 41.5.0.0 - 41.5.255.255\nnetname: ORG-EX1-AFRINIC\n"
	    "descr: Example (Pty) Ltd\ncountry: ZA\norg: ORG-EX1-AFRINIC\n"
	    "status: ASSIGNED PI\nparent: 41.0.0.0 - 41.255.255.255\n\n"
	    "organisation: ORG-EX1-AFRINIC\norg-name: Example SA\n",
	    "41.5.0.0/16|ORG-EX1-AFRINIC|Example SA|ASSIGNED PI|ZA",
	    LR_WHOIS_ENOUGH, "");
}

#define APNIC "% [whois.apnic.net]\n\n"
#define SERVED "\n\n% This query was served by the APNIC Whois Service\n"

static void
apnic(void)
{
	tells("APNIC", "1.5.6.7",
	    APNIC "inetnum: 1.5.6.0 - 1.5.6.255\nnetname: EX-AU\n"
		  "descr: Example Pty Ltd\ncountry: AU\n" SERVED,
	    "1.5.6.0/24|EX-AU|Example Pty Ltd||AU", LR_WHOIS_ENOUGH, "");
	is_said("APNIC: cut short", "1.5.6.7",
	    APNIC "inetnum: 1.5.6.0 - 1.5.6.255\nnetname: EX-AU\n",
	    LR_WHOIS_CUT, LR_WHOIS_ENOUGH, "");
	is_said("APNIC: a stub", "1.5.6.7",
	    APNIC
	    "inetnum: 1.5.0.0 - 1.5.255.255\nnetname: STUB\ndescr: Transferred "
	    "to the RIPE region on 2018-01-01.\nmnt-by: APNIC-STUB\n" SERVED,
	    LR_WHOIS_ELSEWHERE, LR_WHOIS_SERVER, "whois.ripe.net");
	is_said("APNIC: a national registry's", "1.5.6.7",
	    APNIC "inetnum: 1.5.0.0 - 1.5.255.255\nnetname: EX-JPNIC-JP\n"
		  "descr: Japan Network Information Center\n"
		  "remarks: query whois.nic.ad.jp x.x.x.x/e\n" SERVED,
	    LR_WHOIS_ELSEWHERE, LR_WHOIS_SERVER, "whois.nic.ad.jp");
	is_said("APNIC: none", "1.5.6.7",
	    APNIC "%ERROR:101: no entries found\n", LR_WHOIS_NOTHING,
	    LR_WHOIS_ENOUGH, "");
}

static void
nationals(void)
{
	tells("JPNIC", "133.5.6.7",
	    "[ JPNIC database provides information ]\n\nNetwork Information:\n"
	    "a. [Network Number]             133.5.6.0/24\n"
	    "b. [Network Name]               EXAMPLE-JP\n"
	    "g. [Organization]               Rei Kikai K.K.\n"
	    "m. [Administrative Contact]     JP00000001\n\n"
	    "Less Specific Info.\n----------\nExample Provider\n"
	    "     [Allocation]               133.5.0.0/16\n",
	    "133.5.6.0/24|EXAMPLE-JP|Rei Kikai K.K.||JP", LR_WHOIS_ENOUGH, "");
	tells("JPNIC in Japanese", "133.5.6.7",
	    "a. "
	    "[IP\u30cd\u30c3\u30c8\u30ef\u30fc\u30af\u30a2\u30c9\u30ec\u30b9]  "
	    "   133.5.6.0/24\n"
	    "b. [\u30cd\u30c3\u30c8\u30ef\u30fc\u30af\u540d]             "
	    "EXAMPLE-JP\n"
	    "f. [\u7d44\u7e54\u540d]                     \u4f8b\u6a5f\u68b0\n"
	    "g. [Organization]               Rei Kikai K.K.\n",
	    "133.5.6.0/24|EXAMPLE-JP|Rei Kikai K.K.||JP", LR_WHOIS_ENOUGH, "");
	is_said("JPNIC: none", "133.5.6.7",
	    "[ JPNIC database ]\n\nNo match!!\n", LR_WHOIS_NOTHING,
	    LR_WHOIS_ENOUGH, "");
	tells("KRNIC: the user's network", "210.100.5.6",
	    "query : 210.100.5.6\n\n# KOREAN(UTF8)\n\n"
	    "IPv4\uc8fc\uc18c           : 210.100.0.0 - 210.100.255.255 (/16)\n"
	    "\uae30\uad00\uba85             : \ubcf4\uae30\ud1b5\uc2e0\n\n# "
	    "ENGLISH\n\n"
	    "IPv4 Address       : 210.100.0.0 - 210.100.255.255 (/16)\n"
	    "Organization Name  : Bogi Telecom\nService Name       : BOGI\n\n"
	    "Name               : Hong Gildong\n\n"
	    "IPv4 Address       : 210.100.5.0 - 210.100.5.255 (/24)\n"
	    "Organization Name  : Bogi Jungkong\nNetwork Type : CUSTOMER\n\n"
	    "Name               : Hong Gildong\n",
	    "210.100.5.0/24||Bogi Jungkong|CUSTOMER|KR", LR_WHOIS_ENOUGH, "");
	tells("TWNIC", "61.220.10.70",
	    "\n   Lizi Bank\n   4F., No.57, Example Rd.,\n   Taipei Taiwan\n"
	    "   TW\n\n   Netname: LIZI-NET\n   Netblock: 61.220.10.64/28\n\n"
	    "   Administrator contact:\n      wang@example.com.tw\n",
	    "61.220.10.64/28|LIZI-NET|Lizi Bank||", LR_WHOIS_ENOUGH, "");
}

static void
others(void)
{
	tells("LACNIC", "200.57.141.161",
	    "\n% Joint Whois - whois.lacnic.net\n\ninetnum:     200.57.128/19\n"
	    "status:      allocated\nowner:       Ejemplo, S.A. de C.V.\n"
	    "ownerid:     MX-EJEM-LACNIC\nresponsible: Fulano de Tal\n"
	    "country:     MX\n\nnic-hdl: FDT\nperson: Fulano de Tal\n",
	    "200.57.128.0/19||Ejemplo, S.A. de C.V.|allocated|MX",
	    LR_WHOIS_ENOUGH, "");
	tells("nic.br, not UTF-8", "200.160.5.6",
	    "inetnum:     200.160.0.0/20\naut-num:     AS22548\n"
	    "owner:       Exemplo Inform\xe1tica S.A.\nresponsible: F. Silva\n"
	    "country:     BR\n",
	    "200.160.0.0/20||Exemplo Inform\u00e1tica S.A.||BR",
	    LR_WHOIS_ENOUGH, "");
	tells("rwhois", "23.5.6.7",
	    "%rwhois V-1.5:003fff:00 rwhois.carrier.example\n"
	    "network:Class-Name:network\nnetwork:IP-Network:23.5.0.0/16\n"
	    "network:Organization;I:Example Carrier\n"
	    "network:Tech-Contact;I:Doe, Jane\n\n"
	    "network:Class-Name:network\nnetwork:Organization;I:ORG-23\n"
	    "network:Org-Name:Example Works, Inc.\n"
	    "network:Network-Name:EX\n"
	    "network:IP-Network-Block:23.5.6.0-23.5.6.9\n"
	    "network:Country-Code:US\n\n%ok\n",
	    "23.5.6.0-23.5.6.9|EX|Example Works, Inc.||US", LR_WHOIS_ENOUGH,
	    "");
	is_said("rwhois: none", "23.5.6.7",
	    "%rwhois V-1.5:003fff:00 a\n%error 230 No Objects Found\n",
	    LR_WHOIS_NOTHING, LR_WHOIS_ENOUGH, "");
	is_said("IANA", "1.5.6.7",
	    "% IANA WHOIS server\n\nrefer:        whois.apnic.net\n\n"
	    "inetnum:      1.0.0.0 - 1.255.255.255\norganisation: APNIC\n",
	    LR_WHOIS_ELSEWHERE, LR_WHOIS_SERVER, "whois.apnic.net");
	is_said("IANA: nobody's", "240.0.0.1",
	    "% IANA WHOIS server\n\ninetnum: 240.0.0.0 - 255.255.255.255\n"
	    "organisation: IANA - Future use\n",
	    LR_WHOIS_NOTHING, LR_WHOIS_ENOUGH, "");
}

static const struct {
	const char *text;
	enum lr_whois_said said;
	unsigned leave;
} notices[] = {
	{ "", LR_WHOIS_MUTE, 0 },
	{ "\r\n \r\n", LR_WHOIS_MUTE, 0 },
	{ "<html>hello</html>", LR_WHOIS_MUTE, 0 },
	{ "%ERROR:101: no entries found\n%\n% No entries found in "
	  "source RIPE.\n",
	    LR_WHOIS_NOTHING, 0 },
	{ "% no match\n", LR_WHOIS_NOTHING, 0 },
	{ "No match found for n + 23.5.6.7.\n", LR_WHOIS_NOTHING, 0 },
	{ "% Unallocated and unassigned in LACNIC block: 200/8\n",
	    LR_WHOIS_NOTHING, 0 },
	{ "%ERROR:201: access denied for 198.51.100.7\n%\n% Sorry, "
	  "access from your host has been permanently\n% denied "
	  "because of a repeated excessive querying.\n",
	    LR_WHOIS_REFUSED, 90 * 86400 },
	{ "%ERROR:201: access denied for 198.51.100.7\n%\n% Queries "
	  "from your IP address have passed the daily limit of "
	  "controlled objects.\n",
	    LR_WHOIS_REFUSED, 43200 },
	{ "%ERROR:201: access control limit reached for 1.2.3.4\n",
	    LR_WHOIS_REFUSED, 43200 },
	{ "%ERROR:202: access control limit reached\n", LR_WHOIS_REFUSED,
	    43200 },
	{ "%ERROR:306: connections exceeded\n", LR_WHOIS_REFUSED, 60 },
	{ "%ERROR:305: connection has been closed\n", LR_WHOIS_REFUSED, 60 },
	{ "Your host 198.51.100.7 has been blocked.\n", LR_WHOIS_REFUSED,
	    86400 },
	{ "% Query rate limit exceeded\n", LR_WHOIS_REFUSED, 300 },
	{ "% Permission denied.\n", LR_WHOIS_REFUSED, 3600 },
};

static void
refusals(void)
{
	struct lr_whoistext got;
	size_t i;

	for (i = 0; i < sizeof(notices) / sizeof(notices[0]); i++) {
		got = said("23.5.6.7", notices[i].text);
		if (!ok(got.said == notices[i].said &&
			    got.leave == notices[i].leave && got.why != NULL,
			"notice %u", (unsigned)i))
			printf("# %d, %u\n", got.said, got.leave);
	}
	got = said("62.5.6.7",
	    NET "remarks: %ERROR:201: access denied for\n"
		"remarks: permanently denied\n");
	ok(got.said == LR_WHOIS_REGISTERED && got.leave == 0,
	    "a remark is no refusal");
	got = said("62.5.6.7", NET "\n% Query rate limit exceeded\n");
	ok(got.said == LR_WHOIS_REGISTERED && got.leave == 300,
	    "an answer and a refusal to come");
}

static void
organisations(void)
{
	struct lr_registration reg;
	struct lr_span id = LR_SPAN("ORG-BM1-RIPE");

	lr_registration_clear(&reg);
	ok(lr_whoistext_org(&reg,
	       LR_SPAN(
		   "% RIPE\n\norganisation:  org-bm1-ripe\norg-name: Holding"
		   " AG\ncountry: AT\n\nperson: Someone\n"),
	       id),
	    "an organisation");
	is(reg.holder, reg.n_holder, "Holding AG", "its name");
	is(reg.country, 2, "AT", "its country");
	ok(!lr_whoistext_org(&reg,
	       LR_SPAN("organisation: ORG-BM2-RIPE\norg-name: Other\n"), id),
	    "another organisation");
	ok(!lr_whoistext_org(&reg,
	       LR_SPAN("person: X\norganisation: ORG-BM1-RIPE\norg-name: X\n"),
	       id),
	    "a person is none");
	ok(!lr_whoistext_org(&reg, LR_SPAN(""), id), "no answer");
	is(reg.holder, reg.n_holder, "Holding AG", "the name stays");
}

int
main(void)
{
	arin();
	referrals();
	rpsl();
	apnic();
	nationals();
	others();
	refusals();
	organisations();
	return done();
}
