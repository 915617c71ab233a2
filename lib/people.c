#include "people.h"

#include "ascii.h"
#include "utf8.h"
#include "wipe.h"

/* s without what does not belong into a field, in out of LR_PERSON_TEXT bytes;
 * runs of white space become one blank. */
static struct lr_span
clean(struct lr_span s, char *out)
{
	size_t i, n = 0;
	unsigned len;

	for (i = 0; i < s.n; i += len) {
		uint32_t c;

		len = lr_utf8_len(s.p + i, s.p + s.n);
		c = len == 0 ? 0xfffd : lr_utf8_get(s.p + i, len);
		if (len == 0)
			len = 1;
		if (c == ' ' || c == 0xa0 || lr_utf8_unsafe(c)) {
			if (n > 0 && out[n - 1] != ' ' && n < LR_PERSON_TEXT)
				out[n++] = ' ';
			continue;
		}
		if (n + 4 > LR_PERSON_TEXT)
			break;
		n += lr_utf8_put(c, out + n);
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	return lr_span(out, n);
}

/* Both have it and it differs; or both have it and it is the same. */
static bool
differ(const struct lr_person *a, const struct lr_person *b,
    enum lr_person_field f)
{
	return a->field[f].n > 0 && b->field[f].n > 0 &&
	    !lr_ascii_eq(a->field[f], b->field[f]);
}

static bool
agree(const struct lr_person *a, const struct lr_person *b,
    enum lr_person_field f)
{
	return a->field[f].n > 0 && lr_ascii_eq(a->field[f], b->field[f]);
}

static bool
same(const struct lr_entry *e, const struct lr_person *b,
    struct lr_person_key key)
{
	const struct lr_person *a = &e->person;

	if (agree(a, b, LR_PERSON_EMAIL) || agree(a, b, LR_PERSON_LINKEDIN) ||
	    agree(a, b, LR_PERSON_XING))
		return true;
	return !differ(a, b, LR_PERSON_EMAIL) &&
	    !differ(a, b, LR_PERSON_LINKEDIN) &&
	    !differ(a, b, LR_PERSON_XING) && lr_person_same_name(e->key, key);
}

static bool
grow(struct lr_people *l)
{
	uint32_t cap = l->cap == 0 ? 16 : 2 * l->cap;
	struct lr_entry *p;

	if (l->n < l->cap)
		return true;
	p = lr_wiped_realloc(l->entry, cap * sizeof(*p));
	if (p == NULL)
		return false;
	l->entry = p;
	l->cap = cap;
	return true;
}

/* Fields that the entry lacks, into it. */
static enum lr_err
merge(struct lr_people *l, struct lr_entry *e, const struct lr_person *p,
    unsigned provider)
{
	unsigned i;

	for (i = 0; i < LR_PERSON_FIELDS; i++) {
		if (e->person.field[i].n > 0 || p->field[i].n == 0)
			continue;
		e->person.field[i] = lr_vault_dup(&l->vault, p->field[i]);
		if (e->person.field[i].p == NULL)
			return LR_ENOMEM;
		e->from[i] = (unsigned char)provider;
		e->sources |= UINT32_C(1) << provider;
	}
	if (e->key.key[0] == 0)
		e->key = lr_person_key(&e->person);
	if (e->person.confidence == LR_PERSON_UNSURE)
		e->person.confidence = p->confidence;
	e->sources |= UINT32_C(1) << provider;
	return LR_OK;
}

enum lr_err
lr_people_add(
    struct lr_people *l, const struct lr_person *given, unsigned provider)
{
	struct lr_person p = { .confidence = given->confidence };
	char text[LR_PERSON_FIELDS][LR_PERSON_TEXT];
	struct lr_person_key key;
	enum lr_err err = LR_OK;
	uint32_t i;

	for (i = 0; i < LR_PERSON_FIELDS; i++)
		p.field[i] = clean(given->field[i], text[i]);
	if (p.field[LR_PERSON_EMAIL].n == 0 && p.field[LR_PERSON_LAST].n == 0)
		return LR_OK;
	key = lr_person_key(&p);
	for (i = 0; i < l->n; i++)
		if (same(&l->entry[i], &p, key))
			break;
	if (i == l->n && l->n == LR_PEOPLE_MAX) {
		l->full = true;
	} else if (i == l->n && !grow(l)) {
		err = LR_ENOMEM;
	} else {
		if (i == l->n)
			l->entry[l->n++] =
			    (struct lr_entry){ .person.confidence =
						   LR_PERSON_UNSURE };
		err = merge(l, &l->entry[i], &p, provider);
	}
	lr_wipe(text, sizeof(text));
	return err;
}

void
lr_people_free(struct lr_people *l)
{
	lr_vault_free(&l->vault);
	lr_wiped_free(l->entry);
	*l = (struct lr_people){ 0 };
}
