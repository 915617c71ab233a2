/*
 * What the registries say of all networks, for lr-resolve: read from their
 * public dumps (RPSL) and from their statistics of delegations.
 */
#include <inttypes.h>

#include "mkdb.h"
#include "num.h"

#define WANTED (LR_RPSL_VALUE_MAX + 1) /* bytes that are looked at at once */
#define COLUMNS 7u		       /* of a line of statistics, at least */

static struct dumps dumps;

static _Noreturn void
no_memory(struct mkdb *job)
{
	lr_cli_die(job->cli, LR_EXIT_FAILED,
	    "out of memory, or more networks than lr-mkdb takes");
}

static void
begin(struct mkdb *job)
{
	if (job->spec.type != NULL || job->spec.description != NULL)
		lr_cli_usage(
		    job->cli, "--type and --description are for networks");
	if (job->columns != NULL || job->sets > 0 || job->maps > 0)
		lr_cli_usage(job->cli,
		    "--columns, --map and --set are for tables, not for the "
		    "dumps of registries");
	if (lr_mkregistry_new(&dumps.made) != LR_OK)
		no_memory(job);
}

/* ---- RPSL */

static void
end_object(struct mkdb *job, const struct lr_rpsl *r)
{
	struct lr_cli *cli = job->cli;
	bool network = dumps.now.class == OBJECT_NETWORK, taken;
	struct lr_span key = lr_span(dumps.now.key, dumps.now.key_n);
	const char *why = NULL;
	enum lr_err err;

	cli->line = r->begin;
	err = object_end(&dumps, r, &why, &taken);
	cli->read += network || err == LR_EBAD;
	cli->written += taken;
	if (err == LR_EBAD)
		mkdb_refuse(job, key, why);
	else if (err != LR_OK)
		no_memory(job);
}

static void
take_objects(struct mkdb *job, struct lr_rpsl *r, struct lr_span *s, bool last)
{
	enum lr_rpsl_got got;

	while ((got = lr_rpsl_next(r, s, last)) != LR_RPSL_MORE) {
		if (got == LR_RPSL_ATTR)
			object_attribute(&dumps, r);
		else
			end_object(job, r);
	}
}

static void
read_objects(struct mkdb *job)
{
	struct lr_line *in = &job->cli->in;
	struct lr_rpsl r = { .lines = 0 };
	struct lr_span s, rest;
	enum lr_err err;
	bool last;

	do {
		if ((err = lr_line_peek(in, WANTED, &s)) != LR_OK)
			mkdb_unreadable(job, err, in->in.why);
		last = in->eof;
		rest = s;
		take_objects(job, &r, &rest, last);
		/* the beginning of something whose rest cannot be read */
		if (!last && s.n < WANTED)
			rest.n = 0;
		lr_line_drop(in, s.n - rest.n);
	} while (!last);
}

/* ---- statistics: registry|country|type|first|size|date|status|... */

static const char *
range_of(const struct lr_span *cell, struct lr_range *r)
{
	char text[LR_RANGE_TEXT];
	uint64_t size;
	struct lr_span six = cell[3];

	if (lr_span_eq(cell[2], LR_SPAN("ipv4"))) {
		if (!lr_ip_parse(cell[3], &r->first) || !lr_ip_is4(&r->first))
			return "not an address of IPv4";
		if (!lr_num_u64(cell[4], UINT64_C(1) << 32, &size) ||
		    size == 0 || size - 1 > UINT32_MAX - lr_ip_v4(&r->first))
			return "not a number of addresses";
		r->last =
		    lr_ip_from4((uint32_t)(lr_ip_v4(&r->first) + (size - 1)));
		return NULL;
	}
	if (!lr_span_eq(cell[2], LR_SPAN("ipv6")))
		return "not of IPv4, IPv6 or AS numbers";
	if (six.n > LR_IP_TEXT || cell[4].n > 3)
		return "not a prefix of IPv6";
	memcpy(text, six.p, six.n);
	text[six.n] = '/';
	memcpy(text + six.n + 1, cell[4].p, cell[4].n);
	return lr_range_parse(lr_span(text, six.n + 1 + cell[4].n), r) &&
		!lr_ip_is4(&r->first)
	    ? NULL
	    : "not a prefix of IPv6";
}

/* Of nobody yet. */
static bool
free_range(struct lr_span status)
{
	return lr_span_eq(status, LR_SPAN("available")) ||
	    lr_span_eq(status, LR_SPAN("reserved")) ||
	    lr_span_eq(status, LR_SPAN("ianapool"));
}

