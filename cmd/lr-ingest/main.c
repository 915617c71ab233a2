/* lr-ingest: access logs to records, one a request. */
#include <stdio.h>
#include <stdlib.h>

#include "ingest.h"
#include "logs.h"
#include "url.h"
#include "zone.h"

enum {
	OPT_ASSETS = LR_OPT,
	OPT_BOTS,
	OPT_CLIENT,
	OPT_DETECT,
	OPT_EXCLUDE_IP,
	OPT_EXCLUDE_PATH,
	OPT_FOLLOW,
	OPT_FORMATS,
	OPT_METHOD,
	OPT_ORIGIN,
	OPT_PAGES,
	OPT_PATH,
	OPT_PIXEL,
	OPT_QUERY,
	OPT_SINCE,
	OPT_SITE,
	OPT_SORT,
	OPT_STATE,
	OPT_STATUS,
	OPT_PROXY,
	OPT_TZ,
	OPT_UNTIL
};

static const struct lr_opt opts[] = {
	{ 'f', "format", "FORMAT", "format of the log (default: auto)" },
	{ OPT_ASSETS, "asset-ext", "LIST", "extensions of what is no page" },
	{ OPT_BOTS, "bots", "FILE", "more words of agents that are bots" },
	{ OPT_CLIENT, "client-from", "HEADER",
	    "take the client from this logged header" },
	{ OPT_DETECT, "detect", NULL, "say which format each file has" },
	{ OPT_EXCLUDE_IP, "exclude-ip", "NET|FILE", "leave these clients out" },
	{ OPT_EXCLUDE_PATH, "exclude-path", "GLOB", "leave these paths out" },
	{ OPT_FOLLOW, "follow", NULL, "wait for what is written later" },
	{ OPT_FORMATS, "formats", NULL, "list the formats and exit" },
	{ 'j', "jobs", "N", "read a large plain file by N threads" },
	{ OPT_METHOD, "method", "LIST", "only these methods" },
	{ OPT_ORIGIN, "origin", NULL, "add file and line of each record" },
	{ OPT_PAGES, "pages", NULL,
	    "only page views: GET, 2xx or 304, no asset, no bot" },
	{ OPT_PATH, "path", "GLOB", "only these paths" },
	{ OPT_PIXEL, "pixel", "PATH",
	    "page views that this image of lr-cgi's script tells" },
	{ OPT_QUERY, "query", "WHAT",
	    "none, campaign parameters (default) or all" },
	{ OPT_SINCE, "since", "TIME", "only from this time on" },
	{ OPT_SITE, "site", "LIST", "only these virtual hosts" },
	{ OPT_SORT, "sort-files", NULL, "read the oldest log first" },
	{ OPT_STATE, "state", "FILE", "read only what is new since last time" },
	{ OPT_STATUS, "status", "LIST", "only these: 404, 2xx, 200-299" },
	{ OPT_PROXY, "trusted-proxy", "NET", "a proxy that may name clients" },
	{ OPT_TZ, "tz", "ZONE", "zone of times without one (default: UTC)" },
	{ OPT_UNTIL, "until", "TIME", "only before this time" },
	{ 0 },
};

static const char *const adds[] = { "time", "ip", "site", "method", "path",
	"query", "protocol", "status", "bytes", "referrer", "agent", "duration",
	"bot", "title", "session", "visitor", "file", "line", NULL };

static const struct lr_cmd cmd = {
	.about = "read web-server access logs, write records",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_LINES | LR_CLI_WRITES,
	.adds = adds,
};

