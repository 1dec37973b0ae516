#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window mounts images: by dialog, by hand, by URL; shows what the server does with them, and says what goes wrong."""
import hashlib
import os
import re
import socket

import desktop
import tap
from drives_case import DISCONNECT, DrivesCase, active_title

WRITE_PROTECTED = 1
REFUSALS = {0x21: 'in use already', 0x22: 'console anew', 0x23: 'not licensed', 0x24: '0x0024', 0x25: 'not set up',
            0x26: 'may not use virtual media'}
LONG = 'a very long name of a file that nobody would ever type and that has to be cut somewhere in its middle.iso'


class TestDrives(DrivesCase):
    def setUp(self):
        self.start()

    def test_a_disc_is_chosen_read_ejected_and_had_again(self):
        path = self.iso(LONG)
        with open(path, 'rb') as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        self.choose('CD', path)
        self.assertEqual(self.wait_hello(), 'cd')
        self.app.wait_text('^%s$' % re.escape(LONG))
        self.app.wait_text('^DEBIAN 12 · 2.0.MB$')
        self.assertEqual(self.simulator.do('media-read')['sha256'], digest)
        self.app.wait_text('^2.0.MB read$')
        self.app.wait_text('^Idle$')
        desktop.press(self.app.find('push button', 'Eject the CD'))
        self.wait_farewell()
        desktop.press(self.app.find('push button', LONG))
        self.assertEqual(self.wait_hello(), 'cd')

    def test_two_files_are_two_drives(self):
        self.mount(self.iso(), self.key())
        status = self.simulator.do('media-status')
        self.assertEqual((status['cdrom']['type'], status['floppy']['type']), ('cd', 'usb'))
        self.app.wait_text('^4.2.MB · can be written to$')
        self.close_drives()
        for name in 'disc.iso', 'key.img':
            self.app.find('image', '“%s” is mounted' % name)
        self.app.key('ctrl+w')
        self.assertEqual({self.wait_farewell(), self.wait_farewell()}, {'FLOPPY', 'CDROM'})
        self.simulator.log.wait(on='https', event='logout')
        self.app.wait_end()

    def test_what_is_written_is_in_the_file(self):
        path = self.key()
        self.mount(path)
        self.assertEqual(self.simulator.do('media-write', data='42' * 1024, **{'from': 7})['bytes'], 1024)
        self.app.wait_text('^0.bytes read, 1.0.kB written$')
        self.app.wait_text('^Idle$')
        desktop.press(self.app.find('push button', 'Eject the USB Key'))
        self.wait_farewell()
        self.app.find('push button', 'key.img')
        with open(path, 'rb') as file:
            file.seek(7 * 512)
            self.assertEqual(file.read(1024), b'B' * 1024)

    def test_a_key_can_be_kept_from_being_written(self):
        self.open_drives()
        self.app.key('Tab', 'Tab', 'Tab', 'Tab', 'space')
        desktop.wait_for(lambda: desktop.is_checked(self.app.look('check box')), 'the check mark')
        self.mount(self.key())
        self.app.wait_text('^4.2.MB · read-only$')
        self.assertEqual(self.simulator.do('media-command', cdb='2a' + '0' * 12 + '0001')['sense'], '07/27/00')
        self.assertTrue(self.simulator.do('media-status')['floppy']['protected'])
        self.app.wait_text('^Idle$')
        desktop.press(self.app.find('push button', 'Eject the USB Key'))
        self.wait_farewell(DISCONNECT | WRITE_PROTECTED)

    def test_what_the_server_does_is_said(self):
        self.mount(self.iso())
        self.close_drives()
        self.simulator.do('media-eject')
        self.app.wait_text('^“disc.iso” was ejected by the server.$')
        self.mount(self.iso())
        self.simulator.do('media-close')
        self.app.wait_text('closed the connection of the virtual drive')

    def test_every_refusal_is_a_sentence(self):
        for result, words in REFUSALS.items():
            with self.subTest(hex(result)):
                self.simulator.do('media-answer', result=result, times=1)
                self.drop(self.iso())
                self.app.wait_text(words)

    def test_what_cannot_be_mounted_is_said(self):
        self.drop(self.folder, self.make('x.iso.gz', 99999, b'\x1f\x8b\x08'), self.make('empty.iso', 0),
                  self.iso('a.iso'), self.iso('b.iso'))
        words = self.app.wait_text('is a folder')
        for sentence in ('compressed with gzip', 'is empty', '2 of the files are discs'):
            self.assertIn(sentence, words)
        self.mount(self.iso())
        self.drop(self.iso('other.iso'))
        self.app.wait_text('^“disc.iso” is in the drive. Eject it first.$')

    def test_an_unknown_file_is_asked_about(self):
        for answer in 'Escape', 'alt+m':
            self.drop(self.make('letter & <b>.txt', 4194304, b'Dear server'))
            self.wait_dialog()
            self.app.wait_text('^Mount “letter & <b>.txt” as a USB Key')
            self.app.key(answer)
            self.wait_window()
        self.assertEqual(self.wait_hello(), 'usb')

    def test_a_file_that_shrinks_is_said(self):
        path = self.iso()
        self.mount(path)
        self.simulator.do('media-read', **{'from': 0, 'count': 1})
        os.truncate(path, 2048 * 20)
        self.simulator.do('media-read', ok=False, **{'from': 500, 'count': 1})
        self.app.wait_text('has become shorter')

    def test_a_drive_in_use_is_not_taken_away_unasked(self):
        self.mount(self.iso(size=1 << 40))
        self.simulator.begin('media-read')
        self.app.wait_text('^The server reads .*/s$')
        self.close_drives()
        self.app.find('image', 'The server uses “disc.iso”')
        self.app.key('ctrl+w')
        self.wait_dialog()
        self.app.wait_text('reading from “disc.iso” right now')
        self.app.key('Escape')
        self.wait_window()
        self.app.key('ctrl+w')
        self.wait_dialog()
        self.app.key('Tab', 'Return')
        self.app.wait_end()
        self.wait_farewell()

    def test_drives_outlast_a_broken_console_but_not_a_lost_one(self):
        self.mount(self.iso())
        self.close_drives()
        self.simulator.do('drop', on='console')
        self.app.wait_text('Next try in [0-9]+ second')
        self.assertNotIn('error', self.simulator.do('media-read', count=1))
        desktop.press(self.app.find('push button', 'Try Now'))
        self.app.wait_text('^Connected$')
        self.assertNotIn('error', self.simulator.do('media-read', count=1))
        self.simulator.do('seized')
        self.app.wait_text('^Somebody Else Has the Console Now$')
        self.app.wait_text('the virtual drives with it')
        self.wait_farewell()

    def test_by_keyboard_alone(self):
        self.app.key('ctrl+d')
        self.app.find('label', 'CD or DVD')
        self.app.key('Return')
        desktop.wait_for(lambda: 'Choose an Image for the CD Drive' in active_title(), 'the file dialog')
        self.app.key('Escape')
        desktop.wait_window_gone('Choose an Image for the CD Drive')
        self.app.key('ctrl+d', 'Tab', 'Return')
        self.wait_dialog()
        self.app.wait_text('^Mount from a URL$')
        self.assertEqual([node for node in self.app.look_all('push button') if not node.get_name()], [])


