#include "zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ascii.h"
#include "map.h"
#include "reader.h"

#define NAMES_MAX (4u << 20)
#define NAME_MAX_BYTES 1024u

struct lr_zip {
	int fd;
	uint64_t size; /* of the file */
	struct archive *a;
	struct lr_map names;
	uint32_t *place; /* of a name: how many entries come before */
	uint32_t cap;
	struct lr_buf *why;
	char part[64]; /* name of the open part, for messages */
	uint64_t got, max;
};

static void
close_archive(struct lr_zip *z)
{
	if (z->a != NULL)
		archive_read_free(z->a);
	z->a = NULL;
}

/* From the beginning of the file. */
static enum lr_err
open_archive(struct lr_zip *z)
{
	close_archive(z);
	if (lseek(z->fd, 0, SEEK_SET) < 0)
		return LR_EIO;
	if ((z->a = archive_read_new()) == NULL)
		return LR_ENOMEM;
	if (archive_read_support_format_zip_seekable(z->a) != ARCHIVE_OK ||
	    archive_read_open_fd(z->a, z->fd, 64u << 10) != ARCHIVE_OK)
		return archive_errno(z->a) == ENOMEM
		    ? LR_ENOMEM
		    : lr_reader_bad(z->why,
			  "a damaged or cut off file (its zip directory "
			  "cannot be read)");
	return LR_OK;
}

static enum lr_err
next_entry(struct lr_zip *z, struct archive_entry **e)
{
	int rc = archive_read_next_header(z->a, e);

	if (rc == ARCHIVE_EOF)
		return LR_END;
	if (rc == ARCHIVE_OK || rc == ARCHIVE_WARN)
		return LR_OK;
	if (archive_errno(z->a) == ENOMEM)
		return LR_ENOMEM;
	return lr_reader_bad(z->why, "a damaged file: %s",
	    archive_error_string(z->a) == NULL ? "not a zip file"
					       : archive_error_string(z->a));
}

/* As OPC compares names: case and a slash in front do not count; some
 * programs write backslashes. */
static struct lr_span
normal(struct lr_span name, char *out)
{
	size_t i, n = 0;

	for (i = 0; i < name.n && n < NAME_MAX_BYTES; i++) {
		char c = name.p[i] == '\\' ? '/' : lr_lower(name.p[i]);

		if (c != '/' || n > 0)
			out[n++] = c;
	}
	return lr_span(out, n);
}

static enum lr_err
add(struct lr_zip *z, struct lr_span name, uint32_t place)
{
	char tmp[NAME_MAX_BYTES];
	enum lr_err err;
	uint32_t id, cap, *p;
	bool added;

	if (name.n == 0 || name.n > sizeof(tmp))
		return LR_OK; /* not one that we could look for */
	err = lr_map_add(&z->names, normal(name, tmp), &id, &added);
	if (err != LR_OK)
		return err;
	if (!added)
		return lr_reader_bad(
		    z->why, "two parts named '%.*s'", (int)name.n, name.p);
	if (id == z->cap) {
		cap = z->cap == 0 ? 64 : z->cap * 2;
		if ((p = realloc(z->place, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		z->place = p;
		z->cap = cap;
	}
	z->place[id] = place;
	return LR_OK;
}

static enum lr_err
read_names(struct lr_zip *z)
{
	struct archive_entry *e;
	uint32_t place = 0;
	enum lr_err err;
	const char *name;
	size_t n;

	while ((err = next_entry(z, &e)) == LR_OK) {
		if (place == LR_ZIP_PARTS_MAX)
			return lr_reader_bad(
			    z->why, "over %u parts", LR_ZIP_PARTS_MAX);
		name = archive_entry_pathname(e);
		n = name == NULL ? 0 : strlen(name);
		if (n > 0 && name[n - 1] != '/')
			err = add(z, lr_span(name, n), place);
		if (err != LR_OK)
			return err;
		place++;
	}
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_zip_new(struct lr_zip **zp, int fd, struct lr_buf *why)
{
	struct lr_zip *z = *zp = calloc(1, sizeof(*z));
	enum lr_err err;
	struct stat st;

	if (z == NULL)
		return LR_ENOMEM;
	z->fd = fd;
	z->why = why;
	lr_map_init(&z->names, NAMES_MAX);
	if (fstat(fd, &st) != 0) {
		err = LR_EIO;
	} else {
		z->size = (uint64_t)st.st_size;
		if ((err = open_archive(z)) == LR_OK)
			err = read_names(z);
	}
	close_archive(z);
	if (err != LR_OK) {
		lr_zip_free(z);
		*zp = NULL;
	}
	return err;
}

void
lr_zip_free(struct lr_zip *z)
{
	if (z == NULL)
		return;
	close_archive(z);
	lr_map_free(&z->names);
	free(z->place);
	free(z);
}

static uint32_t
find(const struct lr_zip *z, struct lr_span name)
{
	char tmp[NAME_MAX_BYTES];

	if (name.n > sizeof(tmp))
		return LR_MAP_NONE;
	return lr_map_find(&z->names, normal(name, tmp));
}

bool
lr_zip_has(const struct lr_zip *z, struct lr_span name)
{
	return find(z, name) != LR_MAP_NONE;
}

static void
remember(struct lr_zip *z, struct lr_span name)
{
	size_t n = name.n < sizeof(z->part) ? name.n : sizeof(z->part) - 1;

	if (n > 0)
		memcpy(z->part, name.p, n);
	z->part[n] = '\0';
}

enum lr_err
lr_zip_open(struct lr_zip *z, struct lr_span name, uint64_t max)
{
	uint32_t id = find(z, name), i;
	struct archive_entry *e = NULL;
	enum lr_err err;

	remember(z, name);
	if (id == LR_MAP_NONE)
		return lr_reader_bad(
		    z->why, "a damaged file: it has no part '%s'", z->part);
	if ((err = open_archive(z)) != LR_OK)
		return err;
	for (i = 0; i <= z->place[id]; i++)
		if ((err = next_entry(z, &e)) != LR_OK)
			return err == LR_END ? LR_EIO : err;
	if (archive_entry_is_data_encrypted(e))
		return lr_reader_bad(
		    z->why, "encrypted: save it without a password first");
	z->got = 0;
	z->max = max;
	if (archive_entry_size_is_set(e) &&
	    (uint64_t)archive_entry_size(e) > max)
		return lr_reader_bad(z->why, "%s: too big", z->part);
	return LR_OK;
}

enum lr_err
lr_zip_read(void *arg, char *p, size_t max, size_t *n)
{
	struct lr_zip *z = arg;
	la_ssize_t got = archive_read_data(z->a, p, max);

	*n = 0;
	if (got < 0 && archive_errno(z->a) == ENOMEM)
		return LR_ENOMEM;
	if (got < 0)
		return lr_reader_bad(z->why, "%s: damaged: %s", z->part,
		    archive_error_string(z->a) == NULL
			? "its data cannot be read"
			: archive_error_string(z->a));
	*n = (size_t)got;
	z->got += *n;
	if (z->got > z->max)
		return lr_reader_bad(z->why, "%s: too big", z->part);
	if (z->got > LR_ZIP_FREE && z->got / LR_ZIP_RATIO > z->size)
		return lr_reader_bad(z->why,
		    "%s: over %u times as big as the file: made to fill "
		    "memory",
		    z->part, LR_ZIP_RATIO);
	return LR_OK;
}
