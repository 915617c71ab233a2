#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "../filled.h"
#include "../zipfile.h"
#include "reader.h"
#include "zip.h"

static struct lr_buf why;

/* The text of a part, or a refusal. */
static enum lr_err
read_part(struct lr_zip *z, const char *name, uint64_t max, char *out)
{
	enum lr_err err = lr_zip_open(z, lr_span_str(name), max);
	size_t n, got = 0;

	do {
		if (err == LR_OK)
			err = lr_zip_read(z, out + got, 4, &n);
		if (err != LR_OK)
			return err;
		got += n;
	} while (n > 0 && got < 90);
	out[got] = '\0';
	return LR_OK;
}

static void
good(void)
{
	struct zip_part part[3] = {
		zip_stored(LR_SPAN("a.xml"), LR_SPAN("first part")),
		zip_stored(LR_SPAN("Dir\\B.xml"), LR_SPAN("second")),
		zip_stored(LR_SPAN("dir/"), LR_SPAN("")),
	};
	struct lr_zip *z;
	struct lr_buf b;
	char out[100];
	int fd;

	lr_buf_init(&b, SIZE_MAX);
	zip_put(&b, part, 3);
	fd = file_of(lr_buf_span(&b));
	lseek(fd, 0, SEEK_END); /* where it is read from does not matter */
	ok(lr_zip_new(&z, fd, &why) == LR_OK, "a zip file");
	ok(lr_zip_has(z, LR_SPAN("/A.XML")) &&
		lr_zip_has(z, LR_SPAN("dir/b.xml")) &&
		!lr_zip_has(z, LR_SPAN("dir")) && !lr_zip_has(z, LR_SPAN("")),
	    "its names");
	ok(read_part(z, "dir/b.xml", 99, out) == LR_OK &&
		strcmp(out, "second") == 0,
	    "the second part first");
	ok(read_part(z, "a.xml", 99, out) == LR_OK &&
		strcmp(out, "first part") == 0,
	    "and back");
	ok(read_part(z, "a.xml", 10, out) == LR_OK &&
		read_part(z, "a.xml", 9, out) == LR_EBAD,
	    "a part that is too big");
	is(why.p, why.n, "a.xml: too big", "says which");
	ok(read_part(z, "c", 9, out) == LR_EBAD, "no such part");
	lr_zip_free(z);
	close(fd);
	lr_buf_free(&b);
}

static void
bad(const char *what, struct zip_part *part, size_t parts, size_t cut)
{
	enum lr_err err;
	struct lr_zip *z;
	struct lr_buf b;
	char out[100];
	int fd;

	lr_buf_init(&b, SIZE_MAX);
	zip_put(&b, part, parts);
	fd = file_of(lr_span(b.p, b.n - cut));
	err = lr_zip_new(&z, fd, &why);
	if (err == LR_OK)
		err = read_part(z, "a", 99, out);
	ok(err == LR_EBAD && why.n > 0, "%s: %s", what, lr_buf_str(&why));
	lr_zip_free(z);
	close(fd);
	lr_buf_free(&b);
}

static void
refusals(void)
{
	struct zip_part p = zip_stored(LR_SPAN("a"), LR_SPAN("text"));
	struct zip_part two[2] = { p, p };

	two[1].name = LR_SPAN("/A");
	bad("two of one name", two, 2, 0);
	bad("cut off", &p, 1, 30);
	p.crc++;
	bad("a wrong checksum", &p, 1, 0);
	p.crc--;
	p.flags = 1;
	bad("encrypted", &p, 1, 0);
	p.flags = 0;
	p.method = 99;
	bad("an unknown method", &p, 1, 0);
	p.method = 8;
	bad("damaged data", &p, 1, 0);
	p = zip_stored(LR_SPAN("a"), LR_SPAN("text"));
	p.size = 1u << 30;
	bad("a wrong size", &p, 1, 0);
}

static void
many(void)
{
	static struct zip_part part[LR_ZIP_PARTS_MAX + 1];
	static char name[LR_ZIP_PARTS_MAX + 1][8];
	struct lr_zip *z;
	struct lr_buf b;
	unsigned i;
	int fd;

	lr_buf_init(&b, SIZE_MAX);
	for (i = 0; i <= LR_ZIP_PARTS_MAX; i++) {
		int n = snprintf(name[i], sizeof(name[i]), "%u", i);

		part[i] = zip_stored(lr_span(name[i], (size_t)n), LR_SPAN(""));
	}
	zip_put(&b, part, LR_ZIP_PARTS_MAX + 1);
	fd = file_of(lr_buf_span(&b));
	ok(lr_zip_new(&z, fd, &why) == LR_EBAD && z == NULL, "%s",
	    lr_buf_str(&why));
	close(fd);
	lr_buf_free(&b);
}

int
main(void)
{
	struct lr_zip *z;
	int fd[2];

	lr_buf_init(&why, LR_WHY_MAX);
	good();
	refusals();
	many();
	ok(lr_zip_new(&z, -1, &why) == LR_EIO && z == NULL, "no file");
	if (pipe(fd) == 0)
		ok(lr_zip_new(&z, fd[0], &why) == LR_EIO, "a pipe");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_zip_new(&z, fd[0], &why) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_buf_free(&why);
	return done();
}
