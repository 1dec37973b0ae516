# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the console have in common: a simulator, and the real window connected to it."""
import re
import subprocess
import tempfile
import unittest

import desktop
import harness


def xdotool(*arguments):
    subprocess.run(['xdotool', *map(str, arguments)], check=True)


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

    def wait_keys(self, simulator, modifiers, *keys):
        simulator.log.wait(on='console', event='keyboard', modifiers=modifiers,
                           keys=[*keys, *[0] * (6 - len(keys))])
