/* --cache-info: what the cache holds, and since when. */
#include "clock.h"
#include "query.h"
#include "resolve.h"

static const struct kind {
	const char *what, *sql;
} kinds[] = {
	{ "names",
	    "SELECT count(*), min(time), max(time) FROM ptr"
	    " WHERE name IS NOT NULL" },
	{ "missing names",
	    "SELECT count(*), min(time), max(time) FROM ptr"
	    " WHERE name IS NULL" },
	{ "registrations",
	    "SELECT count(DISTINCT first || last), min(time), max(time)"
	    " FROM network WHERE found <> 0" },
	{ "missing registrations",
	    "SELECT count(*), min(time), max(time) FROM network"
	    " WHERE found = 0" },
};

static void
failed(struct resolve *r, enum lr_err err, const char *why)
{
	lr_cli_die(r->cli, err == LR_EAGAIN ? LR_EXIT_LATER : LR_EXIT_FAILED,
	    "%s", why);
}

static void
line(struct resolve *r, const char *what, struct lr_query *q)
{
	char oldest[LR_TIME_TEXT], newest[LR_TIME_TEXT];
	int64_t n = lr_query_get_int(q, 0);
	struct lr_buf b;

	lr_buf_init(&b, 512);
	lr_buf_printf(&b,
	    "{\"store\":\"resolve.db\",\"what\":\"%s\",\"kept\":%lld", what,
	    (long long)n);
	if (n > 0) {
		lr_time_put(lr_query_get_int(q, 1), oldest);
		lr_time_put(lr_query_get_int(q, 2), newest);
		lr_buf_printf(&b, ",\"oldest\":\"%.*s\",\"newest\":\"%.*s\"",
		    LR_TIME_TEXT, oldest, LR_TIME_TEXT, newest);
	}
	lr_buf_puts(&b, "}\n");
	if (b.err != LR_OK)
		resolve_die(r, b.err, NULL);
	lr_out_put(&r->cli->out, lr_buf_span(&b));
	lr_buf_free(&b);
}

void
cache_info(struct resolve *r)
{
	const char *dir = lr_cli_state(r->cli, r->state, false), *why;
	struct lr_store *st;
	struct lr_query *q;
	enum lr_err err;
	size_t i;

	err = lr_store_open(&st, &lr_resolve_store, dir, LR_STORE_READ, &why);
	if (err == LR_END)
		return;
	if (err != LR_OK)
		failed(r, err, why);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		err = lr_query_new(&q, st, kinds[i].sql);
		if (err == LR_OK && (err = lr_query_step(q)) == LR_OK)
			line(r, kinds[i].what, q);
		if (err != LR_OK)
			failed(r, err, lr_store_why(st));
		lr_query_free(q);
	}
	lr_store_close(st);
}
