#include "html_words.h"

#include "clock.h"

const char *const lang_code[LANGS] = { "en", "de" };

static const char *const words[WORDS][LANGS] = {
	[W_TITLE] = { "Companies on your website",
	    "Unternehmen auf Ihrer Website" },
	[W_COMPANIES] = { "Companies", "Unternehmen" },
	[W_VISITS] = { "Visits", "Besuche" },
	[W_VIEWS] = { "Page views", "Seitenaufrufe" },
	[W_SINCE] = { "from", "ab" },
	[W_BEFORE] = { "before", "vor" },
	[W_DARK] = { "Dark view", "Dunkle Ansicht" },
	[W_LIGHT] = { "Light view", "Helle Ansicht" },
	[W_CHARTS] = { "At a glance", "Auf einen Blick" },
	[W_PER_HOUR] = { "Visits an hour", "Besuche je Stunde" },
	[W_PER_DAY] = { "Visits a day", "Besuche je Tag" },
	[W_PER_DAYS] = { "Visits in %n days each", "Besuche in je %n Tagen" },
	[W_TO] = { " to ", " bis " },
	[W_AT_MOST] = { "at most %n", "h\303\266chstens %n" },
	[W_SOURCES] = { "Where visits came from", "Woher die Besuche kamen" },
	[W_COUNTRIES] = { "Companies by country",
	    "Unternehmen nach L\303\244ndern" },
	[W_MATCH] = { "All page views", "Alle Seitenaufrufe" },
	[W_RATE] = { "Match rate: ", "Trefferquote: " },
	[W_PERCENT] = { "%", "\302\240%" },
	[W_OTHERS] = { "others", "andere" },
	[W_UNKNOWN] = { "not known", "nicht bekannt" },
	[W_LIST] = { "Who was there", "Wer da war" },
	[W_SEARCH] = { "Search company, place, page",
	    "Firma, Ort, Seite suchen" },
	[W_COUNTRY] = { "Country", "Land" },
	[W_KIND] = { "Kind", "Art" },
	[W_SOURCE] = { "Source", "Quelle" },
	[W_LEAST] = { "Score from", "Wertung ab" },
	[W_LEAST_VISITS] = { "Visits from", "Besuche ab" },
	[W_WEEK] = { "in the last 7 days", "in den letzten 7 Tagen" },
	[W_NEW] = { "new", "neu" },
	[W_NEW_ON] = { "New on", "Neu am" },
	[W_ON] = { " on ", " am " },
	[W_A_VISIT] = { " a visit", " je Besuch" },
	[W_ONLY] = { "Show only these", "Nur diese zeigen" },
	[W_NEW_ONLY] = { "New only", "Nur neue" },
	[W_CLEAR] = { "Clear filters", "Filter aufheben" },
	[W_ALL] = { "all", "alle" },
	[W_COUNT] = { "%n of %m companies", "%n von %m Unternehmen" },
	[W_NONE] = { "No company matches.", "Kein Unternehmen passt dazu." },
	[W_EMPTY] = { "No company was there in this period.",
	    "In diesem Zeitraum war kein Unternehmen da." },
	[W_BRIEF] = { "Details are told of the first %n companies; those of "
		      "the others need the script of this page.",
	    "Einzelheiten stehen bei den ersten %n Unternehmen; bei den "
	    "weiteren brauchen sie das Skript dieser Seite." },
	[W_SHOWN] = { "The first %n of %m are shown.",
	    "Die ersten %n von %m werden gezeigt." },
	[W_EVERY] = { "Show all", "Alle anzeigen" },
	[W_MORE] = { "Show more", "Mehr anzeigen" },
	[W_ORDER] = { "Order", "Reihenfolge" },
	[W_COMPANY] = { "Company", "Unternehmen" },
	[W_PLACE] = { "Place", "Ort" },
	[W_DOMAIN] = { "Domain", "Domain" },
	[W_SCORE] = { "Score", "Wertung" },
	[W_LAST] = { "Last visit", "Letzter Besuch" },
	[W_ABOUT] = { "About the company", "Zum Unternehmen" },
	[W_INDUSTRY] = { "Industry", "Branche" },
	[W_EMPLOYEES] = { "Employees", "Mitarbeiter" },
	[W_FIRST] = { "First visit", "Erster Besuch" },
	[W_ON_SITE] = { "Time on site", "Zeit auf der Website" },
	[W_RULE] = { "Recognised by rule", "Erkannt nach Regel" },
	[W_CONFIDENCE] = { "Confidence", "Sicherheit" },
	[W_GOALS] = { "Goals reached", "Erreichte Ziele" },
	[W_CAME_FROM] = { "Came from", "Kam von" },
	[W_NO_VISITS] = { "No visit is known in detail.",
	    "Kein Besuch ist im Einzelnen bekannt." },
	[W_PAGES] = { "Pages", "Seiten" },
	[W_MORE_PAGES] = { "further pages: %n", "weitere Seiten: %n" },
	[W_MORE_VISITS] = { "earlier visits: %n",
	    "fr\303\274here Besuche: %n" },
	[W_NUMBERS] = { "What the numbers mean", "Was die Zahlen bedeuten" },
	[W_FOOT] = { "Made by lr-report. Companies are recognised by the "
		     "network "
		     "they use; private visitors are not in this report.",
	    "Erstellt von lr-report. Unternehmen werden an dem Netz erkannt, "
	    "das sie "
	    "benutzen; private Besucher stehen nicht in diesem Bericht." },
};

