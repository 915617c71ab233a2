#include "mkregistry.h"

#include <fcntl.h>
#include <unistd.h>

#include "../draw.h"
#include "../fail.h"
#include "../tap.h"
#include "file.h"
#include "registry.h"

#define GIVEN 120
#define ASK 600

static char path[] = "/tmp/lr-mkregistry-XXXXXX";

/* What a registry says, and what is to come of it. */
struct given {
	struct lr_range range;
	bool delegation;
	unsigned holder; /* 0: none */
	unsigned org;	 /* 0: none; above ORGS: one that never comes */
	int64_t changed;
};
#define ORGS 5u

static enum lr_err
add_org(struct lr_mkregistry *m, unsigned i)
{
	char handle[16], name[32];

	snprintf(handle, sizeof(handle), i % 2 == 0 ? "ORG-%u" : "org-%u", i);
	snprintf(name, sizeof(name), "Organisation %u Ltd", i);
	/* the last one is a person */
	return lr_mkregistry_organisation(m, lr_span_str(handle),
	    i == ORGS ? LR_SPAN("") : lr_span_str(name), LR_SPAN("GB"), i);
}

static enum lr_err
add(struct lr_mkregistry *m, const struct given *g)
{
	struct lr_registration r;
	char text[32];

	lr_registration_clear(&r);
	r.range = g->range;
	if (g->holder > 0) {
		snprintf(text, sizeof(text), "Holder %u GmbH", g->holder);
		lr_registration_holder(&r, lr_span_str(text));
	}
	snprintf(text, sizeof(text), "NET-%u", (unsigned)g->changed);
	lr_registration_netname(&r, lr_span_str(text));
	lr_registration_status(&r, LR_SPAN("ASSIGNED PA"));
	if (g->delegation)
		return lr_mkregistry_delegation(m, &r, g->changed);
	snprintf(text, sizeof(text), "ORG-%u", g->org);
	return lr_mkregistry_network(
	    m, &r, lr_span(text, g->org == 0 ? 0 : strlen(text)), g->changed);
}

static enum lr_err
make(const struct given *g, size_t n, bool orgs_first, int fd)
{
	struct lr_mkregistry_sum sum;
	struct lr_mkregistry *m;
	enum lr_err err = lr_mkregistry_new(&m);
	unsigned i;

	if (err != LR_OK)
		return err;
	for (i = 1; i <= ORGS && err == LR_OK && orgs_first; i++)
		err = add_org(m, i);
	for (i = 0; i < n && err == LR_OK; i++)
		err = add(m, &g[i]);
	for (i = ORGS; i > 0 && err == LR_OK && !orgs_first; i--)
		err = add_org(m, i);
	if (err == LR_OK)
		err = lr_mkregistry_write(m, 1700000000, fd, &sum);
	lr_mkregistry_free(m);
	return err;
}

static enum lr_err
make_file(const struct given *g, size_t n, bool orgs_first)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	enum lr_err err = make(g, n, orgs_first, fd);

	close(fd);
	return err;
}

static struct lr_ip
address(bool four, uint32_t at)
{
	struct lr_ip ip = { { 0x2a, 1 } };

	if (four)
		return lr_ip_from4(0x14000000 + at);
	ip.b[14] = (unsigned char)(at >> 8);
	ip.b[15] = (unsigned char)at;
	return ip;
}

static struct lr_range
some_range(void)
{
	bool four = dice(2) == 0;
	uint32_t first = dice(1000), size = 1 + dice(dice(2) == 0 ? 16 : 300);

	if (dice(2) == 0) {
		size = 1u << dice(8);
		first &= ~(size - 1);
	}
	return (struct lr_range){ address(four, first),
		address(four, first + size - 1) };
}

static bool
has_holder(const struct given *g)
{
	return !g->delegation &&
	    (g->org == 0 || g->org > ORGS ? g->holder > 0 : g->org != ORGS);
}

static uint32_t
size_of(const struct lr_range *r)
{
	return (uint32_t)((r->last.b[14] << 8 | r->last.b[15]) -
	    (r->first.b[14] << 8 | r->first.b[15]));
}

