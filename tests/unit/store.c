#include "../fail.h"
#include "../folder.h"
#include "../tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store.h"

static char path[sizeof(dir) + 16];
static const char *why = "";

static const char *const schema[] = {
	"CREATE TABLE t (k BLOB PRIMARY KEY, v INTEGER) WITHOUT ROWID",
	"ALTER TABLE t ADD COLUMN w",
	"a syntax error",
};
static const struct lr_store_spec one = { "t.db", schema, 1 };
static const struct lr_store_spec two = { "t.db", schema, 2 };
static const struct lr_store_spec bad = { "t.db", schema, 3 };

static unsigned
mode_of(const char *end)
{
	char name[sizeof(path) + 8];
	struct stat st;

	snprintf(name, sizeof(name), "%s%s", path, end);
	return stat(name, &st) == 0 ? st.st_mode & 0777u : 0;
}

static enum lr_err
put(struct lr_store *st, const char *k, int64_t v)
{
	struct lr_query *q;
	enum lr_err err =
	    lr_query_new(&q, st, "INSERT INTO t (k, v) VALUES (?1, ?2)");

	if (err != LR_OK)
		return err;
	lr_query_span(q, 1, lr_span_str(k));
	lr_query_int(q, 2, v);
	err = lr_query_step(q);
	lr_query_free(q);
	return err;
}

static int64_t
rows(struct lr_store *st)
{
	struct lr_query *q;
	int64_t n = -1;

	if (lr_query_new(&q, st, "SELECT count(*) FROM t") != LR_OK)
		return -1;
	if (lr_query_step(q) == LR_OK)
		n = lr_query_get_int(q, 0);
	lr_query_free(q);
	return n;
}

static void
basics(void)
{
	struct lr_store *st;
	struct lr_query *q;

	ok(lr_store_open(&st, &one, dir, LR_STORE_READ, &why) == LR_END,
	    "none to read: %s", why);
	ok(lr_store_open(&st, &one, dir, LR_STORE_CHANGE, &why) == LR_END,
	    "none to change");
	if (!ok(lr_store_open(&st, &one, dir, LR_STORE_WRITE, &why) == LR_OK,
		"made: %s", why))
		return;
	ok(lr_store_begin(st) == LR_OK && put(st, "a", 1) == LR_END, "insert");
	ok(lr_store_changes(st) == 1, "one row changed");
	ok(mode_of("") == 0600 && mode_of("-wal") == 0600 &&
		mode_of("-shm") == 0600,
	    "all files have mode 0600");
	lr_store_rollback(st);
	ok(rows(st) == 0, "rolled back");
	lr_store_rollback(st);
	ok(put(st, "a", 1) == LR_END && put(st, "", INT64_MIN) == LR_END,
	    "without a transaction");
	ok(put(st, "a", 2) == LR_EBAD, "the same key: %s", lr_store_why(st));
	ok(lr_query_new(&q, st, "SELECT k, v, NULL FROM t ORDER BY k") ==
		    LR_OK &&
		lr_query_step(q) == LR_OK,
	    "a row");
	ok(lr_query_get_span(q, 0).p != NULL &&
		lr_query_get_span(q, 0).n == 0 &&
		lr_query_get_int(q, 1) == INT64_MIN,
	    "an empty text is not absent");
	ok(lr_query_get_span(q, 2).p == NULL, "NULL is absent");
	ok(lr_query_step(q) == LR_OK, "another row");
	is(lr_query_get_span(q, 0).p, lr_query_get_span(q, 0).n, "a", "text");
	ok(lr_query_step(q) == LR_END && lr_query_step(q) == LR_OK,
	    "the end, and again from the start");
	lr_query_reset(q);
	lr_query_int(q, 9, 1);
	ok(lr_query_step(q) == LR_EBAD, "no such parameter: %s",
	    lr_store_why(st));
	lr_query_free(q);
	ok(lr_query_new(&q, st, "SELECT x FROM y") == LR_EBAD && q == NULL,
	    "no such table: %s", lr_store_why(st));
	ok(lr_store_checkpoint(st) == LR_OK, "checkpoint");
	lr_store_begin(st);
	put(st, "b", 1);
	lr_store_close(st);
	ok(mode_of("-wal") == 0, "no log is left behind");
	ok(lr_store_open(&st, &one, dir, LR_STORE_READ, &why) == LR_OK &&
		rows(st) == 2,
	    "closed before the commit: rolled back");
	ok(put(st, "c", 1) == LR_EIO, "reading only: %s", lr_store_why(st));
	lr_store_close(st);
	lr_store_close(NULL);
}

