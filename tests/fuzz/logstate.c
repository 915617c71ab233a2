/* A state of anybody's making: it is refused, or all that it says can be used,
 * and what is written from it says the same. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "file.h"
#include "logstate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *
path(void)
{
	static char name[] = "/dev/shm/lr-fuzz-XXXXXX";
	static int fd = -1;

	if (fd < 0 && (fd = mkstemp(name)) < 0)
		abort();
	return name;
}

static void
forget(void)
{
	unlink(path());
}

static void
check(const struct lr_logstate *st)
{
	static const char text[LR_LOGSTATE_HEAD] = "192.0.2.7";
	size_t i;

	for (i = 0; i < st->n; i++) {
		const struct lr_logmark *m = &st->mark[i];

		if (m->offset == 0 || m->head_n > sizeof(text) ||
		    m->head_n > m->offset || m->tail_n > LR_LOGSTATE_TAIL ||
		    m->tail_n > m->offset ||
		    (m->has_header && m->header >= m->offset))
			abort();
	}
	i = st->n;
	while (lr_logstate_find(st, lr_span(text, sizeof(text)), &i))
		if (i >= st->n)
			abort();
}

static bool
same(const struct lr_logmark *a, const struct lr_logmark *b)
{
	return a->offset == b->offset && a->lines == b->lines &&
	    a->has_header == b->has_header && a->header == b->header &&
	    a->mid == b->mid && a->complete == b->complete &&
	    a->device == b->device && a->inode == b->inode &&
	    a->head_n == b->head_n && a->tail_n == b->tail_n &&
	    memcmp(a->head, b->head, sizeof(a->head)) == 0 &&
	    memcmp(a->tail, b->tail, sizeof(a->tail)) == 0 &&
	    a->seen == b->seen;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	struct lr_logstate st, back;
	struct lr_newfile f;
	const char *why = NULL;
	enum lr_err err;
	size_t i;

	if (!begun)
		atexit(forget);
	begun = true;
	if (lr_newfile_open(&f, path(), 0600) != LR_OK ||
	    lr_file_write(f.fd, (const char *)data, size) != LR_OK ||
	    lr_newfile_commit(&f) != LR_OK)
		abort();
	err = lr_logstate_load(&st, path(), &why);
	if (err == LR_EBAD && why == NULL)
		abort();
	if (err != LR_OK)
		return 0;
	check(&st);
	if (lr_logstate_save(&st, path(), INT64_MIN / 2) != LR_OK ||
	    lr_logstate_load(&back, path(), &why) != LR_OK || back.n != st.n)
		abort();
	for (i = 0; i < st.n; i++)
		if (!same(&st.mark[i], &back.mark[i]))
			abort();
	lr_logstate_free(&back);
	lr_logstate_free(&st);
	return 0;
}
