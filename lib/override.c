#include "override.h"

#include <stdlib.h>

#include "ascii.h"
#include "domain.h"
#include "map.h"
#include "num.h"
#include "orgname.h"
#include "prefix.h"
#include "punycode.h"
#include "segment.h"
#include "utf8.h"

/* From here to the next one, what counts. */
struct piece {
	struct lr_ip first;
	uint32_t id;
};

struct pieces {
	struct piece *p;
	size_t n, cap;
};

/* Keys that have a line each. */
struct keys {
	struct lr_map map;
	uint32_t *line;
	size_t cap;
};

struct lr_overrides {
	char *text;
	struct lr_override *line;
	size_t n, cap;
	struct pieces four, six;
	struct keys domains, systems;
	uint32_t *names; /* lines of patterns */
	struct lr_span *folded;
	size_t names_n;
	struct lr_arena arena; /* of folded, and domains */
};

#define GROW(p, n, cap) (p = grow(p, n, &(cap), sizeof(*(p))))

/* Room for one more; on failure NULL, and what there was is gone. */
static void *
grow(void *p, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? 16 : *cap * 2;
	void *bigger;

	if (n < *cap)
		return p;
	if ((bigger = realloc(p, more * size)) == NULL) {
		free(p);
		*cap = 0;
		return NULL;
	}
	*cap = more;
	return bigger;
}

void
lr_overrides_free(struct lr_overrides *o)
{
	if (o == NULL)
		return;
	free(o->text);
	free(o->line);
	free(o->four.p);
	free(o->six.p);
	lr_map_free(&o->domains.map);
	free(o->domains.line);
	lr_map_free(&o->systems.map);
	free(o->systems.line);
	free(o->names);
	free(o->folded);
	lr_arena_free(&o->arena);
	free(o);
}

/* ---- reading */

/* The text while it is read. */
struct reading {
	struct lr_overrides *o;
	struct lr_segments four, six;
	const char *why;
};

static enum lr_err
bad(struct reading *r, const char *why)
{
	r->why = why;
	return LR_EBAD;
}

static enum lr_err
add_network(struct reading *r, struct lr_span what, uint32_t id)
{
	struct lr_range range;

	if (!lr_range_parse(what, &range))
		return bad(r,
		    "no network: an address, first-last, or a prefix whose "
		    "host bits are 0 is wanted");
	return lr_segments_add(lr_ip_is4(&range.first) ? &r->four : &r->six,
	    &range.first, &range.last, id);
}

static enum lr_err
add_key(struct keys *k, struct lr_span key, uint32_t id)
{
	uint32_t at;
	enum lr_err err = lr_map_add(&k->map, key, &at, NULL);

	if (err != LR_OK)
		return err;
	if (GROW(k->line, at, k->cap) == NULL)
		return LR_ENOMEM;
	k->line[at] = id;
	return LR_OK;
}

/* A domain as people write it, with letters beyond ASCII or with xn--. */
static size_t
written_host(struct lr_span s, char *host)
{
	char ascii[LR_NAME_MAX + 1];

	return lr_domain_host(
	    lr_span(ascii, lr_punycode(s, ascii, sizeof(ascii))), host);
}

static enum lr_err
add_domain(struct reading *r, struct lr_span what, uint32_t id)
{
	char host[LR_NAME_MAX + 1];
	size_t n;

	if (what.n > 2 && what.p[0] == '*' && what.p[1] == '.')
		what = lr_span_sub(what, 2, what.n);
	if ((n = written_host(what, host)) == 0)
		return bad(r, "no domain");
	return add_key(&r->o->domains, lr_span(host, n), id);
}

static enum lr_err
add_as(struct reading *r, struct lr_span what, uint32_t id)
{
	uint64_t asn;

	if (what.n > 2 && lr_ascii_eq(lr_span_sub(what, 0, 2), LR_SPAN("as")))
		what = lr_span_sub(what, 2, what.n);
	if (!lr_num_u64(what, UINT32_MAX, &asn) || asn == 0)
		return bad(r, "no number of an autonomous system");
	return add_key(
	    &r->o->systems, lr_span((const char *)&asn, sizeof(asn)), id);
}

/* Lower case, as far as ASCII goes. */
static struct lr_span
fold(struct lr_arena *a, struct lr_span s)
{
	char *p = lr_arena_alloc(a, s.n + 1);
	size_t i;

	if (p == NULL)
		return (struct lr_span){ NULL, 0 };
	for (i = 0; i < s.n; i++)
		p[i] = lr_lower(s.p[i]);
	return lr_span(p, s.n);
}

