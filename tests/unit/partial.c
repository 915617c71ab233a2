/* Sums of runs: written by partial, added up by merge. */
#include "partial.h"

#include "../fail.h"
#include "../tap.h"
#include "num.h"

#define T0 INT64_C(1763805600) /* 2025-11-22T10:00:00Z */
#define FIRST                                                        \
	"{\"lr_partial\":1,\"input\":true,\"matched\":1,\"goals\":[" \
	"\"g\"],\"max_pages\":1000,\"options\":\"00000000000000ff\"}"
#define A "{\"lr_partial\":1,\"company\":\"A\",\"kind\":\"company\""
#define VIEW ",\"visits\":1,\"first\":1,\"last\":1}"

struct run {
	struct lr_leads leads;
	uint64_t matched;
	struct lr_partial_count count[2];
	struct lr_partial sums;
	struct lr_record rec;
};

static void
begin(struct run *r)
{
	r->matched = 0;
	r->count[0] = (struct lr_partial_count){ "matched", &r->matched };
	r->count[1] = (struct lr_partial_count){ NULL, NULL };
	lr_lead_init(&r->leads);
	lr_record_init(&r->rec);
	lr_partial_init(&r->sums, &r->leads, r->count);
}

static void
end(struct run *r)
{
	lr_partial_free(&r->sums);
	lr_record_free(&r->rec);
	lr_lead_free(&r->leads);
}

static enum lr_err
add_span(struct run *r, struct lr_span line)
{
	static char text[4096 + 1 + LR_PAD];

	memset(text, 0, sizeof(text));
	memcpy(text, line.p, line.n < 4096 ? line.n : 4096);
	if (lr_record_parse(&r->rec, lr_span(text, line.n)) != LR_OK)
		return LR_ETOOLONG;
	return lr_partial_add(&r->sums, &r->rec);
}

static enum lr_err
add(struct run *r, const char *line)
{
	return add_span(r, lr_span_str(line));
}

/* What two visitors of two companies did; n turns the order around. */
static void
views(struct run *r, unsigned n, const char *address)
{
	static const char *const paths[] = { "/b", "/a\"", "/g" };
	static const char *const names[] = { "B", "a" };
	unsigned i;

	(void)lr_pages_goal(&r->leads.pages, LR_SPAN("g"), LR_SPAN("/g*"));
	(void)lr_lead_own(&r->leads, LR_SPAN("home.example"));
	for (i = 0; i < 6; i++) {
		unsigned k = n ? 5 - i : i;
		struct lr_lead_view v = { .time = T0 + 60 * k,
			.confidence = 50,
			.site = LR_SPAN("s.example"),
			.address = lr_span_str(address),
			.path = lr_span_str(paths[k % 3]),
			.referrer = LR_SPAN("https://news.example/") };

		v.about[LR_LEAD_COMPANY] = lr_span_str(names[k % 2]);
		v.about[LR_LEAD_KIND] = LR_SPAN("company");
		if (lr_lead_add(&r->leads, &v) != LR_OK)
			ok(false, "a view is taken");
		r->matched++;
	}
	if (lr_lead_finish(&r->leads) != LR_OK)
		ok(false, "all visits end");
}

static void
written(const struct run *r, struct lr_out *out)
{
	if (lr_out_open(out, LR_OUT_MEMORY) != LR_OK ||
	    lr_partial_write(&r->sums, out) != LR_OK)
		ok(false, "sums are written");
}

static enum lr_err
take(struct run *r, const struct lr_out *out)
{
	struct lr_span rest = lr_span(out->p, out->n);
	enum lr_err err = LR_OK;

	while (rest.n > 0 && err == LR_OK)
		err = add_span(r, lr_span_cut(&rest, '\n'));
	return err;
}

