#include "../tap.h"

#include "buf.h"
#include "profile.h"

#define IN "https://de.linkedin.com/in/max"
#define XP "https://www.xing.com/profile/Max_Mustermann12"

static struct lr_firm firm;

static struct lr_hit_found
hit(const char *title, const char *snippet, const char *url)
{
	return (struct lr_hit_found){ lr_span_str(title), lr_span_str(snippet),
		lr_span_str(url) };
}

/* name: "first/last" */
static void
person(const char *title, const char *snippet, const char *url,
    const char *name, const char *position)
{
	struct lr_hit_found h = hit(title, snippet, url);
	struct lr_profile p;
	bool good = lr_profile_read(&h, &firm, &p, NULL);
	char got[400];

	snprintf(got, sizeof(got), "%s/%s", p.name.first, p.name.last);
	if (!ok(good && strcmp(got, name) == 0 &&
		    lr_span_eq(p.person.field[LR_PERSON_POSITION],
			lr_span_str(position)),
		"%s", title))
		printf("#   %s: %s, '%.*s'\n", good ? "person" : "none", got,
		    (int)p.person.field[LR_PERSON_POSITION].n,
		    good ? p.person.field[LR_PERSON_POSITION].p : "");
}

static void
none(const char *title, const char *snippet, const char *url, bool elsewhere)
{
	struct lr_hit_found h = hit(title, snippet, url);
	struct lr_profile p;
	bool other, good = lr_profile_read(&h, &firm, &p, &other);

	if (!ok(!good && other == elsewhere, "%s: %s",
		elsewhere ? "works elsewhere" : "nobody", title))
		printf("#   %s, %s/%s\n", good ? "person" : "none",
		    p.name.first, p.name.last);
}

static void
titles(void)
{
	person("J\xc3\xb6rg M\xc3\xbcller \xe2\x80\x93 Einkaufsleiter "
	       "\xe2\x80\x93 Beispiel Maschinenbau GmbH | "
	       "LinkedIn",
	    "", IN, "J\xc3\xb6rg/M\xc3\xbcller", "Einkaufsleiter");
	person("J\xc3\xb6rg M\xc3\xbcller - Einkaufsleiter - Beispiel "
	       "Maschinenbau | LinkedIn",
	    "", IN, "J\xc3\xb6rg/M\xc3\xbcller", "Einkaufsleiter");
	person("J\xc3\xb6rg M\xc3\xbcller \xe2\x80\x94 Key-Account-Manager "
	       "\xe2\x80\x94 Beispiel Masch... | LinkedIn",
	    "", IN, "J\xc3\xb6rg/M\xc3\xbcller", "Key-Account-Manager");
	person("Anna Huber - Head of Sales - DACH - Beispiel Maschinenbau - "
	       "LinkedIn",
	    "", IN, "Anna/Huber", "Head of Sales - DACH");
	person("Anna Huber - Beispiel Maschinenbau GmbH | LinkedIn",
	    "Leiterin Einkauf \xc2\xb7 Beispiel Maschinenbau GmbH \xc2\xb7 "
	    "Ort: Steyr",
	    IN, "Anna/Huber", "Leiterin Einkauf");
	person("Anna Huber - Beispiel Maschinenbau GmbH | LinkedIn", "", IN,
	    "Anna/Huber", NULL);
	person("Anna Huber - Leiterin Einkauf bei Beispiel Maschinenbau GmbH | "
	       "LinkedIn",
	    "", IN, "Anna/Huber", "Leiterin Einkauf");
	person("Anna Huber - Leiterin bei der Beispiel Maschinenbau GmbH | "
	       "LinkedIn",
	    "", IN, "Anna/Huber", "Leiterin");
	person("John Doe - Buyer at Beispiel Maschinenbau | LinkedIn", "", IN,
	    "John/Doe", "Buyer");
	person("John Doe - Buyer @ Beispiel Maschinenbau | LinkedIn", "", IN,
	    "John/Doe", "Buyer");
	person("John Doe - Buyer @Beispiel Maschinenbau | LinkedIn", "", IN,
	    "John/Doe", "Buyer");
	person("Dr. Anna Huber, MBA \xe2\x80\x93 CFO \xe2\x80\x93 Beispiel "
	       "Maschinenbau | LinkedIn",
	    "", IN, "Anna/Huber", "CFO");
	person("Anna Huber | Berufsprofil | LinkedIn",
	    "Berufserfahrung: Beispiel Maschinenbau GmbH \xc2\xb7 Ort: Linz "
	    "\xc2\xb7 500+ "
	    "Kontakte",
	    IN, "Anna/Huber", NULL);
	person("Anna Huber | LinkedIn",
	    "Leiterin Einkauf bei Beispiel Maschinenbau GmbH. Linz", IN,
	    "Anna/Huber", "Leiterin Einkauf");
	person("Anna Huber - Leiterin Einkauf | LinkedIn",
	    "Anna Huber arbeitet bei Beispiel Maschinenbau.", IN, "Anna/Huber",
	    "Leiterin Einkauf");
	person("Anna Huber - LinkedIn \xc3\x96sterreich",
	    "Experience: Beispiel Maschinenbau \xc2\xb7 Location: Linz", IN,
	    "Anna/Huber", NULL);
	person("\xe5\xb1\xb1\xe7\x94\xb0 \xe5\xa4\xaa\xe9\x83\x8e - "
	       "\xe5\x96\xb6\xe6\xa5\xad\xe9\x83\xa8\xe9\x95\xb7 - Beispiel "
	       "Maschinenbau | LinkedIn",
	    "", "https://jp.linkedin.com/in/yamada",
	    "\xe5\xa4\xaa\xe9\x83\x8e/\xe5\xb1\xb1\xe7\x94\xb0",
	    "\xe5\x96\xb6\xe6\xa5\xad\xe9\x83\xa8\xe9\x95\xb7");
	person("Juan Garc\xc3\xad"
	       "a L\xc3\xb3pez - Comprador - Beispiel Maschinenbau | "
	       "LinkedIn",
	    "", "https://es.linkedin.com/in/juan",
	    "Juan/Garc\xc3\xad"
	    "a L\xc3\xb3pez",
	    "Comprador");
}

