/*
 * report: what the parts of lr-report share, but for the formats, which know
 * answers only (answer.h).
 *
 *	options, lists, setup, feeds, paths	what is asked for
 *	view, fields, partial		records and sums come in (lib/lead.h)
 *	filter				which companies a feed is about
 *	answer, value, alike		what there is to tell, row by row:
 *	leads visits pages sources match
 *					the columns of each kind of row
 *	formats: table lines xlsx html*	how it is told
 *	write, follow			where to, and when
 *
 * A new kind of row is a file like pages.c, a line of kinds[] in answer.c and
 * an option; a new format one like table.c and a line of formats.c; a new field
 * of companies a line of lib/lead.h and a column of leads.c.
 */
#ifndef REPORT_H
#define REPORT_H

#include "answer.h"
#include "cli.h"
#include "kind.h"
#include "lead.h"
#include "partial.h"
#include "period.h"
#include "score.h"
#include "where.h"

/* ---- feeds: who is asked for, and how it is written */

enum sort { BY_VISITS, BY_VIEWS, BY_LAST, BY_COMPANY, BY_SCORE, SORTS };

struct order {
	const char *column; /* of ROW_LEAD */
	int (*compare)(const void *, const void *);
};
extern const struct order orders[SORTS];

/* Patterns in lower case, one of which has to fit; none: all do. */
struct globs {
	struct lr_span *p;
	size_t n;
};

#define FEEDS_MAX 256u
#define CONDITIONS_MAX 16u

struct feed {
	const char *name;	     /* NULL: the one of the command line */
	const char *path;	     /* NULL: standard output; of the command
					line's where there are others: none */
	const struct format *format; /* told by an option, or by path */
	const struct format *asked_format; /* by an option */
	enum row row;
	enum sort sort;
	uint64_t max, min_visits, min_score, top;
	int row_asked; /* the option that asked for row, or 0 */
	bool has_top, new_only, german;
	struct globs country, kind, industry, page, source;
	struct lr_map exclude; /* domains and names, in lower case */
	bool excludes;
	const char *condition[CONDITIONS_MAX]; /* all of them have to be true */
	struct lr_where *where[CONDITIONS_MAX];
	unsigned conditions;
	unsigned long line; /* of the file of feeds */
};

/* Why a record is not part of the report. */
enum left_out {
	OUT_OTHER,	 /* an unknown kind */
	OUT_KINDLESS,	 /* not enriched */
	OUT_NAMELESS,	 /* neither company nor domain */
	OUT_BLACKLISTED, /* marked */
	OUT_PERIOD,
	OUT_REFUSED, /* set at the end */
	OUTS
};

/* Fields of a record that a report reads. */
enum want {
	WANT_ABOUT, /* those of enum lr_lead_about come first, as there */
	WANT_CONFIDENCE = LR_LEAD_ABOUT,
	WANT_BLACKLISTED,
	/* what is different from view to view of one visitor */
	WANT_VIEW,
	WANT_TIME = WANT_VIEW,
	WANT_IP,
	WANT_SESSION,
	WANT_VISITOR,
	WANT_SITE,
	WANT_PATH,
	WANT_QUERY,
	WANT_REFERRER,
	WANTS
};

struct memo; /* view.c */

struct scored {
	const struct lr_lead *lead;
	unsigned score;
	unsigned points[LR_SCORE_PARTS];
	uint32_t visit, visits; /* of leads.visit, where they are kept */
};

struct report {
	struct lr_leads leads;
	struct lr_score score;

	/* options */
	int64_t now;
	bool has_now;	      /* asked for */
	struct lr_zone *zone; /* NULL: UTC */
	const char *zone_name;
	bool has_since, has_until;
	int64_t since, until; /* half open */
	uint64_t sure;	      /* confidence from which a match is no soft one */
	struct feed *feed;    /* feeds of them; [0] is the command line's */
	unsigned feeds;
	bool again;	   /* their files are written again and again */
	const char **read; /* files, besides those of records */
	size_t reads;
	struct lr_arena texts;

	/* reading */
	char hour_text[16]; /* of the time last read, and what it means */
	int64_t hour;
	struct memo *memo;

	struct lr_partial sums; /* for other runs, or of them */

	/* what became of the input: leads that are sure or soft, others by
	 * kind, others */
	uint64_t matched, soft, kind[LR_KINDS], out[OUTS];
	uint64_t refused; /* before there was this period */

	/* the end */
	struct {
		uint32_t *page, *source; /* see alike_of */
	} alike;
	struct scored *scored; /* leads that have visits */
	size_t n;
	struct totals all;
};

/* ---- view.c: a record becomes a page view. LR_EBAD: rec->why says why. The
 * record is one that was parsed with fields_tag. */
enum lr_err view_add(struct report *r, struct lr_record *rec);
unsigned char fields_tag(struct lr_span name);
enum lr_err view_init(struct report *r);

