#include "queue.h"

#include <stdlib.h>

#include "limits.h"

enum lr_err
queue_init(struct queue *q, bool ordered)
{
	uint32_t i;

	*q = (struct queue){ .n = 0 };
	q->in_order.tail = &q->in_order.head;
	if (ordered)
		return LR_OK;
	q->lists = malloc(QUEUE_LISTS * sizeof(*q->lists));
	q->free_lists = malloc(QUEUE_LISTS * sizeof(*q->free_lists));
	if (q->lists == NULL || q->free_lists == NULL)
		return LR_ENOMEM;
	for (i = 0; i < QUEUE_LISTS; i++)
		q->free_lists[q->n_free++] = QUEUE_LISTS - 1 - i;
	return LR_OK;
}

void
queue_free(struct queue *q)
{
	struct waiting *w;

	while ((w = queue_take(q, &q->in_order)) != NULL)
		free(w);
	free(q->lists);
	free(q->free_lists);
}

bool
queue_full(const struct queue *q)
{
	return q->n >= QUEUE_RECORDS || q->bytes >= QUEUE_BYTES;
}

enum lr_err
queue_put(
    struct queue *q, struct queue_list *list, uint32_t id, struct lr_span line)
{
	struct waiting *w = malloc(sizeof(*w) + line.n + 1 + LR_PAD);

	if (w == NULL)
		return LR_ENOMEM;
	w->next = NULL;
	w->id = id;
	w->n = (uint32_t)line.n;
	memcpy(w->line, line.p, line.n);
	memset(w->line + line.n, '\n', 1 + LR_PAD);
	*list->tail = w;
	list->tail = &w->next;
	q->n++;
	q->bytes += line.n;
	return LR_OK;
}

struct waiting *
queue_take(struct queue *q, struct queue_list *list)
{
	struct waiting *w = list->head;

	if (w == NULL)
		return NULL;
	if ((list->head = w->next) == NULL)
		list->tail = &list->head;
	q->n--;
	q->bytes -= w->n;
	return w;
}

uint32_t
queue_list_new(struct queue *q)
{
	uint32_t list = q->free_lists[--q->n_free];

	q->lists[list].head = NULL;
	q->lists[list].tail = &q->lists[list].head;
	return list;
}

void
queue_list_free(struct queue *q, uint32_t list)
{
	q->free_lists[q->n_free++] = list;
}
