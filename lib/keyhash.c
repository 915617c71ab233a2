#include "keyhash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "file.h"

#define NAME "/hash.key"
#define OLD NAME ".old"
#define PATH_LEN 4096

/* Up to n bytes, to the end of the file. */
static ssize_t
read_all(int fd, unsigned char *p, size_t n)
{
	size_t have = 0;
	ssize_t got = 1;

	while (got != 0 && have < n) {
		got = read(fd, p + have, n - have);
		if (got < 0 && errno != EINTR)
			return -1;
		have += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)have;
}

/* The key at path into k. LR_END: there is no such file. */
static enum lr_err
load(struct lr_keyhash *k, const char *path, const char **why)
{
	unsigned char buf[sizeof(k->key) + 1];
	struct stat st;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		*why = errno == ENOENT ? "there is none" : strerror(errno);
		return errno == ENOENT ? LR_END : LR_EIO;
	}
	n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
	    ? read_all(fd, buf, sizeof(buf))
	    : 0;
	close(fd);
	if (n < 0) {
		*why = "cannot be read";
		return LR_EIO;
	}
	if (n != (ssize_t)sizeof(k->key)) {
		sodium_memzero(buf, sizeof(buf));
		*why = "not a key of 32 bytes: move it away, a new one is "
		       "made (what was hashed with the old one is lost)";
		return LR_EBAD;
	}
	memcpy(k->key, buf, sizeof(k->key));
	sodium_memzero(buf, sizeof(buf));
	if ((st.st_mode & 077) != 0) {
		lr_keyhash_close(k);
		*why = "readable by others: chmod 600, or move it away";
		return LR_EBAD;
	}
	return LR_OK;
}

/* What was hashed is lost with the key, so it should outlive a power cut. Not
 * every file system can sync a folder. */
static void
sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

/* A fresh key under a name of its own. */
static enum lr_err
write_key(struct lr_newfile *f, const char *path)
{
	unsigned char key[sizeof(((struct lr_keyhash *)0)->key)];
	enum lr_err err = lr_newfile_open(f, path, 0600);

	if (err == LR_OK) {
		randombytes_buf(key, sizeof(key));
		err = lr_file_write(f->fd, (const char *)key, sizeof(key));
		sodium_memzero(key, sizeof(key));
	}
	return err == LR_OK && fsync(f->fd) != 0 ? LR_EIO : err;
}

/* Linked into place: whoever comes second finds that the name is taken, and
 * takes what is there. */
static enum lr_err
make_key(const char *dir, const char *path, const char **why)
{
	struct lr_newfile f;
	enum lr_err err = write_key(&f, path);

	if (err == LR_OK && f.temporary != NULL &&
	    link(f.temporary, path) != 0 && errno != EEXIST)
		err = LR_EIO;
	if (err == LR_OK)
		sync_folder(dir);
	else
		*why = err == LR_EIO ? strerror(errno) : lr_err_text(err);
	lr_newfile_abort(&f);
	return err;
}

/* dir and name in PATH_LEN bytes. */
static bool
join(char *path, const char *dir, const char *name)
{
	size_t n = strlen(dir), m = strlen(name) + 1;

	if (n + m > PATH_LEN)
		return false;
	memcpy(path, dir, n);
	memcpy(path + n, name, m);
	return true;
}

enum lr_err
lr_keyhash_open(
    struct lr_keyhash *k, const char *dir, bool make, const char **why)
{
	char path[PATH_LEN];
	enum lr_err err;

	memset(k, 0, sizeof(*k));
	if (!join(path, dir, NAME)) {
		*why = "the folder's name is too long";
		return LR_ETOOLONG;
	}
	err = load(k, path, why);
	if (err == LR_END && !make)
		return err;
	if (sodium_init() < 0) {
		lr_keyhash_close(k);
		*why = "no source of random numbers";
		return LR_EIO;
	}
	if (err == LR_END && make && (err = make_key(dir, path, why)) == LR_OK)
		err = load(k, path, why);
	return err;
}

enum lr_err
lr_keyhash_open_old(struct lr_keyhash *k, const char *dir, const char **why)
{
	char path[PATH_LEN];

	memset(k, 0, sizeof(*k));
	return join(path, dir, OLD) ? load(k, path, why) : LR_END;
}

/* ---- rotation */

enum lr_err
lr_keyhash_rotate(const char *dir, int64_t now, const char **why)
{
	struct timespec t[2] = { { .tv_sec = now }, { .tv_sec = now } };
	char path[PATH_LEN], old[PATH_LEN];
	struct lr_keyhash k;
	struct lr_newfile f;
	struct stat a, b;
	enum lr_err err = lr_keyhash_open(&k, dir, false, why);

	lr_keyhash_close(&k);
	if (err != LR_OK)
		return err;
	*why = "it, or the folder, is not as it was";
	join(path, dir, NAME);
	if (!join(old, dir, OLD) || stat(path, &a) != 0)
		return LR_EIO;
	/* linked and not renamed: there is a key at any moment */
	if (link(path, old) != 0) {
		*why = strerror(errno);
		if (errno != EEXIST || stat(old, &b) != 0)
			return LR_EIO;
		if (a.st_ino !=
		    b.st_ino) { /* else killed half way, last time */
			*why = "the key before it is still needed";
			return LR_EAGAIN;
		}
	}
	if ((err = write_key(&f, path)) == LR_OK) {
		(void)futimens(f.fd, t);
		err = lr_newfile_commit(&f);
	}
	if (err != LR_OK)
		*why = err == LR_EIO ? strerror(errno) : lr_err_text(err);
	lr_newfile_abort(&f);
	return err;
}

enum lr_err
lr_keyhash_rotated(const char *dir, int64_t *t)
{
	char path[PATH_LEN], old[PATH_LEN];
	struct stat a, b;

	if (!join(path, dir, NAME) || !join(old, dir, OLD) ||
	    stat(path, &a) != 0 || stat(old, &b) != 0 || a.st_ino == b.st_ino)
		return LR_END;
	*t = a.st_mtime;
	return LR_OK;
}

enum lr_err
lr_keyhash_forget_old(const char *dir)
{
	char old[PATH_LEN];

	if (!join(old, dir, OLD) || (unlink(old) != 0 && errno != ENOENT))
		return LR_EIO;
	sync_folder(dir);
	return LR_OK;
}

void
lr_keyhash_close(struct lr_keyhash *k)
{
	sodium_memzero(k->key, sizeof(k->key));
}

void
lr_keyhash(
    const struct lr_keyhash *k, const struct lr_ip *ip, unsigned char *out)
{
	/* fails only for lengths that these are not */
	(void)crypto_generichash(
	    out, LR_KEYHASH, ip->b, sizeof(ip->b), k->key, sizeof(k->key));
}

void
lr_keyhash_mask(
    const struct lr_keyhash *k, const struct lr_ip *ip, char *p, size_t n)
{
	static const unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];
	unsigned char key[crypto_stream_chacha20_KEYBYTES];
	unsigned char in[1 + sizeof(ip->b)] = "m"; /* not the hash's input */
	unsigned char text[LR_KEYHASH_MASK];

	if (n > sizeof(text))
		n = sizeof(text);
	memcpy(in + 1, ip->b, sizeof(ip->b));
	(void)crypto_generichash(
	    key, sizeof(key), in, sizeof(in), k->key, sizeof(k->key));
	/* every address has a key of its own, so the nonce may stay */
	memcpy(text, p, n);
	(void)crypto_stream_chacha20_xor(text, text, n, nonce, key);
	memcpy(p, text, n);
	sodium_memzero(key, sizeof(key));
}
