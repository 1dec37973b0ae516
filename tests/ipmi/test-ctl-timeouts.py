#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--timeout is held whatever the other end does, and the exit status says that there was no answer in time."""
import os
import socket
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import bmc
import tap
from clients import racksidectl

TIMEOUT = 1
CLOSING = 1.5           # for the farewell, and for a machine that has much to do
AT_ONCE = 4


class Stranger:
    """A port where something answers that is no BMC: react (socket, packet, address)."""

    def __init__(self, react):
        self.react = react

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        return self

    def run(self):
        while True:
            packet, address = self.socket.recvfrom(4096)
            if not packet:
                return
            self.react(self.socket, packet, address)

    def __exit__(self, *_):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b'', ('127.0.0.1', self.port))
        self.thread.join()
        self.socket.close()


def flood(server, packet, address):
    for _ in range(20000):
        server.sendto(packet, address)
        server.sendto(os.urandom(64), address)


STRANGERS = {
    'echo': lambda server, packet, address: server.sendto(packet, address),
    'empty datagrams': lambda server, packet, address: server.sendto(b'', address),
    'long datagrams': lambda server, packet, address: server.sendto(packet[:4] * 1500, address),
    'flood': flood,
}


class TestTimeouts(unittest.TestCase):
    def check(self, port, *arguments, **options):
        start = time.monotonic()
        process = racksidectl(port, *arguments, '--timeout', TIMEOUT, **options)
        seconds = time.monotonic() - start
        self.assertEqual((process.returncode, process.stdout), (4, ''), process.stderr)
        self.assertRegex(process.stderr, r'^racksidectl: .*\.\n$')
        self.assertGreater(seconds, TIMEOUT - 0.1)
        self.assertLess(seconds, TIMEOUT + CLOSING)

    def test_strangers(self):
        for name, react in STRANGERS.items():
            with self.subTest(name), Stranger(react) as stranger:
                self.check(stranger.port, 'device')

    def try_first(self, arguments, n):
        """The other end answers the first packets, and then no more. Returns what is wrong or None."""
        with bmc.FakeBmc('--sensors', 100, '--sel', 100) as fake, \
             bmc.Proxy(fake.port, '--drop', 'down:%d-100000' % (n + 1)) as proxy:
            try:
                self.check(proxy.port, *arguments)
            except AssertionError as error:
                return '%s after %d packets: %s' % (' '.join(arguments), n, error)
        return None

    def test_gone_in_the_middle(self):
        situations = [(arguments, n) for arguments in (['sensors'], ['sel', '--clear'], ['fru'])
                      for n in (0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 14)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            wrong = list(filter(None, pool.map(lambda situation: self.try_first(*situation), situations)))
        self.assertEqual(wrong, [])

    def test_nothing_that_helps(self):
        for options in (['--busy', 1000000], ['--mischief', 'bad-code'], ['--mischief', 'wrong-id'],
                        ['--mischief', 'mute-later'], ['--mischief', 'silent'], ['--delay', 3000],
                        ['--lost', '06:3b', '--lose', 1000000], ['--lost', '06:01', '--lose', 1000000]):
            with self.subTest(options), bmc.FakeBmc(*options) as fake:
                self.check(fake.port, 'device')

    def test_serial_console_that_takes_nothing(self):
        for options in (['--mischief', 'sol-deaf'], ['--lost', '06:48', '--lose', 1000000]):
            with self.subTest(options), bmc.FakeBmc(*options) as fake, tempfile.TemporaryFile('w+') as text:
                text.write('text\n')
                text.seek(0)
                self.check(fake.port, 'sol', stdin=text)

    def test_silence_of_a_console_that_is_gone(self):
        """Nobody knows whether what has come was all."""
        with bmc.FakeBmc() as fake, tempfile.TemporaryFile('w+') as text:
            text.write('text\n')
            text.seek(0)
            timer = threading.Timer(1, fake.kill)
            timer.start()
            process = racksidectl(fake.port, 'sol', '--quiet-for', 2, '--timeout', 4, stdin=text)
            timer.join()
        self.assertEqual((process.returncode, process.stdout), (4, 'text\n'), process.stderr)


tap.main()
