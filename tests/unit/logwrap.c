#include "../tap.h"

#include "logwrap.h"

static struct lr_scratch scratch;
static char room[4096];

static struct lr_span
off(enum lr_logwrap wrap, const char *line)
{
	size_t n = strlen(line);

	memset(room, 'x', sizeof(room));
	memcpy(room, line, n);
	room[n] = '\n';
	scratch.n = 0;
	scratch.outer = (struct lr_span){ NULL, 0 };
	return lr_logwrap_off(wrap, lr_span(room, n), &scratch);
}

static void
is_off(enum lr_logwrap wrap, const char *line, const char *want)
{
	struct lr_span s = off(wrap, line);

	if (want == NULL) {
		ok(s.n == 0, "%s: not wrapped so: %s", lr_logwrap_name(wrap),
		    line);
		return;
	}
	is(s.p, s.n, want, line);
	if (s.n > 0)
		ok((unsigned char)s.p[s.n] < 0x20, "    and a control byte");
}

static void
syslog(void)
{
	static const struct {
		const char *line, *want;
	} t[] = {
		{ "Nov 22 10:00:00 web nginx: text", "text" },
		{ "Nov  2 10:00:00 web nginx[12]: text", "text" },
		{ "Nov 22 10:00:00 web docker/a.b[12]: text", "text" },
		{ "Nov 22 10:00:00 web (squid-1): text", "text" },
		{ "Nov 22 10:00:00 web text of words", "text of words" },
		{ "Nov 22 10:00:00 web 2001:db8:: - -", "2001:db8:: - -" },
		{ "Nov 22 10:00:00 2026 web nginx: text", "text" },
		{ "<13>Nov 22 10:00:00 web nginx: text", "text" },
		{ "<190>2026-11-22T10:00:00Z web nginx: text", "text" },
		{ "2026-11-22T10:00:00.123456+01:00 web nginx: text", "text" },
		{ "2026-11-22 10:00:00 web nginx: text", "text" },
		{ "<134>1 2026-11-22T10:00:00Z web nginx 12 ID - text",
		    "text" },
		{ "<134>1 - - - - - - text", "text" },
		{ "<134>1 2026-11-22T10:00:00Z w n 12 ID [a b=\"c\"] text",
		    "text" },
		{ "<134>1 2026-11-22T10:00:00Z w n 12 ID "
		  "[a b=\"]\\\"\"][c] text",
		    "text" },
		{ "<134>1 2026-11-22T10:00:00Z w n 12 ID [a", "" },
		{ "<134>1 2026-11-22T10:00:00Z w n", NULL },
		{ "<>Nov 22 10:00:00 web nginx: text", NULL },
		{ "<12345>Nov 22 10:00:00 web nginx: text", NULL },
		{ "<13", NULL },
		{ "Nov 22 10:00:00", NULL },
		{ "Nov 22 10:00:00 ", NULL },
		{ "198.51.100.7 - - [", NULL },
		{ "2026-11-22", NULL },
		{ "", NULL },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		is_off(LR_LOGWRAP_SYSLOG, t[i].line, t[i].want);
}

static void
others(void)
{
	static const struct {
		enum lr_logwrap wrap;
		const char *line, *want;
	} t[] = {
		{ LR_LOGWRAP_CRI, "2026-11-22T10:00:00.000000000Z stdout F a b",
		    "a b" },
		{ LR_LOGWRAP_CRI, "2026-11-22T10:00:00Z stderr P a", "a" },
		{ LR_LOGWRAP_CRI, "2026-11-22T10:00:00Z stdout X a", NULL },
		{ LR_LOGWRAP_CRI, "2026-11-22T10:00:00Z a b", "a b" },
		{ LR_LOGWRAP_CRI, "2026-11-22T10:00:00Z", "" },
		{ LR_LOGWRAP_CRI, "stdout F a", NULL },
		{ LR_LOGWRAP_COMPOSE, "web_1  | a | b", "a | b" },
		{ LR_LOGWRAP_COMPOSE, "web-1 | a", "a" },
		{ LR_LOGWRAP_COMPOSE, "| a", NULL },
		{ LR_LOGWRAP_COMPOSE, "web 1 | a", NULL },
		{ LR_LOGWRAP_COMPOSE, "we/b | a", NULL },
		{ LR_LOGWRAP_DOCKER, "{\"log\":\"a \\\"b\\\"\\n\"}",
		    "a \"b\"" },
		{ LR_LOGWRAP_DOCKER, "{\"log\":\"a\\r\\n\",\"x\":[1,{}]}",
		    "a" },
		{ LR_LOGWRAP_DOCKER, "{\"log\":\"\\n\"}", NULL },
		{ LR_LOGWRAP_DOCKER, "{\"log\":5}", NULL },
		{ LR_LOGWRAP_DOCKER, "{\"log\":\"a\"", NULL },
		{ LR_LOGWRAP_DOCKER, "{\"log\":\"a\"} x", NULL },
		{ LR_LOGWRAP_DOCKER, "{\"a\":{\"log\":\"b\"}}", NULL },
		{ LR_LOGWRAP_DOCKER, "log", NULL },
		{ LR_LOGWRAP_JOURNAL, "{\"MESSAGE\":\"a\",\"message\":\"b\"}",
		    "a" },
		{ LR_LOGWRAP_JOURNAL, "{\"message\":\"nginx: a\"}", "a" },
		{ LR_LOGWRAP_JOURNAL, "{\"message\":\"web nginx[1]: a\"}",
		    "a" },
		{ LR_LOGWRAP_JOURNAL, "{\"common_log\":\"a\"}", "a" },
		{ LR_LOGWRAP_JOURNAL, "{\"event\":{\"original\":\"a\"}}", "a" },
		{ LR_LOGWRAP_JOURNAL, "{\"other\":\"a\"}", NULL },
		{ LR_LOGWRAP_CONSOLE, "t\tINFO\tmsg\t{\"a\": 1}",
		    "{\"a\": 1}" },
		{ LR_LOGWRAP_CONSOLE, "t\tINFO\tmsg\t{\"a\": 1", NULL },
		{ LR_LOGWRAP_CONSOLE, "{\"a\": 1}", NULL },
		{ LR_LOGWRAP_NONE, "a", "a" },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		is_off(t[i].wrap, t[i].line, t[i].want);
	(void)off(LR_LOGWRAP_CONSOLE, "2026/11/22 10:00:00\tINFO\t{\"a\": 1}");
	is(scratch.outer.p, scratch.outer.n, "2026/11/22 10:00:00",
	    "the time in front of it");
}

/* A text that fills a line, every byte of it escaped. */
static void
limits(void)
{
	const size_t max = LR_LINE_MAX;
	char *line = calloc(1, max + LR_PAD);
	struct lr_span s;
	size_t i;

	memcpy(line, "{\"log\":\"", 8);
	for (i = 8; i + 8 <= max; i += 6)
		memcpy(line + i, "\\u0041", 6);
	memcpy(line + i, "\"}\n", 3);
	scratch.n = 0;
	s = lr_logwrap_off(LR_LOGWRAP_DOCKER, lr_span(line, i + 2), &scratch);
	ok(s.n == (i - 8) / 6 && s.p[0] == 'A' && s.p[s.n] == '\n',
	    "a line of 1 MiB, all escaped");
	memset(line + 8, 'A', max - 10);
	memcpy(line + max - 2, "\"}\n", 3);
	scratch.n = 0;
	s = lr_logwrap_off(LR_LOGWRAP_DOCKER, lr_span(line, max), &scratch);
	ok(s.n == max - 10 && s.p[s.n] == '\n', "and none escaped");
	free(line);
}

int
main(void)
{
	enum lr_logwrap w;
	unsigned names = 0;

	if (!ok(lr_scratch_init(&scratch) == LR_OK, "scratch space"))
		return done();
	syslog();
	others();
	limits();
	for (w = LR_LOGWRAP_NONE; w < LR_LOGWRAPS; w++)
		names += lr_logwrap_name(w) != NULL;
	ok(names == LR_LOGWRAPS, "all have names");
	lr_scratch_free(&scratch);
	return done();
}
