/* Which row names the columns, and how. */
#include <stdlib.h>

#include "ascii.h"
#include "job.h"
#include "num.h"

#define LOOKED_AT 50u /* rows among which the header is */

/* A figure is data; a year may be a name. */
static bool
is_figure(struct lr_span s)
{
	uint64_t year;
	size_t i, digits = 0;

	if (lr_num_u64(s, 2100, &year) && year >= 1900)
		return false;
	for (i = 0; i < s.n; i++) {
		digits += lr_is_digit(s.p[i]);
		if (!lr_is_digit(s.p[i]) &&
		    memchr("+-.,:/% ", s.p[i], 8) == NULL)
			return false;
	}
	return digits > 0;
}

/* Cells that name a column; 0 when one is among them that does not. */
static unsigned
names_in(const struct kept *row)
{
	const struct lr_value *v = row->cell, *end = v + row->n;
	unsigned n = 0;

	for (; v < end; v++) {
		if (v->type == LR_VALUE_EMPTY)
			continue;
		if ((v->type != LR_VALUE_TEXT && v->type != LR_VALUE_NUMBER) ||
		    is_figure(v->text))
			return 0;
		n++;
	}
	return n;
}

static unsigned
filled(const struct kept *row)
{
	unsigned i, n = 0;

	for (i = 0; i < row->n; i++)
		n += row->cell[i].type != LR_VALUE_EMPTY;
	return n;
}

/* Titles and remarks above a table fill a cell or two: the header is the first
 * row of names that fills more than half of what the fullest row does. */
unsigned
header_find(const struct job *job)
{
	unsigned i, n = job->kept < LOOKED_AT ? job->kept : LOOKED_AT, most = 0;

	if (job->header == HEADER_ROW) {
		for (i = 0; i < job->kept; i++)
			if (job->ahead[i].number == job->header_row)
				return i;
		return job->kept;
	}
	for (i = 0; i < n; i++)
		if (filled(&job->ahead[i]) > most)
			most = filled(&job->ahead[i]);
	for (i = 0; i < n; i++)
		if (2 * names_in(&job->ahead[i]) > most)
			return i;
	return job->kept;
}

/* A name in one line, its blanks made one. */
static void
put_name(struct lr_buf *b, struct lr_span s)
{
	bool blank = true; /* none in front */
	size_t i;

	for (i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] > ' ') {
			lr_buf_putc(b, s.p[i]);
			blank = false;
		} else if (!blank) {
			lr_buf_putc(b, ' ');
			blank = true;
		}
	}
	if (b->n > 0 && b->p[b->n - 1] == ' ')
		b->n--;
}

/* The second of one name becomes "name 2", unless there is one. *number is that
 * of the last one. */
static enum lr_err
add_double(struct job *job, unsigned *number)
{
	struct lr_buf *b = &job->row;
	enum lr_err err = LR_OK;
	bool added = false;
	size_t n = b->n;
	uint32_t id;

	while (err == LR_OK && !added) {
		b->n = n;
		lr_buf_printf(b, " %u", ++*number);
		err = b->err != LR_OK
		    ? b->err
		    : lr_map_add(&job->names, lr_buf_span(b), &id, &added);
	}
	return err;
}

static enum lr_err
add_name(
    struct job *job, struct lr_span cell, unsigned column, unsigned *numbers)
{
	struct lr_buf *b = &job->row;
	char letters[4];
	enum lr_err err;
	bool added;
	uint32_t id;

	lr_buf_clear(b);
	put_name(b, cell);
	if (b->n == 0)
		lr_buf_put(
		    b, lr_span(letters, lr_sheetrow_letters(column, letters)));
	if (b->err != LR_OK)
		return b->err;
	err = lr_map_add(&job->names, lr_buf_span(b), &id, &added);
	return err != LR_OK || added ? err : add_double(job, &numbers[id]);
}

void
header_take(struct job *job, const struct kept *row)
{
	enum lr_err err = LR_OK;
	struct lr_span cell;
	unsigned *numbers, i; /* by the names, in their order */

	numbers = malloc((job->width + 1) * sizeof(*numbers));
	if (numbers == NULL)
		lr_cli_die(job->cli, LR_EXIT_FAILED, "out of memory");
	for (i = 0; i < job->width; i++)
		numbers[i] = 1;
	for (i = 0; i < job->width && err == LR_OK; i++) {
		cell = i < row->n ? row->cell[i].text : lr_span(NULL, 0);
		err = add_name(job, cell, i, numbers);
	}
	free(numbers);
	if (err != LR_OK)
		lr_cli_die(job->cli, LR_EXIT_FAILED,
		    "the names of the columns are too long");
}

struct lr_span
header_name(const struct job *job, unsigned column, char *tmp)
{
	if (column < job->names.n)
		return job->names.key[column];
	return lr_span(tmp, lr_sheetrow_letters(column, tmp));
}
