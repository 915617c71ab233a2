/* Folders of recordings: state/recordings, one of its sites, or a day. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replay.h"

enum { DEPTH_MAX = 8 };

struct list {
	char **name;
	size_t n, room;
};

static void
add(struct lr_cli *cli, struct list *l, const char *dir, const char *name)
{
	size_t n = strlen(dir), room = l->room == 0 ? 64 : 2 * l->room;
	char **p = l->name, *s;

	if (l->n + 1 >= l->room) {
		p = realloc(l->name, room * sizeof(*p));
		if (p != NULL) {
			l->name = p;
			l->room = room;
		}
	}
	s = malloc(n + strlen(name) + 2);
	if (p == NULL || s == NULL)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	memcpy(s, dir, n);
	if (n > 0 && dir[n - 1] != '/')
		s[n++] = '/';
	memcpy(s + n, name, strlen(name) + 1);
	l->name[l->n++] = s;
	l->name[l->n] = NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files below that are recordings by their names, in order. */
static void
walk(struct lr_cli *cli, struct list *l, const char *path, int depth)
{
	struct list all = { .n = 0 };
	struct dirent *e;
	struct stat st;
	size_t i;
	DIR *d;

	if (depth > DEPTH_MAX || (d = opendir(path)) == NULL) {
		lr_cli_warn(cli, "%s: %s", path,
		    depth > DEPTH_MAX ? "too deep" : strerror(errno));
		cli->rc = LR_EXIT_FAILED;
		return;
	}
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			add(cli, &all, path, e->d_name);
	closedir(d);
	if (all.n > 1)
		qsort(all.name, all.n, sizeof(*all.name), by_name);
	for (i = 0; i < all.n; i++) {
		if (lstat(all.name[i], &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			walk(cli, l, all.name[i], depth + 1);
		else if (S_ISREG(st.st_mode) &&
		    lr_span_ends(lr_span_str(all.name[i]), LR_SPAN(".ndjson")))
			add(cli, l, "", all.name[i]);
		free(all.name[i]);
	}
	free(all.name);
}

void
find_operands(struct lr_cli *cli)
{
	bool any = cli->at < cli->argc;
	struct list l = { .n = 0 };
	struct stat st;
	int i;

	for (i = cli->at; i < cli->argc; i++)
		if (stat(cli->argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			walk(cli, &l, cli->argv[i], 0);
		else
			add(cli, &l, "", cli->argv[i]);
	if (l.n == 0 && any)
		add(cli, &l, "", "/dev/null"); /* not standard input */
	if (l.n == 0)
		return;
	cli->argv = l.name;
	cli->argc = (int)l.n;
	cli->at = 0;
}
