#include "xlsxbook.h"

#include <stdlib.h>

#include "ascii.h"
#include "map.h"
#include "num.h"
#include "utf8.h"
#include "xml.h"

#define RELATIONS_MAX (4u << 20) /* bytes of their ids */
#define STYLES_MAX 65536u

/* ---- relationships: which part is what of another part */

struct relation {
	struct lr_span kind, part; /* the last word of the type */
	bool external;
};

struct relations {
	struct lr_xlsxbook *book;
	struct lr_xml *x;
	struct lr_span folder; /* of the part that they belong to */
	struct lr_map ids;
	struct relation *list;
	uint32_t cap;
};

static struct lr_span
last_word(struct lr_span s)
{
	size_t i = s.n;

	while (i > 0 && s.p[i - 1] != '/')
		i--;
	return lr_span_sub(s, i, s.n);
}

static struct lr_span
folder_of(struct lr_span part)
{
	return lr_span_sub(part, 0, part.n - last_word(part).n);
}

/* %20 and the like. */
static void
put_undone(struct lr_buf *b, struct lr_span s)
{
	size_t i;
	int hi, lo;

	for (i = 0; i < s.n; i++) {
		hi = s.p[i] == '%' && i + 2 < s.n ? lr_hex(s.p[i + 1]) : -1;
		lo = hi >= 0 ? lr_hex(s.p[i + 2]) : -1;
		if (lo >= 0) {
			lr_buf_putc(b, (char)(hi * 16 + lo));
			i += 2;
		} else {
			lr_buf_putc(b, s.p[i]);
		}
	}
}

/* The name of a part that target means, seen from a folder (RFC 3986, 5.2). */
static struct lr_span
resolve(struct lr_arena *a, struct lr_span folder, struct lr_span target)
{
	struct lr_span step, name = { NULL, 0 };
	struct lr_buf b;

	lr_buf_init(&b, 4096);
	if (target.n > 0 && (target.p[0] == '/' || target.p[0] == '\\'))
		target = lr_span_sub(target, 1, target.n);
	else
		lr_buf_put(&b, folder);
	do {
		step = lr_span_cut(&target, '/');
		if (lr_span_eq(step, LR_SPAN("..")))
			b.n = b.n == 0 ? 0 : folder_of(lr_span(b.p, b.n - 1)).n;
		else if (!lr_span_eq(step, LR_SPAN(".")) && step.n > 0) {
			put_undone(&b, step);
			if (target.p != NULL)
				lr_buf_putc(&b, '/');
		}
	} while (target.p != NULL);
	if (b.err == LR_OK && b.n > 0)
		name = lr_arena_dup(a, lr_buf_span(&b));
	lr_buf_free(&b);
	return name;
}

static enum lr_err
add_relation(struct relations *r, const char *const *atts)
{
	struct lr_span id = lr_span_str(lr_xml_att(atts, "Id"));
	struct lr_span type = lr_span_str(lr_xml_att(atts, "Type"));
	struct lr_span target = lr_span_str(lr_xml_att(atts, "Target"));
	const char *mode = lr_xml_att(atts, "TargetMode");
	struct lr_arena *names = &r->book->names;
	enum lr_err err;
	uint32_t n, cap;
	bool added;
	void *p;

	if (id.n == 0 || target.n == 0)
		return LR_OK;
	err = lr_map_add(&r->ids, id, &n, &added);
	if (err != LR_OK || !added)
		return err;
	if (n >= r->cap) {
		cap = r->cap == 0 ? 16 : r->cap * 2;
		if ((p = realloc(r->list, cap * sizeof(*r->list))) == NULL)
			return LR_ENOMEM;
		r->list = p;
		r->cap = cap;
	}
	r->list[n].kind = lr_arena_dup(names, last_word(type));
	r->list[n].external =
	    lr_ascii_eq(lr_span_str(mode), LR_SPAN("external"));
	r->list[n].part = resolve(names, r->folder, target);
	return LR_OK;
}

static void
on_relation(
    void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct relations *r = arg;
	enum lr_err err;

	if (strcmp(name, "Relationship") != 0)
		return;
	if ((err = add_relation(r, atts)) != LR_OK)
		lr_xml_stop(r->x, err);
}

