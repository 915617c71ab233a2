#!/bin/sh
# Recordings of the cursor, as lr-cgi takes them: what is refused, what is kept
# and what is not in it. A web server is played by tests/help/fcgi.pl.
. tests/lib.sh

needs lr-cgi
. tests/help/cgi.sh

site() { # ID [MEMBERS]
	mkdir -p "$state/sites"
	echo "{ \"hosts\": [\"www.example.com\"] ${2:+, $2} }" \
	    >"$tmp/site" && cp "$tmp/site" "$state/sites/$1.json.new" &&
	    mv "$state/sites/$1.json.new" "$state/sites/$1.json"
	own
}

request() { # BODY VAR=VALUE...
	body=$1
	shift
	ask_post "$body" PATH_INFO=/rec \
	    HTTP_REFERER=http://www.example.com/referrer "$@"
}

# With that status, and without a cookie.
bare() {
	status "$1" && ! grep -i '^Set-Cookie' "$tmp/answer"
}

kept() {
	find "$state/recordings" -type f 2>/dev/null | sort |
	    xargs cat 2>/dev/null | cksum
}

# Refused with that status, and nothing is written.
refused() { # STATUS BODY VAR=VALUE...
	want=$1
	before=$(kept)
	shift
	request "$@"
	bare "$want" && [ "$before" = "$(kept)" ]
}

takes() { # BODY VAR=VALUE...
	request "$@"
	bare 204
}

batch() { # ID N EVENTS [PATH]
	printf '{"id":"%s","n":%s,"path":"%s","e":[%s]}' "$1" "$2" \
	    "${4:-/prices}" "$3"
}

files() {
	find "$state/recordings/${1:-shop}" -type f 2>/dev/null | wc -l |
	    tr -d ' '
}

id=1234567890-17-18-19
start='[0,"v",1280,720],[0,"s",0,0],[0,"w",1280,2000],[0,"f",10,20,300,40]'

keeping() {
	check "$mode: a recording begins" takes "$(batch $id 0 "$start")"
	check "$mode: goes on" takes \
	    "$(batch $id 1 '[7,"m",10,20],[9,"c",10,20]')"
	day=$(date -u +%Y-%m-%d)
	is "$mode: one file" "$(cd "$state" && find recordings -type f |
	    sed 's,/r[0-9a-f]\{32\}\.,/NAME.,')" \
	    "recordings/shop/$day/NAME.ndjson"
	is "$mode: this is in it" "$(cat "$state"/recordings/shop/*/*)" \
	    '{"recording":1,"site":"shop","day":"'"$day"'","path":"/prices"}
{"n":0,"e":['"$start"']}
{"n":1,"e":[[7,"m",10,20],[9,"c",10,20]]}'
	check "$mode: neither who nor whence" lacks 45.0.0.7 Mozilla Firefox \
	    referrer $id
	is "$mode: for nobody else to read" "$(cd "$state" &&
	    find recordings rec -printf '%m\n' | sort -u | tr '\n' ' ')" \
	    '600 700 '
	is "$mode: and it tells no time but the day" "$(cd "$state" &&
	    TZ=UTC find recordings/shop/* rec/shop -printf '%TF %TT\n' |
	    sed 's/\.0*//g' | sort -u)" "$day 00:00:00"
	check "$mode: another one" takes \
	    "$(batch 22222222-1 0 "$start" /a%20b/c.html)"
	is "$mode: another file" "$(files)" 2
	is "$mode: nothing in the spool" "$(ls "$state/spool" 2>/dev/null)" ''
}

lacks() {
	for word; do
		if grep -rqF -- "$word" "$state/recordings" "$state/rec" ||
		    find "$state" | grep -qF -- "$word"; then
			echo "found: $word"
			return 1
		fi
	done
}

