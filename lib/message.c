#include "message.h"

#include <stdio.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "limits.h"

static void (*elsewhere)(void *arg, struct lr_span line);
static void *elsewhere_arg;

void
lr_message_to(void (*to)(void *arg, struct lr_span line), void *arg)
{
	elsewhere = to;
	elsewhere_arg = arg;
}

void
lr_message(const char *prog, const char *file, unsigned long line,
    const char *fmt, va_list ap)
{
	char raw[LR_MESSAGE_MAX * 2], safe[LR_MESSAGE_MAX + 16];
	struct lr_buf in = {
		.p = raw, .cap = sizeof(raw) - 1, .max = sizeof(raw) - 1
	};
	struct lr_buf out = {
		.p = safe, .cap = sizeof(safe) - 1, .max = sizeof(safe) - 1
	};
	size_t i, n;

	lr_buf_printf(&in, "%.100s: ", prog);
	/* a long name must leave room for what went wrong */
	if (file != NULL)
		lr_buf_printf(&in, "%.400s:", file);
	if (file != NULL && line != 0)
		lr_buf_printf(&in, "%lu:", line);
	if (file != NULL)
		lr_buf_putc(&in, ' ');
	n = (size_t)vsnprintf(raw + in.n, sizeof(raw) - in.n, fmt, ap);
	n = n < sizeof(raw) - in.n ? in.n + n : sizeof(raw) - 1;
	for (i = 0; i < n && out.n < LR_MESSAGE_MAX; i++) {
		unsigned char c = (unsigned char)raw[i];

		if (c >= 0x20 && c < 0x7f)
			lr_buf_putc(&out, (char)c);
		else
			lr_buf_printf(&out, "\\x%02x", c);
	}
	if (i < n)
		lr_buf_puts(&out, "...");
	lr_buf_putc(&out, '\n');
	if (elsewhere != NULL)
		elsewhere(elsewhere_arg, lr_buf_span(&out));
	else
		(void)lr_file_write(STDERR_FILENO, out.p, out.n);
}
