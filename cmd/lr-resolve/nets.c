#include "nets.h"

#include <stdlib.h>

#include "json.h"

#define TEXTS_MAX (UINT32_C(1) << 30) /* bytes */
#define PREFIX 17u

void
nets_init(struct nets *n)
{
	*n = (struct nets){ .cap = 0 };
	lr_map_init(&n->texts, TEXTS_MAX);
	lr_map_init(&n->prefixes, TEXTS_MAX);
}

void
nets_free(struct nets *n)
{
	lr_map_free(&n->texts);
	lr_map_free(&n->prefixes);
	free(n->text);
	nets_init(n);
}

static uint32_t
add_text(struct nets *n, struct lr_buf *b)
{
	uint32_t id = 0;
	bool failed =
	    b->err != LR_OK || lr_map_add(&n->texts, lr_buf_span(b), &id, NULL);

	lr_buf_free(b);
	return failed ? 0 : id + 1;
}

uint32_t
nets_text(
    struct nets *n, enum nets_source source, const struct lr_registration *reg)
{
	char range[LR_RANGE_TEXT];
	struct lr_buf b;

	lr_buf_init(&b, 4096);
	lr_buf_putc(&b, (char)source);
	if (reg != NULL) {
		lr_json_member(&b, "network",
		    lr_span(range, lr_range_put(&reg->range, range)));
		lr_json_member(&b, "netname", lr_registration_has_netname(reg));
		lr_json_member(&b, "holder", lr_registration_has_holder(reg));
		lr_json_member(&b, "holder_country",
		    lr_span(reg->country, reg->country[0] == '\0' ? 0 : 2));
		lr_json_member(
		    &b, "holder_status", lr_registration_has_status(reg));
	}
	return add_text(n, &b);
}

uint32_t
nets_reserved(struct nets *n)
{
	struct lr_buf b;

	lr_buf_init(&b, 4096);
	lr_buf_putc(&b, 0);
	lr_json_member(&b, "holder_status", LR_SPAN("reserved"));
	return add_text(n, &b);
}

uint32_t
nets_origin(struct nets *n, uint32_t asn, struct lr_span name)
{
	struct lr_buf b;

	lr_buf_init(&b, 4096);
	lr_buf_putc(&b, NETS_BGP);
	lr_buf_printf(&b, ",\"asn\":%lu", (unsigned long)asn);
	lr_json_member(&b, "as_name", name);
	return add_text(n, &b);
}

static struct lr_span
key(unsigned char *out, const struct lr_ip *ip, unsigned len)
{
	unsigned i = len / 8;

	memset(out, 0, PREFIX);
	memcpy(out, ip->b, i);
	if (len % 8 != 0)
		out[i] = (unsigned char)(ip->b[i] & 0xff00 >> len % 8);
	out[16] = (unsigned char)len;
	return lr_span((const char *)out, PREFIX);
}

static enum lr_err
add_prefix(struct nets *n, struct lr_span prefix, uint32_t text)
{
	uint32_t id, cap = n->cap == 0 ? 64 : n->cap * 2, *p;
	enum lr_err err;
	bool added;

	if ((err = lr_map_add(&n->prefixes, prefix, &id, &added)) != LR_OK)
		return err;
	if (id >= n->cap) {
		if ((p = realloc(n->text, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		n->text = p;
		n->cap = cap;
	}
	/* of two that share a prefix the first one stays: it is as good, and
	 * has been written already */
	if (added)
		n->text[id] = text;
	return LR_OK;
}

enum lr_err
nets_add(struct nets *n, const struct lr_range *range, uint32_t text)
{
	unsigned base = lr_ip_is4(&range->first) ? 96 : 0, len;
	struct lr_range rest = *range;
	unsigned char out[PREFIX];
	enum lr_err err = LR_OK;
	struct lr_ip prefix;

	while (err == LR_OK && (len = lr_range_split(&rest, &prefix)) <= 128) {
		len += base;
		n->present[len] = true;
		err = add_prefix(n, key(out, &prefix, len), text);
	}
	return err;
}

uint32_t
nets_find(const struct nets *n, const struct lr_ip *ip)
{
	unsigned least = lr_ip_is4(ip) ? 96 : 0, len;
	unsigned char out[PREFIX];
	uint32_t id;

	for (len = 128;; len--) {
		if (n->present[len]) {
			id = lr_map_find(&n->prefixes, key(out, ip, len));
			if (id != LR_MAP_NONE)
				return n->text[id];
		}
		if (len == least)
			return 0;
	}
}

struct lr_span
nets_get(const struct nets *n, uint32_t text, enum nets_source *source)
{
	struct lr_span s = n->texts.key[text - 1];

	if (source != NULL)
		*source = (enum nets_source)s.p[0];
	return lr_span_sub(s, 1, s.n);
}
