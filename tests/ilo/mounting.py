# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of racksidectl mount have in common."""
import json
import os
import subprocess
import tempfile
import unittest

from harness import Simulator

RACKSIDECTL = os.environ['RACKSIDECTL']


class MountTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def make(self, name, size, head=b''):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as file:
            file.write(head)
            file.truncate(size)
        return path

    def start(self, initiator, *options):
        return self.enterContext(Simulator('--announce-vm-port', str(initiator.port), *options))

    def mount(self, simulator, *arguments, user=None):
        uri = simulator.ready['uri']
        return subprocess.Popen([RACKSIDECTL, uri, 'mount', *arguments, '--json', '--trust', simulator.ready['pin']],
                                env=os.environ | {'RACKSIDE_PASSWORD': simulator.password}, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def end(self, process, status=0):
        """What it printed, once it has ended with this status."""
        output, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, status, errors)
        return json.loads(output) if output else None, errors
