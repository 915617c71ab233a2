/*
 * lr-cgi: main.c reads options and runs the loop over requests; route.c finds
 * who answers and what every answer has; script.c, hit.c, record.c and opt.c
 * answer; sites.c holds the configuration of each site, verdict.c what is known
 * of addresses, databases.c what that is known from, stores.c the stores of
 * other programs, spool.c the hits, reel.c the recordings, memory.c what was
 * found out just before. check.c is
 * --check-config.
 *
 * Nothing here ends the program because of a request. A stranger's bytes are
 * never in a message.
 */
#ifndef WEB_H
#define WEB_H

#include <sys/types.h>

#include "beacon.h"
#include "cgi.h"
#include "cli.h"
#include "identify.h"
#include "listed.h"
#include "netcache.h"
#include "ptrcache.h"
#include "ratelimit.h"
#include "recording.h"
#include "siteconf.h"

enum { BODY_MAX = 8 << 10, QUERY_MAX = 16 << 10, AGENT_MAX = 1024 };

/* What a file was when it was last looked at: another one is another file, or
 * was written to. */
struct stamp {
	uint64_t device, inode, size;
	int64_t mtime, mtime_ns, ctime, ctime_ns;
};

/* Who is behind an address, as far as it is known now. */
enum says {
	SAYS_NOTHING, /* not known: nothing is stored with him, he is spooled */
	SAYS_COMPANY,
	SAYS_NONE,  /* no company: counted only */
	SAYS_FAILED /* what would tell cannot be used: the same */
};

/* One site. */
struct site {
	struct site *next;
	char name[LR_BEACON_SITE + 1];
	struct stamp stamp; /* of the file that was read last, right or wrong */
	bool usable;	    /* conf is the last right one */
	struct lr_siteconf conf;
	/* what its databases say; NULL: not opened, or they cannot be used */
	struct lr_identify *id;
	struct stamp *stamps; /* of their files */
	bool unopened;	      /* they can be opened, and were not yet */
	struct day {
		int64_t day;
		int fd; /* counts where there is a path */
		char *path;
		uint64_t device, inode;
		off_t end; /* of what was written last */
	} hits, counts;	   /* its files of the spool */
	struct memo *memo; /* memory.c */
};

/* The stores of other programs, opened when there are any. */
struct stores {
	struct lr_asklist *list;
	struct lr_ptrcache *ptr;
	struct lr_netcache *net;
	struct lr_keyhash key;
	bool opened, keyed;
	bool broken;	       /* one is there and cannot be used */
	int64_t again;	       /* then: ticks when to try again */
	struct stamp stamp[3]; /* of their files */
};

struct web {
	struct lr_cli *cli;
	struct lr_cgi *cgi;
	const char *state; /* folder */
	struct site *sites;
	struct stores stores;
	struct lr_ratelimit *limit; /* or NULL */
	struct lr_agent_words *words;
	struct lr_agent_memo *agents; /* or NULL */
	struct lr_record rec;
	struct lr_beacon beacon;
	struct lr_buf body, answer, line, path;
	bool head;		/* only headers are wanted */
	bool is_hit;		/* a verdict will be wanted */
	struct lr_span allowed; /* the page that may read the answer */
	struct lr_span note;	/* memory.c */
};

/* ---- say.c */
/* From now on each message is said once a minute. */
void say_with_care(struct web *w);

/* ---- route.c */
/* One request, wholly. */
void route(struct web *w);

/* An answer is made in w->answer: begin, more headers, then the body. */
void answer_begin(struct web *w, unsigned status, const char *type);
void answer_head(struct web *w, const char *name, struct lr_span value);
void answer_body(struct web *w, struct lr_span body);
/* One without more than a few words for people. */
void answer_plain(struct web *w, unsigned status);
/* The same for a method that is not among these. */
void answer_method(struct web *w, const char *allowed);

/* The site in the query. NULL: the answer is made: there is none. */
struct site *wanted_site(struct web *w);

/* ---- the answers */
void script_answer(struct web *w);   /* GET /lr.js */
void recorder_answer(struct web *w); /* GET /rec.js */
void hit_answer(struct web *w);	     /* POST /hit */
void record_answer(struct web *w);   /* POST /rec */
void opt_answer(struct web *w);	     /* GET /opt */

/* A POST of the page script's. */
struct hit {
	struct site *site;
	struct lr_ip ip;
	struct lr_span agent, bot;
	int64_t now;
	bool out; /* the visitor does not want to be known */
};

