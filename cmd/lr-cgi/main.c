/* lr-cgi: the page script of a website, its hits, its visitors' choice. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "clock.h"
#include "file.h"
#include "web.h"

enum { OPT_CHECK = LR_OPT, OPT_STATE };

static const struct lr_opt opts[] = {
	{ OPT_CHECK, "check-config", NULL,
	    "say whether the sites' files are right, and exit" },
	{ OPT_STATE, "state", "DIR", "folder of sites, spool and stores" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "serve the page script of a website, take its hits",
	.operands = "[file ...]",
	.opts = opts,
};

static void
begin(struct web *w)
{
	lr_record_init(&w->rec);
	lr_beacon_init(&w->beacon);
	lr_buf_init(&w->body, BODY_MAX + LR_PAD);
	lr_buf_init(&w->answer, 64 << 10);
	lr_buf_init(&w->line, 64 << 10);
	lr_buf_init(&w->path, 8 << 10);
}

static void
end(struct web *w)
{
	sites_free(w);
	stores_close(w);
	lr_ratelimit_close(w->limit);
	lr_agent_memo_free(w->agents);
	lr_agent_words_free(w->words);
	lr_record_free(&w->rec);
	lr_beacon_free(&w->beacon);
	lr_buf_free(&w->body);
	lr_buf_free(&w->answer);
	lr_buf_free(&w->line);
	lr_buf_free(&w->path);
	lr_cgi_close(w->cgi);
}

/* All processes of the folder count together, in memory; one that stays can
 * count for itself. */
static void
open_limits(struct web *w)
{
	bool stays = lr_cgi_is_fast(w->cgi);
	struct stat st = { .st_ino = 0 };
	char name[100];

	(void)stat(w->state, &st);
	snprintf(name, sizeof(name), "/lr-cgi-%llu-%llu-%llu",
	    (unsigned long long)geteuid(), (unsigned long long)st.st_dev,
	    (unsigned long long)st.st_ino);
	if (lr_ratelimit_open(&w->limit, name, stays) == LR_OK)
		return;
	lr_cli_warn(w->cli, "shared memory %s: %s: %s", name, strerror(errno),
	    stays ? "limits are each process's own"
		  : "going on without limits");
	if (stays)
		(void)lr_ratelimit_open(&w->limit, NULL, stays);
}

/* Where a request is to be answered. It is never root who does. */
static void
prepare(struct web *w)
{
	enum lr_err err = lr_cgi_open(&w->cgi);

	if (err == LR_EBAD)
		lr_cli_usage(w->cli,
		    "started by no web server, neither as CGI nor as FastCGI");
	if (err != LR_OK)
		lr_cli_die(w->cli, LR_EXIT_FAILED, "%s", lr_err_text(err));
	if (geteuid() == 0 || getuid() == 0)
		lr_cli_die(w->cli, LR_EXIT_USAGE,
		    "does not run as root: let the web server start it as a "
		    "user of its own");
	say_with_care(w);
	/* a header Proxy of the request, for who would believe it */
	(void)unsetenv("HTTP_PROXY");
	/* one request needs no memory of agents */
	if (lr_agent_words_new(&w->words) != LR_OK ||
	    (lr_cgi_is_fast(w->cgi) &&
		lr_agent_memo_new(&w->agents, w->words) != LR_OK))
		lr_cli_die(w->cli, LR_EXIT_FAILED, "out of memory");
	open_limits(w);
}

static void
serve(struct web *w)
{
	enum lr_err err;

	while ((err = lr_cgi_accept(w->cgi)) == LR_OK || err == LR_EAGAIN) {
		if (w->limit != NULL)
			lr_ratelimit_forget(w->limit, lr_clock_now());
		memory_forget(w);
		if (err == LR_OK)
			route(w);
	}
}

/* Of a query without = some servers make arguments (RFC 3875, 4.4). Those are a
 * stranger's. */
static int
own_arguments(int argc)
{
	const char *query = getenv("QUERY_STRING");

	if (argc < 2 || getenv("REQUEST_METHOD") == NULL || query == NULL ||
	    *query == '\0' || strchr(query, '=') != NULL)
		return argc;
	return 1;
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* big */
	static struct web web = { .cli = &cli };
	const char *arg, *state = NULL;
	bool check = false;
	int key, rc = LR_EXIT_OK;

	lr_file_hold_standard();
	argc = own_arguments(argc);
	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		switch (key) {
		case OPT_CHECK:
			check = true;
			break;
		case OPT_STATE:
			state = arg;
			break;
		}
	if (!check && cli.at < argc)
		lr_cli_usage(&cli, "files are for --check-config");
	begin(&web);
	web.state = lr_cli_state(&cli, state, false);
	if (check) {
		rc = check_config(&web);
	} else {
		prepare(&web);
		serve(&web);
	}
	/* of one request the system takes back what it took */
	if (check || lr_cgi_is_fast(web.cgi))
		end(&web);
	return rc;
}
