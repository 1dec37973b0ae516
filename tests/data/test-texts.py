#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what people read is spelled as it should be, and whether layouts are well-formed and know their icons."""
import glob
import os
import re
import subprocess
import unittest

import tap

SOURCE = os.environ['RACKSIDE_SOURCE']
ICONS = ('/usr/share/icons/Adwaita/**/%s.svg', os.path.join(SOURCE, 'data', 'icons', '**', '%s.svg'))


def find(pattern):
    return glob.glob(os.path.join(SOURCE, pattern), recursive=True)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


class TestTexts(unittest.TestCase):
    def test_spelling(self):
        paths = [os.path.join(SOURCE, line) for line in read(os.path.join(SOURCE, 'po', 'POTFILES')).splitlines()
                 if not line.startswith('#')]
        paths += [os.path.join(SOURCE, 'README.md'), *find('data/man/*.1'), *find('data/*.xml'), *find('data/debian/control')]
        self.assertGreater(len(paths), 100)
        result = subprocess.run(['codespell', '--quiet-level=3', '--ignore-words',
                                 os.path.join(SOURCE, 'tests', 'data', 'words.txt'), *paths],
                                capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stdout), (0, ''))


class TestLayouts(unittest.TestCase):
    def test_they_are_well_formed(self):
        paths = find('app/**/*.ui')
        self.assertGreater(len(paths), 30)
        result = subprocess.run(['xmllint', '--noout', *paths], capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ''))

    def test_all_are_in_the_program(self):
        resources = read(os.path.join(SOURCE, 'app', 'window', 'rackside.gresource.xml'))
        for path in find('app/**/*.ui'):
            with self.subTest(path):
                self.assertIn(os.path.basename(path), resources)

    def test_there_is_every_icon(self):
        names = set()
        for path in find('app/**/*.ui') + find('app/**/*.c'):
            names |= set(re.findall(r'[">]([a-z][a-z0-9-]+-symbolic)["<]', read(path)))
        self.assertGreater(len(names), 20)
        for name in names:
            with self.subTest(name):
                self.assertTrue(any(glob.glob(pattern % name, recursive=True) for pattern in ICONS), name)


tap.need('codespell', 'xmllint')
tap.main()
