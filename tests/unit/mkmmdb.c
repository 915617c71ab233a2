#include "mkmmdb.h"

#include <fcntl.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <unistd.h>

#include "../draw.h"
#include "../fail.h"
#include "../tap.h"
#include "mmdb.h"

#define RANGES 60
#define ASK 400

static char path[] = "/tmp/lr-mkmmdb-XXXXXX";

static const struct lr_mkmmdb_spec spec = {
	.type = "lr-Test", .description = "made by a test", .epoch = 1700000000
};

static struct lr_range
range(const char *s)
{
	struct lr_range r;

	if (!lr_range_parse(lr_span_str(s), &r)) {
		fprintf(stderr, "%s\n", s);
		abort();
	}
	return r;
}

/* A record with one number and its text; nothing for 0. */
static enum lr_err
record(struct lr_mkmmdb *m, uint32_t v, uint32_t *id)
{
	uint32_t num, text, map;
	enum lr_err err;
	char s[16];

	if ((err = lr_mkmmdb_key(m, LR_SPAN("num"), &num)) != LR_OK ||
	    (err = lr_mkmmdb_key(m, LR_SPAN("text"), &text)) != LR_OK ||
	    (err = lr_mkmmdb_key(m, LR_SPAN("in"), &map)) != LR_OK)
		return err;
	snprintf(s, sizeof(s), "text %u", v % 7);
	lr_mkmmdb_begin(m);
	if (v != 0) {
		lr_mkmmdb_uint(m, num, v);
		lr_mkmmdb_map(m, map);
		lr_mkmmdb_text(m, text, lr_span_str(s));
		lr_mkmmdb_up(m);
		lr_mkmmdb_map(m, text);
		lr_mkmmdb_up(m);
	}
	return lr_mkmmdb_record(m, id);
}

struct given {
	struct lr_range r;
	uint32_t v;
};

static enum lr_err
make(const struct given *g, size_t n, unsigned bits, int fd)
{
	struct lr_mkmmdb_spec s = spec;
	struct lr_mkmmdb_sum sum;
	struct lr_mkmmdb *m;
	enum lr_err err = lr_mkmmdb_new(&m);
	uint32_t id;
	size_t i;

	for (i = 0; err == LR_OK && i < n; i++)
		if ((err = record(m, g[i].v, &id)) == LR_OK)
			err = lr_mkmmdb_add(m, &g[i].r, id);
	s.bits = bits;
	if (err == LR_OK)
		err = lr_mkmmdb_write(m, &s, fd, &sum);
	lr_mkmmdb_free(m);
	return err;
}

static enum lr_err
make_file(const struct given *g, size_t n, unsigned bits)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	enum lr_err err = make(g, n, bits, fd);

	close(fd);
	return err;
}

/* ---- the same, slowly */

static void
size_of(const struct lr_range *r, unsigned char *out)
{
	int i, borrow = 0, d;

	for (i = 15; i >= 0; i--) {
		d = r->last.b[i] - r->first.b[i] - borrow;
		borrow = d < 0;
		out[i] = (unsigned char)d;
	}
}

static uint32_t
wanted(const struct given *g, size_t n, const struct lr_ip *ip)
{
	unsigned char best[16], now[16];
	const struct given *found = NULL;
	size_t i;
	int c;

	for (i = 0; i < n; i++) {
		if (lr_ip_is4(&g[i].r.first) != lr_ip_is4(ip) ||
		    !lr_range_holds(&g[i].r, ip))
			continue;
		size_of(&g[i].r, now);
		c = found == NULL ? -1 : memcmp(now, best, 16);
		if (c > 0 ||
		    (c == 0 && lr_ip_cmp(&g[i].r.first, &found->r.first) < 0))
			continue;
		found = &g[i];
		memcpy(best, now, 16);
	}
	return found == NULL ? 0 : found->v;
}

static uint32_t
ours(const struct lr_mmdb *db, const struct lr_ip *ip)
{
	static const char *const num[] = { "num", NULL };
	static const char *const text[] = { "in", "text", NULL };
	uint32_t found = lr_mmdb_find(db, ip);
	struct lr_mmdb_value v, t;
	char s[16];

	if (found == 0)
		return 0;
	if (found == LR_MMDB_CORRUPT ||
	    lr_mmdb_get(db, found, num, &v) != LR_OK ||
	    v.type != LR_MMDB_UINT ||
	    lr_mmdb_get(db, found, text, &t) != LR_OK || t.type != LR_MMDB_TEXT)
		return UINT32_MAX;
	snprintf(s, sizeof(s), "text %u", (unsigned)v.u % 7);
	return lr_span_eq(t.text, lr_span_str(s)) ? (uint32_t)v.u : UINT32_MAX;
}

