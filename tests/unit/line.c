#include "../tap.h"

#include <errno.h>
#include <unistd.h>

#include "../fail.h"
#include "../filled.h"
#include "buf.h"
#include "line.h"

#define MAX LR_LINE_MAX

/* Behind every line stand a control byte and LR_PAD readable bytes. */
static bool
padded(struct lr_span s)
{
	unsigned sum = 0;
	size_t i;

	for (i = 0; i < LR_PAD; i++)
		sum += (unsigned char)s.p[s.n + 1 + i];
	return (unsigned char)s.p[s.n] < 0x20 && sum <= 255 * LR_PAD;
}

/* Lines of text joined by '|', "..." for one too long, and the last answer. */
static const char *
lines(struct lr_span text)
{
	static char out[300];
	struct lr_line l = { .p = NULL };
	struct lr_buf b;
	struct lr_span s;
	enum lr_err err;

	lr_buf_init(&b, 250);
	if (lr_line_open(&l, file_of(text), true) != LR_OK)
		abort();
	while ((err = lr_line_next(&l, &s)) == LR_OK || err == LR_ETOOLONG) {
		if (err == LR_ETOOLONG)
			lr_buf_puts(&b, "...");
		else if (s.n > 100)
			lr_buf_printf(&b, "(%zu)", s.n);
		else
			lr_buf_put(&b, s);
		lr_buf_putc(&b, '|');
		if (err == LR_OK && !padded(s))
			lr_buf_puts(&b, "no padding!");
		if (err == LR_ETOOLONG && s.n != MAX)
			lr_buf_puts(&b, "wrong beginning!");
	}
	if (lr_line_next(&l, &s) != err)
		lr_buf_puts(&b, "another answer!");
	lr_buf_printf(&b, "%s%lu", l.torn ? "torn " : "", l.number);
	lr_line_close(&l);
	snprintf(out, sizeof(out), "%s", lr_buf_str(&b));
	lr_buf_free(&b);
	return out;
}

static void
small(void)
{
	static const struct {
		const char *text, *want;
	} t[] = { { "", "0" }, { "\n", "|1" }, { "a\n", "a|1" },
		{ "a", "a|torn 1" }, { "a\nb", "a|b|torn 2" },
		{ "a\r\nb\r\n", "a|b|2" }, { "\r\n", "|1" },
		{ "a\r\r\n", "a\r|1" }, { "a\rb\n", "a\rb|1" },
		{ "\n\n\n", "|||3" } };
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		const char *got = lines(lr_span_str(t[i].text));

		is(got, strlen(got), t[i].want, t[i].want);
	}
}

/* A line of n bytes, then one more; with every way to end the first. */
static void
long_line(size_t n, const char *end, const char *want)
{
	static char text[3 * MAX];
	size_t k = strlen(end);
	const char *got;

	memset(text, 'x', n);
	memcpy(text + n, end, k);
	memcpy(text + n + k, "next\n", 5);
	got = lines(lr_span(text, k == 0 ? n : n + k + 5));
	is(got, strlen(got), want, want);
}

static void
limits(void)
{
	char fits[64], torn[64];

	snprintf(fits, sizeof(fits), "(%u)|next|2", MAX);
	snprintf(torn, sizeof(torn), "(%u)|torn 1", MAX);
	long_line(MAX, "\n", fits);
	long_line(MAX, "\r\n", fits);
	long_line(MAX, "", torn);
	long_line(MAX + 1, "\n", "...|next|2");
	long_line(MAX + 1, "\r\n", "...|next|2");
	long_line(MAX + 1, "", "...|torn 1");
	long_line(MAX + 2, "\n", "...|next|2");
	long_line(2 * MAX, "\n", "...|next|2");
	long_line(2 * MAX, "\r\n", "...|next|2");
	long_line(2 * MAX, "", "...|torn 1");
	long_line(2 * MAX + 300000, "\n", "...|next|2");
}

