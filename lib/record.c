#include "record.h"

#include "ascii.h"
#include "num.h"
#include "scan.h"
#include "utf8.h"

void
lr_record_init(struct lr_record *r)
{
	r->n = r->n_line = 0;
	r->escaped_names = r->edited = false;
	r->why = NULL;
	r->err = LR_OK;
	r->tag = NULL;
	r->rest = (struct lr_span){ NULL, 0 };
	r->habits = 0;
	r->next = r->habit;
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

/* ---- names that were met before */

/* Whether that is what stands at p, where LR_HABIT bytes can be read. */
static inline bool
is_habit(const struct lr_habit *h, const char *p)
{
#ifdef __SSE2__
	const __m128i *a = (const __m128i *)(const void *)h->text;
	const __m128i *b = (const __m128i *)(const void *)p;
	unsigned low = (unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_loadu_si128(a), _mm_loadu_si128(b)));
	unsigned high = (unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_loadu_si128(a + 1), _mm_loadu_si128(b + 1)));

	return (~(low | high << 16) & h->bytes) == 0 && h->n > 0;
#else
	return h->n > 0 && memcmp(h->text, p, h->n) == 0;
#endif
}

/* The habit that stands at p: the next one, or one of the two behind it. */
static inline struct lr_habit *
habit_at(struct lr_habit *h, const char *p)
{
	return is_habit(h, p)	 ? h
	    : is_habit(h + 1, p) ? h + 1
	    : is_habit(h + 2, p) ? h + 2
				 : NULL;
}

/* A name, which goes on for n bytes up to and with its colon, was met where
 * habit h was expected: the next time it will be. The answer is what to expect
 * behind it. */
static struct lr_habit *
learn(struct lr_record *r, struct lr_habit *h, struct lr_span key, size_t n,
    unsigned char tag)
{
	size_t i;

	if (n != key.n + 3 || n > LR_HABIT)
		return h;
	for (i = 0; i < key.n; i++)
		if ((key.p[i] & 0x80) != 0)
			return h;
	if (r->habits == LR_FIELDS_MAX) {
		/* they are of no use */
		memset(r->habit, 0, sizeof(r->habit));
		r->habits = 0;
		h = r->habit;
	}
	i = r->habits++ - (size_t)(h - r->habit);
	memmove(h + 1, h, i * sizeof(*h));
	*h = (struct lr_habit){ .bytes = UINT32_MAX >> (LR_HABIT - n),
		.n = (unsigned char)n,
		.tag = tag };
	memcpy(h->text, key.p - 1, n);
	return h + 1;
}

/* ---- one pass over the line */

/* The slow ways of parse. They are apart so that the place in the line and what
 * was seen of it stay in registers. */
struct step {
	const char *p; /* NULL: malformed, r->why says why */
	unsigned high;
};

static struct step
done(struct lr_record *r, const struct lr_json *j, bool good)
{
	r->why = j->why;
	return (struct step){ good ? j->p : NULL, j->high };
}

/* The "name" at p and its colon into f. *h is the habit to be expected. */
static struct step
new_name(struct lr_record *r, struct lr_field *f, struct lr_habit **h,
    const char *p, unsigned high)
{
	struct lr_json j = { .p = p, .high = high };

	if (*p != '"') {
		j.why = "no name where one should be";
		return done(r, &j, false);
	}
	if (!lr_json_string(&j))
		return done(r, &j, false);
	f->key = lr_span(p + 1, (size_t)(j.p - p) - 2);
	f->key_escaped = j.escaped;
	r->escaped_names |= j.escaped;
	while (lr_json_space(*j.p))
		j.p++;
	if (*j.p != ':') {
		j.why = "no colon after a name";
		return done(r, &j, false);
	}
	j.p++;
	f->tag =
	    r->tag != NULL && !f->key_escaped ? r->tag(f->key) : LR_TAG_NONE;
	if (!f->key_escaped)
		*h = learn(r, *h, f->key, (size_t)(j.p - p), f->tag);
	return done(r, &j, true);
}

/* Any value at p, perhaps behind white space. */
static struct step
any_value(struct lr_record *r, struct lr_field *f, const char *p, unsigned high)
{
	struct lr_json j = { .p = p, .high = high };

	while (lr_json_space(*j.p))
		j.p++;
	p = j.p;
	f->type = lr_json_value(&j, 1);
	f->val = lr_span(p, (size_t)(j.p - p));
	f->val_escaped = f->type == LR_JSON_STRING && j.escaped;
	return done(r, &j, f->type != LR_JSON_NONE);
}

/* The value at p: most are strings without escapes, or a few digits. */
static inline struct step
value(struct lr_record *r, struct lr_field *f, const char *p, unsigned high)
{
	const char *q = p;

	f->val_escaped = false;
	if (*p == '"') {
		q = lr_scan_string(p + 1, &high);
		if (*q != '"')
			return any_value(r, f, p, high);
		f->type = LR_JSON_STRING;
		q++;
	} else {
		if (*p >= '1' && *p <= '9')
			q = lr_scan_digits(p + 1);
		if ((*q != ',' && *q != '}') || q == p ||
		    (size_t)(q - p) > LR_DIGITS_MAX)
			return any_value(r, f, p, high);
		f->type = LR_JSON_NUMBER;
	}
	f->val = lr_span(p, (size_t)(q - p));
	return (struct step){ q, high };
}

