/*
 * SearXNG: one's own metasearch engine, which has to answer in JSON
 * (search.formats in its settings.yml). No key, no price.
 */
#include "search.h"

#define PAGES_MOST 5u

static void
ask(const struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, unsigned most, struct lr_buf *url, unsigned *results)
{
	lr_buf_puts(url, u->base);
	lr_buf_puts(url, "/search");
	lr_search_query(url, q);
	lr_provider_param(url, "format", LR_SPAN("json"));
	lr_provider_number(url, "pageno", p->at + 1);
	*results = 0;
}

static enum lr_said
read_page(const struct lr_provider_use *u, const struct lr_enquiry *q,
    const struct lr_node *root, struct lr_progress *p, struct lr_findings *out)
{
	const struct lr_node *results = lr_tree_get(root, "results");
	enum lr_said said;
	unsigned people;

	if (!lr_tree_array(results))
		return LR_SAID_NONSENSE;
	/* no hits because those that were asked did not answer */
	if (lr_tree_count(results) == 0 && p->at == 0 &&
	    lr_tree_count(lr_tree_get(root, "unresponsive_engines")) > 0)
		return LR_SAID_FAULT;
	said = lr_search_hits(
	    u, q, results, "title", "url", "content", out, &people);
	if (said != LR_SAID_MORE)
		return said;
	return lr_search_enough(q, out, people) || ++p->at == PAGES_MOST
	    ? LR_SAID_DONE
	    : LR_SAID_MORE;
}

static enum lr_said
read_answer(struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, int status, struct lr_span body,
    struct lr_findings *out, unsigned *got)
{
	struct lr_tree *t;
	enum lr_said said;

	*got = 0;
	if (status == 429)
		return LR_SAID_SLOW;
	if (status == 401 || status == 403 || status == 404)
		return LR_SAID_NO_KEY; /* no JSON allowed, or no SearXNG */
	if (status >= 500 || status == 408)
		return LR_SAID_FAULT;
	if (status >= 400)
		return LR_SAID_REFUSED;
	if (status != 200)
		return LR_SAID_NONSENSE;
	switch (lr_tree_parse(&t, body, NULL)) {
	case LR_OK:
		break;
	case LR_ENOMEM:
		return LR_SAID_NO_MEMORY;
	default:
		return LR_SAID_NONSENSE;
	}
	said = read_page(u, q, lr_tree_root(t), p, out);
	lr_tree_free(t);
	return said;
}

const struct lr_provider lr_searxng = {
	.name = "searxng",
	.second = 2,
	.minute = 60,
	.page = 20,
	.hits = PAGES_MOST * 20,
	.ask = ask,
	.read = read_answer,
};
