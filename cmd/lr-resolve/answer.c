/* What was found out is written into a record. */
#include "crawlers.h"
#include "resolve.h"

static void
add_ptr(struct resolve *r, struct lr_record *rec, const struct memo_entry *e)
{
	if (e->state == MEMO_UNKNOWN ||
	    (!r->again && lr_record_find(rec, LR_SPAN("ptr")) != NULL))
		return;
	/* an answer of now replaces what was there */
	lr_record_drop(rec, LR_SPAN("ptr"));
	lr_record_drop(rec, LR_SPAN("ptr_verified"));
	if (e->state == MEMO_NONE)
		return;
	lr_record_append(rec, LR_SPAN(",\"ptr\":\""));
	lr_record_append(rec, memo_name(&r->memo, e));
	if (e->state == MEMO_VERIFIED)
		lr_record_append(rec, LR_SPAN("\",\"ptr_verified\":true"));
	else
		lr_record_append(rec, LR_SPAN("\",\"ptr_verified\":false"));
}

static void
drop_all(struct lr_record *rec, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		lr_record_drop(rec, lr_span_str(names[i]));
}

/* A ready-made text, unless the record has its first field already. The source
 * that it came from, or 0. */
static unsigned
add_text(struct resolve *r, struct lr_record *rec, uint32_t text,
    const char *const *names, size_t n)
{
	enum nets_source source;
	struct lr_span s;

	if (text == 0 ||
	    (!r->again && lr_record_find(rec, lr_span_str(names[0])) != NULL))
		return 0;
	s = nets_get(&r->nets, text, &source);
	if (s.n == 0)
		return 0;
	drop_all(rec, names, n);
	lr_record_append(rec, s);
	return source;
}

static void
add_sources(struct lr_record *rec, unsigned sources)
{
	static const char *const names[] = { "registry", "cache", "rdap",
		"whois", "bgp" };
	const char *before = ",\"resolved_by\":\"";
	size_t i;

	if (sources == 0)
		return;
	lr_record_drop(rec, LR_SPAN("resolved_by"));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sources >> i & 1) {
			lr_record_append(rec, lr_span_str(before));
			lr_record_append(rec, lr_span_str(names[i]));
			before = ",";
		}
	lr_record_append(rec, LR_SPAN("\""));
}

/* --verify-bots: what the record says of itself, or what was found. */
static void
add_bot(struct resolve *r, struct lr_record *rec, const struct memo_entry *e)
{
	struct lr_span bot = lr_record_str(rec, LR_SPAN("bot"));
	struct lr_span ptr = lr_record_str(rec, LR_SPAN("ptr"));
	bool verified = lr_record_true(rec, LR_SPAN("ptr_verified"));
	enum lr_crawler is;

	if (bot.n == 0)
		return;
	if (ptr.n == 0 || r->again) {
		if (e->state == MEMO_UNKNOWN)
			return;
		verified = e->state == MEMO_VERIFIED;
		ptr = lr_span(NULL, 0);
		if (e->state != MEMO_NONE)
			ptr = memo_name(&r->memo, e);
	}
	is = lr_crawlers_check(bot, &e->ip, ptr, verified);
	if (is == LR_CRAWLER_UNTOLD)
		return;
	lr_record_drop(rec, LR_SPAN("bot_verified"));
	if (is == LR_CRAWLER_GENUINE) {
		r->count.genuine++;
		lr_record_append(rec, LR_SPAN(",\"bot_verified\":true"));
	} else {
		r->count.false_bots++;
		lr_record_append(rec, LR_SPAN(",\"bot_verified\":false"));
	}
}

enum lr_err
answer_add(struct resolve *r, struct lr_record *rec, const struct memo_entry *e)
{
	static const char *const network[] = { "network", "netname", "holder",
		"holder_country", "holder_status" };
	static const char *const origin[] = { "asn", "as_name" };
	unsigned sources;

	if (r->verify_bots)
		add_bot(r, rec, e);
	add_ptr(r, rec, e);
	sources = add_text(r, rec, e->network, network, 5);
	sources |= add_text(r, rec, e->origin, origin, 2);
	add_sources(rec, sources);
	/* of the part that is missing nothing is said: it is not there */
	lr_record_drop(rec, LR_SPAN("unanswered"));
	if (e->failed != 0)
		lr_record_append(rec, LR_SPAN(",\"unanswered\":true"));
	return rec->more.err;
}
