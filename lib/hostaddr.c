#include "hostaddr.h"

#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "limits.h"

enum {
	NAMES_MAX = 512,
	THREADS = 8,
	AGAIN = 60000 /* ms until a name without an address is tried again */
};

enum state { WANTED, ASKED, KNOWN };

struct entry {
	struct entry *next;
	enum state state;
	int64_t since;
	unsigned n;
	struct lr_ip ip[LR_HOSTADDR_MAX];
	char name[LR_NAME_MAX + 1];
};

/* Threads may outlive who opened it. */
struct lr_hostaddr {
	pthread_mutex_t lock;
	int fd;
	unsigned users; /* threads, and 1 while it is open */
	unsigned threads, names;
	bool closed;
	struct entry *first;
};

enum lr_err
lr_hostaddr_open(struct lr_hostaddr **out)
{
	struct lr_hostaddr *h = calloc(1, sizeof(*h));

	*out = NULL;
	if (h == NULL)
		return LR_ENOMEM;
	h->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (h->fd < 0 || pthread_mutex_init(&h->lock, NULL) != 0) {
		if (h->fd >= 0)
			close(h->fd);
		free(h);
		return LR_EIO;
	}
	h->users = 1;
	*out = h;
	return LR_OK;
}

/* Called with the lock held; gives it back. */
static void
leave(struct lr_hostaddr *h)
{
	struct entry *e;
	bool last = --h->users == 0;

	pthread_mutex_unlock(&h->lock);
	if (!last)
		return;
	while ((e = h->first) != NULL) {
		h->first = e->next;
		free(e);
	}
	close(h->fd);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

void
lr_hostaddr_close(struct lr_hostaddr *h)
{
	if (h == NULL)
		return;
	pthread_mutex_lock(&h->lock);
	h->closed = true;
	leave(h);
}

/* ---- a thread's side */

static bool
address(const struct addrinfo *a, struct lr_ip *ip)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (a->ai_family == AF_INET && a->ai_addrlen >= sizeof(v4)) {
		memcpy(&v4, a->ai_addr, sizeof(v4));
		*ip = lr_ip_from4(ntohl(v4.sin_addr.s_addr));
		return true;
	}
	if (a->ai_family == AF_INET6 && a->ai_addrlen >= sizeof(v6)) {
		memcpy(&v6, a->ai_addr, sizeof(v6));
		memcpy(ip->b, &v6.sin6_addr, 16);
		return true;
	}
	return false;
}

/* The families in turn (RFC 8305, 4), in the order of the system otherwise. */
static unsigned
choose(const struct addrinfo *list, struct lr_ip *ip)
{
	const struct addrinfo *at[2] = { list, list }, *a;
	int family[2] = { list == NULL ? AF_INET : list->ai_family, 0 };
	unsigned n = 0, turn;

	family[1] = family[0] == AF_INET ? AF_INET6 : AF_INET;
	for (turn = 0; n < LR_HOSTADDR_MAX; turn ^= 1) {
		for (a = at[turn]; a != NULL; a = a->ai_next)
			if (a->ai_family == family[turn])
				break;
		at[turn] = a == NULL ? NULL : a->ai_next;
		if (a != NULL && address(a, &ip[n]))
			n++;
		if (at[0] == NULL && at[1] == NULL)
			break;
	}
	return n;
}

static void
look_up(struct lr_hostaddr *h, struct entry *e)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_ADDRCONFIG };
	struct addrinfo *list = NULL;
	struct lr_ip ip[LR_HOSTADDR_MAX];
	char name[sizeof(e->name)];
	const uint64_t one = 1;
	ssize_t written;
	unsigned n = 0;

	memcpy(name, e->name, sizeof(name));
	pthread_mutex_unlock(&h->lock);
	if (getaddrinfo(name, NULL, &hints, &list) == 0) {
		n = choose(list, ip);
		freeaddrinfo(list);
	}
	pthread_mutex_lock(&h->lock);
	memcpy(e->ip, ip, n * sizeof(ip[0]));
	e->n = n;
	e->state = KNOWN;
	/* fails only when it is readable anyway */
	written = write(h->fd, &one, sizeof(one));
	(void)written;
}

static void *
run(void *arg)
{
	struct lr_hostaddr *h = arg;
	struct entry *e;

	pthread_mutex_lock(&h->lock);
	for (;;) {
		for (e = h->first; e != NULL; e = e->next)
			if (e->state == WANTED)
				break;
		if (e == NULL || h->closed)
			break;
		e->state = ASKED;
		look_up(h, e);
	}
	h->threads--;
	leave(h);
	return NULL;
}

/* ---- the other side */

static struct entry *
find(const struct lr_hostaddr *h, struct lr_span name)
{
	struct entry *e;

	for (e = h->first; e != NULL; e = e->next)
		if (lr_span_eq(lr_span_str(e->name), name))
			return e;
	return NULL;
}

static struct entry *
add(struct lr_hostaddr *h, struct lr_span name)
{
	struct entry *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	memcpy(e->name, name.p, name.n);
	e->next = h->first;
	h->first = e;
	h->names++;
	return e;
}

/* With the lock held. A thread that cannot be had now may be later. */
static void
hire(struct lr_hostaddr *h)
{
	pthread_attr_t attr;
	pthread_t id;

	if (h->threads >= THREADS || pthread_attr_init(&attr) != 0)
		return;
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&id, &attr, run, h) == 0) {
		h->threads++;
		h->users++;
	}
	pthread_attr_destroy(&attr);
}

enum lr_err
lr_hostaddr_get(struct lr_hostaddr *h, struct lr_span name, int64_t now,
    struct lr_ip *ip, unsigned *n)
{
	enum lr_err err = LR_OK;
	struct entry *e;

	*n = 1;
	if (lr_ip_parse(name, ip))
		return LR_OK;
	*n = 0;
	if (name.n > LR_NAME_MAX || name.n == 0)
		return LR_EBAD;
	pthread_mutex_lock(&h->lock);
	e = find(h, name);
	if (e == NULL && h->names >= NAMES_MAX)
		err = LR_EBAD;
	else if (e == NULL && (e = add(h, name)) == NULL)
		err = LR_ENOMEM;
	else if (e->state == KNOWN && e->n == 0 && now - e->since >= AGAIN)
		e->state = WANTED;
	if (err == LR_OK && e->state == WANTED) {
		e->since = now;
		hire(h);
		if (h->threads == 0)
			err = LR_ENOMEM;
	}
	if (err == LR_OK && e->state != KNOWN)
		err = LR_EAGAIN;
	else if (err == LR_OK && e->n == 0)
		err = LR_EBAD;
	if (err == LR_OK) {
		*n = e->n;
		memcpy(ip, e->ip, e->n * sizeof(*ip));
	}
	pthread_mutex_unlock(&h->lock);
	return err;
}

void
lr_hostaddr_good(
    struct lr_hostaddr *h, struct lr_span name, const struct lr_ip *ip)
{
	struct entry *e;
	unsigned i;

	pthread_mutex_lock(&h->lock);
	e = find(h, name);
	for (i = 1; e != NULL && e->state == KNOWN && i < e->n; i++)
		if (lr_ip_cmp(&e->ip[i], ip) == 0) {
			e->ip[i] = e->ip[0];
			e->ip[0] = *ip;
		}
	pthread_mutex_unlock(&h->lock);
}

int
lr_hostaddr_fd(const struct lr_hostaddr *h)
{
	return h->fd;
}

void
lr_hostaddr_heard(struct lr_hostaddr *h)
{
	uint64_t n;
	ssize_t got = read(h->fd, &n, sizeof(n));

	(void)got;
}
