#!/bin/sh
# lr-mail against a real SMTP server, with and without TLS.
. tests/lib.sh

needs lr-mail
/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || {
	echo '1..0 # skip no python3-aiosmtpd; scripts/deps --servers installs it'
	exit 0
}
command -v openssl >/dev/null || {
	echo '1..0 # skip no openssl'
	exit 0
}
server=
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
mkdir "$tmp/got"

# An authority of our own, and a certificate for localhost by it.
certificates() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$tmp/ca.key" \
	    -out "$tmp/ca.pem" -subj '/CN=test authority' &&
	openssl req -newkey rsa:2048 -nodes -keyout "$tmp/key.pem" \
	    -out "$tmp/request.pem" -subj /CN=localhost &&
	echo 'subjectAltName=DNS:localhost,IP:127.0.0.1' >"$tmp/ext" &&
	openssl x509 -req -in "$tmp/request.pem" -CA "$tmp/ca.pem" \
	    -CAkey "$tmp/ca.key" -CAcreateserial -days 2 -extfile "$tmp/ext" \
	    -out "$tmp/cert.pem"
} >"$tmp/openssl" 2>&1
check 'certificates' certificates

/usr/bin/python3 tests/help/smtpd.py "$tmp/port" "$tmp/got" "$tmp/cert.pem" \
    "$tmp/key.pem" >"$tmp/smtpd" 2>&1 &
server=$!
comes "$tmp/port" "$server" || exit 1
read -r plain starttls tls <"$tmp/port"
n=0

# mail OPTION...: standard input to sales@example.com
mail() {
	lr-mail --from lr@example.com --to sales@example.com "$@" \
	    >"$tmp/out" 2>"$tmp/err"
}

# taken NAME: one more message has come
taken() {
	n=$((n + 1))
	check "$1" [ -f "$tmp/got/$n" ]
}

# fails NAME CODE TEXT OPTION...: and nothing has come
fails() {
	name=$1 want=$2 text=$3
	shift 3
	printf 'a,b\n' | mail "$@"
	is "$name: exit code" $? "$want"
	check "$name: $text" grep -q -e "$text" "$tmp/err"
	check "$name: nothing sent" [ ! -f "$tmp/got/$((n + 1))" ]
}

# ---- to this machine
printf 'company,domain\n.A,b\n' | mail --server "smtp://127.0.0.1:$plain"
is 'sent' $? 0
taken 'a message'
is 'the envelope' "$(head -n 3 "$tmp/got/1")" 'lr@example.com
sales@example.com
plain'
is 'the attachment' "$(tr -d '\r' <"$tmp/got/1" |
    awk '/^$/ { p++ } p == 3 && NF' | sed '/^--/d' | openssl base64 -d)" \
    'company,domain
.A,b'
head -c 700000 /dev/urandom >"$tmp/big"
mail --server "smtp://localhost:$plain" --type application/octet-stream \
    "$tmp/big"
taken 'a large one'
tr -d '\r' <"$tmp/got/2" | awk '/^$/ { p++ } p == 3 && NF' | sed '/^--/d' |
    openssl base64 -d >"$tmp/big2"
check 'every byte of it' cmp "$tmp/big" "$tmp/big2"
printf '.\n..\r\n.dot\n' >"$tmp/body"
printf 'a,b\n' | mail --server "smtp://localhost:$plain" --body-file "$tmp/body"
taken 'a text with dots'
is 'as it was' "$(tr -d '\r' <"$tmp/got/3" | grep '^\.')" '.
..
.dot'
printf 'a,b\n' | lr-mail --from 'L R <lr@example.com>' --to a@example.com \
    --to 'B <b@example.com>' --server "smtp://localhost:$plain"
taken 'to two'
is 'both of them' "$(sed -n 2p "$tmp/got/4")" 'a@example.com b@example.com'

# ---- TLS
printf 'user\nsecret word\n' >"$tmp/login"
printf 'machine localhost login user password "secret word"\n' >"$tmp/netrc"
printf 'user\nwrong\n' >"$tmp/wrong"
chmod 600 "$tmp/login" "$tmp/netrc" "$tmp/wrong"
printf 'a,b\n' | mail --server "smtps://localhost:$tls" --ca "$tmp/ca.pem"
taken 'TLS'
is 'it was' "$(sed -n 3p "$tmp/got/5")" TLS
printf 'a,b\n' | mail --server "smtp://localhost:$starttls" \
    --ca "$tmp/ca.pem" --login "$tmp/login"
taken 'STARTTLS and a login'
is 'it was TLS' "$(sed -n 3p "$tmp/got/6")" TLS
printf 'a,b\n' | mail --server "smtp://localhost:$starttls" \
    --ca "$tmp/ca.pem" --netrc "$tmp/netrc"
taken 'a login of a netrc'
fails 'an unknown authority' 3 certificate --server "smtps://localhost:$tls"
fails 'no TLS where it is wanted' 3 'no TLS' --ca "$tmp/ca.pem" \
    --server "smtp://localhost:$plain"
fails 'a wrong password' 3 'login denied' --ca "$tmp/ca.pem" \
    --server "smtp://localhost:$starttls" --login "$tmp/wrong"
fails 'no login' 3 530 --ca "$tmp/ca.pem" --server "smtp://localhost:$starttls"
is 'no password in a message' "$(grep -c wrong "$tmp/err")" 0
chmod 644 "$tmp/login"
fails 'a login that others can read' 2 'chmod 600' --ca "$tmp/ca.pem" \
    --server "smtp://localhost:$starttls" --login "$tmp/login"

# ---- servers that do not want it
s="smtp://localhost:$plain"
fails 'a mailbox that is busy' 4 '450 4.2.1' --server "$s" \
    --to later@example.com
fails 'no such mailbox' 3 '550 5.1.1' --server "$s" --to never@example.com
fails 'later, after all of it' 4 '451 4.3.0' --server "$s" \
    --to later-data@example.com
mail --server "$s" --type text/plain "$tmp/big" --max-size 100
is 'longer than allowed: exit code' $? 3
head -c 900000 /dev/urandom >"$tmp/big"
mail --server "$s" --type text/plain "$tmp/big"
is 'longer than the server takes: exit code' $? 3
check 'it says so' grep -q 552 "$tmp/err"
fails 'a connection cut' 4 . --server "$s" --to hang-up@example.com
fails 'nobody there' 4 . --server smtp://127.0.0.1:1
printf 'a,b\n' | lr-mail --from lr@example.com --to never-data@example.com \
    --server "$s" 2>"$tmp/err"
is 'content refused: exit code' $? 3
check 'content refused' grep -q '554 5.6.0' "$tmp/err"
check 'no message but those' [ ! -f "$tmp/got/$((n + 1))" ]
finish
