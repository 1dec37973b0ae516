#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensors that nobody made by hand, of every kind the specification has, as ipmitool and freeipmi have them; and records
and answers that are wrong."""
import math
import random
import re
import unittest

import bmc
import tap
from clients import fields, freeipmi, ipmitool, racksidectl, result
from records import Bmc, answer, compact, event, full, reading

SEED = 5
FORMULAS = range(12)
FORMATS = range(3)
STATES = {'ok': 'ok', 'nc': 'warning', 'cr': 'critical', 'nr': 'non-recoverable'}
THRESHOLDS = ['lower-non-recoverable', 'lower-critical', 'lower-non-critical', 'upper-non-critical', 'upper-critical',
              'upper-non-recoverable']

# freeipmi takes every cube root for 0.
CUBE_ROOT = 11


def number(text):
    """What another client prints; infinite and undefined is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def words(text):
    return set(re.findall(r'[a-z0-9]+', text.lower()))


class TestAnalog(unittest.TestCase):
    """Every formula, number format and sign of exponents, with random factors, readings, thresholds and units."""

    @classmethod
    def setUpClass(cls):
        rand = random.Random(SEED)
        lines, cls.sensors = [], {}
        for kind in [(formula, form) for formula in FORMULAS for form in FORMATS] * 6:
            n = len(cls.sensors) + 1
            modifier, thresholds = rand.choice([0, 0, 1, 2]), [rand.randint(0, 255) for _ in range(6)]
            sensor = dict(linearization=kind[0], m=rand.choice([1, rand.randint(-512, 511)]), b=rand.randint(-512, 511),
                          b_exponent=rand.randint(-8, 7), r_exponent=rand.randint(-8, 7), tolerance=rand.randint(0, 63),
                          accuracy=rand.randint(0, 1023), thresholds=thresholds,
                          units=(kind[1] << 6 | rand.choice([0, rand.randint(1, 6)]) << 3 | modifier << 1
                                 | rand.choice([0, 0, 1]), rand.randint(0, 92), rand.randint(1, 92) if modifier else 0))
            cls.sensors[n] = sensor
            lines += ['sdr ' + full(n, **sensor).hex(),
                      reading(n, rand.randint(0, 255), [0xc0 | rand.choice([0, rand.randint(0, 63)])]),
                      answer(0x04, 0x27, '%02x' % n, [0, 0x3f, *reversed(thresholds)])]
        with Bmc(lines) as fake:
            cls.ours = {sensor['number']: sensor for sensor in result(fake.port, 'sensors')}
            cls.asked = {sensor['number']: sensor for sensor in result(fake.port, 'sensors', '--ask-thresholds')}
            cls.ipmitool = {int(line.split('|')[0].strip()[1:]): [field.strip() for field in line.split('|')]
                            for line in ipmitool(fake.port, 'sensor', 'list').stdout.splitlines()}
            lines = freeipmi('ipmi-sensors', fake.port, '--comma-separated-output', '--no-header-output',
                             '--output-sensor-thresholds').stdout.splitlines()
            cls.freeipmi = {int(line.split(',')[0]): line.split(',') for line in lines}

    def check(self, ours, theirs, digits):
        if ours is None or theirs is None:
            self.assertIsNone(ours)
            self.assertIsNone(theirs)
        elif abs(theirs) < 1e15:                  # freeipmi's numbers end there
            self.assertAlmostEqual(ours, theirs, delta=10 ** -digits * 1.02 + 1e-8 * abs(theirs))

    def test_all_are_there(self):
        self.assertEqual([sorted(them) for them in (self.ours, self.ipmitool, self.freeipmi)], [sorted(self.sensors)] * 3)

    def test_values_and_states(self):
        for n, sensor in self.ours.items():
            with self.subTest(self.sensors[n]):
                self.check(sensor['value'], number(self.ipmitool[n][1]), 3)
                self.assertEqual(sensor['state'], STATES.get(self.ipmitool[n][3], 'ok'))
                if self.sensors[n]['linearization'] != CUBE_ROOT and sensor['value'] is not None:
                    self.check(sensor['value'], number(self.freeipmi[n][3]), 2)

    def test_thresholds(self):
        for n, sensor in self.ours.items():
            with self.subTest(self.sensors[n]):
                self.assertEqual(sensor['thresholds'], self.asked[n]['thresholds'])
                for i, name in enumerate(THRESHOLDS):
                    self.check(sensor['thresholds'].get(name), number(self.ipmitool[n][4 + i]), 3)
                    if self.sensors[n]['linearization'] != CUBE_ROOT and name in sensor['thresholds']:
                        self.check(sensor['thresholds'][name], number(self.freeipmi[n][5 + i]), 2)

    def test_units(self):
        """ipmitool leaves out the rate; a percentage of nothing is “percent” to us."""
        for n, sensor in self.ours.items():
            rate = self.sensors[n]['units'][0] >> 3 & 7
            unit, per, time = sensor['unit'].rpartition(' per ' if rate else '\0')
            self.assertEqual(time if per else '', ['', 'microsecond', 'millisecond', 'second', 'minute', 'hour', 'day'][rate])
            unit = unit if rate else sensor['unit']
            theirs = self.ipmitool[n][2].replace('% unspecified', 'percent')
            # It has no word for unit 82.
            self.assertEqual(unit.replace('overrun/overflow', 'overflow'), theirs, self.sensors[n]['units'])


