/* A log that was rotated away before it was read to its end, and is not among
 * the files given: its lines would be missing, and nobody would know. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "logs.h"

/* Is it what the mark is of, and is there more of it? */
static bool
has_more(struct lr_logstate *st, const struct lr_logmark *m, const char *path)
{
	char head[LR_LOGSTATE_HEAD];
	unsigned char print[LR_SIPHASH];
	struct stat f;
	bool more;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return false;
	more = fstat(fd, &f) == 0 && S_ISREG(f.st_mode) &&
	    (uint64_t)f.st_dev == m->device && (uint64_t)f.st_ino == m->inode &&
	    (uint64_t)f.st_size > m->offset &&
	    pread(fd, head, m->head_n, 0) == (ssize_t)m->head_n;
	close(fd);
	if (!more)
		return false;
	lr_logstate_print(st, lr_span(head, m->head_n), print);
	return memcmp(print, m->head, sizeof(print)) == 0;
}

static void
look_at(struct reader *r, const char *path, uint64_t inode)
{
	struct lr_cli *cli = r->cli;
	size_t i;

	for (i = 0; i < r->state.n; i++) {
		const struct lr_logmark *m = &r->state.mark[i];

		if (m->met || m->inode != inode ||
		    !has_more(&r->state, m, path))
			continue;
		cli->file = NULL;
		lr_cli_warn(cli,
		    "%s: has lines that were not read: name it, too", path);
		return;
	}
}

/* An operand was read, whatever mark it was found by. */
static bool
is_operand(const struct lr_cli *cli, const char *path)
{
	int i;

	for (i = 1; i < cli->argc; i++)
		if (strcmp(cli->argv[i], path) == 0)
			return true;
	return false;
}

void
warn_of_missed(struct reader *r, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *base = slash == NULL ? name : slash + 1;
	struct lr_buf b;
	struct dirent *e;
	DIR *d;

	lr_buf_init(&b, 65536);
	lr_buf_put(&b, lr_span(name, (size_t)(base - name)));
	lr_buf_putc(&b, '.');
	if ((d = opendir(lr_buf_str(&b))) == NULL) {
		lr_buf_free(&b);
		return;
	}
	/* access.log.1 and access.log-20261124 begin as access.log does */
	while ((e = readdir(d)) != NULL) {
		if (strncmp(e->d_name, base, strlen(base)) != 0)
			continue;
		lr_buf_clear(&b);
		lr_buf_put(&b, lr_span(name, (size_t)(base - name)));
		lr_buf_puts(&b, e->d_name);
		if (!is_operand(r->cli, lr_buf_str(&b)))
			look_at(r, lr_buf_str(&b), (uint64_t)e->d_ino);
	}
	closedir(d);
	lr_buf_free(&b);
}
