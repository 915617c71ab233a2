#include "reverse.h"

#include <stdlib.h>

#include "hostname.h"

enum {
	ALIASES_MAX = 4, /* of one address, that lead to a new question */
	LINES = LR_HOST_DYNAMIC | LR_HOST_LINE | LR_HOST_MOBILE,
	PROVIDERS = LINES | LR_HOST_HOSTING | LR_HOST_ISP | LR_HOST_VPN |
	    LR_HOST_RELAY | LR_HOST_GATEWAY
};

struct job {
	struct job *next; /* free */
	struct job *all;
	struct lr_ip ip;
	uint32_t id;
	bool forward; /* the question now asked */
	bool unsure;  /* one of these was not answered */
	unsigned aliases;
	int64_t deadline;
	unsigned n, at; /* names, the one being led back */
	struct {
		unsigned char n;
		char text[LR_NAME_MAX];
	} name[LR_DNS_NAMES];
};

struct lr_reverse {
	struct lr_ask *asks;
	struct lr_asker asker;
	lr_reverse_done *done;
	void *arg;
	unsigned window, flying;
	struct lr_hostnames *hosts; /* NULL: not needed yet */
	struct job *free_jobs, *all_jobs;
};

static void
finish(struct lr_reverse *r, struct job *job,
    const struct lr_reverse_result *result)
{
	r->flying--;
	job->next = r->free_jobs;
	r->free_jobs = job;
	r->done(r->arg, job->id, result);
}

static void
finish_name(struct lr_reverse *r, struct job *job, unsigned i, bool verified)
{
	struct lr_reverse_result result = {
		.name = lr_span(job->name[i].text, job->name[i].n),
		.verified = verified,
		.failed = !verified && job->unsure,
	};

	finish(r, job, &result);
}

static void
finish_none(struct lr_reverse *r, struct job *job, bool failed)
{
	struct lr_reverse_result result = { .failed = failed };

	finish(r, job, &result);
}

static enum lr_err
ask(struct lr_reverse *r, struct job *job, const struct lr_dnsname *name)
{
	enum lr_dns_type type = !job->forward ? LR_DNS_PTR
	    : lr_ip_is4(&job->ip)	      ? LR_DNS_A
					      : LR_DNS_AAAA;

	return lr_ask(
	    r->asks, &r->asker, name, type, &job->ip, &job->deadline, job);
}

/* Lead the next name back; after the last, the first one stands unverified. */
static void
confirm(struct lr_reverse *r, struct job *job)
{
	struct lr_dnsname name;

	for (job->forward = true; job->at < job->n; job->at++) {
		if (lr_dnsname_host(&name,
			lr_span(
			    job->name[job->at].text, job->name[job->at].n)) &&
		    ask(r, job, &name) == LR_OK)
			return;
		job->unsure = true;
	}
	finish_name(r, job, 0, false);
}

/* Does the name stand under a domain that can be an organisation's own, and
 * was not made from the address? */
static bool
organisations(
    const struct lr_reverse *r, struct lr_span name, const struct lr_ip *ip)
{
	struct lr_hostname h;

	lr_hostname_read(r->hosts, name, ip, &h);
	return h.own.n > 0 && !h.private && !h.address && !h.many &&
	    (h.words & LINES) == 0 &&
	    ((h.label_words | h.list) & PROVIDERS) == 0;
}

static void
add_name(struct job *job, struct lr_span name)
{
	job->name[job->n].n = (unsigned char)name.n;
	memcpy(job->name[job->n].text, name.p, name.n);
	job->n++;
}

/* The organisations' names first. Without memory for telling, as they come. */
static void
take_names(struct lr_reverse *r, struct job *job, const struct lr_dnsanswer *a)
{
	bool good[LR_DNS_NAMES] = { false };
	struct lr_span name;
	unsigned i, rank;

	if (a->n > 1 &&
	    (r->hosts != NULL || lr_hostnames_new(&r->hosts) == LR_OK))
		for (i = 0; i < a->n; i++)
			good[i] = organisations(r,
			    lr_span(a->name[i].text, a->name[i].n), &job->ip);
	job->n = 0;
	for (rank = 0; rank < 2; rank++)
		for (i = 0; i < a->n; i++) {
			name = lr_span(a->name[i].text, a->name[i].n);
			if (good[i] == (rank == 0))
				add_name(job, name);
		}
}

static void
answered(void *arg, void *question, const struct lr_dnsanswer *a)
{
	struct lr_reverse *r = arg;
	struct job *job = question;

	bool broken = a->class == LR_DNS_BROKEN;

	/* an alias too many leads to no name */
	if (a->class == LR_DNS_ALIAS && job->aliases++ < ALIASES_MAX) {
		if (ask(r, job, &a->alias) == LR_OK)
			return;
		broken = true;
	}
	if (job->forward) {
		if (a->holds) {
			finish_name(r, job, job->at, true);
			return;
		}
		job->unsure = job->unsure || broken;
		job->at++;
		confirm(r, job);
	} else if (a->n > 0) {
		take_names(r, job, a);
		confirm(r, job);
	} else {
		finish_none(r, job, broken);
	}
}

enum lr_err
lr_reverse_open(struct lr_reverse **out, const struct lr_ask_spec *spec,
    lr_reverse_done *done, void *arg, const char **why)
{
	struct lr_reverse *r = calloc(1, sizeof(*r));
	enum lr_err err;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (r == NULL)
		return LR_ENOMEM;
	r->asker = (struct lr_asker){ answered, r };
	r->done = done;
	r->arg = arg;
	r->window = spec->window;
	err = lr_ask_open(&r->asks, spec, why);
	if (err == LR_OK)
		*out = r;
	else
		free(r);
	return err;
}

void
lr_reverse_close(struct lr_reverse *r)
{
	struct job *job;

	if (r == NULL)
		return;
	lr_ask_close(r->asks);
	lr_hostnames_free(r->hosts);
	while ((job = r->all_jobs) != NULL) {
		r->all_jobs = job->all;
		free(job);
	}
	free(r);
}

enum lr_err
lr_reverse_ask(struct lr_reverse *r, const struct lr_ip *ip, uint32_t id)
{
	struct job *job = r->free_jobs;
	struct lr_dnsname name;
	enum lr_err err;

	if (job != NULL) {
		r->free_jobs = job->next;
	} else {
		if ((job = malloc(sizeof(*job))) == NULL)
			return LR_ENOMEM;
		job->all = r->all_jobs;
		r->all_jobs = job;
	}
	job->ip = *ip;
	job->id = id;
	job->forward = job->unsure = false;
	job->aliases = job->n = job->at = 0;
	job->deadline = 0;
	lr_dnsname_reverse(&name, ip);
	if ((err = ask(r, job, &name)) == LR_OK) {
		r->flying++;
	} else {
		job->next = r->free_jobs;
		r->free_jobs = job;
	}
	return err;
}

bool
lr_reverse_room(const struct lr_reverse *r)
{
	return r->flying < r->window;
}

unsigned
lr_reverse_flying(const struct lr_reverse *r)
{
	return r->flying;
}

struct lr_ask *
lr_reverse_asks(struct lr_reverse *r)
{
	return r->asks;
}
