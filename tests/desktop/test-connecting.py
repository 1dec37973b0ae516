#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window connects to a server, asks whom to trust, and says what goes wrong."""
import os
import re
import socket
import threading

import desktop
import harness
import tap
from console_case import Case


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
        app.wait_text('^Click or press Ctrl.Alt to type$')
        app.key('ctrl+w')
        simulator.log.wait(on='https', event='logout')
        app.wait_end()

    def test_two_servers_have_two_windows(self):
        simulators = [self.start_simulator('--server-name', name) for name in ('web-7', 'db-1')]
        app = self.connect(simulators[0])
        with desktop.run('ilo://%s@127.0.0.1:%d' % (simulators[1].ready['user'],
                                                    simulators[1].ready['https_port'])) as other:
            other.wait_end()               # it opens a window of the program that runs
        app.find('push button', 'Connect')
        app.type(simulators[1].password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust and Connect'))
        desktop.wait_for(lambda: len(list(app.look_all('label', 'Connected'))) == 2, 'both')
        app.type('b')
        simulators[1].log.wait(on='console', event='keyboard', keys=[0x05, 0, 0, 0, 0, 0])
        app.key('ctrl+alt', 'ctrl+w')
        simulators[1].log.wait(on='https', event='logout')
        desktop.window_id('^web-7$')
        self.assertEqual(simulators[0].do('status')['consoles'], 1)

    def test_a_session_can_be_handed_over(self):
        simulator = self.start_simulator()
        web = simulator.web()
        web.login()
        port = simulator.ready['https_port']
        app = self.run_program('hplocons://addr=127.0.0.1:%d&sessionkey=%s' % (port, web.key))
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def test_every_step_is_named(self):
        simulator = self.start_simulator()
        app = self.log_in(simulator)
        app.find('push button', 'Trust and Connect')
        simulator.do('fault', on='console', kind='stall', after=0)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Opening the console of 127.0.0.1, port %d…$' % simulator.ready['console_port'])
        for step in 'Connecting to 127.0.0.1', 'Logging in as', 'Asking what', 'Asking for':
            app.wait_text('^%s.*…$' % step)                     # what is done stays
        app.key('Return')                                       # Cancel has the focus
        app.find('push button', 'Connect')
        simulator.log.wait(on='https', event='logout')

    def stall(self):
        """A window that waits for a console that does not open."""
        simulator = self.start_simulator('--fault', 'console:stall')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Opening the console of')
        return simulator, app

    def test_closing_while_it_connects_logs_out(self):
        simulator, app = self.stall()
        app.key('alt+F4')
        app.wait_end()
        simulator.log.wait(on='https', event='logout')

    def test_return_trusts_nobody(self):
        simulator = self.start_simulator()
        app = self.log_in(simulator)
        app.find('push button', 'Trust and Connect')
        app.wait_text('^%s$' % re.escape(simulator.ready['pin']))
        app.key('Return')
        app.find('push button', 'Connect')
        self.assertNotIn('login', [line['event'] for line in simulator.log.seen])

    def test_escape_trusts_nobody(self):
        simulator = self.start_simulator()
        app = self.log_in(simulator)
        app.wait_text('^%s$' % re.escape(simulator.ready['pin']))
        app.key('Escape')
        app.find('push button', 'Connect')
        self.assertNotIn('login', [line['event'] for line in simulator.log.seen])

    def test_escape_cancels_connecting(self):
        simulator, app = self.stall()
        app.key('Escape')
        app.find('push button', 'Connect')
        simulator.log.wait(on='https', event='logout')

    def test_a_changed_key_is_an_alarm(self):
        first = harness.Simulator()
        app = self.connect(first)
        app.end()
        first.log.wait(on='https', event='logout')
        first.__exit__()
        second = self.start_simulator('--https-port', str(first.ready['https_port']), '--weak-certificate')
        app = self.log_in(second)
        app.wait_text('^The Server.s Key Has Changed$')
        texts = app.texts()
        self.assertLess(texts.index(first.ready['pin']), texts.index(second.ready['pin']))
        app.key('Return')
        app.find('push button', 'Connect')
        app.type(second.password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust the New Key'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def test_a_key_that_changes_under_an_open_console_is_an_alarm(self):
        first = harness.Simulator()
        app = self.connect(first)
        first.__exit__()
        second = self.start_simulator('--https-port', str(first.ready['https_port']), '--weak-certificate')
        # The console is tried again at its port; where the web server is asked, its key tells.
        desktop.press(app.find('push button', 'Try Again'))
        app.wait_text('^The Server.s Key Has Changed$')
        app.wait_text('had while its console was open.*Nothing has been sent. If you trust the new key, Rackside logs in again')
        texts = app.texts()
        self.assertLess(texts.index(first.ready['pin']), texts.index(second.ready['pin']))
        self.assertEqual(second.do('status')['sessions'], 0)
        self.assertNotIn('login', [line['event'] for line in second.log.seen])
        with open(KNOWN_HOSTS, encoding='utf-8') as file:
            self.assertNotIn(second.ready['pin'], file.read())
        desktop.press(app.find('push button', 'Trust the New Key'))
        app.find('push button', 'Connect')
        app.type(second.password)
        app.key('Return')
        app.wait_text('^Ctrl.Alt gives the keyboard back$')     # it is asked about no more
        with open(KNOWN_HOSTS, encoding='utf-8') as file:
            self.assertIn('key=%s\n' % second.ready['pin'], file.read())

    def test_return_trusts_no_key_that_changes(self):
        first = harness.Simulator()
        app = self.connect(first)
        first.__exit__()
        second = self.start_simulator('--https-port', str(first.ready['https_port']), '--weak-certificate')
        desktop.press(app.find('push button', 'Try Again'))
        app.find('push button', 'Trust the New Key')
        app.key('Return')                                       # Do Not Connect has the focus
        app.find('push button', 'Connect')
        with open(KNOWN_HOSTS, encoding='utf-8') as file:
            self.assertNotIn(second.ready['pin'], file.read())
        self.assertNotIn('login', [line['event'] for line in second.log.seen])


class TestBadInput(Case):
    """Each says what is wrong, leaves nothing behind, and lets the user try again at once."""

    def assert_named(self, title, sentence, *options, answers=(), faults=(), password=None):
        simulator = self.start_simulator(*options)
        app = self.log_in(simulator, password)
        trust = app.find('push button', 'Trust and Connect')
        for answer in answers:
            simulator.do('https-answer', **answer)
        for fault in faults:
            simulator.do('fault', **fault)
        desktop.press(trust)
        app.wait_text('^%s$' % title)
        app.wait_text(sentence)
        desktop.press(app.find('push button', re.compile('^(Back|Log In Again)$')))
        app.find('push button', 'Connect')
        desktop.wait_for(lambda: simulator.do('status')['sessions'] == 0, 'the log-out')
        for answer in answers:
            simulator.do('https-answer', path=answer['path'], status=0)
        for fault in faults:
            simulator.do('fault', on=fault['on'], kind='none')
        app.type(simulator.password)
        app.key('Return')
        if '--no-console-licence' not in options:
            app.wait_text('^Ctrl.Alt gives the keyboard back$')

    def test_wrong_password(self):
        self.assert_named('The Log-In Was Refused', 'refused the user name', password='wrong')

    def test_web_server_that_is_no_ilo(self):
        self.assert_named('This Is Not an iLO 4', 'has no log-in of an iLO 4',
                          answers=[{'path': '/json/login_session', 'status': 404, 'body': '<html>'}])

    def test_another_generation(self):
        self.assert_named('This Is Not an iLO 4', 'is an iLO 5',
                          answers=[{'path': '/json/login_session', 'status': 200,
                                    'body': '{"version":"1.20","moniker":{"PRODGEN":"iLO 5"}}'}])

    def test_answer_that_is_no_json(self):
        self.assert_named('The Connection Failed', 'is not what it should be',
                          answers=[{'path': '/json/rc_info', 'status': 200, 'body': '{"enc_key":'}])

    def test_answer_of_another_kind(self):
        self.assert_named('The Connection Failed', 'is not what it should be',
                          answers=[{'path': '/json/rc_info', 'status': 200, 'body': '{"enc_key":[1]}'}])

    def test_forbidden_in_the_middle(self):
        self.assert_named('The Connection Is Lost', 'Log in again',
                          answers=[{'path': '/json/rc_info', 'status': 403, 'body': ''}])

    def test_console_port_that_talks_nonsense(self):
        self.assert_named('The Connection Failed', 'is not an iLO.s console port',
                          faults=[{'on': 'console', 'kind': 'garbage', 'after': 0, 'amount': 200}])

    def test_console_without_licence(self):
        self.assert_named('The Console Is Not Licensed', 'iLO Advanced', '--no-console-licence')

    def test_who_does_not_come_back_is_logged_out(self):
        """After a minute, in which somebody might have tried again."""
        simulator = self.start_simulator('--no-console-licence')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^The Console Is Not Licensed$')
        self.assertEqual(simulator.do('status')['sessions'], 1)
        desktop.wait_for(lambda: simulator.do('status')['sessions'] == 0, 'the log-out', 120)
        # What was said still is.
        app.wait_text('^The Console Is Not Licensed$')

    def test_port_that_refuses(self):
        with socket.create_server(('127.0.0.1', 0)) as server:
            port = server.getsockname()[1]
        self.assert_not_reached('ilo://root@127.0.0.1:%d' % port, 'refuses connections on port %d' % port)

    def test_host_that_is_not_there(self):
        self.assert_not_reached('ilo://root@host.invalid', 'host\\.invalid.*Check')

    def test_port_without_tls(self):
        with socket.create_server(('127.0.0.1', 0)) as server:
            threading.Thread(target=self.greet, args=(server,), daemon=True).start()
            self.assert_not_reached('ilo://root@127.0.0.1:%d' % server.getsockname()[1], 'does not speak TLS')

    def greet(self, server):
        """A mail server on the port."""
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.sendall(b'220 mail.example.net ESMTP\r\n')
                connection.recv(1024)

    def assert_not_reached(self, address, sentence):
        app = self.run_program(address)
        app.find('push button', 'Connect')
        app.type('secret')
        app.key('Return')
        app.wait_text('^The Connection Failed$')
        app.wait_text(sentence)
        app.key('Return')                                       # Try Again has the focus
        app.wait_text('^The Connection Failed$')
        app.find('push button', 'Try Again')
        desktop.press(app.find('push button', 'Back'))
        app.find('push button', 'Connect')


desktop.start()
KNOWN_HOSTS = os.path.join(os.environ['XDG_CONFIG_HOME'], 'rackside', 'known-hosts')
tap.main()
