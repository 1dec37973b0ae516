#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fake BMC is right when other people's clients can open sessions with it."""
import re
import subprocess
import unittest

import bmc
import tap
from clients import freeipmi, ipmitool

# ipmitool 1.8.19 has no MD5 at all: 6 to 12 end in an assertion of its own.
IPMITOOL_SUITES = (0, 1, 2, 3, 15, 16, 17)
FREEIPMI_SUITES = (0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17)


class TestSuites(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fake = cls.enterClassContext(bmc.FakeBmc())
        cls.fake_kg = cls.enterClassContext(bmc.FakeBmc('--kg', 'kg-key-of-19-bytes!'))

    def test_ipmitool(self):
        for suite in IPMITOOL_SUITES:
            with self.subTest(suite=suite):
                result = ipmitool(self.fake.port, 'mc', 'info', suite=suite)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertRegex(result.stdout, r'Firmware Revision\s+: 1\.02')

    def test_freeipmi(self):
        for suite in FREEIPMI_SUITES:
            with self.subTest(suite=suite):
                result = freeipmi('bmc-info', self.fake.port, '--get-device-id', suite=suite)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertRegex(result.stdout, r'Firmware Revision\s+: 1\.02')

    def test_ipmitool_with_kg(self):
        for suite in IPMITOOL_SUITES:
            with self.subTest(suite=suite):
                result = ipmitool(self.fake_kg.port, 'mc', 'info', options=('-k', 'kg-key-of-19-bytes!'), suite=suite)
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_freeipmi_with_kg(self):
        for suite in FREEIPMI_SUITES:
            with self.subTest(suite=suite):
                result = freeipmi('bmc-info', self.fake_kg.port, '-k', 'kg-key-of-19-bytes!',
                                  '--get-device-id', suite=suite)
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_refuses_a_wrong_kg(self):
        self.assertNotEqual(ipmitool(self.fake_kg.port, 'mc', 'info', options=('-k', 'wrong')).returncode, 0)

    def test_refuses_a_wrong_password(self):
        for suite in (3, 17):
            result = ipmitool(self.fake.port, 'mc', 'info', password='wrong', suite=suite)
            self.assertNotEqual(result.returncode, 0)
        result = freeipmi('bmc-info', self.fake.port, '--get-device-id', password='wrong', suite=8)
        self.assertIn('password invalid', result.stderr)

    def test_refuses_an_unknown_user(self):
        result = freeipmi('bmc-info', self.fake.port, '--get-device-id', user='nobody')
        self.assertIn('username invalid', result.stderr)

    def test_refuses_too_high_a_privilege(self):
        result = freeipmi('bmc-info', self.fake.port, '--get-device-id', user='viewer', password='look!only')
        self.assertNotEqual(result.returncode, 0)
        result = freeipmi('bmc-info', self.fake.port, '--get-device-id', user='viewer', password='look!only',
                          level='USER')
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_longest_names_and_passwords(self):
        for user in ('longpw', 'sixteen-chars-ab', 'nopass'):
            with self.subTest(user):
                result = freeipmi('bmc-info', self.fake.port, '--get-device-id', user=user,
                                  password=bmc.IpmiSim.USERS[user], suite=17)
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_role_lookup(self):
        with bmc.FakeBmc('--role') as fake:
            self.assertEqual(ipmitool(fake.port, 'mc', 'info', options=('-L', 'OPERATOR'), user='oper',
                                      password='0123456789abcdef').returncode, 0)
            self.assertNotEqual(ipmitool(fake.port, 'mc', 'info', options=('-L', 'USER'), user='oper',
                                         password='0123456789abcdef').returncode, 0)

    def test_no_such_suite(self):
        with bmc.FakeBmc('--suites', '3') as fake:
            self.assertNotEqual(ipmitool(fake.port, 'mc', 'info', suite=17).returncode, 0)

    def test_no_packet_was_wrong(self):
        with bmc.FakeBmc() as fake:
            for suite in IPMITOOL_SUITES:
                ipmitool(fake.port, 'mc', 'info', suite=suite)
        self.assertEqual((fake.counts['rejected'], fake.counts['sessions']), (0, 0))


class TestContent(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fake = cls.enterClassContext(bmc.FakeBmc('--sensors', 75, '--sel', 300))

    def test_sensors(self):
        result = ipmitool(self.fake.port, 'sdr', 'elist', 'full')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(result.stdout.splitlines()), 75)
        self.assertRegex(result.stdout, r'Sensor 1 +\| 01h \| ok +\| +7\.1 \| 21 degrees C')
        self.assertRegex(result.stdout, r'Sensor 75 +\| 4Bh \| ucr +\| +7\.75 \| 95 degrees C')

    def test_sensors_by_freeipmi(self):
        result = freeipmi('ipmi-sensors', self.fake.port, '--comma-separated-output', suite=17)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("Sensor 1,Temperature,21.00,C,'OK'", result.stdout)
        self.assertIn("PSU 1,Power Supply,N/A,N/A,'Presence detected'", result.stdout)

    def test_event_log(self):
        result = ipmitool(self.fake.port, 'sel', 'list')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(re.findall('Upper Non-critical going high', result.stdout)), 300)

    def test_fru(self):
        result = ipmitool(self.fake.port, 'fru', 'print', '0')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r'Board Product\s+: Board')
        self.assertRegex(result.stdout, r'Product Serial\s+: S-007')

    def test_fru_by_freeipmi(self):
        result = freeipmi('ipmi-fru', self.fake.port)
        self.assertIn('FRU Product Name: Model 7', result.stdout)

    def test_chassis(self):
        self.assertIn('Power Restore Policy : previous', ipmitool(self.fake.port, 'chassis', 'status').stdout)
        self.assertEqual(ipmitool(self.fake.port, 'power', 'off').returncode, 0)
        self.assertIn('is off', ipmitool(self.fake.port, 'power', 'status').stdout)

    def test_boot_device(self):
        result = ipmitool(self.fake.port, 'chassis', 'bootdev', 'pxe', 'options=efiboot,persistent')
        self.assertEqual(result.returncode, 0, result.stderr)
        result = ipmitool(self.fake.port, 'chassis', 'bootparam', 'get', '5')
        self.assertIn('Force PXE', result.stdout)
        self.assertIn('Options apply to all future boots', result.stdout)

    def test_power_reading(self):
        result = ipmitool(self.fake.port, 'dcmi', 'power', 'reading')
        self.assertRegex(result.stdout, r'Instantaneous power reading:\s+167 Watts')

    def test_bridging(self):
        for options in (('-t', '0x72', '-b', '0'), ('-T', '0x72', '-B', '0', '-t', '0x74', '-b', '7')):
            with self.subTest(' '.join(options)):
                result = ipmitool(self.fake.port, 'mc', 'info', options=options)
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_serial_echo(self):
        with subprocess.Popen(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(self.fake.port),
                               '-U', 'admin', '-P', 's3cret-Pass', '-C', '17', 'sol', 'activate'],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as sol:
            sol.stdin.write(b'hello')
            sol.stdin.flush()
            text = b''
            while b'hello' not in text:
                piece = sol.stdout.read1()
                if not piece:
                    self.fail(text.decode())
                text += piece
            sol.stdin.write(b'\r~.')
            sol.stdin.flush()
            sol.communicate(timeout=10)


tap.need('ipmi_sim', 'ipmitool', 'bmc-info', 'ipmi-sensors', 'ipmi-fru')
tap.main()
