#include "../tap.h"

#include "url.h"

static const struct {
	const char *target, *path, *query; /* NULL: none */
} targets[] = { { "/", "/", NULL }, { "/a/b?c=d", "/a/b", "c=d" },
	{ "/a?", "/a", "" }, { "/a?b?c", "/a", "b?c" }, { "?x", "", "x" },
	{ "", "", NULL }, { "/a#f?x", "/a#f", "x" }, { "*", "*", NULL },
	{ "/%3Fx", "/%3Fx", NULL } };

static const struct {
	const char *url, *host;
} hosts[] = {
	{ "http://www.example/", "www.example" },
	{ "https://www.example", "www.example" },
	{ "https://www.example:8443/x", "www.example" },
	{ "https://user:pass@www.example/", "www.example" },
	{ "https://a@b@www.example/", "www.example" },
	{ "https://www.example?x", "www.example" },
	{ "https://www.example#x", "www.example" },
	{ "https://www.example/@evil.example", "www.example" },
	{ "https://www.example?@evil.example", "www.example" },
	{ "https://[2001:db8::1]:80/", "2001:db8::1" },
	{ "https://[2001:db8::1]/", "2001:db8::1" },
	{ "https://[2001:db8::1", "2001:db8::1" },
	{ "HTTPS://Www.Example/", "Www.Example" },
	{ "android-app://com.example.app/", "com.example.app" },
	{ "http:///x", "" },
	{ "http://", "" },
	{ "http:/x", "" },
	{ "http:x", "" },
	{ "://x", "" },
	{ "/path", "" },
	{ "//www.example/", "" },
	{ "www.example", "" },
	{ "", "" },
	{ "-", "" },
	{ "ht tp://x/", "" },
};

static const struct {
	const char *query, *kept;
} campaigns[] = {
	{ "", "" },
	{ "a=1&b=2", "" },
	{ "utm_source=x", "utm_source=x" },
	{ "a=1&utm_source=x&b=2&gclid=y", "utm_source=x&gclid=y" },
	{ "utm_campaign=a%20b&utm_medium=c",
	    "utm_campaign=a%20b&utm_medium=c" },
	{ "utm_source", "utm_source" },
	{ "utm_source=", "utm_source=" },
	{ "utm_=x", "" },
	{ "xutm_source=x", "" },
	{ "UTM_SOURCE=x", "UTM_SOURCE=x" },
	{ "gclid", "gclid" },
	{ "gclidx=1", "" },
	{ "email=a@b.example&fbclid=z", "fbclid=z" },
	{ "q=utm_source=x", "" },
	{ "&&utm_term=x&&", "utm_term=x" },
	{ "utm_source=a=b", "utm_source=a=b" },
	{ "ref=x&mc_cid=1&msclkid=2&mtm_source=3&pk_kwd=4",
	    "ref=x&mc_cid=1&msclkid=2&mtm_source=3&pk_kwd=4" },
	/* persons' */
	{ "mc_eid=1&_hsenc=2&mkt_tok=3&pk_vid=4", "" },
	{ "utm_email=jane@example.com&utm_id=1", "utm_id=1" },
	{ "ref=jane%40example.com", "" },
	{ "ScCid=1&hsa_cam=2&etcc_cmp=3&wt_mc=4&_openstat=5",
	    "ScCid=1&hsa_cam=2&etcc_cmp=3&wt_mc=4&_openstat=5" },
	{ "hsa_=1", "" },
};

static const struct {
	const char *path;
	bool asset;
} assets[] = {
	{ "/", false },
	{ "", false },
	{ "/index.html", false },
	{ "/index.php", false },
	{ "/about", false },
	{ "/about/", false },
	{ "/brochure.pdf", false },
	{ "/list.csv", false },
	{ "/a.css", true },
	{ "/a.js", true },
	{ "/A.JS", true },
	{ "/a.min.js", true },
	{ "/logo.svg", true },
	{ "/logo.PNG", true },
	{ "/f.woff2", true },
	{ "/site.webmanifest", true },
	{ "/favicon.ico", true },
	{ "/robots.txt", true },
	{ "/sitemap.xml", true },
	{ "/.well-known/security.txt", true },
	{ "/feed.rss", true },
	{ "/a.zip", true },
	{ "/7z", false },
	{ "/x.7z", true },
	{ "/x.zst", true },
	{ "/a.css/", false },
	{ "/a.css/b", false },
	{ "/css", false },
	{ "/a.", false },
	{ "/.", false },
	{ "/.css", true },
	{ "/a.cssx", false },
	{ "/a.cs", false },
	{ "/v1.2", false },
	{ "/a.webmanifestx", false },
	{ "/a.abcdefghijkl", false },
	{ "/a.abcdefghijklm", false },
	{ "/css.a/b", false },
	{ "/a.css;jsessionid=0.1", true },
	{ "/a;v=1.css", false },
	{ "/WebResource.axd", true },
	{ "/.well-known/apple-app-site-association", true },
	{ "/.well-known", false },
	{ "/x/.well-known/y", false },
	{ "/cdn-cgi/rum", true },
	{ "/a.3gp", true },
	{ "/a.z", true },
	{ "/book.epub", false },
};

int
main(void)
{
	struct lr_span path, query, s;
	struct lr_buf b;
	size_t i;

	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		lr_url_target(lr_span_str(targets[i].target), &path, &query);
		is(path.p, path.n, targets[i].path, "path");
		ok((query.p == NULL) == (targets[i].query == NULL),
		    "    has a query or none: %s", targets[i].target);
		if (targets[i].query != NULL)
			is(query.p, query.n, targets[i].query, "    query");
	}
	lr_url_target(lr_span(NULL, 0), &path, &query);
	ok(path.n == 0 && query.p == NULL, "target: nothing");
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		s = lr_url_host(lr_span_str(hosts[i].url));
		is(s.p, s.n, hosts[i].host, hosts[i].url);
	}
	ok(lr_url_host(lr_span(NULL, 0)).n == 0, "host: nothing");
	lr_buf_init(&b, 1000);
	for (i = 0; i < sizeof(campaigns) / sizeof(campaigns[0]); i++) {
		lr_buf_clear(&b);
		lr_url_campaign(&b, lr_span_str(campaigns[i].query));
		is(b.p, b.n, campaigns[i].kept, campaigns[i].query);
	}
	lr_buf_clear(&b);
	lr_url_campaign(&b, lr_span(NULL, 0));
	ok(b.n == 0, "campaign: nothing");
	lr_buf_free(&b);
	for (i = 0; i < sizeof(assets) / sizeof(assets[0]); i++)
		ok(lr_url_asset(lr_span_str(assets[i].path)) == assets[i].asset,
		    "%s: %s", assets[i].asset ? "asset" : "page",
		    assets[i].path);
	ok(!lr_url_asset(lr_span(NULL, 0)), "asset: nothing");
	return done();
}
