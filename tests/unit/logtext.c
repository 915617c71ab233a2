#include "../fail.h"
#include "../tap.h"

#include "logtext.h"

typedef enum lr_err compiler(
    struct lr_logtext *t, struct lr_span format, const char **why);

static struct lr_scratch scratch;
static struct lr_hit hit;
static struct lr_logtext t;

static bool
compiles(compiler *c, const char *format)
{
	const char *why = NULL;
	enum lr_err err;

	lr_logtext_free(&t);
	err = c(&t, lr_span_str(format), &why);
	if (err == LR_OK)
		return true;
	ok(err == LR_EBAD && why != NULL && *why != '\0', "why not: %s: %s",
	    format, why != NULL ? why : "?");
	return false;
}

static bool
read_line(const char *line)
{
	static char room[4096];
	size_t n = strlen(line);

	memset(room, '"', sizeof(room));
	memcpy(room, line, n);
	room[n] = '\n';
	lr_hit_clear(&hit, &scratch);
	return lr_logtext_read(&t, lr_span(room, n), &hit, &scratch);
}

static void
agent(const char *line, const char *want)
{
	bool good = read_line(line);

	if (want == NULL) {
		ok(!good, "not read: %s", line);
		return;
	}
	if (ok(good, "read: %s", line))
		is(hit.agent.p, hit.agent.n, want, "    agent");
}

static void
notation(void)
{
	static const char *const bad[] = { "{", "{ip", "a{ip", "{}", "{ip }",
		"{IP}", "{nothing}", "{ip}{time}", "{$}", "{%}", "{#}" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!compiles(lr_logtext_compile, bad[i]), "bad: %s", bad[i]);

	if (!ok(compiles(lr_logtext_compile, "[{agent}] {-}|{status}"), "one"))
		return;
	agent("[a b] c|200", "a b");
	agent("[] |200", "");
	agent("[a]   b  c|200", "a");
	agent("[a]] b|200", "a]");
	agent("[a] b|200 x", NULL);
	agent("[a] b|x", NULL);
	agent("[a] b", NULL);
	agent("a] b|200", NULL);
	agent("", NULL);

	ok(compiles(lr_logtext_compile, "\\{{agent}\\}\\t\\\\{?}x{?} {*}"),
	    "escapes");
	agent("{a}\t\\", "a");
	agent("{a}\t\\x", "a");
	agent("{a}\t\\x  more", "a");
	agent("{a}\t\\y", NULL);
	agent("{a} \\", NULL);

	ok(compiles(lr_logtext_compile, "{status} {agent$}"), "the rest");
	agent("200 a \"b\" c", "a \"b\" c");
	agent("200 ", "");
	agent("200", NULL);

	ok(compiles(lr_logtext_compile, "\"{agent}\" {status}"), "quotes");
	agent("\"a \\\"b\\\" \\\\\" 200", "a \"b\" \\");
	agent("\"\\\" 200", NULL);
	agent("\"a\" 200\"", NULL);

	ok(compiles(lr_logtext_compile, "{agent%} \"{referrer#}\""), "codes");
	agent("a%2520b \"c#22\\\"", "a b");
	is(hit.referrer.p, hit.referrer.n, "c\"\\", "    hashes");

	ok(compiles(lr_logtext_compile, "\"{agent}{?}\"{?} {*}"), "cut lines");
	agent("\"a\"", "a");
	agent("\"a\" b", "a");
	agent("\"a", "a");
	ok(compiles(lr_logtext_compile, ""), "nothing");
	agent("", "");
	agent("x", NULL);
}

static void
times(void)
{
	if (!ok(compiles(lr_logtext_compile, "{time} {agent}"), "a time"))
		return;
	agent("22/Nov/2026:10:00:00 +0100 x", "x");
	is(hit.time, hit.time_n, "2026-11-22T09:00:00Z", "    with a zone");
	agent("22/Nov/2026:10:00:00 x", "x");
	is(hit.time, hit.time_n, "2026-11-22T10:00:00Z", "    without");
	agent("2026-11-22 10:00:00 x", "x");
	is(hit.time, hit.time_n, "2026-11-22T10:00:00Z", "    with a blank");
	agent("Sun Nov  1 10:00:00 2026 x", "x");
	is(hit.time, hit.time_n, "2026-11-01T10:00:00Z", "    with four");
	agent("1795341600.5 x", "x");
	is(hit.time, hit.time_n, "2026-11-22T10:00:00.5Z", "    seconds");
	agent("a b c d e f g h i j k", NULL);
	agent("2026-11-22", NULL);
	agent("2026-11-22 ", NULL);
}

