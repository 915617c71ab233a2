/*
 * report: what the parts of lr-report share. A row is a company; a column is
 * a field of it, in every format the same; a format only decides how cells
 * look.
 */
#ifndef REPORT_H
#define REPORT_H

#include "cli.h"
#include "lead.h"

#define KINDS 12 /* of lr-record(5) */

enum sort { BY_VISITS, BY_VIEWS, BY_LAST, BY_COMPANY };

/* Fields of a record that a report reads. */
enum want {
	WANT_ABOUT, /* those of enum lr_lead_about come first, as there */
	WANT_CONFIDENCE = LR_LEAD_ABOUT,
	WANT_TIME,
	WANT_IP,
	WANT_SESSION,
	WANT_SITE,
	WANT_PATH,
	WANT_REFERRER,
	WANTS,
	UNWANTED = WANTS
};

/* What the field at one place of a record was the last time. */
struct habit {
	char key[16];
	unsigned char n;
	unsigned char want;
};

struct report {
	struct lr_leads leads;

	/* options */
	bool has_since, has_until;
	int64_t since, until; /* half open */
	uint64_t min_visits, max;
	enum sort sort;

	/* reading */
	struct habit habit[LR_FIELDS_MAX];
	struct lr_span got[WANTS];

	/* not in the report, and why: records by kind, of another kind,
	 * without one, without a name, outside the period */
	uint64_t kind[KINDS], other, kindless, nameless, outside, blacklisted;

	/* the answer */
	const struct lr_lead **row;
	size_t rows;
	uint64_t companies, visits; /* of all, and those in rows */
	uint64_t row_visits, row_views;
};

/* ---- view.c: a record becomes a page view. LR_EBAD: rec->why says why. */
enum lr_err view_add(struct report *r, struct lr_record *rec);
const char *kind_name(unsigned i);

/* ---- rows.c: choose and sort the rows. LR_ENOMEM. */
enum lr_err rows_make(struct report *r);

enum cell_type { CELL_TEXT, CELL_COUNT, CELL_TIME };

struct column {
	const char *name;
	enum cell_type type;
};

#define COLUMNS 16
extern const struct column columns[COLUMNS];

/* The place of a column by its name, which must exist. */
unsigned column_of(const char *name);

/* A cell; text lives in *b, which is cleared first. */
struct cell {
	bool known;
	uint64_t count;
	int64_t time;
	struct lr_span text;
};
struct cell cell_at(const struct report *r, const struct lr_lead *lead,
    unsigned column, struct lr_buf *b);

/* ---- the formats: all rows into out. LR_ENOMEM. */
enum lr_err table_write(const struct report *r, struct lr_out *out);
enum lr_err csv_write(const struct report *r, struct lr_out *out);
enum lr_err ndjson_write(const struct report *r, struct lr_out *out);

#endif
