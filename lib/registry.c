#include "registry.h"

#include <stdlib.h>

#include "mmdb.h"

struct lr_registry {
	struct lr_mmdb *db;
};

enum lr_err
lr_registry_open(struct lr_registry **out, const char *path, const char **why)
{
	struct lr_registry *reg = malloc(sizeof(*reg));
	enum lr_err err;

	*out = NULL;
	*why = "out of memory";
	if (reg == NULL)
		return LR_ENOMEM;
	if ((err = lr_mmdb_open(&reg->db, path, why)) != LR_OK) {
		free(reg);
		return err;
	}
	if (!lr_span_eq(lr_mmdb_kind(reg->db), LR_SPAN(LR_REGISTRY_TYPE))) {
		*why = "not made by lr-mkdb registry";
		lr_registry_close(reg);
		return LR_EBAD;
	}
	lr_mmdb_quicken(reg->db);
	*out = reg;
	return LR_OK;
}

void
lr_registry_close(struct lr_registry *reg)
{
	if (reg == NULL)
		return;
	lr_mmdb_close(reg->db);
	free(reg);
}

uint32_t
lr_registry_find(const struct lr_registry *reg, const struct lr_ip *ip)
{
	return lr_mmdb_find(reg->db, ip);
}

enum { NETWORK, NETNAME, HOLDER, COUNTRY, STATUS, FIELDS };

/* The texts of a network; empty where there is none. False: the data are
 * corrupt. */
static bool
read_texts(const struct lr_mmdb *db, uint32_t found, struct lr_span *text)
{
	static const struct lr_span names[FIELDS] = { { "network", 7 },
		{ "netname", 7 }, { "holder", 6 }, { "holder_country", 14 },
		{ "holder_status", 13 } };
	struct lr_mmdb_walk w;
	struct lr_mmdb_value v;
	struct lr_span name;
	enum lr_err err;
	unsigned i;

	lr_mmdb_walk(db, found, &w);
	while ((err = lr_mmdb_next(db, &w, &name)) == LR_OK) {
		for (i = 0; i < FIELDS && !lr_span_eq(name, names[i]); i++)
			;
		if (i == FIELDS)
			continue;
		if (lr_mmdb_value(db, &w, &v) != LR_OK)
			return false;
		if (v.type == LR_MMDB_TEXT)
			text[i] = v.text;
	}
	return err == LR_END;
}

bool
lr_registry_get(const struct lr_registry *reg, uint32_t found,
    const struct lr_ip *ip, struct lr_registration *r, bool *complete)
{
	struct lr_span text[FIELDS] = { { NULL, 0 } };

	lr_registration_clear(r);
	*complete = false;
	if (found == 0 || found == LR_MMDB_CORRUPT ||
	    !read_texts(reg->db, found, text) ||
	    !lr_range_parse(text[NETWORK], &r->range) ||
	    !lr_range_holds(&r->range, ip)) {
		lr_registration_clear(r);
		return false;
	}
	lr_registration_netname(r, text[NETNAME]);
	lr_registration_holder(r, text[HOLDER]);
	lr_registration_country(r, text[COUNTRY]);
	lr_registration_status(r, text[STATUS]);
	*complete = r->n_holder > 0;
	return true;
}
