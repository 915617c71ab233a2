#include "../tap.h"

#include <errno.h>
#include <unistd.h>

#include "../fail.h"
#include "../filled.h"
#include "delimited.h"
#include "limits.h"

static struct lr_buf why, got;

static void
put_row(const struct lr_sheetrow *row)
{
	unsigned i;

	lr_buf_printf(&got, "%lu", row->number);
	for (i = 0; i < row->n; i++) {
		lr_buf_putc(&got, '|');
		lr_buf_put(&got, row->cell[i].text);
	}
	lr_buf_putc(&got, '/');
}

/* All rows into got: number|cell|cell/ */
static enum lr_err
read_rows(struct lr_span s, const struct lr_delimited_options *o)
{
	struct lr_unpack u;
	struct lr_sheetrow row;
	struct lr_reader *r;
	char head[LR_UNPACK_LEAST];
	enum lr_err err;
	size_t n;

	lr_buf_clear(&got);
	lr_sheetrow_init(&row);
	lr_unpack_init(&u, file_of(s), true);
	err = lr_unpack_read(&u, head, sizeof(head), &n);
	r = NULL;
	if (err == LR_OK)
		err = lr_delimited_open(&r, &u, lr_span(head, n), o, &why);
	if (err == LR_OK)
		err = r->calls->choose(r, 0);
	while (err == LR_OK || err == LR_ETOOLONG) {
		err = r->calls->next(r, &row);
		if (err == LR_ETOOLONG)
			lr_buf_printf(&got, "%lu!/", row.number);
		if (err == LR_OK)
			put_row(&row);
	}
	if (r != NULL)
		r->calls->close(r);
	lr_unpack_close(&u);
	lr_sheetrow_free(&row);
	return err;
}

static void
rows(const char *s, const char *want)
{
	static const struct lr_delimited_options o;

	if (read_rows(lr_span_str(s), &o) != LR_END)
		ok(false, "read");
	is(got.p, got.n, want, want);
}

static void
separators(void)
{
	rows("a,b\n1,2\n", "1|a|b/2|1|2/");
	rows("a;b,c\n1;2\n", "1|a|b,c/2|1|2/");
	rows("a\tb;c\n1\t2;3\n", "1|a|b;c/2|1|2;3/");
	rows("a|b\nc|d", "1|a|b/2|c|d/");
	rows("\"x;y\",b\n\"1;2\",3\n", "1|x;y|b/2|1;2|3/");
	rows("a,b 5\"; c\nd,e 6\"; f\n", "1|a,b 5\"| c/2|d,e 6\"| f/");
	rows("Title\n\na;b;c\n1;2,5;3\n", "1|Title/3|a|b|c/4|1|2,5|3/");
	rows("sep=,\na;b,c;d\n", "1|a;b|c;d/");
	rows("sep=\t\r\na\tb\n", "1|a|b/");
	rows("sep=x,y", "1|sep=x|y/");
	rows("one\n", "1|one/");
}

static void
quotes(void)
{
	rows("a,\"b\"\"c\",\"\"\n", "1|a|b\"c/");
	rows("\"a\nb\",\"c,d\"\r\n1,2\r\n", "1|a\nb|c,d/2|1|2/");
	rows("a,b\"c\"d\n", "1|a|b\"c\"d/");
	rows("\"a\"b\"c\",d\n", "1|ab\"c\"|d/");
	rows("a,\"b,c\nd,e\n", "1|a|\"b|c/2|d|e/");
	rows("a,b\n\"", "1|a|b/2|\"/");
	rows("a,\"\"", "1|a/");
}

static void
ends(void)
{
	rows("a,b\rc,d\r", "1|a|b/2|c|d/");
	rows("a,b\r\rc,d", "1|a|b/3|c|d/");
	rows("a,b\n\r\n\nc,d\n\n", "1|a|b/4|c|d/");
	rows(",,\n,\n,a\n", "3||a/");
	rows("", "");
	rows("\n\n", "");
}

