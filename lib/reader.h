/*
 * reader: what every kind of spreadsheet offers to `sheet`. A reader is a
 * struct whose first member is this one; close frees it.
 */
#ifndef LR_READER_H
#define LR_READER_H

#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "sheetrow.h"

enum lr_sheet_state {
	LR_SHEET_VISIBLE,
	LR_SHEET_HIDDEN,
	LR_SHEET_VERY_HIDDEN /* can be shown by macros only */
};

struct lr_sheet_info {
	struct lr_span name;
	enum lr_sheet_state state;
	bool table; /* not a chart, a dialogue, a macro sheet */
};

#define LR_SHEETS_MAX 4096u
#define LR_CELLS_MAX (1u << 28)		/* of a sheet, empty ones too */
#define LR_TEXT_MAX (UINT64_C(4) << 30) /* bytes of all texts of a sheet */
#define LR_WHY_MAX 512u			/* bytes of a reason */

struct lr_reader;

struct lr_reader_calls {
	const char *format; /* "xlsx" */
	/* Fill info. NULL: it is there already. */
	enum lr_err (*list)(struct lr_reader *r);
	/* The rows of sheet number i from 0 are next. LR_END: there is none. */
	enum lr_err (*choose)(struct lr_reader *r, unsigned i);
	/* The next row that holds text. LR_END; LR_ETOOLONG: this one is over
	 * a limit, the next call goes on; else it is over. */
	enum lr_err (*next)(struct lr_reader *r, struct lr_sheetrow *row);
	void (*close)(struct lr_reader *r);
};

struct lr_reader {
	const struct lr_reader_calls *calls;
	struct lr_sheet_info *info;
	unsigned n, cap;
	struct lr_arena names;
	struct lr_buf *why; /* borrowed; after LR_EBAD: what is wrong */
};

/* why has a ceiling of LR_WHY_MAX. */
void lr_reader_init(struct lr_reader *r, const struct lr_reader_calls *calls,
    struct lr_buf *why);
void lr_reader_free(struct lr_reader *r);

/* Append one sheet. LR_ENOMEM; LR_EBAD: too many. */
enum lr_err lr_reader_add(
    struct lr_reader *r, struct lr_span name, enum lr_sheet_state state);

/* Keep the reason and answer LR_EBAD. */
enum lr_err lr_reader_bad(struct lr_buf *why, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
