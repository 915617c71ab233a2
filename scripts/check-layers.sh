#!/bin/sh
# check-layers.sh [ROOT]: who includes whom in lib, by lib/LAYERS.
# - a module includes its own header, those to its left and those above;
# - formats and sources do not know each other;
# - the header of an outside library is included by one .c file of lib, by no
#   header and by no command; lines "share HEADER MODULE..." of lib/LAYERS name
#   those that several parts of one thing need.
set -u
cd "${1:-.}" || exit 1
[ -f lib/LAYERS ] || {
	echo "lib/LAYERS: missing"
	exit 1
}
find lib cmd -name '*.[ch]' | sort | xargs awk '
function wrong(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
	bad = 1
}

BEGIN {
	while ((getline line <"lib/LAYERS") > 0) {
		if (line ~ /^#/ || split(line, w) < 2)
			continue
		for (i = 3; w[1] == "share" && i in w; i++)
			shared[w[2], w[i]] = 1
		if (w[1] == "share")
			continue
		for (i = 2; i in w; i++) {
			place[w[i]] = ++places
			layer[w[i]] = w[1]
			sub(/:.*/, "", layer[w[i]])
		}
	}
	# C11, POSIX and what compilers bring for one architecture
	n = split("assert complex ctype errno fenv float inttypes iso646 " \
	    "limits locale math setjmp signal stdalign stdarg stdatomic " \
	    "stdbool stddef stdint stdio stdlib stdnoreturn string tgmath " \
	    "threads time uchar wchar wctype dirent dlfcn fcntl getopt glob " \
	    "grp iconv langinfo libgen netdb poll pthread pwd regex sched " \
	    "semaphore spawn strings syslog termios unistd utime " \
	    "arpa/inet net/if netinet/in netinet/tcp sys/file sys/ioctl " \
	    "sys/epoll sys/mman sys/prctl sys/random sys/resource sys/select " \
	    "sys/socket sys/stat sys/syscall sys/time sys/types sys/uio sys/un " \
	    "sys/utsname sys/wait sys/platform/x86 immintrin emmintrin arm_neon", w)
	for (i = 1; i <= n; i++)
		known[w[i] ".h"] = 1
}

FNR == 1 {
	part = FILENAME
	sub(/\/.*/, "", part)
	me = FILENAME
	sub(/.*\//, "", me)
	sub(/\.[ch]$/, "", me)
	if (part == "lib" && !(me in place)) {
		wrong("not in lib/LAYERS")
		place[me] = ++places
	}
}

!/^[ \t]*#[ \t]*include/ { next }

/</ {
	name = $0
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	if (name in known || part == "lib" && (name, me) in shared)
		next
	if (part == "cmd" || FILENAME ~ /\.h$/)
		wrong("<" name "> belongs into one .c file of lib")
	else if (name in user && user[name] != FILENAME)
		wrong("<" name "> is already included by " user[name])
	user[name] = FILENAME
	next
}

part == "lib" {
	name = $0
	sub(/^[^"]*"/, "", name)
	sub(/".*/, "", name)
	if (name ~ /\.(inc|words|agents)$/)
		next
	sub(/\.h$/, "", name)
	if (!(name in place))
		wrong("\"" name ".h\" is no module of lib/LAYERS")
	else if (place[name] > place[me])
		wrong("\"" name ".h\" comes after " me " in lib/LAYERS")
	else if (layer[me] == "sources" && layer[name] == "formats")
		wrong("sources know nothing of formats: \"" name ".h\"")
	else if (layer[me] == "formats" && layer[name] == "sources")
		wrong("formats know nothing of sources: \"" name ".h\"")
}

END { exit bad }
'
