# lr: GNU make. Targets: all units check sanitize fuzz bench lint demo install
# uninstall dist clean. A new file in cmd, lib or tests needs no edit here; an
# outside library needs one line below.

VERSION = 0.1
CC ?= cc
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
BUILD ?= build
T ?= 60

# ---- outside libraries: which lib module includes one, by pkg-config name
NEEDS_csv = csv
NEEDS_unpack = libisal
NEEDS_memfile = libisal
NEEDS_expand = libzstd liblzma bz2
NEEDS_domain = libpsl
NEEDS_store = sqlite3
NEEDS_xml = expat
NEEDS_zip = libarchive
NEEDS_keyhash = libsodium
NEEDS_dns = libcares
NEEDS_tree = jansson
NEEDS_xlsxout = xlsxwriter
NEEDS_http = libcurl
NEEDS_smtp = libcurl
NEEDS_rdapjson = jansson

# ---- and which command links one, besides those of every command
BASE = libisal libzstd liblzma bz2 csv
LIBS_lr-blacklist = sqlite3 libsodium
LIBS_lr-cgi = jansson libpsl sqlite3 libsodium
LIBS_lr-employees = libcurl jansson xlsxwriter libpsl expat libarchive
LIBS_lr-enrich = libpsl libcurl jansson
LIBS_lr-expire = sqlite3 libsodium
LIBS_lr-mail = libcurl
LIBS_lr-report = xlsxwriter libpsl
LIBS_lr-resolve = libcares sqlite3 libsodium libpsl libcurl jansson
LIBS_lr-sheet = expat libarchive

# what only the tests compare ours with
TEST_LIBS = libmaxminddb

# ---- flags: CFLAGS and the like are the user's, ours are apart
CFLAGS ?= -O2 -g
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wcast-qual \
	-Wformat=2 -Wvla -Wundef -Wno-unused-parameter
WERROR ?=
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
ALL_CPPFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -DLR_VERSION='"$(VERSION)"' \
	-iquote lib -iquote $(BUILD)/gen $(CPPFLAGS)
ALL_CFLAGS = $(WARN) $(WERROR) $(HARDEN) -ffile-prefix-map=$(CURDIR)=. \
	-ffunction-sections -fdata-sections $(CFLAGS)
LINK = -Wl,-z,relro,-z,now,--as-needed,--gc-sections $(LDFLAGS)
ALL_LDFLAGS = -pie $(LINK)

# What is started for each request has its libraries inside: to find and bind
# them takes longer than all else it does. It reads no records, and does without
# $(BASE). "make STATIC=" leaves them outside, as do sanitizers, and machines
# that have no such libraries.
STATIC ?= $(if $(findstring -fsanitize,$(CFLAGS) $(LDFLAGS)),,lr-cgi)
STATIC_LDFLAGS = -static-pie -Wl,--no-warnings $(LINK)
STATIC_LIBS_lr-cgi = -lidn2 -lunistring -lm
static_libs = $(call pkg_libs,$(LIBS_$(1))) $(STATIC_LIBS_$(1))
is_static = $(and $(filter $(1),$(STATIC)),$(shell echo 'int main(void) \
	{ return 0; }' | $(CC) -fPIE $(STATIC_LDFLAGS) -o /dev/null -x c - \
	$(static_libs) 2>/dev/null && echo y))
link = $(if $(is_static),$(STATIC_LDFLAGS),$(ALL_LDFLAGS))
link_libs = $(if $(is_static),$(static_libs),$(call pkg_libs,\
	$(BASE) $(LIBS_$(1))))

# these ship no .pc: a header tells whether they are there
CSV_LIBS ?= -lcsv
BZ2_LIBS ?= -lbz2
NO_PC = csv bz2
HEADER_csv = csv.h
HEADER_bz2 = bzlib.h
pkg_libs = $(if $(filter csv,$(1)),$(CSV_LIBS)) \
	$(if $(filter bz2,$(1)),$(BZ2_LIBS)) \
	$(if $(filter-out $(NO_PC),$(1)),$(shell $(PKG_CONFIG) --libs \
	$(filter-out $(NO_PC),$(1))))

# ---- what can be built with what is installed
WANTED := $(sort $(foreach v,$(filter NEEDS_%,$(.VARIABLES)),$($(v))))
have = $(if $(filter $(NO_PC),$(1)),$(wildcard \
	/usr/include/$(HEADER_$(1)) /usr/local/include/$(HEADER_$(1))),$(shell $(PKG_CONFIG) --exists $(1) && echo y))
