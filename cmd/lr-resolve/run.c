#include <stdlib.h>

#include "clock.h"
#include "prefix.h"
#include "resolve.h"

enum {
	ADDED = LR_NAME_MAX + 40, /* the most bytes that a record gains */
	BETWEEN = 32		  /* records between looks at the network */
};

#define NOTHING UINT32_MAX /* no address to wait for */

static enum lr_err
add_answer(struct resolve *r, struct lr_record *rec, uint32_t id)
{
	const struct memo_entry *e;

	if (id == NOTHING)
		return LR_OK;
	e = memo_at(&r->memo, id);
	if (e->state == MEMO_UNKNOWN)
		return LR_OK;
	/* an answer of now replaces what was there */
	lr_record_drop(rec, LR_SPAN("ptr"));
	lr_record_drop(rec, LR_SPAN("ptr_verified"));
	if (e->state == MEMO_NONE)
		return LR_OK;
	lr_record_append(rec, LR_SPAN(",\"ptr\":\""));
	lr_record_append(rec, memo_name(&r->memo, e));
	if (e->state == MEMO_VERIFIED)
		lr_record_append(rec, LR_SPAN("\",\"ptr_verified\":true"));
	else
		lr_record_append(rec, LR_SPAN("\",\"ptr_verified\":false"));
	return rec->more.err;
}

/* What leaves us is in the cache by then: lr-blacklist, further down the pipe,
 * deletes answers from there, and must not come before us. */
static void
flush(struct resolve *r)
{
	cache_write(r, true);
	lr_out_flush(&r->cli->out);
}

static void
put(struct resolve *r, struct lr_record *rec, uint32_t id)
{
	enum lr_err err = add_answer(r, rec, id);

	if (err != LR_OK)
		resolve_die(r, err, NULL);
	if (r->cli->out.n + 2 * (rec->line.n + ADDED) >= LR_BLOCK)
		flush(r);
	lr_cli_put(r->cli, rec);
}

static void
put_waiting(struct resolve *r, struct waiting *w)
{
	enum lr_err err = lr_record_parse(&r->rec, lr_span(w->line, w->n));

	if (err != LR_OK)
		resolve_die(r, err, NULL);
	put(r, &r->rec, w->id);
	free(w);
}

/* Without order: all that wait for this address. */
static void
put_list(struct resolve *r, uint32_t list)
{
	struct waiting *w;

	while ((w = queue_take(&r->queue, &r->queue.lists[list])) != NULL)
		put_waiting(r, w);
	queue_list_free(&r->queue, list);
}

/* In order: all from the first on that wait for nothing any more. */
static void
put_ready(struct resolve *r)
{
	struct queue_list *q = &r->queue.in_order;

	while (q->head != NULL &&
	    (q->head->id == NOTHING ||
		memo_at(&r->memo, q->head->id)->state != MEMO_ASKED))
		put_waiting(r, queue_take(&r->queue, q));
}

static void
remember(struct resolve *r, uint32_t id, struct lr_span name, bool verified)
{
	enum memo_state state = name.n == 0 ? MEMO_NONE
	    : verified			    ? MEMO_VERIFIED
					    : MEMO_NAME;
	enum lr_err err = memo_set(&r->memo, id, state, name);

	if (err != LR_OK)
		resolve_die(r, err, NULL);
	r->names += name.n > 0;
	r->verified += verified;
	r->none += name.n == 0;
}

void
resolve_done(void *arg, uint32_t id, const struct lr_reverse_result *result)
{
	struct resolve *r = arg;
	struct memo_entry *e = memo_at(&r->memo, id);
	uint32_t list = e->name;

	if (result->failed)
		r->failed++;
	else
		cache_put(r, &e->ip, result);
	if (result->failed && result->name.n == 0)
		e->state = MEMO_UNKNOWN;
	else
		remember(r, id, result->name, result->verified);
	if (r->unordered)
		put_list(r, list);
}

/* Let the network go on, for up to ms; what is ready comes out. */
static bool
work(struct resolve *r, int fd, int ms)
{
	bool ready = false;
	enum lr_err err =
	    lr_ask_work(lr_reverse_asks(r->reverse), fd, ms, &ready);

	if (err != LR_OK)
		resolve_die(r, err, NULL);
	put_ready(r);
	cache_write(r, false);
	return ready;
}

