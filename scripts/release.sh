#!/bin/sh
# release.sh VERSION: check everything, tag, and make the tarball; then build
# and test what is in the tarball. The same commit gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
version=${1:?usage: release.sh VERSION}
die() {
	echo "release: $1" >&2
	exit 1
}

grep -qx "VERSION = $version" Makefile ||
    die "the Makefile does not say VERSION = $version"
grep -q "^\.Ss $version" man/lr-news.7 ||
    die "man/lr-news.7 has no section $version"
grep -q "^\.Ss $version, not released" man/lr-news.7 &&
    die "man/lr-news.7 says that $version is not released yet"
[ -z "$(git status --porcelain)" ] || die 'the tree is not clean'
! git rev-parse -q --verify "refs/tags/v$version" >/dev/null ||
    die "v$version is tagged already"

sh scripts/check

make -s dist
tar=$PWD/build/lr-$version.tar.gz
mv "$tar" "$tar.first"
make -s dist
cmp "$tar" "$tar.first" || die 'the tarball differs from run to run'
rm "$tar.first"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
gzip -dc "$tar" | tar -xf -
cd "lr-$version"
make -s -j2 all units
make -s check
# Built again elsewhere: the same programs.
cp -R . "$tmp/other"
cd "$tmp/other"
make -s clean
make -s -j2 all
for c in build/bin/*; do
	cmp "$c" "$tmp/lr-$version/$c" || die "$c is not reproducible"
done
cd "$OLDPWD"

cd "$(dirname "$tar")/.."
git tag -a "v$version" -m "lr $version"
echo "release: tagged v$version; the tarball is $tar"
sha256sum "$tar"
