#include "smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "ascii.h"
#include "wipe.h"

#define REPLY 200u /* bytes of a server's last line */

struct job {
	const struct lr_smtp *m;
	char error[CURL_ERROR_SIZE];
	char reply[REPLY]; /* what the server said last */
	bool local;
};

static bool
loopback(struct lr_span host)
{
	return lr_span_starts(host, LR_SPAN("127.")) ||
	    lr_span_eq(host, LR_SPAN("localhost")) ||
	    lr_span_eq(host, LR_SPAN("[::1]"));
}

bool
lr_smtp_server(const char *url, bool *local)
{
	struct lr_span s = lr_span_str(url), port;
	size_t at, i;

	if (lr_span_starts(s, LR_SPAN("smtp://")))
		s = lr_span_sub(s, 7, s.n);
	else if (lr_span_starts(s, LR_SPAN("smtps://")))
		s = lr_span_sub(s, 8, s.n);
	else
		return false;
	/* "[::1]:25", "mail.example.com:587" */
	at = s.n > 0 && s.p[0] == '[' ? lr_span_find(s, ']') + 1 : 0;
	if (at > s.n)
		return false;
	port = lr_span_sub(s, at, s.n);
	at += lr_span_find(port, ':');
	port = lr_span_sub(s, at, s.n);
	s = lr_span_sub(s, 0, at);
	if (s.n == 0 || s.n > 255 || port.n == 1 || port.n > 6)
		return false;
	for (i = 1; i < port.n; i++)
		if (!lr_is_digit(port.p[i]))
			return false;
	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && s.p[i] != '.' && s.p[i] != '-' &&
		    !(s.p[0] == '[' &&
			(s.p[i] == '[' || s.p[i] == ']' || s.p[i] == ':')))
			return false;
	*local = loopback(s);
	return true;
}

static size_t
on_read(char *p, size_t one, size_t n, void *arg)
{
	struct job *j = arg;

	return j->m->read(j->m->arg, p, one * n);
}

/* Lines of the server; the last one that says no is kept. */
static size_t
on_line(char *p, size_t one, size_t n, void *arg)
{
	struct job *j = arg;
	size_t i, k = 0;

	if (n < 4 || (p[0] != '4' && p[0] != '5'))
		return n;
	for (i = 0; i < n && k + 1 < REPLY; i++)
		if (p[i] != '\r' && p[i] != '\n')
			j->reply[k++] = p[i];
	j->reply[k] = '\0';
	return n;
}

#define SET(option, value) \
	(ok = curl_easy_setopt(e, option, value) == CURLE_OK && ok)

static bool
set_safety(CURL *e, const struct job *j)
{
	const struct lr_smtp *m = j->m;
	/* TLS on this machine only where somebody wants it to be verified */
	bool need = !j->local || m->trust != NULL;
	bool ok = true;

	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_USE_SSL,
	    need ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	if (m->trust != NULL) {
		SET(CURLOPT_CAINFO, m->trust);
		SET(CURLOPT_CAPATH, NULL);
	}
	if (m->netrc != NULL) {
		SET(CURLOPT_NETRC, (long)CURL_NETRC_REQUIRED);
		SET(CURLOPT_NETRC_FILE, m->netrc);
	}
	if (m->user != NULL) {
		SET(CURLOPT_USERNAME, m->user);
		SET(CURLOPT_PASSWORD, m->password);
	}
	return ok;
}

static bool
set_message(CURL *e, struct job *j, struct curl_slist *to)
{
	const struct lr_smtp *m = j->m;
	bool ok = true;

	SET(CURLOPT_URL, m->server);
	SET(CURLOPT_MAIL_FROM, m->from);
	SET(CURLOPT_MAIL_RCPT, to);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_READFUNCTION, on_read);
	SET(CURLOPT_READDATA, j);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->size);
	SET(CURLOPT_HEADERFUNCTION, on_line);
	SET(CURLOPT_HEADERDATA, j);
	SET(CURLOPT_ERRORBUFFER, j->error);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)m->connect);
	SET(CURLOPT_TIMEOUT_MS, (long)m->total);
	return ok;
}
#undef SET

/* What became of it. */
static enum lr_err
judge(const struct job *j, CURLcode code, long status, char *why)
{
	const char *text =
	    j->error[0] != '\0' ? j->error : curl_easy_strerror(code);
	enum lr_err err = LR_EBAD;

	if (code == CURLE_OK)
		return LR_OK;
	if (code == CURLE_OUT_OF_MEMORY)
		return LR_ENOMEM;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		err = LR_EAGAIN;
		break;
	default:
		break;
	}
	if (status >= 400 && status < 600) {
		err = status < 500 ? LR_EAGAIN : LR_EBAD;
		snprintf(why, LR_SMTP_WHY, "%s%s",
		    code == CURLE_LOGIN_DENIED ? "login denied: " : "",
		    j->reply);
	} else if (code == CURLE_USE_SSL_FAILED) {
		snprintf(why, LR_SMTP_WHY, "the server has no TLS");
	} else {
		snprintf(why, LR_SMTP_WHY, "%s", text);
	}
	return err;
}

static struct curl_slist *
recipients(const struct lr_smtp *m)
{
	struct curl_slist *list = NULL, *more;
	const char *const *to;

	for (to = m->to; *to != NULL; to++) {
		if ((more = curl_slist_append(list, *to)) == NULL) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = more;
	}
	return list;
}

enum lr_err
lr_smtp_send(const struct lr_smtp *m, char why[LR_SMTP_WHY])
{
	struct job j = { .m = m };
	struct curl_slist *to;
	enum lr_err err = LR_ENOMEM;
	long status = 0;
	CURLcode code;
	CURL *e;

	why[0] = '\0';
	if (!lr_smtp_server(m->server, &j.local))
		return LR_EBAD;
	/* libcurl would write the keys of all connections there */
	unsetenv("SSLKEYLOGFILE");
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, lr_wiped_malloc,
		lr_wiped_free, lr_wiped_realloc, lr_wiped_strdup,
		lr_wiped_calloc) != CURLE_OK)
		return LR_ENOMEM;
	e = curl_easy_init();
	to = recipients(m);
	if (e != NULL && to != NULL && set_safety(e, &j) &&
	    set_message(e, &j, to)) {
		code = curl_easy_perform(e);
		curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
		err = judge(&j, code, status, why);
	}
	curl_easy_cleanup(e);
	curl_slist_free_all(to);
	curl_global_cleanup();
	return err;
}
