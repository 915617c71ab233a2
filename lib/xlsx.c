#include "xlsx.h"

#include <stdlib.h>

#include "limits.h"
#include "num.h"
#include "xlsxbook.h"
#include "xml.h"

#define SHEET_MAX (UINT64_C(8) << 30) /* bytes of XML */

/* Values of the attribute t (18.18.11). */
enum type { NUMBER, SHARED, TEXT, INLINE, BOOL, ERROR, ISO };

struct xlsx {
	struct lr_reader base;
	struct lr_zip *zip;
	struct lr_xlsxbook book;
	bool raw;
	struct lr_xml *x;
	struct lr_sheetrow *row;
	bool in_data;	    /* inside sheetData */
	unsigned long last; /* number of the last row that began */
	bool numbered;	    /* the row has its number */
	unsigned long left; /* cells that the sheet may still have */
	uint64_t text_left; /* bytes of text */
	/* the cell */
	size_t column, next_column;
	enum type type;
	size_t style;
	struct lr_buf text;
	unsigned wanted; /* depth of the v or t whose text counts, or 0 */
	unsigned skip;	 /* depth of an rPh */
};

static enum lr_err
bad(struct xlsx *s, const char *what)
{
	return lr_reader_bad(
	    s->base.why, "row %lu: %s", s->last + !s->numbered, what);
}

static void
stop(struct xlsx *s, enum lr_err err)
{
	lr_xml_stop(s->x, err);
}

/* ---- what begins */

static void
set_number(struct xlsx *s, unsigned long n)
{
	s->numbered = true;
	if (n > LR_ROWS_MAX)
		stop(s,
		    lr_reader_bad(s->base.why,
			"row %lu: a sheet has %u at most", n, LR_ROWS_MAX));
	/* rows that go backwards follow in the order they stand in */
	s->last = n > s->last ? n : s->last + 1;
}

static void
begin_row(struct xlsx *s, const char *const *atts)
{
	uint64_t n;

	lr_sheetrow_clear(s->row);
	s->next_column = 0;
	s->numbered = false;
	for (; *atts != NULL; atts += 2)
		if (strcmp(atts[0], "r") == 0 &&
		    lr_num_u64(lr_span_str(atts[1]), UINT32_MAX, &n) && n > 0)
			set_number(s, n);
}

static enum type
type_of(const char *t)
{
	switch (t[0]) {
	case 's':
		return t[1] == '\0' ? SHARED : TEXT;
	case 'i':
		return INLINE;
	case 'b':
		return BOOL;
	case 'e':
		return ERROR;
	case 'd':
		return ISO;
	}
	return NUMBER;
}

static void
place(struct xlsx *s, const char *ref)
{
	unsigned long number;
	unsigned column;

	if (!lr_sheetrow_reference(lr_span_str(ref), &column, &number))
		return;
	s->column = column;
	if (!s->numbered && number > 0)
		set_number(s, number);
}

static void
begin_cell(struct xlsx *s, const char *const *atts)
{
	uint64_t n;

	s->column = s->next_column;
	s->type = NUMBER;
	s->style = 0;
	lr_buf_clear(&s->text);
	for (; *atts != NULL; atts += 2) {
		if (atts[0][0] == '\0' || atts[0][1] != '\0')
			continue;
		if (atts[0][0] == 'r')
			place(s, atts[1]);
		else if (atts[0][0] == 't')
			s->type = type_of(atts[1]);
		else if (atts[0][0] == 's' &&
		    lr_num_u64(lr_span_str(atts[1]), UINT32_MAX, &n))
			s->style = (size_t)n;
	}
	s->next_column = s->column + 1;
}

/* worksheet/sheetData/row/c/v, c/is/t, c/is/r/t. */
static void
on_start(void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct xlsx *s = arg;

	if (!s->in_data) {
		if (depth == 1 && strcmp(name, "worksheet") != 0)
			stop(s,
			    lr_reader_bad(
				s->base.why, "the sheet is no worksheet"));
		s->in_data = depth == 2 && strcmp(name, "sheetData") == 0;
	} else if (depth == 4) {
		begin_cell(s, atts);
	} else if (depth == 5 && s->type != INLINE) {
		s->wanted = name[0] == 'v' && name[1] == '\0' ? depth : 0;
	} else if (depth == 3) {
		begin_row(s, atts);
	} else if (s->type == INLINE && s->skip == 0) {
		if ((name[0] == 't' || (name[0] == 'v' && depth == 5)) &&
		    name[1] == '\0')
			s->wanted = depth;
		else if (strcmp(name, "rPh") == 0)
			s->skip = depth;
	}
}

static void
on_text(void *arg, const char *p, size_t n)
{
	struct xlsx *s = arg;

	if (s->wanted != 0)
		lr_buf_put(&s->text, lr_span(p, n));
}

/* ---- what ends */

static void
put_number(struct xlsx *s, struct lr_span t)
{
	enum lr_numformat f = LR_FORMAT_NUMBER;
	enum lr_value_type type;
	char tmp[LR_NUMBER_TEXT];
	size_t n = 0;
	double v;

	if (s->raw) {
		lr_sheetrow_put(s->row, s->column, LR_VALUE_NUMBER, t);
		return;
	}
	if (s->style < s->book.styles.n)
		f = lr_xlsxbook_style(&s->book, s->style);
	if (f != LR_FORMAT_NUMBER && lr_numformat_parse(t, &v))
		n = lr_numformat_date(v, f, s->book.from1904, tmp, &type);
	if (n == 0) {
		type = LR_VALUE_NUMBER;
		n = lr_numformat_tidy(t, tmp);
	}
	if (n == 0) /* no number: then it is a text */
		lr_sheetrow_put(s->row, s->column, LR_VALUE_TEXT, t);
	else
		lr_sheetrow_put(s->row, s->column, type, lr_span(tmp, n));
}