static uint32_t
theirs(const MMDB_s *db, const struct lr_ip *ip)
{
	struct sockaddr_in6 s6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in s4 = { .sin_family = AF_INET };
	bool four = lr_ip_is4(ip);
	MMDB_entry_data_s d;
	MMDB_lookup_result_s r;
	int err;

	memcpy(&s6.sin6_addr, ip->b, 16);
	memcpy(&s4.sin_addr, ip->b + 12, 4);
	r = MMDB_lookup_sockaddr(db,
	    four ? (const struct sockaddr *)(const void *)&s4
		 : (const struct sockaddr *)(const void *)&s6,
	    &err);
	if (err != MMDB_SUCCESS)
		return UINT32_MAX;
	if (!r.found_entry)
		return 0;
	if (MMDB_get_value(&r.entry, &d, "num", NULL) != MMDB_SUCCESS ||
	    !d.has_data || d.type != MMDB_DATA_TYPE_UINT32)
		return UINT32_MAX;
	return d.uint32;
}

/* ---- random ranges that nest and overlap a lot */

static struct lr_ip
random_ip(void)
{
	struct lr_ip ip = { { 0x2a, 0x01 } };

	if (dice(2) == 0)
		return lr_ip_from4(0x50000000u + dice(1u << (4 + dice(20))));
	ip.b[dice(16)] = (unsigned char)dice(256);
	ip.b[15] = (unsigned char)dice(64);
	return ip;
}

static struct lr_range
random_range(void)
{
	struct lr_range r;
	struct lr_ip a = random_ip();
	unsigned least = lr_ip_is4(&a) ? 0 : 90;

	if (dice(40) == 0)
		return lr_range_around(&a, dice(3));
	if (dice(2) == 0)
		return lr_range_around(
		    &a, least / 3 + dice(33 + 2 * least / 3));
	do
		r = (struct lr_range){ a, random_ip() };
	while (lr_ip_is4(&r.first) != lr_ip_is4(&r.last));
	if (lr_ip_cmp(&r.first, &r.last) > 0)
		r = (struct lr_range){ r.last, r.first };
	return r;
}

static struct lr_ip
random_question(const struct given *g, size_t n)
{
	const struct lr_range *r = &g[dice((uint32_t)n)].r;

	switch (dice(5)) {
	case 0:
		return r->first;
	case 1:
		return r->last;
	case 2:
		return lr_ip_prev(r->first);
	case 3:
		return lr_ip_next(r->last);
	}
	return random_ip();
}

/* IPv4 lives in ::/96: what is asked there is no IPv6. */
static bool
in_four(const struct lr_ip *ip)
{
	static const struct lr_ip zero;

	return memcmp(ip->b, zero.b, 12) == 0;
}

static bool
agree(const struct given *g, size_t n)
{
	struct lr_mmdb *db;
	const char *why;
	struct lr_ip ip;
	char text[LR_IP_TEXT];
	uint32_t want, a, b;
	bool good = true;
	MMDB_s m;
	size_t i;

	if (lr_mmdb_open(&db, path, &why) != LR_OK ||
	    MMDB_open(path, MMDB_MODE_MMAP, &m) != MMDB_SUCCESS)
		return false;
	for (i = 0; i < ASK && good; i++) {
		ip = random_question(g, n);
		if (in_four(&ip))
			continue;
		want = wanted(g, n, &ip);
		a = ours(db, &ip);
		b = theirs(&m, &ip);
		good = want == a && want == b;
		if (!good)
			printf("# %.*s: want %u, got %u, libmaxminddb %u\n",
			    (int)lr_ip_put(&ip, text), text, want, a, b);
	}
	MMDB_close(&m);
	lr_mmdb_close(db);
	return good;
}

static void
property(void)
{
	static const unsigned bits[] = { 24, 28, 32, 0 };
	struct given g[RANGES];
	size_t round, i, n;
	bool good = true;

	for (round = 0; round < 200 && good; round++) {
		n = 1 + dice(RANGES);
		for (i = 0; i < n; i++)
			g[i] = (struct given){ random_range(), dice(9) };
		good = make_file(g, n, bits[round % 4]) == LR_OK && agree(g, n);
	}
	ok(good, "random nested ranges, each address has the smallest's data");
}

/* ---- cases */

static uint32_t
ask(const char *ip)
{
	struct lr_range r = range(ip);
	struct lr_mmdb *db;
	const char *why;
	uint32_t v;

	if (lr_mmdb_open(&db, path, &why) != LR_OK)
		return UINT32_MAX;
	v = ours(db, &r.first);
	lr_mmdb_close(db);
	return v;
}