static void
titles_of_xing(void)
{
	person("Max Mustermann - Angestellt, Eink\xc3\xa4ufer, Beispiel "
	       "Maschinenbau "
	       "GmbH | XING",
	    "", XP, "Max/Mustermann", "Eink\xc3\xa4ufer");
	person("Max Mustermann - Gesch\xc3\xa4"
	       "ftsf\xc3\xbchrer - Beispiel Maschinenbau GmbH "
	       "| XING",
	    "", XP, "Max/Mustermann",
	    "Gesch\xc3\xa4"
	    "ftsf\xc3\xbchrer");
	person("Max Mustermann, Eink\xc3\xa4ufer, Beispiel Maschinenbau GmbH "
	       "in Linz "
	       "- XING",
	    "", XP, "Max/Mustermann", "Eink\xc3\xa4ufer");
	person("Mr. X ...",
	    "Max Mustermann, Gesch\xc3\xa4"
	    "ftsf\xc3\xbchrer, Beispiel Maschinenbau GmbH in "
	    "Linz",
	    XP, "Max/Mustermann",
	    "Gesch\xc3\xa4"
	    "ftsf\xc3\xbchrer");
	person("Max Mustermann \xe2\x80\x93 XING",
	    "Max Mustermann, Beispiel Maschinenbau GmbH, Linz", XP,
	    "Max/Mustermann", NULL);
	person("Ina Vogel - Buyer - Beispiel Maschinenbau | LinkedIn", "",
	    "https://www.linkedin.com/in/ina/de", "Ina/Vogel", "Buyer");
}

