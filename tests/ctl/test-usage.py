#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl's command line, as far as it goes without a server."""
import os
import subprocess
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
                          ['--timeout', 'x', 'ipmi://a@b', 'nothing'], ['--timeout=-1', 'ipmi://a@b', 'nothing']):
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


tap.main()
