#include "descr.h"

#include <stdlib.h>

#include "ascii.h"
#include "company.h"
#include "words.h"

enum {
	STUB = 1 << 0,
	PRIVATE = 1 << 1,
	FILLER = 1 << 2,
	PLACE = 1 << 3,
	TITLE = 1 << 4,
	LEGAL = 1 << 5,
	SOCIETY = LEGAL, /* a form of companies, too */
	PERSON = 0,
	HINT = 0
};

#define MARK(m) m
#include "descr-anywhere.words"
#include "descr-first.words"

#define FIRST_MAX                                                  \
	48u /* bytes at the beginning of a line that patterns with \
	       ^ are held against */

/* The marks of a text: " foo bar ^ ", and its beginning as " ^foo bar ^ ". */
static uint32_t
marks_of(struct lr_span s)
{
	char text[1 + LR_FOLD_MAX + 3];
	uint32_t found;
	size_t n;

	/* so that there is room for the end */
	n = lr_words_fold(lr_span_sub(s, 0, LR_FOLD_MAX / 4), text + 1);
	memcpy(text + 1 + n, "^ ", 2);
	found = lr_words_find(&descr_anywhere, lr_span(text + 1, n + 2));
	text[0] = ' ';
	text[1] = '^';
	n += 3;
	if (n > FIRST_MAX)
		text[(n = FIRST_MAX) - 1] = ' ';
	return found | lr_words_find(&descr_first, lr_span(text, n));
}

static enum lr_descr_says
what(uint32_t found)
{
	return (found & STUB) != 0 ? LR_DESCR_STUB
	    : (found & PRIVATE) != 0 ||
		((found & TITLE) != 0 && (found & LEGAL) == 0)
	    ? LR_DESCR_PRIVATE
	    : LR_DESCR_NAME;
}

enum lr_descr_says
lr_descr_name(struct lr_span s)
{
	return what(marks_of(s));
}

struct shape {
	size_t letters, digits;
	size_t head, tail; /* digits that begin, that end the line */
	size_t front;	   /* signs before the first letter or digit */
};

static struct shape
shape_of(struct lr_span s)
{
	struct shape h = { 0 };
	size_t i;

	for (i = 0; i < s.n; i++) {
		bool letter =
		    lr_is_alpha(s.p[i]) || (unsigned char)s.p[i] >= 0x80;

		h.letters += letter;
		h.digits += lr_is_digit(s.p[i]);
		if (h.letters + h.digits == 0)
			h.front++;
	}
	while (h.head < s.n && lr_is_digit(s.p[h.head]))
		h.head++;
	while (h.tail < s.n && lr_is_digit(s.p[s.n - 1 - h.tail]))
		h.tail++;
	return h;
}

/* "Cambridge, MA 02142", "D-10115 Berlin": whatever legal form MA and D are */
static bool
coded_place(struct lr_span s, const struct shape *h)
{
	size_t i = s.n - h->tail, n;

	if (h->tail == 5 && i >= 4 && s.p[i - 1] == ' ' &&
	    lr_is_upper(s.p[i - 2]) && lr_is_upper(s.p[i - 3]) &&
	    s.p[i - 4] == ' ')
		return true;
	for (i = 0; i < s.n && lr_is_upper(s.p[i]); i++)
		;
	if (i == 0 || i > 2 || i == s.n || s.p[i] != '-')
		return false;
	for (n = ++i; n < s.n && lr_is_digit(s.p[n]); n++)
		;
	return n - i >= 3 && n - i <= 6 && n < s.n && s.p[n] == ' ';
}

/* "10115 Berlin", "Mumbai 400001" */
static bool
post_code(struct lr_span s, const struct shape *h)
{
	size_t i = s.n - h->tail;

	return (h->head >= 4 && h->head <= 6 && h->head < s.n &&
		   (s.p[h->head] == ' ' || s.p[h->head] == ',')) ||
	    (h->tail >= 5 && h->tail <= 6 && i > 0 &&
		(s.p[i - 1] == ' ' || s.p[i - 1] == '-'));
}

static bool
has(struct lr_span s, struct lr_span needle)
{
	return lr_ascii_find(s, needle) < s.n;
}

/* Addresses of other kinds than the postal ones. */
static bool
contact(struct lr_span s, const struct shape *h)
{
	return lr_span_find(s, '@') < s.n || has(s, LR_SPAN("://")) ||
	    has(s, LR_SPAN("www.")) ||
	    (h->digits >= 7 && h->digits > h->letters);
}

static bool
country(struct lr_span s)
{
	char code[LR_COMPANY_TEXT];

	/* shorter ones may well be names */
	return s.n > 3 && lr_company_clean(LR_COMPANY_COUNTRY, s, code) > 0;
}

enum lr_descr_says
lr_descr_line(struct lr_span s)
{
	enum lr_descr_says says;
	struct shape h;
	uint32_t found;

	s = lr_span_trim(s);
	h = shape_of(s);
	found = marks_of(s);
	if ((says = what(found)) != LR_DESCR_NAME)
		return says;
	/* "*** remarks ***", "-----" */
	if (h.letters == 0 || h.letters + h.digits < 2 || h.front > 1 ||
	    contact(s, &h) || coded_place(s, &h))
		return LR_DESCR_FILLER;
	if ((found & LEGAL) != 0)
		return LR_DESCR_NAME;
	if ((found & FILLER) != 0 || ((found & PLACE) != 0 && h.digits > 0) ||
	    post_code(s, &h) || country(s))
		return LR_DESCR_FILLER;
	return LR_DESCR_NAME;
}
