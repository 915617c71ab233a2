/*
 * csvout: records as rows of CSV (RFC 4180, header first). The columns are
 * those asked for, or the first record's fields and then the names that the
 * caller may add to later ones. A later field without a column is left out
 * and counted, unless columns were asked for.
 */
#ifndef LR_CSVOUT_H
#define LR_CSVOUT_H

#include "map.h"
#include "record.h"

struct lr_csvout {
	struct lr_map columns;
	struct lr_buf row, again;
	bool begun, asked;
	unsigned long lost; /* values that had no column */
};

void lr_csvout_init(struct lr_csvout *c);
void lr_csvout_free(struct lr_csvout *c);

/* Ask for columns: names joined by commas. LR_EBAD: an empty name. */
enum lr_err lr_csvout_ask(struct lr_csvout *c, struct lr_span names);

/* Write the record (and before the first the header; adds ends with NULL and
 * may be NULL). The record may be parsed anew. LR_ETOOLONG, LR_ENOMEM: nothing
 * was written. */
enum lr_err lr_csvout_put(struct lr_csvout *c, struct lr_record *rec,
    const char *const *adds, struct lr_out *o);

#endif
