/*
 * identify: who is behind an address, by all that this machine knows: MMDB
 * files, the operator's lists and overrides, the rules, a store of companies.
 * What lr-enrich says of a record and what lr-cgi says at once are this.
 *
 * Options and files are given first, then it is made ready, then asked.
 * Failures leave their reason in why, and in line where a file has lines.
 */
#ifndef LR_IDENTIFY_H
#define LR_IDENTIFY_H

#include "companies.h"
#include "ipset.h"
#include "mmdbset.h"
#include "netlist.h"
#include "override.h"
#include "verdict.h"

/* Networks that the operator knows. */
enum lr_list {
	LR_LIST_HOSTING,
	LR_LIST_VPN,
	LR_LIST_RELAY,
	LR_LIST_GATEWAY,
	LR_LIST_CRAWLERS,
	LR_LISTS
};
extern const char *const lr_list_name[LR_LISTS]; /* "hosting", ... */

struct lr_identify {
	struct lr_mmdbset tables;
	struct lr_netlist read[LR_LISTS]; /* until ready */
	struct lr_ipset list[LR_LISTS];
	uint32_t lists; /* those that are not empty, a bit each */
	struct lr_overrides *overrides; /* or NULL */
	struct lr_judge *judge;
	struct lr_companies *companies; /* or NULL */
	bool once; /* one address alone will be asked for */
	const char *companies_path;
	uint64_t min_employees; /* smaller companies are no leads */
	/* Asked for a company by its domain where the store does not know all
	 * of it; false: nothing is known. Its spans live on. Or NULL. */
	bool (*ask)(void *arg, struct lr_span domain, struct lr_company *row);
	void *ask_arg;
	const char *why;
	unsigned long line;
	const char *path; /* of what was found to be corrupt */
};

/* Where an address was found: what the answer depends on besides evidence. */
struct lr_places {
	uint32_t table[LR_TABLES_MAX]; /* of table i; 0: nowhere */
	uint32_t network; /* the operator's line, or LR_OVERRIDE_NONE */
	uint32_t lists;	  /* which have it, a bit each */
};

/* *id is zeroed. LR_ENOMEM. */
enum lr_err lr_identify_init(struct lr_identify *id);
void lr_identify_free(struct lr_identify *id);

/* The files; paths are borrowed. LR_EBAD: not such a file. */
enum lr_err lr_identify_table(struct lr_identify *id, const char *path);
enum lr_err lr_identify_list(
    struct lr_identify *id, enum lr_list which, const char *path);
enum lr_err lr_identify_overrides(struct lr_identify *id, const char *path);
enum lr_err lr_identify_companies(struct lr_identify *id, const char *path);
enum lr_err lr_identify_ready(struct lr_identify *id);

/* ip may be NULL. LR_EBAD: a table is corrupt. */
enum lr_err lr_identify_find(
    struct lr_identify *id, const struct lr_ip *ip, struct lr_places *found);

/* The verdict on it. all holds what is known before, and gets all the rest:
 * what tables say, then, where they are silent, what otherwise says (LR_FACTS
 * of them, or NULL), the verdict, the company. given: the facts in all that
 * stand in a record, a bit each. The evidence made of all borrows it, as all
 * borrows the verdict. LR_EBAD: a table or the store is corrupt. */
enum lr_err lr_identify(struct lr_identify *id, const struct lr_ip *ip,
    const struct lr_places *found, const struct lr_fact *otherwise,
    uint64_t given, struct lr_facts *all, struct lr_verdict *verdict,
    struct lr_evidence *ev);

/* Rules beside those of the verdict, on what the store of companies says, in
 * the order in which they are tried; the id of the last one is NULL. All of
 * them say unknown. */
struct lr_company_rule {
	const char *id, *sentence;
};
extern const struct lr_company_rule lr_company_rules[];
/* The sentence of the one of that name, or NULL. */
const char *lr_company_rule_says(struct lr_span id);

#endif
