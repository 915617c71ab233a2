#include "listed.h"

#include <stdlib.h>

#include "retention.h"

struct lr_asklist {
	struct lr_store *store;
	struct lr_keyhash key, old; /* old: the one before it */
	bool keyed, has_old;
	struct lr_query *network, *address;
};

/* Such entries count: the operator's, and what is not over age. */
#define COUNTS "(own <> 0 OR NOT " LR_CUTOFF_SQL ")"

static const char ask_address[] =
    "SELECT 1 FROM address WHERE hash = ?4 AND " COUNTS;
/* the nearest first: where it is listed, little is looked at */
static const char ask_network[] =
    "SELECT 1 FROM network WHERE first <= ?4 AND last >= ?4 AND " COUNTS
    " ORDER BY first DESC LIMIT 1";

enum lr_err
lr_asklist_open(
    struct lr_asklist **out, const char *dir, int ms, const char **why)
{
	struct lr_asklist *l = calloc(1, sizeof(*l));
	enum lr_err err, has;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (l == NULL)
		return LR_ENOMEM;
	err = lr_store_open(
	    &l->store, &lr_blacklist_store, dir, LR_STORE_READ, why);
	if (err == LR_OK) {
		lr_store_patience(l->store, ms);
		has = lr_keyhash_open(&l->key, dir, false, why);
		l->keyed = has == LR_OK;
		if (l->keyed)
			l->has_old =
			    lr_keyhash_open_old(&l->old, dir, why) == LR_OK;
		else if (has != LR_END)
			err = has;
	}
	if (err == LR_OK)
		err = lr_query_new(&l->address, l->store, ask_address);
	if (err == LR_OK)
		err = lr_query_new(&l->network, l->store, ask_network);
	if (err == LR_OK)
		*out = l;
	else
		lr_asklist_close(l);
	return err;
}

void
lr_asklist_close(struct lr_asklist *l)
{
	if (l == NULL)
		return;
	lr_query_free(l->network);
	lr_query_free(l->address);
	lr_keyhash_close(&l->key);
	lr_keyhash_close(&l->old);
	lr_store_close(l->store);
	free(l);
}

/* LR_OK: there is such a row; LR_END: there is none. */
static enum lr_err
ask(struct lr_query *q, const struct lr_cutoff *c, const unsigned char *key,
    size_t n)
{
	enum lr_err err;

	lr_cutoff_bind(q, c);
	lr_query_span(q, 4, lr_span((const char *)key, n));
	if ((err = lr_query_step(q)) == LR_OK)
		lr_query_reset(q);
	return err;
}

enum lr_err
lr_asklist(struct lr_asklist *l, const struct lr_ip *ip, int64_t now,
    enum lr_listed *listed)
{
	struct lr_period keep = { .months = LR_BLACKLIST_MONTHS };
	struct lr_cutoff c = lr_cutoff(now, keep);
	unsigned char hash[LR_KEYHASH];
	enum lr_err err = LR_END;

	*listed = LR_LISTED_ADDRESS;
	if (l->keyed) {
		lr_keyhash(&l->key, ip, hash);
		err = ask(l->address, &c, hash, sizeof(hash));
	}
	if (err == LR_END && l->has_old) {
		lr_keyhash(&l->old, ip, hash);
		err = ask(l->address, &c, hash, sizeof(hash));
	}
	if (err != LR_END)
		return err;
	*listed = LR_LISTED_NETWORK;
	if ((err = ask(l->network, &c, ip->b, sizeof(ip->b))) == LR_END) {
		*listed = LR_LISTED_NOT;
		return LR_OK;
	}
	return err;
}
