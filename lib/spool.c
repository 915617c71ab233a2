#define _GNU_SOURCE /* memfd_create: Linux */
#include "spool.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "file.h"
#include "limits.h"

static enum lr_err
copy(struct lr_unpack *u, uint64_t max, int fd)
{
	char *p = malloc(LR_BLOCK);
	enum lr_err err;
	size_t n;

	if (p == NULL)
		return LR_ENOMEM;
	do {
		if ((err = lr_unpack_read(u, p, LR_BLOCK, &n)) != LR_OK)
			break;
		if (n > max) {
			err = LR_ETOOLONG;
			break;
		}
		max -= n;
		err = lr_file_write(fd, p, n);
	} while (err == LR_OK && n > 0);
	free(p);
	return err;
}

enum lr_err
lr_spool(struct lr_unpack *u, struct lr_span head, uint64_t max, int *fd)
{
	enum lr_err err;
	int keep;

	*fd = -1;
	if (head.n > max)
		return LR_ETOOLONG;
	if ((*fd = memfd_create("lr", MFD_CLOEXEC)) < 0)
		return LR_EIO;
	if ((err = lr_file_write(*fd, head.p, head.n)) == LR_OK)
		err = copy(u, max - head.n, *fd);
	if (err == LR_OK && lseek(*fd, 0, SEEK_SET) < 0)
		err = LR_EIO;
	if (err != LR_OK) {
		keep = errno;
		close(*fd);
		*fd = -1;
		errno = keep;
	}
	return err;
}
