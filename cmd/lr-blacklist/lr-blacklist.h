/* What the parts of lr-blacklist share. */
#ifndef LR_BLACKLIST_CMD_H
#define LR_BLACKLIST_CMD_H

#include "blacklist.h"
#include "cli.h"
#include "suppress.h"

struct job {
	const char *dir; /* --state, then the folder itself */
	const char *reason;
	int64_t now; /* --now, else -1 */
	bool dry;
	bool mark;			  /* what would be dropped */
	struct lr_suppress *suppress;	  /* who is suppressed; NULL: nobody */
	unsigned long suppressed, before; /* suppress_drop counts */
};

/* --now, or the clock. */
int64_t job_now(const struct job *job);

/* Open the list; NULL when there is none to read. Ends the program on
 * failure. */
struct lr_blacklist *job_open(
    struct lr_cli *cli, struct job *job, enum lr_store_mode mode);

/* End the program: that failed, and why. */
_Noreturn void job_die(struct lr_cli *cli, enum lr_err err, const char *why);

/* The modes; each answers the exit code. */
int filter(struct lr_cli *cli, struct job *job);
int learn(struct lr_cli *cli, struct job *job);
int edit(struct lr_cli *cli, struct job *job, bool add);
int unlearn(struct lr_cli *cli, struct job *job);
int list(struct lr_cli *cli, struct job *job);
int suppress(struct lr_cli *cli, struct job *job, bool add);
int rotate(struct lr_cli *cli, struct job *job);

/* Empty the cache of reverse names: they are masked, and those of one company
 * cannot be told from others. They can be asked again. */
void clear_names(struct lr_cli *cli, struct job *job);

/* Load who is suppressed. */
void suppress_open(struct lr_cli *cli, struct job *job);

/* Did the record's company ask not to be listed, or was it marked by an
 * earlier run? Then it was dropped and counted. */
bool suppress_drop(struct lr_cli *cli, struct job *job, struct lr_record *rec);

/* Drop the record, or pass it marked with why. */
void drop_record(struct lr_cli *cli, const struct job *job,
    struct lr_record *rec, struct lr_span why);

/* What is remembered of addresses seen lately, by their text: a slot each,
 * the last one wins. */
struct memo;
struct memo *memo_new(void);

/* The slot of the text; *state is 0 when the text is new to it. Texts too long
 * for an address have none: NULL. */
unsigned char *memo_slot(struct memo *m, struct lr_span text);

/* Take the address of a record; false: refuse it, rec->why is set. */
bool record_ip(struct lr_record *rec, struct lr_span *text);

/* Answers of PTR to forget: the names of those that are no company's. */
struct forget;
struct forget *forget_new(void);
void forget_add(struct lr_cli *cli, struct job *job, struct forget *f,
    const unsigned char hash[LR_KEYHASH]);
/* Before a wait: those that were added some seconds ago. */
void forget_wait(struct lr_cli *cli, struct job *job, struct forget *f);
/* The rest; nothing of them is left on the disk. */
void forget_end(struct lr_cli *cli, struct job *job, struct forget *f);

#endif
