/* The companies of the list, each once. */
#include <stdlib.h>

#include "ascii.h"
#include "company.h"
#include "employees.h"
#include "punycode.h"
#include "url.h"

#define TEXTS_MAX (1u << 30)

void
companies_init(struct companies *a)
{
	*a = (struct companies){ .n = 0 };
	lr_arena_init(&a->texts, TEXTS_MAX);
	lr_map_init(&a->domains, TEXTS_MAX);
	lr_map_init(&a->names, TEXTS_MAX);
}

void
companies_free(struct companies *a)
{
	lr_arena_free(&a->texts);
	lr_map_free(&a->domains);
	lr_map_free(&a->names);
	free(a->by_domain);
	free(a->by_name);
	free(a->c);
}

static bool
grow(struct companies *a)
{
	uint32_t cap = a->cap == 0 ? 256 : 2 * a->cap;
	struct company *c;
	uint32_t *d, *n;

	if (a->n < a->cap)
		return true;
	if (a->n >= COMPANIES_MAX)
		return false;
	if ((c = realloc(a->c, cap * sizeof(*c))) != NULL)
		a->c = c;
	if ((d = realloc(a->by_domain, cap * sizeof(*d))) != NULL)
		a->by_domain = d;
	if ((n = realloc(a->by_name, cap * sizeof(*n))) != NULL)
		a->by_name = n;
	if (c == NULL || d == NULL || n == NULL)
		return false;
	a->cap = cap;
	return true;
}

static struct lr_span
keep(struct companies *a, struct lr_span s)
{
	return s.n == 0 ? lr_span(NULL, 0) : lr_arena_dup(&a->texts, s);
}

/* The number of the name in the map; LR_MAP_NONE: there is nothing to go by,
 * or no memory, which *err tells. */
static uint32_t
name_id(struct companies *a, struct lr_span name, bool *new, enum lr_err *err)
{
	char key[LR_COMPANY_KEY];
	size_t n = 0;
	uint32_t id;

	*new = false;
	*err = LR_OK;
	if (name.n > 0)
		n = lr_company_key(name, LR_SPAN("ZZ"), false, key);
	if (n == 0 && name.n == 0)
		return LR_MAP_NONE;
	/* a name of signs only is its own key */
	*err = lr_map_add(&a->names, n == 0 ? name : lr_span(key, n), &id, new);
	return *err == LR_OK ? id : LR_MAP_NONE;
}

enum lr_err
companies_add(struct companies *a, struct lr_span name, struct lr_span domain)
{
	struct company *known = NULL;
	uint32_t by_name, id = LR_MAP_NONE;
	bool new_name, new_domain = false;
	enum lr_err err;

	if (!grow(a))
		return LR_ENOMEM;
	by_name = name_id(a, name, &new_name, &err);
	if (err == LR_OK && domain.n > 0)
		err = lr_map_add(&a->domains, domain, &id, &new_domain);
	if (err != LR_OK)
		return err;
	if (id != LR_MAP_NONE && !new_domain)
		known = &a->c[a->by_domain[id]];
	else if (by_name != LR_MAP_NONE && !new_name)
		known = &a->c[a->by_name[by_name]];
	/* another domain under a known name is another company */
	if (known != NULL && new_domain && known->domain.n > 0)
		known = NULL;
	if (known != NULL) {
		if (known->domain.n == 0)
			known->domain = keep(a, domain);
		if (known->name.n == 0)
			known->name = keep(a, name);
		a->twice++;
	} else {
		known = &a->c[a->n++];
		*known = (struct company){ .name = keep(a, name),
			.domain = keep(a, domain) };
	}
	if (new_domain)
		a->by_domain[id] = (uint32_t)(known - a->c);
	if (new_name)
		a->by_name[by_name] = (uint32_t)(known - a->c);
	return (name.n > 0 && known->name.p == NULL) ||
		(domain.n > 0 && known->domain.p == NULL)
	    ? LR_ENOMEM
	    : LR_OK;
}

size_t
companies_domain(struct lr_domains *psl, struct lr_span address, char *out)
{
	struct lr_span host = lr_span_trim(address), r;
	char ascii[LR_NAME_MAX + 1], buf[LR_NAME_MAX + 1];
	size_t n, at;

	/* lists hold anything: URLs with and without scheme, addresses */
	if ((r = lr_url_host(host)).n > 0)
		host = r;
	else if ((at = lr_span_find(host, '@')) < host.n)
		host = lr_span_sub(host, at + 1, host.n);
	for (n = 0; n < host.n; n++)
		if (host.p[n] == '/' || host.p[n] == '?' || host.p[n] == '#' ||
		    host.p[n] == ':' || host.p[n] == ' ' || host.p[n] == ',' ||
		    host.p[n] == ';')
			break;
	n = lr_punycode(lr_span_sub(host, 0, n), ascii, sizeof(ascii));
	n = lr_domain_host(lr_span(ascii, n), buf);
	if (n == 0)
		return 0;
	host = lr_span(buf, n);
	r = lr_domain_registrable(psl, host);
	if (r.n == 0) {
		/* a top-level domain that is not public, such as .example */
		r = host;
		while ((at = lr_span_find(r, '.')) < r.n &&
		    lr_span_find(lr_span_sub(r, at + 1, r.n), '.') <
			r.n - at - 1)
			r = lr_span_sub(r, at + 1, r.n);
	}
	memcpy(out, r.p, r.n);
	out[r.n] = '\0';
	return r.n;
}
