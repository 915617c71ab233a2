/*
 * Asking: several companies are on their way at once, each with one provider
 * at a time, in the order of the providers; the one that comes first in the
 * list goes first. What is done is written in the order of the list.
 */
#include <stdlib.h>

#include "cliline.h"
#include "clock.h"
#include "employees.h"
#include "wipe.h"

#define ACTIVE_MAX 64u	    /* companies on their way */
#define AHEAD_MAX 1024u	    /* of the one to be written next */
#define BODY_MAX (4u << 20) /* bytes of an answer */
#define CONNECT 10000u	    /* milliseconds */

/* ---- one company */

static void
begin(struct employees *e, struct company *c)
{
	struct work *w = NULL;
	unsigned i;

	for (i = 0; i < ACTIVE_MAX && w == NULL; i++)
		if (e->works[i].company == NULL)
			w = &e->works[i];
	if (w == NULL)
		abort(); /* begin_some has seen a free one */
	*w = (struct work){ .company = c };
	w->q = (struct lr_enquiry){ .company = c->name,
		.domain = c->domain,
		.seniority = e->seniority,
		.department = e->department,
		.limit = e->limit };
	(void)lr_firm_init(&w->q.firm, c->name, c->domain);
	c->work = w;
}

/* ---- questions */

/* Results that the credits left pay for; 0: none. */
static unsigned
affordable(const struct employees *e, const struct source *s)
{
	unsigned long used = e->spent + e->reserved, left;

	if (!e->max_credits_given || s->p->credit == 0)
		return s->p->page;
	left = e->max_credits > used ? e->max_credits - used : 0;
	if (left > s->p->page / s->p->credit)
		return s->p->page;
	return (unsigned)left * s->p->credit;
}

/* A dry run: what it would cost, as far as that can be known for nothing. */
static void
estimate(struct employees *e, struct work *w, unsigned results)
{
	struct source *s = work_source(e, w);
	unsigned most =
	    w->p.counted && w->p.expected < e->limit ? w->p.expected : e->limit;

	if (s->p->hits > 0 && most > s->p->hits)
		most = s->p->hits;
	if (results > 0)
		w->estimate += source_price(s, most);
	work_turn(e, w);
}

