/* --list: networks one by one, hashed addresses by their number. */
#include <stdlib.h>

#include "clock.h"
#include "json.h"
#include "lr-blacklist.h"

struct lister {
	struct lr_cli *cli;
	struct lr_buf line;
};

static void
put_text(struct lr_buf *b, const char *key, struct lr_span s)
{
	if (s.n == 0)
		return;
	lr_buf_printf(b, ",\"%s\":\"", key);
	lr_json_escape(b, s);
	lr_buf_putc(b, '"');
}

static void
put_time(struct lr_buf *b, const char *key, int64_t t)
{
	char text[LR_TIME_TEXT];

	lr_time_put(t, text);
	put_text(b, key, lr_span(text, sizeof(text)));
}

/* The line goes the way of a record. */
static void
finish(struct lister *l)
{
	struct lr_buf *b = &l->line;
	size_t n;
	char *pad;

	lr_buf_putc(b, '}');
	n = b->n;
	if ((pad = lr_buf_room(b, LR_PAD + 1)) == NULL)
		job_die(l->cli, LR_ENOMEM, "out of memory");
	memset(pad, 0, LR_PAD + 1);
	if (lr_record_parse(&l->cli->rec, lr_span(b->p, n)) == LR_OK)
		lr_cli_put(l->cli, &l->cli->rec);
}

static void
each(void *arg, const struct lr_blacklist_entry *e)
{
	struct lister *l = arg;
	struct lr_buf *b = &l->line;
	char text[LR_RANGE_TEXT];
	size_t n;

	lr_buf_clear(b);
	if (e->count == 0) {
		n = lr_range_put(&e->range, text);
		lr_buf_puts(b, "{\"network\":\"");
		lr_buf_put(b, lr_span(text, n));
		lr_buf_putc(b, '"');
	} else {
		lr_buf_puts(b, "{\"addresses\":");
		lr_buf_putu(b, (uint64_t)e->count);
	}
	put_text(
	    b, "source", e->own ? LR_SPAN("operator") : LR_SPAN("learned"));
	put_text(b, "kind", e->kind);
	put_text(b, "reason", e->reason);
	put_time(b, e->count == 0 ? "time" : "since", e->time);
	if (!e->own && e->count == 0)
		put_time(b, "expires",
		    lr_time_add_months(e->time, LR_BLACKLIST_MONTHS));
	finish(l);
}

static void
each_suppressed(void *arg, const struct lr_suppressed *e)
{
	struct lister *l = arg;
	struct lr_buf *b = &l->line;

	lr_buf_clear(b);
	lr_buf_puts(b, e->domain ? "{\"domain\":\"" : "{\"company\":\"");
	lr_json_escape(b, e->text);
	lr_buf_putc(b, '"');
	put_text(b, "source", LR_SPAN("suppressed"));
	put_text(b, "reason", e->reason);
	put_time(b, "time", e->time);
	finish(l);
}

int
list(struct lr_cli *cli, struct job *job)
{
	struct lister l = { .cli = cli };
	struct lr_blacklist *b;
	enum lr_err err;

	if (cli->at < cli->argc)
		lr_cli_usage(cli, "--list reads no files");
	lr_buf_init(&l.line, LR_LINE_MAX);
	lr_cli_open(cli);
	if ((b = job_open(cli, job, LR_STORE_READ)) != NULL) {
		err = lr_blacklist_list(b, each, &l);
		if (err != LR_OK)
			job_die(cli, err, lr_blacklist_why(b));
		lr_blacklist_close(b);
	}
	suppress_open(cli, job);
	if (job->suppress != NULL) {
		err = lr_suppress_list(job->suppress, each_suppressed, &l);
		if (err != LR_OK)
			job_die(cli, err, lr_suppress_why(job->suppress));
		lr_suppress_close(job->suppress);
	}
	lr_buf_free(&l.line);
	return lr_cli_end(cli);
}
