#!/bin/sh
# The lint scripts fail when a rule is broken: each is fed a small tree that is
# right, then the same tree with one thing wrong.
. tests/lib.sh

scripts=$PWD/scripts
good=$tmp/good
mkdir -p "$good/lib" "$good/cmd" "$good/man" "$good/bin" "$good/scripts"
cat >"$good/lib/LAYERS" <<'END'
# comment
bytes	low mid
formats	record
sources	store
END
cat >"$good/lib/low.h" <<'END'
/* low: nothing. */
int lr_low(int n);
END
cat >"$good/lib/low.c" <<'END'
#include "low.h"

#include <stdlib.h>

int
lr_low(int n)
{
	return n; /* strcpy( in a comment, and */
}
END
cat >"$good/lib/mid.h" <<'END'
/* mid: more. */
#include "low.h"
END
printf '#include "mid.h"\n#include <sqlite3.h>\n' >"$good/lib/mid.c"
printf '/* record */\n#include "mid.h"\n' >"$good/lib/record.h"
printf '/* store */\n#include "low.h"\n' >"$good/lib/store.h"
cat >"$good/cmd/lr-x.c" <<'END'
#include "record.h"
#include "store.h"

static const char *said = "strcpy(a, b)";
END
cat >"$good/bin/lr-x" <<'END'
#!/bin/sh
cat <<'H'
usage: lr-x [options] [file ...]
do a thing

  -h, --help                   print this and exit
  -j, --jobs N                 work at the same time
      --mmdb FILE              a table
      --version                print the version and exit
H
END
chmod +x "$good/bin/lr-x"
cat >"$good/man/lr-x.1" <<'END'
.Dd November 24, 2026
.Dt LR-X 1
.Os
.Sh NAME
.Nm lr-x
.Nd do a thing
.Sh SYNOPSIS
.Nm
.Op Fl h
.Op Fl j Ar N
.Op Fl -mmdb Ar FILE
.Op Fl -version
.Op Ar
.Sh DESCRIPTION
The options:
.Bl -tag -width Ds
.It Fl j , Fl -jobs Ar N
At the same time.
.It Fl -mmdb Ar FILE
A table.
.El
END
printf '.Xr lr-x 1 ,\n' >"$good/man/lr.7"

layers() {
	sh "$scripts/check-layers.sh" "$1"
}
banned() {
	sh "$scripts/check-banned.sh" "$1"
}
man() {
	sh "$scripts/check-man.sh" "$1" "$1/bin"
}

# breaks NAME CHECK FILE TEXT WORD: with TEXT appended to FILE the check fails
# and says WORD.
breaks() {
	rm -rf "$tmp/bad"
	cp -R "$good" "$tmp/bad"
	printf '%b' "$4" >>"$tmp/bad/$3"
	caught "$1" "$2" "$5"
}

# edits NAME CHECK FILE SED WORD: the same after an edit.
edits() {
	rm -rf "$tmp/bad"
	cp -R "$good" "$tmp/bad"
	sed "$4" "$good/$3" >"$tmp/bad/$3"
	caught "$1" "$2" "$5"
}

caught() {
	if "$2" "$tmp/bad" >"$tmp/said" 2>&1; then
		_not_ok "$2: $1"
	elif grep -q -e "$3" "$tmp/said"; then
		_ok "$2: $1"
	else
		_not_ok "$2: $1"
		sed 's/^/#   said /' "$tmp/said"
	fi
}

check 'layers: a tree that is right' layers "$good"
check 'banned: a tree that is right' banned "$good"
check 'man: a tree that is right' man "$good"

breaks 'upwards' layers lib/low.c '#include "mid.h"\n' 'comes after low'
breaks 'sources see formats' layers lib/store.h '#include "record.h"\n' \
    'know nothing of formats'
printf 'bytes low mid\nsources store\nformats record\n' >"$good/lib/LAYERS"
breaks 'formats see sources' layers lib/record.h '#include "store.h"\n' \
    'know nothing of sources'
breaks 'not in LAYERS' layers lib/other.c 'int x;\n' 'not in lib/LAYERS'
breaks 'includes what is no module' layers lib/low.c '#include "zz.h"\n' \
    'no module'
breaks 'outside header twice' layers lib/low.c '#include <sqlite3.h>\n' \
    'already included by'