wishes() {
	b=$(batch 33333333 0 "$start")
	check "$mode: DNT" refused 403 "$b" HTTP_DNT=1
	check "$mode: Sec-GPC" refused 403 "$b" HTTP_SEC_GPC=1
	check "$mode: optout" refused 403 "$b" HTTP_COOKIE='a=b; optout=1'
	check "$mode: optout beats opt-in" refused 403 "$b" \
	    HTTP_COOKIE='allow_tracking=1; optout=1'
	check "$mode: a crawler" refused 403 "$b" \
	    'HTTP_USER_AGENT=Mozilla/5.0 (compatible; Googlebot/2.1)'
	check "$mode: switched off" refused 404 "$b" QUERY_STRING=site=off
	check "$mode: no such site" refused 404 "$b" QUERY_STRING=site=none
	check "$mode: another website" refused 403 "$b" \
	    HTTP_ORIGIN=http://www.example.org
	check "$mode: no origin" refused 403 "$b" HTTP_ORIGIN= HTTP_REFERER=
	check "$mode: a form" refused 415 "$b" \
	    CONTENT_TYPE=application/x-www-form-urlencoded
	check "$mode: GET" refused 405 '' REQUEST_METHOD=GET
}

# What is not as the script makes it.
hostile() {
	while read -r event; do
		check "$mode: event $event" refused 400 \
		    "$(batch 44444444 0 "$event")"
	done <<-'END'
	[0,"k",65,0]
	[0,"m",1]
	[0,"m",1,2,3]
	[0,"m",-1,2]
	[0,"m",1.5,2]
	[0,"m",1e3,2]
	[0,"m",1000000,2]
	[0,"m","1",2]
	[0,"m",null,2]
	[18001,"m",1,2]
	[5,"m",1,2],[4,"m",1,2]
	[0,"t",1,2,3]
	[0,"t",1,2,3,4,"text"]
	[0,"",1,2]
	[0,"mm",1,2]
	[0,"\u006d",1,2]
	[ 0,"m",1,2]
	[0,"m",1,2],
	[[0,"m",1,2]]
	["m",1,2]
	"x"
	END
	for b in '' '{}' '[]' x "$(batch short 0 "$start")" \
	    "$(batch 'a/../../x' 0 "$start")" "$(batch 44444444 -1 "$start")" \
	    "$(batch 44444444 4096 "$start")" "$(batch 44444444 0 '')" \
	    "$(batch 44444444 0 "$start" x)" \
	    "$(batch 44444444 0 "$start" '/a?b=c')" \
	    "$(batch 44444444 0 "$start" '/a<b')" \
	    "{\"id\":\"44444444\",\"n\":0,\"path\":\"/\",\"e\":[$start],\"ip\":1}" \
	    "{\"id\":\"44444444\",\"n\":0,\"e\":[$start]}" \
	    "{\"id\":\"44444444\",\"n\":0,\"n\":0,\"path\":\"/\",\"e\":[$start]}"
	do
		check "$mode: body $b" refused 400 "$b"
	done
	check "$mode: a batch of nobody's" refused 409 \
	    "$(batch 55555555 1 '[0,"m",1,2]')"
	check "$mode: a beginning of what has begun" refused 409 \
	    "$(batch $id 0 "$start")"
	check "$mode: over 8 KB" refused 413 "$(batch 44444444 0 "$(
	    awk 'BEGIN { for (i = 0; i < 600; i++)
		printf "%s[0,\"m\",100,2000]", i ? "," : "" }')")"
	is "$mode: nothing of all that is there" "$(files)" 2
}

limits() {
	check "$mode: a long one" takes "$(batch 66666666 0 "$start")" \
	    QUERY_STRING=site=big
	head -c 261880 /dev/zero >>"$(find "$state/recordings/big" -type f)"
	check "$mode: grows to 256 KB" takes "$(batch 66666666 1 "$start")" \
	    QUERY_STRING=site=big
	check "$mode: and no further" refused 413 \
	    "$(batch 66666666 2 "$start")" QUERY_STRING=site=big
	check "$mode: on a day" takes "$(batch 77777777 0 "$start")" \
	    QUERY_STRING=site=little
	sed 's/ 0*4[0-9]* / 00000000000001048500 /' "$state/rec/little" \
	    >"$tmp/day" && cat "$tmp/day" >"$state/rec/little"
	check "$mode: all of them grow to a megabyte" takes \
	    "$(batch 77777777 1 '[0,"m",1,1]')" QUERY_STRING=site=little
	check "$mode: and no further" refused 429 "$(batch 77777777 2 \
	    "$start")" QUERY_STRING=site=little
	check "$mode: nor begin" refused 429 \
	    "$(batch 77777778 0 '[0,"m",1,1]')" QUERY_STRING=site=little
	is "$mode: no empty file is left" "$(files little)" 1
	request "$(batch 88888888 0 "$start")" QUERY_STRING=site=few
	request "$(batch 88888888 1 "$start")" QUERY_STRING=site=few
	check "$mode: too often" refused 429 "$(batch 88888888 2 "$start")" \
	    QUERY_STRING=site=few
	request '{"url":"http://www.example.com/","session":"12345678","visitor":"new"}' \
	    PATH_INFO=/hit QUERY_STRING=site=few
	check "$mode: hits are counted apart" bare 200
}

