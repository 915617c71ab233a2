#include "ods.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "ascii.h"
#include "limits.h"
#include "map.h"
#include "num.h"
#include "numformat.h"
#include "xml.h"

#define CONTENT_MAX (UINT64_C(8) << 30) /* bytes of XML */
#define MANIFEST_MAX (UINT64_C(16) << 20)
#define TABLE 4u /* depth: document-content/body/spreadsheet/table */

enum type { NONE, STRING, NUMBER, DATE, TIME, BOOL };

struct ods {
	struct lr_reader base;
	struct lr_zip *zip; /* or */
	int fd;
	bool raw;
	struct lr_xml *x;
	struct lr_map hidden; /* styles of hidden tables */
	bool encrypted;
	/* where we are */
	bool listing, listed;
	bool in_sheets;	     /* in office:spreadsheet */
	unsigned table;	     /* how many tables began */
	unsigned wanted;     /* the chosen one, from 1 */
	bool active;	     /* inside it */
	unsigned group;	     /* depth of what rows may stand in */
	unsigned in_row;     /* depth of the row, or 0 */
	bool begun;	     /* the chosen table was reached */
	struct lr_buf style; /* name of the one that is read */
	/* the row */
	struct lr_sheetrow *row;
	uint64_t number;    /* of the last row, repetitions counted */
	uint64_t repeat;    /* how often this one stands there */
	uint64_t again;	    /* how often it has still to be handed out */
	uint64_t left;	    /* cells that the sheet may still have */
	uint64_t text_left; /* bytes of text */
	/* the cell */
	uint64_t column, columns;
	enum type type;
	bool covered; /* by a merged cell: not shown */
	bool error, paragraphs, blank;
	unsigned in_text; /* depth of the paragraph, or 0 */
	unsigned skip;	  /* depth of what is no text of the cell */
	bool have_value;
	struct lr_buf value, text;
};

static void
stop(struct ods *s, enum lr_err err)
{
	lr_xml_stop(s->x, err);
}

/* A count of repetitions. */
static uint64_t
times(const char *s)
{
	uint64_t n;

	if (!lr_num_u64(lr_span_str(s), UINT32_MAX, &n) || n == 0)
		return 1;
	return n;
}

/* ---- tables */

static enum lr_err
begin_table(struct ods *s, const char *const *atts)
{
	struct lr_span style = lr_span_str(lr_xml_att(atts, "style-name"));

	s->table++;
	if (s->listing)
		return lr_reader_add(&s->base,
		    lr_span_str(lr_xml_att(atts, "name")),
		    lr_map_find(&s->hidden, style) == LR_MAP_NONE
			? LR_SHEET_VISIBLE
			: LR_SHEET_HIDDEN);
	if (s->table != s->wanted)
		return LR_OK;
	s->active = s->begun = true;
	s->group = TABLE;
	lr_xml_pause(s->x);
	return LR_OK;
}

/* Styles of tables that are not shown. */
static enum lr_err
on_style(
    struct ods *s, unsigned depth, const char *name, const char *const *atts)
{
	const char *display = lr_xml_att(atts, "display");
	uint32_t id;

	if (depth == 3 && strcmp(name, "style") == 0) {
		lr_buf_clear(&s->style);
		lr_buf_puts(&s->style, lr_xml_att(atts, "name"));
	} else if (strcmp(name, "table-properties") == 0 && display != NULL &&
	    strcmp(display, "false") == 0 && s->style.err == LR_OK) {
		return lr_map_add(
		    &s->hidden, lr_buf_span(&s->style), &id, NULL);
	}
	return LR_OK;
}

static enum lr_err
outside(
    struct ods *s, unsigned depth, const char *name, const char *const *atts)
{
	if (depth == 3 && strcmp(name, "spreadsheet") == 0)
		s->in_sheets = true;
	else if (depth == TABLE && s->in_sheets && strcmp(name, "table") == 0)
		return begin_table(s, atts);
	else if (s->listing && !s->in_sheets && (depth == 3 || depth == 4))
		return on_style(s, depth, name, atts);
	return LR_OK;
}

/* ---- what begins in the chosen table */

