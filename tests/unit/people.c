#include "../tap.h"

#include "../fail.h"
#include "people.h"

static struct lr_person
someone(const char *first, const char *last, const char *email,
    const char *linkedin)
{
	struct lr_person p = { .confidence = LR_PERSON_UNSURE };

	p.field[LR_PERSON_FIRST] = lr_span_str(first);
	p.field[LR_PERSON_LAST] = lr_span_str(last);
	p.field[LR_PERSON_EMAIL] = lr_span_str(email);
	p.field[LR_PERSON_LINKEDIN] = lr_span_str(linkedin);
	return p;
}

static void
add(struct lr_people *l, struct lr_person p, unsigned provider, uint32_t n,
    const char *what)
{
	ok(lr_people_add(l, &p, provider) == LR_OK && l->n == n, "%s", what);
}

static bool
same(const char *a, const char *b, const char *c, const char *d)
{
	struct lr_person p = someone(a, b, NULL, NULL);
	struct lr_person q = someone(c, d, NULL, NULL);

	return lr_person_same_name(lr_person_key(&p), lr_person_key(&q));
}

static void
names(void)
{
	ok(same("Max", "Muster", "MAX", "muster"), "case is no difference");
	ok(same("J\xc3\xb6rg", "M\xc3\xbcller", "Joerg", "Mueller"),
	    "umlauts as two letters");
	ok(same("J\xc3\xb6rg", "M\xc3\xbcller", "Jorg", "Muller"),
	    "umlauts without dots");
	ok(same("John F.", "Doe", "John", "Doe"), "a middle initial");
	ok(same("Hans-Peter", "Maier", "Hans Peter", "Maier"), "a hyphen");
	ok(!same("John", "Doe", "Jane", "Doe"), "another first name");
	ok(!same("J.", "Doe", "John", "Doe"), "an initial is no name");
	ok(!same("", "Doe", "", "Doe"), "half a name");
	ok(same("Lars", "As", "Lars", "AS"), "no legal forms in names");
	ok(same("\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd",
	       "\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2",
	       "\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd",
	       "\xd0\xbf\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2"),
	    "Cyrillic letters");
	is(lr_person_field_name(LR_PERSON_URL), 10, "source_url", "a name");
}

static void
merging(void)
{
	struct lr_people l = { 0 };
	struct lr_person p;

	add(&l, someone("Max", "Muster", "max@example.com", NULL), 0, 1,
	    "the first");
	p = someone("max", "MUSTER", NULL, "https://linkedin.com/in/max");
	p.field[LR_PERSON_POSITION] = LR_SPAN("Buyer");
	p.confidence = 90;
	add(&l, p, 1, 1, "the same name adds what was missing");
	ok(l.entry[0].sources == 3 && l.entry[0].from[LR_PERSON_EMAIL] == 0 &&
		l.entry[0].from[LR_PERSON_POSITION] == 1 &&
		l.entry[0].person.confidence == 90,
	    "    and who said it");
	is(l.entry[0].person.field[LR_PERSON_FIRST].p, 3, "Max",
	    "    what was there stays");
	add(&l, someone("Max", "Muster", "m.muster@example.com", NULL), 0, 2,
	    "two addresses are two entries");
	add(&l, someone("M.", "Other", "MAX@example.com", NULL), 1, 2,
	    "one address is one person");
	add(&l, someone("Max", "Muster", NULL, "https://linkedin.com/in/m2"), 1,
	    2, "another profile, without an address: the second");
	add(&l, someone("Max", "Muster", NULL, "https://linkedin.com/in/m3"), 1,
	    3, "a third profile");
	add(&l, someone(NULL, NULL, NULL, "x"), 1, 3, "nobody");
	lr_people_free(&l);
	ok(l.n == 0 && l.entry == NULL, "freed");
}

static void
texts(void)
{
	struct lr_people l = { 0 };
	char big[LR_PERSON_TEXT * 2];

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	add(&l, someone("  A\x01\xff\n b ", big, NULL, NULL), 0, 1,
	    "odd texts");
	is(l.entry[0].person.field[LR_PERSON_FIRST].p,
	    l.entry[0].person.field[LR_PERSON_FIRST].n, "A \xef\xbf\xbd b",
	    "    are made plain");
	ok(l.entry[0].person.field[LR_PERSON_LAST].n <= LR_PERSON_TEXT,
	    "    and short");
	lr_people_free(&l);
}

static void
limits(void)
{
	struct lr_people l = { 0 };
	enum lr_err err = LR_OK;
	char name[16], mail[32];
	unsigned long k;
	uint32_t i;

	for (i = 0; i < 1200 && err == LR_OK; i++) {
		struct lr_person p;

		snprintf(name, sizeof(name), "n%u", i);
		snprintf(mail, sizeof(mail), "%u@example.com", i);
		p = someone("A", name, mail, NULL);
		err = lr_people_add(&l, &p, 0);
	}
	ok(err == LR_OK && l.n == 1200, "many");
	is(l.entry[1].person.field[LR_PERSON_LAST].p, 2, "n1",
	    "    stay where they are");
	lr_people_free(&l);
	for (k = 1; k < 20; k++) {
		struct lr_person p = someone("A", "B", NULL, NULL);

		fail_from(FAIL_ALLOC, k);
		err = lr_people_add(&l, &p, 0);
		fail_from(FAIL_ALLOC, 0);
		if (err == LR_OK)
			break;
	}
	ok(err == LR_OK && k > 1, "no memory is told");
	lr_people_free(&l);
}

int
main(void)
{
	names();
	merging();
	texts();
	limits();
	return done();
}
