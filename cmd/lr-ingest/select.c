/* Which requests become records. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ascii.h"
#include "clock.h"
#include "file.h"
#include "forwarded.h"
#include "ingest.h"
#include "num.h"
#include "url.h"

void
select_init(struct select *s)
{
	s->since = INT64_MIN;
	s->until = INT64_MAX;
}

void
select_add(struct lr_cli *cli, struct list *list, const char *name,
    const char *arg, bool split)
{
	struct lr_span rest = lr_span_str(arg), one;

	do {
		one = split ? lr_span_cut(&rest, ',') : rest;
		if (one.n == 0)
			lr_cli_usage(cli, "--%s: an empty value", name);
		if (list->n == LIST_MAX)
			lr_cli_usage(
			    cli, "--%s: more than %u values", name, LIST_MAX);
		list->item[list->n++] = one;
	} while (split && rest.p != NULL);
}

static void
add_range(struct lr_cli *cli, struct select *s, const struct lr_range *r)
{
	void *p;

	if ((s->n_not_ips & (s->n_not_ips - 1)) == 0) {
		p = realloc(s->not_ips,
		    (s->n_not_ips == 0 ? 1 : 2 * s->n_not_ips) * sizeof(*r));
		if (p == NULL)
			lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
		s->not_ips = p;
	}
	s->not_ips[s->n_not_ips++] = *r;
}

void
select_exclude_ip(struct lr_cli *cli, struct select *s, const char *arg)
{
	struct lr_span rest, line;
	struct lr_range range;
	unsigned long n = 0;
	struct lr_buf b;

	if (lr_range_parse(lr_span_str(arg), &range)) {
		add_range(cli, s, &range);
		return;
	}
	lr_buf_init(&b, 64u << 20);
	if (lr_file_read(arg, &b) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "--exclude-ip: %s: neither a network nor a file that can "
		    "be read: %s",
		    arg, strerror(errno));
	for (rest = lr_buf_span(&b); rest.p != NULL;) {
		line = lr_span_cut(&rest, '\n');
		line = lr_span_sub(line, 0, lr_span_find(line, '#'));
		line = lr_span_sub(line, 0, lr_span_find(line, '\r'));
		line = lr_span_trim(line);
		n++;
		if (line.n == 0)
			continue;
		if (!lr_range_parse(line, &range))
			lr_cli_die(cli, LR_EXIT_FAILED,
			    "--exclude-ip: %s:%lu: no network: %.*s", arg, n,
			    (int)(line.n < 60 ? line.n : 60), line.p);
		add_range(cli, s, &range);
	}
	lr_buf_free(&b);
}

static bool
among(const struct list *l, struct lr_span s)
{
	unsigned i;

	for (i = 0; i < l->n; i++)
		if (lr_ascii_eq(l->item[i], s))
			return true;
	return false;
}

static bool
matches(const struct list *l, struct lr_span s)
{
	unsigned i;

	for (i = 0; i < l->n; i++)
		if (lr_ascii_glob(l->item[i], s))
			return true;
	return false;
}

/* 404, 2xx, 200-299: the lowest and highest status it means. */
static bool
statuses(struct lr_span s, uint64_t *low, uint64_t *high)
{
	if (s.n == 3 && lr_is_digit(s.p[0]) && lr_lower(s.p[1]) == 'x' &&
	    lr_lower(s.p[2]) == 'x') {
		*low = (uint64_t)(s.p[0] - '0') * 100;
		*high = *low + 99;
		return true;
	}
	if (s.n == 7 && s.p[3] == '-')
		return lr_num_u64(lr_span_sub(s, 0, 3), 999, low) &&
		    lr_num_u64(lr_span_sub(s, 4, 7), 999, high);
	if (s.n != 3 || !lr_num_u64(s, 999, low))
		return false;
	*high = *low;
	return true;
}

void
select_status(struct lr_cli *cli, struct select *s, const char *arg)
{
	uint64_t low, high;
	unsigned i = s->statuses.n;

	select_add(cli, &s->statuses, "status", arg, true);
	for (; i < s->statuses.n; i++)
		if (!statuses(s->statuses.item[i], &low, &high))
			lr_cli_usage(cli,
			    "--status: '%s' is no list like 404,2xx,300-399",
			    arg);
}

static bool
status_among(const struct list *l, unsigned status)
{
	uint64_t low, high;
	unsigned i;

	for (i = 0; i < l->n; i++)
		if (statuses(l->item[i], &low, &high) && status >= low &&
		    status <= high)
			return true;
	return false;
}

/* IPv4 before IPv6: ::/0 goes across the mapped addresses. */
static int
order(const struct lr_ip *a, const struct lr_ip *b)
{
	int d = lr_ip_is4(b) - lr_ip_is4(a);

	return d != 0 ? d : lr_ip_cmp(a, b);
}

