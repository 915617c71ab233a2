#include "domain.h"

#include <libpsl.h>
#include <stdlib.h>

#include "ascii.h"
#include "hash.h"

/* Names end in the same few texts, and libpsl looks for each anew: what it said
 * of them is kept. */
#define KEPT 4096u
enum question {
	SUFFIX = 1 << 0,  /* a public suffix, if by the rule for all others */
	LISTED = 1 << 1,  /* by a rule of its own */
	PRIVATE = 1 << 2, /* by one of the private section alone */
};
struct kept {
	unsigned asked, yes; /* sets of questions */
	unsigned char n;     /* of text; 0: empty */
	char text[39];
};

struct lr_domains {
	psl_ctx_t *own;	      /* read from the file of the system */
	const psl_ctx_t *psl; /* own, or the built-in list; NULL: not yet */
	uint64_t seed;
	struct kept kept[KEPT];
};

static const psl_ctx_t *
list(struct lr_domains *d)
{
	if (d->psl == NULL) {
		d->own = psl_latest(NULL);
		d->psl = d->own != NULL ? d->own : psl_builtin();
	}
	return d->psl;
}

enum lr_err
lr_domains_new(struct lr_domains **d)
{
	struct lr_domains *new = calloc(1, sizeof(*new));

	if (new == NULL)
		return LR_ENOMEM;
	if (psl_builtin() == NULL && list(new) == NULL) {
		free(new);
		return LR_ENOMEM;
	}
	new->seed = lr_hash_seed();
	*d = new;
	return LR_OK;
}

void
lr_domains_free(struct lr_domains *d)
{
	if (d == NULL)
		return;
	psl_free(d->own);
	free(d);
}

size_t
lr_domain_host(struct lr_span name, char *out)
{
	size_t i, label = 0, labels = 0;
	bool digits = true;

	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n == 0 || name.n > LR_NAME_MAX)
		return 0;
	for (i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c == '.') {
			if (label == 0)
				return 0;
			labels++;
			label = 0;
			digits = true;
		} else if (lr_is_alnum(c) || c == '_' || c == '-') {
			if (++label > LR_LABEL_MAX)
				return 0;
			digits = digits && lr_is_digit(c);
		} else {
			return 0;
		}
		out[i] = lr_lower(c);
	}
	out[i] = '\0';
	return label == 0 || labels == 0 || digits ? 0 : i;
}

/* libpsl wants C strings; names of lr_domain_host are short enough. */
static const char *
string(struct lr_span s, char *buf)
{
	size_t n = s.n > LR_NAME_MAX ? LR_NAME_MAX : s.n;

	if (n > 0)
		memcpy(buf, s.p, n);
	buf[n] = '\0';
	return buf;
}

static bool
ask(struct lr_domains *d, struct lr_span text, enum question q)
{
	char buf[LR_NAME_MAX + 1];
	const char *s = string(text, buf);

	switch (q) {
	case LISTED:
		return psl_is_public_suffix2(list(d), s,
			   PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
	case PRIVATE:
		return psl_is_public_suffix2(list(d), s, PSL_TYPE_PRIVATE) !=
		    0 &&
		    psl_is_public_suffix2(list(d), s, PSL_TYPE_ICANN) == 0;
	default:
		return psl_is_public_suffix(list(d), s) != 0;
	}
}

/* The same of a text that many names end in. */
static bool
ask_once(struct lr_domains *d, struct lr_span text, enum question q)
{
	struct kept *k;

	if (text.n == 0 || text.n > sizeof(k->text))
		return ask(d, text, q);
	k = &d->kept[lr_hash(text, d->seed) % KEPT];
	if (k->n != text.n || memcmp(k->text, text.p, text.n) != 0) {
		k->n = (unsigned char)text.n;
		k->asked = k->yes = 0;
		memcpy(k->text, text.p, text.n);
	}
	if ((k->asked & q) == 0) {
		k->asked |= q;
		k->yes |= ask(d, text, q) ? q : 0;
	}
	return (k->yes & q) != 0;
}

/* What is behind the first dot; { NULL, 0 }: there is none. */
static struct lr_span
parent(struct lr_span name)
{
	lr_span_cut(&name, '.');
	return name;
}

/* As psl_registrable_domain does it: one label more than the longest public
 * suffix. */
struct lr_span
lr_domain_registrable(struct lr_domains *d, struct lr_span host)
{
	struct lr_span none = { NULL, 0 }, own = none, rest = host;

	if (host.n == 0 || host.n > LR_NAME_MAX || ask(d, host, SUFFIX))
		return none;
	do {
		own = rest;
		rest = parent(rest);
	} while (rest.p != NULL && !ask_once(d, rest, SUFFIX));
	if (rest.p == NULL)
		return none;
	/* of one label, it may be one by the rule for all others */
	return parent(rest).p == NULL && !ask_once(d, rest, LISTED) ? none
								    : own;
}

bool
lr_domain_private(struct lr_domains *d, struct lr_span registrable)
{
	struct lr_span suffix = parent(registrable);

	/* top-level domains are none of them */
	return parent(suffix).p != NULL && ask_once(d, suffix, PRIVATE);
}

bool
lr_domain_under(struct lr_span name, struct lr_span domain)
{
	return lr_span_ends(name, domain) && domain.n > 0 &&
	    (name.n == domain.n || name.p[name.n - domain.n - 1] == '.');
}
