#include "logjson.h"

#include "json.h"

static unsigned
hash(struct lr_span name)
{
	return name.n == 0 ? 0
			   : ((unsigned)name.n * 7 + (unsigned char)name.p[0] +
				 (unsigned char)name.p[name.n - 1]) %
		64;
}

/* Note the entry under each name that it can begin with: "a.b" is an "a" with
 * a "b" in it, or a name with a dot. */
static void
index_entry(struct lr_logjson *j, unsigned i)
{
	struct lr_span path = j->entry[i].path;
	size_t n;

	for (n = 1; n <= path.n; n++)
		if (n == path.n || path.p[n] == '.')
			j->first[hash(lr_span_sub(path, 0, n))] |= (uint64_t)1
			    << i;
}

enum lr_err
lr_logjson_compile(struct lr_logjson *j, struct lr_span list, const char **why)
{
	struct lr_span one, name;
	enum lr_part part;
	bool percent;
	size_t at;

	*j = (struct lr_logjson){ 0 };
	do {
		one = lr_span_trim(lr_span_cut(&list, ','));
		at = lr_span_find(one, '=');
		percent = at > 0 && at < one.n && one.p[at - 1] == '%';
		part = lr_part_of(lr_span_sub(one, 0, at - percent));
		if (part == LR_PARTS || at + 1 >= one.n) {
			*why = "not a list like ip=client.addr,time=ts";
			return LR_EBAD;
		}
		one = lr_span_sub(one, at + 1, one.n);
		while (one.p != NULL) {
			name = lr_span_cut(&one, '|');
			if (name.n == 0 || j->n == LR_LOGJSON_MAX) {
				*why = "an empty name, or too many";
				return LR_EBAD;
			}
			j->entry[j->n].part = part;
			j->entry[j->n].percent = percent;
			j->entry[j->n].path = name;
			index_entry(j, j->n++);
		}
	} while (list.p != NULL);
	return LR_OK;
}

struct walk {
	struct lr_json json;
	struct lr_span rest[LR_LOGJSON_MAX]; /* of each path, at this depth */
	struct lr_span value[LR_LOGJSON_MAX];
	uint64_t strings, found;
	const uint64_t *first; /* of the program; NULL: look at all */
	unsigned n;
};

static void
blank(struct lr_json *j)
{
	while (lr_json_space(*j->p))
		j->p++;
}

static bool object(struct walk *w, uint64_t live, unsigned depth);

/* The lowest of a set of entries, taken off it. */
static unsigned
lowest(uint64_t *set)
{
	unsigned i = (unsigned)__builtin_ctzll(*set);

	*set &= *set - 1;
	return i;
}

/* Note a value for the entries whose path ends here. */
static void
note(struct walk *w, uint64_t done, struct lr_span raw, bool string)
{
	w->found |= done;
	if (string)
		w->strings |= done;
	else
		w->strings &= ~done;
	while (done != 0)
		w->value[lowest(&done)] = raw;
}

/* The value at hand: `done` end here, `live` go on inside. */
static bool
value(struct walk *w, uint64_t done, uint64_t live, unsigned depth)
{
	struct lr_json *j = &w->json;
	const char *from = j->p;
	enum lr_json_type type;

	if (*j->p == '{' && live != 0 && depth < 16)
		return object(w, live, depth + 1);
	if (*j->p == '[' && depth < 16) {
		/* the first element stands for all */
		j->p++;
		blank(j);
		if (*j->p != ']' && !value(w, done, live, depth + 1))
			return false;
		for (;;) {
			blank(j);
			if (*j->p == ']') {
				j->p++;
				return true;
			}
			if (*j->p++ != ',')
				return false;
			blank(j);
			if (lr_json_value(j, depth) == LR_JSON_NONE)
				return false;
		}
	}
	type = lr_json_value(j, depth);
	if (type == LR_JSON_NONE)
		return false;
	if (type == LR_JSON_STRING)
		note(w, done, lr_span(from + 1, (size_t)(j->p - from) - 2),
		    true);
	else if (type == LR_JSON_NUMBER)
		note(w, done, lr_span(from, (size_t)(j->p - from)), false);
	return true;
}

