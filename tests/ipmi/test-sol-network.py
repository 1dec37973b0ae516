#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The serial console through a bad network: whatever becomes of the packets, every byte arrives once and in order.

SEEDS in the environment chooses the seeds and KIB how much is sent each way; soak.sh runs all that the project
promises (20 seeds, 64 KiB) and shows the times."""
import os
import statistics
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import bmc
import tap

SEEDS = [int(seed) for seed in os.environ.get('SEEDS', '1000').split()]
SIZE = int(os.environ.get('KIB', '8')) * 1024
AT_ONCE = 4                     # runs that wait for the network most of the time; those with a delay do nothing else
LONGEST = 900                   # seconds: a run that has not ended by then hangs
QUIET = 5                       # more than a packet stays under way in the worst of these networks

CONDITIONS = {
    'loss 5': ('--loss', 5),
    'loss 20': ('--loss', 20),
    'loss 40': ('--loss', 40),
    'twice': ('--dup', 100),
    'reordered': ('--reorder', 50),
    'corrupted': ('--corrupt', 20),
    'truncated': ('--truncate', 20),
    'delay 100 ± 50': ('--delay-ms', 50, '--jitter-ms', 100),
}

ENVIRONMENT = dict(os.environ, RACKSIDE_PASSWORD='s3cret-Pass')


def pattern(length):
    return b''.join(b'%07d\n' % n for n in range(length // 8 + 1))[:length]


def transfer(port, options, seed, data):
    """Sends @data to the console; what it said, and how long that took without the silence at the end."""
    with bmc.Proxy(port, *options, '--seed', seed) as proxy:
        start = time.monotonic()
        process = subprocess.run([os.environ['RACKSIDECTL'], 'ipmi://admin@127.0.0.1:%d' % proxy.port, 'sol',
                                  '--quiet-for', str(QUIET)],
                                 input=data, capture_output=True, timeout=LONGEST, env=ENVIRONMENT)
        seconds = time.monotonic() - start - QUIET
    if process.returncode != 0 or process.stderr:
        raise RuntimeError('exit status %d, %s' % (process.returncode, process.stderr.decode().strip()))
    return process.stdout, seconds


def echo(options, seed):
    """Our own BMC sends back what it is sent: both ways at the same time."""
    with bmc.FakeBmc() as fake:
        output, seconds = transfer(fake.port, options, seed, pattern(SIZE))
    return output == pattern(SIZE), seconds


def from_server(options, seed):
    with bmc.IpmiSim(sol=True) as sim:
        output, seconds = transfer(sim.port, options, seed, b'blast %d\r' % SIZE)
    return pattern(SIZE) in output, seconds


def to_server(options, seed):
    data = bytes(33 + n * 37 % 89 for n in range(SIZE))
    with bmc.IpmiSim(sol=True) as sim:
        output, seconds = transfer(sim.port, options, seed, b'quiet\rsum %d\r' % SIZE + data + b'\rloud\r')
    return b'sum %d\r\n' % sum(data) in output, seconds


def one_run(way, options, seed):
    """What went wrong or None, and how long it took."""
    try:
        right, seconds = way(options, seed)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return 'seed %d: %s' % (seed, error), LONGEST
    return None if right else 'seed %d: characters are missing, wrong or there twice' % seed, seconds


class TestSolNetwork(unittest.TestCase):
    def check(self, name, way):
        with ThreadPoolExecutor(len(SEEDS) if name.startswith('delay') else AT_ONCE) as pool:
            runs = list(pool.map(lambda seed: one_run(way, CONDITIONS[name], seed), SEEDS))
        wrong = [problem for problem, _ in runs if problem is not None]
        times = [seconds for _, seconds in runs]
        print('# %-16s %-12s %d of %d right, median %.1f s, longest %.1f s'
              % (name, way.__name__, len(runs) - len(wrong), len(runs), statistics.median(times), max(times)),
              flush=True)
        self.assertEqual(wrong, [])


def add_tests():
    for name in CONDITIONS:
        for way in (echo, from_server, to_server):
            def test(self, name=name, way=way):
                self.check(name, way)
            setattr(TestSolNetwork, 'test_%s_%s' % (name.replace(' ', '_'), way.__name__), test)


add_tests()
tap.need('ipmi_sim')
tap.main()
