#include "company.h"

#include "../tap.h"

static const struct {
	const char *key, *value;
} sorted[] = {
#include "countries.inc"
	{ "\xff", "" },
#include "company-columns.inc"
	{ "\xff", "" },
#include "name-forms.inc"
};

static void
clean(enum lr_company_field f, const char *cell, const char *want)
{
	char out[LR_COMPANY_TEXT];
	size_t n = lr_company_clean(f, lr_span_str(cell), out);

	is(out, n, want, cell);
}

static void
same(const char *a, const char *b, bool want)
{
	char x[LR_COMPANY_KEY], y[LR_COMPANY_KEY];
	struct lr_span de = LR_SPAN("DE"), p[2], q[2];
	bool got = false;
	int i, j;

	/* the two spellings of each */
	for (i = 0; i < 4; i++) {
		j = i & 1;
		p[j] = lr_span(x, lr_company_key(lr_span_str(a), de, j, x));
		q[i >> 1] =
		    lr_span(y, lr_company_key(lr_span_str(b), de, i >> 1, y));
		got = got || (p[j].n > 0 && lr_span_eq(p[j], q[i >> 1]));
	}
	ok(got == want, "%s: %s, %s", want ? "one name" : "two names", a, b);
}

static void
columns(void)
{
	ok(lr_company_column(LR_SPAN("Year founded")) == LR_COMPANY_FOUNDED &&
		lr_company_column(LR_SPAN("founded_year")) ==
		    LR_COMPANY_FOUNDED &&
		lr_company_column(LR_SPAN("Gr\xc3\xbcndungsjahr")) ==
		    LR_COMPANY_FOUNDED &&
		lr_company_column(LR_SPAN(" STRA\xc3\x9f"
					  "E ")) == LR_COMPANY_STREET &&
		lr_company_column(LR_SPAN("linkedin url")) ==
		    LR_COMPANY_LINKEDIN,
	    "columns by the names that people give them");
	ok(lr_company_column(LR_SPAN("")) == LR_COMPANY_FIELDS &&
		lr_company_column(LR_SPAN("nothing")) == LR_COMPANY_FIELDS &&
		lr_company_column(LR_SPAN("\xff\xff")) == LR_COMPANY_FIELDS,
	    "others are none");
}

static void
tables(void)
{
	const size_t n = sizeof(sorted) / sizeof(sorted[0]);
	char out[LR_COMPANY_TEXT];
	bool order = true, folded = true, fields = true;
	size_t i, part = 0;

	for (i = 0; i < n; i++) {
		struct lr_span key = lr_span_str(sorted[i].key);

		if (key.p[0] == '\xff') {
			part++;
			continue;
		}
		if (i > 0 && sorted[i - 1].key[0] != '\xff' &&
		    strcmp(sorted[i - 1].key, key.p) >= 0)
			order = printf("# %s\n", key.p) < 0;
		if (part < 2 &&
		    !lr_span_eq(key, lr_span(out, lr_company_fold(key, out))))
			folded = printf("# %s\n", key.p) < 0;
		if (part == 1 && lr_company_column(key) == LR_COMPANY_FIELDS)
			fields = printf("# %s\n", key.p) < 0;
	}
	ok(order, "the tables are sorted");
	ok(folded, "headers and countries are folded");
	ok(fields, "every header has a field that there is");
}

