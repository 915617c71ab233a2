/* lr-mail: standard input as the attachment of a mail. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "egress.h"
#include "file.h"
#include "ip.h"
#include "job.h"
#include "num.h"
#include "wipe.h"

#define SIZE_DEFAULT (25ul << 20)
#define SIZE_MOST (1024ul << 20)
#define LOGIN_MAX 1024u
#define CONNECT 20000u

enum {
	OPT_BODY_FILE = LR_OPT,
	OPT_CA,
	OPT_DRY_RUN,
	OPT_FROM,
	OPT_LIST_EGRESS,
	OPT_LOGIN,
	OPT_MAX_SIZE,
	OPT_NAME,
	OPT_NETRC,
	OPT_NOW,
	OPT_REQUIRE_BYTES,
	OPT_SERVER,
	OPT_SUBJECT,
	OPT_TIMEOUT,
	OPT_TO,
	OPT_TYPE
};

static const struct lr_opt opts[] = {
	{ OPT_BODY_FILE, "body-file", "FILE", "text of the mail" },
	{ OPT_CA, "ca", "FILE", "trust these authorities (PEM)" },
	{ OPT_DRY_RUN, "dry-run", NULL, "write the mail, send nothing" },
	{ OPT_FROM, "from", "ADDRESS", "who sends it" },
	{ OPT_LIST_EGRESS, "list-egress", NULL,
	    "say who would be asked, and exit" },
	{ OPT_LOGIN, "login", "FILE", "user and password, a line each" },
	{ OPT_MAX_SIZE, "max-size", "BYTES", "of the attachment (25 MiB)" },
	{ OPT_NAME, "name", "NAME", "of the attachment" },
	{ OPT_NETRC, "netrc", "FILE", "where user and password are" },
	{ OPT_NOW, "now", "TIME", "the date of the mail" },
	{ OPT_REQUIRE_BYTES, "require-bytes", "N",
	    "send nothing that is shorter (1)" },
	{ OPT_SERVER, "server", "URL",
	    "smtps://HOST or smtp://HOST (smtp://localhost)" },
	{ OPT_SUBJECT, "subject", "TEXT", "(default: the attachment's name)" },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "for all of it (120)" },
	{ OPT_TO, "to", "ADDRESS", "who gets it; repeatable" },
	{ OPT_TYPE, "type", "TYPE", "of the attachment, such as text/csv" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "send standard input as the attachment of a mail",
	.operands = "[file]",
	.opts = opts,
};

/* ---- options */

static void
address(
    struct job *j, const char *name, const char *arg, struct lr_mail_address *a)
{
	if (!lr_mail_address(lr_span_str(arg), a))
		lr_cli_usage(j->cli,
		    "--%s: '%s' is no address like 'Sales "
		    "<sales@example.com>'",
		    name, arg);
}

static void
add_to(struct job *j, const char *arg)
{
	if (j->mail.n_to == LR_MAIL_TO)
		lr_cli_usage(j->cli, "--to: at most %u", (unsigned)LR_MAIL_TO);
	address(j, "to", arg, &j->to[j->mail.n_to++]);
}

/* What goes into a header. */
static const char *
header_text(struct job *j, const char *name, const char *arg, size_t max)
{
	struct lr_span s = lr_span_str(arg);

	if (s.n == 0 || s.n > max || !lr_mail_text(s))
		lr_cli_usage(j->cli,
		    "--%s: empty, too long, or with characters that a header "
		    "cannot have",
		    name);
	return arg;
}

static const char *
type(struct job *j, const char *arg)
{
	struct lr_span s = lr_span_str(arg);
	size_t i, slash = lr_span_find(s, '/');

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			break;
	if (i < s.n || slash == 0 || slash + 1 >= s.n || s.n > 70)
		lr_cli_usage(
		    j->cli, "--type: '%s' is no type like text/csv", arg);
	return arg;
}

