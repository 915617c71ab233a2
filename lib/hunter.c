/*
 * Hunter (api.hunter.io, v2): addresses of people at a domain. email-count is
 * free and comes first; domain-search costs a credit for ten addresses. Which
 * error it is, the status and errors[0].id tell, never the text.
 */
#include "provider.h"
#include "tree.h"

enum { COUNT, SEARCH };
#define PAGE 10u /* all that a free plan gives at once, and in all */
#define PAGE_MOST 100u

static void
ask(const struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, unsigned most, struct lr_buf *url, unsigned *results)
{
	lr_buf_puts(url, u->base);
	lr_buf_puts(url, p->step == COUNT ? "/email-count" : "/domain-search");
	if (q->domain.n > 0)
		lr_provider_param(url, "domain", q->domain);
	else
		lr_provider_param(url, "company", q->company);
	lr_provider_param(url, "type", LR_SPAN("personal"));
	*results = 0;
	if (p->step == COUNT)
		return;
	p->page = PAGE;
	if (!u->small && (!p->counted || p->expected > PAGE) &&
	    q->limit > p->at + PAGE)
		p->page = PAGE_MOST;
	if (p->page > most)
		p->page = most;
	if (q->limit > p->at && p->page > q->limit - p->at &&
	    q->limit - p->at >= PAGE)
		p->page = q->limit - p->at;
	if (q->seniority.n > 0)
		lr_provider_param(url, "seniority", q->seniority);
	if (q->department.n > 0)
		lr_provider_param(url, "department", q->department);
	lr_provider_number(url, "limit", p->page);
	lr_provider_number(url, "offset", p->at);
	*results = p->page;
	/* no more can be had, and paid, than there are */
	if (p->counted && p->expected > p->at && *results > p->expected - p->at)
		*results = p->expected - p->at;
}

/* The page where the address was found: of those that still show it, the
 * first. */
static struct lr_span
source_of(const struct lr_node *sources)
{
	struct lr_span first = { NULL, 0 }, uri;
	const struct lr_node *n;
	size_t i;

	for (i = 0; i < lr_tree_count(sources); i++) {
		n = lr_tree_at(sources, i);
		uri = lr_tree_str(lr_tree_get(n, "uri"));
		if (uri.n > 0 && lr_tree_true(lr_tree_get(n, "still_on_page")))
			return uri;
		if (first.n == 0)
			first = uri;
	}
	return first;
}

static enum lr_err
take(const struct lr_provider_use *u, const struct lr_node *e,
    struct lr_findings *out)
{
	static const struct {
		enum lr_person_field f;
		const char *key;
	} texts[] = {
		{ LR_PERSON_FIRST, "first_name" },
		{ LR_PERSON_LAST, "last_name" },
		{ LR_PERSON_POSITION, "position" },
		{ LR_PERSON_SENIORITY, "seniority" },
		{ LR_PERSON_DEPARTMENT, "department" },
		{ LR_PERSON_EMAIL, "value" },
		{ LR_PERSON_EMAIL_TYPE, "type" },
		{ LR_PERSON_PHONE, "phone_number" },
		{ LR_PERSON_LINKEDIN, "linkedin" },
	};
	struct lr_person p = { .confidence = LR_PERSON_UNSURE };
	int64_t v;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		p.field[texts[i].f] = lr_tree_str(lr_tree_get(e, texts[i].key));
	if (lr_tree_i64(lr_tree_get(e, "confidence"), &v) && v >= 0 && v <= 100)
		p.confidence = (int)v;
	p.field[LR_PERSON_URL] = source_of(lr_tree_get(e, "sources"));
	/* info@ and the like are nobody's */
	if (lr_span_eq(p.field[LR_PERSON_EMAIL_TYPE], LR_SPAN("generic")) ||
	    lr_span_find(p.field[LR_PERSON_EMAIL], '@') ==
		p.field[LR_PERSON_EMAIL].n)
		return LR_OK;
	return lr_people_add(&out->people, &p, u->number);
}

