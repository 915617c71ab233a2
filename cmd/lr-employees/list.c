/*
 * The list of companies: NDJSON, or a spreadsheet of any kind, CSV among them.
 * A pipe is held in memory, so that its kind can be found out: never on disk.
 */
#include <errno.h>
#include <unistd.h>

#include "employees.h"
#include "file.h"
#include "num.h"
#include "sheet.h"
#include "spool.h"
#include "utf8.h"

#define HEADER_ROWS 30u /* a header is looked for in as many rows */
#define PEEK 4096u

static _Noreturn void
unreadable(struct employees *e, const char *why)
{
	e->cli->line = 0;
	lr_cli_die(e->cli, LR_EXIT_FAILED, "%s", why);
}

/* ---- NDJSON */

static void
take_record(struct employees *e, const struct columns *columns)
{
	struct lr_record *rec = &e->cli->rec;
	struct lr_span cell[COLUMNS] = { { NULL, 0 } }, text;
	unsigned best[COLUMNS] = { 0 }, rank, i;
	enum column c;

	for (i = 0; i < rec->n; i++) {
		const struct lr_field *f = &rec->field[i];

		if (f->type != LR_JSON_STRING && f->type != LR_JSON_NUMBER)
			continue;
		c = columns_meaning(columns, f->key, &rank);
		if (c == COLUMNS || rank <= best[c])
			continue;
		text = lr_record_text(rec, f->key);
		if (text.n == 0)
			continue;
		cell[c] = text;
		best[c] = rank;
	}
	if (rec->err == LR_ENOMEM)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	columns_row(e, cell);
}

static void
read_records(struct employees *e, const struct columns *columns)
{
	struct lr_cli *cli = e->cli;
	struct lr_span line;
	enum lr_err err;

	while ((err = lr_line_next(&cli->in, &line)) != LR_END) {
		cli->line = cli->in.number;
		if (err == LR_ETOOLONG) {
			cli->read++;
			lr_cli_refuse(cli, "a line of over 1 MiB");
		} else if (err != LR_OK) {
			unreadable(e,
			    err == LR_EIO ? strerror(errno) : cli->in.in.why);
		} else if (lr_span_trim(line).n == 0) {
			continue;
		} else if (lr_record_parse(&cli->rec, line) != LR_OK) {
			cli->read++;
			lr_cli_refuse(cli, cli->rec.why);
		} else {
			take_record(e, columns);
		}
	}
}

/* ---- spreadsheets */

/* The columns of a row that may be the header; false: it is none. */
static bool
header(struct columns *c, const struct lr_sheetrow *row)
{
	unsigned best[COLUMNS] = { 0 }, rank, i;
	enum column what;

	for (i = 0; i < row->n; i++) {
		what = columns_meaning(c, row->cell[i].text, &rank);
		if (what == COLUMNS || rank <= best[what])
			continue;
		c->at[what] = (int)i;
		best[what] = rank;
	}
	return c->at[COMPANY] >= 0 || c->at[DOMAIN] >= 0;
}

/* Columns that were asked for by number. */
static bool
by_number(struct columns *c)
{
	uint64_t v;
	unsigned i;

	for (i = 0; i < COLUMNS; i++) {
		if (c->name[i].p == NULL)
			continue;
		if (!lr_num_u64(c->name[i], LR_COLUMNS_MAX, &v) || v == 0)
			return false;
		c->at[i] = (int)v - 1;
	}
	return c->asked;
}

static void
take_row(
    struct employees *e, const struct columns *c, const struct lr_sheetrow *row)
{
	struct lr_span cell[COLUMNS] = { { NULL, 0 } };
	unsigned i;

	e->cli->line = row->number;
	for (i = 0; i < COLUMNS; i++)
		if (c->at[i] >= 0 && (unsigned)c->at[i] < row->n &&
		    row->cell[c->at[i]].type != LR_VALUE_ERROR)
			cell[i] = row->cell[c->at[i]].text;
	columns_row(e, cell);
}

static void
choose(struct employees *e, struct lr_sheet *s)
{
	const struct lr_sheet_info *info;
	enum lr_err err;
	uint64_t number;
	unsigned i, n;

	if (e->sheet == NULL) {
		if ((err = lr_sheet_choose_first(s)) == LR_END)
			unreadable(e, "no sheet in it");
		if (err != LR_OK)
			unreadable(e, lr_sheet_why(s, err));
		return;
	}
	if ((err = lr_sheet_list(s, &info, &n)) != LR_OK)
		unreadable(e, lr_sheet_why(s, err));
	for (i = 0; i < n; i++)
		if (lr_span_eq(info[i].name, lr_span_str(e->sheet)))
			break;
	if (i == n && lr_num_u64(lr_span_str(e->sheet), n, &number) &&
	    number > 0)
		i = (unsigned)number - 1;
	if (i == n)
		unreadable(e, "it has no sheet of that name or number");
	if ((err = lr_sheet_choose(s, i)) != LR_OK)
		unreadable(e, lr_sheet_why(s, err));
}

