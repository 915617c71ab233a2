#!/bin/sh
# lr-cluster on three hosts: the report is the one of a single machine, to the
# byte. A host here is a folder, which a stand-in for ssh goes to; in the end
# there is one sshd.
. tests/lib.sh
. tests/help/public.sh

cluster=$PWD/scripts/lr-cluster
needs lr-ingest lr-blacklist lr-resolve lr-enrich lr-report lr-mkdb
check 'help' rc 0 sh "$cluster" --help
check 'version' rc 0 sh "$cluster" --version
check 'no host' rc 2 sh "$cluster" access.log
check 'no log' rc 2 sh "$cluster" --host one
check 'no such option' rc 2 sh "$cluster" --host one --nonsense access.log
check 'no parts' rc 2 sh "$cluster" --host one --parts 0 access.log
check 'no name of a host' rc 2 sh "$cluster" --host 'a;b' access.log
check 'no number of jobs' rc 2 sh "$cluster" --host x/one access.log

PATH=$PATH:/usr/sbin:/sbin
for c in parallel rsync; do
	command -v "$c" >/dev/null || {
		skip lr-cluster "no $c here; scripts/deps --servers installs it"
		finish
	}
done

pids='' made=''
cleanup() {
	[ ! -S one.connection ] || ssh -F ssh.conf -O exit one 2>/dev/null
	# shellcheck disable=SC2086 # words
	[ -z "$pids" ] || kill $pids 2>/dev/null
	[ -z "$made" ] || rmdir /run/sshd
	rm -rf "$tmp"
}
trap cleanup EXIT
cp "$LR_BUILD/help/dnsbad" "$tmp/dnsbad"
example lr-cluster.1 1 >"$tmp/first.sh"
example lr-cluster.1 2 >"$tmp/second.sh"

sh scripts/sample log | public >"$tmp/access.log"
sh scripts/sample networks | public >"$tmp/networks.csv"
cd "$tmp" || exit 1
lr-mkdb networks -o "n'1.mmdb" networks.csv || exit 1
holders >registry.txt
lr-mkdb registry -o r.mmdb registry.txt || exit 1
mkfifo port
: >asked
./dnsbad asked >port 2>/dev/null &
pids=$!
read -r dns <port

# ---- ssh [option...] HOST [--] COMMAND...: what else the host does is in
# HOST.does
mkdir bin parallel one.home two.home three.home tmpdir
cat >ssh <<'END'
#!/bin/sh
while :; do
	case $1 in
	-l | -o | -p) shift 2 ;;
	-*) shift ;;
	*) break ;;
	esac
done
host=$1
shift
[ "$1" != -- ] || shift
echo "$host $*" >>"$at/calls"
HOME=$at/$host.home
cd "$HOME" || exit 255
[ ! -e "$at/$host.does" ] || . "$at/$host.does"
exec sh -c "$*"
END
chmod +x ssh
at=$tmp PARALLEL_SSH=$tmp/ssh PARALLEL_HOME=$tmp/parallel TMPDIR=$tmp/tmpdir
export at PARALLEL_SSH PARALLEL_HOME TMPDIR
# as for a user of cron that may not log in
export SHELL=/usr/sbin/nologin
# all that a host needs of lr
for c in ingest enrich report; do
	ln -s "$LR_BIN/lr-$c" bin
done

period=
asking="--registry r.mmdb --no-rdap --no-whois --server 127.0.0.1:$dns"
some() {
	# shellcheck disable=SC2086 # words of options
	sh "$cluster" --bin "$tmp/bin" --mmdb "n'1.mmdb" --parts 3 \
	    --goal 'contact=/contact*' $asking $period "$@"
}
run() {
	some --host 2/one --host 2/two --host 2/three "$@"
}
whole() {
	# shellcheck disable=SC2086 # words of options
	lr-ingest --pages $period "$@" 2>/dev/null | lr-blacklist |
	    lr-resolve $asking | tee resolved |
	    lr-enrich --mmdb "n'1.mmdb" |
	    lr-report -o ndjson --top 0 --goal 'contact=/contact*' $period
}
merged() {
	lr-report --merge -o ndjson --top 0 "$1"
}
none_left() {
	find ./*.home tmpdir -mindepth 1
}
said() {
	grep -q -e "$1" err || {
		cat err
		return 1
	}
}
quiet() { # nothing is written, there or here
	head -n 2 out
	none_left
	[ ! -s out ] && [ -z "$(none_left)" ]
}

# A visitor is in several of these, and a visit begins in one and ends in
# another: lines are dealt out in turn.
mkdir logs "logs/it's here"
awk '{ print >("logs/" NR % 4 ".log") }' access.log
mv logs/3.log "logs/it's here/a b.log"
gzip logs/2.log
set -- logs/0.log "$tmp/logs/1.log" logs/2.log.gz "logs/it's here/a b.log"
whole access.log >want
check 'there are companies' test "$(wc -l <want)" -gt 5
check 'their names and holders are known' awk '/"ptr":/ && /"holder":/ { n++ }
    END { exit n < 100 }' resolved
sort -u asked >questions
rm -r "$LR_STATE"
: >asked
check 'logs sent to hosts' rc 0 run "$@"
merged out >got
check 'the report of one machine' cmp want got
sort -u asked >got
check 'the same names were looked up' cmp questions got
is 'nothing is left' "$(none_left)" ''
is 'each host had work' \
    "$(sed -n 's/ .*worker.*//p' calls | sort -u | tr '\n' ' ')" 'one three two '

# ---- logs that are there already, under the same names on all
for h in one two three; do
	mkdir "$h.home/log dir"
done
awk '{ n = NR % 6
	print >((n % 3 == 0 ? "one" : n % 3 == 1 ? "two" : "three") \
	    ".home/log dir/" (n < 3 ? "x" : "y y")) }' access.log
