#include "record.h"

#include "ascii.h"
#include "num.h"
#include "scan.h"
#include "utf8.h"

void
lr_record_init(struct lr_record *r)
{
	r->n = r->n_line = 0;
	r->edited = false;
	r->why = NULL;
	r->err = LR_OK;
	r->tag = NULL;
	r->rest = (struct lr_span){ NULL, 0 };
	memset(r->habit, 0, sizeof(r->habit));
	lr_buf_init(&r->more, LR_LINE_MAX);
	lr_arena_init(&r->arena, 32 * (size_t)LR_LINE_MAX);
}

void
lr_record_free(struct lr_record *r)
{
	lr_buf_free(&r->more);
	lr_arena_free(&r->arena);
}

static enum lr_err
refuse(struct lr_record *r, const char *why)
{
	r->why = why;
	r->n = r->n_line = 0;
	return LR_EBAD;
}

/* Most strings have no escapes: without a call. */
static inline bool
string(struct lr_json *j)
{
	const char *p = lr_scan_string(j->p + 1, &j->high);

	if (*p != '"')
		return lr_json_string(j);
	j->escaped = false;
	j->p = p + 1;
	return true;
}

/* Neither string nor anything else with an end that is hard to find: most
 * numbers are a few digits. */
static inline enum lr_json_type
other(struct lr_json *j)
{
	const char *p = j->p;

	if (*p >= '1' && *p <= '9') {
		while (lr_is_digit(*p))
			p++;
		if ((*p == ',' || *p == '}') &&
		    (size_t)(p - j->p) <= LR_DIGITS_MAX) {
			j->p = p;
			return LR_JSON_NUMBER;
		}
	}
	return lr_json_value(j, 1);
}

/* The "name" at j->p into f. */
static inline bool
name(struct lr_json *j, struct lr_field *f)
{
	const char *p = j->p;

	if (*p != '"') {
		j->why = "no name where one should be";
		return false;
	}
	if (!string(j))
		return false;
	f->key = lr_span(p + 1, (size_t)(j->p - p) - 2);
	f->key_escaped = j->escaped;
	return true;
}

static inline bool
colon(struct lr_json *j)
{
	while (lr_json_space(*j->p))
		j->p++;
	if (*j->p != ':') {
		j->why = "no colon after a name";
		return false;
	}
	j->p++;
	return true;
}

/* Whether at p there is what was there the last time; LR_HABIT bytes can be
 * read there. */
static inline bool
is_habit(const struct lr_habit *h, const char *p)
{
	uint64_t a, b, c, d;
	uint32_t e, f, g, i;

	if (h->n >= 8) {
		memcpy(&a, h->text, 8);
		memcpy(&b, p, 8);
		memcpy(&c, h->text + h->n - 8, 8);
		memcpy(&d, p + h->n - 8, 8);
		if (((a ^ b) | (c ^ d)) != 0)
			return false;
		memcpy(&a, h->text + (h->n >> 1) - 4, 8);
		memcpy(&b, p + (h->n >> 1) - 4, 8);
		return a == b;
	}
	memcpy(&e, h->text, 4);
	memcpy(&f, p, 4);
	memcpy(&g, h->text + (h->n & 3), 4);
	memcpy(&i, p + (h->n & 3), 4);
	return h->n > 0 && ((e ^ f) | (g ^ i)) == 0;
}

/* A name that is new at this place: it will be known the next time. */
static unsigned char
learn(const struct lr_record *r, struct lr_habit *h, const struct lr_json *j,
    const struct lr_field *f)
{
	unsigned char tag = LR_TAG_NONE;
	size_t n = f->key.n + 3, i;

	if (r->tag != NULL && !f->key_escaped)
		tag = r->tag(f->key);
	h->n = 0;
	if (n > LR_HABIT || f->key_escaped || j->p != f->key.p + f->key.n + 2)
		return tag;
	for (i = 0; i < f->key.n; i++)
		if ((f->key.p[i] & 0x80) != 0)
			return tag;
	memcpy(h->text, f->key.p - 1, n);
	h->n = (unsigned char)n;
	h->tag = tag;
	return tag;
}

