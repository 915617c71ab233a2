#include "provider.h"

#include "ascii.h"

static const struct lr_provider *const table[LR_PROVIDERS] = {
	&lr_hunter,
	&lr_google,
	&lr_searxng,
	&lr_brave,
};

const struct lr_provider *
lr_provider_at(unsigned i)
{
	return i < LR_PROVIDERS ? table[i] : NULL;
}

const struct lr_provider *
lr_provider_named(struct lr_span name, unsigned *i)
{
	for (*i = 0; *i < LR_PROVIDERS; ++*i)
		if (lr_span_eq(name, lr_span_str(table[*i]->name)))
			return table[*i];
	return NULL;
}

const char *
lr_said_text(enum lr_said said)
{
	switch (said) {
	case LR_SAID_MORE:
	case LR_SAID_DONE:
		return "answered";
	case LR_SAID_SLOW:
		return "asked too fast";
	case LR_SAID_FAULT:
		return "trouble at the server";
	case LR_SAID_USED_UP:
		return "credits used up";
	case LR_SAID_NO_KEY:
		return "the key is refused, or the plan does not allow it";
	case LR_SAID_REFUSED:
		return "no answer about this company";
	case LR_SAID_NONSENSE:
		return "an answer that cannot be read";
	case LR_SAID_NO_MEMORY:
		return "out of memory";
	}
	return "?";
}

void
lr_provider_param(struct lr_buf *url, const char *name, struct lr_span value)
{
	static const char hex[] = "0123456789ABCDEF";
	bool first = lr_span_find(lr_buf_span(url), '?') == url->n;
	size_t i;

	lr_buf_putc(url, first ? '?' : '&');
	lr_buf_puts(url, name);
	lr_buf_putc(url, '=');
	for (i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if (lr_is_alnum((char)c) || c == '-' || c == '.' || c == '_' ||
		    c == '~') {
			lr_buf_putc(url, (char)c);
		} else {
			lr_buf_putc(url, '%');
			lr_buf_putc(url, hex[c >> 4]);
			lr_buf_putc(url, hex[c & 15]);
		}
	}
}

void
lr_provider_number(struct lr_buf *url, const char *name, unsigned v)
{
	lr_buf_putc(
	    url, lr_span_find(lr_buf_span(url), '?') == url->n ? '?' : '&');
	lr_buf_puts(url, name);
	lr_buf_putc(url, '=');
	lr_buf_putu(url, v);
}
