/*
 * partial: sums of a report as NDJSON, for another run to add up. One object a
 * line, all with "lr_partial": the version.
 *
 * The line with "input" tells what became of the records, the period (since,
 * until), the names of all goals and of some sites. Every other line is of a
 *company: what is known of it, and sums. Texts are as they were read. Times are
 *seconds since 1970.
 *
 *	pages	[[site, path, views], ...]
 *	entries	[[site, path, visits], ...]
 *	sources	[[medium, name, medium, campaign, term, content, visits], ...]
 *	goals	[[name, visits], ...]
 *	entry	[site, path] of the first page view, exit of the last
 *	source	[medium, ...] of the visit that began at sourced
 *
 * A long list goes on in further lines of the same company with sums of 0.
 */
#ifndef PARTIAL_H
#define PARTIAL_H

#define PARTIAL_VERSION 1

/* Names of sums in a company's line, and where they are. */
#define PARTIAL_SUMS X(views) X(visits) X(seconds) X(new) X(returning)

#endif
