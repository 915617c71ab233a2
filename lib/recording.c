#include "recording.h"

#include "ascii.h"
#include "beacon.h"
#include "ip.h"
#include "num.h"

/* ---- events */

static unsigned
numbers_of(char kind)
{
	if (kind == '\0')
		return 0;
	return strchr("vwsmc", kind) != NULL ? 2
	    : strchr("thlif", kind) != NULL  ? 4
					     : 0;
}

static bool
number(struct lr_span *s, uint32_t max, uint32_t *v)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < s->n && lr_is_digit(s->p[i]); i++)
		;
	if (!lr_num_u64(lr_span_sub(*s, 0, i), max, &n))
		return false;
	*v = (uint32_t)n;
	*s = lr_span_sub(*s, i, s->n);
	return true;
}

static bool
event(struct lr_span *s, struct lr_event *e)
{
	uint32_t before = e->time;
	unsigned i;

	if (!lr_span_take(s, '[') || !number(s, LR_RECORDING_TIME, &e->time) ||
	    e->time < before || !lr_span_take(s, ',') ||
	    !lr_span_take(s, '"') || s->n == 0)
		return false;
	e->kind = s->p[0];
	*s = lr_span_sub(*s, 1, s->n);
	if ((e->n = numbers_of(e->kind)) == 0 || !lr_span_take(s, '"'))
		return false;
	for (i = 0; i < e->n; i++)
		if (!lr_span_take(s, ',') ||
		    !number(s, LR_RECORDING_NUMBER, &e->v[i]))
			return false;
	return lr_span_take(s, ']');
}

/* The first is behind [, others are behind a comma, ] is the end. */
enum lr_err
lr_event_next(struct lr_span *events, struct lr_event *e)
{
	if (lr_span_eq(*events, LR_SPAN("]")))
		return LR_END;
	if (!lr_span_take(events, '[') && !lr_span_take(events, ','))
		return LR_EBAD;
	return event(events, e) ? LR_OK : LR_EBAD;
}

/* ---- batches */

static enum lr_err
bad(const char **why, const char *what)
{
	*why = what;
	return LR_EBAD;
}

/* The fields that names tell, each once and nothing else, as they stand. */
static bool
members(const struct lr_record *rec, const char *const *names, unsigned n,
    const struct lr_field **f)
{
	unsigned i, k;

	for (k = 0; k < n; k++)
		f[k] = NULL;
	for (i = 0; i < rec->n; i++) {
		for (k = 0; k < n; k++)
			if (!rec->field[i].key_escaped &&
			    lr_span_eq(
				rec->field[i].key, lr_span_str(names[k])))
				break;
		if (k == n || f[k] != NULL)
			return false;
		f[k] = &rec->field[i];
	}
	return i == n;
}

/* A string that needed no escapes. */
static struct lr_span
plain(const struct lr_field *f)
{
	if (f->type != LR_JSON_STRING || f->val_escaped)
		return (struct lr_span){ NULL, 0 };
	return lr_span_sub(f->val, 1, f->val.n - 1);
}

static bool
is_id(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return s.n >= 8 && s.n <= LR_RECORDING_ID;
}

bool
lr_recording_path(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' ||
		    strchr("?#\\\"<>", s.p[i]) != NULL)
			return false;
	return s.n > 0 && s.n <= LR_RECORDING_PATH && s.p[0] == '/';
}

enum lr_err
lr_batch_read(struct lr_batch *b, const struct lr_record *rec, bool kept)
{
	static const char *const names[] = { "n", "e", "id", "path" };
	const struct lr_field *f[4];

	*b = (struct lr_batch){ .why = "" };
	if (!members(rec, names, kept ? 2 : 4, f))
		return bad(&b->why, "other members than a batch has");
	if (f[0]->type != LR_JSON_NUMBER ||
	    !lr_num_u64(f[0]->val, LR_RECORDING_BATCHES - 1, &b->number))
		return bad(&b->why, "n: no number of a batch");
	if (f[1]->type != LR_JSON_ARRAY || f[1]->val.n < 3)
		return bad(&b->why, "e: no events");
	b->events = f[1]->val;
	if (kept)
		return LR_OK;
	b->id = plain(f[2]);
	b->path = plain(f[3]);
	if (!is_id(b->id))
		return bad(&b->why, "id: not as the script makes it");
	if (!lr_recording_path(b->path))
		return bad(&b->why, "path: no path of a page");
	return LR_OK;
}

