#!/usr/bin/env bash
# Installs what is missing, builds a release build in build/ and runs all tests.
# Arguments go to `meson test`: tests/run.sh --suite unit
set -euo pipefail
cd "$(dirname "$0")/.."
. app/prepare.sh
install_missing $(packages_for build) $(packages_for run) $(packages_for test)
build build --buildtype=release -Dwerror=true
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
meson test -C build --no-rebuild --print-errorlogs --timeout-multiplier 4 "$@" 2>&1 | tee "$log" || status=$?
count () { sed -n "s/^$1: *\([0-9]*\).*/\1/p" "$log" | awk '{ sum += $1 } END { print sum + 0 }'; }
echo "$(($(count Ok) + $(count 'Expected Fail'))) passed," \
     "$(($(count Fail) + $(count 'Unexpected Pass') + $(count Timeout))) failed, $(count Skipped) skipped"
exit $status
