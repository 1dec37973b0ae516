#!/usr/bin/env bash
# Makes the Debian packages of what is checked out, as it is committed: data/debian/build.sh FOLDER
# The same commit makes the same packages, bit for bit.
set -euo pipefail
out=$(realpath -m "${1:?Usage: data/debian/build.sh FOLDER}")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/rackside"
git archive HEAD | tar -x -C "$work/rackside"
mv "$work/rackside/data/debian" "$work/rackside/debian"
(cd "$work/rackside" && DEB_BUILD_OPTIONS="parallel=$(nproc)" dpkg-buildpackage --build=binary --no-sign)
mv "$work"/*.deb "$work"/*.changes "$work"/*.buildinfo "$out"