breaks 'outside header in a header' layers lib/low.h '#include <psl.h>\n' \
    'one .c file'
breaks 'outside header in a command' layers cmd/lr-x.c '#include <psl.h>\n' \
    'one .c file'

breaks 'a banned function' banned lib/low.c 'int f(void) { return atoi(s); }\n' \
    'atoi is banned'
breaks 'another, spaced' banned cmd/lr-x.c 'x = strcpy (a, b);\n' \
    'strcpy is banned'
breaks 'unchecked memory' banned lib/low.c \
    'p = malloc(9);\n*p = 1;\nx++;\nx++;\nx++;\nx++;\n' 'not checked'
breaks 'a line of 81' banned lib/low.c "/* $(printf '%075d' 0) */\n" '80 columns'
breaks 'no ASCII' banned lib/low.c '/* \303\244 */\n' 'not ASCII'
breaks 'trailing blank' banned lib/low.c 'int x; \n' 'low.c:'
breaks 'trailing tab in a page' banned man/lr.7 'text\t\n' 'lr.7:'
breaks 'C++ comment' banned lib/low.c 'int x; // y\n' 'comments are'
breaks 'typedef of a struct' banned lib/low.h 'typedef struct x y;\n' 'typedef'
breaks 'a long command' banned cmd/lr-x.c "$(printf '\\n%.0s' $(seq 400))" \
    'at most 400'
breaks 'a long function' banned lib/low.c \
    "void\nf(void)\n{\n$(printf 'x();\\n%.0s' $(seq 71))}\n" 'function of 71'
breaks 'a broad header' banned lib/low.h \
    "$(printf 'int lr_f%d(int n);\\n' $(seq 15))" '16 functions'
edits 'a header without a contract' banned lib/low.h 1d 'contract'

edits 'no page' man man/lr-x.1 d 'NAME says'
edits 'not in lr(7)' man man/lr.7 d 'no lr-x'
breaks 'a command without a page' man cmd/lr-y.c 'int x;\n' 'lr-y.1: missing'
edits 'an option that is not described' man man/lr-x.1 '/^.It Fl j/d' \
    'jobs has no .It'
edits 'an option not in SYNOPSIS' man man/lr-x.1 '/^.Op Fl -mmdb/d' \
    'mmdb is not in SYNOPSIS'
edits 'an option not mentioned' man man/lr-x.1 '/-version/d' \
    'version is not mentioned'
edits 'an option that does not exist' man bin/lr-x '/--mmdb/d' \
    'no option .*mmdb'
edits 'another argument' man man/lr-x.1 's/-jobs Ar N/-jobs Ar COUNT/' 'argument'
edits 'another letter' man man/lr-x.1 's/It Fl j ,/It Fl k ,/' 'letter'
edits 'another order' man bin/lr-x \
    '/--jobs/{h;d;};/--mmdb/{G;}' 'order'
edits 'another NAME' man man/lr-x.1 's/^.Nd.*/.Nd do that/' 'NAME says'
breaks 'a test that does not exist' man man/lr-x.1 'tests/cli/none.t.\n' \
    'no tests/cli/none.t'

cat >"$tmp/lr-y" <<'END'
#!/bin/sh
cat <<'TEXT'
usage: lr-y [options] [file ...]
      --format FORMAT          whatever
  -o, --output FORMAT          a, b or c (default: a)
      --version                print the version and exit
TEXT
END
chmod +x "$tmp/lr-y"
: >"$tmp/a * b"
completes() {
	sh "$scripts/completion.sh" "$tmp/lr-y" >"$tmp/c" || return 1
	cd "$tmp" || return 1
	bash -c '. ./c
	    tell() { COMP_CWORD=$#; COMP_WORDS=(lr-y "$@"); _lr_y
		printf "%s|" "${COMPREPLY[@]}"; }
	    tell --v; tell -o ""; tell --format ""; tell "a "' >o
	cat o
	[ "$(cat o)" = '--version|a|b|c||a * b|' ]
}
if command -v bash >/dev/null; then
	(completes) >"$tmp/said"
	is 'a completion completes' "$? $(cat "$tmp/said")" \
	    '0 --version|a|b|c||a * b|'
else
	skip 'a completion completes' 'no bash here'
fi
finish
