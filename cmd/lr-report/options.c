/* What makes a feed: the same on the command line and in a file of feeds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "ascii.h"
#include "file.h"
#include "num.h"
#include "options.h"

#define LIST_BYTES (64u << 20) /* of a file of companies to leave out */

const struct lr_opt opts[] = {
	/* those of a feed come first */
	{ 'n', "max", "N", "print at most N rows" },
	{ 'o', "output", "FORMAT",
	    "table, csv, ndjson, xlsx or html (default: table)" },
	{ OPT_COUNTRY, "country", "LIST", "only companies of these countries" },
	{ OPT_EXCLUDE, "exclude", "FILE", "leave out the companies in FILE" },
	{ OPT_INDUSTRY, "industry", "LIST",
	    "only companies of these industries" },
	{ OPT_KIND, "kind", "LIST", "company, education, government" },
	{ OPT_MATCH_RATE, "match-rate", NULL,
	    "print what became of the records" },
	{ OPT_MIN_SCORE, "min-score", "N",
	    "leave out companies with a lower score" },
	{ OPT_MIN_VISITS, "min-visits", "N",
	    "leave out companies with fewer visits" },
	{ OPT_NEW_ONLY, "new-only", NULL,
	    "only companies not seen before --since" },
	{ OPT_PAGE, "page", "GLOB",
	    "only companies that looked at such pages" },
	{ OPT_PAGES, "pages", NULL, "print a row a page" },
	{ OPT_SORT, "sort", "FIELD",
	    "visits, page_views, last_visit, score or company" },
	{ OPT_SOURCE, "source", "LIST", "only companies that came from there" },
	{ OPT_SOURCES, "sources", NULL, "print a row a source of visits" },
	{ OPT_TOP, "top", "N", "at most N pages and sources of a company" },
	{ OPT_VISITS, "visits", NULL, "print a row a visit" },
	{ OPT_WHERE, "where", "EXPR", "only companies for which EXPR is true" },
	/* and these are of the whole run */
	{ OPT_DAY, "day", "DAY", "today, yesterday or a date" },
	{ OPT_EVERY, "every", "SPAN", "with --follow: how often (10s)" },
	{ OPT_FEEDS, "feeds", "FILE", "write the feeds that FILE describes" },
	{ OPT_FOLLOW, "follow", NULL, "renew the file while records come" },
	{ OPT_GOAL, "goal", "NAME=GLOB", "pages that are a goal" },
	{ OPT_LANG, "lang", "LANG", "language of the page: en or de" },
	{ OPT_MAX_PAGES, "max-pages-per-company", "N",
	    "tell apart at most N pages of a company" },
	{ OPT_MERGE, "merge", NULL, "read what --partial has written" },
	{ OPT_MONTH, "month", "MONTH", "this, last or 2026-11" },
	{ OPT_NOW, "now", "TIME", "take TIME for the present" },
	{ OPT_OWN, "own", "HOST", "referrers from HOST are one's own site" },
	{ OPT_PARTIAL, "partial", NULL, "write sums for --merge" },
	{ OPT_SINCE, "since", "TIME", "page views from TIME on" },
	{ OPT_SURE, "sure", "N", "confidence from which a match is sure" },
	{ OPT_TZ, "tz", "ZONE", "days and times of this time zone" },
	{ OPT_UNTIL, "until", "TIME", "page views before TIME" },
	{ OPT_WEEK, "week", "WEEK", "this, last or 2026-W47" },
	{ OPT_WEIGHT, "weight", "PART=N", "weight of a part of the score" },
	{ OPT_WRITE, "write", "FILE", "write the report to FILE" },
	{ 0 },
};

void
feed_init(struct feed *f)
{
	*f = (struct feed){ .max = UINT64_MAX };
	lr_map_init(&f->exclude, LIST_BYTES);
}

/* ---- messages: they live until the next */

