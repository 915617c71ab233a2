#include "../tap.h"

#include "provider.h"

static struct lr_enquiry q;
static struct lr_provider_use u;
static struct lr_progress p;
static struct lr_findings f;
static unsigned got;

static void
begin(const struct lr_provider *pr, const char *company, const char *domain)
{
	lr_people_free(&f.people);
	f = (struct lr_findings){ .suppressed = 0 };
	p = (struct lr_progress){ 0 };
	u = (struct lr_provider_use){ .base = "http://x.example",
		.key = { "k", "c:x" } };
	lr_provider_named(lr_span_str(pr->name), &u.number);
	q = (struct lr_enquiry){ .company = lr_span_str(company),
		.domain = lr_span_str(domain),
		.limit = 100 };
	lr_firm_init(&q.firm, q.company, q.domain);
}

static void
url(const struct lr_provider *pr, unsigned most, const char *want,
    unsigned results, const char *what)
{
	struct lr_buf b;
	unsigned n;

	lr_buf_init(&b, 4096);
	pr->ask(&u, &q, &p, most, &b, &n);
	is(b.p, b.n, want, what);
	ok(n == results, "    %u results", n);
	lr_buf_free(&b);
}

static void
says(const struct lr_provider *pr, int status, const char *body,
    enum lr_said want, const char *what)
{
	enum lr_said said =
	    pr->read(&u, &q, &p, status, lr_span_str(body), &f, &got);

	if (!ok(said == want, "%s: %s", pr->name, what))
		printf("#   %s\n", lr_said_text(said));
}

#define PERSON(mail, type)                                                    \
	"{\"value\":\"" mail "\",\"type\":\"" type "\",\"first_name\":"       \
	"\"Ada\",\"last_name\":\"Eins\",\"position\":null,\"confidence\":90," \
	"\"sources\":[{\"uri\":\"http://a.example/1\",\"still_on_page\":"     \
	"false},{\"uri\":\"http://a.example/2\",\"still_on_page\":true}]}"

static void
hunter(void)
{
	const struct lr_provider *h = &lr_hunter;
	const struct lr_span *field;

	begin(h, "A & B", "a.example");
	url(h, 100,
	    "http://x.example/email-count?domain=a.example&type=personal", 0,
	    "the count first");
	says(h, 200, "{\"data\":{\"total\":30,\"personal_emails\":25}}",
	    LR_SAID_MORE, "a count");
	url(h, 100,
	    "http://x.example/domain-search?domain=a.example&type=personal"
	    "&limit=100&offset=0",
	    25, "a big page");
	says(h, 400, "{\"errors\":[{\"id\":\"pagination_error\"}]}",
	    LR_SAID_MORE, "too big for the plan");
	url(h, 100,
	    "http://x.example/domain-search?domain=a.example&type=personal"
	    "&limit=10&offset=0",
	    10, "a small page");
	says(h, 200,
	    "{\"data\":{\"organization\":\"A\",\"emails\":[" PERSON(
		"a@a.example", "personal") "," PERSON("info@a.example",
		"generic") ",{},5,null,\"x\"]},"
			   "\"meta\":{\"results\":25}}",
	    LR_SAID_DONE, "all that the plan gives");
	ok(p.cut && f.people.n == 1 && got == 6, "    one person");
	field = f.people.entry[0].person.field;
	is(field[LR_PERSON_URL].p, field[LR_PERSON_URL].n, "http://a.example/2",
	    "    where it still stands");
	ok(field[LR_PERSON_POSITION].n == 0 &&
		f.people.entry[0].person.confidence == 90,
	    "    null is nothing");
	is(f.organization.p, f.organization.n, "A", "    the name");

	begin(h, "A & B", NULL);
	url(h, 100,
	    "http://x.example/email-count?company=A%20%26%20B&type=personal", 0,
	    "by name");
	says(h, 404, "", LR_SAID_MORE, "no count");
	q.seniority = LR_SPAN("senior");
	q.limit = 30;
	url(h, 20,
	    "http://x.example/domain-search?company=A%20%26%20B&type=personal"
	    "&seniority=senior&limit=20&offset=0",
	    20, "as many as may be paid for");
	says(h, 200, "{\"data\":{\"emails\":null},\"meta\":{\"results\":0}}",
	    LR_SAID_DONE, "nobody");
	says(h, 200, "{\"data\":{\"emails\":{}}}", LR_SAID_NONSENSE,
	    "a wrong type");
	says(h, 200, "{\"data\":[]}", LR_SAID_NONSENSE, "another");
	says(h, 200, "{\"data\":{\"em", LR_SAID_NONSENSE, "cut short");
	says(h, 200, "<html>", LR_SAID_NONSENSE, "no JSON");
	says(h, 302, "", LR_SAID_NONSENSE, "a redirect");
	says(h, 401, "", LR_SAID_NO_KEY, "no key");
	says(h, 403, "", LR_SAID_SLOW, "too fast");
	says(h, 429, "", LR_SAID_USED_UP, "used up");
	says(h, 451, "", LR_SAID_REFUSED, "not to be found");
	ok(f.suppressed == 1, "    is counted");
	says(h, 422, "{\"errors\":[]}", LR_SAID_REFUSED, "not this one");
	says(h, 503, "", LR_SAID_FAULT, "trouble");
	says(h, 222, "", LR_SAID_FAULT, "later");
	begin(h, "A", "a.example");
	says(h, 200, "{\"data\":{\"total\":3,\"personal_emails\":0}}",
	    LR_SAID_DONE, "a count of none");
	says(h, 200, "{\"data\":7}", LR_SAID_NONSENSE, "no count at all");
}

