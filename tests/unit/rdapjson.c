#include "../fail.h"
#include "../tap.h"

#include "rdapjson.h"

#define NET                                                          \
	"\"objectClassName\":\"ip network\",\"startAddress\":"       \
	"\"203.0.113.0\",\"endAddress\":\"203.0.113.255\",\"name\":" \
	"\"EXAMPLE-NET\",\"country\":\"de\",\"type\":\"ASSIGNED PA\""
#define CARD(kind, fn)                                           \
	"\"vcardArray\":[\"vcard\",[[\"version\",{},\"text\","   \
	"\"4.0\"],[\"fn\",{},\"text\",\"" fn "\"],[\"kind\",{}," \
	"\"text\",\"" kind "\"]]]"
#define ENTITY(role, kind, fn) "{\"roles\":[\"" role "\"]," CARD(kind, fn) "}"

static struct lr_registration reg;

static enum lr_rdap_says
says(const char *body, const char *ip, const char **why)
{
	enum lr_rdap_says s;
	struct lr_ip a;

	if (!lr_ip_parse(lr_span_str(ip), &a))
		abort();
	if (lr_rdapjson(lr_span_str(body), &a, &s, &reg, why) != LR_OK)
		abort();
	return s;
}

static void
none(const char *body, enum lr_rdap_says want, const char *wanted)
{
	const char *why = "";
	enum lr_rdap_says s = says(body, "203.0.113.9", &why);
	struct lr_registration clear;

	lr_registration_clear(&clear);
	ok(s == want && memcmp(&reg, &clear, sizeof(reg)) == 0, "%s: %d",
	    wanted, s);
	is(why, strlen(why), wanted, "the reason");
}

static void
at(const char *ip, const char *body, const char *range, const char *holder,
    const char *what)
{
	const char *why = "";
	char out[LR_RANGE_TEXT];

	if (!ok(says(body, ip, &why) == LR_RDAP_NETWORK, "%s %s", what, why))
		return;
	is(out, lr_range_put(&reg.range, out), range, "its range");
	is(reg.holder, reg.n_holder, holder, "its holder");
}

static void
net(const char *body, const char *holder, const char *what)
{
	at("203.0.113.9", body, "203.0.113.0/24", holder, what);
}

static void
plain(void)
{
	net("{" NET
	    ",\"entities\":[" ENTITY("registrant", "org", "Example GmbH") "]}",
	    "Example GmbH", "a registrant");
	is(reg.netname, reg.n_netname, "EXAMPLE-NET", "its name");
	is(reg.status, reg.n_status, "ASSIGNED PA", "its status");
	is(reg.country, 2, "DE", "its country");
	net("{" NET "}", "", "no entities");
	net("\xef\xbb\xbf"
	    "{" NET "}",
	    "", "a byte order mark");
	net("{" NET ",\"entities\":[" ENTITY(
		"registrant", "org", "M\xfcller \\ud800 \\u0000AG") "]}",
	    "M\xef\xbf\xbdller \xef\xbf\xbd AG", "bytes that are no UTF-8");
}

/* What must never come out. */
static void
people(void)
{
	net("{" NET
	    ",\"entities\":[" ENTITY("registrant", "individual", "Jo Doe") "]}",
	    "", "a person");
	net("{" NET ",\"entities\":[{\"roles\":[\"registrant\"],"
	    "\"vcardArray\":[\"vcard\",[[\"org\",{},\"text\",\"Example\"],"
	    "[\"kind\",{},\"text\",\"individual\"],[\"fn\",{},\"text\","
	    "\"Jo Doe\"]]]}]}",
	    "", "a person who names an employer");
	net("{" NET ",\"entities\":[{\"roles\":[\"registrant\"],"
	    "\"vcardArray\":[\"vcard\",[[\"kind\",{},\"text\","
	    "\"individual\"],[\"kind\",{},\"text\",\"org\"],[\"fn\",{},"
	    "\"text\",\"Jo Doe\"]]]}]}",
	    "", "a person who says both");
	net("{" NET ",\"entities\":[{\"roles\":[\"registrant\"],"
	    "\"vcardArray\":[\"vcard\",[[\"fn\",{},\"text\",\"Jo Doe\"]]]}]}",
	    "", "no kind may be a person");
	net("{" NET ",\"entities\":[{\"roles\":[\"registrant\"],"
	    "\"vcardArray\":[\"vcard\",[[\"fn\",{},\"text\",\"Jo Doe\"],"
	    "[\"org\",{},\"text\",[\"Example AG\",\"Sales\"]]]]}]}",
	    "Example AG", "but what is called an organisation is one");
	net("{" NET ",\"entities\":[{\"roles\":[\"registrant\"],"
	    "\"vcardArray\":[\"vcard\",[[\"fn\",{},\"text\",\"Jo Doe\"],"
	    "[\"kind\",{},\"text\",\"pet\"]]]}]}",
	    "", "an unknown kind may be a person");
	net("{" NET ",\"entities\":[" ENTITY("abuse", "org",
		"Provider") "," ENTITY("technical", "group", "Hands") "]}",
	    "", "other roles");
	net("{" NET ",\"entities\":[{\"roles\":[\"abuse\"],"
	    "\"entities\":[" ENTITY("registrant", "org", "Provider") "]}]}",
	    "", "who stands behind another role");
	net("{" NET ",\"entities\":[{\"roles\":[\"registrant\"],"
	    "\"entities\":[" ENTITY("registrant", "org", "Example AG") "]}]}",
	    "Example AG", "who stands behind a nameless registrant");
	net("{" NET ",\"remarks\":[{\"description\":[\"Jo Doe\"]}],"
	    "\"entities\":[{\"roles\":[\"technical\"],\"entities\":[" ENTITY(
		"noc", "individual", "JO DOE") "]}]}",
	    "", "a person's name as the description");
	net("{" NET ",\"remarks\":[{\"description\":[\"Jo  Doe \"]}],"
	    "\"entities\":[" ENTITY("noc", "individual", " JO Doe") "]}",
	    "", "with other blanks");
	net("{\"startAddress\":\"203.0.113.0\",\"endAddress\":"
	    "\"203.0.113.255\",\"name\":\"Jo Doe\",\"entities\":[" ENTITY(
		"registrant", "individual", "Jo Doe") "]}",
	    "", "a person's name as the network's");
	is(reg.netname, reg.n_netname, "", "is not its name");
}

