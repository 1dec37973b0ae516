#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of saved servers: what one sees there, does there, and finds in the file afterwards."""
import os
import re
import subprocess
import tempfile

import bmc
import desktop
import keyring
import tap
from console_case import Case, active_title

SCHEMA = 'org.rackside.Rackside.Password'

desktop.start()
keyring.unlock()
FILE = os.path.join(os.environ['XDG_CONFIG_HOME'], 'rackside', 'servers')


def save(*servers):
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    with open(FILE, 'w', encoding='utf-8') as file:
        for number, (name, address, tags) in enumerate(servers):
            file.write('\n[server %d]\nname=%s\naddress=%s\ntags=%s\n' % (number, name, address, tags))


def read():
    with open(FILE, encoding='utf-8') as file:
        return file.read()


def remember(kind, port, user, password):
    subprocess.run(['secret-tool', 'store', '--label=test', 'protocol', kind, 'server', '127.0.0.1', 'port', str(port),
                    'user', user, 'xdg:schema', SCHEMA], input=password.encode(), check=True)


def look_up(kind, port, user):
    return subprocess.run(['secret-tool', 'lookup', 'protocol', kind, 'server', '127.0.0.1', 'port', str(port), 'user', user,
                           'xdg:schema', SCHEMA], capture_output=True).stdout.decode()


THREE = (('Web 2', 'ilo://Administrator@192.0.2.2', 'web;'), ('Web 10', 'ilo://Administrator@192.0.2.10', 'web;'),
         ('Mail', 'ilo://root@192.0.2.3', 'post;'))


