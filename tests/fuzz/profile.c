/*
 * Any title, snippet and address, one a line: a person or none; whoever it is
 * has a last name, a profile and texts that are parts of what was given.
 */
#include <stdint.h>

#include "buf.h"
#include "must.h"
#include "profile.h"
#include "utf8.h"

static void
person(const struct lr_hit_found *hit, const struct lr_firm *firm)
{
	struct lr_profile p;
	const struct lr_span *f = p.person.field;
	bool elsewhere;

	if (!lr_profile_read(hit, firm, &p, &elsewhere))
		return;
	must(!elsewhere);
	must(f[LR_PERSON_LAST].n > 0 &&
	    f[LR_PERSON_LAST].n <= LR_PERSONNAME_MAX);
	must(f[LR_PERSON_LINKEDIN].n > 0 || f[LR_PERSON_XING].n > 0);
	must(lr_span_starts(hit->url, f[LR_PERSON_URL]));
	must(f[LR_PERSON_POSITION].n <= hit->title.n ||
	    f[LR_PERSON_POSITION].n <= hit->snippet.n);
	must(p.person.confidence > 0 && p.person.confidence <= 100);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span rest = lr_span((const char *)data, size);
	struct lr_hit_found hit, clean;
	struct lr_personname name;
	struct lr_firm firm;
	struct lr_buf b[2];
	unsigned i;

	if (size > 4096)
		return 0;
	hit.title = lr_span_cut(&rest, '\n');
	hit.snippet = lr_span_cut(&rest, '\n');
	hit.url = lr_span_cut(&rest, '\n');
	if (rest.n == 0)
		rest = LR_SPAN("Beispiel Maschinenbau GmbH");
	if (!lr_firm_init(&firm, rest, LR_SPAN("beispiel.example")))
		return 0;
	must(lr_firm_find(&firm, hit.snippet) <= hit.snippet.n);
	person(&hit, &firm);
	for (i = 0; i < 2; i++) {
		lr_buf_init(&b[i], 20000);
		lr_profile_text(&b[i], i == 0 ? hit.title : hit.snippet);
		must(lr_utf8_valid(lr_buf_span(&b[i])));
	}
	clean = (struct lr_hit_found){ lr_buf_span(&b[0]), lr_buf_span(&b[1]),
		hit.url };
	person(&clean, &firm);
	if (lr_personname_read(lr_buf_span(&b[0]), size % 2 == 0, &name))
		must(name.last_n > 0 && name.last[name.last_n] == '\0' &&
		    lr_utf8_valid(lr_span(name.last, name.last_n)));
	for (i = 0; i < 2; i++)
		lr_buf_free(&b[i]);
	return 0;
}
