/*
 * Any bytes in any charset: the pieces they come in change nothing, and what
 * comes out is UTF-8.
 */
#include <stdint.h>

#include "charset.h"
#include "must.h"
#include "utf8.h"

static const char *const names[] = { "ISO-8859-1", "WINDOWS-1252", "UTF-8",
	"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "ISO-2022-JP", "EUC-JP",
	"SHIFT_JIS", "EUC-KR", "UHC", "BIG5", "GB18030", "KOI8-R",
	"WINDOWS-1251" };
#define NAMES (sizeof(names) / sizeof(names[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lr_charset *all[NAMES];
	struct lr_charset **c;
	struct lr_buf one, two;
	struct lr_span s;
	size_t cut, n;

	if (size < 2)
		return 0;
	c = &all[data[0] % NAMES];
	if (*c == NULL)
		must(lr_charset_open(c, names[data[0] % NAMES]) == LR_OK);
	cut = data[1];
	s = lr_span((const char *)data + 2, size - 2);
	lr_buf_init(&one, 16 * size + 64);
	lr_buf_init(&two, 16 * size + 64);
	lr_charset_put(*c, s, true, &one);
	while (s.n > 0) {
		n = 1 + cut % 7;
		cut = cut * 5 + 3;
		lr_charset_put(*c, lr_span_sub(s, 0, n), false, &two);
		s = lr_span_sub(s, n, s.n);
	}
	lr_charset_put(*c, lr_span(NULL, 0), true, &two);
	must(one.err == LR_OK && two.err == LR_OK);
	must(lr_span_eq(lr_buf_span(&one), lr_buf_span(&two)));
	must(lr_utf8_valid(lr_buf_span(&one)));
	lr_buf_free(&one);
	lr_buf_free(&two);
	return 0;
}
