#include "hostname.h"

#include <stdlib.h>

#include "ascii.h"
#include "num.h"

#define MARK(m) LR_HOST_##m
#include "domain-words.words"
#include "domains.words"
#include "host-words.words"

static const struct {
	const char *pattern, *mark;
} suffixes[] = {
#include "domain-suffixes.inc"
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* In the order of enum lr_hostmark. */
static const char *const marks[] = { "dynamic", "line", "mobile", "hosting",
	"role", "crawler", "mail", "isp", "vpn", "relay", "gateway",
	"education", "government", NULL };

struct suffix {
	struct lr_span text;
	uint32_t mark;
};

/* Suffixes by the last byte of theirs; those of byte c from first[c]. */
struct lr_hostnames {
	struct lr_domains *domains;
	struct suffix suffix[COUNT(suffixes)];
	unsigned first[128 + 1];
};

static unsigned
last_of(struct lr_span s)
{
	return lr_span_end(s)[-1] & 0x7f;
}

static int
by_last(const void *a, const void *b)
{
	const struct suffix *x = a, *y = b;

	return (int)last_of(x->text) - (int)last_of(y->text);
}

static uint32_t
mark_of(const char *name)
{
	unsigned i;

	for (i = 0; marks[i] != NULL; i++)
		if (strcmp(marks[i], name) == 0)
			return UINT32_C(1) << i;
	return 0;
}

enum lr_err
lr_hostnames_new(struct lr_hostnames **t)
{
	struct lr_hostnames *new = calloc(1, sizeof(*new));
	enum lr_err err;
	size_t i;

	if (new == NULL)
		return LR_ENOMEM;
	if ((err = lr_domains_new(&new->domains)) != LR_OK) {
		free(new);
		return err;
	}
	for (i = 0; i < COUNT(suffixes); i++) {
		new->suffix[i].text = lr_span_str(suffixes[i].pattern);
		new->suffix[i].mark = mark_of(suffixes[i].mark);
		new->first[last_of(new->suffix[i].text) + 1]++;
	}
	qsort(new->suffix, COUNT(suffixes), sizeof(new->suffix[0]), by_last);
	for (i = 0; i < 128; i++)
		new->first[i + 1] += new->first[i];
	*t = new;
	return LR_OK;
}

void
lr_hostnames_free(struct lr_hostnames *t)
{
	if (t == NULL)
		return;
	lr_domains_free(t->domains);
	free(t);
}

/* The name ends in the labels of the suffix, and has at least one more before
 * them. A * is any label; as the last one, that of a country. */
static bool
has_suffix(struct lr_span name, struct lr_span suffix)
{
	bool last = true;

	while (suffix.n > 0) {
		size_t i = suffix.n, j = name.n;

		while (i > 0 && suffix.p[i - 1] != '.')
			i--;
		while (j > 0 && name.p[j - 1] != '.')
			j--;
		if (j == 0)
			return false;
		if (suffix.p[i] != '*'
			? !lr_span_eq(lr_span_sub(suffix, i, suffix.n),
			      lr_span_sub(name, j, name.n))
			: last && name.n - j != 2)
			return false;
		last = false;
		suffix.n = i == 0 ? 0 : i - 1;
		name.n = j - 1;
	}
	return name.n > 0;
}

/* The mark of its suffix, if that ends in the byte last. */
static uint32_t
suffixed(const struct lr_hostnames *t, struct lr_span host, unsigned last)
{
	unsigned i;

	for (i = t->first[last]; i < t->first[last + 1]; i++)
		if (has_suffix(host, t->suffix[i].text))
			return t->suffix[i].mark;
	return 0;
}

static uint32_t
listed(const struct lr_hostnames *t, struct lr_span host)
{
	struct lr_span rest = host;
	uint32_t found = 0;

	while (rest.p != NULL) {
		found |= lr_words_equal(&domains, rest);
		lr_span_cut(&rest, '.');
	}
	if (found == 0)
		found = suffixed(t, host, last_of(host));
	/* a * as the last label is a country's */
	if (found == 0 && host.n > 3 && host.p[host.n - 3] == '.')
		found = suffixed(t, host, '*');
	return found;
}

/* ---- is the name made from an address? */

/* The numbers of a name, and what stands between them. */
struct groups {
	struct {
		unsigned value;
		bool near; /* only one '-', '.', '_' or x to the one before */
		bool bare; /* no letter before it */
	} g[16];
	unsigned n;
	unsigned longest; /* digits in a row */
};

static void
find_groups(struct lr_span s, struct groups *g)
{
	size_t i = 0, end = 0;

	*g = (struct groups){ .n = 0 };
	while (i < s.n) {
		size_t from = i;
		uint64_t v = 0;

		while (i < s.n && lr_is_digit(s.p[i]))
			i++;
		if (i - from > g->longest)
			g->longest = (unsigned)(i - from);
		if (i - from > 0 && i - from < 4 && g->n < COUNT(g->g)) {
			lr_num_u64(lr_span_sub(s, from, i), 999, &v);
			g->g[g->n].value = (unsigned)v;
			g->g[g->n].near = from > 0 && from == end + 1 &&
			    strchr("-._x", s.p[from - 1]) != NULL;
			g->g[g->n].bare =
			    from == 0 || !lr_is_alpha(s.p[from - 1]);
			g->n++;
			end = i;
		}
		if (i == from)
			i++;
	}
}

/* Groups in a row, each at most 255. */
static unsigned
longest_row(const struct groups *g, bool *bare)
{
	unsigned i, row = 0, best = 0;

	*bare = false;
	for (i = 0; i < g->n; i++) {
		row = g->g[i].near && row > 0 ? row + 1 : 1;
		if (g->g[i].value > 255)
			row = 0;
		if (row > best) {
			best = row;
			*bare = row < 2 || g->g[i + 1 - row].bare;
		}
	}
	return best;
}

/* Two of the octets of ip stand side by side, in order or reversed. */
static bool
has_octets(const struct groups *g, const struct lr_ip *ip)
{
	unsigned i, j;

	if (ip == NULL || !lr_ip_is4(ip))
		return false;
	for (i = 1; i < g->n; i++)
		for (j = 12; g->g[i].near && j < 15; j++) {
			unsigned a = g->g[i - 1].value, b = g->g[i].value;

			if ((a == ip->b[j] && b == ip->b[j + 1]) ||
			    (b == ip->b[j] && a == ip->b[j + 1]))
				return true;
		}
	return false;
}

/* Eight hexadecimal digits or more in a row, two of them decimal at least, or
 * the nibbles of an IPv6 address one by one. */
static bool
has_hex(struct lr_span s)
{
	size_t i, row = 0, dec = 0, nibbles = 0;

	for (i = 0; i < s.n; i++) {
		if (lr_hex(s.p[i]) < 0) {
			nibbles = row == 1 ? nibbles + 1 : 0;
			row = dec = 0;
			continue;
		}
		row++;
		dec += lr_is_digit(s.p[i]);
		if (row >= 8 && dec >= 2)
			return true;
		if (nibbles >= 8)
			return true;
	}
	return false;
}

static void
look_at_digits(struct lr_hostname *h, const struct lr_ip *ip)
{
	struct groups g;
	bool bare;
	unsigned row;

	find_groups(h->head, &g);
	row = longest_row(&g, &bare);
	h->address = row >= 3 || (row == 2 && bare) || g.longest >= 6 ||
	    has_octets(&g, ip) || has_hex(h->head);
	h->numbered = g.longest >= 2 || g.n >= 2;
	h->many = g.longest >= 4 || g.n >= 3;
}

/* Networks have suffixes of their own. */
static bool
below_net(struct lr_span own)
{
	struct lr_span rest = own, label = lr_span_cut(&rest, '.');

	while (rest.p != NULL) {
		label = lr_span_cut(&rest, '.');
		if (lr_span_eq(label, LR_SPAN("net")) ||
		    lr_span_eq(label, LR_SPAN("ne")) ||
		    lr_span_eq(label, LR_SPAN("ad")))
			return true;
	}
	return false;
}

void
lr_hostname_read(const struct lr_hostnames *t, struct lr_span name,
    const struct lr_ip *ip, struct lr_hostname *h)
{
	char folded[LR_FOLD_MAX + 1];
	struct lr_span host;

	memset(h, 0, sizeof(*h));
	if ((h->n = lr_domain_host(name, h->host)) == 0)
		return;
	host = lr_span(h->host, h->n);
	h->own = lr_domain_registrable(t->domains, host);
	h->head = host;
	if (h->own.n > 0) {
		h->label = lr_span_sub(h->own, 0, lr_span_find(h->own, '.'));
		h->head = lr_span_sub(
		    host, 0, host.n == h->own.n ? 0 : host.n - h->own.n - 1);
		h->private = lr_domain_private(t->domains, h->own);
		h->net = below_net(h->own);
	}
	h->words = lr_words_find(
	    &host_words, lr_span(folded, lr_words_fold_host(h->head, folded)));
	h->label_words = lr_words_find(&domain_words,
	    lr_span(folded, lr_words_fold_host(h->label, folded)));
	h->list = listed(t, host);
	look_at_digits(h, ip);
}

uint32_t
lr_hostname_words(struct lr_span text)
{
	char folded[LR_FOLD_MAX + 1];

	return lr_words_find(
	    &host_words, lr_span(folded, lr_words_fold_host(text, folded)));
}
