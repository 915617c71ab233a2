#include "../tap.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fail.h"
#include "../folder.h"
#include "clock.h"
#include "file.h"
#include "logstate.h"

#define NOW INT64_C(1795550000)

/* A log whose content is so many bytes, all of them c, read to there. */
static size_t
add(struct lr_logstate *st, char c, uint64_t offset)
{
	char text[LR_LOGSTATE_HEAD];
	struct lr_logmark *m;
	size_t i;

	if (lr_logstate_add(st, &i) != LR_OK)
		abort();
	memset(text, c, sizeof(text));
	m = &st->mark[i];
	m->offset = offset;
	m->lines = 7;
	m->device = UINT64_MAX;
	m->inode = 42;
	m->head_n = (unsigned)(offset < sizeof(text) ? offset : sizeof(text));
	m->tail_n = 1;
	m->seen = NOW;
	lr_logstate_print(st, lr_span(text, m->head_n), m->head);
	lr_logstate_print(st, lr_span(text, m->tail_n), m->tail);
	return i;
}

static void
round_trip(void)
{
	struct lr_logstate st, back;
	struct lr_logmark *m;
	const char *why;
	struct stat f;

	lr_logstate_init(&st);
	ok(lr_logstate_load(&back, at("state"), &why) == LR_END && back.n == 0,
	    "no state yet");
	ok(memcmp(st.key, back.key, sizeof(st.key)) != 0, "keys are random");
	(void)add(&st, 'a', 5000);
	m = st.mark;
	m->has_header = m->mid = m->complete = true;
	m->header = 17;
	m->size = 18;
	m->mtime = UINT64_C(1795550000123456789);
	(void)add(&st, 'b', 5);
	ok(lr_logstate_save(&st, at("state"), NOW) == LR_OK, "saved");
	ok(stat(at("state"), &f) == 0 && (f.st_mode & 0777) == 0600,
	    "for its owner alone");
	ok(lr_logstate_load(&back, at("state"), &why) == LR_OK, "loaded");
	ok(back.n == 2 && memcmp(st.key, back.key, sizeof(st.key)) == 0,
	    "with its key and its logs");
	m = back.mark;
	ok(m->offset == 5000 && m->lines == 7 && m->device == UINT64_MAX &&
		m->inode == 42 && m->head_n == 4096 && m->tail_n == 1 &&
		m->seen == NOW && m->has_header && m->header == 17 && m->mid &&
		m->complete && m->size == 18 && m->mtime == st.mark->mtime &&
		memcmp(m->head, st.mark->head, LR_SIPHASH) == 0 &&
		memcmp(m->tail, st.mark->tail, LR_SIPHASH) == 0,
	    "all that is known of a log");
	m++;
	ok(m->offset == 5 && m->head_n == 5 && !m->has_header && !m->mid &&
		!m->complete,
	    "and no more than that");
	lr_logstate_free(&back);
	ok(lr_logstate_save(
	       &st, at("state"), NOW + LR_LOGSTATE_DAYS * LR_DAY) == LR_OK &&
		lr_logstate_load(&back, at("state"), &why) == LR_OK &&
		back.n == 2,
	    "after 100 days all is there");
	lr_logstate_free(&back);
	st.mark[1].seen++;
	ok(lr_logstate_save(&st, at("state"),
	       NOW + LR_LOGSTATE_DAYS * LR_DAY + 1) == LR_OK &&
		lr_logstate_load(&back, at("state"), &why) == LR_OK &&
		back.n == 1 && back.mark->offset == 5,
	    "a second later one log is forgotten");
	lr_logstate_free(&back);
	lr_logstate_free(&st);
}

