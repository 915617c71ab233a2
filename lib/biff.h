/*
 * biff: the records of a workbook of Excel 5 to 2003 ([MS-XLS]), one after the
 * other, and the texts in them. Borrows the bytes; nothing of them is
 * believed.
 */
#ifndef LR_BIFF_H
#define LR_BIFF_H

#include <stdint.h>

#include "buf.h"
#include "charset.h"
#include "err.h"
#include "span.h"

enum {
	LR_BIFF_FORMULA = 0x0006,
	LR_BIFF_EOF = 0x000a,
	LR_BIFF_DATEMODE = 0x0022,
	LR_BIFF_FILEPASS = 0x002f,
	LR_BIFF_CONTINUE = 0x003c,
	LR_BIFF_CODEPAGE = 0x0042,
	LR_BIFF_SHEET = 0x0085,
	LR_BIFF_MULRK = 0x00bd,
	LR_BIFF_RSTRING = 0x00d6,
	LR_BIFF_XF = 0x00e0,
	LR_BIFF_SST = 0x00fc,
	LR_BIFF_LABELSST = 0x00fd,
	LR_BIFF_NUMBER = 0x0203,
	LR_BIFF_LABEL = 0x0204,
	LR_BIFF_BOOLERR = 0x0205,
	LR_BIFF_STRING = 0x0207,
	LR_BIFF_RK = 0x027e,
	LR_BIFF_FORMAT = 0x041e,
	LR_BIFF_BOF = 0x0809
};

struct lr_biff {
	struct lr_span all;
	size_t at;	     /* of the next record */
	unsigned id;	     /* of this one */
	struct lr_span rest; /* of its data, not yet taken */
};

void lr_biff_init(struct lr_biff *b, struct lr_span all, size_t at);

/* The next record. LR_END; LR_EBAD: cut off. */
enum lr_err lr_biff_next(struct lr_biff *b);

/* Take a number; 0 where the record has no more. */
unsigned lr_biff_u8(struct lr_biff *b);
unsigned lr_biff_u16(struct lr_biff *b);
uint32_t lr_biff_u32(struct lr_biff *b);
double lr_biff_double(struct lr_biff *b);

/* The number that an RK value packs into 4 bytes. */
double lr_biff_rk(uint32_t rk);

/* Take a text of n characters that a byte of flags precedes, appending it as
 * UTF-8; it may go on in CONTINUE records. False: cut off. */
bool lr_biff_text(struct lr_biff *b, unsigned n, struct lr_buf *out);

/* The same of the table of shared strings, where more may follow a text. */
bool lr_biff_shared(struct lr_biff *b, struct lr_buf *out);

/* Take n bytes of a text before Excel 97, in that code page. */
void lr_biff_bytes(struct lr_biff *b, unsigned n, struct lr_charset *charset,
    struct lr_buf *out);

#endif
