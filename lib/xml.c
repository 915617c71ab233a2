#include "xml.h"

#include <expat.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "reader.h"
#include "xmlscan.h"

#define BLOCK (64 << 10)

struct lr_xml {
	struct lr_xmlscan scan; /* until it meets something odd; then */
	XML_Parser p;
	bool quiet;	     /* it gets tags that scan has seen */
	unsigned long lines; /* that scan has passed */
	const struct lr_xml_calls *calls;
	void *arg;
	lr_xml_source *source;
	void *source_arg;
	struct lr_buf *why;
	char what[64];
	uint64_t fed;
	unsigned depth;
	bool paused, over;
	enum lr_err stop; /* not LR_OK: why a call ended it */
};

/* ---- memory: expat never gives names back before it is freed, and cannot
 * tell whose memory it asks for, so there is one account for all parsers. */

static atomic_size_t taken;

union head {
	size_t n;
	max_align_t align;
};

static void *
resize(void *p, size_t n)
{
	union head *h = p == NULL ? NULL : (union head *)p - 1;
	size_t old = h == NULL ? 0 : h->n;

	if (n > LR_XML_MEMORY ||
	    atomic_fetch_add(&taken, n) + n > LR_XML_MEMORY + old)
		h = NULL;
	else
		h = realloc(h, sizeof(*h) + n);
	if (h == NULL) {
		if (n <= LR_XML_MEMORY)
			atomic_fetch_sub(&taken, n);
		return NULL;
	}
	atomic_fetch_sub(&taken, old);
	h->n = n;
	return h + 1;
}

static void *
take(size_t n)
{
	return resize(NULL, n);
}

static void
give(void *p)
{
	union head *h = p == NULL ? NULL : (union head *)p - 1;

	if (h != NULL)
		atomic_fetch_sub(&taken, h->n);
	free(h);
}

/* ---- calls of expat */

static enum lr_err
refuse(struct lr_xml *x, const char *what)
{
	return lr_reader_bad(
	    x->why, "%s: line %lu: %s", x->what, lr_xml_line(x), what);
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **atts)
{
	struct lr_xml *x = arg;

	if (++x->depth > LR_XML_DEPTH) {
		lr_xml_stop(x, refuse(x, "elements nested too deep"));
		return;
	}
	if (x->calls->start != NULL && x->stop == LR_OK && !x->quiet)
		x->calls->start(x->arg, x->depth, lr_xml_local(name),
		    (const char *const *)atts);
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct lr_xml *x = arg;

	if (x->calls->end != NULL && x->stop == LR_OK && !x->quiet)
		x->calls->end(x->arg, x->depth, lr_xml_local(name));
	x->depth--;
}

static void
on_text(void *arg, const XML_Char *p, int n)
{
	struct lr_xml *x = arg;

	if (x->stop == LR_OK)
		x->calls->text(x->arg, p, (size_t)n);
}

static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *sysid,
    const XML_Char *pubid, int subset)
{
	struct lr_xml *x = arg;

	if (subset || !x->calls->doctype)
		lr_xml_stop(
		    x, refuse(x, "a document type, which may hide a bomb"));
}

/* ---- ours */

enum lr_err
lr_xml_new(struct lr_xml **xp, const struct lr_xml_calls *calls, void *arg,
    struct lr_buf *why)
{
	struct lr_xml *x = *xp = calloc(1, sizeof(*x));

	if (x == NULL)
		return LR_ENOMEM;
	lr_xmlscan_init(&x->scan);
	x->calls = calls;
	x->arg = arg;
	x->why = why;
	return LR_OK;
}

void
lr_xml_free(struct lr_xml *x)
{
	if (x == NULL)
		return;
	lr_xmlscan_free(&x->scan);
	if (x->p != NULL)
		XML_ParserFree(x->p);
	free(x);
}

void
lr_xml_from(
    struct lr_xml *x, lr_xml_source *source, void *arg, struct lr_span what)
{
	size_t n = what.n < sizeof(x->what) ? what.n : sizeof(x->what) - 1;

	x->source = source;
	x->source_arg = arg;
	if (n > 0)
		memcpy(x->what, what.p, n);
	x->what[n] = '\0';
}

void
lr_xml_pause(struct lr_xml *x)
{
	if (x->paused || x->stop != LR_OK)
		return;
	x->scan.halt = true;
	x->paused =
	    x->p == NULL || XML_StopParser(x->p, XML_TRUE) == XML_STATUS_OK;
}

void
lr_xml_stop(struct lr_xml *x, enum lr_err err)
{
	if (x->stop != LR_OK)
		return;
	x->stop = err;
	x->scan.halt = true;
	if (x->p != NULL)
		(void)XML_StopParser(x->p, XML_FALSE);
}

static enum lr_err
failed(struct lr_xml *x)
{
	enum XML_Error e = XML_GetErrorCode(x->p);

	if (x->stop != LR_OK)
		return x->stop;
	if (e == XML_ERROR_NO_MEMORY)
		return atomic_load(&taken) > LR_XML_MEMORY / 2
		    ? refuse(x, "names that fill the memory")
		    : LR_ENOMEM;
	return refuse(
	    x, e == XML_ERROR_NO_ELEMENTS ? "cut off" : XML_ErrorString(e));
}

