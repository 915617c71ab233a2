#include "../fail.h"
#include "../tap.h"

#include "netlist.h"

static bool
has(const struct lr_ipset *s, const char *text)
{
	struct lr_ip ip;

	return lr_ip_parse(lr_span_str(text), &ip) && lr_ipset_has(s, &ip);
}

static void
wrong(struct lr_span text, unsigned long at)
{
	struct lr_netlist l = { NULL, 0, 0 };
	unsigned long line = 0;

	ok(lr_netlist_add(&l, text, &line) == LR_EBAD && line == at,
	    "wrong line %lu", line);
	lr_netlist_free(&l);
}

int
main(void)
{
	struct lr_netlist l = { NULL, 0, 0 };
	struct lr_ipset s;
	unsigned long line;

	lr_ipset_init(&s);
	ok(lr_netlist_add(&l,
	       LR_SPAN(
		   "\xef\xbb\xbfprefix,country\r\n\"11.4.0.0/16\",\"US\"\r\n"
		   "11.3.0.0/16,US,US-CA,Cupertino,\n\n# a comment\n"
		   "2001:db9::/32 # one\n11.9.9.9"),
	       &line) == LR_OK,
	    "CSV");
	ok(lr_netlist_add(&l,
	       LR_SPAN("; drop\n11.2.0.0 - 11.2.0.9 ; SBL1\n::1\tx\n"),
	       &line) == LR_OK,
	    "one more");
	ok(lr_netlist_add(&l, LR_SPAN(""), &line) == LR_OK && l.n == 6,
	    "an empty one");
	ok(lr_netlist_set(&l, &s) == LR_OK, "a set");
	ok(has(&s, "11.4.255.1") && has(&s, "11.3.0.0") &&
		has(&s, "2001:db9::1") && has(&s, "11.9.9.9") &&
		has(&s, "11.2.0.9") && has(&s, "::1"),
	    "has them");
	ok(!has(&s, "11.2.0.10") && !has(&s, "11.5.0.0") && !has(&s, "::2"),
	    "has no others");
	lr_ipset_free(&s);
	lr_netlist_free(&l);
	wrong(LR_SPAN("11.2.3.0/8\n"), 1);
	wrong(LR_SPAN("prefix\nname\n11.2.3.4\n"), 2);
	wrong(LR_SPAN("\n#\n11.2.3.4\n<html>\n"), 4);
	wrong(LR_SPAN("11.2.3.4\0x\n"), 1);
	wrong(LR_SPAN("11.2.3.4 11.2.3.5\n"), 1);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_netlist_add(&l, LR_SPAN("11.2.3.4"), &line) == LR_ENOMEM,
	    "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_netlist_free(&l);
	return done();
}
