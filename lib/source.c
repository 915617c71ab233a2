#include "source.h"

/* A campaign by the fields of utm_. The name alone is what some programs add
 * to every link: then it may be a host that is known better. */
static enum lr_err
by_utm(struct lr_referrer *r, struct lr_source *s, struct lr_source_texts *t)
{
	const struct lr_span *utm = t->campaign.utm;
	enum lr_err err;

	if (utm[LR_UTM_MEDIUM].n == 0 && utm[LR_UTM_CAMPAIGN].n == 0) {
		err = lr_referrer_host(r, utm[LR_UTM_SOURCE], &t->named);
		if (err != LR_OK)
			return err;
		if (t->named.medium != LR_REFERRAL) {
			s->medium = t->named.medium;
			s->field[LR_SOURCE_NAME] = t->named.name;
			return LR_OK;
		}
	}
	s->medium = LR_CAMPAIGN;
	s->field[LR_SOURCE_NAME] =
	    utm[LR_UTM_SOURCE].n > 0 ? utm[LR_UTM_SOURCE] : t->campaign.network;
	s->field[LR_SOURCE_MEDIUM] = utm[LR_UTM_MEDIUM];
	s->field[LR_SOURCE_CAMPAIGN] = utm[LR_UTM_CAMPAIGN];
	s->field[LR_SOURCE_TERM] = utm[LR_UTM_TERM];
	s->field[LR_SOURCE_CONTENT] = utm[LR_UTM_CONTENT];
	return LR_OK;
}

enum lr_err
lr_source_read(struct lr_referrer *r, struct lr_span url, struct lr_span site,
    struct lr_span query, struct lr_source *s, struct lr_source_texts *t)
{
	const struct lr_campaign *c = &t->campaign;
	enum lr_err err;

	*s = (struct lr_source){ .medium = LR_DIRECT };
	lr_campaign_read(query, &t->campaign);
	if (c->utm[LR_UTM_SOURCE].n > 0 || c->utm[LR_UTM_CAMPAIGN].n > 0)
		return by_utm(r, s, t);
	if (c->medium != LR_MEDIA) {
		s->medium = c->medium;
		s->field[LR_SOURCE_NAME] = c->network;
		return LR_OK;
	}
	if ((err = lr_referrer_read(r, url, site, &t->referred)) != LR_OK)
		return err;
	s->medium = t->referred.medium;
	s->field[LR_SOURCE_NAME] = t->referred.name;
	if (s->medium == LR_DIRECT && c->ref.n > 0) {
		s->medium = LR_REFERRAL;
		s->field[LR_SOURCE_NAME] = c->ref;
	}
	return LR_OK;
}

struct lr_span
lr_source_key(const struct lr_source *s, char *out)
{
	size_t n = 0;
	unsigned i;

	out[n++] = (char)('a' + (int)s->medium);
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		const struct lr_span *f = &s->field[i];
		size_t max = i == 0 ? LR_NAME_MAX : LR_CAMPAIGN_VALUE;
		size_t len = f->n < max ? f->n : max;

		if (i > 0)
			out[n++] = '\0';
		if (len > 0)
			memcpy(out + n, f->p, len);
		n += len;
	}
	return lr_span(out, n);
}

bool
lr_source_parse(struct lr_span key, struct lr_source *s)
{
	unsigned i;

	*s = (struct lr_source){ 0 };
	if (key.n == 0 || key.p[0] < 'a' || key.p[0] >= 'a' + LR_MEDIA)
		return false;
	s->medium = (enum lr_medium)(key.p[0] - 'a');
	key = lr_span_sub(key, 1, key.n);
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		s->field[i] = lr_span_cut(&key, '\0');
		if (s->field[i].n == 0)
			s->field[i] = (struct lr_span){ NULL, 0 };
	}
	return true;
}

void
lr_source_text(const struct lr_source *s, struct lr_buf *b)
{
	const char *between = ": ";
	unsigned i;

	lr_buf_puts(b, lr_medium_name(s->medium));
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		if (s->field[i].n == 0)
			continue;
		lr_buf_puts(b, between);
		lr_buf_put(b, s->field[i]);
		between = " / ";
	}
}
