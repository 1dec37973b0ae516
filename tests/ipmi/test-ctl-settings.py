#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN parameters, users and watchdog of ipmi_sim, as ipmitool has them."""
import unittest

import bmc
import tap
from clients import fields, ipmitool, racksidectl, result



class TestSimulator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sim = cls.enterClassContext(bmc.IpmiSim())
        cls.port = cls.sim.port


class TestSettings(TestSimulator):
    def test_lan(self):
        lan = result(self.port, 'lan')
        other = fields(ipmitool(self.port, 'lan', 'print', 1).stdout)
        self.assertEqual(lan['ip_address'], other['IP Address'])
        self.assertEqual(lan['subnet_mask'], other['Subnet Mask'])
        self.assertEqual(lan['mac_address'], other['MAC Address'])
        self.assertEqual(lan['default_gateway_address'], other['Default Gateway IP'])

    def test_users(self):
        users = {user['id']: user for user in result(self.port, 'users')}
        lines = ipmitool(self.port, 'user', 'list', 1).stdout.splitlines()[1:]
        for line in lines:
            user = users[int(line[:4])]
            self.assertEqual(user['name'], line[4:21].strip())
            self.assertEqual(user['ipmi_messaging'], line.split()[-2] == 'true' if user['id'] < 10 else False)
        self.assertEqual(users[4]['privilege'], 'user')
        self.assertEqual(users[2]['privilege'], 'administrator')

    def test_watchdog_without_a_present_countdown(self):
        watchdog = result(self.port, 'watchdog')
        other = fields(ipmitool(self.port, 'mc', 'watchdog', 'get').stdout)
        self.assertEqual(watchdog['running'], other['Watchdog Timer Is'] != 'Stopped')
        self.assertEqual(watchdog['initial_countdown'], float(other['Initial Countdown'].split()[0]))
        self.assertIsNone(watchdog['present_countdown'])

    def test_what_it_does_not_have(self):
        for command in ('selftest', 'dcmi-power'):
            process = racksidectl(self.port, command)
            self.assertEqual((process.returncode, process.stdout), (1, ''))
            self.assertNotEqual(process.stderr, '')


class TestFake(unittest.TestCase):
    """What ipmi_sim does not have."""

    @classmethod
    def setUpClass(cls):
        cls.port = cls.enterClassContext(bmc.FakeBmc()).port

    def test_watchdog(self):
        watchdog = result(self.port, 'watchdog')
        other = fields(ipmitool(self.port, 'mc', 'watchdog', 'get').stdout)
        self.assertEqual(watchdog['running'], other['Watchdog Timer Is'] != 'Stopped')
        self.assertIn(watchdog['timer_use'], other['Watchdog Timer Use'])
        self.assertIn(watchdog['timer_action'], other['Watchdog Timer Action'].lower())
        self.assertEqual(watchdog['initial_countdown'], float(other['Initial Countdown'].split()[0]))
        self.assertEqual(watchdog['present_countdown'], float(other['Present Countdown'].split()[0]))
        self.assertEqual(watchdog['pre_timeout_interval'], 10)

    def test_power(self):
        power = result(self.port, 'dcmi-power')
        other = fields(ipmitool(self.port, 'dcmi', 'power', 'reading').stdout)
        for ours, theirs in (('current', 'Instantaneous power reading'), ('average', 'Average power reading over sample period'),
                             ('minimum', 'Minimum during sampling period'),
                             ('maximum', 'Maximum during sampling period')):
            self.assertEqual(power[ours + '_power'], int(other[theirs].split()[0]))
        self.assertTrue(power['power_measurement_active'])

    def test_lan(self):
        lan = result(self.port, 'lan')
        other = fields(ipmitool(self.port, 'lan', 'print', 1).stdout)
        self.assertEqual(lan['ip_address'], other['IP Address'])
        self.assertEqual(lan['ip_address_source'], 'static')
        self.assertEqual(lan['subnet_mask'], other['Subnet Mask'])
        self.assertEqual(lan['mac_address'], other['MAC Address'])
        self.assertEqual(lan['default_gateway_address'], other['Default Gateway IP'])
        self.assertEqual(lan['default_gateway_mac_address'], other['Default Gateway MAC'])
        self.assertEqual(lan['vlan_id'], int(other['802.1q VLAN ID']))
        self.assertEqual(lan['community_string'], other['SNMP Community String'])
        self.assertEqual(','.join(str(suite['id']) for suite in lan['cipher_suites']), other['RMCP+ Cipher Suites'])

    def test_users(self):
        users = result(self.port, 'users')
        self.assertEqual([user['name'] for user in users if user['name']],
                         ['admin', 'oper', 'viewer', 'nopass', 'longpw', 'sixteen-chars-ab'])

    def test_channels(self):
        self.assertEqual(racksidectl(self.port, 'lan', '--channel', 16).returncode, 2)
        self.assertEqual(result(self.port, 'lan', '--channel', 1)['channel'], 1)


tap.need('ipmi_sim', 'ipmitool')
tap.main()