class TestDiscrete(unittest.TestCase):
    """All generic and sensor-specific types, with random states."""

    @classmethod
    def setUpClass(cls):
        rand = random.Random(SEED)
        lines, cls.kinds = [], {}
        for event_type, sensor_type in [(0x6f, kind) for kind in range(1, 0x2d)] + [(kind, 3) for kind in range(2, 13)] * 3:
            for make in (full, compact):
                n = len(cls.kinds) + 1
                cls.kinds[n] = (event_type, sensor_type)
                states = (rand.randint(0, 0x7fff) & rand.choice([0, 0x1ff, 0x1ff, 0x7fff])).to_bytes(2, 'little')
                more = {'units': (0xc0, 0, 0), 'capabilities': 0x40} if make is full else {}
                lines += ['sdr ' + make(n, event_type=event_type, sensor_type=sensor_type, **more).hex(),
                          reading(n, rand.choice([0, 77]), states[:rand.choice([2, 2, 2, 1, 0])],
                                  rand.choice([0xc0, 0xc0, 0x40, 0xe0, 0x80]))]
        with Bmc(lines) as fake:
            cls.ours = {sensor['number']: sensor for sensor in result(fake.port, 'sensors')}
            options = ('--comma-separated-output', '--no-header-output')
            cls.words = {int(line.split(',')[0]): line.split(',', 5)[5]
                         for line in freeipmi('ipmi-sensors', fake.port, *options).stdout.splitlines()}
            cls.masks = {int(line.split(',')[0]): line.split(',')[5] for line in
                         freeipmi('ipmi-sensors', fake.port, *options, '--output-event-bitmask').stdout.splitlines()}
            cls.status = {int(line.split('|')[1].strip()[:-1], 16): line.split('|')[2].strip()
                          for line in ipmitool(fake.port, 'sdr', 'elist', 'all').stdout.splitlines()}

    def test_states(self):
        self.assertEqual([sorted(them) for them in (self.ours, self.words, self.status)], [sorted(self.kinds)] * 3)
        for n, sensor in self.ours.items():
            with self.subTest('%02x %02x' % self.kinds[n]):
                self.assertIsNone(sensor['value'])
                if self.masks[n] == 'N/A':
                    self.assertEqual((sensor['state'], sensor['events'], self.status[n]), ('absent', [], 'ns'))
                else:
                    n_states = bin(int(self.masks[n][:-1], 16)).count('1')
                    self.assertEqual(sensor['state'], 'asserted' if n_states > 0 else 'clear')
                    self.assertEqual(len(sensor['events']), n_states)

    def test_words(self):
        """Word by word what freeipmi says, but for what one of us explains."""
        named = same = 0
        for n, sensor in self.ours.items():
            if self.masks[n] == 'N/A':
                continue
            for ours, theirs in zip(sensor['events'], re.findall(r"'(.*?)'(?: |$)", self.words[n])):
                with self.subTest('%02x %02x' % self.kinds[n]):
                    if ours == 'Thermal Trip' and self.kinds[n][1] == 0x19:
                        continue                   # which it does not know
                    if re.fullmatch(r'State \d+', ours):
                        self.assertRegex(theirs, 'Unrecognized Event|^reserved$|^Unspecified$')
                        continue
                    named += 1
                    same += words(ours) == words(theirs)
                    self.assertTrue(words(ours) & words(theirs), (ours, theirs))
        self.assertGreater(named, 60)
        self.assertGreater(same, 0.6 * named)


