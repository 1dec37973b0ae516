#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of all standard types, with everything that the specification lets them say, as ipmitool and freeipmi have
them."""
import csv
import io
import os
import re
import struct
import unittest

import bmc
import tap
from clients import freeipmi, ipmitool, result

SENSOR_SPECIFIC = 0x6f
NOTHING = 0xff


def extensions():
    """(sensor type, event data) for each event extension code of table 42-3."""
    second = [(0x0f, 0, range(1, 0x0e)), (0x0f, 1, range(1, 0x15)), (0x0f, 2, [*range(1, 0x15), *range(0x16, 0x1a)]),
              (0x05, 4, [0, 2]), (0x10, 0, [3]), (0x12, 5, [0x00, 0x80, 0x01, 0x81]), (0x1d, 7, range(0x0c)),
              (0x23, 1, [0x01, 0x12, 0x23, 0x34, 0xf5, 0x04]), (0x2b, 1, range(1, 0x18)),
              (0x2c, 4, [cause << 4 | 3 for cause in range(0x0b)])]
    for sensor_type, offset, codes in second:
        for code in codes:
            yield sensor_type, (0xc0 | offset, code, NOTHING)
    for code in range(5):
        yield 0x08, (0x36, NOTHING, code)
    for code in (0, 5, 50, 100):
        yield 0x10, (0x35, NOTHING, code)
    yield 0x0c, (0x38, NOTHING, 5)
    for code in range(0x0d):
        yield 0x21, (0xf2, code, 3)
    for code in range(0x0e):
        yield 0x19, (0xf0, code, 0x0d - code)
    for offset, code in ((0, 0x01), (1, 0x11), (1, 0x21), (1, 0x31)):
        yield 0x2a, (0xf0 | offset, 0 if offset == 1 else 2, code)
    yield 0x28, (0xc4, 9, NOTHING)


class Simulator(bmc.IpmiSim):
    """The simulator with another event log: a list of (sensor type, event type, event data)."""

    def __init__(self, events):
        super().__init__()
        records = [struct.pack('<HBIHBBBB', number, 2, 1700000000 + number, 0x20, 4, sensor_type, 0x77, event_type)
                   + bytes(data) for number, (sensor_type, event_type, data) in enumerate(events, 1)]
        folder = os.path.join(self.folder, 'ipmi_sim', 'bmcsim')
        os.makedirs(folder)
        with open(os.path.join(folder, 'sel.20'), 'w') as log:
            log.write('last_erase_time:i:1700000000\nlast_add_time:i:1712345678\n')
            for number, record in reversed(list(enumerate(records, 1))):
                log.write('%d:d:%s\n' % (number, ''.join('\\%02x' % byte for byte in record)))


def detail(record):
    """What a record says after the name of its event."""
    return record['event'].partition(': ')[2]


def words(text):
    return set(re.findall(r'[a-z0-9]+', text.lower()))


class TestEvents(unittest.TestCase):
    # What freeipmi words otherwise, and little words.
    SAME = {'smbus': {'sm', 'bus'}, 'os': {'operating', 'system'}}
    IGNORED = {'is', 'a', 'an', 'by', 'of', 'the', 'to', 'in', 'or', 'and', 'no', 'for', 'at', 'time', 'system',
               'ended', 'previously', 'module', 'updated', 'pair', 'as', 'sensor', 's', 'its', 'state', 'states'}

    def read(self, events):
        """Of each event our record, freeipmi's text and ipmitool's."""
        with Simulator(events) as sim:
            ours = result(sim.port, 'sel')
            rows = csv.reader(io.StringIO(freeipmi('ipmi-sel', sim.port, '--comma-separated-output', '--no-header-output')
                                          .stdout))
            theirs = [','.join(row[5:]) for row in rows]
            lines = [line.split('|') for line in ipmitool(sim.port, 'sel', 'list').stdout.splitlines()]
        self.assertEqual([len(ours), len(theirs), len(lines)], [len(events)] * 3)
        return zip(ours, theirs, lines)

    def test_details(self):
        events = [(sensor_type, SENSOR_SPECIFIC, data) for sensor_type, data in extensions()]
        agreed = 0
        for (sensor_type, _, data), (ours, freeipmis, _) in zip(events, self.read(events)):
            with self.subTest('%02x %s' % (sensor_type, bytes(data).hex())):
                self.assertTrue(detail(ours), ours)
                missing = words(detail(ours)) - words(freeipmis) - self.IGNORED
                # Each of our words, but for a few, is in what freeipmi says.
                self.assertLessEqual(len(missing), len(words(detail(ours))) // 3, (detail(ours), freeipmis))
                agreed += not missing
        self.assertGreater(agreed, 0.8 * len(events))

    def test_oem_codes(self):
        events = [(0x0c, SENSOR_SPECIFIC, (0xa0, 1, 2)), (0x01, 0x03, (0x81, 9, NOTHING)),
                  (0x01, 0x03, (0x21, NOTHING, 9))]
        for ours, freeipmis, _ in self.read(events):
            self.assertEqual(re.findall(r'([0-9A-F]{2})h', detail(ours)),
                             re.findall(r'code = ([0-9A-F]{2})h', freeipmis))

    def test_generic_events(self):
        """Every offset of every generic type, asserted and not: direction and words."""
        events = [(0x01, event_type | direction, (offset, NOTHING, NOTHING))
                  for event_type, last in ((2, 2), (3, 1), (4, 1), (5, 1), (6, 1), (7, 8), (8, 1), (9, 1), (10, 8),
                                           (11, 7), (12, 3)) for offset in range(last + 1) for direction in (0, 0x80)]
        for event, (ours, freeipmis, line) in zip(events, self.read(events)):
            with self.subTest(event):
                self.assertEqual(ours['asserted'], event[1] & 0x80 == 0)
                self.assertEqual(ours['asserted'], line[5].strip() == 'Asserted')
                difference = words(ours['event']) ^ words(freeipmis)
                self.assertLessEqual(difference - {'device', 'state', 'redundancy', 'fully', 'non'}, set(),
                                     (ours['event'], freeipmis))


tap.need('ipmi_sim', 'ipmitool', 'ipmi-sel')
tap.main()
