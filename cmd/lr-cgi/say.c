/* Messages of a program that runs for months: each of them once a minute, and
 * where nobody reads standard error, to the web server. */
#include "web.h"

#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "hash.h"
#include "message.h"

enum { RECENT = 16, AGAIN_MS = 60000 };

struct sayer {
	struct lr_cgi *cgi;
	bool unheard; /* standard error is /dev/null */
	unsigned next;
	struct recent {
		uint64_t print;
		int64_t until; /* ticks */
	} recent[RECENT];
};

/* Was it said within the minute? */
static bool
is_said(struct sayer *s, struct lr_span line)
{
	uint64_t print = lr_hash(line, lr_hash_seed());
	int64_t now = lr_clock_ticks();
	struct recent *r;
	unsigned i;

	for (i = 0; i < RECENT; i++)
		if (s->recent[i].until > now && s->recent[i].print == print)
			return true;
	r = &s->recent[s->next++ % RECENT];
	*r = (struct recent){ print, now + AGAIN_MS };
	return false;
}

static void
tell(void *arg, struct lr_span line)
{
	struct sayer *s = arg;

	if (is_said(s, line))
		return;
	if (s->unheard)
		lr_cgi_say(s->cgi, line);
	else
		(void)lr_file_write(STDERR_FILENO, line.p, line.n);
}

void
say_with_care(struct web *w)
{
	static struct sayer sayer;
	struct stat err, null;

	if (!lr_cgi_is_fast(w->cgi))
		return;
	sayer.cgi = w->cgi;
	/* spawn-fcgi has closed it, or made it this */
	sayer.unheard = fstat(STDERR_FILENO, &err) != 0 ||
	    (stat("/dev/null", &null) == 0 && S_ISCHR(err.st_mode) &&
		err.st_rdev == null.st_rdev);
	lr_message_to(tell, &sayer);
}