/* ---- partial.c: sums for another run, see partial.h; LR_ENOMEM, LR_ETOOLONG.
 * The record read last is one of their lines: LR_ENOMEM, or LR_EBAD: its why
 * says why. Sums that can make no report end the program. */
extern const char *const out_names[OUTS]; /* match.c */
void partial_init(struct report *r);
enum lr_err partial_write(struct report *r, struct lr_out *out);
enum lr_err merge_add(struct lr_cli *cli, struct report *r);
void merge_done(struct lr_cli *cli, const struct report *r);

/* ---- write.c: what went wrong, with which feed. */
struct trouble {
	enum lr_err err;
	int why; /* errno of LR_EIO */
	unsigned feed;
};

/* Rows of the feed into out, which count in *rows. LR_ENOMEM; LR_ETOOLONG. */
enum lr_err rows_write(const struct report *r, const struct feed *f,
    struct lr_out *out, unsigned long *rows);
/* The files of all feeds: all are written, then all appear. */
struct trouble files_write(const struct report *r, unsigned long *rows);
/* In words, in b. */
const char *trouble_text(
    const struct report *r, const struct trouble *t, struct lr_buf *b);

/* ---- answer.c */
struct page_row {
	uint32_t page;
	uint64_t views;
	size_t first, n; /* of answer.viewer */
};

struct viewer {
	uint32_t lead; /* row */
	uint32_t page, views;
};

struct source_row {
	uint32_t source;
	uint32_t lead; /* row of the last one, from 1 */
	uint64_t visits, companies;
};

struct answer {
	const struct report *r;
	const struct feed *feed;
	const struct scored **lead;
	size_t leads;
	struct totals sum;
	size_t visits;
	size_t *visit_first; /* of each lead: rows of visits before it */
	struct page_row *page;
	size_t pages;
	struct viewer *viewer;
	size_t viewers;
	struct source_row *source;
	size_t sources;
};

/* Score all leads; after that the answers. LR_ENOMEM. */
enum lr_err report_finish(struct report *r);
enum lr_err answer_make(
    struct answer *a, const struct report *r, const struct feed *f);
void answer_free(struct answer *a);

/* ---- filter.c: whether a feed, and the command line, let a lead through; v
 * is for its use. */
bool feed_lets(const struct report *r, const struct feed *f,
    const struct scored *s, struct value *v);
/* Make its conditions ready, once the time zone is known. False: *why says
 * what is wrong. */
bool feed_ready(struct report *r, struct feed *f, const char **why);

/* ---- alike.c: which pages and sources count as one, as the same is told of
 * them. LR_ENOMEM. */
enum lr_err alike_make(struct report *r);
static inline uint32_t
alike_of(const uint32_t *alike, uint32_t number)
{
	return alike == NULL ? number : alike[number];
}

/* ---- pages.c, sources.c, match.c: rows that are made of leads. LR_ENOMEM. */
enum lr_err pages_make(struct answer *a);
enum lr_err sources_make(struct answer *a);

/* ---- value.c: making values. */
bool value_text(struct value *v, struct lr_span s);
/* Whether that tells less than the text. */
bool value_hides(struct lr_span s);
bool value_time(struct value *v, bool known, int64_t t);
void value_begin(struct value *v); /* a list, then its items */
void value_item(
    struct value *v, struct lr_span s, uint64_t count, int64_t time);
void value_of_most(struct value *v, uint64_t of); /* the last item's */
bool value_end(struct value *v);
/* Of a source its medium (field -1) or a field. */
bool value_source_field(
    struct value *v, const struct lr_leads *l, uint32_t source, int field);
/* Of a page or a source as people see it; lives until the next of v. */
struct lr_span value_page(
    struct value *v, const struct lr_leads *l, uint32_t page);
struct lr_span value_source(
    struct value *v, const struct lr_leads *l, uint32_t source);
/* The page as a value; false: it is not told. */
bool value_of_page(struct value *v, const struct lr_leads *l, uint32_t page);
/* Whether there are several sites, so that a page is told with its own. */
bool value_tells_sites(const struct lr_leads *l);

/* ---- the kinds of rows */
#define LEAD_COLUMNS 34
#define VISIT_COLUMNS 20
#define PAGE_COLUMNS 6
#define SOURCE_COLUMNS 11
#define MATCH_COLUMNS 7
extern const struct column lead_columns[LEAD_COLUMNS];
extern const struct column visit_columns[VISIT_COLUMNS];
extern const struct column page_columns[PAGE_COLUMNS];
extern const struct column source_columns[SOURCE_COLUMNS];
extern const struct column match_columns[MATCH_COLUMNS];
typedef bool value_of(
    const struct answer *a, size_t row, unsigned column, struct value *v);
value_of lead_value, visit_value, page_value, source_value, match_value;
size_t match_rows(void);
/* The same of a lead that is no row yet. */
bool scored_value(const struct report *r, const struct scored *s,
    unsigned column, struct value *v);

#endif
