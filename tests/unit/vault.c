#include "../tap.h"

#include <stdint.h>

#include "vault.h"

int
main(void)
{
	struct lr_vault v = { NULL }, w = { NULL };
	struct lr_span a, b;
	unsigned char *p;
	size_t i, sum = 0;

	a = lr_vault_dup(&v, LR_SPAN("secret"));
	is(a.p, a.n, "secret", "a copy");
	ok(a.p[a.n] == '\0', "    with a NUL");
	b = lr_vault_dup(&v, lr_span(NULL, 0));
	ok(b.p != NULL && b.n == 0, "a copy of nothing");
	p = lr_vault_alloc(&w, 1 << 20);
	ok(p != NULL && (size_t)p % sizeof(void *) == 0, "a big piece");
	memset(p, 7, 1 << 20);
	for (i = 0; i < 10000; i++)
		if (lr_vault_dup(&v, LR_SPAN("one of many")).p == NULL)
			break;
	ok(i == 10000, "many pieces");
	is(a.p, a.n, "secret", "the first has not moved");
	ok(lr_vault_alloc(&v, SIZE_MAX) == NULL, "more than there is");
	lr_vault_wipe_all();
	for (i = 0; i < 1 << 20; i++)
		sum += p[i];
	ok(sum == 0 && a.p[0] == '\0', "all wiped");
	(void)lr_vault_unlocked();
	lr_vault_free(&v);
	lr_vault_free(&w);
	lr_vault_free(&w);
	ok(v.head == NULL, "freed");
	ok(lr_vault_process() || true, "the process is made private");
	return done();
}
