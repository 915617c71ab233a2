/* A file of feeds, one a line: name, file to write, options as on the command
 * line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "file.h"
#include "options.h"
#include "utf8.h"

#define FILE_MAX (1u << 20)
#define WORDS_MAX 128u

/* Words of a line, as a shell has them: quoted with ' or ", blanks between;
 * each gets a NUL. -1: a quote does not end, or there are too many. */
static int
words(char *line, char **word)
{
	char *from = line, *to, quote;
	int n = 0;

	for (;;) {
		while (*from == ' ' || *from == '\t')
			from++;
		if (*from == '\0')
			return n;
		if (n == WORDS_MAX)
			return -1;
		word[n++] = to = from;
		for (quote = '\0'; *from != '\0'; from++) {
			if (quote == '\0' && (*from == ' ' || *from == '\t'))
				break;
			if (quote == '\0' && (*from == '\'' || *from == '"'))
				quote = *from;
			else if (*from == quote)
				quote = '\0';
			else
				*to++ = *from;
		}
		if (quote != '\0')
			return -1;
		from += *from != '\0';
		*to = '\0';
	}
}

/* "--name", "--name=value", "-n", "-n5": the option, and its value or NULL. */
static const struct lr_opt *
option_of(char *word, char **value)
{
	const struct lr_opt *o = opts;
	bool longer = word[0] == '-' && word[1] == '-';
	char *equals = longer ? strchr(word, '=') : NULL;

	*value = NULL;
	if (equals != NULL) {
		*equals = '\0';
		*value = equals + 1;
	} else if (word[0] == '-' && !longer && word[1] != '\0' &&
	    word[2] != '\0') {
		*value = word + 2;
	}
	for (; o->name != NULL; o++)
		if (longer ? strcmp(word + 2, o->name) == 0
			   : word[0] == '-' && o->key < LR_OPT &&
			    word[1] == (char)o->key)
			return o;
	return NULL;
}

static void
options(
    struct lr_cli *cli, struct report *r, struct feed *f, char **word, int n)
{
	const struct lr_opt *o;
	char *value;
	int i;

	for (i = 0; i < n; i++) {
		if ((o = option_of(word[i], &value)) == NULL)
			lr_cli_usage(cli,
			    "--feeds: line %lu: no option of a "
			    "feed: '%s'",
			    cli->line, word[i]);
		if (o->key >= OPT_DAY)
			lr_cli_usage(cli,
			    "--feeds: line %lu: --%s is for all feeds: say it "
			    "on the command line",
			    cli->line, o->name);
		if (value == NULL && o->arg != NULL && i + 1 < n)
			value = word[++i];
		if ((value == NULL) != (o->arg == NULL))
			lr_cli_usage(cli, "--feeds: line %lu: --%s %s",
			    cli->line, o->name,
			    o->arg == NULL ? "takes no argument"
					   : "needs an argument");
		feed_option(cli, r, f, o->key, value);
	}
}

void
feed_format(struct lr_cli *cli, struct feed *f)
{
	const struct format *told;
	char where[48] = "--write";

	if (f->asked_format != NULL)
		return;
	told =
	    f->path == NULL ? format_named("table") : format_of_file(f->path);
	if (told != NULL)
		f->format = told;
	if (f->format != NULL)
		return;
	if (f->line > 0)
		snprintf(where, sizeof(where), "--feeds: line %lu", f->line);
	lr_cli_usage(cli,
	    "%s: '%s': which format? end its name in %s, or say -o", where,
	    f->path, format_ends());
}

static void
feed(struct lr_cli *cli, struct report *r, char *line)
{
	char *word[WORDS_MAX];
	struct feed *f;
	unsigned i;
	int n = words(line, word);

	if (n < 0)
		lr_cli_usage(cli,
		    "--feeds: line %lu: a quote that does not end, or too "
		    "many words",
		    cli->line);
	if (n == 0 || word[0][0] == '#')
		return;
	if (n == 1 || word[0][0] == '-' || word[1][0] == '-')
		lr_cli_usage(cli,
		    "--feeds: line %lu: no name and file of a feed", cli->line);
	if (r->feeds == FEEDS_MAX)
		lr_cli_usage(cli, "--feeds: more than %u feeds", FEEDS_MAX);
	for (i = 1; i < r->feeds; i++)
		if (strcmp(r->feed[i].name, word[0]) == 0 ||
		    strcmp(r->feed[i].path, word[1]) == 0)
			lr_cli_usage(cli,
			    "--feeds: line %lu: there is a feed '%s' to '%s' "
			    "already",
			    cli->line, r->feed[i].name, r->feed[i].path);
	f = &r->feed[r->feeds++];
	feed_init(f);
	feed_inherit(f, &r->feed[0]);
	f->name = word[0];
	f->line = cli->line;
	f->path = word[1];
	options(cli, r, f, word + 2, n - 2);
	feed_format(cli, f);
}

void
feeds_read(struct lr_cli *cli, struct report *r, const char *path)
{
	struct lr_buf b;
	char *text, *line, *end;

	if (paths_read(r, path) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	lr_buf_init(&b, FILE_MAX);
	if (lr_file_read(path, &b) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "--feeds: %s: cannot read: %s",
		    path, errno != 0 ? strerror(errno) : "too large");
	/* its words live as long as the report */
	text = lr_arena_alloc(&r->texts, b.n + 1);
	if (text == NULL)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	if (b.n > 0)
		memcpy(text, b.p, b.n);
	text[b.n] = '\0';
	if (strlen(text) != b.n)
		lr_cli_usage(cli, "--feeds: %s: no text", path);
	end = text + b.n;
	text += b.n - lr_utf8_unmark(lr_buf_span(&b)).n;
	lr_buf_free(&b);
	for (cli->line = 1; text < end; cli->line++) {
		line = text;
		text += strcspn(text, "\n");
		*text++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		feed(cli, r, line);
	}
	cli->line = 0;
	if (r->feeds == 1)
		lr_cli_usage(cli, "--feeds: %s: there is no feed", path);
}
