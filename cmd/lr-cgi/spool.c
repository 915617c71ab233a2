/* state/spool/SITE/2026-11-25.ndjson, and .count beside it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "dated.h"
#include "file.h"
#include "web.h"

/* Make the folder of a site. */
static enum lr_err
folder(struct web *w, const struct site *s)
{
	const char *path;

	path = path_of(w, "spool", (struct lr_span){ NULL, 0 }, "");
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return LR_EIO;
	path = path_of(w, "spool", lr_span_str(s->name), "");
	return mkdir(path, 0700) != 0 && errno != EEXIST ? LR_EIO : LR_OK;
}

/* Files of days that the site keeps no more go with the first hit of a day.
 * (lr-expire sees to it that no hit grows older than it may.) */
static void
drop_old(struct web *w, const struct site *s, int64_t now)
{
	int64_t first =
	    now - now % LR_DAY - (int64_t)s->conf.spool_days * LR_DAY;
	struct dirent *e;
	int64_t day;
	DIR *dir;

	dir = opendir(path_of(w, "spool", lr_span_str(s->name), ""));
	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.' &&
		    lr_dated(lr_span_str(e->d_name), &day) && day < first)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
}

/* Open the day's file with its lock. */
static enum lr_err
open_day(struct web *w, const struct site *s, int64_t now, const char *ending,
    int *fd, off_t *size)
{
	char day[LR_TIME_TEXT], name[LR_BEACON_SITE + 16];
	const char *path;
	struct stat st;
	enum lr_err err;

	lr_time_put(now, day);
	snprintf(name, sizeof(name), "%s/%.10s", s->name, day);
	path = path_of(w, "spool", lr_span_str(name), ending);
	err = lr_file_append(path, fd);
	if (err != LR_OK && errno == ENOENT && folder(w, s) == LR_OK) {
		path = path_of(w, "spool", lr_span_str(name), ending);
		err = lr_file_append(path, fd);
	}
	if (err != LR_OK)
		return err;
	if (fstat(*fd, &st) != 0) {
		close(*fd);
		return LR_EIO;
	}
	*size = st.st_size;
	return LR_OK;
}

/* A line that was not ended, since the machine went down over it, gets its
 * end first: it is one bad line, not two. */
static bool
is_torn(int fd, off_t size)
{
	char last;

	return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

enum lr_err
spool_put(struct web *w, const struct site *s, int64_t now, struct lr_span line)
{
	enum lr_err err;
	ssize_t done;
	off_t size;
	int fd, keep;

	if ((err = open_day(w, s, now, ".ndjson", &fd, &size)) != LR_OK)
		return err;
	if (is_torn(fd, size) && write(fd, "\n", 1) == 1)
		size++;
	done = write(fd, line.p, line.n);
	keep = done < 0 ? errno : ENOSPC;
	if (done != (ssize_t)line.n) {
		err = LR_EIO;
		/* half a line is none */
		if (done > 0 && ftruncate(fd, size) != 0)
			keep = errno;
	}
	close(fd);
	if (err == LR_OK && size == 0)
		drop_old(w, s, now);
	errno = keep;
	return err;
}

enum lr_err
spool_count(struct web *w, const struct site *s, int64_t now)
{
	enum lr_err err;
	off_t size;
	int fd;

	if ((err = open_day(w, s, now, ".count", &fd, &size)) != LR_OK)
		return err;
	/* one line a view: wc -l counts them */
	err = write(fd, "1\n", 2) == 2 ? LR_OK : LR_EIO;
	close(fd);
	if (err == LR_OK && size == 0)
		drop_old(w, s, now);
	return err;
}
