#include "enrich.h"

/* Open addressing; 0 is an empty place, else fact + 1. */
static unsigned char places[256];

static inline unsigned
place(struct lr_span key)
{
	return ((unsigned)key.n * 5 + (unsigned char)key.p[0] * 3 +
		   (unsigned char)key.p[key.n - 1] * 11) %
	    sizeof(places);
}

void
fields_init(void)
{
	unsigned f, i;

	memset(places, 0, sizeof(places));
	for (f = 0; f < LR_FACTS; f++) {
		i = place(lr_fact_infos[f].name);
		while (places[i] != 0)
			i = (i + 1) % sizeof(places);
		places[i] = (unsigned char)(f + 1);
	}
}

enum lr_fact_id
field_named(struct lr_span key)
{
	unsigned i;

	if (key.n == 0)
		return LR_FACTS;
	for (i = place(key); places[i] != 0; i = (i + 1) % sizeof(places))
		if (lr_span_eq(lr_fact_infos[places[i] - 1].name, key))
			return (enum lr_fact_id)(places[i] - 1);
	return LR_FACTS;
}