static bool __attribute__((format(printf, 2, 3)))
wrong(const char **why, const char *fmt, ...)
{
	static char message[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	*why = message;
	return false;
}

/* ---- values */

static bool
number(
    const char *arg, uint64_t min, uint64_t max, uint64_t *n, const char **why)
{
	if (lr_num_u64(lr_span_str(arg), max, n) && *n >= min)
		return true;
	return wrong(why, "'%s' is no number from %llu to %llu", arg,
	    (unsigned long long)min, (unsigned long long)max);
}

/* A copy for as long as the report lives; in lower case where asked for. */
static struct lr_span
copy(struct report *r, struct lr_span s, bool low)
{
	struct lr_span c = lr_arena_dup(&r->texts, s);
	char *p = NULL;
	size_t i;

	if (c.p == NULL || !low)
		return c;
	if ((p = lr_arena_alloc(&r->texts, s.n + 1)) == NULL)
		return (struct lr_span){ NULL, 0 };
	for (i = 0; i < s.n; i++)
		p[i] = lr_lower(s.p[i]);
	return lr_span(p, s.n);
}

static bool
add_glob(struct report *r, struct globs *g, struct lr_span s, bool low,
    const char **why)
{
	struct lr_span *p = realloc(g->p, (g->n + 1) * sizeof(*p));

	if (p != NULL)
		g->p = p;
	if (p == NULL || (p[g->n] = copy(r, s, low)).p == NULL)
		return wrong(why, "out of memory");
	g->n++;
	return true;
}

/* Patterns joined by commas. */
static bool
globs(struct report *r, struct globs *g, const char *arg, const char **why)
{
	struct lr_span rest = lr_span_str(arg), one;

	while (rest.p != NULL) {
		one = lr_span_trim(lr_span_cut(&rest, ','));
		if (one.n == 0)
			return wrong(why, "'%s' is no list of names", arg);
		if (!add_glob(r, g, one, true, why))
			return false;
	}
	return true;
}

static bool
kind_list(struct report *r, struct globs *g, const char *arg, const char **why)
{
	size_t i = g->n;

	if (!globs(r, g, arg, why))
		return false;
	for (; i < g->n; i++)
		if (!lr_lead_kind(g->p[i]))
			return wrong(why,
			    "no kind '%.*s': it is company, education or "
			    "government",
			    (int)g->p[i].n, g->p[i].p);
	return true;
}

static bool
format_of(struct feed *f, const char *arg, const char **why)
{
	unsigned i;

	for (i = 0; i < formats_n; i++)
		if (strcmp(arg, formats[i].name) == 0) {
			f->format = &formats[i];
			return true;
		}
	return wrong(
	    why, "no format '%s': it is table, csv, ndjson, xlsx or html", arg);
}

static bool
sort_of(struct feed *f, const char *arg, const char **why)
{
	static const char *const names[] = {
		[BY_VISITS] = "visits",
		[BY_VIEWS] = "page_views",
		[BY_LAST] = "last_visit",
		[BY_COMPANY] = "company",
		[BY_SCORE] = "score",
	};
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(arg, names[i]) == 0) {
			f->sort = (enum sort)i;
			return true;
		}
	return wrong(why,
	    "not by '%s': it is visits, page_views, last_visit, score or "
	    "company",
	    arg);
}

/* Domains and names, one a line; what begins with # is none. */
static bool
exclude(struct feed *f, const char *path, const char **why)
{
	struct lr_span rest, line;
	enum lr_err err;
	struct lr_buf b, low;
	uint32_t id;
	size_t i;

	lr_buf_init(&b, LIST_BYTES);
	lr_buf_init(&low, LIST_BYTES);
	err = lr_file_read(path, &b);
	rest = lr_buf_span(&b);
	while (err == LR_OK && rest.n > 0) {
		line = lr_span_cut(&rest, '\n');
		if (lr_span_ends(line, LR_SPAN("\r")))
			line.n--;
		line = lr_span_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		lr_buf_clear(&low);
		for (i = 0; i < line.n; i++)
			lr_buf_putc(&low, lr_lower(line.p[i]));
		err = low.err != LR_OK
		    ? low.err
		    : lr_map_add(&f->exclude, lr_buf_span(&low), &id, NULL);
	}
	lr_buf_free(&b);
	lr_buf_free(&low);
	f->excludes = true;
	if (err == LR_OK)
		return true;
	return wrong(why, "%s: cannot read: %s", path,
	    err == LR_EIO ? strerror(errno) : lr_err_text(err));
}

bool
feed_option(struct report *r, struct feed *f, int key, const char *arg,
    const char **why)
{
	switch (key) {
	case 'n':
		return number(arg, 1, SIZE_MAX, &f->max, why);
	case 'o':
		return format_of(f, arg, why);
	case OPT_COUNTRY:
		return globs(r, &f->country, arg, why);
	case OPT_EXCLUDE:
		return exclude(f, arg, why);
	case OPT_INDUSTRY:
		return globs(r, &f->industry, arg, why);
	case OPT_KIND:
		return kind_list(r, &f->kind, arg, why);
	case OPT_MATCH_RATE:
		f->row = ROW_MATCH;
		return true;
	case OPT_MIN_SCORE:
		return number(arg, 0, 100, &f->min_score, why);
	case OPT_MIN_VISITS:
		return number(arg, 0, SIZE_MAX, &f->min_visits, why);
	case OPT_NEW_ONLY:
		return f->new_only = true;
	case OPT_PAGE:
		return add_glob(r, &f->page, lr_span_str(arg), false, why);
	case OPT_PAGES:
		f->row = ROW_PAGE;
		return true;
	case OPT_SORT:
		return sort_of(f, arg, why);
	case OPT_SOURCE:
		return globs(r, &f->source, arg, why);
	case OPT_SOURCES:
		f->row = ROW_SOURCE;
		return true;
	case OPT_TOP:
		return (f->has_top = number(arg, 0, SIZE_MAX, &f->top, why));
	case OPT_VISITS:
		f->row = ROW_VISIT;
		return true;
	default: /* OPT_WHERE */
		if (f->conditions == CONDITIONS_MAX)
			return wrong(why, "more than %u", CONDITIONS_MAX);
		f->condition[f->conditions++] = arg;
		return true;
	}
}

const char *
option_name(int key)
{
	const struct lr_opt *o = opts;

	while (o->key != key)
		o++;
	return o->name;
}
