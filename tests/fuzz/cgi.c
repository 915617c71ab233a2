/*
 * Any bytes on a FastCGI connection: each request that comes out of them is
 * answered, a body is never longer than it says, and the next connection is
 * served.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cgi.h"
#include "must.h"

enum { BODY_MAX = 8192 };

static struct lr_cgi *cgi;
static struct sockaddr_un address;

/* A name of its own in the abstract space: no file is left. */
static void
begin(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	address.sun_family = AF_UNIX;
	(void)snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
	    "lr-fuzz-cgi-%ld", (long)getpid());
	must(
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, 8) == 0 && dup2(fd, 0) == 0);
	close(fd);
	must(lr_cgi_open(&cgi) == LR_OK && lr_cgi_is_fast(cgi));
}

static int
connection(const void *p, size_t n)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	must(fd >= 0 &&
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) ==
		0);
	must(send(fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)n);
	(void)shutdown(fd, SHUT_WR);
	return fd;
}

/* A request with the one variable END. */
static const unsigned char last[] = { 1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0,
	0, 0, 1, 4, 0, 1, 0, 6, 0, 0, 3, 1, 'E', 'N', 'D', '1', 1, 4, 0, 1, 0,
	0, 0, 0, 1, 5, 0, 1, 0, 0, 0, 0 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_buf body;
	int a, z, n = 0;
	bool done;

	if (size > 32 << 10)
		return 0;
	if (cgi == NULL)
		begin();
	a = connection(data, size);
	z = connection(last, sizeof(last));
	do {
		must(lr_cgi_accept(cgi) == LR_OK);
		done = lr_cgi_var(cgi, "END").p != NULL;
		lr_buf_init(&body, BODY_MAX);
		if (lr_cgi_body(cgi, &body, BODY_MAX) == LR_OK)
			must(body.n <= BODY_MAX);
		(void)lr_cgi_var(cgi, "QUERY_STRING");
		(void)lr_cgi_answer(
		    cgi, LR_SPAN("Status: 200 OK\r\n\r\nanswer\n"));
		lr_buf_free(&body);
		must(++n < 1000);
	} while (!done);
	close(a);
	close(z);
	return 0;
}
