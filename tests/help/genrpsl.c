/*
 * genrpsl: a made-up dump of a registry on standard output, the same every
 * time: organisations, then networks laid out as RIPE's are (blocks of
 * providers, in them the ranges of customers, of all sizes, some not aligned),
 * with the attributes and the lengths of real objects.
 *
 *	genrpsl NETWORKS ORGANISATIONS
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../draw.h"
#include "ip.h"
#include "num.h"

static const char *const syllables[] = { "al", "ber", "cor", "dan", "el", "fin",
	"gor", "hel", "in", "jan", "kol", "lam", "mer", "nor", "os", "par",
	"qui", "ros", "sel", "tor", "ul", "ver", "wes", "xan", "yor", "zel" };
static const char *const forms[] = { "GmbH", "AG", "B.V.", "S.A.", "Ltd",
	"S.r.l.", "Oy", "AB", "sp. z o.o.", "LLC" };
static const char *const countries[] = { "DE", "NL", "FR", "GB", "IT", "FI",
	"SE", "PL", "UA", "ES" };

static void
word(uint64_t n)
{
	unsigned i;

	for (i = 0; i < 4; i++, n /= 26)
		fputs(syllables[n % 26], stdout);
}

static void
stamp(void)
{
	printf("created:        20%02d-%02d-%02dT10:11:12Z\n"
	       "last-modified:  20%02d-%02d-%02dT10:11:12Z\n"
	       "source:         EXAMPLE # Filtered\n\n",
	    (int)dice(10), 1 + (int)dice(12), 1 + (int)dice(28),
	    10 + (int)dice(16), 1 + (int)dice(12), 1 + (int)dice(28));
}

static void
organisation(uint64_t i)
{
	printf("organisation:   ORG-EX%" PRIu64 "-TEST\norg-name:       ", i);
	word(i * 7919);
	printf(" %s\ncountry:        %s\norg-type:       OTHER\n"
	       "address:        Street %" PRIu64 "\naddress:        City\n"
	       "e-mail:         person%" PRIu64 "@example.net\n"
	       "admin-c:        PERS%" PRIu64 "-TEST\n"
	       "mnt-ref:        EXAMPLE-MNT\nmnt-by:         EXAMPLE-MNT\n",
	    forms[i % 10], countries[i % 10], i % 300, i, i);
	stamp();
}

static void
range(uint32_t first, uint32_t last)
{
	char text[LR_IP_TEXT];
	struct lr_ip ip = lr_ip_from4(first);

	printf("inetnum:        %.*s - ", (int)lr_ip_put(&ip, text), text);
	ip = lr_ip_from4(last);
	printf("%.*s\n", (int)lr_ip_put(&ip, text), text);
}

static void
network(uint64_t i, uint32_t first, uint32_t last, uint64_t orgs, bool block)
{
	range(first, last);
	fputs("netname:        ", stdout);
	word(i % 3 == 0 ? i : i / 40);
	printf("-NET\n");
	if (dice(10) < 8) {
		fputs("descr:          ", stdout);
		word(i % 2 == 0 ? i * 31 : i / 60);
		printf(" %s\ndescr:          Hauptstrasse %d\n", forms[i % 10],
		    (int)dice(200));
	}
	printf("country:        %s\n", countries[i % 10]);
	if (block || dice(10) < 3)
		printf("org:            ORG-EX%" PRIu64 "-TEST\n",
		    (uint64_t)dice((uint32_t)orgs));
	printf("admin-c:        PERS%d-TEST\ntech-c:         PERS%d-TEST\n"
	       "status:         %s\nremarks:        mail abuse@example.net "
	       "for reports of any kind\n"
	       "mnt-by:         EXAMPLE%d-MNT\n"
	       "mnt-lower:      EXAMPLE-MNT\nmnt-routes:     EXAMPLE-MNT\n",
	    (int)dice(90000), (int)dice(90000),
	    block ? "ALLOCATED PA" : "ASSIGNED PA", (int)dice(9000));
	stamp();
}

/* Customers' ranges in a block of a provider; how many. */
static uint64_t
block(uint64_t i, uint64_t n, uint32_t first, uint32_t size, uint64_t orgs)
{
	static const unsigned bits[] = { 8, 8, 5, 4, 3, 3, 2, 6 };
	uint32_t at = first, last = first + (size - 1), len;
	uint64_t from = i;

	network(i++, first, last, orgs, true);
	while (i < n && at <= last - 256) {
		len = 1u << bits[dice(8)];
		if (dice(20) == 0)
			len = len * 3 - 1; /* not aligned */
		network(i++, at, at + len - 1, orgs, false);
		at = (at + len + 7) & ~7u;
	}
	return i - from;
}

int
main(int argc, char *argv[])
{
	uint64_t networks, orgs, i;
	uint32_t at = UINT32_C(1) << 24;

	if (argc != 3 ||
	    !lr_num_u64(lr_span_str(argv[1]), 10000000, &networks) ||
	    !lr_num_u64(lr_span_str(argv[2]), 10000000, &orgs) || orgs == 0)
		return 2;
	for (i = 0; i < orgs; i++)
		organisation(i);
	for (i = 0; i < networks; at += 1u << 14)
		i += block(i, networks, at, 1u << 14, orgs);
	return ferror(stdout) != 0 || fflush(stdout) != 0;
}