static void
nesting(void)
{
	struct given g[] = { { range("31.0.0.0/24"), 1 },
		{ range("31.0.0.64/26"), 2 }, { range("31.0.0.64/26"), 3 },
		{ range("31.0.0.0/8"), 4 }, { range("31.0.0.70/32"), 0 },
		{ range("::/0"), 5 }, { range("2a01::/16"), 6 } };

	ok(make_file(g, 7, 0) == LR_OK, "a file of nested ranges");
	ok(ask("31.0.0.1") == 1, "inside");
	ok(ask("31.0.0.65") == 3, "of equal ranges the last one counts");
	ok(ask("31.9.9.9") == 4, "a larger one after the smaller ones");
	ok(ask("31.0.0.70") == 0, "a range without data hides a larger one");
	ok(ask("30.0.0.1") == 0, "::/0 is not for IPv4");
	ok(ask("2a02::1") == 5 && ask("2a01::1") == 6, "IPv6");
	ok(ask("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == 5,
	    "the last address");
}

static void
empty(void)
{
	struct given all = { range("0.0.0.0/0"), 8 };

	ok(make_file(NULL, 0, 0) == LR_OK, "a file without ranges");
	ok(ask("31.0.0.1") == 0 && ask("2a01::1") == 0, "knows nothing");
	ok(make_file(&all, 1, 0) == LR_OK && ask("31.0.0.1") == 8 &&
		ask("255.255.255.255") == 8 && ask("2a01::1") == 0,
	    "all of IPv4 and nothing else");
}

static void
refused(void)
{
	struct lr_range r = range("31.0.0.0/24"), x;
	struct lr_mkmmdb *m;
	uint32_t key, id;

	if (lr_mkmmdb_new(&m) != LR_OK)
		return;
	x = (struct lr_range){ r.last, r.first };
	ok(lr_mkmmdb_add(m, &x, 0) == LR_EBAD, "first behind last");
	x = (struct lr_range){ r.first, range("2a01::1").last };
	ok(lr_mkmmdb_add(m, &x, 0) == LR_EBAD, "two families");
	x = range("::1/128");
	ok(lr_mkmmdb_add(m, &x, 0) == LR_EBAD, "IPv6 where IPv4 is kept");
	x = (struct lr_range){ range("::5").first, range("::2:0:0").first };
	ok(lr_mkmmdb_add(m, &x, LR_MKMMDB_NOTHING) == LR_OK,
	    "IPv6 that only begins there");
	ok(lr_mkmmdb_key(m, LR_SPAN("k\xff"), &key) == LR_EBAD,
	    "a name that is not UTF-8");
	lr_mkmmdb_key(m, LR_SPAN("k"), &key);
	lr_mkmmdb_begin(m);
	lr_mkmmdb_text(m, key, LR_SPAN("\xc3("));
	ok(lr_mkmmdb_record(m, &id) == LR_EBAD, "a text that is not UTF-8");
	lr_mkmmdb_begin(m);
	ok(lr_mkmmdb_record(m, &id) == LR_OK && id == LR_MKMMDB_NOTHING,
	    "no field is no record");
	lr_mkmmdb_free(m);
}

static void
metadata(void)
{
	struct given g = { range("31.0.0.0/24"), 1 };
	struct sockaddr_in6 s6 = { .sin6_family = AF_INET6 };
	const char *what = "";
	MMDB_lookup_result_s r;
	struct lr_ip a;
	MMDB_s m;
	int err;

	make_file(&g, 1, 0);
	ok(MMDB_open(path, MMDB_MODE_MMAP, &m) == MMDB_SUCCESS,
	    "libmaxminddb opens it");
	if (m.metadata.description.count == 1)
		what = m.metadata.description.descriptions[0]->description;
	ok(m.metadata.ip_version == 6 && m.metadata.record_size == 24 &&
		m.metadata.binary_format_major_version == 2 &&
		m.metadata.binary_format_minor_version == 0 &&
		m.metadata.build_epoch == spec.epoch &&
		m.metadata.languages.count == 1 &&
		strcmp(m.metadata.languages.names[0], "en") == 0 &&
		strcmp(m.metadata.database_type, spec.type) == 0 &&
		strcmp(what, spec.description) == 0,
	    "and reads its metadata");
	a = range("31.0.0.9").first;
	memcpy(&s6.sin6_addr, a.b, 16);
	r = MMDB_lookup_sockaddr(
	    &m, (const struct sockaddr *)(const void *)&s6, &err);
	ok(err == MMDB_SUCCESS && r.found_entry, "::ffff:0:0/96 is IPv4");
	MMDB_close(&m);
}

static size_t
slurp(char *p, size_t max)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, p, max);

	close(fd);
	return n < 0 ? 0 : (size_t)n;
}

