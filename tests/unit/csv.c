#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "../filled.h"
#include "csv.h"

/* Rows of text: "line:cell|cell;" or "line!why;"; the answer at the end. */
static const char *
rows(struct lr_span text, char sep)
{
	static struct lr_buf b;
	struct lr_line l = { .p = NULL };
	struct lr_csv *c;
	struct lr_span raw;
	const char *why = NULL;
	enum lr_err err;
	unsigned i;

	lr_buf_free(&b);
	lr_buf_init(&b, 1 << 20);
	lr_line_open(&l, file_of(text), true);
	if (lr_csv_new(&c, sep) != LR_OK)
		abort();
	while (
	    (err = lr_csv_next(c, &l, &raw, &why)) == LR_OK || err == LR_EBAD) {
		lr_buf_putu(&b, lr_csv_line(c));
		if (err == LR_EBAD) {
			lr_buf_printf(&b, "!%.12s;", why);
			continue;
		}
		for (i = 0; i < lr_csv_cells(c); i++) {
			lr_buf_puts(&b, i == 0 ? ":" : "|");
			lr_buf_put(&b, lr_csv_cell(c, i));
		}
		if (lr_csv_cell(c, i).p != NULL)
			abort();
		lr_buf_putc(&b, ';');
	}
	if (err != LR_END)
		lr_buf_puts(&b, "ERROR");
	lr_csv_free(c);
	lr_line_close(&l);
	return lr_buf_str(&b);
}

/* RFC 4180 section 2, and what else there is */
static const struct {
	const char *text, *want;
} t[] = {
	{ "", "" },
	{ "a,b,c\n", "1:a|b|c;" },
	{ "a,b,c", "1:a|b|c;" },
	{ "a,b\r\nc,d\r\n", "1:a|b;2:c|d;" },
	{ "\"a\",\"b\"\n", "1:a|b;" },
	{ "\"a\nb\",c\nd,e\n", "1:a\nb|c;3:d|e;" },
	{ "x,y\n\"a\n\n\nb\",\"c\nd\"\ne,f\n", "1:x|y;2:a\n\n\nb|c\nd;7:e|f;" },
	{ "\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d;" },
	{ "\"\"\"\"\n", "1:\";" },
	{ "\"\"\"\n\"\"\",x\n", "1:\"\n\"|x;" },
	{ "\"\",\n", "1:|;" },
	{ ",,\n", "1:||;" },
	{ " a , b \n", "1: a | b ;" },
	{ "a\n\n\nb\n", "1:a;4:b;" },
	{ "a,b\n\"c,d\ne,f\n", "1:a|b;2!a quote that;3:e|f;" },
	{ "\"a\nb\nc\n", "1!a quote that;2:b;3:c;" },
	{ "a\"b,c\nd,e\n", "1!a quote that;2:d|e;" },
	{ "a\"b\",c\nd,e\n", "1!a quote insi;2:d|e;" },
	{ "\"a\"b,c\nd,e\n", "1!a quote insi;2:d|e;" },
	{ "\"a\" ,c\nd,e\n", "1!a quote insi;2:d|e;" },
	{ "a;b\n", "1:a;b;" },
	{ "a\rb\nc\n", "1!a carriage r;2:c;" },
	{ "\"a\rb\",c\n", "1:a\rb|c;" },
	/* two strays far apart take nothing with them that is between */
	{ "5\" x\nb\n6\" y\nd\n", "1!a quote insi;2:b;3!a quote that;4:d;" },
};

/* What a quote that is never closed takes along is read again, in a time that
 * does not grow with its square: the million lines took 13 s. */
