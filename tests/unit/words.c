#include "../tap.h"

#include "words.h"

enum { ONE = 1, TWO = 2, THREE = 4 };
#define MARK(m) m
#include "words-of-test.words"

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
	{ "A long pattern of four words", " a long pattern of four words ", 2 },
	{ "A long pattern of four wordings",
	    " a long pattern of four wordings ", 0 },
	{ "Long pattern of four", " long pattern of four ", 0 },
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

int
main(void)
{
	char folded[LR_FOLD_MAX + 1], big[2000];
	size_t i, n;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		n = lr_words_fold(lr_span_str(texts[i].text), folded);
		is(folded, n, texts[i].folded, texts[i].folded);
		ok(lr_words_find(&words_of_test, lr_span(folded, n)) ==
			texts[i].found,
		    "words found");
	}
	n = lr_words_fold_host(LR_SPAN("adsl-12.Pool3.x"), folded);
	is(folded, n, " adsl pool x ", "host names lose their digits");
	memset(big, 'x', sizeof(big));
	n = lr_words_fold(lr_span(big, sizeof(big)), folded);
	ok(n == LR_FOLD_MAX && folded[n - 1] == ' ', "cut");
	ok(lr_words_find(&words_of_test, LR_SPAN("word")) == 0, "not folded");
	ok(lr_words_equal(&words_of_test, LR_SPAN("a.example")) == (ONE | TWO),
	    "each mark of the whole text");
	ok(lr_words_equal(&words_of_test, LR_SPAN("a.exampl")) == 0 &&
		lr_words_equal(&words_of_test, LR_SPAN("a.examples")) == 0 &&
		lr_words_equal(&words_of_test, LR_SPAN("a")) == 0 &&
		lr_words_equal(&words_of_test, (struct lr_span){ NULL, 0 }) ==
		    0,
	    "no other text");
	return done();
}
