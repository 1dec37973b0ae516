#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where racksidectl gets the password from, and that nobody else gets to see it."""
import os
import pty
import select
import signal
import subprocess
import tempfile
import termios
import time
import unittest

import bmc
import tap
from clients import result

PASSWORD = 's3cret-Pass'


class Terminal:
    """racksidectl with a terminal of its own and no password in the environment."""

    def __init__(self, *arguments):
        environment = {name: value for name, value in os.environ.items() if name != 'RACKSIDE_PASSWORD'}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(os.environ['RACKSIDECTL'], ['racksidectl', *arguments], environment)
        self.seen = b''

    def wait_for(self, text, seconds=10):
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError('no %r in %r' % (text, self.seen))
            self.seen += os.read(self.fd, 4096)

    def echoes(self):
        return termios.tcgetattr(self.fd)[3] & termios.ECHO != 0

    def end(self):
        """The exit status; what was written until then is in `seen`."""
        try:
            while True:
                piece = os.read(self.fd, 4096)
                if not piece:
                    break
                self.seen += piece
        except OSError:             # EIO: the other side is gone
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class TestPassword(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fake = cls.enterClassContext(bmc.FakeBmc())
        cls.uri = 'ipmi://admin@127.0.0.1:%d' % cls.fake.port

    def test_typed(self):
        terminal = Terminal(self.uri, 'power', 'status')
        terminal.wait_for(b'Password of ' + self.uri.encode() + b': ')
        self.assertFalse(terminal.echoes())
        os.write(terminal.fd, PASSWORD.encode() + b'\n')
        self.assertEqual(terminal.end(), 0)
        self.assertIn(b'Power:  on', terminal.seen)
        self.assertNotIn(PASSWORD.encode(), terminal.seen)

    def test_wrong_usage_asks_for_none(self):
        for options in (['--bridge', '0'], ['--privilege', 'root'], ['--suite', '9'], ['--suite', '99']):
            for command in (['device'], ['sweep', self.uri]):
                terminal = Terminal(self.uri, *options, *command)
                self.assertEqual(terminal.end(), 2, options)
                self.assertNotIn(b'Password', terminal.seen)

    def test_long_user_name_asks_for_none(self):
        terminal = Terminal(self.uri.replace('admin', 'a' * 17), 'device')
        self.assertEqual(terminal.end(), 3)
        self.assertNotIn(b'Password', terminal.seen)
        self.assertIn(b'16 bytes', terminal.seen)

    def test_typed_wrong(self):
        terminal = Terminal(self.uri, 'power', 'status')
        terminal.wait_for(b'Password')
        os.write(terminal.fd, b'wrong\n')
        self.assertEqual(terminal.end(), 3)

    def test_interrupted(self):
        terminal = Terminal(self.uri, 'power', 'status')
        terminal.wait_for(b'Password')
        os.write(terminal.fd, b'half\x03')
        terminal.wait_for(b'Interrupted.')
        self.assertTrue(terminal.echoes())
        self.assertEqual(terminal.end(), 1)

    def test_terminated(self):
        terminal = Terminal(self.uri, 'power', 'status')
        terminal.wait_for(b'Password')
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.wait_for(b'Interrupted.')
        self.assertTrue(terminal.echoes())
        self.assertEqual(terminal.end(), 1)

    def test_time_limit_counts(self):
        terminal = Terminal('--timeout', '0.5', self.uri, 'power', 'status')
        terminal.wait_for(b'given up', 5)
        self.assertEqual(terminal.end(), 4)

    def test_no_terminal(self):
        environment = {name: value for name, value in os.environ.items() if name != 'RACKSIDE_PASSWORD'}
        process = subprocess.run([os.environ['RACKSIDECTL'], self.uri, 'chassis'], capture_output=True, text=True,
                                 stdin=subprocess.DEVNULL, start_new_session=True, timeout=10, env=environment)
        self.assertEqual((process.returncode, process.stdout), (2, ''))
        self.assertIn('--password-file', process.stderr)

    def test_file_before_environment(self):
        with tempfile.NamedTemporaryFile('w') as password_file:
            password_file.write(PASSWORD + '\n')
            password_file.flush()
            self.assertEqual(result(self.fake.port, 'power', 'status', '--password-file', password_file.name,
                                    password='wrong'), {'power': 'on'})

    def test_through_a_pipe(self):
        path = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), 'pipe')
        os.mkfifo(path)
        for arguments in ((), ('--kg-file', path)):
            command = [os.environ['RACKSIDECTL'], self.uri, 'power', 'status', *(arguments or ('--password-file', path))]
            environment = dict(os.environ, RACKSIDE_PASSWORD=PASSWORD)
            process = subprocess.run([*command, '--timeout', '0.2'], capture_output=True, text=True, timeout=10,
                                     env=environment)
            self.assertEqual((process.returncode, process.stdout), (4, ''))
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
            with open(path, 'w', encoding='ascii'):         # somebody reads it now
                process.send_signal(signal.SIGINT)
                self.assertEqual(process.communicate(timeout=10), ('', 'racksidectl: Interrupted.\n'))
            self.assertEqual(process.returncode, 1)
        process = subprocess.Popen([os.environ['RACKSIDECTL'], self.uri, 'power', 'status', '--password-file', path],
                                   stdout=subprocess.PIPE, text=True)
        with open(path, 'w', encoding='ascii') as writer:
            writer.write(PASSWORD)
            writer.flush()
            writer.write('\n')
        self.assertEqual((process.communicate(timeout=10)[0], process.returncode), ('Power:  on\n', 0))

    def test_environment_is_wiped(self):
        with bmc.Silent() as silent:
            process = subprocess.Popen([os.environ['RACKSIDECTL'], 'ipmi://admin@127.0.0.1:%d' % silent.port, 'chassis'],
                                       stderr=subprocess.DEVNULL, env=dict(os.environ, RACKSIDE_PASSWORD=PASSWORD))
            silent.socket.settimeout(10)
            silent.socket.recv(4096)        # by the time that it asks the BMC it has taken the password
            with open('/proc/%d/environ' % process.pid, 'rb') as environment:
                content = environment.read()
            process.kill()
            process.wait()
        self.assertIn(b'RACKSIDE_PASSWORD=', content)
        self.assertNotIn(PASSWORD.encode(), content)


tap.main()
