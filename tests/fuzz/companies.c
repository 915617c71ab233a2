/*
 * Any bytes as a store of companies. Where the first byte is odd the rest is
 * the rows and indexes of a file whose head and foot fit them, or else hardly
 * any would pass. Then the bytes as cells and names.
 */
#include "companies.h"

#include <stdlib.h>

#include "companyfile.h"
#include "scratch.h"

/* Two indexes of up to 15 entries, of 1 or 2 buckets. */
static void
save(const uint8_t *data, size_t n)
{
	unsigned char foot[COMPANY_FOOT_N] = { 0 };
	uint64_t domains, names, tables;
	int fd = scratch();

	if (n < 3 || (data[0] & 1) == 0) {
		put(fd, data, n);
		return;
	}
	domains = data[1] & 15;
	names = data[1] >> 4;
	company_set(foot + 16, 8, domains);
	company_set(foot + 24, 8, names);
	company_set(foot + 32, 4, data[0] >> 1 & 1);
	company_set(foot + 36, 4, data[0] >> 2 & 1);
	tables = company_firsts(data[0] >> 1 & 1) +
	    company_firsts(data[0] >> 2 & 1) +
	    (domains + names) * COMPANY_ENTRY;
	data += 2;
	n = (n - 2) & ~(size_t)7;
	if (n < tables)
		return;
	company_set(foot, 8, COMPANY_HEAD_N + n - tables);
	company_set(foot + 40, 8, COMPANY_HEAD_N + n + COMPANY_FOOT_N);
	memcpy(foot + 48, COMPANY_FOOT, 8);
	put(fd, COMPANY_HEAD, COMPANY_HEAD_N);
	put(fd, data, n);
	put(fd, foot, sizeof(foot));
}

static void
found(enum lr_err err, const struct lr_company *row)
{
	unsigned f;

	if (err != LR_OK && err != LR_END && err != LR_EBAD)
		abort();
	for (f = 0; err == LR_OK && f < LR_COMPANY_FIELDS; f++)
		if (row->field[f].n > 0 && !lr_company_plain(row->field[f]))
			abort();
}

static void
cells(struct lr_span s)
{
	char once[LR_COMPANY_TEXT], twice[LR_COMPANY_TEXT];
	char key[LR_COMPANY_KEY];
	struct lr_span text;
	unsigned f;
	size_t n;

	for (f = 0; f < LR_COMPANY_FIELDS; f++) {
		n = lr_company_clean((enum lr_company_field)f, s, once);
		if (n == 0)
			continue;
		if (!lr_company_plain(lr_span(once, n)))
			abort();
		/* "- -" of controls may become nothing, else it stays */
		text = lr_span(once, n);
		n = lr_company_clean((enum lr_company_field)f, text, twice);
		if (n > 0 && !lr_span_eq(text, lr_span(twice, n)))
			abort();
	}
	lr_company_most(s);
	lr_company_column(s);
	for (f = 0; f < 2; f++)
		if (lr_company_key(s, LR_SPAN("DE"), f, key) > sizeof(key))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = { (const char *)data, size };
	struct lr_companies *c;
	struct lr_company row;
	const char *why;

	cells(s);
	save(data, size);
	if (lr_companies_open(&c, path, &why) != LR_OK) {
		if (c != NULL || why == NULL)
			abort();
		return 0;
	}
	found(lr_companies_by_domain(c, LR_SPAN("examplia.com"), &row), &row);
	found(lr_companies_by_domain(c, LR_SPAN("sample.it"), &row), &row);
	found(lr_companies_by_name(c, LR_SPAN("Examplia"), LR_SPAN("DE"), &row),
	    &row);
	found(lr_companies_by_name(
		  c, LR_SPAN("M\xc3\xbcller"), LR_SPAN("DE"), &row),
	    &row);
	lr_companies_close(c);
	return 0;
}
