#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories that nobody made by hand: fields of all lengths and encodings, and multirecords of all types, as
ipmitool and freeipmi have them where those know how."""
import os
import random
import re
import struct
import unittest

import bmc
import tap
from clients import freeipmi, ipmitool, result

SIZES = {0: 512, 1: 256, 2: 256}
PRINTABLE = [chr(code) for code in range(0x21, 0x7f)]


def checksum(data):
    return bytes([-sum(data) & 0xff])


def padded(data, unit, fill):
    return data + fill * (-len(data) % unit)


def eight_bit(rand, most):
    text = ''.join(rand.choice(PRINTABLE) for _ in range(rand.choice([0, 2, rand.randint(2, most)])))
    return bytes([0xc0 | len(text)]) + text.encode('latin-1'), text


def six_bit(rand, most):
    text = ''.join(chr(rand.randint(0x21, 0x5f)) for _ in range(rand.randint(1, most // 4) * 4))
    packed = b''
    for at in range(0, len(text), 4):
        packed += sum((ord(c) - 0x20) << 6 * i for i, c in enumerate(text[at:at + 4])).to_bytes(3, 'little')
    return bytes([0x80 | len(packed)]) + packed, text


def bcd(rand, most):
    text = ''.join(rand.choice('0123456789') for _ in range(rand.randint(1, most // 2) * 2))
    return bytes([0x40 | len(text) // 2]) + bytes.fromhex(text), text


def binary(rand, most):
    data = rand.randbytes(rand.randint(2, most))
    return bytes([len(data)]) + data, data.hex()


class Image:
    """An image and what is in it, by the names of racksidectl's JSON."""

    def __init__(self, rand, size):
        self.wanted = {}
        self.areas, self.offsets = b'', [0] * 5
        self.rand = rand
        self.add(1, 'chassis', bytes([23]), ['part_number', 'serial_number'])
        minutes = rand.randint(1, 0xffffff)
        self.add(2, 'board', bytes([25]) + minutes.to_bytes(3, 'little'),
                 ['manufacturer', 'product', 'serial_number', 'part_number', 'file_id'])
        self.add(3, 'product', bytes([0]), ['manufacturer', 'name', 'part_number', 'version', 'serial_number',
                                            'asset_tag', 'file_id'])
        head = bytes([1] + self.offsets + [0])
        self.bytes = head + checksum(head) + self.areas
        assert len(self.bytes) <= size, len(self.bytes)
        self.bytes += b'\xff' * (size - len(self.bytes))

    def add(self, index, name, head, names):
        body, wanted = head, {'extra': []}
        for member in names + ['extra'] * self.rand.randint(0, 2):
            field, text = self.rand.choice([eight_bit, eight_bit, six_bit, bcd, binary])(self.rand, 10)
            body += field
            if member == 'extra':
                wanted['extra'].append(text)
            else:
                wanted[member] = text
        body = padded(b'\x01\x00' + body + b'\xc1\x00', 8, b'\x00')
        body = body[:1] + bytes([len(body) // 8]) + body[2:-1]
        self.offsets[index] = 1 + len(self.areas) // 8
        self.areas += body + checksum(body)
        self.wanted[name] = wanted


class Simulator(bmc.IpmiSim):
    """The simulator with other inventories in it."""

    def __init__(self, images):
        super().__init__()
        for device, image in images.items():
            with open(os.path.join(self.folder, 'fru%d.bin' % device), 'wb') as image_file:
                image_file.write(image)


def lines(text):
    """“Name : value” lines as a list of pairs, the value with what blanks it has at its end."""
    pairs = []
    for line in text.splitlines():
        name, colon, value = line.partition(':')
        if colon:
            pairs.append((name.strip(), value[1:]))
    return pairs


class TestFields(unittest.TestCase):
    IPMITOOL = [('Chassis Part Number', 'chassis', 'part_number'), ('Chassis Serial', 'chassis', 'serial_number'),
                ('Board Mfg', 'board', 'manufacturer'), ('Board Product', 'board', 'product'),
                ('Board Serial', 'board', 'serial_number'), ('Board Part Number', 'board', 'part_number'),
                ('Product Manufacturer', 'product', 'manufacturer'), ('Product Name', 'product', 'name'),
                ('Product Part Number', 'product', 'part_number'), ('Product Version', 'product', 'version'),
                ('Product Serial', 'product', 'serial_number'), ('Product Asset Tag', 'product', 'asset_tag')]

    def check(self, sim, device, image):
        ours = result(sim.port, 'fru', device)[0]
        for area, wanted in image.wanted.items():
            self.assertNotIn('problem', ours[area], (device, ours[area]))
            for name, value in wanted.items():
                self.assertEqual(ours[area][name], value if name == 'extra' else value.rstrip(), (device, area, name))

        theirs = dict(lines(ipmitool(sim.port, 'fru', 'print', device).stdout))
        for name, area, member in self.IPMITOOL:
            if name in theirs and not re.search(r'[^ -~]', theirs[name]):
                self.assertEqual(ours[area][member].upper(), theirs[name].rstrip().replace(' ', '').upper()
                                 if re.fullmatch(r'(?:[0-9A-Fa-f]{2} ?)+', theirs[name]) else theirs[name].rstrip().upper(),
                                 (device, name))
        date = theirs['Board Mfg Date'].split()
        self.assertIn(date[3], ours['board']['manufactured'])

        freeipmi_dates = [value for name, value in lines(freeipmi('ipmi-fru', sim.port, '--device-id', device).stdout)
                          if name == 'FRU Board Manufacturing Date/Time']
        month, day, year, clock = re.fullmatch(r'(..)/(..)/(..) - (.*)', freeipmi_dates[0].strip()).groups()
        self.assertEqual(ours['board']['manufactured'][2:], '%s-%s-%sT%sZ' % (year, month, day, clock))

    def test_random_images(self):
        rand = random.Random(1)
        for _ in range(4):
            images = {}
            while len(images) < len(SIZES):
                try:
                    images[len(images)] = Image(rand, SIZES[len(images)])
                except AssertionError:
                    continue                       # too large for the device
            with Simulator({device: image.bytes for device, image in images.items()}) as sim:
                for device, image in images.items():
                    with self.subTest(device):
                        self.check(sim, device, image)


class TestMultirecords(unittest.TestCase):
    """freeipmi knows what is in them. It gives millivolts and milliamperes."""
    POWER_SUPPLY = {'Overall Capacity': ('capacity_watts', 1), 'Inrush Interval': ('inrush_interval_ms', 1),
                    'Low End Input Voltage 1': ('input_voltage_1_low_volts', 1000),
                    'High End Input Voltage 1': ('input_voltage_1_high_volts', 1000),
                    'Low End Input Voltage 2': ('input_voltage_2_low_volts', 1000),
                    'High End Input Voltage 2': ('input_voltage_2_high_volts', 1000),
                    'Low End Acceptable Frequency': ('input_frequency_low_hz', 1),
                    'High End Acceptable Frequency': ('input_frequency_high_hz', 1),
                    'A/C Dropout Tolerance': ('ac_dropout_tolerance_ms', 1),
                    'Hold Up Time': ('peak_hold_up_seconds', 1), 'Peak Capacity': ('peak_watts', 1),
                    'Peak VA': ('peak_volt_amperes', 1), 'Max Inrush Current': ('inrush_amperes', 1),
                    'Total Combined Wattage': ('combined_watts', 1)}
    FLAGS = {'Predictive Fail Support': 'predictive_fail', 'Hot Swap Support': 'hot_swap',
             'Power Factor Correction Supported': 'power_factor_correction', 'AutoSwitch Supprt': 'autoswitch'}
    DC_OUTPUT = {'Output Number': ('output_number', 1), 'Nominal Voltage': ('nominal_volts', 1000),
                 'Maximum Negative Voltage Deviation': ('maximum_negative_deviation_volts', 1000),
                 'Maximum Positive Voltage Deviation': ('maximum_positive_deviation_volts', 1000),
                 'Ripple and Noise pk-pk': ('ripple_and_noise_mv', 1),
                 'Minimum Current Draw': ('minimum_current_draw_amperes', 1000),
                 'Maximum Current Draw': ('maximum_current_draw_amperes', 1000)}
    DC_LOAD = {'Output Number': ('output_number', 1), 'Nominal Voltage': ('nominal_volts', 1000),
               "Spec'd Minimum Voltage": ('minimum_volts', 1000), "Spec'd Maximum Voltage": ('maximum_volts', 1000),
               "Spec'd Ripple and Noise pk-pk": ('ripple_and_noise_mv', 1),
               'Minimum Current Load': ('minimum_current_load_amperes', 1000),
               'Maximum Current Load': ('maximum_current_load_amperes', 1000)}
    ACCESS = {1: ('System Management URL', 'system_management_url'), 2: ('System Name', 'system_name'),
              3: ('System Ping Address', 'system_ping_address'),
              4: ('Component Management URL', 'component_management_url'),
              5: ('Component Name', 'component_name'), 6: ('Component Ping Address', 'component_ping_address')}

    @staticmethod
    def image(records):
        head = bytes([1, 0, 0, 0, 0, 1, 0])
        data = head + checksum(head)
        for number, (kind, body) in enumerate(records, 1):
            header = bytes([kind, 0x82 if number == len(records) else 0x02, len(body)]) + checksum(body)
            data += header + checksum(header) + body
        return padded(data, 256, b'\xff')

    def numbers(self, ours, theirs, names, prefix):
        for name, value in theirs:
            member, factor = names.get(name.replace(prefix, '', 1).strip(), (None, 1))
            if member in ours:
                self.assertAlmostEqual(ours[member] * factor, float(value.split()[0]), 6, (name, value))

    def check(self, records):
        """Our records, each with the lines that freeipmi has for it."""
        with Simulator({1: self.image(records)}) as sim:
            ours = result(sim.port, 'fru', 1)[0]['multirecords']
            text = freeipmi('ipmi-fru', sim.port, '-v', '--device-id', 1).stdout
        blocks = [lines(block) for block in text.split('\n\n')][1:]
        blocks = [block for block in blocks if block]
        self.assertEqual(len(ours), len(records))
        self.assertEqual(len(blocks), len(records), text)
        for record, (kind, _) in zip(ours, records):
            self.assertNotIn('problem', record)
            self.assertEqual(record['type'], kind)
        return zip(ours, blocks)

    def test_power_supplies(self):
        rand = random.Random(2)
        records = [(0, struct.pack('<HHBBhhhhBBBBHBHB', rand.randint(0, 4095), rand.randint(0, 65534),
                                   rand.randint(0, 254), rand.randint(0, 255), *[rand.randint(-32768, 32767)
                                                                                for _ in range(4)],
                                   rand.randint(0, 255), rand.randint(0, 255), rand.randint(0, 255),
                                   rand.randint(0, 31), rand.randint(0, 15) << 12 | rand.randint(0, 4094),
                                   rand.randint(0, 3) << 4 | rand.randint(0, 3), rand.randint(1, 65535),
                                   rand.randint(0, 255)))
                   for _ in range(8)]
        for ours, theirs in self.check(records):
            self.numbers(ours, theirs, self.POWER_SUPPLY, 'FRU Power Supply')
            theirs = {name.replace('FRU Power Supply', '').strip(): value for name, value in theirs}
            for name, member in self.FLAGS.items():
                self.assertEqual(ours[member], theirs[name] == 'Yes', name)
            for number in (1, 2):
                self.assertAlmostEqual(ours['combined_voltage_%d_volts' % number],
                                       float(theirs['Voltage %d' % number].rstrip('V')))

    def test_outputs_and_loads(self):
        rand = random.Random(3)
        # Bit 7 of a load is read differently, and millivolts beyond 16 bits are cut off.
        records = [(kind, struct.pack('<BhhhHHH', rand.choice([0, 0x10] if kind in (9, 10) else [0])
                                      | (rand.choice([0, 0x80]) if kind in (1, 9) else 0) | rand.randint(0, 15),
                                      *[rand.randint(-3276, 3276) for _ in range(3)],
                                      *[rand.randint(0, 65535) for _ in range(3)]))
                   for kind in (1, 2, 9, 10, 1, 2, 9, 10, 9, 10)]
        for ours, theirs in self.check(records):
            output = ours['type'] in (1, 9)
            self.numbers(ours, theirs, self.DC_OUTPUT if output else self.DC_LOAD,
                         'FRU DC Output' if output else 'FRU DC Load')
            if output:
                standby = next(value for name, value in theirs if 'Standy' in name)
                self.assertEqual(ours['standby'], standby == 'Yes')

    def test_others(self):
        records = [(3, bytes([kind]) + b'http://node%d.example/' % kind) for kind in self.ACCESS]
        records += [(4, bytes([0x39, 0x30, 0, 7, 1, 2, 0xf0])), (0xc0, b'\x5a\x31\x00\x16\x00\x01')]
        for number, (ours, theirs) in enumerate(self.check(records), 1):
            theirs = dict(theirs)
            if number in self.ACCESS:
                name, member = self.ACCESS[number]
                self.assertEqual(ours[member], theirs['FRU Management Access ' + name])
        self.assertEqual((ours['type'], ours['manufacturer_id']), (0xc0, 12634))


tap.need('ipmi_sim', 'ipmitool', 'ipmi-fru')
tap.main()
