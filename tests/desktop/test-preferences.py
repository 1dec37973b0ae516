#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings are made in a window, by keyboard alone, hold at once, and are there the next time."""
import os
import subprocess
import unittest

import desktop
import tap

KEPT = {'GSETTINGS_BACKEND': 'keyfile'}
LIGHT, DARK = (lambda grey: grey > 200), (lambda grey: grey < 80)


def read_kept():
    path = os.path.join(os.environ['XDG_CONFIG_HOME'], 'glib-2.0', 'settings', 'keyfile')
    if not os.path.exists(path):
        return ''
    with open(path, encoding='utf-8') as file:
        return file.read()


def wait_window(fits):
    """Waits until the middle of the screen, where the window is, is light or dark."""
    desktop.wait_for(lambda: fits(desktop.screenshot().pixel(desktop.WIDTH // 2 - 500, desktop.HEIGHT // 2)[0]),
                     'the other style')


class TestPreferences(unittest.TestCase):
    def start(self):
        app = desktop.run(env=KEPT)
        self.addCleanup(app.end)
        app.find('push button', 'Connect')
        return app

    def toggle(self, app, name, key, line):
        app.find('list item', name)
        app.key('alt+' + key)
        desktop.wait_for(lambda: line in read_kept(), line)

    def test_all_by_keyboard(self):
        app = self.start()
        wait_window(LIGHT)
        app.key('ctrl+comma')
        app.find('combo box', 'Style')
        self.toggle(app, 'Notifications', 'n', 'notifications=false')
        self.toggle(app, 'Stay Awake for Drives', 'a', 'keep-awake=false')
        self.toggle(app, 'Keep the Picture Crisp', 'c', 'crisp=true')
        app.key('alt+s')
        app.key('Down', 'Down', 'Return')
        desktop.wait_for(lambda: "color-scheme='force-dark'" in read_kept(), 'the style to be kept')
        folder = os.path.join(os.environ['HOME'], 'pictures of servers')
        os.mkdir(folder)
        app.key('alt+f')
        desktop.wait_for(lambda: b'Folder for' in subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'],
                                                                 capture_output=True).stdout, 'the file dialog')
        app.type(folder)
        app.key('Return')
        desktop.wait_for(lambda: "screenshot-folder='%s'" % folder in read_kept(), 'the folder to be kept')
        app.wait_text('^%s$' % folder)
        app.key('Escape')
        wait_window(DARK)
        app.end()
        self.start()
        wait_window(DARK)


tap.main()
