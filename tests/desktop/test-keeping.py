#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of a connection: the server in its file, the password in the keyring, and what is said when that fails."""
import os
import re
import shutil
import signal
import subprocess

import gi

import bmc
import desktop
import keyring
import tap
from console_case import Case

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib    # noqa: E402

tap.need('secret-tool', 'gdbus')

SCHEMA = 'org.rackside.Rackside.Password'
COLLECTION = '/org/freedesktop/secrets/collection/login'

desktop.start()
KEYRING = keyring.unlock()
BUS = Gio.bus_get_sync(Gio.BusType.SESSION, None)
FILE = os.path.join(os.environ['XDG_CONFIG_HOME'], 'rackside', 'servers')
SCREENS = os.path.join(os.environ['XDG_CACHE_HOME'], 'rackside', 'screens')


def attributes(kind, port, user):
    return ['protocol', kind, 'server', '127.0.0.1', 'port', str(port), 'user', user, 'xdg:schema', SCHEMA]


def remember(kind, port, user, password):
    subprocess.run(['secret-tool', 'store', '--label=test', *attributes(kind, port, user)], input=password.encode(),
                   check=True)


def look_up(kind, port, user):
    return subprocess.run(['secret-tool', 'lookup', *attributes(kind, port, user)], capture_output=True).stdout.decode()


def call_keyring(interface, method, parameters):
    return BUS.call_sync('org.freedesktop.secrets', '/org/freedesktop/secrets', interface, method, parameters, None, 0,
                         -1, None)


def lock_keyring():
    call_keyring('org.freedesktop.Secret.Service', 'Lock', GLib.Variant('(ao)', ([COLLECTION],)))


def unlock_keyring():
    """With its password, as when somebody logs in."""
    session = call_keyring('org.freedesktop.Secret.Service', 'OpenSession',
                           GLib.Variant('(sv)', ('plain', GLib.Variant('s', '')))).unpack()[1]
    call_keyring('org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface', 'UnlockWithMasterPassword',
                 GLib.Variant('(o(oayays))', (COLLECTION, (session, b'', b'opens it', 'text/plain'))))


def read():
    with open(FILE, encoding='utf-8') as file:
        return file.read()


def write(text):
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    with open(FILE, 'w', encoding='utf-8') as file:
        file.write(text)


def check(app, words, mnemonic):
    """Puts a check mark by its underlined letter, and waits for it."""
    button = app.find('check box', re.compile(words))
    if not desktop.is_checked(button):
        app.key(mnemonic)
    desktop.wait_for(lambda: desktop.is_checked(button), 'the check mark')


def type_password(app, password):
    """Types it into its row, which has the keyboard, check marks or not."""
    app.type(password)
    app.key('Return')


class KeepingCase(Case):
    def setUp(self):
        super().setUp()
        shutil.rmtree(SCREENS, ignore_errors=True)              # of the test before
        self.simulator = self.start_simulator()
        self.port = self.simulator.ready['https_port']
        self.user = self.simulator.ready['user']
        self.address = 'ilo://%s@127.0.0.1:%d' % (self.user, self.port)

    def tearDown(self):
        super().tearDown()
        if os.path.exists(FILE):
            os.unlink(FILE)

    def check_box(self, app, words):
        return app.find('check box', re.compile(words))

    def trust(self, app):
        desktop.press(app.find('push button', 'Trust and Connect'))

    def menu_item(self, app, words):
        desktop.press(desktop.wait_for(
            lambda: next((node for node in app.look_all('push button', 'Main Menu') if node.get_n_actions() > 0), None),
            'the main menu'))
        return app.find('menu item', words)


