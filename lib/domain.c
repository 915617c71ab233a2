#include "domain.h"

#include <libpsl.h>
#include <stdlib.h>

#include "ascii.h"

struct lr_domains {
	psl_ctx_t *own;	      /* read from the file of the system */
	const psl_ctx_t *psl; /* own, or the built-in list; NULL: not yet */
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

struct lr_span
lr_domain_registrable(struct lr_domains *d, struct lr_span host)
{
	char buf[LR_NAME_MAX + 1];
	const char *found, *dot;

	if (host.n == 0 || host.n > LR_NAME_MAX)
		return (struct lr_span){ NULL, 0 };
	found = psl_registrable_domain(list(d), string(host, buf));
	if (found == NULL || (dot = strchr(found, '.')) == NULL)
		return (struct lr_span){ NULL, 0 };
	/* a suffix of one label may be there by the rule for all others */
	if (strchr(dot + 1, '.') == NULL &&
	    psl_is_public_suffix2(
		list(d), dot + 1, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 0)
		return (struct lr_span){ NULL, 0 };
	return lr_span_sub(host, (size_t)(found - buf), host.n);
}

bool
lr_domain_private(struct lr_domains *d, struct lr_span registrable)
{
	char buf[LR_NAME_MAX + 1];
	size_t dot = lr_span_find(registrable, '.');
	const char *suffix;

	if (dot >= registrable.n)
		return false;
	suffix = string(lr_span_sub(registrable, dot + 1, registrable.n), buf);
	/* top-level domains are none of them */
	return strchr(suffix, '.') != NULL &&
	    psl_is_public_suffix2(list(d), suffix, PSL_TYPE_PRIVATE) != 0 &&
	    psl_is_public_suffix2(list(d), suffix, PSL_TYPE_ICANN) == 0;
}

bool
lr_domain_under(struct lr_span name, struct lr_span domain)
{
	return lr_span_ends(name, domain) && domain.n > 0 &&
	    (name.n == domain.n || name.p[name.n - domain.n - 1] == '.');
}
