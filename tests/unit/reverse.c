#include "../tap.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../fail.h"
#include "reverse.h"

/* The server: answers when the loop says that its socket can be read. The
 * third byte of the address asked about says how. */
enum how { WELL, MUTE, LATE, NEVER_FORWARD, NO_NAME };

static int fd;
static unsigned questions;
static struct lr_dnsaddr where;

static struct {
	unsigned done, named, verified, failed;
	struct lr_reverse *r;
} seen;

static bool
serve_one(void)
{
	unsigned char p[512], ip[4] = { 9, 0, 0, 0 };
	char name[] = "\3hCD\7example\3com";
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	ssize_t got = recvfrom(
	    fd, p, sizeof(p), MSG_DONTWAIT, (struct sockaddr *)&from, &len);
	size_t n = (size_t)got;
	bool forward;

	if (got < 0)
		return false;
	questions++;
	/* D.C.0.9.in-addr.arpa, or the name made of C and D */
	forward = p[13] == 'h';
	name[2] = (char)(forward ? p[14] : p[15]);
	name[3] = (char)(forward ? p[15] : p[13]);
	ip[2] = (unsigned char)(name[2] - '0');
	ip[3] = (unsigned char)(name[3] - '0');
	if (ip[2] == MUTE || (ip[2] == NEVER_FORWARD && forward) ||
	    (ip[2] == LATE && questions % 2 == 1))
		return true;
	p[2] = 0x84;
	if (ip[2] == NO_NAME) {
		p[3] = 3;
	} else {
		p[7] = 1;
		memcpy(p + n, "\xc0\x0c\0\0\0\1\0\0\0\x3c\0\0", 12);
		p[n + 3] = forward ? 1 : 12;
		p[n + 11] = forward ? 4 : sizeof(name);
		memcpy(
		    p + n + 12, forward ? (const char *)ip : name, p[n + 11]);
		n += 12u + p[n + 11];
	}
	sendto(fd, p, n, 0, (struct sockaddr *)&from, len);
	return true;
}

static void
on_done(void *arg, uint32_t id, const struct lr_reverse_result *result)
{
	seen.done++;
	seen.named += result->name.n > 0;
	seen.verified += result->verified;
	seen.failed += result->failed;
}

static enum lr_err
ask(const char *text)
{
	struct lr_ip ip;

	lr_ip_parse(lr_span_str(text), &ip);
	return lr_reverse_ask(seen.r, &ip, 7);
}

static enum lr_err
start(unsigned tries)
{
	struct lr_ask_spec spec = { .servers = &where,
		.n_servers = 1,
		.window = 4,
		.timeout = 150,
		.tries = tries,
		.deadline = 2000 };
	const char *why;

	memset(&seen, 0, sizeof(seen));
	questions = 0;
	return lr_reverse_open(&seen.r, &spec, on_done, NULL, &why);
}

static enum lr_err
finish(void)
{
	enum lr_err err = LR_OK;
	bool ready;

	while (err == LR_OK && lr_reverse_flying(seen.r) > 0) {
		err = lr_ask_work(lr_reverse_asks(seen.r), fd, -1, &ready);
		while (ready && serve_one())
			;
	}
	return err;
}

static void
one(const char *ip, unsigned tries, unsigned named, unsigned verified,
    unsigned failed, const char *what)
{
	bool good =
	    start(tries) == LR_OK && ask(ip) == LR_OK && finish() == LR_OK;

	ok(good && seen.done == 1 && seen.named == named &&
		seen.verified == verified && seen.failed == failed,
	    "%s", what);
	lr_reverse_close(seen.r);
}

static void
no_memory(void)
{
	unsigned long i, used;
	enum lr_err err;

	for (i = 1; i < 100; i++) {
		fail_from(FAIL_ALLOC, i);
		err = start(2);
		if (err == LR_OK && ask("9.0.0.1") == LR_OK)
			(void)finish();
		used = fail_from(FAIL_ALLOC, 0);
		lr_reverse_close(seen.r);
		if (used < i)
			break;
	}
	ok(i < 100 && seen.verified == 1, "no allocation that fails does harm");
}

int
main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct lr_ask_stats stats;
	socklen_t len = sizeof(a);
	bool ready;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		return 1;
	where.ip = lr_ip_from4(INADDR_LOOPBACK);
	where.port = ntohs(a.sin_port);

	one("9.0.0.1", 3, 1, 1, 0, "a name that leads back");
	one("9.0.4.1", 3, 0, 0, 0, "no name");
	one("9.0.1.1", 2, 0, 0, 1, "no answer");
	ok(questions == 2, "to as many tries");
	one("9.0.1.1", 1, 0, 0, 1, "no answer to one");
	ok(questions == 1, "is asked for once");
	one("9.0.2.1", 3, 1, 1, 0, "an answer to the second try");
	one("9.0.3.1", 2, 1, 0, 1, "a name, nobody knows whose");

	start(3);
	ok(lr_ask_work(lr_reverse_asks(seen.r), -1, 0, &ready) == LR_OK,
	    "nothing to do");
	ask("9.0.0.1");
	ask("9.0.0.2");
	ask("9.0.0.3");
	ok(lr_reverse_room(seen.r), "room for one more");
	ask("9.0.1.1");
	ok(!lr_reverse_room(seen.r), "no room");
	ok(finish() == LR_OK && seen.done == 4 && seen.failed == 1,
	    "all are done with");
	ok(lr_ask_stats(lr_reverse_asks(seen.r), 0, &stats) &&
		stats.asked == questions &&
		!lr_ask_stats(lr_reverse_asks(seen.r), 1, &stats),
	    "each question is counted");
	ask("9.0.1.1");
	lr_ask_work(lr_reverse_asks(seen.r), -1, 0, &ready);
	lr_reverse_close(seen.r);
	ok(seen.done == 4, "closed in the middle");
	lr_reverse_close(NULL);
	no_memory();
	return done();
}