static int
by_first(const void *a, const void *b)
{
	const struct lr_range *ra = a, *rb = b;

	return order(&ra->first, &rb->first);
}

/* Sort the ranges and join those that overlap, for a binary search. */
static void
merge(struct select *s)
{
	struct lr_range *r = s->not_ips, *to = r;
	size_t i;

	if (s->n_not_ips == 0)
		return;
	qsort(r, s->n_not_ips, sizeof(*r), by_first);
	for (i = 1; i < s->n_not_ips; i++)
		if (order(&r[i].first, &to->last) > 0)
			*++to = r[i];
		else if (order(&r[i].last, &to->last) > 0)
			to->last = r[i].last;
	s->n_not_ips = (size_t)(to - r) + 1;
}

static bool
excluded(const struct select *s, const struct lr_ip *ip)
{
	size_t low = 0, high = s->n_not_ips, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (order(&s->not_ips[mid].first, ip) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 && lr_range_holds(&s->not_ips[low - 1], ip);
}

static bool
is_asset(const struct select *s, struct lr_span path)
{
	size_t i;

	if (s->assets.n == 0)
		return lr_url_asset(path);
	for (i = path.n; i > 0 && path.p[i - 1] != '.'; i--)
		if (path.p[i - 1] == '/')
			return false;
	return i > 0 &&
	    (among(&s->assets, lr_span_sub(path, i, path.n)) ||
		among(&s->assets, lr_span_sub(path, i - 1, path.n)));
}

static enum left
no_page(const struct select *s, const struct view *v)
{
	unsigned status = v->hit->status;

	if (!lr_span_eq(v->hit->method, LR_SPAN("GET")))
		return LEFT_METHOD;
	if ((status < 200 || status > 299) && status != 304)
		return LEFT_STATUS;
	if (is_asset(s, v->path))
		return LEFT_ASSET;
	return v->bot.p != NULL ? LEFT_BOT : LEFT_NOT;
}

static bool
out_of_time(const struct select *s, const struct lr_hit *hit)
{
	int64_t t;

	if (s->since == INT64_MIN && s->until == INT64_MAX)
		return false;
	return !lr_time_parse(lr_span(hit->time, hit->time_n), &t) ||
	    t < s->since || t >= s->until;
}

void
select_ready(struct select *s)
{
	merge(s);
	s->any = s->pages || s->since != INT64_MIN || s->until != INT64_MAX ||
	    s->sites.n + s->methods.n + s->statuses.n + s->paths.n +
		    s->not_paths.n + s->n_not_ips >
		0;
}

enum left
select_why(struct select *s, const struct view *v)
{
	const struct lr_hit *hit = v->hit;
	enum left why = s->pages ? no_page(s, v) : LEFT_NOT;

	if (why != LEFT_NOT)
		;
	else if (out_of_time(s, hit))
		why = LEFT_TIME;
	else if (s->sites.n > 0 && !among(&s->sites, hit->site))
		why = LEFT_SITE;
	else if (s->methods.n > 0 && !among(&s->methods, hit->method))
		why = LEFT_METHOD;
	else if (s->statuses.n > 0 && !status_among(&s->statuses, hit->status))
		why = LEFT_STATUS;
	else if ((s->paths.n > 0 && !matches(&s->paths, v->path)) ||
	    matches(&s->not_paths, v->path))
		why = LEFT_PATH;
	else if (s->n_not_ips > 0 && excluded(s, &v->ip))
		why = LEFT_ADDRESS;
	if (why != LEFT_NOT)
		s->left[why]++;
	return why;
}

/* ---- who the client is */

void
client_from(struct lr_cli *cli, struct client *c, const char *arg)
{
	static const char *const headers[] = { "x-forwarded-for", "x-real-ip",
		"forwarded", "cf-connecting-ip", "true-client-ip",
		"fastly-client-ip" };
	size_t i;

	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		if (lr_ascii_eq(lr_span_str(arg), lr_span_str(headers[i]))) {
			c->forwarded = true;
			return;
		}
	lr_cli_usage(cli,
	    "--client-from: '%s' is no header that proxies set, such as "
	    "x-forwarded-for",
	    arg);
}

void
client_proxy(struct lr_cli *cli, struct client *c, const char *arg)
{
	if (c->n == LIST_MAX ||
	    !lr_range_parse(lr_span_str(arg), &c->proxies[c->n++]))
		lr_cli_usage(cli, "--trusted-proxy: '%s' is no network", arg);
}

struct lr_ip
client_of(const struct client *c, const struct lr_hit *hit)
{
	const struct lr_proxies proxies = { c->proxies, c->n };

	return lr_forwarded(&proxies, &hit->ip, hit->forwarded);
}
