/* Making values: texts without addresses, lists. */
#include <stdlib.h>

#include "ascii.h"
#include "clock.h"
#include "ip.h"
#include "report.h"

#define TEXT_MAX (256u << 20) /* of all items of a list together */
#define ADDRESS_MAX 45u

void
value_init(struct value *v)
{
	*v = (struct value){ 0 };
	lr_buf_init(&v->b, TEXT_MAX);
	lr_buf_init(&v->scratch, TEXT_MAX);
}

void
value_free(struct value *v)
{
	lr_buf_free(&v->b);
	lr_buf_free(&v->scratch);
	free(v->own);
	v->own = NULL;
}

/* Length of the address that begins at s.p[at], or 0. IPv4 is found wherever
 * it stands, the longest there is; "std::add" is no IPv6, so that must stand
 * alone. */
static size_t
address_at(struct lr_span s, size_t at)
{
	bool alone = at == 0 || !lr_is_alnum(s.p[at - 1]);
	struct lr_ip ip;
	size_t n = at;

	while (n < s.n && n - at < ADDRESS_MAX &&
	    (lr_hex(s.p[n]) >= 0 || s.p[n] == ':' || s.p[n] == '.'))
		n++;
	for (; n > at + 2; n--) {
		if (!lr_ip_parse(lr_span_sub(s, at, n), &ip))
			continue;
		if (lr_span_find(lr_span_sub(s, at, n), ':') == n - at ||
		    (alone && (n == s.n || !lr_is_alnum(s.p[n]))))
			return n - at;
	}
	return 0;
}

/* No address is without a dot between digits or two colons. */
static bool
may_have_address(struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s), *q;

	while (
	    (q = p == end ? NULL : memchr(p, '.', (size_t)(end - p))) != NULL) {
		if (q > s.p && q + 1 < end && lr_is_digit(q[-1]) &&
		    lr_is_digit(q[1]))
			return true;
		p = q + 1;
	}
	q = s.n == 0 ? NULL : memchr(s.p, ':', s.n);
	return q != NULL && memchr(q + 1, ':', (size_t)(end - q - 1)) != NULL;
}

/* Append s. A report names companies: whatever got into a text, no address
 * leaves. */
static void
put(struct value *v, struct lr_span s)
{
	size_t at = may_have_address(s) ? 0 : s.n, from = 0, n;

	while (at < s.n) {
		if ((lr_hex(s.p[at]) < 0 && s.p[at] != ':') ||
		    (n = address_at(s, at)) == 0) {
			at++;
			continue;
		}
		lr_buf_put(&v->b, lr_span_sub(s, from, at));
		lr_buf_puts(&v->b, "[address]");
		from = at += n;
	}
	lr_buf_put(&v->b, lr_span_sub(s, from, s.n));
	if (v->b.err != LR_OK)
		v->err = LR_ENOMEM;
}

bool
value_text(struct value *v, struct lr_span s)
{
	lr_buf_clear(&v->b);
	put(v, s);
	v->text = lr_buf_span(&v->b);
	return s.n > 0;
}

bool
value_time(struct value *v, bool known, int64_t t)
{
	v->time = t;
	return known;
}

void
value_begin(struct value *v)
{
	lr_buf_clear(&v->b);
	v->items = 0;
}

void
value_item(struct value *v, struct lr_span s, uint64_t count, int64_t time)
{
	size_t cap = v->cap == 0 ? 16 : v->cap * 2, from = v->b.n;
	struct item *own;

	if (v->items == v->cap) {
		if ((own = realloc(v->own, cap * sizeof(*own))) == NULL) {
			v->err = LR_ENOMEM;
			return;
		}
		v->own = own;
		v->cap = cap;
	}
	put(v, s);
	/* the text moves while it grows: value_end sets the pointer */
	v->own[v->items++] = (struct item){
		.text = { NULL, v->b.n - from }, .count = count, .time = time
	};
}

void
value_of_most(struct value *v, uint64_t of)
{
	if (v->items > 0)
		v->own[v->items - 1].of = of;
}

bool
value_end(struct value *v)
{
	const char *p = v->b.p;
	size_t i;

	for (i = 0; i < v->items; i++) {
		v->own[i].text.p = p;
		p = lr_span_end(v->own[i].text);
	}
	v->item = v->own;
	return v->items > 0;
}

/* ---- texts of numbers */

bool
value_tells_sites(const struct lr_leads *l)
{
	const struct lr_map *sites = &l->pages.sites;

	return sites->n > 2 ||
	    (sites->n == 2 && sites->key[0].n > 0 && sites->key[1].n > 0);
}

struct lr_span
value_page(struct value *v, const struct lr_leads *l, uint32_t page)
{
	const struct lr_page *p = &l->pages.page[page];

	if (p->site == LR_PAGE_NONE || !value_tells_sites(l))
		return p->path;
	lr_buf_clear(&v->scratch);
	lr_buf_put(&v->scratch, l->pages.sites.key[p->site]);
	lr_buf_put(&v->scratch, p->path);
	if (v->scratch.err != LR_OK)
		v->err = LR_ENOMEM;
	return lr_buf_span(&v->scratch);
}

struct lr_span
value_source(struct value *v, const struct lr_leads *l, uint32_t source)
{
	struct lr_source s;

	lr_buf_clear(&v->scratch);
	if (lr_source_parse(l->sources.map.key[source], &s))
		lr_source_text(&s, &v->scratch);
	if (v->scratch.err != LR_OK)
		v->err = LR_ENOMEM;
	return lr_buf_span(&v->scratch);
}

bool
value_source_field(
    struct value *v, const struct lr_leads *l, uint32_t source, int field)
{
	struct lr_source s;

	if (source == LR_SOURCE_NONE ||
	    !lr_source_parse(l->sources.map.key[source], &s))
		return false;
	return value_text(v,
	    field < 0 ? lr_span_str(lr_medium_name(s.medium)) : s.field[field]);
}

/* ---- a list as one text */

void
answer_list(const struct answer *a, const struct list *list,
    const struct value *v, struct lr_buf *b)
{
	static const char *const between[] = {
		[LIST_TIMES] = ", ", [LIST_SUM] = " + ", [LIST_LINE] = "; "
	};
	size_t i;

	for (i = 0; i < v->items; i++) {
		const struct item *item = &v->item[i];

		if (i > 0)
			lr_buf_puts(b, between[list->style]);
		if (list->time != NULL) {
			answer_time(a, item->time, b);
			lr_buf_putc(b, ' ');
		}
		lr_buf_put(b, item->text);
		if (list->style == LIST_SUM) {
			lr_buf_putc(b, ' ');
			lr_buf_putu(b, item->count);
			lr_buf_putc(b, '/');
			lr_buf_putu(b, item->of);
		} else if (list->style == LIST_TIMES && item->count > 1) {
			lr_buf_puts(b, " (");
			lr_buf_putu(b, item->count);
			lr_buf_putc(b, ')');
		}
	}
}
