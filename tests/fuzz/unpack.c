/*
 * Any bytes as a file that may be compressed: reading ends; what is not
 * compressed comes as it is; what is damaged says why; and the pieces that
 * are asked for change nothing.
 */
#include <stdint.h>
#include <string.h>

#include "expand.h"
#include "scratch.h"
#include "unpack.h"

#define MOST (1u << 21) /* looked at */

static enum lr_err
unpack(int fd, char *out, size_t piece, size_t *sum)
{
	struct lr_unpack u;
	enum lr_err err;
	size_t n;

	must(lseek(fd, 0, SEEK_SET) == 0);
	lr_unpack_init(&u, fd, false);
	*sum = 0;
	do {
		err = lr_unpack_read(&u, out + *sum, piece, &n);
		must(err == LR_OK || (err == LR_EBAD && u.why != NULL));
		must(n <= piece && (err == LR_OK || n == 0));
		*sum += n;
	} while (err == LR_OK && n > 0 && *sum + piece <= MOST);
	lr_unpack_close(&u);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char one[MOST], two[MOST];
	struct lr_span text = { (const char *)data, size };
	static FILE *f;
	int fd = refill(&f, text);
	size_t n, k;
	enum lr_err a, b;

	a = unpack(fd, one, 65536, &n);
	if (n + 65536 > MOST)
		return 0;
	b = unpack(fd, two, LR_UNPACK_LEAST + size % 61, &k);
	must(a == b);
	/* what comes before corrupt data are found is anybody's guess */
	must(a == LR_EBAD || (n == k && memcmp(one, two, n) == 0));
	if ((size < 2 || data[0] != 0x1f || data[1] != 0x8b) &&
	    lr_expand_is(text) != LR_EXPAND_YES)
		must(a == LR_OK && n == size && memcmp(one, data, n) == 0);
	return 0;
}
