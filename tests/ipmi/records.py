# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes sensor data records, events and a fake BMC that has them (see fake-bmc/fake-records.c)."""
import os
import struct
import tempfile

import bmc


def id_string(name):
    return bytes([0xc0 | len(name)]) + name.encode('latin-1')


def _record(number, kind, body):
    return struct.pack('<HBBB', number, 0x51, kind, len(body)) + body


def _common(number, event_type, sensor_type, units, capabilities, mask, owner=0x20, lun=0):
    return (bytes([owner, lun, number, 7, 1, 0x7f, capabilities, sensor_type, event_type])
            + struct.pack('<HHH', 0x7000, 0x7000, mask) + bytes(units))


def full(number, event_type=1, sensor_type=1, units=(0, 1, 0), linearization=0, m=1, b=0, b_exponent=0, r_exponent=0,
         tolerance=0, accuracy=0, thresholds=(0,) * 6, hysteresis=(2, 2), capabilities=0x68, mask=0x3f3f,
         owner=0x20, lun=0):
    """A full sensor record (IPMI 2.0 §43.1). Thresholds are in the record's order, the highest one first."""
    factors = bytes([m & 0xff, (m >> 8 & 3) << 6 | tolerance, b & 0xff, (b >> 8 & 3) << 6 | accuracy & 0x3f,
                     (accuracy >> 6) << 4, (r_exponent & 15) << 4 | b_exponent & 15])
    return _record(number, 1, _common(number, event_type, sensor_type, units, capabilities, mask, owner, lun)
                   + bytes([linearization]) + factors + bytes([0, 0, 0, 0, 0xff, 0, *thresholds, *hysteresis, 0, 0, 0])
                   + id_string('S%d' % number))


def compact(number, event_type, sensor_type, sharing=(1, 0), name=None):
    """A compact sensor record (§43.2)."""
    return _record(number, 2, _common(number, event_type, sensor_type, (0xc0, 0, 0), 0x40, 0x7fff)
                   + bytes([*sharing, 0, 0, 0, 0, 0, 0]) + id_string(name or 'S%d' % number))


def event(number, sensor_type=1, event_type=1, data=(0x57, 91, 90), record_type=2, seconds=1700000000, generator=0x20,
          lun=0, sensor=1):
    """An event record (§32.1)."""
    return (struct.pack('<HBIBBBBBB', number, record_type, seconds, generator, lun, 4, sensor_type, sensor, event_type)
            + bytes(data))


def answer(netfn, command, request, data):
    """A line for the file: what the BMC answers, completion code first, to a request that begins so."""
    return 'answer %02x 0 %02x %s %s' % (netfn, command, request or '-', bytes(data).hex())


def reading(number, raw, states=(0xc0,), flags=0xc0):
    return answer(0x04, 0x2d, '%02x' % number, [0, raw, flags, *states])


class Bmc(bmc.FakeBmc):
    """A fake BMC with these lines."""

    def __init__(self, lines, *options):
        self.file = tempfile.NamedTemporaryFile('w', prefix='rackside-records-')
        self.file.write('\n'.join(lines) + '\n')
        self.file.flush()
        super().__init__('--records', os.path.abspath(self.file.name), *options)

    def __exit__(self, *error):
        super().__exit__(*error)
        self.file.close()
