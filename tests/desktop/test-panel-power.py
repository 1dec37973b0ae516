#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's power page: each button with its effect on the BMC, as ipmitool sees it, and BMCs that fail."""
import re
import signal
import subprocess
import time

import bmc
import desktop
import tap

from panel_case import PASSWORD, USER, PanelCase, seconds_later


class Case(PanelCase):
    def button(self, app, name):
        """A button by its words; those of a question have theirs twice."""
        return app.find('push button', re.compile('^(_?%s )?%s$' % (re.escape(name), re.escape(name))))

    def press(self, app, name):
        desktop.press(self.button(app, name))

    def is_focused(self, node):
        return node.get_state_set().contains(desktop._atspi.StateType.FOCUSED)

    def tab_to(self, app, role, name):
        """Moves the focus there as somebody without a mouse does."""
        for _ in range(60):
            if self.is_focused(app.find(role, name)):
                return
            app.key('Tab')
        self.fail('Tab does not lead to “%s”' % name)


class TestPower(Case):
    """One BMC, which every test leaves switched off."""

    @classmethod
    def setUpClass(cls):
        cls.sim = bmc.IpmiSim()
        cls.sim.__enter__()
        cls.addClassCleanup(cls.sim.close)

    def setUp(self):
        self.app = self.open_page(self.sim.port, 'Power')
        self.app.wait_text('^The server is off$')

    def ipmitool(self, *arguments):
        return subprocess.run(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(self.sim.port), '-U', USER,
                               '-P', PASSWORD, '-C', '3', *arguments],
                              check=True, capture_output=True, text=True).stdout

    def wait_log(self, line):
        desktop.wait_for(lambda: self.sim.chassis_log()[-1:] == [line], 'the BMC to do “%s”' % line)

    def switch_on(self):
        self.press(self.app, 'Switch On')
        self.wait_log('power 1')
        self.app.wait_text('^The server is on$')
        self.addCleanup(self.ipmitool, 'chassis', 'power', 'off')

    def confirm(self, button, heading, answer):
        self.press(self.app, button)
        self.app.wait_text('^%s 127.0.0.1.$' % heading)
        self.press(self.app, answer)

    def test_on_and_off(self):
        self.switch_on()
        self.assertIn('is on', self.ipmitool('chassis', 'power', 'status'))
        self.confirm('Switch Off…', 'Switch Off', 'Switch Off')
        self.wait_log('power 0')
        self.app.wait_text('^The server is off$')
        self.assertIn('is off', self.ipmitool('chassis', 'power', 'status'))

    def test_the_others_do_what_they_say(self):
        for button, heading, line in (('Reset…', 'Reset', 'reset 1'), ('Power Cycle…', 'Power Cycle', 'power 0'),
                                      ('Shut Down…', 'Shut Down', 'shutdown 1')):
            with self.subTest(button):
                if self.app.look('label', 'The server is off'):
                    self.switch_on()
                self.confirm(button, heading, heading)
                self.wait_log(line)

    def test_what_the_bmc_cannot_do_is_said(self):
        self.switch_on()
        self.confirm('Interrupt…', 'Interrupt', 'Interrupt')
        self.app.wait_text('BMC')

    def test_a_stray_return_confirms_nothing(self):
        self.switch_on()
        before = self.sim.chassis_log()
        self.press(self.app, 'Switch Off…')
        self.app.wait_text('^Switch Off 127.0.0.1.$')
        self.app.key('Return')
        self.app.wait_gone('label', 'Switch Off 127.0.0.1?')
        desktop.wait_for(seconds_later(1), 'nothing to happen')
        self.assertEqual(self.sim.chassis_log(), before)

    def test_what_others_switch_shows(self):
        self.ipmitool('chassis', 'power', 'on')
        self.addCleanup(self.ipmitool, 'chassis', 'power', 'off')
        self.app.wait_text('^The server is on$')

    def test_next_start(self):
        self.tab_to(self.app, 'combo box', 'Start From')
        self.app.key('space')
        self.app.key('Down', 'Down', 'Down', 'Return')
        self.press(self.app, 'Set Next Start')
        self.wait_log('boot cdrom')
        self.assertIn('CD/DVD', self.ipmitool('chassis', 'bootparam', 'get', '5'))
        self.app.wait_text('^CD or DVD$')

    def test_identify_light(self):
        for button, line in (('Light Up', 'identify 15 0'), ('Keep It Lit', 'identify 0 1'),
                             ('Put It Out', 'identify 0 0')):
            self.press(self.app, button)
            self.wait_log(line)

    def test_by_keyboard_alone(self):
        self.tab_to(self.app, 'push button', 'Switch On')
        self.app.key('space')
        self.wait_log('power 1')
        self.app.wait_text('^The server is on$')
        self.addCleanup(self.ipmitool, 'chassis', 'power', 'off')

    def test_controls_have_names(self):
        for role in 'push button', 'toggle button', 'combo box', 'spin button', 'page tab':
            for node in self.app.look_all(role):
                self.assertRegex(node.get_name(), '^(?!Gtk|Adw)..', role)


