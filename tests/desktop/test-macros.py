#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Macros are made, run, cancelled and removed, and the iLO's hot keys pressed, as somebody does it."""
import os
import re

import console_case
import desktop
import tap

CTRL_ALT = 1 | 4
F2, F3, TAB, DELETE, ENTER = 0x3B, 0x3C, 0x2B, 0x4C, 0x28
NONE = [0] * 6

SAVED = '[Rackside]\nversion=1\n[server 7d0f2f0e-3a0c-4d53-9f29-3f1b9c6a1a11]\nname=db1\naddress=%s\n'


def config_file(name):
    return os.path.join(os.environ['XDG_CONFIG_HOME'], 'rackside', name)


def write_config(name, text):
    os.makedirs(os.path.dirname(config_file(name)), exist_ok=True)
    # All at once, as a program that shares the file does it.
    with open(config_file(name) + '.new', 'w', encoding='utf-8') as file:
        file.write(text)
    os.rename(config_file(name) + '.new', config_file(name))


def read_config(name):
    with open(config_file(name), encoding='utf-8') as file:
        return file.read()


def write_macros(text):
    write_config('macros', text)


def read_macros():
    return read_config('macros')


class TestMacros(console_case.Case):
    def setUp(self):
        desktop.start()
        for name in ('macros', 'servers'):
            if os.path.exists(config_file(name)):
                os.remove(config_file(name))

    def start(self):
        simulator = self.start_simulator('--mode', '1024x768')
        return simulator, self.connect(simulator)

    def open_menu(self, app):
        self.choose(app, 'Keyboard', 'Macros', 'm')

    def open_dialog(self, app):
        self.open_menu(app)
        app.find('menu item', re.compile('Edit Macros'))
        app.key('e')
        desktop.window_id('^Macros$')
        app.find('push button', re.compile('Add…'))

    def run_from_menu(self, app, name):
        self.open_menu(app)
        desktop.press(app.find('menu item', re.compile(name)))

    def fill(self, app, name, keys):
        """In the dialog for one macro, by keyboard."""
        desktop.window_id('Macro$')
        app.find('push button', re.compile('Save'))
        app.type(name)
        app.key('Tab')
        app.type(keys)

    def save_server(self, app):
        desktop.press(desktop.wait_for(
            lambda: next((node for node in app.look_all('push button', 'Main Menu') if node.get_n_actions() > 0), None),
            'the main menu'))
        desktop.press(app.find('menu item', 'Save This Server'))
        app.wait_text(' is saved$')

    def wait_released(self, simulator):
        simulator.log.wait(on='console', event='keyboard', modifiers=0, keys=NONE)

    def test_add_run_edit_remove_undo(self):
        simulator, app = self.start()
        self.open_dialog(app)
        app.wait_text('^No macros yet$')
        desktop.press(app.find('push button', re.compile('Add…')))
        self.fill(app, 'Second console', 'ctrl+alt+f2; wait 10 ms; "ab')
        app.wait_text('Character 26: A quotation mark is missing')
        app.type('"; enter')
        app.key('Return')
        desktop.wait_window_gone('^Add a Macro$')
        app.find('label', 'Second console')
        self.assertIn('macro-1-name=Second console\nmacro-1-keys=Ctrl+Alt+F2; wait 10 ms; "ab"; Return\n', read_macros())
        app.key('Escape')
        desktop.wait_window_gone('^Macros$')
        self.run_from_menu(app, 'Second console')
        self.wait_keys(simulator, CTRL_ALT, F2)
        self.wait_released(simulator)
        self.assertEqual(simulator.log.wait(on='machine', event='line')['text'], 'ab')
        self.open_dialog(app)
        desktop.press(app.find('push button', re.compile('^Remove “Second console”')))
        app.wait_text('is removed')
        app.wait_text('^No macros yet$')
        desktop.press(app.find('push button', re.compile('Undo')))
        app.find('label', 'Second console')
        self.assertIn('macro-1-name=Second console\n', read_macros())

    def wait_focus(self, app, role, name):
        """Waits until something of that name has the keyboard."""
        desktop.wait_for(lambda: any(desktop.is_focused(node) for node in app.look_all(role, name)),
                         'the focus on %s “%s”' % (role, name))

    def test_remove_by_keyboard(self):
        write_macros('[Macros]\n' + ''.join('macro-%d-name=%s\nmacro-%d-keys=a\n' % (i, name, i)
                                            for i, name in enumerate(('First', 'Second', 'Third'), 1)))
        _, app = self.start()
        self.open_dialog(app)
        app.key('Tab', 'Tab', 'Down', 'Tab', 'Tab', 'space')
        app.wait_text('“Second” is removed')
        self.wait_focus(app, 'list item', 'Third')
        app.key('Tab', 'Tab', 'space')
        app.wait_text('“Third” is removed')
        # There is none after it.
        self.wait_focus(app, 'list item', 'This server is not saved')
        # The first one puts the remark away.
        app.key('Escape', 'Escape')
        desktop.wait_window_gone('^Macros$')

    def test_shortcut_while_the_server_has_the_keyboard(self):
        write_macros('[Macros]\nmacro-1-name=Third\nmacro-1-keys=Ctrl+Alt+F3\nmacro-1-shortcut=<Control><Shift>F3\n')
        simulator, app = self.start()
        app.key('ctrl+shift+F3')
        self.wait_keys(simulator, CTRL_ALT, F3)
        self.wait_released(simulator)
        # The shortcut's own key is not the server's.
        self.assertFalse([line for line in simulator.log.seen
                          if line.get('event') == 'keyboard' and line['modifiers'] == 3 and F3 in line['keys']])
        # And after the keyboard was given back.
        app.key('ctrl+alt')
        app.wait_text('types on the server|Click|Ctrl.Alt')
        app.key('ctrl+shift+F3')
        self.wait_keys(simulator, CTRL_ALT, F3)

    def test_record_a_chord_and_a_shortcut(self):
        write_macros('[Macros]\nmacro-1-name=Other\nmacro-1-keys=a\nmacro-1-shortcut=<Control><Shift>e\n')
        _, app = self.start()
        self.open_dialog(app)
        desktop.press(app.find('push button', re.compile('Add…')))
        self.fill(app, 'Recorded', '"x"')
        desktop.press(app.find('push button', re.compile('Record')))
        app.find('push button', re.compile('Press the Keys…'))
        app.key('ctrl+alt+Delete')
        app.find('push button', re.compile('Record'))
        for keys, words in (('ctrl+alt', 'gives the keyboard back'), ('ctrl+shift+v', 'Rackside itself'),
                            ('ctrl+shift+e', '“Other” has this'), ('x', 'needs Ctrl')):
            with self.subTest(keys):
                desktop.press(app.find('push button', re.compile('S_?et…')))
                app.find('push button', re.compile('Press the Keys…'))
                app.key(keys)
                app.wait_text(words)
        desktop.press(app.find('push button', re.compile('S_?et…')))
        app.find('push button', re.compile('Press the Keys…'))
        app.key('ctrl+shift+F4')
        app.wait_text(r'^Shift.Ctrl.F4$')
        desktop.press(app.find('push button', re.compile('Save')))
        desktop.wait_window_gone('^Add a Macro$')
        self.assertRegex(read_macros(), r'name=Recorded\n.*keys="x"; Ctrl\+Alt\+Delete\n.*shortcut=<Shift><Control>F4\n')

    def test_progress_and_cancel(self):
        write_macros('[Macros]\nmacro-1-name=Slow\nmacro-1-keys=a; wait 600 s; b\nmacro-1-shortcut=<Control><Shift>F5\n')
        simulator, app = self.start()

        def cancel(*keys):
            self.wait_keys(simulator, 0, 4)
            app.wait_text('^“Slow”: step 2 of 3, a pause of 600 s$')
            app.find('push button', re.compile('Cancel Macro'))
            for key in keys:
                app.key(key)
            app.wait_gone('push button', re.compile('Cancel Macro'))
            self.wait_released(simulator)

        # While the server has the keyboard, Ctrl+Alt leads there.
        app.key('ctrl+shift+F5')
        cancel('ctrl+alt', 'Escape')
        self.run_from_menu(app, 'Slow')
        self.wait_keys(simulator, 0, 4)
        # Nothing is pasted in the middle of it.
        app.find('push button', re.compile('Cancel Macro'))
        app.key('ctrl+shift+v')
        app.wait_text('^The macro “Slow” is still running')
        app.key('Escape')
        app.wait_gone('push button', re.compile('Cancel Macro'))
        self.wait_released(simulator)
        self.assertFalse([line for line in simulator.log.seen if line.get('event') == 'keyboard' and 5 in line['keys']])

    def test_connection_lost_in_a_pause(self):
        write_macros('[Macros]\nmacro-1-name=Slow\nmacro-1-keys=a; wait 600 s; b\nmacro-1-shortcut=<Control><Shift>F5\n')
        simulator, app = self.start()
        app.key('ctrl+shift+F5')
        app.wait_text('^“Slow”: step 2 of 3')
        simulator.do('drop')
        app.wait_text('^The macro “Slow” has ended early. The connection to the console broke during a pause')
        app.wait_gone('push button', re.compile('Cancel Macro'))

    def test_hot_keys_of_the_ilo(self):
        simulator, app = self.start()
        self.open_menu(app)
        app.find('menu item', re.compile(r'Ctrl\+U: Alt\+Tab'))
        desktop.press(app.find('menu item', re.compile(r'Ctrl\+T: Ctrl\+Alt\+Delete')))
        self.wait_keys(simulator, CTRL_ALT, DELETE)
        self.wait_released(simulator)

    def start_saved(self):
        """With a saved server that has a macro."""
        simulator = self.start_simulator('--mode', '1024x768')
        address = 'ilo://%s@127.0.0.1:%d' % (simulator.ready['user'], simulator.ready['https_port'])
        write_config('servers', SAVED % address + 'macro-1-name=Mine\nmacro-1-keys=Ctrl+Alt+F3\n')
        app = self.run_program()
        app.find('push button', re.compile('db1'))
        app.key('Return')
        app.find('push button', 'Connect')
        app.type(simulator.password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        return simulator, app

    def test_of_one_server_alone(self):
        simulator, app = self.start_saved()
        write_macros('[Macros]\nmacro-1-name=For all\nmacro-1-keys=a\n')
        self.run_from_menu(app, 'Mine')
        self.wait_keys(simulator, CTRL_ALT, F3)
        self.open_dialog(app)
        app.wait_text('^For db1 Alone$')
        desktop.press(app.find('push button', re.compile('^Edit “Mine”')))
        desktop.window_id('^Edit Macro$')
        app.type('Mine, changed')
        app.key('Return')
        desktop.wait_window_gone('^Edit Macro$')
        self.assertIn('macro-1-name=Mine, changed\nmacro-1-keys=Ctrl+Alt+F3\n', read_config('servers'))

    def test_what_others_change_is_not_lost(self):
        _, app = self.start_saved()
        self.open_dialog(app)
        desktop.press(app.find('push button', re.compile('^Edit “Mine”')))
        desktop.window_id('^Edit Macro$')
        theirs = read_config('servers').replace('F3', 'F4') + 'macro-2-name=Other\nmacro-2-keys=a\n'
        write_config('servers', theirs)
        app.type('Mine, changed')
        app.key('Return')
        app.wait_text(r'^It has been changed elsewhere meanwhile, to “Ctrl\+Alt\+F4”')
        self.assertEqual(read_config('servers'), theirs)
        app.key('Return')
        desktop.wait_window_gone('^Edit Macro$')
        self.assertIn('name=Mine, changed\nmacro-1-keys=Ctrl+Alt+F3\n', read_config('servers'))
        self.assertIn('name=Other\nmacro-2-keys=a\n', read_config('servers'))

    def test_server_is_saved_while_its_console_is_open(self):
        simulator, app = self.start()
        app.key('ctrl+alt')
        self.save_server(app)
        # Another program gives it a macro.
        write_config('servers', read_config('servers').rstrip('\n') + '\nmacro-1-name=New\nmacro-1-keys=Ctrl+Alt+F3\n')

        def offered():
            self.open_menu(app)
            if app.look('menu item', re.compile('^New')):
                return True
            app.key('Escape', 'Escape', 'Escape')
            return False

        desktop.wait_for(offered, 'the macro in the menu')
        desktop.press(app.find('menu item', re.compile('^New')))
        self.wait_keys(simulator, CTRL_ALT, F3)
        self.open_dialog(app)
        app.wait_text('^For .* Alone$')

    def test_broken_ones_are_said(self):
        write_macros('[Macros]\nmacro-1-name=Wrong\nmacro-1-keys=Ctrl+Foo\nmacro-2-name=Euro\nmacro-2-keys="€"\n')
        simulator, app = self.start()
        self.run_from_menu(app, 'Euro')
        app.wait_text('“Euro” does not run. The keyboard layout “English .US.” cannot type € .*“Paste as Keystrokes”')
        self.assertFalse([line for line in simulator.log.seen if line.get('event') == 'keyboard' and line['keys'] != NONE])
        self.open_dialog(app)
        app.wait_text('^Character 1: There is no key named “Foo”')

    def test_broken_file_is_set_aside(self):
        write_macros('this is no file of macros')
        _, app = self.start()
        self.open_menu(app)
        app.wait_text('could not be read: .* now lies in .*macros.broken-')
        self.assertTrue([name for name in os.listdir(os.path.dirname(config_file('macros'))) if '.broken-' in name])
        # That stays until it is dismissed, and what is said later is seen all the same.
        app.key('Escape', 'Escape', 'Escape')
        app.key('ctrl+alt')
        self.save_server(app)
        app.wait_gone('label', re.compile(' is saved$'))
        app.wait_text('could not be read: .* now lies in .*macros.broken-')


desktop.start()
tap.main()
