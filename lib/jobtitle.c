#include "jobtitle.h"

#include <stdlib.h>

#include "ascii.h"
#include "words.h"

static const struct lr_word rows[] = {
#include "job-words.inc"
};

/* Ranks, the highest first; then departments, the most telling first: an "IT
 * sales manager" sells, and everybody manages something. */
static const char *const marks[] = { "executive", "senior", "junior", "hr",
	"legal", "sales", "marketing", "communication", "support", "finance",
	"it", "health", "education", "design", "operations", "management",
	NULL };
#define RANKS 3u

struct lr_jobtitles {
	struct lr_words *words;
};

enum lr_err
lr_jobtitles_new(struct lr_jobtitles **t)
{
	enum lr_err err;

	if ((*t = calloc(1, sizeof(**t))) == NULL)
		return LR_ENOMEM;
	err = lr_words_new(
	    &(*t)->words, rows, sizeof(rows) / sizeof(rows[0]), marks);
	if (err != LR_OK) {
		free(*t);
		*t = NULL;
	}
	return err;
}

void
lr_jobtitles_free(struct lr_jobtitles *t)
{
	if (t == NULL)
		return;
	lr_words_free(t->words);
	free(t);
}

/* The first of the marks from a on, up to b (b is 0: all), that is said. */
static struct lr_span
first_of(const struct lr_jobtitles *t, struct lr_span position, unsigned a,
    unsigned b)
{
	char folded[LR_FOLD_MAX + 1];
	size_t n = lr_words_fold(position, folded);
	uint32_t found = lr_words_find(t->words, lr_span(folded, n));
	unsigned i;

	for (i = a; marks[i] != NULL && (b == 0 || i < b); i++)
		if ((found >> i & 1) != 0)
			return lr_span_str(marks[i]);
	return lr_span(NULL, 0);
}

struct lr_span
lr_jobtitle_seniority(const struct lr_jobtitles *t, struct lr_span position)
{
	return first_of(t, position, 0, RANKS);
}

struct lr_span
lr_jobtitle_department(const struct lr_jobtitles *t, struct lr_span position)
{
	return first_of(t, position, RANKS, 0);
}

static bool
is_one(struct lr_span s, unsigned a, unsigned b)
{
	unsigned i;

	for (i = a; marks[i] != NULL && (b == 0 || i < b); i++)
		if (lr_span_eq(s, lr_span_str(marks[i])))
			return true;
	return false;
}

bool
lr_jobtitle_is_seniority(struct lr_span s)
{
	return is_one(s, 0, RANKS);
}

bool
lr_jobtitle_is_department(struct lr_span s)
{
	/* Hunter's department of those who lead */
	return is_one(s, RANKS, 0) || lr_span_eq(s, LR_SPAN("executive"));
}

bool
lr_jobtitle_listed(struct lr_span list, struct lr_span s)
{
	if (list.n == 0)
		return true;
	while (list.p != NULL)
		if (lr_ascii_eq(lr_span_trim(lr_span_cut(&list, ',')), s))
			return true;
	return false;
}
