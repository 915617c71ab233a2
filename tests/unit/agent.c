#include "../tap.h"

#include "../fail.h"

#include "agent.h"

#define SIXTYFOUR \
	"abcdefghijklmnopabcdefghijklmnopabcdefghijklmnopabcdefghijklmnop"
#define CHROME                                                  \
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) "            \
	"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0" \
	".0 Safari/537.36"

static const struct {
	const char *agent, *bot; /* NULL: a person's browser */
} t[] = {
	{ "", NULL },
	{ CHROME, NULL },
	{ CHROME " Edg/131.0.0.0", NULL },
	{ CHROME " OPR/116.0.0.0", NULL },
	{ "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 "
	  "Firefox/132.0",
	    NULL },
	{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	  "AppleWebKit/605.1.15 "
	  "(KHTML, like Gecko) Version/18.1 Safari/605.1.15",
	    NULL },
	{ "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) "
	  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
	  "Mobile/15E148 Safari/604.1",
	    NULL },
	{ "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, "
	  "like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
	    NULL },
	{ "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
	    NULL },
	{ "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like "
	  "Gecko",
	    NULL },
	{ "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 "
	  "(KHTML, "
	  "like Gecko) Chrome/99.0 Mobile Safari/537.36",
	    NULL },
	{ "Mozilla/5.0 (compatible; Googlebot/2.1; "
	  "+http://www.google.com/bot.html)",
	    "Googlebot" },
	{ "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) "
	  "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile "
	  "Safari/537.36 (compatible; Googlebot/2.1; "
	  "+http://www.google.com/bot.html)",
	    "Googlebot" },
	{ "Googlebot-Image/1.0", "Googlebot-Image" },
	{ "Mozilla/5.0 (compatible; bingbot/2.0; "
	  "+http://www.bing.com/bingbot.htm)",
	    "bingbot" },
	{ "MOZILLA/5.0 (COMPATIBLE; BINGBOT/2.0)", "bingbot" },
	{ "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; "
	  "GPTBot/1.2; +https://openai.com/gptbot)",
	    "GPTBot" },
	{ "facebookexternalhit/1.1", "facebookexternalhit" },
	{ "curl/8.5.0", "curl" },
	{ "Wget/1.21.4", "Wget" },
	{ "python-requests/2.32.3", "Python" },
	{ "Go-http-client/2.0", "Go-http-client" },
	{ "Java/17.0.1", "Java" },
	{ "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
	  "Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
	    "HeadlessChrome" },
	{ "ExampleCrawler/1.0 (Linux)", "ExampleCrawler" },
	{ "Mozilla/5.0 (Linux) my_example-bot/2.3", "my_example-bot" },
	{ "Mozilla/5.0 (compatible; examplebot; +x)", "examplebot" },
	{ "Mozilla/5.0 (Linux; examplebot)", "examplebot" },
	{ "my examplebot for you (Linux)", "examplebot" },
	{ "Mozilla/5.0 (Linux; mailto:someone@company.example)",
	    "company.example" },
	{ "Example", "Example" },
	{ "x", "x" },
	{ "Mozilla/5.0", "Mozilla" },
	{ "\xff\xfe", "unknown program" },
	{ "()", "unknown program" },
	/* a program that names no system, by its name */
	{ "Example Reader", "Example Reader" },
	{ "Example Reader/1.0 (+https://example.com/)", "Example Reader" },
	{ "Example Reader v2 - 7 readers", "Example Reader" },
	{ "Mozilla/5.0 (compatible; Example/1.0)", "Example" },
	{ "Mozilla/5.0 (compatible; Example Web Search; x)",
	    "Example Web Search" },
	{ "Mozilla/5.0 (example-7/1.0)", "example-7" },
	{ "\xd0\x91\xd0\xbe\xd1\x82/1", "\xd0\x91\xd0\xbe\xd1\x82" },
	/* one that does, by its shape */
	{ CHROME " (compatible; Example/2.0)", "Example" },
	{ CHROME " Example/2.0 (+https://www.example.net/x)", "Example" },
	{ CHROME " Example (www.example.net)", "Example" },
	{ CHROME " (+https://www.example.net/bot.html)", "example.net" },
	{ "Mozilla/5.0 (X11; Linux x86_64; example.io) Firefox/99.0",
	    "example.io" },
	{ "Mozilla/5.0 (Windows NT 10.0; x@example.test)", "example.test" },
	{ "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko; "
	  "compatible; Example Agent) Chrome/99.0 Safari/537.36",
	    "Example Agent" },
	{ "Example/1.0, " CHROME, "Example" },
	{ CHROME " ExampleCrawler/1 (+https://example.com/)",
	    "ExampleCrawler" },
	{ CHROME " Example Crawler/1", "Example" },
	{ "Mozilla/5.0 (compatible; Crawler; +https://example.com/)",
	    "Crawler" },
	/* no programs, though they have some of it */
	{ "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2)", NULL },
	{ "Mozilla/5.0 (compatible; Konqueror/4.1; Linux)", NULL },
	{ "com.example.reader/3 (iPad; iOS 12.4)", NULL },
	{ "ExampleShop 1.4 (Android 14); " CHROME, NULL },
	{ "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; "
	  "EmbeddedWB 14.52 from: http://www.bsalsa.com/)",
	    NULL },
	{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) "
	  "Mobile/21F79 (en_IR@calendar=gregorian; scale=3.00)",
	    NULL },
	{ "Mozilla/5.0 (X11; U; Linux i686) Gecko/2009 Linux Mint/7 (Gloria) "
	  "Firefox/3.0.11",
	    NULL },
	{ "Lynx/2.9.0 libwww-FM/2.14", NULL },
	{ "Mozilla/5.0 (Linux; Android 12; Robot Spider 5 Build/X) "
	  "AppleWebKit/537.36",
	    NULL },
	{ "Mozilla/5.0 (Linux; Android 12; Robot 5) AppleWebKit/537.36 "
	  "(compatible; example-spider)",
	    "example-spider" },
	{ "ExampleScanner/3 CFNetwork/978.0.7 Darwin/18.7.0", NULL },
};

