#include "xmlscan.h"

#include <stdint.h>
#include <stdlib.h>

#include "ascii.h"
#include "num.h"
#include "utf8.h"

#define ATTS_MAX 32u
#define PIECE (64u << 10) /* of a text that is handed out before its end */

/* Kinds of bytes. The NUL behind the last one is of no kind. */
enum {
	NAME = 1,  /* may stand in a name */
	SPACE = 2, /* between attributes */
	VALUE = 4, /* stands for itself in a value, quotes apart */
	TEXT = 8   /* stands for itself in a text */
};

void
lr_xmlscan_init(struct lr_xmlscan *s)
{
	unsigned c;

	*s = (struct lr_xmlscan){ 0 };
	lr_buf_init(&s->names, LR_XML_DEPTH * LR_XMLSCAN_NAME);
	for (c = 0x20; c < 256; c++)
		s->kinds[c] = VALUE | TEXT;
	s->kinds['<'] = s->kinds['&'] = 0;
	s->kinds[']'] = VALUE;
	s->kinds[' '] |= SPACE;
	s->kinds['\n'] = s->kinds['\t'] = SPACE | TEXT;
	for (c = 0; c < 128; c++)
		if (lr_is_alnum((char)c) || c == '_' || c == ':' || c == '.' ||
		    c == '-')
			s->kinds[c] |= NAME;
}

void
lr_xmlscan_free(struct lr_xmlscan *s)
{
	free(s->p);
	lr_buf_free(&s->names);
	s->p = NULL;
	s->pos = s->end = s->cap = 0;
}

static unsigned long
count_lines(struct lr_span s)
{
	unsigned long n = 0;

	while (lr_span_find(s, '\n') < s.n) {
		lr_span_cut(&s, '\n');
		n++;
	}
	return n;
}

unsigned long
lr_xmlscan_line(const struct lr_xmlscan *s)
{
	return 1 + s->lines + count_lines(lr_span(s->p, s->pos));
}

char *
lr_xmlscan_room(struct lr_xmlscan *s, size_t n)
{
	size_t cap = s->cap == 0 ? n : s->cap;
	char *p;

	if (s->pos > 0) {
		s->lines += count_lines(lr_span(s->p, s->pos));
		s->end -= s->pos;
		memmove(s->p, s->p + s->pos, s->end);
		s->pos = 0;
	}
	while (cap - s->end < n)
		cap *= 2;
	if (cap != s->cap) {
		if ((p = realloc(s->p, cap + 1)) == NULL)
			return NULL;
		s->p = p;
		s->cap = cap;
	}
	return s->p + s->end;
}

/* Bytes above 0x7f that are good characters of XML. */
static bool
good_text(struct lr_span s)
{
	size_t at;

	if (!lr_utf8_valid(s))
		return false;
	/* U+FFFE and U+FFFF are none */
	while ((at = lr_span_find(s, '\xef')) < s.n) {
		s = lr_span_sub(s, at + 1, s.n);
		if (lr_span_starts(s, LR_SPAN("\xbf\xbe")) ||
		    lr_span_starts(s, LR_SPAN("\xbf\xbf")))
			return false;
	}
	return true;
}

/* ---- references: &amp; &#65; &#x41; */

/* The character that the reference at p means, at out; its bytes there, and
 * in *n those that it takes itself. 0: none, or not yet its end. */
static unsigned
reference(const char *p, const char *end, char *out, size_t *n)
{
	static const struct {
		struct {
			const char *p;
			size_t n;
		} name;
		char c;
	} names[] = { { { "amp", 3 }, '&' }, { { "lt", 2 }, '<' },
		{ { "gt", 2 }, '>' }, { { "quot", 4 }, '"' },
		{ { "apos", 4 }, '\'' } };
	struct lr_span s =
	    lr_span_sub(lr_span(p + 1, (size_t)(end - p) - 1), 0, 10);
	size_t i = lr_span_find(s, ';'), k;
	uint32_t c = 0;
	uint64_t v;
	int h;

	*n = i + 2;
	if (i == s.n)
		return 0;
	s.n = i;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (lr_span_eq(s, lr_span(names[i].name.p, names[i].name.n))) {
			*out = names[i].c;
			return 1;
		}
	if (s.n < 2 || s.p[0] != '#')
		return 0;
	if (s.p[1] == 'x') {
		for (k = 2; k < s.n; k++) {
			if ((h = lr_hex(s.p[k])) < 0)
				return 0;
			c = c << 4 | (uint32_t)h;
		}
	} else if (lr_num_u64(lr_span_sub(s, 1, s.n), 0x10ffff, &v)) {
		c = (uint32_t)v;
	}
	if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
	    (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff ||
	    c > 0x10ffff)
		return 0;
	return lr_utf8_put(c, out);
}

