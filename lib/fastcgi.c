#include "fastcgi.h"

enum {
	VERSION = 1,
	HEAD = 8,
	RESPONDER = 1,
	KEEP = 1,	 /* flag of BEGIN */
	CONTENT = 65528, /* of a record at most; a multiple of 8 */
	ROOM = 16 << 10	 /* of a buffer that is kept for the next request */
};

enum type {
	BEGIN = 1,
	ABORT,
	END,
	PARAMS,
	STDIN,
	STDOUT,
	STDERR,
	DATA,
	GET_VALUES,
	GET_VALUES_RESULT,
	UNKNOWN
};

void
lr_fastcgi_init(struct lr_fastcgi *f)
{
	*f = (struct lr_fastcgi){ .keep = false };
	lr_buf_init(&f->vars, LR_FASTCGI_VARS);
	lr_buf_init(&f->body, LR_FASTCGI_BODY);
	lr_buf_init(&f->out, 4096);
}

void
lr_fastcgi_free(struct lr_fastcgi *f)
{
	lr_buf_free(&f->vars);
	lr_buf_free(&f->body);
	lr_buf_free(&f->out);
}

/* ---- answers */

static void
put_head(struct lr_buf *b, enum type type, unsigned id, size_t n)
{
	const char head[HEAD] = { VERSION, (char)type, (char)(id >> 8),
		(char)id, (char)(n >> 8), (char)n, 0, 0 };

	lr_buf_put(b, lr_span(head, sizeof(head)));
}

static void
put_stream(struct lr_buf *b, enum type type, unsigned id, struct lr_span s)
{
	size_t at, n;

	for (at = 0; at < s.n; at += n) {
		n = s.n - at < CONTENT ? s.n - at : CONTENT;
		put_head(b, type, id, n);
		lr_buf_put(b, lr_span(s.p + at, n));
	}
	put_head(b, type, id, 0);
}

void
lr_fastcgi_answer(const struct lr_fastcgi *f, struct lr_buf *b,
    struct lr_span answer, struct lr_span errors)
{
	/* it has an exit code, 0, and is complete */
	static const char end[8];

	if (errors.n > 0)
		put_stream(b, STDERR, f->request, errors);
	put_stream(b, STDOUT, f->request, answer);
	put_head(b, END, f->request, sizeof(end));
	lr_buf_put(b, lr_span(end, sizeof(end)));
}

/* What is asked of us beside requests: only how many at once we take. */
static void
manage(struct lr_fastcgi *f)
{
	static const char one_at_a_time[] = "\x0f\x01"
					    "FCGI_MPXS_CONNS0";
	char unknown[8] = { 0 };

	if (f->type == GET_VALUES) {
		put_head(
		    &f->out, GET_VALUES_RESULT, 0, sizeof(one_at_a_time) - 1);
		lr_buf_puts(&f->out, one_at_a_time);
		return;
	}
	unknown[0] = (char)f->type;
	put_head(&f->out, UNKNOWN, 0, sizeof(unknown));
	lr_buf_put(&f->out, lr_span(unknown, sizeof(unknown)));
}

/* ---- variables: lengths of one byte or four, a name, a value */

