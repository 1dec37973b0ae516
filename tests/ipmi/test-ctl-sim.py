#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl against ipmi_sim: log-in, device, chassis and raw requests, compared with other clients."""
import json
import os
import re
import unittest

import bmc
import tap
from clients import fields, freeipmi, ipmitool, racksidectl, result


with open(os.path.join(bmc.HERE, 'expected.json')) as expected_file:
    EXPECTED = json.load(expected_file)


class TestSimulator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sim = cls.enterClassContext(bmc.IpmiSim())
        cls.port = cls.sim.port


class TestDevice(TestSimulator):
    def test_expected(self):
        device = result(self.port, 'device')
        for name, value in EXPECTED['device_id'].items():
            self.assertEqual(device[name], value, name)

    def test_like_ipmitool(self):
        device = result(self.port, 'device')
        other = fields(ipmitool(self.port, 'mc', 'info').stdout)
        self.assertEqual(device['device_id'], int(other['Device ID']))
        self.assertEqual(device['device_revision'], int(other['Device Revision']))
        self.assertEqual(device['firmware'], other['Firmware Revision'])
        self.assertEqual(device['ipmi_version'], other['IPMI Version'])
        self.assertEqual(device['manufacturer_id'], int(other['Manufacturer ID']))
        self.assertEqual(device['product_id'], int(other['Product ID'].split()[0]))
        guid = fields(ipmitool(self.port, 'mc', 'guid').stdout)
        self.assertEqual(device['guid'], guid['System GUID'])

    def test_like_freeipmi(self):
        device = result(self.port, 'device')
        other = fields(freeipmi('bmc-info', self.port, '--get-device-id').stdout)
        self.assertEqual(device['device_id'], int(other['Device ID']))
        self.assertEqual(device['firmware'], other['Firmware Revision'])
        self.assertEqual(device['product_id'], int(other['Product ID']))
        for ours, theirs in (('sensors', 'Sensor Device'), ('sel', 'SEL Device'), ('bridge', 'Bridge'),
                             ('chassis', 'Chassis Device')):
            self.assertEqual(ours in device['additional_support'], other[theirs] == 'supported', theirs)

    def test_for_people(self):
        process = racksidectl(self.port, 'device')
        self.assertEqual((process.returncode, process.stderr), (0, ''))
        self.assertEqual(fields(process.stdout)['Firmware'], '2.47')


class TestChassis(TestSimulator):
    def test_like_ipmitool(self):
        chassis = result(self.port, 'chassis')
        other = fields(ipmitool(self.port, 'chassis', 'status').stdout)
        self.assertEqual(chassis['power'], other['System Power'])
        self.assertEqual(chassis['restore_policy'], other['Power Restore Policy'])
        self.assertEqual(chassis['power_fault'], other['Main Power Fault'] != 'false')
        self.assertEqual(chassis['power_overload'], other['Power Overload'] != 'false')
        self.assertEqual(chassis['intrusion'], other['Chassis Intrusion'] != 'inactive')
        self.assertEqual(chassis['drive_fault'], other['Drive Fault'] != 'false')
        self.assertEqual(chassis['last_event'], [])

    def test_power(self):
        for action, state, entry in (('on', 'on', 'power 1'), ('off', 'off', 'power 0'), ('on', 'on', 'power 1'),
                                     ('reset', 'on', 'reset 1')):
            before = len(self.sim.chassis_log())
            self.assertEqual(result(self.port, 'power', action), {'power': state})
            self.assertIn(entry, self.sim.chassis_log()[before:])
            self.assertEqual(result(self.port, 'power', 'status'), {'power': state})
        self.assertEqual(racksidectl(self.port, 'power', 'backwards').returncode, 2)

    def test_identify(self):
        for argument, entry in ((['10'], 'identify 10'), (['force'], 'identify'), (['off'], 'identify 0'), ([], 'identify 15')):
            before = len(self.sim.chassis_log())
            result(self.port, 'identify', *argument)
            self.assertTrue(any(line.startswith(entry) for line in self.sim.chassis_log()[before:]),
                            (argument, self.sim.chassis_log()))
        self.assertEqual(racksidectl(self.port, 'identify', '256').returncode, 2)

    def test_boot(self):
        for device, name in (('pxe', 'pxe'), ('cdrom', 'cdrom'), ('bios', 'bios'), ('none', 'none')):
            before = len(self.sim.chassis_log())
            result(self.port, 'boot', device)
            self.assertIn('boot ' + name, self.sim.chassis_log()[before:])
            self.assertEqual(result(self.port, 'boot')['device'], device)


