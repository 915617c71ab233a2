#include "../fail.h"
#include "../tap.h"

#include "logformat.h"

static struct lr_logformat *f;
static const struct lr_hit *hit;

static enum lr_logformat_line
read_line(const char *line)
{
	static char room[8192];
	size_t n = strlen(line);

	memset(room, '"', sizeof(room));
	memcpy(room, line, n);
	room[n] = '\n';
	return lr_logformat_read(f, lr_span(room, n), &hit);
}

static void
is_hit(const char *line, const char *name, const char *wrapper)
{
	const char *got;

	if (!ok(read_line(line) == LR_LOGLINE_HIT, "a hit: %s", line)) {
		printf("# %s\n", lr_logformat_why(f));
		return;
	}
	got = lr_logformat_name(f);
	is(got, strlen(got), name, "    format");
	got = lr_logformat_wrapper(f);
	if (wrapper == NULL)
		ok(got == NULL, "    no wrapper");
	else
		ok(got != NULL && strcmp(got, wrapper) == 0, "    %s", wrapper);
}

static void
is_bad(const char *line, const char *why)
{
	ok(read_line(line) == LR_LOGLINE_BAD, "bad: %s", line);
	is(lr_logformat_why(f), strlen(lr_logformat_why(f)), why, "    why");
}

#define CLF "198.51.100.7 - - [22/Nov/2026:10:00:00 +0000] \"GET /a HTTP/1.1\""
#define JSON                                                  \
	"{\"remote_addr\":\"198.51.100.7\",\"time_iso8601\":" \
	"\"2026-11-22T10:00:00Z\",\"status\":200}"

static void
detection(void)
{
	is_hit(CLF " 200 5", "combined", NULL);
	is_hit(
	    "Nov 22 10:00:00 web nginx: " CLF " 200 5", "combined", "syslog");
	is_hit(
	    "Nov 22 10:00:00 web nginx: " CLF " 404 5", "combined", "syslog");
	is_hit("Nov 22 10:00:00 web nginx: " JSON, "json", "syslog");
	is_hit(JSON, "json", NULL);
	is_hit("198.51.100.7:1 [22/Nov/2026:10:00:00.655] a b/c 0/0/0/0/0 200 "
	       "5 - - ---- 1/1/1/1/0 0/0 \"GET / HTTP/1.1\"",
	    "haproxy", NULL);
	ok(read_line("#Fields: date time c-ip sc-status") == LR_LOGLINE_COMMENT,
	    "a header");
	ok(read_line("") == LR_LOGLINE_COMMENT, "an empty line");
	is_hit("2026-11-22 10:00:00 198.51.100.7 200", "w3c", NULL);
	is_hit(CLF " 200 5", "combined", NULL);
	is_hit("2026-11-22 10:00:00 198.51.100.7 200", "w3c", NULL);
	lr_logformat_file(f);
	is_bad("2026-11-22 10:00:00 198.51.100.7 200",
	    "not a line of a common or combined log");
	is_bad("host.example.com - - [22/Nov/2026:10:00:00 +0000] "
	       "\"GET / HTTP/1.1\" 200 5",
	    "a client that is no address");
	is_hit("web_1  | " CLF " 200 5", "combined", "compose");
	is_bad("x" CLF, "not of the format of the lines before it");
	is_bad("{\"remote_addr\":\"198.51.100.7\"}",
	    "JSON with other names than those of known logs");
	lr_logformat_file(f);
	is_bad("{}", "JSON with other names than those of known logs");
	is_bad("\x01\xff{\"[", "not a line of a common or combined log");
}

static bool
opens(const char *name, const char **why)
{
	lr_logformat_free(f);
	*why = NULL;
	return lr_logformat_new(&f, name, NULL, why) == LR_OK;
}

static void
names(void)
{
	static const char *const bad[] = { "", "Combined", "combined ", "xml",
		"apache", "apache:", "apache:%h", "apache:%h %",
		"nginx:", "nginx:$time_local", "json:", "json:ip=a",
		"json:time=t", "text:", "text:{ip}", "text:{time",
		"apache:%h%t%h%a" };
	static const char *const good[] = { "auto", "common", "combined", "iis",
		"zeek", "w3c", "lr", "apache:%h %t", "nginx:$msec $remote_addr",
		"json:peer=a,clock=b,date=c", "text:{ip:port} {date} {clock}" };
	const char *why, *name, *about;
	unsigned i, n;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!opens(bad[i], &why) && f == NULL && why != NULL &&
			*why != '\0',
		    "no format: '%s': %s", bad[i], why == NULL ? "" : why);
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(opens(good[i], &why), "a format: %s", good[i]);
	for (n = 0; lr_logformat_list(n, &name, &about); n++) {
		if (!opens(name, &why) || *about == '\0' || strlen(name) > 12)
			ok(false, "format %s", name);
		else if (read_line("no line of any format") != LR_LOGLINE_BAD ||
		    lr_logformat_why(f) == NULL)
			ok(false, "reads anything: %s", name);
	}
	ok(n > 30, "%u formats by name", n);
	ok(!lr_logformat_list(n + 1000, &name, &about), "and no more");
}