class TestServers(Case):
    def tearDown(self):
        super().tearDown()
        if os.path.exists(FILE):
            os.unlink(FILE)

    def names(self, app):
        return [text for text in app.texts() if re.match('(Web|Mail)', text)]

    def menu(self, app, name, item):
        desktop.press(app.find('push button', 'What can be done with ' + name))
        desktop.press(app.find('menu item', item))

    def test_add_the_first_one(self):
        app = self.run_program()
        desktop.press(app.find('push button', 'Add a Server…'))
        app.find('push button', re.compile('Save$'))
        app.type('Web 1')
        app.key('Tab')
        app.type('ilo://Administrator@192.0.2.1')
        app.key('Return')
        app.find('push button', 'What can be done with Web 1')
        self.assertIn('address=ilo://Administrator@192.0.2.1', read())
        self.assertIn('name=Web 1', read())

    def test_a_password_without_a_user_is_not_swallowed(self):
        save(*THREE)
        app = self.run_program()
        desktop.press(app.find('push button', 'Add a Server'))
        app.find('push button', re.compile('Save$'))
        app.key('Tab')
        app.type('192.0.2.1')
        app.key('Tab')
        app.type('secret')
        app.wait_text('^Whose password it is has to be in the address')
        app.key('shift+Tab', 'ctrl+a')
        app.type('ilo://root@192.0.2.1')
        app.key('Return')
        app.find('push button', 'What can be done with 192.0.2.1')

    def test_search_and_order(self):
        save(*THREE)
        app = self.run_program()
        app.find('push button', 'What can be done with Mail')
        desktop.wait_for(lambda: self.names(app) == ['Mail', 'Web 2', 'Web 10'], 'the cards')
        app.type('web 10')
        app.wait_gone('push button', 'What can be done with Mail')
        desktop.wait_for(lambda: self.names(app) == ['Web 10'], 'the cards')
        app.key('ctrl+a')
        app.type('nowhere')
        app.wait_text('No Such Server')
        app.key('Escape')
        app.find('push button', 'What can be done with Mail')

    def test_return_opens_what_was_just_typed(self):
        save(*THREE)
        app = self.run_program()
        app.find('push button', 'What can be done with Mail')
        app.key('w', 'e', 'b', 'space', '1', '0', 'Return')
        app.find('push button', 'Connect')
        app.key('x', 'Return')
        app.wait_text(r'192\.0\.2\.10$')

    def test_what_is_found_is_shown_from_the_beginning(self):
        save(*(('Web %d' % i, 'ilo://Administrator@192.0.2.%d' % i, '') for i in range(1, 61)))
        app = self.run_program()
        app.find('push button', 'What can be done with Web 1')
        app.key('Tab', 'Tab', 'Tab', 'Tab', 'End')
        app.find('push button', 'What can be done with Web 60')
        app.key('ctrl+f')
        app.type('web')
        app.find('push button', 'What can be done with Web 1')

    def test_a_renamed_server_moves(self):
        save(*THREE)
        app = self.run_program()
        app.find('push button', 'What can be done with Mail')
        self.menu(app, 'Mail', 'Edit…')
        app.find('push button', re.compile('Save$'))
        app.key('ctrl+a')
        app.type('Web 7')
        app.key('Return')
        desktop.wait_for(lambda: self.names(app) == ['Web 2', 'Web 7', 'Web 10'], 'the new order')

    def test_the_layout_of_a_server_is_chosen(self):
        save(*THREE)
        with open(FILE, 'a', encoding='utf-8') as file:
            file.write('layout=xx\n')
        app = self.run_program()
        self.menu(app, 'Mail', 'Edit…')
        app.wait_text('^There is no keyboard layout “xx”')
        app.find('push button', re.compile('Save$'))
        layout = 'Keyboard Layout of the Server'
        desktop.press(desktop.wait_for(lambda: next((node for node in app.look_all('push button', layout)
                                                     if node.get_n_actions() > 0), None), 'the layouts'))
        app.wait_text('^us$')
        app.type('keys de(no')
        app.key('Return')
        app.wait_text(r'^German \(no dead keys\)$')
        self.assertFalse([text for text in app.texts() if 'There is no keyboard layout' in text])
        desktop.press(app.find('push button', re.compile('Save$')))
        desktop.wait_for(lambda: 'layout=de+nodeadkeys\n' in read(), 'the layout in the file')
        # What is not chosen anew stays as it is.
        self.menu(app, 'Mail', 'Edit…')
        app.wait_text(r'^German \(no dead keys\)$')
        app.find('push button', re.compile('Save$'))
        app.type('Mail 2')
        app.key('Return')
        desktop.wait_for(lambda: 'name=Mail 2\n' in read(), 'the name in the file')
        self.assertIn('layout=de+nodeadkeys\n', read())

    def test_duplicate_remove_and_undo(self):
        save(*THREE)
        app = self.run_program()
        self.menu(app, 'Mail', 'Duplicate…')
        app.find('push button', re.compile('Save$'))
        app.type('Mailbox')
        app.key('Return')
        app.find('push button', 'What can be done with Mailbox')
        self.menu(app, 'Mail', 'Remove')
        # It is there for some seconds only, so nothing is looked at before it is pressed but what takes no time.
        undo = app.find('push button', re.compile('Undo$'))
        self.assertNotIn('name=Mail\n', read())
        desktop.press(undo)
        app.find('push button', 'What can be done with Mail')
        self.assertIn('name=Mail\n', read())

    def test_several_are_removed_and_brought_back_by_keyboard(self):
        save(*THREE)
        app = self.run_program()
        app.find('push button', 'What can be done with Mail')
        app.key('Tab', 'Tab', 'Tab', 'Tab', 'Delete')
        app.wait_text('^Mail is removed$')
        app.key('Delete')
        app.wait_text('^2 servers are removed$')
        desktop.wait_for(lambda: self.names(app) == ['Web 10'], 'the cards')
        app.key('ctrl+z')
        desktop.wait_for(lambda: self.names(app) == ['Mail', 'Web 2', 'Web 10'], 'all of them')
        self.assertEqual(read().count('[server '), 3)
        app.wait_gone('push button', re.compile('Undo$'))

    def test_what_is_removed_for_good_leaves_nothing_behind(self):
        save(('Web 1', 'ilo://Administrator@127.0.0.1:5', ''), ('Web 2', 'ilo://root@127.0.0.1:5', ''),
             ('Web 3', 'ilo://root@127.0.0.1:5', ''))
        for user in 'Administrator', 'root':
            remember('ilo', 5, user, 'secret')
        picture = os.path.join(os.environ['XDG_CACHE_HOME'], 'rackside', 'screens', '0.png')
        os.makedirs(os.path.dirname(picture), exist_ok=True)
        with open(picture, 'wb'):
            pass
        app = self.run_program()
        for name in 'Web 1', 'Web 2':
            self.menu(app, name, 'Remove')
        app.wait_text('^2 servers are removed$')
        self.assertEqual(look_up('ilo', 5, 'Administrator'), 'secret')
        app.key('ctrl+q')
        app.wait_end()
        self.assertEqual(look_up('ilo', 5, 'Administrator'), '')
        self.assertEqual(look_up('ilo', 5, 'root'), 'secret')        # Web 3 has it too
        self.assertFalse(os.path.exists(picture))

    def test_the_order_is_kept(self):
        save(*THREE)
        env = {'GSETTINGS_BACKEND': 'keyfile'}
        app = self.run_program(env=env)
        app.find('push button', 'What can be done with Mail')
        self.choose(app, 'Sort, Import and More', 'As Added', 'd')
        desktop.wait_for(lambda: self.names(app) == ['Web 2', 'Web 10', 'Mail'], 'the other order')
        app.end()
        app = self.run_program(env=env)
        desktop.wait_for(lambda: self.names(app) == ['Web 2', 'Web 10', 'Mail'], 'the order of before')

    def test_several_open_at_once(self):
        simulators = [self.start_simulator() for _ in range(2)]
        save(*[('Web %d' % number, 'ilo://Administrator@127.0.0.1:%d' % simulator.ready['https_port'], '')
               for number, simulator in enumerate(simulators)], THREE[2])
        app = self.run_program()
        app.find('push button', 'What can be done with Mail')
        app.type('web')
        app.wait_gone('push button', 'What can be done with Mail')
        self.choose(app, 'Sort, Import and More', 'Connect to All', 'c')
        desktop.wait_for(lambda: len(list(app.look_all('push button', 'Connect'))) == 2, 'both windows')
        # The first one found by Enter; it is where it was when it is asked for again.
        app.type(simulators[1].password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Connected$')
        windows = len(list(app.look_all('frame')))
        self.menu(app, 'Web 1', 'Connect in a New Window')
        desktop.wait_for(lambda: 'Rackside' not in active_title(), 'the window that has it')
        self.assertEqual(len(list(app.look_all('frame'))), windows)

    def test_ctrl_opens_another_window(self):
        save(*THREE)
        app = self.run_program()
        card = app.find('push button', 'What can be done with Mail')
        extents = card.get_extents(1)
        title = desktop.window_id('^Rackside$')
        subprocess.run(['xdotool', 'mousemove', '--window', title, str(extents.x - 30), str(extents.y - 80), 'keydown',
                        'ctrl', 'click', '1', 'keyup', 'ctrl'], check=True)
        app.find('push button', 'Connect')
        self.assertIsNotNone(app.look('push button', 'What can be done with Mail'))

    def test_a_name_that_is_typed_is_not_lost_to_a_link(self):
        app = self.run_program()
        app.find('push button', 'Connect')
        app.key('Tab')
        app.type('somebody')
        desktop.run('ilo://Administrator@192.0.2.1').wait_end()
        desktop.wait_for(lambda: len(list(app.look_all('push button', 'Connect'))) == 2, 'another window')

    def test_the_password_of_another_server_is_typed_at_once(self):
        save(*THREE)
        app = self.log_in(self.start_simulator())
        app.find('push button', 'Trust and Connect')

    def test_what_others_save_shows_up(self):
        save(*THREE[:1])
        app = self.run_program()
        app.find('push button', 'What can be done with Web 2')
        save(*THREE)
        app.find('push button', 'What can be done with Mail')

    def test_import_reads_files_only(self):
        save(*THREE[:1])
        folder = self.enterContext(tempfile.TemporaryDirectory())
        pipe, table = (os.path.join(folder, name) for name in ('pipe', 'table.csv'))
        os.mkfifo(pipe)
        with open(table, 'w', encoding='utf-8') as file:
            file.write('name,address\nMail,ilo://root@192.0.2.3\n')
        app = self.run_program()
        app.find('push button', 'What can be done with Web 2')
        for path, says in (table, '^Imported: 1 new, 0 changed$'), (pipe, '^Nothing was imported. It is a pipe or a device'):
            self.choose(app, 'Sort, Import and More', 'Import…', 'i')
            self.choose_path(app, 'Import Servers', path)
            app.wait_text(says)
        app.find('push button', 'What can be done with Mail')
        self.assertIn('address=ilo://root@192.0.2.3\n', read())

    def test_a_broken_file_is_set_aside(self):
        save()
        with open(FILE, 'w', encoding='utf-8') as file:
            file.write('nonsense\n')
        app = self.run_program()
        text = app.wait_text('could not be read')
        aside = re.search(r'%s\.broken-[0-9-]+' % re.escape(FILE), text).group()
        with open(aside, encoding='utf-8') as file:
            self.assertEqual(file.read(), 'nonsense\n')

    def test_a_file_of_a_newer_version_is_shown_and_left_alone(self):
        text = '[Rackside]\nversion=99\n\n[server 1]\nname=Web 1\naddress=ilo://root@192.0.2.1\nwheels=4\n'
        save()
        with open(FILE, 'w', encoding='utf-8') as file:
            file.write(text)
        app = self.run_program()
        app.wait_text('^A newer Rackside has written /.*/servers, in format 99; this one knows format 1')
        self.menu(app, 'Web 1', 'Remove')
        app.wait_text('^The saved servers could not be changed: A newer Rackside')
        app.find('push button', 'What can be done with Web 1')
        self.assertEqual(read(), text)

    def test_open_with_the_password_of_the_keyring(self):
        simulator = self.start_simulator()
        port = simulator.ready['https_port']
        save(('Web 1', 'ilo://Administrator@127.0.0.1:%d' % port, ''))
        remember('ilo', port, 'Administrator', simulator.password)
        app = self.run_program()
        self.menu(app, 'Web 1', 'Connect')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Connected$')
        picture = os.path.join(os.environ['XDG_CACHE_HOME'], 'rackside', 'screens', '0.png')
        desktop.wait_for(lambda: os.path.exists(picture), 'a picture of the screen', 60)

    def test_open_without_a_password_asks(self):
        simulator = self.start_simulator()
        save(('Web 1', 'ilo://Administrator@127.0.0.1:%d' % simulator.ready['https_port'], ''))
        app = self.run_program()
        self.menu(app, 'Web 1', 'Connect')
        app.find('push button', 'Connect')
        app.type(simulator.password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Connected$')


class TestLights(Case):
    def tearDown(self):
        super().tearDown()
        if os.path.exists(FILE):
            os.unlink(FILE)

    def find_light(self, app, words):
        return app.find('image', re.compile(words))

    def test_on_off_and_no_answer(self):
        user = 'admin'
        password = bmc.IpmiSim.USERS[user]
        with bmc.IpmiSim() as sim:
            remember('ipmi', sim.port, user, password)
            save(('Web 1', 'ipmi://%s@127.0.0.1:%d' % (user, sim.port), ''))
            subprocess.run(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(sim.port), '-U', user, '-P', password,
                            'chassis', 'power', 'on'], check=True, stdout=subprocess.DEVNULL)
            app = self.run_program()
            self.find_light(app, '^On, ')
            subprocess.run(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(sim.port), '-U', user, '-P', password,
                            'chassis', 'power', 'off'], check=True, stdout=subprocess.DEVNULL)
            app.key('F5')
            self.find_light(app, '^Off, ')
        app.key('F5')
        self.find_light(app, '^Does not answer since ')
        app.wait_text('^No answer$')

    def test_a_changed_key_is_an_alarm(self):
        simulator = self.start_simulator()
        port = simulator.ready['https_port']
        known = os.path.join(os.path.dirname(FILE), 'known-hosts')
        remember('ilo', port, 'Administrator', simulator.password)
        save(('Web 1', 'ilo://Administrator@127.0.0.1:%d' % port, ''))
        with open(known, 'w', encoding='utf-8') as file:
            file.write('[127.0.0.1 %d]\nkey=sha256//%s=\n' % (port, 'A' * 43))
        self.addCleanup(os.unlink, known)
        app = self.run_program()
        self.find_light(app, 'The key of its iLO is not the one that is known')
        self.assertEqual(simulator.do('status')['sessions'], 0)

    def test_an_ilo_keeps_its_sessions(self):
        simulator = self.start_simulator('--session-limit', '1')
        port = simulator.ready['https_port']
        remember('ilo', port, 'Administrator', simulator.password)
        save(('Web 1', 'ilo://Administrator@127.0.0.1:%d' % port, ''))
        app = self.run_program()
        app.wait_text('^Answers$')
        app.key('F5')
        self.assertEqual(simulator.do('status')['sessions'], 0)


tap.need('secret-tool', 'ipmi_sim', 'ipmitool')
tap.main()