static void
find(void)
{
	char text[LR_LOGSTATE_HEAD];
	struct lr_logstate st;
	size_t i;

	memset(text, 'a', sizeof(text));
	lr_logstate_init(&st);
	i = st.n;
	ok(!lr_logstate_find(&st, lr_span(text, 10), &i), "nothing is known");
	(void)add(&st, 'a', 100);
	(void)add(&st, 'b', 300);
	(void)add(&st, 'a', 9000);
	(void)add(&st, 'a', 9000);
	(void)add(&st, 'a', 5000);
	i = st.n;
	ok(lr_logstate_find(&st, lr_span(text, 4096), &i) && i == 2,
	    "the greatest offset first");
	ok(lr_logstate_find(&st, lr_span(text, 4096), &i) && i == 3,
	    "then its like");
	ok(lr_logstate_find(&st, lr_span(text, 4096), &i) && i == 4,
	    "then smaller ones");
	ok(lr_logstate_find(&st, lr_span(text, 4096), &i) && i == 0,
	    "of other lengths, too");
	ok(!lr_logstate_find(&st, lr_span(text, 4096), &i), "and no others");
	i = st.n;
	ok(lr_logstate_find(&st, lr_span(text, 4095), &i) && i == 0,
	    "a shorter text has fewer");
	i = st.n;
	ok(!lr_logstate_find(&st, lr_span(text, 99), &i), "or none");
	lr_logstate_free(&st);
}

static void
many(void)
{
	struct lr_logstate st, back;
	const char *why;
	size_t i;

	lr_logstate_init(&st);
	for (i = 0; i < LR_LOGSTATE_LOGS; i++)
		(void)add(&st, 'a', i + 1);
	for (i = 0; i < LR_LOGSTATE_LOGS; i++)
		st.mark[i].seen = NOW + (int64_t)i;
	st.mark[3].seen = NOW - 1;
	ok(add(&st, 'b', 5) == 3 && st.n == LR_LOGSTATE_LOGS,
	    "one too many: the longest unseen makes room");
	for (i = 0; i < st.n; i++) {
		st.mark[i].offset = st.mark[i].lines = UINT64_MAX / 4;
		st.mark[i].device = st.mark[i].inode = UINT64_MAX;
		st.mark[i].head_n = LR_LOGSTATE_HEAD;
		st.mark[i].header = UINT64_MAX / 5;
		st.mark[i].size = st.mark[i].mtime = UINT64_MAX;
		st.mark[i].has_header = st.mark[i].mid = true;
		st.mark[i].complete = true;
	}
	ok(lr_logstate_save(&st, at("many"), NOW) == LR_OK &&
		lr_logstate_load(&back, at("many"), &why) == LR_OK &&
		back.n == st.n,
	    "as many logs as there may be, and the longest lines");
	lr_logstate_free(&back);
	lr_logstate_free(&st);
}

static void
lock(void)
{
	int one, two;

	ok(lr_logstate_lock(at("state"), &one) == LR_OK, "locked");
	ok(lr_logstate_lock(at("state"), &two) == LR_EAGAIN && two == -1,
	    "not twice");
	ok(lr_logstate_lock(at("other"), &two) == LR_OK, "others may be");
	close(two);
	close(one);
	ok(lr_logstate_lock(at("state"), &one) == LR_OK,
	    "again once it is free");
	close(one);
	ok(lr_logstate_lock(at("no/state"), &one) == LR_EIO && errno == ENOENT,
	    "not where there is no folder");
}

static void
write_file(const char *name, struct lr_span s)
{
	FILE *f = fopen(at(name), "w");

	fwrite(s.p, 1, s.n, f);
	fclose(f);
}

/* Every byte of a state changed, and cut at every byte: it is refused or still
 * makes sense, and nothing bad happens. */
