#include "../tap.h"

#include <stdarg.h>
#include <unistd.h>

#include "limits.h"
#include "message.h"

static int end; /* where standard error can be read; -1: nothing is there */
static char got[4096];

static void __attribute__((format(printf, 4, 5))) say(const char *prog,
    const char *file, unsigned long line, const char *fmt, ...)
{
	va_list ap;
	ssize_t n;

	va_start(ap, fmt);
	lr_message(prog, file, line, fmt, ap);
	va_end(ap);
	n = end < 0 ? 0 : read(end, got, sizeof(got) - 1);
	got[n < 0 ? 0 : n] = '\0';
}

static void
gives(const char *want)
{
	is(got, strlen(got), want, want);
}

/* One line, printable, not much longer than the limit. */
static bool
safe(void)
{
	size_t n = strlen(got), i;

	for (i = 0; i + 1 < n; i++)
		if (got[i] < 0x20 || got[i] > 0x7e)
			return false;
	return n > 0 && got[n - 1] == '\n' && n <= LR_MESSAGE_MAX + 16;
}

static void
keep(void *arg, struct lr_span line)
{
	memcpy(arg, line.p, line.n);
	((char *)arg)[line.n] = '\0';
}

int
main(void)
{
	char text[3000];
	int pipes[2], err = dup(2);
	unsigned c;

	if (pipe(pipes) != 0)
		return 1;
	end = pipes[0];
	dup2(pipes[1], 2);
	say("lr-x", NULL, 0, "no file: %d", 5);
	gives("lr-x: no file: 5\n");
	say("lr-x", "a.log", 0, "no line");
	gives("lr-x: a.log: no line\n");
	say("lr-x", "a.log", 12, "refused: %s", "why");
	gives("lr-x: a.log:12: refused: why\n");
	say("lr-x", "a\n\x1b[2J.log", 1, "%s", "\xc3\xa4\r\x7f");
	gives("lr-x: a\\x0a\\x1b[2J.log:1: \\xc3\\xa4\\x0d\\x7f\n");
	for (c = 1; c < 256; c++) {
		memset(text, (int)c, sizeof(text));
		text[2999] = '\0';
		say("lr-x", "f", 1, "%s", text);
		if (!safe())
			break;
	}
	ok(c == 256, "3000 of any byte: one safe line of bounded length");
	ok(strstr(got, "...\n") != NULL, "a cut one says so");
	memset(text, 'f', sizeof(text));
	text[2999] = '\0';
	say("lr-x", text, 7, "what went wrong");
	ok(safe() && strstr(got, "what went wrong\n") != NULL,
	    "a long name leaves room for what went wrong");
	say(text, text, 7, "%s", text);
	ok(safe(), "all of them long");
	end = -1;
	lr_message_to(keep, text);
	say("lr-x", NULL, 0, "to us");
	ok(strcmp(text, "lr-x: to us\n") == 0, "elsewhere");
	dup2(err, 2);
	return done();
}