class TestShared(unittest.TestCase):
    def test_names_and_numbers(self):
        lines = ['sdr ' + compact(1, 0x6f, 0x0d, (0x04, 0x81), 'Drive ').hex(),
                 'sdr ' + compact(5, 0x6f, 0x0d, (0x13, 0x18), 'Bay').hex()]
        lines += [reading(n, 0, (1, 0x80)) for n in range(1, 8)]
        with Bmc(lines) as fake:
            sensors = result(fake.port, 'sensors')
        self.assertEqual([(s['number'], s['name'], s['entity_instance']) for s in sensors],
                         [(1, 'Drive 1', 1), (2, 'Drive 2', 2), (3, 'Drive 3', 3), (4, 'Drive 4', 4),
                          (5, 'Bay Y', 1), (6, 'Bay Z', 1), (7, 'Bay AA', 1)])
        self.assertEqual({s['state'] for s in sensors}, {'asserted'})


class TestEvents(unittest.TestCase):
    def test_times_and_kinds(self):
        records = [event(1, seconds=0), event(2, seconds=0x20000000), event(3, seconds=0x20000001),
                   event(4, seconds=0xffffffff), event(5, record_type=0xc0), event(6, record_type=0xdf, seconds=77),
                   event(7, record_type=0xe0), event(8, record_type=0xff), event(9, record_type=0x03)]
        with Bmc(['sel ' + record.hex() for record in records]) as fake:
            ours = result(fake.port, 'sel')
        self.assertEqual([record['time'] for record in ours],
                         ['pre-init 0 s', 'pre-init 536870912 s', '1987-01-05T18:48:33Z', None, '2023-11-14T22:13:20Z',
                          'pre-init 77 s', None, None, None])
        self.assertEqual([record['raw'] for record in ours], [record.hex() for record in records])
        self.assertEqual([record['event'].split(':')[0] for record in ours[4:]],
                         ['OEM record C0h', 'OEM record DFh', 'OEM record E0h', 'OEM record FFh',
                          'Record of unknown type 03h'])

    def test_names(self):
        """Of the sensors of all owners: other logical units, system software, several that share a record."""
        lines = ['sdr ' + sdr.hex() for sdr in (full(1, lun=1), full(2, owner=0x41), full(3, owner=0x72),
                                                compact(4, 0x6f, 0x0d, (0x12, 2), 'Bay '))]
        events = [event(1, lun=1), event(2, lun=0), event(3, lun=2), event(4, generator=0x41, sensor=2),
                  event(5, generator=0x72, sensor=3), event(6, sensor=2), event(7, 0x0d, 0x6f, (0, 0xff, 0xff), sensor=5)]
        with Bmc(lines + ['sel ' + record.hex() for record in events]) as fake:
            ours = result(fake.port, 'sel')
        self.assertEqual([record['sensor'] for record in ours], ['S1', 'S1', None, 'S2', 'S3', None, 'Bay D'])
        self.assertEqual((ours[3]['reading'], ours[3]['threshold'], ours[3]['unit']), (91.0, 90.0, 'degrees C'))


