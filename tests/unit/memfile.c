#include "../tap.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

#include "../fail.h"
#include "memfile.h"

#define MODEL (1u << 20)

static uint32_t seed = 1;

static uint32_t
dice(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* Text that packs well, or noise that does not. */
static void
fill(char *p, size_t n, bool noise)
{
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = noise ? (char)dice(256) : "<c><v>1</v></c>"[i % 15];
}

/* The same calls on the file and on plain bytes. */
static bool
step(FILE *f, char *model, size_t *end, size_t *at)
{
	static char got[300000];
	size_t n = dice(6) == 0 ? dice(sizeof(got)) : dice(3000);

	switch (dice(3)) {
	case 0:
		*at = *end == 0 ? 0 : dice((uint32_t)*end + 1);
		return fseek(f, (long)*at, SEEK_SET) == 0;
	case 1:
		if (n > MODEL - *at)
			n = MODEL - *at;
		fill(model + *at, n, dice(2) == 0);
		if (fseek(f, (long)*at, SEEK_SET) != 0 ||
		    fwrite(model + *at, 1, n, f) != n)
			return false;
		*at += n;
		if (*end < *at)
			*end = *at;
		return true;
	default:
		if (n > *end - *at)
			n = *end - *at;
		if (fseek(f, (long)*at, SEEK_SET) != 0 ||
		    fread(got, 1, n, f) != n ||
		    memcmp(got, model + *at, n) != 0)
			return false;
		*at += n;
		return true;
	}
}

static void
like_plain_bytes(void)
{
	struct lr_memfiles all = { 0 };
	char *model = calloc(1, MODEL);
	FILE *f = lr_memfile_open(&all), *g = lr_memfile_open(&all);
	size_t end = 0, at = 0;
	unsigned i;

	for (i = 0; i < 3000; i++)
		if (!step(f, model, &end, &at))
			break;
	ok(i == 3000, "written, read and moved about in like bytes: %u", i);
	ok(fseek(f, 0, SEEK_END) == 0 && ftell(f) == (long)end, "its length");
	ok(fseek(f, (long)end + 1, SEEK_SET) != 0, "not beyond its end");
	ok(fclose(g) == 0 && fclose(f) == 0 && all.first == NULL, "closed");
	ok(lr_memfile_open(&all) != NULL, "one that nobody closes");
	lr_memfile_close_all(&all);
	ok(all.first == NULL && all.engine == NULL, "all is given back");
	free(model);
}

static void
small(void)
{
	struct lr_memfiles all = { 0 };
	FILE *f = lr_memfile_open(&all);
	static char row[1500];
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
	unsigned i;

	fill(row, sizeof(row), false);
	for (i = 0; i < 20000; i++)
		if (fwrite(row, 1, sizeof(row), f) != sizeof(row))
			break;
	ok(i == 20000 && fflush(f) == 0, "30 MB");
	ok(mallinfo2().uordblks + mallinfo2().hblkhd - before < (3u << 20),
	    "take less than 3");
	lr_memfile_close_all(&all);
}

static bool
without(unsigned long call)
{
	struct lr_memfiles all = { 0 };
	static char row[50000];
	bool told;
	FILE *f;
	int i;

	fail_from(FAIL_ALLOC, call);
	f = lr_memfile_open(&all);
	told = f == NULL;
	for (i = 0; i < 8 && !told; i++)
		told = fwrite(row, 1, sizeof(row), f) != sizeof(row) ||
		    fflush(f) != 0;
	if (!told) {
		rewind(f);
		for (i = 0; i < 8 && !told; i++)
			told = fread(row, 1, sizeof(row), f) != sizeof(row);
	}
	told = told && errno == ENOMEM;
	fail_from(FAIL_ALLOC, 0);
	lr_memfile_close_all(&all);
	return told;
}

static void
no_memory(void)
{
	unsigned long i;

	for (i = 1; i < 100 && without(i); i++)
		;
	ok(i > 3 && i < 100, "no memory is told: %lu", i);
}

int
main(void)
{
	like_plain_bytes();
	small();
	no_memory();
	return done();
}
