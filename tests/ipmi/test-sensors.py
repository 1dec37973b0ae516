#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensor data records and readings of a real BMC, field by field against what ipmitool and freeipmi say."""
import json
import os
import re
import subprocess
import tempfile
import unittest

import bmc
import tap

DUMP = os.environ['DUMP_SENSORS']
STATES = {'ok': 'ok', 'nc': 'warning', 'cr': 'critical', 'nr': 'non-recoverable', 'na': 'absent'}
THRESHOLDS = {'lnc': 'lower-non-critical', 'lc': 'lower-critical', 'lnr': 'lower-non-recoverable',
              'unc': 'upper-non-critical', 'uc': 'upper-critical', 'unr': 'upper-non-recoverable'}

# Where ipmitool leaves out the rate.
UNITS = {'NIC Rate': 'packets per second'}


def dump(port, *arguments, **environment):
    result = subprocess.run([DUMP, str(port), 'admin', 's3cret-Pass', *arguments], capture_output=True, text=True,
                            timeout=60, env=dict(os.environ, **environment))
    if result.returncode != 0:
        raise RuntimeError(result.stderr)
    return json.loads(result.stdout)


def ipmitool(port, *arguments):
    result = subprocess.run(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(port), '-U', 'admin',
                             '-P', 's3cret-Pass', '-C', '3', *arguments],
                            capture_output=True, text=True, timeout=60)
    return result.stdout


def expected():
    with open(os.path.join(bmc.HERE, 'expected.json')) as file:
        return json.load(file)['sensors']


def dump_when_live(sim, value):
    """What there is once the sensor has its value from the file, which the simulator reads every 250 ms."""
    with open(os.path.join(sim.folder, 'live-temp.txt'), 'w') as file:
        file.write('%d\n' % value)
    for _ in range(500):
        result = dump(sim.port)
        sensor, = [one for one in result['sensors'] if one['name'] == 'Live Temp']
        if sensor['value'] == value:
            return result, sensor
    raise RuntimeError('the sensor did not change')


