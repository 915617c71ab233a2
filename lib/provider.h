/*
 * provider: a service that is asked for the people of a company. Each is one
 * file that knows how to ask and how to read the answer, and a row in the
 * table of provider.c; it does no network: who asks sends what ask wrote, and
 * gives the answer to read, until that says that it is done.
 */
#ifndef LR_PROVIDER_H
#define LR_PROVIDER_H

#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "firm.h"
#include "jobtitle.h"
#include "people.h"

#define LR_PROVIDERS 4u
#define LR_PROVIDER_KEYS 2u

/* What a run knows of a provider. */
struct lr_provider_use {
	unsigned number;  /* in the table, for lr_people_add */
	const char *base; /* URL, without a slash at its end */
	/* in the order of the row's keys; only what is no secret is written
	 * into a URL, the first goes into the header by who sends */
	const char *key[LR_PROVIDER_KEYS];
	bool small; /* set by Hunter: this plan has pages of 10 and no more */
};

/* A company to ask for. Spans live on. */
struct lr_enquiry {
	struct lr_span company, domain; /* one may be { NULL, 0 } */
	struct lr_firm firm;
	struct lr_span seniority, department; /* filters, or { NULL, 0 } */
	unsigned limit;			      /* people wanted */
};

/* How far one company is with one provider. Zeroed at the beginning. */
struct lr_progress {
	unsigned step, at, page;
	unsigned expected; /* addresses that the provider says it has */
	bool counted;	   /* expected is known */
	bool cut;	   /* there are more than the plan gives out */
};

/* What came of it so far, for all providers together. */
struct lr_findings {
	struct lr_people people;
	struct lr_span organization; /* the company's name, as one says */
	unsigned suppressed; /* people who do not want to be found (451) */
	unsigned elsewhere;  /* hits that were people of other companies */
};

enum lr_said {
	LR_SAID_MORE,	  /* ask again */
	LR_SAID_DONE,	  /* that was all */
	LR_SAID_SLOW,	  /* too fast: the same again, later */
	LR_SAID_FAULT,	  /* trouble over there: the same again, later */
	LR_SAID_USED_UP,  /* no more today, this month */
	LR_SAID_NO_KEY,	  /* the key or the plan does not allow it */
	LR_SAID_REFUSED,  /* nothing about this company */
	LR_SAID_NONSENSE, /* no answer of that provider at all */
	LR_SAID_NO_MEMORY
};

struct lr_provider {
	const char *name;
	const char *base;		    /* URL; NULL: has to be given */
	const char *keys[LR_PROVIDER_KEYS]; /* in the environment; NULL */
	const char *header;		    /* that the first key goes in */
	unsigned second, minute;	    /* most requests in such a time */
	unsigned credit; /* results that one credit pays; 0: free of charge */
	unsigned page;	 /* results of one request */
	unsigned hits;	 /* the most of one company; 0: no limit */

	/* The URL of the next request; *results: how many it asks for, which
	 * may be lowered first by giving a smaller at most than page. 0:
	 * free of charge. */
	void (*ask)(const struct lr_provider_use *u, const struct lr_enquiry *q,
	    struct lr_progress *p, unsigned most, struct lr_buf *url,
	    unsigned *results);
	/* *got: results that were paid for. */
	enum lr_said (*read)(struct lr_provider_use *u,
	    const struct lr_enquiry *q, struct lr_progress *p, int status,
	    struct lr_span body, struct lr_findings *out, unsigned *got);
};

extern const struct lr_provider lr_hunter, lr_google, lr_searxng, lr_brave;

/* Provider i from 0, NULL behind the last; by name. */
const struct lr_provider *lr_provider_at(unsigned i);
const struct lr_provider *lr_provider_named(struct lr_span name, unsigned *i);

/* "hunter" and so on are said so: "found", "credits used up". */
const char *lr_said_text(enum lr_said said);

/* Append "&name=value" (after the first '?' for a first one), escaped. */
void lr_provider_param(
    struct lr_buf *url, const char *name, struct lr_span value);
void lr_provider_number(struct lr_buf *url, const char *name, unsigned v);

#endif
