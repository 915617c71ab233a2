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

/* Parameters that tell where a visitor came from and nothing of who it is. */
#define NAME(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}
static const struct lr_span campaign[] = { NAME("dclid"), NAME("fbclid"),
	NAME("gad_source"), NAME("gbraid"), NAME("gclid"), NAME("gclsrc"),
	NAME("irclickid"), NAME("li_fat_id"), NAME("mc_cid"), NAME("msclkid"),
	NAME("mtm_campaign"), NAME("mtm_content"), NAME("mtm_keyword"),
	NAME("mtm_kwd"), NAME("mtm_medium"), NAME("mtm_source"),
	NAME("piwik_campaign"), NAME("piwik_kwd"), NAME("pk_campaign"),
	NAME("pk_content"), NAME("pk_keyword"), NAME("pk_kwd"),
	NAME("pk_medium"), NAME("pk_source"), NAME("ref"), NAME("sccid"),
	NAME("ttclid"), NAME("twclid"), NAME("wbraid"), NAME("yclid") };
#undef NAME

static bool
is_campaign(struct lr_span key)
{
	size_t i;

	if (key.n > 4 && memcmp(key.p, "utm_", 4) == 0)
		return true;
	for (i = 0; i < sizeof(campaign) / sizeof(campaign[0]); i++)
		if (lr_span_eq(key, campaign[i]))
			return true;
	return false;
}

void
lr_url_campaign(struct lr_buf *b, struct lr_span query)
{
	bool first = true;

	while (query.p != NULL) {
		struct lr_span one = lr_span_cut(&query, '&');

		if (!is_campaign(lr_span_sub(one, 0, lr_span_find(one, '='))))
			continue;
		if (!first)
			lr_buf_putc(b, '&');
		lr_buf_put(b, one);
		first = false;
	}
}

/* Sorted. Documents (pdf, docx, csv) are pages: somebody chose to read them.
 * Feeds and sitemaps are fetched by programs. */
static const char *const assets[] = { "7z", "aac", "apk", "atom", "avi", "avif",
	"bin", "bmp", "br", "bz2", "cab", "css", "cur", "dat", "deb", "dll",
	"dmg", "eot", "exe", "flac", "flv", "gif", "gz", "ico", "img", "iso",
	"jar", "jpe", "jpeg", "jpg", "js", "json", "jsonld", "jxl", "less",
	"m3u8", "m4a", "m4s", "m4v", "map", "mid", "mjs", "mkv", "mov", "mp3",
	"mp4", "mpeg", "mpg", "msi", "ogg", "ogv", "opus", "otf", "png", "rar",
	"rdf", "rpm", "rss", "scss", "svg", "svgz", "swf", "tar", "tgz", "tif",
	"tiff", "ts", "ttf", "txt", "vtt", "wasm", "wav", "webm", "webmanifest",
	"webp", "wmv", "woff", "woff2", "xml", "xpi", "xsl", "xz", "zip",
	"zst" };

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
