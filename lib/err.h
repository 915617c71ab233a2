/*
 * err: what every library call can answer.
 *
 * Only LR_EIO and LR_EAGAIN concern the world outside; errno goes with LR_EIO
 * and is not used otherwise. The library never prints and never exits.
 */
#ifndef LR_ERR_H
#define LR_ERR_H

enum lr_err {
	LR_OK,
	LR_END,	     /* no more input */
	LR_EBAD,     /* this record, file or value is malformed */
	LR_ETOOLONG, /* beyond a limit of limits.h */
	LR_ENOMEM,   /* no memory, or a ceiling reached */
	LR_EIO,	     /* the system said no; see errno */
	LR_EAGAIN    /* temporary: lock, network; a later try may work */
};

/* A few plain words, never NULL. */
const char *lr_err_text(enum lr_err err);

#endif
