/*
 * lr-replay: main.c reads options and records, operands.c finds the files in
 * folders, film.c gathers a recording, page.c makes a page of it, which
 * player.js plays.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "arena.h"
#include "cli.h"
#include "recording.h"

/* A recording as far as it was read; the texts are its own. */
struct film {
	struct lr_reel head;
	struct lr_arena texts;
	struct lr_event *event; /* as they were read, batch by batch */
	size_t events, room;
	struct piece {
		bool there;
		uint32_t first, n; /* of events */
	} piece[LR_RECORDING_BATCHES];
	uint32_t pieces; /* of the array, there or not */
	bool over;	 /* another one has begun in the same file */
};

void film_init(struct film *f);
/* Nothing is in it. */
void film_clear(struct film *f);
void film_free(struct film *f);

/* Take a record that was read: the first line, then batches. LR_EBAD, and
 * rec->why; LR_ENOMEM. */
enum lr_err film_take(struct film *f, struct lr_record *rec);

/* Order the events by their batches. *dropped: how many batches were, because
 * their time goes back. LR_ENOMEM. */
enum lr_err film_order(struct film *f, unsigned *dropped);

struct sums {
	uint32_t time; /* tenths of a second */
	size_t clicks, moves;
};
struct sums film_sums(const struct film *f);

/* The kind of the smallest box at a place, of those that event i finds; 0:
 * there is none. */
char film_box(const struct film *f, size_t i);

/* In place of folders among the operands, the recordings in them; the list
 * lives on. */
void find_operands(struct lr_cli *cli);

/* A page of its own; lang is "en" or "de". */
enum lr_err page_write(struct lr_out *out, const struct film *f, bool german);

#endif