static void
stray(void)
{
	struct lr_buf text;
	const char *got;
	size_t i;

	lr_buf_init(&text, 4 * LR_LINE_MAX);
	lr_buf_puts(&text, "a\n\"b\n");
	for (i = 0; i < LR_LINE_MAX - 100; i++)
		lr_buf_putc(&text, '\n');
	lr_buf_puts(&text, "c\n");
	got = rows(lr_buf_span(&text), ',');
	is(got, strlen(got), "1:a;2!a quote that;1048479:c;",
	    "a stray quote and a million lines");
	lr_buf_clear(&text);
	lr_buf_puts(&text, "a\n\"b\nc\n");
	for (i = 0; i <= LR_LINE_MAX; i++)
		lr_buf_putc(&text, 'x');
	lr_buf_puts(&text, "\nd\n");
	got = rows(lr_buf_span(&text), ',');
	is(got, strlen(got), "1:a;2!a quote that;3:c;4!a line of ov;5:d;",
	    "a line that is too long behind it");
	lr_buf_free(&text);
}

static void
table(void)
{
	const char *got;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		got = rows(lr_span_str(t[i].text), ',');
		is(got, strlen(got), t[i].want, t[i].want);
	}
	stray();
	got = rows(LR_SPAN("a;\"b;c\";d,e\n"), ';');
	is(got, strlen(got), "1:a|b;c|d,e;", "semicolons");
	got = rows(LR_SPAN("a\tb c\t\n"), '\t');
	is(got, strlen(got), "1:a|b c|;", "tabs");
	got = rows(lr_span("a\0b,c\n", 6), ',');
	ok(memcmp(got, "1:a\0b|c;", 8) == 0, "a NUL");
}

/* A row as a record: "json" or "!why". */
static const char *
json(const char *header, const char *row)
{
	static struct lr_buf all;
	static struct lr_record rec;
	struct lr_line l = { .p = NULL };
	struct lr_buf b, text;
	struct lr_span raw, line;
	const char *why = NULL;
	struct lr_csv *c;

	lr_buf_free(&all);
	lr_buf_init(&all, 1 << 20);
	lr_buf_init(&text, 1 << 20);
	lr_buf_init(&b, 8 << 20);
	lr_buf_printf(&text, "%s\n%s\n", header, row);
	lr_line_open(&l, file_of(lr_buf_span(&text)), true);
	lr_csv_new(&c, ',');
	if (lr_csv_next(c, &l, &raw, &why) != LR_OK ||
	    lr_csv_header(c, &why) != LR_OK ||
	    lr_csv_next(c, &l, &raw, &why) != LR_OK ||
	    lr_csv_json(c, &b, &line, &why) != LR_OK) {
		lr_buf_printf(&all, "!%s", why);
	} else {
		lr_buf_put(&all, line);
		lr_record_init(&rec);
		if (lr_record_parse(&rec, line) != LR_OK)
			lr_buf_printf(&all, " is refused: %s", rec.why);
		lr_record_free(&rec);
	}
	lr_csv_free(c);
	lr_line_close(&l);
	lr_buf_free(&b);
	lr_buf_free(&text);
	return lr_buf_str(&all);
}

