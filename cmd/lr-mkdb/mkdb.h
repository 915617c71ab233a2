/*
 * lr-mkdb: what its parts share. main.c knows the options and what can be
 * made; read.c reads tables in their three formats; columns.c keeps the
 * columns of the table that is read; networks.c and companies.c know what a
 * column means, enter a row and write the file; registry.c reads the dumps of
 * registries, object.c knows what their objects mean; finish.c begins and ends.
 */
#ifndef MKDB_H
#define MKDB_H

#include "cli.h"
#include "descr.h"
#include "map.h"
#include "mkmmdb.h"
#include "mkregistry.h"
#include "rpsl.h"

#define SETS_MAX 32
#define MAPS_MAX 32

enum kind { NETWORK, FIRST, LAST, TEXT, AS_NAME, ASN, COUNTRY, FLAG, IGNORED };

struct column {
	enum kind kind;
	bool nested;	     /* in the map `outer` */
	uint32_t key, outer; /* of mkmmdb; the field of a company */
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
	int key;       /* a column that tells a header from a row, -1: none */
	char why[128]; /* after LR_EBAD */
};

struct mkdb;

/* Something that can be made. enter answers LR_EBAD with table->why. */
struct maker {
	const char *name, *rows; /* as messages call them */
	const char *missing;	 /* what a header without use names */
	bool any_columns;	 /* some have no name, or one name */
	void (*begin)(struct mkdb *job);
	void (*read)(struct mkdb *job); /* the operands */
	/* ---- of tables */
	enum lr_err (*describe)(struct mkdb *job, struct column *c);
	/* Is a field of NDJSON of that name of use? */
	bool (*wanted)(const struct mkdb *job, struct lr_span name);
	bool (*complete)(const struct table *t);
	enum lr_err (*enter)(struct mkdb *job);
	/* ---- */
	void (*write)(struct mkdb *job);
};
extern const struct maker mkdb_networks, mkdb_companies, mkdb_registry;

struct mkdb {
	struct lr_cli *cli;
	const struct maker *maker;
	struct lr_mkmmdb *db;
	const char *output, *columns, *rejects;
	const char *set[SETS_MAX];
	const char *map[MAPS_MAX];
	unsigned sets, maps;
	bool strict, dry_run;
	struct lr_mkmmdb_spec spec;
	struct lr_out kept; /* rejects */
	struct table table;
};

/* Read the operands, which are tables. */
void mkdb_read(struct mkdb *job);

/* What was read cannot be read to its end: err, or why. */
_Noreturn void mkdb_unreadable(
    struct mkdb *job, enum lr_err err, const char *why);

/* Open an operand as cli->in, and what its first bytes are. */
struct lr_span mkdb_open(struct mkdb *job, const char *path);

/* ---- columns.c; LR_EBAD: table->why says why */

enum lr_err columns_bad(struct table *t, struct lr_span name, const char *what);
void columns_reset(struct table *t);
/* One more, from the left to the right. */
enum lr_err columns_add(struct mkdb *job, struct lr_span name, unsigned *at);
/* Those of --set, where they are not there yet: behind the file's own. */
enum lr_err columns_set(struct mkdb *job);
/* The column of that name, or -1. */
int columns_find(const struct table *t, struct lr_span name);

/* ---- object.c: the dumps of registries */

/* An object as it is read, attribute by attribute. Nothing but what is here is
 * ever kept of it: no person, no address, no telephone. */
enum object_class { OBJECT_NONE, OBJECT_NETWORK, OBJECT_ORG, OBJECT_OTHER };
struct object {
	enum object_class class;
	char key[LR_RANGE_TEXT]; /* the range, or the organisation's handle */
	size_t key_n;
	struct lr_registration reg; /* of an organisation, its name: holder */
	char org[LR_RANGE_TEXT];
	size_t org_n;
	int64_t changed;
	unsigned changed_by; /* the rank of the attribute */
	bool named;	     /* the holder is more than a description */
	bool stub, person;
};

struct dumps {
	struct lr_mkregistry *made;
	struct object now;
	unsigned long orgs, stubs, persons, others;
};

/* The attribute that r has just read. */
void object_attribute(struct dumps *d, const struct lr_rpsl *r);
/* The object is complete. LR_EBAD: *why says why not; LR_ENOMEM. *taken: it is
 * a network that will be in the file. */
enum lr_err object_end(
    struct dumps *d, const struct lr_rpsl *r, const char **why, bool *taken);

/* ---- finish.c */

void mkdb_begin(struct mkdb *job);
/* Refuse a row: count, name, keep. */
void mkdb_refuse(struct mkdb *job, struct lr_span raw, const char *why);
/* The file cannot be written. */
_Noreturn void mkdb_failed(
    struct mkdb *job, enum lr_err err, const char *too_long);
/* Replace the output by what make writes; fd is -1 with --dry-run. For MaxMind
 * DB files. */
void mkdb_replace(
    struct mkdb *job, enum lr_err (*make)(struct mkdb *job, int fd));
/* Write the file; the exit code. */
int mkdb_end(struct mkdb *job);

#endif
