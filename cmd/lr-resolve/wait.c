/* One place waits: for the DNS, for registries, for input, for signals. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "cliline.h"
#include "clock.h"
#include "resolve.h"
#include "stop.h"

/* Two sets of descriptors, for they all end up in one poll of the DNS. */
struct waiter {
	int world; /* registries, signals */
	int all;   /* those and the input */
	int input; /* that is in the latter, -1: none */
	int pipe[2];
};

static void
watch(struct resolve *r, int set, int fd)
{
	struct epoll_event e = { .events = EPOLLIN };

	if (epoll_ctl(set, EPOLL_CTL_ADD, fd, &e) != 0)
		resolve_die(r, LR_EIO, "cannot wait for the network");
}

void
wait_open(struct resolve *r)
{
	struct waiter *w = malloc(sizeof(*w));
	int i;

	if (w == NULL)
		resolve_die(r, LR_ENOMEM, NULL);
	w->input = -1;
	w->world = epoll_create1(EPOLL_CLOEXEC);
	w->all = epoll_create1(EPOLL_CLOEXEC);
	if (w->world < 0 || w->all < 0 || pipe(w->pipe) != 0)
		resolve_die(r, LR_EIO, "cannot wait for the network");
	for (i = 0; i < 2; i++) {
		fcntl(w->pipe[i], F_SETFD, FD_CLOEXEC);
		fcntl(w->pipe[i], F_SETFL, O_NONBLOCK);
	}
	watch(r, w->world, w->pipe[0]);
	if (r->rdap != NULL)
		watch(r, w->world, lr_rdap_fd(r->rdap));
	if (r->whois != NULL)
		watch(r, w->world, lr_whois_fd(r->whois));
	watch(r, w->all, w->world);
	r->waiter = w;
	lr_stop_catch(w->pipe[1]);
}

void
wait_close(struct resolve *r)
{
	struct waiter *w = r->waiter;

	if (w == NULL)
		return;
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	close(w->world);
	close(w->all);
	close(w->pipe[0]);
	close(w->pipe[1]);
	free(w);
	r->waiter = NULL;
}

void
wait_signal(struct resolve *r)
{
	int number = lr_stop;

	if (number == 0)
		return;
	run_flush(r);
	cache_close(r);
	lr_cli_flush(r->cli);
	resolve_warn(r,
	    "ended by signal %d: %u records that wait for answers "
	    "were not written",
	    number, r->queue.n);
	signal(number, SIG_DFL);
	raise(number);
	_exit(LR_EXIT_LATER); /* it was blocked */
}

/* Have fd, or nothing, in the set of all. False: it is a file, which can be
 * read at any time. */
static bool
set_input(struct resolve *r, int fd)
{
	struct epoll_event e = { .events = EPOLLIN };
	struct waiter *w = r->waiter;

	/* it may be another file by the same number */
	if (w->input >= 0)
		epoll_ctl(w->all, EPOLL_CTL_DEL, w->input, &e);
	w->input = -1;
	if (epoll_ctl(w->all, EPOLL_CTL_ADD, fd, &e) != 0)
		return false;
	w->input = fd;
	return true;
}

/* No longer than until somebody has something to do by himself. */
static int
until_due(struct resolve *r, int ms)
{
	int64_t now = lr_clock_ticks(), due = search_due(r), left;

	if (r->rdap != NULL && lr_rdap_due(r->rdap) < due)
		due = lr_rdap_due(r->rdap);
	if (r->whois != NULL && lr_whois_due(r->whois) < due)
		due = lr_whois_due(r->whois);
	if (r->write_at != 0 && r->write_at < due)
		due = r->write_at;
	if (due == INT64_MAX)
		return ms;
	left = due - now < 0 ? 0 : due - now;
	return ms < 0 || left < ms ? (int)(left > 60000 ? 60000 : left) : ms;
}

static bool
readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

static void
registries(struct resolve *r)
{
	enum lr_err err = LR_OK;

	if (r->rdap != NULL)
		err = lr_rdap_work(r->rdap);
	if (err == LR_OK && r->whois != NULL)
		err = lr_whois_work(r->whois);
	if (err != LR_OK)
		resolve_die(r, err, "asking the registries");
	search_work(r);
}

bool
wait_work(struct resolve *r, int fd, int ms)
{
	bool file = fd >= 0 && !set_input(r, fd), ready = false;
	int set = fd >= 0 && !file ? r->waiter->all : r->waiter->world;
	enum lr_err err = LR_OK;

	ms = file ? 0 : until_due(r, ms);
	if (r->reverse != NULL)
		err = lr_ask_work(lr_reverse_asks(r->reverse), set, ms, &ready);
	else
		readable(set, ms);
	if (err != LR_OK)
		resolve_die(r, err, NULL);
	if (r->search != NULL)
		registries(r);
	cache_write(r, false);
	wait_signal(r);
	return file || (fd >= 0 && readable(fd, 0));
}
