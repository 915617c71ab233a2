#include "rdapbase.h"

#include <stdlib.h>

#include "ascii.h"
#include "tree.h"

enum {
	ROWS_MAX = 65536,
	URLS_MAX = 256,
	FIRST = 32 /* rows to begin with */
};

void
lr_rdapbase_free(struct lr_rdapbase *b)
{
	free(b->row);
	free(b->url);
	*b = (struct lr_rdapbase){ 0 };
}

/* Room for one more of n elements of that size. */
static enum lr_err
grow(void *array, uint32_t n, uint32_t *cap, uint32_t max, size_t size)
{
	void **p = array, *q;
	uint32_t more = *cap == 0 ? FIRST : *cap * 2;

	if (n < *cap)
		return LR_OK;
	if (n >= max)
		return LR_ETOOLONG;
	if ((q = realloc(*p, more * size)) == NULL)
		return LR_ENOMEM;
	*p = q;
	*cap = more;
	return LR_OK;
}

static bool
is_https(struct lr_span s)
{
	return lr_ascii_eq(lr_span_sub(s, 0, 8), LR_SPAN("https://"));
}

static bool
is_url(struct lr_span s)
{
	size_t i;

	if (!is_https(s) &&
	    !lr_ascii_eq(lr_span_sub(s, 0, 7), LR_SPAN("http://")))
		return false;
	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '?' ||
		    s.p[i] == '#')
			return false;
	return s.n > 8 && s.n + 2 <= LR_RDAPBASE_URL;
}

enum lr_err
lr_rdapbase_url(struct lr_rdapbase *b, struct lr_span text, uint32_t *url)
{
	char one[LR_RDAPBASE_URL];
	void *array = b->url;
	enum lr_err err;
	size_t n = text.n;
	uint32_t i;

	if (!is_url(text))
		return LR_EBAD;
	memcpy(one, text.p, n);
	if (one[n - 1] != '/')
		one[n++] = '/';
	one[n++] = '\0';
	for (i = 0; i < b->urls; i++)
		if (strcmp(b->url[i], one) == 0) {
			*url = i;
			return LR_OK;
		}
	err = grow(&array, b->urls, &b->url_cap, URLS_MAX, sizeof(*b->url));
	b->url = array;
	if (err != LR_OK)
		return err;
	memcpy(b->url[b->urls], one, n);
	*url = b->urls++;
	return LR_OK;
}

enum lr_err
lr_rdapbase_add(
    struct lr_rdapbase *b, const struct lr_range *range, uint32_t url)
{
	void *array = b->row;
	enum lr_err err =
	    grow(&array, b->rows, &b->row_cap, ROWS_MAX, sizeof(*b->row));

	b->row = array;
	if (err == LR_OK)
		b->row[b->rows++] = (struct lr_rdapbase_row){ *range, url };
	return err;
}

static struct lr_span
best_url(const struct lr_node *urls)
{
	struct lr_span s, best = { NULL, 0 };
	size_t i;

	for (i = 0; i < lr_tree_count(urls); i++) {
		s = lr_tree_str(lr_tree_at(urls, i));
		if (is_url(s) && (best.n == 0 || is_https(s)))
			best = s;
		if (is_https(best))
			break;
	}
	return best;
}

/* [[prefix...], [url...]]; what is none of that is passed over. */
static enum lr_err
service(struct lr_rdapbase *b, const struct lr_node *n)
{
	const struct lr_node *prefixes = lr_tree_at(n, 0);
	struct lr_range range;
	enum lr_err err = LR_OK;
	uint32_t url;
	size_t i;

	err = lr_rdapbase_url(b, best_url(lr_tree_at(n, 1)), &url);
	if (err == LR_EBAD)
		return LR_OK;
	for (i = 0; err == LR_OK && i < lr_tree_count(prefixes); i++)
		if (lr_range_parse(
			lr_tree_str(lr_tree_at(prefixes, i)), &range))
			err = lr_rdapbase_add(b, &range, url);
	return err;
}

enum lr_err
lr_rdapbase_read(struct lr_rdapbase *b, struct lr_span file, const char **why)
{
	const struct lr_node *services;
	uint32_t had = b->rows;
	struct lr_tree *tree;
	enum lr_err err;
	size_t i;

	if ((err = lr_tree_parse(&tree, file, why)) != LR_OK)
		return err == LR_ENOMEM ? err : LR_EBAD;
	services = lr_tree_get(lr_tree_root(tree), "services");
	for (i = 0; err == LR_OK && i < lr_tree_count(services); i++)
		err = service(b, lr_tree_at(services, i));
	lr_tree_free(tree);
	if (err == LR_OK && b->rows == had)
		err = LR_EBAD;
	*why = err == LR_EBAD	 ? "no services for addresses in this file"
	    : err == LR_ETOOLONG ? "too many services in this file"
				 : lr_err_text(err);
	return err;
}

/* a lies within b and is not the same */
static bool
smaller(const struct lr_range *a, const struct lr_range *b)
{
	return lr_range_holds(b, &a->first) && lr_range_holds(b, &a->last) &&
	    (lr_ip_cmp(&a->first, &b->first) != 0 ||
		lr_ip_cmp(&a->last, &b->last) != 0);
}

const char *
lr_rdapbase_find(const struct lr_rdapbase *b, const struct lr_ip *ip)
{
	const struct lr_rdapbase_row *best = NULL, *row;
	uint32_t i;

	for (i = 0; i < b->rows; i++) {
		row = &b->row[i];
		if (lr_range_holds(&row->range, ip) &&
		    (best == NULL || smaller(&row->range, &best->range)))
			best = row;
	}
	return best == NULL ? NULL : b->url[best->url];
}
