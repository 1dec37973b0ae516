#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The serial console in the panel, against a real BMC with a line console behind it."""
import os
import re
import subprocess
import tempfile
import unittest

import bmc
import desktop
import tap

tap.need('ipmi_sim')


class TestSerial(unittest.TestCase):
    def connect(self, port, user='admin', password=bmc.IpmiSim.USERS['admin']):
        """A window that shows the page and is connected to nothing but the BMC."""
        app = desktop.run('ipmi://%s@127.0.0.1:%d' % (user, port))
        self.addCleanup(app.end)
        app.find('text', 'Password')
        app.type(password)
        app.key('Return')
        desktop.press(app.find('page tab', 'Serial'))
        app.find('push button', 'Connect to the Serial Console')
        return app

    def open(self, port, **more):
        app = self.connect(port, **more)
        desktop.press(app.find('push button', 'Connect'))
        app.wait_text('^Connected$|^Connected ·')
        self.terminal(app)
        return app

    def terminal(self, app):
        return app.find('text', 'Serial console')

    def wait_shown(self, app, pattern):
        """Waits until a text is on the terminal, and returns all of it."""
        return desktop.wait_for(lambda: next((node.get_description() for node in app.look_all('text', 'Serial console')
                                              if re.search(pattern, node.get_description())), None),
                                '“%s” on the terminal' % pattern)

    def sim(self):
        return self.enterContext(bmc.IpmiSim(sol=True))

    def test_typed_and_echoed_break_and_disconnected(self):
        app = self.open(self.sim().port)
        app.type('echo Hello, world!\n')
        self.wait_shown(app, r'(?m)^Hello, world!$')
        app.key('ctrl+shift+b')
        app.wait_text('A break was sent')
        # The window's own shortcuts are the server's here, but for a few.
        app.key('F9', 'ctrl+o')
        app.type('\necho still here\n')
        self.wait_shown(app, r'(?m)^still here$')
        desktop.press(app.find('push button', 'Disconnect'))
        app.wait_text('^Not connected$')
        self.wait_shown(app, 'still here')
        desktop.press(app.find('push button', 'Connect'))
        app.wait_text('^Connected')
        app.type('echo again\n')
        self.wait_shown(app, r'(?m)^again$')

    def test_ten_thousand_characters_are_pasted(self):
        app = self.open(self.sim().port)
        text = ''.join('%04d %s\n' % (i, chr(97 + i % 26) * 34) for i in range(250))
        desktop.copy(self, text.encode())
        app.type('sum %d\n' % len(text))
        self.wait_shown(app, 'sum 10000')
        app.key('ctrl+shift+v')
        app.wait_text('^Paste 250 Lines')
        app.key('alt+p')
        # What ends a line is the Return key.
        self.wait_shown(app, 'sum %d' % sum(text.replace('\n', '\r').encode()))

    def test_search_by_keyboard(self):
        app = self.open(self.sim().port)
        app.type('boot\n')
        self.wait_shown(app, 'device 39: probed\n')
        app.key('ctrl+shift+f')
        app.find('push button', 'Find Previous')
        app.type('DEVICE 7:')
        app.key('Return')
        app.type('x')
        app.wait_text('^Not found$')
        app.key('BackSpace')
        app.wait_gone('label', 'Not found')
        app.key('Escape')
        app.type('echo back\n')
        self.wait_shown(app, r'(?m)^back$')

    def wait_windows(self, app, number):
        """Waits until the program shows so many windows. GTK 4.8 does not survive that somebody looks for what is in a
        file dialog while that goes away."""
        desktop.wait_for(lambda: len(subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid',
                                                     str(app.process.pid), '--name', '.'],
                                                    capture_output=True).stdout.split()) == number,
                         '%d windows' % number)

    def choose_log(self, app, path, exists):
        app.key('ctrl+shift+l')
        self.wait_windows(app, 2)
        app.key('ctrl+a')
        app.type(path)
        app.key('Return')
        if exists:                 # GTK asks whether to replace it
            self.wait_windows(app, 3)
            app.key('Return')
            self.wait_windows(app, 2)
        else:
            self.wait_windows(app, 1)

    def test_log(self):
        app = self.open(self.sim().port)
        path = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), 'console.log')
        for number, key in enumerate((None, 'alt+a', 'alt+r')):
            self.choose_log(app, path, number > 0)
            if key:
                app.wait_text('What Becomes of')
                app.key(key)
                self.wait_windows(app, 1)
            app.wait_text('^Logging to console.log')
            app.type('echo line %d\n' % number)
            self.wait_shown(app, r'(?m)^line %d$' % number)
            desktop.wait_for(lambda: b'line %d\r\nhx2> ' % number in open(path, 'rb').read(), 'the line in the log')
            with open(path, 'rb') as file:
                self.assertEqual(b'line 0\r' in file.read(), number < 2)
            app.key('ctrl+shift+l')
            desktop.wait_for(lambda: not any('Logging' in text for text in app.texts()), 'the end of the log')
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)

    def test_take_over(self):
        sim = self.sim()
        other = subprocess.Popen([os.environ['RACKSIDECTL'], 'ipmi://admin@127.0.0.1:%d' % sim.port, 'sol'],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env=dict(os.environ, RACKSIDE_PASSWORD=bmc.IpmiSim.USERS['admin']))
        self.addCleanup(bmc.stop, other)
        other.stdin.write(b'echo mine\r')
        other.stdin.flush()
        self.assertIn(b'e', other.stdout.read(4))
        app = self.connect(sim.port)
        desktop.press(app.find('push button', 'Connect'))
        app.wait_text('Somebody else is using the serial console')
        desktop.press(app.find('push button', 'Take Over'))
        app.wait_text('^Connected')
        app.type('echo ours\n')
        self.wait_shown(app, r'(?m)^ours$')

    def test_comes_back_after_the_network_was_away(self):
        sim = self.sim()
        port = bmc.free_ports(1)
        with bmc.Proxy(sim.port, listen='127.0.0.1:%d' % port):
            app = self.open(port)
            app.type('echo before\n')
            self.wait_shown(app, r'(?m)^before$')
        app.type('x')
        desktop.wait_for(lambda: any('Trying again in' in text for text in app.texts()), 'that it is lost', 90)
        app.find('push button', 'Cancel')
        with bmc.Proxy(sim.port, listen='127.0.0.1:%d' % port):
            desktop.wait_for(lambda: any(re.search('^Connected', text) for text in app.texts()), 'the connection', 60)
            app.type('echo after\n')
            shown = self.wait_shown(app, r'(?m)^after$')
        self.assertRegex(shown, r'(?s)before.*is lost.*Connected again.*after')

    def test_says_why_nothing_comes(self):
        app = self.open(self.sim().port)
        app.wait_text('nothing received yet')
        app.type('quiet\n')
        self.wait_shown(app, 'quiet')

    def test_refusals_are_explained(self):
        for refusal, words in ((0x81, 'Switch on Serial over LAN'), (0xD4, 'allow the user the SOL payload'),
                               (0x84, 'insists on an encrypted')):
            with self.subTest(refusal), bmc.FakeBmc('--sol-refusal', refusal) as fake:
                app = self.connect(fake.port)
                desktop.press(app.find('push button', 'Connect'))
                app.wait_text(words)
                app.find('push button', 'Try Again')
                app.end()

    def test_a_flood_is_held_back_and_all_of_it_shown(self):
        with bmc.FakeBmc('--sol-blast', 2000000) as fake:
            app = self.open(fake.port)
            self.wait_shown(app, r'0249999\s*$')

    def test_another_page_does_not_disconnect(self):
        app = self.open(self.sim().port)
        for name in ('Power', 'Serial'):
            desktop.press(app.find('page tab', name))
            if name == 'Power':
                app.wait_gone('text', 'Serial console')
        app.wait_text('^Connected')
        # Leaving the search leads to the terminal.
        desktop.press(next(node for role in ('toggle button', 'push button') for node in app.look_all(role, 'Search')))
        app.find('push button', 'Find Previous')
        app.key('Escape')
        app.wait_gone('push button', 'Find Previous')
        app.type('echo kept\n')
        self.wait_shown(app, r'(?m)^kept$')

    def test_everything_has_a_name(self):
        app = self.open(self.sim().port)
        for role in ('push button', 'toggle button'):
            for node in app.look_all(role):
                self.assertNotIn(node.get_name(), ('', 'GtkButton', 'GtkToggleButton', 'GtkMenuButton'))
        for name in ('Log to a File', 'Search', 'More of the Serial Console', 'Break'):
            self.assertTrue(any(app.look(role, name) for role in ('push button', 'toggle button')), name)


desktop.start()
tap.main()
