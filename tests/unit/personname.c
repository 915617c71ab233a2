#include "../tap.h"

#include "personname.h"

static void
name(const char *text, const char *title, const char *first, const char *last)
{
	struct lr_personname n;
	bool good = lr_personname_read(lr_span_str(text), false, &n);

	if (!ok(good && strcmp(n.title, title) == 0 &&
		    strcmp(n.first, first) == 0 && strcmp(n.last, last) == 0,
		"%s", text))
		printf("#   %s: title '%s', first '%s', last '%s'\n",
		    good ? "a name" : "no name", n.title, n.first, n.last);
}

static void
spanish(const char *text, const char *first, const char *last)
{
	struct lr_personname n;
	bool good = lr_personname_read(lr_span_str(text), true, &n);

	if (!ok(good && strcmp(n.first, first) == 0 &&
		    strcmp(n.last, last) == 0,
		"two last names: %s", text))
		printf("#   first '%s', last '%s'\n", n.first, n.last);
}

static void
none(const char *text)
{
	struct lr_personname n;

	if (!ok(!lr_personname_read(lr_span_str(text), false, &n),
		"no person: %s", text))
		printf("#   title '%s', first '%s', last '%s'\n", n.title,
		    n.first, n.last);
}

static void
german(void)
{
	name("J\xc3\xb6rg M\xc3\xbcller-L\xc3\xbc"
	     "denscheidt",
	    "", "J\xc3\xb6rg",
	    "M\xc3\xbcller-L\xc3\xbc"
	    "denscheidt");
	name("Dr. Anna Huber", "Dr.", "Anna", "Huber");
	name("Prof. Dr. Hans-Peter Maier", "Prof. Dr.", "Hans-Peter", "Maier");
	name("Dr.-Ing. Uwe Stein", "Dr.-Ing.", "Uwe", "Stein");
	name("Dipl.-Ing. (FH) Karl Weber", "Dipl.-Ing.", "Karl", "Weber");
	name("Dipl.-Kfm. Eva Gro\xc3\x9f", "Dipl.-Kfm.", "Eva", "Gro\xc3\x9f");
	name("Dr. rer. nat. Ina Vogel", "Dr. rer. nat.", "Ina", "Vogel");
	name("Dr. med. dent. Max Lang", "Dr. med. dent.", "Max", "Lang");
	name("Mag. Petra Steiner", "Mag.", "Petra", "Steiner");
	name("DI Josef Gruber", "DI", "Josef", "Gruber");
	name("Mag.(FH) Lisa Pichler, MBA", "Mag. MBA", "Lisa", "Pichler");
	name("Ludwig van Beethoven", "", "Ludwig", "van Beethoven");
	name("Ursula von der Heide", "", "Ursula", "von der Heide");
	name("Otto zu Guttenfels", "", "Otto", "zu Guttenfels");
	name("Anna Maria Huber", "", "Anna Maria", "Huber");
	name("Herr Max Mustermann", "", "Max", "Mustermann");
	name("M\xc3\xbcller, J\xc3\xb6rg", "", "J\xc3\xb6rg", "M\xc3\xbcller");
	name("Dr. von Berg, Tim", "Dr.", "Tim", "von Berg");
	name("Max Mustermann (geb. Schmidt)", "", "Max", "Mustermann");
	name("\xc3\x96zlem \xc3\x87"
	     "elik",
	    "", "\xc3\x96zlem",
	    "\xc3\x87"
	    "elik");
	name("\xc5\x81ukasz \xc5\xbb"
	     "ak",
	    "", "\xc5\x81ukasz",
	    "\xc5\xbb"
	    "ak");
}

static void
english(void)
{
	name("Anna O'Brien", "", "Anna", "O'Brien");
	name("Anna O\xe2\x80\x99"
	     "Brien",
	    "", "Anna",
	    "O\xe2\x80\x99"
	    "Brien");
	name("John F. Doe", "", "John F.", "Doe");
	name("John Doe Jr.", "", "John", "Doe Jr.");
	name("J. R. Smith", "", "J. R.", "Smith");
	name("Jane Roe, PhD", "PhD", "Jane", "Roe");
	name("Jane Roe, Ph.D., MBA", "Ph.D. MBA", "Jane", "Roe");
	name("Jane Roe MSc", "MSc", "Jane", "Roe");
	name("Jane Roe MSc MBA", "MSc MBA", "Jane", "Roe");
	name("Jack Ma", "", "Jack", "Ma");
	name("Leon De Vries", "", "Leon", "De Vries");
	name("Dick Van Doren", "", "Dick", "Van Doren");
	name("Jane Roe (She/Her)", "", "Jane", "Roe");
	name("Robert \"Bob\" Roe", "", "Robert", "Roe");
	name("\xf0\x9f\x9a\x80 Jane Roe \xe2\x9c\x94", "", "Jane", "Roe");
	name("Mr. John Doe", "", "John", "Doe");
	name("jane roe", "", "jane", "roe");
	name("JANE ROE", "", "JANE", "ROE");
	name("Mary-Jane Smith-Jones", "", "Mary-Jane", "Smith-Jones");
	name("Jean-Luc d'Aubert", "", "Jean-Luc", "d'Aubert");
	spanish("Juan Garc\xc3\xad"
		"a L\xc3\xb3pez",
	    "Juan",
	    "Garc\xc3\xad"
	    "a L\xc3\xb3pez");
	spanish("Mar\xc3\xad"
		"a del Carmen Ruiz P\xc3\xa9rez",
	    "Mar\xc3\xad"
	    "a del Carmen",
	    "Ruiz P\xc3\xa9rez");
	spanish("Santiago Ram\xc3\xb3n y Cajal", "Santiago",
	    "Ram\xc3\xb3n y Cajal");
	spanish("Ana Silva", "Ana", "Silva");
}

