/*
 * Any bytes as XML: read as it is done, and by expat alone. Both call the same
 * and give the same answer. The first byte is the size of the pieces, or'ed
 * with 128 when every end pauses.
 */
#include <stdint.h>

#include "must.h"
#include "reader.h"
#include "xml.h"

struct log {
	struct lr_xml *x;
	struct lr_buf b;
	bool pause;
};

struct source {
	struct lr_span s;
	size_t step;
};

static void
start(void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct log *l = arg;

	lr_buf_printf(&l->b, "\n<%u %s", depth, name);
	for (; *atts != NULL; atts++)
		lr_buf_printf(&l->b, " %s", *atts);
	lr_buf_putc(&l->b, '\n');
}

static void
end(void *arg, unsigned depth, const char *name)
{
	struct log *l = arg;

	lr_buf_printf(&l->b, "\n>%u %s\n", depth, name);
	if (l->pause)
		lr_xml_pause(l->x);
}

static void
text(void *arg, const char *p, size_t n)
{
	struct log *l = arg;

	lr_buf_put(&l->b, lr_span(p, n));
}

static enum lr_err
more(void *arg, char *p, size_t max, size_t *n)
{
	struct source *s = arg;

	*n = s->s.n < s->step ? s->s.n : s->step;
	must(*n <= max);
	if (*n > 0)
		memcpy(p, s->s.p, *n);
	s->s = lr_span_sub(s->s, *n, s->s.n);
	return LR_OK;
}

static enum lr_err
parse(struct lr_span s, unsigned how, bool expat, struct log *l,
    struct lr_buf *why)
{
	static const struct lr_xml_calls calls = {
		.start = start, .end = end, .text = text
	};
	struct source source = { s, (how & 127) + 1 };
	enum lr_err err;

	l->pause = how & 128;
	lr_buf_init(&l->b, SIZE_MAX);
	lr_buf_init(why, LR_WHY_MAX);
	must(lr_xml_new(&l->x, &calls, l, why) == LR_OK);
	lr_xml_from(l->x, more, &source, LR_SPAN("part"));
	if (expat)
		lr_xml_expat(l->x);
	do
		err = lr_xml_next(l->x);
	while (err == LR_OK);
	lr_xml_free(l->x);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_buf why[2];
	struct log log[2];
	struct lr_span s;
	enum lr_err a, b;

	if (size == 0)
		return 0;
	s = lr_span((const char *)data + 1, size - 1);
	a = parse(s, data[0], false, &log[0], &why[0]);
	b = parse(s, data[0], true, &log[1], &why[1]);
	must(a == b && (a == LR_END || a == LR_EBAD));
	must(a == LR_END || (why[0].n > 0 && why[1].n > 0));
	/* before an error one may have called more than the other */
	must(a == LR_EBAD ||
	    lr_span_eq(lr_buf_span(&log[0].b), lr_buf_span(&log[1].b)));
	lr_buf_free(&log[0].b);
	lr_buf_free(&log[1].b);
	lr_buf_free(&why[0]);
	lr_buf_free(&why[1]);
	return 0;
}