class TestSensors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sim = cls.enterClassContext(bmc.IpmiSim())
        cls.dump, _ = dump_when_live(cls.sim, 41)
        cls.sensors = {(sensor['owner'], sensor['lun'], sensor['number']): sensor
                       for sensor in cls.dump['sensors']}

    def test_every_record(self):
        self.assertEqual(self.dump['records'], 77)
        self.assertEqual(self.dump['unreadable'], 0)
        # 48 full, 16 compact and 4 that share one, 3 event-only
        self.assertEqual(len(self.dump['sensors']), 71)
        self.assertEqual(len(self.sensors), 71)

    def test_fields_that_both_agree_on(self):
        for other in expected():
            with self.subTest(sensor=other['name']):
                ours = self.sensors[int(other['owner'], 16), other['lun'], other['number']]
                name = 'Drive 1' if other['name'] == 'Drive' else other['name']
                self.assertEqual(ours['name'], name)
                self.assertEqual(ours['type'], other['type'])
                self.assertEqual('%d.%d' % (ours['entity_id'], ours['entity_instance']), other['entity'])
                if 'value' in other and other['value'] is None:
                    self.assertIsNone(ours['value'])
                elif 'value' in other:
                    self.assertAlmostEqual(ours['value'], other['value'], delta=0.00051)
                if 'unit' in other:
                    self.assertEqual(ours['unit'], UNITS.get(name, other['unit']))
                if 'ipmitool_status' in other:
                    self.assertEqual(ours['state'], STATES[other['ipmitool_status']])
                if 'states' in other:
                    self.assertEqual([bit for bit in range(16) if int(ours['states']) >> bit & 1],
                                     other['states'])
                    self.assertEqual(len(ours['events']), len(other['states']))
                for short, value in other.get('thresholds', {}).items():
                    self.assertAlmostEqual(ours['thresholds'][THRESHOLDS[short]], value, delta=0.00051)

    def test_values_of_ipmitool_now(self):
        lines = ipmitool(self.sim.port, 'sdr', 'elist', 'full').splitlines()
        self.assertGreater(len(lines), 40)
        for line in lines:
            name, number, status, entity, reading = (field.strip() for field in line.split('|'))
            ours = [sensor for sensor in self.dump['sensors']
                    if sensor['name'] == name and sensor['number'] == int(number[:-1], 16)]
            with self.subTest(sensor=name):
                self.assertEqual(len(ours), 1)
                value = re.match(r'(-?[\d.]+) ', reading)
                if value is None:
                    self.assertIsNone(ours[0]['value'])
                else:
                    self.assertAlmostEqual(ours[0]['value'], float(value[1]), delta=0.0051)

    def test_values_of_freeipmi_now(self):
        with tempfile.TemporaryDirectory() as folder:
            result = subprocess.run(['ipmi-sensors', '-h', '127.0.0.1:%d' % self.sim.port, '-u', 'admin', '-p',
                                     's3cret-Pass', '-D', 'LAN_2_0', '-I', '3', '-l', 'ADMIN', '-W', 'opensesspriv',
                                     '--comma-separated-output', '--no-header-output', '--output-event-bitmask',
                                     '--shared-sensors', '--sdr-cache-directory=' + folder],
                                    capture_output=True, text=True, timeout=60)
        lines = [line.split(',') for line in result.stdout.splitlines() if re.match(r'\d+,', line)]
        self.assertGreater(len(lines), 60)
        for _, name, kind, reading, _, states in lines:
            ours = [sensor for sensor in self.dump['sensors'] if sensor['name'] == name]
            # It does not read bridged sensors, and takes every cube root for 0.
            if name.startswith(('Riser', 'LUN1')) or name == 'Lin cbrt':
                continue
            with self.subTest(sensor=name):
                self.assertEqual(len(ours), 1)
                self.assertEqual(ours[0]['type'], kind)
                if reading != 'N/A':
                    self.assertAlmostEqual(ours[0]['value'], float(reading), delta=0.0051)
                if states != 'N/A':
                    self.assertEqual(int(ours[0]['states']), int(states[:-1], 16))

    def test_shared_record(self):
        drives = [self.sensors[0x20, 0, number] for number in range(112, 116)]
        self.assertEqual([drive['name'] for drive in drives], ['Drive 1', 'Drive 2', 'Drive 3', 'Drive 4'])
        self.assertEqual([drive['entity_instance'] for drive in drives], [1, 2, 3, 4])
        self.assertEqual([drive['state'] for drive in drives], ['asserted', 'asserted', 'asserted', 'clear'])
        self.assertEqual(drives[2]['events'], ['Drive Presence', 'Drive Fault'])

    def test_words(self):
        self.assertEqual(self.sensors[0x20, 0, 35]['events'],
                         ['Lower Non-critical - going low', 'Lower Critical - going low',
                          'Lower Non-recoverable - going low'])
        self.assertEqual(self.sensors[0x20, 0, 98]['events'],
                         ['Presence detected', 'Power Supply Failure detected',
                          'Power Supply input lost (AC/DC)'])
        self.assertEqual(self.sensors[0x20, 0, 111]['events'], ['OEM State 0', 'OEM State 5'])

    def test_what_cannot_be_read(self):
        for number in 120, 121, 122:
            self.assertTrue(self.sensors[0x20, 0, number]['event_only'])
            self.assertEqual(self.sensors[0x20, 0, number]['state'], 'absent')
        self.assertEqual(self.sensors[0x20, 0, 80]['completion'], 0xCC)

    def test_thresholds_of_the_sensors(self):
        asked = dump(self.sim.port, ASK='1')
        for ours, other in zip(self.dump['sensors'], asked['sensors']):
            with self.subTest(sensor=ours['name']):
                self.assertEqual(ours['value'], other['value'])
                # The simulator sets a sensor's thresholds from its record.
                if ours['name'] not in ('LUN1 Temp', 'Missing Temp', 'Riser Temp', 'Riser 3V3'):
                    self.assertEqual(ours['thresholds'], other['thresholds'])

    def test_live_value(self):
        _, sensor = dump_when_live(self.sim, 85)
        self.assertEqual(sensor['state'], 'warning')
        self.assertEqual(sensor['events'], ['Upper Non-critical - going high'])
        _, sensor = dump_when_live(self.sim, 41)
        self.assertEqual(sensor['state'], 'ok')

    def test_satellite(self):
        satellite = dump(self.sim.port, TARGET='72')
        self.assertEqual(satellite['records'], 6)
        self.assertEqual([(one['name'], one['value'], one['unit']) for one in satellite['sensors'][:3]],
                         [('Riser Temp', 57.0, 'degrees C'), ('Riser 3V3', 3.3075, 'Volts'),
                          ('Riser Slot', -25.0, 'degrees C')])
        self.assertEqual(satellite['sensors'][3]['events'], ['Slot/Connector device installed'])

    def test_no_satellite(self):
        with self.assertRaisesRegex(RuntimeError, '0x74'):
            dump(self.sim.port, TARGET='74')

    def test_cache(self):
        with tempfile.TemporaryDirectory() as folder:
            first = dump(self.sim.port, folder)
            name, = os.listdir(folder)
            self.assertEqual(name, 'sdr-6e1fb0a25c3d4e8f9a0b1c2d3e4f5061')
            path = os.path.join(folder, name)
            stamp = os.stat(path).st_mtime_ns
            second = dump(self.sim.port, folder)
            self.assertEqual(os.stat(path).st_mtime_ns, stamp)
            self.assertEqual(first['sensors'], second['sensors'])
            with open(path, 'r+b') as file:
                file.seek(500)
                file.write(b'spoilt')
            third = dump(self.sim.port, folder)
            self.assertEqual(first['sensors'], third['sensors'])
            self.assertNotEqual(os.stat(path).st_mtime_ns, stamp)

    def test_bad_networks(self):
        for options in (['--loss', 20], ['--dup', 50, '--reorder', 30], ['--corrupt', 10, '--truncate', 10]):
            with self.subTest(options=options), bmc.Proxy(self.sim.port, *options, '--seed', 1000) as proxy:
                other = dump(proxy.port)
                self.assertEqual(other['records'], 77)
                self.assertEqual(self.dump['sensors'], other['sensors'])

    def test_does_not_wait_for_each(self):
        with bmc.Proxy(self.sim.port, '--delay-ms', 20) as proxy, tempfile.TemporaryDirectory() as folder:
            cold = dump(proxy.port, folder, WINDOW='4')
            warm = dump(proxy.port, folder, WINDOW='16')
        # One round trip for each record and each sensor would be 9 s at least.
        self.assertLess(cold['records_seconds'] + cold['sensors_seconds'], 5)
        self.assertLess(warm['records_seconds'], 0.5)
        self.assertLess(warm['sensors_seconds'], 1)


