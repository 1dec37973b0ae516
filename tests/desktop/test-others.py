#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others who have the console or want it, and connections that break."""
import desktop
import tap
from console_case import Case


class TestOthers(Case):
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
