#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "csvout.h"

static struct lr_record rec;
static struct lr_out out;

static enum lr_err
put(struct lr_csvout *c, const char *s, const char *const *adds)
{
	static char line[8192];
	size_t n = strlen(s);

	memset(line, 0, sizeof(line));
	memcpy(line, s, n);
	if (lr_record_parse(&rec, lr_span(line, n)) != LR_OK)
		abort();
	return lr_csvout_put(c, &rec, adds, &out);
}

static void
gives(const char *want, const char *what)
{
	is(out.p, out.n, want, what);
	out.n = 0;
}

static void
first_record(void)
{
	static const char *const adds[] = { "b", "asn", NULL };
	struct lr_csvout c;

	lr_csvout_init(&c);
	ok(put(&c, "{\"a\":\"x\",\"b\":1,\"n\":null,\"t\":true}", adds) ==
		LR_OK,
	    "the first record");
	gives("a,b,n,t,asn\nx,1,,true,\n", "    and what may be added");
	put(&c, "{\"asn\":5,\"t\":[1, 2],\"a\":\"c,d\"}", adds);
	gives("\"c,d\",,,\"[1, 2]\",5\n", "the second in the same columns");
	ok(c.lost == 0, "nothing was lost");
	put(&c, "{\"a\":\"x\",\"new\":1,\"null\":null}", adds);
	gives("x,,,,\n", "a value without a column");
	ok(c.lost == 1, "    is counted, a null is not");
	put(&c, "{\"a\":\"1\",\"a\":\"2\"}", adds);
	gives("2,,,,\n", "of duplicates the last counts");
	ok(c.lost == 1, "    and the first is not lost");
	put(&c, "{\"a\":\"\\u00e4\\n\"}", adds);
	gives("\"\xc3\xa4\n\",,,,\n", "escapes are undone");
	put(&c, "{}", adds);
	gives(",,,,\n", "a record of nothing");
	lr_csvout_free(&c);
}

static void
names(void)
{
	struct lr_csvout c;

	lr_csvout_init(&c);
	put(&c, "{\"k\\u0065y\":\"v\",\"a,b\":1}", NULL);
	gives("key,\"a,b\"\nv,1\n", "names with escapes and commas");
	put(&c, "{\"key\":\"w\"}", NULL);
	gives("w,\n", "    are the names that they mean");
	ok(c.lost == 0, "    nothing was lost");
	lr_csvout_free(&c);
	lr_csvout_init(&c);
	put(&c, "{\"a\":1,\"a\":2,\"b\":3}", NULL);
	gives("a,b\n2,3\n", "a doubled name makes one column");
	ok(c.lost == 0, "    nothing was lost");
	lr_csvout_free(&c);
}

static void
asked(void)
{
	static const char *const adds[] = { "asn", NULL };
	struct lr_csvout c;

	lr_csvout_init(&c);
	ok(lr_csvout_ask(&c, LR_SPAN("b,x,a")) == LR_OK, "ask for columns");
	put(&c, "{\"a\":1,\"b\":2,\"c\":3}", adds);
	gives("b,x,a\n2,,1\n", "    those and no others");
	ok(c.lost == 0, "    the rest is not lost but not wanted");
	lr_csvout_free(&c);
	lr_csvout_init(&c);
	ok(lr_csvout_ask(&c, LR_SPAN("")) == LR_EBAD, "ask for nothing");
	ok(lr_csvout_ask(&c, LR_SPAN("a,")) == LR_EBAD, "an empty name");
	lr_csvout_free(&c);
	lr_csvout_init(&c);
	ok(lr_csvout_ask(&c, LR_SPAN(",a")) == LR_EBAD, "another");
	lr_csvout_free(&c);
}

static void
edited(void)
{
	static const char line[] = "{\"a\":1,\"b\":2}\n\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct lr_csvout c;

	lr_csvout_init(&c);
	lr_record_parse(&rec, lr_span(line, 13));
	lr_record_drop(&rec, LR_SPAN("a"));
	lr_record_set_str(&rec, LR_SPAN("c"), LR_SPAN("x\"y"));
	lr_record_append(&rec, LR_SPAN(",\"d\":\"z\""));
	ok(lr_csvout_put(&c, &rec, NULL, &out) == LR_OK, "an edited record");
	gives("b,c,d\n2,\"x\"\"y\",z\n", "    has its edits");
	lr_csvout_free(&c);
}

static void
failures(void)
{
	static const char *const adds[] = { "asn", "as_name", NULL };
	static char big[LR_LINE_MAX + LR_PAD + 1];
	struct lr_csvout c;
	unsigned long n;
	enum lr_err err = LR_ENOMEM;
	bool good = true;

	lr_csvout_init(&c);
	put(&c, "{\"a\":1}", NULL);
	out.n = 0;
	/* every quote becomes two */
	memset(big, '"', sizeof(big));
	for (n = 0; n < LR_LINE_MAX; n += 2)
		big[n] = '\\';
	memcpy(big, "{\"a\": \"", 7);
	big[7] = 'x';
	memcpy(big + LR_LINE_MAX - 2, "\"}", 2);
	memset(big + LR_LINE_MAX, 0, LR_PAD);
	ok(lr_record_parse(&rec, lr_span(big, LR_LINE_MAX)) == LR_OK,
	    "a record of 1 MiB of quotes");
	err = lr_csvout_put(&c, &rec, NULL, &out);
	ok(err == LR_OK || (err == LR_ETOOLONG && out.n == 0),
	    "    is written, or is too long and not written");
	out.n = 0;
	lr_csvout_free(&c);

	lr_csvout_init(&c);
	memset(big, '"', sizeof(big));
	for (n = 0; n < LR_LINE_MAX; n += 2)
		big[n] = '\\';
	memcpy(big, "{\"", 2);
	memcpy(big + LR_LINE_MAX - 4, "\":1}", 4);
	memset(big + LR_LINE_MAX, 0, LR_PAD);
	ok(lr_record_parse(&rec, lr_span(big, LR_LINE_MAX)) == LR_OK &&
		lr_csvout_put(&c, &rec, adds, &out) == LR_ETOOLONG &&
		out.n == 0,
	    "a name that makes a header of over 1 MiB");
	put(&c, "{\"a\":1}", NULL);
	gives("a\n1\n", "    does not choose the columns");
	lr_csvout_free(&c);
	for (n = 1; err != LR_OK || n == 1; n++) {
		if (n > 40)
			break;
		lr_csvout_init(&c);
		out.n = 0;
		fail_from(FAIL_ALLOC, n);
		lr_record_parse(&rec, lr_span(big, 0));
		err = put(&c, "{\"a\":1,\"b\":\"x\"}", NULL);
		fail_from(FAIL_ALLOC, 0);
		good = good &&
		    (err == LR_OK
			    ? out.n == 8 && memcmp(out.p, "a,b\n1,x\n", 8) == 0
			    : err == LR_ENOMEM);
		if (err != LR_OK)
			good = good && out.n == 0;
		lr_csvout_free(&c);
	}
	ok(good && err == LR_OK, "no memory, %lu times", n - 2);
}

int
main(void)
{
	lr_record_init(&rec);
	lr_out_open(&out, -1);
	first_record();
	names();
	asked();
	edited();
	failures();
	free(out.p);
	lr_record_free(&rec);
	return done();
}
