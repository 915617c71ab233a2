/*
 * lr-mkdb: what its parts share. main.c knows the options and what can be
 * made; networks.c reads tables of ranges in their three formats; columns.c
 * knows what a column means and enters a row; finish.c writes the file.
 */
#ifndef MKDB_H
#define MKDB_H

#include "cli.h"
#include "map.h"
#include "mkmmdb.h"

#define SETS_MAX 32

enum kind { NETWORK, FIRST, LAST, TEXT, AS_NAME, ASN, COUNTRY, FLAG, IGNORED };

struct column {
	enum kind kind;
	bool nested;	     /* in the map `outer` */
	uint32_t key, outer; /* of mkmmdb */
	struct lr_span name; /* in names */
	struct lr_span set;  /* --set: where a row says nothing */
};

/* The columns of the file being read, and the cells of one row of it:
 * { NULL, 0 } where the row does not have the column at all. */
struct table {
	struct lr_map names;
	unsigned short by_name[LR_FIELDS_MAX]; /* number in names -> column */
	struct column column[LR_FIELDS_MAX];
	struct lr_span cell[LR_FIELDS_MAX];
	unsigned n, given;	  /* all; those of the file itself */
	int network, first, last; /* columns, -1: none */
	char why[128];		  /* after LR_EBAD */
};

struct mkdb {
	struct lr_cli *cli;
	struct lr_mkmmdb *db;
	const char *output, *columns, *rejects;
	const char *set[SETS_MAX];
	unsigned sets;
	bool strict, dry_run;
	struct lr_mkmmdb_spec spec;
	struct lr_out kept; /* rejects */
	struct table table;
};

/* What can be made: read the operands into job->db. */
void mkdb_networks(struct mkdb *job);

/* ---- columns.c; LR_EBAD: table->why says why */

enum lr_err columns_bad(struct table *t, struct lr_span name, const char *what);
void columns_reset(struct table *t);
/* One more, from the left to the right. */
enum lr_err columns_add(struct mkdb *job, struct lr_span name, unsigned *at);
/* Those of --set, where they are not there yet: behind the file's own. */
enum lr_err columns_set(struct mkdb *job);
/* The column of that name, or -1. */
int columns_find(const struct table *t, struct lr_span name);
/* Can the columns tell addresses? */
bool columns_complete(const struct table *t);
/* Enter the row whose cells are set. */
enum lr_err columns_enter(struct mkdb *job);

/* ---- finish.c */

void mkdb_begin(struct mkdb *job);
/* Refuse a row: count, name, keep. */
void mkdb_refuse(struct mkdb *job, struct lr_span raw, const char *why);
/* Write the file; the exit code. */
int mkdb_end(struct mkdb *job);

#endif
