/*
 * logtext: formats of lines of text as a small program: literal text and
 * fields in turn. Compiled from lr's own notation, from Apache httpd's
 * LogFormat (mod_log_config) and from nginx's log_format.
 *
 * lr's notation: a field in braces, everything else literal.
 *
 *	{ip} {-} {-} [{time}] "{request}" {status} {bytes}
 *
 * A blank stands for one blank or more. A field ends where the text behind it
 * begins; between double quotes a \" does not end it. {name$} takes the rest
 * of the line, {*} passes over it, from {?} on the line may end, {name%} is
 * percent-encoded twice, {name#} has #hh for odd bytes, \{ is a brace, \t a
 * tab. Names: enum lr_part in hit.h.
 */
#ifndef LR_LOGTEXT_H
#define LR_LOGTEXT_H

#include "hit.h"

#define LR_LOGTEXT_STEPS 96

struct lr_logtext_step {
	enum lr_part part;
	enum lr_code code;
	bool field;  /* else literal */
	bool quoted; /* a double quote ends the field, \" does not */
	bool rest;   /* the field is the rest of the line */
	bool may_end;
	struct lr_span text; /* literal */
};

struct lr_logtext {
	struct lr_logtext_step step[LR_LOGTEXT_STEPS];
	unsigned n;
	char *store; /* of compiled literals; owned */
	size_t used, max;
};

/* LR_EBAD: *why says what is wrong with the notation. */
enum lr_err lr_logtext_compile(
    struct lr_logtext *t, struct lr_span notation, const char **why);
enum lr_err lr_logtext_apache(
    struct lr_logtext *t, struct lr_span format, const char **why);
enum lr_err lr_logtext_nginx(
    struct lr_logtext *t, struct lr_span format, const char **why);
void lr_logtext_free(struct lr_logtext *t);

/* Read a line (followed by a control byte and LR_PAD readable bytes) into
 * *hit, which has been cleared. False: it is not of this format. */
bool lr_logtext_read(const struct lr_logtext *t, struct lr_span line,
    struct lr_hit *hit, struct lr_scratch *s);

#endif
