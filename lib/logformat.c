#include "logformat.h"

#include <stdlib.h>

static const struct row {
	const char *name, *kind, *about, *notation;
} rows[] = {
#include "formats.inc"
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/* Formats that are code and no row come first. */
enum { CLF, W3C, EVENT, BUILT_IN };
#define N_FORMATS (BUILT_IN + N_ROWS)

static const struct row built_in[BUILT_IN] = {
	{ "combined", "code", "Common and Combined Log Format and their kin",
	    "" },
	{ "w3c", "code", "W3C Extended (IIS, CloudFront), Zeek, CSV of lr",
	    "" },
	{ "iis-event", "code", "IIS as event XML", "" },
};

struct program {
	enum { NEITHER, TEXT, JSON } kind;
	struct lr_logtext text;
	struct lr_logjson json;
};

struct lr_logformat {
	struct program program[N_FORMATS + 1]; /* the last is the user's */
	size_t only;   /* the one format asked for, or N_FORMATS + 1 */
	size_t format; /* of the line before */
	enum lr_logwrap wrap;
	const struct lr_zone *zone;
	struct lr_scratch scratch;
	struct lr_clf_memo memo;
	struct lr_logw3c w3c;
	struct lr_hit hit;
	const char *why;
};

#define USERS N_FORMATS
#define ANY (N_FORMATS + 1)

bool
lr_logformat_list(unsigned i, const char **name, const char **about)
{
	const struct row *r;

	if (i >= N_FORMATS)
		return false;
	r = i < BUILT_IN ? &built_in[i] : &rows[i - BUILT_IN];
	*name = r->name;
	*about = r->about;
	return true;
}

static enum lr_err
compile(struct program *p, const char *kind, struct lr_span notation,
    const char **why)
{
	if (strcmp(kind, "json") == 0) {
		p->kind = JSON;
		return lr_logjson_compile(&p->json, notation, why);
	}
	p->kind = TEXT;
	if (strcmp(kind, "apache") == 0)
		return lr_logtext_apache(&p->text, notation, why);
	if (strcmp(kind, "nginx") == 0)
		return lr_logtext_nginx(&p->text, notation, why);
	return lr_logtext_compile(&p->text, notation, why);
}

static bool
has(const struct program *p, enum lr_part part)
{
	unsigned i;

	for (i = 0; i < (p->kind == TEXT ? p->text.n : p->json.n); i++)
		if (part ==
		    (p->kind == TEXT ? p->text.step[i].part
				     : p->json.entry[i].part))
			return true;
	return false;
}

/* A format of the user's must tell an address and a time. */
static enum lr_err
usable(const struct program *p, const char **why)
{
	*why = "a format without an address and a time makes no records";
	if (!has(p, LR_PART_TIME) && !has(p, LR_PART_CLOCK))
		return LR_EBAD;
	return has(p, LR_PART_IP) || has(p, LR_PART_IP_PORT) ||
		has(p, LR_PART_PEER)
	    ? LR_OK
	    : LR_EBAD;
}

/* The format asked for. */
static enum lr_err
choose(struct lr_logformat *f, const char *name, const char **why)
{
	static const char *const kinds[] = { "apache", "nginx", "json",
		"text" };
	const char *known, *about;
	enum lr_err err;
	unsigned i;
	size_t n;

	f->only = ANY;
	if (name == NULL || strcmp(name, "auto") == 0)
		return LR_OK;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		n = strlen(kinds[i]);
		if (strncmp(name, kinds[i], n) == 0 && name[n] == ':') {
			f->only = USERS;
			err = compile(&f->program[USERS], kinds[i],
			    lr_span_str(name + n + 1), why);
			return err == LR_OK ? usable(&f->program[USERS], why)
					    : err;
		}
	}
	if (strcmp(name, "common") == 0)
		name = "combined";
	if (strcmp(name, "zeek") == 0 || strcmp(name, "iis") == 0)
		name = "w3c";
	for (i = 0; lr_logformat_list(i, &known, &about); i++)
		if (strcmp(name, known) == 0) {
			f->only = i;
			return LR_OK;
		}
	*why = "no format of that name: --formats lists them";
	return LR_EBAD;
}

enum lr_err
lr_logformat_new(struct lr_logformat **out, const char *name,
    const struct lr_zone *zone, const char **why)
{
	struct lr_logformat *f = calloc(1, sizeof(*f));
	enum lr_err err;
	size_t i;

	if ((*out = f) == NULL)
		return LR_ENOMEM;
	err = lr_scratch_init(&f->scratch);
	for (i = 0; err == LR_OK && i < N_ROWS; i++)
		err = compile(&f->program[BUILT_IN + i], rows[i].kind,
		    lr_span_str(rows[i].notation), why);
	if (err == LR_OK)
		err = choose(f, name, why);
	f->zone = zone;
	lr_logformat_file(f);
	if (err != LR_OK) {
		lr_logformat_free(f);
		*out = NULL;
	}
	return err;
}

void
lr_logformat_free(struct lr_logformat *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i <= N_FORMATS; i++)
		if (f->program[i].kind == TEXT)
			lr_logtext_free(&f->program[i].text);
	lr_scratch_free(&f->scratch);
	free(f);
}

void
lr_logformat_file(struct lr_logformat *f)
{
	f->w3c = (struct lr_logw3c){ 0 };
	f->format = f->only == ANY ? CLF : f->only;
	f->wrap = LR_LOGWRAP_NONE;
}