static void
cells(void)
{
	char many[400], out[LR_COMPANY_TEXT];

	clean(LR_COMPANY_DOMAIN, " WWW.Examplia.COM ", "examplia.com");
	clean(
	    LR_COMPANY_DOMAIN, "https://www.examplia.co.uk/", "examplia.co.uk");
	clean(LR_COMPANY_DOMAIN, "http://examplia.com:8080", "");
	clean(LR_COMPANY_DOMAIN, "linkedin.com/company/examplia", "");
	clean(LR_COMPANY_DOMAIN, "info@examplia.com", "");
	clean(LR_COMPANY_DOMAIN, "192.0.2.1", "");
	clean(LR_COMPANY_DOMAIN, "localhost", "");
	clean(LR_COMPANY_DOMAIN, "exa..com", "");
	clean(LR_COMPANY_DOMAIN, "n/a", "");
	clean(LR_COMPANY_NAME, "  A\tB\x1b[31m \xe2\x80\xae C ", "A B [31m C");
	clean(LR_COMPANY_NAME, "\xff\xfe", "");
	clean(LR_COMPANY_FOUNDED, "1987.0", "1987");
	clean(LR_COMPANY_FOUNDED, "1987-05-01", "1987");
	clean(LR_COMPANY_FOUNDED, "19877", "");
	clean(LR_COMPANY_FOUNDED, "87", "");
	clean(LR_COMPANY_COUNTRY, "germany", "DE");
	clean(LR_COMPANY_COUNTRY, "\xc3\x96sterreich", "AT");
	clean(LR_COMPANY_COUNTRY, "UK", "GB");
	clean(LR_COMPANY_COUNTRY, "NA", "NA");
	clean(LR_COMPANY_COUNTRY, "fr", "FR");
	clean(LR_COMPANY_COUNTRY, "Atlantis", "");
	clean(LR_COMPANY_PHONE, "+49 (0)30 / 123-45", "+49 (0)30 / 123-45");
	clean(LR_COMPANY_PHONE, "=1+2+345", "");
	clean(LR_COMPANY_PHONE, "--", "");
	clean(LR_COMPANY_WEBSITE, "HTTPS://examplia.com/de",
	    "HTTPS://examplia.com/de");
	clean(LR_COMPANY_WEBSITE, "javascript:alert(1)", "");
	clean(LR_COMPANY_WEBSITE, "http://a.com/\"><b", "");
	clean(LR_COMPANY_LINKEDIN, "de.linkedin.com/company/x",
	    "de.linkedin.com/company/x");
	clean(LR_COMPANY_LINKEDIN, "https://notlinkedin.com/x", "");
	clean(LR_COMPANY_XING, "https://www.xing.com/pages/x",
	    "https://www.xing.com/pages/x");
	memset(many, 'x', sizeof(many));
	many[254] = '\xc3';
	many[255] = '\xbc';
	many[sizeof(many) - 1] = '\0';
	ok(lr_company_clean(LR_COMPANY_STREET, lr_span_str(many), out) == 254,
	    "a long text is cut at a whole character");
	ok(lr_company_plain(LR_SPAN("\xc3\xbc b")) &&
		!lr_company_plain(LR_SPAN("")) &&
		!lr_company_plain(LR_SPAN("a\nb")) &&
		!lr_company_plain(LR_SPAN("\xc3")),
	    "what is plain");
}

static void
employees(void)
{
	static const struct {
		const char *text;
		uint64_t least, most;
	} t[] = { { "51-200", 51, 200 }, { "51 - 200 employees", 51, 200 },
		{ "250", 250, 250 }, { "250.0", 250, 250 },
		{ "1.000", 1000, 1000 }, { "1,001-5,000", 1001, 5000 },
		{ "10 000", 10000, 10000 }, { "5k-10k", 5000, 10000 },
		{ "11 bis 50", 11, 50 }, { "bis 50", 0, 50 }, { "<10", 0, 9 },
		{ "<= 10", 0, 10 }, { "weniger als 10", 0, 9 }, { "< 0", 0, 0 },
		{ "10,001+", 10001, UINT64_MAX }, { "> 5", 6, UINT64_MAX },
		{ ">= 5", 5, UINT64_MAX }, { "mehr als 5", 6, UINT64_MAX },
		{ "5 or more", 5, UINT64_MAX } };
	uint64_t least, most;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ok(lr_company_range(lr_span_str(t[i].text), &least, &most) &&
			least == t[i].least && most == t[i].most &&
			lr_company_most(lr_span_str(t[i].text)) == most,
		    "employees: %s", t[i].text);
	ok(!lr_company_range(LR_SPAN(""), &least, &most) &&
		!lr_company_range(LR_SPAN("many"), &least, &most) &&
		lr_company_most(LR_SPAN("many")) == UINT64_MAX,
	    "employees: no number");
	ok(lr_company_most(LR_SPAN("99999999999999999999999999")) > 1000000,
	    "employees: a number beyond all");
}

static void
countries(void)
{
	char out[2];

	ok(lr_company_country(LR_SPAN(" de"), out) &&
		memcmp(out, "DE", 2) == 0 &&
		lr_company_country(LR_SPAN("Germany"), out) &&
		memcmp(out, "DE", 2) == 0 &&
		lr_company_country(LR_SPAN("XK"), out),
	    "countries");
	ok(!lr_company_country(LR_SPAN("XX"), out) &&
		!lr_company_country(LR_SPAN("Nowhere"), out) &&
		!lr_company_country(LR_SPAN(""), out),
	    "no countries");
}

