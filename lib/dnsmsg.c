#include "dnsmsg.h"

#include "ascii.h"
#include "num.h"

enum { HEADER = 12, DATAGRAM = 512, RECORDS_MAX = 512, ALIASES_MAX = 16 };
enum { TYPE_CNAME = 5, TYPE_SOA = 6, CLASS_IN = 1 };
enum { OK = 0, NXDOMAIN = 3 };

struct reader {
	const unsigned char *p;
	size_t n, at;
	bool bad; /* sticks */
};

struct rr {
	size_t owner; /* where its name begins */
	unsigned type, class;
	size_t data, n;
};

/* ---- names */

static void
add_label(struct lr_dnsname *name, const char *p, size_t n)
{
	name->w[name->n++] = (unsigned char)n;
	memcpy(name->w + name->n, p, n);
	name->n = (unsigned char)(name->n + n);
}

void
lr_dnsname_reverse(struct lr_dnsname *name, const struct lr_ip *ip)
{
	char text[LR_NUM_TEXT];
	int i;

	name->n = 0;
	if (lr_ip_is4(ip)) {
		for (i = 15; i >= 12; i--)
			add_label(name, text, lr_num_put(ip->b[i], text));
		add_label(name, "in-addr", 7);
	} else {
		for (i = 15; i >= 0; i--) {
			add_label(name, &"0123456789abcdef"[ip->b[i] & 15], 1);
			add_label(name, &"0123456789abcdef"[ip->b[i] >> 4], 1);
		}
		add_label(name, "ip6", 3);
	}
	add_label(name, "arpa", 4);
	name->w[name->n++] = 0;
}

static bool
good_label(struct lr_span s)
{
	size_t i;

	if (s.n == 0 || s.n > LR_LABEL_MAX || s.p[0] == '-' ||
	    s.p[s.n - 1] == '-')
		return false;
	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
	return true;
}

bool
lr_dns_host(struct lr_span s)
{
	struct lr_span label = { NULL, 0 };
	size_t i;

	if (s.n == 0 || s.n > LR_NAME_MAX)
		return false;
	while (s.p != NULL) {
		label = lr_span_cut(&s, '.');
		if (!good_label(label))
			return false;
	}
	for (i = 0; i < label.n && lr_is_digit(label.p[i]); i++)
		;
	return i < label.n;
}

bool
lr_dns_domain(struct lr_span s)
{
	return lr_dns_host(s) && lr_span_find(s, '.') < s.n;
}

bool
lr_dnsname_host(struct lr_dnsname *name, struct lr_span host)
{
	struct lr_span label;

	if (!lr_dns_host(host))
		return false;
	name->n = 0;
	while (host.p != NULL) {
		label = lr_span_cut(&host, '.');
		add_label(name, label.p, label.n);
	}
	name->w[name->n++] = 0;
	return true;
}

static bool
same_name(const struct lr_dnsname *a, const struct lr_dnsname *b)
{
	/* lengths are below 64 and no letters, so that one loop does */
	return lr_ascii_eq(lr_span((const char *)a->w, a->n),
	    lr_span((const char *)b->w, b->n));
}

/* ---- reading */

static unsigned
read16(struct reader *r)
{
	unsigned v;

	if (r->bad || r->n - r->at < 2) {
		r->bad = true;
		return 0;
	}
	v = (unsigned)r->p[r->at] << 8 | r->p[r->at + 1];
	r->at += 2;
	return v;
}

static void
skip(struct reader *r, size_t n)
{
	if (r->bad || r->n - r->at < n)
		r->bad = true;
	else
		r->at += n;
}

/* The name at r, compression (RFC 1035 4.1.4) undone; name may be NULL. A
 * pointer must lead to before where it stands, so that it cannot go round. */
static void
read_name(struct reader *r, struct lr_dnsname *name)
{
	size_t at = r->at, before = r->at, total = 0, len;
	bool jumped = false;

	while (!r->bad) {
		if (at >= r->n || (r->p[at] & 0xc0) == 0x80 ||
		    (r->p[at] & 0xc0) == 0x40)
			break;
		len = r->p[at];
		if (len >= 0xc0) {
			if (at + 1 >= r->n)
				break;
			if (!jumped)
				r->at = at + 2;
			jumped = true;
			at = (len & 0x3f) << 8 | r->p[at + 1];
			if (at >= before)
				break;
			before = at;
			continue;
		}
		if (at + 1 + len > r->n || total + 1 + len > 255)
			break;
		if (name != NULL)
			memcpy(name->w + total, r->p + at, 1 + len);
		total += 1 + len;
		at += 1 + len;
		if (len == 0) {
			if (!jumped)
				r->at = at;
			if (name != NULL)
				name->n = (unsigned char)total;
			return;
		}
	}
	r->bad = true;
}

