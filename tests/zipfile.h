/*
 * zipfile: a zip file of a few parts, for tests. What is packed, checksums and
 * flags are the caller's, so that they may be wrong.
 */
#ifndef ZIPFILE_H
#define ZIPFILE_H

#include <stdint.h>

#include "buf.h"
#include "span.h"

struct zip_part {
	struct lr_span name, packed;
	uint32_t crc, size; /* of what was packed */
	unsigned method;    /* 0 stored, 8 deflated */
	unsigned flags;	    /* 1 encrypted */
	uint32_t at;	    /* set by zip_put */
};

/* CRC-32, bit by bit. */
static inline uint32_t
zip_crc(uint32_t crc, struct lr_span s)
{
	size_t i;
	int k;

	crc = ~crc;
	for (i = 0; i < s.n; i++) {
		crc ^= (unsigned char)s.p[i];
		for (k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* A part that is stored as it is. */
static inline struct zip_part
zip_stored(struct lr_span name, struct lr_span text)
{
	return (struct zip_part){ .name = name,
		.packed = text,
		.crc = zip_crc(0, text),
		.size = (uint32_t)text.n };
}

static inline void
zip_put16(struct lr_buf *b, uint32_t v)
{
	lr_buf_putc(b, (char)(v & 0xff));
	lr_buf_putc(b, (char)(v >> 8 & 0xff));
}

static inline void
zip_put32(struct lr_buf *b, uint32_t v)
{
	zip_put16(b, v & 0xffff);
	zip_put16(b, v >> 16);
}

/* What the local and the central header share. */
static inline void
zip_put_common(struct lr_buf *b, const struct zip_part *p)
{
	zip_put16(b, 20);
	zip_put16(b, p->flags);
	zip_put16(b, p->method);
	zip_put32(b, 0x21 << 16); /* 1980-01-01 */
	zip_put32(b, p->crc);
	zip_put32(b, (uint32_t)p->packed.n);
	zip_put32(b, p->size);
	zip_put16(b, (uint32_t)p->name.n);
	zip_put16(b, 0);
}

static inline void
zip_put(struct lr_buf *b, struct zip_part *part, size_t parts)
{
	struct zip_part *p;
	uint32_t at;

	for (p = part; p < part + parts; p++) {
		p->at = (uint32_t)b->n;
		zip_put32(b, 0x04034b50);
		zip_put_common(b, p);
		lr_buf_put(b, p->name);
		lr_buf_put(b, p->packed);
	}
	at = (uint32_t)b->n;
	for (p = part; p < part + parts; p++) {
		zip_put32(b, 0x02014b50);
		zip_put16(b, 20);
		zip_put_common(b, p);
		zip_put32(b, 0); /* comment, disk */
		zip_put16(b, 0); /* attributes */
		zip_put32(b, 0);
		zip_put32(b, p->at);
		lr_buf_put(b, p->name);
	}
	zip_put32(b, 0x06054b50);
	zip_put32(b, 0);
	zip_put16(b, (uint32_t)parts);
	zip_put16(b, (uint32_t)parts);
	zip_put32(b, (uint32_t)b->n - 12 - at);
	zip_put32(b, at);
	zip_put16(b, 0);
}

#endif