static bool
length(struct lr_span *s, size_t *n)
{
	const unsigned char *p = (const unsigned char *)s->p;
	size_t len = s->n > 0 && p[0] >= 0x80 ? 4 : 1;

	if (s->n < len)
		return false;
	*n = len == 1 ? p[0]
		      : (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 |
		(size_t)p[2] << 8 | p[3];
	*s = lr_span_sub(*s, len, s->n);
	return true;
}

/* Take the first one off s. */
static bool
cut(struct lr_span *s, struct lr_span *name, struct lr_span *value)
{
	size_t name_n, value_n;

	if (!length(s, &name_n) || !length(s, &value_n) || name_n > s->n ||
	    value_n > s->n - name_n)
		return false;
	*name = lr_span_sub(*s, 0, name_n);
	*value = lr_span_sub(*s, name_n, name_n + value_n);
	*s = lr_span_sub(*s, name_n + value_n, s->n);
	return true;
}

struct lr_span
lr_fastcgi_var(const struct lr_fastcgi *f, const char *wanted, unsigned nth)
{
	struct lr_span all = lr_buf_span(&f->vars), name, value;
	size_t n = strlen(wanted);

	while (all.n > 0 && cut(&all, &name, &value))
		if (name.n == n && memcmp(name.p, wanted, n) == 0 && nth-- == 0)
			return value;
	return (struct lr_span){ NULL, 0 };
}

static enum lr_err
check_vars(const struct lr_fastcgi *f)
{
	struct lr_span all = lr_buf_span(&f->vars), name, value;

	while (all.n > 0)
		if (!cut(&all, &name, &value))
			return LR_EBAD;
	return LR_OK;
}

/* ---- records */

/* Is it of the request at hand? Others are passed over. */
static bool
is_mine(const struct lr_fastcgi *f)
{
	return f->request != 0 && f->id == f->request;
}

/* The head of a record is there. */
static enum lr_err
head(struct lr_fastcgi *f)
{
	const unsigned char *h = f->head;

	f->type = h[1];
	f->id = (unsigned)h[2] << 8 | h[3];
	f->left = (unsigned)h[4] << 8 | h[5];
	f->pad = h[6];
	f->begin_n = 0;
	if (h[0] != VERSION)
		return LR_EBAD;
	/* nobody was told that there may be two at once */
	if (f->type == BEGIN && (f->id == 0 || f->request != 0))
		return LR_EBAD;
	return LR_OK;
}

static enum lr_err
content(struct lr_fastcgi *f, struct lr_span s)
{
	size_t room;

	if (f->type == BEGIN) {
		room = sizeof(f->begin) - f->begin_n;
		if (s.n < room)
			room = s.n;
		memcpy(f->begin + f->begin_n, s.p, room);
		f->begin_n += (unsigned)room;
	} else if (f->type == PARAMS && is_mine(f) && !f->has_vars) {
		lr_buf_put(&f->vars, s);
		return f->vars.err;
	} else if (f->type == STDIN && is_mine(f) && !f->has_body) {
		room = f->body.max - f->body.n;
		f->length += s.n;
		lr_buf_put(&f->body, lr_span_sub(s, 0, room));
		return f->body.err;
	}
	return LR_OK;
}

/* A record is there as a whole; empty: it was without content. */
static enum lr_err
record(struct lr_fastcgi *f, bool empty)
{
	if (f->type == BEGIN) {
		if (f->begin_n < 3 || f->begin[0] != 0 ||
		    f->begin[1] != RESPONDER)
			return LR_EBAD;
		f->request = f->id;
		f->keep = (f->begin[2] & KEEP) != 0;
	} else if (f->id == 0) {
		manage(f);
		return f->out.err;
	} else if (is_mine(f) && f->type == ABORT) {
		f->gone = true;
	} else if (is_mine(f) && f->type == PARAMS && empty) {
		f->has_vars = true;
		return check_vars(f);
	} else if (is_mine(f) && f->type == STDIN && empty) {
		f->has_body = true;
	}
	return LR_OK;
}

enum lr_err
lr_fastcgi_take(struct lr_fastcgi *f, struct lr_span s, size_t *used)
{
	size_t at = 0, n;
	enum lr_err err = LR_OK;

	while (err == LR_OK && at < s.n && !(f->has_vars && f->has_body)) {
		if (f->head_n < HEAD) {
			f->head[f->head_n++] = (unsigned char)s.p[at++];
			if (f->head_n < HEAD)
				continue;
			err = head(f);
		} else if (f->left > 0) {
			n = s.n - at < f->left ? s.n - at : f->left;
			err = content(f, lr_span(s.p + at, n));
			f->left -= (unsigned)n;
			at += n;
		} else {
			n = s.n - at < f->pad ? s.n - at : f->pad;
			f->pad -= (unsigned)n;
			at += n;
		}
		if (err == LR_OK && f->left == 0 && f->pad == 0) {
			f->head_n = 0;
			err = record(f, (f->head[4] | f->head[5]) == 0);
		}
	}
	*used = at;
	return err;
}

static void
forget(struct lr_buf *b)
{
	if (b->cap > ROOM) {
		size_t max = b->max;

		lr_buf_free(b);
		lr_buf_init(b, max);
	}
	lr_buf_clear(b);
}

void
lr_fastcgi_next(struct lr_fastcgi *f)
{
	f->keep = f->has_vars = f->has_body = f->gone = false;
	f->request = 0;
	f->length = 0;
	f->head_n = f->left = f->pad = 0;
	forget(&f->vars);
	forget(&f->body);
}
