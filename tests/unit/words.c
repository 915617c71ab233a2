#include "../tap.h"

#include "../fail.h"

#include "words.h"

static const char *const marks[] = { "one", "two", "three", NULL };
static const struct lr_word rows[] = {
	{ "word", "one" },
	{ "*tail", "two" },
	{ "head*", "two" },
	{ "*mid*", "three" },
	{ "two words", "one" },
	{ "midas", "none" },
	{ "e", "three" },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct {
	const char *text, *folded;
	uint32_t found;
} texts[] = {
	{ "Word", " word ", 1 },
	{ "words, sword", " words sword ", 0 },
	{ "Curtail", " curtail ", 2 },
	{ "tailor", " tailor ", 0 },
	{ "headache", " headache ", 2 },
	{ "ahead", " ahead ", 0 },
	{ "amidst", " amidst ", 4 },
	{ "Two-Words", " two words ", 1 },
	{ "Midas touch", " midas touch ", 0 },
	{ "Midas amid", " midas amid ", 4 },
	{ "e.on", " eon ", 0 },
	{ "e on", " e on ", 4 },
	{ "S.p.A. & Sp. z o.o. A/S", " spa sp z oo as ", 0 },
	{ "Seguran\xc3\xa7"
	  "a M\xc3\xbcller \xc5\x81"
	  "\xc3\xb3"
	  "d\xc5\xba",
	    " seguranca muller lodz ", 0 },
	{ "Joe's", " joes ", 0 },
	{ "\xff\xfe word \x01", " word ", 1 },
	{ "", " ", 0 },
	{ "...", " ", 0 },
};

static void
memory(void)
{
	struct lr_words *w;
	unsigned long n, i;

	fail_from(FAIL_ALLOC, 0);
	lr_words_new(&w, rows, ROWS, marks);
	lr_words_free(w);
	n = fail_from(FAIL_ALLOC, 0);
	for (i = 1; i <= n; i++) {
		fail_from(FAIL_ALLOC, i);
		if (!ok(lr_words_new(&w, rows, ROWS, marks) == LR_ENOMEM,
			"allocation %lu fails", i))
			lr_words_free(w);
	}
	fail_from(FAIL_ALLOC, 0);
}

int
main(void)
{
	static const struct lr_word odd[] = { { "a", "nothing" } },
				    shortest[] = { { "*a*", "one" } };
	struct lr_words *w = NULL;
	char folded[LR_FOLD_MAX + 1], big[2000];
	size_t i, n;

	ok(lr_words_new(&w, rows, ROWS, marks) == LR_OK, "made");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		n = lr_words_fold(lr_span_str(texts[i].text), folded);
		is(folded, n, texts[i].folded, texts[i].folded);
		ok(lr_words_find(w, lr_span(folded, n)) == texts[i].found,
		    "words found");
	}
	n = lr_words_fold_host(LR_SPAN("adsl-12.Pool3.x"), folded);
	is(folded, n, " adsl pool x ", "host names lose their digits");
	memset(big, 'x', sizeof(big));
	n = lr_words_fold(lr_span(big, sizeof(big)), folded);
	ok(n == LR_FOLD_MAX && folded[n - 1] == ' ', "cut");
	ok(lr_words_find(w, LR_SPAN("word")) == 0, "not folded");
	lr_words_free(w);
	lr_words_free(NULL);
	ok(lr_words_new(&w, odd, 1, marks) == LR_EBAD, "unknown mark");
	ok(lr_words_new(&w, shortest, 1, marks) == LR_EBAD, "too short");
	memory();
	return done();
}
