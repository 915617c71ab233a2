/* The formats for programs: CSV and NDJSON. */
#include "answer.h"
#include "cell.h"
#include "csv.h"
#include "json.h"
#include "utf8.h"

#define ROW_MAX (1u << 30) /* who looked at a page may be very many */

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
	if (b->row.err != LR_OK || b->text.err != LR_OK ||
	    b->clean.err != LR_OK || b->safe.err != LR_OK)
		return LR_ENOMEM;
	lr_out_put(out, lr_buf_span(&b->row));
	lr_buf_clear(&b->row);
	return LR_OK;
}

/* So many decimals at most, none that say nothing: 2, 2.5, 0.33 */
static void
put_real(struct lr_buf *b, double v, unsigned decimals)
{
	uint64_t unit = 1, n;

	while (decimals-- > 0)
		unit *= 10;
	n = (uint64_t)(v * (double)unit + 0.5);
	lr_buf_putu(b, n / unit);
	if ((n %= unit) == 0)
		return;
	lr_buf_putc(b, '.');
	for (; n > 0; n %= unit) {
		unit /= 10;
		lr_buf_putc(b, (char)('0' + n / unit));
	}
}

/* ---- CSV */

/* Characters that no cell should get become U+FFFD; most texts have none and
 * are not copied. */
static struct lr_span
clean(struct lr_buf *b, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s), *good = p;
	unsigned n;

	lr_buf_clear(b);
	while (p < end) {
		if (*p >= 0x20 && *p < 0x7f) {
			p++;
			continue;
		}
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

/* The cell, in b->safe. */
static void
csv_cell(struct bufs *b, const struct answer *a, const struct column *c,
    const struct value *v)
{
	switch (c->type) {
	case VALUE_TEXT:
		lr_cell_formula_safe(&b->safe, clean(&b->clean, v->text));
		break;
	case VALUE_LIST:
		lr_buf_clear(&b->text);
		answer_list(a, c->list, v, &b->text);
		lr_cell_formula_safe(
		    &b->safe, clean(&b->clean, lr_buf_span(&b->text)));
		break;
	case VALUE_COUNT:
	case VALUE_SECONDS:
		lr_buf_putu(&b->safe, v->count);
		break;
	case VALUE_REAL:
		put_real(&b->safe, v->real, 2);
		break;
	case VALUE_SHARE:
		put_real(&b->safe, v->real, 4);
		break;
	case VALUE_TIME:
		answer_time(a, v->time, &b->safe);
		break;
	case VALUE_FLAG:
		lr_buf_puts(&b->safe, v->count ? "true" : "false");
		break;
	}
}

enum lr_err
csv_write(const struct answer *a, struct lr_out *out)
{
	const struct kind *kind = &kinds[answer_row(a)];
	size_t n = answer_rows(a, answer_row(a)), i;
	enum lr_err err;
	struct bufs b;
	struct value v;
	unsigned k;

	bufs_init(&b);
	value_init(&v);
	for (k = 0; k < kind->n; k++)
		lr_csv_put(&b.row, lr_span_str(kind->column[k].name), k == 0);
	err = row_end(&b, out, "\n");
	for (i = 0; i < n && err == LR_OK; i++) {
		for (k = 0; k < kind->n; k++) {
			lr_buf_clear(&b.safe);
			if (answer_value(a, answer_row(a), i, k, &v))
				csv_cell(&b, a, &kind->column[k], &v);
			lr_csv_put(&b.row, lr_buf_span(&b.safe), k == 0);
		}
		err = row_end(&b, out, "\n");
		err = err == LR_OK ? v.err : err;
	}
	value_free(&v);
	bufs_free(&b);
	return err;
}

/* ---- NDJSON */

/* What stands for itself, in quotes. */
static void
put_plain(struct lr_buf *b, struct lr_span s)
{
	char *p = lr_buf_room(b, s.n + 2);

	if (p == NULL)
		return;
	p[0] = '"';
	if (s.n > 0)
		memcpy(p + 1, s.p, s.n);
	p[s.n + 1] = '"';
	b->n += s.n + 2;
}

/* A string. What no terminal should get is escaped as well, the controls
 * beyond ASCII and those of direction, all below U+10000. */
static void
put_string(struct lr_buf *b, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s), *good = p;
	uint32_t c;
	unsigned n;

	if (lr_json_plain(s)) {
		put_plain(b, s);
		return;
	}
	lr_buf_putc(b, '"');
	for (; p < end; p += n) {
		n = 1;
		if ((*p & 0x80) == 0)
			continue;
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
	lr_buf_putc(b, '"');
}

static void
put_key(struct lr_buf *b, char before, const char *name)
{
	size_t n = strlen(name);
	char *p = lr_buf_room(b, n + 4);

	if (p == NULL)
		return;
	p[0] = before;
	p[1] = '"';
	memcpy(p + 2, name, n);
	p[n + 2] = '"';
	p[n + 3] = ':';
	b->n += n + 4;
}

static void
put_time(struct lr_buf *b, const struct answer *a, int64_t t)
{
	lr_buf_putc(b, '"');
	answer_time(a, t, b);
	lr_buf_putc(b, '"');
}

static void
put_items(struct lr_buf *b, const struct answer *a, const struct list *list,
    const struct value *v)
{
	size_t i;
	char before;

	lr_buf_putc(b, '[');
	for (i = 0; i < v->items; i++) {
		lr_buf_puts(b, i == 0 ? "" : ",");
		before = '{';
		if (list->time != NULL) {
			put_key(b, before, list->time);
			put_time(b, a, v->item[i].time);
			before = ',';
		}
		put_key(b, before, list->text);
		put_string(b, v->item[i].text);
		if (list->count != NULL) {
			put_key(b, ',', list->count);
			lr_buf_putu(b, v->item[i].count);
		}
		if (list->of != NULL) {
			put_key(b, ',', list->of);
			lr_buf_putu(b, v->item[i].of);
		}
		lr_buf_putc(b, '}');
	}
	lr_buf_putc(b, ']');
}

static void
put_json(struct lr_buf *b, const struct answer *a, const struct column *c,
    const struct value *v)
{
	put_key(b, b->n == 0 ? '{' : ',', c->name);
	switch (c->type) {
	case VALUE_TEXT:
		put_string(b, v->text);
		break;
	case VALUE_LIST:
		put_items(b, a, c->list, v);
		break;
	case VALUE_COUNT:
	case VALUE_SECONDS:
		lr_buf_putu(b, v->count);
		break;
	case VALUE_REAL:
		put_real(b, v->real, 2);
		break;
	case VALUE_SHARE:
		put_real(b, v->real, 4);
		break;
	case VALUE_TIME:
		put_time(b, a, v->time);
		break;
	case VALUE_FLAG:
		lr_buf_puts(b, v->count ? "true" : "false");
		break;
	}
}

enum lr_err
ndjson_write(const struct answer *a, struct lr_out *out)
{
	const struct kind *kind = &kinds[answer_row(a)];
	size_t n = answer_rows(a, answer_row(a)), i;
	enum lr_err err = LR_OK;
	struct bufs b;
	struct value v;
	unsigned k;

	bufs_init(&b);
	value_init(&v);
	for (i = 0; i < n && err == LR_OK; i++) {
		for (k = 0; k < kind->n; k++)
			if (answer_value(a, answer_row(a), i, k, &v))
				put_json(&b.row, a, &kind->column[k], &v);
		err = row_end(&b, out, "}\n");
		err = err == LR_OK ? v.err : err;
	}
	value_free(&v);
	bufs_free(&b);
	return err;
}
