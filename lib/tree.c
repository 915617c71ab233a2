#include "tree.h"

#include <stdlib.h>

#include <jansson.h>

#include "ascii.h"
#include "buf.h"
#include "hash.h"
#include "limits.h"
#include "num.h"
#include "utf8.h"
#include "wipe.h"

struct lr_tree {
	json_t *root;
};

/* Nodes are jansson's own; the struct lr_node is never defined. */
static const json_t *
json(const struct lr_node *n)
{
	return (const json_t *)(const void *)n;
}

static const struct lr_node *
node(const json_t *j)
{
	return (const struct lr_node *)(const void *)j;
}

/* ---- the text made fit for jansson */

/* A lone surrogate in \uXXXX form at s.p[at]; *skip: bytes of what is there. */
static bool
lone(struct lr_span s, size_t at, size_t *skip)
{
	unsigned v[2] = { 0, 0 };
	size_t i, j;

	for (i = 0; i < 2; i++) {
		if (at + 6 * (i + 1) > s.n || s.p[at + 6 * i] != '\\' ||
		    s.p[at + 6 * i + 1] != 'u')
			break;
		for (j = 2; j < 6; j++) {
			int x = lr_hex(s.p[at + 6 * i + j]);

			if (x < 0)
				break;
			v[i] = v[i] << 4 | (unsigned)x;
		}
		if (j < 6) {
			v[i] = 0;
			break;
		}
	}
	*skip = 2;
	if (v[0] < 0xd800 || v[0] > 0xdfff)
		return false;
	*skip = v[0] < 0xdc00 && v[1] >= 0xdc00 && v[1] <= 0xdfff ? 12 : 6;
	return *skip == 6;
}

/* Copy the text, mending it. False: too deep. */
static bool
mend(struct lr_buf *b, struct lr_span s)
{
	bool in = false;
	unsigned depth = 0;
	size_t i, from = 0, skip;

	for (i = 0; i < s.n; i += skip) {
		char c = s.p[i];

		skip = 1;
		if (in && c == '\\') {
			if (lone(s, i, &skip)) {
				lr_buf_put(b, lr_span_sub(s, from, i));
				lr_buf_puts(b, "\\ufffd");
				from = i + skip;
			}
		} else if (c == '"') {
			in = !in;
		} else if (!in && (c == '[' || c == '{')) {
			if (++depth > LR_JSON_DEPTH)
				return false;
		} else if (!in && (c == ']' || c == '}') && depth > 0) {
			depth--;
		}
	}
	lr_buf_put(b, lr_span_sub(s, from, s.n));
	return true;
}

static enum lr_err
build(struct lr_tree *t, struct lr_span text, size_t flags, const char **why,
    unsigned *line)
{
	const char *unused;
	json_error_t e;
	enum json_error_code code;

	if (why == NULL)
		why = &unused;
	/* jansson would open /dev/urandom */
	json_object_seed((size_t)lr_hash_seed() | 1);
	t->root = json_loadb(text.n == 0 ? "" : text.p, text.n,
	    flags | JSON_ALLOW_NUL | JSON_DECODE_ANY, &e);
	if (t->root != NULL)
		return LR_OK;
	code = json_error_code(&e);
	*line = e.line > 0 ? (unsigned)e.line : 0;
	*why = code == json_error_out_of_memory ? "out of memory"
	    : code == json_error_premature_end_of_input
	    ? "JSON that is cut short"
	    : code == json_error_duplicate_key ? "a key that is there twice"
					       : "no JSON";
	return code == json_error_out_of_memory ? LR_ENOMEM : LR_EBAD;
}

