/*
 * Tables of rows: NDJSON, CSV (',' or ';') and TSV, told apart by the first
 * line. In TSV a quote is a character like all others.
 */
#include <errno.h>
#include <unistd.h>

#include "file.h"
#include "mkdb.h"
#include "utf8.h"

#define PEEK 65536u /* of a file: enough for comments and one row */

_Noreturn void
mkdb_unreadable(struct mkdb *job, enum lr_err err, const char *why)
{
	lr_cli_die(job->cli, LR_EXIT_FAILED, "%s; nothing written",
	    err == LR_EIO			? strerror(errno)
		: err == LR_EBAD && why != NULL ? why
						: lr_err_text(err));
}

/* ---- one row */

static void
enter(struct mkdb *job, struct lr_span raw)
{
	enum lr_err err = job->maker->enter(job);

	if (err == LR_EBAD)
		mkdb_refuse(job, raw, job->table.why);
	else if (err == LR_ENOMEM)
		lr_cli_die(job->cli, LR_EXIT_FAILED,
		    "out of memory, or more rows than lr-mkdb takes");
	else if (err != LR_OK)
		mkdb_refuse(job, raw, "more than a record holds");
	else
		job->cli->written++;
}

/* The columns of --columns; why not in table.why. */
static enum lr_err
named_columns(struct mkdb *job)
{
	struct lr_span list = lr_span_str(job->columns);
	enum lr_err err = LR_OK;
	unsigned at;

	columns_reset(&job->table);
	while (list.p != NULL && err == LR_OK)
		err = columns_add(
		    job, lr_span_trim(lr_span_cut(&list, ',')), &at);
	return err == LR_OK ? columns_set(job) : err;
}

/* All columns of a header are there; err is what became of them. */
static void
end_header(struct mkdb *job, enum lr_err err)
{
	struct table *t = &job->table;

	if (err == LR_OK)
		err = columns_set(job);
	if (err == LR_EBAD)
		lr_cli_die(job->cli, LR_EXIT_FAILED,
		    "the header: %s; nothing written", t->why);
	if (err != LR_OK)
		lr_cli_die(job->cli, LR_EXIT_FAILED, "out of memory");
	if (!job->maker->complete(t))
		lr_cli_die(job->cli, LR_EXIT_FAILED,
		    "the header names %s; "
		    "nothing written (where there is no header: --columns)",
		    job->maker->missing);
}

/* ---- NDJSON */

static enum lr_err
take_field(struct mkdb *job, const struct lr_field *f, struct lr_buf *name)
{
	struct table *t = &job->table;
	struct lr_span key = f->key;
	enum lr_err err;
	unsigned at;
	int found;

	if (f->type == LR_JSON_NULL || f->type == LR_JSON_NONE)
		return LR_OK;
	if (f->key_escaped) {
		lr_buf_clear(name);
		lr_json_unescape(name, f->key);
		key = lr_buf_span(name);
	}
	found = columns_find(t, key);
	if (found < 0 &&
	    (job->columns != NULL || !job->maker->wanted(job, key)))
		return LR_OK;
	if (found >= 0 && t->column[found].kind == IGNORED)
		return LR_OK;
	if (f->type == LR_JSON_OBJECT || f->type == LR_JSON_ARRAY)
		return columns_bad(t, key, "a value that is nested");
	at = (unsigned)found;
	if (found < 0 && (err = columns_add(job, key, &at)) != LR_OK)
		return err;
	if (f->type == LR_JSON_STRING && !f->val_escaped)
		t->cell[at] = lr_span_sub(f->val, 1, f->val.n - 1);
	else
		t->cell[at] = lr_record_text(&job->cli->rec, f->key);
	return LR_OK;
}

