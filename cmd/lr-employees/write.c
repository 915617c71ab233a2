/* Contacts as a workbook, CSV or NDJSON, in the order of the list. */
#include <errno.h>
#include <unistd.h>

#include "ascii.h"
#include "cell.h"
#include "employees.h"
#include "json.h"
#include "wipe.h"
#include "xlsxout.h"

/* Fields of a contact, in order: those of a person, and of us. */
enum {
	COMPANY_NAME = LR_PERSON_FIELDS,
	COMPANY_DOMAIN,
	CONFIDENCE,
	SOURCE,
	SOURCES,
	FIELDS
};

static const struct {
	unsigned f;
	const char *name, *heading;
} fields[FIELDS] = {
	{ COMPANY_NAME, "company", "Company" },
	{ COMPANY_DOMAIN, "domain", "Domain" },
	{ LR_PERSON_TITLE, "title", "Title" },
	{ LR_PERSON_FIRST, "first_name", "First name" },
	{ LR_PERSON_LAST, "last_name", "Last name" },
	{ LR_PERSON_POSITION, "position", "Position" },
	{ LR_PERSON_SENIORITY, "seniority", "Seniority" },
	{ LR_PERSON_DEPARTMENT, "department", "Department" },
	{ LR_PERSON_EMAIL, "email", "E-mail" },
	{ LR_PERSON_EMAIL_TYPE, "email_type", "E-mail type" },
	{ CONFIDENCE, "confidence", "Confidence" },
	{ LR_PERSON_PHONE, "phone", "Phone" },
	{ LR_PERSON_LINKEDIN, "linkedin", "LinkedIn" },
	{ LR_PERSON_XING, "xing", "XING" },
	{ SOURCE, "source", "Source" },
	{ LR_PERSON_URL, "source_url", "Source URL" },
	{ SOURCES, "sources", "Sources of fields" },
};

static const char *const company_columns[] = { "Company", "Domain", "Status",
	"Contacts", "Credits", "Provider", "Remark", NULL };

/* A contact made ready: texts by number of the field. */
struct contact {
	struct lr_span text[FIELDS];
	int confidence;
	char source[64], sources[400];
};

/* ---- one contact */

static size_t
put(char *out, size_t n, size_t max, const char *s)
{
	size_t len = strlen(s);

	if (n + len >= max)
		return n;
	memcpy(out + n, s, len + 1);
	return n + len;
}

/* Who said what, where it was more than one. */
static void
sources(struct contact *c, const struct lr_entry *p)
{
	size_t n = 0;
	unsigned i;

	c->source[0] = c->sources[0] = '\0';
	for (i = 0; i < LR_PROVIDERS; i++) {
		if ((p->sources >> i & 1) == 0)
			continue;
		if (n > 0)
			n = put(c->source, n, sizeof(c->source), ",");
		n = put(
		    c->source, n, sizeof(c->source), lr_provider_at(i)->name);
	}
	c->text[SOURCE] = lr_span(c->source, n);
	if ((p->sources & (p->sources - 1)) == 0)
		return;
	n = 0;
	for (i = 0; i < LR_PERSON_FIELDS; i++) {
		if (p->person.field[i].n == 0)
			continue;
		if (n > 0)
			n = put(c->sources, n, sizeof(c->sources), " ");
		n = put(c->sources, n, sizeof(c->sources),
		    lr_person_field_name((enum lr_person_field)i));
		n = put(c->sources, n, sizeof(c->sources), "=");
		n = put(c->sources, n, sizeof(c->sources),
		    lr_provider_at(p->from[i])->name);
	}
	c->text[SOURCES] = lr_span(c->sources, n);
}

static void
contact(struct contact *c, const struct company *of, const struct work *w,
    const struct lr_entry *p)
{
	unsigned i;

	memset(c->text, 0, sizeof(c->text));
	for (i = 0; i < LR_PERSON_FIELDS; i++)
		c->text[i] = p->person.field[i];
	c->text[COMPANY_NAME] = of->name.n > 0 ? of->name : w->f.organization;
	c->text[COMPANY_DOMAIN] = of->domain;
	c->confidence = p->person.confidence;
	sources(c, p);
}

