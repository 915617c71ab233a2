/*
 * mkregistry: make the file that `registry` reads, of what the registries'
 * dumps say of networks: a MaxMind DB with the fields network, netname, holder,
 * holder_country and holder_status, which other readers can use as well.
 *
 * Objects of registries and lines of their statistics come in any order. An
 * address gets the smallest object that holds it, or else the smallest
 * delegation: those never hide an object. Of several objects of one range the
 * better one counts: with a holder, then the newer one. The bytes of the file
 * do not depend on the order.
 *
 * Memory: 56 bytes an object, each different text once, and what mkmmdb takes.
 */
#ifndef LR_MKREGISTRY_H
#define LR_MKREGISTRY_H

#include "mkmmdb.h"
#include "registration.h"

struct lr_mkregistry; /* heap */

/* What became of it. */
struct lr_mkregistry_sum {
	struct lr_mkmmdb_sum file;
	uint32_t networks4, networks6; /* of objects */
	uint32_t holders;	       /* of them known */
	uint32_t delegations;	       /* ranges of statistics */
	uint32_t repeated; /* objects with the range of a better one */
};

enum lr_err lr_mkregistry_new(struct lr_mkregistry **m);
void lr_mkregistry_free(struct lr_mkregistry *m);

/* An organisation by its handle, in any case of letters. Without a name it is
 * a person: networks that refer to it have no holder. country may be empty; it
 * is for networks that have none. Of several the newer one counts. */
enum lr_err lr_mkregistry_organisation(struct lr_mkregistry *m,
    struct lr_span handle, struct lr_span name, struct lr_span country,
    int64_t changed);

/* A network. org is the handle of the organisation that holds it, or empty;
 * where no organisation of that handle comes, r's own holder counts. LR_EBAD:
 * IPv6 within ::/96, where the file keeps IPv4. */
enum lr_err lr_mkregistry_network(struct lr_mkregistry *m,
    const struct lr_registration *r, struct lr_span org, int64_t changed);

/* A line of statistics: only the range, country and status of r count. */
enum lr_err lr_mkregistry_delegation(
    struct lr_mkregistry *m, const struct lr_registration *r, int64_t changed);

/* Write the file to fd (none when it is -1). All that can be done with m
 * afterwards is lr_mkregistry_free. LR_ETOOLONG: over what the format holds. */
enum lr_err lr_mkregistry_write(struct lr_mkregistry *m, uint64_t epoch, int fd,
    struct lr_mkregistry_sum *sum);

#endif
