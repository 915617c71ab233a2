/* -j: the operands one after the other, the large ones by several threads. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cliline.h"
#include "file.h"
#include "ingest.h"

/* A plain file that is worth it. */
static bool
can_split(const struct lr_cli *cli, struct lr_line *in, int fd)
{
	struct lr_span first;
	struct stat st;

	return !cli->csv && fd != STDIN_FILENO && fstat(fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && st.st_size >= (off_t)(4 * LR_BLOCK) &&
	    lr_line_peek(in, LR_UNPACK_LEAST, &first) == LR_OK &&
	    !in->in.packed && lseek(fd, 0, SEEK_SET) == 0;
}

static enum lr_err
one_thread(struct lr_cli *cli, struct job *job, struct lr_line *in)
{
	struct lr_span s;
	enum lr_err err;

	for (;;) {
		err = lr_line_next(in, &s);
		cli->line = in->number;
		if (err != LR_OK && err != LR_ETOOLONG)
			return err;
		lr_cli_feed(cli, err, s, ingest_line, job);
	}
}

/* Before a read that may block. */
static void
flush(void *cli)
{
	lr_cli_flush(cli);
}

static void
trouble(struct lr_cli *cli, const char *why)
{
	cli->line = 0;
	lr_cli_warn(cli, "%s", why);
	cli->rc = LR_EXIT_FAILED;
}

static void
one_file(struct lr_cli *cli, struct job *job, struct lr_line *in)
{
	enum lr_err err;
	int fd;

	cli->file = cli->at < cli->argc ? cli->argv[cli->at++] : "-";
	cli->line = 0;
	if (lr_file_open(cli->file, &fd) != LR_OK) {
		trouble(cli, strerror(errno));
		return;
	}
	if (lr_line_open(in, fd, fd != STDIN_FILENO) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	in->wait = flush;
	in->arg = cli;
	err = can_split(cli, in, fd) ? parallel(cli, job, fd)
				     : one_thread(cli, job, in);
	if (err == LR_ENOMEM)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	if (err != LR_OK && err != LR_END)
		trouble(cli, err == LR_EBAD ? in->in.why : strerror(errno));
	lr_unpack_close(&in->in);
}

int
ingest_files(struct lr_cli *cli, struct job *job)
{
	struct lr_line in = { .p = NULL };
	int rc;

	lr_cli_open(cli);
	do
		one_file(cli, job, &in);
	while (cli->at < cli->argc);
	rc = lr_cli_end(cli);
	lr_line_close(&in);
	return rc;
}
