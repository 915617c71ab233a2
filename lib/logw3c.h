/*
 * logw3c: logs that name their columns themselves: W3C Extended Log File
 * Format (WD-logfile-960323; IIS, CloudFront and others), Zeek's http.log,
 * records of lr as CSV, and IIS as event XML, whose data have the same names.
 */
#ifndef LR_LOGW3C_H
#define LR_LOGW3C_H

#include "hit.h"

struct lr_logw3c {
	struct {
		enum lr_part part;
		enum lr_code code;
	} column[LR_FIELDS_MAX];
	unsigned n;	 /* 0: no header yet */
	bool tabs;	 /* columns are divided by tabs, else by blanks */
	bool cloudfront; /* percent-encodes twice */
	bool zeek;
	bool csv;
	bool requests; /* a column tells of requests: IIS logs mail, too */
	char date[10]; /* of #Date, where no column has one */
	unsigned char date_n;
	long shift; /* of #GMT-Offset, seconds east of UTC */
};

/* True when the line is a directive ("#..."): it was taken in. */
bool lr_logw3c_directive(struct lr_logw3c *w, struct lr_span line);

/* True when the line is the header of records as CSV, "time,ip,...": it was
 * taken in. */
bool lr_logw3c_csv(struct lr_logw3c *w, struct lr_span line);

/* Read a line under the header last seen. False: no header, or another number
 * of columns, or a part that cannot be. */
bool lr_logw3c_read(const struct lr_logw3c *w, struct lr_span line,
    struct lr_hit *hit, struct lr_scratch *s);

/* <Event ...><Data Name="c-ip">192.0.2.1</Data>... on one line. */
bool lr_logw3c_event(
    struct lr_span line, struct lr_hit *hit, struct lr_scratch *s);

#endif
