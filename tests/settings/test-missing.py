#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says when it was copied somewhere without the description of its settings."""
import os
import shutil
import subprocess
import tempfile
import unittest

import tap


class TestMissing(unittest.TestCase):
    def test_says_so_and_ends(self):
        with tempfile.TemporaryDirectory() as folder:
            program = shutil.copy(os.environ['RACKSIDE'], folder)
            env = dict(os.environ, XDG_DATA_DIRS=folder, XDG_DATA_HOME=folder, LC_ALL='C.UTF-8')
            del env['GSETTINGS_SCHEMA_DIR']
            result = subprocess.run([program], env=env, capture_output=True, text=True)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stderr, r'^rackside: .*org\.rackside\.Rackside\.gschema\.xml, is missing\. '
                                            r'Install Rackside again')


tap.main()