ifeq ($(filter clean lint dist,$(MAKECMDGOALS)),)
MISSING := $(foreach l,$(WANTED),$(if $(call have,$(l)),,$(l)))
endif
MODULES := $(basename $(notdir $(sort $(wildcard lib/*.c))))
MODULES := $(foreach m,$(MODULES),$(if $(filter $(MISSING),$(NEEDS_$(m))),,$(m)))
COMMANDS := $(sort $(basename $(notdir $(wildcard cmd/*.c))) \
	$(patsubst cmd/%/,%,$(sort $(dir $(wildcard cmd/*/*.c)))))
LEFT_OUT := $(foreach c,$(COMMANDS),$(if \
	$(filter $(MISSING),$(BASE) $(LIBS_$(c))),$(c)))
COMMANDS := $(filter-out $(LEFT_OUT),$(COMMANDS))
$(foreach c,$(LEFT_OUT),$(info lr: $(c) is left out: no development files of \
	$(filter $(MISSING),$(BASE) $(LIBS_$(c)))))
ALL_LIBS := $(filter-out $(MISSING),$(WANTED)) $(TEST_LIBS)

# tables of words.h
WORDS = descr-anywhere descr-first domain-words domains host-words job-words \
	legal-forms org-words provider-words words-of-test
TABLES := $(patsubst lib/tables/%.txt,$(BUILD)/gen/%.inc,\
	$(sort $(wildcard lib/tables/*.txt))) $(BUILD)/gen/snippet.inc \
	$(BUILD)/gen/recorder.inc \
	$(BUILD)/gen/page-css.inc $(BUILD)/gen/page-js.inc $(BUILD)/gen/page-hash.inc \
	$(BUILD)/gen/player-css.inc $(BUILD)/gen/player-js.inc \
	$(BUILD)/gen/player-hash.inc \
	$(WORDS:%=$(BUILD)/gen/%.words) $(BUILD)/gen/bots.agents
BINS := $(COMMANDS:%=$(BUILD)/bin/%)
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/*.c)))
FUZZ := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c,\
	$(sort $(wildcard tests/fuzz/*.c))))
HELPERS := $(patsubst tests/help/%.c,$(BUILD)/help/%,$(sort $(wildcard tests/help/*.c)))
objects = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard cmd/$(1).c cmd/$(1)/*.c)))
# units make the Nth allocation or read fail through tests/fail.c
WRAP = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=read,--wrap=write

all: $(BINS)

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all check sanitize fuzz fuzz-build bench lint demo install uninstall \
	dist clean units

$(BUILD)/gen/%.inc: lib/tables/%.txt scripts/table.awk
	@mkdir -p $(@D)
	awk -f scripts/table.awk $< >$@

$(BUILD)/gen/%.words: lib/tables/%.txt scripts/words.awk
	@mkdir -p $(@D)
	awk -f scripts/words.awk $< >$@

DESCR = lib/tables/descr-words.txt lib/tables/legal-forms.txt
$(BUILD)/gen/descr-first.words: $(DESCR) scripts/words.awk
	@mkdir -p $(@D)
	awk -v name=descr_first -v begin=yes -f scripts/words.awk $(DESCR) >$@

$(BUILD)/gen/descr-anywhere.words: $(DESCR) scripts/words.awk
	@mkdir -p $(@D)
	awk -v name=descr_anywhere -v begin=no -f scripts/words.awk $(DESCR) >$@

$(BUILD)/gen/words-of-test.words: tests/unit/words.txt scripts/words.awk
	@mkdir -p $(@D)
	awk -v name=words_of_test -f scripts/words.awk $< >$@

$(BUILD)/gen/bots.agents: lib/tables/bots.txt scripts/agents.awk
	@mkdir -p $(@D)
	LC_ALL=C awk -f scripts/agents.awk $< >$@

$(BUILD)/gen/snippet.inc $(BUILD)/gen/recorder.inc: \
    $(BUILD)/gen/%.inc: cmd/lr-cgi/%.js scripts/minify.awk
	@mkdir -p $(@D)
	awk -f scripts/minify.awk $< >$@

# pages: a style of their own behind the common one, and a script
PAGES = $(BUILD)/gen/page $(BUILD)/gen/player
$(BUILD)/gen/page.css: cmd/base.css cmd/lr-report/page.css
$(BUILD)/gen/player.css: cmd/base.css cmd/lr-replay/player.css
$(PAGES:%=%.css):
	@mkdir -p $(@D)
	cat $^ >$@

$(BUILD)/gen/page-js.inc: cmd/lr-report/page.js
$(BUILD)/gen/player-js.inc: cmd/lr-replay/player.js
$(PAGES:%=%-css.inc): %-css.inc: %.css
$(PAGES:%=%-css.inc) $(PAGES:%=%-js.inc): scripts/embed.awk
	@mkdir -p $(@D)
	awk -f scripts/embed.awk $(filter-out scripts/%,$^) >$@

# what the pages' policies allow to run
$(BUILD)/gen/page-hash.inc: $(BUILD)/gen/page.css cmd/lr-report/page.js
$(BUILD)/gen/player-hash.inc: $(BUILD)/gen/player.css cmd/lr-replay/player.js
$(BUILD)/gen/page-hash.inc $(BUILD)/gen/player-hash.inc: scripts/csp-hash.sh
	@mkdir -p $(@D)
	for f in $(filter %.css,$^) $(filter %.js,$^); do printf '"%s",\n' \
	"$$(sh scripts/csp-hash.sh $$f)"; done >$@

$(BUILD)/%.o: %.c Makefile | $(TABLES)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/liblr.a: $(MODULES:%=$(BUILD)/lib/%.o)
	rm -f $@
	ar rcD $@ $^

define command
$(BUILD)/bin/$(1): $(call objects,$(1)) $(BUILD)/liblr.a
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(call link,$(1)) -o $$@ $$^ \
	$$(call link_libs,$(1)) $$(LDLIBS)
endef
$(foreach c,$(COMMANDS),$(eval $(call command,$(c))))

units: $(UNITS) $(HELPERS) $(FUZZ:%=$(BUILD)/replay/%)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/fail.o $(BUILD)/liblr.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(WRAP) -o $@ $^ \
	$(call pkg_libs,$(ALL_LIBS)) $(LDLIBS)

$(BUILD)/replay/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o \
    $(BUILD)/liblr.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ \
	$(call pkg_libs,$(ALL_LIBS)) $(LDLIBS)

$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/liblr.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ \
	$(call pkg_libs,$(ALL_LIBS)) $(LDLIBS)

# test helpers link the library too
$(BUILD)/help/%: $(BUILD)/tests/help/%.o $(BUILD)/liblr.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ \
	$(call pkg_libs,$(ALL_LIBS)) $(LDLIBS)

check: all units
	sh scripts/run-tests $(BUILD)

SAN = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
# what tests little of ours beside browsers, other machines and scripts
SLOW = browser-apache.t browser-lighttpd.t browser-nginx.t report-page.t \
	cluster.t deps.t demo.t install.t lint.t
sanitize:
	SKIP='$(SLOW)' \
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=1:allocator_may_return_null=1 \
	UBSAN_OPTIONS=print_stacktrace=1 \
	$(MAKE) BUILD=build/san CC=clang CFLAGS='-O1 -g $(SAN)' \
	LDFLAGS='$(SAN)' HARDEN=-fPIE check

fuzz-build:
	$(MAKE) BUILD=build/fz CC=clang \
	CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' \
	LDFLAGS='-fsanitize=address,undefined' HARDEN=-fPIE \
	$(FUZZ:%=build/fz/fuzz/%)

fuzz: fuzz-build
	sh scripts/fuzz build/fz/fuzz $(T) $(FUZZ)

BENCH := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,\
	$(sort $(wildcard tests/bench/*.c)))
# a trivial FastCGI program, for comparison
ifeq ($(call have,fcgi),)
BENCH := $(filter-out %/fcgi,$(BENCH))
endif
$(BUILD)/bench/fcgi: LDLIBS += -lfcgi
$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/liblr.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ \
	$(call pkg_libs,$(ALL_LIBS)) -lm $(LDLIBS)

bench: all $(BENCH)
	sh tests/bench/bench.sh $(BUILD)
	sh tests/bench/report.sh $(BUILD)
	sh tests/bench/cgi.sh $(BUILD)

demo: all
	sh scripts/demo --built $(BUILD)

lint:
	sh scripts/lint

MAN := $(sort $(wildcard man/*.[1-9]))
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/lr
	install -m 755 $(BINS) scripts/lr-daily scripts/lr-cluster \
		$(DESTDIR)$(PREFIX)/bin
	for m in $(MAN); do \
		d=$(DESTDIR)$(PREFIX)/share/man/man$${m##*.}; \
		install -d $$d && install -m 644 $$m $$d || exit 1; done
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	for c in $(BINS) scripts/lr-daily scripts/lr-cluster; do \
		sh scripts/completion.sh $$c \
		>$(DESTDIR)$(PREFIX)/share/bash-completion/completions/$${c##*/} \
		|| exit 1; done
	install -m 644 README.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/lr

uninstall:
	cd $(DESTDIR)$(PREFIX)/bin && rm -f $(COMMANDS) lr-daily lr-cluster
	for m in $(MAN); do rm -f \
		$(DESTDIR)$(PREFIX)/share/man/man$${m##*.}/$${m##*/}; done
	cd $(DESTDIR)$(PREFIX)/share/bash-completion/completions && \
		rm -f $(COMMANDS) lr-daily lr-cluster
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/lr

dist:
	mkdir -p build
	git archive --prefix=lr-$(VERSION)/ HEAD | gzip -n >build/lr-$(VERSION).tar.gz

clean:
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
