/*
 * zip: the parts of a zip file, one open at a time, by libarchive. Borrows a
 * descriptor of a file in which it can jump about.
 *
 * Names are matched without regard to case and to a slash in front, as OPC
 * (ECMA-376, part 2) has it. A part that grows out of proportion to the file
 * is refused, since some files are made to fill memory or time.
 */
#ifndef LR_ZIP_H
#define LR_ZIP_H

#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "span.h"

#define LR_ZIP_PARTS_MAX 10000u
#define LR_ZIP_FREE (64u << 20) /* bytes before the ratio counts */
#define LR_ZIP_RATIO 100u	/* of a part to the whole file */

struct lr_zip; /* heap */

/* why is kept and written to by all calls (reader.h). LR_EBAD: not a zip file
 * that can be read. */
enum lr_err lr_zip_new(struct lr_zip **z, int fd, struct lr_buf *why);
void lr_zip_free(struct lr_zip *z);

bool lr_zip_has(const struct lr_zip *z, struct lr_span name);

/* Open a part, of at most max bytes. LR_EBAD: there is none. */
enum lr_err lr_zip_open(struct lr_zip *z, struct lr_span name, uint64_t max);

/* Up to max bytes of it; *n is 0 only at its end. arg is the lr_zip: this is
 * an lr_xml_source. */
enum lr_err lr_zip_read(void *arg, char *p, size_t max, size_t *n);

#endif
