/* Keys: out of the environment and a file that only its owner can read. */
#include <errno.h>
#include <stdlib.h>

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
	struct lr_span text;
	const char *why;
	enum lr_err err =
	    lr_vault_read(&e->secrets, e->key_file, FILE_MAX, &text, &why);

	if (err == LR_EBAD || err == LR_ETOOLONG)
		lr_cli_usage(e->cli, "%s: %s", e->key_file, why);
	if (err != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "%s: %s", e->key_file,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
	lines(e, text);
}

void
keys_read(struct employees *e)
{
	of_environment(e);
	if (e->key_file != NULL)
		of_file(e);
}
