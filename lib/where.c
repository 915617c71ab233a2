#include "where.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "buf.h"
#include "clock.h"
#include "num.h"
#include "utf8.h"

#define CODE_MAX (4 * LR_WHERE_MAX) /* comparisons, and what joins them */
#define TEXT_MAX (64u << 10)
#define FOLD 1024u /* bytes of a text that are looked at */

enum op {
	OP_KNOWN,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_GLOB,
	OP_NOGLOB,
	OP_NOT,
	OP_AND,
	OP_OR
};

/* In postfix order: comparisons push a truth, the others take one or two. */
struct code {
	enum op op;
	enum lr_where_type type;
	unsigned field;
	double number;
	struct lr_span text; /* in lower case */
};

struct lr_where {
	struct code code[CODE_MAX];
	unsigned n;
	char *text; /* what literals point into */
};

/* ---- reading */

enum token { END, WORD, QUOTED, OPEN, CLOSE, COMPARE, NOT, AND, OR, WRONG };

struct reader {
	struct lr_where *w;
	const struct lr_where_fields *fields;
	struct lr_span all;
	size_t at; /* behind the token */
	enum token token;
	struct lr_span text; /* of the token */
	size_t from;
	enum op op; /* of COMPARE */
	unsigned depth, comparisons;
	const char *why;
	struct lr_span wrong;
};

static bool
is_word(char c)
{
	return c != ' ' && c != '\t' && memchr("()=!<>~'\"", c, 9) == NULL &&
	    c != '\0';
}

/* The token at hand is wrong. */
static bool
fail(struct reader *r, const char *why)
{
	if (r->why == NULL) {
		r->why = why;
		r->wrong = lr_span_sub(r->all, r->from, r->at);
	}
	return false;
}

static const struct {
	const char *text;
	enum op op;
} compares[] = { { "!~", OP_NOGLOB }, { "!=", OP_NE }, { "<>", OP_NE },
	{ "<=", OP_LE }, { ">=", OP_GE }, { "==", OP_EQ }, { "=", OP_EQ },
	{ "<", OP_LT }, { ">", OP_GT }, { "~", OP_GLOB } };

static bool
compare_sign(struct reader *r)
{
	struct lr_span rest = lr_span_sub(r->all, r->at, r->all.n);
	size_t i;

	for (i = 0; i < sizeof(compares) / sizeof(compares[0]); i++)
		if (lr_span_starts(rest, lr_span_str(compares[i].text))) {
			r->op = compares[i].op;
			r->at += strlen(compares[i].text);
			r->token = COMPARE;
			return true;
		}
	return false;
}

static void
word(struct reader *r)
{
	size_t n = r->at;

	while (n < r->all.n && is_word(r->all.p[n]))
		n++;
	r->text = lr_span_sub(r->all, r->at, n);
	r->at = n;
	r->token = lr_ascii_eq(r->text, LR_SPAN("and")) ? AND
	    : lr_ascii_eq(r->text, LR_SPAN("or"))	? OR
	    : lr_ascii_eq(r->text, LR_SPAN("not"))	? NOT
	    : r->text.n > 0				? WORD
							: WRONG;
}

static void
quoted(struct reader *r)
{
	struct lr_span rest = lr_span_sub(r->all, r->at + 1, r->all.n);
	size_t n = lr_span_find(rest, r->all.p[r->at]);

	r->text = lr_span_sub(rest, 0, n);
	r->token = n == rest.n ? WRONG : QUOTED;
	r->at += n + 2;
	if (r->token == WRONG)
		fail(r, "a quote that does not end");
}

static void
next(struct reader *r)
{
	char c;

	while (r->at < r->all.n &&
	    (r->all.p[r->at] == ' ' || r->all.p[r->at] == '\t'))
		r->at++;
	r->from = r->at;
	if (r->at >= r->all.n) {
		r->token = END;
		return;
	}
	c = r->all.p[r->at];
	if (c == '(' || c == ')') {
		r->token = c == '(' ? OPEN : CLOSE;
		r->at++;
	} else if (c == '\'' || c == '"') {
		quoted(r);
	} else if (!compare_sign(r)) {
		word(r);
	}
}

static bool
emit(struct reader *r, const struct code *c)
{
	if (r->w->n == CODE_MAX)
		return fail(r, "too long a condition");
	r->w->code[r->w->n++] = *c;
	return true;
}

/* "12", "-3.5": what people write, no exponents. */
static bool
decimal(struct lr_span s, double *v)
{
	double unit = 1, sign = 1;
	size_t i = 0, digits = 0;
	bool point = false;

	*v = 0;
	if (s.n > 0 && s.p[0] == '-') {
		sign = -1;
		i++;
	}
	for (; i < s.n && digits < 18; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (!lr_is_digit(s.p[i]))
			return false;
		*v = *v * 10 + (s.p[i] - '0');
		unit *= point ? 10 : 1;
		digits++;
	}
	*v = sign * *v / unit;
	return i == s.n && digits > 0;
}

