/* The stores that other programs keep for all sites: the blacklist, what
 * lr-resolve has found out. */
#include <stdio.h>

#include "clock.h"
#include "web.h"

enum {
	LOCK = 20,   /* ms that a store may be locked */
	AGAIN = 1000 /* ms until what is broken is looked at again */
};

void
stores_close(struct web *w)
{
	struct stores *st = &w->stores;

	lr_asklist_close(st->list);
	lr_netcache_close(st->net);
	lr_ptrcache_close(st->ptr);
	if (st->keyed)
		lr_keyhash_close(&st->key);
	st->list = NULL;
	st->net = NULL;
	st->ptr = NULL;
	st->keyed = st->broken = false;
}

/* A store that is not there yet is no fault. Without one that cannot be used
 * it might seem that a visitor is a company, who is none. */
static void
look_after(struct web *w, enum lr_err err, const char *why)
{
	if (err == LR_OK || err == LR_END)
		return;
	lr_cli_warn(w->cli, "%s: no visitor is taken for a company", why);
	w->stores.broken = true;
	w->stores.again = lr_clock_ticks() + AGAIN;
}

static void
stores_open(struct web *w)
{
	struct stores *st = &w->stores;
	char text[LR_MESSAGE_MAX];
	const char *why = "";
	struct lr_store *store;
	enum lr_err err;

	lr_store_hurry(LOCK);
	err = lr_asklist_open(&st->list, w->state, &why);
	look_after(w, err, why);
	err = lr_keyhash_open(&st->key, w->state, false, &why);
	st->keyed = err == LR_OK;
	/* of a key that cannot be used the list has told */
	if (err == LR_END || st->broken)
		return;
	if (err != LR_OK) {
		snprintf(text, sizeof(text), "%s/hash.key: %s", w->state, why);
		look_after(w, err, text);
		return;
	}
	err = lr_ptrcache_open(&st->ptr, w->state, LR_STORE_READ, &why);
	look_after(w, err, why);
	if (err != LR_OK)
		return;
	store = lr_ptrcache_store(st->ptr);
	err = lr_netcache_open(&st->net, store, LR_STORE_READ);
	if (err != LR_OK)
		look_after(w, err, lr_store_why(store));
}

void
stores_look(struct web *w)
{
	static const char *const names[] = { "blacklist.db", "resolve.db",
		"hash.key" };
	struct stores *st = &w->stores;
	struct stamp now;
	bool same = st->opened;
	unsigned i;

	st->opened = true;
	for (i = 0; i < 3; i++) {
		struct stamp *was = &st->stamp[i];

		(void)stamp_of(
		    path_of(w, names[i], (struct lr_span){ NULL, 0 }, ""),
		    &now);
		/* another file; what is written into it, it finds itself */
		same &= was->inode == now.inode && was->device == now.device;
		*was = now;
	}
	if (same && !(st->broken && lr_clock_ticks() >= st->again))
		return;
	stores_close(w);
	stores_open(w);
}

enum lr_err
stores_heard(struct web *w, enum lr_err err, const char *why)
{
	if (err == LR_END)
		err = LR_OK;
	look_after(w, err, why);
	return err;
}
