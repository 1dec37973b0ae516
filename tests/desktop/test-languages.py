#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in a language in which every text stands in brackets: what is shown without them is either data, or a
text that translators were not given."""
import json
import os
import re
import subprocess

import bmc
import clients
import desktop
import tap
from console_case import Case
from panel_case import PASSWORD, USER

tap.need('xgettext', 'msgfmt', 'msgen', 'msgfilter')

# What GTK and libadwaita say, and names.
OTHERS = {'Close', 'Minimize', 'Maximize', 'Back', 'Clear', 'Search', 'Shortcuts', 'Details', 'Credits', 'Legal', 'Website',
          'Troubleshooting', 'Report an Issue', 'Search Shortcuts', 'All Shortcuts', 'Dismiss', 'Menu', 'Open Menu',
          'Minimize the window', 'Maximize the window', 'Close the window', 'Show Text', 'Hide Text', '(None)', 'Preferences',
          'No Results Found', 'Try a different search.',
          'rackside', 'Rackside', 'Increment', 'Decrement', 'Increase', 'Decrease'}
# Signs that are the same everywhere: units, keys, addresses, dates, keys' fingerprints, cipher names, markup.
SIGNS = re.compile(r'sha256//\S+|(?:ilo|ipmi|hplocons|https?)://\S*|0x[0-9A-Fa-f]+|\b[0-9A-Fa-f]{2,}h\b|[0-9a-f]{8}-[0-9a-f-]+'
                   r'|\bUTC\b|\bSHA[0-9]+|\b[A-Z]+(?:-[A-Z0-9]+)+|\bTLSv?[ 0-9.]*|\bRC4|AES-[0-9]+|°[CF]|\b(?:RPM|VA|Hz|kHz|MHz|GHz|kB|MB|GB|bytes|DbA|kPa|PSI|CFM|mm|cm|'
                   r'min|kbit|bit)\b|\b(?:Ctrl|Alt|Shift|Super|Esc|Page[ _](?:Up|Down)|Home|End|Del|Tab|F1?[0-9])\b|</?\w+>'
                   r'|[0-9A-F]{2}(?: [0-9A-F]{2})+|\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}')


def make_catalogue(folder):
    """LANGUAGE=xx finds “[text]” for every text."""
    top = os.environ['RACKSIDE_SOURCE']
    template, marked = os.path.join(folder, 'all.pot'), os.path.join(folder, 'all.po')
    with open(os.path.join(top, 'po', 'POTFILES'), encoding='utf-8') as potfiles:
        files = [line for line in potfiles.read().splitlines() if line and not line.startswith('#')]
    subprocess.run(['xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
                    '--keyword=NC_:1c,2', '--keyword=ngettext:1,2', '-o', template, *files], cwd=top, check=True,
                   capture_output=True)
    english = subprocess.run(['msgen', template], check=True, capture_output=True).stdout
    with open(marked, 'wb') as file:
        file.write(subprocess.run(['msgfilter', '--keep-header', 'sed', '-e', r'1s/^/[/;$s/$/]/'], input=english, check=True,
                                  capture_output=True).stdout)
    catalogue = os.path.join(folder, 'xx', 'LC_MESSAGES')
    os.makedirs(catalogue)
    subprocess.run(['msgfmt', '-o', os.path.join(catalogue, 'rackside.mo'), marked], check=True)
    return {'LANGUAGE': 'xx', 'LC_ALL': 'C.UTF-8', 'RACKSIDE_LOCALE_DIR': folder}


def strings_in(value):
    """Every string in a JSON document."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)
    elif isinstance(value, str):
        yield value


