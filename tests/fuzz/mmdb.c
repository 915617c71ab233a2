/*
 * Any bytes as a MaxMind DB file. Where the first byte is odd they are tree
 * and data only and get metadata that fit, or else hardly any would pass.
 */
#include "mmdb.h"

#include <stdlib.h>

#include "scratch.h"
#include "utf8.h"

static const char head[] = "\xab\xcd\xefMaxMind.com"
			   "\xe5\x5b"
			   "binary_format_major_version\xa1\x02\x4a"
			   "node_count\xc2";
static const char middle[] = "\x4brecord_size\xa1";
static const char tail[] = "\x4d"
			   "database_type\x41T\x4aip_version\xa1";

static void
save(const uint8_t *data, size_t n)
{
	static const uint8_t bits[] = { 24, 28, 32, 24 };
	uint8_t nodes[2], version;
	int fd = scratch();

	if (n < 4 || (data[0] & 1) == 0) {
		put(fd, data, n);
		return;
	}
	nodes[0] = data[1] & 3;
	nodes[1] = data[2];
	version = (data[0] & 2) == 0 ? 4 : 6;
	put(fd, data + 3, n - 3);
	put(fd, head, sizeof(head) - 1);
	put(fd, nodes, 2);
	put(fd, middle, sizeof(middle) - 1);
	put(fd, &bits[data[0] >> 2 & 3], 1);
	put(fd, tail, sizeof(tail) - 1);
	put(fd, &version, 1);
}

/* The first field on the way is what is found by its name. */
static void
walk(const struct lr_mmdb *db, uint32_t found)
{
	struct lr_mmdb_value v = { 0 }, same = { 0 };
	struct lr_mmdb_walk w;
	struct lr_span name;
	char key[64];

	lr_mmdb_walk(db, found, &w);
	if (lr_mmdb_next(db, &w, &name) != LR_OK)
		return;
	if (name.n < sizeof(key) && memchr(name.p, 0, name.n) == NULL) {
		memcpy(key, name.p, name.n);
		key[name.n] = '\0';
		if (lr_mmdb_value(db, &w, &v) !=
			lr_mmdb_get(
			    db, found, (const char *[]){ key, NULL }, &same) ||
		    v.type != same.type || v.u != same.u ||
		    v.text.p != same.text.p)
			abort();
	}
	while (lr_mmdb_next(db, &w, &name) == LR_OK)
		lr_mmdb_value(db, &w, &v);
}

static void
look_up(const struct lr_mmdb *db, const struct lr_ip *ip)
{
	static const char *const paths[][4] = { { "autonomous_system_number" },
		{ "a" }, { "country", "iso_code" }, { "traits", "isp" },
		{ NULL } };
	uint32_t found = lr_mmdb_find(db, ip);
	struct lr_mmdb_value v;
	size_t i;

	if (found != lr_mmdb_find(db, ip))
		abort();
	if (found == LR_MMDB_CORRUPT)
		return;
	walk(db, found);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (lr_mmdb_get(db, found, paths[i], &v) != LR_OK)
			continue;
		if (v.type == LR_MMDB_TEXT && !lr_utf8_valid(v.text))
			abort();
		if (v.type == LR_MMDB_BOOL && v.u > 1)
			abort();
		if (found == 0 && v.type != LR_MMDB_NONE)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_ip ip = { { 0 } };
	struct lr_mmdb *db;
	const char *why;
	uint32_t i, is[64];

	save(data, size);
	if (lr_mmdb_open(&db, path, &why) != LR_OK) {
		if (db != NULL || why == NULL)
			abort();
		return 0;
	}
	for (i = 0; i < 64; i++) {
		if (i == 32)
			lr_mmdb_quicken(db);
		ip = lr_ip_from4(i % 16 * 0x11111111u);
		if (i % 2 != 0) {
			ip.b[0] = (unsigned char)(i % 32 * 17);
			ip.b[i % 16] = (unsigned char)(size >> i % 32);
		}
		look_up(db, &ip);
		is[i] = lr_mmdb_find(db, &ip);
		if (i >= 32 && is[i] != is[i - 32])
			abort();
	}
	lr_mmdb_close(db);
	return 0;
}
