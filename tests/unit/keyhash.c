#include "../fail.h"
#include "../tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keyhash.h"

static char dir[] = "/tmp/lr-keyhash-XXXXXX";
static char path[sizeof(dir) + 16];

static void
write_key(size_t n, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	char zeros[64] = { 0 };

	ok(fd >= 0 && write(fd, zeros, n) == (ssize_t)n &&
		fchmod(fd, mode) == 0 && close(fd) == 0,
	    "a key file of %zu bytes, mode %o", n, (unsigned)mode);
}

/* A key that is made under failing calls is whole or not there. */
static void
failures(void)
{
	struct lr_keyhash k;
	const char *why;
	enum fail_kind kind;
	unsigned long i;
	bool good;

	for (kind = FAIL_ALLOC; kind < FAIL_KINDS; kind++) {
		good = true;
		for (i = 1; i < 6; i++) {
			enum lr_err err;

			unlink(path);
			why = NULL;
			fail_from(kind, i);
			err = lr_keyhash_open(&k, dir, true, &why);
			fail_from(kind, 0);
			if (err != LR_OK && why == NULL)
				good = false;
			if (lr_keyhash_open(&k, dir, true, &why) != LR_OK)
				good = false;
		}
		ok(good, "failing calls of kind %d leave no half key",
		    (int)kind);
	}
}

static void
in_parts(void)
{
	struct lr_keyhash a, b;
	const char *why = "";

	unlink(path);
	fail_halting(true);
	ok(lr_keyhash_open(&a, dir, true, &why) == LR_OK,
	    "made with interruptions: %s", why);
	ok(lr_keyhash_open(&b, dir, false, &why) == LR_OK &&
		memcmp(&a, &b, sizeof(a)) == 0,
	    "and read: %s", why);
	fail_halting(false);
}

/* Many processes that all find no key end up with the same one. */
static void
race(void)
{
	unsigned char sums[8][LR_KEYHASH];
	struct lr_ip ip = lr_ip_from4(0x01020304);
	struct lr_keyhash k;
	const char *why;
	int fd[2], i, n = 0, round;
	bool same = true;

	for (round = 0; round < 20; round++) {
		unlink(path);
		if (pipe(fd) != 0)
			break;
		for (i = 0; i < 8; i++)
			if (fork() == 0) {
				if (lr_keyhash_open(&k, dir, true, &why) !=
				    LR_OK)
					_exit(1);
				lr_keyhash(&k, &ip, sums[0]);
				_exit(write(fd[1], sums[0], LR_KEYHASH) !=
				    LR_KEYHASH);
			}
		for (i = 0; i < 8; i++)
			wait(NULL);
		close(fd[1]);
		n = (int)read(fd[0], sums, sizeof(sums));
		close(fd[0]);
		for (i = 0; i < 8; i++)
			same = same && n == (int)sizeof(sums) &&
			    memcmp(sums[0], sums[i], LR_KEYHASH) == 0;
	}
	ok(same, "processes at once agree on one key");
}

/* Names that tell an address are unreadable, and come back. */
static void
mask(void)
{
	static const char name[] = "host-198-51-100-7.dsl.example";
	struct lr_keyhash k = { .key = { 1, 2, 3 } }, other = { .key = { 9 } };
	struct lr_ip ip = lr_ip_from4(0xc6336407), next = lr_ip_next(ip);
	char a[sizeof(name)], b[sizeof(name)], c[sizeof(name)];

	memcpy(a, name, sizeof(name));
	memcpy(b, name, sizeof(name));
	memcpy(c, name, sizeof(name));
	lr_keyhash_mask(&k, &ip, a, sizeof(a));
	lr_keyhash_mask(&k, &next, b, sizeof(b));
	lr_keyhash_mask(&other, &ip, c, sizeof(c));
	ok(memcmp(a, name, sizeof(name)) != 0, "a masked name");
	ok(memcmp(a, b, sizeof(a)) != 0, "    differs by address");
	ok(memcmp(a, c, sizeof(a)) != 0, "    and by key");
	lr_keyhash_mask(&k, &ip, a, sizeof(a));
	ok(memcmp(a, name, sizeof(name)) == 0, "    and comes back");
	lr_keyhash_mask(&k, &ip, a, 0);
	ok(memcmp(a, name, sizeof(name)) == 0, "nothing to mask");
}

