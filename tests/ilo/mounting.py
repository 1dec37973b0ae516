# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of racksidectl mount have in common: the simulator takes the drive, and does to it what it is told."""
import json
import os
import subprocess
import tempfile
import threading
import unittest

from harness import Simulator

RACKSIDECTL = os.environ['RACKSIDECTL']
WRITE_PROTECTED, DISCONNECT = 1, 4


class Mount:
    """racksidectl mount, and what it says."""

    def __init__(self, test, simulator, path, *arguments, user=None, password=None, **environment):
        uri = simulator.ready['uri']
        if user:
            uri = uri.replace('Administrator', user)
        self.test, self.simulator = test, simulator
        self.process = subprocess.Popen(
            [RACKSIDECTL, uri, 'mount', path, *arguments, '--json', '--trust', simulator.ready['pin']],
            env=os.environ | {'RACKSIDE_PASSWORD': password or simulator.password} | environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        test.addCleanup(self.kill)
        self.errors, self.said = '', threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def read(self):
        with self.process.stderr:
            for line in self.process.stderr:
                with self.said:
                    self.errors += line
                    self.said.notify()

    def await_words(self, words):
        """Waits until it has said them."""
        with self.said:
            if not self.said.wait_for(lambda: words in self.errors, 30):
                raise AssertionError(f'{words!r} is not in {self.errors!r}')

    def end(self, status=0):
        """What it printed, once it has ended with this status."""
        output = self.process.stdout.read()
        self.process.wait(30)
        self.reader.join(30)
        self.test.assertEqual(self.process.returncode, status, self.errors)
        return json.loads(output) if output else None

    def interrupt(self, status=0):
        """Takes the drive away as the user does."""
        self.process.terminate()
        return self.end(status)


class MountTest(unittest.TestCase):
    options = ('--no-probe',)

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def make(self, name, size, head=b''):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as file:
            file.write(head)
            file.truncate(size)
        return path

    def start(self, *options):
        self.s = self.enterContext(Simulator(*self.options, *options))
        return self.s

    def begin(self, path, *arguments, **more):
        return Mount(self, self.s, path, *arguments, **more)

    def mount(self, path, *arguments, **more):
        """Mounts it and waits until it is there; the type that the iLO was told."""
        mount = self.begin(path, *arguments, **more)
        mount.await_words('Interrupt to take it away')
        line = self.s.log.wait(on='media', event='hello')
        self.assertEqual(line['answer'], '20000101')
        mount.type = line['type']
        return mount

    def command(self, cdb, sense='00/00/00', **more):
        answer = self.s.do('media-command', cdb=cdb, **more)
        self.assertEqual(answer['sense'], sense)
        return answer

    def closed(self, **members):
        """Waits for the end of a drive. Nothing may have been wrong until then but what a busy computer makes late."""
        line = self.s.log.wait(on='media', event='closed', **members)
        wrong = [line for line in self.s.log.seen
                 if line['on'] == 'media' and line.get('wrong') not in (None, 'silent', 'early')]
        self.assertEqual(wrong, [])
        return line
