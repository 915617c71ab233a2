/*
 * mail: a message with one attachment (RFC 5322, MIME), made ready to be sent
 * piece by piece. Texts of people become encoded words; what could begin a
 * header line of its own is refused and never reaches a header.
 */
#ifndef LR_MAIL_H
#define LR_MAIL_H

#include <stdint.h>

#include "buf.h"
#include "span.h"

#define LR_MAIL_TO 100u	     /* recipients */
#define LR_MAIL_ADDRESS 254u /* bytes of an address (RFC 5321) */
#define LR_MAIL_TEXT 500u    /* bytes of a name or subject */
#define LR_MAIL_BODY (1u << 20)

/* "Sales <sales@example.com>", or the address alone. */
struct lr_mail_address {
	struct lr_span name; /* { NULL, 0 }: none */
	char address[LR_MAIL_ADDRESS + 1];
};

struct lr_mail {
	const struct lr_mail_address *from, *to;
	unsigned n_to;
	struct lr_span subject, body; /* UTF-8 */
	struct lr_span name;	      /* of the attachment */
	const char *type;	      /* "text/csv" */
	struct lr_span content;
	int64_t time;
};

/* Where the reading is. */
struct lr_mail_reader {
	struct lr_buf head; /* all before the attachment's content */
	struct lr_span content;
	char tail[64];
	size_t tail_n, at; /* in the whole message */
	uint64_t size;
};

/* The text borrows; false: no address of ASCII letters, or control characters
 * in it. */
bool lr_mail_address(struct lr_span text, struct lr_mail_address *out);

/* May it stand in a header: UTF-8 without control characters, not too long. */
bool lr_mail_text(struct lr_span s);

/* What the content is, told by its first bytes, and how its name ends. */
const char *lr_mail_type(struct lr_span content, const char **ending);

/* What came through a pipe is whole, as far as can be seen: NULL, or what is
 * wrong with it. */
const char *lr_mail_broken(struct lr_span content, const char *type);

/* m need not live on, but its content. LR_EBAD: a text that lr_mail_text or
 * lr_mail_address would refuse. LR_ENOMEM. */
enum lr_err lr_mail_open(struct lr_mail_reader *r, const struct lr_mail *m);

/* The next bytes of the message, up to max; 0: that was all. Lines end in
 * CR LF and have at most 78 bytes, but those of addresses. */
size_t lr_mail_read(struct lr_mail_reader *r, char *p, size_t max);

/* Wipes. */
void lr_mail_close(struct lr_mail_reader *r);

#endif
