#include "bootstrap.h"

#include <stdlib.h>

#include "ascii.h"
#include "clock.h"
#include "file.h"
#include "num.h"
#include "rdapbase.h"

enum {
	LEAST = 24 * 3600, /* seconds that a list is kept */
	MOST = 30 * 24 * 3600,
	AGAIN = 3600 /* after a failure */
};

struct list {
	const char *name; /* on IANA's server */
	const char *kept; /* in our folder */
	struct lr_rdapbase base;
	int64_t due; /* time when it is to be fetched */
	bool on_way; /* the caller fetches it */
	bool four;   /* of IPv4 */
};

struct lr_bootstrap {
	struct list list[LR_BOOTSTRAP_LISTS];
	struct lr_rdapbase others; /* built in: may be sent on to */
	bool users;		   /* a file of the user's: nothing is due */
	char *dir;
};

static const struct {
	const char *url, *four, *six;
} built_in[] = {
#include "rdap.inc"
};

/* ---- the built-in copy */

/* First bytes of addresses: "58-61", "133". */
static bool
octets(struct lr_span s, struct lr_range *r)
{
	struct lr_span first = lr_span_cut(&s, '-');
	uint64_t a, b;

	if (!lr_num_u64(first, 255, &a))
		return false;
	b = a;
	if (s.p != NULL && !lr_num_u64(s, 255, &b))
		return false;
	r->first = lr_ip_from4((uint32_t)a << 24);
	r->last = lr_ip_from4((uint32_t)b << 24 | 0xffffff);
	return true;
}

static enum lr_err
add_built_in(
    struct lr_rdapbase *base, const char *url, const char *ranges, bool four)
{
	struct lr_span rest = lr_span_str(ranges), one;
	enum lr_err err;
	struct lr_range r;
	uint32_t i;

	if ((err = lr_rdapbase_url(base, lr_span_str(url), &i)) != LR_OK)
		return err;
	while (err == LR_OK && rest.p != NULL) {
		one = lr_span_cut(&rest, ' ');
		if (four ? octets(one, &r) : lr_range_parse(one, &r))
			err = lr_rdapbase_add(base, &r, i);
	}
	return err;
}

static enum lr_err
use_built_in(struct list *l)
{
	enum lr_err err = LR_OK;
	size_t i;

	lr_rdapbase_free(&l->base);
	for (i = 0; err == LR_OK && i < sizeof(built_in) / sizeof(built_in[0]);
	     i++)
		if (strcmp(built_in[i].four, "-") != 0)
			err = add_built_in(&l->base, built_in[i].url,
			    l->four ? built_in[i].four : built_in[i].six,
			    l->four);
	return err;
}

static enum lr_err
add_others(struct lr_bootstrap *b)
{
	enum lr_err err = LR_OK;
	uint32_t url;
	size_t i;

	for (i = 0; err == LR_OK && i < sizeof(built_in) / sizeof(built_in[0]);
	     i++)
		if (strcmp(built_in[i].four, "-") == 0)
			err = lr_rdapbase_url(
			    &b->others, lr_span_str(built_in[i].url), &url);
	return err;
}

/* ---- what is kept in the folder: a line "FETCHED DUE", then the list */

static bool
path(struct lr_buf *b, const char *dir, const char *name)
{
	lr_buf_clear(b);
	lr_buf_printf(b, "%s/%s", dir, name);
	lr_buf_putc(b, '\0');
	return b->err == LR_OK;
}

/* False: none, or none that can be used. */
static bool
head(struct lr_span *file, int64_t now, int64_t *due)
{
	struct lr_span line = lr_span_cut(file, '\n'), first;
	uint64_t from, to;

	first = lr_span_cut(&line, ' ');
	if (file->p == NULL || !lr_num_u64(first, INT64_MAX / 2, &from) ||
	    !lr_num_u64(line, INT64_MAX / 2, &to))
		return false;
	*due = (int64_t)to;
	/* a clock that went back, or times that we did not write */
	if ((int64_t)from > now || to < from || to - from > MOST)
		*due = 0;
	return true;
}

static void
use_kept(struct lr_bootstrap *b, struct list *l, int64_t now)
{
	struct lr_rdapbase base = { 0 };
	struct lr_buf name, file;
	struct lr_span s;
	const char *why;
	int64_t due;

	lr_buf_init(&name, LR_BOOTSTRAP_MAX);
	lr_buf_init(&file, LR_BOOTSTRAP_MAX + 64);
	if (path(&name, b->dir, l->kept) &&
	    lr_file_read(name.p, &file) == LR_OK) {
		s = lr_buf_span(&file);
		if (head(&s, now, &due) &&
		    lr_rdapbase_read(&base, s, &why) == LR_OK) {
			lr_rdapbase_free(&l->base);
			l->base = base;
			l->due = due;
		} else {
			lr_rdapbase_free(&base);
		}
	}
	lr_buf_free(&name);
	lr_buf_free(&file);
}

