/*
 * textlz: a text made smaller that stays a text: what stood before is written
 * as where and how much, and a script undoes it in a few lines (page.js of
 * lr-report does).
 *
 *	~~	the character ~
 *	~DDDL	the LZ bytes that stand DDD before here; they may reach beyond
 *		here, as those that repeat do
 *	...	anything else stands for itself
 *
 * D and L are digits of LR_TEXTLZ_DIGITS, the largest first; DDD is 1 less than
 * the distance, L is LR_TEXTLZ_LEAST less than the length. No character is
 * split, so the result is UTF-8 where the text is. Same text, same result.
 */
#ifndef LR_TEXTLZ_H
#define LR_TEXTLZ_H

#include "buf.h"

#define LR_TEXTLZ_DIGITS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#define LR_TEXTLZ_LEAST 6u
#define LR_TEXTLZ_MAX (64u << 20) /* bytes of a text */

/* Append the smaller text to out. Takes 4 bytes of memory a byte of text for
 * as long as it runs. LR_ENOMEM; LR_ETOOLONG: the text is. */
enum lr_err lr_textlz(struct lr_span text, struct lr_buf *out);

#endif
