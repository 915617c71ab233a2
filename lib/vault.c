/* madvise, MAP_ANONYMOUS, RLIMIT_MEMLOCK */
#define _DEFAULT_SOURCE
#include "vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wipe.h"

#define LEAST (16u << 10) /* bytes of a block */

/* The leak sanitizer has to look into the process, and shadows all of it. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

struct lr_vault_block {
	struct lr_vault_block *next;		/* of the same vault */
	struct lr_vault_block *after, **before; /* of all */
	size_t size, used;
};

static struct lr_vault_block *all;
static size_t unlocked;

#define HEAD                                                          \
	((sizeof(struct lr_vault_block) + alignof(max_align_t) - 1) / \
	    alignof(max_align_t) * alignof(max_align_t))

bool
lr_vault_process(void)
{
	struct rlimit none = { 0, 0 };
	struct rlimit most = { RLIM_INFINITY, RLIM_INFINITY };
	bool good = setrlimit(RLIMIT_CORE, &none) == 0;

	if (SANITIZED)
		return good;
	good &= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
	/* with a limit in force, allocations beyond it would fail */
	if (setrlimit(RLIMIT_MEMLOCK, &most) != 0 &&
	    (getrlimit(RLIMIT_MEMLOCK, &most) != 0 ||
		most.rlim_cur != RLIM_INFINITY))
		return false;
	return mlockall(MCL_CURRENT | MCL_FUTURE) == 0 && good;
}

static struct lr_vault_block *
new_block(size_t need)
{
	struct lr_vault_block *b;
	size_t size = LEAST;

	if (need > SIZE_MAX / 4)
		return NULL;
	while (size < need + HEAD)
		size *= 2;
	b = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (b == MAP_FAILED)
		return NULL;
	if (mlock(b, size) != 0)
		unlocked += size;
	(void)madvise(b, size, MADV_DONTDUMP);
	*b = (struct lr_vault_block){ .size = size, .used = HEAD };
	b->before = &all;
	if ((b->after = all) != NULL)
		all->before = &b->after;
	all = b;
	return b;
}

void *
lr_vault_alloc(struct lr_vault *v, size_t n)
{
	const size_t unit = alignof(max_align_t);
	struct lr_vault_block *b = v->head;
	void *p;

	if (n > SIZE_MAX / 4)
		return NULL;
	n = (n + unit - 1) / unit * unit;
	if (b == NULL || b->size - b->used < n) {
		if ((b = new_block(n)) == NULL)
			return NULL;
		b->next = v->head;
		v->head = b;
	}
	p = (char *)b + b->used;
	b->used += n;
	return p;
}

struct lr_span
lr_vault_dup(struct lr_vault *v, struct lr_span s)
{
	char *p = lr_vault_alloc(v, s.n + 1);

	if (p == NULL)
		return lr_span(NULL, 0);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return lr_span(p, s.n);
}

void
lr_vault_free(struct lr_vault *v)
{
	struct lr_vault_block *b, *next;

	for (b = v->head; b != NULL; b = next) {
		next = b->next;
		*b->before = b->after;
		if (b->after != NULL)
			b->after->before = b->before;
		lr_wipe((char *)b + HEAD, b->used - HEAD);
		(void)munmap(b, b->size);
	}
	v->head = NULL;
}

void
lr_vault_wipe_all(void)
{
	struct lr_vault_block *b;

	for (b = all; b != NULL; b = b->after)
		lr_wipe((char *)b + HEAD, b->used - HEAD);
}

size_t
lr_vault_unlocked(void)
{
	return unlocked;
}

static enum lr_err
check(int fd, const char **why)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return LR_EIO;
	if (!S_ISREG(st.st_mode)) {
		*why = "not a file";
		return LR_EBAD;
	}
	if ((st.st_mode & 077) != 0 ||
	    (st.st_uid != geteuid() && st.st_uid != 0)) {
		*why = "others could read or change it: chmod 600, and own it";
		return LR_EBAD;
	}
	return LR_OK;
}

enum lr_err
lr_vault_read(struct lr_vault *v, const char *path, size_t max,
    struct lr_span *text, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char *p = lr_vault_alloc(v, max + 1);
	enum lr_err err = fd < 0 ? LR_EIO : LR_ENOMEM;
	ssize_t r = 1;
	size_t n = 0;
	int error = errno;

	if (fd >= 0 && p != NULL)
		err = check(fd, why);
	while (err == LR_OK && n <= max && r != 0) {
		if ((r = read(fd, p + n, max + 1 - n)) > 0)
			n += (size_t)r;
		else if (r < 0 && errno != EINTR)
			err = LR_EIO;
	}
	if (fd >= 0) {
		error = errno;
		close(fd);
	}
	errno = error;
	if (err == LR_OK && n > max) {
		*why = "too long for what it should hold";
		err = LR_ETOOLONG;
	}
	*text = lr_span(p, n);
	return err;
}
