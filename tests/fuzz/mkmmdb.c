/*
 * Any ranges and records into a file; each end of each range must then be
 * found with the data of the smallest range that holds it.
 */
#include "mkmmdb.h"

#include <stdlib.h>
#include <string.h>

#include "mmdb.h"
#include "scratch.h"

#define RANGES 64

struct given {
	struct lr_range r;
	uint32_t v; /* 0: nothing */
	uint64_t size;
};

/* 6 bytes -> a range of at most 2^16 addresses near others of its family. */
static struct given
range(const uint8_t *p)
{
	static const unsigned char net[16] = { 0x2a, 0x01 };
	unsigned first = (unsigned)p[0] << 8 | p[1];
	unsigned last = (unsigned)p[2] << 8 | p[3];
	struct given g = { .v = p[5] & 15 };

	if (last < first) {
		unsigned swap = first;

		first = last;
		last = swap;
	}
	g.size = last - first;
	if ((p[4] & 1) != 0) {
		g.r.first = lr_ip_from4(0x1f000000u | first);
		g.r.last = lr_ip_from4(0x1f000000u | last);
		return g;
	}
	memcpy(g.r.first.b, net, 16);
	memcpy(g.r.last.b, net, 16);
	g.r.first.b[14] = (unsigned char)(first >> 8);
	g.r.first.b[15] = (unsigned char)first;
	g.r.last.b[14] = (unsigned char)(last >> 8);
	g.r.last.b[15] = (unsigned char)last;
	return g;
}

static uint32_t
wanted(const struct given *g, size_t n, const struct lr_ip *ip)
{
	const struct given *found = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		if (lr_ip_is4(&g[i].r.first) != lr_ip_is4(ip) ||
		    !lr_range_holds(&g[i].r, ip))
			continue;
		if (found == NULL || g[i].size < found->size ||
		    (g[i].size == found->size &&
			lr_ip_cmp(&g[i].r.first, &found->r.first) >= 0))
			found = &g[i];
	}
	return found == NULL ? 0 : found->v;
}

static void
make(const struct given *g, size_t n, unsigned bits)
{
	struct lr_mkmmdb_spec spec = {
		.type = "T", .description = "", .bits = bits
	};
	struct lr_mkmmdb_sum sum;
	struct lr_mkmmdb *m;
	uint32_t key, id;
	int fd = scratch();
	size_t i;

	if (lr_mkmmdb_new(&m) != LR_OK ||
	    lr_mkmmdb_key(m, LR_SPAN("v"), &key) != LR_OK)
		abort();
	for (i = 0; i < n; i++) {
		lr_mkmmdb_begin(m);
		if (g[i].v != 0)
			lr_mkmmdb_uint(m, key, g[i].v);
		if (lr_mkmmdb_record(m, &id) != LR_OK ||
		    lr_mkmmdb_add(m, &g[i].r, id) != LR_OK)
			abort();
	}
	if (lr_mkmmdb_write(m, &spec, fd, &sum) != LR_OK ||
	    (uint64_t)lseek(fd, 0, SEEK_CUR) != sum.bytes)
		abort();
	lr_mkmmdb_free(m);
}

static void
check(
    const struct lr_mmdb *db, const struct given *g, size_t n, struct lr_ip ip)
{
	static const char *const v[] = { "v", NULL };
	struct lr_mmdb_value got;
	uint32_t found = lr_mmdb_find(db, &ip);

	if (lr_mmdb_get(db, found, v, &got) != LR_OK ||
	    got.u != wanted(g, n, &ip) || (found == 0) != (got.u == 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned bits[] = { 0, 24, 28, 32 };
	struct given g[RANGES];
	struct lr_mmdb *db;
	const char *why;
	size_t n, i;

	if (size == 0)
		return 0;
	for (n = 0; n < RANGES && 1 + (n + 1) * 6 <= size; n++)
		g[n] = range(data + 1 + n * 6);
	make(g, n, bits[data[0] & 3]);
	if (lr_mmdb_open(&db, path, &why) != LR_OK)
		abort();
	for (i = 0; i < n; i++) {
		check(db, g, n, g[i].r.first);
		check(db, g, n, g[i].r.last);
		check(db, g, n, lr_ip_prev(g[i].r.first));
		check(db, g, n, lr_ip_next(g[i].r.last));
	}
	lr_mmdb_close(db);
	return 0;
}