/* "50%", and what is no number. */
static bool
number(struct reader *r, struct code *c)
{
	struct lr_span s = r->text;
	bool percent = s.n > 1 && s.p[s.n - 1] == '%';

	if (!decimal(lr_span_sub(s, 0, s.n - percent), &c->number))
		return fail(r, "no number");
	if (percent && c->type != LR_WHERE_POINTS && c->type != LR_WHERE_SHARE)
		return fail(r, "a percentage of what?");
	if (percent && c->type == LR_WHERE_SHARE)
		c->number /= 100;
	return true;
}

static bool
is_order(enum op op)
{
	return op >= OP_LT && op <= OP_GE;
}

static bool
flag_literal(struct reader *r, struct code *c)
{
	bool is = lr_ascii_eq(r->text, LR_SPAN("true"));

	if (is_order(c->op) || (!is && !lr_ascii_eq(r->text, LR_SPAN("false"))))
		return fail(r, "the field is true or false");
	c->number = is;
	return true;
}

/* Of texts only: a number that a text is to be less than is a mistake. */
static bool
text_literal(struct reader *r, struct code *c)
{
	if (is_order(c->op) && r->token == WORD && decimal(r->text, &c->number))
		return fail(r, "the field is a text, no number");
	return true;
}

/* A number, or a text that is to be the same. */
static bool
range_literal(struct reader *r, struct code *c)
{
	uint64_t n;

	if (lr_num_u64(r->text, UINT32_MAX, &n))
		c->number = (double)n;
	else if (is_order(c->op))
		return fail(r, "no whole number");
	else
		c->type = LR_WHERE_TEXT;
	return true;
}

/* What is compared with. */
static bool
literal(struct reader *r, struct code *c)
{
	int64_t t;
	int months;

	switch (c->type) {
	case LR_WHERE_TEXT:
		return text_literal(r, c);
	case LR_WHERE_LIST:
		return !is_order(c->op) || number(r, c);
	case LR_WHERE_RANGE:
		return range_literal(r, c);
	case LR_WHERE_FLAG:
		return flag_literal(r, c);
	case LR_WHERE_TIME:
		if (r->fields->time == NULL ||
		    !r->fields->time(r->fields->arg, r->text, &t))
			return fail(r,
			    "no time like 2026-11-22 or 2026-11-22T10:00:00Z");
		c->number = (double)t;
		return true;
	case LR_WHERE_SECONDS:
		if (lr_time_span(r->text, &t, &months) && months == 0) {
			c->number = (double)t;
			return true;
		}
		return number(r, c);
	default:
		return number(r, c);
	}
}

static bool
is_glob(enum op op)
{
	return op == OP_GLOB || op == OP_NOGLOB;
}

/* FIELD, or FIELD SIGN VALUE */
static bool
comparison(struct reader *r)
{
	struct code c = { .op = OP_KNOWN };
	int field = r->fields->find(r->fields->arg, r->text, &c.type);

	if (field < 0)
		return fail(r, "no such field");
	if (++r->comparisons > LR_WHERE_MAX)
		return fail(r, "too many comparisons");
	c.field = (unsigned)field;
	next(r);
	if (r->token != COMPARE)
		return emit(r, &c);
	c.op = r->op;
	if (is_glob(c.op) && c.type == LR_WHERE_RANGE)
		c.type = LR_WHERE_TEXT;
	if (is_glob(c.op) && c.type != LR_WHERE_TEXT && c.type != LR_WHERE_LIST)
		return fail(r, "only texts fit a glob");
	next(r);
	if (r->token != WORD && r->token != QUOTED)
		return fail(r, "no value where one should be");
	c.text = r->text;
	if (!literal(r, &c))
		return false;
	next(r);
	return emit(r, &c);
}

static bool either(struct reader *r);

/* One truth: not, parentheses, a comparison. */
static bool
single(struct reader *r)
{
	struct code c = { .op = OP_NOT };
	bool good;

	if (r->depth == LR_WHERE_DEPTH)
		return fail(r, "nested too deep");
	r->depth++;
	if (r->token == NOT) {
		next(r);
		good = single(r) && emit(r, &c);
	} else if (r->token == OPEN) {
		next(r);
		good = either(r);
		if (good && r->token != CLOSE)
			good = fail(r, "no ) where one should be");
		if (good)
			next(r);
	} else if (r->token == WORD) {
		good = comparison(r);
	} else {
		good = fail(r, "no field where one should be");
	}
	r->depth--;
	return good;
}

static bool
both(struct reader *r)
{
	struct code c = { .op = OP_AND };

	if (!single(r))
		return false;
	while (r->token == AND) {
		next(r);
		if (!single(r) || !emit(r, &c))
			return false;
	}
	return true;
}

static bool
either(struct reader *r)
{
	struct code c = { .op = OP_OR };

	if (!both(r))
		return false;
	while (r->token == OR) {
		next(r);
		if (!both(r) || !emit(r, &c))
			return false;
	}
	return true;
}

