#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others who have the console or want it, and connections that break."""
import re

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

    def test_busy_becomes_ours_after_the_countdown(self):
        simulator = self.start_simulator('--busy', 'countdown', '--countdown', '3')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        desktop.press(app.find('push button', 'Seize'))
        app.wait_text('^Waiting for the other user')
        app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def test_seizing_can_be_cancelled(self):
        simulator = self.start_simulator('--busy', 'countdown', '--countdown', '60')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        desktop.press(app.find('push button', 'Seize'))
        app.wait_text('^Waiting for the other user')
        app.key('Return')                                       # Cancel has the focus
        app.find('push button', 'Connect')
        simulator.log.wait(on='https', event='logout')

    def test_a_share_that_is_refused_is_said(self):
        simulator = self.start_simulator('--busy', 'refuse', '--refuse-share')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        desktop.press(app.find('push button', 'Share'))
        app.wait_text('^Somebody Else Has the Console$')
        app.find('push button', 'Try Again')

    def test_others_are_refused_by_keyboard_alone(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('share-request', user='eve', address='192.0.2.9', seconds=30)
        text = app.wait_text(r'^eve \(192.0.2.9\) asks to share the console.*granted in [0-9]+ second')
        seconds = self.seconds_in(text)
        desktop.wait_for(lambda: any(self.seconds_in(text) < seconds for text in app.texts() if 'eve' in text),
                         'less seconds')
        app.key('a')                                            # typing goes on
        self.wait_keys(simulator, 0, 0x04)
        app.key('ctrl+alt', 'Return')
        simulator.log.wait(on='command', event='answer', answer='refuse')
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.key('b')                                            # and goes on again
        self.wait_keys(simulator, 0, 0x05)

    def seconds_in(self, text):
        return int(re.search('in ([0-9]+) second', text)[1])

    def test_sharing_is_allowed(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('share-request', user='', address='', seconds=30)
        app.wait_text('^An unknown user asks to share|^An unknown user .* asks to share')
        desktop.press(app.find('push button', 'Share'))
        simulator.log.wait(on='command', event='answer', answer='grant')
        app.wait_text('^Connected$')

    def test_the_console_is_given_away(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('seize-request', user='eve', address='192.0.2.9', seconds=30, then='grant')
        app.wait_text('^eve .* asks you to give the console away')
        desktop.press(app.find('push button', 'Give Away'))
        simulator.log.wait(on='command', event='answer', answer='grant')
        app.wait_text('^Somebody Else Has the Console Now$')
        desktop.press(app.find('push button', 'Back'))
        simulator.log.wait(on='https', event='logout')

    def test_nobody_at_the_keyboard_gives_it_away(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('seize-request', user='eve', address='192.0.2.9', seconds=2)
        app.wait_text('^Somebody Else Has the Console Now$')

    def test_a_lost_connection_is_tried_again(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('drop', on='console')
        app.wait_text('Next try in [0-9]+ second')
        power = app.find('push button', 'Power')
        self.assertFalse(self.is_sensitive(power))              # there is nothing to switch
        desktop.press(app.find('push button', 'Try Now'))
        app.wait_text('^Connected$')
        desktop.wait_for(lambda: self.is_sensitive(power), 'the power menu')

    def is_sensitive(self, node):
        return node.get_state_set().contains(desktop.sensitive())

    def test_trying_again_can_be_cancelled(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.do('fault', on='console', kind='drop', after=0)
        simulator.do('ping')
        app.wait_text('Next try in [0-9]+ second')
        desktop.press(app.find('push button', 'Disconnect'))
        app.find('push button', 'Connect')
        desktop.wait_for(lambda: simulator.do('status')['sessions'] == 0, 'the log-out')

    def test_an_ilo_that_resets_is_waited_for(self):
        simulator = self.start_simulator()
        app = self.connect(simulator)
        simulator.log.wait(on='https', event='login')
        simulator.do('ilo-reset', seconds=0)
        app.wait_text('resets itself.*Next try in [0-9]+ second')
        app.wait_gone('label', 'Power on')                      # nobody knows
        desktop.press(app.find('push button', 'Try Now'))
        simulator.log.wait(on='https', event='login')           # its sessions are gone
        app.wait_text('^Power on$')
        app.wait_text('^Ctrl.Alt gives the keyboard back$')


desktop.start()
tap.main()
