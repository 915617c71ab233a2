/* The report, to standard output or into files. */
#include <errno.h>
#include <stdlib.h>

#include "file.h"
#include "report.h"

static struct trouble
trouble(enum lr_err err, unsigned feed)
{
	return (struct trouble){ err, err == LR_EIO ? errno : 0, feed };
}

enum lr_err
rows_write(const struct report *r, const struct feed *f, struct lr_out *out,
    unsigned long *rows)
{
	enum lr_err err;
	struct answer a;

	err = answer_make(&a, r, f);
	if (err == LR_OK)
		err = f->format->write(&a, out);
	if (err == LR_OK)
		*rows += answer_rows(&a, f->row);
	answer_free(&a);
	return err;
}

/* The file of a feed, to be. */
static enum lr_err
write_file(const struct report *r, const struct feed *f,
    struct lr_newfile *file, unsigned long *rows)
{
	struct lr_out out;
	enum lr_err err, closed;

	err = r->again ? lr_newfile_again(file, f->path, 0)
		       : lr_newfile_open(file, f->path, 0);
	if (err != LR_OK)
		return err;
	if ((err = lr_out_open(&out, file->fd)) != LR_OK)
		return err;
	err = rows_write(r, f, &out, rows);
	closed = lr_out_close(&out);
	return err == LR_OK ? closed : err;
}

struct trouble
files_write(const struct report *r, unsigned long *rows)
{
	struct lr_newfile *file = calloc(r->feeds, sizeof(*file));
	unsigned first = r->feed[0].path == NULL, i;
	struct trouble t = { LR_OK, 0, 0 };

	if (file == NULL)
		return trouble(LR_ENOMEM, first);
	for (i = 0; i < r->feeds; i++)
		file[i].fd = -1;
	for (i = first; i < r->feeds && t.err == LR_OK; i++)
		t = trouble(write_file(r, &r->feed[i], &file[i], rows), i);
	for (i = first; i < r->feeds && t.err == LR_OK; i++)
		t = trouble(lr_newfile_commit(&file[i]), i);
	for (i = first; i < r->feeds; i++)
		lr_newfile_abort(&file[i]);
	free(file);
	return t;
}

const char *
trouble_text(const struct report *r, const struct trouble *t, struct lr_buf *b)
{
	const struct feed *f = &r->feed[t->feed];

	lr_buf_clear(b);
	if (t->err == LR_ETOOLONG) {
		lr_buf_printf(b,
		    "-o %s: it has no room for so many rows: take a shorter "
		    "period",
		    f->format->name);
	} else if (t->err == LR_EIO && f->path != NULL) {
		lr_buf_printf(
		    b, "%s: cannot write: %s", f->path, strerror(t->why));
	} else if (t->err == LR_EAGAIN) {
		lr_buf_printf(b, "%s: another process is writing it", f->path);
	} else if (t->err == LR_EBAD) {
		lr_buf_printf(b,
		    "%s: it is no regular file, so it cannot be renewed",
		    f->path);
	} else {
		lr_buf_puts(b, lr_err_text(t->err));
	}
	return lr_buf_str(b);
}