class TestSave(KeepingCase):
    def test_save_and_remember_from_the_form(self):
        app = self.run_program(self.address)
        app.find('push button', 'Connect')
        remember_box = self.check_box(app, 'Remember')
        self.assertFalse(remember_box.get_state_set().contains(desktop.sensitive()))
        check(app, 'Save', 'alt+s')
        check(app, 'Remember', 'alt+r')
        type_password(app, self.simulator.password)
        self.trust(app)
        app.wait_text('^Connected$')
        app.wait_text('password is in the keyring')
        self.assertEqual(look_up('ilo', self.port, self.user), self.simulator.password)
        self.assertIn('address=' + self.address, read())
        self.assertNotIn(self.simulator.password, read())
        app.end()
        # And the next time it is used.
        again = self.run_program('ilo://127.0.0.1:%d' % self.port)
        again.wait_text('^Connected$')

    def test_what_is_refused_is_not_kept(self):
        app = self.run_program(self.address)
        app.find('push button', 'Connect')
        check(app, 'Save', 'alt+s')
        check(app, 'Remember', 'alt+r')
        type_password(app, 'wrong')
        self.trust(app)
        desktop.press(app.find('push button', 'Log In Again'))
        app.find('push button', 'Connect')
        self.assertFalse(os.path.exists(FILE))
        self.assertEqual(look_up('ilo', self.port, self.user), '')

    def test_a_wrong_password_in_the_keyring_is_replaced(self):
        write('[server 1]\naddress=%s\n' % self.address)
        remember('ilo', self.port, self.user, 'outdated')
        app = self.run_program(self.address)
        self.trust(app)
        desktop.press(app.find('push button', 'Log In Again'))
        app.wait_text('server refused that password')
        self.assertTrue(desktop.is_checked(self.check_box(app, 'Remember')))
        type_password(app, self.simulator.password)
        app.wait_text('^Connected$')
        app.wait_text('password is in the keyring')
        self.assertEqual(look_up('ilo', self.port, self.user), self.simulator.password)

    def test_save_afterwards(self):
        app = self.log_in(self.simulator)
        self.trust(app)
        app.wait_text('^Connected$')
        desktop.press(self.menu_item(app, 'Save This Server'))
        app.wait_text(' is saved$')
        self.assertIn('address=' + self.address, read())
        self.menu_item(app, 'Edit This Server…')
        self.assertIsNone(app.look('menu item', 'Save This Server'))
        desktop.press(app.find('menu item', 'Disconnect'))
        app.find('push button', re.compile('^What can be done with '))
        # However short the visit was, its card shows how it was left.
        self.assertEqual(len(os.listdir(SCREENS)), 1)
        self.menu_item(app, 'Preferences')
        self.assertIsNone(app.look('menu item', 'Disconnect'))


class TestKeyring(KeepingCase):
    def test_one_that_is_not_unlocked_is_said_and_the_password_asked_for(self):
        write('[server 1]\naddress=%s\n' % self.address)
        remember('ilo', self.port, self.user, self.simulator.password)
        lock_keyring()
        self.addCleanup(unlock_keyring)
        app = self.run_program(self.address)
        # The keyring asks for its own password, and the program need not be kept waiting by that.
        prompt = desktop.window_id('^Unlock')
        app.wait_text('^Waiting for the keyring. You can enter the password here')
        subprocess.run(['xdotool', 'windowactivate', '--sync', prompt, 'key', 'Escape'], check=True)
        app.wait_text('^The keyring is locked. Unlock it')
        type_password(app, self.simulator.password)
        self.trust(app)
        app.wait_text('^Connected$')


