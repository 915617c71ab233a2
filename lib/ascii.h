/*
 * ascii: character classes of ASCII, whatever the locale and the sign of char.
 */
#ifndef LR_ASCII_H
#define LR_ASCII_H

#include "span.h"

static inline bool
lr_is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline bool
lr_is_alpha(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool
lr_is_upper(char c)
{
	return (unsigned char)(c - 'A') < 26;
}

static inline bool
lr_is_alnum(char c)
{
	return lr_is_digit(c) || lr_is_alpha(c);
}

static inline char
lr_lower(char c)
{
	return lr_is_upper(c) ? (char)(c | 0x20) : c;
}

static inline char
lr_upper(char c)
{
	return (unsigned char)(c - 'a') < 26 ? (char)(c & ~0x20) : c;
}

/* 0 to 15, or -1. */
static inline int
lr_hex(char c)
{
	if (lr_is_digit(c))
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Equal but for the case of ASCII letters. */
bool lr_ascii_eq(struct lr_span a, struct lr_span b);

/* A lower-case copy at out, which has room for s.n bytes. */
struct lr_span lr_ascii_fold(struct lr_span s, char *out);

/* Offset of needle in s whatever the case of s, or s.n. The needle must be
 * in lower case. */
size_t lr_ascii_find(struct lr_span s, struct lr_span needle);

/* Match a shell-like pattern: * any bytes, ? one byte. No case folding.
 * Linear in both lengths for one *, never exponential. */
bool lr_ascii_glob(struct lr_span pattern, struct lr_span s);

#endif
