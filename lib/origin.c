#include "origin.h"

#include <stdlib.h>

#include "ascii.h"
#include "map.h"
#include "num.h"
#include "utf8.h"

enum {
	NETS_MAX = 1 << 20,	/* remembered; then all is asked anew */
	MEMORY_MAX = 512 << 20, /* bytes of either table's keys and entries */
	ZONE_MAX = 180,		/* leaves room for an IPv6 address */
	ALIASES_MAX = 4,	/* that lead to a new question */
	TEXT_MAX = 1024,	/* longer ones are none of these */
	SHORTEST4 = 8,
	SHORTEST6 = 16 /* nobody has more than that */
};

enum state { ASKED, KNOWN, FAILED };

struct waiter {
	struct waiter *next;
	uint32_t id;
};

struct as {
	enum state state;
	unsigned aliases;
	uint32_t asn;
	int64_t deadline;
	struct job *first, **last; /* that wait for the name */
	struct lr_span name;
};

/* A /24 or /48. */
struct net {
	struct lr_ip first; /* of the prefix announced */
	struct as *as;	    /* NULL: nobody announces it */
	struct job *job;    /* NULL: done with */
	unsigned char len;
	bool failed;
};

/* A net that is being asked about. */
struct job {
	struct job *next; /* of the as; free */
	struct job *all;
	struct net *net;
	struct lr_ip ip; /* of the net */
	int64_t deadline;
	unsigned aliases;
	struct waiter *first, **last;
};

struct lr_origin {
	struct lr_ask *ask;
	struct lr_asker net_asker, as_asker;
	lr_origin_done *done;
	void *arg;
	unsigned window, flying;
	struct lr_map net_map, as_map;
	struct lr_arena memory; /* of nets and ases */
	void **nets, **ases;	/* by number */
	uint32_t nets_cap, ases_cap;
	struct waiter *free_waiters;
	struct job *free_jobs, *all_jobs;
	size_t zone_n;
	char zone[ZONE_MAX];
};

/* ---- texts */

/* The next field of "a | b | c". */
static struct lr_span
field(struct lr_span *rest)
{
	return lr_span_trim(lr_span_cut(rest, '|'));
}

bool
lr_origin_read(struct lr_span text, const struct lr_ip *ip, uint32_t *asn,
    struct lr_range *prefix)
{
	struct lr_span origins = field(&text), net = field(&text);
	size_t slash = lr_span_find(net, '/');
	uint64_t v, len;

	/* of several origins the first one */
	if (!lr_num_u64(lr_span_cut(&origins, ' '), UINT32_MAX, &v) || v == 0)
		return false;
	if (slash == net.n || !lr_range_parse(net, prefix) ||
	    !lr_num_u64(lr_span_sub(net, slash + 1, net.n), 128, &len) ||
	    len < (lr_ip_is4(ip) ? SHORTEST4 : SHORTEST6) ||
	    lr_ip_is4(ip) != lr_ip_is4(&prefix->first) ||
	    !lr_range_holds(prefix, ip))
		return false;
	*asn = (uint32_t)v;
	return true;
}

/* Text from anywhere as UTF-8 that a terminal may have: what is not UTF-8 is
 * taken for Latin-1. Cut where out is full. */
static size_t
clean(struct lr_span s, char *out)
{
	bool utf8 = lr_utf8_valid(s);
	const char *p = s.p, *end = lr_span_end(s);
	size_t n = 0;

	while (p < end && n + 4 <= LR_ORIGIN_NAME) {
		unsigned len = utf8 ? lr_utf8_len(p, end) : 1;
		uint32_t c = utf8 ? lr_utf8_get(p, len) : (unsigned char)*p;

		p += len;
		if (lr_utf8_unsafe(c))
			c = ' ';
		if (c != ' ' || n > 0)
			n += lr_utf8_put(c, out + n);
	}
	return n;
}

size_t
lr_origin_name(struct lr_span text, uint32_t asn, char *out)
{
	uint64_t v;
	size_t n;
	int i;

	if (!lr_num_u64(field(&text), UINT32_MAX, &v) || v != asn)
		return 0;
	for (i = 0; i < 3; i++)
		field(&text);
	text = lr_span_trim(text);
	if (text.n >= 4 && lr_is_alpha(text.p[text.n - 1]) &&
	    lr_is_alpha(text.p[text.n - 2]) && text.p[text.n - 3] == ' ' &&
	    text.p[text.n - 4] == ',')
		text = lr_span_trim(lr_span_sub(text, 0, text.n - 4));
	n = clean(text, out);
	while (n > 0 && out[n - 1] == ' ')
		n--;
	return n;
}

