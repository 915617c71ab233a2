/* One file of hits: lines over age go. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "lr-expire.h"

#define LOCK_MS 5000

struct lines {
	struct lr_cli *cli;
	const struct lr_cutoff *cutoff;
	int64_t own;
	struct lr_expired n;
	bool packed;
};

static bool
line_time(struct lr_cli *cli, struct lr_span line, int64_t *t)
{
	return lr_record_parse(&cli->rec, line) == LR_OK &&
	    lr_time_parse(lr_record_str(&cli->rec, LR_SPAN("time")), t);
}

bool
first_time(struct lr_cli *cli, int fd, int64_t *t)
{
	struct lr_line in = { .p = NULL };
	struct lr_span s;
	bool found = false;

	if (lr_line_open(&in, fd, true) != LR_OK) {
		close(fd);
		return false;
	}
	if (lr_line_next(&in, &s) == LR_OK)
		found = line_time(cli, s, t);
	lr_line_close(&in);
	return found;
}

/* Lines that are too long are nobody's records, and cannot be copied. */
static bool
over(struct lines *l, enum lr_err err, struct lr_span s)
{
	int64_t t = l->own;

	if (err == LR_OK)
		(void)line_time(l->cli, s, &t);
	return err == LR_ETOOLONG || lr_cutoff_over(l->cutoff, t);
}

/* Count, and copy what stays to out when it is not NULL. From the beginning,
 * wherever fd stands. */
static enum lr_err
pass(struct lines *l, int fd, struct lr_out *out)
{
	struct lr_line in = { .p = NULL };
	struct lr_span s;
	enum lr_err err;

	l->n = (struct lr_expired){ 0, 0 };
	if (lseek(fd, 0, SEEK_SET) < 0)
		return LR_EIO;
	if (lr_line_open(&in, fd, false) != LR_OK)
		return LR_ENOMEM;
	while ((err = lr_line_next(&in, &s)) == LR_OK || err == LR_ETOOLONG) {
		l->n.before++;
		if (over(l, err, s)) {
			l->n.over++;
		} else if (out != NULL) {
			lr_out_put(out, s);
			if (!in.torn)
				lr_out_put(out, LR_SPAN("\n"));
		}
	}
	l->packed = in.in.packed;
	lr_line_close(&in);
	/* what is corrupt goes by what could be read of it */
	return err == LR_END || err == LR_EBAD ? LR_OK : err;
}

/* Writers lock a file to append to it. */
static enum lr_err
lock(int fd)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	int64_t end = lr_clock_ticks() + LOCK_MS;

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return LR_EIO;
		if (lr_clock_ticks() >= end)
			return LR_EAGAIN;
		nanosleep(&pause, NULL);
	}
	return LR_OK;
}

/* Like the old file but for its bytes: owner, mode, time. */
static bool
same(int fd, const struct stat *st)
{
	const struct timespec t[2] = { st->st_atim, st->st_mtim };

	return (fchown(fd, st->st_uid, st->st_gid) == 0 ||
		   st->st_uid == geteuid()) &&
	    fchmod(fd, st->st_mode & 07777) == 0 && futimens(fd, t) == 0 &&
	    fsync(fd) == 0;
}

/* What stays goes to a file of its own, which then takes the name. */
static enum lr_err
rewrite(struct lines *l, int dir, const char *name, int fd, bool *gone)
{
	struct lr_out out;
	struct stat st, now;
	enum lr_err err;
	int new, keep;

	if (fstat(fd, &st) != 0 ||
	    fstatat(dir, name, &now, AT_SYMLINK_NOFOLLOW) != 0 ||
	    (unlinkat(dir, LEFTOVER, 0) != 0 && errno != ENOENT))
		return LR_EIO;
	if (st.st_ino != now.st_ino) /* moved away meanwhile */
		return LR_EAGAIN;
	new = openat(dir, LEFTOVER,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (new < 0)
		return LR_EIO;
	if ((err = lr_out_open(&out, new)) == LR_OK) {
		err = pass(l, fd, &out);
		if (lr_out_close(&out) != LR_OK && err == LR_OK)
			err = LR_EIO;
	}
	*gone = l->n.over >= l->n.before || (l->packed && l->n.over > 0);
	if (err == LR_OK && !*gone &&
	    (!same(new, &st) || renameat(dir, LEFTOVER, dir, name) != 0))
		err = LR_EIO;
	keep = errno;
	if (err != LR_OK || *gone)
		(void)unlinkat(dir, LEFTOVER, 0);
	close(new);
	errno = keep;
	if (err == LR_OK && *gone && unlinkat(dir, name, 0) != 0)
		err = LR_EIO;
	return err;
}

enum lr_err
expire_lines(struct lr_cli *cli, const struct lr_cutoff *c, int dir,
    const char *name, int fd, int64_t own, bool dry, struct lr_expired *done,
    bool *gone)
{
	struct lines l = { .cli = cli, .cutoff = c, .own = own };
	enum lr_err err = pass(&l, fd, NULL);
	int keep;

	*gone = false;
	/* of what cannot be read, or is empty, the age is all there is */
	if (err == LR_OK && l.n.before == 0 && lr_cutoff_over(c, own))
		l.n.before = l.n.over = 1;
	if (err == LR_OK && l.n.over > 0 && !dry && (err = lock(fd)) == LR_OK)
		err = rewrite(&l, dir, name, fd, gone);
	if (err == LR_OK && *gone && l.n.before == 0)
		l.n.before = l.n.over = 1;
	if (err == LR_OK && l.packed && l.n.over > 0)
		l.n.over = l.n.before;
	done->before += l.n.before;
	if (err == LR_OK)
		done->over += l.n.over;
	keep = errno;
	close(fd);
	errno = keep;
	if (err != LR_OK)
		*gone = false;
	return err;
}