/* Does a count, and not b, where both are? */
static bool
counts(const struct given *a, const struct given *b)
{
	if (a->delegation != b->delegation)
		return b->delegation;
	if (size_of(&a->range) != size_of(&b->range))
		return size_of(&a->range) < size_of(&b->range);
	if (lr_ip_cmp(&a->range.first, &b->range.first) != 0)
		return lr_ip_cmp(&a->range.first, &b->range.first) > 0;
	if (has_holder(a) != has_holder(b))
		return has_holder(a);
	return a->changed > b->changed; /* all differ */
}

static bool
same(const struct lr_registration *r, bool complete, const struct given *g)
{
	char text[40];
	struct lr_span holder = lr_registration_has_holder(r);

	if (lr_ip_cmp(&r->range.first, &g->range.first) != 0 ||
	    lr_ip_cmp(&r->range.last, &g->range.last) != 0 ||
	    complete != has_holder(g))
		return false;
	if (g->delegation)
		return holder.n == 0 && r->n_netname == 0;
	snprintf(text, sizeof(text), "NET-%u", (unsigned)g->changed);
	if (!lr_span_eq(lr_registration_has_netname(r), lr_span_str(text)))
		return false;
	if (!has_holder(g))
		return holder.n == 0;
	if (g->org == 0 || g->org > ORGS)
		snprintf(text, sizeof(text), "Holder %u GmbH", g->holder);
	else
		snprintf(text, sizeof(text), "Organisation %u Ltd", g->org);
	return lr_span_eq(holder, lr_span_str(text));
}

static unsigned
ask(const struct lr_registry *reg, const struct given *g, size_t n)
{
	struct lr_registration r;
	const struct given *best;
	unsigned i, wrong = 0;
	struct lr_ip ip;
	uint32_t found;
	bool complete;
	size_t k;

	for (i = 0; i < ASK; i++) {
		ip = address(i % 2 == 0, dice(1400));
		best = NULL;
		for (k = 0; k < n; k++)
			if (lr_range_holds(&g[k].range, &ip) &&
			    (best == NULL || counts(&g[k], best)))
				best = &g[k];
		found = lr_registry_find(reg, &ip);
		if ((found != 0) != (best != NULL))
			wrong++;
		else if (best != NULL &&
		    (!lr_registry_get(reg, found, &ip, &r, &complete) ||
			!same(&r, complete, best)))
			wrong++;
	}
	return wrong;
}

static void
shuffle(struct given *g, size_t n)
{
	struct given swap;
	size_t i, k;

	for (i = n; i > 1; i--) {
		k = dice((uint32_t)i);
		swap = g[i - 1];
		g[i - 1] = g[k];
		g[k] = swap;
	}
}

static void
nesting(unsigned round)
{
	struct given g[GIVEN];
	struct lr_registry *reg;
	struct lr_buf one, two;
	const char *why;
	unsigned i;

	for (i = 0; i < GIVEN; i++) {
		g[i] = (struct given){ .range = some_range(), .changed = i };
		if (i > 0 && dice(5) == 0)
			g[i].range = g[i - 1].range;
		g[i].delegation = dice(3) == 0;
		g[i].holder = g[i].delegation ? 0 : dice(4);
		g[i].org = g[i].delegation ? 0 : dice(ORGS + 3);
	}
	lr_buf_init(&one, 1 << 24);
	lr_buf_init(&two, 1 << 24);
	ok(make_file(g, GIVEN, true) == LR_OK && lr_file_read(path, &one) == 0,
	    "file %u", round);
	if (!ok(lr_registry_open(&reg, path, &why) == LR_OK, "it is one"))
		return;
	ok(ask(reg, g, GIVEN) == 0, "the most specific and best counts");
	lr_registry_close(reg);
	shuffle(g, GIVEN);
	ok(make_file(g, GIVEN, false) == LR_OK &&
		lr_file_read(path, &two) == 0 &&
		lr_span_eq(lr_buf_span(&one), lr_buf_span(&two)),
	    "in any order the same bytes");
	lr_buf_free(&one);
	lr_buf_free(&two);
}

