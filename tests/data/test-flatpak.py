#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest, as far as it can be judged without the runtime: what it may reach, what it brings along."""
import json
import os
import re
import unittest

import tap

FOLDER = os.environ['RACKSIDE_DATA']
SOURCE = os.path.join(FOLDER, '..')

# What a program needs that shows a server far away and keeps passwords; files come through the portal.
ALLOWED = {'--share=ipc', '--share=network', '--socket=wayland', '--socket=fallback-x11', '--device=dri',
           '--talk-name=org.freedesktop.secrets'}
# What the GNOME runtime does not have.
MODULES = {'vte-2.91-gtk4': 'vte'}


class TestManifest(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(FOLDER, 'flatpak', 'org.rackside.Rackside.json'), encoding='utf-8') as file:
            self.manifest = json.load(file)

    def test_reaches_no_more_than_it_needs(self):
        self.assertEqual(set(self.manifest['finish-args']), ALLOWED)

    def test_is_the_program_of_the_desktop_file(self):
        with open(os.path.join(FOLDER, 'org.rackside.Rackside.desktop.in'), encoding='utf-8') as file:
            self.assertIn('\nExec=%s ' % self.manifest['command'], file.read())

    def test_sources_are_the_ones_that_were_meant(self):
        for module in self.manifest['modules']:
            for source in module['sources']:
                if source['type'] == 'dir':
                    self.assertTrue(os.path.exists(os.path.join(FOLDER, 'flatpak', source['path'], 'meson.build')))
                else:
                    self.assertRegex(source['url'], '^https://')
                    self.assertRegex(source['sha256'], '^[0-9a-f]{64}$')

    def test_brings_what_the_runtime_does_not_have(self):
        modules = [module['name'] for module in self.manifest['modules']]
        for folder, _, files in os.walk(SOURCE):
            if 'meson.build' not in files or os.path.basename(folder).startswith('build'):
                continue
            with open(os.path.join(folder, 'meson.build'), encoding='utf-8') as file:
                for name in re.findall(r"dependency\('([^']+)'", file.read()):
                    self.assertIn(MODULES.get(name, modules[-1]), modules, name)


tap.main()
