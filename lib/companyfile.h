/*
 * companyfile: the layout of a store of companies, for its reader and its
 * writer. All numbers are little-endian.
 *
 *	head	COMPANY_HEAD, 16 bytes
 *	rows	u16 bytes of the row, u16 set of fields, then for each field
 *		in it u8 length (1 to 255) and text
 *	index of domains, at the next multiple of 8
 *		entries, sorted: u64 hash of the key, u64 offset of the row
 *		u32 number of the first entry whose hash begins with these
 *		bits, for every value of them, and the number of entries
 *	index of names, likewise
 *	foot	u64 end of rows, rows, entries of domains, of names;
 *		u32 bits of domains, of names; u64 bytes of the file;
 *		COMPANY_FOOT, 8 bytes
 *
 * What counts stands at the end, so the file is written in one go, and one
 * that was cut off has no foot.
 */
#ifndef LR_COMPANYFILE_H
#define LR_COMPANYFILE_H

#include <stdint.h>

#include "siphash.h"
#include "span.h"

#define COMPANY_HEAD "lr companies 1\n\0"
#define COMPANY_HEAD_N 16u
#define COMPANY_FOOT "lrCoEnd1"
#define COMPANY_FOOT_N 56u
#define COMPANY_ENTRY 16u /* bytes of an entry */
#define COMPANY_BITS_MAX 30u
#define COMPANY_AT_BITS 40u /* of an offset */

static inline uint64_t
company_get(const unsigned char *p, unsigned n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

static inline void
company_set(unsigned char *p, unsigned n, uint64_t v)
{
	for (; n > 0; n--, v >>= 8)
		*p++ = (unsigned char)(v & 0xff);
}

/* Everybody knows the key: who makes keys collide hides rows of his own file
 * from himself. */
static inline uint64_t
company_hash(struct lr_span s)
{
	unsigned char out[LR_SIPHASH];

	lr_siphash((const unsigned char *)COMPANY_HEAD, s, out);
	return company_get(out, 8);
}

/* Bytes of the table of first entries, up to a multiple of 8. */
static inline uint64_t
company_firsts(unsigned bits)
{
	return (((UINT64_C(1) << bits) + 1) * 4 + 7) & ~UINT64_C(7);
}

#endif
