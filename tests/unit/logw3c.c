#include "../tap.h"

#include "logw3c.h"

static struct lr_scratch scratch;
static struct lr_hit hit;
static struct lr_logw3c w;
static char room[1 << 16];

static struct lr_span
line_of(const char *line)
{
	size_t n = strlen(line);

	memset(room, '"', sizeof(room));
	memcpy(room, line, n);
	room[n] = '\n';
	return lr_span(room, n);
}

static void
directive(const char *line)
{
	ok(lr_logw3c_directive(&w, line_of(line)), "directive: %s", line);
}

/* Read a line and finish it; the time, or why there is none. */
static void
reads(const char *line, const char *time)
{
	const char *why;
	bool good;

	lr_hit_clear(&hit, &scratch);
	scratch.zone = NULL;
	scratch.shift = 0;
	good = lr_logw3c_read(&w, line_of(line), &hit, &scratch);
	if (time == NULL) {
		ok(!good, "not read: %s", line);
		return;
	}
	if (!ok(good, "read: %s", line))
		return;
	why = lr_hit_finish(&hit, &scratch);
	ok(why == NULL, "    whole%s%s", why == NULL ? "" : ": ",
	    why == NULL ? "" : why);
	is(hit.time, hit.time_n, time, "    time");
}

static void
headers(void)
{
	memset(&w, 0, sizeof(w));
	reads("2026-11-22 10:00:00 198.51.100.7", NULL);
	ok(!lr_logw3c_directive(&w, line_of("x # y")), "no directive");
	ok(!lr_logw3c_directive(&w, line_of("")), "nor an empty line");
	directive("#");
	directive("#Fields:");
	reads("2026-11-22 10:00:00 198.51.100.7", NULL);
	directive("#Fields: date time c-ip sc-status");
	ok(w.n == 4 && w.requests && !w.tabs, "four columns");
	reads("2026-11-22 10:00:00 198.51.100.7 200", "2026-11-22T10:00:00Z");
	reads(
	    "2026-11-22  10:00:00   198.51.100.7 200 ", "2026-11-22T10:00:00Z");
	reads(
	    "2026-11-22\t10:00:00\t198.51.100.7\t200", "2026-11-22T10:00:00Z");
	reads("2026-11-22 10:00:00 198.51.100.7", NULL);
	reads("2026-11-22 10:00:00 198.51.100.7 200 5", NULL);
	reads("2026-11-22 10:00:00 host 200", NULL);
	reads("2026-11-22 10:00:00 198.51.100.7 OK", NULL);
	directive("#fields: TIME C-IP CS-METHOD");
	directive("#Date: 2026-11-22 09:00:00");
	reads("10:00:00 198.51.100.7 GET", "2026-11-22T10:00:00Z");
	directive("#Date: 23-Nov-2026 09:00:00");
	reads("10:00:00 198.51.100.7 GET", "2026-11-23T10:00:00Z");
	directive("#Date: 99-Nov-2026");
	directive("#Date: soon");
	reads("10:00:00 198.51.100.7 GET", "2026-11-23T10:00:00Z");
	directive("#GMT-Offset: -0800");
	reads("10:00:00 198.51.100.7 GET", "2026-11-23T18:00:00Z");
	directive("#GMT-Offset: east");
	reads("10:00:00 198.51.100.7 GET", "2026-11-23T18:00:00Z");
	directive("#GMT-Offset: +0000");
	directive("#Fields: date time s-ip c-ip");
	ok(!w.requests, "no column of requests");
}

static void
many_columns(void)
{
	static char head[8192], line[8192];
	unsigned i;

	memcpy(head, "#Fields: date time c-ip", 24);
	memcpy(line, "2026-11-22 10:00:00 198.51.100.7", 33);
	for (i = 3; i < LR_FIELDS_MAX; i++) {
		memcpy(head + strlen(head), " x-y", 5);
		memcpy(line + strlen(line), " z", 3);
	}
	memset(&w, 0, sizeof(w));
	directive(head);
	ok(w.n == LR_FIELDS_MAX, "256 columns");
	reads(line, "2026-11-22T10:00:00Z");
	memcpy(head + strlen(head), " x-y", 5);
	memcpy(line + strlen(line), " z", 3);
	directive(head);
	ok(w.n == LR_FIELDS_MAX, "no more than that");
	reads(line, NULL);
}

