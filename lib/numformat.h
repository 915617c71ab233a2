/*
 * numformat: the numbers of spreadsheets. A date there is a number of days
 * that only the cell's number format (ECMA-376, part 1, 18.8.30) tells from
 * any other number.
 */
#ifndef LR_NUMFORMAT_H
#define LR_NUMFORMAT_H

#include "sheetrow.h"

enum lr_numformat {
	LR_FORMAT_NUMBER,
	LR_FORMAT_DATE,	    /* shows days, months or years */
	LR_FORMAT_TIME,	    /* shows hours, minutes or seconds */
	LR_FORMAT_BOTH,	    /* shows both */
	LR_FORMAT_DURATION, /* shows [h], [mm] or [ss] */
	LR_FORMAT_BOOL	    /* shows words for true and false */
};

/* What a format code shows. */
enum lr_numformat lr_numformat_of(struct lr_span code);

/* What a format shows that has a number and no code. */
enum lr_numformat lr_numformat_builtin(unsigned long id);

/* A decimal number, blanks around it allowed: its value. */
bool lr_numformat_parse(struct lr_span s, double *v);

#define LR_NUMBER_TEXT 40

/* A decimal number as a spreadsheet shows it, with up to 15 digits, at out
 * (LR_NUMBER_TEXT bytes). The length, 0: no number. */
size_t lr_numformat_tidy(struct lr_span s, char *out);

/* The same of a binary number; with digits up to 17. */
size_t lr_numformat_put(double v, int digits, char *out);

/* What the number v is in that format: its text at out (LR_NUMBER_TEXT
 * bytes), its length. 0: a plain number, whatever the format says. from1904:
 * days count from 1904-01-01 as 0 instead of 1900-01-01 as 1. */
size_t lr_numformat_date(double v, enum lr_numformat format, bool from1904,
    char *out, enum lr_value_type *type);

#endif
