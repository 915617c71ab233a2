/* The formats for programs: CSV and NDJSON. */
#include "cell.h"
#include "clock.h"
#include "csv.h"
#include "json.h"
#include "num.h"
#include "report.h"
#include "utf8.h"

#define ROW_MAX (64u << 10) /* all texts of a row are short */

struct bufs {
	struct lr_buf row, text, clean, safe;
};

static void
bufs_init(struct bufs *b)
{
	lr_buf_init(&b->row, ROW_MAX);
	lr_buf_init(&b->text, ROW_MAX);
	lr_buf_init(&b->clean, ROW_MAX);
	lr_buf_init(&b->safe, ROW_MAX);
}

static void
bufs_free(struct bufs *b)
{
	lr_buf_free(&b->row);
	lr_buf_free(&b->text);
	lr_buf_free(&b->clean);
	lr_buf_free(&b->safe);
}

/* The row is done: out with it, unless a part of it failed. */
static enum lr_err
row_end(struct bufs *b, struct lr_out *out, const char *end)
{
	lr_buf_puts(&b->row, end);
	if (b->row.err != LR_OK)
		return LR_ENOMEM;
	lr_out_put(out, lr_buf_span(&b->row));
	lr_buf_clear(&b->row);
	return LR_OK;
}

/* What failed on the way to the row makes the row fail. */
static void
pass_on(struct bufs *b)
{
	if (b->text.err != LR_OK || b->clean.err != LR_OK ||
	    b->safe.err != LR_OK)
		b->row.err = LR_ENOMEM;
}

/* Characters that no cell should get become U+FFFD; most texts have none and
 * are not copied. */
static struct lr_span
clean(struct lr_buf *b, struct lr_span s)
{
	const char *p = s.p, *end = s.p + s.n, *good = p;
	unsigned n;

	lr_buf_clear(b);
	while (p < end) {
		n = lr_utf8_len(p, end);
		if (n == 0 || lr_utf8_unsafe(lr_utf8_get(p, n))) {
			lr_buf_put(b, lr_span(good, (size_t)(p - good)));
			lr_buf_puts(b, "\xef\xbf\xbd");
			good = p + (n == 0 ? 1 : n);
		}
		p += n == 0 ? 1 : n;
	}
	if (good == s.p)
		return s;
	lr_buf_put(b, lr_span(good, (size_t)(p - good)));
	return lr_buf_span(b);
}

static void
put_csv(struct bufs *b, const struct cell *c, unsigned column)
{
	char time[LR_TIME_TEXT];
	char count[LR_NUM_TEXT];

	lr_buf_clear(&b->safe);
	switch (columns[column].type) {
	case CELL_TEXT:
		lr_cell_formula_safe(&b->safe, clean(&b->clean, c->text));
		break;
	case CELL_COUNT:
		if (!c->known)
			break;
		lr_buf_put(
		    &b->safe, lr_span(count, lr_num_put(c->count, count)));
		break;
	case CELL_TIME:
		lr_time_put(c->time, time);
		lr_buf_put(&b->safe, lr_span(time, sizeof(time)));
		break;
	}
	pass_on(b);
	lr_csv_put(&b->row, lr_buf_span(&b->safe), column == 0);
}

enum lr_err
csv_write(const struct report *r, struct lr_out *out)
{
	struct bufs b;
	struct cell c;
	enum lr_err err;
	size_t i;
	unsigned k;

	bufs_init(&b);
	for (k = 0; k < COLUMNS; k++)
		lr_csv_put(&b.row, lr_span_str(columns[k].name), k == 0);
	err = row_end(&b, out, "\n");
	for (i = 0; i < r->rows && err == LR_OK; i++) {
		for (k = 0; k < COLUMNS; k++) {
			c = cell_at(r, r->row[i], k, &b.text);
			put_csv(&b, &c, k);
		}
		err = row_end(&b, out, "\n");
	}
	bufs_free(&b);
	return err;
}

/* The inside of a string. What no terminal should get is escaped as well, the
 * controls beyond ASCII and those of direction, all below U+10000. */
static void
put_string(struct lr_buf *b, struct lr_span s)
{
	const char *p = s.p, *end = s.p + s.n, *good = p;
	uint32_t c;
	unsigned n;

	for (; p < end; p += n) {
		n = lr_utf8_len(p, end);
		c = n > 1 ? lr_utf8_get(p, n) : 0;
		n = n == 0 ? 1 : n;
		if (c == 0 || !lr_utf8_unsafe(c))
			continue;
		lr_json_escape(b, lr_span(good, (size_t)(p - good)));
		lr_buf_printf(b, "\\u%04x", (unsigned)c);
		good = p + n;
	}
	lr_json_escape(b, lr_span(good, (size_t)(end - good)));
}

static void
put_json(struct bufs *b, const struct cell *c, unsigned column)
{
	char time[LR_TIME_TEXT];

	lr_buf_puts(&b->row, b->row.n == 0 ? "{\"" : ",\"");
	lr_buf_puts(&b->row, columns[column].name);
	lr_buf_puts(&b->row, "\":");
	switch (columns[column].type) {
	case CELL_TEXT:
		lr_buf_putc(&b->row, '"');
		put_string(&b->row, c->text);
		lr_buf_putc(&b->row, '"');
		break;
	case CELL_COUNT:
		lr_buf_putu(&b->row, c->count);
		break;
	case CELL_TIME:
		lr_time_put(c->time, time);
		lr_buf_putc(&b->row, '"');
		lr_buf_put(&b->row, lr_span(time, sizeof(time)));
		lr_buf_putc(&b->row, '"');
		break;
	}
	pass_on(b);
}

enum lr_err
ndjson_write(const struct report *r, struct lr_out *out)
{
	struct bufs b;
	struct cell c;
	enum lr_err err = LR_OK;
	size_t i;
	unsigned k;

	bufs_init(&b);
	for (i = 0; i < r->rows && err == LR_OK; i++) {
		for (k = 0; k < COLUMNS; k++) {
			c = cell_at(r, r->row[i], k, &b.text);
			if (c.known)
				put_json(&b, &c, k);
		}
		err = row_end(&b, out, "}\n");
	}
	bufs_free(&b);
	return err;
}