static enum lr_err
add_name(struct reading *r, struct lr_span what, uint32_t id)
{
	struct lr_overrides *o = r->o;
	size_t i = 0;

	while (i < what.n && (what.p[i] == '*' || what.p[i] == '?'))
		i++;
	if (i == what.n)
		return bad(r, "a pattern that fits every name");
	if (o->names_n == LR_OVERRIDES_NAMES_MAX)
		return bad(r, "more than 4096 patterns of names");
	o->folded[o->names_n] = fold(&o->arena, what);
	if (o->folded[o->names_n].p == NULL)
		return LR_ENOMEM;
	o->names[o->names_n++] = id;
	return LR_OK;
}

/* Text that can be shown. */
static bool
is_clean(struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);

	while (p < end) {
		unsigned len = lr_utf8_len(p, end);

		if (len == 0 || lr_utf8_unsafe(lr_utf8_get(p, len)))
			return false;
		p += len;
	}
	return true;
}

/* The next column; one that is empty or - is absent. */
static struct lr_span
column(struct lr_span *rest)
{
	struct lr_span s = lr_span_trim(lr_span_cut(rest, '\t'));

	if (s.n == 0 || lr_span_eq(s, LR_SPAN("-")))
		return (struct lr_span){ NULL, 0 };
	return s;
}

/* kind, company, domain */
static enum lr_err
read_saying(struct reading *r, struct lr_span *rest, struct lr_override *line)
{
	char host[LR_NAME_MAX + 1];
	size_t n;

	line->kind = lr_kind_parse(column(rest));
	if (line->kind == LR_KINDS)
		return bad(r,
		    "the third column is no kind (company, education, "
		    "government, isp, mobile, hosting, vpn, relay, gateway, "
		    "crawler, reserved, unknown)");
	line->company = column(rest);
	line->domain = column(rest);
	if (rest->p != NULL && lr_span_trim(*rest).n > 0)
		return bad(r, "more than five columns");
	if (!is_clean(line->company) || !is_clean(line->pattern))
		return bad(r, "not UTF-8, or control characters");
	if (line->company.n > LR_ORGNAME_MAX)
		return bad(r, "the company's name is over 160 bytes");
	if (line->domain.n == 0)
		return LR_OK;
	if ((n = written_host(line->domain, host)) == 0)
		return bad(r, "the fifth column is no domain");
	line->domain = lr_arena_dup(&r->o->arena, lr_span(host, n));
	return line->domain.p == NULL ? LR_ENOMEM : LR_OK;
}

static enum lr_err
read_line(struct reading *r, struct lr_span s, unsigned long number)
{
	static const struct {
		const char *name;
		enum lr_err (*add)(struct reading *, struct lr_span, uint32_t);
	} types[] = { { "network", add_network }, { "domain", add_domain },
		{ "as", add_as }, { "name", add_name } };
	struct lr_overrides *o = r->o;
	struct lr_span type = column(&s);
	struct lr_override *line;
	enum lr_err err;
	size_t i;

	if (s.p == NULL)
		return bad(r, "no tab: columns are separated by tabs");
	if (GROW(o->line, o->n, o->cap) == NULL)
		return LR_ENOMEM;
	line = &o->line[o->n];
	line->number = number;
	line->is_network = lr_span_eq(type, LR_SPAN("network"));
	line->pattern = column(&s);
	if (line->pattern.n == 0)
		return bad(r, "the second column is empty");
	if (line->pattern.n > LR_OVERRIDE_PATTERN_MAX)
		return bad(r, "the second column is over 255 bytes");
	if ((err = read_saying(r, &s, line)) != LR_OK)
		return err;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (lr_span_eq(type, lr_span_str(types[i].name)))
			return types[i].add(r, line->pattern, (uint32_t)o->n++);
	return bad(r, "the first column is not network, domain, as or name");
}

static enum lr_err
read_lines(struct reading *r, struct lr_span text, unsigned long *number)
{
	enum lr_err err = LR_OK;
	struct lr_span s, trimmed;

	text = lr_utf8_unmark(text);
	for (*number = 1; text.p != NULL && err == LR_OK; ++*number) {
		s = lr_span_line(&text);
		trimmed = lr_span_trim(s);
		if (trimmed.n == 0 || trimmed.p[0] == '#')
			continue;
		err = read_line(r, s, *number);
	}
	--*number;
	return err;
}

/* ---- made ready */

static bool
is_last(const struct lr_segments *s, bool four)
{
	return s->last.lo == (four ? UINT32_MAX : UINT64_MAX) &&
	    s->last.hi == (four ? 0 : UINT64_MAX);
}

