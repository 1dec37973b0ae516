# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the panel have in common: the program in front of a BMC alone, at one of its pages."""
import contextlib
import os
import shutil
import tempfile
import time
import unittest

import bmc
import desktop
import tap

tap.need('ipmi_sim', 'ipmitool')

USER, PASSWORD = 'admin', bmc.IpmiSim.USERS['admin']


class PanelCase(unittest.TestCase):
    def folder(self):
        path = tempfile.mkdtemp(prefix='rackside-panel-')
        self.addCleanup(shutil.rmtree, path)
        return path

    def log_in(self, port, env=None):
        """The program, with a password sent to the BMC at that port."""
        # Without a cache of its own it would know the sensors of the test before.
        environment = {'XDG_CACHE_HOME': self.folder(), 'GSK_RENDERER': 'cairo', 'TZ': 'UTC-2'}
        environment.update(env or {})
        app = desktop.run('ipmi://%s@127.0.0.1:%d' % (USER, port), env=environment)
        self.addCleanup(app.end)
        app.find('text', 'Password')
        app.type(PASSWORD)
        app.key('Return')
        return app

    def open_page(self, port, page, env=None):
        """The program, logged in to the BMC at that port, with a page of its panel in front."""
        app = self.log_in(port, env)
        self.turn_to(app, page)
        return app

    @contextlib.contextmanager
    def bmc_gone(self, page, words):
        """The program at a page whose BMC has vanished after it said these words. It says them again when the BMC is back."""
        sim = self.enterContext(bmc.IpmiSim())
        with bmc.Proxy(sim.port) as proxy:
            port = proxy.port
            app = self.open_page(port, page)
            app.wait_text(words)
        app.find('push button', 'Try Again')
        yield app
        with bmc.Proxy(sim.port, listen='127.0.0.1:%d' % port):
            desktop.press(app.find('push button', 'Try Again'))
            app.wait_text(words)

    def turn_to(self, app, page):
        desktop.press(app.find('page tab', page))

    def choose(self, app, button, item, mnemonic):
        """Chooses an item of the menu behind a button by its underlined letter."""
        # The button that can be pressed is within one of the same name.
        desktop.press(desktop.wait_for(
            lambda: next((node for node in app.look_all('push button', button) if node.get_n_actions() > 0), None),
            'the menu “%s”' % button))
        app.find('menu item', item)
        app.key(mnemonic)

    def rows(self, app):
        """The names of the list's rows."""
        return [node.get_name() for node in app.look_all('list item')]

    def save(self, app, path):
        """Types a path into the dialog that asks where to save."""
        desktop.window_id('^Export ')
        app.key('ctrl+a')
        app.type(path)
        app.key('Return')
        return desktop.wait_for(lambda: os.path.exists(path) and self.read(path), 'the file %s' % path)

    def read(self, path):
        with open(path, encoding='utf-8', newline='') as file:
            return file.read()


def seconds_later(seconds):
    """A condition for desktop.wait_for(): for what must not happen, there is nothing to wait for but time."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
