/*
 * What the parts of lr-sheet share.
 */
#ifndef LR_SHEET_JOB_H
#define LR_SHEET_JOB_H

#include "cli.h"
#include "map.h"
#include "sheet.h"

#define AHEAD 1000u /* rows that tell how wide the table is */
#define PADDING_MAX UINT64_C(1000000000) /* empty cells that are added */

enum header { HEADER_DEFAULT, HEADER_NONE, HEADER_AUTO, HEADER_ROW };

/* A row that was kept. */
struct kept {
	unsigned long number;
	unsigned n;
	struct lr_value *cell;
};

struct job {
	struct lr_cli *cli;
	struct lr_sheet *sheet;
	struct lr_sheet_options read;
	const char *which; /* --sheet */
	bool list, ndjson;
	enum header header;
	unsigned long header_row;
	unsigned long most; /* --max-records */
	/* the first rows */
	struct lr_arena texts;
	struct kept ahead[AHEAD];
	unsigned kept;
	/* the table */
	unsigned width;	     /* columns that every row has */
	struct lr_map names; /* of the columns, once there is a header */
	struct lr_buf *keys; /* the same as JSON; one for each column */
	unsigned n_keys;
	unsigned long last; /* number of the row last written */
	uint64_t padding;   /* empty cells added so far */
	struct lr_buf row;
};

/* Ends the program, saying what the last call on the sheet answered. */
_Noreturn void job_fail(struct job *job, enum lr_err err);

/* header.c: the row of the first ones that names the columns, or kept when
 * none does. */
unsigned header_find(const struct job *job);
/* Names of all columns, all different, from that row's cells. */
void header_take(struct job *job, const struct kept *row);
/* Name of a column, its letters where it has no other. At tmp: 4 bytes. */
struct lr_span header_name(const struct job *job, unsigned column, char *tmp);

/* rows.c: read the chosen sheet and write it. */
void rows_copy(struct job *job);

#endif