static void
as_json(struct employees *e, const struct contact *c)
{
	struct lr_buf *b = &e->row;
	unsigned i;

	lr_buf_putc(b, '{');
	for (i = 0; i < FIELDS; i++) {
		unsigned f = fields[i].f;

		if (f == CONFIDENCE ? c->confidence < 0 : c->text[f].n == 0)
			continue;
		lr_buf_puts(b, b->n > 1 ? ",\"" : "\"");
		lr_buf_puts(b, fields[i].name);
		lr_buf_puts(b, "\":");
		if (f == CONFIDENCE) {
			lr_buf_putu(b, (uint64_t)c->confidence);
			continue;
		}
		lr_buf_putc(b, '"');
		lr_json_escape(b, c->text[f]);
		lr_buf_putc(b, '"');
	}
	lr_buf_puts(b, "}\n");
}

/* "+49 (0)30 1234": a quote before it would spoil it. */
static bool
plain_phone(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_digit(s.p[i]) && s.p[i] != ' ' && s.p[i] != '(' &&
		    s.p[i] != ')' && (s.p[i] != '+' || i > 0))
			return false;
	return true;
}

static void
as_csv(struct employees *e, const struct contact *c)
{
	struct lr_buf *b = &e->row;
	unsigned i;

	for (i = 0; i < FIELDS; i++) {
		unsigned f = fields[i].f;

		lr_buf_clear(&e->cell);
		if (f == CONFIDENCE && c->confidence >= 0)
			lr_buf_putu(&e->cell, (uint64_t)c->confidence);
		else if (f == LR_PERSON_PHONE && plain_phone(c->text[f]))
			lr_buf_put(&e->cell, c->text[f]);
		else if (f != CONFIDENCE)
			lr_cell_formula_safe(&e->cell, c->text[f]);
		lr_csv_put(b, lr_buf_span(&e->cell), i == 0);
	}
	lr_buf_putc(b, '\n');
}

static void
as_cells(struct employees *e, const struct contact *c)
{
	unsigned i, sheet = e->contacts_sheet;
	struct lr_span s;

	for (i = 0; i < FIELDS; i++) {
		unsigned f = fields[i].f;

		s = c->text[f];
		if (f == CONFIDENCE && c->confidence >= 0) {
			lr_xlsxout_int(e->book, sheet, c->confidence);
		} else if (f == LR_PERSON_LINKEDIN || f == LR_PERSON_XING ||
		    f == LR_PERSON_URL) {
			lr_xlsxout_link(e->book, sheet, s, s);
		} else if (f == LR_PERSON_EMAIL && s.n > 0) {
			lr_buf_clear(&e->cell);
			lr_buf_puts(&e->cell, "mailto:");
			lr_buf_put(&e->cell, s);
			lr_xlsxout_link(
			    e->book, sheet, lr_buf_span(&e->cell), s);
		} else {
			lr_xlsxout_text(e->book, sheet, s);
		}
	}
	lr_xlsxout_row(e->book, sheet);
}

