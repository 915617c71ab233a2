/*
 * words: what a page says, in its language.
 */
#ifndef HTML_WORDS_H
#define HTML_WORDS_H

#include "buf.h"

enum lang { LANG_EN, LANG_DE, LANGS };

extern const char *const lang_code[LANGS];

enum word {
	W_TITLE,
	W_COMPANIES,
	W_VISITS,
	W_VIEWS,
	W_SINCE,
	W_BEFORE,
	W_DARK,
	W_LIGHT,
	W_CHARTS,
	W_PER_HOUR,
	W_PER_DAY,
	W_PER_DAYS,
	W_TO,
	W_AT_MOST,
	W_SOURCES,
	W_COUNTRIES,
	W_MATCH,
	W_RATE,
	W_PERCENT,
	W_OTHERS,
	W_UNKNOWN,
	W_LIST,
	W_SEARCH,
	W_COUNTRY,
	W_KIND,
	W_SOURCE,
	W_LEAST,
	W_LEAST_VISITS,
	W_WEEK,
	W_NEW,
	W_NEW_ON,
	W_ON,
	W_A_VISIT,
	W_ONLY,
	W_NEW_ONLY,
	W_CLEAR,
	W_ALL,
	W_COUNT,
	W_NONE,
	W_EMPTY,
	W_BRIEF,
	W_SHOWN,
	W_MORE,
	W_EVERY,
	W_ORDER,
	W_COMPANY,
	W_PLACE,
	W_DOMAIN,
	W_SCORE,
	W_LAST,
	W_ABOUT,
	W_INDUSTRY,
	W_EMPLOYEES,
	W_FIRST,
	W_ON_SITE,
	W_RULE,
	W_CONFIDENCE,
	W_GOALS,
	W_CAME_FROM,
	W_NO_VISITS,
	W_PAGES,
	W_MORE_PAGES,
	W_MORE_VISITS,
	W_NUMBERS,
	W_FOOT,
	WORDS
};

const char *word(enum lang lang, enum word w);

/* What the words of a report mean, in the order in which they are told. */
struct meaning {
	const char *of[LANGS], *is[LANGS];
};
extern const struct meaning meaning[];
extern const unsigned meanings;

/* A word of the report, such as a kind or a kind of source, in the language;
 * as it is when it has no translation. */
struct lr_span word_of(enum lang lang, struct lr_span s);

/* "1,234" or "1.234" */
void word_count(enum lang lang, uint64_t n, struct lr_buf *b);

/* "22 Nov 2026" or "22.11.2026", and with the time of day. */
void word_day(enum lang lang, int64_t t, struct lr_buf *b);
void word_time(enum lang lang, int64_t t, struct lr_buf *b);

/* "45 s", "12 min", "1 h 5 min" */
void word_seconds(enum lang lang, uint64_t n, struct lr_buf *b);

#endif
