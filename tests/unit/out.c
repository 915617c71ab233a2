#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../fail.h"
#include "out.h"

static char back[4 << 20];

/* What came out, read back from the file. */
static size_t
read_back(int fd)
{
	size_t n = 0;
	ssize_t k;

	lseek(fd, 0, SEEK_SET);
	while ((k = read(fd, back + n, sizeof(back) - n)) > 0)
		n += (size_t)k;
	return n;
}

static void
all_sizes(int fd)
{
	static char piece[700000];
	static const size_t sizes[] = { 0, 1, 100, 4095, 65536, 262143, 262144,
		262145, 327680, 327681, 600000, 3 };
	struct lr_out o;
	bool good = true;
	size_t i, k, at = 0, sum = 0;

	lr_out_open(&o, fd);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(piece, (int)('a' + i), sizes[i]);
		lr_out_put(&o, lr_span(piece, sizes[i]));
		sum += sizes[i];
	}
	lr_out_put(&o, lr_span(NULL, 0));
	ok(lr_out_close(&o) == LR_OK && o.bytes == sum && o.p == NULL,
	    "pieces of many sizes");
	good = read_back(fd) == sum;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (k = 0; k < sizes[i]; k++)
			good = good && back[at++] == (char)('a' + i);
	ok(good, "    come out as they went in");
	ok(fcntl(fd, F_GETFD) >= 0, "close leaves the descriptor");
}

static void
batches(int fd)
{
	struct lr_out o;
	unsigned i;
	char *p;

	if (ftruncate(fd, 0) != 0)
		return;
	lseek(fd, 0, SEEK_SET);
	lr_out_open(&o, fd);
	fail_from(FAIL_WRITE, 0);
	for (i = 0; i < 100000; i++)
		lr_out_put(&o, LR_SPAN("0123456789"));
	ok(lr_out_close(&o) == LR_OK, "100000 small pieces");
	i = (unsigned)fail_from(FAIL_WRITE, 0);
	ok(i >= 3 && i <= 5, "    in %u writes", i);
	lr_out_open(&o, fd);
	p = lr_out_room(&o, 10);
	memcpy(p, "0123456789", 10);
	o.n += 4;
	ok(lr_out_flush(&o) == LR_OK && o.bytes == 4 && o.n == 0,
	    "room: what is counted is written");
	ok(lr_out_flush(&o) == LR_OK && o.bytes == 4, "flush of nothing");
	lr_out_close(&o);
}

static void
memory(void)
{
	static char piece[300000];
	struct lr_out o;
	bool good = true;
	size_t i;

	memset(piece, 'm', sizeof(piece));
	fail_from(FAIL_WRITE, 0);
	ok(lr_out_open(&o, LR_OUT_MEMORY) == LR_OK, "memory, no file");
	for (i = 0; i < 20; i++) {
		lr_out_put(&o, LR_SPAN("<"));
		lr_out_put(&o, lr_span(piece, sizeof(piece)));
		good = good && lr_out_flush(&o) == LR_OK;
	}
	ok(good && o.n == 20 * (sizeof(piece) + 1), "    all is there");
	for (i = 0; i < o.n; i++)
		good = good &&
		    o.p[i] == (i % (sizeof(piece) + 1) == 0 ? '<' : 'm');
	ok(good, "    and right");
	ok(fail_from(FAIL_WRITE, 0) == 0, "    nothing is written");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_out_room(&o, 100 << 20) == NULL && o.err == LR_ENOMEM,
	    "    no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_out_close(&o);
}

static void
failures(int fd)
{
	struct lr_out o;
	unsigned i;

	fail_from(FAIL_ALLOC, 1);
	ok(lr_out_open(&o, fd) == LR_ENOMEM && o.err == LR_ENOMEM,
	    "no memory at first");
	fail_from(FAIL_ALLOC, 0);
	lr_out_open(&o, fd);
	fail_from(FAIL_WRITE, 1);
	lr_out_put(&o, LR_SPAN("x"));
	ok(o.err == LR_OK, "a full disk is not seen at once");
	ok(lr_out_flush(&o) == LR_EIO && o.error == ENOSPC, "but at the flush");
	fail_from(FAIL_WRITE, 0);
	for (i = 0; i < 100000; i++)
		lr_out_put(&o, LR_SPAN("0123456789"));
	ok(o.bytes == 0 && o.cap < 1000000, "after it all is dropped");
	errno = 0;
	ok(lr_out_close(&o) == LR_EIO && errno == ENOSPC,
	    "close tells the first error, with errno");
	lr_out_open(&o, fd);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_out_room(&o, 10 << 20) == NULL && o.err == LR_ENOMEM,
	    "no memory for a large piece");
	fail_from(FAIL_ALLOC, 0);
	lr_out_put(&o, LR_SPAN("x"));
	ok(lr_out_close(&o) == LR_ENOMEM && o.bytes == 0, "    sticks");
	lr_out_open(&o, -1);
	lr_out_put(&o, LR_SPAN("x"));
	ok(lr_out_close(&o) == LR_EIO && errno == EBADF, "a bad descriptor");
}

int
main(void)
{
	FILE *f = tmpfile();
	int fd = fileno(f);

	setvbuf(stdout, NULL, _IONBF, 0);
	all_sizes(fd);
	batches(fd);
	memory();
	failures(fd);
	fclose(f);
	return done();
}
