#include "listed.h"

#include <stdio.h>
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
/* of those whose ends are alike in as many bytes; see blacklist.h */
static const char ask_network[] =
    "SELECT 1 FROM network WHERE " LR_BLACKLIST_ALIKE
    " = ?5 AND first >= ?6 AND first <= ?4 AND last >= ?4 AND " COUNTS
    " ORDER BY first DESC LIMIT 1";

static enum lr_err
open_keys(struct lr_asklist *l, const char *dir, const char **why)
{
	static char message[512];
	enum lr_err err = lr_keyhash_open(&l->key, dir, false, why);

	l->keyed = err == LR_OK;
	if (err == LR_OK) {
		err = lr_keyhash_open_old(&l->old, dir, why);
		l->has_old = err == LR_OK;
	}
	if (err == LR_OK || err == LR_END)
		return LR_OK;
	snprintf(message, sizeof(message), "%s/hash.key%s: %s", dir,
	    l->keyed ? ".old" : "", *why);
	*why = message;
	return err;
}

static enum lr_err
open_queries(struct lr_asklist *l, const char **why)
{
	static char message[512];
	enum lr_err err = lr_query_new(&l->address, l->store, ask_address);

	if (err == LR_OK)
		err = lr_query_new(&l->network, l->store, ask_network);
	if (err != LR_OK) {
		snprintf(message, sizeof(message), "%s", lr_asklist_why(l));
		*why = message;
	}
	return err;
}

enum lr_err
lr_asklist_open(struct lr_asklist **out, const char *dir, const char **why)
{
	struct lr_asklist *l = calloc(1, sizeof(*l));
	enum lr_err err;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (l == NULL)
		return LR_ENOMEM;
	err = lr_store_open(
	    &l->store, &lr_blacklist_store, dir, LR_STORE_READ, why);
	if (err == LR_OK)
		err = open_keys(l, dir, why);
	if (err == LR_OK)
		err = open_queries(l, why);
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

/* Networks around it. Those of IPv4 have the 12 bytes of ::ffff:0:0 in common;
 * with fewer it is one of IPv6 that lies around them. */
static enum lr_err
ask_networks(
    struct lr_asklist *l, const struct lr_cutoff *c, const struct lr_ip *ip)
{
	int alike = sizeof(ip->b), least = lr_ip_is4(ip) ? 12 : 0;
	enum lr_err err = LR_END;
	struct lr_ip from = *ip;

	for (; err == LR_END && alike >= least; alike--) {
		if (alike < (int)sizeof(ip->b))
			from.b[alike] = 0;
		lr_query_int(l->network, 5, alike);
		lr_query_span(l->network, 6,
		    lr_span((const char *)from.b, sizeof(from.b)));
		err = ask(l->network, c, ip->b, sizeof(ip->b));
	}
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
	if ((err = ask_networks(l, &c, ip)) == LR_END) {
		*listed = LR_LISTED_NOT;
		return LR_OK;
	}
	return err;
}

const char *
lr_asklist_why(const struct lr_asklist *l)
{
	return lr_store_why(l->store);
}
