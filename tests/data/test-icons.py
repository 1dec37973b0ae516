#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether every icon that is asked for is there: the program's own, or one of the theme Adwaita, which every desktop with
GTK has; and whether somebody who does not see a button's icon is told what the button does."""
import glob
import os
import re
import unittest
import xml.etree.ElementTree

import tap

SOURCE = os.environ['RACKSIDE_SOURCE']
OURS = os.path.join(SOURCE, 'data', 'icons')
THEME = '/usr/share/icons/Adwaita'
ICON = re.compile(r'["> ]((?:[a-z]+-)+symbolic)["< ]')
BUTTONS = {'GtkButton', 'GtkToggleButton', 'GtkMenuButton'}
COLOUR = '#2e3436'          # GTK puts the text's own in its place


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def find(pattern):
    return glob.glob(os.path.join(SOURCE, 'app', '**', pattern), recursive=True)


def names_in(folder):
    return {os.path.basename(path)[:-len('.svg')] for path in glob.glob(folder + '/**/*-symbolic.svg', recursive=True)}


def properties(node):
    return {child.get('name'): child.text for child in node.findall('property')}


class TestIcons(unittest.TestCase):
    def setUp(self):
        self.used = {}
        for path in find('*.c') + find('*.ui'):
            for name in ICON.findall(read(path)):
                self.used.setdefault(name, path)
        self.assertGreater(len(self.used), 40)

    def test_every_name_is_an_icon(self):
        if not os.path.isdir(THEME):
            self.skipTest('the theme Adwaita is not here')
        known = names_in(OURS) | names_in(THEME)
        self.assertEqual({name: path for name, path in self.used.items() if name not in known}, {})

    def test_our_own_are_used_and_in_the_program(self):
        self.assertEqual(names_in(OURS), {name for name in self.used if name.startswith('rackside-')})
        resources = read(os.path.join(SOURCE, 'app', 'window', 'rackside.gresource.xml'))
        for name in names_in(OURS):
            self.assertIn('alias="icons/scalable/actions/%s.svg"' % name, resources)

    def test_our_own_take_any_colour(self):
        for path in glob.glob(os.path.join(OURS, '*-symbolic.svg')):
            with self.subTest(path):
                root = xml.etree.ElementTree.parse(path).getroot()
                self.assertEqual((root.get('width'), root.get('height')), ('16', '16'))
                self.assertEqual({node.get('fill') for node in root}, {COLOUR})
                self.assertFalse([node for node in root.iter() if node.get('style') or node.get('stroke')])


class TestButtons(unittest.TestCase):
    def buttons(self):
        for path in find('*.ui'):
            for node in xml.etree.ElementTree.parse(path).iter('object'):
                if node.get('class') in BUTTONS and 'icon-name' in properties(node):
                    yield path, node

    def is_said(self, path, node, what):
        """In the layout, or by the program for a widget that has an id."""
        if node.get('id') is None:
            return False
        source = read(path[:-len('.ui')] + '.c')
        return re.search(r'%s \([^;]*self->%s\b' % (what, node.get('id')), source) is not None

    def test_icons_have_a_tooltip(self):
        for path, node in self.buttons():
            with self.subTest(os.path.basename(path), icon=properties(node)['icon-name']):
                self.assertTrue('tooltip-text' in properties(node)
                                or self.is_said(path, node, 'gtk_widget_set_tooltip_text'))

    def test_icons_have_a_name(self):
        for path, node in self.buttons():
            with self.subTest(os.path.basename(path), icon=properties(node)['icon-name']):
                said = node.find("accessibility/property[@name='label']")
                self.assertTrue(said is not None or self.is_said(path, node, '(?:gtk_accessible_update_property|set_name)'))


tap.main()
