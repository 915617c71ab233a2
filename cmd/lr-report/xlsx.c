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

static const struct {
	enum row row;
	const char *name;
} sheets[] = {
	{ ROW_LEAD, "Leads" },
	{ ROW_VISIT, "Visits" },
	{ ROW_SOURCE, "Sources" },
};
#define SHEETS (sizeof(sheets) / sizeof(sheets[0]))

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
		if (strcmp(c->name, "domain") == 0 && lr_dns_host(v->text)) {
			lr_buf_puts(&b->text, "https://");
			lr_buf_put(&b->text, v->text);
			lr_xlsxout_link(
			    b->x, sheet, lr_buf_span(&b->text), v->text);
			break;
		}
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
	case VALUE_SHARE:
		lr_xlsxout_real(b->x, sheet, v->real);
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

static enum lr_err
sheet(struct book *b, enum row row, const char *name)
{
	const char *columns[LR_XLSXOUT_COLUMNS + 1] = { NULL };
	const struct kind *kind = &kinds[row];
	size_t i, n = answer_rows(b->a, row);
	unsigned c, number;

	for (c = 0; c < kind->n; c++)
		columns[c] = kind->column[c].name;
	number = lr_xlsxout_sheet(b->x, name, columns);
	for (i = 0; i < n; i++) {
		for (c = 0; c < kind->n; c++)
			cell(b, number, &kind->column[c],
			    answer_value(b->a, row, i, c, &b->v));
		lr_xlsxout_row(b->x, number);
		if (b->v.err != LR_OK || b->text.err != LR_OK)
			return LR_ENOMEM;
	}
	return LR_OK;
}

static enum lr_err
all_sheets(struct book *b)
{
	enum row asked = answer_row(b->a);
	enum lr_err err = LR_OK;
	size_t i;

	for (i = 0; i < SHEETS && err == LR_OK; i++)
		err = sheet(b, sheets[i].row, sheets[i].name);
	/* what was asked for, too */
	if (err == LR_OK && asked == ROW_PAGE)
		err = sheet(b, ROW_PAGE, "Pages");
	if (err == LR_OK && asked == ROW_MATCH)
		err = sheet(b, ROW_MATCH, "Match rate");
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
