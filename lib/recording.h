/*
 * recording: how one page was looked at: the path of the pointer, clicks,
 * scrolling, and boxes that stand for what the page shows. The page script of
 * lr-cgi tells it in batches, which lr-cgi writes down line by line and
 * lr-replay reads; both are a stranger's. lr-record(5) has the format.
 *
 * Whatever is not exactly as the script makes it is refused, so that nothing
 * but numbers and the page's path is ever kept.
 */
#ifndef LR_RECORDING_H
#define LR_RECORDING_H

#include <stdint.h>

#include "buf.h"
#include "record.h"

#define LR_RECORDING_TIME 18000u    /* tenths of a second: half an hour */
#define LR_RECORDING_NUMBER 999999u /* CSS pixels */
#define LR_RECORDING_BYTES (256u << 10)
#define LR_RECORDING_BATCHES 4096u
#define LR_RECORDING_PATH 1024u
#define LR_RECORDING_ID 64u /* letters, digits and -; 8 at least */
#define LR_RECORDING_NUMBERS 4u

/*
 * Kinds: v size of the window, w size of the page, whose boxes follow, s where
 * it is scrolled to, m pointer, c click; boxes: t text, h heading, l link, i
 * image, f field.
 */
struct lr_event {
	uint32_t time; /* tenths of a second since the beginning */
	char kind;
	unsigned n; /* 2, of a box 4: x, y, width, height */
	uint32_t v[LR_RECORDING_NUMBERS];
};

/* A batch as the script sends it, or as it is kept, without id and path. */
struct lr_batch {
	struct lr_span id, path;
	uint64_t number;       /* from 0 */
	struct lr_span events; /* [[0,"v",1280,720],...]: not looked at yet */
	const char *why;       /* what is wrong */
};

/* A line that was parsed: LR_EBAD when it is none. The spans borrow it. */
enum lr_err lr_batch_read(
    struct lr_batch *b, const struct lr_record *rec, bool kept);

/* The next of events, from which it is cut; *e is the one before, at first all
 * 0: time does not go back. LR_END: that was all. LR_EBAD. */
enum lr_err lr_event_next(struct lr_span *events, struct lr_event *e);

/* What the first line of a recording says. */
struct lr_reel {
	struct lr_span site, day, path;
	const char *why;
};

/* As lr_batch_read. */
enum lr_err lr_reel_read(struct lr_reel *r, const struct lr_record *rec);

/* Append it, after a comma. */
void lr_event_put(struct lr_buf *to, const struct lr_event *e, bool comma);

/* Append the first line, its path without addresses and parameters; or one of a
 * batch, all of whose events are checked. LR_EBAD: one of them is wrong, or
 * there is none. */
void lr_reel_put(struct lr_buf *to, const struct lr_reel *r);
enum lr_err lr_batch_put(struct lr_buf *to, const struct lr_batch *b);

/* A page's path: / and printable ASCII without ?, #, \, quotes and angle
 * brackets. */
bool lr_recording_path(struct lr_span s);

#endif
