#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl mount, against the simulator."""
import os
import signal

import tap
from mounting import DISCONNECT, WRITE_PROTECTED, MountTest

RESULTS = {0x21: (1, 'in use'), 0x22: (3, 'console anew'), 0x23: (3, 'licensed'), 0x24: (1, '0x0024'),
           0x25: (1, 'not set up'), 0x26: (3, 'may not use virtual media'), 0x120: (1, '0x0120')}
READ, WRITE = '28{:010x}00{:04x}'.format, '2a{:010x}00{:04x}'.format

# A sanitizer wants to be the first library; it may be the second here.
BAD_DISK = {'LD_PRELOAD': os.environ['BAD_DISK'],
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}


class TestMount(MountTest):
    def test_serves_a_cd_until_it_is_ejected(self):
        self.start()
        mount = self.mount(self.make('disc.iso', 2048 * 1000, b'A' * 4096), '--drive', 'cd')
        self.assertEqual(mount.type, 'cd')
        self.command('00', '06/28/00')
        self.assertEqual(self.command('25')['data'], '000003e700000800')
        self.assertEqual(self.command(READ(1, 2))['data'], '41' * 2048 + '00' * 2048)
        self.assertEqual(self.s.do('media-eject')['sense'], '00/00/00')
        self.assertEqual(mount.end(), {'reads': 1, 'writes': 0, 'bytes_read': 4096, 'bytes_written': 0, 'ejected': True})
        self.closed()
        self.assertIn('is the server\'s CD drive now', mount.errors)
        self.assertIn('ejected', mount.errors)

    def test_serves_a_floppy_until_it_is_interrupted(self):
        self.start()
        path = self.make('floppy.img', 1474560)
        mount = self.mount(path)
        self.assertEqual(mount.type, 'floppy')
        self.assertEqual(self.s.do('media-write', data='42' * 1024, **{'from': 7})['bytes'], 1024)
        with open(path, 'rb') as file:
            file.seek(7 * 512)
            self.assertEqual(file.read(1024), b'B' * 1024)
        mount.process.send_signal(signal.SIGINT)
        self.assertEqual(mount.end(),
                         {'reads': 0, 'writes': 1, 'bytes_read': 0, 'bytes_written': 1024, 'ejected': False})
        self.assertEqual(self.s.log.wait(event='disconnect')['flags'], DISCONNECT)
        self.closed()
        self.assertIn('written 1.0\xa0kB', mount.errors)

    def test_read_only(self):
        self.start()
        mount = self.mount(self.make('key.img', 4194304), '--drive', 'usb', '--read-only')
        self.assertEqual(mount.type, 'usb')
        self.command(WRITE(0, 1), '07/27/00')
        self.assertEqual(self.s.do('media-sync', cookie='01')['flags'], WRITE_PROTECTED)
        self.assertTrue(self.s.do('media-status')['floppy']['protected'])
        self.assertEqual(mount.interrupt()['writes'], 1)
        self.assertEqual(self.s.log.wait(event='disconnect')['flags'], DISCONNECT | WRITE_PROTECTED)
        self.closed()

    def test_keepalives(self):
        self.start()
        mount = self.mount(self.make('disc.iso', 2048 * 1000), '--drive', 'cd')
        silences = []
        for medium in 0, 0, 1:
            line = self.s.log.wait(event='keepalive')
            silences.append(line['after'])
            self.assertEqual(line['medium'], medium)
            if medium == 0 and len([l for l in self.s.log.seen if l['event'] == 'keepalive']) == 2:
                self.command(READ(0, 1), '06/28/00')
                self.command(READ(0, 1))
        # A simulator that has no processor for a while reads late what a silence begins with.
        self.assertGreaterEqual(max(silences), 0.99)
        self.assertGreater(min(silences), 0.4)
        mount.interrupt()
        self.closed()

    def test_a_stalled_command_gets_no_keepalive(self):
        self.start()
        mount = self.mount(self.make('floppy.img', 1474560))
        self.assertGreater(self.command(WRITE(0, 1), then='stall', sent_bytes=100, seconds=2)['seconds'], 1.9)
        self.assertEqual(mount.interrupt()['writes'], 1)
        self.closed()
        self.assertNotIn('keepalive', [line['event'] for line in self.s.log.seen if line.get('wrong')])

    def test_frames_in_pieces_and_together(self):
        self.start()
        mount = self.mount(self.make('floppy.img', 1474560, b'C' * 512))
        self.s.do('fault', on='media', kind='trickle')
        self.command('00', '06/28/00')
        self.command(WRITE(3, 1), data='44' * 512)
        self.s.do('fault', on='media', kind='none')
        answer = self.s.do('media-command', cdb=''.join(cdb.ljust(24, '0') for cdb in (READ(3, 1), '25', READ(0, 1))))
        self.assertEqual([reply['data'][:16] for reply in answer['replies']],
                         ['44' * 8, '00000b3f00000200', '43' * 8])
        mount.interrupt()
        self.closed()

    def test_every_refusal(self):
        self.start()
        path = self.make('disc.iso', 2048 * 1000)
        for result, (status, words) in RESULTS.items():
            with self.subTest(hex(result)):
                self.s.do('media-answer', result=result, times=1)
                mount = self.begin(path, '--drive', 'cd')
                self.assertIsNone(mount.end(status))
                self.assertIn(words, mount.errors)
        self.s.do('media-answer', bytes='')
        mount = self.begin(path)
        mount.end(1)
        self.assertIn('closed the drive', mount.errors)

    def test_refused_for_what_they_are(self):
        path = self.make('disc.iso', 2048 * 1000)
        for options, status, words, more in (
                (['--no-media-licence'], 3, 'not licensed', {}), (['--drives', 'floppy'], 1, 'not set up', {}),
                (['--account', 'eve:x:login,remote_cons'], 3, 'eve may not use virtual media',
                 {'user': 'eve', 'password': 'x'})):
            with self.subTest(options[0]):
                self.start(*options)
                mount = self.begin(path, '--drive', 'cd', **more)
                self.assertIsNone(mount.end(status))
                self.assertIn(words, mount.errors)

    def test_taken(self):
        self.start('--countdown', '1')
        path = self.make('disc.iso', 2048 * 1000)
        first = self.mount(path, '--drive', 'cd')
        second = self.begin(path, '--drive', 'cd', '--if-busy', 'share')
        second.end(1)
        self.assertIn('in use already', second.errors)
        self.assertEqual(self.s.log.wait(event='hello')['answer'], '21000101')
        first.interrupt()
        self.closed()
        web = self.s.web()
        web.login()
        web.post('vm_status', method='set_virtual_media_options', device='CDROM', session_key=web.key,
                 command='INSERT', url='http://a:s3cret@192.0.2.1/a.iso')
        web.post('vm_status', method='set_virtual_media_options', device='CDROM', session_key=web.key,
                 command='SET', boot_option='CONNECT')
        third = self.begin(path, '--drive', 'cd')
        third.end(1)
        self.assertIn('in use by an image that the iLO itself fetches', third.errors)
        self.assertNotIn('s3cret', third.errors)

    def test_lost(self):
        self.start()
        for reset, words in (False, 'closed the connection of the virtual drive'), (True, 'drive'):
            mount = self.mount(self.make('disc.iso', 2048 * 1000), '--drive', 'cd')
            self.command('00', '06/28/00')
            self.s.do('media-close', reset=reset)
            self.assertFalse(mount.end(1)['ejected'])
            self.assertIn(words, mount.errors)
            self.closed()

    def test_lost_in_the_middle_of_writing(self):
        self.start()
        path = self.make('floppy.img', 1474560)
        mount = self.mount(path)
        self.command(WRITE(0, 1), data='55' * 512)
        self.s.begin('media-command', cdb=WRITE(1, 2), data='66' * 1024, then='close', sent_bytes=700)
        self.assertEqual(mount.end(1)['bytes_written'], 512)
        with open(path, 'rb') as file:
            self.assertEqual(file.read(1536), b'U' * 512 + bytes(1024))

    def test_goes_with_the_console(self):
        self.start()
        mount = self.mount(self.make('disc.iso', 2048 * 1000), '--drive', 'cd')
        self.s.do('seized')
        mount.end(1)
        self.assertEqual(self.s.log.wait(event='disconnect')['flags'], DISCONNECT)
        self.closed()
        self.assertIn('because the console ended', mount.errors)

    def test_nobody_listens(self):
        self.start()
        port = self.s.ready['vm_port']
        self.s.__exit__()
        self.start('--announce-vm-port', str(port))
        mount = self.begin(self.make('disc.iso', 2048 * 1000), '--drive', 'cd')
        mount.end(1)
        self.assertIn('refuses connections', mount.errors)

    def test_time_out(self):
        self.start()
        mount = self.mount(self.make('disc.iso', 2048), '--drive', 'cd', '--timeout', '1.5')
        mount.end(4)
        self.s.log.wait(event='disconnect')
        self.closed()


