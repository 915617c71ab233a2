/*
 * lr-employees: what its parts share. main.c knows the options; keys.c the
 * secrets; list.c reads the list of companies; columns.c knows what its
 * columns mean; companies.c holds them, each once; ask.c asks the providers,
 * answer.c takes what they say, source.c paces one of them; write.c writes
 * contacts in order, tell.c says what became of each company.
 */
#ifndef EMPLOYEES_H
#define EMPLOYEES_H

#include "cli.h"
#include "domain.h"
#include "http.h"
#include "map.h"
#include "provider.h"
#include "vault.h"

#define COMPANIES_MAX 1000000u
#define LIMIT_MAX 1000u /* of people of one company */

/* ---- companies */

enum status {
	WAITING,
	FOUND, /* or none: found is 0 */
	REFUSED,
	QUOTA,
	FAILED,
	STATUSES
};

struct company {
	struct lr_span name, domain; /* one may be { NULL, 0 } */
	enum status status;
	uint32_t found;
	uint32_t suppressed;
	const char *provider; /* that the status is about, or NULL */
	const char *why;      /* a literal, or NULL */
	unsigned long credits;
	bool cut; /* there are more than was given out */
	struct work *work;
};

struct companies {
	struct company *c;
	uint32_t n, cap;
	struct lr_arena texts;
	struct lr_map domains, names;
	uint32_t *by_domain, *by_name;	   /* number in the map -> company */
	unsigned long rows, twice, beyond; /* beyond: not in the period */
};

/* ---- a provider in this run */

#define RATE_MAX 1000u

struct source {
	const struct lr_provider *p; /* NULL: not asked */
	struct lr_provider_use use;
	const char *base;	 /* of the option, or NULL */
	char *header;		 /* "X-API-KEY: ..." in the vault, or NULL */
	unsigned second, minute; /* most requests; 0: no limit */
	int64_t sent[RATE_MAX];	 /* when, of the last ones */
	unsigned long n_sent;
	unsigned flying, window, good;
	int64_t pause;	   /* ticks: nobody is asked before */
	unsigned lost;	   /* companies in a row that got no answer */
	enum lr_said over; /* LR_SAID_MORE: it may be asked */
	unsigned long requests, credits;
};

/* ---- the run */

enum format { XLSX, CSV, NDJSON };

struct employees {
	struct lr_cli *cli;
	struct lr_domains *psl;
	struct lr_vault secrets;
	struct companies all;

	/* options */
	enum format format;
	bool format_asked, dry_run, list_egress;
	const char *columns, *sheet, *header, *rest, *key_file, *providers;
	int64_t now, since, until;
	bool has_since, has_until;
	unsigned limit, tries, timeout, at_once;
	unsigned backoff; /* milliseconds */
	struct lr_span seniority, department;
	bool max_credits_given;
	unsigned long max_credits;

	/* who is asked, in that order */
	struct source source[LR_PROVIDERS]; /* by number of the table */
	unsigned order[LR_PROVIDERS], n_sources;

	/* asking */
	struct lr_http *http;
	struct work *works;	/* of companies on their way */
	uint32_t next, head;	/* to begin, to write */
	unsigned long reserved; /* credits of requests on their way */
	unsigned long spent;
	bool stop;		/* no new companies */
	bool last_credit;	/* --max-credits is reached */
	unsigned long estimate; /* credits of a dry run */

	/* writing */
	struct lr_xlsxout *book;
	unsigned contacts_sheet, companies_sheet;
	struct lr_buf row, cell;
	unsigned long contacts;
	unsigned long by_status[STATUSES], none;
	int64_t shown; /* ticks when progress was last shown */
	bool progress;
	int rest_fd; /* -1: none */
};

/* keys.c: keys of the environment and the key file into the vault. */
void keys_read(struct employees *e);

/* list.c: all operands, or standard input, into e->all. */
void list_read(struct employees *e);

/* columns.c */
enum column { COMPANY, DOMAIN, BEGINS, ENDS, COLUMNS };
struct columns {
	int at[COLUMNS];	      /* number from 0, -1: none */
	struct lr_span name[COLUMNS]; /* as asked for, or { NULL, 0 } */
	bool asked;
};
/* Take --columns; ends the program when it is no good. */
void columns_asked(struct employees *e, struct columns *c);
/* What a heading says: COLUMNS when nothing. *better: more than others of the
 * kind ("domain" is better than "website"). */
enum column columns_meaning(
    const struct columns *c, struct lr_span heading, unsigned *rank);
/* One row with these cells; refuses it aloud when it names no company. */
void columns_row(struct employees *e, const struct lr_span cell[COLUMNS]);

/* companies.c */
void companies_init(struct companies *a);
void companies_free(struct companies *a);
/* One more, or one that is there. Domain is a registrable one. LR_ENOMEM. */
enum lr_err companies_add(
    struct companies *a, struct lr_span name, struct lr_span domain);
/* Append the registrable domain in an address of any kind to out, which has
 * LR_NAME_MAX + 1 bytes; its length, 0: there is none. */
size_t companies_domain(
    struct lr_domains *psl, struct lr_span address, char *out);

/* source.c */
void sources_open(struct employees *e);
void source_rate(struct employees *e, const char *arg);
/* When it may be asked next, in ticks; INT64_MAX: not before an answer. */
int64_t source_room(const struct source *s, int64_t now);
void source_sent(struct source *s, int64_t now);
void source_answered(struct source *s, unsigned at_once);
void source_trouble(struct source *s, int64_t pause);

/* ask.c: ask for all companies, writing them as they are done. */
struct work {
	struct company *company; /* NULL: free */
	struct lr_enquiry q;
	struct lr_findings f;
	struct lr_progress p;
	unsigned turn; /* in e->order */
	unsigned tries;
	bool flying, done;
	int64_t due; /* when to ask */
	unsigned long reserved;
	unsigned long estimate; /* of a dry run */
};
void ask_all(struct employees *e);

/* answer.c */
/* The provider that the company is with. */
struct source *work_source(struct employees *e, const struct work *w);
/* Of those that it still needs one that is over, or NULL. */
struct source *work_hopeless(struct employees *e, const struct work *w);
/* The company is done, well or not; why is a literal or NULL. */
void work_finish(
    struct employees *e, struct work *w, enum status status, const char *why);
/* On to the next provider, or done. */
void work_turn(struct employees *e, struct work *w);
/* For lr_http_open. */
void work_answered(
    void *arg, void *request, const struct lr_http_answer *answer);
/* Of a provider that is over: why, and what that makes of a company. */
const char *source_words(const struct source *s);
enum status source_status(enum lr_said said);
/* Credits of so many results. */
unsigned long source_price(const struct source *s, unsigned results);

/* write.c */
void write_open(struct employees *e);
void write_company(struct employees *e, struct company *c, struct work *w);
void write_close(struct employees *e);

/* tell.c: what became of a company, on standard error and in --rest. */
const char *tell_status(const struct company *c);
void tell_company(struct employees *e, const struct company *c);
void tell_progress(struct employees *e, bool end);
void tell_end(struct employees *e);
void tell_egress(struct employees *e);
void tell_warn(struct employees *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