static enum lr_err
parse(struct lr_tree **t, struct lr_span text, size_t flags, const char **why,
    unsigned *line)
{
	struct lr_buf fixed, mended;
	enum lr_err err = LR_OK;

	*t = NULL;
	json_set_alloc_funcs(lr_wiped_malloc, lr_wiped_free);
	if (text.n > LR_TREE_MAX) {
		if (why != NULL)
			*why = "JSON of over 16 MiB";
		return LR_ETOOLONG;
	}
	lr_buf_init(&fixed, 3 * LR_TREE_MAX);
	lr_buf_init(&mended, 3 * LR_TREE_MAX);
	if (!lr_utf8_valid(text)) {
		lr_utf8_fix(&fixed, text);
		text = lr_buf_span(&fixed);
	}
	if (!mend(&mended, text)) {
		err = LR_ETOOLONG;
		if (why != NULL)
			*why = "JSON that is nested too deep";
	} else if (fixed.err != LR_OK || mended.err != LR_OK ||
	    (*t = lr_wiped_malloc(sizeof(**t))) == NULL) {
		err = LR_ENOMEM;
		if (why != NULL)
			*why = "out of memory";
	} else {
		err = build(*t, lr_buf_span(&mended), flags, why, line);
	}
	if (fixed.p != NULL)
		lr_wipe(fixed.p, fixed.cap);
	if (mended.p != NULL)
		lr_wipe(mended.p, mended.cap);
	lr_buf_free(&fixed);
	lr_buf_free(&mended);
	if (err != LR_OK) {
		lr_wiped_free(*t);
		*t = NULL;
	}
	return err;
}

enum lr_err
lr_tree_parse(struct lr_tree **t, struct lr_span text, const char **why)
{
	unsigned line = 0;

	return parse(t, text, 0, why, &line);
}

enum lr_err
lr_tree_parse_strict(
    struct lr_tree **t, struct lr_span text, const char **why, unsigned *line)
{
	*line = 0;
	return parse(t, text, JSON_REJECT_DUPLICATES, why, line);
}

void
lr_tree_free(struct lr_tree *t)
{
	if (t == NULL)
		return;
	json_decref(t->root);
	lr_wiped_free(t);
}

/* ---- getters */

const struct lr_node *
lr_tree_root(const struct lr_tree *t)
{
	return t == NULL ? NULL : node(t->root);
}

const struct lr_node *
lr_tree_get(const struct lr_node *n, const char *key)
{
	struct lr_span rest = lr_span_str(key), part;
	const json_t *j = json(n);
	char name[64];

	while (rest.p != NULL && j != NULL) {
		part = lr_span_cut(&rest, '.');
		if (part.n >= sizeof(name))
			return NULL;
		memcpy(name, part.p, part.n);
		name[part.n] = '\0';
		j = json_object_get(j, name);
	}
	return node(j);
}

size_t
lr_tree_count(const struct lr_node *n)
{
	return json_array_size(json(n));
}

const struct lr_node *
lr_tree_at(const struct lr_node *n, size_t i)
{
	return node(json_array_get(json(n), i));
}

const struct lr_node *
lr_tree_member(const struct lr_node *n, size_t i, struct lr_span *key)
{
	/* jansson's iterators want no const, and change nothing */
	json_t *j = (json_t *)(uintptr_t)json(n);
	void *at = json_object_iter(j);

	while (at != NULL && i-- > 0)
		at = json_object_iter_next(j, at);
	if (at == NULL)
		return NULL;
	*key = lr_span_str(json_object_iter_key(at));
	return node(json_object_iter_value(at));
}

struct lr_span
lr_tree_str(const struct lr_node *n)
{
	if (!json_is_string(json(n)))
		return lr_span(NULL, 0);
	return lr_span(json_string_value(json(n)), json_string_length(json(n)));
}

bool
lr_tree_i64(const struct lr_node *n, int64_t *v)
{
	const json_t *j = json(n);
	double d;

	if (json_is_integer(j)) {
		*v = json_integer_value(j);
		return true;
	}
	if (json_is_real(j)) {
		d = json_real_value(j);
		if (!(d > -9e15 && d < 9e15) || (double)(int64_t)d != d)
			return false;
		*v = (int64_t)d;
		return true;
	}
	return json_is_string(j) &&
	    lr_num_i64(lr_tree_str(n), INT64_MIN + 1, INT64_MAX, v);
}

bool
lr_tree_true(const struct lr_node *n)
{
	return json_is_true(json(n));
}

bool
lr_tree_null(const struct lr_node *n)
{
	return n == NULL || json_is_null(json(n));
}

bool
lr_tree_object(const struct lr_node *n)
{
	return json_is_object(json(n));
}

bool
lr_tree_array(const struct lr_node *n)
{
	return json_is_array(json(n));
}
