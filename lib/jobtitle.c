#include "jobtitle.h"

#include "ascii.h"
#include "words.h"

/* Ranks, the highest first; then departments, the most telling first: an "IT
 * sales manager" sells, and everybody manages something. */
enum {
	EXECUTIVE,
	SENIOR,
	JUNIOR,
	RANKS,
	HR = RANKS,
	LEGAL,
	SALES,
	MARKETING,
	COMMUNICATION,
	SUPPORT,
	FINANCE,
	IT,
	HEALTH,
	EDUCATION,
	DESIGN,
	OPERATIONS,
	MANAGEMENT,
	ALL
};

static const char *const names[ALL] = { "executive", "senior", "junior", "hr",
	"legal", "sales", "marketing", "communication", "support", "finance",
	"it", "health", "education", "design", "operations", "management" };

#define MARK(m) (UINT32_C(1) << (m))
#include "job-words.words"

/* The first of them from a on, up to b, that is said. */
static struct lr_span
first_of(struct lr_span position, unsigned a, unsigned b)
{
	char folded[LR_FOLD_MAX + 1];
	size_t n = lr_words_fold(position, folded);
	uint32_t found = lr_words_find(&job_words, lr_span(folded, n));
	unsigned i;

	for (i = a; i < b; i++)
		if ((found >> i & 1) != 0)
			return lr_span_str(names[i]);
	return lr_span(NULL, 0);
}

struct lr_span
lr_jobtitle_seniority(struct lr_span position)
{
	return first_of(position, 0, RANKS);
}

struct lr_span
lr_jobtitle_department(struct lr_span position)
{
	return first_of(position, RANKS, ALL);
}

static bool
is_one(struct lr_span s, unsigned a, unsigned b)
{
	unsigned i;

	for (i = a; i < b; i++)
		if (lr_span_eq(s, lr_span_str(names[i])))
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
	return is_one(s, RANKS, ALL) || lr_span_eq(s, LR_SPAN("executive"));
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
