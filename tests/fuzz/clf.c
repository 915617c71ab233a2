/*
 * Any line as one of an access log, also behind an earlier one that shares
 * the memo: the time is RFC 3339, the address is that of the line, no
 * part is longer than the line; and the answer does not depend on the memo,
 * nor on what follows the line.
 */
#include <stdint.h>
#include <stdlib.h>

#include "clf.h"
#include "clock.h"
#include "limits.h"
#include "must.h"

static char *
padded(const char *p, size_t n, char after, char fill)
{
	char *line = malloc(n + 1 + LR_PAD);

	if (line == NULL)
		abort();
	if (n > 0)
		memcpy(line, p, n);
	memset(line + n + 1, fill, LR_PAD);
	line[n] = after;
	return line;
}

static void
check(const struct lr_hit *hit, size_t n)
{
	struct lr_ip ip;
	int64_t t;
	size_t i;

	must(hit->has_ip && hit->time_n >= LR_TIME_TEXT);
	must(lr_time_parse(lr_span(hit->time, hit->time_n), &t));
	must(hit->time[10] == 'T' && hit->time[hit->time_n - 1] == 'Z');
	if (lr_ip_parse(hit->host, &ip))
		must(lr_ip_cmp(&ip, &hit->ip) == 0);
	must(hit->status <= 999);
	must((hit->method.n == 0) == (hit->target.n == 0));
	must(hit->method.n > 0 || hit->protocol.n == 0);
	for (i = 0; i < hit->bytes.n; i++)
		must(hit->bytes.p[i] >= '0' && hit->bytes.p[i] <= '9');
	must(hit->bytes.n <= 18);
	must(hit->bytes.n < 2 || hit->bytes.p[0] != '0');
	/* undone escapes are never longer than what they were */
	must(hit->method.n + hit->target.n + hit->protocol.n + hit->referrer.n +
		hit->agent.n <=
	    n);
}

/* Without the memo, and with something else behind the line. */
static void
alone(struct lr_span line, const struct lr_hit *hit, const char *why)
{
	static const char ends[] = "\n\r\0\x1f";
	static struct lr_scratch scratch;
	struct lr_clf_memo memo = { 0 };
	struct lr_hit other;
	char *copy = padded(line.p, line.n, ends[line.n % 4], '\n');
	const char *again;

	if (scratch.p == NULL)
		must(lr_scratch_init(&scratch) == LR_OK);
	lr_hit_clear(&other, &scratch);
	again = lr_clf_read(lr_span(copy, line.n), &memo, &other, &scratch);
	must((why == NULL) == (again == NULL));
	if (why == NULL)
		must(lr_span_eq(hit->method, other.method) &&
		    lr_span_eq(hit->target, other.target) &&
		    lr_span_eq(hit->protocol, other.protocol) &&
		    lr_span_eq(hit->bytes, other.bytes) &&
		    lr_span_eq(hit->referrer, other.referrer) &&
		    lr_span_eq(hit->agent, other.agent) &&
		    lr_span_eq(hit->site, other.site) &&
		    lr_span_eq(hit->forwarded, other.forwarded) &&
		    hit->status == other.status &&
		    lr_ip_cmp(&hit->ip, &other.ip) == 0 &&
		    hit->time_n == other.time_n &&
		    memcmp(hit->time, other.time, hit->time_n) == 0);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lr_scratch scratch;
	struct lr_span rest = lr_span((const char *)data, size), one;
	struct lr_clf_memo memo = { 0 };
	struct lr_hit hit;

	if (scratch.p == NULL)
		must(lr_scratch_init(&scratch) == LR_OK);
	while (rest.p != NULL) {
		const char *why;
		char *line;

		one = lr_span_cut(&rest, '\n');
		line = padded(one.p, one.n, '\n', '"');
		lr_hit_clear(&hit, &scratch);
		why = lr_clf_read(lr_span(line, one.n), &memo, &hit, &scratch);
		if (why == NULL)
			check(&hit, one.n);
		alone(lr_span(line, one.n), &hit, why);
		free(line);
	}
	return 0;
}
