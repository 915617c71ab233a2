#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "ascii.h"
#include "clock.h"

#define APPLICATION 0x6c725354 /* "lrST", bytes 68 to 71 of the file */
#define BUSY_MS 5000
#define ROW_MAX (4 << 20) /* bytes of a value or a statement */

struct lr_store {
	sqlite3 *db;
	char *path;
	bool frozen; /* on a read-only file system */
	char why[512];
};

struct lr_query {
	struct lr_store *st;
	sqlite3_stmt *stmt;
	int bad; /* the first binding that failed */
};

static char open_why[512];
static int patience = BUSY_MS;

static void __attribute__((format(printf, 2, 3)))
say(struct lr_store *st, const char *fmt, ...)
{
	va_list ap;
	size_t n;

	snprintf(st->why, sizeof(st->why), "%s: ", st->path);
	n = strlen(st->why);
	va_start(ap, fmt);
	vsnprintf(st->why + n, sizeof(st->why) - n, fmt, ap);
	va_end(ap);
}

/* The system's own reason, where SQLite kept it. */
static enum lr_err
refused(struct lr_store *st, int rc)
{
	int error = st->db == NULL ? 0 : sqlite3_system_errno(st->db);

	if ((rc & 0xff) == SQLITE_FULL)
		error = ENOSPC;
	else if ((rc & 0xff) == SQLITE_READONLY)
		error = EROFS;
	else if (error == 0)
		error = EIO;
	if ((rc & 0xff) == SQLITE_READONLY)
		say(st, "cannot write: the file or its folder is read-only");
	else if ((rc & 0xff) == SQLITE_CANTOPEN)
		say(st, "cannot open it or its -wal and -shm files: %s",
		    strerror(error));
	else
		say(st, "cannot read or write: %s", strerror(error));
	errno = error;
	return LR_EIO;
}

/* What a result code of SQLite means to us; fills st->why. */
static enum lr_err
fail(struct lr_store *st, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return LR_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		say(st, "locked by another process for over %d %s; try later",
		    patience < 1000 ? patience : patience / 1000,
		    patience < 1000 ? "ms" : "s");
		return LR_EAGAIN;
	case SQLITE_NOMEM:
		say(st, "out of memory");
		return LR_ENOMEM;
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_NOMEM) {
			say(st, "out of memory");
			return LR_ENOMEM;
		}
		return refused(st, rc);
	case SQLITE_FULL:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return refused(st, rc);
	case SQLITE_NOTADB:
		say(st, "no store of lr: move it away, a new one is made");
		return LR_EBAD;
	case SQLITE_CORRUPT:
		say(st, "corrupt: move it away or restore a copy");
		return LR_EBAD;
	case SQLITE_TOOBIG:
		say(st, "a value is too long");
		return LR_ETOOLONG;
	default:
		say(st, "not as expected (%s): move it away or restore a copy",
		    sqlite3_errmsg(st->db));
		return LR_EBAD;
	}
}

static enum lr_err
run(struct lr_store *st, const char *sql)
{
	return fail(st, sqlite3_exec(st->db, sql, NULL, NULL, NULL));
}

