#include "identify.h"

#include <fcntl.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"
#include "mkmmdb.h"

static char folder[] = "/tmp/lr-identify-XXXXXX";
static char path[16][64];
static unsigned paths;

/* A file of that text in the folder; its name lives on. */
static const char *
file(const char *text)
{
	char *p = path[paths];
	FILE *f;

	snprintf(p, sizeof(path[0]), "%s/%u", folder, paths++);
	if ((f = fopen(p, "w")) == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		exit(1);
	return p;
}

static const char *
table(void)
{
	static const char *const rows[][2] = { { "45.0.0.0/24",
						   "Examplia GmbH" },
		{ "45.0.1.0/24", "Examplia Telecom" } };
	const struct lr_mkmmdb_spec spec = { "test", "made up", 0, 0 };
	const char *p = file("");
	struct lr_mkmmdb_sum sum;
	struct lr_mkmmdb *m;
	struct lr_range r;
	uint32_t key, id;
	int i, fd = open(p, O_WRONLY);

	if (fd < 0 || lr_mkmmdb_new(&m) != LR_OK ||
	    lr_mkmmdb_key(m, LR_SPAN("holder"), &key) != LR_OK)
		exit(1);
	for (i = 0; i < 2; i++) {
		lr_range_parse(lr_span_str(rows[i][0]), &r);
		lr_mkmmdb_begin(m);
		lr_mkmmdb_text(m, key, lr_span_str(rows[i][1]));
		if (lr_mkmmdb_record(m, &id) != LR_OK ||
		    lr_mkmmdb_add(m, &r, id) != LR_OK)
			exit(1);
	}
	if (lr_mkmmdb_write(m, &spec, fd, &sum) != LR_OK || close(fd) != 0)
		exit(1);
	lr_mkmmdb_free(m);
	return p;
}

static struct lr_facts facts;
static struct lr_verdict verdict;

static enum lr_err
ask(struct lr_identify *id, const char *address,
    const struct lr_fact *otherwise)
{
	struct lr_evidence ev;
	struct lr_places found;
	struct lr_ip ip;
	enum lr_err err;

	lr_ip_parse(lr_span_str(address), &ip);
	if ((err = lr_identify_find(id, &ip, &found)) != LR_OK)
		return err;
	return lr_identify(
	    id, &ip, &found, otherwise, 0, &facts, &verdict, &ev);
}

static enum lr_kind
kind(struct lr_identify *id, const char *address)
{
	facts = (struct lr_facts){ .tables = 0 };
	return ask(id, address, NULL) == LR_OK ? verdict.kind : LR_KINDS;
}

static void
files(struct lr_identify *id)
{
	ok(lr_identify_table(id, "/nowhere") == LR_EIO && id->why != NULL,
	    "a table that is not there");
	ok(lr_identify_list(id, LR_LIST_VPN, file("45.0.2.0/24\nx\n")) ==
		    LR_EBAD &&
		id->line == 2,
	    "a list that is none");
	ok(lr_identify_overrides(id, file("network\n")) == LR_EBAD &&
		id->line == 1,
	    "overrides that are none");
	ok(lr_identify_companies(id, file("no")) == LR_EBAD,
	    "a store that is none");
	ok(lr_identify_table(id, table()) == LR_OK, "a table");
	ok(lr_identify_list(id, LR_LIST_VPN, file("45.0.0.128/25\n")) == LR_OK,
	    "a list");
	ok(lr_identify_overrides(id,
	       file("network\t45.0.9.0/24\tcompany\tExamplia AG\n")) == LR_OK,
	    "overrides");
	ok(lr_identify_ready(id) == LR_OK, "ready");
}

static void
verdicts(struct lr_identify *id)
{
	struct lr_fact record[LR_FACTS] = { { .known = false } };

	ok(kind(id, "45.0.0.7") == LR_KIND_COMPANY &&
		facts.tables == LR_FACT_BIT(LR_FACT_HOLDER),
	    "a company of a table");
	is(facts.v[LR_FACT_COMPANY].text.p, facts.v[LR_FACT_COMPANY].text.n,
	    "Examplia GmbH", "and its name");
	ok(kind(id, "45.0.0.200") == LR_KIND_VPN, "behind a VPN");
	ok(kind(id, "45.0.1.7") == LR_KIND_ISP, "a provider");
	ok(kind(id, "45.0.9.7") == LR_KIND_COMPANY, "an override");
	ok(kind(id, "45.0.3.7") == LR_KIND_UNKNOWN, "nobody we know");
	ok(kind(id, "127.0.0.1") == LR_KIND_RESERVED, "nobody's");

	record[LR_FACT_HOLDER] =
	    (struct lr_fact){ true, LR_SPAN("Sample GmbH"), 0 };
	facts = (struct lr_facts){ .tables = 0 };
	ok(ask(id, "45.0.0.7", record) == LR_OK &&
		lr_span_eq(
		    facts.v[LR_FACT_HOLDER].text, LR_SPAN("Examplia GmbH")),
	    "a table before what is said otherwise");
	facts = (struct lr_facts){ .tables = 0 };
	ok(ask(id, "45.0.3.7", record) == LR_OK &&
		lr_span_eq(
		    facts.v[LR_FACT_COMPANY].text, LR_SPAN("Sample GmbH")),
	    "which counts where tables are silent");
	facts = (struct lr_facts){ .tables = 0 };
	facts.v[LR_FACT_HOLDER] = record[LR_FACT_HOLDER];
	ok(ask(id, "45.0.0.7", NULL) == LR_OK && facts.tables == 0 &&
		lr_span_eq(
		    facts.v[LR_FACT_HOLDER].text, LR_SPAN("Sample GmbH")),
	    "what is known before, before a table");
}

static void
no_memory(void)
{
	struct lr_identify id;
	unsigned long n;
	enum lr_err err;

	for (n = 1, err = LR_ENOMEM; err != LR_OK && n < 100000; n++) {
		id = (struct lr_identify){ .judge = NULL };
		fail_from(FAIL_ALLOC, n);
		err = lr_identify_init(&id);
		if (err == LR_OK)
			err = lr_identify_list(&id, LR_LIST_VPN, path[4]);
		if (err == LR_OK)
			err = lr_identify_ready(&id);
		fail_from(FAIL_ALLOC, 0);
		lr_identify_free(&id);
		if (err != LR_OK && err != LR_ENOMEM)
			break;
	}
	ok(err == LR_OK && n > 3, "survives %lu failed allocations", n - 2);
}

int
main(void)
{
	struct lr_identify id = { .judge = NULL };
	unsigned i;

	if (mkdtemp(folder) == NULL || lr_identify_init(&id) != LR_OK)
		return 1;
	files(&id);
	verdicts(&id);
	no_memory();
	lr_identify_free(&id);
	for (i = 0; i < paths; i++)
		unlink(path[i]);
	rmdir(folder);
	return done();
}
