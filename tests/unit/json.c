#include "../tap.h"

#include "../draw.h"
#include "json.h"
#include "limits.h"

static char line[1 << 16];

/* The value at the start of s; *used bytes of it belong to it. */
static enum lr_json_type
value(struct lr_span s, unsigned depth, size_t *used)
{
	struct lr_json j = { .p = line };
	enum lr_json_type type;

	memset(line, 0, s.n + LR_PAD + 1);
	memcpy(line, s.p, s.n);
	line[s.n] = '\n';
	type = lr_json_value(&j, depth);
	*used = (size_t)(j.p - line);
	if (type == LR_JSON_NONE && j.why == NULL)
		abort();
	return type;
}

#define S LR_JSON_STRING
#define N LR_JSON_NUMBER
#define O LR_JSON_OBJECT
#define A LR_JSON_ARRAY

static const struct {
	const char *s;
	enum lr_json_type type;
} good[] = {
	{ "\"\"", S },
	{ "\"a b\"", S },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", S },
	{ "\"\\u0000\\uFFFF\\uabcd\\ud800\"", S },
	{ "\"\x7f\xc3\xa4\"", S },
	{ "\"0123456789abcdef0123456789abcdef0123456789\"", S },
	{ "0", N },
	{ "-0", N },
	{ "10", N },
	{ "-1.5", N },
	{ "0.0", N },
	{ "1e5", N },
	{ "1E+5", N },
	{ "1e-05", N },
	{ "0e0", N },
	{ "-12.34e+56", N },
	{ "true", LR_JSON_TRUE },
	{ "false", LR_JSON_FALSE },
	{ "null", LR_JSON_NULL },
	{ "{}", O },
	{ "{ }", O },
	{ "{\"a\":1}", O },
	{ "{ \"a\" : 1 , \"a\"\t:\r{ } }", O },
	{ "{\"\":\"\"}", O },
	{ "[]", A },
	{ "[ ]", A },
	{ "[1]", A },
	{ "[1,2 , [ ],{},\"x\",null]", A },
	{ "[[[[]]]]", A },
	{ "{\"a\":[{\"b\":[]}]}", O },
};

static const char *const malformed[] = { "", " ", "\"", "\"a", "\"\\", "\"\\\"",
	"\"\\x\"", "\"\\u\"", "\"\\u12\"", "\"\\u123g\"", "\"\\U1234\"",
	"\"a\tb\"", "\"\x1f\"", "'a'", "-", "+1", "01", "-01", "1.", ".5",
	"1.e5", "1e", "1e+", "1.5.5", "0x10", "1a", "-a", "--1", "1e5e5", "NaN",
	"Infinity", "-Infinity", "tru", "truE", "trues", "True", "nul", "nulll",
	"fals", "{", "}", "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}",
	"{\"a\" 1}", "{\"a\":1 \"b\":2}", "{1:2}", "{\"a\":1]", "{\"a\":1",
	"{\"a\":1,", "{\"a\"", "{\"a\":", "[", "]", "[1", "[1,", "[1,]", "[,1]",
	"[1 2]", "[1}", "[[]", "[1,,2]", "[\"a]", "{\"a\":[}]", "{[]:1}",
	"{null:1}", "/**/1", "[1]]x[" };

static void
values(void)
{
	size_t i, used;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct lr_span s = lr_span_str(good[i].s);

		ok(value(s, 0, &used) == good[i].type && used == s.n,
		    "value: %s", good[i].s);
	}
	/* the last one is a value and then something */
	for (i = 0; i + 1 < sizeof(malformed) / sizeof(malformed[0]); i++)
		ok(value(lr_span_str(malformed[i]), 0, &used) == LR_JSON_NONE,
		    "no value: %zu", i);
	ok(value(lr_span_str(malformed[i]), 0, &used) == A && used == 3,
	    "what is behind a value is not looked at");
	ok(value(lr_span("\"a\0b\"", 5), 0, &used) == LR_JSON_NONE &&
		value(lr_span("[\0]", 3), 0, &used) == LR_JSON_NONE,
	    "a raw NUL");
	ok(value(LR_SPAN("1,2"), 0, &used) == N && used == 1 &&
		value(LR_SPAN("true}"), 0, &used) == LR_JSON_TRUE && used == 4,
	    "the end of a value");
}

static void
depth(void)
{
	static const char *const open[] = { "[", "{\"a\":", "[{\"a\":" };
	static const char *const close[] = { "]", "}", "}]" };
	static char many[10000];
	char text[2000];
	unsigned kind, levels, from, i;
	size_t used, n;
	bool right = true;

	for (kind = 0; kind < 3; kind++)
		for (from = 0; from <= LR_JSON_DEPTH; from += 16)
			for (levels = 1; levels < 80; levels++) {
				unsigned d = levels * (kind == 2 ? 2 : 1);

				for (n = i = 0; i < levels; i++)
					n += (size_t)snprintf(
					    text + n, 20, "%s", open[kind]);
				text[n++] = '0';
				for (i = 0; i < levels; i++)
					n += (size_t)snprintf(
					    text + n, 20, "%s", close[kind]);
				right = right &&
				    (value(lr_span(text, n), from, &used) !=
					LR_JSON_NONE) ==
					(from + d <= LR_JSON_DEPTH);
			}
	ok(right, "up to a depth of 64, and no more");
	memset(many, '[', sizeof(many));
	ok(value(lr_span(many, sizeof(many)), 0, &used) == LR_JSON_NONE,
	    "10000 brackets");
}