/* The number that a pragma or a count answers. */
static enum lr_err
number(struct lr_store *st, const char *sql, int64_t *v)
{
	struct lr_query *q;
	enum lr_err err;

	*v = 0;
	if ((err = lr_query_new(&q, st, sql)) != LR_OK)
		return err;
	if ((err = lr_query_step(q)) == LR_OK)
		*v = lr_query_get_int(q, 0);
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

/* ---- opening */

/* To go over to WAL, SQLite asks for a lock without waiting for it. */
static enum lr_err
use_wal(struct lr_store *st)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	int64_t end = lr_clock_ticks() + patience;
	int rc;

	for (;;) {
		rc = sqlite3_exec(
		    st->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
		if ((rc & 0xff) != SQLITE_BUSY || lr_clock_ticks() >= end)
			return fail(st, rc);
		nanosleep(&pause, NULL);
	}
}

/* Whose file it is and of which version; a file without anything in it, as a
 * process leaves it that was killed while making it, is version 0 of ours. */
static enum lr_err
look(struct lr_store *st, const struct lr_store_spec *s, int64_t *version)
{
	int64_t id, tables;
	enum lr_err err;

	if ((err = number(st, "PRAGMA user_version", version)) != LR_OK ||
	    (err = number(st, "PRAGMA application_id", &id)) != LR_OK)
		return err;
	if (id != APPLICATION) {
		err = number(st, "SELECT count(*) FROM sqlite_schema", &tables);
		if (err != LR_OK)
			return err;
		if (id != 0 || *version != 0 || tables != 0) {
			say(st, "a database, but no store of lr: move it away");
			return LR_EBAD;
		}
	}
	if (*version < 0 || *version > (int64_t)s->version) {
		say(st, "made by a newer lr (version %lld, this one knows %u)",
		    (long long)*version, s->version);
		return LR_EBAD;
	}
	return LR_OK;
}

/* All of it as of one moment: another process may be making the store. */
static enum lr_err
identify(struct lr_store *st, const struct lr_store_spec *s, int64_t *version)
{
	enum lr_err err = run(st, "BEGIN");

	if (err != LR_OK)
		return err;
	err = look(st, s, version);
	lr_store_rollback(st);
	return err;
}

static enum lr_err
upgrade(struct lr_store *st, const struct lr_store_spec *s)
{
	char pragma[96];
	int64_t version;
	enum lr_err err;

	if ((err = lr_store_begin(st)) != LR_OK)
		return err;
	/* another process may have been faster */
	err = look(st, s, &version);
	for (; err == LR_OK && version < (int64_t)s->version; version++)
		err = run(st, s->schema[version]);
	if (err == LR_OK) {
		snprintf(pragma, sizeof(pragma),
		    "PRAGMA application_id=%d; PRAGMA user_version=%u",
		    APPLICATION, s->version);
		err = run(st, pragma);
	}
	if (err == LR_OK)
		return lr_store_commit(st);
	lr_store_rollback(st);
	return err;
}

/* Nobody writes on a read-only file system, and SQLite cannot have the -shm
 * file there that it wants beside a file in WAL mode. A log that was left
 * behind holds what is not yet in the file: that is not passed over. */
static bool
is_frozen(const char *path)
{
	struct statvfs fs;
	struct stat log;
	size_t n = strlen(path) + sizeof("-wal");
	char *name;
	bool is;

	if (statvfs(path, &fs) != 0 || (fs.f_flag & ST_RDONLY) == 0 ||
	    (name = malloc(n)) == NULL)
		return false;
	snprintf(name, n, "%s-wal", path);
	is = stat(name, &log) != 0 || log.st_size == 0;
	free(name);
	return is;
}

/* What a file's URI is to SQLite. NULL: out of memory. */
static char *
uri_of(const char *path)
{
	static const char hex[] = "0123456789ABCDEF";
	static const char last[] = "?immutable=1";
	char *uri = malloc(5 + 3 * strlen(path) + sizeof(last)), *u;

	if (uri == NULL)
		return NULL;
	memcpy(uri, "file:", 5);
	for (u = uri + 5; *path != '\0'; path++) {
		if (lr_is_alnum(*path) || *path == '/' || *path == '.') {
			*u++ = *path;
			continue;
		}
		*u++ = '%';
		*u++ = hex[(unsigned char)*path >> 4];
		*u++ = hex[*path & 15];
	}
	memcpy(u, last, sizeof(last));
	return uri;
}

static int
open_db(struct lr_store *st)
{
	char *uri;
	int rc;

	if (!st->frozen)
		return sqlite3_open_v2(st->path, &st->db,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if ((uri = uri_of(st->path)) == NULL)
		return SQLITE_NOMEM;
	rc = sqlite3_open_v2(uri, &st->db,
	    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	free(uri);
	return rc;
}

static enum lr_err
prepare(
    struct lr_store *st, const struct lr_store_spec *s, enum lr_store_mode mode)
{
	int64_t version;
	enum lr_err err;

	sqlite3_extended_result_codes(st->db, 1);
	sqlite3_busy_timeout(st->db, patience);
	/* the file may be anybody's: its schema must not do anything */
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_db_config(
	    st->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
	sqlite3_limit(st->db, SQLITE_LIMIT_LENGTH, ROW_MAX);
	err = run(st,
	    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
	    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192;"
	    "PRAGMA secure_delete=ON; PRAGMA synchronous=NORMAL");
	if (err != LR_OK || (err = identify(st, s, &version)) != LR_OK)
		return err;
	if (mode == LR_STORE_READ && version == 0)
		return LR_END;
	if (!st->frozen && (err = use_wal(st)) != LR_OK)
		return err;
	if (version < (int64_t)s->version && (err = upgrade(st, s)) != LR_OK)
		return err;
	return mode == LR_STORE_READ ? run(st, "PRAGMA query_only=ON") : LR_OK;
}

/* SQLite gives -wal and -shm the mode of the file, so it must have the right
 * one from the start. */
static enum lr_err
make_file(struct lr_store *st)
{
	int fd = open(st->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return LR_OK;
	}
	if (errno == EEXIST)
		return LR_OK;
	say(st, "cannot be made: %s", strerror(errno));
	return LR_EIO;
}

static enum lr_err
open_file(
    struct lr_store *st, const struct lr_store_spec *s, enum lr_store_mode mode)
{
	enum lr_err err;
	int rc;

	if (mode == LR_STORE_WRITE) {
		if ((err = make_file(st)) != LR_OK)
			return err;
	} else if (access(st->path, F_OK) != 0 && errno == ENOENT) {
		say(st, "there is none");
		return LR_END;
	}
	st->frozen = mode == LR_STORE_READ && is_frozen(st->path);
	rc = open_db(st);
	if (st->db == NULL)
		return fail(st, SQLITE_NOMEM);
	if (rc != SQLITE_OK)
		return fail(st, sqlite3_extended_errcode(st->db));
	return prepare(st, s, mode);
}

enum lr_err
lr_store_open(struct lr_store **st, const struct lr_store_spec *s,
    const char *dir, enum lr_store_mode mode, const char **why)
{
	size_t n = strlen(dir) + 1 + strlen(s->file) + 1;
	struct lr_store *new = calloc(1, sizeof(*new));
	enum lr_err err = LR_ENOMEM;
	int keep;

	*st = NULL;
	*why = "out of memory";
	if (new == NULL)
		return LR_ENOMEM;
	if ((new->path = malloc(n)) != NULL) {
		snprintf(new->path, n, "%s/%s", dir, s->file);
		err = open_file(new, s, mode);
		memcpy(open_why, new->why, sizeof(open_why));
		*why = open_why;
	}
	keep = errno;
	if (err == LR_OK)
		*st = new;
	else
		lr_store_close(new);
	errno = keep;
	return err;
}

void
lr_store_close(struct lr_store *st)
{
	if (st == NULL)
		return;
	sqlite3_close_v2(st->db);
	free(st->path);
	free(st);
}

void
lr_store_hurry(int ms)
{
	patience = ms;
}

const char *
lr_store_why(const struct lr_store *st)
{
	return st->why;
}

/* ---- transactions */

enum lr_err
lr_store_begin(struct lr_store *st)
{
	return run(st, "BEGIN IMMEDIATE");
}

enum lr_err
lr_store_commit(struct lr_store *st)
{
	enum lr_err err = run(st, "COMMIT");

	if (err != LR_OK)
		lr_store_rollback(st);
	return err;
}

void
lr_store_rollback(struct lr_store *st)
{
	int keep = errno;

	/* some failures have rolled back already */
	if (!sqlite3_get_autocommit(st->db))
		(void)sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
	errno = keep;
}

enum lr_err
lr_store_steps(struct lr_store *st, size_t n, lr_store_step *step, void *arg)
{
	enum lr_err err = lr_store_begin(st);
	size_t i;

	if (err != LR_OK)
		return err;
	for (i = 0; i < n && err == LR_OK; i++)
		err = step(arg, i);
	if (err == LR_OK)
		err = lr_store_commit(st);
	if (err != LR_OK)
		lr_store_rollback(st);
	return err;
}

enum lr_err
lr_store_checkpoint(struct lr_store *st)
{
	enum lr_err err = run(st, "VACUUM");

	if (err != LR_OK)
		return err;
	return fail(st,
	    sqlite3_wal_checkpoint_v2(
		st->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}

int64_t
lr_store_changes(const struct lr_store *st)
{
	return sqlite3_changes64(st->db);
}

/* ---- queries */

enum lr_err
lr_query_new(struct lr_query **q, struct lr_store *st, const char *sql)
{
	enum lr_err err;

	if ((*q = calloc(1, sizeof(**q))) == NULL) {
		say(st, "out of memory");
		return LR_ENOMEM;
	}
	(*q)->st = st;
	err = fail(st, sqlite3_prepare_v2(st->db, sql, -1, &(*q)->stmt, NULL));
	if (err != LR_OK) {
		lr_query_free(*q);
		*q = NULL;
	}
	return err;
}

void
lr_query_free(struct lr_query *q)
{
	if (q == NULL)
		return;
	sqlite3_finalize(q->stmt);
	free(q);
}

static void
bound(struct lr_query *q, int rc)
{
	if (q->bad == SQLITE_OK)
		q->bad = rc;
}

void
lr_query_int(struct lr_query *q, int i, int64_t v)
{
	bound(q, sqlite3_bind_int64(q->stmt, i, v));
}

void
lr_query_span(struct lr_query *q, int i, struct lr_span s)
{
	if (s.p == NULL)
		bound(q, sqlite3_bind_null(q->stmt, i));
	else
		bound(q,
		    sqlite3_bind_blob64(
			q->stmt, i, s.p, s.n, SQLITE_TRANSIENT));
}

enum lr_err
lr_query_step(struct lr_query *q)
{
	enum lr_err err;
	int rc = q->bad;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(q->stmt);
	if (rc == SQLITE_ROW)
		return LR_OK;
	/* before the reset: it changes what SQLite remembers */
	err = rc == SQLITE_DONE ? LR_END : fail(q->st, rc);
	lr_query_reset(q);
	return err;
}

int64_t
lr_query_get_int(struct lr_query *q, int i)
{
	return sqlite3_column_int64(q->stmt, i);
}

struct lr_span
lr_query_get_span(struct lr_query *q, int i)
{
	const char *p = sqlite3_column_blob(q->stmt, i);
	size_t n = (size_t)sqlite3_column_bytes(q->stmt, i);

	if (p == NULL && sqlite3_column_type(q->stmt, i) != SQLITE_NULL)
		p = "";
	return lr_span(p, p == NULL ? 0 : n);
}

void
lr_query_reset(struct lr_query *q)
{
	int keep = errno;

	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
	q->bad = SQLITE_OK;
	errno = keep;
}

/* ---- copies */

enum lr_err
lr_store_copy(struct lr_store *st, const char *path)
{
	struct lr_query *q;
	enum lr_err err = lr_query_new(&q, st, "VACUUM INTO ?1");

	if (err != LR_OK)
		return err;
	bound(q, sqlite3_bind_text(q->stmt, 1, path, -1, SQLITE_STATIC));
	err = lr_query_step(q);
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}
