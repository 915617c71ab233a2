#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "record.h"
#include "utf8.h"

static struct lr_record rec;
static struct lr_out out;
static char line[2 * LR_LINE_MAX];

static enum lr_err
parse_bytes(const char *p, size_t n)
{
	memcpy(line, p, n);
	line[n] = '\n';
	memset(line + n + 1, 'x', LR_PAD);
	return lr_record_parse(&rec, lr_span(line, n));
}

static enum lr_err
parse(const char *s)
{
	return parse_bytes(s, strlen(s));
}

/* What put writes now; nothing of it reaches a descriptor. */
static const char *
text(void)
{
	static char got[4096];

	out.n = 0;
	out.err = LR_OK;
	if (lr_record_put(&rec, &out) != LR_OK)
		return "(error)";
	snprintf(got, sizeof(got), "%.*s", (int)out.n, out.p);
	return got;
}

static void
gives(const char *want, const char *what)
{
	is(text(), strlen(text()), want, what);
}

#define K(s) LR_SPAN(s)

static void
passes(void)
{
	static const char *const t[] = { "{}", "{\"a\":1}",
		"{ \"a\" : 1 , \"b\":[1, 2 ,{ \"x\" : null}]}",
		"{\"a\":\"\\u00e4\\/\xc3\xa4\",\"a\":1.50E+00}",
		"  {\"a\":true}", "\t{\"\":\"\"}",
		"{\"a\":{\"a\":{\"a\":[[],{}]}},\"z\":-0}" };
	char want[200];
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		snprintf(want, sizeof(want), "%s\n", t[i]);
		ok(parse(t[i]) == LR_OK, "parse %s", t[i]);
		gives(want, "    passes byte for byte");
	}
	parse("{\"a\":1} \t\r");
	gives("{\"a\":1}\n", "blanks behind");
}

static void
refused(void)
{
	static const char *const t[] = { "", " ", "1", "\"a\"", "[]", "[{}]",
		"null", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
		"{\"a\":1,}", "{,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{}{}",
		"{} x", "{\"a\":1}}", "{a:1}", "{'a':1}", "{\"a\":01}",
		"{\"a\":tru}", "{\"a\":\"\\x\"}", "{\"a\":\"", "{\"a\":\"\\\"}",
		"{\"a\":\"x\ty\"}", "{\"a\":[1,2}", "{\"a\":\"\xff\"}",
		"{\"\xc3\":1}", "{\"a\":\"\xed\xa0\x80\"}",
		"{\"a\":[\"\xff\"]}", "\xef\xbb\xbf{\"a\":1}", "{\"a\":1}\xff",
		"{1:1}", "{\"a\":}", "{\"a\"::1}", "{\"a\":1,,\"b\":2}",
		"{\"a\":\"b}" };
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ok(parse(t[i]) == LR_EBAD && rec.why != NULL,
		    "refused: %zu: %s", i, rec.why);
	ok(parse_bytes("{\"a\":\"\0\"}", 9) == LR_EBAD &&
		parse_bytes("{\0}", 3) == LR_EBAD &&
		parse_bytes("{}\0", 3) == LR_EBAD,
	    "refused: NUL bytes");
	/* what stands behind the line is not of it */
	memcpy(line, "{\"a\":1\n}", 9);
	ok(lr_record_parse(&rec, lr_span(line, 6)) == LR_EBAD,
	    "refused: the brace is on the next line");
	memcpy(line, "{\"a\":1\r\n", 9);
	ok(lr_record_parse(&rec, lr_span(line, 6)) == LR_EBAD,
	    "refused: cut before CRLF");
	ok(parse("{\"a\":1}") == LR_OK && rec.why == NULL,
	    "a good one after bad ones");
}

