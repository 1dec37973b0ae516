#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peers themselves: what the other tests stand on works with clients that are not ours."""
import os
import select
import signal
import subprocess
import tempfile
import time
import unittest

import bmc
import tap


def ipmitool(port, *arguments):
    return subprocess.run(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(port), '-U', 'admin',
                           '-P', 's3cret-Pass', '-C', '3', *arguments],
                          capture_output=True, text=True, timeout=30)


class TestPeers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sim = cls.enterClassContext(bmc.IpmiSim(sol=True))

    def test_answers_ipmitool(self):
        result = ipmitool(self.sim.port, 'mc', 'info')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('Device ID                 : 33', result.stdout)

    def test_answers_through_the_proxy(self):
        with bmc.Proxy(self.sim.port, '--dup', 100) as proxy:
            result = ipmitool(proxy.port, 'mc', 'info')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(proxy.counts['up']['dup'], 0)

    def test_takes_simulator_commands(self):
        self.assertIn('>', self.sim.command('help'))

    def test_remembers_the_chassis(self):
        self.assertEqual(ipmitool(self.sim.port, 'chassis', 'power', 'on').returncode, 0)
        self.assertIn('power 1', self.sim.chassis_log())

    def test_two_at_once(self):
        with bmc.IpmiSim() as other:
            self.assertNotEqual(other.port, self.sim.port)
            self.assertEqual(ipmitool(other.port, 'mc', 'info').returncode, 0)

    def test_no_port_is_given_to_two(self):
        first = bmc.free_ports(2)
        script = 'import bmc; bmc.PORTS = range(%d, %d); print(bmc.free_ports(1))' % (first - 1, first + 3)
        for _ in range(4):
            other = subprocess.run(['/usr/bin/python3', '-c', script], capture_output=True, text=True, timeout=60,
                                   cwd=bmc.HERE)
            self.assertNotIn(other.stdout.strip(), (str(first), str(first + 1)), other.stderr)

    def test_says_that_a_port_is_taken(self):
        with tempfile.TemporaryDirectory() as folder:
            for sol in ({}, {'NOSOL': '1'}):
                result = subprocess.run(['/bin/sh', os.path.join(bmc.CONFIGURATION, 'run.sh'), folder,
                                         str(self.sim.port)], env=dict(os.environ, RESTART='1', **sol),
                                        capture_output=True, text=True, timeout=60)
                self.assertEqual(result.returncode, 3, result.stderr)
                self.assertIn('taken', result.stderr)

    def test_tells_when_it_ended_by_itself(self):
        with bmc.IpmiSim() as other:
            self.assertEqual(other.ends(), 0)
            other.send_signal(signal.SIGKILL)
            deadline = time.monotonic() + bmc.READY_SECONDS
            while other.ends() == 0 and time.monotonic() < deadline:
                select.select([], [], [], 0.02)
            self.assertEqual(other.ends(), 1)
        with bmc.FakeBmc() as fake:
            self.assertEqual(fake.ends(), 0)
            fake.kill()
            self.assertEqual(fake.ends(), 1)

    def test_silent(self):
        with bmc.Silent() as silent:
            result = subprocess.run(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(silent.port),
                                     '-U', 'admin', '-P', 'x', '-N', '1', '-R', '1', 'mc', 'info'],
                                    capture_output=True, timeout=30)
        self.assertNotEqual(result.returncode, 0)


tap.need('ipmi_sim', 'ipmitool')
tap.main()
