/* POST /rec: a batch of a recording. Whose address it is from is asked nowhere,
 * and forgotten with the request. */
#include "web.h"

#include "clock.h"

/* Nobody is recorded who does not want it; and crawlers need no video. */
static bool
is_unwanted(struct web *w, struct hit *h)
{
	hit_agent(w, h);
	return has_signal(w) || has_cookie(w, "optout") || h->bot.n > 0;
}

/* The batch into w->line, as it is kept: 0, or the status of a refusal. */
static unsigned
read_batch(struct web *w, const struct site *s, int64_t now, struct lr_batch *b)
{
	char day[LR_TIME_TEXT];
	struct lr_reel reel;
	enum lr_err err;

	err = lr_record_parse(&w->rec, lr_buf_span(&w->body));
	if (err == LR_OK)
		err = lr_batch_read(b, &w->rec, false);
	if (err != LR_OK)
		return err == LR_EBAD ? 400 : 500;
	lr_time_put(now, day);
	reel = (struct lr_reel){ .site = lr_span_str(s->name),
		.day = lr_span(day, 10),
		.path = b->path };
	lr_buf_clear(&w->line);
	if (b->number == 0)
		lr_reel_put(&w->line, &reel);
	if ((err = lr_batch_put(&w->line, b)) != LR_OK)
		return 400;
	return w->line.err != LR_OK ? 500 : 0;
}

static unsigned
take(struct web *w, struct hit *h)
{
	struct lr_batch b;
	unsigned status;

	if (!h->site->conf.module2)
		return 404;
	if ((status = hit_refusal(w, h, 'r')) != 0)
		return status;
	if (is_unwanted(w, h))
		return 403;
	if ((status = hit_body(w)) != 0 ||
	    (status = read_batch(w, h->site, h->now, &b)) != 0)
		return status;
	return reel_put(w, h->site, h->now, &b);
}

void
record_answer(struct web *w)
{
	struct hit h = { .now = lr_clock_now(), .site = posted_site(w) };
	unsigned status;

	if (h.site == NULL)
		return;
	if ((status = take(w, &h)) != 0) {
		answer_plain(w, status);
		return;
	}
	answer_begin(w, 204, NULL);
	answer_head(w, "Cache-Control", LR_SPAN("no-store"));
	lr_buf_puts(&w->answer, "\r\n");
}
