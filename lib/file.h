/*
 * file: opening for reading, whole small files, atomic replacement, locks and
 * the folder of the stores.
 */
#ifndef LR_FILE_H
#define LR_FILE_H

#include "buf.h"
#include "err.h"

/* Open for reading. A directory is LR_EIO with errno EISDIR. "-" is standard
 * input (fd 0). */
enum lr_err lr_file_open(const char *path, int *fd);

/* Append a whole file to b; LR_ETOOLONG at the ceiling of b. */
enum lr_err lr_file_read(const char *path, struct lr_buf *b);

/* Map a regular file that is not empty, read-only, into *p and *n; to be given
 * back with munmap. Anything else is LR_EBAD. */
enum lr_err lr_file_map(const char *path, const unsigned char **p, size_t *n);

/* A file that appears whole or not at all. Owned by the caller's struct. */
struct lr_newfile {
	int fd;		 /* write here */
	char *path;	 /* the name to be */
	char *temporary; /* the name until then, in the same folder */
};

/* With exactly that mode when it is not 0; else with the mode and the owner of
 * the file that is there, so that who could not read it still cannot, and for a
 * new one 0666 less the umask. A link stays, and the file that it leads to is
 * replaced. Names that are not regular files (a pipe), and those of descriptors
 * (/dev/stdout, whatever it is), are written to as they are. */
enum lr_err lr_newfile_open(
    struct lr_newfile *f, const char *path, unsigned mode);

/* The same for a regular file that is written again and again: the temporary
 * is always .NAME.new, so what a killed run has left is used up by the next.
 * LR_EAGAIN: another process is at it; LR_EBAD: it is no regular file. */
enum lr_err lr_newfile_again(
    struct lr_newfile *f, const char *path, unsigned mode);

/* Flush to disk and rename into place. On failure the temporary is gone and
 * the old file untouched. */
enum lr_err lr_newfile_commit(struct lr_newfile *f);

/* Forget it. Safe after commit and after a failed open. */
void lr_newfile_abort(struct lr_newfile *f);

/* Write all of it, across short writes and signals. */
enum lr_err lr_file_write(int fd, const char *p, size_t n);

/* Open path for appending, and for reading (mode 0600 when new), under an
 * exclusive lock that ends with the descriptor. Waits for the lock. */
enum lr_err lr_file_append(const char *path, int *fd);

/* Is it the other file, or, where that is NULL, standard input? What is no
 * regular file is not: nothing is lost by writing to it. */
bool lr_file_is(const char *path, const char *other);

/* The same of standard input and the files (NULL at the end): is it one? */
bool lr_file_among(const char *path, char *const *files);

/* Open path for writing, emptied, mode 0600 when new: for what is nobody else's
 * concern. LR_EBAD, and nothing was done: it is among the files. */
enum lr_err lr_file_private(const char *path, char *const *files, int *fd);

/* The folder of the stores into b as a C string: dir when not NULL, else
 * $LR_STATE, $XDG_STATE_HOME/lr, /var/lib/lr for root, ~/.local/state/lr.
 * With make it is created, mode 0700, parents too. LR_EBAD: no HOME. */
enum lr_err lr_file_state(struct lr_buf *b, const char *dir, bool make);

/* Where a standard descriptor is closed, put a stand-in there that fails on
 * use as a closed one does, so that no file of ours gets its number. And a file
 * that may not grow (ulimit -f) fails as a full disk does, not by a signal. */
void lr_file_hold_standard(void);

#endif
