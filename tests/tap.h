/*
 * tap: a unit test prints the Test Anything Protocol; prove runs it.
 *
 *	int main(void) { ok(1 + 1 == 2, "sums"); return done(); }
 */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_run, tap_failed;

static inline bool __attribute__((format(printf, 2, 3), unused))
ok(bool good, const char *fmt, ...)
{
	va_list ap;

	tap_run++;
	tap_failed += !good;
	printf("%sok %d - ", good ? "" : "not ", tap_run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	return good;
}

/* Compare n bytes with a string; shows both when they differ. */
static inline bool __attribute__((unused))
is(const char *p, size_t n, const char *want, const char *what)
{
	bool good = n == strlen(want) && (n == 0 || memcmp(p, want, n) == 0);

	ok(good, "%s", what);
	if (!good)
		printf(
		    "#   got  %.*s\n#   want %s\n", (int)n, p ? p : "", want);
	return good;
}

static inline int __attribute__((unused)) done(void)
{
	printf("1..%d\n", tap_run);
	return tap_failed != 0;
}

#endif