static void
reading(void)
{
	uint64_t v = 7;
	struct lr_span s;

	parse("{\"s\":\"x\",\"e\":\"\",\"n\":12,\"neg\":-1,\"f\":1.5,"
	      "\"esc\":\"a\\u0062\\n\",\"num\":\"34\",\"t\":true,\"ts\":\"1\","
	      "\"fs\":\"true\",\"no\":false,\"null\":null,\"o\":{ \"s\":1},"
	      "\"big\":18446744073709551616,\"k\\u0065y\":\"found\"}");
	s = lr_record_str(&rec, K("s"));
	is(s.p, s.n, "x", "str");
	s = lr_record_str(&rec, K("esc"));
	is(s.p, s.n, "ab\n", "str: escapes undone");
	s = lr_record_str(&rec, K("key"));
	is(s.p, s.n, "found", "str: a name with an escape");
	ok(lr_record_str(&rec, K("e")).p == NULL &&
		lr_record_str(&rec, K("n")).p == NULL &&
		lr_record_str(&rec, K("absent")).p == NULL &&
		lr_record_str(&rec, K("null")).p == NULL &&
		lr_record_str(&rec, K("o")).p == NULL,
	    "str: empty, no string, absent");
	ok(lr_record_u64(&rec, K("n"), &v) && v == 12 &&
		lr_record_u64(&rec, K("num"), &v) && v == 34,
	    "u64: a number, and one in a string");
	ok(!lr_record_u64(&rec, K("neg"), &v) &&
		!lr_record_u64(&rec, K("f"), &v) &&
		!lr_record_u64(&rec, K("s"), &v) &&
		!lr_record_u64(&rec, K("t"), &v) &&
		!lr_record_u64(&rec, K("e"), &v) &&
		!lr_record_u64(&rec, K("big"), &v) &&
		!lr_record_u64(&rec, K("x"), &v) && v == 34,
	    "u64: none");
	ok(lr_record_true(&rec, K("t")) && lr_record_true(&rec, K("ts")) &&
		lr_record_true(&rec, K("fs")) &&
		!lr_record_true(&rec, K("no")) &&
		!lr_record_true(&rec, K("n")) &&
		!lr_record_true(&rec, K("x")) &&
		!lr_record_true(&rec, K("null")),
	    "true");
	s = lr_record_text(&rec, K("f"));
	is(s.p, s.n, "1.5", "text: a number as it stands");
	s = lr_record_text(&rec, K("o"));
	is(s.p, s.n, "{ \"s\":1}", "text: an object");
	s = lr_record_text(&rec, K("esc"));
	is(s.p, s.n, "ab\n", "text: a string undone");
	ok(lr_record_text(&rec, K("x")).p == NULL, "text: absent");
	ok(lr_record_find(&rec, K("S")) == NULL &&
		lr_record_find(&rec, K("")) == NULL &&
		lr_record_find(&rec, K("n"))->type == LR_JSON_NUMBER,
	    "find");
	parse("{\"a\":\"1\",\"a\":\"2\",\"\\u0061\":\"3\"}");
	s = lr_record_str(&rec, K("a"));
	is(s.p, s.n, "3", "of duplicates the last counts");
}