static struct lr_agent_words *words;
static struct lr_agent_memo *memo;

static struct lr_span
plain(struct lr_span agent)
{
	return lr_agent_bot(words, agent);
}

static struct lr_span
remembered(struct lr_span agent)
{
	return lr_agent_memo_bot(memo, agent);
}

static void
table(struct lr_span (*of)(struct lr_span), const char *what)
{
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct lr_span s = of(lr_span_str(t[i].agent));

		if (t[i].bot == NULL)
			ok(s.p == NULL && s.n == 0, "%s: a browser: %.60s",
			    what, t[i].agent);
		else
			is(s.p, s.n, t[i].bot, t[i].bot);
	}
}

static void
named(const char *agent, const char *name)
{
	struct lr_span s = plain(lr_span_str(agent));

	if (name == NULL)
		ok(s.p == NULL, "added: a browser: %s", agent);
	else
		is(s.p, s.n, name, name);
}

/* With a memory as without, for agents of all lengths and kinds. */
static bool
same(struct lr_span agent)
{
	struct lr_span a = remembered(agent);
	char kept[5000];
	size_t n = a.n;
	bool bot = a.p != NULL;

	if (n > sizeof(kept))
		return false;
	if (bot)
		memcpy(kept, a.p, n);
	a = plain(agent);
	return bot == (a.p != NULL) && lr_span_eq(lr_span(kept, n), a);
}

static void
memory(void)
{
	static char text[6000];
	unsigned long bad = 0;
	unsigned i;
	size_t n;

	for (i = 0; i < 20000; i++) {
		n = (size_t)snprintf(text, sizeof(text),
		    i % 3 ? "Agent%u (Windows)" : "Agent%u-bot/1.0", i % 7000);
		bad += !same(lr_span(text, n));
	}
	for (n = 0; n < sizeof(text); n += n < 600 ? 1 : 100) {
		memset(text, 'a', n);
		bad += !same(lr_span(text, n));
		if (n > 8)
			memcpy(text + n - 7, "bot/1.0", 7);
		bad += !same(lr_span(text, n));
	}
	ok(bad == 0, "the memory says what the table says");
	memset(text, 'a', sizeof(text));
	ok(plain(lr_span(text, sizeof(text))).n <= 64,
	    "a name has 64 bytes at most");
	ok(plain(lr_span(NULL, 0)).p == NULL &&
		remembered(lr_span(NULL, 0)).p == NULL,
	    "no agent, no bot");
	ok(plain(lr_span("a\0bot/1", 7)).p != NULL, "a NUL");
}

