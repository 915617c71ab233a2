#include "../tap.h"

#include "logjson.h"

static struct lr_scratch scratch;
static struct lr_hit hit;
static struct lr_logjson j;
static char room[1 << 16];

static bool
read_line(const char *line)
{
	size_t n = strlen(line);

	memset(room, '"', sizeof(room));
	memcpy(room, line, n);
	room[n] = '\n';
	lr_hit_clear(&hit, &scratch);
	return lr_logjson_read(&j, lr_span(room, n), &hit, &scratch);
}

static bool
compiles(const char *list)
{
	const char *why = NULL;
	enum lr_err err = lr_logjson_compile(&j, lr_span_str(list), &why);

	if (err != LR_OK)
		ok(err == LR_EBAD && why != NULL && *why != '\0', "why not: %s",
		    list);
	return err == LR_OK;
}

static void
agent(const char *line, const char *want)
{
	if (!ok(read_line(line), "read: %s", line))
		return;
	is(hit.agent.p, hit.agent.n, want, "    agent");
}

static void
more(char *list)
{
	memcpy(list + strlen(list), "|a", 3);
}

static void
lists(void)
{
	static const char *const bad[] = { "", "agent", "agent=", "=a",
		"agent=a,", ",agent=a", "agent=a||b", "agent=|a", "agent=a|",
		"unknown=a", "agent", "Agent=a", "agent=a,agent" };
	char many[1024] = "agent=a";
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!compiles(bad[i]), "no list: '%s'", bad[i]);
	ok(compiles("agent=a"), "one");
	ok(compiles(" agent=a|b , ip=c.d , -=e "), "blanks");
	for (i = 1; i < LR_LOGJSON_MAX; i++)
		more(many);
	ok(compiles(many) && j.n == LR_LOGJSON_MAX, "as many as there may be");
	more(many);
	ok(!compiles(many), "and one more");
}

static void
paths(void)
{
	if (!ok(compiles("agent=a.b.c|x|y.z"), "a list"))
		return;
	agent("{\"a\":{\"b\":{\"c\":\"1\"}}}", "1");
	agent("{\"a.b.c\":\"1\"}", "1");
	agent("{\"a\":{\"b.c\":\"1\"}}", "1");
	agent("{\"a.b\":{\"c\":\"1\"}}", "1");
	agent("{\"a\":[{\"b\":[{\"c\":[\"1\",\"2\"]},3]}]}", "1");
	agent("{\"x\":\"2\",\"a\":{\"b\":{\"c\":\"1\"}}}", "1");
	agent("{\"a\":{\"b\":{\"c\":\"1\"}},\"x\":\"2\"}", "1");
	agent("{\"a\":{\"b\":\"no\"},\"x\":\"2\"}", "2");
	agent("{\"a\":{\"b\":{\"cc\":\"no\"}},\"y\":{\"z\":\"3\"}}", "3");
	agent("{\"ab\":\"no\",\"a\":[],\"y\":{}}", "");
	agent("{\"a\":null,\"x\":\"2\"}", "2");
	agent("{\"a\":true,\"x\":false}", "");
	agent("{\"x\":12.5}", "12.5");
	agent("{\"x\":\"\",\"y\":{\"z\":\"3\"}}", "3");
	agent("{\"x\":\"-\",\"y\":{\"z\":\"3\"}}", "3");
	agent(" { \"x\" : \"a\" } ", "a");
	agent("{}", "");
	agent("{\"x\":\"1\",\"x\":\"2\"}", "2");
}

static void
escapes(void)
{
	if (!ok(compiles("agent=x"), "a list"))
		return;
	agent("{\"x\":\"\\u00e4\\\"\\\\\\/\\n\"}", "\xc3\xa4\"\\/\n");
	agent("{\"x\":\"\\ud83d\\ude00\"}", "\xf0\x9f\x98\x80");
	agent("{\"x\":\"\\ud83d\"}", "\xef\xbf\xbd");
	/* JSON's escapes only: what the server wrote stays */
	agent("{\"x\":\"\\\\x41%41+\"}", "\\x41%41+");
}

