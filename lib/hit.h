/*
 * hit: one request as a log tells it, whatever the format. Parsers fill it
 * part by part; a part is a span into the line or into the scratch space of
 * the hit, its escapes undone, { NULL, 0 } when the log says nothing of it.
 * After each span LR_PAD bytes are readable (see scan.h).
 *
 * The user's name, cookies and other headers have no place here.
 */
#ifndef LR_HIT_H
#define LR_HIT_H

#include "err.h"
#include "ip.h"
#include "limits.h"
#include "logtime.h"
#include "span.h"

/* What a field of a log can be. */
enum lr_part {
	LR_PART_NONE,	   /* passed over */
	LR_PART_IP,	   /* client: address, perhaps with a port, or a list */
	LR_PART_IP_PORT,   /* client: address and always a port behind it */
	LR_PART_PEER,	   /* who connected, used when there is no LR_PART_IP */
	LR_PART_FORWARDED, /* X-Forwarded-For and kin: a list */
	LR_PART_TIME,	   /* date and time in any notation of logtime.h */
	LR_PART_DATE,	   /* 2026-11-22, and LR_PART_CLOCK 10:00:00 */
	LR_PART_CLOCK,
	LR_PART_REQUEST, /* "GET /path HTTP/1.1" */
	LR_PART_METHOD,
	LR_PART_URL,  /* target, or absolute: host and target */
	LR_PART_PATH, /* without query */
	LR_PART_QUERY,
	LR_PART_PROTOCOL,
	LR_PART_SITE,
	LR_PART_STATUS,
	LR_PART_BYTES,
	LR_PART_REFERRER,
	LR_PART_AGENT,
	LR_PART_SECONDS, /* how long it took, in this unit */
	LR_PART_MILLIS,
	LR_PART_MICROS,
	LR_PART_NANOS,
	LR_PARTS
};

/* How the log wrote it. */
enum lr_code {
	LR_CODE_PLAIN,
	LR_CODE_LOG,	  /* \", \\, \xhh: Apache httpd, nginx */
	LR_CODE_JSON,	  /* inside of a JSON string */
	LR_CODE_W3C,	  /* + for a blank, %hh */
	LR_CODE_PERCENT2, /* %hh twice: CloudFront */
	LR_CODE_HASH,	  /* #hh: HAProxy */
	LR_CODE_QUOTES	  /* "" for a quote: CSV */
};

struct lr_hit {
	struct lr_ip ip;
	bool has_ip;
	struct lr_span host; /* the client as the log has it */
	struct lr_span forwarded;
	char time[LR_LOGTIME_TEXT];
	unsigned char time_n; /* 0: none */
	/* without a method it was no HTTP request */
	struct lr_span method, target, protocol, site;
	unsigned status;	 /* 0: none */
	struct lr_span bytes;	 /* digits, without leading zeros */
	struct lr_span duration; /* seconds, a JSON number */
	struct lr_span referrer, agent;
	/* ASCII that JSON takes as it stands: target and protocol; referrer;
	 * agent. False is always right. */
	bool plain_request, plain_referrer, plain_agent;
};

/* What outlives one line. */
struct lr_scratch {
	char *p;     /* two and a half times LR_LINE_MAX */
	size_t n;    /* taken of it */
	size_t used; /* before p: what a wrapper took */
	struct lr_span date, clock, path, query;
	struct lr_span outer; /* time of the wrapper, if the line has none */
	const struct lr_zone *zone; /* of times that name none; NULL: UTC */
	long shift;		    /* #GMT-Offset of the file, seconds east */
};

enum lr_err lr_scratch_init(struct lr_scratch *s);
void lr_scratch_free(struct lr_scratch *s);

/* Start a new hit: all parts absent. */
void lr_hit_clear(struct lr_hit *hit, struct lr_scratch *s);

/* Take a field of the log. "-" and "" are absent. False: it cannot be that
 * part (no time, no status, ...); absent is never false. */
bool lr_hit_set(struct lr_hit *hit, struct lr_scratch *s, enum lr_part part,
    enum lr_code code, struct lr_span text);

/* Text with that code undone; may be the text itself. */
struct lr_span lr_hit_decode(
    struct lr_scratch *s, enum lr_code code, struct lr_span text);

/* After the last field: join date and clock, path and query. NULL, or a few
 * words saying what a record lacks: an address and a time. */
const char *lr_hit_finish(struct lr_hit *hit, struct lr_scratch *s);

/* Split a request line into method, target, protocol. */
void lr_hit_request(struct lr_hit *hit, struct lr_span request);

/* The part of that name ("ip", "time", ... as in lr-logformat(5)), or
 * LR_PARTS. */
enum lr_part lr_part_of(struct lr_span name);

#endif