/* The report's own words; English pages have them as they are, but for a few
 * that are no words. */
static const struct {
	const char *s, *in[LANGS];
} terms[] = {
	{ "company", { "company", "Unternehmen" } },
	{ "education", { "education", "Bildung" } },
	{ "government", { "government", "Beh\303\266rde" } },
	{ "direct", { "direct", "direkt" } },
	{ "internal", { "internal", "intern" } },
	{ "search", { "search", "Suche" } },
	{ "social", { "social", "Soziale Netze" } },
	{ "ai-assistant", { "AI assistant", "KI-Assistent" } },
	{ "mail", { "mail", "E-Mail" } },
	{ "campaign", { "campaign", "Kampagne" } },
	{ "referral", { "referral", "Verweis" } },
	{ "visits", { "visits", "Besuche" } },
	{ "depth", { "depth", "Tiefe" } },
	{ "time", { "time", "Zeit" } },
	{ "goals", { "goals", "Ziele" } },
	{ "recency", { "recency", "Aktualit\303\244t" } },
	{ "confidence", { "confidence", "Sicherheit" } },
	{ "domain", { "domain", "Domain" } },
	{ "kind", { "kind", "Art" } },
	{ "place", { "place", "Ort" } },
	{ "industry", { "industry", "Branche" } },
	{ "employees", { "employees", "Mitarbeiter" } },
	{ "new", { "new", "neu" } },
	{ "returning", { "returning", "wiederkehrend" } },
	{ "matched", { "matched", "zugeordnet" } },
	{ "soft", { "matched, not surely", "unsicher zugeordnet" } },
	{ "unmatched", { "not matched", "nicht zugeordnet" } },
	{ "non-actionable", { "crawlers, hosting", "Roboter, Hosting" } },
	{ "refused", { "refused", "nicht lesbar" } },
	{ "outside",
	    { "outside the period", "au\303\237erhalb des Zeitraums" } },
};

const char *
word(enum lang lang, enum word w)
{
	return words[w][lang];
}

struct lr_span
word_of(enum lang lang, struct lr_span s)
{
	size_t i;

	for (i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		if (lr_span_eq(s, lr_span_str(terms[i].s)))
			return lr_span_str(terms[i].in[lang]);
	return s;
}

void
word_count(enum lang lang, uint64_t n, struct lr_buf *b)
{
	char text[32];
	int i, len = 0;

	do
		text[len++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	for (i = len; i-- > 0;) {
		lr_buf_putc(b, text[i]);
		if (i > 0 && i % 3 == 0)
			lr_buf_putc(b, lang == LANG_DE ? '.' : ',');
	}
}

void
word_day(enum lang lang, int64_t t, struct lr_buf *b)
{
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct lr_date d;

	lr_time_to_date(t, &d);
	if (lang == LANG_DE)
		lr_buf_printf(b, "%02d.%02d.%d", d.day, d.month, d.year);
	else
		lr_buf_printf(
		    b, "%d %s %d", d.day, months[d.month - 1], d.year);
}

void
word_time(enum lang lang, int64_t t, struct lr_buf *b)
{
	struct lr_date d;

	lr_time_to_date(t, &d);
	word_day(lang, t, b);
	lr_buf_printf(
	    b, "%s %02d:%02d", lang == LANG_DE ? "" : ",", d.hour, d.minute);
}

void
word_seconds(enum lang lang, uint64_t n, struct lr_buf *b)
{
	if (n < 60) {
		lr_buf_printf(b, "%u s", (unsigned)n);
		return;
	}
	if (n >= 3600) {
		word_count(lang, n / 3600, b);
		lr_buf_puts(b, " h ");
	}
	lr_buf_printf(b, "%u min", (unsigned)(n % 3600 / 60));
}