class TestSilence(DrivesCase):
    def test_mounting_can_be_cancelled(self):
        with socket.create_server(('127.0.0.1', 0)) as listener:
            self.start('--announce-vm-port', str(listener.getsockname()[1]))
            self.drop(self.iso())
            self.app.wait_text('^Offering it to the iLO…$')
            desktop.press(self.app.find('push button', 'Cancel Mounting the CD'))
            self.app.find('push button', 'Choose a File for the CD Drive…')


class TestUrls(DrivesCase):
    def mount_url(self, url):
        self.open_drives()
        desktop.press(self.app.find('push button', 'Mount a CD from a URL…'))
        self.wait_dialog()
        self.app.type(url)
        self.app.key('Return')
        self.wait_window()

    def wait_drive(self, url):
        desktop.wait_for(lambda: self.web.get('vm_status')['options'][1]['image_url'] == url, 'the iLO’s drive')

    def test_the_ilo_mounts_and_ejects(self):
        self.start()
        self.web = self.simulator.web()
        self.web.login()
        self.mount_url('https://user:secret@images.example.net/debian.iso?token=secret')
        self.app.wait_text('^https://images.example.net/debian.iso$')
        self.wait_drive('https://user:secret@images.example.net/debian.iso?token=secret')
        self.assertFalse([text for text in self.app.texts() if 'secret' in text])
        desktop.press(self.app.find('push button', 'Eject the CD'))
        self.wait_drive('')
        self.app.find('push button', 'Mount a CD from a URL…')
        for command in {'command': 'INSERT'}, {'command': 'SET', 'boot_option': 'CONNECT'}:
            self.web.post('vm_status', method='set_virtual_media_options', device='CDROM', url='http://other.example.net/x.iso',
                          session_key=self.web.key, **command)
        self.app.wait_text('^http://other.example.net/x.iso$')

    def test_without_a_licence(self):
        self.start('--no-media-licence')
        self.mount_url('https://images.example.net/debian.iso')
        self.app.wait_text('licen[cs]e')


desktop.start()
tap.main()