/* Undo the references of a value, all of them good, in its place; its end. */
static char *
undo(char *p, char *end)
{
	char *out = p, tmp[4];
	unsigned len;
	size_t n;

	while (p < end) {
		if (*p != '&') {
			*out++ = *p++;
			continue;
		}
		len = reference(p, end, tmp, &n);
		memcpy(out, tmp, len);
		out += len;
		p += n;
	}
	return out;
}

/* ---- tags */

struct att {
	char *name, *name_end;
	char *value, *value_end;
	bool references;
};

struct tag {
	char *name, *name_end;
	struct att att[ATTS_MAX];
	unsigned atts;
	bool empty;
	char *end; /* behind its > */
};

/* A byte that is not as it should be: is it the end of what is there? */
static enum lr_xmlscan_is
stuck(const struct lr_xmlscan *s, const char *p)
{
	return p >= s->p + s->end ? LR_XMLSCAN_MORE : LR_XMLSCAN_ODD;
}

static char *
skip(const struct lr_xmlscan *s, char *p, unsigned kind)
{
	while (s->kinds[(unsigned char)*p] & kind)
		p++;
	return p;
}

static enum lr_xmlscan_is
attribute(struct lr_xmlscan *s, char **at, struct att *a)
{
	char *p = *at, quote;
	unsigned high = 0;

	a->name = p;
	a->name_end = p = skip(s, p, NAME);
	if (p == a->name || lr_is_digit(*a->name) || *a->name == '.' ||
	    *a->name == '-' || *p != '=')
		return stuck(s, p);
	quote = *++p;
	if (quote != '"' && quote != '\'')
		return stuck(s, p);
	a->value = ++p;
	a->references = false;
	for (; *p != quote; p++) {
		if (*p == '&')
			a->references = true;
		else if (!(s->kinds[(unsigned char)*p] & VALUE))
			return stuck(s, p);
		high |= (unsigned char)*p;
	}
	a->value_end = p;
	*at = p + 1;
	if (high & 0x80 &&
	    !good_text(lr_span(a->value, (size_t)(p - a->value))))
		return LR_XMLSCAN_ODD;
	return LR_XMLSCAN_ON;
}

static bool
is_doubled(const struct tag *t)
{
	const struct att *a = &t->att[t->atts], *b;
	size_t n = (size_t)(a->name_end - a->name);

	for (b = t->att; b < a; b++)
		if ((size_t)(b->name_end - b->name) == n &&
		    memcmp(b->name, a->name, n) == 0)
			return true;
	return false;
}

/* Understand the start tag at p, changing nothing. */
static enum lr_xmlscan_is
read_tag(struct lr_xmlscan *s, char *p, struct tag *t)
{
	enum lr_xmlscan_is is;
	char *space;

	t->atts = 0;
	t->name = ++p;
	t->name_end = p = skip(s, p, NAME);
	if (!lr_is_alpha(*t->name) && *t->name != '_')
		return stuck(s, t->name);
	for (;;) {
		space = p;
		p = skip(s, p, SPACE);
		if (*p == '>' || *p == '/')
			break;
		if (space == p || t->atts == ATTS_MAX)
			return stuck(s, p);
		if ((is = attribute(s, &p, &t->att[t->atts])) != LR_XMLSCAN_ON)
			return is;
		if (is_doubled(t))
			return LR_XMLSCAN_ODD;
		t->atts++;
	}
	t->empty = *p == '/';
	if (t->empty && *++p != '>')
		return stuck(s, p);
	t->end = p + 1;
	return LR_XMLSCAN_ON;
}

static bool
push(struct lr_xmlscan *s, const struct tag *t)
{
	size_t n = (size_t)(t->name_end - t->name);

	if (s->depth == LR_XML_DEPTH || n >= LR_XMLSCAN_NAME)
		return false;
	s->name[s->depth] = s->names.n;
	lr_buf_put(&s->names, lr_span(t->name, n));
	lr_buf_putc(&s->names, '\0');
	if (s->names.err != LR_OK)
		return false;
	s->depth++;
	return true;
}

