#include "csv.h"

#include <csv.h>
#include <stdlib.h>

#include "ascii.h"
#include "map.h"
#include "num.h"
#include "utf8.h"

struct lr_csv {
	struct csv_parser parser;
	bool ready; /* parser is */
	char sep;
	unsigned long line; /* of the row's first line */
	unsigned long next; /* number of the next line from `again` */
	struct lr_buf row;  /* lines that are over, the row's, those to read
			       again */
	size_t at;	    /* where in it the row's begin */
	size_t used;	    /* bytes that the last row took */
	struct lr_buf text; /* the cells, one after the other */
	struct {
		size_t at, n;
	} cell[LR_FIELDS_MAX];
	unsigned cells;
	bool too_many, ended, stray;
	bool too_long;	     /* is the line behind those to read again */
	struct lr_map names; /* the header */
};

bool
lr_csv_begins(struct lr_span s)
{
	s = lr_utf8_unmark(s);
	return s.n > 0 &&
	    (s.p[0] == '"' || s.p[0] == '_' || lr_is_alpha(s.p[0]));
}

static int
no_space(unsigned char c)
{
	return 0;
}

static bool
set_up(struct lr_csv *c)
{
	c->ready = csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
	if (!c->ready)
		return false;
	csv_set_delim(&c->parser, (unsigned char)c->sep);
	/* blanks around a cell belong to it (RFC 4180, 2.4) */
	csv_set_space_func(&c->parser, no_space);
	return true;
}

enum lr_err
lr_csv_new(struct lr_csv **c, char sep)
{
	struct lr_csv *n = calloc(1, sizeof(*n));

	if ((*c = n) == NULL)
		return LR_ENOMEM;
	n->sep = sep;
	lr_buf_init(&n->row, 2 * LR_LINE_MAX + 2);
	lr_buf_init(&n->text, 2 * LR_LINE_MAX);
	lr_map_init(&n->names, 2 * LR_LINE_MAX);
	if (!set_up(n)) {
		lr_csv_free(n);
		*c = NULL;
		return LR_ENOMEM;
	}
	return LR_OK;
}

void
lr_csv_free(struct lr_csv *c)
{
	if (c == NULL)
		return;
	if (c->ready)
		csv_free(&c->parser);
	lr_buf_free(&c->row);
	lr_buf_free(&c->text);
	lr_map_free(&c->names);
	free(c);
}

static void
on_cell(void *p, size_t n, void *arg)
{
	struct lr_csv *c = arg;

	c->stray |= c->ended;
	if (c->cells == LR_FIELDS_MAX) {
		c->too_many = true;
		return;
	}
	c->cell[c->cells].at = c->text.n;
	c->cell[c->cells++].n = n;
	lr_buf_put(&c->text, lr_span(p, n));
}

static void
on_row(int end, void *arg)
{
	struct lr_csv *c = arg;

	c->ended = true;
}

/* The row's lines and those behind it. */
static struct lr_span
ahead(const struct lr_csv *c)
{
	return lr_span_sub(lr_buf_span(&c->row), c->at, c->row.n);
}

/* One physical line, from those put back or from l, behind what is ahead from
 * `from` on; its end in *to (past its '\n'). */
static enum lr_err
physical(struct lr_csv *c, struct lr_line *l, size_t from, size_t *to)
{
	struct lr_span s = lr_span_sub(ahead(c), from, c->row.n);
	size_t at = lr_span_find(s, '\n');
	enum lr_err err;

	if (at < s.n) {
		*to = from + at + 1;
		return LR_OK;
	}
	err = c->too_long ? LR_ETOOLONG : lr_line_next(l, &s);
	c->too_long = err == LR_ETOOLONG && from > 0;
	if (err != LR_OK)
		return err;
	if (l->number == 1)
		s = lr_utf8_unmark(s);
	if (c->row.n == 0)
		c->next = l->number;
	/* only now: many lines may be read again, one after the other */
	if (c->at > 0)
		memmove(c->row.p, c->row.p + c->at, c->row.n - c->at);
	c->row.n -= c->at;
	c->at = 0;
	lr_buf_put(&c->row, s);
	lr_buf_putc(&c->row, '\n');
	*to = c->row.n;
	return c->row.err;
}

