/*
 * mmdb: look addresses up in a MaxMind DB file (format 2.0).
 *
 * What is found is a number: the same number is the same data, so callers can
 * keep what they made of it.
 *
 * Any file may be hostile: every step is checked against the file's size, and
 * the work of each call is bounded. That is why libmaxminddb is not used: in
 * 1.7.1 (Debian 12) 1 kB of nested metadata takes it gigabytes to open, and a
 * path lookup over deeply nested data overflows its stack. The tests hold
 * this reader against it instead. For a file that is cut while it is in use
 * see mapguard.h: replace databases by rename, as lr-mkdb and geoipupdate do.
 */
#ifndef LR_MMDB_H
#define LR_MMDB_H

#include <stdint.h>

#include "err.h"
#include "ip.h"
#include "span.h"

struct lr_mmdb; /* heap */

enum lr_mmdb_type { LR_MMDB_NONE, LR_MMDB_TEXT, LR_MMDB_UINT, LR_MMDB_BOOL };

struct lr_mmdb_value {
	enum lr_mmdb_type type;
	struct lr_span text; /* borrows the file; checked to be UTF-8 */
	uint64_t u;	     /* also 0 or 1 of a bool */
};

/* LR_EBAD: not a MaxMind DB, or corrupt; LR_EIO; *why says what is wrong in
 * a few words. */
enum lr_err lr_mmdb_open(
    struct lr_mmdb **db, const char *path, const char **why);
void lr_mmdb_close(struct lr_mmdb *db);

/* Before many are looked up: half a megabyte of where addresses begin. Where
 * there is no memory it goes on without. */
void lr_mmdb_quicken(struct lr_mmdb *db);

/* Metadata: database_type, e.g. "GeoLite2-ASN". */
struct lr_span lr_mmdb_kind(const struct lr_mmdb *db);

/* 0: nothing known of the address. LR_MMDB_CORRUPT: the tree is broken. An
 * IPv6 address has no data in a database of IPv4. */
#define LR_MMDB_CORRUPT UINT32_MAX
uint32_t lr_mmdb_find(const struct lr_mmdb *db, const struct lr_ip *ip);

/* The value at a path of keys ("country", "iso_code", NULL) in the data of a
 * number that find gave. LR_EBAD: the data are corrupt. A value that is not
 * there, or of a type not listed, is LR_MMDB_NONE and LR_OK. */
enum lr_err lr_mmdb_get(const struct lr_mmdb *db, uint32_t found,
    const char *const *path, struct lr_mmdb_value *v);

/* All of the data at once, where many paths would be asked for: walk begins,
 * next goes to the next field of the map and tells its name; LR_END: there is
 * none, or the data are no map; LR_EBAD: they are corrupt. value is that of
 * the field, as get has it. */
struct lr_mmdb_walk {
	size_t at, value;
	uint32_t left;
	unsigned steps;
	bool bad;
};
void lr_mmdb_walk(
    const struct lr_mmdb *db, uint32_t found, struct lr_mmdb_walk *w);
enum lr_err lr_mmdb_next(
    const struct lr_mmdb *db, struct lr_mmdb_walk *w, struct lr_span *name);
enum lr_err lr_mmdb_value(const struct lr_mmdb *db,
    const struct lr_mmdb_walk *w, struct lr_mmdb_value *v);

#endif
