/*
 * cliline: parts of cli for a command with a loop of its own over lines: it
 * opens files by itself, sets cli->file and cli->line, and hands the lines
 * over. Implemented by cli.
 */
#ifndef LR_CLILINE_H
#define LR_CLILINE_H

#include "err.h"
#include "span.h"

struct lr_cli;

/* What lr_line_next has answered, LR_OK or LR_ETOOLONG, and its line, go the
 * way of lr_cli_run_lines: counted, through one(), refused. Ends the program
 * when the output cannot be written. */
void lr_cli_feed(struct lr_cli *cli, enum lr_err err, struct lr_span line,
    enum lr_err (*one)(struct lr_cli *, void *, struct lr_span), void *arg);

/* After this the system has accepted all output, or the program has ended. */
void lr_cli_flush(struct lr_cli *cli);

#endif
