/* --detect: which format is it, and how sure can one be? */
#include <errno.h>

#include "file.h"
#include "ingest.h"

#define LINES 10000ul /* enough to tell */
#define KINDS 8u

struct seen {
	unsigned long lines, comments, bad, hits[KINDS];
	const char *name[KINDS], *wrapper[KINDS];
	unsigned n;
};

static void
note(struct seen *s, struct lr_logformat *log)
{
	const char *name = lr_logformat_name(log);
	const char *wrapper = lr_logformat_wrapper(log);
	unsigned i;

	for (i = 0; i < s->n; i++)
		if (s->name[i] == name && s->wrapper[i] == wrapper)
			break;
	if (i == KINDS)
		return;
	if (i == s->n) {
		s->name[i] = name;
		s->wrapper[i] = wrapper;
		s->n++;
	}
	s->hits[i]++;
}

static void
tell(struct lr_cli *cli, const char *file, const struct seen *s)
{
	struct lr_buf b;
	unsigned i;

	lr_buf_init(&b, 65536);
	for (i = 0; i < s->n; i++)
		lr_buf_printf(&b,
		    "%s: %s%s%s: %lu of %lu lines, %lu comments, %lu not "
		    "understood\n",
		    file, s->name[i], s->wrapper[i] == NULL ? "" : " within ",
		    s->wrapper[i] == NULL ? "" : s->wrapper[i], s->hits[i],
		    s->lines, s->comments, s->bad);
	if (s->n == 0)
		lr_buf_printf(&b,
		    "%s: unknown: none of %lu lines is a request in a known "
		    "format; describe it with --format\n",
		    file, s->lines);
	lr_out_put(&cli->out, lr_buf_span(&b));
	lr_buf_free(&b);
}

static bool
look(struct lr_cli *cli, struct lr_logformat *log, const char *file)
{
	const struct lr_hit *hit;
	struct seen seen = { 0 };
	struct lr_span line;
	enum lr_err err = LR_OK;
	int fd;

	if (lr_file_open(file, &fd) != LR_OK ||
	    lr_line_open(&cli->in, fd, fd != 0) != LR_OK) {
		lr_cli_warn(cli, "%s: %s", file, strerror(errno));
		return false;
	}
	lr_logformat_file(log);
	while (seen.lines < LINES &&
	    (err = lr_line_next(&cli->in, &line)) != LR_END) {
		if (err != LR_OK && err != LR_ETOOLONG)
			break;
		seen.lines++;
		if (err == LR_ETOOLONG) {
			seen.bad++;
			continue;
		}
		switch (lr_logformat_read(log, line, &hit)) {
		case LR_LOGLINE_HIT:
			note(&seen, log);
			break;
		case LR_LOGLINE_COMMENT:
			seen.comments++;
			break;
		case LR_LOGLINE_BAD:
			seen.bad++;
			break;
		}
	}
	lr_unpack_close(&cli->in.in);
	if (err == LR_EIO || err == LR_EBAD) {
		lr_cli_warn(cli, "%s: %s", file,
		    err == LR_EIO ? strerror(errno) : cli->in.in.why);
		return false;
	}
	tell(cli, file, &seen);
	return seen.n > 0;
}

int
detect(struct lr_cli *cli, struct lr_logformat *log)
{
	bool all = true;
	int rc;

	lr_cli_open(cli);
	if (cli->at == cli->argc)
		all = look(cli, log, "-");
	for (; cli->at < cli->argc; cli->at++)
		all &= look(cli, log, cli->argv[cli->at]);
	rc = lr_cli_end(cli);
	return rc == LR_EXIT_OK && !all ? LR_EXIT_REFUSED : rc;
}
