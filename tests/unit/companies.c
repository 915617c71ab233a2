#include "companies.h"

#include <fcntl.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"
#include "file.h"
#include "mkcompanies.h"

static char path[] = "/tmp/lr-companies-XXXXXX";

static struct lr_company
row(const char *domain, const char *name, const char *country, const char *city)
{
	struct lr_company c = { .field = { { NULL, 0 } } };

	c.field[LR_COMPANY_DOMAIN] = lr_span_str(domain);
	c.field[LR_COMPANY_NAME] = lr_span_str(name);
	c.field[LR_COMPANY_COUNTRY] = lr_span_str(country);
	c.field[LR_COMPANY_CITY] = lr_span_str(city);
	return c;
}

static const char *const rows[][4] = { { "examplia.com", "Examplia GmbH", "DE",
					   "Ulm" },
	{ "sample.it", "Sample S.p.A.", "IT", "Roma" },
	{ "", "M\xc3\xbcller AG", "DE", "Kiel" },
	{ "", "M\xc3\xbcller GmbH", "CH", "Chur" },
	{ "one.de", "Zwilling GmbH", "DE", "Ulm" },
	{ "two.de", "Zwilling AG", "DE", "Ulm" },
	{ "", "Doppel GmbH", "DE", "Jena" },
	{ "", "Doppel GmbH", "DE", "Bonn" },
	{ "", "Einfach GmbH", "DE", "Jena" },
	{ "", "Einfach GmbH", "DE", "JENA" },
	{ "nameless.com", "", "", "Wien" },
	{ "nowhere.com", "Nowhere Inc", "", "" },
	{ "examplia.com", "Examplia Neu GmbH", "DE", "Bonn" } };
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static enum lr_err
write_rows(int fd, struct lr_mkcompanies_sum *sum)
{
	struct lr_mkcompanies *m;
	struct lr_company c;
	enum lr_err err;
	size_t i;

	if ((err = lr_mkcompanies_new(&m, fd)) != LR_OK)
		return err;
	for (i = 0; i < ROWS && err == LR_OK; i++) {
		c = row(rows[i][0], rows[i][1], rows[i][2], rows[i][3]);
		err = lr_mkcompanies_add(m, &c);
	}
	if (err == LR_OK)
		err = lr_mkcompanies_end(m, sum);
	lr_mkcompanies_free(m);
	return err;
}

static enum lr_err
write_path(struct lr_mkcompanies_sum *sum)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	enum lr_err err = write_rows(fd, sum);

	close(fd);
	return err;
}

static struct lr_companies *
load(void)
{
	struct lr_companies *c;
	const char *why;

	if (lr_companies_open(&c, path, &why) != LR_OK)
		printf("# %s\n", why);
	return c;
}

static void
by_domain(const struct lr_companies *c, const char *domain, const char *city)
{
	struct lr_company r;
	enum lr_err err = lr_companies_by_domain(c, lr_span_str(domain), &r);
	struct lr_span s = r.field[LR_COMPANY_CITY];

	if (city == NULL)
		ok(err == LR_END, "no %s", domain);
	else
		is(s.p, err == LR_OK ? s.n : 0, city, domain);
}

static void
by_name(const struct lr_companies *c, const char *name, const char *country,
    const char *city)
{
	struct lr_company r;
	enum lr_err err = lr_companies_by_name(
	    c, lr_span_str(name), lr_span_str(country), &r);
	struct lr_span s = r.field[LR_COMPANY_CITY];

	if (city == NULL)
		ok(err == LR_END, "no %s in %s", name, country);
	else
		is(s.p, err == LR_OK ? s.n : 0, city, name);
}

static void
looking_up(void)
{
	struct lr_mkcompanies_sum sum = { 0 };
	struct lr_companies *c;

	ok(write_path(&sum) == LR_OK, "written");
	ok(sum.rows == ROWS && sum.domains == 6 && sum.replaced == 1 &&
		sum.doubtful == 2,
	    "what became of the rows");
	c = load();
	by_domain(c, "examplia.com", "Bonn");
	by_domain(c, "sample.it", "Roma");
	by_domain(c, "nameless.com", "Wien");
	by_domain(c, "nowhere.org", NULL);
	by_domain(c, "", NULL);
	by_name(c, "SAMPLE SPA", "it", "Roma");
	by_name(c, "Sample", "DE", NULL);
	by_name(c, "Sample", "", NULL);
	by_name(c, "MUELLER", "DE", "Kiel");
	by_name(c, "Muller", "CH", "Chur");
	by_name(c, "Zwilling", "DE", NULL);
	by_name(c, "Doppel", "DE", NULL);
	by_name(c, "Einfach", "DE", "JENA");
	by_name(c, "Nowhere", "US", NULL);
	/* the old name leads to the row that counts */
	by_name(c, "Examplia", "DE", "Bonn");
	lr_companies_close(c);
}

