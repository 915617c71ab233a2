#include "rpsl.h"

#include <string.h>

#include "clock.h"
#include "num.h"
#include "utf8.h"

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
all_blank(const char *p, const char *end)
{
	while (p < end && blank(*p))
		p++;
	return p == end;
}

static bool
goes_on(char c)
{
	return c == ' ' || c == '\t' || c == '+';
}

static bool
comment(char c)
{
	return c == '#' || c == '%';
}

/* Behind the line at p, its '\n' included; NULL: its end is not there. */
static const char *
line_end(const char *p, const char *end, bool last)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl != NULL ? nl + 1 : last ? end : NULL;
}

static void
take(struct lr_rpsl *r, struct lr_span *in, const char *to, unsigned long lines)
{
	size_t n = (size_t)(to - in->p);

	r->lines += lines;
	*in = lr_span(to, in->n - n);
	if (!r->begun)
		return;
	r->bytes = n > SIZE_MAX - r->bytes ? SIZE_MAX : r->bytes + n;
	if (r->bytes > LR_RPSL_OBJECT_MAX)
		r->cut = r->drop = true;
}

/* Something that belongs to an object. */
static void
begin(struct lr_rpsl *r)
{
	if (!r->begun)
		r->begin = r->lines + 1;
	r->begun = true;
}

/* The input ends within something that is too long already. */
static enum lr_rpsl_got
give_up(struct lr_rpsl *r, struct lr_span *in, const char *end,
    unsigned long lines, bool whole_line)
{
	begin(r);
	r->cut = r->drop = true;
	r->torn = !whole_line;
	take(r, in, end, lines);
	return LR_RPSL_MORE;
}

static bool
name_of(struct lr_span line, struct lr_span *name)
{
	size_t i,
	    n = lr_span_find(lr_span_sub(line, 0, LR_RPSL_NAME_MAX + 1), ':');

	if (n > LR_RPSL_NAME_MAX || n == line.n)
		return false;
	*name = lr_span_trim(lr_span_sub(line, 0, n));
	for (i = 0; i < name->n; i++)
		if (!lr_is_alnum(name->p[i]) && name->p[i] != '-' &&
		    name->p[i] != '_')
			return false;
	return name->n > 0 && lr_is_alnum(name->p[0]);
}

/* An attribute begins at in->p, its first line ends at `to`. */
static enum lr_rpsl_got
attribute(struct lr_rpsl *r, struct lr_span *in, const char *to, bool last)
{
	const char *p = in->p, *end = lr_span_end(*in), *next;
	unsigned long lines = 1;
	struct lr_span name;

	if (!name_of(lr_span(p, (size_t)(to - p)), &name)) {
		begin(r);
		r->bad = r->drop = true;
		take(r, in, to, 1);
		return LR_RPSL_MORE;
	}
	for (;;) {
		if ((size_t)(to - p) > LR_RPSL_VALUE_MAX)
			return give_up(r, in, to, lines, true);
		if (to == end) {
			if (last)
				break;
			return LR_RPSL_MORE;
		}
		if (!goes_on(*to) && !comment(*to))
			break;
		if ((next = line_end(to, end, last)) == NULL) {
			if (in->n > LR_RPSL_VALUE_MAX)
				return give_up(r, in, end, lines, false);
			return LR_RPSL_MORE;
		}
		if ((size_t)(next - p) > LR_RPSL_VALUE_MAX)
			return give_up(r, in, next, lines + 1, true);
		if (*to != '+' && all_blank(to, next - (next[-1] == '\n')))
			break;
		to = next;
		lines++;
	}
	begin(r);
	r->name = name;
	r->line = r->lines + 1;
	p = memchr(p, ':', (size_t)(to - p));
	r->raw = lr_span(p + 1, (size_t)(to - p - 1));
	r->drop = false;
	take(r, in, to, lines);
	if (r->bytes > LR_RPSL_OBJECT_MAX)
		return LR_RPSL_MORE;
	r->attrs++;
	return LR_RPSL_ATTR;
}

/* A line is at in->p. LR_RPSL_MORE: look at what follows it. */
static enum lr_rpsl_got
one_line(struct lr_rpsl *r, struct lr_span *in, const char *to, bool last)
{
	if (r->torn) {
		r->torn = false;
		take(r, in, to, 1);
	} else if (all_blank(in->p, to - (to[-1] == '\n'))) {
		r->ended = r->begun;
		take(r, in, to, 1);
		return r->ended ? LR_RPSL_OBJECT : LR_RPSL_MORE;
	} else if (comment(*in->p)) {
		take(r, in, to, 1);
	} else if (goes_on(*in->p)) {
		/* of an attribute that was left out, or of none */
		begin(r);
		r->bad |= !r->drop;
		take(r, in, to, 1);
	} else {
		return attribute(r, in, to, last);
	}
	return LR_RPSL_MORE;
}