static bool
is_group(const char *name)
{
	return strcmp(name, "table-row-group") == 0 ||
	    strcmp(name, "table-header-rows") == 0 ||
	    strcmp(name, "table-rows") == 0;
}

static void
begin_row(struct ods *s, unsigned depth, const char *const *atts)
{
	s->in_row = depth;
	s->repeat = times(lr_xml_att(atts, "number-rows-repeated"));
	s->column = 0;
	lr_sheetrow_clear(s->row);
}

static enum type
type_of(const char *t)
{
	static const struct {
		const char *name;
		enum type type;
	} types[] = { { "float", NUMBER }, { "percentage", NUMBER },
		{ "currency", NUMBER }, { "date", DATE }, { "time", TIME },
		{ "boolean", BOOL } };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(t, types[i].name) == 0)
			return types[i].type;
	return STRING;
}

static bool
is_value(const char *name)
{
	size_t n = strlen(name);

	return strcmp(name, "value") == 0 ||
	    (n > 6 && strcmp(name + n - 6, "-value") == 0);
}

static void
begin_cell(struct ods *s, const char *name, const char *const *atts)
{
	s->covered = strcmp(name, "covered-table-cell") == 0;
	s->type = NONE;
	s->error = s->paragraphs = s->have_value = false;
	s->columns = 1;
	lr_buf_clear(&s->value);
	lr_buf_clear(&s->text);
	for (; *atts != NULL; atts += 2) {
		name = strchr(*atts, ':');
		name = name == NULL ? *atts : name + 1;
		if (strcmp(name, "number-columns-repeated") == 0) {
			s->columns = times(atts[1]);
		} else if (strcmp(name, "value-type") == 0) {
			/* calcext:value-type says more of errors */
			if (strcmp(atts[1], "error") == 0)
				s->error = true;
			else
				s->type = type_of(atts[1]);
		} else if (is_value(name)) {
			s->have_value = true;
			lr_buf_clear(&s->value);
			lr_buf_puts(&s->value, atts[1]);
		}
	}
}

static void
blanks(struct ods *s, size_t n)
{
	char *p = lr_buf_room(&s->text, n);

	if (p != NULL) {
		memset(p, ' ', n);
		s->text.n += n;
	}
	s->blank = false;
}

/* What may stand in a paragraph. */
static void
in_paragraph(
    struct ods *s, unsigned depth, const char *name, const char *const *atts)
{
	if (strcmp(name, "s") == 0) {
		blanks(s, times(lr_xml_att(atts, "c")));
	} else if (strcmp(name, "tab") == 0) {
		lr_buf_putc(&s->text, '\t');
		s->blank = false;
	} else if (strcmp(name, "line-break") == 0) {
		lr_buf_putc(&s->text, '\n');
		s->blank = true;
	} else if (strcmp(name, "annotation") == 0 ||
	    strcmp(name, "ruby-text") == 0 || strcmp(name, "note") == 0 ||
	    strcmp(name, "frame") == 0) {
		s->skip = depth;
	}
}

static void
on_start(void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct ods *s = arg;
	enum lr_err err = LR_OK;

	if (!s->active) {
		err = outside(s, depth, name, atts);
	} else if (s->in_row == 0) {
		if (depth != s->group + 1)
			return;
		if (strcmp(name, "table-row") == 0)
			begin_row(s, depth, atts);
		else if (is_group(name))
			s->group = depth;
	} else if (depth == s->in_row + 1) {
		begin_cell(s, name, atts);
	} else if (s->skip != 0) {
		return;
	} else if (s->in_text != 0) {
		in_paragraph(s, depth, name, atts);
	} else if (depth == s->in_row + 2 &&
	    (strcmp(name, "p") == 0 || strcmp(name, "h") == 0)) {
		if (s->paragraphs)
			lr_buf_putc(&s->text, '\n');
		s->paragraphs = s->blank = true;
		s->in_text = depth;
	}
	if (err != LR_OK)
		stop(s, err);
}