# What the script is told.
switch() {
	get /rec.js site=shop
	check "$mode: the recorder" bare 200
	check "$mode: may be kept" grep -q '^Cache-Control: public, max-age' \
	    "$tmp/answer"
	tag=$(sed -n 's/^ETag: \([^ ]*\).$/\1/p' "$tmp/answer")
	get /rec.js site=shop "HTTP_IF_NONE_MATCH=$tag"
	check "$mode: and is asked for by its tag" bare 304
	get /rec.js site=off
	check "$mode: not where it is off" bare 404
	get /lr.js site=off
	check "$mode: nor does the script want it" \
	    sh -c "! grep -q 'v:[12]' '$tmp/answer'"
	get /lr.js site=shop
	check "$mode: else after consent" grep -q ',v:2' "$tmp/answer"
	get /lr.js site=big
	check "$mode: or at once" grep -q ',v:1' "$tmp/answer"
	get /opt site=off
	check "$mode: the page of choices has nothing of them" \
	    sh -c "! grep -q 'recorded how\\|records how' '$tmp/answer'"
	get /opt site=shop
	check "$mode: or tells of them" grep -q 'If you agree, it records how' \
	    "$tmp/answer"
	get /opt site=big
	check "$mode: in both cases" grep -q ' It records how' "$tmp/answer"
	site turn '"module2": "on"'
	check "$mode: on" takes "$(batch 99999999 0 "$start")" \
	    QUERY_STRING=site=turn
	site turn '"module2": "off"'
	check "$mode: off from the next request on" refused 404 \
	    "$(batch 99999999 1 "$start")" QUERY_STRING=site=turn
}

# The key of a day goes with it, and so do the names that were made of it.
days() {
	old=$(cat "$state"/rec/shop)
	mkdir -p "$state/recordings/shop/2020-02-01" \
	    "$state/recordings/shop/2999-02-01"
	echo x >"$state/recordings/shop/2020-02-01/r1.ndjson"
	last=$(date -u -d "$day - 13 days" +%Y-%m-%d)
	mkdir "$state/recordings/shop/$last" \
	    "$state/recordings/shop/$(date -u -d "$day - 14 days" +%Y-%m-%d)"
	echo "2020-02-01${old#??????????}" >"$state/rec/shop"
	own
	request "$(batch $id 2 "$start")"
	check "$mode: what began yesterday ends" bare 409
	check "$mode: a new one on the new day" takes \
	    "$(batch $id 0 "$start")"
	is "$mode: what is over age is gone" \
	    "$(cd "$state/recordings/shop" && echo *)" "$last $day 2999-02-01"
	check "$mode: the key is another" [ "$(cut -c 33- "$state/rec/shop")" != \
	    "$(echo "$old" | cut -c 33-)" ]
	is "$mode: what is there counts" "$(cut -c 12-31 "$state/rec/shop" |
	    sed 's/^0*//')" "$(find "$state/recordings/shop/$day" -type f \
	    -printf '%s\n' | awk '{ n += 4096 + $1 } END { print n }')"
	echo garbage >"$state/rec/shop"
	check "$mode: a file of the day that is none" takes \
	    "$(batch 10101010 0 "$start")"
	is "$mode: lr-expire keeps them for 14 days" "$(lr-expire --recordings \
	    "$state/recordings" --now "$day" | grep recordings |
	    sed 's/.*"expired":\([0-9]*\),.*/\1/')" 0
	till=$(date -u -d "$day + 14 days" +%Y-%m-%d)
	all=$(find "$state/recordings" -type f | wc -l | tr -d ' ')
	is "$mode: and no longer" "$(lr-expire --check --recordings \
	    "$state/recordings" --now "$(date -u -d "$till - 1 second" \
	    +%Y-%m-%dT%H:%M:%SZ)" | grep recordings |
	    sed 's/.*"expired":\([0-9]*\),.*/\1/') $(lr-expire --recordings \
	    "$state/recordings" --now "$till" | grep recordings |
	    sed 's/.*"expired":\([0-9]*\),.*/\1/')" "0 $all"
	is "$mode: nothing is left" \
	    "$(find "$state/recordings" -type f | wc -l | tr -d ' ')" 0
	takes "$(batch 10101010 0 "$start")"
	lr-expire --state "$state" --now "$day" >/dev/null
	check "$mode: the key is there for its day" test -e "$state/rec/shop"
	lr-expire --state "$state" >/dev/null \
	    --now "$(date -u -d "$day + 1 day" +%Y-%m-%d)"
	check "$mode: and then it is gone" test ! -e "$state/rec/shop"
	rm -rf "$state/recordings"
}

