#include "../tap.h"

#include "hunterfirm.h"

static struct lr_company row;
static struct lr_arena texts;

static void
says(int status, const char *body, enum lr_said want, const char *what)
{
	enum lr_said got = lr_hunterfirm_read(
	    status, lr_span_str(body), LR_SPAN("lorem.example"), &texts, &row);

	ok(got == want, "%s: %s", what, lr_said_text(got));
}

static void
field(enum lr_company_field f, const char *want)
{
	is(row.field[f].p, row.field[f].n, want, lr_company_name_of(f));
}

static void
full(void)
{
	says(200,
	    "{\"data\":{\"name\":\" Lorem\\u0000 SE \",\"legalName\":\"L\","
	    "\"domain\":\"LOREM.example\",\"site\":{\"phoneNumbers\":"
	    "[\"+49 30 1\",\"2\"],\"emailAddresses\":[\"jo@lorem.example\"]},"
	    "\"category\":{\"sector\":\"S\",\"industry\":\"Machinery\"},"
	    "\"foundedYear\":1987,\"geo\":{\"street\":\"Weg 1\","
	    "\"streetName\":\"Other\",\"city\":\"Bonn\",\"postalCode\":53111,"
	    "\"state\":\"NRW\",\"country\":\"Germany\"},"
	    "\"linkedin\":{\"handle\":\"lorem\"},"
	    "\"metrics\":{\"employees\":\"51-200\"}}}",
	    LR_SAID_DONE, "all of it");
	field(LR_COMPANY_NAME, "Lorem SE");
	field(LR_COMPANY_INDUSTRY, "Machinery");
	field(LR_COMPANY_EMPLOYEES, "51-200");
	field(LR_COMPANY_FOUNDED, "1987");
	field(LR_COMPANY_STREET, "Weg 1");
	field(LR_COMPANY_POSTCODE, "53111");
	field(LR_COMPANY_CITY, "Bonn");
	field(LR_COMPANY_REGION, "NRW");
	field(LR_COMPANY_COUNTRY, "DE");
	field(LR_COMPANY_PHONE, "+49 30 1");
	field(LR_COMPANY_LINKEDIN, "https://www.linkedin.com/company/lorem");
	field(LR_COMPANY_DOMAIN, "");
}

static void
little(void)
{
	says(200,
	    "{\"data\":{\"name\":null,\"legalName\":\"Lorem SE\",\"domain\":"
	    "\"other.example\",\"domainAliases\":[7,\"lorem.example\"],"
	    "\"geo\":{\"streetName\":\"Weg\",\"streetNumber\":\"2a\"},"
	    "\"category\":{\"sector\":\"S\"},\"metrics\":7,\"foundedYear\":-5,"
	    "\"phone\":{},\"site\":{\"phoneNumbers\":[]},"
	    "\"linkedin\":{\"handle\":null}}}",
	    LR_SAID_DONE, "little, by another name");
	field(LR_COMPANY_NAME, "Lorem SE");
	field(LR_COMPANY_STREET, "Weg 2a");
	field(LR_COMPANY_INDUSTRY, "S");
	field(LR_COMPANY_FOUNDED, "");
	field(LR_COMPANY_PHONE, "");
	field(LR_COMPANY_LINKEDIN, "");
}

int
main(void)
{
	char long_body[4096];
	struct lr_buf url;

	lr_arena_init(&texts, 1 << 20);
	full();
	little();
	says(200, "{\"data\":{\"name\":\"X\",\"domain\":\"other.example\"}}",
	    LR_SAID_REFUSED, "another company");
	says(200, "{\"data\":{\"name\":null}}", LR_SAID_REFUSED, "nothing");
	says(200, "{\"data\":null}", LR_SAID_REFUSED, "null");
	says(200, "{}", LR_SAID_REFUSED, "no data");
	says(200, "{\"data\":[]}", LR_SAID_NONSENSE, "a list");
	says(200, "[]", LR_SAID_NONSENSE, "no object");
	says(200, "", LR_SAID_NONSENSE, "no body");
	says(200, "<html>", LR_SAID_NONSENSE, "HTML");
	memset(long_body, '[', sizeof(long_body) - 1);
	long_body[sizeof(long_body) - 1] = '\0';
	says(200, long_body, LR_SAID_NONSENSE, "too deep");
	says(401, "{}", LR_SAID_NO_KEY, "401");
	says(403, "{}", LR_SAID_SLOW, "403");
	says(404, "{}", LR_SAID_REFUSED, "404");
	says(422, "{}", LR_SAID_REFUSED, "422");
	says(429, "{}", LR_SAID_USED_UP, "429");
	says(451, "{}", LR_SAID_REFUSED, "451");
	says(500, "{}", LR_SAID_FAULT, "500");
	says(302, "", LR_SAID_NONSENSE, "302");
	lr_arena_free(&texts);
	lr_arena_init(&texts, 3);
	says(200, "{\"data\":{\"name\":\"Lorem SE\"}}", LR_SAID_NO_MEMORY,
	    "no room");
	lr_arena_free(&texts);

	lr_buf_init(&url, 1000);
	lr_hunterfirm_ask(&url, "https://h.example/v2", LR_SPAN("a&b.example"));
	is(url.p, url.n,
	    "https://h.example/v2/companies/find?domain=a%26b.example",
	    "the question");
	lr_buf_free(&url);
	return done();
}
