#include "../fail.h"
#include "../tap.h"

#include "clock.h"
#include "zone.h"

static int64_t
at(const char *text)
{
	int64_t t = 0;

	if (!lr_time_parse(lr_span_str(text), &t))
		ok(false, "a time: %s", text);
	return t;
}

static void
shows(const struct lr_zone *z, const char *local, const char *utc)
{
	char text[LR_TIME_TEXT];

	lr_time_put(lr_zone_utc(z, at(local)), text);
	is(text, sizeof(text), utc, local);
}

static void
fixed(void)
{
	static const struct {
		const char *name, *utc;
	} good[] = {
		{ "UTC", "2026-11-22T10:00:00Z" },
		{ "Z", "2026-11-22T10:00:00Z" },
		{ "+01:00", "2026-11-22T09:00:00Z" },
		{ "+01", "2026-11-22T09:00:00Z" },
		{ "-0730", "2026-11-22T17:30:00Z" },
		{ "+14:00", "2026-11-21T20:00:00Z" },
		{ "-00:00", "2026-11-22T10:00:00Z" },
	};
	static const char *const bad[] = { "", "+", "+1", "+01:60", "+24:00",
		"+01:000", "+0100 ", "01:00", "+ab", "+01::00", "UTC ",
		"/etc/passwd", "../../../etc/passwd", "Europe/../Europe/Berlin",
		"Nowhere", "Europe", "Europe/Berlin\n", "a.b" };
	struct lr_zone *z;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!ok(lr_zone_open(&z, good[i].name) == LR_OK, "zone %s",
			good[i].name))
			continue;
		shows(z, "2026-11-22T10:00:00Z", good[i].utc);
		lr_zone_close(z);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(lr_zone_open(&z, bad[i]) == LR_EBAD && z == NULL,
		    "no zone: %s", bad[i]);
	shows(NULL, "2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z");
	lr_zone_close(NULL);
}

/* ---- made files */

static char made[4096];
static size_t made_n;

static void
put(uint64_t v, int bytes)
{
	while (bytes-- > 0)
		made[made_n++] = (char)(v >> 8 * bytes);
}

static void
header(unsigned times, unsigned types)
{
	memcpy(made + made_n, "TZif2", 5);
	memset(made + made_n + 5, 0, 15);
	made_n += 20;
	put(0, 4); /* isut, isstd, leap */
	put(0, 4);
	put(0, 4);
	put(times, 4);
	put(types, 4);
	put(4, 4);
}

/* Two types, one hour and two hours east; transitions at the given times, to
 * type 1 first and to and fro from there. */
static struct lr_span
file(const char *const *times, unsigned n, const char *footer)
{
	unsigned i, part;

	made_n = 0;
	for (part = 0; part < 2; part++) {
		unsigned here = part == 0 ? 0 : n;

		header(here, 2);
		for (i = 0; i < here; i++)
			put((uint64_t)at(times[i]), 8);
		for (i = 0; i < here; i++)
			put((i + 1) % 2, 1);
		put(3600, 4);
		put(0, 2);
		put(7200, 4);
		put(1 << 8, 2);
		memcpy(made + made_n, "LMT", 4);
		made_n += 4;
	}
	memcpy(made + made_n, footer, strlen(footer));
	made_n += strlen(footer);
	return lr_span(made, made_n);
}

static const char *const year_2026[] = { "2026-03-29T01:00:00Z",
	"2026-10-25T01:00:00Z" };

