#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event log and inventory of ipmi_sim: as ipmitool and freeipmi have them, as far as those agree."""
import csv
import datetime
import io
import json
import os
import re
import unittest

import bmc
import tap
from clients import fields, freeipmi, ipmitool, racksidectl, result


with open(os.path.join(bmc.HERE, 'expected.json')) as expected_file:
    EXPECTED = json.load(expected_file)


def words(text):
    """Without the freedoms that everybody takes: case, hyphens, spaces."""
    return re.sub(r'[^a-z0-9]', '', text.lower())


class TestSimulator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sim = cls.enterClassContext(bmc.IpmiSim())
        cls.port = cls.sim.port


class TestEventLog(TestSimulator):
    def test_expected(self):
        records = {record['id']: record for record in result(self.port, 'sel')}
        self.assertEqual(sorted(records), list(range(1, 16)))
        for wanted in EXPECTED['sel']:
            with self.subTest(wanted['id']):
                record = records[wanted['id']]
                if 'time' in wanted:
                    moment = datetime.datetime.fromtimestamp(wanted['time'], datetime.timezone.utc)
                    self.assertEqual(record['time'], moment.strftime('%Y-%m-%dT%H:%M:%SZ'))
                if 'sensor' in wanted:
                    self.assertEqual(record['sensor'], wanted['sensor'])
                if 'sensor_type' in wanted:
                    self.assertEqual(words(record['sensor_type']), words(wanted['sensor_type']))
                if 'direction' in wanted:
                    self.assertEqual(record['asserted'], wanted['direction'] == 'Asserted')
                raw = bytes.fromhex(record['raw'])
                self.assertEqual((len(raw), raw[2]), (16, wanted['record_type']))
                if 'oem_data' in wanted:
                    self.assertTrue(record['raw'].endswith(wanted['oem_data']))

    def test_words_like_the_others(self):
        records = {record['id']: record for record in result(self.port, 'sel')}
        self.assertEqual(records[2]['event'], 'Upper Non-critical - going high')
        for wanted in EXPECTED['sel']:
            ours = words(records[wanted['id']]['event'] or '')
            theirs = [words(wanted[key]) for key in ('text_ipmitool', 'text_freeipmi') if key in wanted]
            if theirs and wanted['id'] != 8:
                self.assertTrue(any(ours and (ours in text or text in ours) for text in theirs), (ours, theirs))

    def test_like_ipmitool(self):
        lines = ipmitool(self.port, 'sel', 'list').stdout.splitlines()
        records = result(self.port, 'sel')
        self.assertEqual([record['id'] for record in records],
                         [int(line.split('|')[0], 16) for line in lines])

    def test_like_freeipmi(self):
        rows = list(csv.DictReader(io.StringIO(freeipmi('ipmi-sel', self.port, '--comma-separated-output').stdout)))
        records = {record['id']: record for record in result(self.port, 'sel')}
        self.assertEqual(len(rows), len(records))
        for row in rows:
            record = records[int(row['ID'])]
            if row['Name'] != 'N/A' and not row['Name'].startswith('Sensor #'):
                self.assertEqual(record['sensor'], row['Name'])

    def test_times_that_are_none(self):
        records = {record['id']: record for record in result(self.port, 'sel')}
        self.assertIsNone(records[12]['time'])
        self.assertNotRegex(records[13]['time'] or '', r'^\d{4}-')
        self.assertNotRegex(records[14]['time'] or '', r'^\d{4}-')

    def test_sel_info(self):
        info = result(self.port, 'sel-info')
        other = fields(ipmitool(self.port, 'sel', 'info').stdout)
        self.assertEqual(info['entries'], int(other['Entries']))
        self.assertEqual(info['overflow'], other['Overflow'] == 'true')
        self.assertEqual(info['free_bytes'], int(other['Free Space'].split()[0]))


class TestClearing(TestSimulator):
    def test_clear(self):
        self.assertEqual(len(result(self.port, 'sel')), 15)
        cleared = result(self.port, 'sel', '--clear')
        self.assertEqual(len(cleared), 15, 'what was cleared is still told')
        self.assertLess(len(result(self.port, 'sel')), 2)
        self.assertLess(result(self.port, 'sel-info')['entries'], 2)


class TestInventory(TestSimulator):
    FIELDS = {'chassis_type': ('chassis', 'type'), 'chassis_part': ('chassis', 'part_number'),
              'chassis_serial': ('chassis', 'serial_number'), 'chassis_extra': ('chassis', 'extra'),
              'board_date': ('board', 'manufactured'), 'board_mfg': ('board', 'manufacturer'),
              'board_product': ('board', 'product'), 'board_serial': ('board', 'serial_number'),
              'board_part': ('board', 'part_number'), 'board_extra': ('board', 'extra'),
              'product_mfg': ('product', 'manufacturer'), 'product_name': ('product', 'name'),
              'product_part': ('product', 'part_number'), 'product_version': ('product', 'version'),
              'product_serial': ('product', 'serial_number'), 'product_asset': ('product', 'asset_tag'),
              'product_extra': ('product', 'extra')}

    def check(self, fru, wanted):
        for name, value in wanted['fields'].items():
            area, member = self.FIELDS[name]
            ours = fru[area][member]
            if name == 'chassis_type':
                self.assertIn(words(ours), words(value))
            else:
                self.assertEqual(ours, value, name)

    def test_expected(self):
        frus = result(self.port, 'fru')
        for wanted in EXPECTED['fru']:
            if wanted['owner'] != '0x20':
                continue
            with self.subTest(wanted['name']):
                fru = next(fru for fru in frus if fru['id'] == wanted['id'] and fru['name'] == wanted['name'])
                self.check(fru, wanted)

    def test_one(self):
        frus = result(self.port, 'fru', 1)
        self.assertEqual([fru['id'] for fru in frus], [1])
        self.assertEqual(frus[0]['product']['name'], 'AP-750T')
        self.assertEqual(frus[0]['product']['part_number'].strip(), '75012400')

    def test_bridged(self):
        wanted = next(fru for fru in EXPECTED['fru'] if fru['owner'] == '0x72')
        self.check(result(self.port, 'fru', 0, options=('--bridge', '0:0x72'))[0], wanted)

    def test_multirecords(self):
        self.assertTrue(result(self.port, 'fru', 1)[0]['multirecords'])

    def test_one_that_is_not_there(self):
        process = racksidectl(self.port, 'fru', 9)
        self.assertEqual((process.returncode, process.stdout), (1, ''))


tap.need('ipmi_sim', 'ipmitool', 'ipmi-sel')
tap.main()
