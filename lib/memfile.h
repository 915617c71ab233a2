/*
 * memfile: streams that are memory, for libraries that want temporary files.
 * What is in them is kept compressed, but for the 64 KiB that are worked on,
 * and wiped as it is given back: a file of XML takes about a tenth of its
 * length. They may be read, written and moved about in as files may, but not
 * beyond their end.
 */
#ifndef LR_MEMFILE_H
#define LR_MEMFILE_H

#include <stdio.h>

struct lr_memfile;
struct lr_memengine;

/* All files of one user; zeros to begin with. */
struct lr_memfiles {
	struct lr_memfile *first;
	struct lr_memengine *engine; /* there with the second 64 KiB of any */
};

/* An empty file for fclose. NULL: no memory. Later a lack of memory is an
 * error of the stream, with ENOMEM. */
FILE *lr_memfile_open(struct lr_memfiles *all);

/* Close those that were not, and give all memory back. */
void lr_memfile_close_all(struct lr_memfiles *all);

#endif
