/*
 * limits: every ceiling of lr in one place; lr(7) lists them for users.
 */
#ifndef LR_LIMITS_H
#define LR_LIMITS_H

#define LR_LINE_MAX                                                         \
	(1u << 20)	      /* bytes of a record or line, without its end \
			       */
#define LR_FIELDS_MAX 256u    /* fields of a record, columns of a CSV file */
#define LR_JSON_DEPTH 64u     /* nesting of a JSON value; the record is 1 */
#define LR_DIGITS_MAX 64u     /* characters of a number */
#define LR_NAME_MAX 253u      /* host name, without the last dot (RFC 1035) */
#define LR_LABEL_MAX 63u      /* one label of it (RFC 1035, 2.3.4) */
#define LR_MESSAGE_MAX 512u   /* characters of a message on stderr */
#define LR_BLOCK (256u << 10) /* bytes moved by one read or write */
#define LR_PIPE (1u << 20)    /* size asked for the pipes we are joined by */
#define LR_PAD 64u	      /* readable bytes after every line */
#define LR_THREADS_MAX 256u   /* of one run */
#define LR_TABLES_MAX 16u     /* MMDB files of one run */
#define LR_SERVERS_MAX 16u    /* DNS servers of one run */
#define LR_JOBS_MAX 10000u    /* DNS queries in flight */

#endif
