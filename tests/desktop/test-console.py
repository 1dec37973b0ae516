#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connected to a server, the window shows it, types, clicks and works its power button."""
import re
import subprocess

import desktop
import harness
import tap
from console_case import Case, xdotool

USAGES = {'a': 0x04, 'c': 0x06, 'q': 0x14, 'w': 0x1a, 'F1': 0x3a, 'F5': 0x3e, 'F11': 0x44, 'Print': 0x46}
CTRL, SHIFT, ALT = 1, 2, 4


class TestTyping(Case):
    """One connection for all that a connected user does."""

    @classmethod
    def setUpClass(cls):
        cls.simulator = harness.Simulator('--mode', '640x480', '--server-name', 'web-7')
        cls.addClassCleanup(cls.simulator.__exit__)
        cls.app = cls.connect(cls(), cls.simulator)
        cls.addClassCleanup(cls.app.end)

    def setUp(self):
        self.click_into_the_picture()

    def click_into_the_picture(self):
        xdotool('mousemove', desktop.WIDTH // 2, desktop.HEIGHT // 2)
        if not self.app.look('label', 'Ctrl+Alt gives the keyboard back'):
            xdotool('click', 1)
            self.app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def let_go(self):
        self.app.key('ctrl+alt')
        self.app.wait_text('^Click or press Ctrl.Alt to type$')

    def test_letters_arrive_and_are_echoed(self):
        self.app.type('echo Hello, World! {}|~<>?"')
        self.app.key('Return')
        self.simulator.log.wait(on='machine', event='line', text='echo Hello, World! {}|~<>?"')
        self.let_go()
        self.app.key('ctrl+1')
        self.assert_shown(self.simulator)

    def test_shortcuts_go_to_the_server(self):
        for name, modifiers, key in (('ctrl+w', CTRL, 'w'), ('ctrl+q', CTRL, 'q'), ('F11', 0, 'F11'),
                                     ('ctrl+c', CTRL, 'c'), ('shift+F5', SHIFT, 'F5'), ('alt+F1', ALT, 'F1'),
                                     ('ctrl+alt+c', CTRL | ALT, 'c')):
            with self.subTest(name):
                self.app.key(name)
                self.wait_keys(self.simulator, modifiers, USAGES[key])
                self.wait_keys(self.simulator, 0)
        self.app.check()
        self.assertTrue(self.app.look('label', 'Ctrl+Alt gives the keyboard back'))

    def test_chord_gives_the_keyboard_back(self):
        self.let_go()
        self.wait_keys(self.simulator, 0)
        self.app.key('ctrl+alt')                                # and takes it again
        self.app.wait_text('^Ctrl.Alt gives the keyboard back$')
        self.let_go()

    def wait_header(self, shown):
        """In full screen the header lies over the upper edge, which is black without it."""
        desktop.wait_for(lambda: (max(desktop.screenshot().pixel(9, 9)) > 99) == shown,
                         'the header' if shown else 'the header to go')

    def test_full_screen_is_for_the_picture(self):
        self.let_go()
        self.app.key('F11')                                     # the window's own, now that the keyboard is back
        self.addCleanup(self.leave_full_screen)
        self.app.wait_text('^Ctrl.Alt, then F11, leaves the full screen$')
        self.app.wait_gone('label', 'Power on')
        self.wait_header(False)
        self.app.key('F1')                                      # goes to the server at once
        self.wait_keys(self.simulator, 0, USAGES['F1'])
        xdotool('mousemove', desktop.WIDTH // 2, 0)
        self.wait_header(True)
        xdotool('mousemove', desktop.WIDTH // 2, desktop.HEIGHT // 2)
        self.wait_header(False)
        self.app.key('ctrl+alt')                                # by keyboard alone
        self.wait_header(True)

    def leave_full_screen(self):
        self.app.key('F11')
        self.app.wait_text('^Power on$')

    def test_losing_the_focus_releases_the_keys(self):
        self.app.wait_active()
        xdotool('keydown', 'shift', 'keydown', 'a')
        self.addCleanup(xdotool, 'keyup', 'a', 'keyup', 'shift')
        self.wait_keys(self.simulator, SHIFT, USAGES['a'])
        xdotool('mousemove', 0, 0)                              # the pointer leaves, so others get the keyboard
        with desktop.run('ilo://somebody@host.invalid') as other:      # opens another window of the same program
            other.wait_end()
        self.wait_keys(self.simulator, 0)
        xdotool('keyup', 'a', 'keyup', 'shift')                 # or it goes on in that window
        self.app.find('push button', 'Connect')
        self.app.key('ctrl+w')
        self.app.wait_gone('push button', 'Connect')

    def test_power_asks_first(self):
        self.choose(self.app, 'Power', 'Hold the Power Button', 'h')
        self.app.wait_text('^Switch Off web-7')
        self.app.key('Return')
        self.app.wait_gone('label', re.compile('^Switch Off web-7'))
        self.choose(self.app, 'Power', 'Hold the Power Button', 'h')
        self.app.wait_text('^Switch Off web-7')
        self.app.key('Escape')
        self.app.wait_gone('label', re.compile('^Switch Off web-7'))
        self.assertEqual(self.simulator.do('status')['stage'], 'prompt')
        self.choose(self.app, 'Power', 'Hold the Power Button', 'h')
        desktop.press(self.app.find('push button', re.compile('Switch Off')))
        self.simulator.log.wait(on='machine', event='power button', action='hold')
        self.app.wait_text('^The server is switched off$')
        self.app.wait_text('^Power off$')
        desktop.press(next(node for node in self.app.look_all('push button', 'Power') if node.get_n_actions() > 0))
        self.app.find('menu item', 'Switch On')
        self.assertEqual([node.get_name() for node in self.app.look_all('menu item')], ['Switch On'])
        self.app.key('s')
        self.simulator.log.wait(on='machine', event='stage', stage='prompt')
        self.app.wait_gone('label', 'The server is switched off')

    def test_keyboard_menu_presses_keys(self):
        self.choose(self.app, 'Keyboard', 'Print Screen', 'p')
        self.wait_keys(self.simulator, 0, USAGES['Print'])
        self.wait_keys(self.simulator, 0)

    def test_keyboard_menu_has_the_locks(self):
        for item, mnemonic, usage in ('Caps Lock', 'l', 0x39), ('Num Lock', 'n', 0x53):
            self.choose(self.app, 'Keyboard', item, mnemonic)
            self.wait_keys(self.simulator, 0, usage)
            self.wait_keys(self.simulator, 0)

    def test_keyboard_menu_has_menus(self):
        for item, mnemonic, modifiers, key, usage in (('Alt.F1…F12', 'a', ALT, 'Alt+F7', 0x40),
                                                      ('Ctrl.Alt.F1…F12', 'c', CTRL | ALT, 'Ctrl+Alt+F2', 0x3b)):
            self.choose(self.app, 'Keyboard', item, mnemonic)
            desktop.press(self.app.find('menu item', key))
            self.wait_keys(self.simulator, modifiers, usage)
            self.wait_keys(self.simulator, 0)
        self.choose(self.app, 'Keyboard', 'Alt.SysRq.Letter', 's')
        self.app.find('menu item', re.compile('Help'))
        self.app.key('h')
        self.simulator.log.wait(on='machine', event='sysrq', key='h')

    def test_keyboard_menu_presses_chords(self):
        self.choose(self.app, 'Keyboard', 'Ctrl.Alt.Del', 'd')
        self.simulator.log.wait(on='machine', event='ctrl-alt-del')
        self.simulator.log.wait(on='machine', event='stage', stage='post')
        self.app.wait_text('^720 × 400$')
        self.app.wait_text('^POST [0-9A-F]{4}$')
        self.simulator.log.wait(on='machine', event='stage', stage='prompt')
        self.app.wait_text('^640 × 480$')

    def test_pointer_is_exact(self):
        self.let_go()
        self.app.key('ctrl+1')
        left, top = self.assert_shown(self.simulator)
        for x, y in (0, 0), (639, 0), (0, 479), (639, 479), (320, 240):
            xdotool('mousemove', left + x, top + y)
            self.simulator.log.wait(on='console', event='mouse', pixel_x=x, pixel_y=y)
        for number, name in (1, 'left'), (2, 'middle'), (3, 'right'):
            xdotool('mousedown', number)
            self.simulator.log.wait(on='console', event='mouse', button_names=[name], pixel_x=320, pixel_y=240)
            xdotool('mouseup', number)
            self.simulator.log.wait(on='console', event='mouse', button_names=[])
        xdotool('mousedown', 1, 'mousedown', 3)
        self.simulator.log.wait(on='console', event='mouse', button_names=['left', 'right'])
        xdotool('mouseup', 1)
        self.simulator.log.wait(on='console', event='mouse', button_names=['right'])
        xdotool('mouseup', 3)
        self.simulator.log.wait(on='console', event='mouse', button_names=[])
        self.app.wait_text('^Ctrl.Alt gives the keyboard back$')
        self.let_go()
        self.app.key('ctrl+0')

    def test_a_mode_change_goes_on(self):
        for width, height in (1600, 1200), (1920, 1200), (640, 480):
            self.simulator.do('mode', width=width, height=height)
            self.app.wait_text('^%d × %d$' % (width, height))
        self.app.type('echo still here')
        self.app.key('Return')
        self.simulator.log.wait(on='machine', event='line', text='echo still here')

    def test_the_picture_stays_when_the_status_changes(self):
        self.let_go()
        self.app.key('ctrl+1')
        self.assert_shown(self.simulator)
        for health, word in (1, 'Degraded'), (2, 'Critical'), (0, 'Healthy'):
            self.simulator.do('health', value=health)
            self.app.wait_text('^%s$' % word)
            self.assert_shown(self.simulator)
        self.app.key('ctrl+0')

    def test_buttons_have_names(self):
        def nameless():
            return [node for node in self.app.look_all('push button') if not node.get_name()]

        self.assertEqual(nameless(), [])

    def test_a_narrow_window_is_possible(self):
        desktop.resize('web-7', 360, 600)
        desktop.wait_for(lambda: self.size_of('web-7')[0] <= 400, 'a narrow window')
        desktop.resize('web-7', 1100, 740)
        desktop.wait_for(lambda: self.size_of('web-7')[0] >= 1000, 'a wide window')

    def size_of(self, title):
        shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', desktop.window_id(title)],
                               capture_output=True, check=True, text=True).stdout
        return tuple(int(re.search('^%s=(.*)$' % name, shell, re.M)[1]) for name in ('WIDTH', 'HEIGHT'))


desktop.start()
tap.main()