/* Read a whole part with these calls. *x is for them. */
static enum lr_err
read_part(struct lr_xlsxbook *b, struct lr_span part,
    const struct lr_xml_calls *calls, void *arg, struct lr_xml **x)
{
	enum lr_err err = lr_zip_open(b->zip, part, LR_PART_MAX);

	if (err == LR_OK)
		err = lr_xml_new(x, calls, arg, b->reader->why);
	if (err != LR_OK)
		return err;
	lr_xml_from(*x, lr_zip_read, b->zip, part);
	return lr_xml_all(*x);
}

/* The relationships of a part, of the whole package for "". None is fine. */
static enum lr_err
read_relations(struct lr_xlsxbook *b, struct relations *r, struct lr_span part)
{
	static const struct lr_xml_calls calls = { .start = on_relation };
	struct lr_buf name;
	enum lr_err err = LR_OK;

	*r = (struct relations){ .book = b, .folder = folder_of(part) };
	lr_map_init(&r->ids, RELATIONS_MAX);
	lr_buf_init(&name, 4096);
	lr_buf_put(&name, r->folder);
	lr_buf_puts(&name, "_rels/");
	lr_buf_put(&name, last_word(part));
	lr_buf_puts(&name, ".rels");
	if (name.err == LR_OK && lr_zip_has(b->zip, lr_buf_span(&name)))
		err = read_part(b, lr_buf_span(&name), &calls, r, &r->x);
	lr_buf_free(&name);
	return err;
}

static void
free_relations(struct relations *r)
{
	lr_map_free(&r->ids);
	free(r->list);
}

/* The first one of a kind. */
static const struct relation *
of_kind(const struct relations *r, struct lr_span kind)
{
	uint32_t i;

	for (i = 0; i < r->ids.n; i++)
		if (lr_span_eq(r->list[i].kind, kind) && !r->list[i].external)
			return &r->list[i];
	return NULL;
}

/* ---- the workbook */

struct workbook {
	struct lr_xlsxbook *book;
	struct lr_xml *x;
	struct relations relations;
	unsigned cap;
	bool root;
};

static bool
is_true(const char *s)
{
	return s != NULL && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
}

static enum lr_sheet_state
state_of(const char *s)
{
	if (s != NULL && strcmp(s, "hidden") == 0)
		return LR_SHEET_HIDDEN;
	if (s != NULL && strcmp(s, "veryHidden") == 0)
		return LR_SHEET_VERY_HIDDEN;
	return LR_SHEET_VISIBLE;
}

/* The relationship that r:id names; `id` is not another attribute's name. */
static const struct relation *
relation_of(const struct workbook *w, const char *const *atts)
{
	uint32_t n =
	    lr_map_find(&w->relations.ids, lr_span_str(lr_xml_att(atts, "id")));

	return n == LR_MAP_NONE ? NULL : &w->relations.list[n];
}

