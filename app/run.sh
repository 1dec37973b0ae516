#!/usr/bin/env bash
# Installs what is missing, builds a release build in build/ and starts the program with the arguments that
# this was given, or with --demo when there are none: a simulated server. Without a display it starts it
# under Xvfb, takes a picture of the window once there is something to see, says where it lies, and ends.
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
. app/prepare.sh
install_missing $(packages_for build) $(packages_for run)
build build --buildtype=release
program=$PWD/build/app/window/rackside
export RACKSIDE_LOCALE_DIR=$PWD/build/po
picture=$PWD/build/screenshot.png
cd "$here"
[ $# -gt 0 ] || set -- --demo

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$program" "$@"
fi
echo "There is no display: starting it under Xvfb, and taking a picture of what it shows." >&2
rm -f "$picture"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! GDK_BACKEND=x11 timeout --foreground 120 dbus-run-session -- \
     xvfb-run --auto-servernum --server-args='-screen 0 1600x1000x24' \
     "$program" --screenshot "$picture" "$@" > "$log" 2>&1 || [ ! -s "$picture" ]; then
  cat "$log" >&2
  echo "There is no picture: the program ended without one, or took longer than two minutes." >&2
  exit 1
fi
echo "The picture is $picture"
