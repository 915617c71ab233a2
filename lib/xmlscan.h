/*
 * xmlscan: the plain parts of XML several times as fast as a whole parser:
 * tags, attributes and texts in UTF-8. It never judges: what is not plain,
 * wrong XML included, is odd, and left to `xml`, which goes on there with
 * expat. Part of xml.
 */
#ifndef LR_XMLSCAN_H
#define LR_XMLSCAN_H

#include "buf.h"
#include "xmlcalls.h"

enum lr_xmlscan_is {
	LR_XMLSCAN_MORE, /* needs more bytes, or there are no more */
	LR_XMLSCAN_ON,	 /* all is well: a call has set halt */
	LR_XMLSCAN_ODD	 /* what stands at pos is not for this one */
};

#define LR_XMLSCAN_NAME 256u /* bytes of a name */

struct lr_xmlscan {
	char *p; /* unread bytes from pos to end */
	size_t pos, end, cap;
	unsigned long lines; /* before p */
	bool begun;	     /* the declaration was passed */
	bool closed;	     /* the root ended */
	bool empty;	     /* the end of an empty element is due */
	bool halt;
	unsigned depth;
	struct lr_buf names; /* of open elements, each with a NUL */
	size_t name[LR_XML_DEPTH + 1];
	unsigned char kinds[256]; /* of bytes */
};

void lr_xmlscan_init(struct lr_xmlscan *s);
void lr_xmlscan_free(struct lr_xmlscan *s);

/* Room for n bytes at p + end, which is to be raised by those that came.
 * NULL: no memory. */
char *lr_xmlscan_room(struct lr_xmlscan *s, size_t n);

/* Call for what is there. */
enum lr_xmlscan_is lr_xmlscan_run(
    struct lr_xmlscan *s, const struct lr_xml_calls *calls, void *arg);

/* The line that pos is in. */
unsigned long lr_xmlscan_line(const struct lr_xmlscan *s);

/* Append the start tags that are open, a whole element when all is closed. */
void lr_xmlscan_open(const struct lr_xmlscan *s, struct lr_buf *b);

#endif