# What names somebody in a path is not kept.
paths() {
	while read -r path kept; do
		rm -rf "$state/recordings"
		takes "$(batch 10101010 0 "$start" "$path")"
		is "$mode: $path" "$(cat "$state"/recordings/shop/*/* |
		    sed -n 's/.*"path":"\([^"]*\)".*/\1/p')" "$kept"
	done <<-'END'
	/a;jsessionid=CANARY/b /a/b
	/kunde/max.mustermann@mail.example/x /kunde/[address]/x
	/kunde/max%40mail.example /kunde/[address]
	/192.0.2.77/2001:db8::1 /[address]/[address]
	/2001%3adb8%3A%3A1/2001%3Adb8%3A:1;x/a%3ab /[address]/[address]/a%3ab
	/v1.2.3/;x /v1.2.3/
	/ /
	END
}

# Two processes, each a batch after the other.
together() {
	for p in 1 2; do
		serve
		eval "port$p=$port"
	done
	check 'two: one begins' takes "$(batch 12121212 0 "$start")"
	eval 'port=$port1'
	check 'two: another goes on' takes "$(batch 12121212 1 "$start")"
	for p in 1 2; do
		eval "port=\$port$p"
		for i in 1 2 3 4 5 6 7 8 9 10; do
			request "$(batch 1212121$p-$i 0 "$start")"
			request "$(batch 1212121$p-$i 1 "$start")"
		done &
		pids="$pids $!"
		eval "job$p=\$!"
	done
	eval 'wait "$job1" "$job2"'
	is 'two: whole lines, and as many as were sent' \
	    "$(cat "$state"/recordings/shop/*/*.ndjson | jq -c .n |
		sort | uniq -c | tr -s ' \n' ' ')" ' 21 0 21 1 21 null '
}

# Where the folder is on a disk without room, or no folder.
trouble() {
	rm -rf "$state/recordings"
	: >"$state/recordings"
	own
	request "$(batch 13131313 0 "$start")"
	check "$mode: no folder to write into" bare 503
	rm -f "$state/recordings"
	check "$mode: then there is" takes "$(batch 13131313 0 "$start")"
}

# A file that may not grow is like a full disk: 503, and no half line.
full() {
	rm -rf "$state/recordings"
	counted=$(cut -c 12-31 "$state/rec/shop" | sed 's/^0*//')
	(
		trap '' XFSZ
		ulimit -f 4
		serve
		got=204
		i=0
		while [ "$got" = 204 ] && [ "$i" -lt 99 ]; do
			request "$(batch 14141414 "$i" "$start")"
			bare 204 >/dev/null
			i=$((i + 1))
		done
		kill "$pid"
		[ "$got" = 503 ] && [ "$i" -gt 5 ] &&
		    [ "$i" -eq "$(cat "$state"/recordings/shop/*/* | wc -l)" ] &&
		    [ "$(cut -c 12-31 "$state/rec/shop" | sed 's/^0*//')" -eq \
			$((counted + 4096 + $(cat "$state"/recordings/shop/*/* |
			wc -c))) ]
	)
}

for mode in cgi fastcgi; do
	forget_limits
	rm -rf "$state"
	site shop
	site off '"module2": "off"'
	site big '"consent": { "module2": "free" }'
	site little '"limits": { "recordings_mb": 1 }'
	site few '"limits": { "address": 2, "site": 5 }'
	[ "$mode" = cgi ] || serve
	keeping
	[ "$mode" != cgi ] || continue
	wishes
	hostile
	limits
	switch
	days
	paths
	trouble
	check "$mode: a full disk" full
	rm -rf "$state/recordings"
	together
done
is 'messages are of ours alone' "$(grep -v '^lr-cgi: [a-z]*: recordings: ' \
    "$tmp/log")" ''
finish
