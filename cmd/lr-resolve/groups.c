#include "groups.h"

#include <stdlib.h>

#define KEYS_MAX (1u << 26) /* bytes of their numbers */

void
list_init(struct group_list *l)
{
	l->head = NULL;
	l->tail = &l->head;
}

void
list_put(struct group_list *l, struct group *g)
{
	if (g->listed)
		return;
	g->listed = true;
	g->next = NULL;
	*l->tail = g;
	l->tail = &g->next;
}

struct group *
list_take(struct group_list *l)
{
	struct group *g = l->head;

	if (g == NULL)
		return NULL;
	if ((l->head = g->next) == NULL)
		l->tail = &l->head;
	g->listed = false;
	return g;
}

/* The first 12 bits of IPv4, 28 of IPv6: registries have given hardly anybody
 * more. */
static uint32_t
group_number(const struct lr_ip *ip)
{
	if (lr_ip_is4(ip))
		return lr_ip_v4(ip) >> 20;
	return 4096 +
	    ((uint32_t)ip->b[0] << 20 | (uint32_t)ip->b[1] << 12 |
		(uint32_t)ip->b[2] << 4 | ip->b[3] >> 4);
}

void
groups_init(struct groups *s)
{
	*s = (struct groups){ .cap = 0 };
	lr_map_init(&s->numbers, KEYS_MAX);
}

void
groups_free(struct groups *s)
{
	struct waits *w;
	uint32_t i;

	for (i = 0; i < s->numbers.n; i++) {
		while ((w = s->group[i]->head) != NULL) {
			s->group[i]->head = w->next;
			free(w);
		}
		free(s->group[i]);
	}
	while ((w = s->free_waits) != NULL) {
		s->free_waits = w->next;
		free(w);
	}
	free(s->group);
	lr_map_free(&s->numbers);
}

/* Room for number i. */
static bool
make_room(struct groups *s, uint32_t i)
{
	uint32_t cap = s->cap == 0 ? 256 : s->cap * 2;
	struct group **p;

	if (i < s->cap)
		return true;
	if ((p = realloc(s->group, cap * sizeof(*p))) == NULL)
		return false;
	s->group = p;
	s->cap = cap;
	return true;
}

struct group *
groups_of(struct groups *s, const struct lr_ip *ip)
{
	uint32_t number = group_number(ip), i;
	struct lr_span key = lr_span((const char *)&number, sizeof(number));
	struct group *g;

	if ((i = lr_map_find(&s->numbers, key)) != LR_MAP_NONE)
		return s->group[i];
	if (!make_room(s, s->numbers.n) || (g = calloc(1, sizeof(*g))) == NULL)
		return NULL;
	g->number = number;
	g->limit = 1;
	g->tail = &g->head;
	s->group[s->numbers.n] = g;
	if (lr_map_add(&s->numbers, key, &i, NULL) == LR_OK)
		return g;
	free(g);
	return NULL;
}

enum lr_err
groups_put(struct groups *s, struct group *g, uint32_t id)
{
	struct waits *w = s->free_waits;

	if (w != NULL)
		s->free_waits = w->next;
	else if ((w = malloc(sizeof(*w))) == NULL)
		return LR_ENOMEM;
	w->id = id;
	w->next = NULL;
	*g->tail = w;
	g->tail = &w->next;
	return LR_OK;
}

uint32_t
groups_take(struct groups *s, struct group *g)
{
	struct waits *w = g->head;

	if ((g->head = w->next) == NULL)
		g->tail = &g->head;
	w->next = s->free_waits;
	s->free_waits = w;
	return w->id;
}
