#include "whoisjob.h"

void
lr_whoisjob_queue(struct lr_whoisjob *j, bool first)
{
	struct lr_whoisserver *s = j->server;

	j->state = LR_WHOISJOB_QUEUED;
	j->next = first ? s->head : NULL;
	if (s->head == NULL)
		s->head = s->tail = j;
	else if (first)
		s->head = j;
	else {
		s->tail->next = j;
		s->tail = j;
	}
}

struct lr_whoisjob *
lr_whoisjob_take(struct lr_whoisserver *s)
{
	struct lr_whoisjob *j = s->head;

	s->head = j->next;
	if (s->head == NULL)
		s->tail = NULL;
	return j;
}

void
lr_whoisjob_leave(struct lr_whoisjob *j)
{
	struct lr_whoisserver *s = j->server;
	struct lr_whoisjob **at = &s->head, *before = NULL;

	for (; *at != j; at = &(*at)->next)
		before = *at;
	*at = j->next;
	if (s->tail == j)
		s->tail = before;
}

size_t
lr_whoisjob_question(const struct lr_whoisjob *j, char *out)
{
	const struct lr_whoisrow *row = j->server->row;
	struct lr_ip ip = j->ip;
	char text[LR_IP_TEXT];

	if (j->what != LR_WHOIS_ENOUGH)
		return lr_whoistable_ask(
		    j->what == LR_WHOIS_NET && row->handle[0] == '-'
			? "%"
			: row->handle,
		    lr_span_str(j->handle), out);
	if (!lr_ip_is4(&ip))
		ip = lr_range_around(&ip, 64).first;
	return lr_whoistable_ask(
	    row->address, lr_span(text, lr_ip_put(&ip, text)), out);
}
