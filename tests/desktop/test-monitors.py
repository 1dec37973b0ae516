#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""With two monitors the window fills the one that is chosen, and remembers it. Needs an X server that has two."""
import atexit
import os
import re
import shutil
import subprocess
import tempfile

import desktop
import harness
import tap
from console_case import Case

WIDTH, HEIGHT = 1024, 768
MODE = '%dx%d' % (WIDTH, HEIGHT)
CONFIGURATION = '''
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 16384
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Virtual 2048 768
  EndSubSection
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
EndSection
'''


def start_two_monitors():
    tap.need('Xorg', 'xrandr')
    if os.geteuid() != 0:
        tap.skip_all('only root may give Xorg a configuration')
    if not os.path.exists('/usr/lib/xorg/modules/drivers/dummy_drv.so'):
        tap.skip_all('not installed: the dummy driver of Xorg')
    folder = tempfile.mkdtemp(prefix='rackside-xorg-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = os.path.join(folder, 'configuration')
    with open(path, 'w', encoding='ascii') as file:
        file.write(CONFIGURATION)
    desktop.WIDTH, desktop.HEIGHT = 2 * WIDTH, HEIGHT
    try:
        desktop.start(['Xorg', '-config', path, '-configdir', folder, '-logfile', os.path.join(folder, 'log'),
                       '-sharevts', '-novtswitch'])
    except RuntimeError as error:
        tap.skip_all('no X server with two monitors: %s' % error)
    subprocess.run(['xrandr', '--addmode', 'DUMMY1', MODE], check=True)
    subprocess.run(['xrandr', '--output', 'DUMMY0', '--mode', MODE, '--output', 'DUMMY1', '--mode', MODE,
                    '--right-of', 'DUMMY0'], check=True)
    # The driver calls the second one connected once it is asked again.
    subprocess.run(['xrandr', '--query'], stdout=subprocess.DEVNULL, check=True)


def place():
    shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', desktop.window_id('web-7')],
                           capture_output=True, check=True, text=True).stdout
    return tuple(int(re.search('^%s=(.*)$' % name, shell, re.M)[1]) for name in ('X', 'Y', 'WIDTH', 'HEIGHT'))


class TestMonitors(Case):
    def setUp(self):
        self.simulator = harness.Simulator('--mode', '640x480', '--server-name', 'web-7')
        self.addCleanup(self.simulator.__exit__)
        self.addCleanup(self.switch_second, '--mode', MODE, '--right-of', 'DUMMY0')

    def open_view_menu(self, app):
        desktop.press(desktop.wait_for(
            lambda: next((node for node in app.look_all('push button', 'View') if node.get_n_actions() > 0), None),
            'the menu'))

    def look_item(self, app, name):
        """To GTK 4.8 what comes later into a menu is a mere item, although it shows a radio button."""
        return app.look('menu item', name) or app.look('radio menu item', name)

    def find_item(self, app, name):
        return desktop.wait_for(lambda: self.look_item(app, name), name)

    def wait_place(self, x):
        desktop.wait_for(lambda: place() == (x, 0, WIDTH, HEIGHT), 'the monitor at %d to be filled' % x)

    def leave(self, app):
        app.key('ctrl+alt')
        app.key('F11')
        desktop.wait_for(lambda: place()[3] < HEIGHT, 'the window')

    def test_fills_the_one_that_is_chosen(self):
        app = self.connect(self.simulator)
        app.key('ctrl+alt')
        for x, name in (WIDTH, 'DUMMY1'), (0, 'DUMMY0'), (WIDTH, 'DUMMY1'):
            with self.subTest(name):
                self.open_view_menu(app)
                desktop.press(self.find_item(app, 'Full Screen on ' + name))
                self.wait_place(x)
                self.leave(app)
        app.key('F11')                                          # remembered
        self.wait_place(WIDTH)
        self.leave(app)
        subprocess.run(['xrandr', '--output', 'DUMMY1', '--off'], check=True)
        app.key('F11')                                          # not connected: where the window is
        self.wait_place(0)
        self.leave(app)

    def switch_second(self, *how):
        subprocess.run(['xrandr', '--output', 'DUMMY1', *how], check=True)
        # The driver calls it connected once it is asked again.
        subprocess.run(['xrandr', '--query'], stdout=subprocess.DEVNULL, check=True)

    def test_the_menu_follows_monitors(self):
        app = self.connect(self.simulator)
        app.key('ctrl+alt')
        self.open_view_menu(app)
        self.find_item(app, 'Full Screen on DUMMY1')
        for how, is_there in (['--off'], False), (['--mode', MODE, '--right-of', 'DUMMY0'], True):
            app.key('Escape')
            app.wait_gone('menu item', 'Save Screenshot')
            self.switch_second(*how)
            self.open_view_menu(app)
            app.find('menu item', 'Save Screenshot')
            desktop.wait_for(lambda: bool(self.look_item(app, 'Full Screen on DUMMY1')) == is_there,
                             'the menu to know that the monitor is ' + ('there' if is_there else 'gone'))


start_two_monitors()
tap.main()