static void
apache(void)
{
	static const char *const bad[] = { "%", "%>", "%{a", "%{a}", "%!200,",
		"%h%a", "%h%s", "%U%h", "%^", "%^t" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!compiles(lr_logtext_apache, bad[i]), "bad: %s", bad[i]);

	if (!ok(compiles(lr_logtext_apache,
		    "%h %l %u %t \\\"%r\\\" %>s %b \\\"%{Referer}i\\\" "
		    "\\\"%{User-Agent}i\\\""),
		"combined, as it stands in the configuration"))
		return;
	agent("198.51.100.7 - a b [22/Nov/2026:10:00:00 +0100] "
	      "\"GET /\\\"a HTTP/1.1\" 200 5 \"r\" \"x \\\"y\\\"\"",
	    "x \"y\"");
	ok(lr_hit_finish(&hit, &scratch) == NULL, "    whole");
	is(hit.target.p, hit.target.n, "/\"a", "    target");
	is(hit.time, hit.time_n, "2026-11-22T09:00:00Z", "    time");
	agent("host - - [22/Nov/2026:10:00:00 +0100] \"GET / HTTP/1.1\" 200 5 "
	      "\"r\" \"x\"",
	    NULL);

	ok(compiles(lr_logtext_apache,
	       "%!404,500{USER-agent}i|%400,501s|%<s|%%|%D|%{x}^ti|%^fu|%t"),
	    "flags, modifiers, percent");
	agent("x|200|-|%|1500000|a|b|[22/Nov/2026:10:00:00 +0100]", "x");
	is(hit.duration.p, hit.duration.n, "1.5", "    microseconds");

	ok(compiles(lr_logtext_apache,
	       "[%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t]\\t%{user-agent}i"),
	    "a time in parts, a tab");
	agent("[22/Nov/2026 10:00:00.250 -0100]\tx", "x");
	is(hit.time, hit.time_n, "2026-11-22T11:00:00.250Z", "    joined");
	ok(compiles(lr_logtext_apache, "%{sec}t%{msec_frac}t %{user-agent}i"),
	    "seconds");
	agent("1795341600123 x", "x");
	is(hit.time, hit.time_n, "2026-11-22T10:00:00.123Z", "    and parts");
	ok(compiles(lr_logtext_apache, "\"%m %U%q %H\" %{a}i%{b}i"),
	    "fields that join");
	ok(read_line("\"GET /a b?c d HTTP/1.1\" x") && hit.method.n == 3,
	    "    within quotes");
	is(hit.target.p, hit.target.n, "/a", "    target");
	ok(compiles(lr_logtext_apache, "%T %{ms}T %{us}T"), "durations");
	ok(read_line("1 1500 1500000") && hit.duration.n == 3, "    the last");
}

static void
nginx(void)
{
	static const char *const bad[] = { "$", "a$", "$ b", "$status$host",
		"${uri}${status}", "$remote_addr$status", "${", "${}" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!compiles(lr_logtext_nginx, bad[i]), "bad: %s", bad[i]);
	if (!ok(compiles(lr_logtext_nginx,
		    "$remote_addr - $remote_user [$time_local] \"$request\" "
		    "$status $body_bytes_sent \"$http_referer\" "
		    "\"$http_user_agent\" ${request_time}s $http_cookie."),
		"a format"))
		return;
	agent("2001:db8::7 - a b [22/Nov/2026:10:00:00 +0100] \"\\x16\\x03\" "
	      "400 0 \"-\" \"x\\x22y\" 0.500s secret.",
	    "x\"y");
	ok(lr_hit_finish(&hit, &scratch) == NULL && hit.method.n == 0,
	    "    no HTTP");
	is(hit.duration.p, hit.duration.n, "0.5", "    duration");
	ok(compiles(lr_logtext_nginx,
	       "$scheme://$host$uri$is_args$args $request_method"),
	    "a URL of parts");
	ok(read_line("https://a.example/b?c GET"), "    read");
	is(hit.site.p, hit.site.n, "a.example", "    site");
	is(hit.target.p, hit.target.n, "/b?c", "    target");
	ok(compiles(lr_logtext_nginx, "$time_local $http_user_agent"),
	    "a time without brackets");
	agent("22/Nov/2026:10:00:00 -0100 x", "x");
	is(hit.time, hit.time_n, "2026-11-22T11:00:00Z", "    time");
}

