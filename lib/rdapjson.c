#include "rdapjson.h"

#include "ascii.h"
#include "company.h"
#include "descr.h"
#include "holder.h"
#include "limits.h"
#include "num.h"
#include "tree.h"
#include "utf8.h"

enum {
	NESTED = 4,	/* levels of entities looked into */
	ENTITIES = 64,	/* of one object */
	LINES = 16,	/* of a description */
	PROPERTIES = 64 /* of one card */
};

static bool
eq(const struct lr_node *n, const char *text)
{
	return lr_ascii_eq(lr_tree_str(n), lr_span_str(text));
}

/* ---- addresses */

/* "62.239.237.0/32" and "074.125.000.000" are addresses to registries. */
static bool
address(const struct lr_node *n, struct lr_ip *ip)
{
	struct lr_span s = lr_span_trim(lr_tree_str(n)), part;
	uint64_t v, v4 = 0;
	unsigned parts = 0;

	s = lr_span_trim(lr_span_sub(s, 0, lr_span_find(s, '/')));
	if (lr_ip_parse(s, ip))
		return true;
	for (; s.p != NULL; parts++) {
		part = lr_span_cut(&s, '.');
		if (part.n > 3 || !lr_num_u64(part, 255, &v))
			return false;
		v4 = v4 << 8 | v;
	}
	*ip = lr_ip_from4((uint32_t)v4);
	return parts == 4;
}

/* Of the cidr0 extension, the prefix that holds ip. */
static bool
cidr(const struct lr_node *list, const struct lr_ip *ip, struct lr_range *r)
{
	const struct lr_node *n, *p;
	struct lr_ip first;
	int64_t len;
	size_t i;

	for (i = 0; i < ENTITIES && i < lr_tree_count(list); i++) {
		n = lr_tree_at(list, i);
		p = lr_tree_get(n, "v4prefix");
		if (p == NULL)
			p = lr_tree_get(n, "v6prefix");
		if (!address(p, &first) ||
		    !lr_tree_i64(lr_tree_get(n, "length"), &len) || len < 0 ||
		    len > (lr_ip_is4(&first) ? 32 : 128))
			continue;
		*r = lr_range_around(&first, (unsigned)len);
		if (lr_range_holds(r, ip))
			return true;
	}
	return false;
}

static bool
is_range(const struct lr_range *r)
{
	return lr_ip_is4(&r->first) == lr_ip_is4(&r->last) &&
	    lr_ip_cmp(&r->first, &r->last) <= 0;
}

/* The range of a network; false: it names none. */
static bool
range(const struct lr_node *net, const struct lr_ip *ip, struct lr_range *r)
{
	const struct lr_node *prefixes = lr_tree_get(net, "cidr0_cidrs");
	struct lr_range other;

	if (address(lr_tree_get(net, "startAddress"), &r->first) &&
	    address(lr_tree_get(net, "endAddress"), &r->last)) {
		/* LACNIC's old answers: only the address asked for */
		if (lr_ip_cmp(&r->first, &r->last) == 0 &&
		    cidr(prefixes, ip, &other))
			*r = other;
		return is_range(r);
	}
	if (cidr(prefixes, ip, r))
		return true;
	return lr_range_parse(
		   lr_span_trim(lr_tree_str(lr_tree_get(net, "handle"))), r) &&
	    is_range(r);
}

/* ---- entities */

enum kind { UNSAID, ORG, GROUP, INDIVIDUAL };

struct card {
	enum kind kind;
	struct lr_span fn, org, country;
};

/* A property's text: a string, or the first of a structured value. */
static struct lr_span
text(const struct lr_node *value)
{
	if (lr_tree_array(value))
		value = lr_tree_at(value, 0);
	return lr_tree_str(value);
}

/* The last line of a label; some write the two characters "\n" for an end. */
static struct lr_span
last_line(struct lr_span s)
{
	size_t i;

	for (i = s.n; i > 0; i--)
		if (s.p[i - 1] == '\n' ||
		    (i > 1 && s.p[i - 1] == 'n' && s.p[i - 2] == '\\'))
			break;
	return lr_span_trim(lr_span_sub(s, i, s.n));
}