void
lr_logformat_get(const struct lr_logformat *f, struct lr_logformat_past *past)
{
	memset(past, 0, sizeof(*past)); /* padding, too */
	past->format = f->format;
	past->wrap = f->wrap;
	memcpy(&past->w3c, &f->w3c, sizeof(past->w3c));
}

void
lr_logformat_set(struct lr_logformat *f, const struct lr_logformat_past *past)
{
	f->format = past->format;
	f->wrap = past->wrap;
	memcpy(&f->w3c, &past->w3c, sizeof(f->w3c));
}

/* JSON logs hold other events, too: a request has a method or a status. */
static bool
is_request(const struct lr_logformat *f, size_t format)
{
	if (f->hit.method.n > 0 || f->hit.status != 0)
		return true;
	return format == W3C ? f->w3c.requests
			     : f->program[format].kind == TEXT;
}

/* NULL: the line is of that format, and the hit is whole. */
static const char *
read_as(struct lr_logformat *f, size_t format, struct lr_span line)
{
	const struct program *p = &f->program[format];
	const char *why;
	bool good;

	lr_hit_clear(&f->hit, &f->scratch);
	f->scratch.zone = f->zone;
	f->scratch.shift = 0;
	if (format == CLF) {
		why = lr_clf_read(line, &f->memo, &f->hit, &f->scratch);
		return why != NULL ? why : lr_hit_finish(&f->hit, &f->scratch);
	}
	if (format == W3C)
		good = lr_logw3c_read(&f->w3c, line, &f->hit, &f->scratch);
	else if (format == EVENT)
		good = lr_logw3c_event(line, &f->hit, &f->scratch);
	else if (p->kind == JSON)
		good = lr_logjson_read(&p->json, line, &f->hit, &f->scratch);
	else
		good = lr_logtext_read(&p->text, line, &f->hit, &f->scratch);
	if (!good)
		return "not of the format";
	why = lr_hit_finish(&f->hit, &f->scratch);
	if (why == NULL && !is_request(f, format))
		why = "no request";
	return why;
}

/* The line within the wrapper; the scratch space that it takes is kept out of
 * the parsers' way until put_back. */
static struct lr_span
take_off(struct lr_logformat *f, enum lr_logwrap wrap, struct lr_span line)
{
	f->scratch.n = 0;
	if (wrap == LR_LOGWRAP_NONE)
		return line;
	line = lr_logwrap_off(wrap, line, &f->scratch);
	f->scratch.p += f->scratch.n;
	f->scratch.used = f->scratch.n;
	return line;
}

static void
put_back(struct lr_logformat *f)
{
	f->scratch.p -= f->scratch.used;
	f->scratch.used = 0;
	f->scratch.outer = (struct lr_span){ NULL, 0 };
}

/* As the line before; else the reason. */
static const char *
read_same(struct lr_logformat *f, struct lr_span line)
{
	struct lr_span inner = take_off(f, f->wrap, line);
	const char *why = inner.n == 0
	    ? "not of the format of the lines before it"
	    : read_as(f, f->format, inner);

	put_back(f);
	return why;
}

/* In that wrapper, as any format that may be. */
static bool
read_any(struct lr_logformat *f, enum lr_logwrap wrap, struct lr_span line)
{
	size_t format = f->only == ANY ? 0 : f->only;
	size_t last = f->only == ANY ? N_FORMATS - 1 : f->only;
	struct lr_span inner = take_off(f, wrap, line);
	bool good = false;

	for (; inner.n > 0 && format <= last && !good; format++) {
		if (wrap == f->wrap && format == f->format)
			continue;
		good = read_as(f, format, inner) == NULL;
		if (good) {
			f->wrap = wrap;
			f->format = format;
		}
	}
	put_back(f);
	return good;
}

enum lr_logformat_line
lr_logformat_read(
    struct lr_logformat *f, struct lr_span line, const struct lr_hit **hit)
{
	enum lr_logwrap wrap;

	*hit = &f->hit;
	if (line.n == 0 ||
	    (line.p[0] == '#' && lr_logw3c_directive(&f->w3c, line)))
		return LR_LOGLINE_COMMENT;
	f->why = read_same(f, line);
	if (f->why == NULL)
		return LR_LOGLINE_HIT;
	for (wrap = LR_LOGWRAP_NONE; wrap < LR_LOGWRAPS; wrap++)
		if (read_any(f, wrap, line))
			return LR_LOGLINE_HIT;
	if ((f->only == ANY || f->only == W3C) && lr_logw3c_csv(&f->w3c, line))
		return LR_LOGLINE_COMMENT;
	if (f->only == ANY && f->format == CLF && line.p[0] == '{')
		f->why = "JSON with other names than those of known logs";
	return LR_LOGLINE_BAD;
}

const char *
lr_logformat_why(const struct lr_logformat *f)
{
	return f->why;
}

const char *
lr_logformat_name(const struct lr_logformat *f)
{
	const char *name = "your own", *about;

	(void)lr_logformat_list((unsigned)f->format, &name, &about);
	return name;
}

const char *
lr_logformat_wrapper(const struct lr_logformat *f)
{
	return f->wrap == LR_LOGWRAP_NONE ? NULL : lr_logwrap_name(f->wrap);
}