static void
digits(void)
{
	char text[80];
	size_t used;

	memset(text, '1', sizeof(text));
	ok(value(lr_span(text, 64), 0, &used) == N && used == 64, "64 digits");
	ok(value(lr_span(text, 65), 0, &used) == LR_JSON_NONE, "65 digits");
	text[0] = '-';
	text[2] = '.';
	text[60] = 'e';
	ok(value(lr_span(text, 64), 0, &used) == N &&
		value(lr_span(text, 65), 0, &used) == LR_JSON_NONE,
	    "64 and 65 characters of other kinds");
}

static void
unescape(void)
{
	static const struct {
		const char *s, *want;
	} t[] = { { "", "" }, { "plain", "plain" },
		{ "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" },
		{ "a\\u0041b", "aAb" }, { "\\u00e4", "\xc3\xa4" },
		{ "\\u20AC", "\xe2\x82\xac" },
		{ "\\ud83d\\ude00", "\xf0\x9f\x98\x80" },
		{ "\\ud83d", "\xef\xbf\xbd" }, { "\\ude00", "\xef\xbf\xbd" },
		{ "\\ud83dx", "\xef\xbf\xbdx" },
		{ "\\ud83d\\u0041",
		    "\xef\xbf\xbd"
		    "A" },
		{ "\\ud83d\\ud83d\\ude00", "\xef\xbf\xbd\xf0\x9f\x98\x80" },
		{ "\\ude00\\ud83d", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\\\\u0041", "\\u0041" }, { "\\uffff", "\xef\xbf\xbf" },
		{ "\\udbff\\udfff", "\xf4\x8f\xbf\xbf" } };
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, 100);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		lr_buf_clear(&b);
		lr_json_unescape(&b, lr_span_str(t[i].s));
		is(b.p, b.n, t[i].want, t[i].s);
	}
	lr_buf_clear(&b);
	lr_json_unescape(&b, LR_SPAN("a\\u0000b"));
	ok(b.n == 3 && memcmp(b.p, "a\0b", 3) == 0, "a NUL");
	lr_json_unescape(&b, lr_span(NULL, 0));
	ok(b.n == 3, "nothing");
	lr_buf_free(&b);
}

static bool
replaced(struct lr_span s)
{
	size_t i;

	for (i = 0; i + 3 <= s.n; i++)
		if (memcmp(s.p + i, "\xef\xbf\xbd", 3) == 0)
			return true;
	return false;
}

static bool
both_ways(struct lr_buf *b, struct lr_span s)
{
	static char out[6 * 300 + 16];
	size_t n, used;
	struct lr_buf back;
	bool same;

	lr_buf_clear(b);
	lr_json_escape(b, s);
	n = (size_t)(lr_json_escape_to(out, s) - out);
	if (n != b->n || (n > 0 && memcmp(out, b->p, n) != 0))
		return false;
	/* it is the inside of a string, and valid UTF-8 */
	lr_buf_init(&back, 4000);
	lr_buf_putc(&back, '"');
	lr_buf_put(&back, lr_buf_span(b));
	lr_buf_putc(&back, '"');
	same = value(lr_buf_span(&back), 0, &used) == S && used == back.n;
	lr_buf_clear(&back);
	lr_json_unescape(&back, lr_buf_span(b));
	/* without malformed bytes it comes back as it was */
	if (!replaced(lr_buf_span(b)))
		same = same && lr_span_eq(lr_buf_span(&back), s);
	lr_buf_free(&back);
	return same;
}

static void
escape(void)
{
	static char text[300 + LR_PAD];
	unsigned long bad = 0;
	struct lr_buf b;
	unsigned c, round;
	size_t i, n;

	lr_buf_init(&b, 4000);
	lr_json_escape(&b, lr_span("\"\\/\b\f\n\r\t\0\x1f\x7f", 11));
	is(b.p, b.n, "\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f", "escapes");
	lr_buf_clear(&b);
	lr_json_escape(&b, LR_SPAN("a\xff\xc3\xa4\xc3"));
	is(b.p, b.n, "a\xef\xbf\xbd\xc3\xa4\xef\xbf\xbd", "bytes of no UTF-8");
	ok(both_ways(&b, lr_span(NULL, 0)), "nothing");
	lr_buf_clear(&b);
	lr_json_member(&b, "a", LR_SPAN("x\"y"));
	lr_json_member(&b, "b", LR_SPAN(""));
	is(b.p, b.n, ",\"a\":\"x\\\"y\"", "a member");
	/* each byte at each place of a text of each length */
	for (c = 0; c < 256; c++)
		for (n = 1; n < 50; n++) {
			i = draw() % n;
			memset(text, 'a', sizeof(text));
			text[n] = '\n';
			text[i] = (char)c;
			bad += !both_ways(&b, lr_span(text, n));
		}
	for (round = 0; round < 20000; round++) {
		size_t at = draw() % 32;

		n = draw() % 250;
		for (i = 0; i < n; i++)
			text[at + i] =
			    (char)(draw() % 5 ? 'a' + draw() % 20 : draw());
		text[at + n] = '\0';
		bad += !both_ways(&b, lr_span(text + at, n));
	}
	ok(bad == 0, "the fast one does as the plain one, and it comes back");
	lr_buf_free(&b);
}

int
main(void)
{
	values();
	depth();
	digits();
	unescape();
	escape();
	return done();
}
