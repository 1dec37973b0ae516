#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel beside the console: in the demonstration, one power switch for both; else with the iLO's own BMC."""
import os
import re
import tempfile
import unittest

import bmc
import desktop
import tap

from console_case import Case
from panel_case import PASSWORD, USER, seconds_later

tap.need('ipmi_sim')


class TestDemo(unittest.TestCase):
    def run_demo(self, env=None):
        app = desktop.run('--demo', env=env)
        self.addCleanup(app.end)
        app.wait_text('^Connected$')
        return app

    def open_panel(self, app):
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        app.key('F9')
        app.find('page tab', 'Power')

    def wait_power(self, app, power):
        """Whatever the BMC needed to start, it is asked again."""
        def look():
            again = app.look('push button', 'Try Again')
            if again:
                desktop.press(again)
            return app.look('label', 'The server is %s' % power)

        desktop.wait_for(look, 'the server to be %s' % power)

    def test_the_power_switch_works_both_ways(self):
        app = self.run_demo()
        self.open_panel(app)
        self.wait_power(app, 'on')
        desktop.press(app.find('push button', 'Switch Off…'))
        app.wait_text('^Switch Off simulated.$')
        desktop.press(app.find('push button', re.compile('^_?Switch Off Switch Off$')))
        # GTK 4.8 does not survive being looked at while a dialog goes.
        desktop.wait_for(seconds_later(1), 'the question to go')
        app.wait_text('^The server is switched off$')
        self.wait_power(app, 'off')
        # The console's own button.
        desktop.press(desktop.wait_for(
            lambda: next((node for node in list(app.look_all('push button', 'Switch On'))[:1]), None), 'a button'))
        self.wait_power(app, 'on')
        app.wait_text('^Power on$')

    def test_it_goes_on_without_ipmi_sim(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name in 'sh', 'python3':
            os.symlink('/usr/bin/' + name, os.path.join(folder.name, name))
        app = self.run_demo({'PATH': folder.name})
        self.open_panel(app)
        app.wait_text('ipmi_sim is not installed')
        app.wait_text('^Connected$')

    def test_the_panel_folds_over_a_narrow_console_and_back(self):
        app = self.run_demo()
        self.open_panel(app)
        desktop.resize('simulated', 420, 700)
        app.find('page tab', 'Power')
        app.key('F9')
        app.wait_gone('page tab', 'Power')
        desktop.resize('simulated', 1100, 740)
        app.key('F9')
        app.find('separator', 'Width of the Panel')


class TestConsole(Case):
    """Nothing listens where the simulated iLO's BMC would be."""

    def test_a_session_that_is_handed_over_brings_no_password(self):
        simulator = self.start_simulator()
        web = simulator.web()
        web.login()
        app = self.run_program('hplocons://addr=127.0.0.1:%d&sessionkey=%s' % (simulator.ready['https_port'], web.key))
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        desktop.press(app.find('push button', 'Panel'))
        app.wait_text('^The management controller of .* wants a user and a password.$')
        desktop.press(app.find('push button', 'Log In'))
        app.find('page tab', 'Power')

    def test_settings_can_be_entered_in_place_of_a_log_in(self):
        simulator = self.start_simulator()
        web = simulator.web()
        web.login()
        with bmc.IpmiSim() as sim:
            app = self.run_program('hplocons://addr=127.0.0.1:%d&sessionkey=%s'
                                   % (simulator.ready['https_port'], web.key))
            desktop.press(app.find('push button', 'Trust and Connect'))
            app.wait_text('^Ctrl.Alt gives the keyboard back$')
            app.key('ctrl+alt')
            desktop.press(app.find('push button', 'Panel'))
            app.wait_text('^The management controller of .* wants a user and a password.$')
            desktop.press(app.find('push button', 'Connection Settings…'))
            app.find('text', 'Port')
            for text in str(sim.port), USER, PASSWORD:
                app.key('Tab', 'ctrl+a')
                app.type(text)
            app.key('Return')
            app.wait_text('^The server is off$')

    def test_a_bmc_that_is_not_there_leaves_the_console_alone(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        desktop.press(app.find('push button', 'Panel'))
        app.wait_text('^No Connection$')
        app.find('push button', 'Try Again')
        app.wait_text('^Connected$')
        app.type('echo still here')
        app.key('Return')
        simulator.log.wait(on='machine', event='line', text='echo still here')


desktop.start()
tap.main()
