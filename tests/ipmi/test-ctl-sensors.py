#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensors of ipmi_sim: every value as ipmitool and freeipmi have it, as far as those agree."""
import csv
import io
import json
import os
import re
import time
import unittest

import bmc
import tap
from clients import fields, freeipmi, ipmitool, racksidectl, result


with open(os.path.join(bmc.HERE, 'expected.json')) as expected_file:
    EXPECTED = json.load(expected_file)

THRESHOLDS = {'lnr': 'lower-non-recoverable', 'lc': 'lower-critical', 'lnc': 'lower-non-critical',
              'unc': 'upper-non-critical', 'uc': 'upper-critical', 'unr': 'upper-non-recoverable'}
STATUS = {'ok': 'ok', 'nc': 'warning', 'cr': 'critical', 'nr': 'non-recoverable', 'na': 'absent'}

# Both print thresholds to three decimals.
CLOSE = 0.0051


def words(text):
    """Without the freedoms that everybody takes: case, hyphens, spaces."""
    return re.sub(r'[^a-z0-9]', '', text.lower())


class TestSimulator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sim = cls.enterClassContext(bmc.IpmiSim())
        cls.port = cls.sim.port


class TestSensors(TestSimulator):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One sensor is fed by a file, which the simulator looks at four times a second.
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if any(s['name'] == 'Live Temp' and s['value'] == 41.0 for s in result(cls.port, 'sensors')):
                return
        raise AssertionError('the simulator does not read live-temp.txt')

    def sensors(self, *more, **options):
        return {(sensor['owner'], sensor['lun'], sensor['number']): sensor
                for sensor in result(self.port, 'sensors', *more, **options)}

    def test_expected(self):
        sensors = self.sensors()
        for wanted in EXPECTED['sensors']:
            with self.subTest(wanted['name']):
                sensor = sensors[int(wanted['owner'], 16), wanted['lun'], wanted['number']]
                if wanted['name'] != 'Drive':                 # one record for four sensors, each with its own name
                    self.assertEqual(sensor['name'], wanted['name'])
                self.assertEqual(words(sensor['type']), words(wanted['type']))
                if 'unit' in wanted:
                    # ipmitool leaves out “per second”.
                    self.assertEqual(sensor['unit'].removesuffix(' per second'), wanted['unit'])
                if 'value' in wanted and wanted['value'] is None:
                    self.assertIsNone(sensor['value'])
                elif 'value' in wanted:
                    self.assertAlmostEqual(sensor['value'], wanted['value'], delta=0.01)
                # The others do not ask for the thresholds of satellites and of other LUNs.
                if wanted['kind'] == 'threshold' and (wanted['owner'], wanted['lun']) == ('0x20', 0):
                    thresholds = {THRESHOLDS[name]: value for name, value in wanted['thresholds'].items()}
                    self.assertEqual(set(sensor['thresholds']), set(thresholds))
                    for name, value in thresholds.items():
                        self.assertAlmostEqual(sensor['thresholds'][name], value, delta=CLOSE)
                if 'ipmitool_status' in wanted and wanted['name'] != 'Vendor NL':
                    self.assertEqual(sensor['state'], STATUS[wanted['ipmitool_status']])
                if wanted['kind'] == 'discrete':
                    self.assertEqual(sensor['state'], 'asserted' if wanted['states'] else 'clear')
                    self.assertEqual(len(sensor['events']), len(wanted['states']))

    def test_like_ipmitool(self):
        sensors = {sensor['name']: sensor for sensor in result(self.port, 'sensors')}
        rows = list(csv.reader(io.StringIO(ipmitool(self.port, 'sensor', 'list', options=['-c']).stdout)))
        self.assertGreater(len(rows), 60)
        for row in rows:
            sensor = sensors.get(row[0])
            if sensor is None or row[2] == 'discrete':
                continue
            with self.subTest(row[0]):
                if row[1] == 'na':
                    self.assertIsNone(sensor['value'])
                    continue
                self.assertAlmostEqual(sensor['value'], float(row[1]), delta=0.0011)
                self.assertEqual(sensor['state'], STATUS[row[3]])
                for name, text in zip(('lnr', 'lc', 'lnc', 'unc', 'uc', 'unr'), row[4:10]):
                    value = sensor['thresholds'].get(THRESHOLDS[name])
                    if text == 'na':
                        self.assertIsNone(value, name)
                    else:
                        self.assertAlmostEqual(value, float(text), delta=0.0011, msg=name)

    def test_like_freeipmi(self):
        sensors = {sensor['name']: sensor for sensor in result(self.port, 'sensors')}
        rows = list(csv.DictReader(io.StringIO(
            freeipmi('ipmi-sensors', self.port, '--bridge-sensors', '--comma-separated-output').stdout)))
        self.assertGreater(len(rows), 60)
        for row in rows:
            # The cube root is a mistake of freeipmi's; “Drive” is one row for four sensors.
            if row['Name'] in ('Lin cbrt', 'Drive') or row['Name'] not in sensors:
                continue
            sensor = sensors[row['Name']]
            with self.subTest(row['Name']):
                self.assertEqual(words(sensor['type']), words(row['Type']))
                if row['Reading'] == 'N/A':
                    self.assertIsNone(sensor['value'])
                else:
                    self.assertAlmostEqual(sensor['value'], float(row['Reading']), delta=0.0051)

    def test_owners_and_units(self):
        sensors = self.sensors()
        self.assertEqual(sensors[0x72, 0, 1]['value'], 57.0)
        self.assertEqual(sensors[0x20, 1, 10]['value'], 33.0)
        self.assertEqual(sensors[0x20, 0, 52]['unit'], 'percent')
        self.assertIn('Watts', next(s for s in sensors.values() if s['name'] == 'Energy Mod')['unit'])

    def test_thresholds_asked_for_are_those_of_the_records(self):
        asked = self.sensors('--ask-thresholds')
        for key, sensor in self.sensors().items():
            self.assertEqual(sensor['thresholds'], asked[key]['thresholds'], sensor['name'])
        self.assertEqual(asked[0x72, 0, 1]['thresholds'], {'upper-non-critical': 75.0, 'upper-critical': 85.0})

    def test_a_threshold_that_was_changed(self):
        # Set Sensor Thresholds: the upper critical one of “Inlet Temp”.
        result(self.port, 'raw', '04', '26', '01', '10', '0', '0', '0', '0', '30', '0')
        self.assertEqual(self.sensors('--ask-thresholds')[0x20, 0, 1]['thresholds']['upper-critical'], 48.0)
        result(self.port, 'raw', '04', '26', '01', '10', '0', '0', '0', '0', '2e', '0')

    def test_kept_records_change_nothing(self):
        first = self.sensors('--no-cache')
        self.assertEqual(self.sensors(), first)
        self.assertEqual(self.sensors(), first)

    def test_shared_record_becomes_four_sensors(self):
        sensors = self.sensors()
        drives = [sensors[0x20, 0, number] for number in range(112, 116)]
        self.assertEqual([drive['name'] for drive in drives], ['Drive 1', 'Drive 2', 'Drive 3', 'Drive 4'])
        self.assertEqual([drive['state'] for drive in drives], ['asserted', 'asserted', 'asserted', 'clear'])
        self.assertEqual(drives[2]['events'], ['Drive Presence', 'Drive Fault'])

    def test_follows_a_change(self):
        live = lambda: next(s for s in result(self.port, 'sensors') if s['name'] == 'Live Temp')
        self.assertEqual(live()['state'], 'ok')
        self.sim.command('sensor_set_value 0x20 0 1 49 0')
        inlet = next(s for s in result(self.port, 'sensors') if s['name'] == 'Inlet Temp')
        self.assertEqual((inlet['value'], inlet['state']), (49.0, 'critical'))
        self.sim.command('sensor_set_value 0x20 0 1 24 0')

    def test_table(self):
        process = racksidectl(self.port, 'sensors')
        self.assertEqual((process.returncode, process.stderr), (0, ''))
        self.assertRegex(process.stdout, r'P12V Main +Voltage +12\.033 +Volts +ok')

    def test_bridged(self):
        device = result(self.port, 'device', options=('--bridge', '0:0x72'))
        satellite = EXPECTED['satellite']
        for name in ('device_id', 'firmware', 'product_id'):
            self.assertEqual(device[name], satellite[name])
        sensors = {s['name'].strip(): s for s in result(self.port, 'sensors', options=('--bridge', '0:0x72'))}
        for name, value, unit, _ in satellite['sensors'][:3]:
            self.assertAlmostEqual(sensors[name]['value'], float(value), delta=0.0011)
            self.assertEqual(sensors[name]['unit'], unit)
        self.assertEqual(sensors['Riser Present']['state'], 'asserted')

    def test_absent_controller(self):
        process = racksidectl(self.port, 'device', options=('--bridge', '0:0x74'))
        self.assertEqual(process.returncode, 1)
        self.assertIn('74', process.stderr)

    def test_sdr_info(self):
        info = result(self.port, 'sdr-info')
        other = fields(ipmitool(self.port, 'sdr', 'info').stdout)
        self.assertEqual(info['record_count'], int(other['Record Count']))
        self.assertEqual(info['overflow'], other['SDR overflow'] == 'yes')


tap.need('ipmi_sim', 'ipmitool', 'ipmi-sensors')
tap.main()
