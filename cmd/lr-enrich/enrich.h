/*
 * lr-enrich: main.c reads options and runs the loop; fields.c knows the record
 * fields, values.c gathers them from a record, the tables (tables.c) and the
 * operator's lists (lists.c) and makes the text to append; company.c adds what
 * a store says of the company; memo.c keeps that text per address and per
 * evidence. why.c tells a person.
 */
#ifndef ENRICH_H
#define ENRICH_H

#include "arena.h"
#include "cli.h"
#include "companies.h"
#include "ipset.h"
#include "map.h"
#include "mmdb.h"
#include "netlist.h"
#include "override.h"
#include "verdict.h"

/* The fields that count, in the order in which they are appended. */
enum field {
	F_IP,
	F_PTR,
	F_PTR_VERIFIED,
	F_BOT,
	F_NETWORK,
	F_ASN,
	F_AS_NAME,
	F_COUNTRY,
	F_NETNAME,
	F_HOLDER,
	F_HOLDER_COUNTRY,
	F_HOLDER_STATUS,
	F_ISP,
	F_ORGANIZATION,
	F_CONNECTION_TYPE,
	F_VPN,
	F_HOSTING,
	F_TOR,
	F_PROXY,
	F_RELAY,
	F_KIND,
	F_RULE,
	F_CONFIDENCE,
	F_COMPANY,
	F_DOMAIN,
	F_WHY,
	F_INDUSTRY,
	F_EMPLOYEES,
	F_FOUNDED,
	F_STREET,
	F_POSTCODE,
	F_CITY,
	F_REGION,
	F_PHONE,
	F_WEBSITE,
	F_LINKEDIN,
	F_XING,
	FIELDS
};
#define BIT(f) (UINT64_C(1) << (f))

enum type { TEXT, NUMBER, FLAG };

struct field_info {
	struct lr_span name;
	enum type type;
	bool table; /* an MMDB may set it */
	bool own;   /* ours alone: done anew with --again */
};
extern const struct field_info fields[FIELDS];

/* Once, before field_named. */
void fields_init(void);
/* FIELDS: none of them. */
enum field field_named(struct lr_span key);

/* Where an address was found: what its answer depends on besides evidence. */
struct found {
	uint32_t table[LR_TABLES_MAX]; /* of table i; 0: nowhere */
	uint32_t network; /* the operator's line, or LR_OVERRIDE_NONE */
	uint32_t lists;	  /* which have it, a bit each */
};

/* ---- tables.c */
struct tables {
	struct lr_mmdb *db[LR_TABLES_MAX];
	const char *path[LR_TABLES_MAX];
	unsigned n;
};

/* One value; text and number are both set where the field has both. */
struct value {
	bool known;
	struct lr_span text;
	uint64_t u;
};

/* What is known of one address. */
struct values {
	struct value v[FIELDS];
	struct lr_span as_domain, table_kind; /* of tables only */
};

void tables_open(struct lr_cli *cli, struct tables *t, const char *path);
void tables_close(struct tables *t);
/* Sets found->table; ip may be NULL. */
void tables_find(struct lr_cli *cli, const struct tables *t,
    const struct lr_ip *ip, struct found *found);
/* Every value that is not known yet. */
void tables_fill(struct lr_cli *cli, const struct tables *t,
    const struct found *found, struct values *all);

/* ---- lists.c: networks the operator knows, and his own verdicts */
enum list {
	LIST_HOSTING,
	LIST_VPN,
	LIST_RELAY,
	LIST_GATEWAY,
	LIST_CRAWLERS,
	LISTS
};
#define LIST_BIT(list) (UINT32_C(1) << (list))

struct lists {
	struct lr_netlist read[LISTS]; /* until ready */
	struct lr_ipset set[LISTS];
	uint32_t used; /* lists that are not empty, a bit each */
	struct lr_overrides *overrides; /* or NULL */
};

