/* Any bytes as JSON: a tree or a reason, and no getter falls over it. */
#include <stdint.h>
#include <stdlib.h>

#include "limits.h"
#include "tree.h"
#include "utf8.h"

static void
walk(const struct lr_node *n, unsigned depth)
{
	struct lr_span s = lr_tree_str(n), key;
	const struct lr_node *m;
	int64_t v;
	size_t i;

	if (depth > LR_JSON_DEPTH || !lr_utf8_valid(s))
		abort();
	(void)lr_tree_i64(n, &v);
	if (lr_tree_get(n, "a.b") != NULL && !lr_tree_object(n))
		abort();
	for (i = 0; i < lr_tree_count(n); i++)
		walk(lr_tree_at(n, i), depth + 1);
	for (i = 0; (m = lr_tree_member(n, i, &key)) != NULL && i < 100; i++)
		walk(m, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *why = NULL;
	struct lr_tree *t;

	if (lr_tree_parse(&t, lr_span((const char *)data, size), &why) ==
	    LR_OK) {
		walk(lr_tree_root(t), 0);
		lr_tree_free(t);
	} else if (t != NULL || why == NULL) {
		abort();
	}
	return 0;
}
