#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""BMCs whose records are wrong, many, or change while they are read: the right result or a clear error, in bounded time."""
import json
import tempfile
import time
import unittest

import bmc
import records
import tap
from clients import racksidectl, result


class TestData(unittest.TestCase):
    def check_fails(self, port, *arguments, status=1, seconds=15):
        before = time.monotonic()
        process = racksidectl(port, *arguments)
        self.assertEqual((process.returncode, process.stdout), (status, ''), process.stderr)
        self.assertRegex(process.stderr, r'^racksidectl: [A-Z“].{20,}[.”)]\n$')
        self.assertLess(time.monotonic() - before, seconds)


class TestSensors(TestData):
    def check_sensors(self, port, n, *more):
        sensors = result(port, 'sensors', *more)
        self.assertEqual([(s['name'], s['value']) for s in sensors[:n]],
                         [('Sensor %d' % i, 20.0 + i) for i in range(1, n + 1)])
        self.assertEqual(sensors[n]['events'], ['Presence detected'])
        return sensors

    def test_many(self):
        with bmc.FakeBmc('--sensors', 230) as fake:
            self.check_sensors(fake.port, 230)
        self.assertEqual((fake.counts['sessions'], fake.counts['rejected']), (0, 0))

    def test_states(self):
        with bmc.FakeBmc('--sensors', 90) as fake:
            states = [sensor['state'] for sensor in self.check_sensors(fake.port, 90)]
        self.assertEqual(states, ['ok'] * 59 + ['warning'] * 10 + ['critical'] * 10 + ['non-recoverable'] * 11 + ['asserted'])

    def test_record_ids_that_cannot_be_guessed(self):
        with bmc.FakeBmc('--sensors', 40, '--sdr-step', 37) as fake:
            self.check_sensors(fake.port, 40)

    def test_small_answers(self):
        for size in (3, 7, 8, 16, 24):
            with self.subTest(size), bmc.FakeBmc('--max-read', size) as fake:
                self.check_sensors(fake.port, 10)

    def test_reservations_that_are_lost(self):
        with bmc.FakeBmc('--mischief', 'sdr-loses', '--max-read', 20, '--sensors', 30) as fake:
            self.check_sensors(fake.port, 30)

    def test_bmc_that_takes_one_request_at_a_time(self):
        with bmc.FakeBmc('--mischief', 'narrow', '--delay', 2) as fake:
            self.check_sensors(fake.port, 10)

    def test_busy(self):
        with bmc.FakeBmc('--mischief', 'twice', '--sensors', 30) as fake:
            self.check_sensors(fake.port, 30)

    def test_kept_records_are_used_and_not_trusted(self):
        with bmc.FakeBmc('--sensors', 30) as fake:
            first = self.check_sensors(fake.port, 30)
            self.assertEqual(self.check_sensors(fake.port, 30), first)
        with bmc.FakeBmc('--sensors', 20) as other:
            self.check_sensors(other.port, 20)
        # Once for the first run, and the second one asked for none.
        self.assertLess(fake.counts['commands']['0a 23'], 2 * 32)

    def test_wrong_count(self):
        with bmc.FakeBmc('--mischief', 'sdr-count', '--sensors', 30) as fake:
            self.check_sensors(fake.port, 30)

    def test_chain_that_never_ends(self):
        with bmc.FakeBmc('--mischief', 'sdr-loop', '--sensors', 30) as fake:
            self.check_fails(fake.port, 'sensors')

    def test_record_that_is_cut_short(self):
        with bmc.FakeBmc('--mischief', 'sdr-short') as fake:
            before = time.monotonic()
            process = racksidectl(fake.port, 'sensors', '--json')
            self.assertLess(time.monotonic() - before, 15)
            # Either it is said that one is missing, or that nothing can be read.
            self.assertIn(process.returncode, (0, 1))
            self.assertNotEqual(process.stderr, '')

    def test_record_that_is_refused(self):
        with tempfile.NamedTemporaryFile('w', suffix='.records') as file:
            file.write('answer 0a 00 23 ....0500.... ff\n')
            file.flush()
            with bmc.FakeBmc('--records', file.name) as fake:
                for _ in range(2):
                    process = racksidectl(fake.port, 'sensors', '--json')
                    names = [sensor['name'] for sensor in json.loads(process.stdout)[:9]]
                    self.assertEqual((process.returncode, names),
                                     (0, ['Sensor %d' % i for i in range(1, 11) if i != 5]))
                    self.assertRegex(process.stderr, r'^racksidectl: 1 of .* may be missing\. \(0x0005\)\n$')

    def test_nothing_of_the_records(self):
        """Their headers can be read, and no more."""
        with tempfile.NamedTemporaryFile('w', suffix='.records') as file:
            file.write(''.join('answer 0a 00 23 ........%02x.. ca\n' % offset for offset in range(5, 64)))
            file.write('answer 0a 00 23 ..........ff ca\nanswer 0a 00 23 ..........20 ca\n')
            file.flush()
            with bmc.FakeBmc('--records', file.name) as fake:
                process = racksidectl(fake.port, 'sensors', '--json')
        self.assertEqual((process.returncode, json.loads(process.stdout)), (1, []))
        self.assertRegex(process.stderr, r'^racksidectl: \d+ of the BMC.s sensor data records were refused or cannot be understood')

    def test_sdr_info(self):
        with bmc.FakeBmc('--sensors', 30) as fake:
            self.assertEqual(result(fake.port, 'sdr-info')['record_count'], 32)


