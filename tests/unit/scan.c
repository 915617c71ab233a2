#include "../tap.h"

#include "../draw.h"
#include "limits.h"
#include "scan.h"

#define SIZE 700
static char text[SIZE + LR_PAD];

/* Bytes that end nothing, but n that may; a control byte at the end. */
static void
fill(unsigned n)
{
	size_t i;

	for (i = 0; i < sizeof(text); i++) {
		unsigned char c = (unsigned char)draw();

		while (c < 0x20 || c == '"' || c == '\\' || c == ' ')
			c = (unsigned char)draw();
		if (n % 2 == 0)
			c &= 0x7f;
		text[i] = (char)(c < 0x20 || c == '"' || c == '\\' ? 'x' : c);
	}
	while (n-- > 0)
		text[draw() % SIZE] = (char)"\"\\ \n\0\x1f\x80\xff"[draw() % 8];
	text[SIZE - 1] = (char)(draw() % 0x20);
}

static bool
same_string(const char *p)
{
	unsigned want_high = 0, high = 0, high_long = 0;
	const char *want = lr_scan_plain_string(p, &want_high), *q;
	bool above = false;

	if (lr_scan_string(p, &high) != want ||
	    lr_scan_long_string(p, &high_long) != want)
		return false;
	for (q = p; q < text + sizeof(text); q++)
		above = above || (unsigned char)*q > 0x7f;
	/* a byte seen must be told, one behind the end may be */
	return (want_high == 0 || (high != 0 && high_long != 0)) &&
	    (above || (high == 0 && high_long == 0));
}

static unsigned long
differences(void)
{
	unsigned long bad = 0;
	unsigned round;
	size_t i;

	for (round = 0; round < 120; round++) {
		fill(round % 6);
		for (i = 0; i < SIZE; i++)
			bad += !same_string(text + i) ||
			    lr_scan_byte(text + i, ' ') !=
				lr_scan_plain_byte(text + i, ' ') ||
			    lr_scan_byte(text + i, '\xff') !=
				lr_scan_plain_byte(text + i, '\xff');
	}
	return bad;
}

/* Each byte value at each distance from each alignment. */
static bool
every_byte(void)
{
	unsigned c, from, at, high;

	for (c = 0; c < 256; c++)
		for (from = 0; from < 33; from++)
			for (at = 0; at < 70; at++) {
				const char *p = text + from, *end = p + 70;
				bool ends = c < 0x20 || c == '"' || c == '\\';

				memset(text, 'a', 200);
				text[from + at] = (char)c;
				text[from + 70] = '\0';
				high = 0;
				if (lr_scan_string(p, &high) !=
				    (ends ? p + at : end))
					return false;
				if ((high != 0) != (c > 0x7f))
					return false;
				ends = c < 0x20 || c == '[';
				if (lr_scan_byte(p, '[') !=
				    (ends ? p + at : end))
					return false;
			}
	return true;
}

static bool
digits(void)
{
	unsigned c, n, i;

	for (n = 0; n < 70; n++)
		for (c = 0; c < 256; c++) {
			for (i = 0; i < n; i++)
				text[i] = (char)('0' + i % 10);
			text[n] = (char)c;
			text[n + 1] = 'x';
			if (lr_scan_digits(text) !=
			    text + n + (c >= '0' && c <= '9'))
				return false;
		}
	return true;
}

int
main(void)
{
	static const char *const names[] = { "plain", "sse2", "neon", "avx2" };
	char first[16];
	unsigned high = 0;
	size_t i;

	snprintf(first, sizeof(first), "%s", lr_scan_kernel());
	memset(text, 'a', SIZE);
	text[SIZE - 1] = '\n';
	ok(lr_scan_string(text, &high) == text + SIZE - 1, "first use");
	ok(strcmp(first, lr_scan_kernel()) == 0, "the best kernel here: %s",
	    first);
	ok(!lr_scan_use("abacus") && strcmp(first, lr_scan_kernel()) == 0,
	    "there is no kernel of that name");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!lr_scan_use(names[i])) {
			ok(true, "%s # skip not on this machine", names[i]);
			continue;
		}
		ok(strcmp(lr_scan_kernel(), names[i]) == 0, "use %s", names[i]);
		ok(differences() == 0, "%s: as the plain twin", names[i]);
		ok(every_byte(), "%s: every byte at every place", names[i]);
	}
	ok(digits(), "the end of a number");
	return done();
}
