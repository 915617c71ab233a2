/* lr-ingest: access logs to records, one a request. */
#include "agent.h"
#include "cli.h"
#include "logformat.h"
#include "num.h"
#include "url.h"

enum { OPT_PAGES = LR_OPT, OPT_ORIGIN, OPT_QUERY };
enum queries { QUERY_CAMPAIGN, QUERY_NONE, QUERY_ALL };
enum reason { METHOD, STATUS, ASSET, BOT, REASONS };

struct job {
	bool pages, origin;
	enum queries query;
	unsigned long left_out[REASONS];
	struct lr_logmemo memo;
	/* parts with escapes undone, one each since they live together */
	struct lr_buf referrer, agent, target, method, protocol, campaign, bot;
	const char *named;  /* the file whose name is in `file` */
	struct lr_buf file; /* padded, for --origin */
	struct lr_buf text; /* the record, where it becomes a row */
};

static const struct lr_opt opts[] = {
	{ OPT_ORIGIN, "origin", NULL, "add file and line of each record" },
	{ OPT_PAGES, "pages", NULL,
	    "only page views: GET, 200 to 299 or 304, no asset, no bot" },
	{ OPT_QUERY, "query", "WHAT",
	    "none, campaign parameters (default) or all" },
	{ 0 },
};

static const char *const adds[] = { "time", "ip", "method", "path", "query",
	"protocol", "status", "bytes", "referrer", "agent", "bot", "file",
	"line", NULL };

static const struct lr_cmd cmd = {
	.about = "read web-server access logs, write records",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_LINES | LR_CLI_WRITES,
	.adds = adds,
};

/* What follows a text is read ahead (scan.h). */
static struct lr_span
padded(struct lr_buf *b)
{
	if (lr_buf_room(b, LR_PAD) == NULL)
		return (struct lr_span){ NULL, 0 };
	memset(b->p + b->n, 0, LR_PAD);
	return lr_buf_span(b);
}

/* Undo the escapes of a part, where it has any. */
static struct lr_span
undone(struct lr_buf *b, struct lr_span s)
{
	if (lr_span_find(s, '\\') == s.n)
		return s;
	lr_buf_clear(b);
	lr_logformat_unescape(b, s);
	return padded(b);
}

static void
undo(struct job *job, struct lr_hit *hit)
{
	hit->method = undone(&job->method, hit->method);
	hit->target = undone(&job->target, hit->target);
	hit->protocol = undone(&job->protocol, hit->protocol);
	hit->referrer = undone(&job->referrer, hit->referrer);
	hit->agent = undone(&job->agent, hit->agent);
}

/* --pages: why this is no page view, or REASONS when it is one. */
static enum reason
no_page(const struct lr_hit *hit, struct lr_span path, struct lr_span bot)
{
	if (!lr_span_eq(hit->method, LR_SPAN("GET")))
		return METHOD;
	if ((hit->status < 200 || hit->status > 299) && hit->status != 304)
		return STATUS;
	if (lr_url_asset(path))
		return ASSET;
	return bot.p != NULL ? BOT : REASONS;
}

static char *
put(char *p, struct lr_span s)
{
	memcpy(p, s.p, s.n);
	return p + s.n;
}

/* ,"name":"text" where there is a text; head is everything up to it. */
static inline char *
put_text(char *p, struct lr_span head, struct lr_span s)
{
	if (s.n == 0)
		return p;
	p = lr_json_escape_to(put(p, head), s);
	*p++ = '"';
	return p;
}

static char *
put_ip(char *p, const struct lr_hit *hit)
{
	p = put(p, LR_SPAN("\",\"ip\":\""));
	/* IPv4 has one form only: the log's own; the mapped ones have colons */
	if (lr_ip_is4(&hit->ip) && lr_span_find(hit->host, ':') == hit->host.n)
		p = put(p, hit->host);
	else
		p += lr_ip_put(&hit->ip, p);
	*p++ = '"';
	return p;
}

static char *
put_record(char *p, const struct lr_hit *hit, struct lr_span path,
    struct lr_span query, struct lr_span bot)
{
	p = put(p, LR_SPAN("{\"time\":\""));
	p = put(p, lr_span(hit->time, sizeof(hit->time)));
	p = put_ip(p, hit);
	p = put_text(p, LR_SPAN(",\"method\":\""), hit->method);
	p = put_text(p, LR_SPAN(",\"path\":\""), path);
	p = put_text(p, LR_SPAN(",\"query\":\""), query);
	p = put_text(p, LR_SPAN(",\"protocol\":\""), hit->protocol);
	if (hit->status != 0) {
		p = put(p, LR_SPAN(",\"status\":"));
		p += lr_num_put(hit->status, p);
	}
	if (hit->bytes.n > 0)
		p = put(put(p, LR_SPAN(",\"bytes\":")), hit->bytes);
	p = put_text(p, LR_SPAN(",\"referrer\":\""), hit->referrer);
	p = put_text(p, LR_SPAN(",\"agent\":\""), hit->agent);
	return put_text(p, LR_SPAN(",\"bot\":\""), bot);
}

