#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl mount, against the simulator's console and an initiator of our own."""
import os
import signal

import tap
from initiator import DISCONNECT, WRITE_PROTECTED, Initiator
from mounting import MountTest

WRONG_RESULTS = {0x21: (1, 'in use'), 0x22: (3, 'console anew'), 0x23: (3, 'licensed'), 0x24: (1, '0x0024'),
                 0x25: (1, 'not set up'), 0x26: (3, 'may not use virtual media')}


class TestMount(MountTest):
    def test_serves_a_cd_until_it_is_ejected(self):
        with Initiator() as initiator:
            path = self.make('disc.iso', 2048 * 1000, b'A' * 4096)
            process = self.mount(self.start(initiator), path, '--drive', 'cd')
            hello = initiator.accept()
            self.assertEqual(hello[:2], b'\x10\x82')
            initiator.make_ready()
            self.assertEqual(initiator.capacity(), (1000, 2048))
            self.assertEqual(bytes(initiator.read_blocks(1, 2)), b'A' * 2048 + bytes(2048))
            initiator.eject()
            result, errors = self.end(process)
            self.assertEqual(result, {'reads': 1, 'writes': 0, 'bytes_read': 4096, 'bytes_written': 0, 'ejected': True})
            self.assertIn('is the server\'s CD drive now', errors)
            self.assertIn('ejected', errors)

    def test_serves_a_floppy_until_it_is_interrupted(self):
        with Initiator() as initiator:
            path = self.make('floppy.img', 1474560)
            process = self.mount(self.start(initiator), path)
            self.assertEqual(initiator.accept()[:2], b'\x10\x81')
            initiator.make_ready()
            initiator.write_blocks(7, b'B' * 1024)
            with open(path, 'rb') as file:
                file.seek(7 * 512)
                self.assertEqual(file.read(1024), b'B' * 1024)
            process.send_signal(signal.SIGINT)
            self.assertEqual(initiator.read_header()[0], DISCONNECT)
            initiator.close()
            result, errors = self.end(process)
            self.assertEqual(result, {'reads': 0, 'writes': 1, 'bytes_read': 0, 'bytes_written': 1024, 'ejected': False})
            self.assertIn('written 1.0\xa0kB', errors)

    def test_read_only(self):
        with Initiator() as initiator:
            path = self.make('key.img', 4194304)
            process = self.mount(self.start(initiator), path, '--drive', 'usb', '--read-only')
            self.assertEqual(initiator.accept()[:2], b'\x10\x83')
            self.assertEqual(initiator.transfer(0x2A, 0, 1, bytes(512))[0], 0x072700)
            process.terminate()
            self.assertEqual(initiator.read_header()[0], DISCONNECT | WRITE_PROTECTED)
            initiator.close()
            self.assertEqual(self.end(process)[0]["writes"], 1)

    def test_every_refusal(self):
        with Initiator() as initiator:
            path = self.make('disc.iso', 2048 * 1000)
            simulator = self.start(initiator)
            for result, (status, words) in WRONG_RESULTS.items():
                process = self.mount(simulator, path, '--drive', 'cd')
                initiator.accept(result)
                output, errors = self.end(process, status)
                self.assertIsNone(output)
                self.assertIn(words, errors)

    def test_lost(self):
        with Initiator() as initiator:
            process = self.mount(self.start(initiator), self.make('disc.iso', 2048 * 1000), '--drive', 'cd')
            initiator.accept()
            initiator.make_ready()
            initiator.close()
            result, errors = self.end(process, 1)
            self.assertFalse(result['ejected'])
            self.assertIn('closed the connection of the virtual drive', errors)

    def test_goes_with_the_console(self):
        with Initiator() as initiator:
            simulator = self.start(initiator)
            process = self.mount(simulator, self.make('disc.iso', 2048 * 1000), '--drive', 'cd')
            initiator.accept()
            simulator.do('seized')
            self.assertEqual(initiator.read_header()[0], DISCONNECT)
            initiator.close()
            self.assertIn('because the console ended', self.end(process, 1)[1])

    def test_nobody_listens(self):
        with Initiator() as initiator:
            simulator = self.start(initiator)
        process = self.mount(simulator, self.make('disc.iso', 2048 * 1000), '--drive', 'cd')
        self.assertIn('refuses connections', self.end(process, 1)[1])

    def test_time_out(self):
        with Initiator() as initiator:
            process = self.mount(self.start(initiator), self.make('disc.iso', 2048), '--drive', 'cd', '--timeout', '1.5')
            initiator.accept()
            self.assertEqual(initiator.read_header()[0] & DISCONNECT, DISCONNECT)
            initiator.close()
            self.end(process, 4)

    def test_images_that_are_none(self):
        with Initiator() as initiator:
            simulator = self.start(initiator)
            cases = {self.make('empty.iso', 0): 'is empty', os.path.join(self.folder, 'no.iso'): 'There is no file',
                     self.folder: 'is a folder', self.make('x.iso.gz', 99999, b'\x1f\x8b\x08'): 'compressed with gzip'}
            for path, words in cases.items():
                self.assertIn(words, self.end(self.mount(simulator, path), 1)[1])
            self.end(self.mount(simulator, path, '--drive', 'tape'), 2)


tap.main()