static void
ends_of_the_world(void)
{
	static const char *const all[] = { "0.0.0.0/0", "::/0",
		"255.255.255.255", "ffff::/16" };
	struct given g[4] = { { .changed = 1 } };
	struct lr_registry *reg;
	struct lr_registration r;
	struct lr_ip ip;
	const char *why;
	bool complete;
	unsigned i;

	for (i = 0; i < 4; i++) {
		lr_range_parse(lr_span_str(all[i]), &g[i].range);
		g[i].delegation = i < 2;
		g[i].holder = i;
		g[i].changed = i;
	}
	ok(make_file(g, 4, true) == LR_OK, "everything");
	if (!ok(lr_registry_open(&reg, path, &why) == LR_OK, "it is one"))
		return;
	for (i = 0; i < 4; i++) {
		ip = g[i].range.last;
		ok(lr_registry_get(
		       reg, lr_registry_find(reg, &ip), &ip, &r, &complete) &&
			complete,
		    "the last address of %s", all[i]);
		ip = g[i].range.first;
		ok(i == 1 ||
			(lr_registry_get(reg, lr_registry_find(reg, &ip), &ip,
			     &r, &complete) &&
			    complete == (i >= 2)),
		    "the first address of %s", all[i]);
	}
	lr_registry_close(reg);
	lr_range_parse(LR_SPAN("::5/128"), &g[0].range);
	ok(make(g, 1, true, -1) == LR_EBAD, "::/96 is kept for IPv4");
	ok(make(g, 0, true, -1) == LR_OK, "an empty one");
}

static void
newest_organisation(void)
{
	static const char *const name[] = { "Old Ltd", "New Ltd", "A Ltd" };
	static const unsigned order[][3] = { { 0, 1, 2 }, { 1, 2, 0 },
		{ 2, 1, 0 } };
	struct given g = { .org = 1 };
	struct lr_mkregistry_sum sum;
	struct lr_registration r;
	struct lr_mkregistry *m;
	struct lr_registry *reg;
	const char *why;
	bool complete;
	unsigned i, k;
	int fd;

	lr_range_parse(LR_SPAN("20.0.0.0/24"), &g.range);
	for (i = 0; i < 3; i++) {
		if (lr_mkregistry_new(&m) != LR_OK)
			abort();
		for (k = 0; k < 3; k++)
			lr_mkregistry_organisation(m, LR_SPAN("Org-1"),
			    lr_span_str(name[order[i][k]]), LR_SPAN(""),
			    order[i][k] == 0 ? 1 : 2);
		add(m, &g);
		fd = open(path, O_WRONLY | O_TRUNC);
		lr_mkregistry_write(m, 1, fd, &sum);
		close(fd);
		lr_mkregistry_free(m);
		if (lr_registry_open(&reg, path, &why) != LR_OK)
			abort();
		lr_registry_get(reg, lr_registry_find(reg, &g.range.first),
		    &g.range.first, &r, &complete);
		is(r.holder, r.n_holder, "New Ltd", "the newest, in any order");
		lr_registry_close(reg);
	}
}

static void
memory(void)
{
	struct given g[GIVEN];
	unsigned long n, i;
	enum lr_err err;

	for (i = 0; i < GIVEN; i++)
		g[i] = (struct given){ .range = some_range(),
			.changed = 1,
			.holder = 1,
			.org = (unsigned)i % 9,
			.delegation = i % 3 == 0 };
	fail_from(FAIL_ALLOC, 0);
	make(g, GIVEN, true, -1);
	n = fail_from(FAIL_ALLOC, 0);
	for (i = 1; i <= n; i++) {
		fail_from(FAIL_ALLOC, i);
		err = make(g, GIVEN, true, -1);
		fail_from(FAIL_ALLOC, 0);
		/* qsort does without */
		if (err != LR_ENOMEM && err != LR_OK)
			break;
	}
	ok(i > n, "any of %lu allocations fails", n);
	lr_mkregistry_free(NULL);
}

int
main(void)
{
	unsigned i;
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	for (i = 0; i < 20; i++)
		nesting(i);
	ends_of_the_world();
	newest_organisation();
	memory();
	unlink(path);
	return done();
}
