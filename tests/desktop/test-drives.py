#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window mounts images: by dialog, by hand, by URL; shows what the server does with them, and says what goes wrong."""
import os
import re
import struct
import subprocess
import tempfile
import unittest

import desktop
import harness
import tap
from initiator import DISCONNECT, WRITE_PROTECTED, Initiator

LONG = 'a very long name of a file that nobody would ever type and that has to be cut somewhere in its middle.iso'


def make_iso(path, name, size=2048 * 1000):
    """What an ISO 9660 volume begins with, and room."""
    with open(path, 'wb') as file:
        file.seek(16 * 2048)
        file.write(b'\x01CD001\x01'.ljust(40, b'\0') + name.encode().ljust(32))
        file.truncate(size)


def active_title():
    return subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True, text=True).stdout


class Case(unittest.TestCase):
    """Tests with an initiator, a simulator that sends drives to it, and the program, connected."""

    options = ()

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.initiator = self.enterContext(Initiator())
        self.simulator = self.enterContext(harness.Simulator('--server-name', 'web-7', '--vm-port',
                                                             str(self.initiator.port), *self.options))
        self.app = self.connect(self.simulator)

    def connect(self, simulator):
        app = desktop.run('ilo://%s@127.0.0.1:%d' % (simulator.ready['user'], simulator.ready['https_port']))
        self.addCleanup(app.end)
        app.find('push button', 'Connect')
        app.type(simulator.password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        return app

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, name, size, head=b''):
        with open(self.path(name), 'wb') as file:
            file.write(head)
            file.truncate(size)
        return self.path(name)

    def iso(self, name='disc.iso', volume='DEBIAN 12'):
        make_iso(self.path(name), volume)
        return self.path(name)

    def open_drives(self):
        if not self.app.look('push button', 'Choose a File for the CD Drive…') \
                and not self.app.look('push button', 'Eject the CD'):
            self.app.key('ctrl+d')
        self.app.wait_text('^CD or DVD$')

    def choose(self, drive, path):
        self.open_drives()
        desktop.press(self.app.find('push button', 'Choose a File for the %s Drive…' % drive))
        title = 'Choose an Image for the %s Drive' % drive
        desktop.wait_for(lambda: title in active_title(), 'the file dialog')
        self.app.key('slash')                                   # opens the entry for a path
        self.app.find('text')
        self.app.key('ctrl+a')
        self.app.type(path)
        self.app.key('Return')

    def mount(self, drive, path):
        self.choose(drive, path)
        hello = self.initiator.accept()
        self.initiator.make_ready()
        return hello


class TestDrives(Case):
    def test_a_disc_is_chosen_read_and_ejected(self):
        self.assertEqual(self.mount('CD', self.iso(LONG))[:2], b'\x10\x82')
        self.app.wait_text('^%s$' % re.escape(LONG))
        self.app.wait_text('^DEBIAN 12 · 2.0.MB$')
        self.initiator.read_blocks(0, 32)
        self.app.wait_text('^The server reads .*/s$')
        self.app.wait_text('^65.5.kB read$')
        self.app.wait_text('^Idle$')
        desktop.press(self.app.find('push button', 'Eject the CD'))
        self.assertEqual(self.initiator.read_header()[0], DISCONNECT)
        self.initiator.close()
        self.app.find('push button', LONG)                      # it can be had again


desktop.start()
tap.main()
