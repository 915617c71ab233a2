/* The attachment: all of it in memory, which is wiped. */
#include <errno.h>
#include <unistd.h>

#include "file.h"
#include "job.h"
#include "wipe.h"

static void
more_room(struct job *j)
{
	size_t cap = j->cap == 0 ? LR_BLOCK : 2 * j->cap;
	char *p = lr_wiped_realloc(j->content, cap);

	if (p == NULL)
		lr_cli_die(j->cli, LR_EXIT_FAILED, "out of memory");
	j->content = p;
	j->cap = cap;
}

static void
read_content(struct job *j)
{
	struct lr_cli *cli = j->cli;
	ssize_t n = 1;
	int fd;

	cli->file = cli->at < cli->argc ? cli->argv[cli->at] : "-";
	if (lr_file_open(cli->file, &fd) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", strerror(errno));
	while (n != 0) {
		if (j->n == j->cap)
			more_room(j);
		n = read(fd, j->content + j->n, j->cap - j->n);
		if (n < 0 && errno != EINTR)
			lr_cli_die(cli, LR_EXIT_FAILED, "%s", strerror(errno));
		if (n > 0)
			j->n += (size_t)n;
		if (j->n > j->max)
			lr_cli_die(cli, LR_EXIT_FAILED,
			    "longer than %lu bytes, see --max-size; nothing "
			    "sent",
			    j->max);
	}
	if (fd != STDIN_FILENO)
		close(fd);
	cli->file = NULL;
}

/* Is it what one wants to send? Its type and name. */
static void
look_at_content(struct job *j)
{
	struct lr_mail *m = &j->mail;
	const char *ending, *why;

	m->content = lr_span(j->content, j->n);
	if (j->n < j->least)
		lr_cli_die(j->cli, LR_EXIT_FAILED,
		    j->n == 0 ? "nothing came; nothing sent"
			      : "only %zu bytes came; nothing sent",
		    j->n);
	m->type = lr_mail_type(m->content, &ending);
	why = lr_mail_broken(m->content, m->type);
	if (j->type != NULL)
		m->type = j->type;
	else if (why != NULL)
		lr_cli_die(j->cli, LR_EXIT_FAILED,
		    "what came is cut off: %s; nothing sent (with --type it "
		    "would be)",
		    why);
	memcpy(j->name_text, "attachment", 10);
	memcpy(j->name_text + 10, ending, strlen(ending) + 1);
	m->name = lr_span_str(j->name != NULL ? j->name : j->name_text);
	if (m->subject.n == 0)
		m->subject = m->name;
}

void
attach(struct job *j)
{
	read_content(j);
	look_at_content(j);
}
