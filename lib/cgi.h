/*
 * cgi: requests of a web server, by CGI/1.1 (RFC 3875) or FastCGI, whichever
 * the program was started for: with a socket for standard input that others
 * connect to, it is FastCGI.
 *
 * Everything in a request is a stranger's. What it hands out lives until the
 * next call of accept. With FastCGI a request is handed out when all of it has
 * come: who is slow takes up nobody's time, and after two seconds is handed
 * out without the rest.
 */
#ifndef LR_CGI_H
#define LR_CGI_H

#include "buf.h"
#include "err.h"
#include "fastcgi.h"
#include "span.h"

#define LR_CGI_BODY LR_FASTCGI_BODY /* the longest that is to be had */
#define LR_CGI_IDLE 15		    /* seconds that accept waits */

struct lr_cgi; /* heap */

/* LR_EBAD: started neither way. */
enum lr_err lr_cgi_open(struct lr_cgi **c);
void lr_cgi_close(struct lr_cgi *c);

bool lr_cgi_is_fast(const struct lr_cgi *c);

/* Wait for the next request. LR_EAGAIN: nobody has come for LR_CGI_IDLE
 * seconds; call again. LR_END: there is none any more. */
enum lr_err lr_cgi_accept(struct lr_cgi *c);

/* A variable of the request: "QUERY_STRING"; { NULL, 0 }: not there. */
struct lr_span lr_cgi_var(const struct lr_cgi *c, const char *name);

/* The nth of that name, from 0. Some servers have one for each header, and
 * others make the same name of headers that differ in - and _. */
struct lr_span lr_cgi_nth(
    const struct lr_cgi *c, const char *name, unsigned nth);

/* The body, appended to b: CONTENT_LENGTH bytes and never more. LR_ETOOLONG:
 * over max; LR_EBAD: no length, or it ends before; LR_EAGAIN: it does not come
 * in time. */
enum lr_err lr_cgi_body(struct lr_cgi *c, struct lr_buf *b, size_t max);

/* A line for the error log of the web server, which goes there with the next
 * answer. Only with FastCGI: otherwise standard error is that. */
void lr_cgi_say(struct lr_cgi *c, struct lr_span line);

/* Headers, an empty line, a body: all of the answer, once a request. LR_EIO,
 * LR_ENOSPC: nobody listens, which FastCGI does not tell. LR_ENOMEM. */
enum lr_err lr_cgi_answer(struct lr_cgi *c, struct lr_span answer);

#endif
