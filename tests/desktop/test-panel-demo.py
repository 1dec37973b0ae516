#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel beside the console, in the demonstration: one power switch for both."""
import os
import re
import tempfile
import unittest

import desktop
import tap

from panel_case import seconds_later

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


desktop.start()
tap.main()
