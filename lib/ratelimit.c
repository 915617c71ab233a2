#include "ratelimit.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "siphash.h"

#define SLOTS (UINT64_C(1) << 15)
#define NEAR UINT64_C(256) /* slots of two kilobytes */
#define MAGIC "lr rate 1\n"

/* In the file: numbers as the machine has them, it stays on the machine. */
struct table {
	char magic[16];
	unsigned char key[LR_SIPHASH_KEY];
	/* the minute in the upper half, how many in the lower */
	_Atomic uint64_t slot[SLOTS];
};

struct lr_ratelimit {
	struct table *table;
};

static bool
is_ours(int fd)
{
	char magic[sizeof(MAGIC)];
	struct stat st;

	return fstat(fd, &st) == 0 &&
	    st.st_size == (off_t)sizeof(struct table) &&
	    pread(fd, magic, sizeof(magic), 0) == (ssize_t)sizeof(magic) &&
	    memcmp(magic, MAGIC, sizeof(magic)) == 0;
}

/* Under a lock; the magic comes last. What is mapped must be on the disk: a
 * full one would be found out by a signal. */
static bool
make(int fd)
{
	unsigned char key[LR_SIPHASH_KEY];

	return ftruncate(fd, 0) == 0 &&
	    getrandom(key, sizeof(key), 0) == (ssize_t)sizeof(key) &&
	    posix_fallocate(fd, 0, (off_t)sizeof(struct table)) == 0 &&
	    pwrite(fd, key, sizeof(key), offsetof(struct table, key)) ==
	    (ssize_t)sizeof(key) &&
	    pwrite(fd, MAGIC, sizeof(MAGIC), 0) == (ssize_t)sizeof(MAGIC);
}

static struct table *
map(int fd)
{
	void *p;

	if (!is_ours(fd)) {
		if (flock(fd, LOCK_EX) != 0 || (!is_ours(fd) && !make(fd)))
			return NULL;
		(void)flock(fd, LOCK_UN);
	}
	p = mmap(NULL, sizeof(struct table), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	return p == MAP_FAILED ? NULL : p;
}

enum lr_err
lr_ratelimit_open(struct lr_ratelimit **out, const char *path)
{
	struct lr_ratelimit *r = calloc(1, sizeof(*r));
	int fd;

	*out = NULL;
	if (r == NULL)
		return LR_ENOMEM;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	r->table = fd < 0 ? NULL : map(fd);
	if (fd >= 0)
		close(fd);
	if (r->table == NULL) {
		free(r);
		return LR_EIO;
	}
	*out = r;
	return LR_OK;
}

void
lr_ratelimit_close(struct lr_ratelimit *r)
{
	if (r == NULL)
		return;
	munmap(r->table, sizeof(struct table));
	free(r);
}

/* Count in one slot; how many there were before. */
static uint64_t
count(_Atomic uint64_t *slot, uint64_t minute)
{
	uint64_t was = atomic_load_explicit(slot, memory_order_relaxed), is;

	do {
		is = was >> 32 == minute ? was + 1 : (minute << 32) + 1;
		if ((is & UINT32_MAX) == 0) /* full */
			return UINT32_MAX;
	} while (!atomic_compare_exchange_weak_explicit(
	    slot, &was, is, memory_order_relaxed, memory_order_relaxed));
	return (is & UINT32_MAX) - 1;
}

bool
lr_ratelimit_take(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, uint64_t max)
{
	unsigned char print[LR_SIPHASH];
	uint64_t h[2], a, b, minute = (uint64_t)(now / 60) & UINT32_MAX;
	_Atomic uint64_t *slot;

	lr_siphash(r->table->key, who, print);
	memcpy(h, print, sizeof(h));
	/* two of one page, which is all that a CGI program has to fetch */
	slot = &r->table->slot[h[0] % (SLOTS / NEAR) * NEAR];
	a = count(&slot[h[1] % NEAR], minute);
	b = count(&slot[(h[1] + 1 + (h[1] >> 32) % (NEAR - 1)) % NEAR], minute);
	return (a < b ? a : b) < max;
}