static void
flush_row(struct employees *e)
{
	if (e->row.err != LR_OK || e->cell.err != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	lr_out_put(&e->cli->out, lr_buf_span(&e->row));
	lr_buf_clear(&e->row);
}

/* ---- companies */

static void
company_row(struct employees *e, const struct company *c, const struct work *w)
{
	unsigned s = e->companies_sheet;

	lr_xlsxout_text(e->book, s,
	    c->name.n > 0 || w == NULL ? c->name : w->f.organization);
	lr_xlsxout_text(e->book, s, c->domain);
	lr_xlsxout_text(e->book, s, lr_span_str(tell_status(c)));
	lr_xlsxout_int(e->book, s, c->found);
	lr_xlsxout_int(e->book, s, (int64_t)c->credits);
	lr_xlsxout_text(e->book, s, lr_span_str(c->provider));
	lr_xlsxout_text(e->book, s,
	    c->why != NULL	    ? lr_span_str(c->why)
		: c->suppressed > 0 ? LR_SPAN("someone does not want to be "
					      "found")
		: c->cut	    ? LR_SPAN("the plan gives no more")
				    : lr_span(NULL, 0));
	lr_xlsxout_row(e->book, s);
}

static void
dry_row(struct employees *e, const struct company *c, const struct work *w)
{
	struct lr_buf *b = &e->row;

	if (e->format == NDJSON) {
		lr_buf_putc(b, '{');
		if (c->name.n > 0) {
			lr_buf_puts(b, "\"company\":\"");
			lr_json_escape(b, c->name);
			lr_buf_puts(b, "\",");
		}
		if (c->domain.n > 0) {
			lr_buf_puts(b, "\"domain\":\"");
			lr_json_escape(b, c->domain);
			lr_buf_puts(b, "\",");
		}
		lr_buf_printf(
		    b, "\"credits\":%lu}\n", w == NULL ? 0 : w->estimate);
	} else {
		lr_buf_clear(&e->cell);
		lr_cell_formula_safe(&e->cell, c->name);
		lr_csv_put(b, lr_buf_span(&e->cell), true);
		lr_csv_put(b, c->domain, false);
		lr_buf_printf(b, ",%lu\n", w == NULL ? 0 : w->estimate);
	}
	flush_row(e);
}

void
write_company(struct employees *e, struct company *c, struct work *w)
{
	struct contact row;
	uint32_t i;

	for (i = 0; w != NULL && i < w->f.people.n && c->found < e->limit;
	     i++) {
		const struct lr_entry *p = &w->f.people.entry[i];

		if (!lr_jobtitle_listed(
			e->seniority, p->person.field[LR_PERSON_SENIORITY]) ||
		    !lr_jobtitle_listed(
			e->department, p->person.field[LR_PERSON_DEPARTMENT]))
			continue;
		c->found++;
		contact(&row, c, w, p);
		if (e->format == XLSX)
			as_cells(e, &row);
		else if (e->format == CSV)
			as_csv(e, &row);
		else
			as_json(e, &row);
		flush_row(e);
	}
	lr_wipe(&row, sizeof(row));
	if (w != NULL)
		c->suppressed += w->f.suppressed;
	if (w != NULL && e->dry_run)
		e->estimate += w->estimate;
	e->contacts += c->found;
	e->cli->written += c->found;
	e->by_status[c->status]++;
	e->none += c->status == FOUND && c->found == 0;
	if (e->dry_run)
		dry_row(e, c, w);
	else if (e->format == XLSX)
		company_row(e, c, w);
	tell_company(e, c);
}

/* ---- begin and end */

void
write_open(struct employees *e)
{
	const char *headings[FIELDS + 1];
	unsigned i;

	lr_buf_init(&e->row, LR_LINE_MAX);
	lr_buf_init(&e->cell, LR_LINE_MAX);
	lr_cli_open(e->cli);
	if (e->dry_run) {
		if (e->format == CSV)
			lr_buf_puts(&e->row, "company,domain,credits\n");
	} else if (e->format == CSV) {
		for (i = 0; i < FIELDS; i++)
			lr_csv_put(
			    &e->row, lr_span_str(fields[i].name), i == 0);
		lr_buf_putc(&e->row, '\n');
	}
	flush_row(e);
	if (e->format != XLSX)
		return;
	if (lr_xlsxout_open(&e->book, e->now) != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "cannot make a workbook: %s",
		    strerror(errno));
	for (i = 0; i < FIELDS; i++)
		headings[i] = fields[i].heading;
	headings[FIELDS] = NULL;
	e->contacts_sheet = lr_xlsxout_sheet(e->book, "Contacts", headings);
	e->companies_sheet =
	    lr_xlsxout_sheet(e->book, "Companies", company_columns);
}

void
write_close(struct employees *e)
{
	enum lr_err err;

	if (e->book != NULL) {
		err = lr_xlsxout_close(e->book, STDOUT_FILENO);
		if (err == LR_EIO)
			lr_cli_die(e->cli, LR_EXIT_FAILED,
			    "standard output: cannot write: %s",
			    strerror(errno));
		if (err != LR_OK)
			lr_cli_die(e->cli, LR_EXIT_FAILED,
			    "cannot make the workbook: %s",
			    err == LR_ETOOLONG
				? "more contacts than Excel takes: -o csv"
				: lr_err_text(err));
	}
	lr_out_flush(&e->cli->out); /* the end tells */
	if (e->cli->out.p != NULL)
		lr_wipe(e->cli->out.p, e->cli->out.cap);
	if (e->row.p != NULL)
		lr_wipe(e->row.p, e->row.cap);
	if (e->cell.p != NULL)
		lr_wipe(e->cell.p, e->cell.cap);
	lr_buf_free(&e->row);
	lr_buf_free(&e->cell);
}
