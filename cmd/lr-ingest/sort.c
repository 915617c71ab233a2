/* --sort-files: the log whose first request is the oldest comes first. */
#include <stdlib.h>
#include <sys/stat.h>

#include "file.h"
#include "logs.h"

#define LINES 1000ul /* one of them should be a request */

struct file {
	char *name;
	int at; /* as given */
	char time[LR_LOGTIME_TEXT];
	size_t n; /* 0: none */
};

static void
first_time(struct lr_cli *cli, struct lr_logformat *format, struct file *f)
{
	const struct lr_hit *hit;
	struct lr_span s;
	struct stat st;
	enum lr_err err;
	unsigned long n;
	int fd;

	/* a pipe can be read but once */
	if (strcmp(f->name, "-") == 0 || stat(f->name, &st) != 0 ||
	    !S_ISREG(st.st_mode) || lr_file_open(f->name, &fd) != LR_OK)
		return;
	if (lr_line_open(&cli->in, fd, true) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	lr_logformat_file(format);
	for (n = 0; n < LINES && f->n == 0; n++) {
		err = lr_line_next(&cli->in, &s);
		if (err == LR_OK &&
		    lr_logformat_read(format, s, &hit) == LR_LOGLINE_HIT) {
			/* without the Z, fractions compare as texts do */
			f->n = hit->time_n - 1u;
			memcpy(f->time, hit->time, f->n);
		}
		if (err != LR_OK && err != LR_ETOOLONG)
			break;
	}
	lr_unpack_close(&cli->in.in);
}

static int
by_time(const void *pa, const void *pb)
{
	const struct file *a = pa, *b = pb;
	int d;

	if (a->n == 0 || b->n == 0)
		d = (a->n == 0) - (b->n == 0);
	else
		d = lr_span_cmp(lr_span(a->time, a->n), lr_span(b->time, b->n));
	return d != 0 ? d : a->at - b->at;
}

void
sort_files(struct lr_cli *cli, struct lr_logformat *format)
{
	int n = cli->argc - cli->at, i;
	struct file *files;

	if (n < 2)
		return;
	if ((files = calloc((size_t)n, sizeof(*files))) == NULL)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	for (i = 0; i < n; i++) {
		files[i].name = cli->argv[cli->at + i];
		files[i].at = i;
		first_time(cli, format, &files[i]);
	}
	qsort(files, (size_t)n, sizeof(*files), by_time);
	for (i = 0; i < n; i++)
		cli->argv[cli->at + i] = files[i].name;
	free(files);
	lr_logformat_file(format);
}
