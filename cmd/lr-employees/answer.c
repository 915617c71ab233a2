/*
 * Answers: what a provider said about a company, what that means for it, for
 * the provider and for the run.
 */
#include "clock.h"
#include "employees.h"
#include "hash.h"

#define BACKOFF_MAX 60000
#define PATIENCE_MAX 300 /* seconds of a Retry-After */
#define LOST_MAX 10u	 /* companies in a row without an answer */

struct source *
work_source(struct employees *e, const struct work *w)
{
	return &e->source[e->order[w->turn]];
}

/* The company is done, well or not. */
void
work_finish(
    struct employees *e, struct work *w, enum status status, const char *why)
{
	struct company *c = w->company;

	/* the worst of several providers counts */
	if (status > c->status) {
		c->status = status;
		c->why = why;
		c->provider = why == NULL ? NULL : work_source(e, w)->p->name;
	}
	w->done = true;
}

/* On to the next provider, or done. */
void
work_turn(struct employees *e, struct work *w)
{
	w->p = (struct lr_progress){ 0 };
	w->tries = 0;
	w->due = 0;
	if (w->turn + 1 < e->n_sources && w->f.people.n < e->limit) {
		w->turn++;
		return;
	}
	work_finish(e, w, FOUND, NULL);
}

/* ---- providers that are over */

const char *
source_words(const struct source *s)
{
	if (s->over == LR_SAID_FAULT)
		return "it does not answer";
	return lr_said_text(s->over);
}

static void
over(struct employees *e, struct source *s, enum lr_said said)
{
	if (s->over != LR_SAID_MORE)
		return;
	s->over = said;
	e->stop = true;
	tell_warn(e, "%s: %s: no more companies are asked for", s->p->name,
	    source_words(s));
}

/* Does the company still need a provider that is over? */
struct source *
work_hopeless(struct employees *e, const struct work *w)
{
	unsigned i;

	for (i = w->turn; i < e->n_sources; i++)
		if (e->source[e->order[i]].over != LR_SAID_MORE)
			return &e->source[e->order[i]];
	return NULL;
}

enum status
source_status(enum lr_said said)
{
	return said == LR_SAID_USED_UP ? QUOTA : FAILED;
}

/* ---- answers */

/* Milliseconds, about twice as long each time. */
static int64_t
backoff(const struct employees *e, unsigned tries)
{
	static uint64_t state;
	int64_t ms = (int64_t)e->backoff << (tries < 10 ? tries : 10);

	if (ms > BACKOFF_MAX)
		ms = BACKOFF_MAX;
	state = lr_hash(
	    lr_span((const char *)&state, sizeof(state)), lr_hash_seed());
	return ms / 2 + (int64_t)(state % (uint64_t)(ms + 1));
}

static void
again(struct employees *e, struct work *w, bool slow, int64_t wait,
    const char *why)
{
	struct source *s = work_source(e, w);
	int64_t now = lr_clock_ticks(), ms = backoff(e, w->tries);

	if (++w->tries >= e->tries) {
		source_trouble(s, 0);
		if (++s->lost >= LOST_MAX)
			over(e, s, slow ? LR_SAID_SLOW : LR_SAID_FAULT);
		work_finish(e, w, FAILED, why);
		return;
	}
	if (wait > PATIENCE_MAX)
		wait = PATIENCE_MAX;
	if (wait * 1000 > ms)
		ms = wait * 1000;
	w->due = now + ms;
	/* too fast is meant for all of us */
	source_trouble(s, slow || wait > 0 ? w->due : 0);
}

static void
react(struct employees *e, struct work *w, enum lr_said said, int64_t wait)
{
	struct source *s = work_source(e, w);

	switch (said) {
	case LR_SAID_MORE:
	case LR_SAID_DONE:
		source_answered(s, e->at_once);
		w->tries = 0;
		w->company->cut |= w->p.cut;
		if (said == LR_SAID_DONE)
			work_turn(e, w);
		break;
	case LR_SAID_SLOW:
	case LR_SAID_FAULT:
		again(e, w, said == LR_SAID_SLOW, wait, lr_said_text(said));
		break;
	case LR_SAID_USED_UP:
	case LR_SAID_NO_KEY:
		over(e, s, said);
		work_finish(e, w, source_status(said), lr_said_text(said));
		break;
	case LR_SAID_REFUSED:
		source_answered(s, e->at_once);
		if (w->company->status < REFUSED) {
			w->company->status = REFUSED;
			w->company->why = lr_said_text(said);
			w->company->provider = s->p->name;
		}
		work_turn(e, w);
		break;
	case LR_SAID_NONSENSE:
		again(e, w, false, wait, lr_said_text(said));
		break;
	case LR_SAID_NO_MEMORY:
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	}
}

unsigned long
source_price(const struct source *s, unsigned results)
{
	return s->p->credit == 0 ? 0
				 : (results + s->p->credit - 1) / s->p->credit;
}

/* What was set aside for the request becomes what it has cost. */
static void
settle(struct employees *e, struct work *w, unsigned long cost)
{
	struct source *s = work_source(e, w);

	if (cost > w->reserved && w->reserved > 0)
		cost = w->reserved;
	e->reserved -= w->reserved;
	w->reserved = 0;
	e->spent += cost;
	s->credits += cost;
	w->company->credits += cost;
}

void
work_answered(void *arg, void *request, const struct lr_http_answer *a)
{
	struct employees *e = arg;
	struct work *w = request;
	struct source *s = work_source(e, w);
	enum lr_said said;
	unsigned got = 0;

	w->flying = false;
	s->flying--;
	if (a->end != LR_HTTP_ANSWER) {
		/* nobody knows whether it was counted */
		settle(e, w, w->reserved);
		again(e, w, false, 0,
		    a->end == LR_HTTP_TOO_LONG	    ? "an answer without end"
			: a->end == LR_HTTP_TIMEOUT ? "no answer in time"
						    : "no connection, or cut");
		return;
	}
	said =
	    s->p->read(&s->use, &w->q, &w->p, a->status, a->body, &w->f, &got);
	/* what cannot be read may have been paid for all the same */
	settle(e, w,
	    said == LR_SAID_NONSENSE ? w->reserved : source_price(s, got));
	react(e, w, said, a->retry_after);
}