static void
sizes(void)
{
	static char a[1 << 20], b[1 << 20];
	struct given g[300];
	struct lr_ip ip;
	size_t i, n, k;

	for (i = 0; i < 300; i++) {
		ip = lr_ip_from4(0x1f000000u + ((uint32_t)i << 8));
		g[i] =
		    (struct given){ lr_range_around(&ip, 24), (uint32_t)i + 1 };
	}
	make_file(g, 300, 0);
	n = slurp(a, sizeof(a));
	make_file(g, 300, 0);
	k = slurp(b, sizeof(b));
	ok(n > 0 && n == k && memcmp(a, b, n) == 0,
	    "the same calls make the same bytes");
	for (i = 0; i < 300; i++)
		g[i].v = 1 + i % 2;
	make_file(g, 300, 0);
	k = slurp(b, sizeof(b));
	ok(k + 300 < n, "equal data are written once");
}

static void
failures(void)
{
	struct given g[RANGES];
	unsigned long n, i;
	int fd = open("/dev/null", O_WRONLY);
	bool good = true;
	enum lr_err err;

	for (i = 0; i < RANGES; i++)
		g[i] = (struct given){ random_range(), (uint32_t)i };
	fail_from(FAIL_ALLOC, 0);
	make(g, RANGES, 0, fd);
	n = fail_from(FAIL_ALLOC, 0);
	for (i = 1; i <= n; i++) {
		fail_from(FAIL_ALLOC, i);
		err = make(g, RANGES, 0, fd);
		fail_from(FAIL_ALLOC, 0);
		good = good && err == LR_ENOMEM;
	}
	ok(n > 10 && good, "no memory at each of %lu allocations", n);
	fail_from(FAIL_WRITE, 1);
	err = make(g, RANGES, 0, fd);
	fail_from(FAIL_WRITE, 0);
	ok(err == LR_EIO, "a full disk");
	close(fd);
}

/* A text that stands in its record, one by number, and one of no UTF-8. */
static void
kinds_of_text(void)
{
	static const char *const own_path[] = { "own", NULL },
				 *const named_path[] = { "named", NULL };
	struct lr_range r = range("20.0.0.0/8");
	struct lr_mkmmdb_sum sum;
	struct lr_mmdb_value v;
	uint32_t own, named, text, id, i;
	struct lr_mkmmdb *m;
	struct lr_mmdb *db;
	const char *why;
	char big[300];
	int fd = open(path, O_RDWR | O_TRUNC);

	memset(big, 'x', sizeof(big));
	if (lr_mkmmdb_new(&m) != LR_OK ||
	    lr_mkmmdb_key(m, LR_SPAN("own"), &own) != LR_OK ||
	    lr_mkmmdb_key(m, LR_SPAN("named"), &named) != LR_OK ||
	    lr_mkmmdb_key(m, LR_SPAN("some text"), &text) != LR_OK)
		abort();
	is(lr_mkmmdb_name(m, text).p, lr_mkmmdb_name(m, text).n, "some text",
	    "the text of a number");
	lr_mkmmdb_begin(m);
	lr_mkmmdb_own(m, own, lr_span(big, 256));
	ok(lr_mkmmdb_record(m, &id) == LR_ETOOLONG, "a text of 256 bytes");
	lr_mkmmdb_begin(m);
	lr_mkmmdb_map(m, named);
	for (i = 0; i < 300; i++)
		lr_mkmmdb_own(m, own, lr_span(big, 255));
	lr_mkmmdb_up(m);
	ok(lr_mkmmdb_record(m, &id) == LR_ETOOLONG,
	    "a map that is too long for a record");
	lr_mkmmdb_begin(m);
	lr_mkmmdb_own(m, own, LR_SPAN("\xff"));
	ok(lr_mkmmdb_record(m, &id) == LR_EBAD, "a text that is not UTF-8");
	lr_mkmmdb_begin(m);
	lr_mkmmdb_own(m, own, lr_span(big, 255));
	lr_mkmmdb_named(m, named, text);
	ok(lr_mkmmdb_record(m, &id) == LR_OK &&
		lr_mkmmdb_add(m, &r, id) == LR_OK &&
		lr_mkmmdb_write(m, &spec, fd, &sum) == LR_OK,
	    "both in a record");
	lr_mkmmdb_free(m);
	close(fd);
	if (!ok(lr_mmdb_open(&db, path, &why) == LR_OK, "a file"))
		return;
	id = lr_mmdb_find(db, &r.first);
	ok(lr_mmdb_get(db, id, own_path, &v) == LR_OK &&
		lr_span_eq(v.text, lr_span(big, 255)),
	    "the record's own text");
	ok(lr_mmdb_get(db, id, named_path, &v) == LR_OK &&
		lr_span_eq(v.text, LR_SPAN("some text")),
	    "the text by number");
	lr_mmdb_close(db);
}

int
main(void)
{
	close(mkstemp(path));
	nesting();
	empty();
	refused();
	metadata();
	sizes();
	kinds_of_text();
	property();
	failures();
	unlink(path);
	return done();
}
