#include "../fail.h"
#include "../tap.h"

#include "hashset.h"

/* The i-th of hashes that come sorted. */
static void
make(unsigned long i, unsigned char out[LR_KEYHASH])
{
	unsigned long long v = i * 2654435761ull * 3;

	memset(out, 0, LR_KEYHASH);
	out[0] = (unsigned char)(i >> 12);
	out[1] = (unsigned char)(i >> 4);
	out[2] = (unsigned char)(i << 4);
	out[8] = (unsigned char)v;
}

static enum lr_err
fill(struct lr_hashset *s, unsigned long n)
{
	unsigned char hash[LR_KEYHASH];
	enum lr_err err = LR_OK;
	unsigned long i;

	lr_hashset_init(s);
	for (i = 0; i < n && err == LR_OK; i++) {
		make(i, hash);
		err = lr_hashset_add(s, hash);
	}
	return err == LR_OK ? lr_hashset_ready(s) : err;
}

static void
sizes(void)
{
	static const unsigned long n[] = { 0, 1, 2, 5, 63, 64, 65, 4096,
		100000 };
	size_t k;

	for (k = 0; k < sizeof(n) / sizeof(n[0]); k++) {
		struct lr_hashset s;
		unsigned char hash[LR_KEYHASH];
		unsigned long i, wrong = 0;

		ok(fill(&s, n[k]) == LR_OK && s.n == n[k], "%lu hashes", n[k]);
		for (i = 0; i < n[k] + 100; i++) {
			make(i, hash);
			wrong += lr_hashset_has(&s, hash) != (i < n[k]);
			hash[7] = 2;
			wrong += lr_hashset_has(&s, hash);
		}
		ok(wrong == 0, "of %lu the right ones are found", n[k]);
		lr_hashset_free(&s);
	}
}

/* As no key makes them: all at the end, all at the beginning. */
static void
crowded(void)
{
	unsigned char hash[LR_KEYHASH];
	struct lr_hashset s;
	unsigned i, fill, wrong;

	for (fill = 0; fill < 256; fill += 255) {
		lr_hashset_init(&s);
		memset(hash, (int)fill, LR_KEYHASH);
		for (i = 0; i < 256; i++) {
			hash[7] = (unsigned char)i;
			if (lr_hashset_add(&s, hash) != LR_OK)
				break;
		}
		ok(i == 256 && lr_hashset_ready(&s) == LR_OK, "crowded");
		for (i = wrong = 0; i < 256; i++) {
			hash[7] = (unsigned char)i;
			wrong += !lr_hashset_has(&s, hash);
			hash[5] ^= 1;
			wrong += lr_hashset_has(&s, hash);
			hash[5] ^= 1;
		}
		ok(wrong == 0, "all found, nothing else");
		lr_hashset_free(&s);
	}
}

int
main(void)
{
	struct lr_hashset s;
	unsigned char a[LR_KEYHASH] = { 2 }, b[LR_KEYHASH] = { 1 };
	unsigned long i;
	bool good = true;

	sizes();
	lr_hashset_init(&s);
	ok(!lr_hashset_has(&s, a), "nothing in an empty one");
	crowded();
	ok(lr_hashset_add(&s, a) == LR_OK && lr_hashset_add(&s, a) == LR_EBAD &&
		lr_hashset_add(&s, b) == LR_EBAD && s.n == 1,
	    "not sorted");
	lr_hashset_free(&s);
	for (i = 1; i < 12; i++) {
		fail_from(FAIL_ALLOC, i);
		good = good && fill(&s, 1000) == (i < 7 ? LR_ENOMEM : LR_OK);
		fail_from(FAIL_ALLOC, 0);
		lr_hashset_free(&s);
	}
	ok(good, "allocations that fail");
	return done();
}
