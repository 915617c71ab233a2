/* How the HTML page is written: markup of ours,
				   texts of strangers. */
#include "ascii.h"
#include "clock.h"
#include "html.h"
#include "idn.h"
#include "utf8.h"

static void
put(struct page *p, struct lr_span s)
{
	if (p->into != NULL)
		lr_buf_put(p->into, s);
	else
		lr_out_put(p->out, s);
}

void
page_put(struct page *p, const char *s)
{
	put(p, lr_span_str(s));
}

void
page_flush(struct page *p)
{
	put(p, lr_buf_span(&p->b));
	if (p->b.err != LR_OK)
		p->v.err = LR_ENOMEM;
	lr_buf_clear(&p->b);
}

static const char *
entity(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

/* Nobody sees them, so nothing is written. */
static bool
invisible(uint32_t c)
{
	return c == 0xad || c == 0x34f || c == 0x3164 || c == 0xffa0 ||
	    (c >= 0x115f && c <= 0x1160) || (c >= 0x17b4 && c <= 0x17b5) ||
	    (c >= 0x180b && c <= 0x180f) || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) ||
	    (c >= 0xfff0 && c <= 0xfffb) || c >= 0xe0000;
}

static void
escape(struct page *p, struct lr_span s, size_t max)
{
	const char *at, *end = lr_span_end(s), *good, *other;
	unsigned len;
	uint32_t c;
	size_t n;

	for (at = good = s.p, n = 0; at < end && n < max; n++) {
		len = lr_utf8_len(at, end);
		c = len == 0 ? 0xfffd : lr_utf8_get(at, len);
		if (len == 0 || lr_utf8_unsafe(c))
			other = "\xef\xbf\xbd";
		else
			other = invisible(c) ? "" : entity(c);
		if (other != NULL) {
			put(p, lr_span(good, (size_t)(at - good)));
			page_put(p, other);
		}
		at += len == 0 ? 1 : len;
		if (other != NULL)
			good = at;
	}
	put(p, lr_span(good, (size_t)(at - good)));
	if (at < end)
		page_put(p, "\xe2\x80\xa6");
}

void
page_exact(struct page *p, struct lr_span s)
{
	escape(p, s, SIZE_MAX);
}

void
page_text(struct page *p, struct lr_span s)
{
	escape(p, lr_idn_text(s, &p->text), p->text_max);
	if (p->text.err != LR_OK)
		p->v.err = LR_ENOMEM;
}

void
page_bdi(struct page *p, struct lr_span s)
{
	page_put(p, "<bdi>");
	page_text(p, s);
	page_put(p, "</bdi>");
}

void
page_word(struct page *p, enum word w)
{
	page_put(p, word(p->lang, w));
}

void
page_title(struct page *p, enum word w)
{
	unsigned i = 0;

	while (i < meanings &&
	    !lr_ascii_eq(lr_span_str(meaning[i].of[p->lang]),
		lr_span_str(word(p->lang, w))))
		i++;
	if (i == meanings)
		return;
	page_put(p, " title=\"");
	page_put(p, meaning[i].is[p->lang]);
	page_put(p, "\"");
}

void
page_number_word(struct page *p, enum word w, uint64_t n)
{
	const char *s = word(p->lang, w), *at = strstr(s, "%n");

	if (at == NULL) {
		page_put(p, s);
		return;
	}
	put(p, lr_span(s, (size_t)(at - s)));
	page_count(p, n);
	page_put(p, at + 2);
}

void
page_count(struct page *p, uint64_t n)
{
	word_count(p->lang, n, &p->b);
	page_flush(p);
}

void
page_tenths(struct page *p, uint64_t n, uint64_t of)
{
	n = of == 0 ? 0 : (n * 20 / of + 1) / 2;
	page_count(p, n / 10);
	lr_buf_printf(
	    &p->b, "%c%u", p->lang == LANG_DE ? ',' : '.', (unsigned)(n % 10));
	page_flush(p);
}

void
page_when(struct page *p, int64_t t)
{
	word_time(p->lang, t + answer_east(p->a, t), &p->b);
	page_flush(p);
}

void
page_time(struct page *p, int64_t t)
{
	page_put(p, "<time datetime=");
	answer_time(p->a, t, &p->b);
	lr_buf_putc(&p->b, '>');
	page_when(p, t);
	page_put(p, "</time>");
}

void
page_source(struct page *p, struct lr_span s)
{
	size_t n = lr_span_find(s, ':');

	page_text(p, word_of(p->lang, lr_span_sub(s, 0, n)));
	page_text(p, lr_span_sub(s, n, s.n));
}

bool
page_get(struct page *p, enum row kind, size_t row, const char *name)
{
	return answer_value(
	    p->a, kind, row, column_of(kind, lr_span_str(name)), &p->v);
}

uint64_t
page_number(struct page *p, enum row kind, size_t row, const char *name)
{
	return page_get(p, kind, row, name) ? p->v.count : 0;
}

int64_t
page_day(const struct page *p, int64_t t)
{
	return lr_time_day(t + answer_east(p->a, t));
}

bool
page_is_new(struct page *p, size_t lead)
{
	if (page_get(p, ROW_LEAD, lead, "new") && p->v.count == 0)
		return false;
	return page_get(p, ROW_LEAD, lead, "first_visit") &&
	    page_day(p, p->v.time) >= p->last_day;
}
