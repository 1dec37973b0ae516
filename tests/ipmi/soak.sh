#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# soak.sh [BUILD-DIR] [TEST…]: the whole matrix of bad networks, 20 seeds each, which is too long for every
# change. Prints how many runs were right and how long they took.
set -euo pipefail
build=$(cd "${1:-build}" && pwd)
shift || true
cd "$(dirname "$0")"
export PYTHONPATH=$PWD/.. PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
export RACKSIDECTL=$build/app/ctl/racksidectl FAKE_BMC=$build/tests/ipmi/fake-bmc/fake-bmc
SEEDS=${SEEDS:-$(seq -s ' ' 1000 1019)}
export SEEDS
exec ./test-network.py "$@"
