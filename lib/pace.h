/*
 * pace: how many questions a server gets at once, and when an answer is
 * overdue. The window grows by additions and shrinks by halves (AIMD) once a
 * server drops more than a few of a hundred: questions that it answered when
 * they were repeated. What it never answers is the zone's fault rather than a
 * crowd's. The wait before asking again follows the times that answers take (as
 * in RFC 6298). Times are milliseconds of a clock that only goes forward.
 * Allocates nothing.
 */
#ifndef LR_PACE_H
#define LR_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct lr_pace {
	unsigned max, window, threshold;
	unsigned flying;	   /* asked, neither answered nor lost */
	unsigned answers, dropped; /* lately */
	unsigned silent;	   /* questions lost since the last answer */
	int64_t since;		   /* when the first of those was asked */
	int64_t cut, grown, probed;
	unsigned longest;      /* the most that overdue answers */
	unsigned srtt, rttvar; /* 1/8 and 1/4 of a millisecond */
	bool timed, limited; /* measured; the last question filled the window */
	/* whole run, for the user */
	unsigned long asked, answered, given_up;
};

/* max is the ceiling of the window, longest that of the wait. */
void lr_pace_init(struct lr_pace *p, unsigned max, unsigned longest);

/* May one more question go out? A server that seems dead gets one a second,
 * to see whether it has come back. */
bool lr_pace_room(const struct lr_pace *p, int64_t now);

void lr_pace_asked(struct lr_pace *p, int64_t now);

/* An answer to what was asked at sent; flying: it was not given up before. */
void lr_pace_answered(
    struct lr_pace *p, int64_t sent, int64_t now, bool flying);

/* No answer to what was asked at sent, or not in time. again: nor was there to
 * the same question before. */
void lr_pace_lost(struct lr_pace *p, int64_t sent, bool again);

/* What was lost, asked at sent, has been answered when it was repeated. */
void lr_pace_dropped(struct lr_pace *p, int64_t sent, int64_t now);

/* Many questions in a row without an answer. */
bool lr_pace_suspect(const struct lr_pace *p);

/* When to ask again, in milliseconds after the question. */
unsigned lr_pace_overdue(const struct lr_pace *p);

#endif
