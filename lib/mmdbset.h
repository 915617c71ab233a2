/*
 * mmdbset: several MMDB files, and where each of the known makers keeps what
 * we know as facts. The first file that says something is believed.
 */
#ifndef LR_MMDBSET_H
#define LR_MMDBSET_H

#include "facts.h"
#include "limits.h"
#include "mmdb.h"

/* Zeroed, or after close. Borrows the paths. */
struct lr_mmdbset {
	struct lr_mmdb *db[LR_TABLES_MAX];
	const char *path[LR_TABLES_MAX];
	unsigned n;
	const char *corrupt; /* path of the file that was found to be */
};

/* LR_ETOOLONG: there are LR_TABLES_MAX; else as lr_mmdb_open. */
enum lr_err lr_mmdbset_open(
    struct lr_mmdbset *t, const char *path, const char **why);
void lr_mmdbset_close(struct lr_mmdbset *t);
/* Before many addresses are looked up. */
void lr_mmdbset_quicken(struct lr_mmdbset *t);

/* Where the address, or NULL, is in each of them; 0: nowhere. LR_EBAD:
 * t->corrupt is. */
enum lr_err lr_mmdbset_find(struct lr_mmdbset *t, const struct lr_ip *ip,
    uint32_t found[LR_TABLES_MAX]);

/* Every fact that is not known yet. LR_EBAD: t->corrupt is. */
enum lr_err lr_mmdbset_fill(struct lr_mmdbset *t,
    const uint32_t found[LR_TABLES_MAX], struct lr_facts *all);

#endif
