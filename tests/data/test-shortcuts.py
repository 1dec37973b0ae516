#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the window of shortcuts has every key that the program listens to."""
import glob
import html
import os
import re
import unittest
import xml.etree.ElementTree

import tap

APP = os.path.join(os.environ['RACKSIDE_SOURCE'], 'app')
# The chord that gives the keyboard back, and GTK's own way out of a text.
OTHERS = {'control_l&alt_l', '<control>tab'}
BINDING = re.compile(r'GDK_KEY_(\w+), (GDK_CONTROL_MASK(?: \| GDK_SHIFT_MASK)?|0), "([a-z.:-]+)"')
CARD = re.compile(r'add_shortcut \(shortcuts, "([^"|]+)')
PAGE = re.compile(r'rackside_panel_page_add_shortcut \([^";{]*"([^"]+)"')
TRIGGER = re.compile('<property name="trigger">([^<]+)<')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def read_sources():
    return '\n'.join(read(path) for path in glob.glob(os.path.join(APP, '**', '*.c'), recursive=True))


def read_layouts():
    return [(path, read(path)) for path in glob.glob(os.path.join(APP, '**', '*.ui'), recursive=True)]


def get_modifiers(mask):
    return {'0': '', 'GDK_CONTROL_MASK': '<control>'}.get(mask, '<control><shift>')


class TestShortcuts(unittest.TestCase):
    def setUp(self):
        tree = xml.etree.ElementTree.parse(os.path.join(APP, 'window', 'help-overlay.ui'))
        self.actions, self.keys = set(), set()
        for node in tree.iter('property'):
            if node.get('name') == 'action-name':
                self.actions.add(node.text)
            elif node.get('name') == 'accelerator':
                self.keys.update(key.lower() for key in node.text.split())

    def read_accelerators(self):
        return re.search(r'accels\[\] = \{\n(.*?)\n\};', read(os.path.join(APP, 'window', 'rackside-application.c')),
                         re.S).group(1)

    def test_shown_keys_do_something(self):
        known = {key.lower() for key in re.findall('"([^"]+)"', self.read_accelerators())} | OTHERS
        for key, modifiers, _ in BINDING.findall(read_sources()):
            known.add(get_modifiers(modifiers) + key.lower())
        known.update(key.lower() for key in PAGE.findall(read_sources()))
        for _, text in read_layouts():
            known.update(html.unescape(key).lower() for key in TRIGGER.findall(text))
        known.update(key.lower() for key in CARD.findall(read_sources()))
        self.assertEqual(self.keys - known, set())

    def test_of_actions(self):
        table = self.read_accelerators()
        entries = re.findall(r'\{ "([^"]+)", \{ "([^"]+)"', table)
        self.assertEqual(len(entries), len(table.splitlines()))
        for action, key in entries:
            with self.subTest(action):
                self.assertTrue(action in self.actions or key.lower() in self.keys, key)

    def test_shown_actions_have_keys(self):
        source = read(os.path.join(APP, 'window', 'rackside-application.c'))
        for action in self.actions:
            with self.subTest(action):
                self.assertIn('{ "%s", {' % action, source)

    def test_of_widgets(self):
        bindings = {}
        for key, modifiers, action in BINDING.findall(read_sources()):
            if modifiers != '0':
                bindings.setdefault(action, get_modifiers(modifiers) + key.lower())
        self.assertGreater(len(bindings), 8)
        for action, key in bindings.items():
            with self.subTest(action):
                self.assertIn(key, self.keys)

    def test_of_pages(self):
        keys = PAGE.findall(read_sources())
        self.assertGreater(len(keys), 1)
        for key in keys:
            self.assertIn(key.lower(), self.keys)

    def test_of_cards(self):
        keys = CARD.findall(read_sources())
        self.assertGreater(len(keys), 3)
        for key in keys:
            self.assertIn(key.lower(), self.keys)

    def test_of_layouts(self):
        for path, text in read_layouts():
            for key in map(html.unescape, TRIGGER.findall(text)):
                with self.subTest(path):
                    self.assertTrue(key == 'Escape' or key.lower() in self.keys, key)


tap.main()
