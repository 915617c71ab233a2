#include "../tap.h"

#include "../fail.h"
#include "limits.h"
#include "tree.h"

static struct lr_tree *
parse(const char *s)
{
	struct lr_tree *t;
	const char *why = NULL;

	if (lr_tree_parse(&t, lr_span_str(s), &why) != LR_OK) {
		printf("# %s: %s\n", s, why);
		return NULL;
	}
	return t;
}

static void
text_is(const struct lr_node *n, const char *want, const char *what)
{
	struct lr_span s = lr_tree_str(n);

	is(s.p, s.n, want, what);
}

static void
getters(void)
{
	struct lr_tree *t =
	    parse("{\"a\":{\"b\":[1,\"two\",3.0,\"44\",4.5,null,true]},"
		  "\"z\":\"\",\"a.b\":1}");
	const struct lr_node *r = lr_tree_root(t), *b, *m;
	struct lr_span key;
	int64_t v = -7;

	b = lr_tree_get(r, "a.b");
	ok(lr_tree_object(r) && lr_tree_array(b) && !lr_tree_array(r),
	    "a path leads down");
	ok(lr_tree_count(b) == 7 && lr_tree_count(r) == 0, "elements");
	ok(lr_tree_i64(lr_tree_at(b, 0), &v) && v == 1, "a number");
	text_is(lr_tree_at(b, 1), "two", "a text");
	ok(lr_tree_i64(lr_tree_at(b, 2), &v) && v == 3, "3.0 is whole");
	ok(lr_tree_i64(lr_tree_at(b, 3), &v) && v == 44, "a number in quotes");
	ok(!lr_tree_i64(lr_tree_at(b, 4), &v) && v == 44, "4.5 is not whole");
	ok(lr_tree_null(lr_tree_at(b, 5)) && lr_tree_null(lr_tree_at(b, 9)) &&
		!lr_tree_null(lr_tree_at(b, 0)),
	    "null and nothing");
	ok(lr_tree_true(lr_tree_at(b, 6)) && !lr_tree_true(lr_tree_at(b, 0)),
	    "true");
	ok(lr_tree_str(lr_tree_get(r, "z")).p != NULL &&
		lr_tree_str(lr_tree_at(b, 0)).p == NULL,
	    "an empty text is not none");
	m = lr_tree_member(r, 1, &key);
	ok(m != NULL && lr_span_eq(key, LR_SPAN("z")), "members in order");
	ok(lr_tree_member(r, 3, &key) == NULL &&
		lr_tree_member(b, 0, &key) == NULL,
	    "none behind the last, none of an array");
	ok(lr_tree_get(NULL, "a.b.c") == NULL && lr_tree_at(NULL, 0) == NULL &&
		lr_tree_get(r, "a.b.c.d") == NULL && lr_tree_root(NULL) == NULL,
	    "nothing has nothing");
	ok(lr_tree_get(r,
	       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	       "xxxxxxxxxxxxxxxx") == NULL,
	    "a long key is not there");
	lr_tree_free(t);
	lr_tree_free(NULL);
}

static void
mended(void)
{
	struct lr_tree *t =
	    parse("[\"\\ud800\",\"a\\udc00b\",\"\\ud83d\\ude00\","
		  "\"\xff\xc3\",\"\\\\ud800\",\"x\\u0000y\"]");
	const struct lr_node *r = lr_tree_root(t);
	struct lr_span s;

	text_is(lr_tree_at(r, 0), "\xef\xbf\xbd", "a lone surrogate");
	text_is(lr_tree_at(r, 1),
	    "a\xef\xbf\xbd"
	    "b",
	    "a lone low one");
	text_is(lr_tree_at(r, 2), "\xf0\x9f\x98\x80", "a pair");
	text_is(lr_tree_at(r, 3), "\xef\xbf\xbd\xef\xbf\xbd", "no UTF-8");
	text_is(lr_tree_at(r, 4), "\\ud800", "an escaped backslash");
	s = lr_tree_str(lr_tree_at(r, 5));
	ok(s.n == 3 && memcmp(s.p, "x\0y", 3) == 0, "a NUL is kept");
	lr_tree_free(t);
}

static void
refused(void)
{
	static const char *const bad[] = { "", "{", "[1,]", "{\"a\":1}x",
		"{a:1}", "[\"\\uD80\"]", "\"", "nul", "[1e999]",
		"[99999999999999999999]", "<html>" };
	static char big[LR_TREE_MAX + 2];
	char deep[2 * LR_JSON_DEPTH + 4];
	struct lr_tree *t;
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		why = NULL;
		ok(lr_tree_parse(&t, lr_span_str(bad[i]), &why) == LR_EBAD &&
			t == NULL && why != NULL,
		    "refused: %s", bad[i]);
	}
	ok(lr_tree_parse(&t, lr_span(NULL, 0), NULL) == LR_EBAD, "no text");
	memset(deep, '[', LR_JSON_DEPTH);
	memset(deep + LR_JSON_DEPTH, ']', LR_JSON_DEPTH);
	ok(lr_tree_parse(&t, lr_span(deep, 2 * LR_JSON_DEPTH), &why) == LR_OK,
	    "as deep as may be");
	lr_tree_free(t);
	memset(deep, '[', LR_JSON_DEPTH + 1);
	ok(lr_tree_parse(&t, lr_span(deep, LR_JSON_DEPTH + 1), &why) ==
		LR_ETOOLONG,
	    "too deep");
	memset(big, ' ', sizeof(big));
	ok(lr_tree_parse(&t, lr_span(big, sizeof(big)), &why) == LR_ETOOLONG,
	    "too long");
	t = parse("5");
	ok(t != NULL, "a value alone");
	lr_tree_free(t);
}

static void
no_memory(void)
{
	static const char text[] =
	    "{\"a\":[1,{\"b\":\"\xff\"},\"c\"],\"d\":{}}";
	struct lr_tree *t;
	enum lr_err err;
	unsigned long i;
	bool good = true;

	for (i = 1; i < 200; i++) {
		fail_from(FAIL_ALLOC, i);
		err = lr_tree_parse(&t, LR_SPAN(text), NULL);
		fail_from(FAIL_ALLOC, 0);
		if (err == LR_OK)
			break;
		good &= t == NULL;
	}
	ok(good && i > 3 && i < 200, "every allocation may fail");
	lr_tree_free(t);
}

int
main(void)
{
	getters();
	mended();
	refused();
	no_memory();
	return done();
}
