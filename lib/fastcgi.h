/*
 * fastcgi: the requests in the bytes of one FastCGI connection, and answers to
 * them: FastCGI 1.0 as web servers speak it, the role of a responder, one
 * request after the other. Knows no sockets, waits for nothing.
 *
 * Of a request it keeps at most LR_FASTCGI_VARS bytes of variables (what is
 * longer is LR_ETOOLONG) and the first LR_FASTCGI_BODY bytes of the body.
 */
#ifndef LR_FASTCGI_H
#define LR_FASTCGI_H

#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "span.h"

#define LR_FASTCGI_VARS (128u << 10)
#define LR_FASTCGI_BODY (64u << 10)

/* All but what is named below is private. */
struct lr_fastcgi {
	bool keep;     /* the server wants to ask again on it */
	bool has_vars; /* all variables are there */
	bool has_body; /* the end of the body, too */
	bool gone;     /* nobody waits for the answer any more */
	struct lr_buf body;
	uint64_t length;   /* of the body so far, kept or not */
	struct lr_buf out; /* answers to what is no request */

	struct lr_buf vars;
	unsigned request; /* its id; 0: there is none */
	unsigned type, id, left, pad;
	unsigned char head[8], begin[8];
	unsigned head_n, begin_n;
};

void lr_fastcgi_init(struct lr_fastcgi *f);
void lr_fastcgi_free(struct lr_fastcgi *f);

/* Bytes that came; *used of them belong to this request. LR_EBAD: that is no
 * FastCGI, or a role other than that of a responder; LR_ETOOLONG, LR_ENOMEM:
 * in all of these cases the connection is of no more use. */
enum lr_err lr_fastcgi_take(
    struct lr_fastcgi *f, struct lr_span bytes, size_t *used);

/* A variable: "QUERY_STRING", the nth of that name, from 0; { NULL, 0 }: not
 * there. */
struct lr_span lr_fastcgi_var(
    const struct lr_fastcgi *f, const char *name, unsigned nth);

/* Append the answer to the request to b: its text, what is for the server's
 * error log, the end. */
void lr_fastcgi_answer(const struct lr_fastcgi *f, struct lr_buf *b,
    struct lr_span answer, struct lr_span errors);

/* Forget the request, for the next one on the same connection. */
void lr_fastcgi_next(struct lr_fastcgi *f);

#endif