static const struct {
	const char *header, *row, *want;
} j[] = {
	{ "ip,path", "192.0.2.1,/", "{\"ip\":\"192.0.2.1\",\"path\":\"/\"}" },
	{ "a,b,c", ",x,", "{\"b\":\"x\"}" },
	{ "a,b", ",", "{}" },
	{ "\xef\xbb\xbfip,b", "1,2", "{\"ip\":\"1\",\"b\":\"2\"}" },
	{ "\xef\xbb\xbf\"ip\",\"b\"", "1,2", "{\"ip\":\"1\",\"b\":\"2\"}" },
	{ "status,bytes,asn,confidence,line", "200,0,64496,100,7",
	    "{\"status\":200,\"bytes\":0,\"asn\":64496,\"confidence\":100,"
	    "\"line\":7}" },
	{ "status,bytes,asn", "abc,-5,007",
	    "{\"status\":\"abc\",\"bytes\":\"-5\",\"asn\":\"007\"}" },
	{ "duration", "0.25", "{\"duration\":0.25}" },
	{ "duration", "3", "{\"duration\":3}" },
	{ "duration", "3.", "{\"duration\":\"3.\"}" },
	{ "duration", ".5", "{\"duration\":\".5\"}" },
	{ "duration", "1.2.3", "{\"duration\":\"1.2.3\"}" },
	{ "status", "1.5", "{\"status\":\"1.5\"}" },
	{ "vpn,tor,proxy,relay,hosting,ptr_verified",
	    "true,false,TRUE,1,true,true",
	    "{\"vpn\":true,\"tor\":false,\"proxy\":\"TRUE\",\"relay\":\"1\","
	    "\"hosting\":true,\"ptr_verified\":true}" },
	{ "path", "true", "{\"path\":\"true\"}" },
	{ "path", "200", "{\"path\":\"200\"}" },
	{ "a", "\"x\"\"y\\z\nw\"", "{\"a\":\"x\\\"y\\\\z\\nw\"}" },
	{ "\"a\"\"b\"", "1", "{\"a\\\"b\":\"1\"}" },
	{ "a", "\x01\x1b[31m", "{\"a\":\"\\u0001\\u001b[31m\"}" },
	{ "a", "\xff", "!not UTF-8" },
	{ "a,b", "1,2,3", "!more cells than the header" },
	{ "a,b", "1", "!fewer cells than the header" },
	{ "a,,c", "1,2,3", "!a column without a name" },
	{ "a,b,a", "1,2,3", "!two columns of one name" },
	{ "a,\xff", "1,2", "!a column without a name" },
};

static void
records(void)
{
	struct lr_line l = { .p = NULL };
	struct lr_span raw;
	const char *got, *why;
	struct lr_csv *c;
	size_t i;

	for (i = 0; i < sizeof(j) / sizeof(j[0]); i++) {
		got = json(j[i].header, j[i].row);
		is(got, strlen(got), j[i].want, j[i].want);
	}
	lr_line_open(&l, file_of(LR_SPAN("a,b\n")), true);
	lr_csv_new(&c, ',');
	ok(lr_csv_column(c, LR_SPAN("a")) == -1, "no header yet");
	lr_csv_next(c, &l, &raw, &why);
	lr_csv_header(c, &why);
	ok(lr_csv_column(c, LR_SPAN("b")) == 1 &&
		lr_csv_column(c, LR_SPAN("B")) == -1,
	    "columns by name");
	lr_csv_free(c);
	lr_csv_free(NULL);
	lr_line_close(&l);
}

static void
columns(unsigned n, bool good)
{
	struct lr_buf b;
	const char *got;
	unsigned i;

	lr_buf_init(&b, 10000);
	for (i = 0; i < n; i++)
		lr_buf_puts(&b, i == 0 ? "x" : ",x");
	lr_buf_puts(&b, "\ny\n");
	got = rows(lr_buf_span(&b), ',');
	ok((strstr(got, "!too many") == NULL) == good &&
		strstr(got, "2:y;") != NULL,
	    "%u columns", n);
	lr_buf_free(&b);
}

static void
limits(void)
{
	static char text[3 * LR_LINE_MAX];
	const char *got;

	columns(LR_FIELDS_MAX, true);
	columns(LR_FIELDS_MAX + 1, false);
	memset(text, 'x', sizeof(text));
	memcpy(text + LR_LINE_MAX + 1, "\nnext\n", 6);
	got = rows(lr_span(text, LR_LINE_MAX + 7), ',');
	is(got, strlen(got), "1!a line of ov;2:next;", "a line too long");
	/* an open quote, and lines behind it for over 1 MiB */
	memset(text, 'x', sizeof(text));
	text[0] = '"';
	text[100] = '\n';
	text[LR_LINE_MAX / 2] = text[LR_LINE_MAX + 50] = '\n';
	memcpy(text + LR_LINE_MAX + 60, "\nlast\n", 6);
	got = rows(lr_span(text, LR_LINE_MAX + 66), ',');
	ok(strncmp(got, "1!a quote that;2:xxx", 20) == 0 &&
		strcmp(got + strlen(got) - 7, "5:last;") == 0,
	    "an open quote does not gather more than a row may have");
}