/* White space counts as one blank, at the beginning as none. */
static void
on_text(void *arg, const char *p, size_t n)
{
	struct ods *s = arg;
	size_t i;

	if (s->in_text == 0 || s->skip != 0)
		return;
	for (i = 0; i < n; i++) {
		if (p[i] != ' ' && p[i] != '\t' && p[i] != '\n' &&
		    p[i] != '\r') {
			lr_buf_putc(&s->text, p[i]);
			s->blank = false;
		} else if (!s->blank) {
			lr_buf_putc(&s->text, ' ');
			s->blank = true;
		}
	}
}

/* ---- what ends */

/* P1DT2H3M4.5S as 26:03:04.5; false: not of that kind. */
static bool
duration(struct lr_span t, struct lr_buf *b)
{
	uint64_t v, part[3] = { 0, 0, 0 };
	struct lr_span fraction = LR_SPAN("");
	size_t i, n;
	bool minus;

	t = lr_span_trim(t);
	minus = t.n > 0 && t.p[0] == '-';
	t = lr_span_sub(t, minus, t.n);
	if (t.n < 2 || t.p[0] != 'P')
		return false;
	for (i = 1; i < t.n; i += n + 1) {
		for (n = 0; i + n < t.n && lr_is_digit(t.p[i + n]); n++)
			;
		if (n == 0 && i < t.n && t.p[i] == 'T')
			continue;
		if (i + n == t.n ||
		    !lr_num_u64(lr_span_sub(t, i, i + n), UINT32_MAX, &v))
			return false;
		switch (t.p[i + n]) {
		case 'D':
			part[0] += v * 24;
			break;
		case 'H':
			part[0] += v;
			break;
		case 'M':
			part[1] = v;
			break;
		case 'S':
			part[2] = v;
			break;
		case '.':
		case ',':
			part[2] = v;
			fraction = lr_span_sub(t, i + n, t.n - 1);
			i = t.n;
			n = 0;
			break;
		default:
			return false;
		}
	}
	lr_buf_printf(b, "%s%02llu:%02llu:%02llu", minus ? "-" : "",
	    (unsigned long long)part[0], (unsigned long long)part[1],
	    (unsigned long long)part[2]);
	for (i = 1; i < fraction.n; i++)
		if (fraction.p[i] != '0') {
			lr_buf_put(b, fraction);
			break;
		}
	return true;
}

/* The cell as it is shown, where its value says nothing. */
static enum lr_value_type
as_text(struct ods *s, struct lr_span *t)
{
	*t = lr_buf_span(&s->text);
	return s->error ? LR_VALUE_ERROR : LR_VALUE_TEXT;
}

static enum lr_value_type
value_of(struct ods *s, struct lr_span *t, char *tmp)
{
	struct lr_span v = lr_span_trim(lr_buf_span(&s->value));

	if (s->error || !s->have_value)
		return as_text(s, t);
	*t = v;
	switch (s->type) {
	case NUMBER:
		if (s->raw)
			return LR_VALUE_NUMBER;
		*t = lr_span(tmp, lr_numformat_tidy(v, tmp));
		return t->n > 0 ? LR_VALUE_NUMBER : as_text(s, t);
	case DATE:
		if (lr_span_ends(v, LR_SPAN("T00:00:00")))
			*t = lr_span_sub(v, 0, v.n - 9);
		return LR_VALUE_DATE;
	case TIME:
		lr_buf_clear(&s->text);
		if (duration(v, &s->text))
			*t = lr_buf_span(&s->text);
		return LR_VALUE_DURATION;
	case BOOL:
		*t = lr_span_eq(v, LR_SPAN("true")) ? LR_SPAN("TRUE")
						    : LR_SPAN("FALSE");
		return LR_VALUE_BOOL;
	case STRING:
	case NONE:
		break;
	}
	*t = lr_buf_span(&s->value);
	return LR_VALUE_TEXT;
}

