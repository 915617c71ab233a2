/* What the parts of lr-expire share. */
#ifndef LR_EXPIRE_CMD_H
#define LR_EXPIRE_CMD_H

#include "cli.h"
#include "retention.h"

#define FOLDERS_MAX 64u

/* A file being rewritten; one that is found was left by a run that was killed.
 */
#define LEFTOVER ".lr-expire.new"

struct job {
	const char *dir;    /* --state, then the folder itself */
	const char *backup; /* --backup */
	int64_t now;
	bool dry;   /* count only */
	bool check; /* and tell by the exit code */
	bool over;  /* something is over age */
	struct folder {
		const char *path;
		enum sort { RECORDINGS, HITS, KEYS } sort;
	} folder[FOLDERS_MAX];
	size_t folders;
};

/* What is of one sort, as an object on a line. place: "store" or "folder". */
void tell(struct lr_cli *cli, struct job *job, const char *place,
    const char *name, const char *what, struct lr_period keep,
    const struct lr_expired *done);

/* This one cannot be done; the others can. The worst code stays. */
void give_up(struct lr_cli *cli, enum lr_err err, const char *why);

void expire_stores(struct lr_cli *cli, struct job *job);
void back_up_stores(struct lr_cli *cli, struct job *job);
void expire_folder(struct lr_cli *cli, struct job *job, const struct folder *f);

/* One file of a spool folder, open for reading at fd (which it closes): its
 * lines over age go, and the file when none is left. own is the time of lines
 * that have none. Counts lines; *gone: the file went. LR_EIO with errno,
 * LR_EAGAIN: somebody holds its lock. */
enum lr_err expire_lines(struct lr_cli *cli, const struct lr_cutoff *c, int dir,
    const char *name, int fd, int64_t own, bool dry, struct lr_expired *done,
    bool *gone);

/* The time of the first record in it, which must be on the first line. Closes
 * fd. */
bool first_time(struct lr_cli *cli, int fd, int64_t *t);

#endif
