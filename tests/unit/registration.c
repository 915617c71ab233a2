#include "../tap.h"

#include "registration.h"

static const struct {
	const char *s, *want;
} texts[] = {
	{ "Lorem Ipsum GmbH", "Lorem Ipsum GmbH" },
	{ "  Lorem \t\t Ipsum\r\n GmbH ", "Lorem Ipsum GmbH" },
	{ "Lorem\x1b[31m Ipsum", "Lorem [31m Ipsum" },
	{ "M\xc3\xbcller", "M\xc3\xbcller" },
	{ "M\xfcller", "M\xef\xbf\xbdller" },
	{ "Lorem\xc2\xa0Ipsum", "Lorem Ipsum" },
	{ "abc\xe2\x80\xae"
	  "def",
	    "abc def" },
	{ "-", "" },
	{ "***", "" },
	{ " n/a ", "" },
	{ "NONE", "" },
	{ "Unknown", "" },
	{ "", "" },
	{ "None Such Ltd", "None Such Ltd" },
	{ "\xe6\xa0\xaa", "\xe6\xa0\xaa" },
};

static const struct {
	const char *s, *want; /* "": unknown */
} countries[] = {
	{ "DE", "DE" },
	{ "\tde ", "DE" },
	{ "EU", "EU" },
	{ "ZZ", "" },
	{ "XX", "" },
	{ "AA", "" },
	{ "QZ", "" },
	{ "QA", "QA" },
	{ "D", "" },
	{ "DEU", "" },
	{ "D1", "" },
	{ "", "" },
};

static const struct {
	const char *status;
	bool allocated;
} statuses[] = {
	{ "ALLOCATED PA", true },
	{ "Allocated Non-Portable", true },
	{ "DIRECT ALLOCATION", true },
	{ "SUB-ALLOCATED PA", true },
	{ "LIR-PARTITIONED PA", true },
	{ "AGGREGATED-BY-LIR", true },
	{ "ALLOCATED-ASSIGNED PA", false },
	{ "ASSIGNED PA", false },
	{ "DIRECT ASSIGNMENT", false },
	{ "reserved", false },
	{ "", false },
};

static void
allocated(void)
{
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		ok(lr_registration_allocated(lr_span_str(statuses[i].status)) ==
			statuses[i].allocated,
		    "to be handed on or not: '%s'", statuses[i].status);
}

static void
cut(void)
{
	struct lr_registration reg;
	char text[300];

	memset(text, 'a', sizeof(text));
	lr_registration_clear(&reg);
	lr_registration_holder(&reg, lr_span(text, sizeof(text)));
	ok(reg.n_holder == LR_HOLDER_MAX, "a long name is cut");
	/* a character of three bytes does not fit into the last two */
	memcpy(text + LR_HOLDER_MAX - 2, "\xe6\xa0\xaa", 3);
	lr_registration_holder(&reg, lr_span(text, sizeof(text)));
	ok(reg.n_holder == LR_HOLDER_MAX - 2, "between characters");
	lr_registration_netname(&reg, lr_span(text, sizeof(text)));
	ok(reg.n_netname == LR_NETNAME_MAX, "a netname too");
	lr_registration_status(&reg, lr_span(text, sizeof(text)));
	ok(reg.n_status == LR_STATUS_MAX, "and a status");
	lr_registration_holder(&reg, LR_SPAN("-"));
	ok(lr_registration_has_holder(&reg).n == 0, "set anew");
}

int
main(void)
{
	struct lr_registration reg;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		lr_registration_clear(&reg);
		lr_registration_holder(&reg, lr_span_str(texts[i].s));
		is(reg.holder, reg.n_holder, texts[i].want, texts[i].want);
	}
	for (i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
		lr_registration_clear(&reg);
		lr_registration_country(&reg, lr_span_str(countries[i].s));
		is(reg.country, strnlen(reg.country, 2), countries[i].want,
		    countries[i].s);
	}
	allocated();
	cut();
	return done();
}
