/*
 * The first line as a recipient, the second as a subject, the third as the
 * attachment's name, the rest as its content: refused, or a message of the
 * size that was told, in lines that end in CR LF, with one header of each kind
 * and the content whole.
 */
#include <stdint.h>

#include "mail.h"
#include "must.h"

static void
message(const struct lr_mail *m)
{
	struct lr_mail_reader r;
	struct lr_buf all;
	struct lr_span rest, line;
	unsigned to = 0, subject = 0;
	bool head = true;
	char p[97];
	size_t n;

	if (lr_mail_open(&r, m) != LR_OK) {
		lr_mail_close(&r);
		return;
	}
	lr_buf_init(&all, 1 << 20);
	while ((n = lr_mail_read(&r, p, 1 + all.n % sizeof(p))) > 0)
		lr_buf_put(&all, lr_span(p, n));
	must(all.err == LR_OK && all.n == r.size);
	rest = lr_buf_span(&all);
	while (rest.n > 0) {
		line = lr_span_cut(&rest, '\n');
		must(line.n > 0 && line.n < 999 && line.p[line.n - 1] == '\r');
		line.n--;
		must(lr_span_find(line, '\r') == line.n);
		must(lr_span_find(line, '\0') == line.n);
		head &= line.n > 0;
		if (!head)
			continue;
		to += lr_span_starts(line, LR_SPAN("To: "));
		subject += lr_span_starts(line, LR_SPAN("Subject: "));
		must(!lr_span_starts(line, LR_SPAN("Bcc:")));
	}
	must(to == 1 && subject == 1);
	lr_buf_free(&all);
	lr_mail_close(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span rest = lr_span((const char *)data, size);
	struct lr_mail_address from, to;
	struct lr_mail m = { .from = &from, .to = &to, .n_to = 1 };
	const char *ending = NULL;

	if (size > 100000)
		return 0;
	must(lr_mail_address(LR_SPAN("LR <lr@example.com>"), &from));
	if (!lr_mail_address(lr_span_cut(&rest, '\n'), &to))
		must(lr_mail_address(LR_SPAN("b@example.com"), &to));
	m.subject = lr_span_cut(&rest, '\n');
	m.name = lr_span_cut(&rest, '\n');
	m.content = rest;
	m.type = lr_mail_type(rest, &ending);
	must(m.type != NULL && ending != NULL);
	(void)lr_mail_broken(rest, m.type);
	message(&m);
	m.subject = LR_SPAN("x");
	m.name = LR_SPAN("y");
	m.body = rest.n > 1000 ? lr_span_sub(rest, 0, 1000) : rest;
	message(&m);
	return 0;
}
