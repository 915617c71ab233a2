/*
 * mkmmdb: make a MaxMind DB file (format 2.0): one IPv6 tree with IPv4 at
 * ::/96, which ::ffff:0:0/96 leads to as well.
 *
 * Ranges may come in any order, nest and overlap: an address gets the data of
 * the smallest range that holds it; of equally large ones the one that begins
 * later; of equal ones the one added last.
 *
 * Equal data are kept and written once, equal texts once and pointed to. The
 * bytes of the file depend on nothing but the calls. Memory: that of
 * segment, at most LR_SEGMENT_RANGES_MAX ranges of each family; the tree, some
 * 20 bytes a range; and each different text and record.
 */
#ifndef LR_MKMMDB_H
#define LR_MKMMDB_H

#include <stdint.h>

#include "err.h"
#include "prefix.h"
#include "span.h"

#define LR_MKMMDB_BYTES_MAX (1ul << 30) /* of texts, and of records */
#define LR_MKMMDB_NESTING 4u		/* maps inside a record */
#define LR_MKMMDB_NOTHING (UINT32_MAX)	/* the record without any data */

struct lr_mkmmdb; /* heap */

struct lr_mkmmdb_spec {
	const char *type;	 /* database_type */
	const char *description; /* in English */
	uint64_t epoch;		 /* build_epoch */
	unsigned bits; /* of a record: 24, 28, 32; 0: what is needed */
};

/* What became of it. */
struct lr_mkmmdb_sum {
	uint32_t nodes, records;
	unsigned bits;
	uint64_t bytes;
};

enum lr_err lr_mkmmdb_new(struct lr_mkmmdb **m);
void lr_mkmmdb_free(struct lr_mkmmdb *m);

/* A number that stands for a field's name, or any text that many records may
 * have, from now on. LR_EBAD: not UTF-8. */
enum lr_err lr_mkmmdb_key(
    struct lr_mkmmdb *m, struct lr_span name, uint32_t *key);

/* The text that such a number stands for; borrows m. */
struct lr_span lr_mkmmdb_name(const struct lr_mkmmdb *m, uint32_t key);

/* A record is a map: begin it, add fields, each key once, and take its
 * number: the same for the same fields in the same order, LR_MKMMDB_NOTHING
 * for none. map opens a map inside, up closes it; one without fields is left
 * out. Errors stick until record tells: LR_EBAD: a text is not UTF-8. */
void lr_mkmmdb_begin(struct lr_mkmmdb *m);
void lr_mkmmdb_text(struct lr_mkmmdb *m, uint32_t key, struct lr_span s);
/* A text by the number that lr_mkmmdb_key gave. */
void lr_mkmmdb_named(struct lr_mkmmdb *m, uint32_t key, uint32_t text);
/* A text that no other record has: kept in the record, never pointed to. Of up
 * to 255 bytes. */
void lr_mkmmdb_own(struct lr_mkmmdb *m, uint32_t key, struct lr_span s);
void lr_mkmmdb_uint(struct lr_mkmmdb *m, uint32_t key, uint32_t v);
void lr_mkmmdb_true(struct lr_mkmmdb *m, uint32_t key);
void lr_mkmmdb_map(struct lr_mkmmdb *m, uint32_t key);
void lr_mkmmdb_up(struct lr_mkmmdb *m);
enum lr_err lr_mkmmdb_record(struct lr_mkmmdb *m, uint32_t *id);

/* LR_EBAD: no range of one family, or IPv6 within ::/96, where the format
 * keeps IPv4. LR_MKMMDB_NOTHING hides a larger range. */
enum lr_err lr_mkmmdb_add(
    struct lr_mkmmdb *m, const struct lr_range *r, uint32_t id);

/* Build the tree and write the file to fd (none when it is -1). All that can
 * be done with m afterwards is lr_mkmmdb_free. LR_ETOOLONG: more than spec's
 * record size can number. */
enum lr_err lr_mkmmdb_write(struct lr_mkmmdb *m,
    const struct lr_mkmmdb_spec *spec, int fd, struct lr_mkmmdb_sum *sum);

#endif