static void
put_shared(struct xlsx *s, struct lr_span t)
{
	struct lr_span text;
	uint64_t i;

	if (!lr_num_u64(lr_span_trim(t), UINT32_MAX, &i) ||
	    !lr_strpool_get(&s->book.strings, (size_t)i, &text)) {
		stop(s, bad(s, "a string that is not in the file"));
		return;
	}
	if (text.n > s->text_left) {
		stop(s, bad(s, "the sheet has over 4 GiB of text"));
		return;
	}
	s->text_left -= text.n;
	lr_sheetrow_lend(s->row, s->column, LR_VALUE_TEXT, text);
}

/* An ISO 8601 date as we write them. */
static void
put_iso(struct xlsx *s, struct lr_span t)
{
	t = lr_span_trim(t);
	if (lr_span_ends(t, LR_SPAN("T00:00:00")))
		t = lr_span_sub(t, 0, t.n - 9);
	lr_sheetrow_put(s->row, s->column, LR_VALUE_DATE, t);
}

static void
end_cell(struct xlsx *s)
{
	struct lr_span t = lr_buf_span(&s->text), bit;

	if (s->text.err != LR_OK) {
		s->row->err = s->text.err;
		return;
	}
	if (t.n == 0)
		return;
	switch (s->type) {
	case NUMBER:
		put_number(s, t);
		break;
	case SHARED:
		put_shared(s, t);
		break;
	case TEXT:
	case INLINE:
		lr_xlsxbook_unescape(&s->text, 0);
		lr_sheetrow_put(
		    s->row, s->column, LR_VALUE_TEXT, lr_buf_span(&s->text));
		break;
	case BOOL:
		bit = lr_span_trim(t);
		lr_sheetrow_lend(s->row, s->column, LR_VALUE_BOOL,
		    lr_span_eq(bit, LR_SPAN("1")) ||
			    lr_span_eq(bit, LR_SPAN("true"))
			? LR_SPAN("TRUE")
			: LR_SPAN("FALSE"));
		break;
	case ERROR:
		lr_sheetrow_put(s->row, s->column, LR_VALUE_ERROR, t);
		break;
	case ISO:
		put_iso(s, t);
		break;
	}
}

static void
end_row(struct xlsx *s)
{
	if (!s->numbered)
		set_number(s, s->last + 1);
	s->row->number = s->last;
	if (s->row->n > s->left) {
		stop(s, bad(s, "the sheet has too many cells"));
		return;
	}
	s->left -= s->row->n;
	if (s->row->n > 0 || s->row->err != LR_OK)
		lr_xml_pause(s->x);
}

static void
on_end(void *arg, unsigned depth, const char *name)
{
	struct xlsx *s = arg;

	if (!s->in_data)
		return;
	if (s->wanted == depth)
		s->wanted = 0;
	else if (s->skip == depth)
		s->skip = 0;
	else if (depth == 4)
		end_cell(s);
	else if (depth == 3)
		end_row(s);
	else if (depth == 2)
		stop(s, LR_END);
}

/* ---- the reader */

static enum lr_err
choose(struct lr_reader *r, unsigned i)
{
	static const struct lr_xml_calls calls = {
		.start = on_start, .end = on_end, .text = on_text
	};
	struct xlsx *s = (struct xlsx *)r;
	struct lr_span part;
	enum lr_err err;

	if (i >= r->n)
		return LR_END;
	part = s->book.sheet[i];
	if (part.n == 0)
		return lr_reader_bad(r->why, "the sheet is not in the file");
	if ((err = lr_xlsxbook_styles(&s->book)) != LR_OK ||
	    (err = lr_xlsxbook_strings(&s->book)) != LR_OK ||
	    (err = lr_zip_open(s->zip, part, SHEET_MAX)) != LR_OK)
		return err;
	lr_xml_free(s->x);
	if ((err = lr_xml_new(&s->x, &calls, s, r->why)) != LR_OK)
		return err;
	lr_xml_from(s->x, lr_zip_read, s->zip, part);
	s->in_data = false;
	s->last = 0;
	s->wanted = s->skip = 0;
	s->left = LR_CELLS_MAX;
	s->text_left = LR_TEXT_MAX;
	return LR_OK;
}

static enum lr_err
next(struct lr_reader *r, struct lr_sheetrow *row)
{
	struct xlsx *s = (struct xlsx *)r;
	enum lr_err err;

	if (s->x == NULL)
		return LR_END;
	s->row = row;
	err = lr_xml_next(s->x);
	return err == LR_OK ? row->err : err;
}

static void
close_all(struct lr_reader *r)
{
	struct xlsx *s = (struct xlsx *)r;

	lr_xml_free(s->x);
	lr_xlsxbook_free(&s->book);
	lr_buf_free(&s->text);
	lr_zip_free(s->zip);
	lr_reader_free(r);
	free(s);
}

static const struct lr_reader_calls reader_calls = {
	.format = "xlsx", .choose = choose, .next = next, .close = close_all
};

enum lr_err
lr_xlsx_open(
    struct lr_reader **r, struct lr_zip *zip, bool raw, struct lr_buf *why)
{
	struct xlsx *s = calloc(1, sizeof(*s));

	*r = NULL;
	if (s == NULL) {
		lr_zip_free(zip);
		return LR_ENOMEM;
	}
	*r = &s->base;
	lr_reader_init(&s->base, &reader_calls, why);
	s->zip = zip;
	s->raw = raw;
	lr_buf_init(&s->text, LR_LINE_MAX);
	return lr_xlsxbook_open(&s->book, &s->base, zip);
}
