#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl in another language: what programs read stays as it is, what people read does not."""
import os
import shutil
import subprocess
import tempfile
import unittest

import bmc
import tap
from clients import racksidectl

tap.need('localedef')

LANGUAGE = 'de'
COMMANDS = (['device'], ['chassis'], ['power', 'status'], ['boot'], ['sensors'], ['sel'], ['sel-info'], ['fru'], ['lan'],
            ['users'], ['watchdog'], ['sdr-info'], ['selftest'], ['raw', '6', '1'], ['raw', '6', '0x7f'], ['dcmi-power'])


class TestLanguages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """German with its decimal comma: a locale made here, as there may be none on this computer."""
        cls.sim = cls.enterClassContext(bmc.IpmiSim())
        cls.folder = tempfile.mkdtemp(prefix='rackside-locale-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        made = subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', os.path.join(cls.folder, 'de_DE.UTF-8')],
                              capture_output=True, text=True)
        cls.german = {'LOCPATH': cls.folder, 'LC_ALL': 'de_DE.UTF-8'} if made.returncode == 0 else {'LC_ALL': 'C.UTF-8'}
        cls.german.update(LANGUAGE=LANGUAGE, RACKSIDE_LOCALE_DIR=os.environ['CATALOGUES'])

    def run_in(self, environment, *arguments, **more):
        before = {name: os.environ.get(name) for name in environment}
        os.environ.update(environment)
        try:
            return racksidectl(self.sim.port, *arguments, **more)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value

    def test_standard_output_is_the_same(self):
        for command in COMMANDS:
            for options in ([], ['--json']):
                with self.subTest(command + options):
                    english = self.run_in({'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'C'}, *command, *options)
                    german = self.run_in(self.german, *command, *options)
                    self.assertEqual((english.stdout, english.returncode), (german.stdout, german.returncode))

    def test_errors_that_are_data_are_the_same(self):
        english, german = (self.run_in(environment, 'sweep', password='wrong')
                           for environment in ({'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'C'}, self.german))
        self.assertIn('"error"', english.stdout)
        self.assertEqual(english.stdout, german.stdout)

    def test_messages_and_help_are_translated(self):
        self.assertIn('Passwort', self.run_in(self.german, 'device', password='wrong').stderr)
        self.assertIn('Liest alle Sensoren', self.run_in(self.german, 'sensors', '--help').stdout)


tap.main()
