/* -j: one large plain file by several threads. Each takes a block of whole
 * lines, parses it, and waits for its turn to hand over what came of it. How
 * a line is read may depend on those before it; a block begins with what was
 * so when it was taken, and is read again if that was wrong in the end. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cliline.h"
#include "file.h"
#include "ingest.h"
#include "scan.h"

#define BLOCK ((size_t)LR_BLOCK)
#define ROOM ((size_t)LR_LINE_MAX + 2 + BLOCK) /* as that of `line` */

/* A line that became no record. */
struct refusal {
	struct lr_span line;
	unsigned long number; /* within the block */
	enum lr_err err;
	const char *why;
	bool too_long; /* it was not even looked at */
};

struct hand {
	struct crew *crew;
	pthread_t thread;
	struct lr_cli cli; /* its output, counts and messages only */
	struct job job;
	/* the block */
	char *p;
	size_t n;
	bool skip; /* it begins within a line that was too long */
	unsigned long turn, first_line, lines, good;
	struct lr_logformat_past before, after;
	struct refusal *refused;
	size_t n_refused, room;
	enum lr_err err;
};

struct crew {
	struct lr_cli *cli;
	struct job *job;
	int fd;
	/* who reads */
	pthread_mutex_t reading;
	char *rest; /* of the last line read */
	size_t n_rest;
	bool skip, eof;
	unsigned long turns, lines;
	enum lr_err err;
	int error;
	/* whose turn it is; the rest is for that one alone */
	pthread_mutex_t lock;
	pthread_cond_t turned;
	unsigned long turn, line;
	struct lr_logformat_past past;
};

/* ---- taking blocks */

/* Behind the last '\n' of p[from] to p[to], or 0. */
static size_t
last_line_end(const char *p, size_t from, size_t to)
{
	while (to > from && p[to - 1] != '\n')
		to--;
	return to > from ? to : 0;
}

/* As many lines as the block will number. */
static unsigned long
count_lines(const struct hand *h)
{
	const char *p = h->p, *end = p + h->n;
	unsigned long n = 0;

	for (; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		n++;
	/* what has no end is a line all the same; the end of a line that
	 * began before is none */
	n += h->n > 0 && end[-1] != '\n';
	return n - (h->skip && n > 0);
}

/* Read up to the end of a line; a line without one in ROOM is too long. */
static size_t
read_block(struct crew *c, char *p)
{
	size_t n = c->n_rest, end;
	bool within = false;
	ssize_t k;

	memcpy(p, c->rest, n);
	c->n_rest = 0;
	for (;;) {
		k = read(c->fd, p + n, BLOCK);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			c->eof = true;
			c->err = k < 0 ? LR_EIO : LR_OK;
			c->error = errno;
			end = n;
			break;
		}
		end = last_line_end(p, n, n + (size_t)k);
		n += (size_t)k;
		if (end > 0)
			break;
		if ((within = n > LR_LINE_MAX + 1)) {
			end = n;
			break;
		}
	}
	c->skip = within;
	c->n_rest = n - end;
	memcpy(c->rest, p + end, c->n_rest);
	return end;
}

static bool
take_block(struct hand *h)
{
	struct crew *c = h->crew;

	pthread_mutex_lock(&c->reading);
	h->skip = c->skip;
	h->n = c->eof ? 0 : read_block(c, h->p);
	h->turn = c->turns++;
	h->first_line = c->lines;
	if (h->n > 0 && h->job.emit.origin)
		c->lines += count_lines(h);
	pthread_mutex_lock(&c->lock);
	h->before = c->past;
	pthread_mutex_unlock(&c->lock);
	pthread_mutex_unlock(&c->reading);
	return h->n > 0;
}

/* ---- a block */

static void
refuse(struct hand *h, const struct refusal *r)
{
	size_t room = h->room == 0 ? 64 : 2 * h->room;
	void *p;

	if (h->n_refused == h->room) {
		p = realloc(h->refused, room * sizeof(*r));
		if (p == NULL) {
			h->err = LR_ENOMEM;
			return;
		}
		h->refused = p;
		h->room = room;
	}
	h->refused[h->n_refused++] = *r;
}

static void
parse(struct hand *h)
{
	struct lr_line in = {
		.p = h->p, .end = h->n, .eof = true, .skip = h->skip
	};
	struct refusal r = { 0 };

	h->cli.out.n = 0;
	h->cli.written = h->good = h->job.comments = 0;
	memset(h->job.select.left, 0, sizeof(h->job.select.left));
	h->n_refused = 0;
	lr_logformat_set(h->job.log, &h->before);
	while ((r.err = lr_line_next(&in, &r.line)) != LR_END) {
		r.number = in.number;
		r.too_long = r.err != LR_OK;
		h->cli.line = h->first_line + in.number;
		h->cli.rec.why = NULL;
		if (r.err == LR_OK)
			r.err = ingest_line(&h->cli, &h->job, r.line);
		r.why = h->cli.rec.why;
		if (r.err == LR_OK)
			h->good++;
		else
			refuse(h, &r);
	}
	h->lines = in.number;
	lr_logformat_get(h->job.log, &h->after);
	if (h->cli.out.err != LR_OK)
		h->err = h->cli.out.err;
}

/* ---- handing over */

static enum lr_err
answer(struct lr_cli *cli, void *arg, struct lr_span line)
{
	const struct refusal *r = arg;

	cli->rec.why = r->why;
	return r->err;
}

