#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl through a bad network. Every run with every seed has to give the right answer.

SEEDS in the environment chooses the seeds; soak.sh runs all that the project promises and shows the times."""
import os
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import bmc
import tap
from clients import racksidectl
from outcome import Outcome, report

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


def one_run(sim, options, seed, arguments, wanted):
    ends_before = sim.ends()
    problem = None
    with bmc.Proxy(sim.port, *options, '--seed', seed) as proxy:
        start = time.monotonic()
        process = racksidectl(proxy.port, *arguments, '--json')
        seconds = time.monotonic() - start
    if process.returncode != 0:
        problem = 'seed %d: exit status %d, %s' % (seed, process.returncode, process.stderr.strip())
    elif process.stdout != wanted:
        problem = 'seed %d: %s' % (seed, process.stdout.strip())
    return Outcome(problem, seconds, sim.ends() > ends_before)


class TestNetwork(unittest.TestCase):
    def check(self, name, arguments, sim):
        wanted = racksidectl(sim.port, *arguments, '--json')
        self.assertEqual(wanted.returncode, 0, wanted.stderr)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(lambda seed: one_run(sim, CONDITIONS[name], seed, arguments, wanted.stdout),
                                     SEEDS))
        wrong, median = report(name, arguments[0], outcomes)
        self.assertEqual(wrong, [])
        return median


def add_tests():
    for name in CONDITIONS:
        def test(self, name=name):
            with bmc.IpmiSim() as sim:
                median = self.check(name, ['chassis'], sim)
            # Few runs have no median worth the name.
            if name in PROMISED and len(SEEDS) >= 20:
                self.assertLess(median, PROMISED[name])
        setattr(TestNetwork, 'test_chassis_' + name.replace(' ', '_'), test)


add_tests()
tap.need('ipmi_sim')
tap.main()