static void
traps(void)
{
	at("62.96.12.1",
	    "{\"startAddress\":\"62.96.12.0/32\",\"endAddress\":"
	    "\"62.96.12.255/32\",\"remarks\":[{\"description\":[\"***\","
	    "\"Please send abuse to abuse@example.net\",\"Example Ltd.\","
	    "\"London\"]}]}",
	    "62.96.12.0/24", "Example Ltd.", "RIPE's addresses, description");
	at("74.125.1.1",
	    "{\"startAddress\":\"074.125.000.000\",\"endAddress\":"
	    "\"074.125.255.255\",\"country\":null,\"type\":null,"
	    "\"entities\":[{\"handle\":\"EX-1\",\"roles\":[\"registrant\"],"
	    "\"vcardArray\":[\"vcard\",[[\"fn\",{},\"text\",\"Example, "
	    "Inc.\"],[\"adr\",{\"label\":\"1 Way\\nTown\\nUNITED STATES\"},"
	    "\"text\",[\"\",\"\",\"\",\"\",\"\",\"\",\"\"]],[\"kind\",{},"
	    "\"text\",\"org\"]]]}]}",
	    "74.125.0.0/16", "Example, Inc.", "ARIN's zeros");
	is(reg.country, 2, "US", "the country of the address");
	is(reg.status, reg.n_status, "", "null is no status");
	net("{" NET ",\"entities\":[{\"roles\":null,\"handle\":"
	    "\"ORG-EX1-AFRINIC\"," CARD(
		"org", "ORG-EX1-AFRINIC") "},"
					  "{" CARD("group", "Hands") "}]}",
	    "", "AFRINIC's handles are no names");
	net("{" NET ",\"entities\":[{\"roles\":null,\"handle\":"
	    "\"ORG-EX1-AFRINIC\"," CARD("org", "Example (Pty) Ltd") "}]}",
	    "Example (Pty) Ltd", "nor has it roles");
	net("{\"startAddress\":\"203.0.113.0\",\"endAddress\":"
	    "\"203.0.113.255\",\"name\":\"ORG-EX1-AFRINIC\"}",
	    "", "a handle as the name");
	is(reg.netname, reg.n_netname, "", "is none");
	at("200.57.141.161",
	    "{\"handle\":\"200.57.141.161\",\"startAddress\":"
	    "\"200.57.141.161\",\"endAddress\":\"200.57.141.161\"}",
	    "200.57.141.161/32", "", "LACNIC's old answers");
	at("200.57.141.161",
	    "{\"startAddress\":\"200.57.141.161\",\"endAddress\":"
	    "\"200.57.141.161\",\"cidr0_cidrs\":[{\"v4prefix\":"
	    "\"200.57.128.0\",\"length\":19}]}",
	    "200.57.128.0/19", "", "with the range of cidr0");
	at("2001:db8::9",
	    "{\"cidr0_cidrs\":[{\"v6prefix\":\"2001:db9::\",\"length\":32},"
	    "{\"v6prefix\":\"2001:db8::\",\"length\":32}]}",
	    "2001:db8::/32", "", "only cidr0");
	net("{\"handle\":\"203.0.113.0 - 203.0.113.255\"}", "",
	    "only the handle");
	at("210.107.1.1",
	    "{\"startAddress\":\"210.107.0.0\",\"endAddress\":"
	    "\"210.107.127.255\",\"remarks\":[{\"title\":\"remarks\","
	    "\"description\":[\"Not Us\"]},{\"title\":\"description\","
	    "\"description\":[\"Example Corp.\"]}]}",
	    "210.107.0.0/17", "Example Corp.", "APNIC's remarks");
	net("{" NET ",\"remarks\":[{\"description\":[\"She sells sea shells "
	    "down by the sea shore.\",7,null]},{},7]}",
	    "", "a sentence is no name");
	net("{" NET ",\"entities\":[7,null,[],{},{\"vcardArray\":null},"
	    "{\"vcardArray\":[\"vcard\",7]},{\"roles\":[\"registrant\"],"
	    "\"vcardArray\":[\"vcard\",[7,[],[false,{},\"text\",\"4.0\"],"
	    "[\"adr\",{\"label\":\"x\"},\"text\",null],[\"fn\"],"
	    "[\"kind\",{},\"text\",7],[\"fn\",{},\"text\",{}]]]}]}",
	    "", "broken cards");
}