class TestDialog(KeepingCase):
    """A server's own dialog, and a keyring that takes its time."""

    def add(self, app, name, password):
        desktop.press(app.find('push button', re.compile('^Add a Server')))
        desktop.window_id('^Add a Server$')
        app.type(name)
        app.key('Tab')
        app.type('ilo://%s@192.0.2.1' % name)
        app.key('Tab')
        app.type(password)
        app.key('Return')

    def look_up(self, name):
        return subprocess.run(['secret-tool', 'lookup', 'protocol', 'ilo', 'server', '192.0.2.1', 'user', name, 'xdg:schema',
                               SCHEMA], capture_output=True).stdout.decode()

    def test_what_a_closed_dialog_waited_for_is_given_up(self):
        write('[server 1]\naddress=%s\n' % self.address)
        app = self.run_program()
        app.find('push button', re.compile('What can be done with'))
        KEYRING.send_signal(signal.SIGSTOP)
        self.addCleanup(KEYRING.send_signal, signal.SIGCONT)
        self.add(app, 'anna', 'given up')
        app.wait_text('^Waiting for the keyring')
        app.key('Escape')
        desktop.wait_window_gone('^Add a Server$')
        KEYRING.send_signal(signal.SIGCONT)
        self.add(app, 'bert', 'waited for')
        desktop.wait_window_gone('^Add a Server$')
        self.assertEqual(self.look_up('bert'), 'waited for')
        self.assertEqual(self.look_up('anna'), '')
        self.assertIn('name=anna', read())

    def test_after_a_refusal_it_can_be_changed_and_saved(self):
        write('[server 1]\naddress=%s\n' % self.address)
        lock_keyring()
        self.addCleanup(unlock_keyring)
        app = self.run_program()
        app.find('push button', re.compile('What can be done with'))
        self.add(app, 'carl', 'not taken')
        prompt = desktop.window_id('^Unlock')
        subprocess.run(['xdotool', 'windowactivate', '--sync', prompt, 'key', 'Escape'], check=True)
        app.wait_text('^The keyring')
        app.key('shift+Tab', 'End')
        app.type('0')
        app.key('alt+s')
        desktop.wait_window_gone('^Add a Server$')
        self.assertIn('address=ilo://carl@192.0.2.10', read())


class TestBmc(KeepingCase):
    USER, PASSWORD = 'keeper', 'of the BMC'

    def start_bmc(self):
        fake = bmc.FakeBmc('--user', self.USER, '--password', self.PASSWORD)
        fake.__enter__()
        self.addCleanup(fake.__exit__)
        return fake

    def test_save_and_remember_from_the_form(self):
        port = self.start_bmc().port
        app = self.run_program('ipmi://%s@127.0.0.1:%d' % (self.USER, port))
        app.find('push button', 'Connect')
        check(app, 'Save', 'alt+s')
        check(app, 'Remember', 'alt+r')
        type_password(app, self.PASSWORD)
        app.wait_text('^The server is (on|off)$')
        desktop.wait_for(lambda: look_up('ipmi', port, self.USER) == self.PASSWORD, 'the password in the keyring')
        self.assertIn('address=ipmi://%s@127.0.0.1:%d' % (self.USER, port), read())
        self.assertNotIn(self.PASSWORD, read())
        app.end()
        again = self.run_program('ipmi://127.0.0.1:%d' % port)
        again.wait_text('^The server is (on|off)$')

    def test_its_key_is_in_the_keyring_too(self):
        key = 'key of the BMC'
        fake = bmc.FakeBmc('--user', self.USER, '--password', self.PASSWORD, '--kg', key)
        fake.__enter__()
        self.addCleanup(fake.__exit__)
        write('[server 1]\nname=Keyed\naddress=ipmi://%s@127.0.0.1:%d\n' % (self.USER, fake.port))
        remember('ipmi', fake.port, self.USER, self.PASSWORD)
        app = self.run_program('ipmi://127.0.0.1:%d' % fake.port)
        app.wait_text('K_g|BMC key')                           # the password alone does not do
        desktop.press(app.find('push button', 'Connection Settings'))
        app.find('text', 'Port')
        app.key(*['Tab'] * 5)
        app.type(key)
        check(app, 'Save the server', 'alt+s')
        app.key('Return')
        app.wait_text('^The server is (on|off)$')
        desktop.wait_for(lambda: look_up('ipmi-kg', fake.port, '') == key.encode().hex(), 'the key in the keyring')
        self.assertNotIn(key.encode().hex(), read())
        app.end()
        # And the next time it is used.
        again = self.run_program('ipmi://127.0.0.1:%d' % fake.port)
        again.wait_text('^The server is (on|off)$')
        again.end()
        page = self.run_program()
        page.find('image', re.compile('^(On|Off), '))
        # Until it is forgotten.
        desktop.press(page.find('push button', 'What can be done with Keyed'))
        desktop.press(page.find('menu item', 'Forget Password'))
        page.wait_text('^No password of it is in the keyring any more$')
        self.assertEqual(look_up('ipmi-kg', fake.port, ''), '')
        self.assertEqual(look_up('ipmi', fake.port, self.USER), '')

    def test_save_and_remember_from_the_panel(self):
        port = self.start_bmc().port
        app = self.log_in(self.simulator)
        self.trust(app)
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.key('ctrl+alt')
        desktop.press(app.find('push button', 'Panel'))
        desktop.press(app.find('push button', 'Connection Settings'))
        app.find('text', 'Port')
        for text in str(port), self.USER, self.PASSWORD:
            app.key('Tab', 'ctrl+a')
            app.type(text)
        check(app, 'Save the server', 'alt+s')
        app.key('Return')
        app.wait_text('^The server is (on|off)$')
        desktop.wait_for(lambda: look_up('ipmi', port, self.USER) == self.PASSWORD, 'the password in the keyring')
        self.assertIn('bmc=ipmi://%s@127.0.0.1:%d' % (self.USER, port), read())
        self.assertEqual(look_up('ilo', self.port, self.user), '')


