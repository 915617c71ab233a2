/*
 * xlsxbook: what a workbook of Office Open XML (ECMA-376; strict and
 * transitional) says besides the cells: where its parts are, its sheets, its
 * number formats, its strings.
 */
#ifndef LR_XLSXBOOK_H
#define LR_XLSXBOOK_H

#include "numformat.h"
#include "reader.h"
#include "strpool.h"
#include "zip.h"

#define LR_PART_MAX (256u << 20) /* of a part that is kept in memory */

struct lr_xlsxbook {
	struct lr_reader *reader; /* borrowed; sheets and reasons go there */
	struct lr_zip *zip;	  /* borrowed */
	bool from1904;
	/* parts, "" for none; of sheets by number */
	struct lr_arena names;
	struct lr_span part, strings_part, styles_part;
	struct lr_span *sheet;
	/* number formats of styles */
	struct lr_buf styles; /* an enum lr_numformat in each byte */
	bool have_styles;
	struct lr_strpool strings; /* the shared ones */
	bool have_strings;
};

/* Find the workbook and its sheets. LR_EBAD: not such a file. */
enum lr_err lr_xlsxbook_open(
    struct lr_xlsxbook *b, struct lr_reader *reader, struct lr_zip *zip);
void lr_xlsxbook_free(struct lr_xlsxbook *b);

/* Read them, where they were not yet. */
enum lr_err lr_xlsxbook_styles(struct lr_xlsxbook *b);
enum lr_err lr_xlsxbook_strings(struct lr_xlsxbook *b);

static inline enum lr_numformat
lr_xlsxbook_style(const struct lr_xlsxbook *b, size_t i)
{
	return i < b->styles.n ? (enum lr_numformat)b->styles.p[i]
			       : LR_FORMAT_NUMBER;
}

/* Undo _x000D_ and the like (22.4.2.4) in what was appended from `from` on. */
void lr_xlsxbook_unescape(struct lr_buf *b, size_t from);

#endif