static void
encodings(void)
{
	rows("\xef\xbb\xbf\xc3\xbc,b\n", "1|\xc3\xbc|b/");
	rows("a,\xc3\xbc\n\xfc,b\n", "1|a|\xc3\xbc/2|\xc3\xbc|b/");
	rows("a,\x80\n\xc3\xbc,b\n", "1|a|\xe2\x82\xac/2|\xc3\x83\xc2\xbc|b/");
	rows("\xef\xbb\xbf\xfc,b\n", "1|\xef\xbf\xbd|b/");
	rows("a,\"\xfc \"\"\n", "1|a|\"\xc3\xbc \"\"/");
}

/* Rows that straddle every place where a block ends. */
static void
blocks(void)
{
	static const struct lr_delimited_options o;
	struct lr_buf b;
	unsigned i, k;
	bool good = true;

	lr_buf_init(&b, SIZE_MAX);
	for (k = 0; k < 3; k++) {
		lr_buf_clear(&b);
		for (i = 0; i < 40000; i++)
			lr_buf_puts(&b,
			    k == 0	 ? "a,\"b\"\"\r\nc\"\r\n"
				: k == 1 ? "x,\xfc,y\r"
					 : "1,2,3\r\n");
		good &= read_rows(lr_buf_span(&b), &o) == LR_END;
		good &= got.n > 3 && got.p[got.n - 1] == '/';
		good &= strstr(lr_buf_str(&got), "/40000|") != NULL;
		good &= strstr(lr_buf_str(&got), "/40001|") == NULL;
	}
	ok(good, "many rows");
	lr_buf_clear(&b);
	lr_buf_puts(&b, "a,b\n");
	for (i = 0; i < 3 * LR_LINE_MAX / 16; i++)
		lr_buf_puts(&b, "0123456789abcdef");
	lr_buf_puts(&b, "\nc,d\n\"e,f\n");
	for (i = 0; i < 3 * LR_LINE_MAX / 16; i++)
		lr_buf_puts(&b, "0123456789abcd\n,");
	ok(read_rows(lr_buf_span(&b), &o) == LR_END, "3 MiB in a row");
	ok(lr_span_starts(lr_buf_span(&got),
	       LR_SPAN("1|a|b/2!/3|c|d/4|\"e|f/"
		       "5|0123456789abcd/")),
	    "it is refused, and a quote that is not closed for long is one");
	lr_buf_free(&b);
}

int
main(void)
{
	struct lr_delimited_options o = { "UTF-16LE", ';' };
	unsigned long n = 0;
	enum lr_err err;

	lr_buf_init(&why, LR_WHY_MAX);
	lr_buf_init(&got, SIZE_MAX);
	separators();
	quotes();
	ends();
	encodings();
	blocks();
	ok(read_rows(lr_span("a\0,\0;\0b\0", 8), &o) == LR_END, "as asked");
	is(got.p, got.n, "1|a,|b/", "encoding and separator");
	o.encoding = "none";
	ok(read_rows(LR_SPAN("a,b"), &o) == LR_EBAD, "%s", lr_buf_str(&why));
	o = (struct lr_delimited_options){ 0 };
	ok(read_rows(lr_span("a\0\0,b", 5), &o) == LR_EBAD, "%s",
	    lr_buf_str(&why));
	ok(read_rows(LR_SPAN("no table"), &o) == LR_EBAD, "%s",
	    lr_buf_str(&why));
	fail_from(FAIL_READ, 2);
	ok(read_rows(LR_SPAN("a,b,c,d,e,f,g,h,i,k"), &o) == LR_EIO &&
		errno == EIO,
	    "a read fails");
	fail_from(FAIL_READ, 0);
	do {
		fail_from(FAIL_ALLOC, ++n);
		err = read_rows(LR_SPAN("a,\"b\"\"c\"\n\xfc,d\n"), &o);
		fail_from(FAIL_ALLOC, 0);
	} while (err == LR_ENOMEM);
	ok(err == LR_END && n > 3, "each of %lu allocations may fail", n);
	lr_buf_free(&why);
	lr_buf_free(&got);
	return done();
}
