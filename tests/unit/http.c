#include "../fail.h"
#include "../tap.h"

#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <sys/stat.h>

#include "../help/spawn.h"
#include "clock.h"
#include "http.h"

enum { MAX = 1 << 20, ZEROS = 4 << 20, MS = 20000 };

static char dir[] = "/tmp/lr-http-XXXXXX";
static struct lr_http *http;
static unsigned port;

/* The last answer. */
static struct {
	unsigned n;
	enum lr_http_end end;
	int status;
	int64_t retry, age;
	char type[80], why[300], location[3000], body[MAX + 1];
	size_t body_n;
} got;

static void
keep(char *out, size_t size, struct lr_span s)
{
	size_t n = s.n < size ? s.n : size - 1;

	if (n > 0)
		memcpy(out, s.p, n);
	out[n] = '\0';
}

static void
on_done(void *arg, void *request, const struct lr_http_answer *a)
{
	got.n++;
	got.end = a->end;
	got.status = a->status;
	got.retry = a->retry_after;
	got.age = a->max_age;
	got.body_n = a->body.n;
	keep(got.type, sizeof(got.type), a->type);
	keep(got.why, sizeof(got.why), lr_span_str(a->why));
	keep(got.location, sizeof(got.location), a->location);
	keep(got.body, sizeof(got.body), a->body);
	if (arg != &got || (request == NULL && a->end != LR_HTTP_ANSWER))
		abort();
}

/* ---- data of the server */

static void
put_gzip(FILE *f, const char *path, size_t zeros)
{
	static unsigned char in[ZEROS], out[ZEROS / 8];
	struct isal_zstream z;
	size_t i;

	isal_deflate_stateless_init(&z);
	z.gzip_flag = IGZIP_GZIP;
	z.next_in = in;
	z.avail_in = (uint32_t)zeros;
	z.next_out = out;
	z.avail_out = sizeof(out);
	z.flush = NO_FLUSH;
	if (isal_deflate_stateless(&z) != COMP_OK)
		abort();
	fprintf(f,
	    "%s\traw\tHTTP/1.1 200 OK\\r\\nContent-Encoding: gzip\\r\\n"
	    "Content-Length: %u\\r\\n\\r\\n",
	    path, z.total_out);
	for (i = 0; i < z.total_out; i++)
		fprintf(f, "\\x%02x", out[i]);
	fputc('\n', f);
}

static void
put_data(const char *path)
{
	FILE *f = fopen(path, "w");
	int i;

	if (f == NULL)
		abort();
	fputs(
	    "/plain\traw\tHTTP/1.1 200 OK\\r\\nContent-Type: Text/Plain; "
	    "charset=x\\r\\nCache-Control: max-age=60\\r\\nContent-Length: "
	    "5\\r\\n\\r\\nhello\n"
	    "/chunked\traw\tHTTP/1.1 200 OK\\r\\nTransfer-Encoding: "
	    "chunked\\r\\n\\r\\n3\\r\\nhel\\r\\n2\\r\\nlo\\r\\n0\\r\\n\\r\\n\n"
	    "/badgzip\traw\tHTTP/1.1 200 OK\\r\\nContent-Encoding: gzip\\r\\n"
	    "Content-Length: 5\\r\\n\\r\\nhello\n"
	    "/continue\traw\tHTTP/1.1 100 Continue\\r\\nRetry-After: 9\\r\\n"
	    "\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhello\n"
	    "/moved\traw\tHTTP/1.1 301 Moved\\r\\nLocation: ../plain\\r\\n"
	    "Content-Length: 0\\r\\n\\r\\n\n"
	    "/away\traw\tHTTP/1.1 302 Found\\r\\nLocation: "
	    "file:///etc/passwd\\r\\nContent-Length: 0\\r\\n\\r\\n\n"
	    "/later\traw\tHTTP/1.1 429 X\\r\\nRetry-After: 7\\r\\n"
	    "Content-Length: 0\\r\\n\\r\\n\n"
	    "/cut\tcut\n/endless\tendless\n/silent\tsilent\n/drip\tdrip\t100\n"
	    "/reset\treset\n/big\tbig\t2000000\n/fits\tbig\t1048576\n"
	    "/echo\techo\n/old\traw\tno HTTP at all\\r\\n\\r\\n\n"
	    "/headers\traw\tHTTP/1.1 200 OK\\r\\n",
	    f);
	for (i = 0; i < 3000; i++)
		fprintf(f, "X-%d: yyyyyyyyyyyyyyyyyyyyyyyyyyyy\\r\\n", i);
	fputs("Content-Length: 0\\r\\n\\r\\n\n/line\traw\tHTTP/1.1 200 "
	      "OK\\r\\nX: ",
	    f);
	for (i = 0; i < 20000; i++)
		fputs("zzzzzzzzzz", f);
	fputs("\\r\\nContent-Length: 0\\r\\n\\r\\n\n", f);
	put_gzip(f, "/gzip", 1000);
	put_gzip(f, "/bomb", ZEROS);
	if (fclose(f) != 0)
		abort();
}