static void
texts(void)
{
	memset(&w, 0, sizeof(w));
	directive("#Fields: date time c-ip cs(User-Agent) cs(Referer) "
		  "cs-uri-stem cs-method X-Forwarded-For time-taken");
	reads("2026-11-22 10:00:00 198.51.100.7 a+b%20c%2B http://x/?a%20b "
	      "/a+b%20c GET 10.0.0.1,+10.0.0.2 1500",
	    "2026-11-22T10:00:00Z");
	is(hit.agent.p, hit.agent.n, "a b c+", "    agent");
	is(hit.referrer.p, hit.referrer.n, "http://x/?a b", "    referrer");
	is(hit.target.p, hit.target.n, "/a+b%20c", "    the target stays");
	is(hit.forwarded.p, hit.forwarded.n, "10.0.0.1, 10.0.0.2",
	    "    forwarded");
	is(hit.duration.p, hit.duration.n, "1.5", "    milliseconds");
	reads("2026-11-22 10:00:00 198.51.100.7 \"a \"\"b\"\" c\" \"\" "
	      "\"/a b\" GET - 1.500",
	    "2026-11-22T10:00:00Z");
	is(hit.agent.p, hit.agent.n, "a \"b\" c", "    in quotes");
	ok(hit.referrer.n == 0, "    empty");
	is(hit.target.p, hit.target.n, "/a b", "    target");
	is(hit.duration.p, hit.duration.n, "1.5", "    seconds");
	reads("2026-11-22 10:00:00 198.51.100.7 \"never closed", NULL);
	reads("2026-11-22 10:00:00 198.51.100.7 \"", NULL);

	directive("#Fields: date time x-edge-location c-ip cs(User-Agent) "
		  "time-taken sc-status");
	reads("2026-11-22\t10:00:00\tFRA\t198.51.100.7\ta+b%2520c%20d\t2\t200",
	    "2026-11-22T10:00:00Z");
	is(hit.agent.p, hit.agent.n, "a+b c d", "CloudFront: twice");
	is(hit.duration.p, hit.duration.n, "2", "    seconds");
}

static void
zeek(void)
{
	memset(&w, 0, sizeof(w));
	directive("#separator \\x09");
	directive("#fields\tts\tid.orig_h\tmethod\turi\tuser_agent\treferrer");
	ok(w.zeek && w.tabs && w.n == 6, "Zeek");
	reads("1795341600.5\t198.51.100.7\tGET\t/a\tx \\x09 y\t(empty)",
	    "2026-11-22T10:00:00.5Z");
	is(hit.agent.p, hit.agent.n, "x \t y", "    agent");
	ok(hit.referrer.n == 0, "    (empty) is");
	reads(
	    "1795341600.5\t198.51.100.7\t-\t-\t-\t-", "2026-11-22T10:00:00.5Z");
	reads("1795341600.5\t198.51.100.7\tGET\t/a\tx", NULL);
	directive("#close\t2026-11-22-11-00-00");
	directive("#Fields: date time c-ip sc-status");
	ok(!w.zeek && !w.tabs, "and another file");
}

