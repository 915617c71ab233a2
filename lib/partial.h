/*
 * partial: the sums of a run as NDJSON, for another run to add up. Any split by
 * visitor, added in any order and in steps, is the whole; and equal sums are
 * equal bytes, whatever came first.
 *
 * A part is some lines, each an object with "lr_partial": the version. They
 * stay together and in order; parts may follow one another in one file.
 *
 * The first has "input": true, the counts of what became of the records, the
 * period (since, until), what has to be the same in all parts (goals: their
 * names; max_pages; options: a fingerprint of all else), and two of the sites
 * where there are more. The last has "end": true, how many lines are between
 * them, and parts: fingerprints of the parts it was added up from, or its own.
 * Every line between is of a company: what is known of it, sums, and
 *
 *	pages	[[site, path, views], ...]
 *	entries	[[site, path, visits], ...]
 *	sources	[[medium, name, medium, campaign, term, content, visits], ...]
 *	goals	[[name, visits], ...]
 *	entry	[site, path] of the first page view, exit of the last
 *	source	[medium, ...] of the visit that began at sourced
 *
 * Texts are as they were read, times are seconds since 1970. A long list goes
 * on in further lines of the same company with sums of 0.
 *
 * What is read may come from anybody. A line counts as a whole or not at all,
 * as does a part whose first line is refused. No sum goes above LR_PARTIAL_MAX.
 */
#ifndef LR_PARTIAL_H
#define LR_PARTIAL_H

#include "lead.h"
#include "out.h"
#include "record.h"

#define LR_PARTIAL_VERSION 1
/* of any count, of all page views and of all seconds: up to there every JSON
 * library is exact */
#define LR_PARTIAL_MAX (UINT64_C(1) << 53)
#define LR_PARTIAL_PARTS 16384u /* told apart */

/* What became of the records: a name in the first line, and its count. */
struct lr_partial_count {
	const char *name;
	uint64_t *n;
};

enum lr_partial_state { LR_PARTIAL_NONE, LR_PARTIAL_OPEN, LR_PARTIAL_REFUSED };

struct lr_partial {
	struct lr_leads *leads;		      /* the caller's, as are */
	const struct lr_partial_count *count; /* these; the last has no name */
	/* Before write the caller's; after add those of the parts. */
	bool has_since, has_until;
	int64_t since, until;
	unsigned sure; /* one more option that has to be the same */

	bool again; /* the part that has just ended was there before */

	/* private: what was read */
	enum lr_partial_state state;
	bool any, many; /* a part; more than LR_PARTIAL_PARTS */
	uint64_t lines, seconds;
	uint64_t options;
	struct lr_map parts;
};

void lr_partial_init(struct lr_partial *p, struct lr_leads *leads,
    const struct lr_partial_count *count);
void lr_partial_free(struct lr_partial *p);

/* Write the sums; the leads are finished. LR_ETOOLONG: the names of goals are
 * too long for a line; LR_ENOMEM. */
enum lr_err lr_partial_write(const struct lr_partial *p, struct lr_out *out);

/* Add a line. LR_EBAD: it was not added, and rec->why says why; LR_END: so
 * too, and the part before it is cut short, so that nothing adds up any more;
 * LR_ENOMEM. */
enum lr_err lr_partial_add(struct lr_partial *p, struct lr_record *rec);

/* After the last line. LR_END: the last part is cut short, or there was none:
 * then *why says so. */
enum lr_err lr_partial_done(const struct lr_partial *p, const char **why);

/* ---- what writing and reading have in common */

/* Sums in the line of a company. */
#define LR_PARTIAL_SUMS X(views) X(visits) X(seconds) X(new) X(returning)

extern const char *const lr_partial_about[LR_LEAD_ABOUT];

/* A fingerprint of what has to be the same but has no field of its own. */
uint64_t lr_partial_options(const struct lr_partial *p);

#endif