static enum lr_err
keep(struct lr_bootstrap *b, struct list *l, struct lr_span text, int64_t now)
{
	struct lr_newfile f;
	struct lr_buf name;
	enum lr_err err = LR_ENOMEM;
	char line[2 * LR_NUM_TEXT + 2];
	size_t n;

	n = lr_num_put((uint64_t)(now < 0 ? 0 : now), line);
	line[n++] = ' ';
	n += lr_num_put((uint64_t)(l->due < 0 ? 0 : l->due), line + n);
	line[n++] = '\n';
	lr_buf_init(&name, LR_BOOTSTRAP_MAX);
	if (path(&name, b->dir, l->kept))
		err = lr_newfile_open(&f, name.p, 0600);
	lr_buf_free(&name);
	if (err != LR_OK)
		return err;
	err = lr_file_write(f.fd, line, n);
	if (err == LR_OK)
		err = lr_file_write(f.fd, text.p, text.n);
	if (err == LR_OK)
		err = lr_newfile_commit(&f);
	lr_newfile_abort(&f);
	return err;
}

/* ---- the user's own file */

static enum lr_err
use_file(struct lr_bootstrap *b, const char *file, const char **why)
{
	struct lr_buf text;
	enum lr_err err;

	lr_buf_init(&text, LR_BOOTSTRAP_MAX);
	if ((err = lr_file_read(file, &text)) != LR_OK)
		*why = lr_err_text(err);
	else
		err =
		    lr_rdapbase_read(&b->list[0].base, lr_buf_span(&text), why);
	lr_buf_free(&text);
	b->users = true;
	return err;
}

/* ---- interface */

enum lr_err
lr_bootstrap_open(struct lr_bootstrap **out, const char *file, const char *dir,
    int64_t now, const char **why)
{
	struct lr_bootstrap *b = calloc(1, sizeof(*b));
	enum lr_err err = LR_OK;
	size_t i;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (b == NULL)
		return LR_ENOMEM;
	b->list[0] = (struct list){
		.name = "ipv4.json", .kept = "rdap-ipv4", .four = true
	};
	b->list[1] = (struct list){ .name = "ipv6.json", .kept = "rdap-ipv6" };
	if (dir != NULL && (b->dir = strdup(dir)) == NULL)
		err = LR_ENOMEM;
	if (err == LR_OK && file != NULL)
		err = use_file(b, file, why);
	else if (err == LR_OK)
		err = add_others(b);
	for (i = 0; err == LR_OK && file == NULL && i < LR_BOOTSTRAP_LISTS;
	     i++) {
		err = use_built_in(&b->list[i]);
		if (err == LR_OK && dir != NULL)
			use_kept(b, &b->list[i], now);
	}
	if (err != LR_OK) {
		lr_bootstrap_close(b);
		return err;
	}
	*out = b;
	return LR_OK;
}

void
lr_bootstrap_close(struct lr_bootstrap *b)
{
	size_t i;

	if (b == NULL)
		return;
	for (i = 0; i < LR_BOOTSTRAP_LISTS; i++)
		lr_rdapbase_free(&b->list[i].base);
	lr_rdapbase_free(&b->others);
	free(b->dir);
	free(b);
}

static size_t
family(const struct lr_bootstrap *b, const struct lr_ip *ip)
{
	return b->users || lr_ip_is4(ip) ? 0 : 1;
}

const char *
lr_bootstrap_find(const struct lr_bootstrap *b, const struct lr_ip *ip)
{
	return lr_rdapbase_find(&b->list[family(b, ip)].base, ip);
}

const char *
lr_bootstrap_url(const struct lr_bootstrap *b, unsigned i)
{
	const struct lr_rdapbase *base[] = { &b->list[0].base, &b->list[1].base,
		&b->others };
	size_t k;

	for (k = 0; k < sizeof(base) / sizeof(base[0]); k++) {
		if (i < base[k]->urls)
			return base[k]->url[i];
		i -= base[k]->urls;
	}
	return NULL;
}

const char *
lr_bootstrap_due(struct lr_bootstrap *b, const struct lr_ip *ip, int64_t now)
{
	struct list *l = &b->list[family(b, ip)];

	if (b->users || b->dir == NULL || l->on_way || now < l->due)
		return NULL;
	l->on_way = true;
	return l->name;
}

static struct list *
find(struct lr_bootstrap *b, const char *name)
{
	return strcmp(b->list[0].name, name) == 0 ? &b->list[0] : &b->list[1];
}

void
lr_bootstrap_missed(struct lr_bootstrap *b, const char *name, int64_t now)
{
	struct list *l = find(b, name);

	l->on_way = false;
	l->due = now + AGAIN;
}

enum lr_err
lr_bootstrap_got(struct lr_bootstrap *b, const char *name, struct lr_span text,
    int64_t max_age, int64_t now)
{
	struct list *l = find(b, name);
	struct lr_rdapbase base = { 0 };
	const char *why;
	enum lr_err err = lr_rdapbase_read(&base, text, &why);

	if (err != LR_OK) {
		lr_rdapbase_free(&base);
		lr_bootstrap_missed(b, name, now);
		return err;
	}
	lr_rdapbase_free(&l->base);
	l->base = base;
	l->on_way = false;
	l->due = now +
	    (max_age < LEAST	     ? LEAST
		    : max_age > MOST ? MOST
				     : max_age);
	return keep(b, l, text, now);
}
