/* verdict: whatever the evidence, the kind is one of the list, a name is clean
 * text and only a lead has one, and no provider's name is ever a lead. */
#include <stdint.h>
#include <stdlib.h>

#include "utf8.h"
#include "verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lr_judge *judge;

/* Texts of the input are lines; a missing one is absent. */
static struct lr_span
line(struct lr_span *rest)
{
	struct lr_span s = lr_span_cut(rest, '\n');

	return s.n == 0 ? (struct lr_span){ NULL, 0 } : s;
}

static void
check_text(const char *p, size_t n, bool lead)
{
	const char *end = p + n;

	if (n > 0 && !lead)
		abort();
	while (p < end) {
		unsigned len = lr_utf8_len(p, end);

		if (len == 0 || lr_utf8_unsafe(lr_utf8_get(p, len)))
			abort();
		p += len;
	}
}

/* The holder alone: a provider's name gives no company. */
static void
check_holder(struct lr_span holder)
{
	static struct lr_orgname o;
	struct lr_evidence ev = { .holder = holder };
	struct lr_verdict v;

	lr_orgname_read(holder, (struct lr_span){ NULL, 0 }, &o);
	lr_verdict(judge, &ev, &v);
	if ((o.marks & LR_MARK_PROVIDER) != 0 && lr_kind_is_lead(v.kind))
		abort();
}

/* What is told of it is clean text that begins with the rule. */
static void
check_why(const struct lr_evidence *ev, const char *rule)
{
	struct lr_buf b;

	lr_buf_init(&b, 1 << 20);
	lr_verdict_why(judge, ev, &b);
	if (b.err != LR_OK || b.n > 2 * LR_WHY_MAX ||
	    !lr_span_starts(lr_buf_span(&b), lr_span_str(rule)))
		abort();
	check_text(b.p, b.n, true);
	lr_buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span rest = lr_span((const char *)data, size);
	struct lr_evidence ev = { .ptr = { NULL, 0 } };
	struct lr_verdict v;
	struct lr_ip ip = { { 0 } };
	unsigned flags;

	if (judge == NULL && lr_judge_new(&judge) != LR_OK)
		abort();
	if (size < 18)
		return 0;
	flags = data[0];
	ev.ptr_verified = flags & 1;
	ev.vpn = flags & 2;
	ev.hosting = flags & 4;
	ev.tor = flags & 8;
	ev.proxy = flags & 16;
	ev.relay = flags & 32;
	memcpy(ip.b, data + 1, 16);
	ev.gateway = flags & 128;
	ev.crawler = (flags & 192) == 192;
	if ((flags & 64) == 0)
		ev.ip = &ip;
	rest = lr_span_sub(rest, 17, rest.n);
	ev.ptr = line(&rest);
	ev.as_name = line(&rest);
	ev.holder = line(&rest);
	ev.organization = line(&rest);
	ev.country = line(&rest);
	ev.isp = line(&rest);
	ev.domain = line(&rest);
	ev.as_domain = line(&rest);
	ev.connection_type = line(&rest);
	ev.netname = line(&rest);
	ev.table_kind = line(&rest);
	ev.bot = line(&rest);
	lr_verdict(judge, &ev, &v);
	if ((unsigned)v.kind >= LR_KINDS || v.rule == NULL ||
	    v.confidence > 100)
		abort();
	check_text(v.company, v.company_n, lr_kind_is_lead(v.kind));
	check_text(v.domain, v.domain_n, lr_kind_is_lead(v.kind));
	check_holder(ev.holder);
	check_why(&ev, v.rule);
	return 0;
}