static enum lr_err
make_parser(struct lr_xml *x)
{
	static const XML_Memory_Handling_Suite memory = { take, resize, give };

	if ((x->p = XML_ParserCreate_MM(NULL, &memory, NULL)) == NULL)
		return LR_ENOMEM;
	XML_SetUserData(x->p, x);
	XML_SetElementHandler(x->p, on_start, on_end);
	if (x->calls->text != NULL)
		XML_SetCharacterDataHandler(x->p, on_text);
	XML_SetStartDoctypeDeclHandler(x->p, on_doctype);
	return LR_OK;
}

/* n bytes that lie at p, or in its buffer for NULL. */
static enum XML_Status
parse(struct lr_xml *x, const char *p, size_t n)
{
	x->fed += n;
	return p == NULL ? XML_ParseBuffer(x->p, (int)n, x->over)
			 : XML_Parse(x->p, p, (int)n, x->over);
}

/* Expat goes on where scan has met something odd. First it gets the tags that
 * are open there. */
static enum lr_err
hand_over(struct lr_xml *x, enum XML_Status *status)
{
	struct lr_xmlscan *s = &x->scan;
	bool over = x->over;
	struct lr_buf b;
	enum lr_err err;

	if ((err = make_parser(x)) != LR_OK)
		return err;
	x->lines = lr_xmlscan_line(s) - 1;
	lr_buf_init(&b, 2 * LR_XML_DEPTH * LR_XMLSCAN_NAME);
	lr_xmlscan_open(s, &b);
	if ((err = b.err) == LR_OK) {
		x->quiet = true;
		x->over = false;
		*status = parse(x, b.n == 0 ? "" : b.p, b.n);
		x->quiet = false;
		x->over = over;
		if (*status == XML_STATUS_OK)
			*status = parse(x, s->p == NULL ? "" : s->p + s->pos,
			    s->end - s->pos);
	}
	lr_buf_free(&b);
	lr_xmlscan_free(s);
	return err;
}

/* One more block for expat, or the end. */
static enum lr_err
feed(struct lr_xml *x, enum XML_Status *status)
{
	char *p = XML_GetBuffer(x->p, BLOCK);
	enum lr_err err;
	size_t n;

	if (p == NULL)
		return failed(x);
	if ((err = x->source(x->source_arg, p, BLOCK, &n)) != LR_OK)
		return err;
	x->over = n == 0;
	*status = parse(x, NULL, n);
	return LR_OK;
}

/* By expat, which has answered status. */
static enum lr_err
resume(struct lr_xml *x, enum XML_Status status)
{
	enum lr_err err;
	XML_Index seen;

	if (x->paused && status == XML_STATUS_OK) {
		x->paused = false;
		status = XML_ResumeParser(x->p);
	}
	for (;;) {
		if (status == XML_STATUS_ERROR)
			return failed(x);
		if (status == XML_STATUS_SUSPENDED)
			return LR_OK;
		if (x->over)
			return LR_END;
		/* the beginning of what expat could not yet understand */
		seen = XML_GetCurrentByteIndex(x->p);
		if (x->fed > LR_XML_TAG && seen >= 0 &&
		    x->fed - (uint64_t)seen > LR_XML_TAG)
			return refuse(x, "a tag of over 1 MiB");
		if ((err = feed(x, &status)) != LR_OK)
			return err;
	}
}

/* By scan, as far as it gets. */
static enum lr_err
scan(struct lr_xml *x)
{
	enum XML_Status status = XML_STATUS_OK;
	struct lr_xmlscan *s = &x->scan;
	enum lr_xmlscan_is is;
	enum lr_err err;
	size_t n;
	char *p;

	x->paused = s->halt = false;
	for (;;) {
		is = lr_xmlscan_run(s, x->calls, x->arg);
		if (x->stop != LR_OK)
			return x->stop;
		if (is == LR_XMLSCAN_ON)
			return LR_OK;
		if (x->over && s->closed && s->pos == s->end)
			return LR_END;
		if (is == LR_XMLSCAN_ODD || x->over ||
		    s->end - s->pos > LR_XML_TAG)
			break;
		if ((p = lr_xmlscan_room(s, BLOCK)) == NULL)
			return LR_ENOMEM;
		if ((err = x->source(x->source_arg, p, BLOCK, &n)) != LR_OK)
			return err;
		s->end += n;
		x->over = n == 0;
	}
	err = hand_over(x, &status);
	return err == LR_OK ? resume(x, status) : err;
}

void
lr_xml_expat(struct lr_xml *x)
{
	enum XML_Status status;

	if (x->p == NULL && hand_over(x, &status) != LR_OK)
		x->stop = LR_ENOMEM;
}

enum lr_err
lr_xml_next(struct lr_xml *x)
{
	enum lr_err err;

	if (x->stop != LR_OK)
		return x->stop;
	err = x->p == NULL ? scan(x) : resume(x, XML_STATUS_OK);
	if (err != LR_OK)
		x->stop = err;
	return err;
}

enum lr_err
lr_xml_all(struct lr_xml *x)
{
	enum lr_err err;

	do
		err = lr_xml_next(x);
	while (err == LR_OK);
	lr_xml_free(x);
	return err == LR_END ? LR_OK : err;
}

const char *
lr_xml_att(const char *const *atts, const char *name)
{
	for (; *atts != NULL; atts += 2)
		if (strcmp(lr_xml_local(*atts), name) == 0)
			return atts[1];
	return NULL;
}

unsigned long
lr_xml_line(const struct lr_xml *x)
{
	if (x->p == NULL)
		return lr_xmlscan_line(&x->scan);
	return x->lines + XML_GetCurrentLineNumber(x->p);
}
