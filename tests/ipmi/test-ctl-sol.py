#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl sol: the serial console, by hand and by pipe."""
import os
import pty
import select
import signal
import subprocess
import termios
import time
import unittest

import bmc
import tap

PASSWORD = 's3cret-Pass'
EVERY_BYTE = bytes(range(256))


def command(port, *options):
    return [os.environ['RACKSIDECTL'], 'ipmi://admin@127.0.0.1:%d' % port, 'sol', *map(str, options)]


ENVIRONMENT = dict(os.environ, RACKSIDE_PASSWORD=PASSWORD)


def pipe(port, data, *options):
    return subprocess.run(command(port, *options), input=data, capture_output=True, timeout=120, env=ENVIRONMENT)


def pattern(length):
    return b''.join(b'%07d\n' % n for n in range(length // 8 + 1))[:length]


class TestPipe(unittest.TestCase):
    def check(self, process, wanted):
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(len(process.stdout), len(wanted))
        self.assertEqual(process.stdout, wanted)
        self.assertEqual(process.stderr, b'')

    def test_64_kib_there_and_back(self):
        for suite in (3, 17, 8, 2, 0):
            with self.subTest(suite), bmc.FakeBmc() as fake:
                process = pipe(fake.port, EVERY_BYTE * 256, '--quiet-for', 0.3, '--suite', suite)
                process.stderr = process.stderr if suite in (3, 17, 8) else b''
                self.check(process, EVERY_BYTE * 256)
            # Packets may be rejected: whoever waits for a BMC that stands still sends some with numbers it has had.
            self.assertEqual(fake.counts['sessions'], 0)

    def test_64_kib_from_the_server(self):
        with bmc.FakeBmc('--sol-blast', 65536) as fake:
            self.check(pipe(fake.port, b'', '--quiet-for', 0.5), pattern(65536))

    def test_lossy_network(self):
        for loss, size in ((5, 65536), (20, 16384), (40, 4096)):
            with self.subTest(loss), bmc.FakeBmc() as fake, \
                 bmc.Proxy(fake.port, '--loss', loss, '--seed', 1000) as proxy:
                self.check(pipe(proxy.port, pattern(size), '--quiet-for', 3), pattern(size))

    def test_bad_network(self):
        with bmc.FakeBmc() as fake, \
             bmc.Proxy(fake.port, '--dup', 30, '--reorder', 30, '--corrupt', 10, '--truncate', 5,
                       '--delay-ms', 1, '--seed', 1000) as proxy:
            self.check(pipe(proxy.port, pattern(16384), '--quiet-for', 3), pattern(16384))

    def test_bmc_that_takes_little(self):
        with bmc.FakeBmc('--mischief', 'sol-nack') as fake:
            self.check(pipe(fake.port, pattern(8192), '--quiet-for', 1), pattern(8192))

    def test_bmc_that_gives_up_what_it_cannot_send(self):
        with bmc.FakeBmc('--mischief', 'sol-hasty', '--sol-blast', 4096) as fake:
            process = pipe(fake.port, b'', '--quiet-for', 0.5)
        self.assertEqual(process.returncode, 1)
        self.assertIn(b'Characters are missing', process.stderr)
        self.assertTrue(0 < len(process.stdout) < 4096)
        self.assertTrue(process.stdout.endswith(pattern(4096)[-64:]), 'what came after the gap is there')

    def test_hostile_bmc(self):
        for mischief in ('twice', 'replay', 'garbage', 'forge'):
            with self.subTest(mischief), bmc.FakeBmc('--mischief', mischief) as fake:
                self.check(pipe(fake.port, pattern(8192), '--quiet-for', 0.5), pattern(8192))

    def test_output_that_nobody_reads_for_a_while(self):
        with bmc.FakeBmc('--sol-blast', 400000) as fake:
            process = subprocess.Popen(command(fake.port, '--quiet-for', 1), stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, env=ENVIRONMENT)
            # More than a pipe and what is kept beside it take; the console has to hold the BMC back.
            time.sleep(1.5)
            self.assertEqual(process.communicate(timeout=60)[0], pattern(400000))
            self.assertEqual(process.returncode, 0)

    def test_reader_that_goes_away(self):
        with bmc.FakeBmc('--sol-blast', 400000) as fake:
            process = subprocess.Popen(command(fake.port), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, env=ENVIRONMENT)
            process.stdout.read(100)
            process.stdout.close()
            errors = process.stderr.read()
            process.stderr.close()
            self.assertEqual(process.wait(timeout=20), 1)
            self.assertIn(b'Broken pipe', errors)
        self.assertEqual(fake.counts['sessions'], 0)

    def test_server_that_is_off(self):
        with bmc.FakeBmc('--mischief', 'sol-off') as fake:
            process = pipe(fake.port, b'hello', '--timeout', 30)
        self.assertEqual((process.returncode, process.stdout), (1, b''), process.stderr)
        self.assertIn(b'Look whether the server is on', process.stderr)

    def test_time_limit(self):
        with bmc.FakeBmc('--mischief', 'sol-deaf') as fake:
            process = pipe(fake.port, b'hello', '--timeout', 1)
            self.assertEqual(process.returncode, 4, process.stderr)
        self.assertEqual(fake.counts['sessions'], 0)


class TestRefusals(unittest.TestCase):
    def test_each_is_explained(self):
        seen = set()
        for completion in (0x80, 0x81, 0x82, 0x83, 0x84):
            with bmc.FakeBmc('--sol-refusal', completion) as fake:
                process = pipe(fake.port, b'')
                self.assertEqual((process.returncode, process.stdout), (1, b''))
                seen.add(process.stderr)
        self.assertEqual(len(seen), 5)

    def test_lost_answer_to_activation(self):
        for options in ((), ('--mischief', 'sol-discreet')):
            with self.subTest(options), bmc.FakeBmc('--lost', '06:48', '--lose', 1, *options) as fake:
                process = pipe(fake.port, b'mine', '--quiet-for', 0.3)
                self.assertEqual((process.returncode, process.stdout), (0, b'mine'), process.stderr)

    def test_somebody_else_has_it_and_the_bmc_does_not_say_who(self):
        with bmc.FakeBmc('--mischief', 'sol-discreet') as fake:
            first = subprocess.Popen(command(fake.port), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
            first.stdin.write(b'x')
            first.stdin.flush()
            self.assertEqual(first.stdout.read(1), b'x')
            second = pipe(fake.port, b'')
            self.assertEqual(second.returncode, 1)
            self.assertIn(b'Somebody else is using', second.stderr)
            first.send_signal(signal.SIGTERM)
            first.communicate(timeout=10)
            self.assertEqual(first.returncode, 1)

    def test_steal(self):
        with bmc.FakeBmc() as fake:
            first = subprocess.Popen(command(fake.port), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, env=ENVIRONMENT)
            first.stdin.write(b'x')
            first.stdin.flush()
            self.assertEqual(first.stdout.read(1), b'x')
            self.assertEqual(pipe(fake.port, b'').returncode, 1)
            stolen = pipe(fake.port, b'mine', '--steal', '--quiet-for', 0.3)
            self.assertEqual((stolen.returncode, stolen.stdout), (0, b'mine'))
            _, errors = first.communicate(timeout=10)
            self.assertEqual(first.returncode, 1)
            self.assertIn(b'somebody else has taken it over', errors)


class TestTerminal(unittest.TestCase):
    """A person: standard input, output and error are a terminal."""

    def setUp(self):
        self.fake = self.enterContext(bmc.FakeBmc())
        self.ours, theirs = pty.openpty()
        self.before = termios.tcgetattr(theirs)
        self.process = subprocess.Popen(command(self.fake.port), stdin=theirs, stdout=theirs, stderr=theirs,
                                        start_new_session=True, env=ENVIRONMENT)
        self.theirs = theirs
        self.addCleanup(os.close, self.ours)
        self.addCleanup(os.close, theirs)
        self.seen = b''
        self.wait_for(b'connected')

    def wait_for(self, text, seconds=10):
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.ours], [], [], max(0, deadline - time.monotonic()))
            self.assertTrue(ready, 'no %r in %r' % (text, self.seen))
            self.seen += os.read(self.ours, 4096)

    def type(self, text):
        os.write(self.ours, text)

    def wait_end(self, status):
        self.assertEqual(self.process.wait(timeout=10), status)
        self.assertEqual(termios.tcgetattr(self.theirs), self.before, 'the terminal is as it was')

    def test_echo_and_end(self):
        self.type(b'hello\r')
        self.wait_for(b'hello\r')
        # Control characters are for the server.
        self.type(b'\x03\x04\x1a.')
        self.wait_for(b'\x03\x04\x1a.')
        self.type(b'\r~.')
        self.wait_end(0)

    def test_help(self):
        self.type(b'~?')
        self.wait_for(b'~B sends a break')
        self.type(b'~.')
        self.wait_end(0)

    def test_tilde(self):
        self.type(b'~~/x\r~~~.')
        self.wait_for(b'~/x\r~~.')
        self.type(b'\r~.')
        self.wait_end(0)

    def test_termination(self):
        self.process.send_signal(signal.SIGTERM)
        self.wait_end(1)


class TestSimulator(unittest.TestCase):
    """ipmi_sim with a line console behind its serial port."""

    @classmethod
    def setUpClass(cls):
        cls.port = cls.enterClassContext(bmc.IpmiSim(sol=True)).port

    def test_console(self):
        process = pipe(self.port, b'echo right\r', '--quiet-for', 1)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn(b'\r\nright\r\n', process.stdout)

    def test_64_kib_each_way(self):
        process = pipe(self.port, b'blast 65536\r', '--quiet-for', 1)
        self.assertIn(pattern(65536), process.stdout)
        process = pipe(self.port, b'quiet\rsum 65536\r' + b'A' * 65536 + b'\rloud\r', '--quiet-for', 1)
        self.assertIn(b'sum %d\r\n' % (65 * 65536), process.stdout)


tap.need('ipmi_sim')
tap.main()