/* The name and the colon behind it. */
static inline bool
named_value(struct lr_record *r, struct lr_json *j, struct lr_field *f)
{
	struct lr_habit *h = &r->habit[r->n];

	if (!is_habit(h, j->p) && !is_habit(++h, j->p)) {
		if (!name(j, f) || !colon(j))
			return false;
		f->tag = learn(r, &r->habit[r->n], j, f);
		return true;
	}
	f->key = lr_span(j->p + 1, (size_t)h->n - 3);
	f->key_escaped = false;
	f->tag = h->tag;
	j->p += h->n;
	return true;
}

/* What is behind the colon. */
static inline bool
value(struct lr_json *j, struct lr_field *f)
{
	const char *p;

	while (lr_json_space(*j->p))
		j->p++;
	p = j->p;
	j->escaped = false;
	f->type = *p != '"' ? other(j)
	    : string(j)	    ? LR_JSON_STRING
			    : LR_JSON_NONE;
	f->val = lr_span(p, (size_t)(j->p - p));
	f->val_escaped = j->escaped;
	return f->type != LR_JSON_NONE;
}

/* Behind the last brace. */
static enum lr_err
finish(struct lr_record *r, struct lr_json *j)
{
	const char *end = lr_span_end(r->line);

	if (*j->p != '}' || j->p >= end)
		return refuse(r,
		    j->p >= end ? "an object that does not end"
				: "no comma between fields");
	r->end = j->p++;
	while (j->p < end && lr_json_space(*j->p))
		j->p++;
	if (j->p != end)
		return refuse(r, "something after the object");
	if (j->high != 0 && !lr_utf8_valid(r->line))
		return refuse(r, "not UTF-8");
	r->n_line = r->n;
	r->why = NULL;
	return LR_OK;
}

/* Before a name: what is before it has to be right by itself. */
static enum lr_err
pause_at(struct lr_record *r, const struct lr_json *j, const char *at)
{
	struct lr_span head = lr_span(r->line.p, (size_t)(at - r->line.p));

	if (j->high != 0 && !lr_utf8_valid(head))
		return refuse(r, "not UTF-8");
	r->rest = lr_span_sub(r->line, head.n, r->line.n);
	r->n_line = r->n;
	return LR_OK;
}

/* Fields, the first of which begins at j->p, perhaps behind white space. */
static enum lr_err
members(struct lr_record *r, struct lr_json *j, bool pauses)
{
	const char *end = lr_span_end(r->line);
	struct lr_field *f;

	for (;; j->p++) {
		while (lr_json_space(*j->p) && j->p < end)
			j->p++;
		if (*j->p == '}' && r->n == 0)
			break;
		if (r->n == LR_FIELDS_MAX)
			return refuse(r, "too many fields");
		f = &r->field[r->n];
		if (!named_value(r, j, f))
			return refuse(r, j->why);
		if (pauses && (f->tag & LR_TAG_PAUSE) != 0)
			return pause_at(r, j, f->key.p - 1);
		if (!value(j, f))
			return refuse(r, j->why);
		r->tagged[f->tag & (LR_TAGS - 1)] = f;
		r->n++;
		while (lr_json_space(*j->p) && j->p < end)
			j->p++;
		if (*j->p != ',')
			break;
	}
	return finish(r, j);
}

enum lr_err
lr_record_parse(struct lr_record *r, struct lr_span line)
{
	struct lr_json j = { .p = line.p };
	const char *end = line.p + line.n;

	r->line = line;
	r->rest = (struct lr_span){ NULL, 0 };
	r->n = 0;
	r->edited = false;
	r->err = LR_OK;
	lr_buf_clear(&r->more);
	lr_arena_reset(&r->arena);
	while (j.p < end && lr_json_space(*j.p))
		j.p++;
	if (j.p == end)
		return refuse(r, "an empty line");
	if (*j.p != '{')
		return refuse(r, "not a JSON object");
	j.p++;
	if (r->tag != NULL)
		memset(r->tagged, 0, sizeof(r->tagged));
	return members(r, &j, r->tag != NULL);
}

enum lr_err
lr_record_resume(struct lr_record *r)
{
	/* whether the fields before are all right was looked at then */
	struct lr_json j = { .p = r->rest.p };

	r->rest = (struct lr_span){ NULL, 0 };
	return members(r, &j, false);
}

