/* The format for people: as wide as the terminal, numbers to the right. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "answer.h"
#include "cell.h"
#include "clock.h"
#include "idn.h"
#include "num.h"
#include "utf8.h"

#define WIDTH 80 /* where there is no terminal to ask */
#define WIDTH_MAX 1000
#define CELL_MAX 60u  /* a longer text is not worth a wider column */
#define TIME_SHOWN 16 /* "2026-11-22 10:00" */
#define DAY_SHOWN 10  /* its day, where there is no room for it */
#define COLUMNS_MAX 40u
#define MAIN 9u	    /* ranks of columns that others make no narrower */
#define COMFORT 24u /* than this */

struct table {
	const struct answer *a;
	enum row kind;
	const struct column *column;
	unsigned n;
	struct lr_out *out;
	struct lr_buf line, cell, told;
	struct value v;
	size_t width[COLUMNS_MAX]; /* 0: not shown */
	enum lr_err err;
};

static size_t
terminal_width(void)
{
	const char *s = getenv("COLUMNS");
	struct winsize w;
	uint64_t v;

	if (s != NULL && lr_num_u64(lr_span_str(s), WIDTH_MAX, &v) && v > 0)
		return v;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return WIDTH;
}

/* Texts and times can do with less than they would like. */
static bool
is_elastic(const struct column *c)
{
	return c->type == VALUE_TEXT || c->type == VALUE_LIST ||
	    c->type == VALUE_TIME;
}

/* "2026-11-22 10:00" */
static void
put_time(struct table *t, int64_t time, size_t width)
{
	char s[LR_TIME_TEXT];

	lr_time_put(time + answer_east(t->a, time), s);
	s[10] = ' ';
	lr_buf_put(
	    &t->cell, lr_span(s, width < TIME_SHOWN ? DAY_SHOWN : TIME_SHOWN));
}

/* "45s", "12m", "3h05" */
static void
put_seconds(struct lr_buf *b, uint64_t n)
{
	unsigned long long m = n / 60;

	if (n < 60)
		lr_buf_printf(b, "%us", (unsigned)n);
	else if (m < 60)
		lr_buf_printf(b, "%um", (unsigned)m);
	else
		lr_buf_printf(b, "%lluh%02u", m / 60, (unsigned)(m % 60));
}

static void
put_value(struct table *t, const struct column *c, size_t width)
{
	const struct value *v = &t->v;

	switch (c->type) {
	case VALUE_TEXT:
		lr_cell_terminal(
		    &t->cell, lr_idn_text(v->text, &t->told), width);
		break;
	case VALUE_LIST:
		lr_buf_clear(&t->line);
		answer_list(t->a, c->list, v, &t->line);
		lr_cell_terminal(&t->cell,
		    lr_idn_text(lr_buf_span(&t->line), &t->told), width);
		break;
	case VALUE_COUNT:
		lr_buf_putu(&t->cell, v->count);
		break;
	case VALUE_REAL:
		lr_buf_printf(&t->cell, "%.1f", v->real);
		break;
	case VALUE_SHARE:
		lr_buf_printf(&t->cell, "%.1f%%", v->real * 100);
		break;
	case VALUE_TIME:
		put_time(t, v->time, width);
		break;
	case VALUE_SECONDS:
		put_seconds(&t->cell, v->count);
		break;
	case VALUE_FLAG:
		lr_buf_puts(&t->cell, v->count ? "yes" : "no");
		break;
	}
}

/* The cell as it is shown, at most width columns of the terminal, in
 * t->cell. A company without a name goes by its domain. */
static void
format(struct table *t, size_t row, unsigned i, size_t width)
{
	bool known = answer_value(t->a, t->kind, row, i, &t->v);

	lr_buf_clear(&t->cell);
	if (!known && i == 0 && t->kind <= ROW_VISIT)
		known = answer_value(t->a, t->kind, row, 1, &t->v);
	if (known)
		put_value(t, &t->column[i], width);
	if (t->v.err != LR_OK || t->cell.err != LR_OK || t->line.err != LR_OK ||
	    t->told.err != LR_OK)
		t->err = LR_ENOMEM;
}

/* Width that a column would like; 0 when no row has anything there. */
static size_t
natural(struct table *t, unsigned i)
{
	const struct column *c = &t->column[i];
	size_t rows = answer_rows(t->a, t->kind), want = strlen(c->title), k, n;
	bool any = rows == 0;

	for (k = 0; k < rows && want < CELL_MAX; k++) {
		format(t, k, i, CELL_MAX);
		n = lr_utf8_width(lr_buf_span(&t->cell));
		want = n > want ? n : want;
		any |= n > 0;
		if (any && c->type == VALUE_TIME)
			break; /* they are all alike */
	}
	return any ? want : 0;
}

/* The column of that rank; t->n: there is none. */
static unsigned
ranked(const struct table *t, unsigned rank)
{
	unsigned i = 0;

	while (i < t->n && t->column[i].rank != rank)
		i++;
	return i;
}

/* Take in the columns from that rank to the other while there is room, with
 * the width that will do; the width that is used now. To ask what a column
 * wants takes all rows: where not even its title has room, it is not asked. */
static size_t
take(struct table *t, size_t *want, unsigned rank, unsigned last, size_t used,
    size_t have)
{
	const struct column *c;
	size_t will_do, more;
	unsigned i;

	for (; rank <= last && (i = ranked(t, rank)) < t->n; rank++) {
		c = &t->column[i];
		will_do = is_elastic(c) ? c->least : SIZE_MAX;
		more = strlen(c->title);
		more = (more < will_do ? more : will_do) + (rank > 1 ? 2 : 0);
		/* whose the visits are and how many, that must be */
		if (rank > 2 && used + more > have)
			continue;
		want[i] = natural(t, i);
		t->width[i] = want[i] < will_do ? want[i] : will_do;
		more = t->width[i] + (rank > 1 ? 2 : 0);
		if (want[i] == 0 || (rank > 2 && used + more > have))
			t->width[i] = 0;
		else
			used += more;
	}
	return used;
}