static void
take_line(struct mkdb *job, struct lr_span line)
{
	struct lr_span cell[COLUMNS], rest = line;
	struct lr_registration reg;
	const char *why = NULL;
	enum lr_err err;
	int64_t date = 0;
	unsigned n;

	for (n = 0; n < COLUMNS && rest.p != NULL; n++)
		cell[n] = lr_span_trim(lr_span_cut(&rest, '|'));
	/* the version, sums */
	if ((n > 0 && cell[0].n > 0 && lr_is_digit(cell[0].p[0])) ||
	    (n == 6 && lr_span_eq(cell[5], LR_SPAN("summary"))))
		return;
	if (n == COLUMNS && lr_span_eq(cell[2], LR_SPAN("asn")))
		return;
	job->cli->read++;
	if (n == COLUMNS && free_range(cell[6]))
		return;
	lr_registration_clear(&reg);
	why = n < COLUMNS ? "too few columns" : range_of(cell, &reg.range);
	if (why == NULL) {
		lr_registration_country(&reg, cell[1]);
		lr_registration_status(&reg, cell[6]);
		lr_rpsl_time(cell[5], &date);
		err = lr_mkregistry_delegation(dumps.made, &reg, date);
		if (err == LR_ENOMEM)
			no_memory(job);
		if (err == LR_EBAD)
			why = "within ::/96, kept for IPv4";
	}
	if (why != NULL)
		mkdb_refuse(job, line, why);
	else
		job->cli->written++;
}

static void
read_statistics(struct mkdb *job)
{
	struct lr_cli *cli = job->cli;
	struct lr_span s;
	enum lr_err err;

	while ((err = lr_line_next(&cli->in, &s)) != LR_END) {
		cli->line = cli->in.number;
		if (err == LR_ETOOLONG) {
			cli->read++;
			mkdb_refuse(job, s, "a line of over 1 MiB");
		} else if (err != LR_OK) {
			mkdb_unreadable(job, err, cli->in.in.why);
		} else if (lr_span_trim(s).n > 0 && s.p[0] != '#') {
			take_line(job, s);
		}
	}
}

/* ---- which of them it is */

/* '|', ':', or 0: the beginning of neither. */
static char
kind_of(struct lr_span s)
{
	struct lr_rpsl r = { .lines = 0 };
	struct lr_span rest = s, line;

	do
		line = lr_span_trim(lr_span_cut(&rest, '\n'));
	while (rest.p != NULL &&
	    (line.n == 0 || line.p[0] == '#' || line.p[0] == '\r'));
	if (lr_span_find(line, '|') < line.n)
		return '|';
	switch (lr_rpsl_next(&r, &s, true)) {
	case LR_RPSL_OBJECT:
		return 0;
	case LR_RPSL_ATTR:
		return r.bad ? 0 : ':';
	default: /* nothing but comments */
		return ':';
	}
}

static void
read_dump(struct mkdb *job, const char *path)
{
	struct lr_cli *cli = job->cli;
	char kind = kind_of(mkdb_open(job, path));

	if (kind == 0)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "neither objects of a registry nor statistics of "
		    "delegations; nothing written");
	if (kind == '|')
		read_statistics(job);
	else
		read_objects(job);
	lr_unpack_close(&cli->in.in);
}

static void
read_dumps(struct mkdb *job)
{
	struct lr_cli *cli = job->cli;

	if (cli->at == cli->argc)
		read_dump(job, "-");
	while (cli->at < cli->argc)
		read_dump(job, cli->argv[cli->at++]);
}

/* ---- the file */

static struct lr_mkregistry_sum sum;

static void
tell(struct mkdb *job)
{
	struct lr_cli *cli = job->cli;

	lr_cli_warn(cli,
	    "%s: %" PRIu32 " networks of IPv4, %" PRIu32 " of IPv6; %" PRIu32
	    " with a holder, %lu of persons; %" PRIu32 " delegations",
	    job->dry_run ? "nothing written" : job->output, sum.networks4,
	    sum.networks6, sum.holders, dumps.persons, sum.delegations);
	lr_cli_warn(cli,
	    "%lu organisations; passed over: %lu objects of nobody, %" PRIu32
	    " repeated, %lu of other kinds",
	    dumps.orgs, dumps.stubs, sum.repeated, dumps.others);
	lr_cli_warn(cli, "%" PRIu32 " nodes of %u bits, %" PRIu64 " bytes",
	    sum.file.nodes, sum.file.bits, sum.file.bytes);
}

static enum lr_err
make(struct mkdb *job, int fd)
{
	return lr_mkregistry_write(dumps.made, job->spec.epoch, fd, &sum);
}

static void
write_file(struct mkdb *job)
{
	mkdb_replace(job, make);
	if (job->cli->verbose > 0)
		tell(job);
	lr_mkregistry_free(dumps.made);
}

const struct maker mkdb_registry = {
	.name = "registry",
	.rows = "networks",
	.begin = begin,
	.read = read_dumps,
	.write = write_file,
};
