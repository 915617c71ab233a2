#include "recording.h"

#include "../tap.h"

static struct lr_batch b;
static struct lr_reel reel;
static struct lr_record rec;
static struct lr_buf out;
static char line[20000];

static struct lr_span
as_line(const char *text)
{
	size_t n = strlen(text);

	memset(line, 0, sizeof(line));
	memcpy(line, text, n);
	line[n] = '\n';
	return lr_span(line, n);
}

static enum lr_err
sent(const char *text)
{
	b.why = "no JSON object";
	return lr_record_parse(&rec, as_line(text)) == LR_OK
	    ? lr_batch_read(&b, &rec, false)
	    : LR_EBAD;
}

static enum lr_err
first(const char *text)
{
	reel.why = "no JSON object";
	return lr_record_parse(&rec, as_line(text)) == LR_OK
	    ? lr_reel_read(&reel, &rec)
	    : LR_EBAD;
}

/* The events as they are kept. */
static enum lr_err
events(const char *text)
{
	b = (struct lr_batch){ .number = 3, .events = lr_span_str(text) };
	lr_buf_clear(&out);
	return lr_batch_put(&out, &b);
}

#define GOOD "[0,\"v\",1280,720],[0,\"f\",1,2,3,4],[18000,\"m\",0,999999]"
#define UMLAUT "\"id\":\"12345678\",\"path\":\"/\303\244\""
#define WHO "\"id\":\"1234567890-1\",\"path\":\"/a%20b/c.html\""

static void
good(void)
{
	struct lr_event e = { .time = 0 };
	char path[LR_RECORDING_PATH];
	size_t i;

	ok(sent("{" WHO ",\"n\":7,\"e\":[" GOOD "]}") == LR_OK, "a batch");
	is(b.id.p, b.id.n, "1234567890-1", "id");
	is(b.path.p, b.path.n, "/a%20b/c.html", "path");
	ok(b.number == 7, "number");
	lr_buf_clear(&out);
	ok(lr_batch_put(&out, &b) == LR_OK, "to be kept");
	is(out.p, out.n, "{\"n\":7,\"e\":[" GOOD "]}\n",
	    "as it came, without who");
	ok(lr_event_next(&b.events, &e) == LR_OK && e.kind == 'v' && e.n == 2 &&
		e.v[0] == 1280 && e.v[1] == 720 && e.time == 0,
	    "an event");
	ok(lr_event_next(&b.events, &e) == LR_OK && e.kind == 'f' && e.n == 4 &&
		e.v[3] == 4,
	    "a box");
	ok(lr_event_next(&b.events, &e) == LR_OK && e.time == 18000 &&
		e.v[1] == 999999,
	    "the largest numbers");
	ok(lr_event_next(&b.events, &e) == LR_END, "the end");
	ok(lr_record_parse(&rec, as_line("{\"n\":0,\"e\":[[]]}")) == LR_OK &&
		lr_batch_read(&b, &rec, true) == LR_OK,
	    "a line that was kept");
	reel = (struct lr_reel){ .site = LR_SPAN("shop"),
		.day = LR_SPAN("2026-11-25"),
		.path = LR_SPAN("/p") };
	lr_buf_clear(&out);
	lr_reel_put(&out, &reel);
	is(out.p, out.n,
	    "{\"recording\":1,\"site\":\"shop\",\"day\":\"2026-11-25\","
	    "\"path\":\"/p\"}\n",
	    "the first line");
	lr_buf_putc(&out, '\0');
	out.p[out.n - 2] = '\0';
	ok(first(out.p) == LR_OK, "is read");
	is(reel.day.p, reel.day.n, "2026-11-25", "day");
	for (i = 0; i + 3 <= sizeof(path); i += 3)
		memcpy(path + i, "/::", 3);
	reel.path = lr_span(path, i);
	lr_buf_clear(&out);
	lr_reel_put(&out, &reel);
	out.p[out.n - 1] = '\0';
	ok(first(out.p) == LR_OK && reel.path.n > LR_RECORDING_PATH - 10,
	    "a path of nothing but addresses: %s", reel.why);
}

