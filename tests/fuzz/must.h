/*
 * What a fuzz target promises: a broken one ends it, as a crash does.
 */
#ifndef FUZZ_MUST_H
#define FUZZ_MUST_H

#include <stdbool.h>
#include <stdlib.h>

static inline void
must(bool good)
{
	if (!good)
		abort();
}

#endif