/* ---- questions */

/* PREFIX.origin.ZONE and so on; head ends in a dot. */
static enum lr_err
ask(struct lr_origin *o, const struct lr_asker *asker, struct lr_span head,
    int64_t *deadline, void *question)
{
	struct lr_dnsname name;
	char text[LR_NAME_MAX];

	memcpy(text, head.p, head.n);
	memcpy(text + head.n, o->zone, o->zone_n);
	if (!lr_dnsname_host(&name, lr_span(text, head.n + o->zone_n)))
		return LR_EBAD;
	return lr_ask(
	    o->ask, asker, &name, LR_DNS_TXT, NULL, deadline, question);
}

static enum lr_err
ask_net(struct lr_origin *o, struct job *job)
{
	char text[LR_NAME_MAX - ZONE_MAX];
	const unsigned char *b = job->ip.b;
	size_t n = 0;
	int i;

	if (lr_ip_is4(&job->ip)) {
		for (i = 15; i >= 12; i--) {
			n += lr_num_put(b[i], text + n);
			text[n++] = '.';
		}
		memcpy(text + n, "origin.", 7);
		n += 7;
	} else {
		for (i = 31; i >= 0; i--) {
			text[n++] =
			    "0123456789abcdef"[i % 2 == 0 ? b[i / 2] >> 4
							  : b[i / 2] & 15];
			text[n++] = '.';
		}
		memcpy(text + n, "origin6.", 8);
		n += 8;
	}
	return ask(o, &o->net_asker, lr_span(text, n), &job->deadline, job);
}

static enum lr_err
ask_as(struct lr_origin *o, struct as *as)
{
	char text[LR_NUM_TEXT + 3] = "AS";
	size_t n = 2 + lr_num_put(as->asn, text + 2);

	text[n++] = '.';
	return ask(o, &o->as_asker, lr_span(text, n), &as->deadline, as);
}

/* ---- results */

static void
tell(struct lr_origin *o, const struct net *net, uint32_t id)
{
	struct lr_origin_result result = { .failed = net->failed };

	if (net->as != NULL) {
		result.asn = net->as->asn;
		result.name = net->as->name;
		result.prefix = lr_range_around(&net->first, net->len);
		result.failed = net->as->state == FAILED;
	}
	o->done(o->arg, id, &result);
}

/* The net is done with; all who wait hear of it. They may ask again. */
static void
finish(struct lr_origin *o, struct job *job)
{
	struct net *net = job->net;
	struct waiter *w = job->first, *next;

	net->job = NULL;
	job->net = NULL;
	job->first = NULL;
	job->next = o->free_jobs;
	o->free_jobs = job;
	for (; w != NULL; w = next) {
		uint32_t id = w->id;

		next = w->next;
		w->next = o->free_waiters;
		o->free_waiters = w;
		o->flying--;
		tell(o, net, id);
	}
}

static void
failed(struct lr_origin *o, struct job *job)
{
	job->net->failed = true;
	finish(o, job);
}

static void
finish_as(struct lr_origin *o, struct as *as, enum state state)
{
	struct job *job = as->first, *next;

	as->state = state;
	as->first = NULL;
	for (; job != NULL; job = next) {
		next = job->next;
		finish(o, job);
	}
}

/* Make room for number n of a map. */
static bool
room_for(void ***array, uint32_t *cap, uint32_t n)
{
	void **p;
	uint32_t more = *cap == 0 ? 64 : *cap * 2;

	if (n < *cap)
		return true;
	if ((p = realloc(*array, more * sizeof(*p))) == NULL)
		return false;
	*array = p;
	*cap = more;
	return true;
}

/* The AS of that number, asked for its name if it is new. NULL: no memory. */
static struct as *
get_as(struct lr_origin *o, uint32_t asn)
{
	struct as *as;
	uint32_t id;
	bool added;

	if (!room_for(&o->ases, &o->ases_cap, o->as_map.n) ||
	    lr_map_add(&o->as_map, lr_span((char *)&asn, sizeof(asn)), &id,
		&added) != LR_OK)
		return NULL;
	if (!added)
		return o->ases[id];
	o->ases[id] = as = lr_arena_alloc(&o->memory, sizeof(*as));
	if (as == NULL)
		return NULL;
	*as = (struct as){ .asn = asn };
	as->last = &as->first;
	if (ask_as(o, as) != LR_OK)
		as->state = FAILED;
	return as;
}