#define ERROR(reason) "{\"error\":{\"errors\":[{\"reason\":\"" reason "\"}]}}"
#define HIT(name, title, link, text)                                        \
	"{\"" title "\":\"" name " - Buyer - Beispiel | LinkedIn\",\"" link \
	"\":\"https://linkedin.com/in/ada\",\"" text "\":\"\"}"

static void
google(void)
{
	const struct lr_provider *g = &lr_google;

	begin(g, "Beispiel \"X\" GmbH", NULL);
	url(g, 10,
	    "http://x.example?q=%22Beispiel%20%20X%20%20GmbH%22%20%28site%3A"
	    "linkedin.com%2Fin%20OR%20site%3Axing.com%2Fprofile%29&cx=c%3Ax"
	    "&num=10&start=1&fields=items%28title%2Clink%2Csnippet%29%2C"
	    "queries%2FnextPage%2FstartIndex",
	    10, "a query without the key");
	begin(g, NULL, "beispiel.example");
	p.at = 1;
	says(g, 200,
	    "{\"items\":[" HIT("Ada Eins", "title", "link",
		"snippet") "],\"queries\":{\"nextPage\":[{\"startIndex\":11}]}"
			   "}",
	    LR_SAID_MORE, "a page, and one more");
	ok(f.people.n == 1 && p.at == 11, "    one person");
	says(g, 200, "{\"queries\":{}}", LR_SAID_DONE, "no items");
	says(g, 200,
	    "{\"items\":[" HIT("Ada Zwei", "title", "link",
		"snippet") "],\"queries\":{\"nextPage\":[{\"startIndex\":101}]}"
			   "}",
	    LR_SAID_DONE, "not beyond 100");
	says(g, 200, "{\"items\":{}}", LR_SAID_NONSENSE, "a wrong type");
	says(g, 200, "[]", LR_SAID_NONSENSE, "another");
	says(g, 403, ERROR("dailyLimitExceeded"), LR_SAID_USED_UP, "the day");
	says(g, 403, ERROR("userRateLimitExceeded"), LR_SAID_SLOW, "fast");
	says(g, 403, ERROR("accessNotConfigured"), LR_SAID_NO_KEY, "not set");
	says(g, 403, "", LR_SAID_NO_KEY, "403 without a word");
	says(g, 400,
	    "{\"error\":{\"details\":[{\"reason\":"
	    "\"API_KEY_INVALID\"}]}}",
	    LR_SAID_NO_KEY, "a wrong key");
	says(g, 400, ERROR("badRequest"), LR_SAID_REFUSED, "a wrong query");
	says(g, 429,
	    "{\"error\":{\"message\":\"Quota exceeded for quota metric "
	    "'Queries' and limit 'Queries per day'\"}}",
	    LR_SAID_USED_UP, "429 of the day");
	says(g, 429,
	    "{\"error\":{\"message\":\"limit 'Queries per minute per user'\"}}",
	    LR_SAID_SLOW, "429 of the minute");
	says(g, 429,
	    "{\"error\":{\"message\":\"per day\",\"details\":[{},{"
	    "\"metadata\":{\"quota_unit\":\"1/min/{project}\"}}]}}",
	    LR_SAID_SLOW, "429 with its unit");
	says(g, 500, "", LR_SAID_FAULT, "trouble");
}

