#include "hunterfirm.h"

#include "ascii.h"
#include "num.h"
#include "tree.h"

enum { ALIASES = 64 };

void
lr_hunterfirm_ask(struct lr_buf *url, const char *base, struct lr_span domain)
{
	lr_buf_puts(url, base);
	lr_buf_puts(url, "/companies/find");
	lr_provider_param(url, "domain", domain);
}

/* By the status alone: the texts of errors change. */
static enum lr_said
said(int status)
{
	switch (status) {
	case 200:
		return LR_SAID_DONE;
	case 401:
	case 402:
		return LR_SAID_NO_KEY;
	case 403:
		return LR_SAID_SLOW;
	case 429:
		return LR_SAID_USED_UP;
	}
	return status >= 500 ? LR_SAID_FAULT
	    : status >= 400  ? LR_SAID_REFUSED
			     : LR_SAID_NONSENSE;
}

static bool
same(const struct lr_node *n, struct lr_span domain)
{
	return lr_ascii_eq(lr_tree_str(n), domain);
}

/* It is the company that was asked for. */
static bool
about(const struct lr_node *data, struct lr_span domain)
{
	const struct lr_node *own = lr_tree_get(data, "domain");
	const struct lr_node *others = lr_tree_get(data, "domainAliases");
	size_t i;

	if (lr_tree_str(own).n == 0 || same(own, domain))
		return true;
	for (i = 0; i < ALIASES && i < lr_tree_count(others); i++)
		if (same(lr_tree_at(others, i), domain))
			return true;
	return false;
}

struct reader {
	const struct lr_node *data;
	struct lr_arena *texts;
	struct lr_company *row;
	bool no_memory;
};

static void
set(struct reader *r, enum lr_company_field f, struct lr_span s)
{
	char clean[LR_COMPANY_TEXT];
	struct lr_span copy;
	size_t n;

	if (s.n == 0 || r->row->field[f].n > 0 ||
	    (n = lr_company_clean(f, s, clean)) == 0)
		return;
	copy = lr_arena_dup(r->texts, lr_span(clean, n));
	r->no_memory |= copy.p == NULL;
	r->row->field[f] = copy;
}

/* A text or a whole number; the first of a list of them. */
static void
take(struct reader *r, enum lr_company_field f, const char *key)
{
	const struct lr_node *n = lr_tree_get(r->data, key);
	char number[LR_NUM_TEXT];
	int64_t v;

	if (lr_tree_array(n))
		n = lr_tree_at(n, 0);
	if (lr_tree_str(n).n > 0)
		set(r, f, lr_tree_str(n));
	else if (lr_tree_i64(n, &v) && v > 0)
		set(r, f, lr_span(number, lr_num_put((uint64_t)v, number)));
}

static void
street(struct reader *r)
{
	struct lr_span name =
			   lr_tree_str(lr_tree_get(r->data, "geo.streetName")),
		       number = lr_tree_str(
			   lr_tree_get(r->data, "geo.streetNumber"));
	struct lr_buf b;

	take(r, LR_COMPANY_STREET, "geo.street");
	if (name.n == 0)
		return;
	lr_buf_init(&b, 2048);
	lr_buf_put(&b, name);
	if (number.n > 0) {
		lr_buf_putc(&b, ' ');
		lr_buf_put(&b, number);
	}
	set(r, LR_COMPANY_STREET, lr_buf_span(&b));
	lr_buf_free(&b);
}

/* "company/lorem", "lorem" */
static void
linkedin(struct reader *r)
{
	struct lr_span s = lr_tree_str(lr_tree_get(r->data, "linkedin.handle"));
	struct lr_buf b;

	if (s.n == 0)
		return;
	lr_buf_init(&b, 2048);
	lr_buf_puts(&b, "https://www.linkedin.com/");
	if (lr_span_find(s, '/') == s.n)
		lr_buf_puts(&b, "company/");
	lr_buf_put(&b, s);
	set(r, LR_COMPANY_LINKEDIN, lr_buf_span(&b));
	lr_buf_free(&b);
}

static void
read_fields(struct reader *r)
{
	static const struct {
		enum lr_company_field field;
		const char *key;
	} from[] = {
		{ LR_COMPANY_NAME, "name" },
		{ LR_COMPANY_NAME, "legalName" },
		{ LR_COMPANY_INDUSTRY, "category.industry" },
		{ LR_COMPANY_INDUSTRY, "category.industryGroup" },
		{ LR_COMPANY_INDUSTRY, "category.sector" },
		{ LR_COMPANY_EMPLOYEES, "metrics.employees" },
		{ LR_COMPANY_EMPLOYEES, "metrics.employeesRange" },
		{ LR_COMPANY_FOUNDED, "foundedYear" },
		{ LR_COMPANY_POSTCODE, "geo.postalCode" },
		{ LR_COMPANY_CITY, "geo.city" },
		{ LR_COMPANY_REGION, "geo.state" },
		{ LR_COMPANY_COUNTRY, "geo.countryCode" },
		{ LR_COMPANY_COUNTRY, "geo.country" },
		{ LR_COMPANY_PHONE, "phone" },
		{ LR_COMPANY_PHONE, "site.phoneNumbers" },
	};
	size_t i;

	for (i = 0; i < sizeof(from) / sizeof(from[0]); i++)
		take(r, from[i].field, from[i].key);
	street(r);
	linkedin(r);
}

static bool
nothing(const struct lr_company *row)
{
	unsigned f;

	for (f = 0; f < LR_COMPANY_FIELDS; f++)
		if (row->field[f].n > 0)
			return false;
	return true;
}

enum lr_said
lr_hunterfirm_read(int status, struct lr_span body, struct lr_span domain,
    struct lr_arena *texts, struct lr_company *row)
{
	struct reader r = { .texts = texts, .row = row };
	enum lr_said what = said(status);
	struct lr_tree *t;
	enum lr_err err;

	memset(row, 0, sizeof(*row));
	if (what != LR_SAID_DONE)
		return what;
	if ((err = lr_tree_parse(&t, body, NULL)) != LR_OK)
		return err == LR_ENOMEM ? LR_SAID_NO_MEMORY : LR_SAID_NONSENSE;
	r.data = lr_tree_get(lr_tree_root(t), "data");
	if (lr_tree_object(r.data) && about(r.data, domain))
		read_fields(&r);
	else if (!lr_tree_object(r.data) &&
	    !(lr_tree_object(lr_tree_root(t)) && lr_tree_null(r.data)))
		what = LR_SAID_NONSENSE;
	lr_tree_free(t);
	if (r.no_memory)
		return LR_SAID_NO_MEMORY;
	return what == LR_SAID_DONE && nothing(row) ? LR_SAID_REFUSED : what;
}