enum lr_rpsl_got
lr_rpsl_next(struct lr_rpsl *r, struct lr_span *in, bool last)
{
	enum lr_rpsl_got got;
	const char *to;
	size_t left;

	if (r->ended)
		*r = (struct lr_rpsl){ .lines = r->lines };
	while (in->n > 0) {
		to = line_end(in->p, lr_span_end(*in), last);
		if (to == NULL && (r->torn || in->n > LR_RPSL_VALUE_MAX))
			return give_up(r, in, lr_span_end(*in), 0, false);
		if (to == NULL)
			return LR_RPSL_MORE;
		if (!r->torn && (size_t)(to - in->p) > LR_RPSL_VALUE_MAX) {
			(void)give_up(r, in, to, 1, true);
			continue;
		}
		left = in->n;
		got = one_line(r, in, to, last);
		if (got != LR_RPSL_MORE || in->n == left)
			return got;
	}
	if (!last || !r->begun)
		return LR_RPSL_MORE;
	r->ended = true;
	return LR_RPSL_OBJECT;
}

/* ---- values */

/* Code page 1252 where it differs from ISO 8859-1; 0: a control character. */
static const uint16_t page1252[] = { 0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026,
	0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0, 0,
	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
	0x161, 0x203a, 0x153, 0, 0x17e, 0x178 };

/* Without its comment: '#' at the beginning of a word. */
static struct lr_span
uncommented(struct lr_span s)
{
	size_t i, from = 0;

	while (
	    (i = from + lr_span_find(lr_span_sub(s, from, s.n), '#')) < s.n) {
		if (i == 0 || blank(s.p[i - 1]))
			return lr_span_sub(s, 0, i);
		from = i + 1;
	}
	return s;
}

struct text {
	char *out;
	size_t n, max;
	bool utf8, gap, full;
};

static void
put(struct text *t, const char *p, size_t len)
{
	if (t->full || t->n + t->gap + len > t->max) {
		t->full = true;
		return;
	}
	if (t->gap)
		t->out[t->n++] = ' ';
	t->gap = false;
	memcpy(t->out + t->n, p, len);
	t->n += len;
}

/* As much of a word as there is room for. */
static void
put_word(struct text *t, const char *p, size_t len)
{
	size_t room = t->max - t->n;

	room -= t->gap && room > 0;
	put(t, p, len < room || room == 0 ? len : room);
	t->full |= len > room;
}

/* A character of more than ASCII at p; how many bytes it is there. */
static size_t
put_wide(struct text *t, const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;
	uint32_t u;
	unsigned len;
	char four[4];

	if (t->utf8) {
		len = lr_utf8_len(p, end);
		put(t, p, len);
		return len;
	}
	u = c >= 0xa0 ? c : page1252[c - 0x80];
	if (u == 0)
		t->gap = t->n > 0;
	else
		put(t, four, lr_utf8_put(u, four));
	return 1;
}

static void
put_line(struct text *t, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s), *from;

	t->gap = t->n > 0;
	while (p < end && !t->full) {
		for (from = p; p<end && * p> ' ' && *p < 0x7f; p++)
			;
		if (p > from)
			put_word(t, from, (size_t)(p - from));
		else if ((unsigned char)*p >= 0x80)
			p += put_wide(t, p, end);
		else
			p++, t->gap = t->n > 0;
	}
}

size_t
lr_rpsl_text(struct lr_span raw, char *out, size_t max)
{
	struct text t = { .out = out, .max = max };
	struct lr_span rest = raw, line;
	bool first = true;

	t.utf8 = lr_utf8_valid(raw);
	while (rest.p != NULL && !t.full) {
		line = lr_span_cut(&rest, '\n');
		if (first)
			put_line(&t, uncommented(line));
		else if (line.n > 0 && goes_on(*line.p))
			put_line(&t, uncommented(lr_span_sub(line, 1, line.n)));
		first = false;
	}
	return t.n;
}

bool
lr_rpsl_range(struct lr_span text, struct lr_range *range)
{
	struct lr_span rest = lr_span_trim(text), head;
	char whole[LR_RANGE_TEXT];
	unsigned dots = 0;
	size_t i;

	if (lr_range_parse(rest, range))
		return true;
	/* the short form */
	head = lr_span_cut(&rest, '/');
	if (rest.p == NULL || head.n == 0 || head.n > 15 || rest.n > 2 ||
	    lr_span_find(head, ':') < head.n)
		return false;
	for (i = 0; i < head.n; i++)
		dots += head.p[i] == '.';
	if (dots > 2)
		return false;
	memcpy(whole, head.p, head.n);
	for (i = head.n; dots < 3; dots++) {
		whole[i++] = '.';
		whole[i++] = '0';
	}
	whole[i++] = '/';
	memcpy(whole + i, rest.p, rest.n);
	return lr_range_parse(lr_span(whole, i + rest.n), range);
}

bool
lr_rpsl_time(struct lr_span text, int64_t *t)
{
	struct lr_span s = lr_span_trim(text);
	struct lr_date d = { 0 };
	size_t i = s.n;
	uint64_t v;

	while (i > 0 && !blank(s.p[i - 1]))
		i--;
	s = lr_span_sub(s, i, s.n);
	if (s.n != 8 || !lr_num_u64(s, 99999999, &v))
		return lr_time_parse(s, t);
	d.year = (int)(v / 10000);
	d.month = (int)(v / 100 % 100);
	d.day = (int)(v % 100);
	return lr_time_from_date(&d, t);
}