/* Keys with escapes are rare: undo, then compare. */
static bool
same_escaped(struct lr_span raw, struct lr_span key)
{
	char out[LR_LABEL_MAX * 6];
	struct lr_buf b = { .p = out, .cap = sizeof(out), .max = sizeof(out) };

	if (raw.n > sizeof(out))
		return false;
	lr_json_unescape(&b, raw);
	return b.err == LR_OK && lr_span_eq(lr_buf_span(&b), key);
}

static inline bool
named(const struct lr_field *f, struct lr_span key)
{
	return f->key_escaped ? same_escaped(f->key, key)
			      : lr_span_eq(f->key, key);
}

const struct lr_field *
lr_record_find(const struct lr_record *r, struct lr_span key)
{
	const struct lr_field *f = r->field + r->n;

	/* from the end: of doubles the last counts */
	while (f-- > r->field)
		if (f->type != LR_JSON_NONE && named(f, key))
			return f;
	return NULL;
}

/* The inside of a string, undone where it must be. */
static struct lr_span
inside(struct lr_record *r, const struct lr_field *f)
{
	struct lr_span s = lr_span_sub(f->val, 1, f->val.n - 1);
	struct lr_buf b = { .cap = s.n, .max = s.n };

	if (!f->val_escaped)
		return s;
	/* what is undone is never longer */
	if ((b.p = lr_arena_alloc(&r->arena, s.n)) == NULL)
		return (struct lr_span){ NULL, 0 };
	lr_json_unescape(&b, s);
	return lr_buf_span(&b);
}

struct lr_span
lr_record_str(struct lr_record *r, struct lr_span key)
{
	const struct lr_field *f = lr_record_find(r, key);
	struct lr_span s;

	if (f == NULL || f->type != LR_JSON_STRING)
		return (struct lr_span){ NULL, 0 };
	s = inside(r, f);
	return s.n == 0 ? (struct lr_span){ NULL, 0 } : s;
}

struct lr_span
lr_record_text(struct lr_record *r, struct lr_span key)
{
	const struct lr_field *f = lr_record_find(r, key);

	if (f == NULL || f->type == LR_JSON_NULL)
		return (struct lr_span){ NULL, 0 };
	return f->type == LR_JSON_STRING ? inside(r, f) : f->val;
}

bool
lr_record_u64(struct lr_record *r, struct lr_span key, uint64_t *v)
{
	const struct lr_field *f = lr_record_find(r, key);

	if (f == NULL ||
	    (f->type != LR_JSON_NUMBER && f->type != LR_JSON_STRING))
		return false;
	return lr_num_u64(
	    f->type == LR_JSON_STRING ? inside(r, f) : f->val, UINT64_MAX, v);
}

bool
lr_record_true(struct lr_record *r, struct lr_span key)
{
	const struct lr_field *f = lr_record_find(r, key);
	struct lr_span s;

	if (f == NULL || f->type != LR_JSON_STRING)
		return f != NULL && f->type == LR_JSON_TRUE;
	s = inside(r, f);
	return lr_span_eq(s, LR_SPAN("true")) || lr_span_eq(s, LR_SPAN("1"));
}

void
lr_record_drop(struct lr_record *r, struct lr_span key)
{
	unsigned i;

	for (i = 0; i < r->n; i++)
		if (named(&r->field[i], key)) {
			r->field[i].type = LR_JSON_NONE;
			r->edited = true;
		}
}

/* Where a new value of that name goes: the last field of that name, all
 * earlier ones being dropped, or a new one. */
static struct lr_field *
place(struct lr_record *r, struct lr_span key)
{
	struct lr_field *f, *last = NULL;

	for (f = r->field; f < r->field + r->n; f++)
		if (named(f, key)) {
			if (last != NULL)
				last->type = LR_JSON_NONE;
			last = f;
			r->edited = true;
		}
	if (last == NULL) {
		if (r->n >= LR_FIELDS_MAX + LR_FIELDS_NEW) {
			r->err = LR_ETOOLONG;
			return NULL;
		}
		last = &r->field[r->n++];
		last->key = key;
		last->key_escaped = false;
	}
	return last;
}