class TestRaw(TestSimulator):
    def test_raw(self):
        answer = result(self.port, 'raw', '06', '0x01')
        other = ipmitool(self.port, 'raw', '0x06', '0x01').stdout
        self.assertEqual(answer, {'completion': 0, 'data': re.sub(r'\s', '', other)})

    def test_raw_with_a_completion_code(self):
        process = racksidectl(self.port, 'raw', '06', 'EE', '--json')
        self.assertEqual(process.returncode, 1)
        self.assertEqual(json.loads(process.stdout), {'completion': 0xC1, 'data': ''})

    def test_raw_usage(self):
        for arguments in (['06'], ['40', '01'], ['07', '01'], ['06', '100'], ['06', '01', 'xx']):
            self.assertEqual(racksidectl(self.port, 'raw', *arguments).returncode, 2, arguments)


class TestLogIn(TestSimulator):
    def test_every_user(self):
        for user, password in bmc.IpmiSim.USERS.items():
            if user == 'callback':
                continue
            with self.subTest(user):
                self.assertEqual(result(self.port, 'device', user=user, password=password)['device_id'], 33)

    def test_every_suite_that_works(self):
        for suite in (0, 1, 2, 3, 6, 11):
            with self.subTest(suite):
                process = racksidectl(self.port, 'device', '--json', '--suite', suite)
                self.assertEqual(process.returncode, 0, process.stderr)
                self.assertEqual(process.stderr == '', suite == 3, 'weak suites are said')

    def test_privilege(self):
        self.assertEqual(result(self.port, 'power', 'status', user='viewer', password='look!only',
                                options=('--privilege', 'user')), {'power': 'off'})
        process = racksidectl(self.port, 'power', 'on', user='viewer', password='look!only',
                              options=('--privilege', 'user'))
        self.assertEqual((process.returncode, process.stdout), (3, ''))

    def test_refusals(self):
        for user, password in (('admin', 'wrong'), ('nobody', 'x'), ('disabled', 'gone'), ('admin', '')):
            with self.subTest(user + '/' + password):
                process = racksidectl(self.port, 'device', user=user, password=password)
                self.assertEqual((process.returncode, process.stdout), (3, ''))
                self.assertNotIn(password or 'xyzzy', process.stderr)

    def test_no_such_suite(self):
        process = racksidectl(self.port, 'device', '--suite', 17)
        self.assertEqual((process.returncode, process.stdout), (3, ''))
        self.assertIn('suite', process.stderr)

    def test_bmc_key(self):
        key = os.path.join(self.sim.folder, 'kg')
        with open(key, 'w') as key_file:
            key_file.write(bmc.IpmiSim.KG + '\n')
        self.assertEqual(result(self.sim.kg_port, 'device', '--kg-file', key)['device_id'], 33)
        self.assertEqual(racksidectl(self.sim.kg_port, 'device').returncode, 3)

    def test_password_file(self):
        path = os.path.join(self.sim.folder, 'password')
        with open(path, 'w') as password_file:
            password_file.write('s3cret-Pass\n')
        self.assertEqual(result(self.port, 'power', 'status', '--password-file', path, password='wrong'),
                         {'power': 'off'})

    def test_name_of_the_host(self):
        process = racksidectl(self.port, 'power', 'status')
        self.assertEqual(process.returncode, 0, process.stderr)


tap.need('ipmi_sim', 'ipmitool', 'bmc-info')
tap.main()
