#include "pace.h"

enum {
	START = 64,	/* window at first */
	STEEP = 256,	/* up to here it may double in a round */
	FLOOR = 4,	/* window that is left after losses */
	STEP = 10,	/* ms between additions beyond the threshold */
	TOLERATED = 20, /* one dropped of so many is chance, not crowding */
	FEW = 5,	/* so are these of any number */
	LATELY = 2000,	/* answers and drops that count */
	SUSPECT = 8,	/* losses in a row */
	PROBE = 1000,	/* ms between questions to a suspect */
	FIRST = 400,	/* ms to wait while nothing was measured */
	SHORTEST = 100	/* ms to wait at least */
};

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

void
lr_pace_init(struct lr_pace *p, unsigned max, unsigned longest)
{
	*p = (struct lr_pace){ .max = max, .longest = longest };
	p->window = least(max, START);
	p->threshold = least(max, STEEP);
	p->cut = p->probed = INT64_MIN / 2;
}

bool
lr_pace_suspect(const struct lr_pace *p)
{
	return p->silent >= SUSPECT;
}

bool
lr_pace_room(const struct lr_pace *p, int64_t now)
{
	if (lr_pace_suspect(p))
		return p->flying == 0 && now - p->probed >= PROBE;
	return p->flying < p->window;
}

void
lr_pace_asked(struct lr_pace *p, int64_t now)
{
	p->asked++;
	p->flying++;
	p->limited = p->flying >= p->window;
	if (lr_pace_suspect(p))
		p->probed = now;
}

/* RFC 6298 2.2 and 2.3, in integers. */
static void
measure(struct lr_pace *p, int64_t ms)
{
	unsigned r = ms > (int64_t)p->longest ? p->longest : (unsigned)ms;
	unsigned mean = p->srtt / 8, off = mean > r ? mean - r : r - mean;

	if (!p->timed) {
		p->srtt = 8 * r;
		p->rttvar = 2 * r;
		p->timed = true;
		return;
	}
	p->rttvar = p->rttvar - p->rttvar / 4 + off;
	p->srtt = p->srtt - p->srtt / 8 + r;
}

static void
forget_some(struct lr_pace *p)
{
	if (p->answers + p->dropped < LATELY)
		return;
	p->answers /= 2;
	p->dropped /= 2;
}

void
lr_pace_answered(struct lr_pace *p, int64_t sent, int64_t now, bool flying)
{
	p->answered++;
	p->answers++;
	p->silent = 0;
	measure(p, now - sent);
	forget_some(p);
	if (!flying)
		return;
	/* a window that is not full tells nothing about a larger one */
	if (p->limited && p->window < p->max &&
	    (p->window < p->threshold || now - p->grown >= STEP)) {
		p->window++;
		p->grown = now;
	}
	p->flying--;
}

void
lr_pace_lost(struct lr_pace *p, int64_t sent, bool again)
{
	p->flying--;
	p->given_up++;
	if (!again && p->silent++ == 0)
		p->since = sent;
}

void
lr_pace_dropped(struct lr_pace *p, int64_t sent, int64_t now)
{
	p->dropped++;
	/* what was asked before the last cut says nothing about it */
	if (sent > p->cut &&
	    p->dropped > FEW + (p->answers + p->dropped) / TOLERATED) {
		p->window = p->window / 2 > FLOOR ? p->window / 2
						  : least(p->max, FLOOR);
		p->threshold = p->window;
		p->cut = now;
		p->answers = p->dropped = 0;
	}
	forget_some(p);
}

unsigned
lr_pace_overdue(const struct lr_pace *p)
{
	unsigned ms = p->timed ? p->srtt / 8 + p->rttvar : FIRST;

	return least(ms < SHORTEST ? SHORTEST : ms, p->longest);
}