/* Of several texts the one with the longest prefix, and then with the lowest
 * number: servers like to turn them round. */
static bool
best(const struct lr_dnsanswer *a, const struct lr_ip *ip, uint32_t *asn,
    struct lr_range *prefix)
{
	struct lr_range range;
	char text[TEXT_MAX];
	uint32_t n;
	unsigned i;
	int c;

	*asn = 0;
	for (i = 0; i < a->texts; i++) {
		if (a->text[i].n > sizeof(text) ||
		    !lr_origin_read(
			lr_span(text, lr_dns_text(a->text[i], text)), ip, &n,
			&range))
			continue;
		/* all hold ip: the later begins or the earlier ends the
		 * longer prefix */
		c = *asn == 0 ? 1 : lr_ip_cmp(&range.first, &prefix->first);
		if (c == 0)
			c = lr_ip_cmp(&prefix->last, &range.last);
		if (c > 0 || (c == 0 && n < *asn)) {
			*asn = n;
			*prefix = range;
		}
	}
	return *asn > 0;
}

static void
answered_net(void *arg, void *question, const struct lr_dnsanswer *a)
{
	struct lr_origin *o = arg;
	struct job *job = question;
	struct net *net = job->net;
	struct lr_range prefix;
	struct lr_ip first;
	uint32_t asn;

	if (a->class == LR_DNS_ALIAS && job->aliases++ < ALIASES_MAX &&
	    lr_ask(o->ask, &o->net_asker, &a->alias, LR_DNS_TXT, NULL,
		&job->deadline, job) == LR_OK)
		return;
	if (a->class == LR_DNS_BROKEN || a->class == LR_DNS_ALIAS) {
		failed(o, job);
		return;
	}
	if (!best(a, &job->ip, &asn, &prefix)) {
		finish(o, job);
		return;
	}
	net->first = prefix.first;
	net->len = (unsigned char)lr_range_split(&prefix, &first);
	if ((net->as = get_as(o, asn)) == NULL) {
		failed(o, job);
	} else if (net->as->state != ASKED) {
		finish(o, job);
	} else {
		job->next = NULL;
		*net->as->last = job;
		net->as->last = &job->next;
	}
}

static void
answered_as(void *arg, void *question, const struct lr_dnsanswer *a)
{
	struct lr_origin *o = arg;
	struct as *as = question;
	char text[TEXT_MAX], name[LR_ORIGIN_NAME], best_name[LR_ORIGIN_NAME];
	size_t n, best_n = 0;
	unsigned i;

	if (a->class == LR_DNS_ALIAS && as->aliases++ < ALIASES_MAX &&
	    lr_ask(o->ask, &o->as_asker, &a->alias, LR_DNS_TXT, NULL,
		&as->deadline, as) == LR_OK)
		return;
	/* of several the first in alphabetical order, which is always the
	 * same */
	for (i = 0; i < a->texts; i++) {
		if (a->text[i].n > sizeof(text))
			continue;
		n = lr_origin_name(lr_span(text, lr_dns_text(a->text[i], text)),
		    as->asn, name);
		if (n > 0 &&
		    (best_n == 0 ||
			lr_span_cmp(lr_span(name, n),
			    lr_span(best_name, best_n)) < 0)) {
			memcpy(best_name, name, n);
			best_n = n;
		}
	}
	if (best_n > 0)
		as->name = lr_arena_dup(&o->memory, lr_span(best_name, best_n));
	finish_as(o, as,
	    a->class == LR_DNS_BROKEN || a->class == LR_DNS_ALIAS ? FAILED
								  : KNOWN);
}

/* ---- asking */

static enum lr_err
wait_for(struct lr_origin *o, struct job *job, uint32_t id)
{
	struct waiter *w = o->free_waiters;

	if (w != NULL)
		o->free_waiters = w->next;
	else if ((w = malloc(sizeof(*w))) == NULL)
		return LR_ENOMEM;
	*w = (struct waiter){ .id = id };
	*job->last = w;
	job->last = &w->next;
	o->flying++;
	return LR_OK;
}

