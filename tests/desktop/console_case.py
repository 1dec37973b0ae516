# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the console have in common: a simulator, and the real window connected to it."""
import itertools
import os
import re
import select
import subprocess
import sys
import tempfile
import unittest

import desktop
import harness


def xdotool(*arguments):
    subprocess.run(['xdotool', *map(str, arguments)], check=True)


def active_title():
    return subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True, text=True).stdout


def place_of(window):
    shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], capture_output=True, text=True).stdout
    return tuple(int(re.search('^%s=(.*)$' % name, shell, re.M)[1]) for name in 'XY')


class Case(unittest.TestCase):
    """Tests with a simulator and the program at hand."""

    def start_simulator(self, *options):
        simulator = harness.Simulator(*options)
        self.addCleanup(simulator.__exit__)
        return simulator

    def run_program(self, *arguments, **more):
        app = desktop.run(*arguments, **more)
        self.addCleanup(app.end)
        return app

    def log_in(self, simulator, password=None):
        app = self.run_program('ilo://%s@127.0.0.1:%d' % (simulator.ready['user'], simulator.ready['https_port']))
        app.find('push button', 'Connect')
        app.type(password or simulator.password)
        app.key('Return')
        return app

    def connect(self, simulator):
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        return app

    def picture_of(self, simulator):
        simulator.do('sync')
        with tempfile.NamedTemporaryFile(suffix='.png') as file:
            simulator.do('dump', file=file.name)
            return desktop.read_picture(file.name)

    def assert_shown(self, simulator):
        """Waits until the screen shows what the server does, and returns where."""
        return desktop.wait_for(lambda: desktop.screenshot().find(self.picture_of(simulator)),
                                'the picture, pixel for pixel')

    def choose(self, app, button, item, mnemonic):
        """Chooses an item of a menu in the header bar by its underlined letter."""
        def look():
            return next((node for node in app.look_all('push button', button) if node.get_n_actions() > 0), None)

        desktop.press(desktop.wait_for(look, 'the menu “%s”' % button))
        app.find('menu item', re.compile(item))
        app.key(mnemonic)

    def choose_path(self, app, title, path):
        """Types a path in the file dialog with that title, and chooses it."""
        desktop.wait_for(lambda: title in active_title(), 'the file dialog')
        app.key('slash')                                        # opens the entry for a path
        app.find('text')
        app.key('ctrl+a')
        app.type(path)
        app.key('Return')
        desktop.wait_window_gone(title)

    def wait_keys(self, simulator, modifiers, *keys):
        simulator.log.wait(on='console', event='keyboard', modifiers=modifiers,
                           keys=[*keys, *[0] * (6 - len(keys))])

    def drag(self, place, *paths):
        """Drags files out of another window and drops them at a place of the screen."""
        x, y = place
        source = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), 'drag-source.py'), *paths],
                                  env=dict(os.environ, NO_AT_BRIDGE='1', GTK_A11Y='none'), stdout=subprocess.PIPE, bufsize=0)
        try:
            window = desktop.window_id('drag-source')
            xdotool('windowmove', window, 0, 0)
            desktop.wait_for(lambda: max(place_of(window)) < 50, 'the window to drag from in its corner')
            desktop.wait_for(lambda: 'drag-source' in active_title(), 'the window to drag from')
            steps = itertools.count()
            self.wait_word(source, b'dragging\n', lambda: self.begin_drag(next(steps) % 50))
            # As a hand does it: it moves on until the pointer shows that files can be dropped there.
            self.wait_word(source, b'accepted\n', lambda: xdotool('mousemove', x + next(steps) % 20, y))
            xdotool('mouseup', 1)
            self.wait_word(source, b'dropped\n')
        finally:
            source.kill()
            source.wait()
            source.stdout.close()

    def begin_drag(self, step):
        """Moves on with the button down; it is pressed again now and then, as a window that is new may miss it."""
        if step == 0:
            xdotool('mouseup', 1, 'mousemove', 100, 100, 'mousedown', 1)
        xdotool('mousemove', 110 + step, 110)

    def wait_word(self, process, word, meanwhile=lambda: None):
        """Waits until it has said that; it may have said other things before."""
        def said():
            if select.select([process.stdout], [], [], 0)[0]:
                return process.stdout.readline() == word
            meanwhile()
            return False

        desktop.wait_for(said, repr(word))