static struct lr_span
adr_country(const struct lr_node *parameters, const struct lr_node *value)
{
	struct lr_span s = lr_tree_str(lr_tree_get(parameters, "cc"));

	if (s.n == 0)
		s = lr_tree_str(lr_tree_at(value, 6));
	if (s.n == 0)
		s = last_line(lr_tree_str(lr_tree_get(parameters, "label")));
	return s;
}

static enum kind
kind(const struct lr_node *value)
{
	if (eq(value, "org"))
		return ORG;
	if (eq(value, "group"))
		return GROUP;
	/* what is not known may be a person */
	return INDIVIDUAL;
}

/* jCard (RFC 7095): ["vcard", [[name, parameters, type, value...], ...]] */
static void
read_card(const struct lr_node *entity, struct card *c)
{
	const struct lr_node *all, *p, *name, *value;
	size_t i;

	*c = (struct card){ 0 };
	all = lr_tree_at(lr_tree_get(entity, "vcardArray"), 1);
	for (i = 0; i < PROPERTIES && i < lr_tree_count(all); i++) {
		p = lr_tree_at(all, i);
		name = lr_tree_at(p, 0);
		value = lr_tree_at(p, 3);
		if (eq(name, "kind") && c->kind != INDIVIDUAL)
			c->kind = kind(value);
		else if (eq(name, "fn") && c->fn.n == 0)
			c->fn = text(value);
		else if (eq(name, "org") && c->org.n == 0)
			c->org = text(value);
		else if (eq(name, "adr") && c->country.n == 0)
			c->country = adr_country(lr_tree_at(p, 1), value);
	}
}

/* *any: it has a role at all. */
static bool
registrant(const struct lr_node *entity, bool *any)
{
	const struct lr_node *roles = lr_tree_get(entity, "roles");
	size_t i;

	*any = lr_tree_count(roles) > 0 || lr_tree_str(roles).n > 0;
	if (eq(roles, "registrant"))
		return true;
	for (i = 0; i < ENTITIES && i < lr_tree_count(roles); i++)
		if (eq(lr_tree_at(roles, i), "registrant"))
			return true;
	return false;
}

/* Whether a text, cleaned, is the name of a person among these and those
 * below. */
static bool
person(const struct lr_node *entities, struct lr_span s, unsigned depth)
{
	struct lr_registration name;
	const struct lr_node *e;
	struct card c;
	size_t i;

	for (i = 0; s.n > 0 && i < lr_tree_count(entities); i++) {
		e = lr_tree_at(entities, i);
		read_card(e, &c);
		lr_registration_clear(&name);
		lr_registration_holder(&name, c.fn);
		if (c.kind == INDIVIDUAL &&
		    lr_ascii_eq(lr_registration_has_holder(&name), s))
			return true;
		if (depth < LR_JSON_DEPTH &&
		    person(lr_tree_get(e, "entities"), s, depth + 1))
			return true;
	}
	return false;
}

static bool
usable(struct lr_span name, const struct lr_node *handle)
{
	return name.n > 0 && !lr_holder_handle(name) &&
	    !lr_ascii_eq(name, lr_tree_str(handle));
}

/* The organisation that an entity is, or that it names. */
static struct lr_span
organisation(const struct lr_node *entity, const struct card *c)
{
	const struct lr_node *handle = lr_tree_get(entity, "handle");

	if (c->kind == INDIVIDUAL)
		return lr_span(NULL, 0);
	if (c->kind == ORG && usable(c->fn, handle))
		return c->fn;
	if (usable(c->org, handle))
		return c->org;
	return lr_span(NULL, 0);
}

/* An entity may tell who has the network: as a registrant; or, roleless, as
 * one without any role. */
static bool
may_hold(const struct lr_node *entity, bool roleless)
{
	bool any, is = registrant(entity, &any);

	return roleless ? !any : is;
}