void
lr_event_put(struct lr_buf *to, const struct lr_event *e, bool comma)
{
	unsigned i;

	lr_buf_puts(to, comma ? ",[" : "[");
	lr_buf_putu(to, e->time);
	lr_buf_puts(to, ",\"");
	lr_buf_putc(to, e->kind);
	lr_buf_putc(to, '"');
	for (i = 0; i < e->n; i++) {
		lr_buf_putc(to, ',');
		lr_buf_putu(to, e->v[i]);
	}
	lr_buf_putc(to, ']');
}

enum lr_err
lr_batch_put(struct lr_buf *to, const struct lr_batch *b)
{
	struct lr_span events = b->events;
	struct lr_event e = { .time = 0 };
	enum lr_err err;
	bool first = true;

	lr_buf_puts(to, "{\"n\":");
	lr_buf_putu(to, b->number);
	lr_buf_puts(to, ",\"e\":[");
	while ((err = lr_event_next(&events, &e)) == LR_OK) {
		lr_event_put(to, &e, !first);
		first = false;
	}
	lr_buf_puts(to, "]}\n");
	return err == LR_END && !first ? LR_OK : LR_EBAD;
}

/* ---- the first line */

/* 2026-11-25 */
static bool
is_day(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (i == 4 || i == 7 ? s.p[i] != '-' : !lr_is_digit(s.p[i]))
			return false;
	return s.n == 10;
}

enum lr_err
lr_reel_read(struct lr_reel *r, const struct lr_record *rec)
{
	static const char *const names[] = { "recording", "site", "day",
		"path" };
	const struct lr_field *f[4];

	*r = (struct lr_reel){ .why = "" };
	if (!members(rec, names, 4, f) || f[0]->type != LR_JSON_NUMBER ||
	    !lr_span_eq(f[0]->val, LR_SPAN("1")))
		return bad(&r->why, "not the first line of a recording");
	r->site = plain(f[1]);
	r->day = plain(f[2]);
	r->path = plain(f[3]);
	if (!lr_beacon_is_site(r->site) || !is_day(r->day) ||
	    !lr_recording_path(r->path))
		return bad(&r->why, "no site, day and path of a recording");
	return LR_OK;
}

/* Is it a machine's address, as a path has it: its colons may be coded? */
static bool
is_machine(struct lr_span s)
{
	char text[64];
	struct lr_ip ip;
	size_t n;

	for (n = 0; s.n > 0 && n < sizeof(text); n++)
		if (lr_ascii_eq(lr_span_sub(s, 0, 3), LR_SPAN("%3a"))) {
			text[n] = ':';
			s = lr_span_sub(s, 3, s.n);
		} else {
			text[n] = s.p[0];
			s = lr_span_sub(s, 1, s.n);
		}
	return s.n == 0 && lr_ip_parse(lr_span(text, n), &ip);
}

/* Does a part of a path name somebody: an address, of mail or of a machine? */
static bool
is_address(struct lr_span s)
{
	return lr_span_find(s, '@') < s.n ||
	    lr_ascii_find(s, LR_SPAN("%40")) < s.n || is_machine(s);
}

/* The path without what would tell of a visitor: addresses are hidden, and what
 * follows a semicolon is often a session. There is nothing to escape in it. It
 * ends where it has become too long to be a path. */
static void
put_path(struct lr_buf *to, struct lr_span path)
{
	size_t most = to->n + LR_RECORDING_PATH;
	struct lr_span part;
	bool more = false;

	while (path.p != NULL) {
		part = lr_span_cut(&path, '/');
		part = lr_span_sub(part, 0, lr_span_find(part, ';'));
		if (is_address(part))
			part = LR_SPAN("[address]");
		if (to->n + more + part.n > most)
			break;
		if (more)
			lr_buf_putc(to, '/');
		more = true;
		lr_buf_put(to, part);
	}
}

void
lr_reel_put(struct lr_buf *to, const struct lr_reel *r)
{
	lr_buf_puts(to, "{\"recording\":1");
	lr_json_member(to, "site", r->site);
	lr_json_member(to, "day", r->day);
	lr_buf_puts(to, ",\"path\":\"");
	put_path(to, r->path);
	lr_buf_puts(to, "\"}\n");
}
