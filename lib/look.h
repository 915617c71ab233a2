/*
 * look: evidence made ready for the rules: names and hosts read, their words
 * marked; and the questions that several rules ask of them. Part of verdict.
 */
#ifndef LR_LOOK_H
#define LR_LOOK_H

#include "evidence.h"
#include "hostname.h"
#include "kind.h"
#include "orgnames.h"
#include "override.h"

extern const struct lr_span lr_no_text;

struct lr_look {
	const struct lr_evidence *ev;
	const struct lr_overrides *overrides;
	struct lr_hostname ptr;	   /* n is 0: none, or not a name */
	struct lr_hostname domain; /* of a database of domains */
	struct lr_orgname as, holder, org;
	uint32_t label;	    /* marks of the label of ptr's domain */
	uint32_t net_hosts; /* LR_HOST_... of the netname beside a holder */
	uint32_t net_marks; /* and its LR_MARK_... */
	/* what a rule may decide besides its kind: */
	enum lr_kind kind;
	const struct lr_orgname *company;
	const struct lr_override *line; /* the operator's, or NULL */
	struct lr_span name; /* of a company, as the operator says it */
	struct lr_span own;  /* domain */
};

void lr_look_at(const struct lr_hostnames *hosts, struct lr_orgnames *names,
    const struct lr_evidence *ev, struct lr_look *l);

/* The kind of provider that marks tell of; LR_KINDS: none. */
enum lr_kind lr_look_provider(uint32_t marks);

bool lr_look_education(const struct lr_orgname *o);

/* A public body. Where a legal form stands too it is a company that works for
 * or like one. */
bool lr_look_government(const struct lr_orgname *o);

/* A line of business, and a legal form or no word of doubt beside it. */
bool lr_look_trade(const struct lr_orgname *o);

/* A legal form, and no word of doubt. */
bool lr_look_legal(const struct lr_orgname *o);

/* Several words, or a legal form in the handle; none of providers, none of
 * doubt. */
bool lr_look_plain(const struct lr_orgname *o);

/* Kind of a name that is a lead by itself; LR_KINDS: it is none. */
enum lr_kind lr_look_lead(const struct lr_orgname *o);

/* The range is registered to be handed on to others, as providers do, or larger
 * than those that companies without a network of their own get (65,536
 * addresses, /32 of IPv6). */
bool lr_look_passed_on(const struct lr_evidence *ev);

/* One address is registered by itself, for somebody whose name has no legal
 * form: perhaps one person. */
bool lr_look_alone(const struct lr_look *l);

/* The kind of provider whose customers share the range, by its netname
 * ("EXAMPLE-DSL-POOL"); LR_KINDS: it tells of none. */
enum lr_kind lr_look_netname(const struct lr_look *l);

/* A rule's decision; false, and none, where kind is LR_KINDS. */
bool lr_look_take(struct lr_look *l, enum lr_kind kind,
    const struct lr_orgname *company, struct lr_span own);

/* The domain, of a database or a verified reverse name, that fits the name. */
struct lr_span lr_look_domain(
    const struct lr_look *l, const struct lr_orgname *o);

/* The name that belongs to the domain of a verified reverse name. */
const struct lr_orgname *lr_look_owner(const struct lr_look *l);

#endif