static void
nobody(void)
{
	static const char good[] =
	    "Anna Huber - Buyer - Beispiel Maschinenbau | LinkedIn";

	none("Anna O'Brien - Head of IT - Example Ltd | LinkedIn",
	    "Head of IT at Example Ltd", IN, true);
	none("Anna Huber - Head of IT at Example Ltd | LinkedIn",
	    "Fr\xc3\xbcher Beispiel Maschinenbau", IN, true);
	none("Anna Huber - Beraterin - Beispiel Consulting GmbH | LinkedIn", "",
	    IN, true);
	none("Anna Huber | LinkedIn",
	    "Berufserfahrung: Example Ltd \xc2\xb7 Linz", IN, true);
	none("Anna Huber | LinkedIn",
	    "Studentin in Linz. Ehemals Beispiel Maschinenbau.", IN, false);
	none("Anna Huber | LinkedIn", "Sieh dir das Profil an", IN, false);
	none("Beispiel Maschinenbau GmbH | LinkedIn",
	    "Beispiel Maschinenbau GmbH | 1.234 Follower auf LinkedIn.",
	    "https://de.linkedin.com/company/beispiel", false);
	none("30+ profiles named \"M\xc3\xbcller\" | LinkedIn", "",
	    "https://www.linkedin.com/pub/dir/+/M%C3%BCller", false);
	none("25 Beispiel Maschinenbau Jobs | LinkedIn", "",
	    "https://www.linkedin.com/jobs/beispiel", false);
	none(good, "", "https://www.linkedin.com/posts/anna", false);
	none(good, "", "https://www.linkedin.com/in/", false);
	none(good, "", "https://www.linkedin.com/in/anna/recent-activity",
	    false);
	none(good, "", "https://evil.example/linkedin.com/in/anna", false);
	none(good, "", "https://notlinkedin.com/in/anna", false);
	none(good, "", "ftp://linkedin.com/in/anna", false);
	none(good, "", "https://www.linkedin.com/in/a b", false);
	none(good, "", "", false);
	none(good, "", "https://www.xing.com/companies/beispiel", false);
	none("", "", IN, false);
	none("- | -", "", IN, false);
	none("Mr. X ...", "Eva Anders, Buyer, Beispiel Maschinenbau in Linz",
	    XP, false);
	none("Beispiel Maschinenbau GmbH - Buyer - Beispiel Maschinenbau", "",
	    IN, false);
}

static void
fields(void)
{
	struct lr_hit_found h = hit("Dr. Eva Gro\xc3\x9f - Leiterin Vertrieb - "
				    "Beispiel Maschinenbau | LinkedIn",
	    "", "https://AT.linkedin.com/in/eva?trk=x#y");
	struct lr_profile p;
	const struct lr_span *f = p.person.field;

	ok(lr_profile_read(&h, &firm, &p, NULL), "fields");
	is(f[LR_PERSON_TITLE].p, f[LR_PERSON_TITLE].n, "Dr.", "    title");
	is(f[LR_PERSON_SENIORITY].p, f[LR_PERSON_SENIORITY].n, "senior",
	    "    seniority");
	is(f[LR_PERSON_DEPARTMENT].p, f[LR_PERSON_DEPARTMENT].n, "sales",
	    "    department");
	is(f[LR_PERSON_LINKEDIN].p, f[LR_PERSON_LINKEDIN].n,
	    "https://AT.linkedin.com/in/eva", "    the address");
	ok(f[LR_PERSON_XING].n == 0 && p.person.confidence == 90,
	    "    and how sure it is");
}

static void
markup(void)
{
	static const struct {
		const char *html, *text;
	} t[] = { { "<b>A</b> &amp; B", "A & B" }, { "a\n\t b&nbsp;", "a b " },
		{ "&#39;x&#x2013;y&#0;", "'x\xe2\x80\x93y\xef\xbf\xbd" },
		{ "a < b & c &foo; d>", "a < b & c &foo; d>" },
		{ "<strong>x", "x" }, { "<b", "<b" }, { "", "" },
		{ "\xff\x01", "\xef\xbf\xbd " },
		{ "M&uuml;ller&hellip;", "M\xc3\xbcller\xe2\x80\xa6" } };
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, 1000);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		lr_buf_clear(&b);
		lr_profile_text(&b, lr_span_str(t[i].html));
		is(b.p, b.n, t[i].text, "markup");
	}
	lr_buf_free(&b);
}

int
main(void)
{
	if (!lr_firm_init(&firm, LR_SPAN("Beispiel Maschinenbau GmbH"),
		LR_SPAN("beispiel-maschinenbau.example")))
		return 1;
	titles();
	titles_of_xing();
	nobody();
	fields();
	markup();
	return done();
}