/* A member: which entries have this key next in their path? */
static bool
member(struct walk *w, uint64_t live, unsigned depth)
{
	struct lr_json *j = &w->json;
	const char *from = j->p + 1;
	struct lr_span key, saved[LR_LOGJSON_MAX];
	uint64_t done = 0, on = 0, bit;
	unsigned i;
	bool good;

	if (*j->p != '"' || !lr_json_string(j))
		return false;
	key = lr_span(from, (size_t)(j->p - from) - 1);
	blank(j);
	if (*j->p++ != ':')
		return false;
	blank(j);
	if (depth == 1 && w->first != NULL)
		live &= w->first[hash(key)];
	while (live != 0) {
		struct lr_span r;

		i = lowest(&live);
		r = w->rest[i];
		if (!lr_span_starts(r, key))
			continue;
		if (r.n == key.n)
			done |= (uint64_t)1 << i;
		else if (r.p[key.n] == '.')
			on |= (uint64_t)1 << i;
	}
	if ((done | on) == 0)
		return lr_json_value(j, depth) != LR_JSON_NONE;
	for (bit = on; bit != 0;) {
		i = lowest(&bit);
		saved[i] = w->rest[i];
		w->rest[i] = lr_span_sub(saved[i], key.n + 1, saved[i].n);
	}
	good = value(w, done, on, depth);
	for (bit = on; bit != 0;) {
		i = lowest(&bit);
		w->rest[i] = saved[i];
	}
	return good;
}

static bool
object(struct walk *w, uint64_t live, unsigned depth)
{
	struct lr_json *j = &w->json;
	bool first = true;

	do {
		j->p++;
		blank(j);
		if (*j->p == '}' && first)
			break;
		first = false;
		if (!member(w, live, depth))
			return false;
		blank(j);
	} while (*j->p == ',');
	if (*j->p != '}')
		return false;
	j->p++;
	return true;
}

static bool
walk(struct walk *w, struct lr_span line)
{
	const char *end = line.p + line.n;

	w->json = (struct lr_json){ .p = line.p };
	blank(&w->json);
	if (*w->json.p != '{' || w->json.p >= end)
		return false;
	if (!object(w, w->n == 64 ? UINT64_MAX : ((uint64_t)1 << w->n) - 1, 1))
		return false;
	while (w->json.p < end && lr_json_space(*w->json.p))
		w->json.p++;
	return w->json.p == end;
}

static bool
set(const struct lr_logjson_entry *e, struct lr_span text, bool string,
    struct lr_hit *hit, struct lr_scratch *s)
{
	enum lr_code code = string ? LR_CODE_JSON : LR_CODE_PLAIN;

	if (e->percent) {
		text = lr_hit_decode(s, code, text);
		code = LR_CODE_PERCENT2;
	}
	return lr_hit_set(hit, s, e->part, code, text);
}

bool
lr_logjson_read(const struct lr_logjson *j, struct lr_span line,
    struct lr_hit *hit, struct lr_scratch *s)
{
	struct walk w;
	unsigned i;

	w.n = j->n;
	w.first = j->first;
	w.strings = w.found = 0;
	for (i = 0; i < j->n; i++)
		w.rest[i] = j->entry[i].path;
	if (!walk(&w, line))
		return false;
	/* backwards, so that of several names the first has the last word */
	while (w.found != 0) {
		i = 63 - (unsigned)__builtin_clzll(w.found);
		w.found ^= (uint64_t)1 << i;
		if (!set(&j->entry[i], w.value[i], w.strings >> i & 1, hit, s))
			return false;
	}
	return true;
}

struct lr_span
lr_logjson_text(struct lr_span line, struct lr_span path, struct lr_scratch *s)
{
	struct walk w = { .n = 1, .rest = { path } };

	if (!walk(&w, line) || !(w.strings & 1))
		return (struct lr_span){ NULL, 0 };
	return lr_hit_decode(s, LR_CODE_JSON, w.value[0]);
}