/* ---- questions */

static const char *
url_of(const char *path)
{
	static char url[300];

	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", port, path);
	return url;
}

static void
wait_all(void)
{
	while (lr_http_flying(http) > 0)
		if (lr_http_wait(http, -1) != LR_OK)
			abort();
}

static void
get(struct lr_http_request req)
{
	got.n = 0;
	if (req.max == 0)
		req.max = MAX;
	if (req.total == 0)
		req.total = MS;
	req.connect = MS;
	if (lr_http_send(http, &req, &got) != LR_OK)
		abort();
	wait_all();
}

static void
path(const char *p, enum lr_http_end end, const char *body, const char *what)
{
	get((struct lr_http_request){ .url = url_of(p) });
	ok(got.n == 1 && got.end == end, "%s: %d %s", what, got.end, got.why);
	if (body != NULL)
		is(got.body, got.body_n, body, "its body");
}

static void
answers(void)
{
	path("/plain", LR_HTTP_ANSWER, "hello", "an answer");
	ok(got.status == 200 && got.age == 60 && got.retry == -1, "its head");
	is(got.type, strlen(got.type), "text/plain", "its type");
	path("/chunked", LR_HTTP_ANSWER, "hello", "in chunks");
	path("/gzip", LR_HTTP_ANSWER, NULL, "compressed");
	ok(got.body_n == 1000, "%zu bytes", got.body_n);
	path("/continue", LR_HTTP_ANSWER, "hello", "100 Continue");
	ok(got.retry == -1, "its headers do not count");
	path("/later", LR_HTTP_ANSWER, "", "429");
	ok(got.status == 429 && got.retry == 7, "again in 7 seconds");
	path("/moved", LR_HTTP_ANSWER, "", "a redirect");
	is(got.location, strlen(got.location), url_of("/plain"), "absolute");
	path("/away", LR_HTTP_ANSWER, "", "a redirect to a file");
	ok(got.status == 302, "is not followed");
	path("/plain", LR_HTTP_ANSWER, "hello", "an answer after others");
}

static void
faults(void)
{
	int64_t t;

	path("/badgzip", LR_HTTP_BROKEN, NULL, "no gzip");
	path("/cut", LR_HTTP_BROKEN, NULL, "a cut body");
	path("/reset", LR_HTTP_BROKEN, NULL, "a reset");
	path("/old", LR_HTTP_BROKEN, NULL, "no HTTP");
	path("/headers", LR_HTTP_BROKEN, NULL, "too many headers");
	is(got.why, strlen(got.why), "too many headers in the answer", "why");
	path("/line", LR_HTTP_BROKEN, NULL, "a long header");
	path("/big", LR_HTTP_TOO_LONG, NULL, "a long body");
	path("/fits", LR_HTTP_ANSWER, NULL, "one that just fits");
	ok(got.body_n == MAX, "%zu bytes", got.body_n);
	path("/endless", LR_HTTP_TOO_LONG, NULL, "an endless body");
	path("/bomb", LR_HTTP_TOO_LONG, NULL, "what was small compressed");
	t = lr_clock_ticks();
	get((struct lr_http_request){ .url = url_of("/silent"), .total = 200 });
	ok(got.end == LR_HTTP_TIMEOUT, "silence: %s", got.why);
	get((struct lr_http_request){ .url = url_of("/drip"), .total = 300 });
	ok(got.end == LR_HTTP_TIMEOUT && lr_clock_ticks() - t >= 500,
	    "a byte now and then: %s", got.why);
	get((struct lr_http_request){ .url = "http://127.0.0.1:1/" });
	ok(got.end == LR_HTTP_BROKEN, "nobody there: %s", got.why);
	get((struct lr_http_request){
	    .url = url_of("/plain"), .public_only = true });
	is(got.why, strlen(got.why), "this server has a private address",
	    "not public");
}