/* The input has nothing for us right now. */
static void
idle(void *arg)
{
	struct resolve *r = arg;
	bool ready = false;

	while (
	    r->reverse != NULL && lr_reverse_flying(r->reverse) > 0 && !ready) {
		flush(r);
		ready = work(r, r->cli->in.in.fd, -1);
	}
	flush(r);
}

static enum lr_err
ask(struct resolve *r, const struct lr_ip *ip, uint32_t id)
{
	struct memo_entry *e = memo_at(&r->memo, id);

	while (!lr_reverse_room(r->reverse))
		work(r, -1, -1);
	e->state = MEMO_ASKED;
	if (r->unordered)
		e->name = queue_list_new(&r->queue);
	r->asked++;
	return lr_reverse_ask(r->reverse, ip, id);
}

/* What becomes of an address seen for the first time. */
static enum lr_err
first_seen(struct resolve *r, const struct lr_ip *ip, uint32_t id)
{
	struct lr_ptr ptr;

	r->addresses++;
	if (lr_ip_reserved(ip) != NULL) {
		r->reserved++;
	} else if (cache_get(r, ip, &ptr)) {
		r->cached++;
		remember(r, id, lr_span(ptr.name, ptr.n), ptr.verified);
	} else if (r->reverse != NULL) {
		return ask(r, ip, id);
	}
	return LR_OK;
}

/* The memo has its limit too; beyond it addresses may be asked twice. */
static void
start_anew(struct resolve *r)
{
	while (r->queue.n > 0 ||
	    (r->reverse != NULL && lr_reverse_flying(r->reverse) > 0))
		work(r, -1, -1);
	memo_free(&r->memo);
}

/* The address that a record waits for or has its answer from: *id. LR_EBAD:
 * refuse the record. */
static enum lr_err
look_up(struct resolve *r, struct lr_record *rec, uint32_t *id)
{
	const struct lr_field *f = lr_record_find(rec, LR_SPAN("ip"));
	struct lr_ip ip;
	enum lr_err err;
	bool added;

	*id = NOTHING;
	if (f == NULL || f->type == LR_JSON_NULL)
		return LR_OK;
	if (!lr_ip_parse(lr_record_str(rec, LR_SPAN("ip")), &ip)) {
		rec->why = "ip: not an address";
		return LR_EBAD;
	}
	if (!r->again && lr_record_find(rec, LR_SPAN("ptr")) != NULL)
		return LR_OK;
	if (rec->line.n > LR_LINE_MAX - ADDED) {
		rec->why = "no room for an answer: over 1 MiB";
		return LR_EBAD;
	}
	if (r->memo.n >= MEMO_MAX)
		start_anew(r);
	err = memo_add(&r->memo, &ip, id, &added);
	return err == LR_OK && added ? first_seen(r, &ip, *id) : err;
}

/* The record just read: out with it, or into the queue. */
static enum lr_err
pass(struct resolve *r, struct lr_record *rec, uint32_t id)
{
	struct queue *q = &r->queue;
	bool waits =
	    id != NOTHING && memo_at(&r->memo, id)->state == MEMO_ASKED;

	if (!r->unordered && (waits || q->in_order.head != NULL))
		return queue_put(q, &q->in_order, id, rec->line);
	if (waits)
		return queue_put(
		    q, &q->lists[memo_at(&r->memo, id)->name], id, rec->line);
	put(r, rec, id);
	return LR_OK;
}

void
run(struct resolve *r)
{
	struct lr_cli *cli = r->cli;
	unsigned long n = 0;
	enum lr_err err;
	uint32_t id;

	if ((err = queue_init(&r->queue, !r->unordered)) != LR_OK)
		resolve_die(r, err, NULL);
	cli->wait = idle;
	cli->wait_arg = r;
	while (lr_cli_next_record(cli) == LR_OK) {
		if ((err = look_up(r, &cli->rec, &id)) == LR_OK)
			err = pass(r, &cli->rec, id);
		if (err == LR_EBAD)
			lr_cli_refuse(cli, cli->rec.why);
		else if (err != LR_OK)
			resolve_die(r, err, NULL);
		if (r->reverse == NULL)
			continue;
		if (lr_reverse_flying(r->reverse) > 0 && ++n % BETWEEN == 0)
			work(r, -1, 0);
		while (queue_full(&r->queue))
			work(r, -1, -1);
	}
	while (r->reverse != NULL && lr_reverse_flying(r->reverse) > 0)
		work(r, -1, -1);
	put_ready(r);
}
