#include "person.h"

#include "company.h"
#include "hash.h"
#include "utf8.h"
#include "wipe.h"

static const char *const names[LR_PERSON_FIELDS] = {
	[LR_PERSON_TITLE] = "title",
	[LR_PERSON_FIRST] = "first_name",
	[LR_PERSON_LAST] = "last_name",
	[LR_PERSON_POSITION] = "position",
	[LR_PERSON_SENIORITY] = "seniority",
	[LR_PERSON_DEPARTMENT] = "department",
	[LR_PERSON_EMAIL] = "email",
	[LR_PERSON_EMAIL_TYPE] = "email_type",
	[LR_PERSON_PHONE] = "phone",
	[LR_PERSON_LINKEDIN] = "linkedin",
	[LR_PERSON_XING] = "xing",
	[LR_PERSON_URL] = "source_url",
};

const char *
lr_person_field_name(enum lr_person_field f)
{
	return names[f];
}

/* A name without middle initials as lr_company_key folds it, in out of
 * LR_COMPANY_KEY bytes. The length, 0: nothing to compare. */
static size_t
key(const struct lr_person *p, bool plain, char *out)
{
	struct lr_span rest, word;
	char text[300];
	size_t n = 0, part, len;
	unsigned i;

	/* between two letters, so that no part is taken for a legal form */
	text[n++] = 'x';
	for (i = LR_PERSON_FIRST; i <= LR_PERSON_LAST; i++) {
		rest = p->field[i];
		if (rest.n == 0)
			return 0;
		for (part = 0; rest.p != NULL; part++) {
			word = lr_span_cut(&rest, ' ');
			len = word.n == 0 || i == LR_PERSON_LAST || part == 0
			    ? 0
			    : lr_utf8_len(word.p, word.p + word.n);
			if (len > 0 &&
			    (word.n == len ||
				(word.n == len + 1 && word.p[len] == '.')))
				continue;
			if (n + word.n + 4 > sizeof(text))
				return 0;
			text[n++] = ' ';
			memcpy(text + n, word.p, word.n);
			n += word.n;
		}
	}
	text[n++] = ' ';
	text[n++] = 'x';
	return lr_company_key(lr_span(text, n), LR_SPAN("ZZ"), plain, out);
}

struct lr_person_key
lr_person_key(const struct lr_person *p)
{
	struct lr_person_key k = { { 0, 0 } };
	char text[LR_COMPANY_KEY];
	unsigned plain;
	size_t n;

	for (plain = 0; plain < 2; plain++)
		if ((n = key(p, plain == 1, text)) > 0)
			k.key[plain] =
			    lr_hash(lr_span(text, n), lr_hash_seed()) | 1;
	lr_wipe(text, sizeof(text));
	return k;
}

bool
lr_person_same_name(struct lr_person_key a, struct lr_person_key b)
{
	return (a.key[0] != 0 && a.key[0] == b.key[0]) ||
	    (a.key[1] != 0 && a.key[1] == b.key[1]);
}
