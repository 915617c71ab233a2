#include "fail.h"

#include <errno.h>
#include <stddef.h>
#include <sys/types.h>

static unsigned long count[FAIL_KINDS], from[FAIL_KINDS];
static bool halting;

unsigned long
fail_from(enum fail_kind kind, unsigned long n)
{
	unsigned long was = count[kind];

	count[kind] = 0;
	from[kind] = n;
	return was;
}

static bool
now(enum fail_kind kind, int error)
{
	if (++count[kind] < from[kind] || from[kind] == 0)
		return false;
	errno = error;
	return true;
}

/* names that the linker's --wrap makes */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
ssize_t __real_read(int fd, void *p, size_t n);
ssize_t __real_write(int fd, const void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
ssize_t __wrap_read(int fd, void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);

void *
__wrap_malloc(size_t n)
{
	return now(FAIL_ALLOC, ENOMEM) ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return now(FAIL_ALLOC, ENOMEM) ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return now(FAIL_ALLOC, ENOMEM) ? NULL : __real_realloc(p, n);
}

void
fail_halting(bool on)
{
	halting = on;
}

/* How much of n is done; 0: it is interrupted. */
static size_t
part(size_t n)
{
	static bool odd;

	odd = !odd;
	if (halting && odd)
		errno = EINTR;
	return !halting ? n : odd ? 0 : n - n / 2;
}

ssize_t
__wrap_read(int fd, void *p, size_t n)
{
	if (now(FAIL_READ, EIO) || (n > 0 && (n = part(n)) == 0))
		return -1;
	return __real_read(fd, p, n);
}

ssize_t
__wrap_write(int fd, const void *p, size_t n)
{
	if (now(FAIL_WRITE, ENOSPC) || (n > 0 && (n = part(n)) == 0))
		return -1;
	return __real_write(fd, p, n);
}
