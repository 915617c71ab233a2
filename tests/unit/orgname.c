#include "../tap.h"

#include "orgname.h"
#include "utf8.h"

static const struct {
	const char *text, *country, *name;
	uint32_t has; /* these marks at least */
	uint32_t lacks;
	bool handle_only;
} rows[] = {
	{ "EXTECH - Example Tech University, US", "US",
	    "Example Tech University", LR_MARK_EDUCATION, LR_MARK_PROVIDER,
	    false },
	{ "BIGRED-NET-AU Big Red Group", "AU", "Big Red Group", LR_MARK_LEGAL,
	    LR_MARK_PROVIDER, false },
	{ "ACME-CORP-AS", "DE", "Acme Corp", LR_MARK_LEGAL, LR_MARK_PROVIDER,
	    true },
	{ "Example Widgets GmbH & Co. KG", "DE",
	    "Example Widgets GmbH & Co. KG", LR_MARK_LEGAL, LR_MARK_PROVIDER,
	    false },
	{ "ROLLS-WAGON PLC", "GB", "ROLLS-WAGON PLC", LR_MARK_LEGAL, 0, false },
	{ "EXAMPLE Example Bank S.p.A.", "IT", "Example Bank S.p.A.",
	    LR_MARK_TRADE | LR_MARK_LEGAL, LR_MARK_PROVIDER, false },
	{ "Example Partners, LP", "", "Example Partners, LP", LR_MARK_LEGAL, 0,
	    false },
	{ "Example Widgets, FR", "", "Example Widgets", 0, LR_MARK_LEGAL,
	    false },
	{ "Example Widgets Autonomous System", "", "Example Widgets", 0, 0,
	    false },
	{ "Example Telecom Ltd.", "", "Example Telecom Ltd.",
	    LR_MARK_ISP | LR_MARK_LEGAL, 0, false },
	{ "Example Hosting Inc", "", "Example Hosting Inc", LR_MARK_HOSTING, 0,
	    false },
	{ "Hotel Example", "", "Hotel Example", LR_MARK_TRADE, LR_MARK_PROVIDER,
	    false },
	{ "City of Exampleton", "", "City of Exampleton", LR_MARK_GOVERNMENT, 0,
	    false },
	{ "EXWORKS-IN 3rd floor, Example Street", "IN", "Exworks", 0,
	    LR_MARK_PLACE, true },
	{ "Max Example e.K.", "DE", "Max Example e.K.", LR_MARK_PERSON, 0,
	    false },
	{ "EXAMPLEEU Example International Inc.", "AT",
	    "Example International Inc.", LR_MARK_INTERNATIONAL,
	    LR_MARK_PROVIDER, false },
	{ "Exemplum Handel e.U.", "AT", "Exemplum Handel e.U.", LR_MARK_PERSON,
	    0, false },
	{ "Example EU Handel", "AT", "Example EU Handel", 0, LR_MARK_PERSON,
	    false },
	{ "Malerbetrieb Example Inh. Max Example", "DE",
	    "Malerbetrieb Example Inh. Max Example", LR_MARK_PERSON, 0, false },
	/* strangers' texts */
	{ "Evil\x1b[31m\x07 Corp\r\n", "", "Evil [31m Corp", LR_MARK_LEGAL, 0,
	    false },
	{ "Broken \xff\xc3 Inc", "", "Broken Inc", LR_MARK_LEGAL, 0, false },
	{ "Turn \xe2\x80\xae"
	  "around Ltd",
	    "", "Turn around Ltd", LR_MARK_LEGAL, 0, false },
	{ "", "", "", 0, ~0u, false },
	{ " - ", "", "", 0, ~0u, false },
	{ "AS-1234-NET", "", "", 0, LR_MARK_LEGAL, true },
};

static void
compare(void)
{
	static struct lr_orgname a, b;
	struct lr_span none = { NULL, 0 };

	lr_orgname_read(LR_SPAN("Example Widgets GmbH"), none, &a);
	lr_orgname_read(LR_SPAN("EXWID-AS Example Widgets Ltd"), none, &b);
	ok(lr_orgname_same(&a, &b), "same but for the legal form");
	ok(lr_orgname_owns(&a, LR_SPAN("example-widgets")), "first word");
	ok(lr_orgname_owns(&a, LR_SPAN("ewg")), "initials");
	ok(!lr_orgname_owns(&a, LR_SPAN("other")), "another's domain");
	lr_orgname_read(LR_SPAN("Other Widgets GmbH"), none, &b);
	ok(!lr_orgname_same(&a, &b), "not the same");
	lr_orgname_read(LR_SPAN(""), none, &b);
	ok(!lr_orgname_same(&b, &b), "nothing is nobody");
}

int
main(void)
{
	static struct lr_orgname o;
	char big[4000];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		lr_orgname_read(lr_span_str(rows[i].text),
		    lr_span_str(rows[i].country), &o);
		is(o.name, o.n, rows[i].name, rows[i].name);
		ok((o.marks & rows[i].has) == rows[i].has, "its marks");
		ok((o.marks & rows[i].lacks) == 0, "none too many");
		ok(o.handle_only == rows[i].handle_only, "handle or name");
	}
	for (i = 0; i < sizeof(big); i++)
		big[i] = (char)(i % 3 == 0 ? 0xe2 : i % 3 == 1 ? 0x82 : 0xac);
	lr_orgname_read(
	    lr_span(big, sizeof(big)), (struct lr_span){ NULL, 0 }, &o);
	ok(o.n <= LR_ORGNAME_MAX && lr_utf8_valid(lr_span(o.name, o.n)),
	    "a long name is cut at a character");
	ok((lr_orgname_label(LR_SPAN("big-telecom")) & LR_MARK_ISP) != 0,
	    "labels of domains");
	compare();
	return done();
}