static void
no_json(void)
{
	static const char *const bad[] = { "", "x", "[]", "\"x\"", "{", "{\"",
		"{\"x\"", "{\"x\":", "{\"x\":1", "{\"x\":1,", "{\"x\":1,}",
		"{\"x\":1}x", "{\"x\":1}{", "{x:1}", "{\"x\" 1}", "{\"x\":01}",
		"{\"x\":+1}", "{\"x\":tru}", "{\"x\":\"a", "{\"x\":\"\\q\"}",
		"{\"x\":\"\\u12\"}", "{\"x\":[1,]}", "{\"x\":[1", "{\"y\":[1}",
		"{\"y\":{\"z\":}}", "{,}", "{\"x\":1 \"y\":2}", "{\"x\":'1'}" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!read_line(bad[i]), "no JSON: %s", bad[i]);
}

static void
impossible(void)
{
	if (!ok(compiles("ip=ip,time=t,status=s,bytes=b,duration=d"), "a list"))
		return;
	ok(read_line("{\"ip\":\"192.0.2.1\",\"t\":1795341600,\"s\":200,\"b\":1,"
		     "\"d\":0.5}"),
	    "all possible");
	ok(!read_line("{\"ip\":\"host\"}"), "no address");
	ok(!read_line("{\"t\":\"never\"}"), "no time");
	ok(!read_line("{\"s\":\"OK\"}"), "no status");
	ok(!read_line("{\"b\":\"many\"}"), "no size");
	ok(!read_line("{\"s\":2e2}"), "no status with an exponent");
	ok(read_line("{\"b\":null,\"s\":null,\"d\":\"\",\"ip\":\"-\"}"),
	    "absent is not impossible");
}

static void
deep(void)
{
	char line[4096];
	size_t n = 0, i;

	if (!ok(compiles("agent=x.y"), "a list"))
		return;
	for (i = 0; i < 200; i++)
		n += (size_t)snprintf(line + n, sizeof(line) - n, "{\"x\":");
	snprintf(line + n, sizeof(line) - n, "1");
	ok(!read_line(line), "200 objects that do not close");
	for (n = 0; n < 3000; n++)
		line[n] = n == 0 ? '{' : '[';
	memcpy(line + 1, "\"x\":", 4);
	line[n] = '\0';
	ok(!read_line(line), "3000 arrays");
	n = (size_t)snprintf(line, sizeof(line), "{\"x\":");
	for (i = 0; i < 40; i++)
		line[n++] = '[';
	line[n++] = '1';
	for (i = 0; i < 40; i++)
		line[n++] = ']';
	snprintf(line + n, sizeof(line) - n, "}");
	ok(read_line(line), "40 levels are fine");
}

/* The text of one path, also where it fills the line. */
static void
text(void)
{
	char *line = calloc(1, LR_LINE_MAX + LR_PAD);
	struct lr_span s;
	size_t n;

	static const char small[] = "{\"a\":{\"b\":\"c\\td\"},\"e\":1}\n";
	const size_t whole = sizeof(small) - 2;

	memcpy(room, small, sizeof(small));
	lr_hit_clear(&hit, &scratch);
	s = lr_logjson_text(lr_span(room, whole), LR_SPAN("a.b"), &scratch);
	is(s.p, s.n, "c\td", "a text");
	s = lr_logjson_text(lr_span(room, whole), LR_SPAN("e"), &scratch);
	ok(s.p == NULL, "a number is none");
	s = lr_logjson_text(lr_span(room, whole), LR_SPAN("a.c"), &scratch);
	ok(s.p == NULL, "no such path");
	s = lr_logjson_text(lr_span(room, whole - 1), LR_SPAN("a.b"), &scratch);
	ok(s.p == NULL, "cut");
	memcpy(line, "{\"a\":\"", 6);
	for (n = 6; n + 8 < LR_LINE_MAX; n += 6)
		memcpy(line + n, "\\u00e4", 6);
	memcpy(line + n, "\"}\n", 3);
	scratch.n = 0;
	s = lr_logjson_text(lr_span(line, n + 2), LR_SPAN("a"), &scratch);
	ok(s.n == (n - 6) / 3, "1 MiB, all escaped (%zu)", s.n);
	free(line);
}

int
main(void)
{
	if (!ok(lr_scratch_init(&scratch) == LR_OK, "scratch space"))
		return done();
	lists();
	paths();
	escapes();
	no_json();
	impossible();
	deep();
	text();
	lr_scratch_free(&scratch);
	return done();
}
