/* Rows of the sheet to rows of CSV or lines of JSON. */
#include <stdlib.h>

#include "ascii.h"
#include "job.h"
#include "json.h"

#define AHEAD_BYTES (4u << 20)

/* ---- writing */

/* A cell far away makes very many empty ones. */
static void
pad(struct job *job, uint64_t cells)
{
	job->padding += cells;
	if (job->padding > PADDING_MAX)
		lr_cli_die(job->cli, LR_EXIT_FAILED,
		    "over 1000 million empty cells: --header or -o ndjson "
		    "leaves empty rows out");
}

static void
put_csv(struct job *job, const struct lr_value *cell, unsigned n)
{
	struct lr_buf *b = &job->row;
	unsigned i;

	lr_buf_clear(b);
	for (i = 0; i < n; i++)
		lr_csv_put(b, cell[i].text, i == 0);
	if (i < job->width)
		pad(job, job->width - i);
	for (; i < job->width; i++)
		if (i > 0)
			lr_buf_putc(b, ',');
	lr_buf_putc(b, '\n');
}

/* Rows without text, which the reader leaves out. */
static void
put_gap(struct job *job, unsigned long to)
{
	if (job->last + 1 >= to)
		return;
	pad(job, (to - job->last - 1) * (uint64_t)job->width);
	put_csv(job, NULL, 0);
	for (job->last++; job->last < to; job->last++)
		lr_out_put(&job->cli->out, lr_buf_span(&job->row));
}

/* "name": of a column, made once. */
static void
put_key(struct job *job, unsigned column)
{
	unsigned n = column + 64;
	struct lr_buf *p;
	char tmp[4];

	if (column >= job->n_keys) {
		if ((p = realloc(job->keys, n * sizeof(*p))) == NULL)
			lr_cli_die(job->cli, LR_EXIT_FAILED, "out of memory");
		for (; job->n_keys < n; job->n_keys++)
			lr_buf_init(&p[job->n_keys], 8 * LR_LINE_MAX);
		job->keys = p;
	}
	p = &job->keys[column];
	if (p->n == 0) {
		lr_buf_putc(p, '"');
		lr_json_escape(p, header_name(job, column, tmp));
		lr_buf_puts(p, "\":");
		if (p->err == LR_ENOMEM)
			lr_cli_die(job->cli, LR_EXIT_FAILED, "out of memory");
	}
	lr_buf_put(&job->row, lr_buf_span(p));
}

/* Could the text stand in JSON without quotes? With --raw it is as it was. */
static bool
is_json_number(struct lr_span s)
{
	size_t i = s.n > 0 && s.p[0] == '-', from = i;

	while (i < s.n && lr_is_digit(s.p[i]))
		i++;
	if (i == from || (s.p[from] == '0' && i > from + 1))
		return false;
	if (i < s.n && s.p[i] == '.') {
		for (from = ++i; i < s.n && lr_is_digit(s.p[i]); i++)
			;
		if (i == from)
			return false;
	}
	if (i < s.n && lr_lower(s.p[i]) == 'e') {
		i++;
		i += i < s.n && (s.p[i] == '+' || s.p[i] == '-');
		for (from = i; i < s.n && lr_is_digit(s.p[i]); i++)
			;
		if (i == from)
			return false;
	}
	return i == s.n && s.n <= LR_DIGITS_MAX;
}

static void
put_value(struct lr_buf *b, const struct lr_value *v)
{
	if (v->type == LR_VALUE_NUMBER && is_json_number(v->text)) {
		lr_buf_put(b, v->text);
	} else if (v->type == LR_VALUE_BOOL) {
		lr_buf_puts(b, v->text.p[0] == 'T' ? "true" : "false");
	} else {
		lr_buf_putc(b, '"');
		lr_json_escape(b, v->text);
		lr_buf_putc(b, '"');
	}
}

static void
put_json(struct job *job, const struct lr_value *cell, unsigned n)
{
	struct lr_buf *b = &job->row;
	bool first = true;
	unsigned i;

	lr_buf_clear(b);
	lr_buf_putc(b, '{');
	for (i = 0; i < n; i++) {
		if (cell[i].text.n == 0)
			continue;
		if (!first)
			lr_buf_putc(b, ',');
		first = false;
		put_key(job, i);
		put_value(b, &cell[i]);
	}
	lr_buf_puts(b, "}\n");
}

