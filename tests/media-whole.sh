#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Reads a disc of 700 MB through a virtual drive of the simulator, as tests/ilo/test-media-peer.py does with a small one
# in every run. Say how many megabytes if it is to be another size:  tests/media-whole.sh [MEGABYTES]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build}
export MEDIA_MEGABYTES=${1:-700}
export RACKSIDE_SIMULATOR=$PWD/$build/app/simulator/rackside-simulator RACKSIDECTL=$PWD/$build/app/ctl/racksidectl
export PYTHONPATH=$PWD/tests:$PWD/tests/simulator PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
exec /usr/bin/python3 tests/ilo/test-media-peer.py TestWhole.test_disc_whole
