/*
 * tree: a JSON text as a tree, through jansson: for answers of services and
 * for configuration, never for records (those are record.h's).
 *
 * Texts of strangers: at most LR_TREE_MAX bytes, LR_JSON_DEPTH levels. Bytes
 * that are no UTF-8 and lone surrogates become U+FFFD, a NUL in a string is
 * kept; of duplicate keys the last counts. The getters never fail hard: they
 * take NULL for a node, and answer "nothing" for a value of another type. All
 * memory is wiped as it is given back: answers may hold names of people.
 */
#ifndef LR_TREE_H
#define LR_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "span.h"

#define LR_TREE_MAX (16u << 20)

struct lr_tree; /* heap: a text's values */
struct lr_node; /* one of them; lives as long as the tree */

/* LR_EBAD: no JSON, or anything behind the value; LR_ETOOLONG: too long or too
 * deep. *why is a few words then; it may be NULL. */
enum lr_err lr_tree_parse(
    struct lr_tree **t, struct lr_span text, const char **why);
/* The same, but a key that is there twice is LR_EBAD; *line: where it is wrong,
 * from 1, or 0. For what people write. */
enum lr_err lr_tree_parse_strict(
    struct lr_tree **t, struct lr_span text, const char **why, unsigned *line);
void lr_tree_free(struct lr_tree *t);

const struct lr_node *lr_tree_root(const struct lr_tree *t);

/* What an object has under that key, or NULL. A dot goes one level down:
 * "meta.results". */
const struct lr_node *lr_tree_get(const struct lr_node *n, const char *key);

/* How many elements an array has; 0: it is none. */
size_t lr_tree_count(const struct lr_node *n);
/* Element i from 0 of an array, or NULL. */
const struct lr_node *lr_tree_at(const struct lr_node *n, size_t i);

/* Member i from 0 of an object in the order of the text, with its key; NULL
 * behind the last. Costs what i says: for small objects. */
const struct lr_node *lr_tree_member(
    const struct lr_node *n, size_t i, struct lr_span *key);

/* A string's text; { NULL, 0 }: it is none. */
struct lr_span lr_tree_str(const struct lr_node *n);

/* A whole number, also one written as 5.0 or "5". False leaves *v alone. */
bool lr_tree_i64(const struct lr_node *n, int64_t *v);

/* The value is true. */
bool lr_tree_true(const struct lr_node *n);

/* The value is there and is null, or is not there at all. */
bool lr_tree_null(const struct lr_node *n);

/* It is an object, an array. */
bool lr_tree_object(const struct lr_node *n);
bool lr_tree_array(const struct lr_node *n);

#endif