static void
take_object(struct mkdb *job, struct lr_span line, struct lr_buf *name)
{
	struct lr_record *rec = &job->cli->rec;
	struct table *t = &job->table;
	enum lr_err err;
	unsigned i;

	if (lr_record_parse(rec, line) != LR_OK) {
		mkdb_refuse(job, line, rec->why);
		return;
	}
	memset(t->cell, 0, sizeof(t->cell));
	for (i = 0; i < rec->n; i++) {
		err = take_field(job, &rec->field[i], name);
		if (err == LR_OK && rec->err == LR_OK)
			continue;
		if (err == LR_ENOMEM || rec->err == LR_ENOMEM)
			lr_cli_die(job->cli, LR_EXIT_FAILED, "out of memory");
		mkdb_refuse(job, line,
		    err == LR_OK ? "too much for one record" : t->why);
		return;
	}
	enter(job, line);
}

/* ---- TSV, without a copy */

static void
take_cells(struct mkdb *job, struct lr_span line)
{
	struct table *t = &job->table;
	struct lr_span rest = line;
	unsigned n;

	/* the cells behind those, of --set, stay empty */
	for (n = 0; rest.p != NULL && n < t->given; n++)
		t->cell[n] = lr_span_cut(&rest, '\t');
	if (n < t->given)
		mkdb_refuse(job, line, "too few columns");
	else if (rest.p != NULL)
		mkdb_refuse(job, line, "too many columns");
	else if (!lr_utf8_valid(line))
		mkdb_refuse(job, line, "not UTF-8");
	else
		enter(job, line);
}

static void
tsv_header(struct mkdb *job, struct lr_span line)
{
	enum lr_err err = LR_OK;
	unsigned at;

	while (line.p != NULL && err == LR_OK)
		err = columns_add(
		    job, lr_span_trim(lr_span_cut(&line, '\t')), &at);
	end_header(job, err);
}

/* ---- files of lines */

static void
read_lines(struct mkdb *job, bool ndjson)
{
	struct lr_cli *cli = job->cli;
	bool header = ndjson || job->columns != NULL, first = true;
	struct lr_buf name, top;
	struct lr_span s;
	enum lr_err err;

	lr_buf_init(&name, LR_LINE_MAX);
	lr_buf_init(&top, LR_LINE_MAX);
	for (; (err = lr_line_next(&cli->in, &s)) != LR_END; first = false) {
		cli->line = cli->in.number;
		if (err == LR_ETOOLONG) {
			cli->read++;
			mkdb_refuse(job, s, "a line of over 1 MiB");
			continue;
		}
		if (err != LR_OK)
			mkdb_unreadable(job, err, cli->in.in.why);
		if (first)
			s = lr_utf8_unmark(s);
		if (s.n == 0 || s.p[0] == '#' || lr_span_trim(s).n == 0)
			continue;
		if (!header) {
			tsv_header(job, s);
			lr_buf_put(&top, s);
			header = true;
			continue;
		}
		/* files joined by cat */
		if (top.n > 0 && lr_span_eq(s, lr_buf_span(&top)))
			continue;
		cli->read++;
		if (ndjson)
			take_object(job, s, &name);
		else
			take_cells(job, s);
	}
	lr_buf_free(&name);
	lr_buf_free(&top);
}

/* ---- CSV */

static void
csv_header(struct mkdb *job, struct lr_csv *csv)
{
	enum lr_err err = LR_OK;
	struct lr_span s;
	unsigned i, at;

	for (i = 0; i < lr_csv_cells(csv) && err == LR_OK; i++) {
		s = lr_csv_cell(csv, i);
		if (i == 0)
			s = lr_utf8_unmark(s);
		err = columns_add(job, lr_span_trim(s), &at);
	}
	end_header(job, err);
}

/* The row is the header once more: files joined by cat. */
static bool
same_header(const struct mkdb *job, const struct lr_csv *csv)
{
	const struct table *t = &job->table;
	int at = t->key;

	return job->columns == NULL && at >= 0 &&
	    lr_span_eq(lr_csv_cell(csv, (unsigned)at), t->column[at].name);
}