static size_t
quotes(struct lr_span s)
{
	size_t n = 0, at;

	while ((at = lr_span_find(s, '"')) < s.n) {
		n++;
		s = lr_span_sub(s, at + 1, s.n);
	}
	return n;
}

/* Forget the last row, keep what is to be read again. */
static void
forget(struct lr_csv *c)
{
	struct lr_span s = lr_span_sub(ahead(c), 0, c->used);

	while (s.n > 0 && lr_span_find(s, '\n') < s.n) {
		lr_span_cut(&s, '\n');
		c->next++;
	}
	c->at += c->used;
	if (c->at == c->row.n)
		c->at = c->row.n = 0;
	c->row.err = LR_OK;
	c->used = 0;
}

/* Lines until the quotes are even. LR_EBAD: they never are within the limit;
 * then only the first line is used up. */
static enum lr_err
gather(struct lr_csv *c, struct lr_line *l, const char **why)
{
	size_t from = 0, to = 0, first = 0;
	bool open = false;
	enum lr_err err;

	do {
		err = physical(c, l, from, &to);
		if (err != LR_OK) {
			if (from == 0)
				return err;
			c->used = first;
			*why = "a quote that is never closed";
			return err == LR_EIO || err == LR_ENOMEM ? err
								 : LR_EBAD;
		}
		if (from == 0)
			first = to;
		open ^= quotes(lr_span_sub(ahead(c), from, to)) & 1;
		from = to;
		if (to > LR_LINE_MAX) {
			c->used = open ? first : to;
			*why = open ? "a quote that is never closed"
				    : "a row of over 1 MiB";
			return LR_EBAD;
		}
	} while (open);
	c->used = to;
	return LR_OK;
}

static enum lr_err
parse(struct lr_csv *c, const char **why)
{
	lr_buf_clear(&c->text);
	c->cells = 0;
	c->too_many = c->ended = c->stray = false;
	if (csv_parse(&c->parser, ahead(c).p, c->used, on_cell, on_row, c) !=
		c->used ||
	    csv_fini(&c->parser, on_cell, on_row, c) != 0) {
		bool full = csv_error(&c->parser) == CSV_ENOMEM;

		*why = "a quote inside a cell that is not quoted";
		csv_free(&c->parser);
		return set_up(c) && !full ? LR_EBAD : LR_ENOMEM;
	}
	if (c->stray || c->too_many) {
		*why = c->stray
		    ? "a carriage return in a cell that is not quoted"
		    : "too many columns";
		return LR_EBAD;
	}
	return c->text.err;
}

enum lr_err
lr_csv_next(
    struct lr_csv *c, struct lr_line *l, struct lr_span *raw, const char **why)
{
	enum lr_err err;

	do {
		forget(c);
		err = gather(c, l, why);
		c->line = c->row.n == 0 ? l->number : c->next;
		if (err == LR_OK)
			err = parse(c, why);
		/* a stray quote must not take the lines behind it along */
		if (err == LR_EBAD && c->used > 0)
			c->used = 1 + lr_span_find(ahead(c), '\n');
		*raw = lr_span_sub(ahead(c), 0, c->used == 0 ? 0 : c->used - 1);
		if (err == LR_ETOOLONG)
			*why = "a line of over 1 MiB";
	} while (err == LR_OK && c->cells == 0);
	return err == LR_ETOOLONG ? LR_EBAD : err;
}

unsigned long
lr_csv_line(const struct lr_csv *c)
{
	return c->line;
}

unsigned
lr_csv_cells(const struct lr_csv *c)
{
	return c->cells;
}

struct lr_span
lr_csv_cell(const struct lr_csv *c, unsigned i)
{
	return i < c->cells ? lr_span(c->text.p + c->cell[i].at, c->cell[i].n)
			    : (struct lr_span){ NULL, 0 };
}

enum lr_err
lr_csv_header(struct lr_csv *c, const char **why)
{
	struct lr_span name;
	uint32_t id;
	bool added;
	unsigned i;

	lr_map_free(&c->names);
	for (i = 0; i < c->cells; i++) {
		name = lr_csv_cell(c, i);
		if (name.n == 0 || !lr_utf8_valid(name)) {
			*why = "a column without a name";
			return LR_EBAD;
		}
		if (lr_map_add(&c->names, name, &id, &added) != LR_OK)
			return LR_ENOMEM;
		if (!added) {
			*why = "two columns of one name";
			return LR_EBAD;
		}
	}
	return LR_OK;
}

