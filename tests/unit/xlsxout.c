#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "../fail.h"
#include "xlsxout.h"

static const char *const columns[] = { "Name", "A number", "When", "Where",
	NULL };

static enum lr_err
book(int fd, int64_t created, unsigned rows)
{
	struct lr_xlsxout *x;
	enum lr_err err = lr_xlsxout_open(&x, created);
	unsigned a, b, i;
	bool counted;

	if (err != LR_OK)
		return err;
	a = lr_xlsxout_sheet(x, "First", columns);
	b = lr_xlsxout_sheet(x, "Second", columns + 3);
	for (i = 0; i < rows; i++) {
		lr_xlsxout_text(x, a, LR_SPAN("=1+1"));
		lr_xlsxout_int(x, a, (int64_t)i * 1000);
		lr_xlsxout_time(x, a, INT64_C(1764028800) + i);
		lr_xlsxout_link(x, a, LR_SPAN("https://example.com/?a=1&b=<2>"),
		    LR_SPAN("over there"));
		lr_xlsxout_text(x, a, LR_SPAN("beyond the last column"));
		lr_xlsxout_row(x, a);
		if (i % 2 == 0) {
			lr_xlsxout_text(x, b, LR_SPAN("x"));
			lr_xlsxout_row(x, b);
		}
	}
	counted = lr_xlsxout_rows(x, a) == rows &&
	    lr_xlsxout_rows(x, b) == (rows + 1) / 2;
	err = lr_xlsxout_close(x, fd);
	return err == LR_OK && !counted ? LR_END : err;
}

static size_t
take(int fd, char *p, size_t max)
{
	ssize_t n = pread(fd, p, max, 0);

	return n < 0 ? 0 : (size_t)n;
}

static void
same_bytes(FILE *f, FILE *g)
{
	static char p[1 << 20], q[1 << 20];
	size_t n, m;

	ok(book(fileno(f), 1764028800, 100) == LR_OK, "a workbook");
	n = take(fileno(f), p, sizeof(p));
	ok(n > 4000 && memcmp(p, "PK\3\4", 4) == 0, "    is a zip file");
	ok(book(fileno(g), 1764028800, 100) == LR_OK, "again");
	m = take(fileno(g), q, sizeof(q));
	ok(n == m && memcmp(p, q, n) == 0, "    the same bytes");
	if (ftruncate(fileno(g), 0) != 0 || lseek(fileno(g), 0, SEEK_SET) != 0)
		abort();
	book(fileno(g), 1764028801, 100);
	m = take(fileno(g), q, sizeof(q));
	ok(n != m || memcmp(p, q, n) != 0, "another time of creation");
}

static void
odd_cells(FILE *f)
{
	static const char *const one[] = { "One", NULL };
	static char big[200000];
	struct lr_xlsxout *x;
	unsigned s, i;

	memset(big, 'x', sizeof(big));
	ok(lr_xlsxout_open(&x, 0) == LR_OK, "odd cells");
	s = lr_xlsxout_sheet(x, "One", one);
	lr_xlsxout_text(x, s, lr_span(big, sizeof(big)));
	lr_xlsxout_row(x, s);
	lr_xlsxout_text(x, s, lr_span("a\0b\xff\xef\xbf\xbf", 7));
	lr_xlsxout_row(x, s);
	lr_xlsxout_text(x, s, lr_span(NULL, 0));
	lr_xlsxout_row(x, s);
	lr_xlsxout_int(x, s, INT64_MIN);
	lr_xlsxout_row(x, s);
	lr_xlsxout_real(x, s, (double)NAN);
	lr_xlsxout_row(x, s);
	lr_xlsxout_real(x, s, 0.25);
	lr_xlsxout_row(x, s);
	lr_xlsxout_time(x, s, INT64_MAX);
	lr_xlsxout_row(x, s);
	lr_xlsxout_link(x, s, lr_span(big, sizeof(big)), LR_SPAN("long"));
	lr_xlsxout_row(x, s);
	lr_xlsxout_link(x, s, LR_SPAN("javascript:alert(1)"), LR_SPAN("bad"));
	lr_xlsxout_row(x, s);
	lr_xlsxout_text(x, 5, LR_SPAN("no such sheet"));
	lr_xlsxout_row(x, 5);
	ok(lr_xlsxout_rows(x, s) == 9 && lr_xlsxout_rows(x, 5) == 0,
	    "    have their rows");
	for (i = 1; i < LR_XLSXOUT_SHEETS; i++) {
		char name[8] = { (char)('a' + i), '\0' };

		lr_xlsxout_sheet(x, name, one);
	}
	ok(lr_xlsxout_close(x, fileno(f)) == LR_OK, "    and are written");
	lr_xlsxout_open(&x, 0);
	for (i = 0; i <= LR_XLSXOUT_SHEETS; i++) {
		char name[8] = { (char)('a' + i), '\0' };

		lr_xlsxout_sheet(x, name, one);
	}
	ok(lr_xlsxout_close(x, fileno(f)) == LR_ETOOLONG, "too many sheets");
}

static void
trouble(void)
{
	int fd = open("/dev/full", O_WRONLY);
	unsigned long i;
	enum lr_err err = LR_OK;

	ok(book(fd, 0, 1) == LR_EIO && errno == ENOSPC, "a full disk");
	close(fd);
	ok(book(1000, 0, 1) == LR_EIO && errno == EBADF, "a closed descriptor");
	ok(book(-1, 0, 1) == LR_OK, "nowhere");
	for (i = 1; i < 100; i++) {
		fail_from(FAIL_ALLOC, i);
		err = book(-1, 0, 3);
		fail_from(FAIL_ALLOC, 0);
		if (err == LR_OK)
			break;
	}
	ok(err == LR_OK && i > 2, "no memory is told");
}

int
main(void)
{
	FILE *f = tmpfile(), *g = tmpfile();

	if (f == NULL || g == NULL)
		return 1;
	same_bytes(f, g);
	odd_cells(g);
	trouble();
	return done();
}
