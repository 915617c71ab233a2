#include "whoistext.h"

#include "ascii.h"
#include "rpsl.h"
#include "whoisnotice.h"

struct reading {
	const struct lr_ip *ip;
	int64_t clock;
	struct lr_whoisnet now, best;
	bool found;	 /* best is one */
	bool inside;	 /* attributes belong to now */
	bool fresh;	 /* the last line was blank */
	unsigned others; /* networks that do not hold ip */
	struct lr_whoisnotice notice;
	bool iana, refers, lines;
	bool apnic, footer; /* APNIC's answer, and its end */
	unsigned starts, ends;
	struct lr_span title; /* TWNIC: the first line of the address */
};

static bool
starts(struct lr_span s, struct lr_span head)
{
	return lr_ascii_eq(lr_span_sub(s, 0, head.n), head);
}

/* ---- where a network begins and ends */

static void
finish(struct reading *r)
{
	struct lr_whoisnet *n = &r->now;

	r->inside = false;
	if (!n->has_range)
		return;
	if (!lr_range_holds(&n->reg.range, r->ip))
		r->others++;
	else if (!r->found || lr_whoisnet_as_small(n, &r->best)) {
		r->best = *n;
		r->found = true;
	}
	n->has_range = false;
}

static void
begin(struct reading *r, enum lr_whois_layout layout)
{
	finish(r);
	lr_whoisnet_begin(&r->now, layout);
	r->inside = true;
}

/* Attributes that begin a network. */
static void
open_network(struct reading *r, enum lr_whois_field f)
{
	switch (f) {
	case LR_WHOIS_INETNUM:
		begin(r, LR_WHOIS_RPSL);
		break;
	case LR_WHOIS_NETRANGE:
		begin(r, LR_WHOIS_ARIN);
		break;
	case LR_WHOIS_JAPAN:
		begin(r, LR_WHOIS_JPNIC);
		break;
	case LR_WHOIS_KOREA:
		begin(r, LR_WHOIS_KRNIC);
		break;
	case LR_WHOIS_NETNAME:
		/* TWNIC has the holder first, without a word */
		if (r->inside || r->now.layout == LR_WHOIS_RPSL)
			break;
		begin(r, LR_WHOIS_TWNIC);
		if (lr_descr_line(r->title) == LR_DESCR_NAME)
			lr_whoisnet_set(&r->now, LR_WHOIS_NAMED, r->title);
		break;
	case LR_WHOIS_REFER:
		if (r->inside || r->found || r->others > 0)
			break;
		begin(r, LR_WHOIS_PLAIN);
		r->refers = true;
		break;
	default:
		break;
	}
}

static void
attribute(struct reading *r, enum lr_whois_field f, struct lr_span v)
{
	char text[LR_HOLDER_MAX];

	/* an object of another class begins */
	if (r->fresh && r->now.layout == LR_WHOIS_RPSL)
		finish(r);
	r->fresh = false;
	/* IANA's networks are those of registries */
	if (r->refers || (r->iana && f != LR_WHOIS_REFER))
		return;
	open_network(r, f);
	if (!r->inside)
		return;
	if (r->now.layout == LR_WHOIS_RPSL)
		v = lr_span(text, lr_rpsl_text(v, text, sizeof(text)));
	lr_whoisnet_set(&r->now, f, v);
}

/* ---- lines */

static void
comment(struct reading *r, struct lr_span s)
{
	if (starts(s, LR_SPAN("% iana whois server")))
		r->iana = true;
	else if (starts(s, LR_SPAN("% [whois.apnic.net]")))
		r->apnic = true;
	else if (starts(s, LR_SPAN("% this query was served by")))
		r->footer = true;
	else if (lr_span_eq(s, LR_SPAN("# start")))
		r->starts++;
	else if (lr_span_eq(s, LR_SPAN("# end"))) {
		r->ends++;
		finish(r);
	} else
		lr_whoisnotice_line(&r->notice, s, r->clock);
}

