#include "url.h"

#include <stdlib.h>

#include "ascii.h"

void
lr_url_target(
    struct lr_span target, struct lr_span *path, struct lr_span *query)
{
	size_t at = lr_span_find(target, '?');

	*path = lr_span_sub(target, 0, at);
	*query = at == target.n ? (struct lr_span){ NULL, 0 }
				: lr_span_sub(target, at + 1, target.n);
}

struct lr_span
lr_url_host(struct lr_span url)
{
	static const struct lr_span none = { "", 0 };
	size_t i = 0, end;

	while (i < url.n &&
	    (lr_is_alnum(url.p[i]) || url.p[i] == '+' || url.p[i] == '-' ||
		url.p[i] == '.'))
		i++;
	if (i == 0 || url.n - i < 3 || memcmp(url.p + i, "://", 3) != 0)
		return none;
	url = lr_span_sub(url, i + 3, url.n);
	for (end = 0; end < url.n; end++)
		if (url.p[end] == '/' || url.p[end] == '?' || url.p[end] == '#')
			break;
	url = lr_span_sub(url, 0, end);
	while ((i = lr_span_find(url, '@')) < url.n)
		url = lr_span_sub(url, i + 1, url.n);
	if (url.n > 0 && url.p[0] == '[')
		return lr_span_sub(url, 1, lr_span_find(url, ']'));
	return lr_span_sub(url, 0, lr_span_find(url, ':'));
}

/* Parameters that tell which advertisement, mailing or site a visitor came
 * from: Google, Microsoft, Meta, LinkedIn, X, TikTok, Snapchat, Pinterest,
 * Reddit, Quora, Yandex, Taboola, Outbrain, Adobe, Mailchimp, Matomo, Piano,
 * etracker, Mapp, affiliate networks. Those that tell who the visitor is, such
 * as mc_eid, _hsenc, mkt_tok, pk_vid, are left out on purpose. */
#define NAME(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}
static const struct lr_span families[] = { NAME("utm_"), NAME("mtm_"),
	NAME("hsa_") };
/* sorted by their first letter */
static const struct lr_span campaign[] = { NAME("_openstat"), NAME("adgroupid"),
	NAME("at_campaign"), NAME("at_medium"), NAME("awc"), NAME("campaignid"),
	NAME("cjevent"), NAME("dclid"), NAME("dicbo"), NAME("ef_id"),
	NAME("epik"), NAME("etcc_cmp"), NAME("etcc_ctv"), NAME("etcc_grp"),
	NAME("etcc_key"), NAME("etcc_med"), NAME("etcc_par"), NAME("fbclid"),
	NAME("gad_campaignid"), NAME("gad_source"), NAME("gbraid"),
	NAME("gclid"), NAME("gclsrc"), NAME("irclickid"), NAME("irgwc"),
	NAME("li_fat_id"), NAME("matomo_campaign"), NAME("matomo_kwd"),
	NAME("mc_cid"), NAME("msclkid"), NAME("obclid"), NAME("piwik_campaign"),
	NAME("piwik_keyword"), NAME("piwik_kwd"), NAME("pk_campaign"),
	NAME("pk_cid"), NAME("pk_content"), NAME("pk_cpn"), NAME("pk_keyword"),
	NAME("pk_kwd"), NAME("pk_medium"), NAME("pk_source"), NAME("qclid"),
	NAME("rdt_cid"), NAME("ref"), NAME("s_kwcid"), NAME("sc_campaign"),
	NAME("sccid"), NAME("srsltid"), NAME("tblci"), NAME("ttclid"),
	NAME("twclid"), NAME("vmcid"), NAME("wbraid"), NAME("wt_mc"),
	NAME("wt_zmc"), NAME("xtor"), NAME("yclid"), NAME("ymclid") };
#undef NAME
#define N_CAMPAIGN (sizeof(campaign) / sizeof(campaign[0]))