static void
bad(void)
{
	static const char *const batches[] = { "", "[]", "{}", "x",
		"{" WHO ",\"n\":0}", "{" WHO ",\"e\":[[]]}",
		"{" WHO ",\"n\":0,\"e\":[]}", "{" WHO ",\"n\":0,\"e\":{}}",
		"{" WHO ",\"n\":-1,\"e\":[[]]}",
		"{" WHO ",\"n\":1.0,\"e\":[[]]}",
		"{" WHO ",\"n\":4096,\"e\":[[]]}",
		"{" WHO ",\"n\":\"1\",\"e\":[[]]}",
		"{" WHO ",\"n\":0,\"n\":1,\"e\":[[]]}",
		"{" WHO ",\"n\":0,\"e\":[[]],\"ip\":\"\"}",
		"{\"id\":\"1234567\",\"path\":\"/\",\"n\":0,\"e\":[[]]}",
		"{\"id\":\"1234567\\u0031\",\"path\":\"/\",\"n\":0,\"e\":[[]]}",
		"{\"id\":\"12345678\",\"path\":\"x\",\"n\":0,\"e\":[[]]}",
		"{\"id\":\"12345678\",\"path\":\"/\\n\",\"n\":0,\"e\":[[]]}",
		"{\"id\":\"12345678\",\"path\":\"/?a\",\"n\":0,\"e\":[[]]}",
		"{" UMLAUT ",\"n\":0,\"e\":[[]]}" };
	static const char *const lists[] = { "", "[", "]", "[]", "[[]]",
		"[[0,\"m\",1,2]", "[[0,\"m\",1,2]]]", "[[0,\"m\",1,2],]",
		"[[0,\"m\",1,2]x", "[,[0,\"m\",1,2]]", "[[0,\"m\",1]]",
		"[[0,\"m\",1,2,3]]", "[[0,\"t\",1,2,3]]", "[[0,\"x\",1,2]]",
		"[[0,\"\",1,2]]", "[[0,m,1,2]]", "[[0,\"m\",1,1000000]]",
		"[[0,\"m\",1,-1]]", "[[0,\"m\",1,]]", "[[,\"m\",1,2]]",
		"[[18001,\"m\",1,2]]", "[[1,\"m\",1,2],[0,\"m\",1,2]]",
		"[[0, \"m\",1,2]]", "[[0,\"m\",1,2][0,\"m\",1,2]]",
		"[[0,\"m\",18446744073709551617,2]]" };
	static const char *const heads[] = { "", "{}", "{\"recording\":1}",
		"{\"recording\":2,\"site\":\"s\",\"day\":\"2026-11-25\","
		"\"path\":"
		"\"/\"}",
		"{\"recording\":1,\"site\":\"s\",\"day\":\"2026-11-2\","
		"\"path\":"
		"\"/\"}",
		"{\"recording\":1,\"site\":\"../s\",\"day\":\"2026-11-25\","
		"\"path\":\"/\"}",
		"{\"recording\":1,\"site\":\"s\",\"day\":\"2026-11-25\","
		"\"path\":"
		"\"/<\"}",
		"{\"recording\":1,\"site\":\"s\",\"day\":\"2026-11-25\","
		"\"path\":"
		"\"/\",\"ip\":\"x\"}" };
	size_t i;

	for (i = 0; i < sizeof(batches) / sizeof(batches[0]); i++)
		ok(sent(batches[i]) == LR_EBAD && b.why[0] != '\0',
		    "batch %zu: %s", i, b.why);
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		ok(events(lists[i]) == LR_EBAD, "events %zu: %s", i, lists[i]);
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		ok(first(heads[i]) == LR_EBAD && reel.why[0] != '\0',
		    "first line %zu: %s", i, reel.why);
	ok(events("[" GOOD "]") == LR_OK, "after all that, a good one");
}

int
main(void)
{
	lr_record_init(&rec);
	lr_buf_init(&out, 64 << 10);
	good();
	bad();
	lr_buf_free(&out);
	lr_record_free(&rec);
	return done();
}