static void
read_rr(struct reader *r, struct rr *rr)
{
	rr->owner = r->at;
	read_name(r, NULL);
	rr->type = read16(r);
	rr->class = read16(r);
	skip(r, 4); /* time to live: the cache has its own */
	rr->n = read16(r);
	rr->data = r->at;
	skip(r, rr->n);
}

static bool
owner_is(
    const struct reader *r, const struct rr *rr, const struct lr_dnsname *name)
{
	struct reader there = { r->p, r->n, rr->owner, false };
	struct lr_dnsname owner;

	read_name(&there, &owner);
	return !there.bad && same_name(&owner, name);
}

/* The name that is all of a record's data. */
static bool
target(const struct reader *r, const struct rr *rr, struct lr_dnsname *name)
{
	struct reader there = { r->p, r->n, rr->data, false };

	read_name(&there, name);
	return !there.bad && there.at == rr->data + rr->n;
}

size_t
lr_dns_text(struct lr_span data, char *out)
{
	size_t at = 0, used = 0, len;

	while (at < data.n) {
		len = (unsigned char)data.p[at++];
		if (len > data.n - at)
			len = data.n - at;
		memcpy(out + used, data.p + at, len);
		used += len;
		at += len;
	}
	return used;
}

/* ---- answers */

/* Dotted text of a name; false when it is no host name. A dot inside a label
 * must not become a border. */
static bool
host_text(const struct lr_dnsname *name, char *out, unsigned char *n)
{
	size_t at = 0, len, i, used = 0;

	while ((len = name->w[at++]) != 0) {
		if (used > 0)
			out[used++] = '.';
		for (i = 0; i < len; i++, at++) {
			if (name->w[at] == '.')
				return false;
			out[used++] = lr_lower((char)name->w[at]);
		}
	}
	*n = (unsigned char)used;
	return lr_dns_host(lr_span(out, used));
}

/* Keep the first names in their order: servers like to turn them round. */
static void
add_host(struct lr_dnsanswer *a, const struct lr_dnsname *name)
{
	char text[256];
	unsigned char n;
	unsigned i;

	if (!host_text(name, text, &n))
		return;
	for (i = a->n; i > 0; i--) {
		int c = lr_span_cmp(lr_span(text, n),
		    lr_span(a->name[i - 1].text, a->name[i - 1].n));

		if (c == 0)
			return;
		if (c > 0)
			break;
	}
	if (i == LR_DNS_NAMES)
		return;
	if (a->n == LR_DNS_NAMES)
		a->n--;
	memmove(&a->name[i + 1], &a->name[i], (a->n - i) * sizeof(a->name[0]));
	memcpy(a->name[i].text, text, n);
	a->name[i].n = n;
	a->n++;
}

/* Strings with their lengths, and nothing else. */
static bool
add_text(struct lr_dnsanswer *a, struct lr_span data)
{
	size_t at = 0;

	while (at < data.n)
		at += 1u + (unsigned char)data.p[at];
	if (at != data.n)
		return false;
	if (a->texts < LR_DNS_TEXTS)
		a->text[a->texts++] = data;
	return true;
}

/* A record of the type asked, under the name that counts. False: malformed. */
static bool
take(struct lr_dnsanswer *a, const struct reader *r, const struct rr *rr,
    enum lr_dns_type type, const struct lr_ip *ip)
{
	struct lr_dnsname name;
	size_t n = type == LR_DNS_A ? 4 : 16;

	if (type == LR_DNS_PTR) {
		if (!target(r, rr, &name))
			return false;
		add_host(a, &name);
		return true;
	}
	if (type == LR_DNS_TXT)
		return add_text(
		    a, lr_span((const char *)r->p + rr->data, rr->n));
	if (rr->n != n)
		return false;
	if (memcmp(r->p + rr->data, ip->b + 16 - n, n) == 0)
		a->holds = true;
	return true;
}

/* Look for records under the name, following aliases through the records in
 * whatever order they come. */
