/*
 * netlist: lists of networks as people publish them, one a line: a prefix,
 * first-last or an address, then perhaps a comma, semicolon, tab or # and
 * anything. Read into a set; several lists may go into one.
 */
#ifndef LR_NETLIST_H
#define LR_NETLIST_H

#include "err.h"
#include "ipset.h"

#define LR_NETLIST_BYTES (256u << 20) /* of one file */

/* The ranges of lists while they are read. Zeroed, or after free. */
struct lr_netlist {
	struct lr_range *p;
	size_t n, cap;
};

void lr_netlist_free(struct lr_netlist *l);

/* Add those of a text. A first line without a digit is a header. LR_EBAD:
 * line number *line holds no network. LR_ENOMEM. */
enum lr_err lr_netlist_add(
    struct lr_netlist *l, struct lr_span text, unsigned long *line);

/* All of them, as a set; sorts the list. */
enum lr_err lr_netlist_set(struct lr_netlist *l, struct lr_ipset *set);

#endif