static void
named(void)
{
	const char *why;

	if (!ok(opens("json", &why), "one alone"))
		return;
	is_hit(JSON, "json", NULL);
	is_hit("{\"message\":\"{\\\"ip\\\":\\\"192.0.2.1\\\",\\\"time\\\":"
	       "\\\"2026-11-22T10:00:00Z\\\",\\\"status\\\":200}\"}",
	    "json", "journald");
	is_hit("web_1 | " JSON, "json", "compose");
	is_bad(CLF " 200 5", "not of the format of the lines before it");
	ok(opens("apache:%a %t %s", &why), "one's own");
	is_hit("192.0.2.1 [22/Nov/2026:10:00:00 +0000] 200", "your own", NULL);
	is_bad(CLF " 200 5", "not of the format");
}

static void
zone_and_scratch(void)
{
	char *line = calloc(1, LR_LINE_MAX + LR_PAD);
	const char *why = NULL;
	struct lr_zone *z;
	size_t n;

	lr_logformat_free(f);
	if (!ok(lr_zone_open(&z, "+02:00") == LR_OK &&
		    lr_logformat_new(&f, NULL, z, &why) == LR_OK,
		"a zone"))
		return;
	ok(read_line("#Fields: date time c-ip sc-status") == LR_LOGLINE_COMMENT,
	    "header");
	ok(read_line("2026-11-22 10:00:00 198.51.100.7 200") == LR_LOGLINE_HIT,
	    "line");
	is(hit->time, hit->time_n, "2026-11-22T08:00:00Z", "    time");
	(void)read_line("#GMT-Offset: -0100");
	(void)read_line("2026-11-22 10:00:00 198.51.100.7 200");
	is(hit->time, hit->time_n, "2026-11-22T11:00:00Z", "    of the file");
	ok(read_line(CLF " 200 5") == LR_LOGLINE_HIT, "another format");
	is(hit->time, hit->time_n, "2026-11-22T10:00:00Z", "    its own zone");

	/* escapes within escapes: the wrapper's, and those of the line */
	n = (size_t)snprintf(line, 256, "%s",
	    "{\"log\":\"198.51.100.7 - - [22/Nov/2026:10:00:00 +0000] "
	    "\\\"GET / HTTP/1.1\\\" 200 5 \\\"-\\\" \\\"");
	for (; n + 16 < LR_LINE_MAX; n += 5)
		memcpy(line + n, "\\\\x41", 5);
	memcpy(line + n, "\\\"\"}\n", 6);
	n += 4;
	ok(lr_logformat_read(f, lr_span(line, n), &hit) == LR_LOGLINE_HIT &&
		hit->agent.n > LR_LINE_MAX / 6,
	    "a wrapped line of 1 MiB (%zu)", hit->agent.n);
	ok(read_line("{\"log\":\"x\"}") == LR_LOGLINE_BAD, "and a bad one");
	is_hit(CLF " 200 5", "combined", NULL);
	free(line);
	lr_logformat_free(f);
	f = NULL;
	lr_zone_close(z);
}

static void
no_memory(void)
{
	enum lr_err err = LR_ENOMEM;
	const char *why = NULL;
	unsigned long n;

	for (n = 1; n < 100 && err != LR_OK; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_logformat_new(&f, "apache:%h %t", NULL, &why);
		fail_from(FAIL_ALLOC, 0);
		if (err != LR_OK && (err != LR_ENOMEM || f != NULL))
			break;
	}
	ok(err == LR_OK && n > 10, "each allocation may fail (%lu)", n);
	lr_logformat_free(f);
	lr_logformat_free(NULL);
}

int
main(void)
{
	const char *why;

	if (!ok(opens(NULL, &why), "any format"))
		return done();
	detection();
	names();
	named();
	zone_and_scratch();
	no_memory();
	return done();
}
