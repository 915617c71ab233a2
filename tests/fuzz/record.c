/*
 * Any line as a record. A small recursive validator written from RFC 8259
 * must take and refuse the same lines. What is taken passes byte for byte;
 * after a set and a drop it can be read again, and all other fields have kept
 * their bytes and their order.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "record.h"
#include "utf8.h"

/* ---- the reference: positions in s, 0 stands for "no" */
struct ref {
	const char *s;
	size_t n;
	unsigned fields;
};

static size_t
blanks(const struct ref *r, size_t i)
{
	while (
	    i < r->n && (r->s[i] == ' ' || r->s[i] == '\t' || r->s[i] == '\r'))
		i++;
	return i;
}

static size_t
ref_string(const struct ref *r, size_t i)
{
	size_t k;

	if (i >= r->n || r->s[i] != '"')
		return 0;
	for (i++; i < r->n && r->s[i] != '"'; i++) {
		if ((unsigned char)r->s[i] < 0x20)
			return 0;
		if (r->s[i] != '\\')
			continue;
		if (++i >= r->n || r->s[i] == '\0' ||
		    strchr("\"\\/bfnrtu", r->s[i]) == NULL)
			return 0;
		for (k = 0; r->s[i] == 'u' && k < 4; k++)
			if (i + 1 + k >= r->n || r->s[i + 1 + k] == '\0' ||
			    strchr("0123456789abcdefABCDEF", r->s[i + 1 + k]) ==
				NULL)
				return 0;
	}
	return i < r->n ? i + 1 : 0;
}

static size_t
digits(const struct ref *r, size_t i)
{
	size_t from = i;

	while (i < r->n && r->s[i] >= '0' && r->s[i] <= '9')
		i++;
	return i > from ? i : 0;
}

static size_t
ref_number(const struct ref *r, size_t i)
{
	size_t from = i, to;

	if (i < r->n && r->s[i] == '-')
		i++;
	if ((to = digits(r, i)) == 0 || (r->s[i] == '0' && to > i + 1))
		return 0;
	i = to;
	if (i < r->n && r->s[i] == '.' && (i = digits(r, i + 1)) == 0)
		return 0;
	if (i < r->n && (r->s[i] == 'e' || r->s[i] == 'E')) {
		i++;
		if (i < r->n && (r->s[i] == '+' || r->s[i] == '-'))
			i++;
		if ((i = digits(r, i)) == 0)
			return 0;
	}
	return i - from <= LR_DIGITS_MAX ? i : 0;
}

static size_t ref_value(struct ref *r, size_t i, unsigned depth);

/* An object or array whose opening bracket is at i. */
static size_t
ref_nested(struct ref *r, size_t i, unsigned depth)
{
	bool object = r->s[i] == '{';
	char end = object ? '}' : ']';

	if (depth > LR_JSON_DEPTH)
		return 0;
	i = blanks(r, i + 1);
	if (i < r->n && r->s[i] == end)
		return i + 1;
	for (;;) {
		if (object) {
			i = blanks(r, i);
			if ((i = ref_string(r, i)) == 0)
				return 0;
			i = blanks(r, i);
			if (i >= r->n || r->s[i++] != ':')
				return 0;
			r->fields += depth == 1;
		}
		i = blanks(r, i);
		if ((i = ref_value(r, i, depth + 1)) == 0)
			return 0;
		i = blanks(r, i);
		if (i >= r->n)
			return 0;
		if (r->s[i] == end)
			return i + 1;
		if (r->s[i++] != ',')
			return 0;
	}
}

static size_t
ref_value(struct ref *r, size_t i, unsigned depth)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t k;

	if (i >= r->n)
		return 0;
	if (r->s[i] == '{' || r->s[i] == '[')
		return ref_nested(r, i, depth);
	if (r->s[i] == '"')
		return ref_string(r, i);
	for (k = 0; k < 3; k++)
		if (r->n - i >= strlen(words[k]) &&
		    memcmp(r->s + i, words[k], strlen(words[k])) == 0)
			return i + strlen(words[k]);
	return ref_number(r, i);
}

static bool
reference(const char *s, size_t n)
{
	struct ref r = { s, n, 0 };
	size_t i = blanks(&r, 0);

	if (i >= n || s[i] != '{' || !lr_utf8_valid(lr_span(s, n)))
		return false;
	i = ref_nested(&r, i, 1);
	return i != 0 && blanks(&r, i) == n && r.fields <= LR_FIELDS_MAX;
}

/* ---- the record */
static char *
padded(const char *p, size_t n)
{
	char *line = malloc(n + 1 + LR_PAD);

	if (line == NULL)
		abort();
	if (n > 0)
		memcpy(line, p, n);
	line[n] = '\n';
	memset(line + n + 1, '"', LR_PAD);
	return line;
}

