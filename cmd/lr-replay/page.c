/*
 * One page that needs nothing else: facts, a list of clicks, and a player for
 * who has a script. Its policy lets nothing run or load but what was built in.
 * The recording is in it as numbers.
 */
#include "replay.h"

enum { CLICKS_MAX = 1000, TEXT_MAX = 512 << 10 };

static const char *const css[] = {
#include "player-css.inc"
};
static const char *const js[] = {
#include "player-js.inc"
};
static const char *const hash[] = {
#include "player-hash.inc"
};

enum word {
	W_TITLE,
	W_SITE,
	W_DAY,
	W_TIME,
	W_CLICKS,
	W_PLAY,
	W_PAUSE,
	W_PLACE,
	W_OF,
	W_SPEED,
	W_PATH,
	W_STAGE,
	W_NONE,
	W_SCRIPT,
	W_TEXT,
	W_HEADING,
	W_LINK,
	W_IMAGE,
	W_FIELD,
	W_EMPTY,
	WORDS
};

static const char *const words[WORDS][2] = {
	[W_TITLE] = { "Recording of %s", "Aufzeichnung von %s" },
	[W_SITE] = { "Site", "Website" },
	[W_DAY] = { "Day", "Tag" },
	[W_TIME] = { "Duration", "Dauer" },
	[W_CLICKS] = { "Clicks", "Klicks" },
	[W_PLAY] = { "Play", "Abspielen" },
	[W_PAUSE] = { "Pause", "Anhalten" },
	[W_PLACE] = { "Position", "Stelle" },
	[W_OF] = { "%a of %b", "%a von %b" },
	[W_SPEED] = { "Speed", "Tempo" },
	[W_PATH] = { "Whole path", "Ganzer Weg" },
	[W_STAGE] = { "The page as boxes, with the path of the pointer; its "
		      "clicks are listed below.",
	    "Die Seite als K\303\244sten mit dem Weg des Zeigers; seine "
	    "Klicks stehen unten." },
	[W_NONE] = { "Nothing was clicked.", "Nichts wurde angeklickt." },
	[W_SCRIPT] = { "To play it, the browser must allow scripts.",
	    "Zum Abspielen muss der Browser Skripte erlauben." },
	[W_TEXT] = { "Text", "Text" },
	[W_HEADING] = { "Heading", "\303\234berschrift" },
	[W_LINK] = { "Link or button", "Link oder Knopf" },
	[W_IMAGE] = { "Image", "Bild" },
	[W_FIELD] = { "Field", "Eingabefeld" },
	[W_EMPTY] = { "Beside all boxes", "Neben allen K\303\244sten" },
};

struct page {
	struct lr_out *out;
	const struct film *f;
	struct lr_buf b;
	bool german;
};

static void
put(struct page *p, const char *s)
{
	lr_buf_puts(&p->b, s);
}

static const char *
word(const struct page *p, enum word w)
{
	return words[w][p->german];
}

static void
put_word(struct page *p, enum word w)
{
	put(p, word(p, w));
}

/* Sites and paths are printable ASCII without angle brackets and quotes. */
static void
put_text(struct page *p, struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '&')
			put(p, "&amp;");
		else
			lr_buf_putc(&p->b, s.p[i]);
}

/* 1:05.3 */
static void
put_time(struct page *p, uint32_t t)
{
	lr_buf_printf(&p->b, "%u:%02u.%u", t / 600, t / 10 % 60, t % 10);
}

static void
put_lines(struct page *p, const char *const *lines, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		put(p, lines[i]);
}

static void
put_title(struct page *p)
{
	struct lr_span before = lr_span_str(word(p, W_TITLE));

	lr_buf_put(&p->b, lr_span_sub(before, 0, lr_span_find(before, '%')));
	put_text(p, p->f->head.path);
}

static void
put_head(struct page *p)
{
	lr_buf_printf(&p->b,
	    "<!doctype html>\n<html lang=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src '%s'; "
	    "script-src '%s'; base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
	    p->german ? "de" : "en", hash[0], hash[1]);
	put_title(p);
	put(p, "</title>\n<style>");
	put_lines(p, css, sizeof(css) / sizeof(css[0]));
	put(p, "</style>\n</head>\n<body>\n<main>\n<h1>");
	put_title(p);
	put(p, "</h1>\n");
}

/* ---- facts */

static void
put_fact(struct page *p, enum word w, struct lr_span s)
{
	put(p, "<div><dt>");
	put_word(p, w);
	put(p, "</dt><dd>");
	put_text(p, s);
	put(p, "</dd></div>\n");
}

static void
put_facts(struct page *p, const struct sums *s)
{
	put(p, "<dl>\n");
	put_fact(p, W_SITE, p->f->head.site);
	put_fact(p, W_DAY, p->f->head.day);
	put(p, "<div><dt>");
	put_word(p, W_TIME);
	put(p, "</dt><dd>");
	put_time(p, s->time);
	put(p, "</dd></div>\n<div><dt>");
	put_word(p, W_CLICKS);
	lr_buf_printf(&p->b, "</dt><dd>%zu</dd></div>\n</dl>\n", s->clicks);
}

