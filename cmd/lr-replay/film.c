#include <stdlib.h>

#include "replay.h"

enum { EVENTS_MAX = LR_RECORDING_BYTES / 8, TEXTS = 4096 };

void
film_init(struct film *f)
{
	*f = (struct film){ .events = 0 };
	lr_arena_init(&f->texts, TEXTS);
}

void
film_clear(struct film *f)
{
	size_t i;

	for (i = 0; i < f->pieces; i++)
		f->piece[i].there = false;
	f->head = (struct lr_reel){ .why = NULL };
	f->events = 0;
	f->pieces = 0;
	f->over = false;
	lr_arena_reset(&f->texts);
}

void
film_free(struct film *f)
{
	free(f->event);
	lr_arena_free(&f->texts);
}

/* ---- reading */

static enum lr_err
refuse(struct lr_record *rec, const char *why)
{
	rec->why = why;
	return LR_EBAD;
}

static enum lr_err
take_head(struct film *f, struct lr_record *rec)
{
	struct lr_reel r;

	if (lr_reel_read(&r, rec) != LR_OK)
		return refuse(rec, r.why);
	f->head.site = lr_arena_dup(&f->texts, r.site);
	f->head.day = lr_arena_dup(&f->texts, r.day);
	f->head.path = lr_arena_dup(&f->texts, r.path);
	return f->head.site.p == NULL || f->head.day.p == NULL ||
		f->head.path.p == NULL
	    ? LR_ENOMEM
	    : LR_OK;
}

static enum lr_err
add_event(struct film *f, const struct lr_event *e)
{
	size_t room = f->room == 0 ? 1024 : 2 * f->room;
	struct lr_event *p;

	if (f->events == EVENTS_MAX)
		return LR_ETOOLONG;
	if (f->events == f->room) {
		if ((p = realloc(f->event, room * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		f->event = p;
		f->room = room;
	}
	f->event[f->events++] = *e;
	return LR_OK;
}

enum lr_err
film_take(struct film *f, struct lr_record *rec)
{
	struct lr_event e = { .time = 0 };
	size_t before = f->events;
	struct lr_batch b;
	struct lr_reel r;
	struct piece *p;
	enum lr_err err;

	if (f->head.path.p == NULL)
		return take_head(f, rec);
	if (f->over)
		return refuse(rec, "of another recording");
	if (lr_batch_read(&b, rec, true) != LR_OK) {
		f->over = lr_reel_read(&r, rec) == LR_OK;
		return refuse(
		    rec, f->over ? "another recording begins" : b.why);
	}
	p = &f->piece[b.number];
	if (p->there)
		return refuse(rec, "this batch was there before");
	while ((err = lr_event_next(&b.events, &e)) == LR_OK &&
	    (err = add_event(f, &e)) == LR_OK)
		;
	if (err != LR_END) {
		f->events = before;
		return err == LR_EBAD	 ? refuse(rec, "e: not an event")
		    : err == LR_ETOOLONG ? refuse(rec,
					       "more events than a recording "
					       "has")
					 : err;
	}
	*p = (struct piece){ true, (uint32_t)before,
		(uint32_t)(f->events - before) };
	if (b.number >= f->pieces)
		f->pieces = (uint32_t)b.number + 1;
	return LR_OK;
}

/* ---- in order */

enum lr_err
film_order(struct film *f, unsigned *dropped)
{
	struct lr_event *sorted;
	const struct piece *p;
	size_t n = 0;
	uint32_t i;

	*dropped = 0;
	if (f->events == 0)
		return LR_OK;
	if ((sorted = malloc(f->events * sizeof(*sorted))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < f->pieces; i++) {
		p = &f->piece[i];
		if (!p->there)
			continue;
		if (n > 0 && f->event[p->first].time < sorted[n - 1].time) {
			*dropped += 1;
			continue;
		}
		memcpy(sorted + n, f->event + p->first, p->n * sizeof(*sorted));
		n += p->n;
	}
	free(f->event);
	f->event = sorted;
	f->room = f->events;
	f->events = n;
	return LR_OK;
}

struct sums
film_sums(const struct film *f)
{
	struct sums s = { .time = 0 };
	size_t i;

	for (i = 0; i < f->events; i++) {
		s.clicks += f->event[i].kind == 'c';
		s.moves += f->event[i].kind == 'm';
	}
	if (f->events > 0)
		s.time = f->event[f->events - 1].time;
	return s;
}

static bool
is_in(const struct lr_event *box, const struct lr_event *at)
{
	return at->v[0] >= box->v[0] && at->v[1] >= box->v[1] &&
	    at->v[0] - box->v[0] <= box->v[2] &&
	    at->v[1] - box->v[1] <= box->v[3];
}

char
film_box(const struct film *f, size_t i)
{
	const struct lr_event *at = &f->event[i], *e;
	uint64_t least = UINT64_MAX, size;
	char kind = '\0';

	while (i-- > 0 && (e = &f->event[i])->kind != 'w') {
		if (e->n != 4 || !is_in(e, at))
			continue;
		size = (uint64_t)e->v[2] * e->v[3];
		if (size < least) {
			least = size;
			kind = e->kind;
		}
	}
	return kind;
}