static void
hand_over(struct hand *h)
{
	struct crew *c = h->crew;
	struct lr_cli *cli = c->cli;
	struct refusal *r;
	size_t i;

	if (h->err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", lr_err_text(h->err));
	for (i = 0; i < h->n_refused; i++) {
		r = &h->refused[i];
		cli->line = c->line + r->number;
		lr_cli_feed(
		    cli, r->too_long ? r->err : LR_OK, r->line, answer, r);
	}
	lr_out_put(&cli->out, lr_span(h->cli.out.p, h->cli.out.n));
	if (cli->out.err != LR_OK)
		lr_cli_flush(cli); /* which ends the program */
	cli->read += h->good;
	cli->written += h->cli.written;
	for (i = 0; i < LEFT_REASONS; i++)
		c->job->select.left[i] += h->job.select.left[i];
	c->job->comments += h->job.comments;
	c->line += h->lines;
}

static void
wait_for_turn(struct hand *h)
{
	struct crew *c = h->crew;

	pthread_mutex_lock(&c->lock);
	while (c->turn != h->turn)
		pthread_cond_wait(&c->turned, &c->lock);
	pthread_mutex_unlock(&c->lock);
}

static void
end_turn(struct hand *h)
{
	struct crew *c = h->crew;

	pthread_mutex_lock(&c->lock);
	c->turn++;
	c->past = h->after;
	pthread_cond_broadcast(&c->turned);
	pthread_mutex_unlock(&c->lock);
}

static bool
one_block(struct hand *h)
{
	if (!take_block(h))
		return false;
	parse(h);
	wait_for_turn(h);
	if (memcmp(&h->before, &h->crew->past, sizeof(h->before)) != 0) {
		h->before = h->crew->past;
		parse(h);
	}
	hand_over(h);
	end_turn(h);
	return true;
}

static void *
all_blocks(void *arg)
{
	while (one_block(arg))
		;
	return NULL;
}

/* ---- the crew */

static enum lr_err
hire(struct crew *c, struct hand *h)
{
	const char *why;
	enum lr_err err;

	*h = (struct hand){ .crew = c, .job = *c->job };
	h->cli.file = h->job.named = c->cli->file;
	emit_init(&h->job.emit);
	h->job.emit.origin = c->job->emit.origin;
	h->job.emit.query = c->job->emit.query;
	emit_file(&h->job.emit, c->cli->file);
	script_init(&h->job.script);
	h->job.script.pixel = c->job->script.pixel;
	h->job.log = NULL;
	h->job.memo = NULL;
	/* zeroed: what scan reads ahead is never undefined */
	if ((h->p = calloc(1, ROOM + LR_PAD)) == NULL)
		return LR_ENOMEM;
	if ((err = lr_out_open(&h->cli.out, LR_OUT_MEMORY)) != LR_OK ||
	    (err = lr_agent_memo_new(&h->job.memo, c->job->words)) != LR_OK)
		return err;
	return lr_logformat_new(&h->job.log, c->job->format, c->job->tz, &why);
}

static void
dismiss(struct hand *h)
{
	if (h->cli.out.p != NULL)
		lr_out_close(&h->cli.out);
	lr_agent_memo_free(h->job.memo);
	lr_logformat_free(h->job.log);
	emit_free(&h->job.emit);
	script_free(&h->job.script);
	free(h->refused);
	free(h->p);
}

static enum lr_err
work(struct crew *c, struct hand *hands, unsigned n)
{
	unsigned i, started;
	enum lr_err err = LR_OK;

	for (i = 0; i < n && err == LR_OK; i++)
		err = hire(c, &hands[i]);
	if (err != LR_OK || (c->rest = malloc(ROOM)) == NULL)
		return LR_ENOMEM;
	lr_logformat_get(hands[0].job.log, &c->past);
	/* what is made at its first use is made before there are threads */
	(void)lr_scan_use(lr_scan_kernel());
	(void)lr_ip_reserved(&(struct lr_ip){ 0 });
	/* the first lines tell what the others are like */
	if (!one_block(&hands[0]))
		return LR_OK;
	for (started = 1; started < n; started++)
		if (pthread_create(&hands[started].thread, NULL, all_blocks,
			&hands[started]) != 0)
			break; /* fewer will do */
	all_blocks(&hands[0]);
	for (i = 1; i < started; i++)
		pthread_join(hands[i].thread, NULL);
	return LR_OK;
}

enum lr_err
parallel(struct lr_cli *cli, struct job *job, int fd)
{
	struct crew c = { .cli = cli, .job = job, .fd = fd };
	struct hand *hands = calloc(job->jobs, sizeof(*hands));
	enum lr_err err = LR_ENOMEM;
	unsigned i;

	if (hands == NULL)
		return LR_ENOMEM;
	pthread_mutex_init(&c.reading, NULL);
	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.turned, NULL);
	err = work(&c, hands, job->jobs);
	for (i = 0; i < job->jobs; i++)
		if (hands[i].crew != NULL)
			dismiss(&hands[i]);
	free(c.rest);
	free(hands);
	pthread_cond_destroy(&c.turned);
	pthread_mutex_destroy(&c.lock);
	pthread_mutex_destroy(&c.reading);
	errno = c.error;
	return err != LR_OK ? err : c.err;
}
