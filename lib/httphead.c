#include "httphead.h"

#include "ascii.h"
#include "clock.h"
#include "num.h"

void
lr_httphead_clear(struct lr_httphead *h)
{
	*h = (struct lr_httphead){ .max_age = -1,
		.retry = -1,
		.retry_date = -1,
		.expires = -1,
		.date = -1 };
}

/* ---- dates */

static bool
number(struct lr_span s, uint64_t max, int *out)
{
	uint64_t v;

	if (!lr_num_u64(s, max, &v))
		return false;
	*out = (int)v;
	return true;
}

static int
month(struct lr_span s)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int i;

	for (i = 0; s.n == 3 && i < 12; i++)
		if (lr_ascii_eq(s, lr_span(months + 3 * i, 3)))
			return i + 1;
	return 0;
}

static bool
clock_time(struct lr_span s, struct lr_date *d)
{
	return s.n == 8 && s.p[2] == ':' && s.p[5] == ':' &&
	    number(lr_span_sub(s, 0, 2), 23, &d->hour) &&
	    number(lr_span_sub(s, 3, 5), 59, &d->minute) &&
	    number(lr_span_sub(s, 6, 8), 60, &d->second);
}

/* Two digits are of the century that RFC 9110 means, near enough. */
static bool
year(struct lr_span s, int *y)
{
	if (!number(s, 9999, y) || (s.n != 2 && s.n != 4))
		return false;
	if (s.n == 2)
		*y += *y < 70 ? 2000 : 1900;
	return true;
}

/* The next word; blanks, commas and dashes end one. */
static struct lr_span
word(struct lr_span *s)
{
	struct lr_span w;
	size_t i;

	while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == ',' || s->p[0] == '-'))
		*s = lr_span_sub(*s, 1, s->n);
	for (i = 0;
	     i < s->n && s->p[i] != ' ' && s->p[i] != ',' && s->p[i] != '-';
	     i++)
		;
	w = lr_span_sub(*s, 0, i);
	*s = lr_span_sub(*s, i, s->n);
	return w;
}

bool
lr_httphead_date(struct lr_span s, int64_t *t)
{
	struct lr_date d = { 0 };
	struct lr_span w;

	word(&s); /* the day of the week */
	w = word(&s);
	if ((d.month = month(w)) != 0) {
		/* Sun Nov  6 08:49:37 1994 */
		return number(word(&s), 31, &d.day) &&
		    clock_time(word(&s), &d) && year(word(&s), &d.year) &&
		    word(&s).n == 0 && lr_time_from_date(&d, t);
	}
	return number(w, 31, &d.day) && (d.month = month(word(&s))) != 0 &&
	    year(word(&s), &d.year) && clock_time(word(&s), &d) &&
	    lr_ascii_eq(word(&s), LR_SPAN("gmt")) && word(&s).n == 0 &&
	    lr_time_from_date(&d, t);
}

/* ---- lines */

static void
content_type(struct lr_httphead *h, struct lr_span value)
{
	struct lr_span type = lr_span_trim(lr_span_cut(&value, ';'));
	size_t i;

	if (type.n >= sizeof(h->type))
		type.n = 0;
	for (i = 0; i < type.n; i++)
		h->type[i] = lr_lower(type.p[i]);
	h->type[type.n] = '\0';
}

/* "public, max-age=3600" */
static int64_t
cache_control(struct lr_span s)
{
	struct lr_span part, head = LR_SPAN("max-age=");
	int64_t age = -1;
	uint64_t v;

	while (s.p != NULL) {
		part = lr_span_trim(lr_span_cut(&s, ','));
		if (lr_ascii_eq(part, LR_SPAN("no-store")) ||
		    lr_ascii_eq(part, LR_SPAN("no-cache")))
			return 0;
		if (lr_ascii_eq(lr_span_sub(part, 0, head.n), head) &&
		    lr_num_u64(
			lr_span_sub(part, head.n, part.n), INT32_MAX, &v))
			age = (int64_t)v;
	}
	return age;
}

static void
retry_after(struct lr_httphead *h, struct lr_span value)
{
	uint64_t v;

	h->retry = h->retry_date = -1;
	if (lr_num_u64(value, INT32_MAX, &v))
		h->retry = (int64_t)v;
	else
		lr_httphead_date(value, &h->retry_date);
}

void
lr_httphead_line(struct lr_httphead *h, struct lr_span line)
{
	struct lr_span name;

	while (line.n > 0 &&
	    (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
		line.n--;
	if (line.n == 0)
		return;
	name = lr_span_cut(&line, ':');
	if (lr_span_starts(name, LR_SPAN("HTTP/"))) {
		lr_httphead_clear(h); /* a second one after "100 Continue" */
		return;
	}
	if (line.p == NULL)
		return;
	line = lr_span_trim(line);
	if (lr_ascii_eq(name, LR_SPAN("content-type")))
		content_type(h, line);
	else if (lr_ascii_eq(name, LR_SPAN("retry-after")))
		retry_after(h, line);
	else if (lr_ascii_eq(name, LR_SPAN("cache-control")))
		h->max_age = cache_control(line);
	else if (lr_ascii_eq(name, LR_SPAN("expires")))
		lr_httphead_date(line, &h->expires);
	else if (lr_ascii_eq(name, LR_SPAN("date")))
		lr_httphead_date(line, &h->date);
}

/* ---- what it comes to */

static int64_t
until(const struct lr_httphead *h, int64_t t, int64_t now)
{
	int64_t from = h->date >= 0 ? h->date : now;

	return t < 0 ? -1 : t < from ? 0 : t - from;
}

int64_t
lr_httphead_retry_after(const struct lr_httphead *h, int64_t now)
{
	return h->retry >= 0 ? h->retry : until(h, h->retry_date, now);
}

int64_t
lr_httphead_max_age(const struct lr_httphead *h, int64_t now)
{
	return h->max_age >= 0 ? h->max_age : until(h, h->expires, now);
}
