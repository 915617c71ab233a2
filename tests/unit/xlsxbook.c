#include "../tap.h"

#include "xlsxbook.h"

static void
undone(const char *s, const char *want)
{
	struct lr_buf b;

	lr_buf_init(&b, 1 << 20);
	lr_buf_puts(&b, "_x000A_");
	lr_buf_puts(&b, s);
	lr_xlsxbook_unescape(&b, 7);
	is(b.p + 7, b.n - 7, want, s);
	ok(memcmp(b.p, "_x000A_", 7) == 0, "what stood before is left");
	lr_buf_free(&b);
}

int
main(void)
{
	struct lr_buf b;

	undone("", "");
	undone("plain_text_", "plain_text_");
	undone("a_x000D__x000A_b", "a\r\nb");
	undone("_x005F_x000A_", "_x000A_");
	undone("_xD83C__xDF63_", "\xf0\x9f\x8d\xa3");
	undone("_xd83c_", "\xef\xbf\xbd");
	undone("_x0000_", "\xef\xbf\xbd");
	undone("_x000_", "_x000_");
	undone("_x000G_", "_x000G_");
	undone("_x000A", "_x000A");
	undone("__x0041__", "_A_");
	lr_buf_init(&b, 1 << 20);
	lr_xlsxbook_unescape(&b, 0);
	ok(b.n == 0, "nothing");
	return done();
}
