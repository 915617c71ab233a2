/* The format for people: as wide as the terminal, numbers to the right. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cell.h"
#include "clock.h"
#include "num.h"
#include "report.h"
#include "utf8.h"

#define WIDTH 80 /* where there is no terminal to ask */
#define WIDTH_MAX 1000
#define CELL_MAX 60u  /* a longer text is not worth a wider column */
#define TIME_SHOWN 16 /* "2026-11-22 10:00" */
#define SHOWN 9

/* In their order on the line; important ones have a low rank and are the last
 * to go and the first to grow. */
static const struct shown {
	const char *name, *title;
	unsigned least; /* columns of the terminal */
	unsigned rank;
} shown[SHOWN] = {
	{ "company", "COMPANY", 16, 0 },
	{ "domain", "DOMAIN", 14, 5 },
	{ "country", "CC", 2, 6 },
	{ "visits", "VISITS", 6, 1 },
	{ "page_views", "VIEWS", 5, 2 },
	{ "pages", "PAGES", 5, 8 },
	{ "last_visit", "LAST VISIT", TIME_SHOWN, 3 },
	{ "entry_page", "ENTRY PAGE", 10, 4 },
	{ "referrer", "REFERRER", 10, 7 },
};

struct table {
	const struct report *r;
	struct lr_out *out;
	struct lr_buf line, text, cell;
	unsigned column[SHOWN];
	size_t width[SHOWN]; /* 0: not shown */
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

/* "2026-11-22 10:00" */
static void
put_time(struct lr_buf *b, int64_t t)
{
	char s[LR_TIME_TEXT];

	lr_time_put(t, s);
	s[10] = ' ';
	lr_buf_put(b, lr_span(s, TIME_SHOWN));
}

/* The cell as it is shown, at most width columns of the terminal, in
 * t->cell. A company without a name goes by its domain. */
static void
format(struct table *t, const struct lr_lead *lead, unsigned i, size_t width)
{
	struct cell c = cell_at(t->r, lead, t->column[i], &t->text);

	if (i == 0 && !c.known)
		c = cell_at(t->r, lead, column_of("domain"), &t->text);
	lr_buf_clear(&t->cell);
	switch (columns[t->column[i]].type) {
	case CELL_TEXT:
		lr_cell_terminal(&t->cell, c.text, width);
		break;
	case CELL_COUNT:
		lr_buf_putu(&t->cell, c.count);
		break;
	case CELL_TIME:
		put_time(&t->cell, c.time);
		break;
	}
	if (t->text.err != LR_OK || t->cell.err != LR_OK)
		t->err = LR_ENOMEM;
}

/* Width that each column would like; 0 when no row has anything there. */
static void
natural(struct table *t, size_t *want)
{
	size_t k, n;
	unsigned i;
	bool any;

	for (i = 0; i < SHOWN; i++) {
		want[i] = strlen(shown[i].title);
		any = t->r->rows == 0;
		for (k = 0; k < t->r->rows; k++) {
			format(t, t->r->row[k], i, CELL_MAX);
			n = lr_utf8_width(lr_buf_span(&t->cell));
			want[i] = n > want[i] ? n : want[i];
			any |= n > 0;
		}
		if (!any)
			want[i] = 0;
	}
}

static unsigned
ranked(unsigned rank)
{
	unsigned i = 0;

	while (shown[i].rank != rank)
		i++;
	return i;
}

/* Leave out the least important columns until the rest fits, then let the
 * others grow in turn. */
static void
fit(struct table *t, size_t have)
{
	size_t want[SHOWN], used = 0, more;
	unsigned rank, i;

	natural(t, want);
	for (rank = 0; rank < SHOWN; rank++) {
		i = ranked(rank);
		t->width[i] = columns[t->column[i]].type != CELL_TEXT ||
			want[i] < shown[i].least
		    ? want[i]
		    : shown[i].least;
		more = t->width[i] + (rank > 0 ? 2 : 0);
		/* whose the visits are and how many, that must be */
		if (want[i] == 0 || (rank > 1 && used + more > have))
			t->width[i] = 0;
		else
			used += more;
	}
	for (rank = 0; rank < SHOWN && used < have; rank++) {
		i = ranked(rank);
		if (t->width[i] == 0 || want[i] <= t->width[i])
			continue;
		more = want[i] - t->width[i];
		more = more < have - used ? more : have - used;
		t->width[i] += more;
		used += more;
	}
}

static void
put_cell(struct table *t, unsigned i, bool right)
{
	size_t n = lr_utf8_width(lr_buf_span(&t->cell)), k;

	if (i > 0)
		lr_buf_puts(&t->line, "  ");
	for (k = n; right && k < t->width[i]; k++)
		lr_buf_putc(&t->line, ' ');
	lr_buf_put(&t->line, lr_buf_span(&t->cell));
	for (k = n; !right && k < t->width[i]; k++)
		lr_buf_putc(&t->line, ' ');
}

/* The title line, or a row. */
static void
put_line(struct table *t, const struct lr_lead *lead)
{
	struct lr_span s;
	unsigned i;

	lr_buf_clear(&t->line);
	for (i = 0; i < SHOWN; i++) {
		if (t->width[i] == 0)
			continue;
		if (lead != NULL) {
			format(t, lead, i, t->width[i]);
		} else {
			lr_buf_clear(&t->cell);
			lr_buf_puts(&t->cell, shown[i].title);
		}
		put_cell(t, i, columns[t->column[i]].type == CELL_COUNT);
	}
	for (s = lr_buf_span(&t->line); s.n > 0 && s.p[s.n - 1] == ' ';)
		s.n--;
	if (t->line.err != LR_OK)
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

/* The same to the second, where that matters. */
static void
put_bound(struct lr_buf *b, int64_t t)
{
	put_time(b, t);
	if (t % 60 != 0)
		lr_buf_printf(b, ":%02d", (int)((t % 60 + 60) % 60));
}

/* The period asked for, else the one there was. */
static void
put_period(struct lr_buf *b, const struct report *r)
{
	int64_t first = INT64_MAX, last = INT64_MIN;
	uint32_t i;

	if (r->has_since) {
		lr_buf_puts(b, ", since ");
		put_bound(b, r->since);
	}
	if (r->has_until) {
		lr_buf_puts(b, ", before ");
		put_bound(b, r->until);
	}
	for (i = 0; i < r->leads.n; i++) {
		const struct lr_lead *c = &r->leads.lead[i];

		first = c->first < first ? c->first : first;
		last = c->last > last ? c->last : last;
	}
	if (!r->has_since && !r->has_until && r->leads.n > 0) {
		lr_buf_puts(b, ", ");
		put_time(b, first);
		lr_buf_puts(b, " to ");
		put_time(b, last);
	}
	if (r->has_since || r->has_until || r->leads.n > 0)
		lr_buf_puts(b, " UTC");
}

static void
put_summary(struct table *t)
{
	const struct report *r = t->r;
	struct lr_buf *b = &t->line;

	lr_buf_clear(b);
	lr_buf_putc(b, '\n');
	put_sum(b, r->rows, r->companies, "company", "companies");
	lr_buf_puts(b, ", ");
	put_sum(b, r->row_visits, r->visits, "visit", "visits");
	lr_buf_puts(b, ", ");
	put_sum(b, r->row_views, r->leads.views, "page view", "page views");
	put_period(b, r);
	lr_buf_putc(b, '\n');
	if (b->err != LR_OK)
		t->err = LR_ENOMEM;
	lr_out_put(t->out, lr_buf_span(b));
}

enum lr_err
table_write(const struct report *r, struct lr_out *out)
{
	struct table t = { .r = r, .out = out };
	unsigned i;
	size_t k;

	lr_buf_init(&t.line, 64 << 10);
	lr_buf_init(&t.text, 64 << 10);
	lr_buf_init(&t.cell, 64 << 10);
	for (i = 0; i < SHOWN; i++)
		t.column[i] = column_of(shown[i].name);
	fit(&t, terminal_width());
	put_line(&t, NULL);
	for (k = 0; k < r->rows && t.err == LR_OK; k++)
		put_line(&t, r->row[k]);
	put_summary(&t);
	lr_buf_free(&t.line);
	lr_buf_free(&t.text);
	lr_buf_free(&t.cell);
	return t.err;
}
