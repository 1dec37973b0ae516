#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The serial console through a bad network: whatever becomes of the packets, every byte arrives once and in order.

SEEDS in the environment chooses the seeds and KIB how much is sent each way; soak.sh runs all that the project
promises (20 seeds, 64 KiB) and shows the times."""
import os
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import bmc
import tap
from outcome import Outcome, report

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
    """Sends @data to the console; what it said."""
    with bmc.Proxy(port, *options, '--seed', seed) as proxy:
        process = subprocess.run([os.environ['RACKSIDECTL'], 'ipmi://admin@127.0.0.1:%d' % proxy.port, 'sol',
                                  '--quiet-for', str(QUIET)],
                                 input=data, capture_output=True, timeout=LONGEST, env=ENVIRONMENT)
    if process.returncode != 0 or process.stderr:
        raise RuntimeError('exit status %d, %s' % (process.returncode, process.stderr.decode().strip()))
    return process.stdout


def real():
    return bmc.IpmiSim(sol=True)


def echo(port, options, seed):
    """Our own BMC sends back what it is sent: both ways at the same time."""
    return transfer(port, options, seed, pattern(SIZE)) == pattern(SIZE)


def from_server(port, options, seed):
    return pattern(SIZE) in transfer(port, options, seed, b'blast %d\r' % SIZE)


def to_server(port, options, seed):
    data = bytes(33 + n * 37 % 89 for n in range(SIZE))
    return b'sum %d\r\n' % sum(data) in transfer(port, options, seed,
                                                 b'quiet\rsum %d\r' % SIZE + data + b'\rloud\r')


WAYS = {echo: bmc.FakeBmc, from_server: real, to_server: real}


def one_run(way, options, seed):
    problem = None
    with WAYS[way]() as peer:
        start = time.monotonic()
        try:
            if not way(peer.port, options, seed):
                problem = 'characters are missing, wrong or there twice'
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            problem = str(error)
        seconds = time.monotonic() - start - QUIET
        lost = peer.ends() > 0
    return Outcome(problem and 'seed %d: %s' % (seed, problem), seconds, lost)


class TestSolNetwork(unittest.TestCase):
    def check(self, name, way):
        with ThreadPoolExecutor(len(SEEDS) if name.startswith('delay') else AT_ONCE) as pool:
            outcomes = list(pool.map(lambda seed: one_run(way, CONDITIONS[name], seed), SEEDS))
        wrong, _ = report(name, way.__name__, outcomes)
        self.assertEqual(wrong, [])


def add_tests():
    for name in CONDITIONS:
        for way in WAYS:
            def test(self, name=name, way=way):
                self.check(name, way)
            setattr(TestSolNetwork, 'test_%s_%s' % (name.replace(' ', '_'), way.__name__), test)


add_tests()
tap.need('ipmi_sim')
tap.main()