static void
others(void)
{
	const struct lr_provider *s = &lr_searxng, *b = &lr_brave;

	begin(s, "Beispiel", NULL);
	url(s, 10,
	    "http://x.example/search?q=%22Beispiel%22%20%28site%3A"
	    "linkedin.com%2Fin%20OR%20site%3Axing.com%2Fprofile%29&format=json"
	    "&pageno=1",
	    0, "a query, free of charge");
	says(s, 200,
	    "{\"results\":[" HIT("Ada Eins", "title", "url", "content") "]}",
	    LR_SAID_MORE, "a page");
	says(s, 200, "{\"results\":[]}", LR_SAID_DONE, "an empty page");
	begin(s, "Beispiel", NULL);
	says(s, 200,
	    "{\"results\":[],\"unresponsive_engines\":[[\"a\",\"timeout\"]]}",
	    LR_SAID_FAULT, "engines that do not answer");
	says(s, 200, "{}", LR_SAID_NONSENSE, "a wrong shape");
	says(s, 403, "", LR_SAID_NO_KEY, "no JSON allowed");
	says(s, 429, "", LR_SAID_SLOW, "too fast");
	begin(b, "Beispiel", NULL);
	url(b, 20,
	    "http://x.example/web/search?q=%22Beispiel%22%20%28site%3A"
	    "linkedin.com%2Fin%20OR%20site%3Axing.com%2Fprofile%29&count=20"
	    "&offset=0&result_filter=web&text_decorations=false",
	    20, "a query");
	says(b, 200,
	    "{\"query\":{\"more_results_available\":true},\"web\":{\"results\":"
	    "[" HIT("<b>Ada</b> Eins", "title", "url", "description") "]}}",
	    LR_SAID_MORE, "a page, and one more");
	ok(f.people.n == 1, "    without the markup");
	says(b, 200, "{\"query\":{}}", LR_SAID_DONE, "no hits");
	says(b, 200, "{\"web\":[]}", LR_SAID_NONSENSE, "a wrong type");
	says(b, 429,
	    "{\"error\":{\"code\":\"RATE_LIMITED\",\"meta\":{\"quota_limit\":"
	    "2000,\"quota_current\":15}}}",
	    LR_SAID_SLOW, "too fast");
	says(b, 429,
	    "{\"error\":{\"code\":\"RATE_LIMITED\",\"meta\":{\"quota_limit\":"
	    "2000,\"quota_current\":2000}}}",
	    LR_SAID_USED_UP, "used up");
	says(b, 422, "{\"error\":{\"code\":\"SUBSCRIPTION_TOKEN_INVALID\"}}",
	    LR_SAID_NO_KEY, "a wrong key");
	says(b, 422, "{\"error\":{\"code\":\"VALIDATION\"}}", LR_SAID_REFUSED,
	    "a wrong query");
	says(b, 500, "", LR_SAID_FAULT, "trouble");
}

static void
table(void)
{
	unsigned i;

	ok(lr_provider_at(LR_PROVIDERS) == NULL &&
		lr_provider_named(LR_SPAN("bing"), &i) == NULL,
	    "not in the table");
	ok(lr_provider_named(LR_SPAN("brave"), &i) == &lr_brave && i == 3,
	    "in the table");
	for (i = 0; i <= LR_SAID_NO_MEMORY; i++)
		if (strcmp(lr_said_text((enum lr_said)i), "?") == 0)
			break;
	ok(i > LR_SAID_NO_MEMORY, "all that is said has words");
}

int
main(void)
{
	table();
	hunter();
	google();
	others();
	lr_people_free(&f.people);
	return done();
}