#define FILE_OF_WORDS               \
	"\xef\xbb\xbf# our own\r\n" \
	"\r\n"                      \
	"AcmeWatch\tAcme Watch\r\n" \
	"^shop$\t*\n"               \
	"acmereader\t-\n"           \
	"acmesystem\t+\n"           \
	"googlebox\tNot Google\n"

static const struct {
	const char *text;
	unsigned long line; /* that is refused */
} files[] = {
	{ "word", 1 },
	{ "qqq\tname\n\nno tab here\n", 3 },
	{ "ab\tname\n", 1 },
	{ "^ab$\tname\n", 1 },
	{ "\tname\n", 1 },
	{ "abc\t\n", 1 },
	{ "abc\tname\tmore\n", 1 },
	{ "abc\tname\x01\n", 1 },
	{ "abc\tname\xff\n", 1 },
	{ "ab\x7f\tname\n", 1 },
	{ "# c\nabc\t" SIXTYFOUR "x\n", 2 },
	{ "# c\n" SIXTYFOUR "x\tname\n", 2 },
};

static void
refused_files(void)
{
	unsigned long line;
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		why = NULL;
		line = 0;
		ok(lr_agent_words_add(words, lr_span_str(files[i].text), &line,
		       &why) == LR_EBAD &&
			line == files[i].line && why != NULL,
		    "a file of words is wrong in line %lu: %s", files[i].line,
		    why == NULL ? "" : why);
	}
}

static void
added(void)
{
	static char many[(LR_AGENT_WORDS_MAX + 1) * 8];
	unsigned long line;
	const char *why = NULL;
	size_t i, n = 0;

	ok(lr_agent_words_add(words, LR_SPAN(FILE_OF_WORDS), &line, &why) ==
		LR_OK,
	    "words are added: BOM, CRLF, comment, empty line");
	table(plain, "with added words that do not matter");
	named("Windows ACMEWATCH/1", "Acme Watch");
	named("Windows my-shop/1", "my-shop");
	named("Windows workshop/1", NULL);
	named("AcmeReader (crawler)", NULL);
	named("AcmeReader", NULL);
	named("acmesystem/2", NULL);
	named("acmesystem/2 AcmeWatch", "Acme Watch");
	ok(lr_agent_words_add(
	       words, LR_SPAN(SIXTYFOUR "\t" SIXTYFOUR), &line, &why) == LR_OK,
	    "64 bytes are not too many");
	named("Windows " SIXTYFOUR, SIXTYFOUR);
	for (i = 0; i <= LR_AGENT_WORDS_MAX; i++)
		n += (size_t)snprintf(
		    many + n, sizeof(many) - n, "%04x\tx\n", (unsigned)i);
	ok(lr_agent_words_add(words, lr_span(many, n), &line, &why) ==
		    LR_ETOOLONG &&
		line == LR_AGENT_WORDS_MAX - 6 && why != NULL,
	    "4096 words are added, not more");
	named("Windows 0ff8", "x");
	named("Windows AcmeWatch", "Acme Watch");
}

/* Without memory nothing is half done. */
static void
no_memory(void)
{
	struct lr_agent_words *w;
	struct lr_agent_memo *m;
	unsigned long line, n;
	const char *why;
	enum lr_err err = LR_ENOMEM;

	for (n = 1; n < 100 && err != LR_OK; n++) {
		(void)fail_from(FAIL_ALLOC, n);
		err = lr_agent_words_new(&w);
		if (err == LR_OK)
			err = lr_agent_words_add(
			    w, LR_SPAN(FILE_OF_WORDS), &line, &why);
		if (err == LR_OK && (err = lr_agent_memo_new(&m, w)) == LR_OK)
			lr_agent_memo_free(m);
		(void)fail_from(FAIL_ALLOC, 0);
		if (err != LR_OK && err != LR_ENOMEM)
			break;
		if (w != NULL)
			(void)lr_agent_bot(w, LR_SPAN("acmewatch acme"));
		lr_agent_words_free(w);
	}
	ok(err == LR_OK && n > 4, "the Nth allocation fails");
}

int
main(void)
{
	ok(lr_agent_words_new(&words) == LR_OK &&
		lr_agent_memo_new(&memo, words) == LR_OK,
	    "words and a memory");
	table(plain, "plain");
	table(remembered, "memo");
	table(remembered, "memo again");
	memory();
	refused_files();
	added();
	lr_agent_memo_free(memo);
	lr_agent_words_free(words);
	no_memory();
	return done();
}