static void
end_cell(struct ods *s)
{
	char tmp[LR_NUMBER_TEXT];
	enum lr_value_type type;
	struct lr_span t;
	uint64_t i;

	if (s->value.err != LR_OK || s->text.err != LR_OK)
		s->row->err =
		    s->value.err != LR_OK ? s->value.err : s->text.err;
	type = value_of(s, &t, tmp);
	if (t.n == 0 || s->covered || s->row->err != LR_OK) {
		s->column += s->columns;
		return;
	}
	if (s->column + s->columns > LR_COLUMNS_MAX) {
		s->row->err = LR_ETOOLONG;
		return;
	}
	lr_sheetrow_put(s->row, (size_t)s->column, type, t);
	for (i = 1; i < s->columns && s->row->err == LR_OK; i++)
		lr_sheetrow_lend(s->row, (size_t)(s->column + i), type,
		    s->row->cell[s->column].text);
	s->column += s->columns;
}

static uint64_t
text_of(const struct lr_sheetrow *row)
{
	uint64_t sum = 0;
	unsigned i;

	for (i = 0; i < row->n; i++)
		sum += row->cell[i].text.n;
	return sum;
}

static enum lr_err
end_row(struct ods *s)
{
	uint64_t first = s->number + 1, text;

	s->in_row = 0;
	s->number += s->repeat;
	if (s->row->n == 0 && s->row->err == LR_OK)
		return LR_OK;
	if (s->number > LR_ROWS_MAX)
		return lr_reader_bad(s->base.why,
		    "row %llu: a sheet has %u at most",
		    (unsigned long long)s->number, LR_ROWS_MAX);
	text = text_of(s->row);
	if (s->row->n * s->repeat > s->left || text * s->repeat > s->text_left)
		return lr_reader_bad(s->base.why,
		    "row %llu: repeated until the sheet has too much text",
		    (unsigned long long)first);
	s->left -= s->row->n * s->repeat;
	s->text_left -= text * s->repeat;
	s->row->number = (unsigned long)first;
	s->again = s->repeat - 1;
	lr_xml_pause(s->x);
	return LR_OK;
}

static void
on_end(void *arg, unsigned depth, const char *name)
{
	struct ods *s = arg;
	enum lr_err err = LR_OK;

	if (!s->active)
		return;
	if (s->skip != 0) {
		if (s->skip == depth)
			s->skip = 0;
	} else if (s->in_text == depth) {
		s->in_text = 0;
	} else if (s->in_row != 0 && depth == s->in_row + 1) {
		end_cell(s);
	} else if (s->in_row != 0 && depth == s->in_row) {
		err = end_row(s);
	} else if (s->in_row == 0 && depth == s->group) {
		s->group--;
		if (depth == TABLE)
			err = LR_END;
	}
	if (err != LR_OK)
		stop(s, err);
}

/* ---- the reader */

static enum lr_err
read_flat(void *arg, char *p, size_t max, size_t *n)
{
	struct ods *s = arg;
	ssize_t got;

	do
		got = read(s->fd, p, max);
	while (got < 0 && errno == EINTR);
	*n = got < 0 ? 0 : (size_t)got;
	return got < 0 ? LR_EIO : LR_OK;
}

/* From the beginning. */
static enum lr_err
begin(struct ods *s)
{
	static const struct lr_xml_calls calls = {
		.start = on_start, .end = on_end, .text = on_text
	};
	struct lr_span part = LR_SPAN("content.xml");
	enum lr_err err = LR_OK;

	if (s->zip != NULL)
		err = lr_zip_open(s->zip, part, CONTENT_MAX);
	else if (lseek(s->fd, 0, SEEK_SET) < 0)
		err = LR_EIO;
	if (err != LR_OK)
		return err;
	lr_xml_free(s->x);
	s->x = NULL;
	if ((err = lr_xml_new(&s->x, &calls, s, s->base.why)) != LR_OK)
		return err;
	if (s->zip != NULL)
		lr_xml_from(s->x, lr_zip_read, s->zip, part);
	else
		lr_xml_from(s->x, read_flat, s, part);
	s->in_sheets = s->active = s->begun = false;
	s->table = s->group = s->in_row = s->in_text = s->skip = 0;
	s->number = s->again = 0;
	s->left = LR_CELLS_MAX;
	s->text_left = LR_TEXT_MAX;
	return LR_OK;
}

static enum lr_err
none(struct ods *s)
{
	return lr_reader_bad(
	    s->base.why, "an OpenDocument file, but no spreadsheet");
}