class TestTrouble(Case):
    """What is wrong is said where the data would be, and can be tried again, on each page that reads by itself."""

    PAGES = 'Power', 'Sensors', 'Events', 'Inventory'

    def test_wrong_password(self):
        with bmc.FakeBmc('--user', USER, '--password', 'another') as fake:
            app = self.open_page(fake.port, 'Power')
            for page in self.PAGES:
                self.turn_to(app, page)
                app.wait_text('password')
                self.button(app, 'Try Again')
                self.button(app, 'Connection Settings…')

    def test_silence_can_be_cancelled_and_tried_again(self):
        with bmc.Silent() as silent:
            app = self.open_page(silent.port, 'Power')
            app.wait_text('^Connecting to 127.0.0.1$')
            self.press(app, 'Cancel')
            app.wait_text('^Not Connected$')
            self.press(app, 'Connect')
            app.wait_text('^Connecting to 127.0.0.1$')
            app.wait_text('^No Connection$')
            self.button(app, 'Try Again')

    def test_a_bmc_that_vanishes_and_comes_back(self):
        with bmc.IpmiSim() as sim:
            app = self.open_page(sim.port, 'Power')
            app.wait_text('^The server is off$')
            sim.send_signal(signal.SIGSTOP)
            self.addCleanup(sim.send_signal, signal.SIGCONT)
            app.wait_text('^(That Did Not Work|No Connection)$')
            sim.send_signal(signal.SIGCONT)
            pressed = 0

            def is_back():
                nonlocal pressed
                again = app.look('push button', 'Try Again')
                # As somebody would who looks what comes of it first.
                if again is not None and time.monotonic() > pressed + 3:
                    pressed = time.monotonic()
                    desktop.press(again)
                return 'The server is off' in app.texts()

            desktop.wait_for(is_back, 'the BMC to be back', 90)

    def test_a_slow_bmc(self):
        with bmc.FakeBmc('--delay', '2000') as fake:
            app = self.open_page(fake.port, 'Power')
            app.wait_text('^The server is (on|off)$')

    def test_power_is_drawn(self):
        with bmc.FakeBmc() as fake:
            app = self.open_page(fake.port, 'Power')
            app.wait_text('^167 W$')
            app.find('image', re.compile('Power Draw'))

    def test_settings_lead_elsewhere(self):
        with bmc.IpmiSim() as sim:
            app = self.open_page(sim.kg_port, 'Power')
            app.wait_text('^No Connection$')
            self.press(app, 'Connection Settings…')
            self.fill(app, 5, bmc.IpmiSim.KG)
            app.key('Return')
            app.wait_text('^The server is off$')

    def test_settings_warn(self):
        with bmc.IpmiSim() as sim:
            app = self.open_page(sim.port, 'Power')
            app.wait_text('^The server is off$')
            desktop.press(app.find('push button', 'Connection Settings'))
            self.fill(app, 1, '0')
            app.wait_text('^A port is a number from 1 to 65535')
            self.assertFalse(self.button(app, 'Connect').get_state_set().contains(desktop._atspi.StateType.SENSITIVE))
            app.key('Escape')
            app.wait_gone('text', 'Port')

    def fill(self, app, n_tabs, text):
        """Fills in the row so many Tabs behind the address."""
        app.find('text', 'Port')
        app.key(*['Tab'] * n_tabs)
        app.key('ctrl+a')
        app.type(text)


desktop.start()
tap.main()
