#include "../fail.h"
#include "../tap.h"
#include "../undo.h"

static size_t
both_ways(struct lr_span s, const char *what)
{
	struct lr_buf small, large;
	size_t n;

	lr_buf_init(&small, 1u << 24);
	lr_buf_init(&large, 1u << 24);
	ok(lr_textlz(s, &small) == LR_OK && undo(lr_buf_span(&small), &large) &&
		lr_span_eq(lr_buf_span(&large), s),
	    "%s", what);
	n = small.n;
	lr_buf_free(&small);
	lr_buf_free(&large);
	return n;
}

static void
gives(const char *s, const char *want)
{
	struct lr_buf b;

	lr_buf_init(&b, 1000);
	lr_textlz(lr_span_str(s), &b);
	is(b.p, b.n, want, want);
	lr_buf_free(&b);
}

int
main(void)
{
	static char big[600000];
	struct lr_buf b;
	unsigned seed = 1;
	size_t i;

	gives("", "");
	gives("plain", "plain");
	gives("a~b", "a~~b");
	gives("<dt>City<dt>City", "<dt>City~AAHC");
	gives("abcdefgabcdefg.", "abcdefg~AAGB.");
	gives("aaaaaaaaaaaaaaaaaaaa", "a~AAAN");
	/* the second letter begins as the first does: nothing is split */
	gives("12345\303\274 12345\303\266", "12345\303\274 12345\303\266");
	gives("123456\303\274 123456\303\266", "123456\303\274 ~AAIA\303\266");

	for (i = 0; i < sizeof(big); i++)
		big[i] = "<li>~ 0123456789\n"[i % 17];
	ok(both_ways(lr_span(big, sizeof(big)), "what repeats") <
		sizeof(big) / 10,
	    "gets small");
	for (i = 0; i < sizeof(big); i++) {
		seed = seed * 1103515245u + 12345;
		big[i] = (char)('a' + (seed >> 16) % 3);
	}
	both_ways(lr_span(big, sizeof(big)), "noise of few letters");
	for (i = 0; i < sizeof(big); i++) {
		seed = seed * 1103515245u + 12345;
		big[i] = (char)(seed >> 16);
	}
	both_ways(lr_span(big, sizeof(big)), "any bytes");
	memcpy(big, "beginning", 9);
	memcpy(big + sizeof(big) - 9, "beginning", 9);
	both_ways(lr_span(big, sizeof(big)), "too far away");

	lr_buf_init(&b, 4);
	ok(lr_textlz(LR_SPAN("too much"), &b) == LR_ETOOLONG, "no room");
	lr_buf_free(&b);
	ok(lr_textlz(lr_span(big, LR_TEXTLZ_MAX + 1), &b) == LR_ETOOLONG,
	    "too long");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_textlz(LR_SPAN("text"), &b) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
