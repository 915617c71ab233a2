#include "../tap.h"

#include <stdint.h>

#include "httphead.h"

enum { NOW = 1795341600 }; /* 2026-11-22T10:00:00Z */

static struct lr_httphead h;

/* Lines with '|' between them, with and without their ends. */
static void
head(const char *lines)
{
	struct lr_span rest = lr_span_str(lines), one;
	char line[256];

	lr_httphead_clear(&h);
	while (rest.p != NULL) {
		one = lr_span_cut(&rest, '|');
		memcpy(line, one.p, one.n);
		memcpy(line + one.n, "\r\n", 2);
		lr_httphead_line(
		    &h, rest.p == NULL ? one : lr_span(line, one.n + 2));
	}
}

static void
date(const char *s, int64_t want)
{
	int64_t t = -1;
	bool good = lr_httphead_date(lr_span_str(s), &t);

	ok(good == (want >= 0) && (!good || t == want), "%s: %ld", s, (long)t);
}

static void
retry(const char *lines, int64_t want)
{
	int64_t got;

	head(lines);
	got = lr_httphead_retry_after(&h, NOW);
	ok(got == want, "%s: again in %ld", lines, (long)got);
}

static void
age(const char *lines, int64_t want)
{
	int64_t got;

	head(lines);
	got = lr_httphead_max_age(&h, NOW);
	ok(got == want, "%s: kept for %ld", lines, (long)got);
}

static void
type(const char *lines, const char *want)
{
	head(lines);
	is(h.type, strlen(h.type), want, lines);
}

int
main(void)
{
	date("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
	date("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
	date("Sun Nov  6 08:49:37 1994", 784111777);
	date("Tue, 06-Nov-29 08:49:37 GMT", 1888649377);
	date("sun, 6 nov 1994 08:49:37 gmt", 784111777);
	date("", -1);
	date("0", -1);
	date("-1", -1);
	date("Sun, 31 Feb 1994 08:49:37 GMT", -1);
	date("Sun, 06 Nov 1994 08:49:37", -1);
	date("Sun, 06 Nov 1994 08:49:37 CET", -1);
	date("Sun, 06 Nov 1994 25:49:37 GMT", -1);
	date("Sun, 06 Nov 1994 08:49:37 GMT x", -1);
	date("Sun, 06 Nov 19944 08:49:37 GMT", -1);
	date("Sun, 06 November 1994 08:49:37 GMT", -1);

	retry("HTTP/1.1 200 OK", -1);
	retry("Retry-After: 120", 120);
	retry("retry-after:0", 0);
	retry("Retry-After: Sun, 22 Nov 2026 10:01:00 GMT", 60);
	retry("Retry-After: Sun, 22 Nov 2026 09:00:00 GMT", 0);
	retry("Date: Sun, 22 Nov 2026 09:00:00 GMT|"
	      "Retry-After: Sun, 22 Nov 2026 09:00:30 GMT",
	    30);
	retry("Retry-After: soon", -1);
	retry("Retry-After: -5", -1);
	retry("Retry-After: 99999999999", -1);
	retry("Retry-After: 5|HTTP/1.1 200 OK", -1);
	retry("Retry-After: 5|Retry-After: x", -1);

	age("Cache-Control: public, max-age=86400", 86400);
	age("Cache-Control: MAX-AGE=5|Expires: Sun, 22 Nov 2026 10:01:00 GMT",
	    5);
	age("Cache-Control: no-store, max-age=5", 0);
	age("Expires: Sun, 22 Nov 2026 10:01:00 GMT", 60);
	age("Expires: 0", -1);
	age("Cache-Control: max-age=x", -1);
	age("Cache-Control: private", -1);

	type("Content-Type: Application/RDAP+JSON; charset=utf-8",
	    "application/rdap+json");
	type("Content-Type:", "");
	type("Content-Type", "");
	type("", "");
	type(":", "");
	type("Content-Type: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	    "");
	return done();
}
