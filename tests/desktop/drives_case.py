# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the drives have in common: images, and ways to mount them."""
import os
import re
import subprocess
import tempfile

import desktop
from console_case import Case, active_title, xdotool

DISCONNECT = 4


class DrivesCase(Case):
    """Tests with the simulator's end of drives, and the program, connected."""

    def start(self, *options):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.simulator = self.start_simulator('--server-name', 'web-7', '--no-probe', *options)
        self.app = self.connect(self.simulator)
        self.app.key('ctrl+alt')
        self.app.wait_text('^Click or press Ctrl.Alt to type$')

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, name, size, head=b''):
        with open(self.path(name), 'wb') as file:
            file.write(head)
            file.truncate(size)
        return self.path(name)

    def iso(self, name='disc.iso', size=2048 * 1000):
        """What an ISO 9660 volume begins with, and room."""
        descriptor = b'\x01CD001\x01'.ljust(40, b'\0') + b'DEBIAN 12'.ljust(32)
        return self.make(name, size, bytes(16 * 2048) + descriptor)

    def key(self, name='key.img', size=4194304):
        return self.make(name, size, bytes(510) + b'\x55\xaa')

    def open_drives(self):
        if not self.app.look('label', 'CD or DVD'):
            self.app.key('ctrl+d')
        self.app.find('label', 'CD or DVD')

    def close_drives(self):
        self.app.key('Escape')
        self.app.wait_gone('label', 'CD or DVD')

    def choose(self, drive, path):
        self.open_drives()
        desktop.press(self.app.find('push button', 'Choose a File for the %s Drive…' % drive))
        self.choose_path(self.app, 'Choose an Image for the %s Drive' % drive, path)

    def drop(self, *paths):
        """Drags files out of another window and drops them on the program's."""
        if self.app.look('label', 'CD or DVD'):
            self.close_drives()
        self.drag((800, 500), *paths)

    def mount(self, *paths):
        """Drops images, and waits until the server has them."""
        self.drop(*paths)
        for _ in paths:
            self.wait_hello()
        for path in paths:
            self.app.wait_text('^%s$' % re.escape(os.path.basename(path)))

    def wait_hello(self, answer='20000101'):
        """The type that the iLO was told."""
        line = self.simulator.log.wait(on='media', event='hello', answer=answer)
        self.assertNotIn('wrong', line)
        return line['type']

    def wait_farewell(self, flags=DISCONNECT):
        line = self.simulator.log.wait(on='media', event='disconnect', flags=flags)
        self.assertNotIn('wrong', line)
        return line['drive']

    def wait_dialog(self):
        """Waits for a question. GTK 4.8 complains when one is asked for what is in it while it comes or goes."""
        desktop.wait_for(lambda: not re.search('web-7|drag-source', active_title()), 'a dialog')

    def wait_window(self):
        desktop.wait_for(lambda: 'web-7' in active_title(), 'the window')
