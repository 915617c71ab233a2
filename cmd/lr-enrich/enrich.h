/*
 * lr-enrich: main.c reads options and runs the loop; files.c opens what they
 * name; fields.c finds the record fields; values.c gathers them from a record,
 * has lr_identify judge them and makes the text to append; memo.c keeps that
 * text per address and per evidence; hunter.c asks about companies; why.c tells
 * a person.
 */
#ifndef ENRICH_H
#define ENRICH_H

#include "arena.h"
#include "cli.h"
#include "identify.h"
#include "map.h"

/* Once, before field_named. */
void fields_init(void);
/* LR_FACTS: none of them. */
enum lr_fact_id field_named(struct lr_span key);

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
	struct lr_identify id;
	struct memo memo;
	const char *companies; /* the store's path, or NULL */
	struct hunter *hunter; /* or NULL */
	struct lr_buf key, text, why;
	const char *hunter_base;
	bool again, explain, ask_hunter, list_egress;
	unsigned long kinds[LR_KINDS], before;
};

/* The fields of a record: where they are, and which of them can be used. */
struct seen {
	const struct lr_field *at[LR_FACTS];
	uint64_t present; /* in the record */
	uint64_t usable;  /* with a value of the right type */
	struct lr_fact v[LR_FACTS];
};

/* Find them, then read their values. With again our own count as absent. */
void seen_find(const struct lr_record *rec, struct seen *s);
void seen_read(struct lr_record *rec, struct seen *s, bool again);

/* The answer to what is seen and what the tables found; its text lives in
 * job->text. */
void answer_make(struct lr_cli *cli, struct job *job, const struct seen *s,
    const struct lr_ip *ip, const struct lr_places *found, struct answer *a);

/* Where the address, or NULL, is found, and all that is known of it then (see
 * lr_identify). A corrupt file ends the program. */
void values_find(struct lr_cli *cli, struct job *job, const struct lr_ip *ip,
    struct lr_places *found);
struct lr_evidence values_judge(struct lr_cli *cli, struct job *job,
    const struct seen *s, const struct lr_ip *ip, const struct lr_places *found,
    struct lr_facts *all, struct lr_verdict *verdict);

/* ---- files.c: those of options; wrong ones end the program */
void files_table(struct lr_cli *cli, struct job *job, const char *path);
void files_list(
    struct lr_cli *cli, struct job *job, enum lr_list which, const char *path);
void files_overrides(struct lr_cli *cli, struct job *job, const char *path);
/* The columns of companies behind the last. */
void files_columns(const char **last);
void files_companies(struct lr_cli *cli, struct job *job);

/* ---- hunter.c */
/* Ask there about companies; base: NULL, or instead of Hunter's own URL. */
void hunter_open(struct lr_cli *cli, struct job *job, const char *base);
/* Print who would be asked. */
void hunter_egress(struct lr_cli *cli, const struct job *job);
/* How that went; sets the exit code. */
void hunter_tell(struct lr_cli *cli, struct job *job);
void hunter_close(struct job *job);

/* ---- why.c */
/* Print all rules, and exit. */
_Noreturn void why_rules(struct lr_cli *cli);
/* Tell on standard output how the verdict on an address comes about, where
 * ptr, or NULL, is its verified reverse name. */
void why_address(
    struct lr_cli *cli, struct job *job, const char *address, const char *ptr);

#endif