/* A name out of the table of bots has no padding. */
static struct lr_span
bot_of(struct job *job, struct lr_span agent)
{
	struct lr_span bot = lr_agent_bot_memo(agent);

	if (bot.n == 0)
		return bot;
	lr_buf_clear(&job->bot);
	lr_buf_put(&job->bot, bot);
	return padded(&job->bot);
}

static struct lr_span
chosen_query(struct job *job, struct lr_span query)
{
	if (job->query == QUERY_NONE || query.n == 0)
		return (struct lr_span){ NULL, 0 };
	if (job->query == QUERY_ALL)
		return query;
	lr_buf_clear(&job->campaign);
	lr_url_campaign(&job->campaign, query);
	return padded(&job->campaign);
}

/* --origin: ,"file":"...","line":N */
static char *
put_origin(char *p, struct job *job, unsigned long line)
{
	p = put_text(p, LR_SPAN(",\"file\":\""), lr_buf_span(&job->file));
	p = put(p, LR_SPAN(",\"line\":"));
	return p + lr_num_put(line, p);
}

static void
note_file(struct job *job, const char *file)
{
	job->named = file;
	lr_buf_clear(&job->file);
	lr_buf_puts(&job->file, file);
	(void)padded(&job->file);
}

/* A row of CSV: the record is read again and goes the way of all records. */
static enum lr_err
put_row(struct lr_cli *cli, char *p, size_t n)
{
	enum lr_err err;

	memset(p + n, 0, LR_PAD);
	if ((err = lr_record_parse(&cli->rec, lr_span(p, n))) != LR_OK)
		return err;
	lr_cli_put(cli, &cli->rec);
	return LR_OK;
}

/* Write the record into the output, or for CSV into a buffer first. */
static enum lr_err
emit(struct lr_cli *cli, struct job *job, const struct lr_hit *hit,
    struct lr_span part[3], size_t n)
{
	bool csv = cli->csv;
	char *start, *p;

	/* an escaped byte takes six at most */
	n = 6 * (n + job->file.n) + 1024;
	lr_buf_clear(&job->text);
	start = csv ? lr_buf_room(&job->text, n) : lr_out_room(&cli->out, n);
	if (start == NULL)
		return LR_ENOMEM;
	p = put_record(start, hit, part[0], part[1], part[2]);
	if (job->origin)
		p = put_origin(p, job, cli->line);
	*p++ = '}';
	n = (size_t)(p - start);
	if (n > LR_LINE_MAX)
		return LR_ETOOLONG;
	if (csv)
		return put_row(cli, start, n);
	*p = '\n';
	cli->out.n += n + 1;
	cli->written++;
	return LR_OK;
}

static enum lr_err
one(struct lr_cli *cli, void *arg, struct lr_span line)
{
	struct job *job = arg;
	struct lr_span part[3]; /* path, query, bot */
	enum reason reason;
	struct lr_hit hit;

	cli->rec.why = lr_logformat_clf(line, &job->memo, &hit);
	if (cli->rec.why != NULL)
		return LR_EBAD;
	if (hit.escaped)
		undo(job, &hit);
	lr_url_target(hit.target, &part[0], &part[1]);
	part[2] = bot_of(job, hit.agent);
	if (job->pages &&
	    (reason = no_page(&hit, part[0], part[2])) != REASONS) {
		job->left_out[reason]++;
		return LR_OK;
	}
	part[1] = chosen_query(job, part[1]);
	if (job->origin && job->named != cli->file)
		note_file(job, cli->file);
	return emit(cli, job, &hit, part, line.n + part[2].n);
}

static void
prepare(struct job *job)
{
	struct lr_buf *all[] = { &job->referrer, &job->agent, &job->target,
		&job->method, &job->protocol, &job->campaign, &job->bot,
		&job->file };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		lr_buf_init(all[i], 2 * LR_LINE_MAX);
	lr_buf_init(&job->text, 16 * LR_LINE_MAX);
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

int
main(int argc, char *argv[])
{
	static struct lr_cli cli;
	static struct job job;
	const unsigned long *left = job.left_out;
	const char *arg;
	int key;

	prepare(&job);
	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		switch (key) {
		case OPT_PAGES:
			job.pages = true;
			break;
		case OPT_ORIGIN:
			job.origin = true;
			break;
		case OPT_QUERY:
			job.query = query_of(&cli, arg);
			break;
		}
	key = lr_cli_run_lines(&cli, one, &job);
	if (job.pages && cli.verbose > 0)
		lr_cli_warn(&cli,
		    "left out: %lu by method, %lu by status, %lu assets, "
		    "%lu by bots",
		    left[METHOD], left[STATUS], left[ASSET], left[BOT]);
	return key;
}
