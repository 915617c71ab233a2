/*
 * Batches of a recording, as they are sent and as they are kept: what is taken
 * is numbers within their limits, and kept it is read again as the same.
 */
#include <stdint.h>

#include "must.h"
#include "recording.h"

enum { SIZE_MAX_ = 16 << 10 };

static struct lr_record rec, again;
static struct lr_buf out, twice;

static void
plain(struct lr_span s, size_t max)
{
	size_t i;

	must(s.n > 0 && s.n <= max);
	for (i = 0; i < s.n; i++)
		must(s.p[i] > ' ' && s.p[i] <= '~' && s.p[i] != '"' &&
		    s.p[i] != '<');
}

/* As a line, whose end is left out. */
static struct lr_span
line_of(struct lr_buf *b)
{
	must(lr_buf_room(b, LR_PAD) != NULL);
	memset(b->p + b->n, 0, LR_PAD);
	return lr_span(b->p, b->n - 1);
}

static void
events(struct lr_span s)
{
	struct lr_event e = { .time = 0 };
	uint32_t before = 0;
	enum lr_err err;
	unsigned i;

	while ((err = lr_event_next(&s, &e)) == LR_OK) {
		must(e.time >= before && e.time <= LR_RECORDING_TIME);
		must(e.n == 2 || e.n == 4);
		must(strchr(e.n == 2 ? "vwsmc" : "thlif", e.kind) != NULL);
		for (i = 0; i < e.n; i++)
			must(e.v[i] <= LR_RECORDING_NUMBER);
		before = e.time;
	}
	must(err == LR_END && s.n == 1);
}

/* What is kept is no more than what came, and says the same. */
static void
kept(const struct lr_batch *b)
{
	struct lr_batch c;
	struct lr_span s;

	lr_buf_clear(&out);
	if (lr_batch_put(&out, b) != LR_OK)
		return;
	events(b->events);
	must(out.err == LR_OK && out.n <= b->events.n + 32);
	s = line_of(&out);
	must(lr_record_parse(&again, s) == LR_OK &&
	    lr_batch_read(&c, &again, true) == LR_OK);
	must(c.number == b->number);
	lr_buf_clear(&twice);
	must(lr_batch_put(&twice, &c) == LR_OK);
	must(lr_span_eq(lr_buf_span(&twice), lr_buf_span(&out)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[SIZE_MAX_ + LR_PAD + 1];
	struct lr_batch b;
	struct lr_reel r;

	if (size > SIZE_MAX_)
		return 0;
	if (out.max == 0) {
		lr_record_init(&rec);
		lr_record_init(&again);
		lr_buf_init(&out, 64 << 10);
		lr_buf_init(&twice, 64 << 10);
	}
	memset(text, 0, sizeof(text));
	memcpy(text, data, size);
	text[size] = '\n';
	if (lr_record_parse(&rec, lr_span(text, size)) != LR_OK)
		return 0;
	if (lr_batch_read(&b, &rec, false) == LR_OK) {
		plain(b.id, LR_RECORDING_ID);
		plain(b.path, LR_RECORDING_PATH);
		kept(&b);
	}
	if (lr_batch_read(&b, &rec, true) == LR_OK)
		kept(&b);
	if (lr_reel_read(&r, &rec) == LR_OK) {
		plain(r.site, 64);
		plain(r.path, LR_RECORDING_PATH);
		lr_buf_clear(&out);
		lr_reel_put(&out, &r);
		must(lr_record_parse(&again, line_of(&out)) == LR_OK &&
		    lr_reel_read(&r, &again) == LR_OK);
	}
	return 0;
}