/* ---- the player */

static void
put_player(struct page *p, const struct sums *s)
{
	static const char *const speed[] = { "0.5", "1", "2", "4", "8" };
	size_t i;

	put(p, "<noscript><p>");
	put_word(p, W_SCRIPT);
	put(p,
	    "</p></noscript>\n<div class=\"script\" hidden>\n"
	    "<canvas id=\"stage\" role=\"img\" aria-label=\"");
	put_word(p, W_STAGE);
	put(p,
	    "\"></canvas>\n<div class=\"tools\">\n"
	    "<button id=\"play\" data-pause=\"");
	put_word(p, W_PAUSE);
	put(p, "\">");
	put_word(p, W_PLAY);
	put(p, "</button>\n<div class=\"wide\"><label for=\"place\">");
	put_word(p, W_PLACE);
	lr_buf_printf(&p->b,
	    "</label><input id=\"place\" type=\"range\" min=\"0\" "
	    "max=\"%u\" step=\"1\" value=\"0\" data-text=\"",
	    s->time);
	put_word(p, W_OF);
	put(p,
	    "\"></div>\n<output id=\"time\"></output>\n<div>"
	    "<label for=\"speed\">");
	put_word(p, W_SPEED);
	put(p, "</label><select id=\"speed\">");
	for (i = 0; i < sizeof(speed) / sizeof(speed[0]); i++)
		lr_buf_printf(&p->b,
		    "<option value=\"%s\"%s>%s\303\227</option>", speed[i],
		    i == 1 ? " selected" : "", speed[i]);
	put(p,
	    "</select></div>\n<div><input id=\"path\" type=\"checkbox\">"
	    "<label for=\"path\">");
	put_word(p, W_PATH);
	put(p, "</label></div>\n</div>\n</div>\n");
}

/* ---- clicks, for those who cannot see the player, or have no script */

static enum word
word_of_box(char kind)
{
	switch (kind) {
	case 't':
		return W_TEXT;
	case 'h':
		return W_HEADING;
	case 'l':
		return W_LINK;
	case 'i':
		return W_IMAGE;
	case 'f':
		return W_FIELD;
	}
	return W_EMPTY;
}

static void
put_click(struct page *p, size_t i)
{
	const struct lr_event *e = &p->f->event[i];

	lr_buf_printf(
	    &p->b, "<li><span class=\"jump\" data-time=\"%u\">", e->time);
	put_time(p, e->time);
	put(p, "</span> ");
	lr_buf_printf(&p->b,
	    p->german ? "%s, %u von links, %u von oben"
		      : "%s, %u from the left, %u from the top",
	    word(p, word_of_box(film_box(p->f, i))), e->v[0], e->v[1]);
	put(p, "</li>\n");
}

static void
put_clicks(struct page *p, const struct sums *s)
{
	size_t i, n = 0;

	put(p, "<h2>");
	put_word(p, W_CLICKS);
	put(p, "</h2>\n");
	if (s->clicks == 0) {
		put(p, "<p>");
		put_word(p, W_NONE);
		put(p, "</p>\n");
		return;
	}
	put(p, "<ol>\n");
	for (i = 0; i < p->f->events && n < CLICKS_MAX; i++)
		if (p->f->event[i].kind == 'c') {
			put_click(p, i);
			n++;
		}
	put(p, s->clicks > n ? "<li>&hellip;</li>\n</ol>\n" : "</ol>\n");
}

/* ---- the whole */

static void
put_data(struct page *p)
{
	const struct lr_event *e;
	size_t i;

	put(p, "</main>\n<script id=\"data\" type=\"application/json\">\n[");
	for (i = 0; i < p->f->events; i++) {
		e = &p->f->event[i];
		lr_event_put(&p->b, e, i > 0);
		if (i % 16 == 15)
			put(p, "\n");
		if (p->b.n > LR_BLOCK) {
			lr_out_put(p->out, lr_buf_span(&p->b));
			lr_buf_clear(&p->b);
		}
	}
	put(p, "]\n</script>\n<script>");
	put_lines(p, js, sizeof(js) / sizeof(js[0]));
	put(p, "</script>\n</body>\n</html>\n");
}

enum lr_err
page_write(struct lr_out *out, const struct film *f, bool german)
{
	struct page p = { .out = out, .f = f, .german = german };
	struct sums s = film_sums(f);
	enum lr_err err;

	lr_buf_init(&p.b, TEXT_MAX);
	put_head(&p);
	put_facts(&p, &s);
	put_player(&p, &s);
	put_clicks(&p, &s);
	put_data(&p);
	err = p.b.err;
	lr_out_put(out, lr_buf_span(&p.b));
	lr_buf_free(&p.b);
	return err;
}