static enum lr_err
add_sheet(struct workbook *w, const char *const *atts)
{
	struct lr_xlsxbook *b = w->book;
	const struct relation *rel = relation_of(w, atts);
	struct lr_span *p;
	unsigned n = b->reader->n, cap;
	enum lr_err err;

	if (n >= w->cap) {
		cap = w->cap == 0 ? 16 : w->cap * 2;
		if ((p = realloc(b->sheet, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		b->sheet = p;
		w->cap = cap;
	}
	err = lr_reader_add(b->reader, lr_span_str(lr_xml_att(atts, "name")),
	    state_of(lr_xml_att(atts, "state")));
	if (err != LR_OK)
		return err;
	b->sheet[n] = (struct lr_span){ NULL, 0 };
	if (rel == NULL || rel->external)
		return LR_OK; /* said when it is asked for */
	b->sheet[n] = rel->part;
	b->reader->info[n].table = lr_span_eq(rel->kind, LR_SPAN("worksheet"));
	return LR_OK;
}

static void
on_workbook(
    void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct workbook *w = arg;
	enum lr_err err = LR_OK;

	if (depth == 1)
		w->root = strcmp(name, "workbook") == 0;
	else if (strcmp(name, "workbookPr") == 0)
		w->book->from1904 = is_true(lr_xml_att(atts, "date1904"));
	else if (depth == 3 && strcmp(name, "sheet") == 0)
		err = add_sheet(w, atts);
	if (err != LR_OK)
		lr_xml_stop(w->x, err);
}

static enum lr_err
read_workbook(struct lr_xlsxbook *b)
{
	static const struct lr_xml_calls calls = { .start = on_workbook };
	struct workbook w = { .book = b };
	const struct relation *rel;
	enum lr_err err;

	err = read_relations(b, &w.relations, b->part);
	if (err == LR_OK)
		err = read_part(b, b->part, &calls, &w, &w.x);
	if (err == LR_OK && !w.root)
		err = lr_reader_bad(b->reader->why,
		    "not a workbook: its main part is something else");
	if (err == LR_OK) {
		rel = of_kind(&w.relations, LR_SPAN("sharedStrings"));
		if (rel != NULL)
			b->strings_part = rel->part;
		rel = of_kind(&w.relations, LR_SPAN("styles"));
		if (rel != NULL)
			b->styles_part = rel->part;
	}
	free_relations(&w.relations);
	return err;
}

/* By the package's relationships, else where it usually is. */
static enum lr_err
find_workbook(struct lr_xlsxbook *b)
{
	const struct relation *rel;
	struct relations r;
	enum lr_err err = read_relations(b, &r, LR_SPAN(""));

	if (err == LR_OK) {
		rel = of_kind(&r, LR_SPAN("officeDocument"));
		b->part = rel != NULL && lr_zip_has(b->zip, rel->part)
		    ? rel->part
		    : LR_SPAN("xl/workbook.xml");
	}
	free_relations(&r);
	if (err != LR_OK)
		return err;
	if (lr_zip_has(b->zip, LR_SPAN("xl/workbook.bin")))
		return lr_reader_bad(b->reader->why,
		    "a binary workbook (xlsb): save it as xlsx first");
	if (!lr_zip_has(b->zip, b->part))
		return lr_reader_bad(
		    b->reader->why, "a zip file, but no spreadsheet");
	return LR_OK;
}

enum lr_err
lr_xlsxbook_open(
    struct lr_xlsxbook *b, struct lr_reader *reader, struct lr_zip *zip)
{
	enum lr_err err;

	*b = (struct lr_xlsxbook){ .reader = reader, .zip = zip };
	lr_arena_init(&b->names, 16u << 20);
	lr_buf_init(&b->styles, STYLES_MAX);
	lr_strpool_init(&b->strings);
	err = find_workbook(b);
	return err == LR_OK ? read_workbook(b) : err;
}

void
lr_xlsxbook_free(struct lr_xlsxbook *b)
{
	lr_arena_free(&b->names);
	lr_buf_free(&b->styles);
	lr_strpool_free(&b->strings);
	free(b->sheet);
}

/* ---- styles: cellXfs lists the formats that cells refer to */

struct styles {
	struct lr_xlsxbook *book;
	struct lr_xml *x;
	struct lr_map codes; /* the numbers of formats that have a code */
	struct lr_buf kinds; /* what they show */
	bool xfs;
};

static enum lr_err
add_code(struct styles *s, const char *const *atts)
{
	struct lr_span id = lr_span_str(lr_xml_att(atts, "numFmtId"));
	struct lr_span code = lr_span_str(lr_xml_att(atts, "formatCode"));
	enum lr_err err;
	bool added;
	uint32_t n;

	err = lr_map_add(&s->codes, id, &n, &added);
	if (err == LR_OK && added)
		lr_buf_putc(&s->kinds, (char)lr_numformat_of(code));
	return err != LR_OK ? err : s->kinds.err;
}

static enum lr_err
add_style(struct styles *s, const char *const *atts)
{
	struct lr_span id = lr_span_str(lr_xml_att(atts, "numFmtId"));
	uint32_t n = lr_map_find(&s->codes, id);
	uint64_t builtin = 0;

	if (n == LR_MAP_NONE)
		(void)lr_num_u64(id, UINT32_MAX, &builtin);
	lr_buf_putc(&s->book->styles,
	    (char)(n == LR_MAP_NONE ? lr_numformat_builtin(builtin)
				    : (enum lr_numformat)s->kinds.p[n]));
	return s->book->styles.err;
}

static void
on_style(void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct styles *s = arg;
	enum lr_err err = LR_OK;

	if (depth == 2)
		s->xfs = strcmp(name, "cellXfs") == 0;
	else if (depth == 3 && strcmp(name, "numFmt") == 0)
		err = add_code(s, atts);
	else if (depth == 3 && s->xfs && strcmp(name, "xf") == 0)
		err = add_style(s, atts);
	if (err == LR_ETOOLONG)
		err = lr_reader_bad(
		    s->book->reader->why, "over %u styles", STYLES_MAX);
	if (err != LR_OK)
		lr_xml_stop(s->x, err);
}

enum lr_err
lr_xlsxbook_styles(struct lr_xlsxbook *b)
{
	static const struct lr_xml_calls calls = { .start = on_style };
	struct styles s = { .book = b };
	enum lr_err err;

	if (b->have_styles || b->styles_part.n == 0 ||
	    !lr_zip_has(b->zip, b->styles_part))
		return LR_OK;
	lr_map_init(&s.codes, 1u << 20);
	lr_buf_init(&s.kinds, STYLES_MAX);
	err = read_part(b, b->styles_part, &calls, &s, &s.x);
	lr_map_free(&s.codes);
	lr_buf_free(&s.kinds);
	b->have_styles = err == LR_OK;
	return err;
}

/* ---- shared strings: sst/si/t, sst/si/r/t; not the reading aids of rPh */

struct strings {
	struct lr_xlsxbook *book;
	struct lr_xml *x;
	bool escapes;  /* it holds _x */
	bool in_text;  /* in a t that counts */
	unsigned skip; /* depth of an rPh, 0 outside */
};

static void
on_string(void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct strings *s = arg;

	if (s->skip == 0 && strcmp(name, "rPh") == 0)
		s->skip = depth;
	else if (s->skip == 0 && strcmp(name, "t") == 0)
		s->in_text = true;
}

static void
on_string_end(void *arg, unsigned depth, const char *name)
{
	struct strings *s = arg;
	enum lr_err err;

	s->in_text = false;
	if (s->skip == depth)
		s->skip = 0;
	if (depth != 2 || strcmp(name, "si") != 0)
		return;
	if (s->escapes)
		lr_xlsxbook_unescape(
		    &s->book->strings.text, lr_strpool_from(&s->book->strings));
	s->escapes = false;
	err = lr_strpool_end(&s->book->strings);
	if (err == LR_ETOOLONG)
		err = lr_reader_bad(s->book->reader->why,
		    "shared strings of over %u MiB", LR_STRINGS_MAX >> 20);
	if (err != LR_OK)
		lr_xml_stop(s->x, err);
}

static void
on_string_text(void *arg, const char *p, size_t n)
{
	struct strings *s = arg;

	if (!s->in_text)
		return;
	s->escapes |= memchr(p, '_', n) != NULL;
	lr_buf_put(&s->book->strings.text, lr_span(p, n));
}

enum lr_err
lr_xlsxbook_strings(struct lr_xlsxbook *b)
{
	static const struct lr_xml_calls calls = {
		.start = on_string, .end = on_string_end, .text = on_string_text
	};
	struct strings s = { .book = b };
	enum lr_err err;

	if (b->have_strings || b->strings_part.n == 0 ||
	    !lr_zip_has(b->zip, b->strings_part))
		return LR_OK;
	err =
	    lr_zip_open(b->zip, b->strings_part, 4 * (uint64_t)LR_STRINGS_MAX);
	if (err == LR_OK)
		err = lr_xml_new(&s.x, &calls, &s, b->reader->why);
	if (err != LR_OK)
		return err;
	lr_xml_from(s.x, lr_zip_read, b->zip, b->strings_part);
	err = lr_xml_all(s.x);
	b->have_strings = err == LR_OK;
	return err;
}

/* ---- _xHHHH_ */

/* The UTF-16 unit that is escaped at p. */
static bool
escaped(const char *p, const char *end, uint32_t *unit)
{
	int i, h;

	if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return false;
	for (*unit = 0, i = 2; i < 6; i++) {
		if ((h = lr_hex(p[i])) < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)h;
	}
	return true;
}

void
lr_xlsxbook_unescape(struct lr_buf *b, size_t from)
{
	char *p = b->n == 0 ? NULL : b->p + from, *out = p, *end;
	uint32_t c, low;

	if (p == NULL || b->err != LR_OK)
		return;
	for (end = b->p + b->n; p < end;) {
		if (*p != '_' || !escaped(p, end, &c)) {
			*out++ = *p++;
			continue;
		}
		p += 7;
		if (c >> 10 == 0xd800 >> 10 && escaped(p, end, &low) &&
		    low >> 10 == 0xdc00 >> 10) {
			c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
			p += 7;
		}
		out += lr_utf8_put(c == 0 ? 0xfffd : c, out);
	}
	b->n = (size_t)(out - b->p);
}
