/*
 * agent: does a user agent say that it is a program and not a person's
 * browser? The words are in lib/tables/bots.txt; more can be added.
 *
 * The words are the caller's, only read once they are in use, and then for
 * any number of threads; a memo belongs to one thread.
 */
#ifndef LR_AGENT_H
#define LR_AGENT_H

#include "err.h"
#include "span.h"

#define LR_AGENT_WORDS_MAX 4096u /* words added */
#define LR_AGENT_WORD_MAX 64u	 /* bytes of a word, or of a name */

struct lr_agent_words;

/* The words of the table. LR_ENOMEM. */
enum lr_err lr_agent_words_new(struct lr_agent_words **words);
void lr_agent_words_free(struct lr_agent_words *words);

/* Add the words of a text in the notation of the table, to be tried before
 * those of the table and after those added earlier; the text is copied.
 * LR_EBAD, LR_ETOOLONG: *line, counted from 1, is wrong, and *why; what
 * stands before it was added. */
enum lr_err lr_agent_words_add(struct lr_agent_words *words,
    struct lr_span text, unsigned long *line, const char **why);

/* The crawler's name, LR_AGENT_WORD_MAX bytes at most; { NULL, 0 } for a
 * browser. It points into the agent or the words. */
struct lr_span lr_agent_bot(
    const struct lr_agent_words *words, struct lr_span agent);

struct lr_agent_memo;

/* A memory of agents seen, 1 MiB. LR_ENOMEM. */
enum lr_err lr_agent_memo_new(
    struct lr_agent_memo **memo, const struct lr_agent_words *words);
void lr_agent_memo_free(struct lr_agent_memo *memo);

/* As lr_agent_bot, faster; the name lives until the next call. */
struct lr_span lr_agent_memo_bot(
    struct lr_agent_memo *memo, struct lr_span agent);

#endif