static void
keys(void)
{
	char out[LR_COMPANY_KEY], name[2000];

	same("Examplia GmbH", "EXAMPLIA G.m.b.H.", true);
	same("Examplia GmbH & Co. KG", "examplia", true);
	same("Examplia Aktiengesellschaft", "Examplia AG", true);
	same("Examplia, Inc.", "examplia inc", true);
	same("Sample S.p.A.", "Sample SpA", true);
	same("Sample S. r. l.", "SAMPLE SRL", true);
	same("Voorbeeld B.V.", "Voorbeeld", true);
	same("Oy Esimerkki Ab", "Esimerkki", true);
	same("AB Exempel", "Exempel AB", true);
	same("Eksempel A/S", "Eksempel", true);
	same("Rei K.K.", "Rei", true);
	same("Beispiel e.K.", "Beispiel", true);
	same("Przyklad Sp. z o.o.", "Przyklad", true);
	same("M\xc3\xbcller & S\xc3\xb6hne GmbH", "MUELLER SOEHNE", true);
	same("M\xc3\xbcller GmbH", "Muller", true);
	same("Wei\xc3\x9f AG", "Weiss AG", true);
	same("Wei\xc3\x9f AG", "Weis AG", true);
	same("Soci\xc3\xa9t\xc3\xa9 X1 S.A.", "societe x1", true);
	same("Caf\xc3\xa9's", "Cafes", true);
	same("\xe6\xa0\xaa\xe5\xbc\x8f\xe4\xbc\x9a\xe7\xa4\xbe\xe4\xbe\x8b",
	    "\xe4\xbe\x8b\xe4\xbe\x8b", false);
	same("\xe6\xa0\xaa\xe5\xbc\x8f\xe4\xbc\x9a\xe7\xa4\xbe\xe4\xbe\x8b",
	    "\xe4\xbe\x8b\xe6\xa0\xaa\xe5\xbc\x8f\xe4\xbc\x9a\xe7\xa4\xbe",
	    true);
	same("\xd0\x9f\xd1\x80\xd0\xb8", "\xd0\xbf\xd1\x80\xd0\xb8", true);
	same("Bauer GmbH", "Baur GmbH", false);
	same("Examplia Holding AG", "Examplia AG", false);
	same("Examplia Nord", "Examplia", false);
	same("GmbH", "AG", false);
	ok(lr_company_key(LR_SPAN("Examplia"), LR_SPAN(""), false, out) == 0 &&
		lr_company_key(
		    LR_SPAN("Examplia"), LR_SPAN("D1"), false, out) == 0,
	    "no key without a country");
	ok(lr_company_key(LR_SPAN(""), LR_SPAN("DE"), false, out) == 0 &&
		lr_company_key(LR_SPAN("!!"), LR_SPAN("DE"), false, out) == 0,
	    "no key without a name");
	is(out, lr_company_key(LR_SPAN("Co. Ltd."), LR_SPAN("de"), false, out),
	    "co\nDE", "of forms alone the first is left");
	memset(name, '\xc3', sizeof(name));
	ok(lr_company_key(
	       lr_span(name, sizeof(name)), LR_SPAN("DE"), false, out) == 0,
	    "what is not UTF-8 is no name");
	memset(name, 'a', sizeof(name));
	ok(lr_company_key(lr_span(name, sizeof(name)), LR_SPAN("DE"), false,
	       out) <= LR_COMPANY_KEY,
	    "a long name is cut");
}

static void
persons(void)
{
	static const char *const names[] = { "Max Muster e.K.",
		"Muster E. KFR.", "Muster e.U.", "Exemple EIRL", "Muster GmbH",
		"Services EU", "e.K.", "" };
	struct lr_company c = { .field = { { NULL, 0 } } };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		c.field[LR_COMPANY_NAME] = lr_span_str(names[i]);
		ok(lr_company_person(&c) == (i < 4), "a person or not: %s",
		    names[i]);
	}
	c.field[LR_COMPANY_EMPLOYEES] = LR_SPAN("Self-employed");
	ok(lr_company_person(&c), "self-employed");
}

int
main(void)
{
	persons();
	columns();
	tables();
	cells();
	employees();
	countries();
	keys();
	return done();
}
