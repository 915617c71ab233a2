#!/bin/sh
# lr-cluster on three hosts, which are three sshd on loopback: the report is
# the one of a single machine, to the byte. Each host has a home of its own, so
# that none finds what was sent to another.
. tests/lib.sh

cluster=$PWD/scripts/lr-cluster
for c in ingest blacklist resolve enrich report mkdb; do
	[ -x "$LR_BIN/lr-$c" ] || {
		skip lr-cluster "lr-$c is not built"
		finish
	}
done
check 'help' rc 0 sh "$cluster" --help
check 'version' rc 0 sh "$cluster" --version
check 'no host' rc 2 sh "$cluster" access.log
check 'no log' rc 2 sh "$cluster" --host one
check 'no such option' rc 2 sh "$cluster" --host one --nonsense access.log
check 'no parts' rc 2 sh "$cluster" --host one --parts 0 access.log

PATH=$PATH:/usr/sbin:/sbin
for c in sshd ssh ssh-keygen parallel rsync; do
	command -v "$c" >/dev/null || {
		skip lr-cluster "no $c here; scripts/deps --servers installs it"
		finish
	}
done
sshd=$(command -v sshd)
if [ "$(id -u)" -eq 0 ] && [ ! -d /run/sshd ]; then
	# what the service makes when it starts; sshd of root refuses without
	mkdir -m 755 /run/sshd || {
		skip lr-cluster 'no /run/sshd'
		finish
	}
fi

sh scripts/sample log >"$tmp/access.log"
sh scripts/sample networks >"$tmp/networks.csv"
cd "$tmp" || exit 1
lr-mkdb networks -o n.mmdb networks.csv || exit 1

pids=
cleanup() {
	for h in one two three; do
		[ ! -S "cm-$h" ] || ssh -F ssh.conf -O exit "$h" 2>/dev/null
	done
	# shellcheck disable=SC2086 # words
	[ -z "$pids" ] || kill $pids 2>/dev/null
	rm -rf "$tmp"
}
trap cleanup EXIT

ssh-keygen -q -t ed25519 -N '' -f key || exit 1
: >hosts
# host NAME: an sshd for who runs this test, with that key and no other way in
host() {
	mkdir -p "$1.home"
	ssh-keygen -q -t ed25519 -N '' -f "$1.key" || exit 1
	port=$(port)
	cat >"$1.conf" <<END
ListenAddress 127.0.0.1:$port
HostKey $tmp/$1.key
PidFile none
AuthorizedKeysFile $tmp/key.pub
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
MaxStartups 100
MaxSessions 100
ForceCommand cd $tmp/$1.home && HOME=$tmp/$1.home exec sh -c "\$SSH_ORIGINAL_COMMAND"
END
	"$sshd" -D -e -f "$1.conf" 2>"$1.said" &
	pid=$!
	pids="$pids $pid"
	listens "$port" "$pid" || {
		skip lr-cluster "sshd does not start: $(tail -n 1 "$1.said")"
		finish
	}
	printf '[127.0.0.1]:%s %s\n' "$port" "$(cat "$1.key.pub")" >>known
	cat >>ssh.conf <<END
Host $1
	HostName 127.0.0.1
	Port $port
END
}
host one
host two
two=$pid
host three
cat >>ssh.conf <<END
Host *
	User $(id -un)
	IdentityFile $tmp/key
	IdentitiesOnly yes
	UserKnownHostsFile $tmp/known
	BatchMode yes
	ControlPath $tmp/cm-%n
END
PARALLEL_SSH="ssh -F $tmp/ssh.conf"
PARALLEL_HOME=$tmp/parallel
mkdir parallel
export PARALLEL_SSH PARALLEL_HOME
ssh -F ssh.conf one true || {
	skip lr-cluster "no login by ssh: $(tail -n 1 one.said)"
	finish
}
# One connection for all jobs of a host, as there are many.
for h in one two three; do
	ssh -F ssh.conf -fNM "$h" || exit 1
done

run() {
	sh "$cluster" --host one --host two --host three --bin "$LR_BIN" \
	    --mmdb n.mmdb --goal 'contact=/contact*' --offline --parts 4 "$@"
}

whole() {
	lr-ingest --pages "$@" 2>/dev/null | lr-blacklist |
	    lr-resolve --offline | lr-enrich --mmdb n.mmdb |
	    lr-report -o ndjson --top 0 --now 2026-11-30 \
	    --goal 'contact=/contact*'
}

merged() {
	lr-report --merge -o ndjson --top 0 --now 2026-11-30 "$1"
}

# A visitor is in several of these, and a visit begins in one and ends in
# another: lines are dealt out in turn.
mkdir logs "logs/it's here"
awk '{ print >("logs/" NR % 4 ".log") }' access.log
mv logs/3.log "logs/it's here/0.log"
gzip logs/2.log
set -- logs/0.log "$tmp/logs/1.log" logs/2.log.gz "logs/it's here/0.log"
whole access.log >want
check 'there are companies' test "$(wc -l <want)" -gt 5
check 'logs sent to hosts' rc 0 run "$@"
cp out sums
merged sums >got
check 'the report of one machine' cmp want got
is 'nothing is left on the hosts' "$(find ./*.home -type f)" ''
check 'one part' rc 0 run --parts 1 "$@"
merged out >got
check 'gives the same' cmp want got

# ---- logs that are there already, under one name on all
for h in one two three; do
	mkdir "$h.home/log dir"
done
awk '{ n = NR % 3
	print >((n == 0 ? "one" : n == 1 ? "two" : "three") ".home/log dir/x") }' \
    access.log
# below their homes, as the jobs are in a folder of their own
check 'logs on the hosts' rc 0 run --there '../log dir/x'
merged out >got
check 'the same report' cmp want got
check 'a log that one lacks' rc 3 run --there '../log dir/y'
check 'no sums' test ! -s out

# ---- the blacklist stays here, and counts
lr-blacklist --add 192.0.2.0/24
whole access.log >want2
check 'it changes the report' sh -c '! cmp want want2'
check 'a blacklist' rc 0 run "$@"
merged out >got
check 'leaves the same' cmp want2 got
lr-blacklist --remove 192.0.2.0/24

# ---- failures
check 'a log that is missing' rc 3 run access.log no-such.log
check 'a table that is missing' rc 3 run --mmdb no-such.mmdb access.log
echo nonsense >bad.mmdb
check 'a table that is none' rc 3 run --mmdb bad.mmdb access.log
check 'no sums then' test ! -s out
check 'no programs there' rc 3 sh "$cluster" --host one --bin /nonexistent \
    --offline access.log
: >empty.log
check 'nothing in the log' rc 0 run empty.log
merged out >got
check 'no company' test ! -s got
ssh -F ssh.conf -O exit two 2>/dev/null
kill "$two"
wait "$two" 2>/dev/null
check 'a host that is down' rc 4 run "$@"
check 'no part of the sums' test ! -s out
finish
