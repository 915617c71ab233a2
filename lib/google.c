/*
 * Google's Custom Search JSON API: profiles among the hits of a search. The
 * key goes in a header, as Google's system parameters allow, and not in the
 * URL. At most 100 hits can be had of one query, ten at a time.
 */
#include "ascii.h"
#include "search.h"

#define PAGE 10u
#define HITS_MOST 100u

static void
ask(const struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, unsigned most, struct lr_buf *url, unsigned *results)
{
	if (p->at == 0)
		p->at = 1; /* the first hit */
	lr_buf_puts(url, u->base);
	lr_search_query(url, q);
	lr_provider_param(url, "cx", lr_span_str(u->key[1]));
	lr_provider_number(url, "num", PAGE);
	lr_provider_number(url, "start", p->at);
	lr_provider_param(url, "fields",
	    LR_SPAN("items(title,link,snippet),queries/nextPage/startIndex"));
	*results = PAGE;
}

static enum lr_said
read_page(const struct lr_provider_use *u, const struct lr_enquiry *q,
    const struct lr_node *root, struct lr_progress *p, struct lr_findings *out)
{
	const struct lr_node *items = lr_tree_get(root, "items");
	unsigned people;
	enum lr_said said;
	int64_t next;

	/* no hits: no items at all */
	if (!lr_tree_object(root) ||
	    (!lr_tree_null(items) && !lr_tree_array(items)))
		return LR_SAID_NONSENSE;
	said = lr_search_hits(
	    u, q, items, "title", "link", "snippet", out, &people);
	if (said != LR_SAID_MORE)
		return said;
	if (lr_search_enough(q, out, people) ||
	    !lr_tree_i64(
		lr_tree_get(
		    lr_tree_at(lr_tree_get(root, "queries.nextPage"), 0),
		    "startIndex"),
		&next) ||
	    next <= p->at || next + PAGE > HITS_MOST + 1)
		return LR_SAID_DONE;
	p->at = (unsigned)next;
	return LR_SAID_MORE;
}

static bool
is_one_of(struct lr_span s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (lr_ascii_eq(s, lr_span_str(*list)))
			return true;
	return false;
}

/* Of 429: is it the limit of a day, or one that is over in a minute? */
static bool
day_limit(const struct lr_node *error)
{
	const struct lr_node *details = lr_tree_get(error, "details");
	struct lr_span s;
	size_t i;

	for (i = 0; i < lr_tree_count(details); i++) {
		const struct lr_node *m =
		    lr_tree_get(lr_tree_at(details, i), "metadata");

		s = lr_tree_str(lr_tree_get(m, "quota_unit"));
		if (s.n > 0)
			return lr_ascii_find(s, LR_SPAN("/d/")) < s.n;
		s = lr_tree_str(lr_tree_get(m, "quota_limit"));
		if (s.n > 0)
			return lr_ascii_find(s, LR_SPAN("perday")) < s.n;
	}
	s = lr_tree_str(lr_tree_get(error, "message"));
	return lr_ascii_find(s, LR_SPAN("per day")) < s.n ||
	    lr_ascii_find(s, LR_SPAN("daily")) < s.n;
}

static enum lr_said
read_error(int status, const struct lr_node *root)
{
	static const char *const used_up[] = { "dailyLimitExceeded",
		"dailyLimitExceededUnreg", "quotaExceeded", "limitExceeded",
		NULL };
	static const char *const slow[] = { "rateLimitExceeded",
		"userRateLimitExceeded", "concurrentLimitExceeded", NULL };
	static const char *const key[] = { "keyInvalid", "keyExpired",
		"API_KEY_INVALID", "forbidden", NULL };
	const struct lr_node *error = lr_tree_get(root, "error");
	struct lr_span reason = lr_tree_str(
	    lr_tree_get(lr_tree_at(lr_tree_get(error, "errors"), 0), "reason"));
	struct lr_span detail = lr_tree_str(lr_tree_get(
	    lr_tree_at(lr_tree_get(error, "details"), 0), "reason"));

	if (is_one_of(reason, used_up))
		return LR_SAID_USED_UP;
	if (status == 429)
		return day_limit(error) ? LR_SAID_USED_UP : LR_SAID_SLOW;
	if (is_one_of(reason, slow))
		return LR_SAID_SLOW;
	if (status == 401 || status == 403 || is_one_of(reason, key) ||
	    is_one_of(detail, key))
		return LR_SAID_NO_KEY;
	return status >= 500 || status == 408 ? LR_SAID_FAULT : LR_SAID_REFUSED;
}

static enum lr_said
read_answer(struct lr_provider_use *u, const struct lr_enquiry *q,
    struct lr_progress *p, int status, struct lr_span body,
    struct lr_findings *out, unsigned *got)
{
	struct lr_tree *t = NULL;
	enum lr_err err = lr_tree_parse(&t, body, NULL);
	enum lr_said said;

	*got = status == 200 ? 1 : 0;
	if (err == LR_ENOMEM)
		return LR_SAID_NO_MEMORY;
	if (status >= 400)
		said = read_error(status, lr_tree_root(t));
	else if (err != LR_OK || status != 200)
		said = LR_SAID_NONSENSE;
	else
		said = read_page(u, q, lr_tree_root(t), p, out);
	lr_tree_free(t);
	return said;
}

const struct lr_provider lr_google = {
	.name = "google",
	.base = "https://customsearch.googleapis.com/customsearch/v1",
	.keys = { "LR_GOOGLE_KEY", "LR_GOOGLE_CX" },
	.header = "X-Goog-Api-Key",
	.second = 10,
	.minute = 100,
	.credit = PAGE,
	.page = PAGE,
	.hits = HITS_MOST,
	.ask = ask,
	.read = read_answer,
};
