/*
 * verdict: who is behind an address? Evidence in, one of twelve kinds out,
 * with the readable rule that decided (lr-rules(5)). Rules are tried in the
 * order of their table; the first that fires decides.
 *
 * Fails closed: without positive evidence the kind is unknown, which is no
 * lead. A provider's name is never a lead. A reverse name that does not lead
 * back to its address may be anybody's claim: it can only speak against a
 * lead, never for one.
 *
 * A judge serves one thread: it remembers names that it has read. The evidence
 * is borrowed, the verdict owns its texts.
 */
#ifndef LR_VERDICT_H
#define LR_VERDICT_H

#include "buf.h"
#include "evidence.h"
#include "limits.h"
#include "orgname.h"
#include "override.h"

struct lr_verdict {
	enum lr_kind kind;
	const char *rule;
	unsigned confidence; /* 0 to 100 */
	char company[LR_ORGNAME_MAX];
	size_t company_n; /* 0: no name, or no lead */
	char domain[LR_NAME_MAX + 1];
	size_t domain_n;
	char isp[LR_ORGNAME_MAX]; /* whom a lead is online through */
	size_t isp_n;		  /* 0: not known, himself, or no lead */
};

struct lr_judge; /* heap */

enum lr_err lr_judge_new(struct lr_judge **j);
void lr_judge_free(struct lr_judge *j);

/* What the operator knows comes before all rules. Borrowed. */
void lr_judge_override(struct lr_judge *j, const struct lr_overrides *o);

void lr_verdict(const struct lr_judge *j, const struct lr_evidence *ev,
    struct lr_verdict *v);

/* Every rule that fires, in order: the first is the one that decides. Answers
 * how many; those beyond max are not told. */
struct lr_fired {
	unsigned rule;			/* number i of lr_rule */
	const struct lr_override *line; /* the operator's, or NULL */
};
#define LR_RULES_MAX 64u
unsigned lr_verdict_fired(const struct lr_judge *j,
    const struct lr_evidence *ev, struct lr_fired *fired, unsigned max);

/* The same as one line for people, appended to b: "holder-customer:
 * holder=Example GmbH; as-provider: as_name=Example Telecom". Clean text; of
 * what would make it longer than LR_WHY_MAX stands "..." there. */
#define LR_WHY_MAX 1024u
void lr_verdict_why(
    const struct lr_judge *j, const struct lr_evidence *ev, struct lr_buf *b);

/* How one of them is put: the rule's evidence, then the operator's line. */
void lr_fired_say(const struct lr_fired *f, const struct lr_evidence *ev,
    const char *between, struct lr_buf *b);

/* Rule i of the table, in its order; false past the end. */
struct lr_rule_info {
	const char *id;
	enum lr_kind kind; /* LR_KINDS: it depends on the evidence */
	const char *sentence;
};
bool lr_rule(unsigned i, struct lr_rule_info *r);

#endif
