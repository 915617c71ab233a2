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

/* A text; empty where there is none. False: the data are corrupt. */
static bool
text(const struct lr_registry *reg, uint32_t found, const char *name,
    struct lr_span *s)
{
	struct lr_mmdb_value v;

	if (lr_mmdb_get(reg->db, found, (const char *[]){ name, NULL }, &v) !=
	    LR_OK)
		return false;
	*s = v.type == LR_MMDB_TEXT ? v.text : lr_span(NULL, 0);
	return true;
}

bool
lr_registry_get(const struct lr_registry *reg, uint32_t found,
    const struct lr_ip *ip, struct lr_registration *r, bool *complete)
{
	struct lr_span network, netname, holder, country, status;

	lr_registration_clear(r);
	*complete = false;
	if (found == 0 || found == LR_MMDB_CORRUPT ||
	    !text(reg, found, "network", &network) ||
	    !text(reg, found, "netname", &netname) ||
	    !text(reg, found, "holder", &holder) ||
	    !text(reg, found, "holder_country", &country) ||
	    !text(reg, found, "holder_status", &status) ||
	    !lr_range_parse(network, &r->range) ||
	    !lr_range_holds(&r->range, ip)) {
		lr_registration_clear(r);
		return false;
	}
	lr_registration_netname(r, netname);
	lr_registration_holder(r, holder);
	lr_registration_country(r, country);
	lr_registration_status(r, status);
	*complete = r->n_holder > 0;
	return true;
}
