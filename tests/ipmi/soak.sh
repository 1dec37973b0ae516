#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# soak.sh [BUILD-DIR] [TEST…]: the whole matrix of bad networks, 20 seeds each and 64 KiB each way on the serial
# console, which is too long for every change. Prints how many runs were right and how long they took; runs whose BMC
# ended by itself are counted apart. A TEST is e.g. TestNetwork.test_chassis_loss_40 or TestSolNetwork.test_loss_40_echo.
set -euo pipefail
build=$(cd "${1:-build}" && pwd)
shift || true
cd "$(dirname "$0")"
export PYTHONPATH=$PWD/.. PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
export RACKSIDECTL=$build/app/ctl/racksidectl FAKE_BMC=$build/tests/ipmi/fake-bmc/fake-bmc
SEEDS=${SEEDS:-$(seq -s ' ' 1000 1019)}
export SEEDS KIB=${KIB:-64}
failed=0
for test in network sol-network; do
  class=$([ $test = network ] && echo TestNetwork || echo TestSolNetwork)
  names=()
  for name in "$@"; do
    [ "${name%%.*}" != $class ] || names+=("$name")
  done
  [ $# -gt 0 ] && [ ${#names[@]} -eq 0 ] && continue
  ./test-$test.py "${names[@]}" || failed=1
done
exit $failed