static void
refused(void)
{
	none("", LR_RDAP_BROKEN, "JSON that is cut short");
	none("<html>429</html>", LR_RDAP_BROKEN, "no JSON");
	none("{" NET, LR_RDAP_BROKEN, "JSON that is cut short");
	none("[]", LR_RDAP_BROKEN, "no RDAP in the answer");
	none("{}", LR_RDAP_OTHER, "no network in the answer");
	none("{\"rdapConformance\":[\"rdap_level_0\"],\"notices\":[{\"title\":"
	     "\"Help\"}]}",
	    LR_RDAP_OTHER, "no network in the answer");
	none("{\"objectClassName\":\"autnum\",\"startAutnum\":64496}",
	    LR_RDAP_OTHER, "no network in the answer");
	none("{\"objectClassName\":\"entity\",\"handle\":\"203.0.113.0/24\"}",
	    LR_RDAP_OTHER, "no network in the answer");
	none("{\"startAddress\":\"203.0.113.255\",\"endAddress\":"
	     "\"203.0.113.0\"}",
	    LR_RDAP_OTHER, "no network in the answer");
	none("{\"startAddress\":\"203.0.113.0\",\"endAddress\":\"2001:db8::\"}",
	    LR_RDAP_OTHER, "no network in the answer");
	none("{\"startAddress\":\"192.0.2.0\",\"endAddress\":\"192.0.2.255\"}",
	    LR_RDAP_OTHER, "wrong network");
	none("{\"errorCode\":404,\"title\":\"not found\"}", LR_RDAP_NOTHING,
	    "not registered");
	none("{\"errorCode\":500}", LR_RDAP_OTHER, "an error");
	none("{\"errorCode\":429}", LR_RDAP_LIMIT, "too many questions");
	none("{\"notices\":[{\"title\":\"Rate Limit Notice\",\"description\":"
	     "[\"maxed at 10 queries per 1 minutes\"]}]}",
	    LR_RDAP_LIMIT, "too many questions");
}

static void
stubs(void)
{
	static const char *const bodies[] = {
		"{\"startAddress\":\"0.0.0.0\",\"endAddress\":"
		"\"255.255.255.255\",\"name\":\"X\"}",
		"{\"startAddress\":\"202.0.0.0\",\"endAddress\":"
		"\"203.255.255.255\",\"name\":\"X\"}",
		"{\"startAddress\":\"203.0.0.0\",\"endAddress\":"
		"\"203.255.255.255\",\"name\":\"IANA-NETBLOCK-203\"}",
		"{" NET ",\"entities\":[" ENTITY("registrant", "org",
		    "Japan Network Information Center") "]}",
		"{" NET
		",\"entities\":[" ENTITY("registrant", "org", "KRNIC") "]}",
		"{" NET ",\"remarks\":[{\"title\":\"description\","
		"\"description\":[\"Example\",\"Transferred to the RIPE "
		"region on 2018-01-01\"]}]}",
		"{" NET ",\"remarks\":[{\"description\":[\"Various "
		"Registries\"]}]}",
	};
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		none(bodies[i], LR_RDAP_OTHER,
		    "the answer names only a registry");
	at("2001:db8::1",
	    "{\"startAddress\":\"2001:db8::\",\"endAddress\":"
	    "\"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\"}",
	    "2001:db8::/32", "", "a provider's block is none");
}

static void
no_memory(void)
{
	static const char body[] = "{" NET "}";
	struct lr_ip ip = lr_ip_from4(0xcb007109);
	enum lr_rdap_says s = LR_RDAP_OTHER;
	enum lr_err err = LR_OK;
	const char *why;
	unsigned long n;
	bool good = true;

	for (n = 0; good && n < 200 && s != LR_RDAP_NETWORK; n++) {
		fail_from(FAIL_ALLOC, n + 1);
		err = lr_rdapjson(lr_span_str(body), &ip, &s, &reg, &why);
		good = err == LR_ENOMEM || s == LR_RDAP_BROKEN ||
		    s == LR_RDAP_NETWORK;
	}
	fail_from(FAIL_ALLOC, 0);
	ok(good && n > 4 && n < 200, "no memory, %lu times", n);
}

static void
deep(void)
{
	static char body[200001];

	memset(body, '[', sizeof(body) - 1);
	none(body, LR_RDAP_BROKEN, "JSON that is nested too deep");
}

int
main(void)
{
	plain();
	people();
	traps();
	refused();
	stubs();
	deep();
	no_memory();
	return done();
}