/* Lines of all lengths: none is lost, split or joined, numbers count. */
static void
many(void)
{
	struct lr_line l = { .p = NULL };
	struct lr_buf b;
	struct lr_span s;
	bool good = true;
	unsigned i, k;

	lr_buf_init(&b, 64 << 20);
	for (i = 0; i < 3000; i++) {
		for (k = 0; k < i; k++)
			lr_buf_putc(&b, (char)('a' + i % 26));
		lr_buf_putc(&b, '\n');
	}
	lr_line_open(&l, file_of(lr_buf_span(&b)), true);
	for (i = 0; i < 3000; i++) {
		good = good && lr_line_next(&l, &s) == LR_OK && s.n == i &&
		    l.number == i + 1 && padded(s);
		for (k = 0; good && k < i; k++)
			good = s.p[k] == (char)('a' + i % 26);
	}
	ok(good && lr_line_next(&l, &s) == LR_END && l.bytes == b.n && !l.torn,
	    "3000 lines of 0 to 2999 bytes");
	lr_buf_clear(&b);
	lr_buf_put(&b, lr_span("a\0b\n\0\n", 6));
	/* the buffer serves for another file */
	lr_line_open(&l, file_of(lr_buf_span(&b)), true);
	ok(lr_line_next(&l, &s) == LR_OK && s.n == 3 && s.p[1] == '\0' &&
		lr_line_next(&l, &s) == LR_OK && s.n == 1 && s.p[0] == '\0' &&
		lr_line_next(&l, &s) == LR_END && l.number == 2,
	    "NUL bytes; a second file");
	lr_line_close(&l);
	lr_buf_free(&b);
}

static void
peek(void)
{
	struct lr_line l = { .p = NULL };
	struct lr_span s;

	lr_line_open(&l, file_of(LR_SPAN("abc\ndef\n")), true);
	ok(lr_line_peek(&l, 5, &s) == LR_OK && s.n >= 5, "peek");
	is(s.p, 5, "abc\nd", "    sees what comes");
	ok(lr_line_next(&l, &s) == LR_OK, "    and takes nothing");
	is(s.p, s.n, "abc", "    away");
	ok(lr_line_peek(&l, 100, &s) == LR_OK && s.n == 4,
	    "    less than wanted at the end");
	lr_line_next(&l, &s);
	ok(lr_line_peek(&l, 1, &s) == LR_OK && s.n == 0, "    nothing behind");
	ok(lr_line_next(&l, &s) == LR_END, "    then the end");
	lr_line_close(&l);
}

/* A file that grows: half a line waits until its end comes. */
static void
grows(void)
{
	struct lr_line l = { .p = NULL };
	int fd = file_of(LR_SPAN("a\nb"));
	struct lr_span s;

	lr_line_open(&l, dup(fd), true);
	l.whole = true;
	ok(lr_line_next(&l, &s) == LR_OK && lr_line_next(&l, &s) == LR_END &&
		!l.torn && lr_line_taken(&l) == 2,
	    "whole: half a line is not handed out");
	ok(lr_line_next(&l, &s) == LR_END, "    nor when asked twice");
	(void)!pwrite(fd, "c\nd", 3, 3);
	ok(lr_line_next(&l, &s) == LR_END, "    nor when there is more");
	lr_line_again(&l);
	ok(lr_line_next(&l, &s) == LR_OK && l.number == 2 &&
		lr_line_taken(&l) == 5,
	    "    until we look again");
	is(s.p, s.n, "bc", "    as one line");
	ok(lr_line_next(&l, &s) == LR_END, "    and then the next half waits");
	l.whole = false;
	ok(lr_line_next(&l, &s) == LR_OK && l.torn && lr_line_taken(&l) == 6,
	    "    or comes, when nothing more will");
	lr_line_close(&l);
	close(fd);
}