static enum lr_err
list(struct lr_reader *r)
{
	struct ods *s = (struct ods *)r;
	enum lr_err err;

	if (s->listed)
		return LR_OK;
	if ((err = begin(s)) != LR_OK)
		return err;
	r->n = 0;
	s->listing = true;
	err = lr_xml_all(s->x);
	s->x = NULL;
	s->listing = false;
	s->listed = err == LR_OK;
	return err == LR_OK && !s->in_sheets ? none(s) : err;
}

static enum lr_err
choose(struct lr_reader *r, unsigned i)
{
	struct ods *s = (struct ods *)r;
	enum lr_err err;

	if ((err = begin(s)) != LR_OK)
		return err;
	s->wanted = i + 1;
	err = lr_xml_next(s->x);
	if (err == LR_END && s->begun)
		return LR_OK; /* an empty table */
	return err == LR_END && !s->in_sheets ? none(s) : err;
}

static enum lr_err
next(struct lr_reader *r, struct lr_sheetrow *row)
{
	struct ods *s = (struct ods *)r;
	enum lr_err err;

	if (s->again > 0) {
		s->again--;
		row->number++;
		return row->err;
	}
	if (s->x == NULL || !s->begun)
		return LR_END;
	s->row = row;
	err = lr_xml_next(s->x);
	return err == LR_OK ? row->err : err;
}

static void
close_all(struct lr_reader *r)
{
	struct ods *s = (struct ods *)r;

	lr_xml_free(s->x);
	lr_map_free(&s->hidden);
	lr_buf_free(&s->style);
	lr_buf_free(&s->value);
	lr_buf_free(&s->text);
	lr_zip_free(s->zip);
	lr_reader_free(r);
	free(s);
}

static const struct lr_reader_calls reader_calls = { .format = "ods",
	.list = list,
	.choose = choose,
	.next = next,
	.close = close_all };

static struct ods *
make(bool raw, struct lr_buf *why)
{
	struct ods *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	lr_reader_init(&s->base, &reader_calls, why);
	s->raw = raw;
	s->fd = -1;
	lr_map_init(&s->hidden, 1u << 20);
	lr_buf_init(&s->style, 4096);
	lr_buf_init(&s->value, LR_LINE_MAX);
	lr_buf_init(&s->text, LR_LINE_MAX);
	return s;
}

static void
on_manifest(
    void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct ods *s = arg;

	s->encrypted |= strcmp(name, "encryption-data") == 0;
}

static enum lr_err
check_manifest(struct ods *s)
{
	static const struct lr_xml_calls calls = { .start = on_manifest,
		.doctype = true };
	struct lr_span part = LR_SPAN("META-INF/manifest.xml");
	struct lr_xml *x;
	enum lr_err err;

	if (lr_zip_has(s->zip, part)) {
		err = lr_zip_open(s->zip, part, MANIFEST_MAX);
		if (err == LR_OK)
			err = lr_xml_new(&x, &calls, s, s->base.why);
		if (err != LR_OK)
			return err;
		lr_xml_from(x, lr_zip_read, s->zip, part);
		if ((err = lr_xml_all(x)) != LR_OK)
			return err;
	}
	s->encrypted |= lr_zip_has(s->zip, LR_SPAN("encrypted-package"));
	return s->encrypted ? lr_reader_bad(s->base.why,
				  "encrypted: save it without a password "
				  "first")
			    : LR_OK;
}

enum lr_err
lr_ods_open(
    struct lr_reader **r, struct lr_zip *zip, bool raw, struct lr_buf *why)
{
	struct ods *s = make(raw, why);

	*r = NULL;
	if (s == NULL) {
		lr_zip_free(zip);
		return LR_ENOMEM;
	}
	*r = &s->base;
	s->zip = zip;
	return check_manifest(s);
}

enum lr_err
lr_ods_open_flat(struct lr_reader **r, int fd, bool raw, struct lr_buf *why)
{
	struct ods *s = make(raw, why);

	*r = NULL;
	if (s == NULL)
		return LR_ENOMEM;
	*r = &s->base;
	s->fd = fd;
	return LR_OK;
}
