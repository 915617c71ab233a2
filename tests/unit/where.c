#include "where.h"

#include "clock.h"

#include "../fail.h"
#include "../tap.h"

enum {
	NAME,
	VISITS,
	SHARE,
	SCORE,
	SECONDS,
	LAST,
	PAGES,
	CITY,
	NEW,
	OLD,
	STAFF,
	OPEN,
	MANY,
	FIELDS
};

static const struct {
	const char *name;
	enum lr_where_type type;
} fields[FIELDS] = { { "name", LR_WHERE_TEXT }, { "visits", LR_WHERE_NUMBER },
	{ "share", LR_WHERE_SHARE }, { "score", LR_WHERE_POINTS },
	{ "seconds", LR_WHERE_SECONDS }, { "last", LR_WHERE_TIME },
	{ "pages", LR_WHERE_LIST }, { "city", LR_WHERE_TEXT },
	{ "new", LR_WHERE_FLAG }, { "old", LR_WHERE_FLAG },
	{ "staff", LR_WHERE_RANGE }, { "open", LR_WHERE_RANGE },
	{ "many", LR_WHERE_RANGE } };

static int
find(void *arg, struct lr_span name, enum lr_where_type *type)
{
	int i;

	(void)arg;
	for (i = 0; i < FIELDS; i++)
		if (lr_span_eq(name, lr_span_str(fields[i].name))) {
			*type = fields[i].type;
			return i;
		}
	return -1;
}

static bool
time_of(void *arg, struct lr_span s, int64_t *t)
{
	(void)arg;
	return lr_time_parse(s, t);
}

/* Of one row; the city is not known. */
static bool
value(void *arg, unsigned field, struct lr_where_value *v)
{
	int64_t t;

	(void)arg;
	switch (field) {
	case NAME:
		v->text = LR_SPAN("Werke (Nord) AG");
		break;
	case VISITS:
		v->number = 3;
		break;
	case SHARE:
		v->number = 0.25;
		break;
	case SCORE:
		v->number = 50;
		break;
	case SECONDS:
		v->number = 300;
		break;
	case LAST:
		(void)lr_time_parse(LR_SPAN("2026-11-22T10:00:00Z"), &t);
		v->number = (double)t;
		break;
	case PAGES:
		v->items = 2;
		break;
	case NEW:
		v->number = 1;
		break;
	case OLD:
		break;
	case STAFF:
		v->number = 51;
		v->most = 200;
		v->text = LR_SPAN("51-200");
		break;
	case OPEN:
		v->number = 1000;
		v->most = 1e9;
		v->text = LR_SPAN("1.000+");
		break;
	case MANY:
		v->most = -1;
		v->text = LR_SPAN("many");
		break;
	default:
		return false;
	}
	return true;
}

static void
item(void *arg, size_t i, struct lr_where_value *v)
{
	(void)arg;
	v->text = i == 0 ? LR_SPAN("a.example/Prices") : LR_SPAN("/");
	v->also = i == 0 ? LR_SPAN("/Prices") : LR_SPAN("");
}

static const struct lr_where_fields known = { find, time_of, NULL };
static const struct lr_where_row row = { value, item, NULL };

static void
is_so(const char *text, bool want)
{
	struct lr_where_wrong bad;
	struct lr_where *w;
	enum lr_err err = lr_where_new(&w, lr_span_str(text), &known, &bad);

	if (!ok(err == LR_OK && lr_where_true(w, &row) == want, "%s: %s", text,
		want ? "true" : "false"))
		printf("#   %d %zu %s\n", (int)err, bad.column, bad.why);
	lr_where_free(w);
}

static void
wrong(const char *text, size_t want, const char *word, const char *say)
{
	struct lr_where_wrong bad;
	struct lr_where *w;
	enum lr_err err = lr_where_new(&w, lr_span_str(text), &known, &bad);

	ok(err == LR_EBAD && bad.column == want && w == NULL,
	    "%.60s: column %zu", text, bad.column);
	is(bad.word.p, bad.word.n, word, "the word");
	is(bad.why, strlen(bad.why), say, "why");
}

static void
test_comparisons(void)
{
	is_so("visits = 3", true);
	is_so("visits==3", true);
	is_so("visits != 3", false);
	is_so("visits <> 4", true);
	is_so("visits<3", false);
	is_so("visits <= 3", true);
	is_so("visits > 2.5", true);
	is_so("visits >= -1", true);
	is_so("share >= 25%", true);
	is_so("score = 50%", true);
	is_so("score >= 50", true);
	is_so("score > 50%", false);
	is_so("share > 0.25", false);
	is_so("seconds >= 5m", true);
	is_so("seconds > 300", false);
	is_so("last >= 2026-11-22", true);
	is_so("last < 2026-11-22T10:00:00Z", false);
	is_so("name ~ werke*", true);
	is_so("name !~ '*nord*'", false);
	is_so("name = \"werke (nord) AG\"", true);
	is_so("name < x", true);
	is_so("pages ~ /price?", true);
	is_so("pages = /", true);
	is_so("pages = /prices and pages = a.example/prices", true);
	is_so("pages = /a", false);
	is_so("pages != /a", true);
	is_so("pages > 1", true);
	is_so("pages >= 3", false);
	is_so("city", false);
	is_so("name", true);
	is_so("city = X", false);
	is_so("city != X", true);
	is_so("city !~ *", true);
	is_so("city < X", false);
	is_so("new and not old", true);
	is_so("new = TRUE and old != true and old = false", true);
	is_so("name > '12'", true);
}