/* Formats and lines of any size. */
static void
limits(void)
{
	char *big = calloc(1, 2 * LR_LINE_MAX);
	struct lr_span line;
	const char *why = NULL;
	enum lr_err err;
	size_t n, i;

	memset(big, 'x', 20000);
	lr_logtext_free(&t);
	err = lr_logtext_compile(&t, lr_span(big, 20000), &why);
	ok(err != LR_OK && why != NULL && t.store == NULL, "a long format");
	for (n = i = 0; i < 60; i++, n += 4)
		memcpy(big + n, "{-}|", 4);
	err = lr_logtext_compile(&t, lr_span(big, n), &why);
	ok(err == LR_EBAD, "a format of many fields");
	for (n = i = 0; i < 70; i++, n += 3)
		memcpy(big + n, "%h|", 3);
	ok(lr_logtext_apache(&t, lr_span(big, n), &why) == LR_EBAD, "Apache's");
	for (n = i = 0; i < 70; i++, n += 3)
		memcpy(big + n, "$a|", 3);
	ok(lr_logtext_nginx(&t, lr_span(big, n), &why) == LR_EBAD, "nginx's");
	for (n = i = 0; i < 30; i++, n += 2)
		memcpy(big + n, "%t", 2);
	err = lr_logtext_apache(&t, lr_span(big, n), &why);
	ok(err == LR_OK, "brackets that the format has not");

	(void)compiles(lr_logtext_compile, "\"{agent}\" {-}");
	big[0] = '"';
	for (n = 1; n + 8 < LR_LINE_MAX; n += 4)
		memcpy(big + n, "\\x41", 4);
	memcpy(big + n, "\" x\n", 4);
	line = lr_span(big, n + 3);
	lr_hit_clear(&hit, &scratch);
	ok(lr_logtext_read(&t, line, &hit, &scratch) &&
		hit.agent.n == (n - 1) / 4,
	    "a line of 1 MiB, all escaped");
	memset(big, '"', LR_LINE_MAX);
	big[LR_LINE_MAX] = '\n';
	lr_hit_clear(&hit, &scratch);
	(void)lr_logtext_read(&t, lr_span(big, LR_LINE_MAX), &hit, &scratch);
	memset(big + 1, '\\', LR_LINE_MAX - 1);
	lr_hit_clear(&hit, &scratch);
	ok(!lr_logtext_read(&t, lr_span(big, LR_LINE_MAX), &hit, &scratch),
	    "and of backslashes");
	/* in a time that grew with its square this took minutes */
	(void)compiles(lr_logtext_compile, "{site} [{-}");
	memset(big, ' ', LR_LINE_MAX);
	big[0] = big[LR_LINE_MAX - 1] = 'x';
	lr_hit_clear(&hit, &scratch);
	ok(!lr_logtext_read(&t, lr_span(big, LR_LINE_MAX), &hit, &scratch),
	    "and of blanks");
	big[LR_LINE_MAX - 2] = '[';
	lr_hit_clear(&hit, &scratch);
	ok(lr_logtext_read(&t, lr_span(big, LR_LINE_MAX), &hit, &scratch) &&
		hit.site.n == 1,
	    "with the text behind them");
	free(big);

	for (i = 0; i < 3; i++) {
		compiler *c = i == 0 ? lr_logtext_compile
		    : i == 1	     ? lr_logtext_apache
				     : lr_logtext_nginx;

		lr_logtext_free(&t);
		fail_from(FAIL_ALLOC, 1);
		err = c(&t, LR_SPAN("x"), &why);
		fail_from(FAIL_ALLOC, 0);
		ok(err == LR_ENOMEM && t.store == NULL, "no memory");
	}
}

int
main(void)
{
	if (!ok(lr_scratch_init(&scratch) == LR_OK, "scratch space"))
		return done();
	notation();
	times();
	apache();
	nginx();
	limits();
	lr_logtext_free(&t);
	lr_scratch_free(&scratch);
	return done();
}