static void
versions(void)
{
	struct lr_store *st;

	ok(lr_store_open(&st, &bad, dir, LR_STORE_WRITE, &why) == LR_EBAD,
	    "an upgrade that fails: %s", why);
	ok(lr_store_open(&st, &two, dir, LR_STORE_READ, &why) == LR_OK &&
		rows(st) == 2,
	    "version 1 becomes 2, what it holds stays");
	lr_store_close(st);
	ok(lr_store_open(&st, &one, dir, LR_STORE_CHANGE, &why) == LR_EBAD,
	    "newer: %s", why);
}

static void
file_of(const char *p, size_t n)
{
	int fd;

	unlink_store("t.db");
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ok(fd >= 0 && write(fd, p, n) == (ssize_t)n && close(fd) == 0,
	    "a file of %zu bytes", n);
}

static enum lr_err
try(enum lr_store_mode mode)
{
	struct lr_store *st;
	enum lr_err err = lr_store_open(&st, &one, dir, mode, &why);

	if (err == LR_OK)
		lr_store_close(st);
	return err;
}

static void
spoilt(void)
{
	static char junk[20000];
	struct lr_store *st;
	int i;

	file_of(junk, 0);
	ok(try(LR_STORE_READ) == LR_END, "an empty file is no store yet");
	ok(try(LR_STORE_WRITE) == LR_OK, "but becomes one");
	memset(junk, 'x', sizeof(junk));
	for (i = 2; i < 20000; i = i * 3 + 1) {
		file_of(junk, (size_t)i);
		ok(try(LR_STORE_WRITE) == LR_EBAD, "junk: %s", why);
	}
	unlink_store("t.db");
	lr_store_open(&st, &one, dir, LR_STORE_WRITE, &why);
	lr_store_begin(st);
	for (i = 0; i < 2000; i++) {
		snprintf(junk, sizeof(junk), "key %d", i);
		put(st, junk, i);
	}
	lr_store_commit(st);
	lr_store_close(st);
	ok(truncate(path, 9000) == 0 && try(LR_STORE_READ) == LR_EBAD,
	    "cut: %s", why);
	ok(truncate(path, 90) == 0 && try(LR_STORE_CHANGE) == LR_EBAD,
	    "cut short: %s", why);
	unlink_store("t.db");
	mkdir(path, 0700);
	ok(try(LR_STORE_WRITE) == LR_EIO, "a folder: %s", why);
	rmdir(path);
	ok(lr_store_open(&st, &one, "/dev/null", LR_STORE_WRITE, &why) ==
		    LR_EIO &&
		errno == ENOTDIR,
	    "no folder: %s", why);
}

/* What a disk that is full at some byte does. */
static void
full(void)
{
	struct rlimit was, limit;
	struct lr_store *st;
	bool good = true, hit = false;
	rlim_t size;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	for (size = 1; size < 120000; size += 3000) {
		enum lr_err err;
		int i;

		unlink_store("t.db");
		limit = (struct rlimit){ size, was.rlim_max };
		setrlimit(RLIMIT_FSIZE, &limit);
		err = lr_store_open(&st, &one, dir, LR_STORE_WRITE, &why);
		if (err == LR_OK) {
			static char key[2000];

			memset(key, 'k', sizeof(key) - 1);
			lr_store_begin(st);
			for (i = 0; i < 20 && err == LR_OK; i++) {
				key[0] = (char)('a' + i);
				if (put(st, key, i) != LR_END)
					err = LR_EIO;
			}
			err = lr_store_commit(st);
			lr_store_close(st);
		}
		hit = hit || err == LR_EIO;
		good = good && (err == LR_OK || err == LR_EIO);
		setrlimit(RLIMIT_FSIZE, &was);
		err = try(LR_STORE_WRITE);
		good = good && err == LR_OK;
	}
	ok(hit && good, "a full disk is LR_EIO, and the store stays sound");
	unlink_store("t.db");
}