class TestLanguages(Case):
    @classmethod
    def setUpClass(cls):
        desktop.start()
        folder = os.path.join(os.environ['HOME'], 'catalogues')
        os.mkdir(folder)
        cls.language = make_catalogue(folder)

    def setUp(self):
        self.data = {*OTHERS, os.environ['HOME']}
        self.missed = {}

    def tearDown(self):
        self.assertFalse(self.missed, '\n'.join('%s: %s' % (where, text) for where, texts in self.missed.items()
                                                 for text in sorted(texts)))

    def leftover(self, text):
        """What of a text is neither in brackets nor data."""
        before = None
        while before != text:
            before, text = text, re.sub(r'\[[^\[\]]*\]', ' ', text)
        for known in sorted(self.data, key=len, reverse=True):
            text = text.replace(known, ' ')
        return SIGNS.sub(' ', text)

    def look_round(self, app, where):
        """Notes what is shown and should be in brackets."""
        for node in desktop.walk(app):
            if node.get_role_name() in ('application', 'terminal'):
                continue
            for text in node.get_name(), node.get_description():
                # What has no name of its own is named after its type by GTK 4.8.
                if text and not re.match('(?:Gtk|Adw|Vte|Rackside)[A-Z]', text) \
                        and re.search(r'[^\W\d_]{2}', self.leftover(text)):
                    self.missed.setdefault(where, set()).add('%s “%s”' % (node.get_role_name(), text))

    def press(self, app, name, role='push button'):
        desktop.press(desktop.wait_for(
            lambda: next((node for node in app.look_all(role, name) if node.get_n_actions() > 0), None),
            'the %s “%s”' % (role, name)))

    def look_into_menus(self, app, *names):
        for name in names:
            self.press(app, '[%s]' % name)
            app.find('menu item' if name != 'Drives' else 'label', re.compile(r'^\['))
            self.look_round(app, name)
            app.key('Escape')
            app.wait_gone('menu item')

    def start_program(self, *arguments):
        return self.run_program(*arguments, env=dict(self.language, GSK_RENDERER='cairo'))

    def test_servers(self):
        app = self.start_program()
        app.find('push button', '[Add a Server…]')
        self.look_round(app, 'the first window')
        self.look_into_menus(app, 'Main Menu')
        app.key('ctrl+comma')
        app.find('label', '[Appearance]')
        self.look_round(app, 'the preferences')
        app.key('Escape')
        app.wait_gone('label', '[Appearance]')
        self.press(app, '[Add a Server…]')
        app.find('push button', re.compile(r'Save\]$'))
        self.look_round(app, 'adding a server')
        app.type('Web 1')
        app.key('Tab')
        app.type('ilo://Administrator@192.0.2.1')
        app.key('Return')
        self.data |= {'Web 1', '192.0.2.1', 'Administrator'}
        app.find('push button', re.compile(r'^\[What can be done with Web 1'))
        self.look_round(app, 'saved servers')
        self.press(app, '[What can be done with Web 1]')
        app.find('menu item', re.compile(r'Remove\]'))
        self.look_round(app, 'the menu of a server')
        app.key('Escape')

    def test_console(self):
        simulator = self.start_simulator('--server-name', 'languages')
        self.data |= {simulator.ready['user'], '127.0.0.1', 'languages'}
        app = self.start_program('ilo://%s@127.0.0.1:%d' % (simulator.ready['user'], simulator.ready['https_port']))
        app.find('push button', '[Connect]')
        self.look_round(app, 'asking for the password')
        app.type(simulator.password)
        app.key('Return')
        app.find('push button', '[Trust and Connect]')
        self.look_round(app, 'asking for trust')
        self.press(app, '[Trust and Connect]')
        app.wait_text(r'^\[Ctrl.Alt gives the keyboard back\]$')
        self.look_round(app, 'the console')
        app.key('ctrl+alt')
        app.wait_text(r'^\[Click or press Ctrl.Alt to type\]$')
        self.look_into_menus(app, 'Keyboard', 'Power', 'Drives', 'View', 'Main Menu')
        for item, words in (('Security of This Connection', "Server.s Public Key"), ('Edit Macros…', 'No macros yet|For Every')):
            self.press(app, '[%s]' % ('Main Menu' if item.startswith('Security') else 'Keyboard'))
            desktop.press(app.find('menu item', '[%s]' % item))
            app.wait_text(words)
            self.look_round(app, item)
            app.key('Escape')

    def test_panel(self):
        sim = self.enterContext(bmc.IpmiSim())
        clients.result(sim.port, 'power', 'on')
        for command in ('device', 'sensors', 'sel', 'fru', 'lan'):
            # Names that somebody gave, and words of the tables, which here must be in brackets.
            words = set(strings_in(clients.result(sim.port, command)))
            self.data |= {word for word in words if len(word) > 2} if command in ('device', 'fru', 'lan') else set()
        self.data |= {sensor['name'] for sensor in clients.result(sim.port, 'sensors')}
        self.data |= {event['sensor'] for event in clients.result(sim.port, 'sel') if event['sensor']}
        self.data |= {USER, '127.0.0.1'}
        app = self.start_program('ipmi://%s@127.0.0.1:%d' % (USER, sim.port))
        app.find('text', re.compile(r'Password\]'))
        self.look_round(app, 'logging in to the BMC')
        app.type(PASSWORD)
        app.key('Return')
        for page, ready in (('Power', r'The server is on'), ('Sensors', r'\d+ sensors?'), ('Events', r'\d+ events?'),
                            ('Inventory', r'Serial number|Manufacturer'), ('Serial', r'')):
            self.press(app, '[%s]' % page, 'page tab')
            app.wait_text(ready)
            self.look_round(app, page)
        self.press(app, '[Power]', 'page tab')
        self.press(app, '[Shut Down…]')
        app.find('push button', re.compile(r'Shut Down\]$'))
        self.look_round(app, 'asking before shutting down')
        app.key('Escape')


tap.main()
