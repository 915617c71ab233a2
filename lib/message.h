/*
 * message: one line on standard error, made safe for a terminal: log lines
 * and file names are written by attackers.
 */
#ifndef LR_MESSAGE_H
#define LR_MESSAGE_H

#include <stdarg.h>

#include "span.h"

/* "prog: file:line: text", without "line:" when it is 0 and without both when
 * file is NULL. Bytes outside printable ASCII become \xNN, all is cut at
 * LR_MESSAGE_MAX, the line is written at once. */
void lr_message(const char *prog, const char *file, unsigned long line,
    const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

/* From now on lines go there, with their end, and not to standard error. */
void lr_message_to(void (*to)(void *arg, struct lr_span line), void *arg);

#endif