/* ARIN's list: "Example Inc. EXAMPLE-1 (NET-192-0-2-0-1) 192.0.2.0 - ..." */
static bool
listed(struct reading *r, struct lr_span s)
{
	struct lr_whoisnet *n = &r->now;
	size_t at = lr_ascii_find(s, LR_SPAN(" (net")), end, name;
	struct lr_span rest;

	end = at + lr_span_find(lr_span_sub(s, at, s.n), ')');
	rest = lr_span_trim(lr_span_sub(s, end + 1, s.n));
	/* not "Parent: NET192 (NET-192-0-0-0-0)" */
	if (rest.n == 0 || lr_hex(rest.p[0]) < 0)
		return false;
	begin(r, LR_WHOIS_ARIN);
	lr_whoisnet_set(n, LR_WHOIS_NETRANGE, rest);
	for (name = at; name > 0 && s.p[name - 1] != ' '; name--)
		;
	lr_whoisnet_set(n, LR_WHOIS_NETNAME, lr_span_sub(s, name, at));
	lr_whoisnet_set(
	    n, LR_WHOIS_NAMED, lr_span_trim(lr_span_sub(s, 0, name)));
	if (lr_whoisnet_handle(n, lr_span_sub(s, at + 2, end)) != LR_OK)
		n->has_range = false;
	finish(r);
	return true;
}

/* JPNIC: "a. [Network Number]      192.0.2.0/24" */
static bool
bracketed(struct reading *r, struct lr_span s)
{
	size_t end;

	if (s.n > 3 && lr_is_alpha(s.p[0]) && s.p[1] == '.')
		s = lr_span_trim(lr_span_sub(s, 2, s.n));
	end = lr_span_find(s, ']');
	if (s.n == 0 || s.p[0] != '[' || end == s.n)
		return false;
	attribute(r, lr_whoisnet_field(lr_span_trim(lr_span_sub(s, 1, end))),
	    lr_span_trim(lr_span_sub(s, end + 1, s.n)));
	return true;
}

/* rwhois: "network:Organization;I:Example Inc." */
static bool
rwhois(struct reading *r, struct lr_span s)
{
	struct lr_span key;

	if (!starts(s, LR_SPAN("network:")))
		return false;
	s = lr_span_sub(s, 8, s.n);
	key = lr_span_cut(&s, ':');
	if (starts(key, LR_SPAN("class-name")) ||
	    r->now.layout != LR_WHOIS_REFERRED || r->fresh)
		begin(r, LR_WHOIS_REFERRED);
	key = lr_span_sub(key, 0, lr_span_find(key, ';'));
	attribute(r, lr_whoisnet_field(lr_span_trim(key)), lr_span_trim(s));
	return true;
}

static void
text_line(struct reading *r, struct lr_span s)
{
	struct lr_span v = s, key = lr_span_trim(lr_span_cut(&v, ':'));
	enum lr_whois_field f = LR_WHOIS_OTHER;

	if (v.p != NULL)
		f = lr_whoisnet_field(key);
	if (f == LR_WHOIS_OTHER) {
		if (v.p == NULL && (r->title.n == 0 || r->fresh))
			r->title = s;
		if (r->now.layout == LR_WHOIS_PLAIN)
			lr_whoisnotice_line(&r->notice, s, r->clock);
	}
	attribute(r, f, lr_span_trim(v));
}

static void
line(struct reading *r, struct lr_span s)
{
	struct lr_span t = lr_span_trim(s);

	if (t.n == 0) {
		r->fresh = true;
		return;
	}
	r->lines = true;
	if (s.p[0] == '%' || s.p[0] == '#') {
		comment(r, t);
		return;
	}
	/* more of an attribute's value: the first line is enough */
	if (r->inside && r->now.layout == LR_WHOIS_RPSL && !r->fresh &&
	    (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '+'))
		return;
	/* whoever refers us to another has no networks to tell */
	if (r->refers || (!listed(r, t) && !bracketed(r, t) && !rwhois(r, t)))
		text_line(r, t);
}

/* ---- the whole */

