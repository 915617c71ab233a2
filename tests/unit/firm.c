#include "../tap.h"

#include "firm.h"

static struct lr_firm f;

static void
is_it(const char *text, bool cut, bool want)
{
	ok(lr_firm_is(&f, lr_span_str(text), cut) == want, "    %s: %s%s",
	    want ? "it is" : "another", text, cut ? "..." : "");
}

static void
asked(const char *company, const char *domain)
{
	ok(lr_firm_init(&f, lr_span_str(company), lr_span_str(domain)),
	    "%s, %s", company == NULL ? "-" : company,
	    domain == NULL ? "-" : domain);
}

static void
found(const char *text, size_t want)
{
	size_t at = lr_firm_find(&f, lr_span_str(text));

	if (!ok(at == want, "    found at %zu: %s", want, text))
		printf("#   %zu\n", at);
}

int
main(void)
{
	asked("Beispiel Maschinenbau GmbH", "beispiel.example");
	is_it("Beispiel Maschinenbau GmbH", false, true);
	is_it("BEISPIEL MASCHINENBAU", false, true);
	is_it("Beispiel", false, true);
	is_it("Beispiel Maschinenbau GmbH & Co. KG", false, true);
	is_it("Beispiel Maschinenbau Deutschland", false, true);
	is_it("Beispiel Masch", true, true);
	is_it("Beispiel Masch", false, false);
	is_it("Beispiel Maschinenbau S\xc3\xbc"
	      "d GmbH",
	    false, false);
	is_it("Beispiel Consulting GmbH", false, false);
	is_it("Example Ltd", false, false);
	is_it("", false, false);
	found(
	    "Einkaufsleiter \xc2\xb7 Beispiel Maschinenbau GmbH \xc2\xb7 Linz",
	    18);
	found("Beispiel Maschinenbau", 0);
	found("Gutbeispiel Maschinenbau", 26 - 2);
	found("", 0);

	asked("M\xc3\xbcller & S\xc3\xb6hne AG", NULL);
	is_it("Mueller und Soehne", false, false);
	is_it("Mueller & Soehne", false, true);
	is_it("Muller & Sohne AG", false, true);
	is_it("M\xc3\x9cLLER & S\xc3\x96HNE", false, true);

	asked("Beispiel", NULL);
	is_it("Beispiel Maschinenbau GmbH", false, true);
	is_it("Gutbeispiel", false, false);

	asked(NULL, "big-corp.example");
	is_it("Big Corp", false, true);
	is_it("BigCorp Inc.", false, true);
	is_it("Big Corporation", false, false);
	found("works at Big Corp today", 9);

	asked("\xe6\xa0\xaa\xe5\xbc\x8f\xe4\xbc\x9a\xe7\xa4\xbe\xe5\xb1\xb1\xe7"
	      "\x94\xb0",
	    NULL);
	is_it("\xe5\xb1\xb1\xe7\x94\xb0", false, true);
	asked("A", "a.example");
	is_it("AB", false, false);
	ok(!lr_firm_init(&f, LR_SPAN(""), LR_SPAN("")), "nothing");
	ok(!lr_firm_init(&f, LR_SPAN("&!?"), lr_span(NULL, 0)), "no letters");
	return done();
}
