/*
 * descr: the free text of registry objects. Registries that keep no
 * organisation beside a network have its name in a "descr" line, among
 * addresses, remarks and notices; and objects that stand for nobody say so
 * there. Rules for all of it, in lib/tables/descr-words. No rule tells the
 * name of a person from that of a company when nothing but the name is there.
 */
#ifndef LR_DESCR_H
#define LR_DESCR_H

#include "span.h"

enum lr_descr_says {
	LR_DESCR_NAME,	  /* nothing speaks against its being a name */
	LR_DESCR_FILLER,  /* not a name; look at the next line */
	LR_DESCR_PRIVATE, /* a person has the addresses: there is no holder */
	LR_DESCR_STUB	  /* the object stands for nobody: forget it */
};

/* A line of a description, UTF-8. */
enum lr_descr_says lr_descr_line(struct lr_span s);

/* A text that is the name of a network, an organisation or a maintainer: never
 * LR_DESCR_FILLER. */
enum lr_descr_says lr_descr_name(struct lr_span s);

#endif
