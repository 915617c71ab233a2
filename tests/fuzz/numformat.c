/*
 * A format code, a line end, a number. What is shown of the number is short
 * and in order, and what is tidy stays as it is.
 */
#include <stdint.h>

#include "must.h"
#include "numformat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char one[LR_NUMBER_TEXT], two[LR_NUMBER_TEXT];
	struct lr_span number, code;
	enum lr_value_type type;
	enum lr_numformat f;
	double v, w;
	size_t n, m;

	number = lr_span((const char *)data, size);
	code = lr_span_cut(&number, '\n');
	f = lr_numformat_of(code);
	n = lr_numformat_tidy(number, one);
	must(n <= sizeof(one));
	if (!lr_numformat_parse(number, &v))
		return 0;
	m = lr_numformat_date(v, f, size & 1, two, &type);
	must(m <= sizeof(two) && (m == 0 || f != LR_FORMAT_NUMBER));
	m = lr_numformat_put(v, 17, two);
	must(m > 0 && m <= sizeof(two));
	must(lr_numformat_parse(lr_span(two, m), &w));
	must(v - w <= 1e-14 * (v < 0 ? -v : v) &&
	    w - v <= 1e-14 * (v < 0 ? -v : v));
	if (n == 0)
		return 0;
	must(lr_numformat_tidy(lr_span(one, n), two) == n);
	must(memcmp(one, two, n) == 0);
	must(lr_numformat_parse(lr_span(one, n), &w));
	must(v - w <= 1e-13 * (v < 0 ? -v : v) + 1e-300 &&
	    w - v <= 1e-13 * (v < 0 ? -v : v) + 1e-300);
	return 0;
}