static void
put_row(struct job *job, unsigned long number, const struct lr_value *cell,
    unsigned n)
{
	struct lr_cli *cli = job->cli;

	if (cli->written >= job->most)
		return;
	if (job->header == HEADER_NONE && !job->ndjson)
		put_gap(job, number);
	if (job->ndjson)
		put_json(job, cell, n);
	else
		put_csv(job, cell, n);
	job->last = number;
	cli->line = number;
	if (job->row.err == LR_ENOMEM)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	if (job->row.err != LR_OK || job->row.n > LR_LINE_MAX + 1) {
		lr_cli_refuse(cli, "the row would be over 1 MiB");
		return;
	}
	cli->written++;
	lr_out_put(&cli->out, lr_buf_span(&job->row));
}

static void
put_header(struct job *job)
{
	unsigned i;

	if (job->ndjson)
		return;
	lr_buf_clear(&job->row);
	for (i = 0; i < job->names.n; i++)
		lr_csv_put(&job->row, job->names.key[i], i == 0);
	lr_buf_putc(&job->row, '\n');
	lr_out_put(&job->cli->out, lr_buf_span(&job->row));
}

/* ---- reading */

/* The next row; false at the end. Rows over a limit are refused. */
static bool
next(struct job *job, const struct lr_sheetrow **row)
{
	struct lr_cli *cli = job->cli;
	enum lr_err err;

	for (;;) {
		err = lr_sheet_next(job->sheet, row);
		if (err == LR_END || cli->out.err != LR_OK)
			return false;
		if (err != LR_OK && err != LR_ETOOLONG)
			job_fail(job, err);
		cli->read++;
		if (err == LR_OK)
			return true;
		cli->line = (*row)->number;
		lr_cli_refuse(cli, lr_sheet_why(job->sheet, err));
	}
}

static void
keep(struct job *job, const struct lr_sheetrow *row)
{
	struct kept *k = &job->ahead[job->kept++];
	size_t size = row->n * sizeof(*k->cell);
	unsigned i;

	*k = (struct kept){ .number = row->number, .n = row->n };
	if ((k->cell = lr_arena_alloc(&job->texts, size)) == NULL)
		lr_cli_die(job->cli, LR_EXIT_FAILED, "out of memory");
	for (i = 0; i < row->n; i++) {
		k->cell[i].type = row->cell[i].type;
		k->cell[i].text = lr_arena_dup(&job->texts, row->cell[i].text);
	}
	if (row->n > job->width)
		job->width = row->n;
}

/* So many rows that the table's width and its header can be told. */
static void
look_ahead(struct job *job)
{
	const struct lr_sheetrow *row;

	while (job->kept < AHEAD && job->texts.used < AHEAD_BYTES &&
	    next(job, &row))
		keep(job, row);
}

/* How many of the kept rows go before the table. */
static unsigned
begin_table(struct job *job)
{
	unsigned at;

	if (job->header == HEADER_NONE)
		return 0;
	at = header_find(job);
	if (at < job->kept) {
		header_take(job, &job->ahead[at]);
		put_header(job);
		return at + 1;
	}
	job->cli->line = 0;
	if (job->header == HEADER_ROW)
		lr_cli_die(job->cli, LR_EXIT_FAILED,
		    "row %lu, the header, is empty", job->header_row);
	if (job->kept > 0)
		lr_cli_warn(job->cli,
		    "no row looks like a header: the columns are named "
		    "A, B, ...");
	header_take(job, &(struct kept){ 0 });
	put_header(job);
	return 0;
}

void
rows_copy(struct job *job)
{
	const struct lr_sheetrow *row;
	unsigned i;

	lr_arena_init(&job->texts, SIZE_MAX);
	lr_map_init(&job->names, 8 * LR_LINE_MAX);
	lr_buf_init(&job->row, 8 * LR_LINE_MAX);
	look_ahead(job);
	for (i = begin_table(job); i < job->kept; i++)
		put_row(job, job->ahead[i].number, job->ahead[i].cell,
		    job->ahead[i].n);
	while (job->cli->written < job->most && next(job, &row))
		put_row(job, row->number, row->cell, row->n);
	lr_arena_free(&job->texts);
	lr_map_free(&job->names);
	lr_buf_free(&job->row);
	for (i = 0; i < job->n_keys; i++)
		lr_buf_free(&job->keys[i]);
	free(job->keys);
}
