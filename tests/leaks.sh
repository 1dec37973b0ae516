#!/usr/bin/env bash
# Opens, uses and closes everything that the programs have, under valgrind, and fails when something of ours leaks.
#   tests/leaks.sh                everything: ten minutes and more
#   tests/leaks.sh NAME…          only what has one of these in its name: servers, console, panel, player, ctl
set -euo pipefail
cd "$(dirname "$0")/.."
. app/prepare.sh
install_missing $(packages_for build) $(packages_for run) $(packages_for test) valgrind
# Optimised, or it takes for ever; with names and lines, or nobody knows what leaks.
[ -f build-leaks/build.ninja ] || meson setup build-leaks --buildtype=debugoptimized >&2
meson compile -C build-leaks rackside racksidectl racksidectl-full rackside-simulator fake-bmc make-player-files \
  gsettings-compile-data >&2
top=$PWD build=$PWD/build-leaks
export RACKSIDE=$build/app/window/rackside RACKSIDECTL=$build/app/ctl/racksidectl
export RACKSIDECTL_FULL=$build/app/ctl/racksidectl-full RACKSIDE_SIMULATOR=$build/app/simulator/rackside-simulator
export FAKE_BMC=$build/tests/ipmi/fake-bmc/fake-bmc MAKE_PLAYER_FILES=$build/tests/console/make-player-files
export GSETTINGS_SCHEMA_DIR=$build/data RACKSIDE_SHARED=$top/../shared SIMULATOR_TIMEOUT=120 DESKTOP_PATIENCE=300
export PATH=/usr/sbin:$PATH PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH=$top/tests:$top/tests/desktop:$top/tests/simulator:$top/tests/servers:$top/tests/ipmi
exec /usr/bin/python3 tests/leaks.py "$@"