class TestEventLog(TestData):
    def test_ten_thousand(self):
        with bmc.FakeBmc('--sel', 10000) as fake:
            before = time.monotonic()
            records = result(fake.port, 'sel')
            print('# 10000 records in %.2f s' % (time.monotonic() - before))
        self.assertEqual([record['id'] for record in records], list(range(1, 10001)))
        self.assertEqual(records[0]['event'], 'Upper Non-critical - going high')
        self.assertEqual((records[0]['reading'], records[0]['threshold']), (91.0, 90.0))

    def test_log_that_changes_while_it_is_read(self):
        with bmc.FakeBmc('--mischief', 'sel-changes', '--sel', 50) as fake:
            before = time.monotonic()
            process = racksidectl(fake.port, 'sel', '--json')
            self.assertLess(time.monotonic() - before, 30)
        if process.returncode != 0:
            self.assertEqual((process.returncode, process.stdout), (1, ''))
            self.assertIn('chang', process.stderr)

    def test_chain_that_never_ends(self):
        with bmc.FakeBmc('--mischief', 'sel-loop', '--sel', 50) as fake:
            self.check_fails(fake.port, 'sel')

    def test_clear_by_a_lossy_network(self):
        with bmc.FakeBmc('--lost', '0a:47', '--lose', 1) as fake:
            self.assertEqual(len(result(fake.port, 'sel', '--clear')), 5)
            self.assertEqual(result(fake.port, 'sel'), [])
        # Once to clear; what comes after asks how far that is.
        self.assertEqual(fake.counts['sessions'], 0)

    def test_clear_needs_the_privilege(self):
        with bmc.FakeBmc() as fake:
            process = racksidectl(fake.port, 'sel', '--clear', '--json', user='viewer', password='look!only')
            self.assertEqual(process.returncode, 3)
            self.assertEqual(len(result(fake.port, 'sel')), 5)

    def test_info(self):
        with bmc.FakeBmc('--sel', 77) as fake:
            self.assertEqual(result(fake.port, 'sel-info')['entries'], 77)


class TestInventory(TestData):
    def test_right(self):
        with bmc.FakeBmc() as fake:
            frus = result(fake.port, 'fru')
        self.assertEqual([(fru['id'], fru['name']) for fru in frus], [(0, 'Main FRU')])
        self.assertEqual(frus[0]['board']['part_number'], '')
        self.assertEqual(frus[0]['board']['serial_number'], 'B-001')
        self.assertEqual(frus[0]['product']['serial_number'], 'S-007')
        self.assertNotIn('problem', frus[0]['board'])

    def test_small_answers(self):
        with bmc.FakeBmc('--max-read', 8) as fake:
            self.assertEqual(result(fake.port, 'fru', 0)[0]['product']['name'], 'Model 7')

    def test_wrong_checksum_is_said(self):
        with bmc.FakeBmc('--mischief', 'fru-checksum') as fake:
            fru = result(fake.port, 'fru', 0)[0]
        self.assertIn('checksum', fru['board']['problem'])
        self.assertEqual(fru['board']['product'], 'Board')
        self.assertNotIn('problem', fru['product'])

    def test_wrong_lengths_are_said(self):
        with bmc.FakeBmc('--mischief', 'fru-length') as fake:
            fru = result(fake.port, 'fru', 0)[0]
        self.assertTrue('problem' in fru['board'] or 'problem' in fru['product'] or 'problem' in fru)

    def test_device_that_ends_early(self):
        with bmc.FakeBmc('--mischief', 'fru-short') as fake:
            before = time.monotonic()
            process = racksidectl(fake.port, 'fru', 0, '--json')
            self.assertLess(time.monotonic() - before, 15)
            self.assertIn(process.returncode, (0, 1))
            self.assertTrue('problem' in process.stdout or process.returncode == 1)

    def test_one_that_is_not_there(self):
        with bmc.FakeBmc() as fake:
            self.check_fails(fake.port, 'fru', 5)

    def test_nothing_of_the_inventory(self):
        with records.Bmc([records.answer(0x0a, 0x11, '', [0xc1])]) as fake:
            process = racksidectl(fake.port, 'fru', '--json')
        self.assertEqual(process.returncode, 1)
        self.assertEqual([fru['id'] for fru in json.loads(process.stdout)], [0])
        self.assertRegex(process.stderr, r'^racksidectl: Reading the inventory: The BMC does not have this command')


tap.main()
