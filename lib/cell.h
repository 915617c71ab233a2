/*
 * cell: a text made safe for people's programs. Spreadsheets run formulas,
 * terminals obey control bytes; log lines are written by strangers.
 */
#ifndef LR_CELL_H
#define LR_CELL_H

#include "buf.h"
#include "span.h"

/* Append s for a spreadsheet: where it begins with = + - @, these in full
 * width, a tab or a carriage return (OWASP, CSV injection), also behind blanks,
 * a single quote goes in front. So it does within s behind a semicolon, at
 * which spreadsheets of many countries begin a new cell. */
void lr_cell_formula_safe(struct lr_buf *b, struct lr_span s);

/* Append s for a terminal: unsafe characters (lr_utf8_unsafe) and malformed
 * bytes as \xNN, cut to width columns with "..." at the end when longer. */
void lr_cell_terminal(struct lr_buf *b, struct lr_span s, size_t width);

#endif
