/*
 * xmlcalls: what a reader of XML calls. Part of xml.
 */
#ifndef LR_XMLCALLS_H
#define LR_XMLCALLS_H

#include <stdbool.h>
#include <stddef.h>

#define LR_XML_DEPTH 64u

/* depth of the root is 1. Names of elements come without their prefixes.
 * atts: name, value, name, value, NULL; names with their prefixes. Texts come
 * in pieces. Any may be NULL. */
struct lr_xml_calls {
	void (*start)(void *arg, unsigned depth, const char *name,
	    const char *const *atts);
	void (*end)(void *arg, unsigned depth, const char *name);
	void (*text)(void *arg, const char *p, size_t n);
	/* Pass over a document type that only names one elsewhere, which is
	 * not fetched: OpenOffice wrote such manifests. */
	bool doctype;
};

/* The name without its prefix. */
static inline const char *
lr_xml_local(const char *name)
{
	const char *p; /* names are short: faster than strchr */

	for (p = name; *p != '\0'; p++)
		if (*p == ':')
			return p + 1;
	return name;
}

#endif