/* The next field of r from *i on that is not one of the edited. */
static const struct lr_field *
other(const struct lr_record *r, unsigned *i, const struct lr_span *edited)
{
	for (; *i < r->n; ++*i) {
		const struct lr_field *f = &r->field[*i];
		struct lr_buf b;
		bool mine;

		if (f->type == LR_JSON_NONE)
			continue;
		lr_buf_init(&b, LR_LINE_MAX);
		lr_json_unescape(&b, f->key);
		mine = lr_span_eq(lr_buf_span(&b), edited[0]) ||
		    lr_span_eq(lr_buf_span(&b), edited[1]);
		lr_buf_free(&b);
		if (!mine) {
			++*i;
			return f;
		}
	}
	return NULL;
}

static void
edit(struct lr_record *r, struct lr_out *o, struct lr_span text)
{
	static struct lr_record again;
	static bool ready;
	const struct lr_span edited[] = { LR_SPAN("ip"), LR_SPAN("a") };
	const struct lr_field *f, *g;
	unsigned i = 0, k = 0;
	struct lr_span s;
	char *line;

	if (!ready)
		lr_record_init(&again);
	ready = true;
	lr_record_set_str(r, edited[0], text);
	lr_record_drop(r, edited[1]);
	o->n = 0;
	if (lr_record_put(r, o) != LR_OK)
		return;
	must(o->n > 0 && o->p[o->n - 1] == '\n');
	line = padded(o->p, o->n - 1);
	must(reference(line, o->n - 1) || r->n > LR_FIELDS_MAX);
	if (r->n <= LR_FIELDS_MAX) {
		must(lr_record_parse(&again, lr_span(line, o->n - 1)) == LR_OK);
		must(lr_record_find(&again, edited[1]) == NULL);
		s = lr_record_text(&again, edited[0]);
		must(s.p != NULL);
		if (lr_utf8_valid(text))
			must(lr_span_eq(s, text));
		do {
			f = other(r, &i, edited);
			g = other(&again, &k, edited);
			must((f == NULL) == (g == NULL));
			if (f != NULL)
				must(lr_span_eq(f->key, g->key) &&
				    lr_span_eq(f->val, g->val));
		} while (f != NULL);
	}
	free(line);
}

static size_t pause_at;

static unsigned char
tag(struct lr_span name)
{
	return (unsigned char)(name.n % 7 |
	    (name.n == pause_at ? LR_TAG_PAUSE : 0));
}

/* Tags, pauses, and what is remembered of other lines change nothing. */
static void
tagged(struct lr_span line, bool good, const struct lr_record *other, size_t at)
{
	static struct lr_record r;
	static bool ready;
	enum lr_err err;
	unsigned i;

	if (!ready)
		lr_record_init(&r);
	ready = true;
	/* a name never changes its tag */
	if (at != pause_at)
		memset(r.habit, 0, sizeof(r.habit));
	pause_at = at;
	r.tag = tag;
	err = lr_record_parse(&r, line);
	if (err == LR_OK && r.rest.n > 0) {
		must(r.rest.p[0] == '"' &&
		    lr_span_end(r.rest) == lr_span_end(line));
		err = lr_record_resume(&r);
	}
	must((err == LR_OK) == good && r.rest.n == 0);
	must(good ? r.n == other->n : r.why != NULL);
	for (i = 0; good && i < r.n; i++) {
		const struct lr_field *f = &r.field[i], *g = &other->field[i];

		must(f->key.p == g->key.p && f->key.n == g->key.n &&
		    f->val.p == g->val.p && f->val.n == g->val.n &&
		    f->type == g->type && f->key_escaped == g->key_escaped);
		must(f->tag == (f->key_escaped ? LR_TAG_NONE : tag(f->key)));
		must(r.tagged[f->tag & (LR_TAGS - 1)] >= f);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lr_record r;
	static struct lr_out o;
	const char *nl = size == 0 ? NULL : memchr(data, '\n', size);
	size_t n = nl == NULL ? size : (size_t)(nl - (const char *)data);
	struct lr_span rest = lr_span((const char *)data + n, size - n);
	char *line = padded((const char *)data, n);
	bool good;

	if (o.p == NULL) {
		lr_record_init(&r);
		if (lr_out_open(&o, -1) != LR_OK)
			abort();
	}
	good = lr_record_parse(&r, lr_span(line, n)) == LR_OK;
	must(good == reference(line, n));
	must(good || r.why != NULL);
	tagged(lr_span(line, n), good, &r, size % 5);
	if (good) {
		o.n = 0;
		must(lr_record_put(&r, &o) == LR_OK);
		/* blanks behind the last brace go, all else is the same */
		must(
		    o.n > 0 && o.n <= n + 1 && memcmp(o.p, line, o.n - 1) == 0);
		edit(&r, &o, rest);
	}
	free(line);
	return 0;
}
