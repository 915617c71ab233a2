/* What the files of lr-ingest share. */
#ifndef INGEST_H
#define INGEST_H

#include "agent.h"
#include "beacon.h"
#include "cli.h"
#include "logformat.h"
#include "prefix.h"

enum queries { QUERY_CAMPAIGN, QUERY_NONE, QUERY_ALL };

/* Why a request is left out; LEFT_NOT: it is not. */
enum left {
	LEFT_METHOD,
	LEFT_STATUS,
	LEFT_ASSET,
	LEFT_BOT,
	LEFT_SITE,
	LEFT_TIME,
	LEFT_PATH,
	LEFT_ADDRESS,
	LEFT_REASONS,
	LEFT_NOT = LEFT_REASONS
};

#define LIST_MAX 256u

struct list {
	struct lr_span item[LIST_MAX];
	unsigned n;
};

/* What to choose; empty lists choose all. */
struct select {
	bool pages;
	bool any; /* something is asked for: see select_ready */
	struct list sites, methods, statuses; /* exact, or 2xx */
	struct list paths, not_paths;	      /* globs */
	struct list assets;		      /* instead of the usual ones */
	struct lr_range *not_ips; /* sorted and disjoint once ready */
	size_t n_not_ips;
	int64_t since, until; /* INT64_MIN, INT64_MAX: open */
	unsigned long left[LEFT_REASONS];
};

/* Who the client is, where a proxy stands before the server. */
struct client {
	bool forwarded; /* take the forwarded list into account */
	struct lr_range proxies[LIST_MAX];
	unsigned n;
};

/* A record in the making. */
struct view {
	const struct lr_hit *hit;
	struct lr_ip ip;
	struct lr_span path, query, bot;
	struct lr_span referrer; /* what is to be written of it */
	struct lr_span more;	 /* ready-made fields, ,"name":"value" */
};

void select_init(struct select *s);
/* Take an option's comma-separated list, or its one value. */
void select_add(struct lr_cli *cli, struct list *list, const char *name,
    const char *arg, bool split);
void select_status(struct lr_cli *cli, struct select *s, const char *arg);
/* CIDR, range or address, or a file of them, one a line. */
void select_exclude_ip(struct lr_cli *cli, struct select *s, const char *arg);
/* After the last option: sets s->any, sorts s->not_ips. */
void select_ready(struct select *s);
/* Where s->any is set. */
enum left select_why(struct select *s, const struct view *v);

/* --client-from: the header must be one that proxies set. */
void client_from(struct lr_cli *cli, struct client *c, const char *arg);
void client_proxy(struct lr_cli *cli, struct client *c, const char *arg);
/* Where c->forwarded is set. */
struct lr_ip client_of(const struct client *c, const struct lr_hit *hit);

/* --bots: more words, from a file. */
void bots_add(
    struct lr_cli *cli, struct lr_agent_words *words, const char *path);

/* Write the record into out (or, for CSV, through the record). */
struct emit {
	bool origin;
	enum queries query;
	struct lr_buf file; /* name of the file, padded */
	struct lr_buf bot, campaign, referrer, text;
};

void emit_init(struct emit *e);
void emit_free(struct emit *e);
void emit_file(struct emit *e, const char *name);
/* A name without padding behind it becomes one with. */
struct lr_span emit_padded(struct lr_buf *b, struct lr_span s);
enum lr_err emit_record(
    struct lr_cli *cli, struct emit *e, const struct view *v);

/* What the page script tells, beacon.c. */
struct script {
	struct lr_span pixel; /* path of its image; { NULL, 0 }: none is read */
	struct lr_beacon beacon;
	struct lr_record rec;
	struct lr_buf more, line;
	struct lr_hit hit; /* as the image's query has it */
};

void script_init(struct script *s);
void script_free(struct script *s);
/* Of a record of lr's own, the fields that only the script knows. */
void script_fields(struct script *s, struct lr_span line, struct view *v);
/* The request for the image becomes the page view that it tells of. LR_END: it
 * is for something else; LR_EBAD: cli->rec.why. */
enum lr_err script_view(struct lr_cli *cli, struct script *s, struct view *v);
enum lr_err script_record(
    struct lr_cli *cli, struct script *s, const struct view *v);

struct job {
	const char *format, *zone;
	const struct lr_zone *tz; /* that zone */
	unsigned jobs;		  /* threads */
	const char *state;
	bool detect, follow, sort;
	struct select select;
	struct client client;
	struct emit emit;
	struct script script;
	struct lr_logformat *log;
	struct lr_agent_words *words;
	struct lr_agent_memo *memo;
	const char *named; /* the file that is open */
	unsigned long comments;
};

/* One line to a record: an lr_cli_text of a struct job. Of cli it uses what
 * a thread of its own can have. */
enum lr_err ingest_line(struct lr_cli *cli, void *job, struct lr_span line);

/* -j: all operands. The exit code. */
int ingest_files(struct lr_cli *cli, struct job *job);
/* One of them by job->jobs threads, to its end: the order of records and
 * messages is that of the lines. LR_ENOMEM, LR_EIO. */
enum lr_err parallel(struct lr_cli *cli, struct job *job, int fd);

/* --detect: say which format each operand has. The exit code. */
int detect(struct lr_cli *cli, struct lr_logformat *log);

#endif