class TestAnswers(unittest.TestCase):
    """Answers of random bytes to the commands whose fields ipmitool prints one by one."""
    TIMES = 5
    # What the BMC answers, by network function, command and the beginning of the request, and how long that is.
    LENGTHS = [(0x00, 0x01, '', 4), (0x06, 0x25, '', 8), (0x2c, 0x02, '', 17), (0x0c, 0x02, '..0201', 5), (0x0c, 0x02, '..03', 4),
               (0x0c, 0x02, '..04', 1), (0x0c, 0x02, '..05', 6), (0x0c, 0x02, '..06', 4), (0x0c, 0x02, '..07', 3),
               (0x0c, 0x02, '..0a', 1), (0x0c, 0x02, '..0c', 4), (0x0c, 0x02, '..0d', 6), (0x0c, 0x02, '..0e', 4),
               (0x0c, 0x02, '..0f', 6), (0x0c, 0x02, '..14', 2), (0x0c, 0x02, '..15', 1), (0x0c, 0x02, '..17', 17),
               (0x0c, 0x02, '..1a', 6)]
    REVISION = {0x0c: [0x11], 0x2c: [0xdc]}

    def check_chassis(self, port):
        ours, theirs = result(port, 'chassis'), fields(ipmitool(port, 'chassis', 'status').stdout)
        self.assertEqual((ours['power'], ours['restore_policy']), (theirs['System Power'], theirs['Power Restore Policy']))
        for name, other in (('power_overload', 'Power Overload'), ('power_interlock', 'Power Interlock'),
                            ('power_fault', 'Main Power Fault'), ('power_control_fault', 'Power Control Fault'),
                            ('intrusion', 'Chassis Intrusion'), ('front_panel_lockout', 'Front-Panel Lockout'),
                            ('drive_fault', 'Drive Fault'), ('cooling_fault', 'Cooling/Fan Fault'),
                            ('power_off_button_disabled', 'Power Button Disabled'),
                            ('reset_button_disabled', 'Reset Button Disabled'),
                            ('diagnostic_interrupt_button_disabled', 'Diag Button Disabled'),
                            ('standby_button_disabled', 'Sleep Button Disabled')):
            # It says nothing of the buttons when nothing is set.
            self.assertEqual(ours[name], theirs.get(other) in ('true', 'active'), name)
        self.assertEqual([event.split('-')[-1] for event in ours['last_event']],
                         [event.split('-')[-1] for event in theirs['Last Power Event'].split()])

    def check_watchdog(self, port):
        ours, theirs = result(port, 'watchdog'), fields(ipmitool(port, 'mc', 'watchdog', 'get').stdout)
        self.assertEqual((ours['running'], ours['logged']),
                         (theirs['Watchdog Timer Is'].startswith('Started'), theirs['Watchdog Timer Logging'] == 'On'))
        for name, other in (('timer_use', 'Watchdog Timer Use'), ('timer_action', 'Watchdog Timer Action'),
                            ('pre_timeout_interrupt', 'Pre-timeout interrupt')):
            self.assertTrue(words(ours[name]) & words(theirs[other].replace('No ', 'none ')), (name, ours, theirs))
        for name, other in (('pre_timeout_interval', 'Pre-timeout interval'), ('initial_countdown', 'Initial Countdown'),
                            ('present_countdown', 'Present Countdown')):
            self.assertAlmostEqual(ours[name], float(theirs[other].split()[0]))

    def check_power(self, port):
        ours, theirs = result(port, 'dcmi-power'), fields(ipmitool(port, 'dcmi', 'power', 'reading').stdout)
        for name, other in (('current_power', 'Instantaneous power reading'),
                            ('minimum_power', 'Minimum during sampling period'),
                            ('maximum_power', 'Maximum during sampling period'),
                            ('average_power', 'Average power reading over sample period')):
            self.assertEqual(ours[name], int(theirs[other].split()[0]))
        self.assertEqual(ours['power_measurement_active'], theirs['Power reading state is'] == 'activated')

    def check_lan(self, port):
        ours, theirs = result(port, 'lan'), fields(ipmitool(port, 'lan', 'print', 1).stdout)
        for name, other in (('ip_address', 'IP Address'), ('subnet_mask', 'Subnet Mask'), ('mac_address', 'MAC Address'),
                            ('default_gateway_address', 'Default Gateway IP'),
                            ('default_gateway_mac_address', 'Default Gateway MAC'),
                            ('backup_gateway_address', 'Backup Gateway IP'),
                            ('backup_gateway_mac_address', 'Backup Gateway MAC')):
            self.assertEqual(ours[name], theirs[other])
        self.assertEqual(str(ours['vlan_id'] or 'Disabled'), theirs['802.1q VLAN ID'])
        self.assertEqual(str(ours['vlan_priority']), theirs['802.1q VLAN Priority'])
        header = ours['ipv4_header']
        self.assertEqual('TTL=0x%02x Flags=0x%02x Precedence=0x%02x TOS=0x%02x' %
                         (header['time_to_live'], header['flags'] << 5, header['precedence'] << 5,
                          header['type_of_service'] << 1), theirs['IP Header'])
        self.assertEqual((ours['arp_responses'], ours['gratuitous_arp']),
                         tuple(word == 'Enabled' for word in re.findall('Enabled|Disabled', theirs['BMC ARP Control'])))
        for name, other in (('bad_password_threshold', 'Bad Password Threshold'),
                            ('attempt_count_reset_interval', 'Attempt Count Reset Int.'),
                            ('user_lockout_interval', 'User Lockout Interval')):
            self.assertEqual(str(ours[name]), theirs[other])
        self.assertEqual(ours['bad_password_event'], theirs['Invalid password disable'] == 'yes')

    def test_allocation(self):
        """Of the sensor data records and of the event log, told by another command that is asked in turn."""
        sdrs = answer(0x0a, 0x20, '', [0, 0x51, 2, 1, *[0] * 10, 0xa3])
        units = [0, 10, 0, 64, 0, 3, 0, 2, 0, 128]
        with Bmc([sdrs, answer(0x0a, 0x21, '', units), answer(0x0a, 0x40, '', [0, 0x51, 2, *[0] * 11, 1]),
                  answer(0x0a, 0x41, '', units)]) as fake:
            ours = result(fake.port, 'sdr-info')
            self.assertEqual((ours['record_count'], ours['overflow'], ours['update_support']), (258, True, 'non-modal'))
            for info in ours, result(fake.port, 'sel-info'):
                self.assertEqual([info[name] for name in ('allocation_units', 'allocation_unit_size', 'free_allocation_units',
                                                          'largest_free_block', 'maximum_record_size')], [10, 64, 3, 2, 128])
        with Bmc([sdrs]) as fake:
            self.assertNotIn('allocation_units', result(fake.port, 'sdr-info'))

    def test_fields(self):
        rand = random.Random(SEED)
        for _ in range(self.TIMES):
            lines = [answer(netfn, command, request, [0, *self.REVISION.get(netfn, []), *rand.randbytes(length)])
                     for netfn, command, request, length in self.LENGTHS]
            with self.subTest(lines), Bmc(lines) as fake:
                self.check_chassis(fake.port)
                self.check_watchdog(fake.port)
                self.check_power(fake.port)
                self.check_lan(fake.port)