static void
take_row(struct mkdb *job, struct lr_csv *csv, struct lr_span raw)
{
	struct table *t = &job->table;
	unsigned i, n = lr_csv_cells(csv);

	for (i = 0; i < t->given; i++)
		t->cell[i] = lr_csv_cell(csv, i);
	if (job->cli->line == 1)
		t->cell[0] = lr_utf8_unmark(t->cell[0]);
	if (n < t->given)
		mkdb_refuse(job, raw, "too few columns");
	else if (n > t->given)
		mkdb_refuse(job, raw, "too many columns");
	else if (!lr_utf8_valid(raw))
		mkdb_refuse(job, raw, "not UTF-8");
	else
		enter(job, raw);
}

static void
read_csv(struct mkdb *job, char sep)
{
	struct lr_cli *cli = job->cli;
	bool header = job->columns != NULL;
	struct lr_csv *csv;
	struct lr_span raw;
	enum lr_err err;
	const char *why;

	if (lr_csv_new(&csv, sep) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	while (why = NULL,
	    (err = lr_csv_next(csv, &cli->in, &raw, &why)) != LR_END) {
		cli->line = lr_csv_line(csv);
		if (err != LR_OK && (err != LR_EBAD || why == NULL))
			mkdb_unreadable(job, err, cli->in.in.why);
		if (err == LR_OK && raw.n > 0 && raw.p[0] == '#')
			continue;
		if (err == LR_OK && !header) {
			csv_header(job, csv);
			header = true;
			continue;
		}
		if (err == LR_OK && same_header(job, csv))
			continue;
		cli->read++;
		if (err == LR_OK)
			take_row(job, csv, raw);
		else
			mkdb_refuse(job, raw, why);
	}
	lr_csv_free(csv);
}

/* ---- which of them it is */

/* The first line that is no comment. */
static struct lr_span
first_line(struct lr_span s)
{
	struct lr_span line;

	s = lr_utf8_unmark(s);
	do
		line = lr_span_trim(lr_span_cut(&s, '\n'));
	while (s.p != NULL && (line.n == 0 || line.p[0] == '#'));
	return line;
}

/* '{', or what separates the columns: the first such byte there is. */
static char
guess(struct lr_span line)
{
	size_t i;

	if (line.n > 0 && line.p[0] == '{')
		return '{';
	for (i = 0; i < line.n; i++)
		if (line.p[i] == '\t' || line.p[i] == ';' || line.p[i] == ',')
			return line.p[i];
	return '\t';
}

struct lr_span
mkdb_open(struct mkdb *job, const char *path)
{
	struct lr_cli *cli = job->cli;
	enum lr_err err;
	struct lr_span s;
	int fd;

	cli->file = path;
	cli->line = 0;
	if ((err = lr_file_open(path, &fd)) != LR_OK)
		mkdb_unreadable(job, err, NULL);
	if (lr_line_open(&cli->in, fd, fd != STDIN_FILENO) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	if ((err = lr_line_peek(&cli->in, PEEK, &s)) != LR_OK)
		mkdb_unreadable(job, err, cli->in.in.why);
	return s;
}

static void
read_file(struct mkdb *job, const char *path)
{
	struct lr_cli *cli = job->cli;
	char format = guess(first_line(mkdb_open(job, path)));
	enum lr_err err = LR_OK;

	columns_reset(&job->table);
	if (job->columns != NULL)
		err = named_columns(job);
	else if (format == '{')
		err = columns_set(job);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "--set: %s",
		    err == LR_EBAD ? job->table.why : lr_err_text(err));
	if (format == '{' || format == '\t')
		read_lines(job, format == '{');
	else
		read_csv(job, format);
	lr_unpack_close(&cli->in.in);
}

void
mkdb_read(struct mkdb *job)
{
	struct lr_cli *cli = job->cli;

	/* before anything is read: is it of use? */
	if (job->columns != NULL &&
	    (named_columns(job) != LR_OK ||
		!job->maker->complete(&job->table))) {
		if (job->table.why[0] != '\0')
			lr_cli_usage(cli, "--columns: %s", job->table.why);
		lr_cli_usage(
		    cli, "--columns: it names %s", job->maker->missing);
	}
	if (cli->at == cli->argc)
		read_file(job, "-");
	while (cli->at < cli->argc)
		read_file(job, cli->argv[cli->at++]);
}
