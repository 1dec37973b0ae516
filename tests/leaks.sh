#!/usr/bin/env bash
# Runs the tests that use the programs as somebody does, with LeakSanitizer in these, and fails when something of ours
# leaks. The window's open, use and close all of its pages and dialogs; those of racksidectl have each of its commands.
#   tests/leaks.sh                all of them: half an hour on two idle cores
#   tests/leaks.sh TEST…          only these, as meson names them: desktop-servers, peer-ctl-fake, …
set -euo pipefail
cd "$(dirname "$0")/.."
. app/prepare.sh
install_missing $(packages_for build) $(packages_for run) $(packages_for test)
# With names and lines, or nobody knows what leaks.
[ -f build-leaks/build.ninja ] || meson setup build-leaks --buildtype=debugoptimized -Dc_link_args=-fsanitize=leak >&2
meson compile -C build-leaks rackside racksidectl racksidectl-full rackside-simulator fake-bmc make-player-files \
  gsettings-compile-data rackside-gmo >&2
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
# GLib has no frame pointers, so stacks are unwound slowly. Tests look at what programs write and how they end, so that
# leaks show in neither; log_threads writes a little for every program, leaks or not.
export LSAN_OPTIONS=log_path=$logs/log:log_threads=1:exitcode=0:fast_unwind_on_malloc=0:malloc_context_size=25
# Without LLVM, with which Mesa draws: what it tells the unwinder locks that up, when allocations are unwound.
export G_SLICE=always-malloc GSK_RENDERER=cairo GALLIUM_DRIVER=softpipe DRAW_USE_LLVM=false
export DESKTOP_PATIENCE=${DESKTOP_PATIENCE:-100} SIMULATOR_TIMEOUT=120
if [ $# -eq 0 ]; then
  # Not those that are about OpenGL, or about time.
  readarray -t tests < <(meson test -C build-leaks --list 2>/dev/null | sed -n 's/^.* \/ //p' |
    grep -E '^(desktop|peer-ctl|ctl)-' | grep -Ev '^desktop-(display|file-validate)|-timeouts$|^ctl-(escape|server|output)$')
else
  tests=("$@")
fi
failed=
meson test -C build-leaks --no-rebuild --timeout-multiplier 12 "${tests[@]}" || failed=yes
/usr/bin/python3 tests/leaks.py "$logs" "$PWD"
[ -z "$failed" ] || { echo "Some tests failed: whether what they did not do leaks is not known."; exit 1; }
