#include "claims.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct lr_claims {
	int fd;
};

enum lr_err
lr_claims_open(struct lr_claims **out, const char *dir)
{
	struct lr_claims *c = malloc(sizeof(*c));
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/resolve.claims", dir);

	*out = NULL;
	if (c == NULL)
		return LR_ENOMEM;
	c->fd = -1;
	if (n < 0 || (size_t)n >= sizeof(path))
		errno = ENAMETOOLONG;
	else
		c->fd =
		    open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (c->fd < 0) {
		free(c);
		return LR_EIO;
	}
	*out = c;
	return LR_OK;
}

void
lr_claims_close(struct lr_claims *c)
{
	if (c == NULL)
		return;
	close(c->fd);
	free(c);
}

static int
lock(struct lr_claims *c, short type, uint32_t number)
{
	struct flock l = { .l_type = type,
		.l_whence = SEEK_SET,
		.l_start = (off_t)number,
		.l_len = 1 };
	int rc;

	do
		rc = fcntl(c->fd, F_SETLK, &l);
	while (rc != 0 && errno == EINTR);
	return rc;
}

bool
lr_claims_take(struct lr_claims *c, uint32_t number)
{
	return lock(c, F_WRLCK, number) == 0 ||
	    (errno != EACCES && errno != EAGAIN);
}

void
lr_claims_drop(struct lr_claims *c, uint32_t number)
{
	lock(c, F_UNLCK, number);
}