/* Of a range some number has to be so. */
static void
test_ranges(void)
{
	is_so("staff > 100", true);
	is_so("staff > 200", false);
	is_so("staff >= 200", true);
	is_so("staff < 100", true);
	is_so("staff < 51", false);
	is_so("staff <= 51", true);
	is_so("staff = 60", true);
	is_so("staff = 201 or staff = 50", false);
	is_so("staff != 60", false);
	is_so("staff = 51-200", true);
	is_so("staff = '51-20'", false);
	is_so("staff ~ 51*", true);
	is_so("staff", true);
	is_so("open >= 9", true);
	is_so("open > 100000", true);
	is_so("open < 1000", false);
	is_so("open = 1.000+", true);
	is_so("many > 1 or many < 9 or many = 5", false);
	is_so("many != 5 and many = many", true);
}

static void
test_joined(void)
{
	is_so("visits = 1 or visits = 2 and visits = 9 or visits = 3", true);
	is_so("(visits = 3 or visits = 2) and visits = 2", false);
	is_so("not visits = 2 and not city", true);
	is_so("not (visits = 3 and city)", true);
	is_so("NOT NOT visits AND visits", true);
	is_so("((((visits))))", true);
	is_so("\tvisits", true);
}

static void
test_wrong(void)
{
	static char deep[2000], big[70000], many[4000];
	size_t i;

	wrong("", 1, "", "no field where one should be");
	wrong("  ", 3, "", "no field where one should be");
	wrong("vists > 1", 1, "vists", "no such field");
	wrong("city = \"M\xc3\xbcnchen\" and bar = 1", 22, "bar",
	    "no such field");
	wrong("city = \xe5\xb7\x9d\xe5\xb4\x8e\xff or (not bar)", 20, "bar",
	    "no such field");
	wrong("visits > x", 10, "x", "no number");
	wrong("visits > 1.2.3", 10, "1.2.3", "no number");
	wrong("visits > '-'", 10, "'-'", "no number");
	wrong("visits >", 9, "", "no value where one should be");
	wrong("visits > > 1", 10, ">", "no value where one should be");
	wrong("visits ~ 3", 8, "~", "only texts fit a glob");
	wrong("visits > 50%", 10, "50%", "a percentage of what?");
	wrong("visits and", 11, "", "no field where one should be");
	wrong("(visits", 8, "", "no ) where one should be");
	wrong("visits)", 7, ")", "neither and nor or between two conditions");
	wrong("visits visits", 8, "visits",
	    "neither and nor or between two conditions");
	wrong("name = 'x", 8, "'x", "a quote that does not end");
	wrong("name > 12", 8, "12", "the field is a text, no number");
	wrong("last > soon", 8, "soon",
	    "no time like 2026-11-22 or 2026-11-22T10:00:00Z");
	wrong("pages > x", 9, "x", "no number");
	wrong("staff > 51-200", 9, "51-200", "no whole number");
	wrong("staff > 1.000", 9, "1.000", "no whole number");
	wrong("new = 1", 7, "1", "the field is true or false");
	wrong("new > false", 7, "false", "the field is true or false");
	memset(deep, '(', 100);
	wrong(deep, 65, "(", "nested too deep");
	memset(big, 'a', sizeof(big) - 1);
	wrong(big, 1, "", "too long a condition");
	for (i = 0; i < 300; i++)
		memcpy(many + i * 10, "city  and ", 10);
	memcpy(many + 3000, "city", 5);
	wrong(many, 2561, "city", "too many comparisons");
}

int
main(void)
{
	struct lr_where_wrong bad;
	struct lr_where *w;
	unsigned long i;
	enum lr_err err = LR_ENOMEM;

	test_comparisons();
	test_ranges();
	test_joined();
	test_wrong();
	for (i = 1; err == LR_ENOMEM; i++) {
		fail_from(FAIL_ALLOC, i);
		err = lr_where_new(&w, LR_SPAN("visits"), &known, &bad);
	}
	fail_from(FAIL_ALLOC, 0);
	ok(err == LR_OK && i == 4, "memory");
	lr_where_free(w);
	lr_where_free(NULL);
	return done();
}