static void
conclude(struct reading *r, struct lr_whoistext *t)
{
	t->leave = r->notice.leave;
	if (r->found && !r->best.foreign) {
		t->said = LR_WHOIS_REGISTERED;
	} else if (r->found || r->refers) {
		t->said = LR_WHOIS_ELSEWHERE;
		t->why = "an address of another registry";
	} else if (r->notice.refused) {
		t->said = LR_WHOIS_REFUSED;
		t->why = "the server refuses to answer";
	} else if (r->others > 0) {
		t->said = LR_WHOIS_WRONG;
		t->why = "wrong network";
	} else if (r->notice.nothing || r->iana) {
		t->said = LR_WHOIS_NOTHING;
		t->why = "no such object";
	} else {
		t->said = LR_WHOIS_MUTE;
		t->why = r->lines ? "an answer that is none" : "empty answer";
	}
	if (t->said != LR_WHOIS_REFUSED && t->said != LR_WHOIS_NOTHING &&
	    ((r->apnic && !r->footer) || r->starts > r->ends)) {
		t->said = LR_WHOIS_CUT;
		t->why = "the answer was cut short";
	}
}

static void
go_further(struct reading *r, struct lr_whoistext *t, struct lr_span text)
{
	const struct lr_whoisnet *n = r->refers ? &r->now : &r->best;
	struct lr_span name = lr_span(n->name, n->n_name);

	if (t->said != LR_WHOIS_REGISTERED && t->said != LR_WHOIS_ELSEWHERE)
		return;
	t->reg = n->reg;
	t->further = n->further;
	t->port = n->port;
	if (t->said == LR_WHOIS_REGISTERED && n->n_org > 0 &&
	    n->further == LR_WHOIS_ENOUGH) {
		name = lr_span(n->org, n->n_org);
		if (!lr_whoistext_org(&t->reg, text, name))
			t->further = LR_WHOIS_ORG;
	}
	if (t->further == LR_WHOIS_ENOUGH)
		return;
	memcpy(t->name, name.p, name.n);
	t->name[name.n] = '\0';
}

void
lr_whoistext_read(struct lr_whoistext *t, struct lr_span text,
    const struct lr_ip *ip, int64_t now)
{
	struct reading r = { .ip = ip, .clock = now, .fresh = true };
	struct lr_span rest = text, s;

	*t = (struct lr_whoistext){ .further = LR_WHOIS_ENOUGH };
	while (rest.p != NULL) {
		s = lr_span_line(&rest);
		line(&r, s);
	}
	if (!r.refers)
		finish(&r);
	if (r.found)
		lr_whoisnet_end(&r.best);
	conclude(&r, t);
	go_further(&r, t, text);
}

static bool
org_attribute(struct lr_registration *reg, struct lr_span key, struct lr_span v)
{
	if (lr_ascii_eq(key, LR_SPAN("country")) && reg->country[0] == '\0')
		lr_registration_country(reg, v);
	if (!lr_ascii_eq(key, LR_SPAN("org-name")))
		return false;
	if (lr_descr_name(v) == LR_DESCR_PRIVATE)
		v.n = 0;
	lr_registration_holder(reg, v);
	return true;
}

bool
lr_whoistext_org(
    struct lr_registration *reg, struct lr_span text, struct lr_span handle)
{
	struct lr_rpsl rpsl = { 0 };
	bool ours = false, found = false;
	char value[LR_HOLDER_MAX];
	enum lr_rpsl_got got;
	struct lr_span v;

	while ((got = lr_rpsl_next(&rpsl, &text, true)) != LR_RPSL_MORE) {
		if (got != LR_RPSL_ATTR) {
			ours = false;
			continue;
		}
		v = lr_span(
		    value, lr_rpsl_text(rpsl.raw, value, sizeof(value)));
		if (rpsl.attrs == 1)
			ours = lr_rpsl_is(&rpsl, LR_SPAN("organisation")) &&
			    lr_ascii_eq(v, handle);
		if (ours)
			found = org_attribute(reg, rpsl.name, v) || found;
	}
	return found;
}
