/* Words of agents that the operator knows to be programs. */
#include <errno.h>

#include "file.h"
#include "ingest.h"

void
bots_add(struct lr_cli *cli, struct lr_agent_words *words, const char *path)
{
	struct lr_buf b;
	unsigned long line;
	const char *why;
	enum lr_err err;

	lr_buf_init(&b, LR_AGENT_WORDS_MAX * 4 * LR_AGENT_WORD_MAX);
	err = lr_file_read(path, &b);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "--bots: %s: %s", path,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
	err = lr_agent_words_add(words, lr_buf_span(&b), &line, &why);
	if (err == LR_EBAD || err == LR_ETOOLONG)
		lr_cli_die(
		    cli, LR_EXIT_FAILED, "--bots: %s:%lu: %s", path, line, why);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	lr_buf_free(&b);
}