static void
damage(void)
{
	struct lr_logstate st, back;
	struct lr_buf b;
	const char *why = NULL;
	enum lr_err err;
	unsigned cut = 0, sound = 0;
	size_t i, k;

	lr_logstate_init(&st);
	(void)add(&st, 'a', 5000);
	(void)add(&st, 'b', 5);
	lr_logstate_save(&st, at("good"), NOW);
	lr_buf_init(&b, 65536);
	lr_file_read(at("good"), &b);
	for (i = 0; i < b.n; i++) {
		write_file("bad", lr_span(b.p, i));
		err = lr_logstate_load(&back, at("bad"), &why);
		cut += err == LR_EBAD && why != NULL && back.mark == NULL;
		if (err == LR_OK)
			lr_logstate_free(&back);
	}
	ok(cut == b.n, "cut anywhere, it is no state");
	for (i = 0; i < b.n; i++) {
		char c = b.p[i];

		b.p[i] = (char)(c ^ 0x11);
		write_file("bad", lr_buf_span(&b));
		b.p[i] = c;
		err = lr_logstate_load(&back, at("bad"), &why);
		for (k = 0; err == LR_OK && k < back.n; k++)
			if (back.mark[k].offset == 0 ||
			    back.mark[k].head_n > LR_LOGSTATE_HEAD ||
			    back.mark[k].tail_n > LR_LOGSTATE_TAIL ||
			    back.mark[k].tail_n > back.mark[k].offset)
				err = LR_EIO;
		sound += err == LR_OK || err == LR_EBAD;
		if (err == LR_OK)
			lr_logstate_free(&back);
	}
	ok(sound == b.n, "changed anywhere, it is none or a sound one");
	lr_buf_free(&b);
	lr_logstate_free(&st);
}

static void
failures(void)
{
	struct lr_logstate st, back;
	const char *why;
	enum lr_err err = LR_ENOMEM;
	unsigned long n;
	size_t i;

	lr_logstate_init(&st);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_logstate_add(&st, &i) == LR_ENOMEM && st.n == 0,
	    "no memory for a log");
	ok(lr_logstate_lock(at("state"), &(int){ 0 }) == LR_ENOMEM,
	    "nor for a lock");
	fail_from(FAIL_ALLOC, 0);
	(void)add(&st, 'a', 5000);
	lr_logstate_save(&st, at("state"), NOW);
	st.mark->offset++;
	for (n = 1; n < 100 && err == LR_ENOMEM; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_logstate_load(&back, at("state"), &why);
		fail_from(FAIL_ALLOC, 0);
	}
	ok(err == LR_OK && n > 2, "no memory to load: said, %lu times", n);
	lr_logstate_free(&back);
	err = LR_ENOMEM;
	for (n = 1; n < 100 && err == LR_ENOMEM; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_logstate_save(&st, at("new"), NOW);
		fail_from(FAIL_ALLOC, 0);
	}
	ok(err == LR_OK && n > 2, "no memory to save: said, %lu times", n);
	fail_from(FAIL_READ, 1);
	ok(lr_logstate_load(&back, at("state"), &why) == LR_EIO && errno == EIO,
	    "cannot be read");
	fail_from(FAIL_READ, 0);
	fail_from(FAIL_WRITE, 1);
	ok(lr_logstate_save(&st, at("state"), NOW) == LR_EIO && errno == ENOSPC,
	    "cannot be written");
	fail_from(FAIL_WRITE, 0);
	ok(lr_logstate_load(&back, at("state"), &why) == LR_OK &&
		back.mark->offset == 5000,
	    "    and is what it was");
	lr_logstate_free(&back);
	ok(lr_logstate_load(&back, dir, &why) == LR_EIO && errno == EISDIR,
	    "a folder is none");
	lr_logstate_free(&st);
}

int
main(void)
{
	static const char *const names[] = { "state", "state.lock",
		"other.lock", "many", "good", "bad", "new" };
	size_t i;

	setvbuf(stdout, NULL, _IONBF, 0);
	folder_new();
	round_trip();
	find();
	many();
	lock();
	damage();
	failures();
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(at(names[i]));
	ok(rmdir(dir) == 0, "nothing is left behind");
	return done();
}
