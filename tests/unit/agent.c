#include "../tap.h"

#include "agent.h"

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
	{ "Mozilla/5.0 (Linux; mailto:someone@company.example)", "mailto" },
	{ "Example", "Example" },
	{ "x", "x" },
	{ "Mozilla/5.0", "Mozilla" },
	{ "\xff\xfe", "unknown program" },
	{ "()", "unknown program" },
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
	lr_agent_memo_free(memo);
	lr_agent_words_free(words);
	return done();
}
