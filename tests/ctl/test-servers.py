#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl and what the window has saved: servers, and passwords in the keyring."""
import json
import os
import subprocess
import tempfile
import unittest

import bmc
import keyring
import tap

RACKSIDECTL = os.environ['RACKSIDECTL']
SCHEMA = 'org.rackside.Rackside.Password'

keyring.start()


def run(*arguments, **more):
    return subprocess.run([RACKSIDECTL, *arguments], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, start_new_session=True, **more)


class TestServers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.table = os.path.join(folder.name, 'table.csv')
        self.environment = dict(os.environ, XDG_CONFIG_HOME=folder.name)

    def test_there_and_back(self):
        table = 'name,address,tags,layout,bmc,bmc_suite,bmc_bridge\r\n"Rack 1, top",ilo://a@host:444,x;y,de,,,\r\n'
        with open(self.table, 'w', encoding='utf-8', newline='') as file:
            file.write(table)
        result = run('--json', 'servers', 'import', self.table, env=self.environment)
        self.assertEqual((result.returncode, json.loads(result.stdout)), (0, {'added': 1, 'changed': 0}))
        listed = json.loads(run('servers', 'list', '--json', env=self.environment).stdout)
        self.assertEqual(listed, [{'name': 'Rack 1, top', 'address': 'ilo://a@host:444', 'tags': ['x', 'y']}])
        os.unlink(self.table)
        self.assertEqual(run('servers', 'export', self.table, env=self.environment).returncode, 0)
        with open(self.table, encoding='utf-8', newline='') as file:
            self.assertEqual(file.read(), table)
        self.assertIn('[server ', run('servers', 'export', '-', env=self.environment).stdout)

    def test_what_goes_wrong(self):
        with open(self.table, 'w', encoding='utf-8') as file:
            file.write('address\nilo://a:s3cret@host\n')
        for arguments, status in ((['import', self.table], 1), (['import', '/nowhere'], 1), (['import'], 2), (['no'], 2)):
            with self.subTest(arguments):
                result = run('servers', *arguments, env=self.environment)
                self.assertEqual((result.returncode, result.stdout), (status, ''))
                self.assertNotEqual(result.stderr, '')
                self.assertNotIn('s3cret', result.stderr)


class TestKeyring(unittest.TestCase):
    """Nothing listens at port 1, which is said only once there is a password."""

    def setUp(self):
        self.environment = {name: value for name, value in os.environ.items() if name != 'RACKSIDE_PASSWORD'}

    def remember(self, protocol, port, user, secret):
        subprocess.run(['secret-tool', 'store', '--label=test', 'protocol', protocol, 'server', '127.0.0.1', 'port', str(port),
                        'user', user, 'xdg:schema', SCHEMA], input=secret.encode(), check=True)

    def test_password_from_the_keyring(self):
        for protocol, command in (('ipmi', 'chassis'), ('ilo', 'status')):
            with self.subTest(protocol):
                self.remember(protocol, 1, 'admin', 's3cret')
                result = run(protocol + '://admin@127.0.0.1:1', command, env=self.environment)
                self.assertNotIn('password', result.stderr)
                self.assertNotIn('s3cret', result.stderr)
                result = run(protocol + '://other@127.0.0.1:1', command, env=self.environment)
                self.assertEqual(result.returncode, 2)
                self.assertIn('There is no password', result.stderr)

    def test_key_of_the_bmc_from_the_keyring(self):
        key = 'key of the BMC'
        with bmc.FakeBmc('--kg', key) as fake:
            server = 'ipmi://admin@127.0.0.1:%d' % fake.port
            self.remember('ipmi', fake.port, 'admin', 's3cret-Pass')
            self.assertEqual(run(server, 'chassis', env=self.environment).returncode, 3)
            self.remember('ipmi-kg', fake.port, '', key.encode().hex())
            result = run(server, 'chassis', env=self.environment)
            self.assertEqual((result.returncode, result.stderr), (0, ''))
            # What is said on the command line counts.
            with tempfile.NamedTemporaryFile('w') as file:
                file.write('another key')
                file.flush()
                self.assertEqual(run(server, 'chassis', '--kg-file', file.name, env=self.environment).returncode, 3)

    def test_without_a_keyring(self):
        environment = dict(self.environment, DBUS_SESSION_BUS_ADDRESS='unix:path=/nowhere')
        result = run('ipmi://admin@127.0.0.1:1', 'chassis', env=environment)
        self.assertEqual(result.returncode, 2)
        self.assertIn('There is no password', result.stderr)


tap.need('secret-tool')
tap.main()
