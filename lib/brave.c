/*
 * Brave Search API: profiles among the hits of a search in Brave's own index.
 */
#include "ascii.h"
#include "search.h"

#define PAGE 20u
#define PAGES_MOST 10u /* offset is a page, 0 to 9 */

static void
ask(const struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, unsigned most, struct lr_buf *url, unsigned *results)
{
	lr_buf_puts(url, u->base);
	lr_buf_puts(url, "/web/search");
	lr_search_query(url, q);
	lr_provider_number(url, "count", PAGE);
	lr_provider_number(url, "offset", p->at);
	lr_provider_param(url, "result_filter", LR_SPAN("web"));
	lr_provider_param(url, "text_decorations", LR_SPAN("false"));
	*results = PAGE;
}

static enum lr_said
read_page(const struct lr_provider_use *u, const struct lr_enquiry *q,
    const struct lr_node *root, struct lr_progress *p, struct lr_findings *out)
{
	const struct lr_node *web = lr_tree_get(root, "web");
	const struct lr_node *results = lr_tree_get(web, "results");
	enum lr_said said;
	unsigned people;

	/* no hits: no web at all */
	if (!lr_tree_object(root) ||
	    !(lr_tree_null(web) || lr_tree_array(results)))
		return LR_SAID_NONSENSE;
	said = lr_search_hits(
	    u, q, results, "title", "url", "description", out, &people);
	if (said != LR_SAID_MORE)
		return said;
	return lr_search_enough(q, out, people) ||
		!lr_tree_true(
		    lr_tree_get(root, "query.more_results_available")) ||
		++p->at == PAGES_MOST
	    ? LR_SAID_DONE
	    : LR_SAID_MORE;
}

/* Of 429: the month's queries are gone, or just this second's. */
static enum lr_said
limit(const struct lr_node *root)
{
	const struct lr_node *meta = lr_tree_get(root, "error.meta");
	int64_t most, now;

	if (lr_ascii_eq(lr_tree_str(lr_tree_get(root, "error.code")),
		LR_SPAN("QUOTA_LIMITED")))
		return LR_SAID_USED_UP;
	if (lr_tree_i64(lr_tree_get(meta, "quota_limit"), &most) &&
	    lr_tree_i64(lr_tree_get(meta, "quota_current"), &now) && most > 0 &&
	    now >= most)
		return LR_SAID_USED_UP;
	return LR_SAID_SLOW;
}

static enum lr_said
read_answer(struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, int status, struct lr_span body,
    struct lr_findings *out, unsigned *got)
{
	struct lr_tree *t = NULL;
	enum lr_err err = lr_tree_parse(&t, body, NULL);
	const struct lr_node *root = lr_tree_root(t);
	struct lr_span code = lr_tree_str(lr_tree_get(root, "error.code"));
	enum lr_said said;

	*got = status == 200 ? 1 : 0;
	if (err == LR_ENOMEM)
		return LR_SAID_NO_MEMORY;
	if (status == 429)
		said = limit(root);
	else if (status == 402)
		said = LR_SAID_USED_UP;
	else if (status == 401 || status == 403 ||
	    lr_ascii_find(code, LR_SPAN("token")) < code.n)
		said = LR_SAID_NO_KEY;
	else if (status >= 500 || status == 408)
		said = LR_SAID_FAULT;
	else if (status >= 400)
		said = LR_SAID_REFUSED;
	else if (err != LR_OK || status != 200)
		said = LR_SAID_NONSENSE;
	else
		said = read_page(u, q, root, p, out);
	lr_tree_free(t);
	return said;
}

const struct lr_provider lr_brave = {
	.name = "brave",
	.base = "https://api.search.brave.com/res/v1",
	.keys = { "LR_BRAVE_KEY" },
	.header = "X-Subscription-Token",
	.second = 1,
	.minute = 60,
	.credit = PAGE,
	.page = PAGE,
	.hits = PAGES_MOST * PAGE,
	.ask = ask,
	.read = read_answer,
};