static void
option(struct job *j, int key, const char *arg)
{
	struct lr_cli *cli = j->cli;

	switch (key) {
	case OPT_BODY_FILE:
		j->body_file = arg;
		break;
	case OPT_CA:
		j->smtp.trust = arg;
		break;
	case OPT_DRY_RUN:
		j->dry_run = true;
		break;
	case OPT_FROM:
		address(j, "from", arg, &j->from);
		break;
	case OPT_LIST_EGRESS:
		j->list_egress = true;
		break;
	case OPT_LOGIN:
		j->login = arg;
		break;
	case OPT_MAX_SIZE:
		j->max = lr_cli_number(cli, "max-size", arg, 1, SIZE_MOST);
		break;
	case OPT_NAME:
		j->name = header_text(j, "name", arg, 200);
		break;
	case OPT_NETRC:
		j->smtp.netrc = arg;
		break;
	case OPT_NOW:
		j->mail.time = lr_cli_time(cli, "now", arg);
		break;
	case OPT_REQUIRE_BYTES:
		j->least =
		    lr_cli_number(cli, "require-bytes", arg, 0, SIZE_MOST);
		break;
	case OPT_SERVER:
		j->smtp.server = arg;
		break;
	case OPT_SUBJECT:
		j->mail.subject =
		    lr_span_str(header_text(j, "subject", arg, LR_MAIL_TEXT));
		break;
	case OPT_TIMEOUT:
		j->smtp.total = 1000 *
		    (unsigned)lr_cli_number(cli, "timeout", arg, 1, 3600);
		break;
	case OPT_TO:
		add_to(j, arg);
		break;
	case OPT_TYPE:
		j->type = type(j, arg);
		break;
	}
}

/* ---- what is needed besides */

