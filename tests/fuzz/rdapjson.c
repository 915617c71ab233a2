/*
 * Any bytes as an RDAP answer: a network that holds the address, or none. Its
 * texts are clean, and none of them is the name that a card of a person has,
 * wherever in the answer that card is.
 */
#include <stdint.h>
#include <stdlib.h>

#include "ascii.h"
#include "limits.h"
#include "rdapjson.h"
#include "tree.h"
#include "utf8.h"

static void
clean(struct lr_span s)
{
	const char *p = s.p;
	unsigned n;

	for (; p < lr_span_end(s); p += n)
		if ((n = lr_utf8_len(p, lr_span_end(s))) == 0 ||
		    lr_utf8_unsafe(lr_utf8_get(p, n)))
			abort();
}

/* The first name of a card that says first of all that it is a person's. */
static struct lr_span
person(const struct lr_node *card)
{
	const struct lr_node *all = lr_tree_at(card, 1), *p;
	struct lr_span name = { NULL, 0 };
	bool is = false;
	size_t i;

	for (i = 0; i < lr_tree_count(all) && i < 64; i++) {
		p = lr_tree_at(all, i);
		if (lr_ascii_eq(lr_tree_str(lr_tree_at(p, 0)), LR_SPAN("kind")))
			is |= lr_ascii_eq(lr_tree_str(lr_tree_at(p, 3)),
			    LR_SPAN("individual"));
		if (lr_ascii_eq(lr_tree_str(lr_tree_at(p, 0)), LR_SPAN("fn")) &&
		    name.n == 0)
			name = lr_tree_str(lr_tree_at(p, 3));
	}
	return is ? name : lr_span(NULL, 0);
}

static void
no_person(const struct lr_node *entities, const struct lr_registration *reg)
{
	struct lr_registration name;
	const struct lr_node *e;
	size_t i;

	for (i = 0; i < lr_tree_count(entities); i++) {
		e = lr_tree_at(entities, i);
		lr_registration_clear(&name);
		lr_registration_holder(
		    &name, person(lr_tree_get(e, "vcardArray")));
		if (name.n_holder > 0 &&
		    lr_ascii_eq(lr_registration_has_holder(&name),
			lr_registration_has_holder(reg)))
			abort();
		no_person(lr_tree_get(e, "entities"), reg);
	}
}

static void
check(struct lr_span body, const struct lr_registration *reg)
{
	struct lr_tree *t;

	clean(lr_registration_has_netname(reg));
	clean(lr_registration_has_holder(reg));
	clean(lr_registration_has_status(reg));
	if (lr_span_starts(body, LR_SPAN("\xef\xbb\xbf")))
		body = lr_span_sub(body, 3, body.n);
	if (lr_tree_parse(&t, body, NULL) != LR_OK)
		abort();
	no_person(lr_tree_get(lr_tree_root(t), "entities"), reg);
	lr_tree_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const ips[] = { "203.0.113.9", "2001:db8::9" };
	struct lr_span body = lr_span((const char *)data, size);
	struct lr_registration reg;
	enum lr_rdap_says says;
	const char *why;
	struct lr_ip ip;
	size_t i;

	for (i = 0; i < 2; i++) {
		why = NULL;
		if (!lr_ip_parse(lr_span_str(ips[i]), &ip) ||
		    lr_rdapjson(body, &ip, &says, &reg, &why) != LR_OK)
			abort();
		if (says != LR_RDAP_NETWORK && why == NULL)
			abort();
		if (says != LR_RDAP_NETWORK)
			continue;
		if (!lr_range_holds(&reg.range, &ip))
			abort();
		check(body, &reg);
	}
	return 0;
}