static void
csv(void)
{
	memset(&w, 0, sizeof(w));
	ok(!lr_logw3c_csv(&w, line_of("time,site,status")), "no ip");
	ok(!lr_logw3c_csv(&w, line_of("ip,site,status")), "no time");
	ok(!lr_logw3c_csv(&w, line_of("198.51.100.7,time,ip")), "no header");
	ok(!lr_logw3c_csv(&w, line_of("")), "nothing");
	ok(lr_logw3c_csv(&w, line_of("time,ip,path,query,method,agent,odd")),
	    "records as CSV");
	reads("2026-11-22T10:00:00.5Z,198.51.100.7,/a,b=c,GET,"
	      "\"x, \"\"y\"\"\",",
	    "2026-11-22T10:00:00.5Z");
	is(hit.target.p, hit.target.n, "/a?b=c", "    target");
	is(hit.agent.p, hit.agent.n, "x, \"y\"", "    agent");
	reads("2026-11-22T10:00:00Z,198.51.100.7,/a,,,,x",
	    "2026-11-22T10:00:00Z");
	ok(hit.method.n == 0 && hit.agent.n == 0, "    empty is absent");
	reads("2026-11-22T10:00:00Z,198.51.100.7,/a,,,", NULL);
	reads("2026-11-22T10:00:00Z,198.51.100.7,/a,,,,,", NULL);
	reads("2026-11-22T10:00:00Z,198.51.100.7,/a,,GET,\"x", NULL);
}

static void
events(void)
{
	static const char *const bad[] = { "", "<Event", "<Event>",
		"<Event><Data Name=\"c-ip\"", "<Event><Data Name=\"c-ip\" />",
		"<Event><Data Name=\"x\">y</Data>", "<Data Name=\"c-ip\">a<",
		"<Event><Data Name=\"c-ip\">host</Data>" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		lr_hit_clear(&hit, &scratch);
		ok(!lr_logw3c_event(line_of(bad[i]), &hit, &scratch),
		    "no event: %s", bad[i]);
	}
	lr_hit_clear(&hit, &scratch);
	ok(lr_logw3c_event(
	       line_of("<Event><Data Name=\"date\">2026-11-22</Data>"
		       "<Data Name=\"time\">10:00:00</Data>"
		       "<Data Name=\"c-ip\">198.51.100.7</Data>"
		       "<Data Name=\"csUser-Agent\">a&lt;b&gt;+&amp;amp;&x;&"
		       "</Data><Data Name=\"cs-uri-stem\">/a&quot;&apos;"),
	       &hit, &scratch),
	    "an event");
	ok(lr_hit_finish(&hit, &scratch) == NULL, "    whole");
	is(hit.agent.p, hit.agent.n, "a<b> &amp;&x;&", "    entities");
}

/* One column that fills the line, all of it escaped. */
static void
limits(void)
{
	static const char head[] = "2026-11-22 10:00:00 198.51.100.7 200 ";
	char *line = calloc(1, LR_LINE_MAX + LR_PAD);
	size_t n = sizeof(head) - 1;
	bool good;

	memset(&w, 0, sizeof(w));
	directive("#Fields: date time c-ip sc-status cs(User-Agent)");
	memcpy(line, head, n);
	for (; n + 3 <= LR_LINE_MAX; n += 3)
		memcpy(line + n, "%41", 3);
	line[n] = '\n';
	lr_hit_clear(&hit, &scratch);
	good = lr_logw3c_read(&w, lr_span(line, n), &hit, &scratch) &&
	    lr_hit_finish(&hit, &scratch) == NULL;
	ok(good && hit.agent.n == (n - sizeof(head) + 1) / 3,
	    "a line of 1 MiB, all escaped");
	memset(line, '"', LR_LINE_MAX);
	memcpy(line, head, sizeof(head) - 1);
	line[LR_LINE_MAX] = '\n';
	lr_hit_clear(&hit, &scratch);
	(void)lr_logw3c_read(&w, lr_span(line, LR_LINE_MAX), &hit, &scratch);
	ok(true, "and one of quotes");
	memcpy(line, "<Event><Data Name=\"csUser-Agent\">", 33);
	for (n = 33; n + 5 <= LR_LINE_MAX; n += 5)
		memcpy(line + n, "&amp;", 5);
	line[n] = '\n';
	lr_hit_clear(&hit, &scratch);
	good = lr_logw3c_event(lr_span(line, n), &hit, &scratch);
	ok(good && hit.agent.n == (n - 33) / 5, "and one of entities");
	free(line);
}

int
main(void)
{
	if (!ok(lr_scratch_init(&scratch) == LR_OK, "scratch space"))
		return done();
	headers();
	many_columns();
	texts();
	zeek();
	csv();
	events();
	limits();
	lr_scratch_free(&scratch);
	return done();
}
