#include <errno.h>
#include <unistd.h>

#include "file.h"
#include "mkdb.h"

void
mkdb_begin(struct mkdb *job)
{
	struct lr_cli *cli = job->cli;
	char *const *files = cli->argv + cli->at;
	enum lr_err err;
	int fd = -1;

	if (!job->dry_run && lr_file_among(job->output, files))
		lr_cli_usage(cli, "%s is read: write elsewhere", job->output);
	lr_cli_open(cli);
	job->maker->begin(job);
	if (job->rejects == NULL)
		return;
	if ((err = lr_file_private(job->rejects, files, &fd)) == LR_EBAD)
		lr_cli_usage(cli, "--rejects: %s is read", job->rejects);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    job->rejects, strerror(errno));
	if (lr_out_open(&job->kept, fd) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
}

void
mkdb_refuse(struct mkdb *job, struct lr_span raw, const char *why)
{
	lr_cli_refuse(job->cli, why);
	if (job->kept.p == NULL)
		return;
	lr_out_put(&job->kept, raw);
	lr_out_put(&job->kept, LR_SPAN("\n"));
}

static void
close_rejects(struct mkdb *job)
{
	if (job->kept.p != NULL &&
	    (lr_out_close(&job->kept) != LR_OK || close(job->kept.fd) != 0))
		lr_cli_die(job->cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    job->rejects, strerror(errno));
}

_Noreturn void
mkdb_failed(struct mkdb *job, enum lr_err err, const char *too_long)
{
	job->cli->file = NULL;
	lr_cli_die(job->cli, LR_EXIT_FAILED, "%s: cannot write: %s",
	    job->output == NULL ? "database" : job->output,
	    err == LR_EIO	     ? strerror(errno)
		: err == LR_ETOOLONG ? too_long
				     : lr_err_text(err));
}

void
mkdb_replace(struct mkdb *job, enum lr_err (*make)(struct mkdb *job, int fd))
{
	struct lr_newfile f = { .fd = -1 };
	enum lr_err err = LR_OK;
	int keep;

	if (!job->dry_run)
		err = lr_newfile_open(&f, job->output, 0);
	if (err == LR_OK)
		err = make(job, f.fd);
	if (err == LR_OK && !job->dry_run)
		err = lr_newfile_commit(&f);
	if (err == LR_OK)
		return;
	keep = errno;
	lr_newfile_abort(&f);
	errno = keep;
	mkdb_failed(job, err, "over the 4 GiB of the format");
}

int
mkdb_end(struct mkdb *job)
{
	struct lr_cli *cli = job->cli;

	cli->file = NULL;
	cli->line = 0;
	close_rejects(job);
	/* an empty download must not replace a good database */
	if (cli->written == 0)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "nothing written: no %s (%lu rows, %lu refused)",
		    job->maker->rows, cli->read, cli->refused);
	if (job->strict && cli->refused > 0)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "nothing written: %lu of %lu rows refused", cli->refused,
		    cli->read);
	job->maker->write(job);
	lr_map_free(&job->table.names);
	return lr_cli_end(cli);
}