/* User and password stand in a file, on a line each. */
static void
login(struct job *j)
{
	struct lr_span text, user, password;
	const char *why;
	enum lr_err err;

	err = lr_vault_read(&j->secrets, j->login, LOGIN_MAX, &text, &why);
	if (err == LR_EBAD || err == LR_ETOOLONG)
		lr_cli_usage(j->cli, "%s: %s", j->login, why);
	if (err != LR_OK)
		lr_cli_die(j->cli, LR_EXIT_FAILED, "%s: %s", j->login,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
	user = lr_span_line(&text);
	password = lr_span_line(&text);
	if (user.n == 0 || password.n == 0 ||
	    lr_span_find(user, '\0') < user.n ||
	    lr_span_find(password, '\0') < password.n)
		lr_cli_usage(j->cli,
		    "%s: no user in its first line, or no password in its "
		    "second",
		    j->login);
	j->smtp.user = lr_vault_dup(&j->secrets, user).p;
	j->smtp.password = lr_vault_dup(&j->secrets, password).p;
	if (j->smtp.user == NULL || j->smtp.password == NULL)
		lr_cli_die(j->cli, LR_EXIT_FAILED, "out of memory");
}

/* libcurl reads it; that others cannot, is for us to see. */
static void
netrc(struct job *j)
{
	struct lr_vault v = { NULL };
	struct lr_span text;
	const char *why;
	enum lr_err err =
	    lr_vault_read(&v, j->smtp.netrc, 64u << 10, &text, &why);

	lr_vault_free(&v);
	if (err == LR_EBAD || err == LR_ETOOLONG)
		lr_cli_usage(j->cli, "%s: %s", j->smtp.netrc, why);
	if (err != LR_OK)
		lr_cli_die(j->cli, LR_EXIT_FAILED, "%s: %s", j->smtp.netrc,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
}

static void
server(struct job *j, bool *local)
{
	if (!lr_smtp_server(j->smtp.server, local))
		lr_cli_usage(j->cli,
		    "--server: '%s' is no server like "
		    "smtps://mail.example.com or smtp://mail.example.com:587",
		    j->smtp.server);
}

static void
prepare(struct job *j)
{
	struct lr_cli *cli = j->cli;
	bool local;

	if (j->mail.n_to == 0 || j->from.address[0] == '\0')
		lr_cli_usage(cli, "--to and --from are needed");
	if (j->login != NULL && j->smtp.netrc != NULL)
		lr_cli_usage(cli, "--login and --netrc: one of them");
	server(j, &local);
	if (j->smtp.trust != NULL && access(j->smtp.trust, R_OK) != 0)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: %s", j->smtp.trust,
		    strerror(errno));
	if (cli->argc - cli->at > 1)
		lr_cli_usage(cli, "one file at most");
	if (j->login != NULL)
		login(j);
	if (j->smtp.netrc != NULL)
		netrc(j);
	if (j->body_file != NULL &&
	    lr_file_read(j->body_file, &j->body) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: %s", j->body_file,
		    j->body.err == LR_ETOOLONG ? "longer than 1 MiB"
					       : strerror(errno));
	j->mail.body = lr_buf_span(&j->body);
}

/* ---- --list-egress */

static int
egress(struct job *j)
{
	struct lr_cli *cli = j->cli;
	struct lr_span host, rest = lr_span_str(j->smtp.server), protocol;
	struct lr_ip ip;
	bool local;

	if (cli->at < cli->argc)
		lr_cli_usage(cli, "--list-egress reads no file");
	server(j, &local);
	lr_cli_open(cli);
	protocol = lr_span_cut(&rest, ':');
	rest = host = lr_span_sub(rest, 2, rest.n); /* behind the slashes */
	if (!j->dry_run) {
		if (!local && *host.p != '[' &&
		    !lr_ip_parse(lr_span_cut(&rest, ':'), &ip))
			lr_egress_names(&cli->out, "the mail");
		lr_egress_put(&cli->out,
		    lr_span_eq(protocol, LR_SPAN("smtps")) ? "smtps" : "smtp",
		    host, "the mail and its addresses",
		    local ? "within this machine" : LR_EGRESS_TLS);
	}
	lr_vault_free(&j->secrets);
	return lr_cli_end(cli);
}

/* ---- sending */

static size_t
next_bytes(void *arg, char *p, size_t max)
{
	return lr_mail_read(arg, p, max);
}

static void
print(struct job *j, struct lr_mail_reader *r)
{
	char p[4096];
	size_t n;

	while ((n = lr_mail_read(r, p, sizeof(p))) > 0)
		lr_out_put(&j->cli->out, lr_span(p, n));
	lr_wipe(p, sizeof(p));
}

static void
send_it(struct job *j, struct lr_mail_reader *r)
{
	const char *to[LR_MAIL_TO + 1];
	char why[LR_SMTP_WHY];
	enum lr_err err;
	unsigned i;

	for (i = 0; i < j->mail.n_to; i++)
		to[i] = j->to[i].address;
	to[i] = NULL;
	j->smtp.from = j->from.address;
	j->smtp.to = to;
	j->smtp.size = r->size;
	j->smtp.read = next_bytes;
	j->smtp.arg = r;
	err = lr_smtp_send(&j->smtp, why);
	if (err == LR_OK) {
		if (j->cli->verbose > 0)
			lr_cli_warn(j->cli, "%llu bytes sent to %u by %s",
			    (unsigned long long)r->size, j->mail.n_to,
			    j->smtp.server);
		return;
	}
	lr_cli_warn(j->cli, "%s: %s", j->smtp.server,
	    err == LR_ENOMEM ? lr_err_text(err) : why);
	j->cli->rc = err == LR_EAGAIN ? LR_EXIT_LATER : LR_EXIT_FAILED;
}

static int
deliver(struct job *j)
{
	struct lr_mail_reader r;
	enum lr_err err = lr_mail_open(&r, &j->mail);

	if (err == LR_EBAD)
		lr_cli_die(j->cli, LR_EXIT_FAILED,
		    "the text of --body-file is not UTF-8; nothing sent");
	if (err != LR_OK)
		lr_cli_die(j->cli, LR_EXIT_FAILED, "out of memory");
	if (j->dry_run)
		print(j, &r);
	else
		send_it(j, &r);
	lr_mail_close(&r);
	lr_wiped_free(j->content);
	lr_buf_free(&j->body);
	lr_vault_free(&j->secrets);
	return lr_cli_end(j->cli);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* both are big */
	static struct job j = { .cli = &cli,
		.smtp = { .server = "smtp://localhost",
		    .connect = CONNECT,
		    .total = 120000 },
		.max = SIZE_DEFAULT,
		.least = 1 };
	const char *arg;
	int key;

	(void)lr_vault_process();
	if (atexit(lr_vault_wipe_all) != 0)
		return LR_EXIT_FAILED;
	lr_cli_init(&cli, &cmd, argc, argv);
	j.mail.time = lr_clock_now();
	j.mail.from = &j.from;
	j.mail.to = j.to;
	lr_buf_init(&j.body, LR_MAIL_BODY);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		option(&j, key, arg);
	if (j.list_egress)
		return egress(&j);
	prepare(&j);
	lr_cli_open(&cli);
	attach(&j);
	return deliver(&j);
}