enum lr_err
ingest_line(struct lr_cli *cli, void *arg, struct lr_span line)
{
	struct job *job = arg;
	enum lr_err err;
	struct view v;

	if (job->named != cli->file) {
		job->named = cli->file;
		emit_file(&job->emit, cli->file);
		lr_logformat_file(job->log);
	}
	switch (lr_logformat_read(job->log, line, &v.hit)) {
	case LR_LOGLINE_COMMENT:
		job->comments++;
		return LR_OK;
	case LR_LOGLINE_BAD:
		cli->rec.why = lr_logformat_why(job->log);
		return LR_EBAD;
	case LR_LOGLINE_HIT:
		break;
	}
	v.more = (struct lr_span){ NULL, 0 };
	lr_url_target(v.hit->target, &v.path, &v.query);
	v.bot = emit_padded(
	    &job->emit.bot, lr_agent_memo_bot(job->memo, v.hit->agent));
	v.ip =
	    job->client.forwarded ? client_of(&job->client, v.hit) : v.hit->ip;
	if (job->script.pixel.n > 0) {
		err = script_view(cli, &job->script, &v);
		if (err == LR_END)
			job->select.left[LEFT_PATH]++;
		if (err != LR_OK)
			return err == LR_END ? LR_OK : err;
	}
	if (job->select.any && select_why(&job->select, &v) != LEFT_NOT)
		return LR_OK;
	if (job->script.pixel.n > 0)
		return script_record(cli, &job->script, &v);
	if (line.p[0] == '{' && strcmp(lr_logformat_name(job->log), "lr") == 0)
		script_fields(&job->script, line, &v);
	return emit_record(cli, &job->emit, &v);
}

static void
turn(struct lr_cli *cli, void *arg, struct lr_logformat *format)
{
	struct job *job = arg;

	job->log = format;
	job->named = cli->file;
	emit_file(&job->emit, cli->file);
}

static enum queries
query_of(struct lr_cli *cli, const char *arg)
{
	if (strcmp(arg, "none") == 0)
		return QUERY_NONE;
	if (strcmp(arg, "campaign") == 0)
		return QUERY_CAMPAIGN;
	if (strcmp(arg, "all") == 0)
		return QUERY_ALL;
	lr_cli_usage(cli, "--query: '%s' is not none, campaign or all", arg);
}

static void
list_formats(struct lr_cli *cli)
{
	const char *name, *about;
	unsigned i;

	for (i = 0; lr_logformat_list(i, &name, &about); i++)
		printf("%-12s %s\n", name, about);
	printf("%-12s %s\n%-12s %s\n%-12s %s\n%-12s %s\n", "apache:FORMAT",
	    "a LogFormat of Apache httpd", "nginx:FORMAT",
	    "a log_format of nginx", "json:LIST",
	    "names of a JSON log, ip=client.addr,time=ts,...", "text:FORMAT",
	    "a notation of lr, lr-logformat(5)");
	if (fflush(stdout) != 0)
		lr_cli_die(
		    cli, LR_EXIT_FAILED, "standard output: cannot write");
}

/* Options that only add to what is chosen; false: it is another. */
static bool
selecting(struct lr_cli *cli, struct select *s, int key, const char *arg)
{
	switch (key) {
	case OPT_ASSETS:
		select_add(cli, &s->assets, "asset-ext", arg, true);
		return true;
	case OPT_EXCLUDE_IP:
		select_exclude_ip(cli, s, arg);
		return true;
	case OPT_EXCLUDE_PATH:
		select_add(cli, &s->not_paths, "exclude-path", arg, false);
		return true;
	case OPT_METHOD:
		select_add(cli, &s->methods, "method", arg, true);
		return true;
	case OPT_PAGES:
		return s->pages = true;
	case OPT_PATH:
		select_add(cli, &s->paths, "path", arg, false);
		return true;
	case OPT_SINCE:
		s->since = lr_cli_time(cli, "since", arg);
		return true;
	case OPT_SITE:
		select_add(cli, &s->sites, "site", arg, true);
		return true;
	case OPT_STATUS:
		select_status(cli, s, arg);
		return true;
	case OPT_UNTIL:
		s->until = lr_cli_time(cli, "until", arg);
		return true;
	}
	return false;
}