static void
requests(void)
{
	struct lr_http_request req = { .url = url_of("/echo"),
		.headers = { "Accept: x/y", "X-Key: k1" },
		.secret = true };

	get(req);
	ok(strstr(got.body, "GET /echo HTTP/1.1\r\n") != NULL &&
		strstr(got.body, "\r\nAccept: x/y\r\n") != NULL &&
		strstr(got.body, "\r\nX-Key: k1\r\n") != NULL &&
		strstr(got.body, "\r\nUser-Agent: test/1\r\n") != NULL,
	    "headers are sent");
	ok(strstr(got.body, "Authorization") == NULL &&
		strstr(got.body, "Cookie") == NULL &&
		strstr(got.body, "Referer") == NULL,
	    "and no others");
	req.post = LR_SPAN("a=b");
	get(req);
	ok(strstr(got.body, "POST /echo") != NULL &&
		strstr(got.body, "\r\n\r\na=b") != NULL,
	    "a body is sent");
	ok(strstr(got.body, "Expect") == NULL, "at once");
}

static void
refused(void)
{
	static const char *const urls[] = { "", "x", "ftp://127.0.0.1/",
		"file:///etc/passwd", "http://", "http:///x",
		"http://a:b@127.0.0.1/", "http://a@127.0.0.1/",
		"http://127.0.0.1/ x", "http://127.0.0.1/\n",
		"http://127.0.0.1:99999/", "http://127.0.0.1:0x50/",
		"http://ex\xc3\xa4mple.example/", "gopher://127.0.0.1/",
		"http:////x/" };
	struct lr_http_request req = { .max = 1, .total = 1 };
	char url[LR_HTTP_URL + 2], host[LR_HTTP_HOST];
	size_t i;

	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		req.url = urls[i];
		ok(lr_http_send(http, &req, &got) == LR_EBAD &&
			lr_http_host(urls[i], host, NULL) == 0,
		    "refused: URL %zu", i);
	}
	memset(url, 'a', sizeof(url));
	memcpy(url, "http://a/", 9);
	url[LR_HTTP_URL + 1] = '\0';
	req.url = url;
	ok(lr_http_send(http, &req, &got) == LR_EBAD, "a URL too long");
	req.url = url_of("/plain");
	req.headers[0] = "X: y\r\nZ: 1";
	ok(lr_http_send(http, &req, &got) == LR_EBAD, "a header of two lines");
	ok(lr_http_flying(http) == 0, "nothing was sent");
}

static void
host(const char *url, const char *want, bool want_https)
{
	char out[LR_HTTP_HOST];
	bool https = !want_https;

	is(out, lr_http_host(url, out, &https), want, url);
	ok(https == want_https, "its scheme");
}

static void
hosts(void)
{
	host("https://RDAP.Example.NET/x", "rdap.example.net", true);
	host("https://rdap.example.net:443/", "rdap.example.net", true);
	host("http://rdap.example.net:443/", "rdap.example.net:443", false);
	host("HTTP://127.0.0.1:80", "127.0.0.1", false);
	host("http://2130706433/", "127.0.0.1", false);
	host("http://0x7f.1:8080/", "127.0.0.1:8080", false);
	host("https://[2001:DB8::1]:8443/", "[2001:db8::1]:8443", true);
}

/* What the environment says of networks does not count. */
static void
environment(void)
{
	char name[100];
	FILE *f;

	snprintf(name, sizeof(name), "%s/.netrc", dir);
	if ((f = fopen(name, "w")) == NULL ||
	    fputs("default login u password p\n", f) < 0 || fclose(f) != 0)
		abort();
	get((struct lr_http_request){ .url = url_of("/echo") });
	ok(got.end == LR_HTTP_ANSWER &&
		strstr(got.body, "Authorization") == NULL,
	    "no proxy, no netrc");
	unlink(name);
}

/* A request without an end is no hindrance, nor when all is closed. */
static void
on_its_way(void)
{
	struct lr_http_request req = {
		.url = url_of("/silent"), .max = MAX, .connect = MS, .total = MS
	};
	int a;

	got.n = 0;
	lr_http_send(http, &req, &a);
	lr_http_wait(http, 5);
	ok(lr_http_flying(http) == 1 && got.n == 0, "on its way");
}

/* ---- TLS, by the openssl command, where there is one */