static void
table(void)
{
	struct lr_zone *z;

	(void)file(year_2026, 2, "the seconds.\n\n");
	made[60 + 31] = 1; /* of the second part */
	ok(lr_zone_read(&z, lr_span(made, made_n)) == LR_EBAD,
	    "one that counts leap seconds");
	ok(lr_zone_read(&z, file(year_2026, 2, "\n\n")) == LR_OK, "a file");
	shows(z, "2026-01-01T12:00:00Z", "2026-01-01T11:00:00Z");
	shows(z, "2026-03-29T01:59:59Z", "2026-03-29T00:59:59Z");
	/* the hour that is not: as if the clock had been moved already */
	shows(z, "2026-03-29T02:30:00Z", "2026-03-29T00:30:00Z");
	shows(z, "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z");
	shows(z, "2026-07-01T12:00:00Z", "2026-07-01T10:00:00Z");
	/* the hour that is twice: its first time */
	shows(z, "2026-10-25T02:00:00Z", "2026-10-25T00:00:00Z");
	shows(z, "2026-10-25T02:59:59Z", "2026-10-25T00:59:59Z");
	shows(z, "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z");
	/* no rule: the last one stays */
	shows(z, "2045-07-01T12:00:00Z", "2045-07-01T11:00:00Z");
	shows(z, "0001-01-01T12:00:00Z", "0001-01-01T11:00:00Z");
	shows(z, "9999-12-31T23:59:59Z", "9999-12-31T22:59:59Z");
	lr_zone_close(z);
}

static void
begins(const struct lr_zone *z, const char *local, const char *utc)
{
	char text[LR_TIME_TEXT];

	lr_time_put(lr_zone_begin(z, at(local)), text);
	is(text, sizeof(text), utc, local);
}

/* From 23:00 to 1:00, and from 1:00 to 0:00. */
static const char *const midnights[] = { "2026-03-28T23:00:00Z",
	"2026-10-24T23:00:00Z" };

static void
beginnings(void)
{
	struct lr_zone *z;

	ok(lr_zone_read(&z, file(midnights, 2, "\n\n")) == LR_OK, "midnights");
	begins(z, "2026-03-28T23:59:59Z", "2026-03-28T22:59:59Z");
	begins(z, "2026-03-29T00:00:00Z", "2026-03-28T23:00:00Z");
	begins(z, "2026-03-29T01:00:00Z", "2026-03-28T23:00:00Z");
	begins(z, "2026-03-29T01:00:01Z", "2026-03-28T23:00:01Z");
	begins(z, "2026-10-25T00:00:00Z", "2026-10-24T22:00:00Z");
	begins(z, "2026-10-25T00:59:59Z", "2026-10-24T22:59:59Z");
	begins(z, "2026-10-25T01:00:00Z", "2026-10-25T00:00:00Z");
	lr_zone_close(z);
	begins(NULL, "2026-10-25T01:00:00Z", "2026-10-25T01:00:00Z");
}

static void
rules(void)
{
	struct lr_zone *z;

	ok(lr_zone_read(&z,
	       file(year_2026, 2, "\nCET-1CEST,M3.5.0,M10.5.0/3\n")) == LR_OK,
	    "a table that a rule goes on from");
	shows(z, "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z");
	shows(z, "2027-03-28T01:59:59Z", "2027-03-28T00:59:59Z");
	shows(z, "2027-03-28T03:00:00Z", "2027-03-28T01:00:00Z");
	shows(z, "2027-10-31T02:59:59Z", "2027-10-31T00:59:59Z");
	shows(z, "2027-10-31T03:00:00Z", "2027-10-31T02:00:00Z");
	shows(z, "2100-07-01T12:00:00Z", "2100-07-01T10:00:00Z");
	shows(z, "2101-01-01T12:00:00Z", "2101-01-01T11:00:00Z");
	lr_zone_close(z);

	ok(lr_zone_read(&z, file(NULL, 0, "\nEST5EDT,M3.2.0,M11.1.0\n")) ==
		LR_OK,
	    "a rule alone");
	shows(z, "2026-03-08T03:00:00Z", "2026-03-08T07:00:00Z");
	shows(z, "2026-11-01T02:00:00Z", "2026-11-01T07:00:00Z");
	shows(z, "2026-07-04T12:00:00Z", "2026-07-04T16:00:00Z");
	lr_zone_close(z);

	ok(lr_zone_read(
	       &z, file(NULL, 0, "\nAEST-10AEDT,M10.1.0,M4.1.0/3\n")) == LR_OK,
	    "the southern half");
	shows(z, "2026-01-15T12:00:00Z", "2026-01-15T01:00:00Z");
	shows(z, "2026-07-15T12:00:00Z", "2026-07-15T02:00:00Z");
	lr_zone_close(z);

	ok(lr_zone_read(&z,
	       file(NULL, 0,
		   "\n<-02>2<-01>1,M3.5.0/-1:30,M10.5.0/0:00:00\n")) == LR_OK,
	    "names in brackets, hours before the day");
	shows(z, "2026-07-15T12:00:00Z", "2026-07-15T13:00:00Z");
	shows(z, "2026-03-28T22:29:59Z", "2026-03-29T00:29:59Z");
	shows(z, "2026-03-28T23:30:00Z", "2026-03-29T00:30:00Z");
	lr_zone_close(z);

	ok(lr_zone_read(&z, file(NULL, 0, "\n<+0330>-3:30\n")) == LR_OK,
	    "no summer");
	lr_zone_close(z);
}