static void
many(void)
{
	struct lr_mkcompanies_sum sum;
	struct lr_mkcompanies *m;
	struct lr_companies *c;
	struct lr_company r, got;
	char domain[32], name[32];
	int fd = open(path, O_WRONLY | O_TRUNC), i, bad = 0;

	if (lr_mkcompanies_new(&m, fd) != LR_OK)
		abort();
	for (i = 0; i < 20000; i++) {
		snprintf(domain, sizeof(domain), "d%d.com", i % 5000);
		snprintf(name, sizeof(name), "n%d", i);
		r = row(domain, name, "DE", "");
		bad += lr_mkcompanies_add(m, &r) != LR_OK;
	}
	/* all of one domain, and of one name */
	for (i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "c%d", i);
		r = row("same.com", "same", "FR", name);
		bad += lr_mkcompanies_add(m, &r) != LR_OK;
	}
	bad += lr_mkcompanies_end(m, &sum) != LR_OK;
	lr_mkcompanies_free(m);
	close(fd);
	ok(bad == 0 && sum.domains == 5001 && sum.names == 20001,
	    "40000 rows of 5001 domains");
	c = load();
	for (i = 0; i < 5000; i++) {
		snprintf(domain, sizeof(domain), "d%d.com", i);
		snprintf(name, sizeof(name), "n%d", i + 15000);
		if (lr_companies_by_domain(c, lr_span_str(domain), &got) !=
			LR_OK ||
		    !lr_span_eq(got.field[LR_COMPANY_NAME], lr_span_str(name)))
			bad++;
	}
	ok(bad == 0, "each has the last of its rows");
	by_domain(c, "same.com", "c19999");
	by_name(c, "Same", "FR", "c19999");
	lr_companies_close(c);
}

static void
refusals(void)
{
	struct lr_mkcompanies *m;
	struct lr_company r;
	char text[300];

	if (lr_mkcompanies_new(&m, -1) != LR_OK)
		abort();
	r = row("", "", "DE", "Ulm");
	ok(lr_mkcompanies_add(m, &r) == LR_EBAD, "neither domain nor name");
	r = row("", "a\nb", "DE", "");
	ok(lr_mkcompanies_add(m, &r) == LR_EBAD, "a text that is not plain");
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	r = row("", text, "DE", "");
	ok(lr_mkcompanies_add(m, &r) == LR_EBAD, "a text that is too long");
	lr_mkcompanies_free(m);
}

/* Any file that has lost or changed a byte is refused, or survived. */
static void
damage(void)
{
	struct lr_mkcompanies_sum sum;
	struct lr_companies *c;
	struct lr_company r;
	struct lr_buf b;
	const char *why;
	size_t i, n, opened = 0, j;
	int fd;

	write_path(&sum);
	lr_buf_init(&b, 1 << 20);
	if (lr_file_read(path, &b) != LR_OK)
		abort();
	for (n = 0; n < b.n; n++) {
		fd = open(path, O_WRONLY | O_TRUNC);
		lr_file_write(fd, b.p, n);
		close(fd);
		if (lr_companies_open(&c, path, &why) == LR_OK)
			opened++;
		lr_companies_close(c);
	}
	ok(opened == 0, "a file that was cut off is refused");
	for (i = 0; i < b.n; i++) {
		b.p[i] = (char)(b.p[i] ^ (i % 2 ? 0xff : 0x10));
		fd = open(path, O_WRONLY | O_TRUNC);
		lr_file_write(fd, b.p, b.n);
		close(fd);
		b.p[i] = (char)(b.p[i] ^ (i % 2 ? 0xff : 0x10));
		if (lr_companies_open(&c, path, &why) != LR_OK)
			continue;
		for (j = 0; j < ROWS; j++) {
			lr_companies_by_domain(c, lr_span_str(rows[j][0]), &r);
			lr_companies_by_name(c, lr_span_str(rows[j][1]),
			    lr_span_str(rows[j][2]), &r);
		}
		opened++;
		lr_companies_close(c);
	}
	ok(opened > 0, "a changed byte is survived (%zu opened)", opened);
	lr_buf_free(&b);
}

static void
failures(void)
{
	struct lr_mkcompanies_sum sum;
	struct lr_companies *c;
	const char *why = NULL;
	unsigned long n, calls;

	fail_from(FAIL_ALLOC, 0);
	write_path(&sum);
	calls = fail_from(FAIL_ALLOC, 0);
	for (n = 1; n <= calls; n++) {
		fail_from(FAIL_ALLOC, n);
		if (write_path(&sum) != LR_ENOMEM)
			break;
	}
	fail_from(FAIL_ALLOC, 0);
	ok(n > calls && calls > 2, "writing without memory");
	fail_from(FAIL_WRITE, 1);
	ok(write_path(&sum) == LR_EIO, "a full disk");
	fail_from(FAIL_WRITE, 0);
	ok(write_rows(-1, &sum) == LR_OK && sum.domains == 6, "a dry run");
	write_path(&sum);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_companies_open(&c, path, &why) == LR_ENOMEM && c == NULL,
	    "opening without memory");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_companies_open(&c, "/nowhere/x", &why) == LR_EIO && c == NULL &&
		why != NULL,
	    "a file that is not there");
	ok(lr_companies_open(&c, "/dev/null", &why) == LR_EBAD && c == NULL,
	    "no regular file");
}

int
main(void)
{
	close(mkstemp(path));
	looking_up();
	many();
	refusals();
	damage();
	failures();
	unlink(path);
	return done();
}
