#include "suppress.h"

#include <stdlib.h>

#include "ascii.h"
#include "blacklist.h"
#include "map.h"
#include "words.h"

/* What a name or domain is found by: a letter for which, then the folded. */
struct key {
	char b[LR_FOLD_MAX + 2];
	size_t n; /* 0: there is none */
};

struct lr_suppress {
	struct lr_store *store;
	struct lr_map keys;
	const char *why;
};

static const struct {
	const char *pattern, *mark;
} forms[] = {
#include "legal-forms.inc"
};

/* ---- folding */

bool
lr_suppress_is_domain(struct lr_span s)
{
	size_t i, label = 0, labels = 1;
	bool number = true;

	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '.') {
			if (label == 0 || s.p[i - 1] == '-')
				return false;
			labels++;
			label = 0;
			number = true;
			continue;
		}
		if (!lr_is_alnum(s.p[i]) && (s.p[i] != '-' || label == 0))
			return false;
		number = number && lr_is_digit(s.p[i]);
		label++;
	}
	return labels > 1 && label > 0 && !number && s.p[s.n - 1] != '-';
}

static void
domain_key(struct lr_span s, struct key *k)
{
	size_t i;

	k->n = 0;
	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	if (s.n == 0 || s.n > LR_SUPPRESS_TEXT)
		return;
	k->b[k->n++] = 'd';
	for (i = 0; i < s.n; i++)
		k->b[k->n++] = lr_lower(s.p[i]);
}

/* Bytes of the legal form, or what joins two of them, that s ends with. */
static size_t
form_at_end(struct lr_span s, bool joined)
{
	static const char *const joints[] = { "and", "und", "et", "u", "e" };
	size_t i, n, best = 0;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		n = strlen(forms[i].pattern);
		if (n > best && n + 1 < s.n && s.p[s.n - n - 1] == ' ' &&
		    lr_span_ends(s, lr_span_str(forms[i].pattern)) &&
		    strcmp(forms[i].mark, "society") != 0)
			best = n;
	}
	for (i = 0; joined && best == 0 && i < 5; i++) {
		n = strlen(joints[i]);
		if (n + 1 < s.n && s.p[s.n - n - 1] == ' ' &&
		    lr_span_ends(s, lr_span_str(joints[i])))
			best = n;
	}
	return best;
}

static void
name_key(struct lr_span name, struct key *k)
{
	struct lr_span s;
	size_t n;
	bool any = false;

	k->n = lr_words_fold(name, k->b + 1) + 1;
	s = lr_span(k->b + 1, k->n - 1);
	/* the blanks at both ends */
	s = s.n < 3 ? lr_span(s.p, 0) : lr_span(s.p + 1, s.n - 2);
	while ((n = form_at_end(s, any)) > 0) {
		s.n -= n + 1;
		any = true;
	}
	memmove(k->b + 1, s.p, s.n);
	k->b[0] = 'n';
	k->n = s.n == 0 ? 0 : s.n + 1;
}

static void
key_of(struct lr_span text, struct key *k)
{
	if (lr_suppress_is_domain(text))
		domain_key(text, k);
	else
		name_key(text, k);
}

/* One spelling of what has two: "Mueller" with an umlaut, "Strasse" with one
 * letter. Names are held so in memory; the store has them as they were folded.
 */
static void
unify(struct key *k)
{
	size_t i, n = 0;

	if (k->n == 0 || k->b[0] != 'n')
		return;
	for (i = 0; i < k->n; i++) {
		char c = k->b[i], before = n > 1 ? k->b[n - 1] : ' ';

		if ((c == 'e' &&
			(before == 'a' || before == 'o' || before == 'u')) ||
		    (c == 's' && before == 's'))
			continue;
		k->b[n++] = c;
	}
	k->n = n;
}

static struct lr_span
span(const struct key *k)
{
	return lr_span(k->b, k->n);
}

/* ---- the store */

