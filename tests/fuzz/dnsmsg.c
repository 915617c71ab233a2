/* dnsmsg, dnsaddr: replies to a question, names, addresses of servers. */
#include <stdint.h>

#include "dnsaddr.h"
#include "dnsmsg.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_name(struct lr_span s)
{
	unsigned char out[LR_DNSMSG_QUESTION];
	struct lr_dnsname name;
	size_t i;

	must(s.n <= LR_NAME_MAX);
	for (i = 0; i < s.n; i++)
		must(s.p[i] > ' ' && s.p[i] < 0x7f && s.p[i] != '"' &&
		    s.p[i] != '\\');
	must(lr_dnsname_host(&name, s));
	must(lr_dnsmsg_put(out, 0, &name, LR_DNS_A) == 12u + name.n + 4);
}

static void
check_wire(const struct lr_dnsname *name)
{
	size_t at = 0;

	while (at < name->n && name->w[at] != 0) {
		must(name->w[at] <= LR_LABEL_MAX);
		at += 1u + name->w[at];
	}
	must(at + 1 == name->n);
}

static void
check_text(struct lr_span data)
{
	char *text = malloc(data.n + 1);

	if (text == NULL)
		return;
	/* each string has one byte more in the data: its length */
	must(lr_dns_text(data, text) <= data.n);
	free(text);
}

static void
check_answer(const struct lr_dnsanswer *a, enum lr_dns_type type)
{
	unsigned i;

	must(a->class <= LR_DNS_BROKEN && a->n <= LR_DNS_NAMES);
	must(a->texts <= LR_DNS_TEXTS);
	must(a->class == LR_DNS_FOUND ||
	    (a->n == 0 && a->texts == 0 && !a->holds));
	must(type == LR_DNS_PTR || a->n == 0);
	must(type == LR_DNS_TXT || a->texts == 0);
	must((type != LR_DNS_PTR && type != LR_DNS_TXT) || !a->holds);
	for (i = 0; i < a->texts; i++)
		check_text(a->text[i]);
	if (a->class == LR_DNS_ALIAS)
		check_wire(&a->alias);
	for (i = 0; i < a->n; i++) {
		struct lr_span s = lr_span(a->name[i].text, a->name[i].n);

		check_name(s);
		must(i == 0 ||
		    lr_span_cmp(
			lr_span(a->name[i - 1].text, a->name[i - 1].n), s) < 0);
	}
}

/* The first byte: which question, and whether the reply begins with it. */
static void
reply(const uint8_t *data, size_t size)
{
	static const enum lr_dns_type types[] = { LR_DNS_PTR, LR_DNS_A,
		LR_DNS_AAAA, LR_DNS_PTR };
	enum lr_dns_type type = data[0] & 8 ? LR_DNS_TXT : types[data[0] & 3];
	struct lr_dnsname name;
	struct lr_dnsanswer a;
	struct lr_ip ip;
	unsigned char *p;
	size_t n = 0;

	lr_ip_parse(type == LR_DNS_A || (data[0] & 3) == 0
		? LR_SPAN("192.0.2.7")
		: LR_SPAN("2001:db8::7"),
	    &ip);
	if (type == LR_DNS_PTR)
		lr_dnsname_reverse(&name, &ip);
	else
		lr_dnsname_host(&name, LR_SPAN("www.example.com"));
	check_wire(&name);
	if ((p = malloc(size + LR_DNSMSG_QUESTION)) == NULL)
		return;
	if (data[0] & 4) {
		n = lr_dnsmsg_put(p, 1, &name, type);
		if (size >= 9) { /* flags and numbers of records */
			p[2] = 0x80 | (data[1] & 7);
			p[3] = data[2];
			memcpy(p + 6, data + 3, 6);
			data += 8;
			size -= 8;
		}
	}
	memcpy(p + n, data + 1, size - 1);
	n += size - 1;
	if ((p = realloc(p, n + 1)) == NULL) /* so that ASan sees its end */
		abort();
	lr_dnsmsg_read(&a, p, n, &name, type, &ip);
	check_answer(&a, type);
	must(a.class == LR_DNS_BROKEN || lr_dnsmsg_ours(p, n, &name, type));
	(void)lr_dnsmsg_cut(p, n);
	free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = lr_span((const char *)data, size);
	struct lr_dnsaddr addr, again;
	char text[LR_DNSADDR_TEXT];
	size_t n;

	if (size == 0)
		return 0;
	reply(data, size);
	if (lr_dns_host(s))
		check_name(s);
	if (lr_dnsaddr_parse(s, &addr)) {
		n = lr_dnsaddr_put(&addr, text);
		must(n <= sizeof(text));
		must(lr_dnsaddr_parse(lr_span(text, n), &again));
		must(lr_ip_cmp(&addr.ip, &again.ip) == 0 &&
		    addr.port == again.port && addr.port != 0);
	}
	return 0;
}
