/* Any bytes: what is made smaller is undone to the same, never grows much, and
 * is text where they are. */
#include "../undo.h"
#include "must.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = { (const char *)data, size };
	struct lr_buf small, large;

	lr_buf_init(&small, 2 * size + 16);
	lr_buf_init(&large, size + 16);
	must(lr_textlz(s, &small) == LR_OK);
	must(undo(lr_buf_span(&small), &large));
	must(lr_span_eq(lr_buf_span(&large), s));
	must(!lr_utf8_valid(s) || lr_utf8_valid(lr_buf_span(&small)));
	lr_buf_free(&small);
	lr_buf_free(&large);
	return 0;
}
