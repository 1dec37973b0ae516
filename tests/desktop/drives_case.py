# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the drives have in common: images, and ways to mount them."""
import itertools
import os
import re
import select
import subprocess
import sys
import tempfile

import desktop
from console_case import Case, xdotool

DISCONNECT = 4


def active_title():
    return subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True, text=True).stdout


def place_of(window):
    shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], capture_output=True, text=True).stdout
    return tuple(int(re.search('^%s=(.*)$' % name, shell, re.M)[1]) for name in 'XY')


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
        title = 'Choose an Image for the %s Drive' % drive
        desktop.wait_for(lambda: title in active_title(), 'the file dialog')
        self.app.key('slash')                                   # opens the entry for a path
        self.app.find('text')
        self.app.key('ctrl+a')
        self.app.type(path)
        self.app.key('Return')
        desktop.wait_window_gone(title)

    def drop(self, *paths):
        """Drags files out of another window and drops them on the program's."""
        if self.app.look('label', 'CD or DVD'):
            self.close_drives()
        source = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), 'drag-source.py'), *paths],
                                  env=dict(os.environ, NO_AT_BRIDGE='1', GTK_A11Y='none'), stdout=subprocess.PIPE, bufsize=0)
        try:
            window = desktop.window_id('drag-source')
            xdotool('windowmove', window, 0, 0)
            desktop.wait_for(lambda: max(place_of(window)) < 50, 'the window to drag from in its corner')
            desktop.wait_for(lambda: 'drag-source' in active_title(), 'the window to drag from')
            xdotool('mousemove', 100, 100, 'mousedown', 1, 'mousemove', 120, 110, 'mousemove', 140, 120)
            self.wait_word(source, b'dragging\n')
            # As a hand does it: it moves on until the pointer shows that files can be dropped there.
            steps = itertools.count()
            self.wait_word(source, b'accepted\n', lambda: xdotool('mousemove', 800 + next(steps) % 20, 500))
            xdotool('mouseup', 1)
            self.wait_word(source, b'dropped\n')
        finally:
            source.kill()
            source.wait()
            source.stdout.close()

    def wait_word(self, process, word, meanwhile=lambda: None):
        """Waits until it has said that; it may have said other things before."""
        def said():
            if select.select([process.stdout], [], [], 0)[0]:
                return process.stdout.readline() == word
            meanwhile()
            return False

        desktop.wait_for(said, repr(word))

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