static enum lr_err
load(struct lr_suppress *s)
{
	struct lr_query *q;
	struct lr_span key;
	struct key k;
	uint32_t id;
	enum lr_err err;

	err = lr_query_new(&q, s->store, "SELECT key FROM suppressed");
	if (err != LR_OK)
		return err;
	while ((err = lr_query_step(q)) == LR_OK) {
		key = lr_query_get_span(q, 0);
		k.n = key.n < sizeof(k.b) ? key.n : 0;
		if (k.n > 0)
			memcpy(k.b, key.p, k.n);
		unify(&k);
		err = lr_map_add(&s->keys, span(&k), &id, NULL);
		if (err != LR_OK) {
			s->why = "out of memory";
			break;
		}
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_suppress_open(struct lr_suppress **out, const char *dir,
    enum lr_store_mode mode, const char **why)
{
	static char message[512];
	struct lr_suppress *s = calloc(1, sizeof(*s));
	enum lr_err err;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (s == NULL)
		return LR_ENOMEM;
	lr_map_init(&s->keys, LR_SUPPRESS_MAX);
	err = lr_store_open(&s->store, &lr_blacklist_store, dir, mode, why);
	if (err == LR_OK && (err = load(s)) != LR_OK) {
		size_t n = strlen(lr_suppress_why(s));

		n = n < sizeof(message) ? n : sizeof(message) - 1;
		memcpy(message, lr_suppress_why(s), n);
		message[n] = '\0';
		*why = message;
	}
	if (err == LR_OK)
		*out = s;
	else
		lr_suppress_close(s);
	return err;
}

void
lr_suppress_close(struct lr_suppress *s)
{
	if (s == NULL)
		return;
	lr_map_free(&s->keys);
	lr_store_close(s->store);
	free(s);
}

const char *
lr_suppress_why(const struct lr_suppress *s)
{
	return s->why != NULL ? s->why : lr_store_why(s->store);
}

static enum lr_err
fail(struct lr_suppress *s, enum lr_err err, const char *why)
{
	s->why = why;
	return err;
}

/* One statement that changes rows, as a transaction of its own. */
static enum lr_err
change(struct lr_suppress *s, struct lr_query *q, int64_t *changed)
{
	enum lr_err err = lr_store_begin(s->store);

	if (err == LR_OK && (err = lr_query_step(q)) == LR_END) {
		*changed = lr_store_changes(s->store);
		err = lr_store_commit(s->store);
	} else if (err != LR_OK) {
		lr_store_rollback(s->store);
	}
	lr_query_free(q);
	return err;
}

enum lr_err
lr_suppress_add(struct lr_suppress *s, struct lr_span text,
    struct lr_span reason, int64_t now)
{
	struct lr_query *q;
	struct key k, unified;
	uint32_t id;
	int64_t n;
	enum lr_err err;

	s->why = NULL;
	if (text.n > LR_SUPPRESS_TEXT || reason.n > LR_BLACKLIST_REASON)
		return fail(s, LR_ETOOLONG, "name or reason is too long");
	key_of(text, &k);
	if (k.n == 0)
		return fail(s, LR_EBAD, "no domain, and no letter of a name");
	unified = k;
	unify(&unified);
	if (lr_map_add(&s->keys, span(&unified), &id, NULL) != LR_OK)
		return fail(s, LR_ENOMEM, "out of memory");
	err = lr_query_new(&q, s->store,
	    "INSERT INTO suppressed(key, text, time, reason) "
	    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT(key) DO UPDATE SET "
	    "reason = coalesce(excluded.reason, reason)");
	if (err != LR_OK)
		return err;
	lr_query_span(q, 1, span(&k));
	lr_query_span(q, 2, text);
	lr_query_int(q, 3, now);
	lr_query_span(q, 4, reason);
	return change(s, q, &n);
}

enum lr_err
lr_suppress_remove(struct lr_suppress *s, struct lr_span text, int64_t *removed)
{
	struct lr_query *q;
	struct key k;
	enum lr_err err;

	s->why = NULL;
	*removed = 0;
	key_of(text, &k);
	if (k.n == 0)
		return LR_OK;
	err =
	    lr_query_new(&q, s->store, "DELETE FROM suppressed WHERE key = ?1");
	if (err != LR_OK)
		return err;
	lr_query_span(q, 1, span(&k));
	if ((err = change(s, q, removed)) == LR_OK && *removed > 0)
		err = lr_store_checkpoint(s->store);
	return err;
}

/* ---- asking */

bool
lr_suppress_any(const struct lr_suppress *s)
{
	return s->keys.n > 0;
}

bool
lr_suppress_has_domain(const struct lr_suppress *s, struct lr_span host)
{
	struct key k;

	domain_key(host, &k);
	while (k.n > 1) {
		size_t dot;

		if (lr_map_find(&s->keys, span(&k)) != LR_MAP_NONE)
			return true;
		dot = lr_span_find(span(&k), '.');
		if (dot == k.n)
			break;
		k.n -= dot;
		memmove(k.b + 1, k.b + dot + 1, k.n - 1);
	}
	return false;
}

bool
lr_suppress_has_name(const struct lr_suppress *s, struct lr_span name)
{
	struct key k;

	name_key(name, &k);
	unify(&k);
	return k.n > 0 && lr_map_find(&s->keys, span(&k)) != LR_MAP_NONE;
}

static enum lr_err
blank(struct lr_suppress *s, struct lr_query *all, struct lr_query *one,
    int64_t *blanked)
{
	enum lr_err err;

	while ((err = lr_query_step(all)) == LR_OK) {
		if (!lr_suppress_has_name(s, lr_query_get_span(all, 2)))
			continue;
		lr_query_span(one, 1, lr_query_get_span(all, 0));
		lr_query_span(one, 2, lr_query_get_span(all, 1));
		if ((err = lr_query_step(one)) != LR_END)
			return err;
		++*blanked;
	}
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_suppress_blank(struct lr_suppress *s, int64_t *blanked)
{
	struct lr_query *all, *one = NULL;
	enum lr_err err;

	*blanked = 0;
	s->why = NULL;
	err = lr_query_new(&all, s->store,
	    "SELECT first, last, reason FROM network "
	    "WHERE own = 0 AND reason IS NOT NULL");
	if (err == LR_OK)
		err = lr_query_new(&one, s->store,
		    "UPDATE network SET reason = NULL "
		    "WHERE first = ?1 AND last = ?2 AND own = 0");
	if (err == LR_OK && (err = lr_store_begin(s->store)) == LR_OK) {
		err = blank(s, all, one, blanked);
		lr_query_reset(all);
		if (err == LR_OK)
			err = lr_store_commit(s->store);
		else
			lr_store_rollback(s->store);
	}
	lr_query_free(all);
	lr_query_free(one);
	if (err == LR_OK && *blanked > 0)
		err = lr_store_checkpoint(s->store);
	return err;
}

enum lr_err
lr_suppress_list(struct lr_suppress *s, lr_suppress_each *each, void *arg)
{
	struct lr_query *q;
	enum lr_err err;

	s->why = NULL;
	err = lr_query_new(&q, s->store,
	    "SELECT key, text, reason, time FROM suppressed ORDER BY key");
	if (err != LR_OK)
		return err;
	while ((err = lr_query_step(q)) == LR_OK) {
		struct lr_suppressed e = {
			.domain = lr_span_starts(
			    lr_query_get_span(q, 0), LR_SPAN("d")),
			.text = lr_query_get_span(q, 1),
			.reason = lr_query_get_span(q, 2),
			.time = lr_query_get_int(q, 3),
		};

		each(arg, &e);
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}
