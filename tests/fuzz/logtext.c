/*
 * A format and a line, divided by a newline: any format that compiles reads
 * any line within bounds. The first byte chooses the notation.
 */
#include "logtext.h"

#include <stdint.h>
#include <stdlib.h>

#include "logjson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lr_scratch scratch;
	struct lr_logtext text = { .n = 0 };
	struct lr_logjson json;
	struct lr_hit hit;
	struct lr_span all = { (const char *)data, size }, format;
	const char *why = NULL;
	enum lr_err err;
	char *line;
	int kind;

	if (size < 2)
		return 0;
	if (scratch.p == NULL && lr_scratch_init(&scratch) != LR_OK)
		return 0;
	kind = data[0] % 4;
	all = lr_span_sub(all, 1, size);
	format = lr_span_cut(&all, '\n');
	err = kind == 0 ? lr_logtext_compile(&text, format, &why)
	    : kind == 1 ? lr_logtext_apache(&text, format, &why)
	    : kind == 2 ? lr_logtext_nginx(&text, format, &why)
			: lr_logjson_compile(&json, format, &why);
	if (err == LR_EBAD && why == NULL)
		abort();
	if (err != LR_OK)
		return 0;
	line = calloc(1, all.n + 1 + LR_PAD);
	if (line != NULL) {
		if (all.n > 0)
			memcpy(line, all.p, all.n);
		line[all.n] = '\n';
		lr_hit_clear(&hit, &scratch);
		if (kind == 3 ? lr_logjson_read(
				    &json, lr_span(line, all.n), &hit, &scratch)
			      : lr_logtext_read(&text, lr_span(line, all.n),
				    &hit, &scratch))
			(void)lr_hit_finish(&hit, &scratch);
		free(line);
	}
	if (kind != 3)
		lr_logtext_free(&text);
	return 0;
}
