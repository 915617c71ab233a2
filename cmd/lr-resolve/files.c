/* --registry: what the registries published, before anybody is asked. */
#include "resolve.h"

void
files_open(struct resolve *r)
{
	const char *why;
	unsigned i;

	for (i = 0; i < r->n_registries; i++)
		if (lr_registry_open(
			&r->registry[i], r->registry_file[i], &why) != LR_OK)
			lr_cli_die(r->cli, LR_EXIT_FAILED, "--registry %s: %s",
			    r->registry_file[i], why);
}

void
files_close(struct resolve *r)
{
	unsigned i;

	for (i = 0; i < r->n_registries; i++)
		lr_registry_close(r->registry[i]);
}

static bool
within(const struct lr_range *a, const struct lr_range *b)
{
	return lr_range_holds(b, &a->first) && lr_range_holds(b, &a->last);
}

uint32_t
files_find(struct resolve *r, const struct lr_ip *ip, bool *complete)
{
	struct lr_registration reg, best;
	bool full, any = false;
	uint32_t found, text;
	unsigned i;

	*complete = false;
	for (i = 0; i < r->n_registries; i++) {
		found = lr_registry_find(r->registry[i], ip);
		if (found == 0 ||
		    !lr_registry_get(r->registry[i], found, ip, &reg, &full))
			continue;
		if (any &&
		    (*complete > full ||
			(*complete == full &&
			    !within(&reg.range, &best.range))))
			continue;
		best = reg;
		*complete = full;
		any = true;
	}
	if (!any)
		return 0;
	text = nets_text(&r->nets, NETS_REGISTRY, &best);
	if (text == 0)
		resolve_die(r, LR_ENOMEM, NULL);
	return text;
}
