/* What was found out of an address a moment ago. FastCGI keeps it, for ten
 * seconds, to itself; programs of CGI note it for each other where limits are
 * counted, until the minute is over. */
#include <stdlib.h>

#include "clock.h"
#include "hash.h"
#include "web.h"
#include "wipe.h"

enum { MEMO = 1024, MEMO_MS = 10000 };

struct memo {
	int64_t until; /* ticks: then all of it goes */
	struct {
		struct lr_ip ip;
		bool known;
		enum says says;
	} of[MEMO];
};

void
memory_clear(struct site *s)
{
	if (s->memo != NULL)
		lr_wipe(s->memo, sizeof(*s->memo));
	free(s->memo);
	s->memo = NULL;
}

void
memory_forget(struct web *w)
{
	int64_t now = lr_clock_ticks();
	struct site *s;

	for (s = w->sites; s != NULL; s = s->next)
		if (s->memo != NULL && s->memo->until <= now)
			memory_clear(s);
}

/* Its place, of MEMO. */
static unsigned
place_of(const struct lr_ip *ip)
{
	uint32_t h = 2166136261u;
	unsigned i;

	for (i = 0; i < sizeof(ip->b); i++)
		h = (h ^ ip->b[i]) * 16777619u;
	return h % MEMO;
}

/* ---- notes */

static void
mix(uint64_t *h, const struct stamp *s)
{
	*h = lr_hash(lr_span((const char *)s, sizeof(*s)), *h);
}

static enum lr_err
mix_file(void *arg, int kind, const char *path)
{
	struct stamp now;

	(void)stamp_of(path, &now);
	mix(arg, &now);
	return LR_OK;
}

/* Whom a note is about: the address, for that site, by all files as they were
 * before they were asked. Of another state of any of them nothing is known. */
static struct lr_span
note_of(struct web *w, const struct site *s, const struct lr_ip *ip)
{
	static const char *const files[] = { "blacklist.db", "blacklist.db-wal",
		"resolve.db", "resolve.db-wal", "hash.key", "hash.key.old" };
	static char name[1 + sizeof(s->name) + sizeof(ip->b) + 8];
	const struct lr_span none = { NULL, 0 };
	const char *path;
	struct stamp now;
	uint64_t h = 1;
	unsigned i;

	mix(&h, &s->stamp);
	(void)all_files(&s->conf, mix_file, &h, &path);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		/* SQLite makes an empty one in order to read */
		if (stamp_of(path_of(w, files[i], none, ""), &now) &&
		    now.size > 0)
			mix(&h, &now);
		else
			h = lr_hash_with(h, i);
	name[0] = 'v';
	memcpy(name + 1, s->name, sizeof(s->name));
	memcpy(name + 1 + sizeof(s->name), ip->b, sizeof(ip->b));
	memcpy(name + 1 + sizeof(s->name) + sizeof(ip->b), &h, sizeof(h));
	return lr_span(name, sizeof(name));
}

bool
memory_opens(struct web *w, struct lr_span text, const struct lr_siteconf *conf)
{
	static char name[1 + 8];
	const char *path;
	uint64_t h = lr_hash(text, 1);
	unsigned number;

	w->note = (struct lr_span){ NULL, 0 };
	if (lr_cgi_is_fast(w->cgi) || w->limit == NULL)
		return false;
	(void)all_files(conf, mix_file, &h, &path);
	name[0] = 'o';
	memcpy(name + 1, &h, sizeof(h));
	w->note = lr_span(name, sizeof(name));
	return lr_ratelimit_noted(w->limit, w->note, lr_clock_now(), &number);
}

void
memory_opened(struct web *w)
{
	if (w->note.n > 0)
		lr_ratelimit_note(w->limit, w->note, lr_clock_now(), 1);
}

/* ---- both */

bool
memory_has(
    struct web *w, struct site *s, const struct lr_ip *ip, enum says *says)
{
	unsigned number, i;

	w->note = (struct lr_span){ NULL, 0 };
	if (lr_cgi_is_fast(w->cgi)) {
		i = place_of(ip);
		if (s->memo == NULL || !s->memo->of[i].known ||
		    lr_ip_cmp(&s->memo->of[i].ip, ip) != 0)
			return false;
		*says = s->memo->of[i].says;
		return true;
	}
	if (w->limit == NULL)
		return false;
	w->note = note_of(w, s, ip);
	if (!lr_ratelimit_noted(w->limit, w->note, lr_clock_now(), &number))
		return false;
	*says = (enum says)number;
	return true;
}

void
memory_keep(
    struct web *w, struct site *s, const struct lr_ip *ip, enum says says)
{
	unsigned i = place_of(ip);

	if (w->note.n > 0)
		lr_ratelimit_note(
		    w->limit, w->note, lr_clock_now(), (unsigned)says);
	if (!lr_cgi_is_fast(w->cgi))
		return;
	if (s->memo == NULL && (s->memo = calloc(1, sizeof(*s->memo))) != NULL)
		s->memo->until = lr_clock_ticks() + MEMO_MS;
	if (s->memo == NULL)
		return;
	s->memo->of[i].ip = *ip;
	s->memo->of[i].says = says;
	s->memo->of[i].known = true;
}
