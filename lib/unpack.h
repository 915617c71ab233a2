/*
 * unpack: bytes of a file or pipe, decompressed where the content says that
 * it is compressed. Knows gzip (RFC 1952, several members) through ISA-L, and
 * what `expand` knows: zstd, bzip2, xz.
 * The caller's struct; owns the descriptor when it came from open.
 */
#ifndef LR_UNPACK_H
#define LR_UNPACK_H

#include <stdint.h>

#include "err.h"
#include "limits.h"
#include "span.h"

struct lr_inflate; /* private: both decompressors */

struct lr_unpack {
	int fd;
	bool own;
	bool started;
	bool packed; /* compressed */
	bool eof;    /* of the descriptor */
	struct lr_inflate *z;
	const char *why; /* after LR_EBAD: what is wrong with the data */
};

void lr_unpack_init(struct lr_unpack *u, int fd, bool own);
void lr_unpack_close(struct lr_unpack *u);

/* Up to max bytes into p; *n is 0 only at the end. LR_EBAD: the compressed
 * data are corrupt or cut short, all good bytes were handed out before. max
 * of the first call is at least LR_UNPACK_LEAST. */
#define LR_UNPACK_LEAST 16u
enum lr_err lr_unpack_read(struct lr_unpack *u, char *p, size_t max, size_t *n);

/* True when a read now could wait for another process. */
bool lr_unpack_waits(const struct lr_unpack *u);

#endif