/* Behind the last field, where the last brace should be. */
static enum lr_err
finish(struct lr_record *r, const char *p, unsigned high)
{
	const char *end = lr_span_end(r->line);

	if (*p != '}' || p >= end)
		return refuse(r,
		    p >= end ? "an object that does not end"
			     : "no comma between fields");
	r->end = p++;
	while (p < end && lr_json_space(*p))
		p++;
	if (p != end)
		return refuse(r, "something after the object");
	if (high != 0 && !lr_utf8_valid(r->line))
		return refuse(r, "not UTF-8");
	r->n_line = r->n;
	r->why = NULL;
	return LR_OK;
}

/* Before a name: what is before it has to be right by itself. */
static enum lr_err
pause_at(struct lr_record *r, const char *at, unsigned high)
{
	struct lr_span head = lr_span(r->line.p, (size_t)(at - r->line.p));

	if (high != 0 && !lr_utf8_valid(head))
		return refuse(r, "not UTF-8");
	/* it will be read again */
	if (r->next > r->habit && is_habit(r->next - 1, at))
		r->next--;
	r->rest = lr_span_sub(r->line, head.n, r->line.n);
	r->n_line = r->n;
	return LR_OK;
}

/* A name and its colon, most of which were met before. */
static inline struct step
name(struct lr_record *r, struct lr_field *f, const char *p, unsigned high)
{
	struct lr_habit *next = r->next, *h = habit_at(next, p);
	struct step s;

	if (h == NULL) {
		s = new_name(r, f, &next, p, high);
		r->next = next;
		return s;
	}
	f->key = lr_span(p + 1, (size_t)h->n - 3);
	f->key_escaped = false;
	f->tag = h->tag;
	r->next = h + 1;
	return (struct step){ p + h->n, high };
}

/* Fields, the first of which begins at p, perhaps behind white space. */
static enum lr_err
members(struct lr_record *r, const char *p, bool pauses)
{
	const char *end = lr_span_end(r->line);
	struct lr_field *f = &r->field[r->n];
	struct step s = { p, 0 };

	for (;; s.p++, f++) {
		while (lr_json_space(*s.p) && s.p < end)
			s.p++;
		if (*s.p == '}' && r->n == 0)
			break;
		if (r->n == LR_FIELDS_MAX)
			return refuse(r, "too many fields");
		p = s.p;
		s = name(r, f, p, s.high);
		if (s.p == NULL)
			return refuse(r, r->why);
		if (pauses && (f->tag & LR_TAG_PAUSE) != 0)
			return pause_at(r, p, s.high);
		s = value(r, f, s.p, s.high);
		if (s.p == NULL)
			return refuse(r, r->why);
		r->tagged[f->tag & (LR_TAGS - 1)] = f;
		r->n++;
		while (lr_json_space(*s.p) && s.p < end)
			s.p++;
		if (*s.p != ',')
			break;
	}
	return finish(r, s.p, s.high);
}

enum lr_err
lr_record_parse(struct lr_record *r, struct lr_span line)
{
	const char *p = line.p, *end = line.p + line.n;

	r->line = line;
	r->rest = (struct lr_span){ NULL, 0 };
	r->n = 0;
	r->escaped_names = r->edited = false;
	r->err = LR_OK;
	r->next = r->habit;
	lr_buf_clear(&r->more);
	lr_arena_reset(&r->arena);
	while (p < end && lr_json_space(*p))
		p++;
	if (p == end)
		return refuse(r, "an empty line");
	if (*p != '{')
		return refuse(r, "not a JSON object");
	if (r->tag != NULL)
		memset(r->tagged, 0, sizeof(r->tagged));
	return members(r, p + 1, r->tag != NULL);
}

enum lr_err
lr_record_resume(struct lr_record *r)
{
	/* whether the fields before are all right was looked at then */
	const char *p = r->rest.p;

	r->rest = (struct lr_span){ NULL, 0 };
	return members(r, p, false);
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

/* There was no room for n bytes: too much is asked of one record, or there is
 * no memory. */
static void
no_room(struct lr_record *r, size_t n)
{
	if (r->err == LR_OK)
		r->err =
		    n > r->arena.max - r->arena.used ? LR_ETOOLONG : LR_ENOMEM;
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
	if ((b.p = lr_arena_alloc(&r->arena, s.n)) == NULL) {
		no_room(r, s.n);
		return (struct lr_span){ NULL, 0 };
	}
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
		no_room(r, raw.n);
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
	if ((b.p = lr_arena_alloc(&r->arena, max)) == NULL) {
		no_room(r, max);
		return;
	}
	lr_buf_putc(&b, '"');
	lr_json_escape(&b, s);
	lr_buf_putc(&b, '"');
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
	if (r->err == LR_OK)
		r->err = r->more.err;
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
