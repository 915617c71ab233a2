/*
 * hunterfirm: what Hunter (api.hunter.io, v2) knows of the company that has a
 * domain. The question and the reading of the answer; no network.
 */
#ifndef LR_HUNTERFIRM_H
#define LR_HUNTERFIRM_H

#include "arena.h"
#include "buf.h"
#include "company.h"
#include "provider.h"

/* Append the URL; base is without a slash at its end. */
void lr_hunterfirm_ask(
    struct lr_buf *url, const char *base, struct lr_span domain);

/* Read an answer. LR_SAID_DONE: row is filled in, its texts are in the arena;
 * LR_SAID_REFUSED: nothing is known of it. Of the people there nothing is
 * read. */
enum lr_said lr_hunterfirm_read(int status, struct lr_span body,
    struct lr_span domain, struct lr_arena *texts, struct lr_company *row);

#endif
