#include "ratelimit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "siphash.h"

#define SLOTS (1u << 15)
#define NEAR 256u /* slots of a kilobyte */
#define NOTES (1u << 13)
#define NOTED 4u /* there is a note; its number is below */
#define MAGIC "lr rate 3\n"

/* Numbers as the machine has them: it stays in its memory. */
struct table {
	char magic[16];
	_Atomic uint64_t minute; /* of what is counted, plus 1; 0: nothing */
	unsigned char key[LR_SIPHASH_KEY];
	_Atomic uint32_t slot[SLOTS];
	_Atomic uint64_t note[NOTES]; /* who, by a hash, and a number */
};

struct lr_ratelimit {
	struct table *table;
	int fd; /* whose lock is that of a change of the minute; -1 */
};

/* Under a lock; the magic comes last. What is mapped must be there: else its
 * lack would be found out by a signal. */
static bool
make(int fd)
{
	return ftruncate(fd, 0) == 0 &&
	    posix_fallocate(fd, 0, (off_t)sizeof(struct table)) == 0 &&
	    pwrite(fd, MAGIC, sizeof(MAGIC), 0) == (ssize_t)sizeof(MAGIC);
}

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

/* Anybody can make one of that name: it must be ours alone. */
static bool
is_private(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & 077) == 0;
}

static struct table *
map(int fd)
{
	void *p;

	if (!is_private(fd)) {
		errno = EPERM;
		return NULL;
	}
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
lr_ratelimit_open(struct lr_ratelimit **out, const char *name, bool stays)
{
	struct lr_ratelimit *r = calloc(1, sizeof(*r));
	int keep;

	*out = NULL;
	if (r == NULL)
		return LR_ENOMEM;
	r->fd = name == NULL ? -1 : shm_open(name, O_RDWR | O_CREAT, 0600);
	if (name == NULL)
		r->table = calloc(1, sizeof(*r->table));
	else if (r->fd >= 0)
		r->table = map(r->fd);
	if (r->table == NULL) {
		keep = errno;
		if (r->fd >= 0)
			close(r->fd);
		free(r);
		errno = keep;
		return LR_EIO;
	}
	/* where that is not allowed, it may come to the swap */
	if (stays)
		(void)mlock(r->table, sizeof(struct table));
	*out = r;
	return LR_OK;
}

void
lr_ratelimit_close(struct lr_ratelimit *r)
{
	if (r == NULL)
		return;
	if (r->fd >= 0) {
		munmap(r->table, sizeof(struct table));
		close(r->fd);
	} else {
		free(r->table);
	}
	free(r);
}

/* Is it of another minute than this, which somebody's clock has not begun a
 * moment later than ours? */
static bool
is_over(const struct table *t, uint64_t minute)
{
	uint64_t was = atomic_load(&t->minute);

	return minute > was || minute + 1 < was;
}

/* Overwrite all, and begin that minute; 0: none. */
static void
turn(struct lr_ratelimit *r, uint64_t minute)
{
	struct table *t = r->table;
	unsigned i;

	if (r->fd >= 0)
		(void)flock(r->fd, LOCK_EX);
	if (minute == 0 || is_over(t, minute)) {
		memset(t->key, 0, sizeof(t->key));
		for (i = 0; i < SLOTS; i++)
			atomic_store_explicit(
			    &t->slot[i], 0, memory_order_relaxed);
		for (i = 0; i < NOTES; i++)
			atomic_store_explicit(
			    &t->note[i], 0, memory_order_relaxed);
		/* without a key all would be known who are counted */
		if (minute > 0 &&
		    getrandom(t->key, sizeof(t->key), 0) !=
			(ssize_t)sizeof(t->key))
			minute = 0;
		atomic_store(&t->minute, minute);
	}
	if (r->fd >= 0)
		(void)flock(r->fd, LOCK_UN);
}

/* Count in one slot; how many there were before. */
static uint32_t
count(_Atomic uint32_t *slot)
{
	uint32_t was = atomic_load_explicit(slot, memory_order_relaxed);

	do
		if (was == UINT32_MAX)
			return was;
	while (!atomic_compare_exchange_weak_explicit(
	    slot, &was, was + 1, memory_order_relaxed, memory_order_relaxed));
	return was;
}

/* The two numbers of who in this minute. False: there is no key for them. */
static bool
find(struct lr_ratelimit *r, struct lr_span who, int64_t now, uint64_t h[2])
{
	uint64_t minute = (uint64_t)(now / 60) + 1;
	unsigned char print[LR_SIPHASH];

	if (is_over(r->table, minute)) {
		turn(r, minute);
		if (atomic_load(&r->table->minute) == 0)
			return false;
	}
	lr_siphash(r->table->key, who, print);
	memcpy(h, print, sizeof(print));
	return true;
}

bool
lr_ratelimit_take(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, uint64_t max)
{
	_Atomic uint32_t *slot;
	uint64_t h[2];
	uint32_t a, b;

	if (!find(r, who, now, h))
		return max > 0;
	/* two of one page, which is all that a CGI program has to fetch */
	slot = &r->table->slot[h[0] % (SLOTS / NEAR) * NEAR];
	a = count(&slot[h[1] % NEAR]);
	b = count(&slot[(h[1] + 1 + (h[1] >> 32) % (NEAR - 1)) % NEAR]);
	return (a < b ? a : b) < max;
}

void
lr_ratelimit_note(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, unsigned number)
{
	uint64_t h[2];

	if (find(r, who, now, h))
		atomic_store(&r->table->note[h[0] % NOTES],
		    (h[1] & ~UINT64_C(7)) | NOTED | number);
}

bool
lr_ratelimit_noted(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, unsigned *number)
{
	uint64_t h[2], note;

	if (!find(r, who, now, h))
		return false;
	note = atomic_load(&r->table->note[h[0] % NOTES]);
	*number = (unsigned)(note & 3);
	return (note & ~UINT64_C(3)) == ((h[1] & ~UINT64_C(7)) | NOTED);
}

void
lr_ratelimit_forget(struct lr_ratelimit *r, int64_t now)
{
	uint64_t was = atomic_load(&r->table->minute);

	if (was != 0 && is_over(r->table, (uint64_t)(now / 60) + 1))
		turn(r, 0);
}
