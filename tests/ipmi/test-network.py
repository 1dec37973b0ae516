#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl through a bad network. Every run with every seed has to give the right answer.

SEEDS in the environment chooses the seeds; soak.sh runs all that the project promises and shows the times."""
import os
import statistics
import sys
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import bmc
import tap
from clients import racksidectl

SEEDS = [int(seed) for seed in os.environ.get('SEEDS', '1000 1001 1002').split()]

# Runs that wait for the network most of the time, so more of them than there are processors.
AT_ONCE = 5

CONDITIONS = {
    'loss 5': ('--loss', 5),
    'loss 20': ('--loss', 20),
    'loss 40': ('--loss', 40),
    'twice': ('--dup', 100),
    'reordered': ('--reorder', 50),
    'corrupted': ('--corrupt', 20),
    'truncated': ('--truncate', 20),
    'delay 100 ± 50': ('--delay-ms', 50, '--jitter-ms', 100),
    'everything': ('--loss', 10, '--dup', 20, '--reorder', 20, '--corrupt', 10, '--truncate', 10,
                   '--delay-ms', 10, '--jitter-ms', 20),
}

# Medians that are promised, in seconds.
PROMISED = {'loss 20': 1.0, 'loss 40': 2.0}


def one_run(port, options, seed, arguments, wanted):
    """None and how long it took, or what went wrong."""
    with bmc.Proxy(port, *options, '--seed', seed) as proxy:
        start = time.monotonic()
        process = racksidectl(proxy.port, *arguments, '--json')
        seconds = time.monotonic() - start
    if process.returncode != 0:
        return 'seed %d: exit status %d, %s' % (seed, process.returncode, process.stderr.strip()), seconds
    if process.stdout != wanted:
        return 'seed %d: %s' % (seed, process.stdout.strip()), seconds
    return None, seconds


class TestNetwork(unittest.TestCase):
    def check(self, name, arguments, wanted_from):
        """wanted_from: the port to ask without a bad network in between."""
        wanted = racksidectl(wanted_from, *arguments, '--json')
        self.assertEqual(wanted.returncode, 0, wanted.stderr)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            runs = list(pool.map(lambda seed: one_run(wanted_from, CONDITIONS[name], seed, arguments, wanted.stdout),
                                 SEEDS))
        wrong = [problem for problem, _ in runs if problem is not None]
        times = [seconds for _, seconds in runs]
        print('# %-16s %-10s %d of %d right, median %.2f s, longest %.2f s'
              % (name, arguments[0], len(runs) - len(wrong), len(runs), statistics.median(times), max(times)))
        self.assertEqual(wrong, [])
        return statistics.median(times)


def add_tests():
    for name in CONDITIONS:
        def test(self, name=name):
            with bmc.IpmiSim() as sim:
                median = self.check(name, ['chassis'], sim.port)
            # Few runs have no median worth the name.
            if name in PROMISED and len(SEEDS) >= 20:
                self.assertLess(median, PROMISED[name])
        setattr(TestNetwork, 'test_chassis_' + name.replace(' ', '_'), test)


add_tests()
tap.need('ipmi_sim')
tap.main()
