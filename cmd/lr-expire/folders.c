/*
 * Folders of dated files. Whoever writes into them may not be trusted by who
 * runs us: no link is followed, names are looked up in open folders only.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "dated.h"
#include "lr-expire.h"

/* How many days they may be kept. */
static const struct {
	const char *what;
	int days;
} sorts[] = {
	[RECORDINGS] = { "recordings", 14 },
	[HITS] = { "hits", 7 },
	/* that names of recordings are made with */
	[KEYS] = { "keys", 1 },
};

#define DEPTH_MAX 16	     /* folders within folders */
#define NAMES_MAX (1u << 30) /* bytes of the names in one folder */

struct walk {
	struct lr_cli *cli;
	struct job *job;
	const struct folder *folder;
	struct lr_cutoff cutoff;
	struct lr_expired done;
};

static void
fail(struct walk *w, enum lr_err err, const char *name)
{
	char why[LR_MESSAGE_MAX];

	snprintf(why, sizeof(why), "%s: %s: %s", w->folder->path, name,
	    err == LR_EIO	   ? strerror(errno)
		: err == LR_EAGAIN ? "locked by its writer; try later"
				   : lr_err_text(err));
	give_up(w->cli, err, why);
}

static bool
recording(struct walk *w, int dir, const char *name, int fd, int64_t t)
{
	w->done.before++;
	close(fd);
	if (!lr_cutoff_over(&w->cutoff, t))
		return false;
	if (!w->job->dry && unlinkat(dir, name, 0) != 0 && errno != ENOENT) {
		fail(w, LR_EIO, name);
		return false;
	}
	w->done.over++;
	return !w->job->dry;
}

/* dated: the name or a folder's tells the time t. True when it went. */
static bool
file(struct walk *w, int dir, const char *name, bool dated, int64_t t)
{
	struct stat st;
	enum lr_err err;
	bool gone = false;
	int64_t first;
	int fd, copy;

	fd = openat(dir, name,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0 || fstat(fd, &st) != 0) {
		fail(w, LR_EIO, name);
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (w->folder->sort != HITS && !dated &&
	    (copy = fcntl(fd, F_DUPFD_CLOEXEC, 0)) >= 0)
		dated = first_time(w->cli, copy, &first), t = first;
	/* nothing in it is younger than its last change */
	if (!dated || t > st.st_mtime)
		t = st.st_mtime;
	if (w->folder->sort != HITS)
		return recording(w, dir, name, fd, t);
	err = expire_lines(
	    w->cli, &w->cutoff, dir, name, fd, t, w->job->dry, &w->done, &gone);
	if (err != LR_OK)
		fail(w, err, name);
	return gone;
}

/* All names first: what is done about them changes the folder. */
static enum lr_err
names(int fd, struct lr_buf *b)
{
	struct dirent *e;
	DIR *d;
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (copy < 0 || (d = fdopendir(copy)) == NULL) {
		if (copy >= 0)
			close(copy);
		return LR_EIO;
	}
	while (errno = 0, (e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			lr_buf_put(
			    b, lr_span(e->d_name, strlen(e->d_name) + 1));
	copy = errno;
	closedir(d);
	errno = copy;
	return copy != 0 ? LR_EIO : b->err;
}

static bool walk(struct walk *w, int fd, bool dated, int64_t t, int depth);

/* True when it is there no more. */
static bool
entry(
    struct walk *w, int dir, const char *name, bool dated, int64_t t, int depth)
{
	struct stat st;
	int fd;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT)
			fail(w, LR_EIO, name);
		return errno == ENOENT;
	}
	if (strcmp(name, LEFTOVER) == 0 && S_ISREG(st.st_mode) && !w->job->dry)
		return unlinkat(dir, name, 0) == 0;
	dated = lr_dated(lr_span_str(name), &t) || dated;
	if (S_ISREG(st.st_mode))
		return file(w, dir, name, dated, t);
	if (!S_ISDIR(st.st_mode)) {
		lr_cli_warn(w->cli, "%s: %s: neither file nor folder: left",
		    w->folder->path, name);
		return false;
	}
	if (depth == DEPTH_MAX) {
		fail(w, LR_ETOOLONG, name);
		return false;
	}
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY);
	if (fd < 0) {
		fail(w, LR_EIO, name);
		return false;
	}
	if (walk(w, fd, dated, t, depth + 1))
		return unlinkat(dir, name, AT_REMOVEDIR) == 0;
	return false;
}

/* Closes fd. True when files went and nothing is left in it. */
static bool
walk(struct walk *w, int fd, bool dated, int64_t t, int depth)
{
	struct lr_buf b;
	enum lr_err err;
	size_t i, all = 0, gone = 0;

	lr_buf_init(&b, NAMES_MAX);
	if ((err = names(fd, &b)) != LR_OK)
		fail(w, err, ".");
	for (i = 0; err == LR_OK && i < b.n; i += strlen(b.p + i) + 1, all++)
		gone += entry(w, fd, b.p + i, dated, t, depth);
	lr_buf_free(&b);
	close(fd);
	return err == LR_OK && all > 0 && gone == all;
}

void
expire_folder(struct lr_cli *cli, struct job *job, const struct folder *f)
{
	struct lr_period keep = { .seconds = sorts[f->sort].days * LR_DAY };
	struct walk w = { .cli = cli, .job = job, .folder = f };
	int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);

	w.cutoff = lr_cutoff(job->now, keep);
	if (fd < 0) {
		fail(&w, LR_EIO, "cannot be opened");
		return;
	}
	/* one of us at a time */
	if (!job->dry && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		give_up(cli, LR_EAGAIN,
		    "another lr-expire is at the folder; try later");
		close(fd);
		return;
	}
	walk(&w, fd, false, 0, 0);
	tell(cli, job, "folder", f->path, sorts[f->sort].what, keep, &w.done);
}
