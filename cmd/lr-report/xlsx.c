/* The format for Excel: a sheet a kind of rows. */
#include <errno.h>

#include "answer.h"
#include "dnsmsg.h"
#include "xlsxout.h"

struct book {
	const struct answer *a;
	struct lr_xlsxout *x;
	struct lr_buf text;
	struct value v;
};

/* A time of the answer itself, so that the same input makes the same bytes. */
static int64_t
created(struct book *b)
{
	unsigned last = column_of(ROW_LEAD, LR_SPAN("last_visit"));
	int64_t t = 0;
	size_t i;

	for (i = 0; i < answer_rows(b->a, ROW_LEAD); i++)
		if (answer_value(b->a, ROW_LEAD, i, last, &b->v) &&
		    b->v.time > t)
			t = b->v.time;
	return t;
}

/* A link where the web may have such a host. */
static void
domain(struct book *b, unsigned sheet, struct lr_span s)
{
	if (!lr_dns_domain(s)) {
		lr_xlsxout_text(b->x, sheet, s);
		return;
	}
	lr_buf_puts(&b->text, "https://");
	lr_buf_put(&b->text, s);
	lr_xlsxout_link(b->x, sheet, lr_buf_span(&b->text), s);
}

/* Empty where nothing is known: the cell is left out all the same. */
static void
cell(struct book *b, unsigned sheet, const struct column *c, bool known)
{
	const struct value *v = &b->v;

	lr_buf_clear(&b->text);
	if (!known) {
		lr_xlsxout_text(b->x, sheet, lr_span(NULL, 0));
		return;
	}
	switch (c->type) {
	case VALUE_TEXT:
		if (strcmp(c->name, "domain") == 0)
			domain(b, sheet, v->text);
		else
			lr_xlsxout_text(b->x, sheet, v->text);
		break;
	case VALUE_LIST:
		answer_list(b->a, c->list, v, &b->text);
		lr_xlsxout_text(b->x, sheet, lr_buf_span(&b->text));
		break;
	case VALUE_COUNT:
	case VALUE_SECONDS:
		lr_xlsxout_int(b->x, sheet, (int64_t)v->count);
		break;
	case VALUE_REAL:
		lr_xlsxout_real(b->x, sheet, value_rounded(v->real, 100));
		break;
	case VALUE_SHARE:
		lr_xlsxout_share(b->x, sheet, value_rounded(v->real, 10000));
		break;
	case VALUE_TIME:
		lr_xlsxout_time(
		    b->x, sheet, v->time + answer_east(b->a, v->time));
		break;
	case VALUE_FLAG:
		lr_xlsxout_text(
		    b->x, sheet, v->count ? LR_SPAN("yes") : LR_SPAN("no"));
		break;
	}
}

/* One begun, "Visits 2" for that row which the first has no room for. */
static unsigned
begin(struct book *b, const struct kind *kind, size_t i)
{
	const char *columns[LR_XLSXOUT_COLUMNS + 1] = { NULL };
	unsigned c;

	for (c = 0; c < kind->n; c++)
		columns[c] = kind->column[c].name;
	lr_buf_clear(&b->text);
	lr_buf_puts(&b->text, kind->sheet);
	if (i > 0)
		lr_buf_printf(&b->text, " %zu", i / (LR_XLSXOUT_ROWS - 1) + 1);
	return lr_xlsxout_sheet(b->x, lr_buf_str(&b->text), columns);
}

static enum lr_err
sheet(struct book *b, enum row row)
{
	const struct kind *kind = &kinds[row];
	size_t i, n = answer_rows(b->a, row);
	unsigned c, number = begin(b, kind, 0);

	for (i = 0; i < n; i++) {
		if (i > 0 && i % (LR_XLSXOUT_ROWS - 1) == 0)
			number = begin(b, kind, i);
		for (c = 0; c < kind->n; c++)
			cell(b, number, &kind->column[c],
			    answer_value(b->a, row, i, c, &b->v));
		lr_xlsxout_row(b->x, number);
		if (b->v.err != LR_OK || b->text.err != LR_OK)
			return LR_ENOMEM;
	}
	return LR_OK;
}

static void
fact(struct book *b, unsigned sheet, const char *name, struct lr_span text)
{
	lr_xlsxout_text(b->x, sheet, lr_span_str(name));
	lr_xlsxout_text(b->x, sheet, text);
	lr_xlsxout_row(b->x, sheet);
}

static void
number(struct book *b, unsigned sheet, const char *name, uint64_t n)
{
	lr_xlsxout_text(b->x, sheet, lr_span_str(name));
	lr_xlsxout_int(b->x, sheet, (int64_t)n);
	lr_xlsxout_row(b->x, sheet);
}

/* What a cell cannot say: of which days the rows are, and where on earth it was
 * that late. */
static void
about(struct book *b)
{
	static const char *const columns[] = { "about", "this workbook", NULL };
	unsigned sheet = lr_xlsxout_sheet(b->x, "About", columns);
	struct totals rows = answer_totals(b->a, false);

	lr_buf_clear(&b->text);
	answer_period(b->a, &b->text);
	fact(b, sheet, "period", lr_buf_span(&b->text));
	fact(b, sheet, "times in", lr_span_str(answer_bounds(b->a).zone));
	number(b, sheet, "companies", rows.companies);
	number(b, sheet, "visits", rows.visits);
	number(b, sheet, "page views", rows.views);
}

static enum lr_err
all_sheets(struct book *b)
{
	unsigned asked = answer_row(b->a), rows = format_named("xlsx")->rows;
	enum lr_err err = LR_OK;
	unsigned i;

	for (i = 0; i < ROW_KINDS && err == LR_OK; i++)
		if ((rows & 1u << i) != 0)
			err = sheet(b, (enum row)i);
	/* what was asked for, too */
	if (err == LR_OK && (rows & 1u << asked) == 0)
		err = sheet(b, (enum row)asked);
	if (err == LR_OK)
		about(b);
	return err == LR_OK && b->v.err != LR_OK ? LR_ENOMEM : err;
}

enum lr_err
xlsx_write(const struct answer *a, struct lr_out *out)
{
	struct book b = { .a = a };
	enum lr_err err, closed;

	value_init(&b.v);
	lr_buf_init(&b.text, 1u << 20);
	if ((err = lr_xlsxout_open(&b.x, created(&b))) == LR_OK) {
		if ((err = all_sheets(&b)) == LR_OK)
			err = lr_out_flush(out);
		closed = lr_xlsxout_close(b.x, err == LR_OK ? out->fd : -1);
		if (err == LR_OK)
			err = closed;
	}
	lr_buf_free(&b.text);
	value_free(&b.v);
	if (err != LR_EIO)
		return err;
	/* as if the bytes had gone through it */
	if (out->err == LR_OK) {
		out->err = LR_EIO;
		out->error = errno;
	}
	return LR_OK;
}