static void
pop(struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg)
{
	size_t at = s->name[s->depth - 1];

	if (calls->end != NULL)
		calls->end(arg, s->depth, lr_xml_local(s->names.p + at));
	s->names.n = at;
	s->closed = --s->depth == 0;
}

/* The attributes as a call wants them. What stood behind names and values is
 * overwritten: this is the point of no return. */
static void
list_atts(struct tag *t, const char **atts)
{
	struct att *a;

	for (a = t->att; a < t->att + t->atts; a++) {
		if (a->references)
			a->value_end = undo(a->value, a->value_end);
		*a->name_end = *a->value_end = '\0';
		*atts++ = a->name;
		*atts++ = a->value;
	}
	*atts = NULL;
}

/* Could all references be undone? */
static bool
references_good(const struct tag *t)
{
	const struct att *a;
	char tmp[4], *p;
	size_t n;

	for (a = t->att; a < t->att + t->atts; a++)
		for (p = a->value; a->references && p < a->value_end; p += n) {
			n = 1;
			if (*p == '&' &&
			    reference(p, a->value_end, tmp, &n) == 0)
				return false;
		}
	return true;
}

static enum lr_xmlscan_is
start_tag(struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg)
{
	const char *atts[2 * ATTS_MAX + 1];
	enum lr_xmlscan_is is;
	struct tag t;

	if (s->closed)
		return LR_XMLSCAN_ODD;
	is = read_tag(s, s->p + s->pos, &t);
	if (is != LR_XMLSCAN_ON)
		return is;
	if (!references_good(&t) || !push(s, &t))
		return LR_XMLSCAN_ODD;
	list_atts(&t, atts);
	s->pos = (size_t)(t.end - s->p);
	s->empty = t.empty;
	*t.name_end = '\0';
	if (calls->start != NULL)
		calls->start(arg, s->depth, lr_xml_local(t.name), atts);
	return LR_XMLSCAN_ON;
}

static enum lr_xmlscan_is
end_tag(struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg)
{
	char *p = s->p + s->pos + 2, *from = p;
	size_t n, at;

	p = skip(s, p, NAME);
	n = (size_t)(p - from);
	p = skip(s, p, SPACE);
	if (*p != '>')
		return stuck(s, p);
	if (s->depth == 0)
		return LR_XMLSCAN_ODD;
	at = s->name[s->depth - 1];
	if (s->names.n - at - 1 != n || memcmp(s->names.p + at, from, n) != 0)
		return LR_XMLSCAN_ODD;
	s->pos = (size_t)(p + 1 - s->p);
	pop(s, calls, arg);
	return LR_XMLSCAN_ON;
}

/* ---- texts */

/* Without a character at its end whose bytes are not all there. */
static size_t
whole(const char *p, size_t n)
{
	size_t k = 0;

	while (k < 4 && k < n && ((unsigned char)p[n - 1 - k] & 0xc0) == 0x80)
		k++;
	return k < n && (unsigned char)p[n - 1 - k] >= 0xc0 ? n - 1 - k : n;
}

/* From pos to the next byte that is not itself. */
static enum lr_xmlscan_is
plain_text(struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg)
{
	char *from = s->p + s->pos, *p = from, *end = s->p + s->end;
	unsigned high = 0;
	size_t n;

	while (s->kinds[(unsigned char)*p] & TEXT)
		high |= (unsigned char)*p++;
	n = (size_t)(p - from);
	if (p == end) {
		if (n < PIECE)
			return LR_XMLSCAN_MORE;
		if (high & 0x80)
			n = whole(from, n);
	}
	if (high & 0x80 && !good_text(lr_span(from, n)))
		return LR_XMLSCAN_ODD;
	if (s->depth == 0) {
		if (skip(s, from, SPACE) < p)
			return LR_XMLSCAN_ODD;
	} else if (calls->text != NULL) {
		calls->text(arg, from, n);
	}
	s->pos += n;
	return LR_XMLSCAN_ON;
}