/* The registrant among entities, or among those below one that is nameless.
 * Who stands below any other tells whose entity that is, not the network.
 * roleless: AFRINIC leaves roles out, so an organisation without any. */
static struct lr_span
find_holder(const struct lr_node *entities, bool roleless, unsigned depth,
    struct lr_span *country)
{
	struct lr_span name = { NULL, 0 };
	const struct lr_node *e;
	struct card c;
	size_t i;

	for (i = 0; name.n == 0 && i < ENTITIES && i < lr_tree_count(entities);
	     i++) {
		e = lr_tree_at(entities, i);
		if (!may_hold(e, roleless))
			continue;
		read_card(e, &c);
		if (roleless && c.kind != ORG)
			continue;
		name = organisation(e, &c);
		*country = c.country;
		if (name.n == 0 && !roleless && c.kind != INDIVIDUAL &&
		    depth < NESTED)
			name = find_holder(lr_tree_get(e, "entities"), false,
			    depth + 1, country);
	}
	return name;
}

/* ---- remarks */

/* Line i of the descriptions: of RIPE they have no title, of APNIC that of
 * "description"; any other remark is something else. */
static bool
line(const struct lr_node *remarks, size_t i, struct lr_span *s)
{
	const struct lr_node *r, *lines;
	struct lr_span title;
	size_t k, n;

	for (k = 0; k < ENTITIES && k < lr_tree_count(remarks); k++) {
		r = lr_tree_at(remarks, k);
		title = lr_tree_str(lr_tree_get(r, "title"));
		if (title.n > 0 && !lr_ascii_eq(title, LR_SPAN("description")))
			continue;
		lines = lr_tree_get(r, "description");
		n = lr_tree_count(lines);
		if (i < n && i < LINES) {
			*s = lr_tree_str(lr_tree_at(lines, i));
			return true;
		}
		i -= n < i ? n : i;
	}
	return false;
}

/* ---- the whole answer */

static bool
limited(const struct lr_node *root)
{
	const struct lr_node *notices = lr_tree_get(root, "notices");
	struct lr_span s;
	int64_t code;
	size_t i;

	if (lr_tree_i64(lr_tree_get(root, "errorCode"), &code) && code == 429)
		return true;
	for (i = 0; i < ENTITIES && i < lr_tree_count(notices); i++) {
		s = lr_tree_str(lr_tree_get(lr_tree_at(notices, i), "title"));
		if (lr_ascii_find(s, LR_SPAN("rate limit")) < s.n)
			return true;
	}
	return false;
}

static void
country(struct lr_registration *reg, const struct lr_node *net,
    struct lr_span registrants)
{
	char code[LR_COMPANY_TEXT];
	size_t n;

	lr_registration_country(reg, lr_tree_str(lr_tree_get(net, "country")));
	if (reg->country[0] != '\0' || registrants.n == 0)
		return;
	n = lr_company_clean(LR_COMPANY_COUNTRY, registrants, code);
	lr_registration_country(reg, lr_span(code, n));
}

/* What a name says; it is forgotten where it is no organisation's. */
static enum lr_descr_says
judge(struct lr_span *name)
{
	enum lr_descr_says says =
	    name->n == 0 ? LR_DESCR_FILLER : lr_descr_name(*name);

	if (says != LR_DESCR_NAME)
		*name = lr_span(NULL, 0);
	return says;
}

/* "Sold by the sea shore."; "Example of Names Co. Ltd." is none. */
static bool
sentence(struct lr_span s)
{
	size_t i, words = 1;

	s = lr_span_trim(s);
	if (s.n == 0 || s.p[s.n - 1] != '.')
		return false;
	for (i = 0; i < s.n; i++)
		words += s.p[i] == ' ';
	for (i = s.n - 1; i > 0 && lr_is_alpha(s.p[i - 1]); i--)
		;
	return words > 3 && s.n - i > 5;
}

/* The first line of a description that may be a name: none where a line says
 * that a person has the addresses, or that nobody has. */