static void
setting(void)
{
	parse("{\"a\":1,\"b\":\"x\",\"c\":[1]}");
	lr_record_set_str(&rec, K("b"), K("y\"\n\xff"));
	gives("{\"a\":1,\"b\":\"y\\\"\\n\xef\xbf\xbd\",\"c\":[1]}\n",
	    "set: replaced in its place, escaped");
	lr_record_set_u64(&rec, K("d"), UINT64_MAX);
	lr_record_set_true(&rec, K("e"));
	gives("{\"a\":1,\"b\":\"y\\\"\\n\xef\xbf\xbd\",\"c\":[1],"
	      "\"d\":18446744073709551615,\"e\":true}\n",
	    "set: new ones at the end");
	lr_record_set_u64(&rec, K("d"), 0);
	lr_record_drop(&rec, K("e"));
	lr_record_drop(&rec, K("a"));
	gives("{\"b\":\"y\\\"\\n\xef\xbf\xbd\",\"c\":[1],\"d\":0}\n",
	    "set again, drop a new one and the first");
	lr_record_drop(&rec, K("b"));
	lr_record_drop(&rec, K("c"));
	lr_record_drop(&rec, K("d"));
	lr_record_drop(&rec, K("absent"));
	gives("{}\n", "all dropped");
	lr_record_set_u64(&rec, K("a"), 5);
	gives("{\"a\":5}\n", "set after drop");
	ok(lr_record_find(&rec, K("a")) != NULL &&
		lr_record_find(&rec, K("b")) == NULL,
	    "find sees the edits");

	parse("{}");
	lr_record_set_str(&rec, K("a"), K(""));
	gives("{\"a\":\"\"}\n", "set in an empty object");
	lr_record_set_str(&rec, K("a"), lr_span(NULL, 0));
	gives("{\"a\":\"\"}\n", "set of nothing");
	parse(" { } ");
	lr_record_set_true(&rec, K("a"));
	ok(strstr(text(), "{ \"a\":true}") != NULL ||
		strstr(text(), "{\"a\":true}") != NULL,
	    "set in an empty object with blanks");

	parse("{\"a\":1,\"x\":0,\"a\":2,\"\\u0061\":3,\"y\":0}");
	lr_record_set_u64(&rec, K("a"), 9);
	gives("{\"x\":0,\"\\u0061\":9,\"y\":0}\n", "set leaves one");
	parse("{\"a\":1,\"x\":0,\"a\":2,\"\\u0061\":3}");
	lr_record_drop(&rec, K("a"));
	gives("{\"x\":0}\n", "drop leaves none");
	parse("{\"o\":{\"a\":1},\"a\":\"{\\\"a\\\":1}\"}");
	lr_record_set_u64(&rec, K("a"), 2);
	gives("{\"o\":{\"a\":1},\"a\":2}\n", "nested names are not touched");
	ok(lr_record_str(&rec, K("a")).p == NULL, "    and is no string now");
	parse("{\"a\":1}");
	lr_record_set_str(&rec, K("b"), K("v\"w"));
	is(lr_record_str(&rec, K("b")).p, lr_record_str(&rec, K("b")).n, "v\"w",
	    "what was set can be read");
}

static void
appending(void)
{
	parse("{\"a\":1}");
	lr_record_append(&rec, K(",\"b\":2,\"c\":\"x\""));
	gives("{\"a\":1,\"b\":2,\"c\":\"x\"}\n", "append");
	lr_record_set_u64(&rec, K("d"), 3);
	ok(strstr(text(), "\"b\":2,\"c\":\"x\"") != NULL &&
		strstr(text(), "\"d\":3") != NULL,
	    "append and set");
	parse("{}");
	lr_record_append(&rec, K(",\"b\":2"));
	gives("{\"b\":2}\n", "append to an empty object");
	parse("{\"a\":1}");
	lr_record_drop(&rec, K("a"));
	lr_record_append(&rec, K(",\"b\":2"));
	gives("{\"b\":2}\n", "append to one that was emptied");
	parse("{\"a\":1}");
	gives("{\"a\":1}\n", "parse forgets what was appended");
}

static void
many_fields(unsigned n, enum lr_err want)
{
	static char many[20000];
	size_t at = 0;
	unsigned i;

	for (i = 0; i < n; i++)
		at += (size_t)snprintf(
		    many + at, 30, "%c\"k%u\":%u", i == 0 ? '{' : ',', i, i);
	snprintf(many + at, 3, "}");
	ok(parse(many) == want, "%u fields", n);
}