static void
options(struct lr_cli *cli, struct job *job)
{
	const char *arg;
	int key;

	while ((key = lr_cli_next(cli, &arg)) != 0) {
		if (selecting(cli, &job->select, key, arg))
			continue;
		switch (key) {
		case 'f':
			job->format = arg;
			break;
		case 'j':
			job->jobs = (unsigned)lr_cli_number(
			    cli, "jobs", arg, 1, LR_THREADS_MAX);
			break;
		case OPT_BOTS:
			bots_add(cli, job->words, arg);
			break;
		case OPT_CLIENT:
			client_from(cli, &job->client, arg);
			break;
		case OPT_DETECT:
			job->detect = true;
			break;
		case OPT_FOLLOW:
			job->follow = true;
			break;
		case OPT_FORMATS:
			list_formats(cli);
			exit(LR_EXIT_OK);
		case OPT_ORIGIN:
			job->emit.origin = true;
			break;
		case OPT_PIXEL:
			if (arg[0] != '/')
				lr_cli_usage(cli,
				    "--pixel: '%s' is no path like /lr.gif",
				    arg);
			job->script.pixel = lr_span_str(arg);
			break;
		case OPT_PROXY:
			client_proxy(cli, &job->client, arg);
			break;
		case OPT_QUERY:
			job->emit.query = query_of(cli, arg);
			break;
		case OPT_SORT:
			job->sort = true;
			break;
		case OPT_STATE:
			job->state = arg;
			break;
		case OPT_TZ:
			job->zone = arg;
			break;
		}
	}
}

/* -v: every line that was read has gone somewhere. */
static void
summary(struct lr_cli *cli, const struct job *job)
{
	const unsigned long *left = job->select.left;

	lr_cli_warn(cli,
	    "left out: %lu by method, %lu by status, %lu assets, %lu by bots, "
	    "%lu by site, %lu by time, %lu by path, %lu by address; "
	    "%lu comments",
	    left[LEFT_METHOD], left[LEFT_STATUS], left[LEFT_ASSET],
	    left[LEFT_BOT], left[LEFT_SITE], left[LEFT_TIME], left[LEFT_PATH],
	    left[LEFT_ADDRESS], job->comments);
}

/* All there is to read. The exit code. */
static int
ingest(struct lr_cli *cli, struct job *job, const struct lr_zone *zone)
{
	struct reader reader = { .cli = cli,
		.one = ingest_line,
		.turn = turn,
		.arg = job,
		.format = job->log,
		.named = job->format,
		.zone = zone,
		.path = job->state,
		.follow = job->follow };

	if (job->sort)
		sort_files(cli, job->log);
	/* standard input ends by itself */
	if (job->state != NULL || (job->follow && cli->at < cli->argc))
		return read_logs(&reader);
	if (job->jobs > 1)
		return ingest_files(cli, job);
	return lr_cli_run_lines(cli, ingest_line, job);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli;
	static struct job job;
	struct lr_zone *zone = NULL;
	const char *why = "out of memory";
	enum lr_err err;
	int rc;

	select_init(&job.select);
	emit_init(&job.emit);
	script_init(&job.script);
	lr_cli_init(&cli, &cmd, argc, argv);
	if (lr_agent_words_new(&job.words) != LR_OK ||
	    lr_agent_memo_new(&job.memo, job.words) != LR_OK)
		lr_cli_die(&cli, LR_EXIT_FAILED, "out of memory");
	options(&cli, &job);
	select_ready(&job.select);
	err = job.zone == NULL ? LR_OK : lr_zone_open(&zone, job.zone);
	if (err == LR_ENOMEM)
		lr_cli_die(&cli, LR_EXIT_FAILED, "out of memory");
	if (err != LR_OK)
		lr_cli_usage(&cli,
		    "--tz: '%s' is no zone like +01:00 or Europe/Berlin",
		    job.zone);
	job.tz = zone;
	err = lr_logformat_new(&job.log, job.format, zone, &why);
	if (err == LR_EBAD)
		lr_cli_usage(&cli, "--format: '%s': %s", job.format, why);
	if (err != LR_OK)
		lr_cli_die(&cli, LR_EXIT_FAILED, "%s", lr_err_text(err));
	rc = job.detect ? detect(&cli, job.log) : ingest(&cli, &job, zone);
	if (cli.verbose > 0 && !job.detect)
		summary(&cli, &job);
	lr_agent_memo_free(job.memo);
	lr_agent_words_free(job.words);
	lr_logformat_free(job.log);
	lr_zone_close(zone);
	return rc;
}
