/*
 * cfb: streams of a compound file ([MS-CFB], "OLE2"), which holds what Excel
 * wrote before 2007, and what it encrypts today. The file is in memory; it is
 * borrowed, and nothing of it is believed.
 */
#ifndef LR_CFB_H
#define LR_CFB_H

#include "buf.h"
#include "err.h"
#include "span.h"

bool lr_cfb_begins(struct lr_span file);

/* Append the stream of that name in the root folder, upper and lower case
 * being the same, to out, which is empty. LR_END: there is none; LR_EBAD:
 * damaged; LR_ETOOLONG: out is too small. out may be NULL: is there such a
 * stream? */
enum lr_err lr_cfb_stream(
    struct lr_span file, const char *name, struct lr_buf *out);

#endif
