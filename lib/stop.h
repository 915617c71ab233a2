/*
 * stop: SIGINT and SIGTERM, which ask a command to come to a good end. The
 * second one of a kind ends it at once, so that nothing that hangs can hold it.
 * One that is ignored stays so: who started us may not want us to notice, as a
 * shell does with what runs in the background and SIGINT.
 */
#ifndef LR_STOP_H
#define LR_STOP_H

#include <signal.h>

/* The signal that came; 0: none. */
extern volatile sig_atomic_t lr_stop;

/* From now on. fd, if not -1, gets a byte of each, for who waits on it; it does
 * not block. */
void lr_stop_catch(int fd);

#endif
