/*
 * state/recordings/SITE/DAY/NAME.ndjson: a recording each. Its name is made of
 * the id that the page gave it and a key that is known for a day: it tells
 * neither who nor when, and as of files and folders, they are all of midnight.
 *
 * state/rec/SITE holds the day, its key, and how much was written on it: under
 * its lock everything here is done. What is wrong or missing there is made
 * anew.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ascii.h"
#include "clock.h"
#include "dated.h"
#include "num.h"
#include "siphash.h"
#include "web.h"

enum {
	KEEP_DAYS = 14,
	FILE_COST = 4096, /* of any file, beside what is in it */
	TODAY_TEXT = 10 + 1 + 20 + 1 + 2 * LR_SIPHASH_KEY + 1
};

struct today {
	int fd;
	int64_t begin; /* of the day */
	uint64_t bytes;
	unsigned char key[LR_SIPHASH_KEY];
};

/* When it was written is nobody's to know. */
static void
set_time(int fd, int64_t t)
{
	const struct timespec both[2] = { { .tv_sec = t }, { .tv_sec = t } };

	(void)futimens(fd, both);
}

static void
put_hex(char *out, const unsigned char *p, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = digit[p[i] >> 4];
		out[2 * i + 1] = digit[p[i] & 15];
	}
}

/* recordings/SITE/DAY in w->path, DAY being made of the time. */
static const char *
day_folder(struct web *w, const struct site *s, int64_t t)
{
	char day[LR_TIME_TEXT], name[LR_BEACON_SITE + 16];

	lr_time_put(t, day);
	snprintf(name, sizeof(name), "%s/%.10s", s->name, day);
	return path_of(w, "recordings", lr_span_str(name), "");
}

/* ---- a new day */

/* What is in a folder: its bytes; with drop it goes. */
static uint64_t
folder_bytes(int fd, bool drop)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	uint64_t sum = 0;
	struct stat st;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		if (drop)
			(void)unlinkat(fd, e->d_name, 0);
		else if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			sum += FILE_COST + (uint64_t)st.st_size;
	}
	closedir(dir);
	return sum;
}

