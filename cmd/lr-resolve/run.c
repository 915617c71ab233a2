#include <stdlib.h>

#include "clock.h"
#include "prefix.h"
#include "resolve.h"

enum { BETWEEN = 32 }; /* records between looks at the network */

#define NOTHING UINT32_MAX /* no address to wait for */

/* What leaves us is in the cache by then: lr-blacklist, further down the pipe,
 * deletes answers from there, and must not come before us. */
void
run_flush(struct resolve *r)
{
	cache_write(r, true);
	lr_out_flush(&r->cli->out);
}

static void
put(struct resolve *r, struct lr_record *rec, uint32_t id)
{
	enum lr_err err = LR_OK;

	if (id != NOTHING)
		err = answer_add(r, rec, memo_at(&r->memo, id));
	if (err != LR_OK)
		resolve_die(r, err, NULL);
	if (r->cli->out.n + 2 * (rec->line.n + ANSWER_MAX) >= LR_BLOCK)
		run_flush(r);
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

static bool
awaited(const struct resolve *r, uint32_t id)
{
	return id != NOTHING && memo_at(&r->memo, id)->awaited != 0;
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

	while (q->head != NULL && !awaited(r, q->head->id))
		put_waiting(r, queue_take(&r->queue, q));
}

/* ---- answers */

void
resolve_part(struct resolve *r, uint32_t id, enum memo_part part)
{
	struct memo_entry *e = memo_at(&r->memo, id);

	if (!(e->awaited & part))
		return;
	e->awaited = (unsigned char)(e->awaited & ~(unsigned)part);
	if (e->awaited != 0 || !e->counted)
		return;
	e->counted = false;
	r->pending--;
	if (r->unordered)
		put_list(r, e->list);
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
	r->count.names += name.n > 0;
	r->count.verified += verified;
	r->count.nameless += name.n == 0;
}

void
resolve_name(void *arg, uint32_t id, const struct lr_reverse_result *result)
{
	struct resolve *r = arg;
	struct memo_entry *e = memo_at(&r->memo, id);

	if (result->failed) {
		r->count.ptr_failed++;
		e->failed |= MEMO_PTR;
	} else {
		cache_put(r, &e->ip, result);
	}
	if (!result->failed || result->name.n > 0)
		remember(r, id, result->name, result->verified);
	resolve_part(r, id, MEMO_PTR);
}

void
resolve_origin(void *arg, uint32_t id, const struct lr_origin_result *result)
{
	struct resolve *r = arg;
	struct memo_entry *e = memo_at(&r->memo, id);

	if (result->failed) {
		r->count.origin_failed++;
		e->failed |= MEMO_ORIGIN;
	}
	if (result->asn > 0) {
		e->origin = nets_origin(&r->nets, result->asn, result->name);
		if (e->origin == 0)
			resolve_die(r, LR_ENOMEM, NULL);
		r->count.origins++;
	}
	resolve_part(r, id, MEMO_ORIGIN);
}

/* ---- questions */

/* Let the network go on; what is ready comes out. */
static bool
work(struct resolve *r, int fd, int ms)
{
	bool ready = wait_work(r, fd, ms);

	put_ready(r);
	return ready;
}

/* The input has nothing for us right now. */
static void
idle(void *arg)
{
	struct resolve *r = arg;

	do
		run_flush(r);
	while (!work(r, r->cli->in.in.fd, -1));
	run_flush(r);
}

static void
look_up_name(struct resolve *r, uint32_t id)
{
	struct memo_entry *e = memo_at(&r->memo, id);
	struct lr_ptr ptr;

	e->tried |= MEMO_PTR;
	if (cache_get(r, &e->ip, &ptr)) {
		r->count.ptr_cached++;
		remember(r, id, lr_span(ptr.name, ptr.n), ptr.verified);
		return;
	}
	if (r->reverse == NULL || r->no_dns)
		return;
	while (!lr_reverse_room(r->reverse))
		work(r, -1, -1);
	e->awaited |= MEMO_PTR;
	r->count.ptr_asked++;
	if (lr_reverse_ask(r->reverse, &e->ip, id) != LR_OK)
		resolve_die(r, LR_ENOMEM, NULL);
}

static void
look_up_origin(struct resolve *r, uint32_t id)
{
	struct memo_entry *e = memo_at(&r->memo, id);

	e->tried |= MEMO_ORIGIN;
	if (r->origin == NULL)
		return;
	while (!lr_origin_room(r->origin))
		work(r, -1, -1);
	e->awaited |= MEMO_ORIGIN;
	if (lr_origin_ask(r->origin, &e->ip, id) != LR_OK)
		resolve_die(r, LR_ENOMEM, NULL);
}

/* Look for what a record wants of its address and nobody looked for yet. */
static void
look_for(struct resolve *r, uint32_t id, unsigned wanted)
{
	struct memo_entry *e = memo_at(&r->memo, id);

	if (e->tried == 0)
		r->count.addresses++;
	if (e->tried == 0 && lr_ip_reserved(&e->ip) != NULL) {
		e->tried = MEMO_PTR | MEMO_NETWORK | MEMO_ORIGIN;
		r->count.reserved++;
		if ((e->network = nets_reserved(&r->nets)) == 0)
			resolve_die(r, LR_ENOMEM, NULL);
		return;
	}
	wanted &= ~(unsigned)e->tried;
	if (wanted & MEMO_NETWORK) {
		e->tried |= MEMO_NETWORK;
		search_add(r, id);
	}
	if (wanted & MEMO_PTR)
		look_up_name(r, id);
	if (wanted & MEMO_ORIGIN)
		look_up_origin(r, id);
	if (e->awaited == 0 || e->counted)
		return;
	e->counted = true;
	r->pending++;
	if (r->unordered)
		e->list = queue_list_new(&r->queue);
}

/* The memo has its limit too; beyond it addresses may be asked twice. */
static void
start_anew(struct resolve *r)
{
	while (r->queue.n > 0 || r->pending > 0)
		work(r, -1, -1);
	memo_free(&r->memo);
	nets_free(&r->nets);
}

static unsigned
wants(struct resolve *r, struct lr_record *rec)
{
	unsigned wanted = 0;

	if (r->again || lr_record_find(rec, LR_SPAN("ptr")) == NULL)
		wanted |= MEMO_PTR;
	if (r->again || lr_record_find(rec, LR_SPAN("network")) == NULL)
		wanted |= MEMO_NETWORK;
	if (r->bgp && (r->again || lr_record_find(rec, LR_SPAN("asn")) == NULL))
		wanted |= MEMO_ORIGIN;
	return wanted;
}

/* The address that a record waits for or has its answer from: *id. LR_EBAD:
 * refuse the record. */
static enum lr_err
look_up(struct resolve *r, struct lr_record *rec, uint32_t *id)
{
	const struct lr_field *f = lr_record_find(rec, LR_SPAN("ip"));
	unsigned wanted = wants(r, rec);
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
	if (wanted == 0 && !r->verify_bots)
		return LR_OK;
	if (rec->line.n > LR_LINE_MAX - ANSWER_MAX) {
		rec->why = "no room for an answer: over 1 MiB";
		return LR_EBAD;
	}
	if (r->memo.n >= MEMO_MAX)
		start_anew(r);
	err = memo_add(&r->memo, &ip, id, &added);
	if (err == LR_OK && (wanted & ~(unsigned)memo_at(&r->memo, *id)->tried))
		look_for(r, *id, wanted);
	return err;
}

/* The record just read: out with it, or into the queue. */
static enum lr_err
pass(struct resolve *r, struct lr_record *rec, uint32_t id)
{
	struct queue *q = &r->queue;
	bool waits = awaited(r, id);

	if (!r->unordered && (waits || q->in_order.head != NULL))
		return queue_put(q, &q->in_order, id, rec->line);
	if (waits)
		return queue_put(
		    q, &q->lists[memo_at(&r->memo, id)->list], id, rec->line);
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
		if (++n % BETWEEN == 0)
			wait_signal(r);
		if (r->pending > 0 && n % BETWEEN == 0)
			work(r, -1, 0);
		while (queue_full(&r->queue) || r->pending >= QUEUE_LISTS)
			work(r, -1, -1);
	}
	while (r->pending > 0)
		work(r, -1, -1);
	put_ready(r);
}