static void
follow(struct lr_dnsanswer *a, const struct reader *r, const struct rr *rrs,
    unsigned n, const struct lr_dnsname *name, enum lr_dns_type type,
    const struct lr_ip *ip)
{
	struct lr_dnsname at = *name, next;
	bool found = false, moved = false, good = true;
	unsigned hops, i;

	for (hops = 0; hops <= ALIASES_MAX; hops++) {
		moved = false;
		for (i = 0; i < n && good; i++) {
			const struct rr *rr = &rrs[i];

			if (rr->class != CLASS_IN ||
			    (rr->type != TYPE_CNAME && rr->type != type) ||
			    !owner_is(r, rr, &at))
				continue;
			if (rr->type == type)
				found = good = take(a, r, rr, type, ip);
			else if (!moved)
				moved = good = target(r, rr, &next);
		}
		if (found || !moved || !good)
			break;
		at = next;
	}
	a->alias = at;
	if (!good || (moved && !found)) { /* malformed; round and round */
		a->class = LR_DNS_BROKEN;
		a->n = a->texts = 0;
		a->holds = false;
	} else if (found) {
		a->class = LR_DNS_FOUND;
	} else {
		a->class = hops > 0 ? LR_DNS_ALIAS : LR_DNS_NONE;
	}
}

/* Nothing was found: does whoever says so know? An authority for the zone,
 * its SOA, or a resolver; else it only refers us to others. */
static bool
knows(const struct reader *r, const struct rr *rrs, unsigned answers,
    unsigned n, bool *soa)
{
	unsigned i;

	*soa = false;
	for (i = answers; i < n; i++)
		*soa = *soa || rrs[i].type == TYPE_SOA;
	return *soa || (r->p[2] & 0x04) != 0 || (r->p[3] & 0x80) != 0;
}

/* The reader moves behind the question. */
static bool
is_ours(struct reader *r, const struct lr_dnsname *name, enum lr_dns_type type)
{
	struct lr_dnsname asked;

	r->at = 4;
	if (r->n < HEADER || read16(r) != 1 ||
	    (r->p[2] & 0xf8) != 0x80) /* a response, plain query */
		return false;
	r->at = HEADER;
	read_name(r, &asked);
	return read16(r) == (unsigned)type && read16(r) == CLASS_IN &&
	    !r->bad && same_name(&asked, name);
}

bool
lr_dnsmsg_ours(const unsigned char *reply, size_t n,
    const struct lr_dnsname *name, enum lr_dns_type type)
{
	struct reader r = { .p = reply, .n = n };

	return is_ours(&r, name, type);
}

bool
lr_dnsmsg_cut(const unsigned char *reply, size_t n)
{
	return n >= HEADER && ((reply[2] & 0x02) != 0 || n == DATAGRAM);
}

void
lr_dnsmsg_read(struct lr_dnsanswer *a, const unsigned char *reply, size_t n,
    const struct lr_dnsname *name, enum lr_dns_type type,
    const struct lr_ip *ip)
{
	struct reader r = { .p = reply, .n = n, .at = 6 };
	unsigned rcode, answers, authority, i;
	struct rr rrs[RECORDS_MAX];
	bool soa;

	a->class = LR_DNS_BROKEN;
	a->n = a->texts = 0;
	a->holds = false;
	if (n < HEADER)
		return;
	rcode = reply[3] & 15;
	answers = read16(&r);
	authority = read16(&r);
	if ((rcode != OK && rcode != NXDOMAIN) || !is_ours(&r, name, type))
		return;
	if (answers > RECORDS_MAX)
		answers = RECORDS_MAX;
	if (authority > RECORDS_MAX - answers)
		authority = RECORDS_MAX - answers;
	for (i = 0; i < answers + authority && !r.bad; i++)
		read_rr(&r, &rrs[i]);
	/* cut short: what is there would be half the truth */
	if (r.bad)
		return;
	follow(a, &r, rrs, answers, name, type, ip);
	if (a->class != LR_DNS_NONE && a->class != LR_DNS_ALIAS)
		return;
	if (!knows(&r, rrs, answers, answers + authority, &soa))
		a->class = a->class == LR_DNS_ALIAS ? a->class : LR_DNS_BROKEN;
	else if (rcode == NXDOMAIN || soa)
		a->class = LR_DNS_NONE;
}

size_t
lr_dnsmsg_put(unsigned char *out, uint16_t id, const struct lr_dnsname *name,
    enum lr_dns_type type)
{
	unsigned char *p = out;

	*p++ = (unsigned char)(id >> 8);
	*p++ = (unsigned char)id;
	*p++ = 1; /* recursion desired */
	*p++ = 0;
	*p++ = 0;
	*p++ = 1; /* one question */
	memset(p, 0, 6);
	p += 6;
	memcpy(p, name->w, name->n);
	p += name->n;
	*p++ = 0;
	*p++ = (unsigned char)type;
	*p++ = 0;
	*p++ = CLASS_IN;
	return (size_t)(p - out);
}