/* The text twice, as it is and in lower case, so that literals can be both. */
static bool
copy(struct lr_where *w, struct lr_span text)
{
	if ((w->text = malloc(2 * text.n + 1)) == NULL)
		return false;
	if (text.n > 0)
		memcpy(w->text, text.p, text.n);
	(void)lr_utf8_fold(text, w->text + text.n);
	return true;
}

/* Characters before the byte at; a byte that is part of none is one. */
static size_t
characters(struct lr_span s, size_t at)
{
	size_t i, n = 0;
	unsigned len;

	for (i = 0; i<at; i += len> 0 ? len : 1) {
		len = lr_utf8_len(s.p + i, lr_span_end(s));
		n++;
	}
	return n;
}

enum lr_err
lr_where_new(struct lr_where **out, struct lr_span text,
    const struct lr_where_fields *fields, struct lr_where_wrong *wrong)
{
	struct reader r = { .fields = fields };
	struct lr_where *w;
	size_t at;
	unsigned i;

	*out = NULL;
	*wrong = (struct lr_where_wrong){ "too long a condition",
		lr_span_sub(text, 0, 0), 1 };
	if (text.n > TEXT_MAX)
		return LR_EBAD;
	if ((w = calloc(1, sizeof(*w))) == NULL || !copy(w, text)) {
		free(w);
		return LR_ENOMEM;
	}
	r.w = w;
	r.all = lr_span(w->text, text.n);
	next(&r);
	if (either(&r) && r.token != END)
		fail(&r, "neither and nor or between two conditions");
	if (r.why != NULL) {
		at = (size_t)(r.wrong.p - r.all.p);
		wrong->why = r.why;
		wrong->word = lr_span_sub(text, at, at + r.wrong.n);
		wrong->column = characters(text, at) + 1;
		lr_where_free(w);
		return LR_EBAD;
	}
	for (i = 0; i < w->n; i++)
		if (w->code[i].text.p != NULL)
			w->code[i].text.p += text.n;
	*out = w;
	return LR_OK;
}

void
lr_where_free(struct lr_where *w)
{
	if (w == NULL)
		return;
	free(w->text);
	free(w);
}

/* ---- asking */

static bool
ordered(enum op op, int c)
{
	switch (op) {
	case OP_EQ:
	case OP_NE:
		return c == 0;
	case OP_LT:
		return c < 0;
	case OP_LE:
		return c <= 0;
	case OP_GT:
		return c > 0;
	default:
		return c >= 0;
	}
}

/* Whether a text is so; != and !~ are asked as = and ~. */
static bool
text_is(const struct code *c, struct lr_span s)
{
	char low[FOLD];

	s = lr_utf8_fold(lr_span_sub(s, 0, FOLD), low);
	return is_glob(c->op) ? lr_ascii_glob(c->text, s)
			      : ordered(c->op, lr_span_cmp(s, c->text));
}

static bool
either_is(const struct code *c, const struct lr_where_value *v)
{
	return text_is(c, v->text) || (v->also.n > 0 && text_is(c, v->also));
}

static bool
number_is(const struct code *c, double v)
{
	return ordered(c->op, (v > c->number) - (v < c->number));
}

/* Whether some number of the range is so. */
static bool
range_is(const struct code *c, const struct lr_where_value *v)
{
	if (v->most < v->number)
		return false;
	if (c->op == OP_EQ || c->op == OP_NE)
		return v->number <= c->number && c->number <= v->most;
	return number_is(c, v->number) || number_is(c, v->most);
}

static bool
is(const struct code *c, const struct lr_where_row *row)
{
	struct lr_where_value v = { 0 };
	size_t i;

	if (!row->value(row->arg, c->field, &v))
		return false;
	if (c->op == OP_KNOWN)
		return c->type != LR_WHERE_FLAG || v.number != 0;
	if (c->type == LR_WHERE_TEXT)
		return either_is(c, &v);
	if (c->type == LR_WHERE_RANGE)
		return range_is(c, &v);
	if (c->type != LR_WHERE_LIST)
		return number_is(c, v.number);
	if (is_order(c->op))
		return number_is(c, (double)v.items);
	for (i = 0; i < v.items; i++) {
		row->item(row->arg, i, &v);
		if (either_is(c, &v))
			return true;
	}
	return false;
}

bool
lr_where_true(const struct lr_where *w, const struct lr_where_row *row)
{
	bool stack[CODE_MAX + 1] = { true };
	const struct code *c;
	unsigned n = 0;

	for (c = w->code; c < w->code + w->n; c++) {
		switch (c->op) {
		case OP_NOT:
			stack[n - 1] = !stack[n - 1];
			break;
		case OP_AND:
			n--;
			stack[n - 1] = stack[n - 1] && stack[n];
			break;
		case OP_OR:
			n--;
			stack[n - 1] = stack[n - 1] || stack[n];
			break;
		case OP_NE:
		case OP_NOGLOB:
			stack[n++] = !is(c, row);
			break;
		default:
			stack[n++] = is(c, row);
		}
	}
	return stack[0];
}