static void
limits(void)
{
	static char text_[LR_LINE_MAX + 10];
	char key[LR_FIELDS_NEW + 1][8];
	unsigned i;

	many_fields(LR_FIELDS_MAX, LR_OK);
	for (i = 0; i <= LR_FIELDS_NEW; i++) {
		snprintf(key[i], sizeof(key[i]), "new%u", i);
		lr_record_set_u64(&rec, lr_span_str(key[i]), i);
		if (i + 1 == LR_FIELDS_NEW)
			ok(rec.err == LR_OK, "64 new fields on top");
	}
	out.n = 0;
	ok(rec.err == LR_ETOOLONG && lr_record_put(&rec, &out) == LR_ETOOLONG &&
		out.n == 0,
	    "65 are too many, nothing is written");
	many_fields(LR_FIELDS_MAX + 1, LR_EBAD);
	ok(parse("{\"a\":1}") == LR_OK && rec.err == LR_OK,
	    "a parse forgets the error");

	/* a record of exactly the greatest length, and one more byte */
	memset(text_, 'x', sizeof(text_));
	memcpy(text_, "{\"a\":\"", 6);
	memcpy(text_ + LR_LINE_MAX - 2, "\"}", 2);
	ok(parse_bytes(text_, LR_LINE_MAX) == LR_OK, "a record of 1 MiB");
	out.n = 0;
	ok(lr_record_put(&rec, &out) == LR_OK && out.n == LR_LINE_MAX + 1,
	    "    is written");
	lr_record_set_u64(&rec, K("b"), 1);
	out.n = 0;
	ok(lr_record_put(&rec, &out) == LR_ETOOLONG && out.n == 0,
	    "    one that grows beyond is not");
	lr_record_drop(&rec, K("a"));
	gives("{\"b\":1}\n", "    one that shrinks is");
	lr_record_set_str(&rec, K("c"), lr_span(text_, LR_LINE_MAX));
	out.n = 0;
	ok(lr_record_put(&rec, &out) == LR_ETOOLONG && out.n == 0,
	    "a value of 1 MiB");
	parse("{\"a\":1}");
	lr_record_set_str(&rec, K("c"), lr_span(text_, LR_LINE_MAX + 1));
	ok(rec.err == LR_ETOOLONG, "a value of over 1 MiB");
}

/* Whatever fails, a record is written whole or not at all. */
static void
no_memory(void)
{
	unsigned long n;
	enum lr_err err = LR_ENOMEM;
	struct lr_out o;
	bool good = true;

	for (n = 1; err != LR_OK && n < 30; n++) {
		lr_record_free(&rec);
		lr_record_init(&rec);
		lr_out_open(&o, -1);
		fail_from(FAIL_ALLOC, n);
		parse("{\"a\":\"\\n\",\"b\":1}");
		lr_record_str(&rec, K("a"));
		lr_record_set_str(&rec, K("c"), K("xyz"));
		lr_record_append(&rec, K(",\"d\":1"));
		err = lr_record_put(&rec, &o);
		fail_from(FAIL_ALLOC, 0);
		good = good && (err == LR_OK || (err == LR_ENOMEM && o.n == 0));
		free(o.p);
	}
	ok(good && n > 2 && err == LR_OK, "no memory, %lu times", n - 2);
	out.n = 0;
	lr_record_free(&rec);
	lr_record_init(&rec);
	parse("{\"a\":\"\\n\",\"b\":1}");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_record_str(&rec, K("a")).p == NULL, "a text not undone");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_record_put(&rec, &out) == LR_ENOMEM && out.n == 0,
	    "    is no record without it");
	parse("{\"b\":1}");
	fail_from(FAIL_ALLOC, 1);
	lr_record_append(&rec, lr_span(line, 4096));
	fail_from(FAIL_ALLOC, 0);
	ok(rec.err == LR_ENOMEM, "nor without what was appended");
}

/* What is asked again and again of a large record is too much for it, and no
 * lack of memory. */
static void
asked_often(void)
{
	static char big[LR_LINE_MAX + LR_PAD + 1];
	unsigned i;

	memset(big, 'x', LR_LINE_MAX);
	memcpy(big, "{\"a\":\"\\n", 8);
	memcpy(big + LR_LINE_MAX - 2, "\"}\n", 3);
	ok(lr_record_parse(&rec, lr_span(big, LR_LINE_MAX)) == LR_OK,
	    "a record of 1 MiB");
	for (i = 0; i < 40; i++)
		lr_record_str(&rec, K("a"));
	out.n = 0;
	ok(lr_record_put(&rec, &out) == LR_ETOOLONG && out.n == 0,
	    "    whose text was asked for 40 times");
}

static unsigned asked;

