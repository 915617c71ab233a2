/*
 * queue: records that wait for an answer, as bytes. In order of arrival, or,
 * without order, under the address they wait for.
 */
#ifndef QUEUE_H
#define QUEUE_H

#include "err.h"
#include "span.h"

#include <stdint.h>

#define QUEUE_RECORDS 131072u
#define QUEUE_BYTES (32u << 20)
#define QUEUE_LISTS 10000u /* addresses waited for at once, without order */

struct waiting {
	struct waiting *next;
	uint32_t id; /* address, UINT32_MAX: waits for nothing but its turn */
	uint32_t n;
	char line[]; /* followed as lr_record_parse wants it */
};

struct queue_list {
	struct waiting *head, **tail;
};

struct queue {
	struct queue_list in_order;
	struct queue_list *lists; /* without order */
	uint32_t *free_lists;
	uint32_t n_free;
	unsigned n;
	size_t bytes;
};

/* LR_ENOMEM. */
enum lr_err queue_init(struct queue *q, bool ordered);
void queue_free(struct queue *q);

bool queue_full(const struct queue *q);

/* A copy of the line at the end of a list. LR_ENOMEM. */
enum lr_err queue_put(
    struct queue *q, struct queue_list *list, uint32_t id, struct lr_span line);

/* The first of a list leaves it; the caller frees it. NULL: none. */
struct waiting *queue_take(struct queue *q, struct queue_list *list);

/* A list for one address, by number; given back when it is empty. */
uint32_t queue_list_new(struct queue *q);
void queue_list_free(struct queue *q, uint32_t list);

#endif
