/* Any text as the configuration of a site: what is taken is within limits. */
#include <stdint.h>

#include "must.h"
#include "siteconf.h"

static void
names(const struct lr_siteconf_files *f)
{
	unsigned i;

	must(f->n <= LR_SITECONF_FILES);
	for (i = 0; i < f->n; i++)
		must(f->path[i][0] == '/');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_siteconf c = { .hosts = 0 };
	unsigned i;

	if (lr_siteconf_parse(&c, lr_span((const char *)data, size)) == LR_OK) {
		must(c.hosts > 0 && c.hosts <= LR_SITECONF_HOSTS);
		for (i = 0; i < c.hosts; i++)
			must(c.host[i].n > 0 && c.host[i].n <= LR_NAME_MAX &&
			    lr_siteconf_host(&c, c.host[i]) == true);
		must(c.proxies <= LR_SITECONF_PROXIES);
		must(c.spool_days >= 1 && c.spool_days <= LR_SITECONF_DAYS);
		must(c.cookie_days >= 1 && c.limit_address > 0 &&
		    c.limit_site > 0);
		for (i = 0; i < c.pixel.n; i++)
			must(c.pixel.p[i] > ' ' && c.pixel.p[i] != '"');
		names(&c.mmdb);
		for (i = 0; i < LR_SITECONF_LISTS; i++)
			names(&c.list[i]);
	} else {
		must(c.why[0] != '\0');
	}
	lr_siteconf_free(&c);
	return 0;
}