/* Two processes that make and fill the same new store. */
static void
together(void)
{
	struct lr_store *st;
	int i, k, status, bad_ones = 0;
	char key[32];

	for (i = 0; i < 4; i++)
		if (fork() == 0) {
			if (lr_store_open(
				&st, &two, dir, LR_STORE_WRITE, &why) != LR_OK)
				_exit(1);
			for (k = 0; k < 25; k++) {
				snprintf(key, sizeof(key), "%d %d", i, k);
				if (lr_store_begin(st) != LR_OK ||
				    put(st, key, k) != LR_END ||
				    lr_store_commit(st) != LR_OK)
					_exit(2);
			}
			lr_store_close(st);
			_exit(0);
		}
	for (i = 0; i < 4; i++)
		if (wait(&status) < 0 || status != 0)
			bad_ones++;
	ok(bad_ones == 0, "four processes make one store and write to it");
	ok(lr_store_open(&st, &two, dir, LR_STORE_READ, &why) == LR_OK &&
		rows(st) == 100,
	    "all that they wrote is there");
	lr_store_close(st);
	unlink_store("t.db");
}

static void
no_memory(void)
{
	struct lr_store *st;
	struct lr_query *q;
	unsigned long i;
	bool good = true;

	for (i = 1; i < 12; i++) {
		enum lr_err err;

		fail_from(FAIL_ALLOC, i);
		err = lr_store_open(&st, &one, dir, LR_STORE_WRITE, &why);
		if (err == LR_OK) {
			if (lr_query_new(&q, st, "SELECT 1") == LR_OK)
				lr_query_free(q);
			lr_store_close(st);
		} else if (err != LR_ENOMEM) {
			good = false;
		}
		fail_from(FAIL_ALLOC, 0);
	}
	ok(good, "no memory is LR_ENOMEM");
	unlink_store("t.db");
}

static void
copies(void)
{
	struct lr_store *st;
	char copy[sizeof(path) + 8];
	unsigned long i;
	bool good = true;

	snprintf(copy, sizeof(copy), "%s/copy", dir);
	if (lr_store_open(&st, &one, dir, LR_STORE_WRITE, &why) != LR_OK)
		return;
	ok(lr_store_copy(st, copy) == LR_OK && access(copy, R_OK) == 0, "copy");
	ok(lr_store_copy(st, copy) != LR_OK, "not over another: %s",
	    lr_store_why(st));
	ok(lr_store_copy(st, "/no/such/folder") != LR_OK, "nor anywhere");
	unlink(copy);
	for (i = 1; i < 100; i += 3) {
		enum lr_err err;

		fail_from(FAIL_ALLOC, i);
		err = lr_store_copy(st, copy);
		fail_from(FAIL_ALLOC, 0);
		good = good && (err == LR_OK || err == LR_ENOMEM);
		unlink(copy);
	}
	ok(good, "a copy without memory");
	lr_store_close(st);
	/* it is a store of its own */
	unlink_store("t.db");
	ok(lr_store_open(&st, &one, dir, LR_STORE_WRITE, &why) == LR_OK &&
		lr_store_copy(st, copy) == LR_OK,
	    "made");
	lr_store_close(st);
	unlink_store("t.db");
	ok(rename(copy, path) == 0 &&
		lr_store_open(&st, &one, dir, LR_STORE_READ, &why) == LR_OK,
	    "restored");
	lr_store_close(st);
	unlink_store("t.db");
}

int
main(void)
{
	int round;

	folder_new();
	snprintf(path, sizeof(path), "%s/t.db", dir);
	basics();
	versions();
	spoilt();
	full();
	for (round = 0; round < 10; round++)
		together();
	no_memory();
	copies();
	ok(rmdir(dir) == 0, "nothing else is left behind");
	return done();
}