/* The site that it is for. NULL: the answer is made: none, or no POST. */
struct site *posted_site(struct web *w);
/* Its headers, and how often he asks, of each sort: 0, or the status of a
 * refusal. Then ip and out are known. */
unsigned hit_refusal(struct web *w, struct hit *h, char what);
/* Its body into w->body, with what has to follow a line; 0 or a status. */
unsigned hit_body(struct web *w);
/* Agent and bot. */
void hit_agent(struct web *w, struct hit *h);

/* Does the visitor's browser say, by DNT or Sec-GPC, that he is not to be
 * followed? */
bool has_signal(const struct web *w);
bool has_cookie(const struct web *w, const char *name);

/* ---- sites.c */
/* The one of that name, as its file is now; where that is wrong, as it was
 * when it was right. NULL: *status, 404: there is none; 503: it cannot be used,
 * and that was said. */
struct site *site_find(struct web *w, struct lr_span name, unsigned *status);
void sites_free(struct web *w);
/* What the file is now. False: it is not there. */
bool stamp_of(const char *path, struct stamp *s);
bool stamp_same(const struct stamp *a, const struct stamp *b);
/* state/folder/name in w->path, as a string. */
const char *path_of(
    struct web *w, const char *folder, struct lr_span name, const char *ending);

/* ---- verdict.c */
enum says says_who(
    struct web *w, struct site *s, const struct lr_ip *ip, struct lr_span bot);

/* ---- databases.c */
/* All files of a site's databases in their order, in calls of each(); the first
 * failure ends it, and *path is the file. */
typedef enum lr_err each_file(void *arg, int kind, const char *path);
enum { FILE_MMDB = -1, FILE_OVERRIDES = -2, FILE_COMPANIES = -3 };
enum lr_err all_files(
    const struct lr_siteconf *c, each_file *each, void *arg, const char **path);
/* Open what the site's configuration names. *why is { NULL, 0 }, or a line
 * that lives in w->line. */
struct lr_identify *databases_open(
    struct web *w, const struct lr_siteconf *conf, struct lr_span *why);
/* What their files are now, for s->stamps: to be asked before they are opened.
 * NULL: no memory. */
struct stamp *databases_stamps(const struct lr_siteconf *conf);
/* Those of a site, opened anew where one of the files is another one. NULL:
 * they cannot be used, and that was said. */
struct lr_identify *databases_now(struct web *w, struct site *s);
/* They cannot be used any more. */
void databases_drop(struct site *s);
void databases_close(struct site *s);

/* ---- stores.c */
/* Open them, anew where one is another file. Afterwards w->stores.broken
 * tells whether one of them cannot be used. */
void stores_look(struct web *w);
/* What one has answered: LR_OK, also for LR_END; else it is broken, by what why
 * says, and that is said. */
enum lr_err stores_heard(struct web *w, enum lr_err err, const char *why);
void stores_close(struct web *w);

/* ---- memory.c */
/* Is it known of the address, from just before? */
bool memory_has(
    struct web *w, struct site *s, const struct lr_ip *ip, enum says *says);
/* Keep it, after has was asked for the same one. */
void memory_keep(
    struct web *w, struct site *s, const struct lr_ip *ip, enum says says);
/* Has another process of CGI just opened the databases of a configuration, of
 * that text and with the files as they are now? After it was asked: this one
 * has. */
bool memory_opens(
    struct web *w, struct lr_span text, const struct lr_siteconf *conf);
void memory_opened(struct web *w);
/* Forget what this process knows, since the databases are others. */
void memory_clear(struct site *s);
/* The same where the time is over; before each request. */
void memory_forget(struct web *w);

/* ---- spool.c */
/* Write a whole line, or none of it, to the site's file of the day. */
enum lr_err spool_put(
    struct web *w, struct site *s, int64_t now, struct lr_span line);
/* Count one who is not written. */
enum lr_err spool_count(struct web *w, struct site *s, int64_t now);
void spool_close(struct site *s);
/* At the end of fd, which is at size: in one piece or not at all. */
enum lr_err append_whole(int fd, off_t size, struct lr_span line);

/* ---- reel.c */
/* Keep a batch of a recording, b, whose line is w->line. 0, or a status. */
unsigned reel_put(
    struct web *w, const struct site *s, int64_t now, const struct lr_batch *b);

/* ---- check.c */
/* --check-config of these sites' files, or of all. The exit code. */
int check_config(struct web *w);

#endif
