#include "csvout.h"

#include <stdlib.h>

#include "csv.h"

void
lr_csvout_init(struct lr_csvout *c)
{
	*c = (struct lr_csvout){ 0 };
	lr_map_init(&c->columns, 256 << 10);
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

static void
begin(struct lr_csvout *c, const struct lr_record *rec, const char *const *adds,
    struct lr_out *o)
{
	uint32_t id;
	unsigned i;

	c->begun = true;
	for (i = 0; i < rec->n && !c->asked; i++)
		if (rec->field[i].type != LR_JSON_NONE)
			(void)lr_map_add(
			    &c->columns, rec->field[i].key, &id, NULL);
	for (; adds != NULL && *adds != NULL && !c->asked; adds++)
		(void)lr_map_add(&c->columns, lr_span_str(*adds), &id, NULL);
	lr_buf_clear(&c->row);
	for (i = 0; i < c->columns.n; i++)
		lr_csv_put(&c->row, c->columns.key[i], i == 0);
	lr_buf_putc(&c->row, '\n');
	lr_out_put(o, lr_buf_span(&c->row));
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
	if (!c->begun)
		begin(c, rec, adds, o);
	lr_buf_clear(&c->row);
	for (i = 0; i < c->columns.n; i++) {
		s = lr_record_text(rec, c->columns.key[i]);
		found += s.p != NULL;
		lr_csv_put(&c->row, s, i == 0);
	}
	for (i = 0; i < rec->n; i++)
		have += rec->field[i].type != LR_JSON_NONE &&
		    rec->field[i].type != LR_JSON_NULL;
	if (have > found && !c->asked)
		c->lost += have - found;
	lr_buf_putc(&c->row, '\n');
	if (c->row.err != LR_OK || c->row.n > LR_LINE_MAX)
		return c->row.err == LR_ENOMEM ? LR_ENOMEM : LR_ETOOLONG;
	lr_out_put(o, lr_buf_span(&c->row));
	return LR_OK;
}