static bool
make_certificate(const char *cert, const char *key)
{
	int status = 1, null;
	pid_t pid = fork();

	if (pid == 0) {
		null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execlp("openssl", "openssl", "req", "-x509", "-newkey", "ec",
		    "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
		    key, "-out", cert, "-days", "2", "-subj", "/CN=localhost",
		    "-addext", "subjectAltName=DNS:localhost", (char *)NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* Its port; 0: it does not start. */
static unsigned
tls_server(const char *cert, const char *key, pid_t *pid)
{
	char line[256];
	unsigned at = 0;
	int fds[2];
	FILE *f;

	if (pipe(fds) != 0 || (*pid = fork()) < 0)
		abort();
	if (*pid == 0) {
		dup2(fds[1], 1);
		dup2(open("/dev/null", O_WRONLY), 2);
		close(fds[0]);
		execlp("openssl", "openssl", "s_server", "-accept",
		    "127.0.0.1:0", "-www", "-cert", cert, "-key", key,
		    (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	if ((f = fdopen(fds[0], "r")) == NULL)
		abort();
	while (at == 0 && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "ACCEPT 127.0.0.1:", 17) == 0)
			for (char *p = line + 17; *p >= '0' && *p <= '9'; p++)
				at = at * 10 + (unsigned)(*p - '0');
	fclose(f);
	return at;
}

static void
https(const char *name, unsigned at, enum lr_http_end end, const char *what)
{
	char url[100];

	snprintf(url, sizeof(url), "https://%s:%u/", name, at);
	get((struct lr_http_request){ .url = url, .secret = true });
	ok(got.end == end, "%s: %d %s", what, got.end, got.why);
}

static void
tls(void)
{
	char cert[64], key[64], log[64];
	unsigned at;
	pid_t pid;

	snprintf(cert, sizeof(cert), "%s/cert.pem", dir);
	snprintf(key, sizeof(key), "%s/key.pem", dir);
	snprintf(log, sizeof(log), "%s/keys", dir);
	if (!make_certificate(cert, key)) {
		ok(true, "TLS # skip no openssl here");
		return;
	}
	at = tls_server(cert, key, &pid);
	if (ok(at != 0, "a TLS server")) {
		https("localhost", at, LR_HTTP_BROKEN, "not trusted");
		ok(lr_http_trust(http, cert) == LR_OK, "trust");
		https("localhost", at, LR_HTTP_ANSWER, "trusted");
		https("127.0.0.1", at, LR_HTTP_BROKEN, "another's name");
		ok(access(log, F_OK) != 0, "no log of keys");
	}
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	unlink(cert);
	unlink(key);
}

static void
no_memory(void)
{
	struct lr_http_request req = { .url = "http://127.0.0.1:1/",
		.max = 1,
		.total = 1,
		.headers = { "X: y" } };
	struct lr_http *h = NULL;
	enum lr_err err = LR_ENOMEM;
	unsigned long n;

	/* the library below keeps what it has made once */
	for (n = 1; n < 300 && err == LR_ENOMEM; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_http_open(&h, "test/1", on_done, &got);
		if (err == LR_OK)
			err = lr_http_send(h, &req, &got);
		fail_from(FAIL_ALLOC, 0);
		lr_http_close(h);
		h = NULL;
	}
	ok(err == LR_OK && n > 5, "no memory, %lu times", n - 1);
}

int
main(int argc, char *argv[])
{
	char data[64], told[4096], log[64];
	struct spawned s;

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(data, sizeof(data), "%s/data", dir);
	snprintf(log, sizeof(log), "%s/keys", dir);
	setenv("HOME", dir, 1);
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	setenv("https_proxy", "http://127.0.0.1:1/", 1);
	setenv("ALL_PROXY", "socks5://127.0.0.1:1/", 1);
	setenv("SSLKEYLOGFILE", log, 1);
	put_data(data);
	s = spawn(argv[0], "rdapd", data);
	port = s.port;
	if (lr_http_open(&http, "test/1", on_done, &got) != LR_OK)
		return 1;
	answers();
	faults();
	requests();
	refused();
	hosts();
	environment();
	on_its_way();
	lr_http_close(http);
	spawn_end(&s, told, sizeof(told));
	ok(strstr(told, "/moved\t1\n") != NULL &&
		strstr(told, "/away\t1\n") != NULL,
	    "each was asked for once");
	if (lr_http_open(&http, "test/1", on_done, &got) != LR_OK)
		return 1;
	tls();
	no_memory();
	lr_http_close(http);
	unlink(data);
	ok(rmdir(dir) == 0, "no other file was made");
	return done();
}
