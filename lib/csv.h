/*
 * csv: rows of a CSV file (RFC 4180) to records and back. libcsv reads.
 */
#ifndef LR_CSV_H
#define LR_CSV_H

#include "buf.h"
#include "err.h"
#include "limits.h"
#include "line.h"
#include "record.h"

struct lr_csv; /* heap */

/* Could these first bytes of a file be CSV? Then they are a column's name,
 * perhaps quoted, perhaps behind a byte order mark. */
bool lr_csv_begins(struct lr_span s);

/* sep is ',' ';' or '\t'. */
enum lr_err lr_csv_new(struct lr_csv **c, char sep);
void lr_csv_free(struct lr_csv *c);

/* The next row, which may span several lines, from l. *raw is its text (for
 * messages and rejects), lives until the next call. LR_EBAD with *why; the
 * reader goes on after the row, or, where a quote was never closed, after
 * the line that opened it. LR_EBAD with *why untouched: the file is bad, see
 * l->in.why, and there is no more of it. Number of the row's first line:
 * lr_csv_line. */
enum lr_err lr_csv_next(
    struct lr_csv *c, struct lr_line *l, struct lr_span *raw, const char **why);
unsigned long lr_csv_line(const struct lr_csv *c);

/* The cells of the row. */
unsigned lr_csv_cells(const struct lr_csv *c);
struct lr_span lr_csv_cell(const struct lr_csv *c, unsigned i);

/* Take the row as the header. LR_EBAD: an empty or doubled name. */
enum lr_err lr_csv_header(struct lr_csv *c, const char **why);

/* The row as a JSON object line in b, followed by a control byte and padding
 * as lr_record_parse wants it: empty cells left out, the documented number
 * and flag fields of lr-record(5) as such, all else as strings. */
enum lr_err lr_csv_json(
    struct lr_csv *c, struct lr_buf *b, struct lr_span *line, const char **why);

/* Append one cell, quoted where it must be. */
void lr_csv_put(struct lr_buf *b, struct lr_span s, bool first);

/* Column of that name in the header, or -1. */
int lr_csv_column(const struct lr_csv *c, struct lr_span name);

#endif