static int
open_folder(int dir, const char *name)
{
	return openat(
	    dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Days that are over age go with the first recording of a day, as they do with
 * lr-expire. */
static void
drop_old(struct web *w, const struct site *s, int64_t begin)
{
	struct dirent *e;
	int64_t day;
	DIR *dir;
	int fd;

	dir = opendir(path_of(w, "recordings", lr_span_str(s->name), ""));
	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL) {
		if (!lr_dated(lr_span_str(e->d_name), &day) ||
		    day > begin - KEEP_DAYS * LR_DAY ||
		    (fd = open_folder(dirfd(dir), e->d_name)) < 0)
			continue;
		(void)folder_bytes(fd, true);
		(void)unlinkat(dirfd(dir), e->d_name, AT_REMOVEDIR);
	}
	closedir(dir);
}

/* ---- today */

static enum lr_err
today_write(const struct today *t)
{
	char text[LR_TIME_TEXT + TODAY_TEXT + 1], hex[2 * LR_SIPHASH_KEY + 1];
	char day[LR_TIME_TEXT];

	lr_time_put(t->begin, day);
	put_hex(hex, t->key, sizeof(t->key));
	hex[2 * LR_SIPHASH_KEY] = '\0';
	snprintf(text, sizeof(text), "%.10s %020llu %s\n", day,
	    (unsigned long long)t->bytes, hex);
	if (pwrite(t->fd, text, TODAY_TEXT, 0) != TODAY_TEXT)
		return LR_EIO;
	set_time(t->fd, t->begin);
	return LR_OK;
}

/* False: nothing of today. */
static bool
today_read(struct today *t)
{
	char text[TODAY_TEXT], day[LR_TIME_TEXT];
	const char *hex = text + 32;
	int high, low;
	size_t i;

	lr_time_put(t->begin, day);
	if (pread(t->fd, text, sizeof(text), 0) != (ssize_t)sizeof(text) ||
	    memcmp(text, day, 10) != 0 ||
	    !lr_num_u64(lr_span(text + 11, 20), UINT64_MAX >> 1, &t->bytes))
		return false;
	for (i = 0; i < sizeof(t->key); i++) {
		high = lr_hex(hex[2 * i]);
		low = lr_hex(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		t->key[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static enum lr_err
today_open(struct web *w, const struct site *s, struct today *t)
{
	const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
	struct lr_span none = { NULL, 0 };
	struct lr_span name = lr_span_str(s->name);

	t->fd = open(path_of(w, "rec", name, ""), flags, 0600);
	if (t->fd < 0 && errno == ENOENT) {
		(void)mkdir(path_of(w, "rec", none, ""), 0700);
		t->fd = open(path_of(w, "rec", name, ""), flags, 0600);
	}
	if (t->fd < 0)
		return LR_EIO;
	while (flock(t->fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return LR_EIO;
	if (today_read(t))
		return LR_OK;
	if (getrandom(t->key, sizeof(t->key), 0) != (ssize_t)sizeof(t->key))
		return LR_EIO;
	drop_old(w, s, t->begin);
	t->bytes = folder_bytes(
	    open_folder(AT_FDCWD, day_folder(w, s, t->begin)), false);
	return today_write(t);
}

/* ---- a recording */

/* Its file, open, in w->path; *fresh: it was made. 0, or a status. */
static unsigned
reel_open(struct web *w, const struct site *s, const struct today *t,
    const struct lr_batch *b, int *fd)
{
	const int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW |
	    (b->number == 0 ? O_CREAT | O_EXCL : 0);
	unsigned char print[LR_SIPHASH];
	char name[2 * LR_SIPHASH + 1];
	const char *path;
	int i;

	lr_siphash(t->key, b->id, print);
	put_hex(name, print, sizeof(print));
	name[2 * LR_SIPHASH] = '\0';
	for (i = 0;; i++) {
		(void)day_folder(w, s, t->begin);
		lr_buf_printf(&w->path, "/r%s.ndjson", name);
		path = lr_buf_str(&w->path);
		if ((*fd = open(path, flags, 0600)) >= 0)
			return 0;
		if (errno == EEXIST || (errno == ENOENT && b->number > 0))
			return 409;
		if (errno != ENOENT || i > 0)
			return 503;
		(void)mkdir(
		    path_of(w, "recordings", lr_span(NULL, 0), ""), 0700);
		(void)mkdir(
		    path_of(w, "recordings", lr_span_str(s->name), ""), 0700);
		(void)mkdir(day_folder(w, s, t->begin), 0700);
	}
}

/* The line, where there is room for it. */
static unsigned
reel_write(struct web *w, const struct site *s, struct today *t,
    const struct lr_batch *b, int fd)
{
	struct lr_span line = lr_buf_span(&w->line);
	uint64_t before = t->bytes;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return 503;
	if ((uint64_t)st.st_size + line.n > LR_RECORDING_BYTES)
		return 413;
	t->bytes += line.n + (b->number == 0 ? FILE_COST : 0);
	if (t->bytes > s->conf.recordings)
		return 429;
	if (today_write(t) != LR_OK)
		return 503;
	if (append_whole(fd, st.st_size, line) == LR_OK) {
		set_time(fd, t->begin);
		return 0;
	}
	t->bytes = before;
	(void)today_write(t);
	return 503;
}

unsigned
reel_put(
    struct web *w, const struct site *s, int64_t now, const struct lr_batch *b)
{
	struct today t = { .begin = now - now % LR_DAY };
	unsigned status = 503;
	int fd = -1, keep, folder;

	if (today_open(w, s, &t) == LR_OK &&
	    (status = reel_open(w, s, &t, b, &fd)) == 0)
		status = reel_write(w, s, &t, b, fd);
	keep = errno;
	if (fd >= 0 && b->number == 0) {
		/* the path is still its */
		if (status != 0)
			(void)unlink(lr_buf_str(&w->path));
		folder = open_folder(AT_FDCWD, day_folder(w, s, t.begin));
		if (folder >= 0) {
			set_time(folder, t.begin);
			close(folder);
		}
	}
	if (fd >= 0)
		close(fd);
	if (t.fd >= 0)
		close(t.fd);
	if (status == 503)
		lr_cli_warn(
		    w->cli, "%s: recordings: %s", s->name, strerror(keep));
	return status;
}