/* Bytes are dropped unseen; the last ones taken stay at hand. */
static void
behind(void)
{
	static char text[4 << 20];
	struct lr_line l = { .p = NULL };
	struct lr_span s;
	bool good = true;
	size_t i, at;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)(i % 211 == 210 ? '\n' : 'a' + i % 23);
	lr_line_open(&l, file_of(lr_span(text, sizeof(text))), true);
	lr_line_peek(&l, 422, &s);
	lr_line_drop(&l, 422);
	ok(lr_line_taken(&l) == 422 && lr_line_next(&l, &s) == LR_OK &&
		s.n == 210 && s.p[0] == text[422] && l.number == 1,
	    "drop: the next line is the third");
	while (good && lr_line_next(&l, &s) == LR_OK) {
		at = lr_line_taken(&l);
		s = lr_line_behind(&l);
		good = s.n == (at < LR_LINE_BEHIND ? at : LR_LINE_BEHIND) &&
		    memcmp(s.p, text + at - s.n, s.n) == 0;
	}
	s = lr_line_behind(&l);
	ok(good && lr_line_taken(&l) == sizeof(text) && s.n == LR_LINE_BEHIND &&
		memcmp(s.p, text + sizeof(text) - s.n, s.n) == 0,
	    "behind: always the last bytes, also at the end");
	lr_line_close(&l);
}

/* gzip -n of "hello\nworld\n" */
static const char gz[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\xe7"
    "\x2a\xcf\x2f\xca\x49\xe1\x02\x00\xff\x5d\xc5\xc4\x0c\x00\x00\x00";

static void
gzipped(void)
{
	struct lr_line l = { .p = NULL };
	const char *got = lines(LR_SPAN(gz));
	struct lr_span s;

	is(got, strlen(got), "hello|world|2", "lines of a gzip file");
	lr_line_open(&l, file_of(lr_span(gz, sizeof(gz) - 5)), true);
	ok(lr_line_next(&l, &s) == LR_OK && lr_line_next(&l, &s) == LR_OK &&
		lr_line_next(&l, &s) == LR_EBAD && l.in.why != NULL &&
		l.number == 2,
	    "cut short: first the lines, then what is wrong");
	lr_line_close(&l);
}

struct writer {
	int fd, waits;
};

/* Only when we are about to wait does the rest come. */
static void
write_rest(void *arg)
{
	struct writer *w = arg;

	if (w->waits++ == 0) {
		(void)!write(w->fd, "d\n", 2);
		close(w->fd);
	}
}

/* A line comes through before its writer goes on. */
static void
live(void)
{
	struct lr_line l = { .p = NULL };
	struct writer w = { 0 };
	struct lr_span s;
	int pipes[2];

	if (pipe(pipes) != 0)
		return;
	w.fd = pipes[1];
	lr_line_open(&l, pipes[0], true);
	l.wait = write_rest;
	l.arg = &w;
	(void)!write(pipes[1], "a\nb\nc", 5);
	ok(lr_line_next(&l, &s) == LR_OK && lr_line_next(&l, &s) == LR_OK &&
		w.waits == 0,
	    "what is there is handed out without waiting");
	ok(lr_line_next(&l, &s) == LR_OK && w.waits == 1,
	    "we are told before a read that waits");
	is(s.p, s.n, "cd", "a line in two pieces");
	ok(lr_line_next(&l, &s) == LR_END && w.waits == 1, "the end");
	lr_line_close(&l);
}

static void
failures(void)
{
	struct lr_line l = { .p = NULL };
	struct lr_span s;

	fail_from(FAIL_ALLOC, 1);
	ok(lr_line_open(&l, 0, false) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_line_close(&l);
	lr_line_open(&l, file_of(LR_SPAN("a\nb\n")), true);
	fail_from(FAIL_READ, 1);
	ok(lr_line_next(&l, &s) == LR_EIO && errno == EIO, "a failed read");
	fail_from(FAIL_READ, 0);
	lr_line_close(&l);
	lr_line_open(&l, file_of(LR_SPAN("a\nb")), true);
	fail_from(FAIL_READ, 2);
	ok(lr_line_next(&l, &s) == LR_OK && lr_line_next(&l, &s) == LR_EIO,
	    "the second read fails: no half line is handed out");
	fail_from(FAIL_READ, 0);
	lr_line_close(&l);
}

int
main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	small();
	limits();
	many();
	peek();
	grows();
	behind();
	gzipped();
	live();
	failures();
	return done();
}
