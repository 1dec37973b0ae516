#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text is typed on the server's keyboard from a file or the clipboard."""
import os
import random
import re
import subprocess
import tempfile

import console_case
import desktop
import tap

LAYOUT = 'Keyboard Layout of the Server'


class TestPaste(console_case.Case):
    def copy(self, data, kind='text/plain;charset=utf-8'):
        desktop.copy(self, data, kind)

    def save_server(self, simulator, layout):
        name = os.path.join(os.environ['XDG_CONFIG_HOME'], 'rackside', 'servers')
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, 'w', encoding='utf-8') as file:
            file.write('[Rackside]\nversion=1\n[server 7d0f2f0e-3a0c-4d53-9f29-3f1b9c6a1a11]\nname=db1\nlayout=%s\n'
                       'address=ilo://%s@127.0.0.1:%d\n' % (layout, simulator.ready['user'], simulator.ready['https_port']))
        self.addCleanup(os.remove, name)
        return name

    def open_dialog(self, app):
        self.choose(app, 'Keyboard', 'Paste as Keystrokes', 'k')
        app.find('push button', 'Type')

    def start(self):
        simulator = self.start_simulator('--mode', '1024x768')
        return simulator, self.connect(simulator)

    def open_file(self, app, path):
        desktop.press(app.find('push button', 'File…'))
        desktop.wait_for(lambda: b'Type What Is' in subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'],
                                                                   capture_output=True).stdout, 'the file dialog')
        app.type(path)
        app.key('Return')
        desktop.wait_for(lambda: b'Paste as' in subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'],
                                                               capture_output=True).stdout, 'the dialog')

    def wait_closed(self):
        """Waits until the dialog has gone. GTK 4.8 does not like that somebody looks for what is in it meanwhile."""
        desktop.wait_for(lambda: not subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Paste as'],
                                                    capture_output=True).stdout, 'the dialog to go')

    def can_type(self, app):
        node = app.look('push button', 'Type')
        return node is not None and node.get_state_set().contains(desktop._atspi.StateType.SENSITIVE)

    def test_ten_thousand_characters_from_a_file(self):
        simulator, app = self.start()
        lines = ['#' + ''.join(random.choices([chr(c) for c in range(0x21, 0x7F)], k=68)) for _ in range(143)]
        with tempfile.NamedTemporaryFile('w', suffix='.txt') as file:
            file.write(''.join(line + '\n' for line in lines))
            file.flush()
            self.open_dialog(app)
            self.open_file(app, file.name)
            app.wait_text(r'^10010 characters in 143 lines$')
        # By keyboard: the speed, then Type.
        app.key('alt+s')
        app.key('Down', 'Return')
        desktop.wait_for(lambda: self.can_type(app), 'that it can be typed')
        desktop.press(app.find('push button', 'Type'))
        got = [simulator.log.wait(on='machine', event='line')['text'] for _ in lines]
        self.assertEqual(got, lines)
        self.wait_closed()
        app.wait_text('The text was typed: 10010 keystrokes')

    def test_dropped_file_at_normal_speed(self):
        simulator, app = self.start()
        lines = ['echo line %d of what was dropped' % number for number in range(6)]
        folder = self.enterContext(tempfile.TemporaryDirectory())
        paths = [os.path.join(folder, name) for name in ('typed & <b>.txt', 'other')]
        for path in paths:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(''.join(line + '\n' for line in lines))
        self.open_dialog(app)
        x, y = console_case.place_of(desktop.window_id('^Paste as'))
        self.drag((x + 200, y + 200), *paths)
        app.wait_text('^Only one file can be typed at a time')
        self.drag((x + 200, y + 200), paths[0])
        app.wait_text('^typed & <b>.txt$')
        app.wait_text(r'^\d+ characters in 6 lines$')
        desktop.wait_for(lambda: self.can_type(app), 'that it can be typed')
        desktop.press(app.find('push button', 'Type'))
        self.assertEqual([simulator.log.wait(on='machine', event='line')['text'] for _ in lines], lines)
        # A server looks at a USB keyboard every 8 to 10 ms, and each keystroke was there for so long, and gone for so long.
        times = [line['time'] for line in simulator.log.seen if (line['on'], line['event']) == ('console', 'keyboard')]
        self.assertGreater(len(times), 300)
        self.assertGreater((times[-1] - times[0]) / (len(times) - 1), 0.010)
        self.wait_closed()
        app.wait_text('The text was typed')

    def test_layout_that_does_not_exist(self):
        simulator = self.start_simulator('--mode', '1024x768')
        name = self.save_server(simulator, 'klingon+x')
        app = self.connect(simulator)
        self.copy(b'zebra\n')
        self.open_dialog(app)
        app.wait_text('^There is no keyboard layout “klingon.x”')
        self.assertFalse(self.can_type(app))
        # It is not replaced by another one that nobody has chosen.
        app.key('Escape')
        self.wait_closed()
        with open(name, encoding='utf-8') as file:
            self.assertIn('layout=klingon+x\n', file.read())

    def test_clipboard_pause_and_go_on(self):
        lines = ['echo %d ' % number + 'abcdefghij' * 10 for number in range(3)]
        simulator, app = self.start()
        self.copy(''.join(line + '\n' for line in lines).encode())
        self.open_dialog(app)
        app.wait_text('^324 characters in 3 lines$')
        desktop.press(app.find('push button', 'Type'))
        desktop.press(app.find('push button', 'Pause'))
        app.find('push button', 'Continue')
        desktop.press(app.find('push button', 'Continue'))
        self.assertEqual([simulator.log.wait(on='machine', event='line')['text'] for _ in lines], lines)
        self.wait_closed()
        app.wait_text('The text was typed')

    def test_cancel_releases_everything(self):
        simulator, app = self.start()
        self.copy(b'A' * 5000)
        self.open_dialog(app)
        app.wait_text('^5000 characters')
        desktop.press(app.find('push button', 'Type'))
        self.wait_keys(simulator, 2, 4)
        app.key('Escape')
        self.wait_closed()

        words = app.wait_text(r'^Typing has ended early: \d+ of 5000 keystrokes were sent\.$')
        sent = int(re.search(r'\d+', words).group())
        self.assertLess(sent, 5000)
        # No key is down, none comes any more, and all that was sent has arrived.
        app.key('ctrl+alt')
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.key('Return', 'b', 'Return')
        self.assertEqual(simulator.log.wait(on='machine', event='line')['text'], 'A' * sent)
        self.assertEqual(simulator.log.wait(on='machine', event='line')['text'], 'b')

    def test_program_ends_while_it_types(self):
        simulator, app = self.start()
        self.copy(b'some words\n' * 200)
        self.open_dialog(app)
        desktop.wait_for(lambda: self.can_type(app), 'that it can be typed')
        desktop.press(app.find('push button', 'Type'))
        simulator.log.wait(on='machine', event='line')
        app.end()

    def test_return_types(self):
        simulator, app = self.start()
        self.copy(b'echo 1\n')
        self.open_dialog(app)
        app.wait_text('^7 characters in 1 line$')
        app.key('Return')
        self.assertEqual(simulator.log.wait(on='machine', event='line')['text'], 'echo 1')
        self.wait_closed()

    def test_connection_lost(self):
        simulator, app = self.start()
        self.copy(b'c' * 4000 + b'\n')
        self.open_dialog(app)
        app.wait_text('^4001 characters')
        desktop.press(app.find('push button', 'Type'))
        self.wait_keys(simulator, 0, 6)
        simulator.do('drop')
        words = app.wait_text(r'^The connection to the console broke: \d+ of 4001 keystrokes had been sent')
        # It is up again, and nothing goes on by itself.
        simulator.log.wait(on='console', event='handshake')
        app.find('push button', 'Continue')
        app.wait_text('^Connected')
        app.key('Escape')
        self.wait_closed()
        self.assertIn(re.search(r'\d+ of 4001 keystrokes', words).group(), app.wait_text('^Typing has ended early'))

    def test_what_cannot_be_typed_is_shown_first(self):
        simulator, app = self.start()
        self.copy('10 € naïve, € \u200b\n'.encode())
        self.open_dialog(app)
        app.wait_text(r'^This layout cannot type 4 characters of the text\. Choose another layout, or leave them out:')
        app.wait_text(r'€ \(U\+20AC; 2 times, first in line 1, column 4\)')
        self.assertFalse(self.can_type(app))
        app.key('alt+l')
        app.wait_text('^This layout cannot type 4 characters of the text, which are left out:')
        desktop.wait_for(lambda: self.can_type(app), 'that it can be typed')
        desktop.press(app.find('push button', 'Type'))
        self.assertEqual(simulator.log.wait(on='machine', event='line')['text'], '10  nave,')

    def test_control_characters_are_shown_first(self):
        simulator, app = self.start()
        self.copy(b'a\tb\r\n\x1b\x03x\x03')
        self.open_dialog(app)
        words = app.wait_text('^There are 3 control characters in the text')
        self.assertIn('\nEscape (U+001B; line 2, column 1)\nCtrl+C (U+0003; 2 times, first in line 2, column 2)', words)
        self.assertTrue(self.can_type(app))
        # Nobody types them by Return alone.
        app.key('Return')
        self.wait_closed()

    def test_layout_is_found_by_any_words_and_kept(self):
        simulator = self.start_simulator('--mode', '1024x768')
        name = self.save_server(simulator, 'us')
        app = self.connect(simulator)
        self.copy('zä\n'.encode())
        self.open_dialog(app)
        app.wait_text('^This layout cannot type 1 character of the text')
        desktop.press(desktop.wait_for(lambda: next((node for node in app.look_all('push button', LAYOUT)
                                                     if node.get_n_actions() > 0), None), 'the layouts'))
        app.wait_text('^us$')
        app.type('keys de(no')
        app.key('Return')
        app.wait_text(r'^German \(no dead keys\)$')
        desktop.wait_for(lambda: self.can_type(app), 'that it can be typed')
        desktop.press(app.find('push button', 'Type'))
        # What is y on an American keyboard, and the key right of L.
        self.wait_keys(simulator, 0, 0x1C)
        self.wait_keys(simulator, 0, 0x34)
        self.wait_closed()
        with open(name, encoding='utf-8') as file:
            self.assertIn('layout=de+nodeadkeys\n', file.read())

    def test_no_text(self):
        for data, kind, words in ((b'\x89PNG', 'image/png', 'no text in the clipboard'),
                                  (b'x' * 10_000_000, 'text/plain;charset=utf-8', 'too much to be typed: 10.0.MB')):
            with self.subTest(words):
                simulator, app = self.start()
                self.copy(data, kind)
                self.open_dialog(app)
                app.wait_text(words)
                self.assertFalse(self.can_type(app))
                app.end()

    def test_binary_file(self):
        simulator, app = self.start()
        with tempfile.NamedTemporaryFile() as file:
            file.write(b'a\0\xff')
            file.flush()
            self.open_dialog(app)
            self.open_file(app, file.name)
            app.wait_text('This is not text')
        self.assertFalse(self.can_type(app))


desktop.start()
tap.main()