static unsigned char
tag(struct lr_span name)
{
	asked++;
	return lr_span_eq(name, K("c")) ? 2 | LR_TAG_PAUSE
	    : lr_span_eq(name, K("a"))	? 1
					: LR_TAG_NONE;
}

static void
pausing(void)
{
	lr_record_free(&rec);
	lr_record_init(&rec);
	rec.tag = tag;
	ok(parse("{\"a\":1, \"b\":2 ,\"c\":3,\"d\":4}") == LR_OK && rec.n == 2,
	    "a pause before a field");
	is(rec.rest.p, rec.rest.n, "\"c\":3,\"d\":4}", "what is left");
	ok(lr_record_resume(&rec) == LR_OK && rec.n == 4 && rec.rest.p == NULL,
	    "and goes on");
	ok(rec.tagged[1] == &rec.field[0] && rec.tagged[2] == &rec.field[2] &&
		rec.tagged[0] == NULL,
	    "by tag");
	ok(parse("{\"c\":3}") == LR_OK && rec.n == 0 &&
		lr_record_resume(&rec) == LR_OK && rec.n == 1,
	    "before the first");
	ok(parse("{\"a\":1}") == LR_OK && rec.n == 1 && rec.rest.p == NULL,
	    "there is none");
	ok(parse("{\"a\":1,\"c\":}") == LR_OK &&
		lr_record_resume(&rec) == LR_EBAD && rec.why != NULL,
	    "trouble behind it");
	ok(parse("{\"a\":\"\xff\",\"c\":1}") == LR_EBAD, "trouble before it");
	ok(parse("{\"a\":1,\"c\":\"\xff\"}") == LR_OK &&
		lr_record_resume(&rec) == LR_EBAD,
	    "no UTF-8 behind it");
	ok(parse("{\"a\":1,\"\\u0061\":2,\"a\":3}") == LR_OK &&
		rec.tagged[1] == &rec.field[2] &&
		rec.field[1].tag == LR_TAG_NONE,
	    "the last one, no escapes");
}

/* What was at a place the last time is no more than a guess. */
static void
habits(void)
{
	static const char *const names[] = { "a", "ab", "abc", "abcd", "abcde",
		"abcdef", "abcdefghijk", "abcdefghijX", "Xbcdefghijk",
		"abcdeXghijk", "abcdefghijklmnopqrstu", "abcdefghijXlmnopqrstu",
		"abcdefghijklmnopqrstuv", "", "a\xc3\xa9" };
	unsigned n = sizeof(names) / sizeof(names[0]), i, k;
	char text[200];
	bool good = true;

	rec.tag = tag;
	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++) {
			snprintf(text, sizeof(text),
			    "{\"%s\":1,\"%s\" :\"x\",\"%s\":2}", names[i],
			    names[k], names[i]);
			good = good && parse(text) == LR_OK && rec.n == 3 &&
			    lr_span_eq(
				rec.field[0].key, lr_span_str(names[i])) &&
			    lr_span_eq(
				rec.field[1].key, lr_span_str(names[k])) &&
			    lr_span_eq(rec.field[2].val, K("2"));
		}
	ok(good, "names in turn");
	asked = 0;
	for (i = 0; i < 10; i++)
		good = good &&
		    parse("{\"one\":1,\"two\":2,\"six\":6}") == LR_OK &&
		    parse("{\"one\":1,\"six\":6}") == LR_OK;
	ok(good && asked <= 6, "asked %u times", asked);
	ok(parse("{\"one\":1,\"two\"") == LR_EBAD &&
		parse("{\"one\":1,\"two\":") == LR_EBAD &&
		parse("{\"one\":1,\"two\"x2}") == LR_EBAD &&
		parse("{\"one\":1,\"tw") == LR_EBAD,
	    "cut off");
}

int
main(void)
{
	lr_record_init(&rec);
	lr_out_open(&out, -1);
	passes();
	refused();
	reading();
	setting();
	appending();
	limits();
	no_memory();
	asked_often();
	pausing();
	habits();
	free(out.p);
	lr_record_free(&rec);
	return done();
}