static void
broken(void)
{
	static const char *const footers[] = { "", "\n", "CET-1\n", "\nX\n",
		"\nCET\n", "\nCET-1CEST\n", "\nCET-1CEST,M3.5.0\n",
		"\nCET-1CEST,M13.5.0,M10.5.0\n", "\nCET-1CEST,M3.6.0,M10.5.0\n",
		"\nCET-1CEST,M3.5.7,M10.5.0\n", "\nCET-999CEST,M3.5.0,M1.1.1\n",
		"\nCET-1CEST,M3.5.0,M10.5.0x\n", "\nCET-1CEST,J60,J300\n",
		"\n<CET-1\n" };
	struct lr_span whole;
	struct lr_zone *z;
	size_t i, n;

	for (i = 0; i < sizeof(footers) / sizeof(footers[0]); i++)
		ok(lr_zone_read(&z, file(year_2026, 2, footers[i])) ==
			    LR_EBAD &&
			z == NULL,
		    "a bad footer %zu", i);
	whole = file(year_2026, 2, "\nCET-1\n");
	n = whole.n - 6;
	for (i = 0; i < n; i++) {
		char *copy = malloc(i + 1);

		memcpy(copy, whole.p, i);
		if (lr_zone_read(&z, lr_span(copy, i)) != LR_EBAD || z != NULL)
			break;
		free(copy);
	}
	ok(i == n, "cut at every byte (%zu of %zu)", i, n);
	for (i = 0; i < whole.n; i++) {
		made[i] ^= (char)0xff;
		if (lr_zone_read(&z, whole) == LR_OK) {
			(void)lr_zone_utc(z, at("9999-12-31T23:59:59Z"));
			(void)lr_zone_utc(z, at("0000-01-01T00:00:00Z"));
			lr_zone_close(z);
		}
		made[i] ^= (char)0xff;
	}
	ok(true, "every byte turned over");
	made[4] = '\0';
	ok(lr_zone_read(&z, whole) == LR_EBAD, "version 1");
}

static void
no_memory(void)
{
	struct lr_span f = file(year_2026, 2, "\nCET-1CEST,M3.5.0,M10.5.0/3\n");
	enum lr_err err = LR_ENOMEM;
	struct lr_zone *z;
	unsigned long n;

	for (n = 1; n < 20 && err == LR_ENOMEM; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_zone_read(&z, f);
		fail_from(FAIL_ALLOC, 0);
		if (err != LR_OK && z != NULL)
			break;
	}
	ok(err == LR_OK && n == 5, "each of 3 allocations may fail (%lu)", n);
	lr_zone_close(z);
	fail_from(FAIL_ALLOC, 1);
	err = lr_zone_open(&z, "+01:00");
	fail_from(FAIL_ALLOC, 0);
	ok(err == LR_ENOMEM && z == NULL, "and that of a fixed offset");
}

int
main(void)
{
	fixed();
	table();
	beginnings();
	rules();
	broken();
	no_memory();
	return done();
}
