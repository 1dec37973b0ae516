#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as some people have to see it: from right to left, in a narrow window, without anything that moves."""
import gettext
import os
import re
import subprocess

import bmc
import desktop
import tap
from console_case import Case, xdotool
from panel_case import PASSWORD, USER

NARROW = 360
LEFT_USAGE, RIGHT_USAGE = 0x50, 0x4F

desktop.start()


def geometry(window):
    shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], capture_output=True, check=True, text=True).stdout
    return tuple(int(re.search('^%s=(.*)$' % name, shell, re.M)[1]) for name in ('X', 'Y', 'WIDTH', 'HEIGHT'))


def active_window():
    return subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True).stdout.strip()


def press_item(app, button, item):
    """Chooses from the menu of a button."""
    desktop.press(desktop.wait_for(
        lambda: next((node for node in app.look_all('push button', button) if node.get_n_actions() > 0), None),
        'the menu “%s”' % button))
    desktop.press(app.find('menu item', item))


class TestRightToLeft(Case):
    """GTK writes from right to left when its own texts in the user's language say so, and these it takes when the program
    has texts in that language. Ours is empty, so that all of them are found in English."""

    GTK_CATALOGUE = '/usr/share/locale/he/LC_MESSAGES/gtk40.mo'

    @classmethod
    def setUpClass(cls):
        if not os.path.exists(cls.GTK_CATALOGUE):
            raise cls.skipTest(cls, 'GTK has no Hebrew here')
        folder = os.path.join(os.environ['HOME'], 'right-to-left')
        os.makedirs(os.path.join(folder, 'he', 'LC_MESSAGES'))
        subprocess.run(['msgfmt', '-o', os.path.join(folder, 'he', 'LC_MESSAGES', 'rackside.mo'), '-'], check=True,
                       input=b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
        cls.env = {'LANGUAGE': 'he', 'LC_ALL': 'C.UTF-8', 'RACKSIDE_LOCALE_DIR': folder, 'GSK_RENDERER': 'cairo'}

    def run_program(self, *arguments, **more):
        return super().run_program(*arguments, env=self.env, **more)

    def place(self, app, role, name):
        """Where the middle of something is, from the left edge of its window."""
        box = app.find(role, name).get_extents(desktop._atspi.CoordType.WINDOW)
        return box.x + box.width / 2

    def start(self):
        self.simulator = self.start_simulator('--server-name', 'web-7', '--mode', '640x480')
        return self.connect(self.simulator)

    def test_the_window_is_mirrored(self):
        app = self.run_program()
        app.find('push button', 'Connect')
        self.assertLess(self.place(app, 'push button', 'Main Menu'), self.place(app, 'push button', 'Open a Recording'))
        self.assertLess(self.place(app, 'push button', 'Open…'), self.place(app, 'push button', 'Demonstration'))

    def test_the_server_is_not(self):
        app = self.start()
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        app.key('ctrl+1')
        left, top = self.assert_shown(self.simulator)
        xdotool('mousemove', left + 320, top + 240, 'click', 1)
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        for x, y in (0, 0), (639, 0), (100, 479), (639, 479):
            xdotool('mousemove', left + x, top + y)
            self.simulator.log.wait(on='console', event='mouse', pixel_x=x, pixel_y=y)
        for number, name in (1, 'left'), (3, 'right'):
            xdotool('mousedown', number)
            self.simulator.log.wait(on='console', event='mouse', button_names=[name], pixel_x=639, pixel_y=479)
            xdotool('mouseup', number)
        for key, usage in ('Left', LEFT_USAGE), ('Right', RIGHT_USAGE):
            app.key(key)
            self.wait_keys(self.simulator, 0, usage)
        app.type('echo left to right')
        app.key('Return')
        self.simulator.log.wait(on='machine', event='line', text='echo left to right')
        self.assert_shown(self.simulator)

    def test_menus_and_bars(self):
        app = self.start()
        self.simulator.do('share-request', user='eve', address='192.0.2.9', seconds=60)
        app.find('push button', 'Refuse')
        self.assertLess(self.place(app, 'push button', 'Share'), self.place(app, 'push button', 'Refuse'))
        desktop.press(app.find('push button', 'Refuse'))
        self.simulator.log.wait(on='command', event='answer', answer='refuse')
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        self.assertLess(self.place(app, 'label', 'Click or press Ctrl+Alt to type'),
                        self.place(app, 'label', 'Connected'))
        self.choose(app, 'Power', 'Hold the Power Button', 'h')
        app.wait_text('^Switch Off web-7')
        app.key('Escape')

    def test_the_panel(self):
        sim = self.enterContext(bmc.IpmiSim(sol=True))
        app = self.run_program('ipmi://%s@127.0.0.1:%d' % (USER, sim.port))
        app.find('text', 'Password')
        app.type(PASSWORD)
        app.key('Return')
        app.find('page tab', 'Power')
        self.assertLess(self.place(app, 'page tab', 'Serial'), self.place(app, 'page tab', 'Power'))
        for page, words in ('Sensors', '^Inlet Temp$'), ('Events', '^Hard Reset$'), ('Inventory', '^Network$'):
            desktop.press(app.find('page tab', page))
            app.wait_text(words)
        desktop.press(app.find('page tab', 'Serial'))
        desktop.press(app.find('push button', 'Connect to the Serial Console'))
        app.wait_text('^Connected')
        desktop.resize('^127.0.0.1', NARROW, 640)

        def begins():
            box = app.find('text', 'Serial console').get_extents(desktop._atspi.CoordType.WINDOW)
            return box.width > NARROW and box.x >= 0

        desktop.wait_for(begins, 'the beginning of its lines')


class TestNarrow(Case):
    """Nothing is wider than a telephone, in the language whose words are the longest."""

    @classmethod
    def setUpClass(cls):
        folder = os.environ['RACKSIDE_PO']
        cls.env = {'LANGUAGE': 'de', 'LC_ALL': 'C.UTF-8', 'RACKSIDE_LOCALE_DIR': folder, 'GSK_RENDERER': 'cairo'}
        cls.words = {english.replace('_', ''): german.replace('_', '')
                     for english, german in gettext.translation('rackside', folder, ['de'])._catalog.items()
                     if isinstance(english, str)}

    def run_program(self, *arguments, **more):
        return super().run_program(*arguments, env=self.env, **more)

    def find(self, app, role, english):
        return app.find(role, self.words[english])

    def press(self, app, english, role='push button'):
        name = self.words[english]
        desktop.press(desktop.wait_for(
            lambda: next((node for node in app.look_all(role, name) if node.get_n_actions() > 0), None),
            '%s “%s”' % (role, name)))

    def press_item(self, app, button, item):
        press_item(app, self.words[button], self.words[item])

    def assert_narrow(self, title, width=NARROW):
        """Makes a window as narrow as it wants to become."""
        desktop.resize(title, NARROW, 640)
        desktop.wait_for(lambda: geometry(desktop.window_id(title))[2] == width, 'the window “%s” to be narrow' % title)

    def assert_still_narrow(self, app, title, *words):
        for pattern in words:
            app.wait_text(pattern)
        # What has become wider has become so when that is drawn.
        desktop.screenshot()
        self.assertEqual(geometry(desktop.window_id(title))[2], NARROW, title)

    def wait_drawn(self, app, role, english, title):
        """Waits until something is more than a name: there is a drawing in its place."""
        node = self.find(app, role, english)

        def look():
            box = node.get_extents(desktop._atspi.CoordType.WINDOW)
            left, top, width, height = geometry(desktop.window_id(title))
            if box.width <= 0 or box.height <= 0 or box.x + box.width > width or box.y + box.height > height:
                return False
            picture = desktop.screenshot().crop(left + box.x, top + box.y, box.width, box.height)
            return len({picture.pixel(x, y) for x in range(box.width) for y in range(box.height)}) > 2

        desktop.wait_for(look, '%s “%s” to be drawn' % (role, english))

    def test_start_page_and_dialogs(self):
        app = self.run_program()
        self.find(app, 'push button', 'Connect')
        self.assert_narrow('^Rackside$')
        app.key('ctrl+comma')
        # libadwaita's own wants that much within its frame, which is a part of the window without a compositor alone.
        self.assert_narrow('^%s$' % self.words['Preferences'], NARROW + 10)
        app.key('Escape')
        desktop.wait_window_gone('^%s$' % self.words['Preferences'])
        # GTK's own shows each key, so it wants more.
        window = active_window()
        app.key('ctrl+question')
        shortcuts = desktop.wait_for(lambda: active_window() not in ('', window) and active_window(), 'the shortcuts')
        xdotool('windowsize', shortcuts, NARROW, 640)
        desktop.wait_for(lambda: geometry(shortcuts)[2] < 640, 'the shortcuts to be narrow')
        app.key('Escape')
        desktop.wait_for(lambda: active_window() == window, 'the shortcuts to go')
        self.press(app, 'Add a Server…')
        self.assert_narrow('^%s$' % self.words['Add a Server'])
        app.key('Escape')

    def test_console_and_dialogs(self):
        simulator = self.start_simulator('--server-name', 'web-7', '--busy', 'countdown', '--countdown', '60')
        app = self.run_program('ilo://%s@127.0.0.1:%d' % (simulator.ready['user'], simulator.ready['https_port']))
        self.find(app, 'push button', 'Connect')
        self.assert_narrow('^Rackside$')
        app.type(simulator.password)
        app.key('Return')
        self.find(app, 'push button', 'Trust and Connect')
        self.assert_still_narrow(app, '^127.0.0.1')
        self.press(app, 'Trust and Connect')
        self.find(app, 'push button', 'Seize')
        self.assert_still_narrow(app, 'web-7')
        simulator.do('busy', answer='grant')
        self.press(app, 'Seize')
        self.assert_still_narrow(app, 'web-7', '^%s$' % self.words['Connected'])
        for light in 'Power on', 'Healthy':
            self.wait_drawn(app, 'image', light, 'web-7')
        simulator.do('share-request', user='somebody-with-a-long-name', address='192.0.2.9', seconds=60)
        answer = self.find(app, 'push button', 'Refuse').get_extents(desktop._atspi.CoordType.WINDOW)
        wish = app.find('label', re.compile('^somebody')).get_extents(desktop._atspi.CoordType.WINDOW)
        self.assertLessEqual(wish.y + wish.height, answer.y)
        self.assert_still_narrow(app, 'web-7')
        self.press(app, 'Refuse')
        simulator.log.wait(on='command', event='answer', answer='refuse')
        app.key('ctrl+alt')
        self.press_item(app, 'Main Menu', 'Security of This Connection')
        self.assert_narrow('^%s$' % self.words['Security of This Connection'])
        app.key('Escape')
        desktop.wait_window_gone('^%s$' % self.words['Security of This Connection'])
        app.key('ctrl+shift+v')
        self.assert_narrow('^%s$' % self.words['Paste as Keystrokes'])
        app.key('Escape')
        desktop.wait_window_gone('^%s$' % self.words['Paste as Keystrokes'])
        self.press_item(app, 'Keyboard', 'Edit Macros…')
        self.assert_narrow('^%s$' % self.words['Macros'])
        desktop.press(app.find('push button', re.compile(re.escape(self.words['Add…']))))
        self.assert_narrow('^%s$' % self.words['Add a Macro'])

    def test_panel(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.run_program('ipmi://%s@127.0.0.1:%d' % (USER, sim.port))
        self.find(app, 'text', 'Password')
        self.assert_narrow('^Rackside$')
        app.type(PASSWORD)
        app.key('Return')
        self.find(app, 'page tab', 'Power')
        for page, words in (('Power', self.words['The server is off']), ('Sensors', '^Inlet Temp$'),
                            ('Events', 'Ereignisse$'), ('Inventory', 'GUID'), ('Serial', '')):
            self.press(app, page, 'page tab')
            self.assert_still_narrow(app, '127.0.0.1', words)


class TestStill(Case):
    """Without animations what appears is whole when it is first seen. All desktop tests run so."""

    def assert_at_once(self, act, box):
        """What comes within a box of the screen does so in one step."""
        pictures = [desktop.screenshot().crop(*box)]

        def look():
            picture = desktop.screenshot().crop(*box)
            if picture != pictures[-1]:
                pictures.append(picture)
            return len(pictures) > 1

        act()
        desktop.wait_for(look, 'a change')
        for _ in range(8):
            look()
        self.assertEqual(len(pictures), 2)

    def test_bar_of_full_screen(self):
        simulator = self.start_simulator('--mode', '640x480')
        app = self.connect(simulator)
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        app.key('F11')
        desktop.wait_for(lambda: geometry(desktop.window_id('simulated'))[3] == desktop.HEIGHT, 'the full screen')
        xdotool('mousemove', desktop.WIDTH // 2, desktop.HEIGHT // 2, 'click', 1)
        # The upper edge is black without the bar, and to the left of its title there is nothing else.
        desktop.wait_for(lambda: desktop.screenshot().pixel(9, 9) == (0, 0, 0), 'the bar to go')
        self.assert_at_once(lambda: xdotool('mousemove', desktop.WIDTH // 2, 0), (0, 0, 300, 60))
        self.assert_at_once(lambda: xdotool('mousemove', desktop.WIDTH // 2, desktop.HEIGHT // 2), (0, 0, 300, 60))

    def test_remarks(self):
        simulator = self.start_simulator('--mode', '640x480')
        app = self.connect(simulator)
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        x, y, width, height = geometry(desktop.window_id('simulated'))
        self.assert_at_once(lambda: app.key('ctrl+s'), (x + width // 4, y + height - 140, width // 2, 100))


tap.main()