static bool
same(const struct lr_out *a, const struct lr_out *b)
{
	return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

static void
test_again(void)
{
	struct run a, b, sum;
	struct lr_out x, y, z;
	const char *why;

	begin(&a);
	views(&a, 0, "192.0.2.1");
	written(&a, &x);
	begin(&b);
	views(&b, 1, "192.0.2.1");
	written(&b, &y);
	ok(same(&x, &y), "the order of views makes no difference");
	begin(&sum);
	ok(take(&sum, &x) == LR_OK, "what was written is taken");
	ok(lr_partial_done(&sum.sums, &why) == LR_OK && !sum.sums.again,
	    "all of it");
	written(&sum, &z);
	ok(same(&x, &z), "and written as the same bytes");
	ok(take(&sum, &y) == LR_OK && sum.sums.again && sum.matched == 12 &&
		sum.leads.n == 2 && sum.leads.lead[0].views == 6,
	    "twice the same counts twice, and is known");
	lr_out_close(&x);
	lr_out_close(&y);
	lr_out_close(&z);
	end(&a);
	end(&b);
	end(&sum);
}

static void
test_order(void)
{
	struct run a, sum;
	struct lr_out part[3], x, y;
	static const char *const address[] = { "192.0.2.1", "192.0.2.2",
		"192.0.2.3" };
	unsigned i;

	for (i = 0; i < 3; i++) {
		begin(&a);
		views(&a, i, address[i]);
		a.leads.lead[0].views += i; /* or they were the same */
		written(&a, &part[i]);
		end(&a);
	}
	begin(&sum);
	ok(take(&sum, &part[0]) == LR_OK && take(&sum, &part[1]) == LR_OK &&
		take(&sum, &part[2]) == LR_OK,
	    "three parts");
	written(&sum, &x);
	end(&sum);
	begin(&sum);
	(void)take(&sum, &part[2]);
	(void)take(&sum, &part[1]);
	written(&sum, &y);
	end(&sum);
	begin(&sum);
	(void)take(&sum, &part[0]);
	ok(take(&sum, &y) == LR_OK, "sums of sums");
	lr_out_close(&y);
	written(&sum, &y);
	ok(same(&x, &y), "are the same bytes in any order");
	end(&sum);
	lr_out_close(&x);
	lr_out_close(&y);
	for (i = 0; i < 3; i++)
		lr_out_close(&part[i]);
}

/* Refused, for that reason, and nothing changes. */
static void
refused(struct run *r, const char *line, const char *why)
{
	uint64_t sum = r->matched + r->leads.views + r->leads.mixed;
	uint32_t n = r->leads.n + r->leads.pages.n + r->leads.pages.sites.n;
	bool good;

	good = add(r, line) == LR_EBAD && strstr(r->rec.why, why) != NULL;
	ok(good &&
		n == r->leads.n + r->leads.pages.n + r->leads.pages.sites.n &&
		sum == r->matched + r->leads.views + r->leads.mixed,
	    "refused: %s", line);
	if (!good)
		printf("# %s\n", r->rec.why);
}

static void
test_lines(void)
{
	static const char *const lines[] = { A ",\"views\":1}",
		A ",\"views\":-1}", A ",\"views\":1.5" VIEW,
		A ",\"views\":1,\"visits\":2,\"first\":1,\"last\":1}",
		A ",\"views\":1,\"seconds\":1" VIEW,
		A ",\"views\":2,\"seconds\":1800" VIEW,
		A ",\"views\":1,\"new\":1,\"returning\":1" VIEW,
		A ",\"views\":1,\"confidence\":101" VIEW,
		A ",\"views\":1,\"visits\":1,\"first\":2,\"last\":1}",
		A ",\"views\":1,\"visits\":1,\"first\":1,\"last\":1e9}",
		A ",\"views\":1,\"source\":[\"mail\",\"\",\"\",\"\",\"\",\"\"]"
		  ",\"sourced\":2" VIEW,
		A ",\"views\":1,\"source\":[\"mail\",\"\",\"\",\"\",\"\",\"\"]"
		  ",\"entry\":[\"s\",\"/\"]" VIEW,
		A ",\"pages\":[[\"s\",\"/\",1],[\"s\",\"/\"]]}",
		A ",\"pages\":[[\"s\",\"/\",1,2]]}", A ",\"pages\":\"x\"}",
		A ",\"pages\":[[1,\"/\",1]]}",
		A ",\"pages\":[[\"s\",\"/\",4294967296]]}",
		A ",\"sources\":[[\"moon\",\"\",\"\",\"\",\"\",\"\",1]]}",
		A ",\"sources\":[[\"mail\",\"\\u0000\",\"\",\"\",\"\",\"\",1]]"
		  "}",
		A ",\"entry\":[\"/\"]}", A ",\"goals\":[[\"other\",1]]}",
		"{\"lr_partial\":1,\"company\":\"A\",\"kind\":\"isp\"}",
		"{\"lr_partial\":1,\"kind\":\"company\"}" };
	struct run r;
	unsigned i;

	begin(&r);
	refused(&r, A ",\"views\":1" VIEW, "without the first line");
	ok(add(&r, FIRST) == LR_OK && r.matched == 1, "a first line");
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		refused(&r, lines[i], "malformed sums");
	refused(&r, "{\"time\":1}", "no line of");
	refused(&r, "{\"lr_partial\":2}", "another version");
	refused(&r, "{\"lr_partial\":-1}", "no line of");
	ok(add(&r, A ",\"goals\":[[\"g\",4294967295],[\"g\",2]]}") == LR_OK &&
		r.leads.lead[0].goals.item != NULL,
	    "another is taken");
	end(&r);
}

static void
test_large(void)
{
	struct run r;
	unsigned i;

	for (i = 0; i < LR_LEAD_ABOUT && lr_partial_about[i] != NULL; i++)
		;
	ok(i == LR_LEAD_ABOUT, "all that is known of a company has a name");
	begin(&r);
	(void)add(&r, FIRST);
	refused(&r, A ",\"views\":9007199254740993" VIEW, "malformed");
	refused(&r, A ",\"views\":9223372036854775808" VIEW, "malformed");
	refused(&r, A ",\"views\":18446744073709551617" VIEW, "malformed");
	ok(add(&r,
	       A ",\"views\":9007199254740991,\"seconds\":"
		 "9007199254740992" VIEW) == LR_OK,
	    "as much as there may be");
	refused(&r, A ",\"views\":2" VIEW, "too large");
	refused(&r, A ",\"views\":1,\"seconds\":1" VIEW, "malformed");
	ok(add(&r, A ",\"views\":1" VIEW) == LR_OK &&
		r.leads.views == LR_PARTIAL_MAX,
	    "up to the last page view");
	end(&r);
	begin(&r);
	(void)add(&r, FIRST);
	(void)add(&r, "{\"lr_partial\":1,\"end\":true,\"lines\":0}");
	refused(&r,
	    "{\"lr_partial\":1,\"input\":true,\"goals\":[\"g\"],\"matched\":"
	    "9007199254740992,\"max_pages\":1000,"
	    "\"options\":\"00000000000000ff\"}",
	    "malformed");
	end(&r);
}

static void
test_parts(void)
{
	static const char *const others[][2] = {
		{ "\"since\":1,\"goals\":[\"g\"],\"max_pages\":1000,"
		  "\"options\":\"00000000000000ff\"}",
		    "another period" },
		{ "\"goals\":[\"h\"],\"max_pages\":1000,"
		  "\"options\":\"00000000000000ff\"}",
		    "other goals" },
		{ "\"max_pages\":1000,\"options\":\"00000000000000ff\"}",
		    "other goals" },
		{ "\"goals\":[\"g\"],\"max_pages\":10,"
		  "\"options\":\"00000000000000ff\"}",
		    "max-pages" },
		{ "\"goals\":[\"g\"],\"max_pages\":1000,"
		  "\"options\":\"00000000000000fe\"}",
		    "--own" },
		{ "\"goals\":[\"g\"],\"max_pages\":1000,"
		  "\"options\":\"00000000000000FF\"}",
		    "malformed" },
		{ "\"goals\":[\"g\",\"g\"],\"max_pages\":1000,"
		  "\"options\":\"00000000000000ff\"}",
		    "malformed" },
		{ "\"sites\":[\"a\",1],\"goals\":[\"g\"],\"max_pages\":1000,"
		  "\"options\":\"00000000000000ff\"}",
		    "malformed" },
	};
	char line[300];
	const char *why;
	struct run r;
	unsigned i;

	begin(&r);
	ok(lr_partial_done(&r.sums, &why) == LR_END, "no sums at all");
	(void)add(&r, FIRST);
	ok(lr_partial_done(&r.sums, &why) == LR_END, "a part without an end");
	(void)add(&r, A "}");
	refused(&r, "{\"lr_partial\":1,\"end\":true,\"lines\":2}", "missing");
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(line, sizeof(line),
		    "{\"lr_partial\":1,\"input\":true,%s", others[i][0]);
		refused(&r, line, others[i][1]);
		refused(&r, A "}", "a part that was refused");
		refused(&r, "{\"lr_partial\":1,\"end\":true,\"lines\":1}",
		    "a part that was refused");
	}
	ok(add(&r, FIRST) == LR_OK && add(&r, A "}") == LR_OK &&
		add(&r, "{\"lr_partial\":1,\"end\":true,\"lines\":1}") == LR_OK,
	    "one that fits is taken");
	(void)add(&r, FIRST);
	ok(add(&r, FIRST) == LR_END, "a part that another breaks off");
	end(&r);
}

