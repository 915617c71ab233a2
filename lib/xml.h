/*
 * xml: a part of XML, read as it comes. Heap. What is plain in it is read by
 * `xmlscan`; from the first thing on that is not, by expat, which alone says
 * what is wrong.
 *
 * Refused: a document type (and so every entity but the five of XML), over
 * LR_XML_DEPTH nested elements, a tag of over LR_XML_TAG bytes, names that
 * take over LR_XML_MEMORY. Nothing outside the text is ever fetched.
 */
#ifndef LR_XML_H
#define LR_XML_H

#include "buf.h"
#include "err.h"
#include "span.h"
#include "xmlcalls.h"

#define LR_XML_TAG (1u << 20)
#define LR_XML_MEMORY (64u << 20)

struct lr_xml;

/* Up to max bytes at p, none at the end. */
typedef enum lr_err lr_xml_source(void *arg, char *p, size_t max, size_t *n);

/* calls lives as long as x. why is written to after LR_EBAD (reader.h). */
enum lr_err lr_xml_new(struct lr_xml **x, const struct lr_xml_calls *calls,
    void *arg, struct lr_buf *why);
void lr_xml_free(struct lr_xml *x);

/* Where the bytes come from; what is for messages, and is copied. */
void lr_xml_from(
    struct lr_xml *x, lr_xml_source *source, void *arg, struct lr_span what);

/* For tests: by expat from the beginning. */
void lr_xml_expat(struct lr_xml *x);

/* Read on until a call pauses (LR_OK) or stops, or the end (LR_END). */
enum lr_err lr_xml_next(struct lr_xml *x);

/* For calls: come back from lr_xml_next, now with LR_OK, or for good with
 * err. The reason of LR_EBAD is written by the caller. */
void lr_xml_pause(struct lr_xml *x);
void lr_xml_stop(struct lr_xml *x, enum lr_err err);

/* Read all at once and free x. LR_OK at the end. */
enum lr_err lr_xml_all(struct lr_xml *x);

/* Value of the attribute of that name, whatever its prefix; or NULL. */
const char *lr_xml_att(const char *const *atts, const char *name);

/* Line that is being read, for messages. */
unsigned long lr_xml_line(const struct lr_xml *x);

#endif
