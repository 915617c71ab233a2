/*
 * delimited: tables as text, as spreadsheets write them: CSV with commas,
 * semicolons, tabs or bars, in UTF-8, UTF-16 or Windows-1252.
 *
 * More lenient than `csv`, which reads what lr itself writes: a quote inside
 * a cell is a quote, and so is one that is never closed; rows may end in any
 * of \n, \r\n and \r; a first line "sep=;" names the separator.
 */
#ifndef LR_DELIMITED_H
#define LR_DELIMITED_H

#include "reader.h"
#include "unpack.h"

struct lr_delimited_options {
	const char *encoding; /* NULL: found out */
	char separator;	      /* 0: found out */
};

/* The text is head and what u still has; u is borrowed, head is not. LR_EBAD:
 * no text, or an encoding that is not known. After an error *r is to be
 * closed, too, where it is not NULL. */
enum lr_err lr_delimited_open(struct lr_reader **r, struct lr_unpack *u,
    struct lr_span head, const struct lr_delimited_options *o,
    struct lr_buf *why);

#endif
