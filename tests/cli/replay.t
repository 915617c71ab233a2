#!/bin/sh
# lr-replay: pages, lists, folders, and pages in a real browser.
. tests/lib.sh

mkdir -p "$tmp/rec/shop/2026-11-25" "$tmp/rec/blog/2026-11-24"
one=$tmp/rec/shop/2026-11-25/r1.ndjson
cat >"$one" <<'END'
{"recording":1,"site":"shop","day":"2026-11-25","path":"/a&b/prices"}
{"n":0,"e":[[0,"v",1280,720],[0,"s",0,0],[0,"w",1280,2000],[0,"h",20,20,600,40],[0,"t",20,80,600,200],[0,"l",20,300,200,30],[0,"f",20,340,300,40],[0,"i",700,80,300,300],[5,"m",100,100],[10,"m",400,200]]}
{"n":1,"e":[[15,"m",60,310],[16,"c",61,311],[30,"s",0,400],[50,"m",700,700],[62,"c",701,701]]}
END
sed 's/shop/blog/; s/2026-11-25/2026-11-24/' "$one" \
    >"$tmp/rec/blog/2026-11-24/r2.ndjson"
echo nothing >"$tmp/rec/notes.txt"
ln -s "$one" "$tmp/rec/link.ndjson"

# ---- lists
is 'a list of all in a folder' "$(cd "$tmp/rec" && lr-replay --list . |
    jq -r '[.file, .site, .day, .seconds, .clicks, .moves] | join(" ")')" \
    './blog/2026-11-24/r2.ndjson blog 2026-11-24 6.2 2 4
./shop/2026-11-25/r1.ndjson shop 2026-11-25 6.2 2 4'
mkdir "$tmp/empty"
check 'a folder without any' rc 0 lr-replay --list "$tmp/empty"
is 'and it does not wait for another input' \
    "$(lr-replay --list "$tmp/empty" <"$one")" ''
check 'a page is of one' rc 2 lr-replay "$one" "$one"
check 'a page is no table' rc 2 lr-replay -o csv "$one"
check 'a language that it does not speak' rc 2 lr-replay --lang fr "$one"

# ---- pages
lr-replay "$one" >"$tmp/plain.html"
lr-replay <"$one" >"$tmp/again.html"
check 'the same bytes each time' cmp "$tmp/plain.html" "$tmp/again.html"
gzip -c "$one" | lr-replay >"$tmp/again.html"
check 'of a compressed one, too' cmp "$tmp/plain.html" "$tmp/again.html"
{
	head -n 1 "$one"
	sed -n '3p;2p' "$one"
} | lr-replay >"$tmp/again.html"
check 'in whatever order its lines are' cmp "$tmp/plain.html" \
    "$tmp/again.html"
lr-replay --lang de "$one" >"$tmp/de.html"

# ---- hostile ones
{
	cat "$one"
	echo '{"n":1,"e":[[99,"c",1,1]]}'
	echo '{"n":2,"e":[[99,"c",1,1],[98,"c",1,1]]}'
	echo '{"n":2,"e":[[99,"t","<script>",1,1,1]]}'
	echo '{"n":2,"e":[[99,"c",1,1]],"x":"<script>"}'
	echo 'noise'
	head -n 1 "$one"
} >"$tmp/bad.ndjson"
check 'what is wrong is refused' rc 1 lr-replay "$tmp/bad.ndjson"
lr-replay "$tmp/bad.ndjson" 2>"$tmp/err" >"$tmp/again.html"
is 'each of it is told' "$(sed 's,.*ndjson:,,' "$tmp/err")" \
    '4: refused: this batch was there before
5: refused: e: not an event
6: refused: e: not an event
7: refused: other members than a batch has
8: refused: not a JSON object
9: refused: another recording begins
lr-replay: 6 of 9 records refused'
check 'and the rest is as it is' cmp "$tmp/plain.html" "$tmp/again.html"
{
	cat "$one"
	printf '%s\n' '{"recording":1,"site":"x","day":"2026-11-25","path":"/"}' \
	    '{"n":2,"e":[[99,"c",1,1]]}'
} >"$tmp/two.ndjson"
check 'two in one file' rc 1 lr-replay "$tmp/two.ndjson"
lr-replay "$tmp/two.ndjson" >"$tmp/again.html" 2>"$tmp/err"
check 'are not mixed' cmp "$tmp/plain.html" "$tmp/again.html"
printf '{"n":9,"e":[[3,"c",1,1]]}\n' | cat "$one" - >"$tmp/back.ndjson"
check 'a batch that goes back in time' rc 1 lr-replay "$tmp/back.ndjson"
lr-replay "$tmp/back.ndjson" 2>"$tmp/err" >"$tmp/again.html"
is 'is told' "$(sed 's,[^ ]*/,,' "$tmp/err")" \
    'lr-replay: back.ndjson: 1 batches go back in time: left out'
check 'and left out' cmp "$tmp/plain.html" "$tmp/again.html"
for path in '/<script>' '/\u003cscript>' '/"' "//\\\\" 'javascript:x' ''; do
	sed "1s|/a&b/prices|$path|" "$one" >"$tmp/path.ndjson"
	check "no path of a page: $path" rc 1 lr-replay "$tmp/path.ndjson"
	is 'makes no page' "$(lr-replay "$tmp/path.ndjson" 2>/dev/null)" ''
done
{
	head -n 1 "$one"
	awk 'BEGIN {
		for (n = 0; n < 4096; n++) {
			printf "{\"n\":%d,\"e\":[[%d,\"w\",100,9000]", n, n * 4
			for (i = 0; i < 100; i++)
				printf ",[%d,\"%s\",%d,%d]", n * 4,
				    i % 9 ? "m" : "c", i, i * n % 1000
			print "]}"
		}
	}'
} >"$tmp/large.ndjson"
check 'more than a recording holds' rc 1 lr-replay "$tmp/large.ndjson"
lr-replay "$tmp/large.ndjson" >"$tmp/large.html" 2>"$tmp/err"
check 'is cut' [ "$(wc -c <"$tmp/large.html")" -lt 1000000 ]

# ---- in a browser
if command -v chromedriver >/dev/null; then
	perl tests/help/player.pl "$tmp" >"$tmp/tap" 2>&1 || TAP_FAILED=1
	awk -v n="$TAP_N" '/^# [0-9]*$/ { next }
	/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) } { print }' "$tmp/tap"
	TAP_N=$((TAP_N + $(sed -n 's/^# \([0-9][0-9]*\)$/\1/p' "$tmp/tap")))
else
	skip 'the page in a browser' 'no chromedriver'
fi
finish
