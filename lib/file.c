#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mapguard.h"

enum lr_err
lr_file_open(const char *path, int *fd)
{
	struct stat st;

	if (strcmp(path, "-") == 0) {
		*fd = STDIN_FILENO;
		return LR_OK;
	}
	if ((*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
		return LR_EIO;
	if (fstat(*fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(*fd);
		*fd = -1;
		errno = EISDIR;
		return LR_EIO;
	}
	return LR_OK;
}

enum lr_err
lr_file_read(const char *path, struct lr_buf *b)
{
	enum lr_err err;
	ssize_t got = 1;
	int fd, keep;
	char *p, probe;

	if ((err = lr_file_open(path, &fd)) != LR_OK)
		return err;
	while (got != 0) {
		size_t want = b->cap - b->n;

		/* most files are small, and end in the first room */
		if (want == 0)
			want = b->n < 4096 ? 4096 : b->n;
		if (want > b->max - b->n)
			want = b->max - b->n;
		if (want == 0) { /* at the ceiling: is there more? */
			got = read(fd, &probe, 1);
			if (got > 0)
				b->err = err = LR_ETOOLONG;
			if (got > 0)
				break;
		} else if ((p = lr_buf_room(b, want)) == NULL) {
			err = b->err;
			break;
		} else if ((got = read(fd, p, want)) > 0) {
			b->n += (size_t)got;
		}
		if (got < 0 && errno != EINTR) {
			err = LR_EIO;
			break;
		}
	}
	keep = errno;
	if (fd != STDIN_FILENO)
		close(fd);
	errno = keep;
	return err;
}

enum lr_err
lr_file_map(const char *path, const unsigned char **p, size_t *n)
{
	enum lr_err err;
	struct stat st;
	void *map;
	int fd, keep;

	if ((err = lr_file_open(path, &fd)) != LR_OK)
		return err;
	if (fstat(fd, &st) != 0) {
		err = LR_EIO;
	} else if (!S_ISREG(st.st_mode) || st.st_size == 0 ||
	    (uintmax_t)st.st_size > SIZE_MAX) {
		err = LR_EBAD;
	} else {
		*n = (size_t)st.st_size;
		map = mmap(NULL, *n, PROT_READ, MAP_PRIVATE, fd, 0);
		if (map == MAP_FAILED)
			err = LR_EIO;
		else
			*p = map;
		if (err == LR_OK)
			lr_mapguard_name(map, *n, path);
	}
	keep = errno;
	if (fd != STDIN_FILENO)
		close(fd);
	errno = keep;
	return err;
}

enum lr_err
lr_file_write(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0) {
			if (errno == EINTR)
				continue;
			return LR_EIO;
		}
		p += k;
		n -= (size_t)k;
	}
	return LR_OK;
}

/* The mode that open(2) would give: umask can only be read by setting it. */
static mode_t
fresh_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Not to be replaced: no regular file, or a descriptor of ours, to which
 * /dev/stdout leads by a link whatever is there. */
static bool
not_a_file(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	return !S_ISREG(st.st_mode) ||
	    ((strncmp(path, "/dev/", 5) == 0 ||
		 strncmp(path, "/proc/", 6) == 0) &&
		lstat(path, &st) == 0 && S_ISLNK(st.st_mode));
}

/* The name that the path leads to through links, whether it is there or not.
 * LR_ENOMEM; LR_EIO. */
static enum lr_err
behind_links(const char *path, char **name)
{
	size_t folder, n = strlen(path);
	char target[4096], *next;
	unsigned links;
	ssize_t got;

	if ((*name = malloc(n + 1)) == NULL)
		return LR_ENOMEM;
	memcpy(*name, path, n + 1);
	for (links = 0;; links++) {
		got = readlink(*name, target, sizeof(target));
		if (got < 0)
			return LR_OK;
		if (links == 40 || (size_t)got == sizeof(target)) {
			errno = ELOOP;
			return LR_EIO;
		}
		next = target[0] == '/' ? NULL : strrchr(*name, '/');
		folder = next == NULL ? 0 : (size_t)(next + 1 - *name);
		if ((next = malloc(folder + (size_t)got + 1)) == NULL)
			return LR_ENOMEM;
		memcpy(next, *name, folder);
		memcpy(next + folder, target, (size_t)got);
		next[folder + (size_t)got] = '\0';
		free(*name);
		*name = next;
	}
}

/* Mode and owner of a file that is to replace the one at path. Where the group
 * cannot be kept, no other gets its rights. */
static enum lr_err
dress(int fd, const char *path, unsigned mode)
{
	struct stat old, own;

	if (mode == 0 && stat(path, &old) == 0 && S_ISREG(old.st_mode)) {
		mode = old.st_mode & 0777;
		if (fstat(fd, &own) != 0)
			return LR_EIO;
		if ((own.st_uid != old.st_uid || own.st_gid != old.st_gid) &&
		    fchown(fd, old.st_uid, old.st_gid) != 0 &&
		    fchown(fd, (uid_t)-1, old.st_gid) != 0)
			mode &= ~070u;
		return fchmod(fd, (mode_t)mode) == 0 ? LR_OK : LR_EIO;
	}
	return fchmod(fd, mode != 0 ? (mode_t)mode : fresh_mode()) == 0
	    ? LR_OK
	    : LR_EIO;
}

enum lr_err
lr_newfile_open(struct lr_newfile *f, const char *path, unsigned mode)
{
	enum lr_err err;
	size_t n;

	*f = (struct lr_newfile){ .fd = -1 };
	if (not_a_file(path)) {
		f->fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
		return f->fd < 0 ? LR_EIO : LR_OK;
	}
	err = behind_links(path, &f->path);
	n = err == LR_OK ? strlen(f->path) : 0;
	if (err == LR_OK &&
	    (f->temporary = malloc(n + sizeof(".XXXXXX"))) == NULL)
		err = LR_ENOMEM;
	if (err != LR_OK) {
		lr_newfile_abort(f);
		return err;
	}
	memcpy(f->temporary, f->path, n);
	memcpy(f->temporary + n, ".XXXXXX", sizeof(".XXXXXX"));
	if ((f->fd = mkstemp(f->temporary)) < 0) {
		int keep = errno;

		free(f->temporary);
		f->temporary = NULL;
		lr_newfile_abort(f);
		errno = keep;
		return LR_EIO;
	}
	(void)fcntl(f->fd, F_SETFD, FD_CLOEXEC);
	if ((err = dress(f->fd, f->path, mode)) != LR_OK)
		lr_newfile_abort(f);
	return err;
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Does the name still belong to the open file? A rename may have replaced it
 * while we waited for its lock. */
static bool
still_there(const char *path, int fd)
{
	struct stat mine, named;

	return fstat(fd, &mine) == 0 && stat(path, &named) == 0 &&
	    same_file(&mine, &named);
}

/* "folder/.name.new"; NULL: no memory. */
static char *
hidden_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	int folder = slash == NULL ? 0 : (int)(slash + 1 - path);
	size_t n = strlen(path) + sizeof("..new");
	char *name = malloc(n);

	if (name != NULL)
		snprintf(name, n, "%.*s.%s.new", folder, path, path + folder);
	return name;
}

/* Without an error where the file system has no locks. */
static bool
is_held(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/* What a run that was killed has left. LR_END: it is gone. */
static enum lr_err
clear_away(const char *path)
{
	enum lr_err err = LR_END;
	int keep, fd;

	fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? LR_END : LR_EIO;
	if (is_held(fd))
		err = LR_EAGAIN;
	else if (still_there(path, fd) && unlink(path) != 0)
		err = LR_EIO;
	keep = errno;
	close(fd);
	errno = keep;
	return err;
}

enum lr_err
lr_newfile_again(struct lr_newfile *f, const char *path, unsigned mode)
{
	char *temporary = NULL;
	enum lr_err err;

	*f = (struct lr_newfile){ .fd = -1 };
	if (not_a_file(path))
		return LR_EBAD;
	if ((err = behind_links(path, &f->path)) == LR_OK)
		err = (temporary = hidden_name(f->path)) == NULL ? LR_ENOMEM
								 : LR_END;
	while (err == LR_END) {
		f->fd = open(
		    temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (f->fd < 0)
			err = errno == EEXIST ? clear_away(temporary) : LR_EIO;
		else if (!is_held(f->fd) && still_there(temporary, f->fd))
			err = LR_OK;
		else /* another took it for one that was left */
			close(f->fd);
	}
	if (err != LR_OK) {
		f->fd = -1;
		free(temporary);
		lr_newfile_abort(f);
		return err;
	}
	f->temporary = temporary;
	if ((err = dress(f->fd, f->path, mode)) != LR_OK)
		lr_newfile_abort(f);
	return err;
}

/* A rename is on disk once its folder is. Not every file system can sync a
 * folder; then the rename is as safe as it gets. */
static void
sync_folder(char *path)
{
	char *slash = strrchr(path, '/');
	int fd;

	if (slash != NULL)
		*slash = '\0';
	fd = open(slash == NULL ? "."
		: slash == path ? "/"
				: path,
	    O_RDONLY | O_CLOEXEC);
	if (slash != NULL)
		*slash = '/';
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

enum lr_err
lr_newfile_commit(struct lr_newfile *f)
{
	int fd = f->fd, keep;
	bool bad;

	if (f->temporary == NULL) {
		f->fd = -1;
		return close(fd) != 0 ? LR_EIO : LR_OK;
	}
	bad = fsync(fd) != 0 || rename(f->temporary, f->path) != 0;
	keep = errno;
	if (!bad) {
		sync_folder(f->path);
		free(f->temporary);
		f->temporary = NULL;
	}
	lr_newfile_abort(f);
	errno = keep;
	return bad ? LR_EIO : LR_OK;
}

void
lr_newfile_abort(struct lr_newfile *f)
{
	int keep = errno;

	if (f->temporary != NULL)
		unlink(f->temporary);
	if (f->fd >= 0) /* and its lock */
		close(f->fd);
	free(f->temporary);
	free(f->path);
	*f = (struct lr_newfile){ .fd = -1 };
	errno = keep;
}

enum lr_err
lr_file_append(const char *path, int *fd)
{
	int keep;

	for (;;) {
		*fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (*fd < 0)
			return LR_EIO;
		while (flock(*fd, LOCK_EX) != 0)
			if (errno != EINTR) {
				keep = errno;
				close(*fd);
				errno = keep;
				return LR_EIO;
			}
		if (still_there(path, *fd))
			return LR_OK;
		close(*fd);
	}
}

bool
lr_file_is(const char *path, const char *other)
{
	struct stat own, st;

	return stat(path, &own) == 0 && S_ISREG(own.st_mode) &&
	    (other == NULL ? fstat(STDIN_FILENO, &st) : stat(other, &st)) ==
	    0 &&
	    same_file(&own, &st);
}

bool
lr_file_among(const char *path, char *const *files)
{
	bool same = lr_file_is(path, NULL);

	for (; *files != NULL && !same; files++)
		same = lr_file_is(path, *files);
	return same;
}

enum lr_err
lr_file_private(const char *path, char *const *files, int *fd)
{
	if (lr_file_among(path, files))
		return LR_EBAD;
	*fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return *fd < 0 ? LR_EIO : LR_OK;
}

/* mkdir -p with mode 0700 for what is new. */
static enum lr_err
make_folders(char *path)
{
	struct stat st;
	char *p;

	for (p = path + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			*p = '/';
			return LR_EIO;
		}
		*p = '/';
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return LR_EIO;
	if (stat(path, &st) != 0)
		return LR_EIO;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return LR_EIO;
	}
	return LR_OK;
}

enum lr_err
lr_file_state(struct lr_buf *b, const char *dir, bool make)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	lr_buf_clear(b);
	if (dir == NULL || *dir == '\0')
		dir = getenv("LR_STATE");
	if (dir != NULL && *dir != '\0')
		lr_buf_puts(b, dir);
	else if (xdg != NULL && *xdg == '/')
		lr_buf_printf(b, "%s/lr", xdg);
	else if (geteuid() == 0)
		lr_buf_puts(b, "/var/lib/lr");
	else if (home != NULL && *home == '/')
		lr_buf_printf(b, "%s/.local/state/lr", home);
	else
		return LR_EBAD;
	lr_buf_str(b);
	if (b->err != LR_OK)
		return b->err;
	return make ? make_folders(b->p) : LR_OK;
}

void
lr_file_hold_standard(void)
{
	int fd;

	signal(SIGXFSZ, SIG_IGN);
	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}
