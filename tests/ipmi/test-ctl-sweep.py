#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl sweep: many servers at once, in one process and one thread."""
import json
import os
import signal
import subprocess
import time
import unittest

import bmc
import tap

SERVERS = 200
SENSORS = 77


def uris(ports):
    return ['ipmi://admin@127.0.0.1:%d' % port for port in ports]


def start(arguments, password='s3cret-Pass'):
    return subprocess.Popen([os.environ['RACKSIDECTL'], *arguments], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=dict(os.environ, RACKSIDE_PASSWORD=password))


def count_sockets(process):
    count = 0
    for entry in os.scandir('/proc/%d/fd' % process.pid):
        try:
            count += os.readlink(entry.path).startswith('socket')
        except FileNotFoundError:        # closed meanwhile
            pass
    return count


class TestSweep(unittest.TestCase):
    def sweep(self, arguments, status=0, **options):
        process = start(arguments, **options)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, status, errors)
        return {line['server']: line for line in map(json.loads, output.splitlines())}

    def test_two_hundred(self):
        with bmc.FakeBmc('--count', SERVERS, '--sensors', SENSORS) as fake:
            lines = self.sweep(['sweep', *uris(fake.ports)])
            self.assertEqual(set(lines), set(uris(fake.ports)))
            for line in lines.values():
                # And the power supply.
                self.assertEqual(len(line['sensors']), SENSORS + 1)
                self.assertEqual([sensor['value'] for sensor in line['sensors'][:3]], [21.0, 22.0, 23.0])
        self.assertEqual(fake.counts['sessions'], 0)
        # On a machine that is busy a question may be repeated just before its answer is read.
        self.assertLess(fake.counts['rejected'], SERVERS // 10)

    def test_one_thread_and_little_memory(self):
        with bmc.FakeBmc('--count', SERVERS, '--delay', 100) as fake:
            process = start(['sweep', *uris(fake.ports)])
            # While log-in waits for the answers, of which each takes 100 ms.
            threads, deadline = 0, time.monotonic() + 10
            while threads == 0 and time.monotonic() < deadline:
                if count_sockets(process) >= SERVERS:
                    threads = len(os.listdir('/proc/%d/task' % process.pid))
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            process.stdout.close()
            process.stderr.close()
        self.assertEqual(process.returncode, 0)
        # Ours, and the one that GLib starts for itself.
        self.assertIn(threads, (1, 2))
        self.assertEqual(len(output.splitlines()), SERVERS)
        # Libraries and all: 15 MB without a session, at most 64 KiB for each.
        self.assertLess(usage.ru_maxrss, 20 * 1024 + SERVERS * 64)

    def test_lines_come_when_they_are_ready(self):
        with bmc.FakeBmc() as fast, bmc.Silent() as silent:
            process = start(['sweep', *uris([silent.port, fast.port])])
            self.assertEqual(json.loads(process.stdout.readline())['server'], uris([fast.port])[0])
            self.assertIsNone(process.poll())
            process.send_signal(signal.SIGTERM)
            line = json.loads(process.stdout.readline())
            self.assertEqual((line['server'], line['error']), (uris([silent.port])[0], 'Interrupted.'))
            process.communicate(timeout=10)
            self.assertEqual(process.returncode, 1)

    def test_some_fail(self):
        with bmc.FakeBmc('--count', 3) as fake, bmc.FakeBmc('--user', 'root', '--password', 'x') as other:
            ports = fake.ports + [other.port]
            lines = self.sweep(['sweep', *uris(ports)], status=3)
            self.assertEqual([line.get('exit_status', 0) for line in map(lines.get, uris(ports))], [0, 0, 0, 3])
            dead = bmc.free_ports(1)
            lines = self.sweep(['sweep', *uris(ports + [dead])], status=1)
            self.assertIn(str(dead), lines[uris([dead])[0]]['error'])

    def test_time_limit(self):
        with bmc.FakeBmc() as fake, bmc.Silent() as silent:
            before = time.monotonic()
            lines = self.sweep(['--timeout', '1', 'sweep', *uris([silent.port, fake.port])], status=4)
            self.assertLess(time.monotonic() - before, 2)
            self.assertIn('sensors', lines[uris([fake.port])[0]])
            self.assertEqual(lines[uris([silent.port])[0]]['exit_status'], 4)

    def test_with_a_server_in_front(self):
        with bmc.FakeBmc('--count', 2) as fake:
            self.assertEqual(set(self.sweep([uris(fake.ports)[0], 'sweep', uris(fake.ports)[1]])), set(uris(fake.ports)))

    def test_reader_that_goes_away(self):
        with bmc.FakeBmc('--count', 2) as fake, bmc.Silent() as silent:
            process = start(['sweep', *uris([fake.ports[0], silent.port, fake.ports[1]])])
            process.stdout.close()
            process.stderr.close()
            self.assertEqual(process.wait(timeout=10), 1)
        self.assertEqual(fake.counts['sessions'], 0)

    def test_usage(self):
        self.assertEqual(self.sweep(['sweep'], status=2), {})
        self.assertEqual(self.sweep(['sweep', 'ilo://a@b'], status=2), {})
        self.assertEqual(self.sweep(['sweep', 'ipmi://a@b', '--suite', '99'], status=2), {})


tap.main()