static void
writing(void)
{
	static const struct {
		const char *s, *want;
	} w[] = { { "", "" }, { "a b", "a b" }, { "a,b", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"" }, { "a\nb", "\"a\nb\"" },
		{ "a\rb", "\"a\rb\"" }, { " a", "\" a\"" }, { "a ", "\"a \"" },
		{ "\"\"", "\"\"\"\"\"\"" }, { "a;b", "a;b" } };
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, 100);
	for (i = 0; i < sizeof(w) / sizeof(w[0]); i++) {
		lr_buf_clear(&b);
		lr_csv_put(&b, lr_span_str(w[i].s), true);
		is(b.p, b.n, w[i].want, "put");
	}
	lr_buf_clear(&b);
	lr_csv_put(&b, LR_SPAN("a"), true);
	lr_csv_put(&b, lr_span(NULL, 0), false);
	lr_csv_put(&b, LR_SPAN("c"), false);
	is(b.p, b.n, "a,,c", "put: a row");
	lr_buf_free(&b);
}

static void
no_memory(void)
{
	static const char cut[] =
	    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\xd4\x49\xe2\x32\xd4"
	    "\x31\xe2\x02\x00\x7b\x07\x97\x0a\x08\x00\x00\x00";
	struct lr_line l = { .p = NULL };
	struct lr_span raw;
	struct lr_buf b;
	struct lr_csv *c;
	const char *why = "";
	enum lr_err err = LR_ENOMEM;
	unsigned long n;
	bool good = true;

	for (n = 1; err != LR_OK && n < 30; n++) {
		lr_line_open(&l, file_of(LR_SPAN("a,b\n1,2\n")), true);
		lr_buf_init(&b, 1 << 20);
		fail_from(FAIL_ALLOC, n);
		err = lr_csv_new(&c, ',');
		if (err == LR_OK)
			err = lr_csv_next(c, &l, &raw, &why);
		if (err == LR_OK)
			err = lr_csv_header(c, &why);
		if (err == LR_OK)
			err = lr_csv_next(c, &l, &raw, &why);
		if (err == LR_OK)
			err = lr_csv_json(c, &b, &raw, &why);
		fail_from(FAIL_ALLOC, 0);
		good = good && (err == LR_OK || err == LR_ENOMEM);
		lr_csv_free(c);
		lr_buf_free(&b);
		lr_line_close(&l);
	}
	ok(good && n > 3 && err == LR_OK, "no memory, %lu times", n - 2);
	/* gzip -n of "a,b\n1,2\n", cut short */
	lr_line_open(&l, file_of(lr_span(cut, sizeof(cut) - 6)), true);
	lr_csv_new(&c, ',');
	why = NULL;
	while ((err = lr_csv_next(c, &l, &raw, &why)) == LR_OK)
		;
	ok(err == LR_EBAD && why == NULL && l.in.why != NULL,
	    "a file cut short");
	ok(lr_csv_next(c, &l, &raw, &why) == LR_EBAD && why == NULL,
	    "    stays so");
	lr_csv_free(c);
	lr_line_close(&l);
	lr_line_open(&l, file_of(LR_SPAN("a,\"b\n")), true);
	lr_csv_new(&c, ',');
	fail_from(FAIL_READ, 2);
	ok(lr_csv_next(c, &l, &raw, &why) == LR_EIO, "a failed read");
	fail_from(FAIL_READ, 0);
	lr_csv_free(c);
	lr_line_close(&l);
}

int
main(void)
{
	table();
	records();
	limits();
	writing();
	no_memory();
	return done();
}
