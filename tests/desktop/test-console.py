#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window connects to a server, shows it, types, clicks and works its power button, and says what goes wrong."""
import json
import os
import re
import socket
import subprocess
import tempfile
import unittest

import desktop
import harness
import tap

USAGES = {'a': 0x04, 'c': 0x06, 'q': 0x14, 'w': 0x1a, 'F1': 0x3a, 'F5': 0x3e, 'F11': 0x44, 'Print': 0x46}
CTRL, SHIFT, ALT = 1, 2, 4


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
        self.app.wait_text('^Click into the picture to type$')

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
        self.app.key('F11')
        self.app.wait_text('F11 leaves the full screen')
        self.app.key('F11')
        desktop.wait_for(lambda: self.app.look('label', 'Power on'), 'the window')

    def test_losing_the_focus_releases_the_keys(self):
        self.app.wait_active()
        xdotool('keydown', 'shift', 'keydown', 'a')
        self.addCleanup(xdotool, 'keyup', 'a', 'keyup', 'shift')
        self.wait_keys(self.simulator, SHIFT, USAGES['a'])
        xdotool('mousemove', 0, 0)                              # the pointer leaves, so others get the keyboard
        with desktop.run('ilo://somebody@host.invalid') as other:      # opens another window of the same program
            self.assertEqual(other.wait_end(), 0)
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
        self.choose(self.app, 'Power', 'Press the Power Button', 'p')
        self.simulator.log.wait(on='machine', event='stage', stage='prompt')
        self.app.wait_gone('label', 'The server is switched off')

    def test_keyboard_menu_presses_keys(self):
        self.choose(self.app, 'Keyboard', 'Print Screen', 'p')
        self.wait_keys(self.simulator, 0, USAGES['Print'])
        self.wait_keys(self.simulator, 0)

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


class TestConnecting(Case):
    def test_form_connects_and_closing_logs_out(self):
        simulator = self.start_simulator()
        app = self.run_program()
        app.find('push button', 'Connect')
        for text in '127.0.0.1:%d' % simulator.ready['https_port'], 'Administrator':
            app.type(text)
            app.key('Tab')
        app.type(simulator.password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.key('ctrl+alt')
        app.wait_text('^Click into the picture to type$')
        app.key('ctrl+w')
        simulator.log.wait(on='https', event='logout')
        self.assertEqual(app.wait_end(), 0)

    def test_a_server_that_is_no_ilo_is_named(self):
        simulator = self.start_simulator('--do', json.dumps({'do': 'https-answer', 'path': '/json/login_session',
                                                             'status': 404, 'body': '<html>'}))
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^This Is Not an iLO 4$')

    def test_busy_can_be_left_and_shared(self):
        simulator = self.start_simulator('--busy', 'refuse')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Somebody Else Has the Console$')
        desktop.press(app.find('push button', 'Seize'))
        app.wait_text('does not give the console away')
        self.assertTrue(app.look('label', 'Somebody Else Has the Console'))
        desktop.press(app.find('push button', 'Try Again'))
        desktop.press(app.find('push button', 'Share'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.end()
        simulator.log.wait(on='https', event='logout')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Leave'))
        app.find('push button', 'Connect')
        simulator.log.wait(on='https', event='logout')

    def test_a_session_can_be_handed_over(self):
        simulator = self.start_simulator()
        web = simulator.web()
        web.login()
        port = simulator.ready['https_port']
        app = self.run_program('hplocons://addr=127.0.0.1:%d&sessionkey=%s' % (port, web.key))
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def test_a_seized_console_is_said(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('seized')
        app.wait_text('^Somebody Else Has the Console Now$')
        desktop.press(app.find('push button', 'Try Again'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def test_three_tries_are_made(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('fault', on='console', kind='drop', after=0)
        for number in 1, 2, 3:
            app.wait_text('%d.*3.*Next try in [0-9]+ second' % number)
            desktop.press(app.find('push button', 'Try Now'))
        app.wait_text('^The Connection Is Lost$')
        app.find('push button', 'Try Again')

    def test_wrong_password_is_named(self):
        app = self.log_in(self.start_simulator(), 'wrong')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^The Log-In Was Refused$')
        desktop.press(app.find('push button', 'Back'))
        app.find('push button', 'Connect')

    def test_unreachable_port_is_named(self):
        with socket.create_server(('127.0.0.1', 0)) as server:
            port = server.getsockname()[1]
        app = self.run_program('ilo://root@127.0.0.1:%d' % port)
        app.find('push button', 'Connect')
        app.type('secret')
        app.key('Return')
        app.wait_text('^The Connection Failed$')

    def test_a_changed_key_is_an_alarm(self):
        first = harness.Simulator()
        app = self.connect(first)
        app.process.terminate()
        self.assertEqual(app.wait_end(), 0)
        first.log.wait(on='https', event='logout')
        first.__exit__()
        second = self.start_simulator('--https-port', str(first.ready['https_port']), '--weak-certificate')
        app = self.log_in(second)
        app.wait_text('^The Server.s Key Has Changed$')
        desktop.press(app.find('push button', 'Do Not Connect'))
        app.find('push button', 'Connect')

    def test_busy_can_be_seized(self):
        simulator = self.start_simulator('--busy', 'grant')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Somebody Else Has the Console$')
        desktop.press(app.find('push button', 'Seize'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def test_others_are_answered(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('share-request', user='eve', address='192.0.2.9', seconds=30)
        app.wait_text(r'^eve \(192.0.2.9\) asks to share the console')
        desktop.press(app.find('push button', 'Refuse'))
        simulator.log.wait(on='command', event='answer', answer='refuse')

    def test_a_lost_connection_is_tried_again(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('drop', on='console')
        app.wait_text('Next try in [0-9]+ second')
        desktop.press(app.find('push button', 'Try Now'))
        app.wait_text('^Connected$')


desktop.start()
tap.main()