static enum lr_err
flatten(struct lr_segments *s, bool four, struct pieces *to)
{
	struct lr_wide first = { 0, 0 };
	enum lr_err err;

	if (s->n == 0)
		return LR_OK;
	for (err = lr_segments_start(s); err == LR_OK;
	     err = lr_segments_next(s)) {
		if (GROW(to->p, to->n, to->cap) == NULL)
			return LR_ENOMEM;
		to->p[to->n].first = lr_wide_ip(first, four);
		to->p[to->n++].id = s->id;
		first = s->at;
		if (is_last(s, four))
			break;
	}
	return err;
}

static enum lr_err
read_all(struct reading *r, struct lr_span text, unsigned long *line)
{
	struct lr_overrides *o = r->o;
	enum lr_err err;

	lr_map_init(&o->domains.map, LR_OVERRIDES_BYTES);
	lr_map_init(&o->systems.map, LR_OVERRIDES_BYTES);
	lr_arena_init(&o->arena, LR_OVERRIDES_BYTES);
	lr_segments_init(&r->four, true);
	lr_segments_init(&r->six, false);
	o->names = calloc(LR_OVERRIDES_NAMES_MAX, sizeof(*o->names));
	o->folded = calloc(LR_OVERRIDES_NAMES_MAX, sizeof(*o->folded));
	o->text = malloc(text.n + 1);
	if (o->names == NULL || o->folded == NULL || o->text == NULL)
		return LR_ENOMEM;
	if (text.n > 0)
		memcpy(o->text, text.p, text.n);
	err = read_lines(r, lr_span(o->text, text.n), line);
	if (err == LR_OK)
		err = flatten(&r->four, true, &o->four);
	return err == LR_OK ? flatten(&r->six, false, &o->six) : err;
}

enum lr_err
lr_overrides_new(struct lr_overrides **o, struct lr_span text,
    unsigned long *line, const char **why)
{
	struct reading r = { .o = calloc(1, sizeof(**o)), .why = "" };
	enum lr_err err;

	if (r.o == NULL)
		return LR_ENOMEM;
	err = read_all(&r, text, line);
	lr_segments_free(&r.four);
	lr_segments_free(&r.six);
	*why = r.why;
	if (err != LR_OK) {
		lr_overrides_free(r.o);
		return err;
	}
	*o = r.o;
	return LR_OK;
}

/* ---- asking */

uint32_t
lr_override_network(const struct lr_overrides *o, const struct lr_ip *ip)
{
	const struct pieces *all = lr_ip_is4(ip) ? &o->four : &o->six;
	size_t from = 0, to = all->n, mid;

	/* the last piece that begins at or before the address */
	while (from < to) {
		mid = from + (to - from) / 2;
		if (lr_ip_cmp(&all->p[mid].first, ip) <= 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from == 0 ? LR_OVERRIDE_NONE : all->p[from - 1].id;
}

uint32_t
lr_override_domain(const struct lr_overrides *o, struct lr_span host)
{
	uint32_t at;

	while (o->domains.map.n > 0 && host.n > 0) {
		at = lr_map_find(&o->domains.map, host);
		if (at != LR_MAP_NONE)
			return o->domains.line[at];
		lr_span_cut(&host, '.');
	}
	return LR_OVERRIDE_NONE;
}

uint32_t
lr_override_as(const struct lr_overrides *o, uint64_t asn)
{
	uint32_t at = asn == 0 || o->systems.map.n == 0
	    ? LR_MAP_NONE
	    : lr_map_find(
		  &o->systems.map, lr_span((const char *)&asn, sizeof(asn)));

	return at == LR_MAP_NONE ? LR_OVERRIDE_NONE : o->systems.line[at];
}

uint32_t
lr_override_name(const struct lr_overrides *o, struct lr_span name)
{
	char lower[1024];
	size_t i;

	if (name.n == 0 || o->names_n == 0)
		return LR_OVERRIDE_NONE;
	name = lr_span_sub(name, 0, sizeof(lower));
	for (i = 0; i < name.n; i++)
		lower[i] = lr_lower(name.p[i]);
	for (i = 0; i < o->names_n; i++)
		if (lr_ascii_glob(o->folded[i], lr_span(lower, name.n)))
			return o->names[i];
	return LR_OVERRIDE_NONE;
}

uint32_t
lr_overrides_count(const struct lr_overrides *o)
{
	return (uint32_t)o->n;
}

const struct lr_override *
lr_override_get(const struct lr_overrides *o, uint32_t id)
{
	return &o->line[id];
}
