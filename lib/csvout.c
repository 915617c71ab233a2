#include "csvout.h"

#include <stdlib.h>

#include "csv.h"

void
lr_csvout_init(struct lr_csvout *c)
{
	*c = (struct lr_csvout){ 0 };
	lr_map_init(&c->columns, 2 * LR_LINE_MAX);
	lr_buf_init(&c->row, 2 * LR_LINE_MAX);
	lr_buf_init(&c->again, 2 * LR_LINE_MAX);
}

void
lr_csvout_free(struct lr_csvout *c)
{
	lr_map_free(&c->columns);
	lr_buf_free(&c->row);
	lr_buf_free(&c->again);
}

enum lr_err
lr_csvout_ask(struct lr_csvout *c, struct lr_span names)
{
	struct lr_span name;
	enum lr_err err;
	uint32_t id;

	c->asked = true;
	do {
		name = lr_span_cut(&names, ',');
		if (name.n == 0)
			return LR_EBAD;
		err = lr_map_add(&c->columns, name, &id, NULL);
		if (err != LR_OK)
			return err;
		if (c->columns.n > LR_FIELDS_MAX)
			return LR_ETOOLONG;
	} while (names.p != NULL);
	return LR_OK;
}

/* The name that a field's key means, perhaps in b. */
static struct lr_span
name_of(const struct lr_field *f, struct lr_buf *b)
{
	if (!f->key_escaped)
		return f->key;
	lr_buf_clear(b);
	lr_json_unescape(b, f->key);
	return lr_buf_span(b);
}

static enum lr_err
choose(
    struct lr_csvout *c, const struct lr_record *rec, const char *const *adds)
{
	enum lr_err err = LR_OK;
	uint32_t id;
	unsigned i;

	for (i = 0; i < rec->n && err == LR_OK; i++)
		if (rec->field[i].type != LR_JSON_NONE)
			err = lr_map_add(&c->columns,
			    name_of(&rec->field[i], &c->row), &id, NULL);
	for (; adds != NULL && *adds != NULL && err == LR_OK; adds++)
		err = lr_map_add(&c->columns, lr_span_str(*adds), &id, NULL);
	return err;
}

/* The header into c->row. */
static enum lr_err
header(
    struct lr_csvout *c, const struct lr_record *rec, const char *const *adds)
{
	enum lr_err err;
	unsigned i;

	if (!c->asked && (err = choose(c, rec, adds)) != LR_OK)
		return err;
	lr_buf_clear(&c->row);
	for (i = 0; i < c->columns.n; i++)
		lr_csv_put(&c->row, c->columns.key[i], i == 0);
	lr_buf_putc(&c->row, '\n');
	if (c->row.err == LR_OK && c->row.n > LR_LINE_MAX)
		return LR_ETOOLONG;
	return c->row.err;
}

static enum lr_err
begin(struct lr_csvout *c, const struct lr_record *rec, const char *const *adds,
    struct lr_out *o)
{
	enum lr_err err = header(c, rec, adds);

	if (err != LR_OK) {
		if (!c->asked) /* the next record may choose */
			lr_map_free(&c->columns);
		return err;
	}
	lr_out_put(o, lr_buf_span(&c->row));
	c->begun = true;
	return LR_OK;
}

/* Values without a column; of doubled names only the last one counts. */
static unsigned long
count_lost(struct lr_csvout *c, const struct lr_record *rec)
{
	const struct lr_field *f, *last;
	unsigned long n = 0;
	struct lr_span name;

	for (f = rec->field; f < rec->field + rec->n; f++) {
		if (f->type == LR_JSON_NONE || f->type == LR_JSON_NULL)
			continue;
		name = name_of(f, &c->row);
		last = lr_record_find(rec, name);
		n += last == NULL ||
		    (last == f &&
			lr_map_find(&c->columns, name) == LR_MAP_NONE);
	}
	return n;
}

/* Ready-made text of lr_record_append becomes fields by reading it. */
static enum lr_err
as_fields(struct lr_csvout *c, struct lr_record *rec)
{
	struct lr_out o;
	enum lr_err err;

	if ((err = lr_out_open(&o, -1)) != LR_OK)
		return err;
	err = lr_record_put(rec, &o);
	lr_buf_clear(&c->again);
	lr_buf_put(&c->again, lr_span(o.p, o.n));
	free(o.p);
	if (err != LR_OK || lr_buf_room(&c->again, LR_PAD) == NULL)
		return err != LR_OK ? err : LR_ENOMEM;
	memset(c->again.p + c->again.n, 0, LR_PAD);
	return lr_record_parse(rec, lr_span(c->again.p, c->again.n - 1));
}

enum lr_err
lr_csvout_put(struct lr_csvout *c, struct lr_record *rec,
    const char *const *adds, struct lr_out *o)
{
	unsigned i, found = 0, have = 0;
	struct lr_span s;
	enum lr_err err;

	if (rec->more.n > 0 && (err = as_fields(c, rec)) != LR_OK)
		return err;
	if (rec->err != LR_OK)
		return rec->err;
	if (!c->begun && (err = begin(c, rec, adds, o)) != LR_OK)
		return err;
	lr_buf_clear(&c->row);
	for (i = 0; i < c->columns.n; i++) {
		s = lr_record_text(rec, c->columns.key[i]);
		found += s.p != NULL;
		lr_csv_put(&c->row, s, i == 0);
	}
	for (i = 0; i < rec->n; i++)
		have += rec->field[i].type != LR_JSON_NONE &&
		    rec->field[i].type != LR_JSON_NULL;
	lr_buf_putc(&c->row, '\n');
	if (rec->err != LR_OK)
		return rec->err;
	if (c->row.err != LR_OK || c->row.n > LR_LINE_MAX)
		return c->row.err == LR_ENOMEM ? LR_ENOMEM : LR_ETOOLONG;
	lr_out_put(o, lr_buf_span(&c->row));
	if (have > found && !c->asked)
		c->lost += count_lost(c, rec);
	return LR_OK;
}