/* A reference, or a bracket that does not end a section. */
static enum lr_xmlscan_is
other_text(struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg)
{
	char *p = s->p + s->pos, *end = s->p + s->end, tmp[4];
	size_t n = 1;
	unsigned len = 1;

	if (s->depth == 0)
		return LR_XMLSCAN_ODD;
	if (*p == '&') {
		len = reference(p, end, tmp, &n);
		if (len == 0)
			return end - p < 12 ? LR_XMLSCAN_MORE : LR_XMLSCAN_ODD;
	} else if (*p == ']') {
		if (end - p < 2)
			return LR_XMLSCAN_MORE;
		if (p[1] == ']')
			return LR_XMLSCAN_ODD;
		tmp[0] = ']';
	} else {
		return LR_XMLSCAN_ODD;
	}
	s->pos += n;
	if (calls->text != NULL)
		calls->text(arg, tmp, len);
	return LR_XMLSCAN_ON;
}

/* ---- the beginning, and all of it */

/* Take a word, quoted, out of what is left of the declaration. */
static bool
take(struct lr_span *s, const char *name, struct lr_span *value)
{
	struct lr_span n = lr_span_str(name), rest = *s;
	size_t end;

	if (!lr_span_starts(rest, n))
		return false;
	rest = lr_span_sub(rest, n.n, rest.n);
	if (rest.n < 2 || (rest.p[0] != '"' && rest.p[0] != '\''))
		return false;
	end = lr_span_find(lr_span_sub(rest, 1, rest.n), rest.p[0]);
	if (end + 1 >= rest.n)
		return false;
	*value = lr_span_sub(rest, 1, 1 + end);
	*s = lr_span_sub(rest, end + 2, rest.n);
	return true;
}

/* <?xml version="1.0" encoding="UTF-8" standalone="yes"?> */
static bool
is_declaration(struct lr_span s)
{
	struct lr_span v;

	if (!take(&s, "<?xml version=", &v) || !lr_span_eq(v, LR_SPAN("1.0")))
		return false;
	if (take(&s, " encoding=", &v) && !lr_ascii_eq(v, LR_SPAN("utf-8")))
		return false;
	if (take(&s, " standalone=", &v) && !lr_span_eq(v, LR_SPAN("yes")) &&
	    !lr_span_eq(v, LR_SPAN("no")))
		return false;
	return lr_span_eq(s, LR_SPAN("?>"));
}

static enum lr_xmlscan_is
begin(struct lr_xmlscan *s)
{
	struct lr_span all = lr_span(s->p, s->end);
	size_t end;

	if (all.n < 5)
		return LR_XMLSCAN_MORE;
	s->begun = true;
	if (!lr_span_starts(all, LR_SPAN("<?xml")))
		return LR_XMLSCAN_ON;
	end = lr_span_find(lr_span_sub(all, 0, 200), '>');
	if (end == all.n || end == 200) {
		s->begun = end == 200;
		return end == 200 ? LR_XMLSCAN_ODD : LR_XMLSCAN_MORE;
	}
	if (!is_declaration(lr_span_sub(all, 0, end + 1)))
		return LR_XMLSCAN_ODD;
	s->pos = end + 1;
	return LR_XMLSCAN_ON;
}

static enum lr_xmlscan_is
next(struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg)
{
	char *p = s->p + s->pos;

	if (!s->begun)
		return begin(s);
	if (s->empty) {
		s->empty = false;
		pop(s, calls, arg);
		return LR_XMLSCAN_ON;
	}
	if (s->kinds[(unsigned char)*p] & TEXT)
		return plain_text(s, calls, arg);
	if (s->pos == s->end)
		return LR_XMLSCAN_MORE;
	if (*p != '<')
		return other_text(s, calls, arg);
	return p[1] == '/' ? end_tag(s, calls, arg) : start_tag(s, calls, arg);
}

enum lr_xmlscan_is
lr_xmlscan_run(
    struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg)
{
	enum lr_xmlscan_is is = LR_XMLSCAN_ON;

	if (s->p == NULL)
		return LR_XMLSCAN_MORE;
	s->p[s->end] = '\0'; /* ends every search */
	while (is == LR_XMLSCAN_ON && !s->halt)
		is = next(s, calls, arg);
	return is;
}

void
lr_xmlscan_open(const struct lr_xmlscan *s, struct lr_buf *b)
{
	unsigned i;

	for (i = 0; i < s->depth; i++) {
		lr_buf_putc(b, '<');
		lr_buf_puts(b, s->names.p + s->name[i]);
		lr_buf_putc(b, '>');
	}
	if (s->closed)
		lr_buf_puts(b, "<a/>");
}