/* Wrong files end the program, with LR_EXIT_FAILED. */
void lists_add(
    struct lr_cli *cli, struct lists *l, enum list which, const char *path);
void lists_override(struct lr_cli *cli, struct lists *l, const char *path);
/* After the options. */
void lists_ready(struct lr_cli *cli, struct lists *l);
void lists_free(struct lists *l);
/* Sets found->network and found->lists; ip may be NULL. */
void lists_find(
    const struct lists *l, const struct lr_ip *ip, struct found *found);

/* ---- memo.c: bounded; begins anew when it is full */
struct answer {
	struct lr_span text; /* ,"name":value,... */
	uint64_t sets;	     /* the fields in it */
	enum lr_kind kind;
};

struct memo {
	struct slot *slots; /* address text -> answer */
	struct lr_map keys; /* evidence -> answer */
	struct answer *answers;
	struct lr_arena texts;
	uint64_t seed;
};

enum lr_err memo_init(struct memo *m);
void memo_free(struct memo *m);
/* The answer to an address alone, or one beside a bot's name; or NULL. */
const struct answer *memo_address(
    const struct memo *m, struct lr_span ip, bool bot);
/* Answer id belongs to the address. */
void memo_keep_address(
    struct memo *m, struct lr_span ip, bool bot, uint32_t id);
/* The number of the answer to a piece of evidence; its text is { NULL, 0 }
 * when it is new and must be set. */
enum lr_err memo_evidence(struct memo *m, struct lr_span key, uint32_t *id);
/* The text is copied. */
enum lr_err memo_keep(struct memo *m, uint32_t id, const struct answer *a);

/* ---- values.c */
struct job {
	struct tables tables;
	struct lists lists;
	struct memo memo;
	struct lr_judge *judge;
	struct lr_companies *companies; /* or NULL */
	const char *companies_path;
	uint64_t min_employees;
	struct lr_buf key, text, why;
	bool again, explain;
	unsigned long kinds[LR_KINDS], before;
};

/* The fields of a record: where they are, and which of them can be used. */
struct seen {
	const struct lr_field *at[FIELDS];
	uint64_t present; /* in the record */
	uint64_t usable;  /* with a value of the right type */
	struct value v[FIELDS];
};

/* Find them, then read their values. With again our own count as absent. */
void seen_find(const struct lr_record *rec, struct seen *s);
void seen_read(struct lr_record *rec, struct seen *s, bool again);

/* The answer to what is seen and what the tables found; its text lives in
 * job->text. */
void answer_make(struct lr_cli *cli, struct job *job, const struct seen *s,
    const struct lr_ip *ip, const struct found *found, struct answer *a);

/* All that is known of it, before and after the verdict; the evidence that
 * this is made on borrows all. */
void values_gather(struct lr_cli *cli, const struct job *job,
    const struct seen *s, const struct found *found, struct values *all);
struct lr_evidence values_judge(struct lr_cli *cli, const struct job *job,
    const struct seen *s, const struct lr_ip *ip, const struct found *found,
    struct values *all, struct lr_verdict *verdict);

/* ---- why.c */
/* Tell on standard output how the verdict on an address comes about, where
 * ptr, or NULL, is its verified reverse name. */
void why_address(
    struct lr_cli *cli, struct job *job, const char *address, const char *ptr);

/* ---- company.c */
/* Also adds its columns behind those that are there. */
void company_open(struct lr_cli *cli, struct job *job, const char **adds);
/* Add what the store says of a lead's company and is not known yet; a lead
 * that is one person or too small becomes none, by a rule of these. */
void company_fill(struct lr_cli *cli, const struct job *job,
    const struct seen *s, struct lr_verdict *verdict, struct values *all);
/* In the order in which they are tried; the id of the last one is NULL. All
 * say unknown. */
struct company_rule {
	const char *id, *sentence;
};
extern const struct company_rule company_rules[];
/* The sentence of the one of that name, or NULL. */
const char *company_rule_says(struct lr_span id);

#endif