class TestMisbehaviour(unittest.TestCase):
    """The right result, or an error that says what is wrong, in bounded time."""

    def assert_reads(self, n_records, *options, unreadable=0, **environment):
        with self.subTest(options=options), bmc.FakeBmc(*options) as fake:
            result = dump(fake.port, **environment)
            self.assertEqual(result['records'], n_records)
            self.assertEqual(result['unreadable'], unreadable)
            for sensor in result['sensors'][:n_records - 2]:
                if not unreadable:
                    self.assertIsNotNone(sensor['value'])

    def assert_fails(self, message, *options):
        with self.subTest(options=options), bmc.FakeBmc(*options) as fake, \
                self.assertRaisesRegex(RuntimeError, message):
            dump(fake.port)

    def test_few(self):
        self.assert_reads(3, '--sensors', 1)

    def test_many(self):
        self.assert_reads(252, '--sensors', 250)

    def test_ids_that_cannot_be_guessed(self):
        self.assert_reads(62, '--sensors', 60, '--sdr-step', 7)
        self.assert_reads(62, '--sensors', 60, '--sdr-step', 900)

    def test_parts(self):
        for most in 8, 10, 16, 22, 33:
            self.assert_reads(62, '--sensors', 60, '--max-read', most)
            self.assert_reads(62, '--sensors', 60, '--max-read', most, '-m', 'sdr-loses')

    def test_wrong_records(self):
        self.assert_reads(62, '--sensors', 60, '-m', 'sdr-count')
        self.assert_reads(62, '--sensors', 60, '-m', 'sdr-loses')
        self.assert_reads(62, '--sensors', 60, '-m', 'sdr-short', unreadable=1)
        self.assert_fails('run in a circle', '--sensors', 60, '-m', 'sdr-loop')

    def test_wrong_packets(self):
        for mischief in 'narrow', 'garbage', 'twice', 'replay', 'forge', 'same-packet':
            self.assert_reads(62, '--sensors', 60, '-m', mischief)

    def test_slow(self):
        self.assert_reads(7, '--sensors', 5, '--delay', 700, WINDOW='4')

    def test_silent(self):
        self.assert_fails('did not answer in time|No BMC answers', '-m', 'mute-later')


tap.need('ipmi_sim', 'ipmitool', 'ipmi-sensors')
tap.main()
