#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl's command line, as far as it goes without a server."""
import os
import signal
import subprocess
import tempfile
import unittest

import tap

RACKSIDECTL = os.environ['RACKSIDECTL']


def run(*arguments, **more):
    return subprocess.run([RACKSIDECTL, *arguments], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL, **more)


class TestUsage(unittest.TestCase):
    def test_version(self):
        result = run('--version')
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r'^racksidectl \d')

    def test_help_goes_to_standard_output(self):
        result = run('--help')
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        self.assertTrue(result.stdout.startswith('Usage: racksidectl'))

    def test_wrong_usage(self):
        for arguments in ([], ['no-such-command'], ['--no-such-option'], ['http://a@b', 'status'],
                          ['ilo://a@b'], ['ipmi://a@b'], ['ilo://a@b', 'nothing'], ['ipmi://a@b', 'nothing'],
                          ['--timeout', 'x', 'ipmi://a@b', 'nothing'], ['--timeout=-1', 'ipmi://a@b', 'nothing'],
                          ['--timeout', '0', 'ipmi://a@b', 'chassis'], ['--suite', '-1', 'ipmi://a@b', 'chassis'],
                          ['ipmi://a@b', 'chassis', '--suite', '64'], ['ipmi://a@b', 'chassis', '--retries', '-1'],
                          ['decode', os.devnull, ''], ['play', os.devnull, '']):
            with self.subTest(' '.join(arguments)):
                result = run(*arguments)
                self.assertEqual((result.returncode, result.stdout), (2, ''))
                self.assertNotEqual(result.stderr, '')

    def test_password_in_the_address_is_refused_and_not_repeated(self):
        result = run('ipmi://admin:s3cret@host', 'chassis')
        self.assertEqual(result.returncode, 2)
        self.assertNotIn('s3cret', result.stderr)

    def test_ipmi_does_not_load_curl(self):
        libraries = subprocess.run(['ldd', RACKSIDECTL], capture_output=True, text=True, check=True).stdout
        self.assertIn('libgio', libraries)
        self.assertNotIn('libcurl', libraries)
        self.assertNotIn('libgtk', libraries)

    def test_standard_output_that_takes_nothing(self):
        for arguments in (['--help'], ['--version'], ['ipmi://a@b', '--help'], ['ipmi://a@b', 'sensors', '--help'],
                          ['ilo://a@b', 'status', '--help']):
            with self.subTest(' '.join(arguments)), open('/dev/full', 'w', encoding='ascii') as full:
                result = subprocess.run([RACKSIDECTL, *arguments], stdout=full, stderr=subprocess.PIPE, text=True,
                                        timeout=30, check=False)
                self.assertEqual(result.returncode, 1)
                self.assertIn('Cannot write the result', result.stderr)


class TestPipe(unittest.TestCase):
    """A pipe into which nobody writes holds nothing up for longer than is wanted."""

    COMMANDS = (['decode', 'PIPE', 'out.png'], ['play', 'PIPE', 'out.png'])

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.pipe = os.path.join(folder, 'pipe')
        os.mkfifo(self.pipe)
        self.environment = dict(os.environ, XDG_CONFIG_HOME=folder)

    def test_time_limit(self):
        for command in self.COMMANDS:
            with self.subTest(command[0]):
                result = run('--timeout', '0.2', *(self.pipe if part == 'PIPE' else part for part in command),
                             env=self.environment)
                self.assertEqual((result.returncode, result.stdout), (4, ''))
                self.assertRegex(result.stderr, r'^racksidectl: “%s” was not done within 0.2 seconds.*\n$' % command[0])

    def test_servers_come_from_files_only(self):
        for name in self.pipe, '/dev/zero':
            result = run('servers', 'import', name, env=self.environment)
            self.assertEqual((result.returncode, result.stdout), (1, ''))
            self.assertRegex(result.stderr, r'^racksidectl: Nothing was imported\. It is a pipe or a device')

    def test_interrupt(self):
        for command in self.COMMANDS:
            with self.subTest(command[0]):
                process = subprocess.Popen([RACKSIDECTL, *(self.pipe if part == 'PIPE' else part for part in command)],
                                           env=self.environment, stderr=subprocess.PIPE)
                with open(self.pipe, 'wb') as writer:       # it has been opened for reading, so nothing is missed
                    process.send_signal(signal.SIGINT)
                    process.communicate(timeout=10)
                    writer.close()
                self.assertEqual(process.returncode, -signal.SIGINT)


tap.main()