/* Let those that were taken grow to what they want, or to that width. */
static size_t
grow(struct table *t, const size_t *want, size_t most, size_t used, size_t have)
{
	unsigned rank, i;
	size_t to, more;

	for (rank = 1; (i = ranked(t, rank)) < t->n && used < have; rank++) {
		to = want[i] < most ? want[i] : most;
		if (t->width[i] == 0 || to <= t->width[i])
			continue;
		more = to - t->width[i];
		/* a time in whole, or its day */
		if (more > have - used && t->column[i].type == VALUE_TIME)
			continue;
		more = more < have - used ? more : have - used;
		t->width[i] += more;
		used += more;
	}
	return used;
}

/* First the columns that a lead is judged by, so that they can be read; then
 * the others, as far as there is room. */
static void
fit(struct table *t, size_t have)
{
	size_t want[COLUMNS_MAX] = { 0 }, used;

	used = take(t, want, 1, MAIN, 0, have);
	used = grow(t, want, COMFORT, used, have);
	used = take(t, want, MAIN + 1, COLUMNS_MAX, used, have);
	grow(t, want, CELL_MAX, used, have);
}

static void
put_cell(struct table *t, struct lr_buf *line, unsigned i, bool right)
{
	size_t n = lr_utf8_width(lr_buf_span(&t->cell)), k;

	if (line->n > 0)
		lr_buf_puts(line, "  ");
	for (k = n; right && k < t->width[i]; k++)
		lr_buf_putc(line, ' ');
	lr_buf_put(line, lr_buf_span(&t->cell));
	for (k = n; !right && k < t->width[i]; k++)
		lr_buf_putc(line, ' ');
}

/* The title line, or a row. */
static void
put_line(struct table *t, struct lr_buf *line, bool title, size_t row)
{
	struct lr_span s;
	unsigned i;

	lr_buf_clear(line);
	for (i = 0; i < t->n; i++) {
		if (t->width[i] == 0)
			continue;
		lr_buf_clear(&t->cell);
		if (title)
			lr_buf_puts(&t->cell, t->column[i].title);
		else
			format(t, row, i, t->width[i]);
		put_cell(t, line, i, !is_elastic(&t->column[i]));
	}
	for (s = lr_buf_span(line); s.n > 0 && s.p[s.n - 1] == ' ';)
		s.n--;
	if (line->err != LR_OK)
		t->err = LR_ENOMEM;
	lr_out_put(t->out, s);
	lr_out_put(t->out, LR_SPAN("\n"));
}

/* "3 of 7 companies", "1 visit" */
static void
put_sum(struct lr_buf *b, uint64_t n, uint64_t all, const char *one,
    const char *many)
{
	lr_buf_putu(b, n);
	if (n != all) {
		lr_buf_puts(b, " of ");
		lr_buf_putu(b, all);
	}
	lr_buf_putc(b, ' ');
	lr_buf_puts(b, all == 1 ? one : many);
}

static void
put_summary(struct table *t, struct lr_buf *b, size_t have)
{
	struct totals some = answer_totals(t->a, false);
	struct totals all = answer_totals(t->a, true);
	size_t n = answer_rows(t->a, t->kind);
	size_t rows = answer_rows_all(t->a, t->kind);

	lr_buf_clear(b);
	if (n < rows) {
		put_sum(b, n, rows, kinds[t->kind].one, kinds[t->kind].many);
		lr_buf_puts(b, ", ");
	}
	put_sum(b, some.companies, all.companies, "company", "companies");
	lr_buf_puts(b, ", ");
	put_sum(b, some.visits, all.visits, "visit", "visits");
	lr_buf_puts(b, ", ");
	put_sum(b, some.views, all.views, "page view", "page views");
	n = b->n;
	lr_buf_puts(b, ", ");
	answer_period(t->a, b);
	if (b->n == n + 2)
		b->n = n;
	else if (b->n > have) /* the period in a line of its own */
		b->p[n + 1] = '\n';
	lr_buf_putc(b, '\n');
	if (b->err != LR_OK)
		t->err = LR_ENOMEM;
	lr_out_put(t->out, LR_SPAN("\n"));
	lr_out_put(t->out, lr_buf_span(b));
}

enum lr_err
table_write(const struct answer *a, struct lr_out *out)
{
	struct table t = { .a = a, .kind = answer_row(a), .out = out };
	struct lr_buf line;
	size_t width = terminal_width(), rows, k;

	t.column = kinds[t.kind].column;
	t.n = kinds[t.kind].n;
	rows = answer_rows(a, t.kind);
	lr_buf_init(&line, 64 << 10);
	lr_buf_init(&t.line, 1u << 30);
	lr_buf_init(&t.cell, 64 << 10);
	lr_buf_init(&t.told, 1u << 30);
	value_init(&t.v);
	fit(&t, width);
	put_line(&t, &line, true, 0);
	for (k = 0; k < rows && t.err == LR_OK; k++)
		put_line(&t, &line, false, k);
	put_summary(&t, &line, width);
	lr_buf_free(&line);
	lr_buf_free(&t.line);
	lr_buf_free(&t.cell);
	lr_buf_free(&t.told);
	value_free(&t.v);
	return t.err;
}
