/*
 * groups: addresses that wait until it is found whose they are, each in the
 * group of its neighbours: all that could be in one network with it.
 */
#ifndef GROUPS_H
#define GROUPS_H

#include "ip.h"
#include "map.h"

/* An address that waits. */
struct waits {
	struct waits *next;
	uint32_t id;
};

struct group {
	uint32_t number; /* of the claim */
	bool claimed, listed;
	unsigned asking; /* questions on their way */
	unsigned limit;	 /* of those */
	struct waits *head, **tail;
	struct group *next; /* in the list of ready or blocked ones */
};

struct group_list {
	struct group *head, **tail;
};

struct groups {
	struct lr_map numbers;
	struct group **group; /* by number in numbers */
	uint32_t cap;
	struct waits *free_waits;
};

void groups_init(struct groups *s);
void groups_free(struct groups *s);

/* The group of an address, made when it is new; NULL: no memory. */
struct group *groups_of(struct groups *s, const struct lr_ip *ip);

/* An address, by its number, waits behind the others. LR_ENOMEM. */
enum lr_err groups_put(struct groups *s, struct group *g, uint32_t id);

/* The first that waits does so no longer. */
uint32_t groups_take(struct groups *s, struct group *g);

/* A group is in one list at most: put does nothing where it is in one. */
void list_init(struct group_list *l);
void list_put(struct group_list *l, struct group *g);
struct group *list_take(struct group_list *l); /* NULL: none */

#endif