static void
set(struct lr_record *r, struct lr_span key, enum lr_json_type type,
    struct lr_span raw)
{
	struct lr_field *f;

	if (raw.p == NULL) {
		r->err = LR_ENOMEM;
		return;
	}
	if ((f = place(r, key)) == NULL)
		return;
	f->type = type;
	f->val = raw;
	f->val_escaped =
	    type == LR_JSON_STRING && lr_span_find(raw, '\\') < raw.n;
}

void
lr_record_set_str(struct lr_record *r, struct lr_span key, struct lr_span s)
{
	size_t max = 6 * s.n + 2;
	struct lr_buf b = { .cap = max, .max = max };

	if (s.n > LR_LINE_MAX) {
		r->err = LR_ETOOLONG;
		return;
	}
	if ((b.p = lr_arena_alloc(&r->arena, max)) != NULL) {
		lr_buf_putc(&b, '"');
		lr_json_escape(&b, s);
		lr_buf_putc(&b, '"');
	}
	set(r, key, LR_JSON_STRING, lr_buf_span(&b));
}

void
lr_record_set_u64(struct lr_record *r, struct lr_span key, uint64_t v)
{
	char tmp[LR_NUM_TEXT];

	set(r, key, LR_JSON_NUMBER,
	    lr_arena_dup(&r->arena, lr_span(tmp, lr_num_put(v, tmp))));
}

void
lr_record_set_true(struct lr_record *r, struct lr_span key)
{
	set(r, key, LR_JSON_TRUE, LR_SPAN("true"));
}

void
lr_record_append(struct lr_record *r, struct lr_span text)
{
	lr_buf_put(&r->more, text);
}

/* Everything before the new fields, when fields of the line were changed. */
static char *
put_edited(const struct lr_record *r, char *p)
{
	const struct lr_field *f;
	bool first = true;

	*p++ = '{';
	for (f = r->field; f < r->field + r->n_line; f++) {
		const char *from = f->key.p - 1;

		if (f->type == LR_JSON_NONE)
			continue;
		if (!first)
			*p++ = ',';
		first = false;
		*p++ = '"';
		memcpy(p, from + 1, f->key.n + 1);
		p += f->key.n + 1;
		*p++ = ':';
		memcpy(p, f->val.p, f->val.n);
		p += f->val.n;
	}
	return p;
}

/* Size of the output, or a little more. */
static size_t
size(const struct lr_record *r)
{
	size_t n = r->line.n + r->more.n + 2;
	unsigned i;

	if (r->edited)
		for (i = 0; i < r->n_line; i++)
			n += r->field[i].val.n;
	for (i = r->n_line; i < r->n; i++)
		n += r->field[i].key.n + r->field[i].val.n + 4;
	return n;
}

enum lr_err
lr_record_put(struct lr_record *r, struct lr_out *o)
{
	const struct lr_field *f;
	char *start, *p;
	size_t head = (size_t)(r->end - r->line.p);
	bool bare;

	if (r->err == LR_OK)
		r->err = r->more.err;
	if (r->err != LR_OK)
		return r->err;
	if ((start = p = lr_out_room(o, size(r) + LR_PAD)) == NULL)
		return LR_ENOMEM;
	if (r->edited) {
		p = put_edited(r, p);
		bare = p == start + 1;
	} else {
		memcpy(p, r->line.p, head);
		p += head;
		bare = r->n_line == 0;
	}
	for (f = r->field + r->n_line; f < r->field + r->n; f++) {
		if (f->type == LR_JSON_NONE)
			continue;
		if (!bare)
			*p++ = ',';
		bare = false;
		*p++ = '"';
		memcpy(p, f->key.p, f->key.n);
		p += f->key.n;
		*p++ = '"';
		*p++ = ':';
		memcpy(p, f->val.p, f->val.n);
		p += f->val.n;
	}
	if (r->more.n > 0) { /* begins with a comma */
		memcpy(p, r->more.p + bare, r->more.n - bare);
		p += r->more.n - bare;
	}
	*p++ = '}';
	if ((size_t)(p - start) > LR_LINE_MAX)
		return LR_ETOOLONG;
	*p++ = '\n';
	o->n += (size_t)(p - start);
	return LR_OK;
}
