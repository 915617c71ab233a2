#include "search.h"

#include "ascii.h"
#include "profile.h"
#include "utf8.h"
#include "wipe.h"

void
lr_search_query(struct lr_buf *url, const struct lr_enquiry *q)
{
	struct lr_span name = q->company, label = q->domain;
	struct lr_buf b;
	size_t i;

	if (name.n == 0)
		name = lr_span_cut(&label, '.');
	lr_buf_init(&b, 1000);
	lr_buf_putc(&b, '"');
	for (i = 0; i < name.n && i < LR_SEARCH_NAME; i++)
		lr_buf_putc(&b,
		    name.p[i] == '"' || name.p[i] == '\\' ||
			    (unsigned char)name.p[i] < ' '
			? ' '
			: name.p[i]);
	/* no half character at the end */
	while (i < name.n && b.n > 1 && !lr_utf8_valid(lr_buf_span(&b)))
		b.n--;
	lr_buf_puts(&b, "\" (site:linkedin.com/in OR site:xing.com/profile)");
	lr_provider_param(url, "q", lr_buf_span(&b));
	if (b.err != LR_OK && url->err == LR_OK)
		url->err = b.err;
	lr_buf_free(&b);
}

static enum lr_said
take(const struct lr_provider_use *u, const struct lr_enquiry *q,
    const struct lr_span text[3], struct lr_buf b[3], struct lr_findings *out,
    unsigned *people)
{
	struct lr_hit_found hit;
	struct lr_profile p;
	bool elsewhere;
	unsigned i;

	for (i = 0; i < 3; i++) {
		lr_buf_clear(&b[i]);
		lr_profile_text(&b[i], lr_span_sub(text[i], 0, 2000));
		if (b[i].err != LR_OK)
			return LR_SAID_NO_MEMORY;
	}
	hit = (struct lr_hit_found){ lr_span_trim(lr_buf_span(&b[0])),
		lr_span_trim(lr_buf_span(&b[2])),
		lr_span_trim(lr_buf_span(&b[1])) };
	if (!lr_profile_read(&hit, &q->firm, &p, &elsewhere)) {
		out->elsewhere += elsewhere;
		return LR_SAID_MORE;
	}
	++*people;
	if (!lr_jobtitle_listed(
		q->seniority, p.person.field[LR_PERSON_SENIORITY]) ||
	    !lr_jobtitle_listed(
		q->department, p.person.field[LR_PERSON_DEPARTMENT]))
		return LR_SAID_MORE;
	return lr_people_add(&out->people, &p.person, u->number) == LR_OK
	    ? LR_SAID_MORE
	    : LR_SAID_NO_MEMORY;
}

enum lr_said
lr_search_hits(const struct lr_provider_use *u, const struct lr_enquiry *q,
    const struct lr_node *hits, const char *title, const char *url,
    const char *snippet, struct lr_findings *out, unsigned *people)
{
	const char *const key[3] = { title, url, snippet };
	enum lr_said said = LR_SAID_MORE;
	size_t i, n = lr_tree_count(hits);
	struct lr_span text[3];
	struct lr_buf b[3];
	unsigned k;

	for (k = 0; k < 3; k++)
		lr_buf_init(&b[k], 3 * 2000 + 8);
	*people = 0;
	for (i = 0; i < n && i < 100 && said == LR_SAID_MORE; i++) {
		for (k = 0; k < 3; k++)
			text[k] = lr_tree_str(
			    lr_tree_get(lr_tree_at(hits, i), key[k]));
		said = take(u, q, text, b, out, people);
	}
	for (k = 0; k < 3; k++) {
		lr_wipe(b[k].p, b[k].cap);
		lr_buf_free(&b[k]);
	}
	return said;
}

bool
lr_search_enough(
    const struct lr_enquiry *q, const struct lr_findings *out, unsigned people)
{
	return people == 0 || out->people.n >= q->limit;
}
