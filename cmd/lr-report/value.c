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

/* ---- addresses */

/* Numbers and dots from at on, a number first. */
static struct lr_span
dotted(struct lr_span s, size_t at)
{
	size_t n = at;

	while (n < s.n &&
	    (lr_is_digit(s.p[n]) ||
		(s.p[n] == '.' && n + 1 < s.n && lr_is_digit(s.p[n + 1]))))
		n++;
	return lr_span_sub(s, at, n);
}

/* Whether four in a row of its numbers are at most 255; *most is the most
 * digits that a number has. */
static bool
has_quad(struct lr_span run, size_t *most)
{
	unsigned row = 0, v;
	bool quad = false;
	struct lr_span one;
	size_t i;

	*most = 0;
	while (run.n > 0) {
		one = lr_span_cut(&run, '.');
		for (i = v = 0; i < one.n && v < 256; i++)
			v = v * 10 + (unsigned)(one.p[i] - '0');
		row = one.n <= 3 && v < 256 ? row + 1 : 0;
		quad |= row == 4;
		*most = one.n > *most ? one.n : *most;
	}
	return quad;
}

/* ".zip" and the like, which end the name of a file. */
static bool
ends_as_software(struct lr_span s)
{
	static const char *const ends[] = { "7z", "apk", "bz2", "css", "deb",
		"dmg", "exe", "gz", "iso", "jar", "js", "map", "mjs", "msi",
		"pkg", "rar", "rpm", "tar", "tgz", "whl", "xz", "zip", "zst" };
	struct lr_span end;
	size_t n = 0, i;

	while (n < s.n && (lr_is_alnum(s.p[n]) || s.p[n] == '.'))
		n++;
	if (n < s.n && (s.p[n] == '-' || s.p[n] == '_'))
		return false;
	for (i = n; i > 0 && s.p[i - 1] != '.'; i--)
		;
	end = lr_span_sub(s, i, n);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (lr_ascii_eq(end, lr_span_str(ends[i])))
			return true;
	return false;
}

/* "v1.2.3.4", "app-1.2.3.4.tar.gz": numbers of two digits at most, behind a
 * lone v or in the name of a program's file. */
static bool
is_version(struct lr_span s, size_t from, size_t to, size_t most)
{
	char last = from > 0 ? s.p[from - 1] : ' ';
	char before = from > 1 ? s.p[from - 2] : ' ';

	if (most > 2)
		return false;
	if (lr_lower(last) == 'v' && !lr_is_alnum(before))
		return true;
	return (lr_is_alpha(last) ||
		   ((last == '-' || last == '_') && lr_is_alnum(before))) &&
	    to < s.n && s.p[to] == '.' &&
	    ends_as_software(lr_span_sub(s, to, s.n));
}

/* Whether visitors can have the address: not "a::b" and "::1". */
static bool
is_assigned(const struct lr_ip *ip)
{
	static const unsigned char nat64[12] = { 0, 0x64, 0xff, 0x9b };

	return lr_ip_is4(ip) || (ip->b[0] & 0xe0) == 0x20 ||
	    (ip->b[0] & 0xfe) == 0xfc ||
	    (ip->b[0] == 0xfe && (ip->b[1] & 0xc0) == 0x80) ||
	    memcmp(ip->b, nat64, sizeof(nat64)) == 0;
}

/* Length of the longest IPv6 address that begins at s.p[at], or 0. */
static size_t
ip6_at(struct lr_span s, size_t at)
{
	struct lr_ip ip;
	size_t n = at;

	while (n < s.n && n - at < ADDRESS_MAX &&
	    (lr_hex(s.p[n]) >= 0 || s.p[n] == ':' || s.p[n] == '.'))
		n++;
	for (; n > at + 2; n--)
		if (lr_span_find(lr_span_sub(s, at, n), ':') < n - at &&
		    lr_ip_parse(lr_span_sub(s, at, n), &ip))
			return is_assigned(&ip) ? n - at : 0;
	return 0;
}

/* Length of what hides the address that begins at s.p[at], or 0. IPv4 is found
 * wherever its numbers begin, and goes with all numbers that dots join to it;
 * *skip: how far there is nothing to be found. */
static size_t
address_at(struct lr_span s, size_t at, size_t *skip)
{
	struct lr_span run;
	size_t most, n = ip6_at(s, at);

	*skip = 1;
	if (n > 0 || !lr_is_digit(s.p[at]))
		return n;
	run = dotted(s, at);
	*skip = run.n;
	return has_quad(run, &most) && !is_version(s, at, at + run.n, most)
	    ? run.n
	    : 0;
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

/* Offset of the first address from at on, *n its length; s.n: none. */
static size_t
find_address(struct lr_span s, size_t at, size_t *n)
{
	size_t skip;

	for (; at < s.n; at += skip) {
		skip = 1;
		if ((lr_hex(s.p[at]) >= 0 || s.p[at] == ':') &&
		    (*n = address_at(s, at, &skip)) > 0)
			return at;
	}
	return s.n;
}

#define HIDDEN "[address]"

bool
value_hides(struct lr_span s)
{
	size_t n;

	/* who writes this himself looks the same */
	if (lr_span_find(s, '[') < s.n &&
	    lr_ascii_find(s, LR_SPAN(HIDDEN)) < s.n)
		return true;
	return may_have_address(s) && find_address(s, 0, &n) < s.n;
}

/* Append s. A report names companies: whatever got into a text, no address
 * leaves. */
static void
put(struct value *v, struct lr_span s)
{
	size_t at = may_have_address(s) ? 0 : s.n, from = 0, n = 0;

	while ((at = find_address(s, at, &n)) < s.n) {
		lr_buf_put(&v->b, lr_span_sub(s, from, at));
		lr_buf_puts(&v->b, HIDDEN);
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

double
value_rounded(double v, double unit)
{
	return (double)(uint64_t)(v * unit + 0.5) / unit;
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

bool
value_of_page(struct value *v, const struct lr_leads *l, uint32_t page)
{
	return page != LR_PAGE_NONE && value_text(v, value_page(v, l, page));
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
