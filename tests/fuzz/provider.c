/*
 * Any bytes as the answer of a provider: the first byte says of which, the
 * second with which status, the third how far the asking is. Reading ends,
 * asking ends, nobody is found who has neither name nor address, and the next
 * URL is one.
 */
#include <stdint.h>

#include "must.h"
#include "provider.h"
#include "utf8.h"

static const int statuses[] = { 200, 200, 200, 200, 400, 401, 403, 404, 422,
	429, 451, 500, 503, 202, 222, 302 };

static void
look(const struct lr_findings *f)
{
	uint32_t i;
	unsigned k;

	for (i = 0; i < f->people.n; i++) {
		const struct lr_person *p = &f->people.entry[i].person;

		must(p->field[LR_PERSON_LAST].n > 0 ||
		    p->field[LR_PERSON_EMAIL].n > 0);
		for (k = 0; k < LR_PERSON_FIELDS; k++)
			must(lr_utf8_valid(p->field[k]));
		must(p->confidence >= LR_PERSON_UNSURE && p->confidence <= 100);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_enquiry q = { .company = LR_SPAN("Beispiel GmbH"),
		.domain = LR_SPAN("beispiel.example"),
		.limit = 25 };
	struct lr_provider_use u = { .base = "http://127.0.0.1:1",
		.key = { "key", "cx" } };
	struct lr_progress p = { 0 };
	struct lr_findings f = { 0 };
	const struct lr_provider *pr;
	enum lr_said said;
	unsigned results, got, i;
	struct lr_buf url;

	if (size < 3)
		return 0;
	lr_firm_init(&q.firm, q.company, q.domain);
	u.number = data[0] % LR_PROVIDERS;
	pr = lr_provider_at(u.number);
	p.step = data[2] % 2;
	lr_buf_init(&url, 8192);
	for (i = 0; i < 300; i++) {
		lr_buf_clear(&url);
		pr->ask(&u, &q, &p, 10 + data[2], &url, &results);
		must(url.err == LR_OK && url.n > 20 && results <= 100);
		said = pr->read(&u, &q, &p, statuses[data[1] % 16],
		    lr_span((const char *)data + 3, size - 3), &f, &got);
		must(said != LR_SAID_NO_MEMORY && got <= 1000);
		look(&f);
		if (said != LR_SAID_MORE)
			break;
	}
	must(i < 300);
	lr_people_free(&f.people);
	lr_buf_free(&url);
	return 0;
}
