/* What became of the companies, for people and for the next run. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cell.h"
#include "clock.h"
#include "egress.h"
#include "employees.h"
#include "file.h"

#define EVERY 250 /* milliseconds */

const char *
tell_status(const struct company *c)
{
	switch (c->status) {
	case REFUSED:
		return "refused";
	case QUOTA:
		return "quota";
	case FAILED:
		return "error";
	default:
		return c->found > 0 ? "found" : "none";
	}
}

void
tell_warn(struct employees *e, const char *fmt, ...)
{
	char text[LR_MESSAGE_MAX + 1];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	tell_progress(e, true);
	lr_cli_warn(e->cli, "%s", text);
}

/* ---- --rest */

/* The next line; c is NULL: just the header. */
static void
rest(struct employees *e, const struct company *c)
{
	struct lr_buf b, cell;

	lr_buf_init(&b, LR_LINE_MAX);
	lr_buf_init(&cell, LR_LINE_MAX);
	if (e->rest_fd < 0) {
		e->rest_fd = open(e->rest,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
		if (e->rest_fd < 0)
			lr_cli_die(e->cli, LR_EXIT_FAILED,
			    "%s: cannot write: %s", e->rest, strerror(errno));
		lr_buf_puts(&b, "company,domain\n");
	}
	if (c != NULL) {
		lr_cell_formula_safe(&cell, c->name);
		lr_csv_put(&b, lr_buf_span(&cell), true);
		lr_csv_put(&b, c->domain, false);
		lr_buf_putc(&b, '\n');
	}
	if (b.err != LR_OK || cell.err != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	if (lr_file_write(e->rest_fd, b.p, b.n) != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    e->rest, strerror(errno));
	lr_buf_free(&b);
	lr_buf_free(&cell);
}

/* ---- lines */

static void
line(struct employees *e, const struct company *c)
{
	const char *open = c->name.n > 0 && c->domain.n > 0 ? " (" : "";
	const char *shut = *open == '\0' ? "" : ")";
	char found[32] = "";

	if (c->found > 0)
		snprintf(found, sizeof(found), " %u", c->found);
	tell_warn(e, "%.*s%s%.*s%s: %s%s%s%s%s%s%s", (int)c->name.n,
	    c->name.n > 0 ? c->name.p : "", open, (int)c->domain.n,
	    c->domain.n > 0 ? c->domain.p : "", shut, tell_status(c), found,
	    c->provider != NULL ? ": " : "",
	    c->provider != NULL ? c->provider : "", c->why != NULL ? ": " : "",
	    c->why != NULL ? c->why : "",
	    c->suppressed > 0 ? ": someone does not want to be found"
		: c->cut      ? ": the plan gives no more"
			      : "");
}

void
tell_company(struct employees *e, const struct company *c)
{
	bool open = c->status == QUOTA || c->status == FAILED;

	if (open && e->rest != NULL)
		rest(e, c);
	/* what is in a sheet or a file need not be said */
	if (e->cli->verbose > 0 || c->status == REFUSED ||
	    (open && e->rest == NULL && e->format != XLSX))
		line(e, c);
}

void
tell_progress(struct employees *e, bool end)
{
	int64_t now;

	if (!e->progress)
		return;
	now = lr_clock_ticks();
	if (end) {
		if (e->shown != 0)
			fputs("\r\033[K", stderr);
		e->shown = 0;
		return;
	}
	if (e->shown != 0 && now - e->shown < EVERY)
		return;
	fprintf(stderr, "\r%u of %u companies, %lu contacts\033[K", e->head,
	    e->all.n, e->contacts);
	e->shown = now;
}

static void
summary(struct employees *e)
{
	const struct source *s;
	unsigned i;

	tell_warn(e,
	    "%lu rows: %u companies, %lu named twice, %lu beyond the period, "
	    "%lu refused",
	    e->all.rows, e->all.n, e->all.twice, e->all.beyond,
	    e->cli->refused);
	for (i = 0; i < e->n_sources; i++) {
		s = &e->source[e->order[i]];
		tell_warn(e, "%s: %lu requests, %lu credits", s->p->name,
		    s->requests, s->credits);
	}
	if (lr_vault_unlocked() > 0)
		tell_warn(e,
		    "%zu bytes of contacts could not be locked in memory: see "
		    "ulimit -l",
		    lr_vault_unlocked());
}

void
tell_end(struct employees *e)
{
	unsigned long open = e->by_status[QUOTA] + e->by_status[FAILED];

	tell_progress(e, true);
	if (e->cli->verbose > 0)
		summary(e);
	if (e->dry_run) {
		if (e->cli->verbose > 0)
			tell_warn(e, "it would cost at most %lu credits",
			    e->estimate);
	} else if (e->cli->verbose > 0 || open > 0 ||
	    e->by_status[REFUSED] > 0) {
		tell_warn(e,
		    "%u companies: %lu with contacts, %lu without, %lu "
		    "refused, %lu not asked for want of credits, %lu failed; "
		    "%lu contacts",
		    e->all.n, e->by_status[FOUND] - e->none, e->none,
		    e->by_status[REFUSED], e->by_status[QUOTA],
		    e->by_status[FAILED], e->contacts);
	}
	if (e->rest != NULL && e->rest_fd < 0)
		rest(e, NULL);
	if (e->rest_fd >= 0 && close(e->rest_fd) != 0)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    e->rest, strerror(errno));
}

/* ---- --list-egress */

void
tell_egress(struct employees *e)
{
	char host[LR_HTTP_HOST];
	struct source *s;
	bool https;
	unsigned i;
	size_t n;

	lr_egress_names(&e->cli->out, "companies");
	for (i = 0; i < e->n_sources; i++) {
		s = &e->source[e->order[i]];
		n = lr_http_host(s->use.base, host, &https);
		lr_egress_put(&e->cli->out, s->p->name, lr_span(host, n),
		    "names and domains of companies",
		    https ? LR_EGRESS_TLS : LR_EGRESS_CLEAR);
	}
}