static enum lr_descr_says
described(const struct lr_node *remarks, struct lr_span *name)
{
	enum lr_descr_says says, all = LR_DESCR_FILLER;
	struct lr_span s;
	size_t i;

	*name = lr_span(NULL, 0);
	for (i = 0; i < LINES && line(remarks, i, &s); i++) {
		says = lr_descr_line(s);
		if (says > all)
			all = says;
		if (says == LR_DESCR_NAME && name->n == 0 &&
		    !lr_holder_handle(s) && !sentence(s))
			*name = s;
	}
	if (all != LR_DESCR_FILLER)
		*name = lr_span(NULL, 0);
	return all;
}

/* False: something says that the block is another registry's. */
static bool
names(struct lr_registration *reg, const struct lr_node *net)
{
	const struct lr_node *entities = lr_tree_get(net, "entities");
	struct lr_span s = lr_tree_str(lr_tree_get(net, "name"));
	struct lr_span holder, first_line, from = { NULL, 0 };
	enum lr_descr_says named, lines;

	holder = find_holder(entities, false, 1, &from);
	if (holder.n == 0)
		holder = find_holder(entities, true, 1, &from);
	named = judge(&holder);
	lines = described(lr_tree_get(net, "remarks"), &first_line);
	if (named == LR_DESCR_STUB || lines == LR_DESCR_STUB ||
	    lr_descr_name(s) == LR_DESCR_STUB)
		return false;
	if (named == LR_DESCR_FILLER) {
		holder = first_line;
		from = lr_span(NULL, 0);
	}
	lr_registration_holder(reg, holder);
	if (person(entities, lr_registration_has_holder(reg), 1))
		lr_registration_holder(reg, lr_span(NULL, 0));
	if (!lr_holder_handle(s))
		lr_registration_netname(reg, s);
	if (person(entities, lr_registration_has_netname(reg), 1))
		lr_registration_netname(reg, lr_span(NULL, 0));
	lr_registration_status(reg, lr_tree_str(lr_tree_get(net, "type")));
	country(reg, net, reg->n_holder > 0 ? from : lr_span(NULL, 0));
	return true;
}

static enum lr_rdap_says
network(const struct lr_node *net, const struct lr_ip *ip,
    struct lr_registration *reg, const char **why)
{
	const struct lr_node *class = lr_tree_get(net, "objectClassName");

	if ((!lr_tree_null(class) && !eq(class, "ip network")) ||
	    !range(net, ip, &reg->range)) {
		*why = "no network in the answer";
		return LR_RDAP_OTHER;
	}
	if (!lr_range_holds(&reg->range, ip)) {
		*why = "wrong network";
		return LR_RDAP_OTHER;
	}
	if (!names(reg, net) || lr_holder_stub(reg)) {
		*why = "the answer names only a registry";
		return LR_RDAP_OTHER;
	}
	return LR_RDAP_NETWORK;
}

enum lr_err
lr_rdapjson(struct lr_span body, const struct lr_ip *ip,
    enum lr_rdap_says *says, struct lr_registration *reg, const char **why)
{
	const struct lr_node *root;
	struct lr_tree *tree;
	enum lr_err err;
	int64_t code;

	lr_registration_clear(reg);
	*says = LR_RDAP_BROKEN;
	body = lr_utf8_unmark(body);
	if ((err = lr_tree_parse(&tree, body, why)) != LR_OK)
		return err == LR_ENOMEM ? err : LR_OK;
	root = lr_tree_root(tree);
	if (!lr_tree_object(root)) {
		*why = "no RDAP in the answer";
	} else if (lr_tree_get(root, "startAddress") == NULL && limited(root)) {
		*says = LR_RDAP_LIMIT;
		*why = "too many questions";
	} else if (lr_tree_i64(lr_tree_get(root, "errorCode"), &code)) {
		*says = code == 404 ? LR_RDAP_NOTHING : LR_RDAP_OTHER;
		*why = code == 404 ? "not registered" : "an error";
	} else {
		*says = network(root, ip, reg, why);
	}
	if (*says != LR_RDAP_NETWORK)
		lr_registration_clear(reg);
	lr_tree_free(tree);
	return LR_OK;
}