/* A failure at any call leaves a key, and the old one where it can be had. */
static void
rotation(void)
{
	struct lr_keyhash k, old, now;
	const char *why = "";
	char before[sizeof(path) + 8];
	enum fail_kind kind;
	unsigned long i;
	int64_t t = 0;
	bool good;

	snprintf(before, sizeof(before), "%s.old", path);
	ok(lr_keyhash_rotate(dir, 1, &why) == LR_END, "no key to rotate");
	ok(lr_keyhash_open(&k, dir, true, &why) == LR_OK &&
		lr_keyhash_open_old(&old, dir, &why) == LR_END &&
		lr_keyhash_rotated(dir, &t) == LR_END,
	    "never rotated");
	for (kind = FAIL_ALLOC, good = true; kind < FAIL_KINDS; kind++)
		for (i = 1; i < 6; i++) {
			unlink(before);
			fail_from(kind, i);
			(void)lr_keyhash_rotate(dir, 1, &why);
			fail_from(kind, 0);
			good = good &&
			    lr_keyhash_open(&now, dir, false, &why) == LR_OK;
		}
	ok(good, "there is a key after every failure");
	unlink(before);
	ok(lr_keyhash_open(&k, dir, false, &why) == LR_OK &&
		lr_keyhash_rotate(dir, 1780000000, &why) == LR_OK &&
		lr_keyhash_open(&now, dir, false, &why) == LR_OK &&
		lr_keyhash_open_old(&old, dir, &why) == LR_OK &&
		memcmp(&k, &old, sizeof(k)) == 0 &&
		memcmp(&k, &now, sizeof(k)) != 0,
	    "rotated");
	ok(lr_keyhash_rotated(dir, &t) == LR_OK && t == 1780000000, "when");
	ok(lr_keyhash_rotate(dir, 1780000001, &why) == LR_EAGAIN, "not twice");
	ok(lr_keyhash_forget_old(dir) == LR_OK &&
		lr_keyhash_forget_old(dir) == LR_OK &&
		lr_keyhash_rotated(dir, &t) == LR_END,
	    "the old one forgotten");
	unlink(path);
}

int
main(void)
{
	struct lr_ip ip = lr_ip_from4(0x01020304), other = lr_ip_next(ip);
	unsigned char a[LR_KEYHASH], b[LR_KEYHASH], c[LR_KEYHASH];
	struct lr_keyhash k = { { 0 } }, again;
	const char *why = "";
	struct stat st;

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/hash.key", dir);
	ok(lr_keyhash_open(&k, dir, false, &why) == LR_END, "there is none");
	ok(lr_keyhash_open(&k, dir, true, &why) == LR_OK, "made");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "mode 0600");
	ok(lr_keyhash_open(&again, dir, false, &why) == LR_OK &&
		memcmp(&again, &k, sizeof(k)) == 0,
	    "read again");
	lr_keyhash(&k, &ip, a);
	lr_keyhash(&again, &ip, b);
	lr_keyhash(&k, &other, c);
	ok(memcmp(a, b, sizeof(a)) == 0, "same key and address, same hash");
	ok(memcmp(a, c, sizeof(a)) != 0, "another address, another hash");
	unlink(path);
	ok(lr_keyhash_open(&again, dir, true, &why) == LR_OK, "a new key");
	lr_keyhash(&again, &ip, b);
	ok(memcmp(a, b, sizeof(a)) != 0, "another key, another hash");
	lr_keyhash_close(&again);
	ok(again.key[0] == 0 && memcmp(again.key, again.key + 1, 31) == 0,
	    "the key is gone from memory");

	write_key(31, 0600);
	ok(lr_keyhash_open(&k, dir, true, &why) == LR_EBAD, "short: %s", why);
	write_key(33, 0600);
	ok(lr_keyhash_open(&k, dir, true, &why) == LR_EBAD, "long");
	write_key(32, 0640);
	ok(lr_keyhash_open(&k, dir, true, &why) == LR_EBAD, "mode: %s", why);
	unlink(path);
	mkdir(path, 0700);
	ok(lr_keyhash_open(&k, dir, true, &why) == LR_EBAD, "a folder");
	rmdir(path);
	ok(lr_keyhash_open(&k, "/dev/null", true, &why) == LR_EIO,
	    "no folder: %s", why);
	failures();
	in_parts();
	race();
	unlink(path);
	rotation();
	ok(rmdir(dir) == 0, "nothing else is left behind");
	mask();
	return done();
}