static void
scripts(void)
{
	name("\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd "
	     "\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2",
	    "", "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd",
	    "\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2");
	name("\xce\x93\xce\xb9\xcf\x8e\xcf\x81\xce\xb3\xce\xbf\xcf\x82 "
	     "\xce\xa0\xce\xb1\xcf\x80\xce\xb1\xce\xb4\xcf\x8c\xcf\x80\xce\xbf"
	     "\xcf\x85\xce\xbb\xce\xbf\xcf\x82",
	    "", "\xce\x93\xce\xb9\xcf\x8e\xcf\x81\xce\xb3\xce\xbf\xcf\x82",
	    "\xce\xa0\xce\xb1\xcf\x80\xce\xb1\xce\xb4\xcf\x8c\xcf\x80\xce\xbf"
	    "\xcf\x85\xce\xbb\xce\xbf\xcf\x82");
	name("\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd8\xb9\xd9\x84\xd9\x8a", "",
	    "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", "\xd8\xb9\xd9\x84\xd9\x8a");
	name("\xd7\x99\xd7\xa2\xd7\x9c \xd7\x9b\xd7\x94\xd7\x9f", "",
	    "\xd7\x99\xd7\xa2\xd7\x9c", "\xd7\x9b\xd7\x94\xd7\x9f");
	name("\xe5\xb1\xb1\xe7\x94\xb0 \xe5\xa4\xaa\xe9\x83\x8e", "",
	    "\xe5\xa4\xaa\xe9\x83\x8e", "\xe5\xb1\xb1\xe7\x94\xb0");
	name("\xe5\xb1\xb1\xe7\x94\xb0\xe5\xa4\xaa\xe9\x83\x8e", "",
	    "\xe5\xa4\xaa\xe9\x83\x8e", "\xe5\xb1\xb1\xe7\x94\xb0");
	name("\xe7\x8e\x8b\xe4\xbc\x9f", "", "\xe4\xbc\x9f", "\xe7\x8e\x8b");
	name("\xe6\xac\xa7\xe9\x98\xb3\xe6\x98\x8e", "", "\xe6\x98\x8e",
	    "\xe6\xac\xa7\xe9\x98\xb3");
	name("\xea\xb9\x80\xec\xb2\xa0\xec\x88\x98", "",
	    "\xec\xb2\xa0\xec\x88\x98", "\xea\xb9\x80");
	name("\xe3\x82\xb8\xe3\x83\xa7\xe3\x83\xb3\xe3\x83\xbb\xe3\x82\xb9\xe3"
	     "\x83\x9f\xe3\x82\xb9",
	    "", "\xe3\x82\xb8\xe3\x83\xa7\xe3\x83\xb3",
	    "\xe3\x82\xb9\xe3\x83\x9f\xe3\x82\xb9");
	name("\xe0\xa4\xb0\xe0\xa4\xbe\xe0\xa4\xae "
	     "\xe0\xa4\xb6\xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\xae\xe0\xa4\xbe",
	    "", "\xe0\xa4\xb0\xe0\xa4\xbe\xe0\xa4\xae",
	    "\xe0\xa4\xb6\xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\xae\xe0\xa4\xbe");
}

static void
nobody(void)
{
	none("");
	none("X");
	none("Max");
	none("Mr. X");
	none("Beispiel Maschinenbau GmbH");
	none("Example Ltd");
	none("30+ profiles named \"M\xc3\xbcller\"");
	none("Jobs bei Beispiel");
	none("LinkedIn Deutschland");
	none("XING Mitglied");
	none("Head of Sales");
	none("info@example.com");
	none("Max_Mustermann12");
	none("Max Mustermann 2");
	none("Die besten Mitarbeiter");
	none("Team Vertrieb");
	none("max Mustermann");
	none("von Berg");
	none("Dr.");
	none("M\xc3\xbcller, J\xc3\xb6rg, Hans");
	none("A B C D E F G H I J K L M N");
	none("a;b");
	none("Vorname Nachname Stra\xc3\x9f"
	     "e 5");
}

int
main(void)
{
	struct lr_personname n;
	char big[400];

	german();
	english();
	scripts();
	nobody();
	memset(big, 'a', sizeof(big));
	ok(!lr_personname_read(lr_span(big, sizeof(big)), false, &n),
	    "too long");
	ok(!lr_personname_read(lr_span(NULL, 0), false, &n), "nothing");
	ok(!lr_personname_read(lr_span("a\0b c", 5), false, &n), "a NUL");
	return done();
}