static void
send_to(struct employees *e, struct work *w, const char *url)
{
	struct source *s = work_source(e, w);
	struct lr_http_request req = { .url = url,
		.headers = { "Accept: application/json", s->header },
		.max = BODY_MAX,
		.connect = CONNECT < e->timeout ? CONNECT : e->timeout,
		.total = e->timeout,
		.secret = true };
	enum lr_err err = lr_http_send(e->http, &req, w);

	if (err == LR_EBAD) {
		work_finish(e, w, FAILED, "it cannot be asked for that name");
		return;
	}
	if (err != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	w->flying = true;
	source_sent(s, lr_clock_ticks());
}

static void
ask(struct employees *e, struct work *w)
{
	struct source *s = work_source(e, w);
	unsigned most = affordable(e, s), results;
	struct lr_buf url;

	lr_buf_init(&url, 2 * LR_HTTP_URL);
	s->p->ask(&s->use, &w->q, &w->p, most == 0 ? 1 : most, &url, &results);
	if (url.err != LR_OK) {
		work_finish(e, w, FAILED, "it cannot be asked for that name");
	} else if (e->dry_run && (results > 0 || s->p->credit == 0)) {
		estimate(e, w, results);
	} else if (results > 0 && most == 0) {
		e->last_credit = e->stop = true;
		work_finish(e, w, QUOTA, "--max-credits is reached");
	} else {
		w->reserved = source_price(s, results);
		e->reserved += w->reserved;
		send_to(e, w, lr_buf_str(&url));
	}
	lr_wipe(url.p, url.cap);
	lr_buf_free(&url);
}

/* ---- the loop */

/* The next to be asked of this provider, by the order of the list. */
static struct work *
first_in_line(struct employees *e, unsigned source, int64_t now, int64_t *due)
{
	struct work *best = NULL, *w;
	unsigned i;

	for (i = 0; i < ACTIVE_MAX; i++) {
		w = &e->works[i];
		if (w->company == NULL || w->done || w->flying ||
		    e->order[w->turn] != source)
			continue;
		if (w->due > now) {
			if (w->due < *due)
				*due = w->due;
			continue;
		}
		if (best == NULL || w->company < best->company)
			best = w;
	}
	return best;
}

/* Ask whoever may be asked now. When to look again. */
static int64_t
ask_some(struct employees *e, int64_t now)
{
	int64_t due = INT64_MAX, room;
	struct source *s;
	struct work *w;
	unsigned i;

	for (i = 0; i < e->n_sources; i++) {
		s = &e->source[e->order[i]];
		while ((room = source_room(s, now)) <= now) {
			w = first_in_line(e, e->order[i], now, &due);
			if (w == NULL)
				break;
			/* others may give credits back */
			if (affordable(e, s) == 0 && e->reserved > 0)
				break;
			ask(e, w);
		}
		if (room > now && room < due)
			due = room;
	}
	return due;
}

/* Companies whose provider is over are over, too. */
static void
give_up(struct employees *e)
{
	struct source *s;
	unsigned i;

	for (i = 0; i < ACTIVE_MAX; i++) {
		struct work *w = &e->works[i];

		if (w->company == NULL || w->done || w->flying)
			continue;
		if ((s = work_hopeless(e, w)) == NULL)
			continue;
		while (work_source(e, w) != s)
			w->turn++;
		work_finish(e, w, source_status(s->over), source_words(s));
	}
}

/* Those that were not begun. */
static void
leave_out(struct employees *e, struct company *c)
{
	unsigned i;

	c->status = QUOTA;
	c->why = "--max-credits is reached";
	for (i = 0; i < e->n_sources && !e->last_credit; i++) {
		struct source *s = &e->source[e->order[i]];

		if (s->over == LR_SAID_MORE)
			continue;
		c->status = source_status(s->over);
		c->provider = s->p->name;
		c->why = source_words(s);
		break;
	}
}

static void
write_some(struct employees *e)
{
	struct company *c;
	struct work *w;

	for (; e->head < e->next; e->head++) {
		c = &e->all.c[e->head];
		w = c->work;
		if (w != NULL && !w->done)
			break;
		write_company(e, c, w);
		if (w == NULL)
			continue;
		lr_people_free(&w->f.people);
		*w = (struct work){ 0 };
		c->work = NULL;
	}
}

static bool
any_free(const struct employees *e)
{
	unsigned i;

	for (i = 0; i < ACTIVE_MAX; i++)
		if (e->works[i].company == NULL)
			return true;
	return false;
}

static void
begin_some(struct employees *e)
{
	for (; e->next < e->all.n; e->next++) {
		struct company *c = &e->all.c[e->next];

		if (e->stop)
			leave_out(e, c);
		else if (e->next - e->head < AHEAD_MAX && any_free(e))
			begin(e, c);
		else
			return;
	}
}

static void
wait_for(struct employees *e, int64_t due)
{
	int64_t ms = due == INT64_MAX ? -1 : due - lr_clock_ticks();

	if (due != INT64_MAX && ms < 0)
		ms = 0;
	if (e->cli->out.n > 0)
		lr_cli_flush(e->cli); /* what is ready is of use now */
	if (e->progress && (ms < 0 || ms > 250))
		ms = 250;
	if (lr_http_wait(e->http, ms > 60000 ? 60000 : (int)ms) != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
}

void
ask_all(struct employees *e)
{
	uint32_t head;
	int64_t due;

	e->works = lr_wiped_calloc(ACTIVE_MAX, sizeof(*e->works));
	if (e->works == NULL ||
	    lr_http_open(&e->http, "lr/" LR_VERSION, work_answered, e) != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	while (e->head < e->all.n) {
		head = e->head;
		if (e->stop)
			give_up(e);
		begin_some(e);
		due = ask_some(e, lr_clock_ticks());
		if (e->stop)
			give_up(e);
		write_some(e);
		tell_progress(e, false);
		/* what was written has made room for more */
		if (e->head == head &&
		    (lr_http_flying(e->http) > 0 || due != INT64_MAX))
			wait_for(e, due);
	}
	lr_http_close(e->http);
	e->http = NULL;
	lr_wiped_free(e->works);
}