static void
test_memory(void)
{
	struct lr_out x, y;
	enum lr_err err;
	struct run a, b;
	unsigned long n;

	begin(&a);
	views(&a, 0, "192.0.2.1");
	written(&a, &x);
	for (n = 1, err = LR_ENOMEM; err == LR_ENOMEM && n < 1000; n++) {
		begin(&b);
		fail_from(FAIL_ALLOC, n);
		err = take(&b, &x);
		fail_from(FAIL_ALLOC, 0);
		end(&b);
		/* a record that has no memory is refused by parse */
		if (err == LR_ETOOLONG)
			err = LR_ENOMEM;
	}
	ok(err == LR_OK && n > 5, "reading without memory");
	for (n = 1, err = LR_ENOMEM; err == LR_ENOMEM && n < 100; n++) {
		if (lr_out_open(&y, LR_OUT_MEMORY) != LR_OK)
			break;
		fail_from(FAIL_ALLOC, n);
		err = lr_partial_write(&a.sums, &y);
		fail_from(FAIL_ALLOC, 0);
		lr_out_close(&y);
	}
	ok(err == LR_OK && n > 2, "writing without memory");
	lr_out_close(&x);
	end(&a);
}

int
main(void)
{
	test_again();
	test_order();
	test_lines();
	test_large();
	test_parts();
	test_memory();
	return done();
}
