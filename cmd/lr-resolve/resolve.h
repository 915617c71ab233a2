/*
 * resolve: what the parts of lr-resolve share. main.c knows the options;
 * run.c takes records in and lets them out, answer.c writes into them;
 * network.c finds whose an address is, files.c without asking, groups.c holds
 * those that wait for it; cache.c keeps what earlier runs know; wait.c waits
 * for whatever comes next; tell.c says who was asked what, info.c
 * what the cache holds. nets, memo and queue
 * hold things.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "claims.h"
#include "cli.h"
#include "manners.h"
#include "memo.h"
#include "netcache.h"
#include "nets.h"
#include "origin.h"
#include "ptrcache.h"
#include "queue.h"
#include "rdap.h"
#include "registry.h"
#include "reverse.h"
#include "whois.h"

#define RATES_MAX 64u
#define REASONS_MAX 32u

struct resolve {
	struct lr_cli *cli;
	/* options */
	bool again, unordered, offline, no_cache, refresh;
	bool list_egress, cache_info;
	bool no_dns, no_rdap, no_whois, bgp, verify_bots;
	const char *state, *bgp_zone, *rdap_base, *bootstrap, *whois_server;
	const char *registry_file[LR_TABLES_MAX], *rate[RATES_MAX];
	unsigned n_registries, n_rates, deadline; /* ms */
	int64_t now;
	struct lr_dnsaddr server[LR_SERVERS_MAX];
	struct lr_ask_spec spec;

	/* whom to ask; NULL: not to be asked */
	struct lr_registry *registry[LR_TABLES_MAX];
	struct lr_reverse *reverse;
	struct lr_origin *origin;
	struct lr_manners *manners;
	struct lr_rdap *rdap;
	struct lr_whois *whois;

	/* what is known */
	struct lr_ptrcache *cache; /* NULL: there is none */
	struct lr_netcache *netcache;
	struct lr_claims *claims;
	struct lr_keyhash key;
	int64_t write_at; /* ticks, when the cache is to be written; 0: no */
	struct nets nets;
	struct memo memo;

	struct search *search; /* network.c */
	struct waiter *waiter; /* wait.c */
	struct queue queue;
	unsigned pending;     /* addresses with answers on their way */
	struct lr_record rec; /* one that has waited */

	struct {
		unsigned long addresses, reserved;
		unsigned long ptr_cached, ptr_asked;
		unsigned long names, verified, nameless, ptr_failed;
		unsigned long registry, net_cached, rdap, whois, nobody;
		unsigned long neighbours, net_failed, net_unknown;
		unsigned long origins, origin_failed;
		unsigned long genuine, false_bots;
		unsigned long unwritten;
	} count;
	/* why there is no network, and how often */
	struct {
		char text[120];
		unsigned long n;
	} reason[REASONS_MAX];
};

/* Messages without the place in the input, which is not what they are about.
 */
void resolve_warn(struct resolve *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void resolve_die(struct resolve *r, enum lr_err err, const char *why);

/* ---- cache.c: what earlier runs know */

/* Ends the program when there is a cache that cannot be used. */
void cache_open(struct resolve *r);
bool cache_get(struct resolve *r, const struct lr_ip *ip, struct lr_ptr *ptr);
void cache_put(struct resolve *r, const struct lr_ip *ip,
    const struct lr_reverse_result *result);

/* The same for networks: the number in nets, 0: not known. */
uint32_t cache_get_network(struct resolve *r, const struct lr_ip *ip);
void cache_put_network(struct resolve *r, const struct lr_ip *ip,
    enum lr_found found, const struct lr_registration *reg);

/* Write what waits when it is time, or now. True: nothing waits any more. */
bool cache_write(struct resolve *r, bool now);
void cache_close(struct resolve *r);

/* ---- info.c: --cache-info */
void cache_info(struct resolve *r);

/* ---- files.c: what the registries published */

/* Ends the program when one cannot be used. */
void files_open(struct resolve *r);
void files_close(struct resolve *r);

/* The number in nets of the most specific network that they know, rather one
 * with a holder (*complete); 0: none. */
uint32_t files_find(struct resolve *r, const struct lr_ip *ip, bool *complete);

/* ---- network.c: whose is it */

void search_open(struct resolve *r);
void search_close(struct resolve *r);

/* The network of an address seen for the first time goes into its entry, now
 * or later: then it is awaited. */
void search_add(struct resolve *r, uint32_t id);

/* What has become possible by time: claims of others that have ended. */
void search_work(struct resolve *r);
int64_t search_due(const struct resolve *r); /* ticks; INT64_MAX: never */

/* ---- wait.c */

void wait_open(struct resolve *r);
void wait_close(struct resolve *r);

/* Let the network go on, waiting for it up to ms (-1: as long as it takes) or
 * until fd (unless -1) can be read, which is the answer. Comes back early when
 * there may be anything new. Ends the program after SIGINT or SIGTERM. */
bool wait_work(struct resolve *r, int fd, int ms);

/* A signal came: what is ready goes out, and the program ends by it. */
void wait_signal(struct resolve *r);

/* ---- answer.c */

#define ANSWER_MAX 4096u /* the most bytes that a record gains */

/* Add to a record what is known of its address. */
enum lr_err answer_add(
    struct resolve *r, struct lr_record *rec, const struct memo_entry *e);

/* ---- run.c: all records */

void run(struct resolve *r);
lr_reverse_done resolve_name;
lr_origin_done resolve_origin;

/* An answer, or the lack of one, has come in: no longer awaited. */
void resolve_part(struct resolve *r, uint32_t id, enum memo_part part);

/* Records that wait for nothing go out; the cache first. */
void run_flush(struct resolve *r);

/* ---- tell.c */

void tell_statistics(struct resolve *r);
/* What got no answer; the exit code says that it may later. */
void tell_failures(struct resolve *r);
/* --list-egress: everybody who could be asked. */
void tell_egress(struct resolve *r);

#endif