class TestSecurity(KeepingCase):
    def test_what_is_weak_is_said_and_the_key_forgotten(self):
        write('[server 1]\nname=Old\naddress=%s\n' % self.address)
        remember('ilo', self.port, self.user, self.simulator.password)
        app = self.run_program(self.address)
        self.trust(app)
        app.wait_text('^Connected$')
        desktop.press(self.menu_item(app, 'Security of This Connection'))
        desktop.window_id('^Security of This Connection$')
        app.wait_text('^%s$' % re.escape(self.simulator.ready['pin']))
        for title in ('Trusted Since', 'Kind of Key', 'Signature of the Certificate', 'Web Connection', 'Console'):
            app.wait_text('^%s$' % title)
        desktop.press(app.find('push button', 'Copy'))
        app.find('push button', 'Copied')
        desktop.press(app.find('push button', 'Forget…'))
        desktop.press(app.find('push button', re.compile('Forget$')))
        app.wait_text('key is forgotten')
        app.end()
        again = self.run_program(self.address)
        again.find('push button', 'Trust and Connect')

    def test_what_is_known_without_connecting(self):
        write('[server 1]\nname=Never\naddress=%s\n' % self.address)
        app = self.run_program()
        desktop.press(app.find('push button', 'What can be done with Never'))
        desktop.press(app.find('menu item', 'Security…'))
        app.wait_text('^Not known: it has not been connected to yet')


class TestVanished(KeepingCase):
    def test_a_keyring_that_goes_is_said_and_the_server_saved(self):
        app = self.run_program(self.address)
        app.find('push button', 'Connect')
        check(app, 'Save', 'alt+s')
        check(app, 'Remember', 'alt+r')
        KEYRING.kill()
        KEYRING.wait()
        type_password(app, self.simulator.password)
        self.trust(app)
        app.wait_text('^Connected$')
        # The bus starts it again, and it asks for its own password, which somebody who only wants to work does not know.
        prompt = desktop.window_id('^Unlock')
        subprocess.run(['xdotool', 'windowactivate', '--sync', prompt, 'key', 'Escape'], check=True)
        app.wait_text('^The password is not remembered, and will be asked for again')
        self.assertIn('address=' + self.address, read())


tap.main()
