/* What makes a feed: the same on the command line and in a file of feeds. */
#include <stdio.h>

#include "lists.h"
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
	{ OPT_LANG, "lang", "LANG", "language of the page: en or de" },
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

void
feed_inherit(struct feed *f, const struct feed *all)
{
	f->format = all->asked_format;
	f->row = all->row;
	f->sort = all->sort;
	f->max = all->max;
	f->has_top = all->has_top;
	f->top = all->top;
	f->german = all->german;
}

static enum lr_err
number(
    const char *arg, uint64_t min, uint64_t max, uint64_t *n, const char **why)
{
	if (lr_num_u64(lr_span_str(arg), max, n) && *n >= min)
		return LR_OK;
	return list_wrong(why, "'%s' is no number from %llu to %llu", arg,
	    (unsigned long long)min, (unsigned long long)max);
}

static enum lr_err
format_of(struct feed *f, const char *arg, const char **why)
{
	f->format = f->asked_format = format_named(arg);
	return f->format != NULL
	    ? LR_OK
	    : list_wrong(why, "no format '%s': it is %s", arg, format_names());
}

static enum lr_err
sort_of(struct feed *f, const char *arg, const char **why)
{
	unsigned i;

	for (i = 0; i < SORTS; i++)
		if (strcmp(arg, orders[i].column) == 0) {
			f->sort = (enum sort)i;
			return LR_OK;
		}
	return list_wrong(why,
	    "not by '%s': it is visits, page_views, last_visit, score or "
	    "company",
	    arg);
}

static enum lr_err
lang_of(struct feed *f, const char *arg, const char **why)
{
	f->german = strcmp(arg, "de") == 0;
	return f->german || strcmp(arg, "en") == 0
	    ? LR_OK
	    : list_wrong(why, "no language '%s': en or de", arg);
}

static enum lr_err
rows(struct feed *f, enum row row, int key, const char **why)
{
	if (f->row_asked != 0 && f->row_asked != key)
		return list_wrong(why,
		    "there is --%s already: one kind of rows at a time",
		    option_name(f->row_asked));
	f->row = row;
	f->row_asked = key;
	return LR_OK;
}

static enum lr_err
condition(struct feed *f, const char *arg, const char **why)
{
	if (f->conditions == CONDITIONS_MAX)
		return list_wrong(why, "more than %u", CONDITIONS_MAX);
	f->condition[f->conditions++] = arg;
	return LR_OK;
}

static enum lr_err
take(struct report *r, struct feed *f, int key, const char *arg,
    const char **why)
{
	enum lr_err err;

	switch (key) {
	case 'n':
		return number(arg, 1, SIZE_MAX, &f->max, why);
	case 'o':
		return format_of(f, arg, why);
	case OPT_COUNTRY:
		return list_countries(r, &f->country, arg, why);
	case OPT_EXCLUDE:
		err = list_exclude(f, arg, why);
		return err == LR_OK ? paths_read(r, arg) : err;
	case OPT_INDUSTRY:
		return list_industries(r, &f->industry, arg, why);
	case OPT_KIND:
		return list_kinds(r, &f->kind, arg, why);
	case OPT_LANG:
		return lang_of(f, arg, why);
	case OPT_MATCH_RATE:
		return rows(f, ROW_MATCH, key, why);
	case OPT_MIN_SCORE:
		return number(arg, 0, 100, &f->min_score, why);
	case OPT_MIN_VISITS:
		return number(arg, 0, SIZE_MAX, &f->min_visits, why);
	case OPT_NEW_ONLY:
		f->new_only = true;
		return LR_OK;
	case OPT_PAGE:
		return list_page(r, &f->page, arg, why);
	case OPT_PAGES:
		return rows(f, ROW_PAGE, key, why);
	case OPT_SORT:
		return sort_of(f, arg, why);
	case OPT_SOURCE:
		return list_sources(r, &f->source, arg, why);
	case OPT_SOURCES:
		return rows(f, ROW_SOURCE, key, why);
	case OPT_TOP:
		f->has_top = true;
		return number(arg, 0, SIZE_MAX, &f->top, why);
	case OPT_VISITS:
		return rows(f, ROW_VISIT, key, why);
	default: /* OPT_WHERE */
		return condition(f, arg, why);
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

void
feed_option(struct lr_cli *cli, struct report *r, struct feed *f, int key,
    const char *arg)
{
	const char *why = NULL;
	enum lr_err err = take(r, f, key, arg, &why);
	char where[48] = "";

	if (cli->line > 0)
		snprintf(
		    where, sizeof(where), "--feeds: line %lu: ", cli->line);
	if (err == LR_EBAD)
		lr_cli_usage(cli, "%s--%s: %s", where, option_name(key), why);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s--%s: %s", where,
		    option_name(key), why != NULL ? why : lr_err_text(err));
}
