/*
 * Bodies and queries of a page script: what is taken is bounded and clean, and
 * the record made of it can be read.
 */
#include <stdint.h>

#include "ascii.h"
#include "beacon.h"
#include "must.h"
#include "utf8.h"

static struct lr_beacon b;
static struct lr_record rec, made;
static struct lr_buf out;

/* Printable ASCII. */
static void
plain(struct lr_span s, size_t max)
{
	size_t i;

	must(s.n <= max);
	for (i = 0; i < s.n; i++)
		must(s.p[i] > ' ' && s.p[i] <= '~' && s.p[i] != '"');
}

static void
taken(void)
{
	size_t i;

	plain(b.host, LR_BEACON_URL);
	plain(b.path, LR_BEACON_URL);
	plain(b.query, LR_BEACON_URL);
	plain(b.referrer, LR_BEACON_URL);
	must(b.host.n > 0 && b.path.n > 0 && b.path.p[0] == '/');
	must(lr_span_find(b.path, '?') == b.path.n &&
	    lr_span_find(b.path, '#') == b.path.n &&
	    lr_span_find(b.referrer, '?') == b.referrer.n);
	for (i = 0; i < b.host.n; i++)
		must(b.host.p[i] == lr_lower(b.host.p[i]));
	must(b.title.n <= LR_BEACON_TITLE && lr_utf8_valid(b.title));
	lr_buf_clear(&out);
	lr_buf_puts(&out, "{\"path\":\"/\"");
	lr_beacon_put(&b, &out);
	lr_buf_puts(&out, "}\n");
	must(lr_buf_room(&out, LR_PAD) != NULL);
	memset(out.p + out.n, 0, LR_PAD);
	must(lr_record_parse(&made, lr_span(out.p, out.n - 1)) == LR_OK);
	must(made.n ==
	    1u + (b.title.n > 0) + (b.session.n > 0) + (b.visitor.n > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char line[(16 << 10) + LR_PAD + 1];

	if (size > 16 << 10)
		return 0;
	if (out.max == 0) {
		lr_beacon_init(&b);
		lr_record_init(&rec);
		lr_record_init(&made);
		lr_buf_init(&out, 64 << 10);
	}
	memset(line, 0, sizeof(line));
	memcpy(line, data, size);
	line[size] = '\n';
	if (lr_beacon_json(&b, &rec, lr_span(line, size)) == LR_OK) {
		must(b.session.n >= 8 && b.session.n <= LR_BEACON_SESSION);
		taken();
	}
	if (lr_beacon_query(&b, lr_span(line, size)) == LR_OK) {
		must(lr_beacon_is_site(b.site) && b.session.n == 0);
		taken();
	}
	return 0;
}