static struct job *
new_job(struct lr_origin *o, struct net *net, const struct lr_ip *ip)
{
	struct job *job = o->free_jobs, *all;

	if (job != NULL) {
		o->free_jobs = job->next;
		all = job->all;
	} else {
		if ((job = malloc(sizeof(*job))) == NULL)
			return NULL;
		all = o->all_jobs;
		o->all_jobs = job;
	}
	*job = (struct job){ .all = all, .net = net, .ip = *ip };
	job->last = &job->first;
	net->job = job;
	return job;
}

/* Begin anew; nobody waits. */
static void
forget(struct lr_origin *o)
{
	lr_map_free(&o->net_map);
	lr_map_free(&o->as_map);
	lr_map_init(&o->net_map, MEMORY_MAX);
	lr_map_init(&o->as_map, MEMORY_MAX);
	lr_arena_reset(&o->memory);
}

static enum lr_err
begin(struct lr_origin *o, uint32_t i, const struct lr_ip *ip, uint32_t id)
{
	struct net *net = lr_arena_alloc(&o->memory, sizeof(*net));
	struct job *job;
	enum lr_err err;

	o->nets[i] = net;
	if (net == NULL)
		return LR_ENOMEM;
	*net = (struct net){ .len = 0 };
	if ((job = new_job(o, net, ip)) == NULL)
		return LR_ENOMEM;
	if ((err = wait_for(o, job, id)) != LR_OK)
		return err;
	return ask_net(o, job);
}

enum lr_err
lr_origin_ask(struct lr_origin *o, const struct lr_ip *ip, uint32_t id)
{
	bool four = lr_ip_is4(ip), added;
	struct lr_range range = lr_range_around(ip, four ? 24 : 48);
	struct lr_span key = lr_span((char *)range.first.b, 6);
	struct net *net;
	uint32_t i;

	if (four) /* 3 bytes tell it from IPv6, too */
		key = lr_span((char *)range.first.b + 12, 3);
	if (o->net_map.n >= NETS_MAX && o->flying == 0)
		forget(o);
	if (!room_for(&o->nets, &o->nets_cap, o->net_map.n) ||
	    lr_map_add(&o->net_map, key, &i, &added) != LR_OK)
		return LR_ENOMEM;
	if (added)
		return begin(o, i, &range.first, id);
	if ((net = o->nets[i]) == NULL)
		return LR_ENOMEM;
	if (net->job != NULL)
		return wait_for(o, net->job, id);
	tell(o, net, id);
	return LR_OK;
}

bool
lr_origin_room(const struct lr_origin *o)
{
	return o->flying < o->window &&
	    (o->net_map.n < NETS_MAX || o->flying == 0);
}

unsigned
lr_origin_flying(const struct lr_origin *o)
{
	return o->flying;
}

/* ---- open and close */

enum lr_err
lr_origin_open(struct lr_origin **out, struct lr_ask *asks, struct lr_span zone,
    unsigned window, lr_origin_done *done, void *arg)
{
	struct lr_origin *o;

	*out = NULL;
	if (zone.n > ZONE_MAX || !lr_dns_host(zone))
		return LR_EBAD;
	if ((o = calloc(1, sizeof(*o))) == NULL)
		return LR_ENOMEM;
	o->ask = asks;
	o->net_asker = (struct lr_asker){ answered_net, o };
	o->as_asker = (struct lr_asker){ answered_as, o };
	o->done = done;
	o->arg = arg;
	o->window = window;
	lr_map_init(&o->net_map, MEMORY_MAX);
	lr_map_init(&o->as_map, MEMORY_MAX);
	lr_arena_init(&o->memory, MEMORY_MAX);
	memcpy(o->zone, zone.p, zone.n);
	o->zone_n = zone.n;
	*out = o;
	return LR_OK;
}

void
lr_origin_close(struct lr_origin *o)
{
	struct job *job;
	struct waiter *w;

	if (o == NULL)
		return;
	while ((job = o->all_jobs) != NULL) {
		o->all_jobs = job->all;
		while ((w = job->first) != NULL) {
			job->first = w->next;
			free(w);
		}
		free(job);
	}
	while ((w = o->free_waiters) != NULL) {
		o->free_waiters = w->next;
		free(w);
	}
	lr_map_free(&o->net_map);
	lr_map_free(&o->as_map);
	lr_arena_free(&o->memory);
	free(o->nets);
	free(o->ases);
	free(o);
}