class TestBadImages(MountTest):
    def test_images_that_are_none(self):
        self.start()
        cases = {self.make('empty.iso', 0): 'is empty', os.path.join(self.folder, 'no.iso'): 'There is no file',
                 self.folder: 'is a folder', self.make('x.iso.gz', 99999, b'\x1f\x8b\x08'): 'compressed with gzip',
                 self.make('tiny.img', 511): 'smaller than one block',
                 self.make('huge.img', (1 << 32) * 512 + 512): 'too large',
                 self.make('cut.img', 100, b'CPQRFBLO\0\0\0\0\0\0\xff\xff'): 'larger than the file'}
        for path, words in cases.items():
            mount = self.begin(path)
            mount.end(1)
            self.assertIn(words, mount.errors)
        self.begin(path, '--drive', 'tape').end(2)

    def test_as_large_as_can_be(self):
        self.start()
        mount = self.mount(self.make('huge.img', (1 << 32) * 512))
        self.command('25', '06/28/00')
        self.assertEqual(self.command('25')['data'], 'ffffffff00000200')
        self.assertEqual(self.command(READ(0xffffffff, 1))['data'], '00' * 512)
        self.command(READ(0xffffffff, 2), '05/21/00')
        mount.interrupt()
        self.closed()

    def test_shrinks_while_mounted(self):
        self.start()
        path = self.make('disc.iso', 2048 * 1000, b'A' * 2048)
        mount = self.mount(path, '--drive', 'cd')
        self.assertEqual(self.s.do('media-read')['blocks'], 1000)
        os.truncate(path, 2048 * 10)
        self.command(READ(5, 10), '05/21/00')
        self.assertEqual(self.command(READ(0, 1))['data'], '41' * 2048)
        mount.await_words('has become shorter')
        os.truncate(path, 0)
        self.command('00', '02/3a/00')
        self.assertEqual(self.command('00', '02/3a/00')['medium'], 0)
        os.truncate(path, 2048 * 1000)
        self.command('00', '06/28/00')
        mount.interrupt()
        self.closed()

    def test_a_sector_that_cannot_be_read(self):
        self.start()
        path = self.make('disc.iso', 2048 * 1000, b'A' * 2048)
        mount = self.mount(path, '--drive', 'cd', **BAD_DISK, BAD_SECTOR=str(2048 * 500 + 512))
        answer = self.s.do('media-read', ok=False, blocks=16)
        self.assertEqual((answer['sense'], answer['lba']), ('03/11/00', 496))
        self.assertEqual(self.s.do('media-read', **{'from': 501})['bytes'], 499 * 2048)
        mount.await_words('could not be read')
        self.s.do('media-eject')
        mount.end()
        self.closed()

    def test_no_room(self):
        self.start()
        path = self.make('key.img', 4194304)
        mount = self.mount(path, **BAD_DISK, FULL_AT='51200')
        self.command(WRITE(90, 10), data='77' * 5120)
        self.command(WRITE(95, 10), '03/10/00', data='88' * 5120)
        mount.await_words('There is no room left')
        with open(path, 'rb') as file:
            file.seek(90 * 512)
            self.assertEqual(file.read(10 * 512), b'w' * 5120)
        self.assertEqual(mount.interrupt()['bytes_written'], 5120)
        self.closed()

    def test_another_file_in_its_place(self):
        self.start()
        path, other = self.make('key.img', 4194304, b'A' * 512), self.make('other.img', 4194304, b'B' * 512)
        mount = self.mount(path)
        self.command('00', '06/28/00')
        os.rename(other, path)
        mount.await_words('replaced by another file')
        self.assertEqual(self.command(READ(0, 1))['data'], '41' * 512)
        mount.interrupt()
        self.closed()


tap.main()