int
lr_csv_column(const struct lr_csv *c, struct lr_span name)
{
	uint32_t id = lr_map_find(&c->names, name);

	return id == LR_MAP_NONE ? -1 : (int)id;
}

/* lr-record(5): the fields that are no strings. */
enum kind { TEXT, WHOLE, NUMBER, FLAG };

static enum kind
kind_of(struct lr_span name)
{
	static const struct {
		const char *name;
		enum kind kind;
	} kinds[] = { { "status", WHOLE }, { "bytes", WHOLE }, { "asn", WHOLE },
		{ "confidence", WHOLE }, { "line", WHOLE },
		{ "duration", NUMBER }, { "ptr_verified", FLAG },
		{ "unanswered", FLAG }, { "bot_verified", FLAG },
		{ "blacklisted", FLAG }, { "vpn", FLAG }, { "hosting", FLAG },
		{ "tor", FLAG }, { "proxy", FLAG }, { "relay", FLAG } };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (lr_span_eq(name, lr_span_str(kinds[i].name)))
			return kinds[i].kind;
	return TEXT;
}

/* True when the cell can stand in JSON as it is. */
static bool
as_is(enum kind kind, struct lr_span s)
{
	size_t dot = kind == NUMBER ? lr_span_find(s, '.') : s.n;
	struct lr_span whole = lr_span_sub(s, 0, dot);
	struct lr_span rest = lr_span_sub(s, dot + 1, s.n);
	uint64_t v;

	if (kind == FLAG)
		return lr_span_eq(s, LR_SPAN("true")) ||
		    lr_span_eq(s, LR_SPAN("false"));
	if (kind == TEXT || !lr_num_u64(whole, UINT64_MAX, &v) ||
	    (whole.n > 1 && whole.p[0] == '0'))
		return false;
	return dot == s.n || lr_num_u64(rest, UINT64_MAX, &v);
}

enum lr_err
lr_csv_json(
    struct lr_csv *c, struct lr_buf *b, struct lr_span *line, const char **why)
{
	struct lr_span s, name;
	bool first = true;
	size_t n;
	unsigned i;

	if (c->cells != c->names.n) {
		*why = c->cells > c->names.n ? "more cells than the header"
					     : "fewer cells than the header";
		return LR_EBAD;
	}
	lr_buf_clear(b);
	lr_buf_putc(b, '{');
	for (i = 0; i < c->cells; i++) {
		s = lr_csv_cell(c, i);
		name = c->names.key[i];
		if (s.n == 0)
			continue;
		if (!lr_utf8_valid(s)) {
			*why = "not UTF-8";
			return LR_EBAD;
		}
		lr_buf_puts(b, first ? "\"" : ",\"");
		first = false;
		lr_json_escape(b, name);
		if (as_is(kind_of(name), s)) {
			lr_buf_puts(b, "\":");
			lr_buf_put(b, s);
		} else {
			lr_buf_puts(b, "\":\"");
			lr_json_escape(b, s);
			lr_buf_putc(b, '"');
		}
	}
	lr_buf_putc(b, '}');
	n = b->n;
	lr_buf_putc(b, '\n');
	if (lr_buf_room(b, LR_PAD) == NULL || n > LR_LINE_MAX) {
		if (b->err == LR_ENOMEM)
			return LR_ENOMEM;
		*why = "a row of over 1 MiB";
		return LR_EBAD;
	}
	memset(b->p + b->n, 0, LR_PAD);
	*line = lr_span(b->p, n);
	return LR_OK;
}

void
lr_csv_put(struct lr_buf *b, struct lr_span s, bool first)
{
	bool quoted = s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
	size_t i, at;

	if (!first)
		lr_buf_putc(b, ',');
	for (i = 0; i < s.n && !quoted; i++)
		quoted = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' ||
		    s.p[i] == '\r';
	if (!quoted) {
		lr_buf_put(b, s);
		return;
	}
	lr_buf_putc(b, '"');
	while ((at = lr_span_find(s, '"')) < s.n) {
		lr_buf_put(b, lr_span_sub(s, 0, at + 1));
		lr_buf_putc(b, '"');
		s = lr_span_sub(s, at + 1, s.n);
	}
	lr_buf_put(b, s);
	lr_buf_putc(b, '"');
}
