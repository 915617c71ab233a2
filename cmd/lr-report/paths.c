/* Files that a run reads, and those that it writes: none is both, and none is
 * written twice. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <stdio.h>
#include <stdlib.h>

#include "file.h"
#include "options.h"

enum lr_err
paths_read(struct report *r, const char *path)
{
	const char **p = realloc(r->read, (r->reads + 1) * sizeof(*r->read));

	if (p == NULL)
		return LR_ENOMEM;
	r->read = p;
	r->read[r->reads++] = path;
	return LR_OK;
}

/* A report in the place of the records that it is of would be the last. */
static void
not_over_input(struct lr_cli *cli, const struct report *r, const char *path)
{
	bool same = lr_file_among(path, cli->argv + cli->at);
	size_t k;

	for (k = 0; k < r->reads && !same; k++)
		same = lr_file_is(path, r->read[k]);
	if (same)
		lr_cli_usage(cli, "%s is read: write elsewhere", path);
}

/* Without links, "." and ".."; of what is not there yet by its folder. NULL:
 * it cannot be told. The caller frees it. */
static char *
whole_path(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t at = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char *whole = realpath(path, NULL), *folder;
	struct lr_buf b;

	if (whole != NULL)
		return whole;
	lr_buf_init(&b, 8192);
	lr_buf_put(&b, at == 0 ? LR_SPAN(".") : lr_span(path, at));
	folder = b.err == LR_OK ? realpath(lr_buf_str(&b), NULL) : NULL;
	if (folder != NULL) {
		lr_buf_clear(&b);
		lr_buf_puts(&b, folder);
		lr_buf_puts(&b, "/");
		lr_buf_puts(&b, path + at);
		whole = b.err == LR_OK ? strdup(lr_buf_str(&b)) : NULL;
		free(folder);
	}
	lr_buf_free(&b);
	return whole;
}

/* Who writes a file, for messages. */
static void
put_who(struct lr_buf *b, const struct feed *f)
{
	if (f->name == NULL)
		lr_buf_puts(b, "--write");
	else
		lr_buf_printf(b, "feed '%.100s'", f->name);
}

/* The second of two reports would take the place of the first. */
static void
not_twice(struct lr_cli *cli, const struct report *r, char **whole, unsigned i)
{
	struct lr_buf b;
	unsigned k = 0;

	while (k < i && (whole[k] == NULL || strcmp(whole[k], whole[i]) != 0))
		k++;
	if (k == i)
		return;
	lr_buf_init(&b, 1024);
	put_who(&b, &r->feed[k]);
	lr_buf_puts(&b, " and ");
	put_who(&b, &r->feed[i]);
	lr_cli_usage(cli, "%s write the same file, %s: one of them elsewhere",
	    lr_buf_str(&b), whole[i]);
}

void
paths_check(struct lr_cli *cli, const struct report *r)
{
	char *whole[FEEDS_MAX + 1] = { NULL };
	unsigned i;

	for (i = 0; i < r->feeds; i++) {
		if (r->feed[i].path == NULL)
			continue;
		not_over_input(cli, r, r->feed[i].path);
		whole[i] = whole_path(r->feed[i].path);
		if (whole[i] != NULL)
			not_twice(cli, r, whole, i);
	}
	for (i = 0; i < r->feeds; i++)
		free(whole[i]);
}