static enum lr_said
read_count(const struct lr_node *root, struct lr_progress *p)
{
	const struct lr_node *data = lr_tree_get(root, "data");
	int64_t v;

	p->step = SEARCH;
	if (!lr_tree_object(data))
		return LR_SAID_NONSENSE;
	if (!lr_tree_i64(lr_tree_get(data, "personal_emails"), &v) &&
	    !lr_tree_i64(lr_tree_get(data, "total"), &v))
		return LR_SAID_MORE;
	p->counted = true;
	p->expected = v <= 0 ? 0 : v > 1000000 ? 1000000 : (unsigned)v;
	return p->expected == 0 ? LR_SAID_DONE : LR_SAID_MORE;
}

static enum lr_said
read_page(const struct lr_provider_use *u, const struct lr_enquiry *q,
    const struct lr_node *root, struct lr_progress *p, struct lr_findings *out,
    unsigned *got)
{
	const struct lr_node *emails = lr_tree_get(root, "data.emails");
	struct lr_span name =
	    lr_tree_str(lr_tree_get(root, "data.organization"));
	size_t i, n = lr_tree_count(emails);
	int64_t all;

	if (!lr_tree_object(lr_tree_get(root, "data")) ||
	    (!lr_tree_array(emails) && !lr_tree_null(emails)))
		return LR_SAID_NONSENSE;
	for (i = 0; i < n; i++)
		if (take(u, lr_tree_at(emails, i), out) != LR_OK)
			return LR_SAID_NO_MEMORY;
	if (out->organization.n == 0 && name.n > 0 && name.n < 256)
		out->organization = lr_vault_dup(&out->people.vault, name);
	*got = n > PAGE_MOST ? PAGE_MOST : (unsigned)n;
	p->at += *got;
	if (n == 0 || p->at >= q->limit ||
	    !lr_tree_i64(lr_tree_get(root, "meta.results"), &all) ||
	    p->at >= all)
		return LR_SAID_DONE;
	p->cut = u->small;
	return u->small ? LR_SAID_DONE : LR_SAID_MORE;
}

/* A client error that is not one of those with a status of their own. */
static enum lr_said
refused(struct lr_provider_use *u, const struct lr_node *root,
    struct lr_progress *p)
{
	struct lr_span id = lr_tree_str(
	    lr_tree_get(lr_tree_at(lr_tree_get(root, "errors"), 0), "id"));

	if (p->step == COUNT) {
		p->step = SEARCH; /* without knowing how many */
		return LR_SAID_MORE;
	}
	if (!lr_span_eq(id, LR_SPAN("pagination_error")))
		return LR_SAID_REFUSED;
	u->small = true;
	if (p->at == 0 && p->page > PAGE)
		return LR_SAID_MORE;
	p->cut = true;
	return LR_SAID_DONE;
}

static enum lr_said
read_answer(struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, int status, struct lr_span body,
    struct lr_findings *out, unsigned *got)
{
	const struct lr_node *root;
	struct lr_tree *t = NULL;
	enum lr_said said;
	enum lr_err err;

	*got = 0;
	switch (status) {
	case 401:
		return LR_SAID_NO_KEY;
	case 403:
		return LR_SAID_SLOW;
	case 429:
		return LR_SAID_USED_UP;
	case 451:
		out->suppressed++;
		return LR_SAID_REFUSED;
	}
	if (status >= 500 || status == 202 || status == 222 || status == 408)
		return LR_SAID_FAULT;
	err = lr_tree_parse(&t, body, NULL);
	if (err == LR_ENOMEM)
		return LR_SAID_NO_MEMORY;
	root = lr_tree_root(t);
	if (status >= 400)
		said = refused(u, root, p);
	else if (err != LR_OK || status != 200)
		said = LR_SAID_NONSENSE;
	else if (p->step == COUNT)
		said = read_count(root, p);
	else
		said = read_page(u, q, root, p, out, got);
	lr_tree_free(t);
	return said;
}

const struct lr_provider lr_hunter = {
	.name = "hunter",
	.base = "https://api.hunter.io/v2",
	.keys = { "LR_HUNTER_KEY" },
	.header = "X-API-KEY",
	.second = 15,
	.minute = 500,
	.credit = PAGE,
	.page = PAGE_MOST,
	.ask = ask,
	.read = read_answer,
};
