/* Keys: out of the environment and a file that only its owner can read. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ascii.h"
#include "employees.h"
#include "wipe.h"

#define KEY_MAX 512u
#define FILE_MAX 8192u

/* What is said of a key never shows it. */
static void
take(struct employees *e, const char *name, struct lr_span value)
{
	const struct lr_provider *p;
	struct lr_span copy;
	unsigned i, k;
	size_t j;

	value = lr_span_trim(value);
	if (value.n == 0)
		return;
	for (j = 0; j < value.n; j++)
		if (value.p[j] <= ' ' || value.p[j] > '~' || value.n > KEY_MAX)
			lr_cli_usage(
			    e->cli, "%s: no key has such characters", name);
	for (i = 0; (p = lr_provider_at(i)) != NULL; i++)
		for (k = 0; k < LR_PROVIDER_KEYS; k++) {
			if (p->keys[k] == NULL || strcmp(p->keys[k], name) != 0)
				continue;
			copy = lr_vault_dup(&e->secrets, value);
			if (copy.p == NULL)
				lr_cli_die(
				    e->cli, LR_EXIT_FAILED, "out of memory");
			e->source[i].use.key[k] = copy.p;
		}
}

static void
of_environment(struct employees *e)
{
	const struct lr_provider *p;
	unsigned i, k;
	char *value;

	for (i = 0; (p = lr_provider_at(i)) != NULL; i++)
		for (k = 0; k < LR_PROVIDER_KEYS; k++) {
			if (p->keys[k] == NULL ||
			    (value = getenv(p->keys[k])) == NULL)
				continue;
			take(e, p->keys[k], lr_span_str(value));
			lr_wipe(value, strlen(value));
		}
}

static bool
known(struct lr_span name, const char **found)
{
	const struct lr_provider *p;
	unsigned i, k;

	for (i = 0; (p = lr_provider_at(i)) != NULL; i++)
		for (k = 0; k < LR_PROVIDER_KEYS; k++)
			if (p->keys[k] != NULL &&
			    lr_span_eq(name, lr_span_str(p->keys[k]))) {
				*found = p->keys[k];
				return true;
			}
	return false;
}

static void
lines(struct employees *e, struct lr_span text)
{
	struct lr_span line, name;
	unsigned long number = 0;
	const char *key;

	while (text.p != NULL) {
		line = lr_span_trim(lr_span_cut(&text, '\n'));
		number++;
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line = lr_span_trim(lr_span_sub(line, 0, line.n - 1));
		if (line.n == 0 || line.p[0] == '#')
			continue;
		name = lr_span_trim(lr_span_cut(&line, '='));
		if (line.p == NULL || !known(name, &key))
			lr_cli_usage(e->cli,
			    "%s:%lu: no line like LR_HUNTER_KEY=key",
			    e->key_file, number);
		take(e, key, line);
	}
}

static void
of_file(struct employees *e)
{
	char *text = lr_vault_alloc(&e->secrets, FILE_MAX);
	size_t n = 0;
	struct stat st;
	ssize_t r = 1;
	int fd;

	if (text == NULL)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	fd = open(e->key_file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "%s: %s", e->key_file,
		    strerror(errno));
	if (!S_ISREG(st.st_mode))
		lr_cli_usage(e->cli, "%s: not a file", e->key_file);
	if ((st.st_mode & 077) != 0 ||
	    (st.st_uid != geteuid() && st.st_uid != 0))
		lr_cli_usage(e->cli,
		    "%s: others could read or change these keys: chmod 600, "
		    "and own it",
		    e->key_file);
	while (n < FILE_MAX && (r = read(fd, text + n, FILE_MAX - n)) > 0)
		n += (size_t)r;
	close(fd);
	if (r < 0)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "%s: %s", e->key_file,
		    strerror(errno));
	if (n == FILE_MAX)
		lr_cli_usage(e->cli, "%s: too long", e->key_file);
	lines(e, lr_span(text, n));
}

void
keys_read(struct employees *e)
{
	of_environment(e);
	if (e->key_file != NULL)
		of_file(e);
}
