#include "whoistable.h"

#include <stdlib.h>

#include "ascii.h"
#include "prefix.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct lr_whoisrow rows[] = {
#include "whois-servers.inc"
};

static const struct lr_whoisrow other = { "*", "%", "-r -T organisation %", "-",
	"-" };

static const struct {
	const char *range, *host;
} blocks[] = {
#include "whois-blocks.inc"
};

struct block {
	struct lr_range range;
	const struct lr_whoisrow *row;
};

struct lr_whoistable {
	struct block block[COUNT(blocks)];
};

enum lr_err
lr_whoistable_new(struct lr_whoistable **t)
{
	struct block *b;
	size_t i;

	if ((*t = malloc(sizeof(**t))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < COUNT(blocks); i++) {
		b = &(*t)->block[i];
		b->row = lr_whoistable_row(lr_span_str(blocks[i].host));
		if (!lr_range_parse(lr_span_str(blocks[i].range), &b->range)) {
			lr_whoistable_free(*t);
			*t = NULL;
			return LR_EBAD;
		}
	}
	return LR_OK;
}

void
lr_whoistable_free(struct lr_whoistable *t)
{
	free(t);
}

const struct lr_whoisrow *
lr_whoistable_for(const struct lr_whoistable *t, const struct lr_ip *ip)
{
	const struct block *b, *best = NULL;
	size_t i;

	for (i = 0; i < COUNT(t->block); i++) {
		b = &t->block[i];
		if (!lr_range_holds(&b->range, ip))
			continue;
		/* blocks do not overlap but by one being in the other */
		if (best == NULL ||
		    (lr_range_holds(&best->range, &b->range.first) &&
			lr_range_holds(&best->range, &b->range.last)))
			best = b;
	}
	return best != NULL ? best->row
			    : lr_whoistable_row(LR_SPAN("whois.iana.org"));
}

const struct lr_whoisrow *
lr_whoistable_row(struct lr_span host)
{
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (lr_ascii_eq(host, lr_span_str(rows[i].host)))
			return &rows[i];
	return &other;
}

const struct lr_whoisrow *
lr_whoistable_at(unsigned i)
{
	return i < COUNT(rows) ? &rows[i] : NULL;
}

size_t
lr_whoistable_ask(const char *form, struct lr_span what, char *out)
{
	size_t i, n = 0;

	for (i = 0; i < what.n; i++)
		if (!lr_is_alnum(what.p[i]) && what.p[i] != '.' &&
		    what.p[i] != ':' && what.p[i] != '-')
			return 0;
	/* an option of the server's, not a name */
	if (what.n == 0 || what.p[0] == '-' ||
	    strlen(form) + what.n + 2 > LR_WHOIS_ASK_MAX)
		return 0;
	for (; *form != '\0'; form++) {
		if (*form == '%') {
			memcpy(out + n, what.p, what.n);
			n += what.n;
		} else
			out[n++] = *form;
	}
	out[n++] = '\r';
	out[n++] = '\n';
	return n;
}
