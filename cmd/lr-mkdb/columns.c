#include <stdio.h>

#include "mkdb.h"

enum lr_err
columns_bad(struct table *t, struct lr_span name, const char *what)
{
	int n = name.n < 40 ? (int)name.n : 40;

	if (name.n == 0)
		snprintf(t->why, sizeof(t->why), "%s", what);
	else
		snprintf(t->why, sizeof(t->why), "%.*s: %s", n, name.p, what);
	return LR_EBAD;
}

void
columns_reset(struct table *t)
{
	lr_map_free(&t->names);
	lr_map_init(&t->names, LR_LINE_MAX);
	t->n = t->given = 0;
	memset(t->cell, 0, sizeof(t->cell));
	t->network = t->first = t->last = t->key = -1;
}

int
columns_find(const struct table *t, struct lr_span name)
{
	uint32_t id = lr_map_find(&t->names, name);

	return id == LR_MAP_NONE ? -1 : t->by_name[id];
}

/* A column to be passed over: those may be many, they have no name. */
static enum lr_err
pass_over(struct table *t, unsigned *at)
{
	t->column[t->n] = (struct column){ .kind = IGNORED };
	*at = t->n++;
	return LR_OK;
}

enum lr_err
columns_add(struct mkdb *job, struct lr_span name, unsigned *at)
{
	struct table *t = &job->table;
	bool any = job->maker->any_columns;
	enum lr_err err;
	uint32_t id;
	bool added;

	if (t->n == LR_FIELDS_MAX)
		return name.n == 0
		    ? columns_bad(t, name, "a column without a name")
		    : columns_bad(t, name, "too many different columns");
	if (name.n == 0 && !any)
		return columns_bad(t, name, "a column without a name");
	if (name.n == 0 || lr_span_eq(name, LR_SPAN("-")))
		return pass_over(t, at);
	if ((err = lr_map_add(&t->names, name, &id, &added)) != LR_OK)
		return err;
	if (!added)
		return any ? pass_over(t, at)
			   : columns_bad(t, name, "two columns of one name");
	*at = t->n++;
	t->by_name[id] = (unsigned short)*at;
	t->column[*at] = (struct column){ .name = t->names.key[id] };
	err = job->maker->describe(job, &t->column[*at]);
	if (err != LR_OK)
		t->column[*at].kind = IGNORED;
	return err;
}

enum lr_err
columns_set(struct mkdb *job)
{
	struct table *t = &job->table;
	struct lr_span name, value;
	enum lr_err err;
	unsigned i, at;
	int found;

	t->given = t->n;
	for (i = 0; i < job->sets; i++) {
		value = lr_span_str(job->set[i]);
		name = lr_span_cut(&value, '=');
		if ((found = columns_find(t, name)) >= 0)
			at = (unsigned)found;
		else if ((err = columns_add(job, name, &at)) != LR_OK)
			return err;
		if (t->column[at].kind < TEXT ||
		    (t->column[at].kind == IGNORED && job->maker->any_columns))
			return columns_bad(t, name, "not for --set");
		t->column[at].set = value;
	}
	return LR_OK;
}