static void
read_rows(struct employees *e, struct lr_sheet *s, struct columns *c)
{
	const struct lr_sheetrow *row;
	uint64_t at = 0;
	bool none = e->header != NULL && strcmp(e->header, "none") == 0;
	bool found = by_number(c) && e->header == NULL;
	unsigned looked = 0;
	enum lr_err err;

	if (e->header != NULL && !none && strcmp(e->header, "auto") != 0)
		(void)lr_num_u64(lr_span_str(e->header), LR_ROWS_MAX, &at);
	found |= none;
	while ((err = lr_sheet_next(s, &row)) != LR_END) {
		if (err == LR_ETOOLONG) {
			e->cli->read++;
			e->cli->line = row->number;
			lr_cli_refuse(e->cli, "a row beyond all limits");
			continue;
		}
		if (err != LR_OK)
			unreadable(e, lr_sheet_why(s, err));
		if (found) {
			take_row(e, c, row);
		} else if (row->number >= at) {
			found = by_number(c) || header(c, row);
			if (!found && (at > 0 || ++looked == HEADER_ROWS))
				break;
		}
	}
	if (!found)
		unreadable(e,
		    "no heading of a column of companies or domains: name "
		    "them with --columns, or see --header");
}

static void
read_sheet(struct employees *e, int fd, struct columns *c)
{
	struct lr_sheet *s = NULL;
	enum lr_err err = lr_sheet_open(&s, fd, NULL);

	if (err != LR_OK)
		unreadable(
		    e, s == NULL ? lr_err_text(err) : lr_sheet_why(s, err));
	choose(e, s);
	read_rows(e, s, c);
	lr_sheet_close(s);
}

/* ---- files */

/* All of a pipe as a file in memory. */
static int
in_memory(struct employees *e, int from)
{
	struct lr_unpack u;
	enum lr_err err;
	int fd;

	lr_unpack_init(&u, from, from != STDIN_FILENO);
	err = lr_spool(&u, lr_span(NULL, 0), LR_SHEET_FILE_MAX, &fd);
	if (err != LR_OK)
		unreadable(e,
		    err == LR_EIO	     ? strerror(errno)
			: err == LR_ETOOLONG ? "over 512 MiB"
			: err == LR_EBAD     ? u.why
					     : lr_err_text(err));
	lr_unpack_close(&u);
	return fd;
}

/* The first byte that is no white space, behind a byte order mark. */
static char
first_byte(struct lr_span s)
{
	size_t i = 0;

	s = lr_utf8_unmark(s);
	while (i < s.n &&
	    (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' ||
		s.p[i] == '\t'))
		i++;
	return i < s.n ? s.p[i] : '\0';
}

static void
read_file(struct employees *e, const char *path)
{
	struct lr_cli *cli = e->cli;
	struct lr_span s;
	struct columns c;
	enum lr_err err;
	int fd;

	cli->file = path;
	cli->line = 0;
	if (lr_file_open(path, &fd) != LR_OK)
		unreadable(e, strerror(errno));
	if (lseek(fd, 0, SEEK_CUR) != 0)
		fd = in_memory(e, fd);
	columns_asked(e, &c);
	if (lr_line_open(&cli->in, fd, false) != LR_OK)
		unreadable(e, "out of memory");
	/* what it cannot unpack, a sheet may say more about */
	err = lr_line_peek(&cli->in, PEEK, &s);
	if (err == LR_OK && s.n == 0) {
		lr_unpack_close(&cli->in.in); /* no leads today */
	} else if (err == LR_OK && first_byte(s) == '{') {
		read_records(e, &c);
		lr_unpack_close(&cli->in.in);
	} else {
		lr_unpack_close(&cli->in.in);
		if (lseek(fd, 0, SEEK_SET) != 0)
			unreadable(e, strerror(errno));
		read_sheet(e, fd, &c);
	}
	if (fd != STDIN_FILENO)
		close(fd);
}

void
list_read(struct employees *e)
{
	struct lr_cli *cli = e->cli;

	if (cli->at == cli->argc)
		read_file(e, "-");
	while (cli->at < cli->argc)
		read_file(e, cli->argv[cli->at++]);
	cli->file = NULL;
	cli->line = 0;
}