static bool
is_campaign(struct lr_span key)
{
	char head = key.n > 0 ? lr_lower(key.p[0]) : '\0';
	size_t i, low = 0, high = N_CAMPAIGN;

	for (i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (head == families[i].p[0] && key.n > families[i].n &&
		    lr_ascii_eq(
			lr_span_sub(key, 0, families[i].n), families[i]))
			return true;
	while (low < high) {
		i = (low + high) / 2;
		if (campaign[i].p[0] < head)
			low = i + 1;
		else
			high = i;
	}
	for (i = low; i < N_CAMPAIGN && campaign[i].p[0] == head; i++)
		if (key.n == campaign[i].n && lr_ascii_eq(key, campaign[i]))
			return true;
	return false;
}

/* Whatever its name, a mail address tells who somebody is. */
static bool
has_address(struct lr_span s)
{
	return lr_span_find(s, '@') < s.n ||
	    lr_ascii_find(s, LR_SPAN("%40")) < s.n;
}

void
lr_url_campaign(struct lr_buf *b, struct lr_span query)
{
	bool first = true;

	while (query.p != NULL) {
		struct lr_span one = lr_span_cut(&query, '&');

		if (!is_campaign(lr_span_sub(one, 0, lr_span_find(one, '='))) ||
		    has_address(one))
			continue;
		if (!first)
			lr_buf_putc(b, '&');
		lr_buf_put(b, one);
		first = false;
	}
}

/* Sorted. Documents (pdf, docx, csv) are pages: somebody chose to read them.
 * Feeds and sitemaps are fetched by programs. */
static const char *const assets[] = { "3gp", "7z", "aac", "aif", "aiff", "apk",
	"appcache", "asf", "asx", "atom", "avi", "avif", "axd", "bin", "bmp",
	"br", "bz2", "cab", "cjs", "class", "crx", "css", "cur", "dat", "deb",
	"dll", "dmg", "dtd", "eot", "exe", "flac", "flv", "gif", "gz", "gzip",
	"heic", "heif", "ico", "img", "iso", "jar", "jfif", "jp2", "jpe",
	"jpeg", "jpg", "js", "json", "jsonld", "jxl", "less", "m3u8", "m4a",
	"m4s", "m4v", "manifest", "map", "mid", "mjs", "mkv", "mov", "mp2",
	"mp3", "mp4", "mpd", "mpeg", "mpg", "msi", "msp", "oga", "ogg", "ogv",
	"opus", "otf", "pkg", "png", "qt", "ra", "ram", "rar", "rdf", "rpm",
	"rss", "scss", "sit", "svg", "svgz", "swf", "tar", "tbz", "tbz2", "tgz",
	"tif", "tiff", "torrent", "ts", "ttc", "ttf", "txt", "txz", "vtt",
	"wasm", "wav", "weba", "webm", "webmanifest", "webp", "wma", "wmv",
	"woff", "woff2", "xap", "xml", "xpi", "xsd", "xsl", "xz", "z", "zip",
	"zst" };

/* What programs ask each other for. */
static const char *const machines[] = { "/.well-known/", "/cdn-cgi/" };

static int
by_name(const void *key, const void *item)
{
	const struct lr_span *k = key;
	const char *const *a = item;

	return lr_span_cmp(*k, lr_span_str(*a));
}

bool
lr_url_asset(struct lr_span path)
{
	char low[12];
	struct lr_span ext = { low, 0 };
	size_t i;

	for (i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (lr_span_starts(path, lr_span_str(machines[i])))
			return true;
	/* parameters of a path: a.css;jsessionid=1 */
	path = lr_span_sub(path, 0, lr_span_find(path, ';'));
	for (i = path.n; i > 0 && path.p[i - 1] != '.'; i--)
		if (path.p[i - 1] == '/' || path.n - i >= sizeof(low))
			return false;
	if (i == 0)
		return false;
	for (; i < path.n; i++)
		low[ext.n++] = lr_lower(path.p[i]);
	return bsearch(&ext, assets, sizeof(assets) / sizeof(assets[0]),
		   sizeof(assets[0]), by_name) != NULL;
}