# below their homes, as the jobs are in a folder of their own
check 'logs on the hosts' rc 0 run --there '../log dir/x' '../log dir/y y'
merged out >got
check 'the same report' cmp want got
check 'a log that one lacks' rc 3 run --there '../log dir/z'
check 'no sums' test ! -s out
is 'logs are left alone' "$(find ./*.home -type f | wc -l | tr -d ' ')" 6
echo 'exit 255' >one.does
check 'a host with logs that is down' rc 4 run --there '../log dir/x'
rm -r ./*.home/log*
check 'no sums of the others' quiet

# ---- the examples of the manual; nobody else is asked
mkdir shim nginx big.example.home small.example.home web1.home web2.home \
    web3.home
printf '#!/bin/sh\nexec "%s/lr-resolve" --offline "$@"\n' "$LR_BIN" \
    >shim/lr-resolve
printf '#!/bin/sh\nexec sh "%s" "$@"\n' "$cluster" >shim/lr-cluster
chmod +x shim/*
cp logs/0.log nginx/access.log
cp logs/1.log nginx/access.log.1
cp "n'1.mmdb" networks.mmdb
PATH=$tmp/shim:$PATH
for f in first second; do
	sed "s|/var/log/nginx|$tmp/nginx|; s/^lr-cluster/& --parts 2/" \
	    "$f.sh" >"$f"
	grep -q '^lr-cluster' "$f" || check 'it is an example' false
done
check 'logs of a week' rc 0 sh first
check 'the page' grep -q 'Muster Maschinenbau' leads.html
check 'each its own' rc 0 sh second
check 'the table' grep -q ' companies, ' out
PATH=${PATH#*:}

# ---- hosts that fail: one from the start, one in the middle of a job; and
# the blacklist stays here, and counts
lr-blacklist --add 31.97.0.0/24
whole access.log >want
cat >two.does <<'END'
case $* in
*GNU_Parallel_worker*)
	[ -e "$at/died" ] || {
		: >"$at/died"
		printf '{"time":"2026-11-30T10:00:00Z","ip":"31.98.0.1"}\n{"ti'
		exit 255
	}
	;;
esac
END
check 'one host down, one that dies: others do it' rc 0 run "$@"
check 'that died' test -e died
check 'the first is named' said '^lr-cluster: one: .*cannot be reached'
merged out >got
check 'the same report, and the blacklist counts' cmp want got
check 'nothing else' test -s out
is 'nothing is left, either' "$(none_left)" ''
lr-blacklist --remove 31.97.0.0/24
rm two.does
echo 'case $* in *GNU_Parallel_worker*) echo "{"; exit 255 ;; esac' >two.does
check 'a host that dies each time' rc 4 some --host 1/two logs/0.log
check 'no part of the sums' quiet
check 'no host at all' rc 4 some --host one logs/0.log
check 'nothing from there' quiet
rm two.does

# ---- interrupted: the shell that starts it would have it ignore this
cat >two.does <<'END'
case $* in
*GNU_Parallel_worker*)
	echo $$ >"$at/works"
	exec sleep 60
	;;
esac
END
mkfifo works
sh "$cluster" --host 1/two --bin "$tmp/bin" --offline logs/0.log >out 2>err \
    </dev/null &
timeout 60 cat works >sleeper
kill -TERM $!
wait $!
is 'terminated: exit code 3' $? 3
check 'leaves nothing' quiet
kill "$(cat sleeper)" 2>/dev/null
perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' sh "$cluster" --host 1/two \
    --bin "$tmp/bin" --offline logs/0.log >out 2>err </dev/null &
timeout 60 cat works >sleeper
kill -INT $!
wait $!
is 'interrupted: exit code 3' $? 3
check 'leaves nothing there or here' quiet
kill "$(cat sleeper)" 2>/dev/null
rm two.does one.does

# ---- what shows before any work is done
rm calls
check 'a log that is missing' rc 3 run access.log no-such.log
check 'is named' said '^lr-cluster: no-such.log: there is no such file'
check 'a folder of logs' rc 3 run logs
check 'says what to do' said '^lr-cluster: logs: .*name its files'
check 'two periods' rc 2 run --day today --week this access.log
check 'a table that is missing' rc 3 run --mmdb no-such.mmdb access.log
echo nonsense >bad.mmdb
check 'a table that is none' rc 3 run --mmdb bad.mmdb access.log
check 'is named' said bad.mmdb
check 'a goal that is none' rc 2 run --goal contact access.log
check 'a time that is none' rc 2 run --since soon access.log
check 'a registry file that is missing' rc 3 run --registry none access.log
check 'no host was asked' test ! -e calls
echo 'cd /proc' >three.does
check 'no rights on a host' rc 3 run access.log
check 'it is named' said '^lr-cluster: three: mkdir'
mkdir old
printf '#!/bin/sh\necho lr-report 0.0\n' >old/lr-report
chmod +x old/lr-report
echo 'PATH=$at/old:$PATH' >three.does
check 'another version on a host' rc 3 sh "$cluster" --host one --host three \
    --offline access.log
check 'both are told' said '^lr-cluster: three: .*lr-report 0\.0.*lr-report'
echo 'PATH=/usr/bin:/bin' >three.does
check 'no programs on a host' rc 3 sh "$cluster" --host three --bin /none \
    --offline access.log
check 'says which option helps' said '^lr-cluster: three: .*--bin'
rm three.does
check 'nothing was written' quiet
: >empty.log
check 'nothing in the log' rc 0 some --host 1/one --since 7d empty.log
is 'a period before now' "$(grep -c '"since":[0-9]*,"goals"' out)" 1
merged out >got
check 'no company' test ! -s got
# from 2026-10-24T22:00:00Z on, 25 hours
check 'a day of another zone' rc 0 some --host 1/one --day 2026-10-25 \
    --tz Europe/Berlin --sure 90 empty.log
check 'the same on all hosts' grep -q \
    '"since":1792879200,"until":1792969200,"goals"' out

# ---- an sshd for who runs this test, with a key and no other way in
sshd=$(command -v sshd)
if [ -z "$sshd" ] || ! command -v ssh-keygen >/dev/null; then
	skip 'a host behind sshd' 'no sshd here; scripts/deps --servers installs it'
	finish
fi
if [ "$(id -u)" -eq 0 ] && [ ! -d /run/sshd ]; then
	# what the service makes when it starts; sshd of root refuses without
	mkdir -m 755 /run/sshd && made=1
fi
ssh-keygen -q -t ed25519 -N '' -f key
ssh-keygen -q -t ed25519 -N '' -f host.key
port=$(port)
cat >sshd.conf <<END
ListenAddress 127.0.0.1:$port
HostKey $tmp/host.key
PidFile none
AuthorizedKeysFile $tmp/key.pub
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
MaxStartups 100
ForceCommand cd $tmp/one.home && HOME=$tmp/one.home exec sh -c "\$SSH_ORIGINAL_COMMAND"
END
cat >ssh.conf <<END
Host one
	HostName 127.0.0.1
	Port $port
	User $(id -un)
	IdentityFile $tmp/key
	IdentitiesOnly yes
	UserKnownHostsFile $tmp/known
	BatchMode yes
	ControlPath $tmp/one.connection
END
printf '[127.0.0.1]:%s %s\n' "$port" "$(cat host.key.pub)" >known
"$sshd" -D -e -f sshd.conf 2>sshd.said &
sshd_pid=$!
pids="$pids $sshd_pid"
# One connection for all jobs, as there are many.
if ! listens "$port" "$sshd_pid" ||
    ! ssh -F ssh.conf -fNM one 2>>sshd.said; then
	skip 'a host behind sshd' "no login: $(tail -n 1 sshd.said)"
	finish
fi
PARALLEL_SSH="ssh -F $tmp/ssh.conf"
period='--since 2026-11-18 --until 2026-11-20T12:00:00Z'
check 'a host behind sshd' rc 0 some --host 2/one access.log \
    "logs/it's here/a b.log"
merged out >got
whole access.log "logs/it's here/a b.log" >want
check 'there are companies then' test "$(wc -l <want)" -gt 5
check 'the same report as here' cmp want got
check 'of which nothing is left' test -z "$(none_left)"
ssh -F ssh.conf -O exit one 2>/dev/null
kill "$sshd_pid"
wait "$sshd_pid" 2>/dev/null
check 'its sshd is down' rc 4 some --host one access.log
check 'no sums then' quiet
finish