class TestDamaged(unittest.TestCase):
    """Two more records, and in their middle one answer that is wrong."""
    SDRS = ['sdr ' + full(n).hex() for n in (1, 2, 3)] + [reading(n, 40 + n) for n in (1, 2, 3)]
    SEL = ['sel ' + event(n).hex() for n in (1, 2, 3)]

    def names(self, *data):
        """The sensors with this answer instead of the second record, and whether one is said to be missing."""
        lines = [answer(0x0a, 0x23, '....0200', [0xc9]), answer(0x0a, 0x23, '....020000', data)]
        with Bmc(self.SDRS + lines) as fake:
            process = racksidectl(fake.port, 'sensors', '--json')
            self.assertIn(process.returncode, (0, 1), process.stderr)
            if process.returncode == 1:
                self.assertEqual(process.stdout, '')
                self.assertRegex(process.stderr, r'^racksidectl: [A-Z].{20,}\.\n$')
                return process.stderr
            return re.findall(r'"name":"(S\d)"', process.stdout), 'cannot be understood' in process.stderr

    def test_record_of_wrong_length(self):
        record = full(2)
        self.assertEqual(self.names(0, 3, 0, *record, *b'more'), (['S1', 'S2', 'S3'], False))
        self.assertEqual(self.names(0, 3, 0, *record[:-3]), (['S1', 'S3'], True))
        self.assertEqual(self.names(0, 3, 0, *record[:4], 8, *record[5:]), (['S1', 'S3'], True))
        self.assertEqual(self.names(0, 3, 0, *record[:4], 0), (['S1', 'S3'], True))

    def test_record_without_a_name(self):
        record = full(2)[:-3]
        with Bmc(['sdr ' + (record[:4] + bytes([record[4] - 3]) + record[5:]).hex(), reading(2, 42)]) as fake:
            self.assertEqual([(s['name'], s['value']) for s in result(fake.port, 'sensors')], [('', 42.0)])

    def test_answer_that_is_none(self):
        for data in ((0,), (0, 3), (0, 3, 0), (0, 3, 0, *full(2)[:4]), (0xcb,), (0xff,)):
            self.assertEqual(self.names(*data), (['S1', 'S3'], True), data)
        self.assertIn('Somebody else', self.names(0xc5))

    def test_records_that_run_in_a_circle(self):
        for following in (0, 1, 2):
            self.assertIn('run in a circle', self.names(0, following, 0, *full(2)))
        for following in (1, 2):
            with Bmc(self.SEL + [answer(0x0a, 0x43, '....0200', [0, following, 0, *event(2)])]) as fake:
                process = racksidectl(fake.port, 'sel', '--json')
                self.assertEqual((process.returncode, process.stdout), (1, ''))
                self.assertIn('run in a circle', process.stderr)

    def test_what_a_bmc_does_not_have(self):
        with Bmc(self.SEL + [answer(0x0a, 0x48, '', [0xc1]), answer(0x0a, 0x41, '', [0xc1]),
                             answer(0x0a, 0x40, '', [0, 0x51, 3, *[0] * 11, 0x0f])]) as fake:
            info = result(fake.port, 'sel-info')
            self.assertEqual((info['entries'], info['time'], 'allocation_units' in info), (3, None, False))
        with Bmc([answer(0x0a, 0x23, '', [0xff])]) as fake:
            process = racksidectl(fake.port, 'fru', '--json')
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertIn('"product":"Board"', process.stdout)
            self.assertIn('What has an inventory is not known.', process.stderr)


tap.need('ipmitool', 'ipmi-sensors')
tap.main()
