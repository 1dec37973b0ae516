#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl against the fake BMC: every suite, and everything that a BMC or a network can do wrong."""
import os
import signal
import subprocess
import tempfile
import time
import unittest

import bmc
import tap
from clients import racksidectl, result, run

SUITES = (0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17)
DEVICE = {'device_id': 32, 'firmware': '1.02', 'product_id': 513}
KG = 'kg-key-of-19-bytes!'


class TestFake(unittest.TestCase):
    def check_device(self, port, *more, **options):
        device = result(port, 'device', *more, **options)
        for name, value in DEVICE.items():
            self.assertEqual(device[name], value)

    def check_clean(self, fake):
        """Nothing that we sent was wrong, and no session is left behind."""
        self.assertEqual((fake.counts['rejected'], fake.counts['sessions']), (0, 0))

    def check_fails(self, port, status, *more, seconds=None, words=(), **options):
        start = time.monotonic()
        process = racksidectl(port, *(more or ('device',)), **options)
        self.assertEqual((process.returncode, process.stdout), (status, ''), process.stderr)
        self.assertRegex(process.stderr, r'^racksidectl: [A-Z“].{20,}[.”)]\n$')
        for word in words:
            self.assertIn(word, process.stderr)
        if seconds is not None:
            self.assertLess(time.monotonic() - start, seconds)


class TestSuites(TestFake):
    def test_every_suite(self):
        with bmc.FakeBmc() as fake:
            for suite in SUITES:
                with self.subTest(suite):
                    self.check_device(fake.port, '--suite', suite)
        self.check_clean(fake)

    def test_every_suite_with_a_bmc_key(self):
        with tempfile.NamedTemporaryFile('w') as key, bmc.FakeBmc('--kg', KG) as fake:
            key.write(KG)
            key.flush()
            for suite in SUITES:
                with self.subTest(suite):
                    self.check_device(fake.port, '--suite', suite, '--kg-file', key.name)
            self.check_fails(fake.port, 3)
            key.truncate(0)
            key.seek(0)
            key.write('0x' + KG.encode().hex() + '\n')
            key.flush()
            self.check_device(fake.port, '--kg-file', key.name)
            for wrong in ('0x', '0x1g', 'twenty-one-characters'):
                key.truncate(0)
                key.seek(0)
                key.write(wrong)
                key.flush()
                process = racksidectl(fake.port, 'device', '--kg-file', key.name)
                self.assertEqual((process.returncode, process.stdout), (2, ''), process.stderr)
        self.assertEqual(fake.counts['rejected'], 0)

    def test_takes_the_best(self):
        for suites, warns in (('3,17', False), ('17', False), ('3', False), ('0,1,2,3', False)):
            with bmc.FakeBmc('--suites', suites) as fake:
                process = racksidectl(fake.port, 'device')
                self.assertEqual((process.returncode, process.stderr), (0, ''))

    def test_takes_no_weak_suite_unasked(self):
        with bmc.FakeBmc('--suites', '0,1,2,6,7,11,15,16') as fake:
            self.check_fails(fake.port, 3, words=['suite'])

    def test_falls_back_when_what_is_advertised_is_refused(self):
        with bmc.FakeBmc('--suites', '3,17', '--refused', '17') as fake:
            self.check_device(fake.port)
        self.check_clean(fake)

    def test_nothing_is_left_to_fall_back_to(self):
        with bmc.FakeBmc('--refused', '3,17') as fake:
            self.check_fails(fake.port, 3, words=['suite'])
            self.check_fails(fake.port, 3, 'device', '--suite', 17, words=['suite'])


class TestLogIn(TestFake):
    def test_users(self):
        with bmc.FakeBmc() as fake:
            for user, password in (('oper', '0123456789abcdef'), ('viewer', 'look!only'), ('nopass', ''),
                                   ('longpw', 'exactly-20-bytes-pw!'), ('sixteen-chars-ab', 'n16'), ('', '')):
                with self.subTest(user):
                    self.check_device(fake.port, user=user, password=password)
            self.check_fails(fake.port, 3, password='wrong', seconds=5)
            self.check_fails(fake.port, 3, user='nobody', seconds=5)
            self.check_fails(fake.port, 3, user='viewer', password='look!only',
                             options=('--privilege', 'administrator'), seconds=5)
            self.check_fails(fake.port, 3, user='seventeen-chars-x', words=['16'])
            self.check_fails(fake.port, 3, password='twenty-one-characters', words=['20'])

    def test_role_lookup(self):
        with bmc.FakeBmc('--role') as fake:
            self.check_device(fake.port, '--role-lookup', '--privilege', 'operator', user='oper',
                              password='0123456789abcdef')
            self.check_fails(fake.port, 3, 'device', '--role-lookup', '--privilege', 'user', user='oper',
                             password='0123456789abcdef')

    def test_privilege_of_commands(self):
        with bmc.FakeBmc() as fake:
            self.check_fails(fake.port, 3, 'power', 'off', user='viewer', password='look!only')
            self.check_fails(fake.port, 3, 'power', 'off', '--privilege', 'user')
            self.assertEqual(result(fake.port, 'power', 'off', user='oper', password='0123456789abcdef'),
                             {'power': 'off'})

    def test_lower_privilege_than_asked_for(self):
        with bmc.FakeBmc('--mischief', 'meek') as fake:
            self.check_device(fake.port)
            self.check_fails(fake.port, 3, 'device', '--privilege', 'administrator', words=['lower'])
        self.check_clean(fake)

    def test_full_session_table(self):
        with bmc.FakeBmc('--mischief', 'full') as fake:
            self.check_fails(fake.port, 1, words=['session'], seconds=8)

    def test_bmc_that_does_not_know_the_password(self):
        for mischief in ('bad-rakp2', 'bad-rakp4'):
            with bmc.FakeBmc('--mischief', mischief) as fake:
                self.check_fails(fake.port, 3, '--timeout', 10, 'device', seconds=11)


class TestSilence(TestFake):
    def test_silent(self):
        with bmc.FakeBmc('--mischief', 'silent') as fake:
            self.check_fails(fake.port, 4, '--timeout', 1, 'device', seconds=2)
            self.check_fails(fake.port, 4, 'device', seconds=40)

    def test_mute_after_log_in(self):
        with bmc.FakeBmc('--mischief', 'mute-later') as fake:
            self.check_fails(fake.port, 4, 'device', '--timeout', 1, seconds=2)

    def test_nothing_there(self):
        port = bmc.free_ports(1)
        self.check_fails(port, 1, words=[str(port)], seconds=8)

    def test_ipv6(self):
        with bmc.FakeBmc('--ipv6') as fake:
            for host in ('[::1]', '[::1%251]', '[0:0:0:0:0:0:0:1]'):
                process = run(os.environ['RACKSIDECTL'], 'ipmi://admin@%s:%d' % (host, fake.port), 'power', 'status',
                              environment={'RACKSIDE_PASSWORD': 's3cret-Pass'})
                self.assertEqual((process.returncode, process.stdout), (0, 'Power:  on\n'), process.stderr)
            process = run(os.environ['RACKSIDECTL'], 'ipmi://admin@[::1%%25no-such-zone]:%d' % fake.port, 'power', 'status',
                          environment={'RACKSIDE_PASSWORD': 's3cret-Pass'})
            self.assertEqual((process.returncode, process.stdout), (1, ''), process.stderr)
        self.check_clean(fake)

    def test_unknown_host(self):
        process = subprocess.run([os.environ['RACKSIDECTL'], 'ipmi://a@no-such-host.invalid', 'device'],
                                 capture_output=True, text=True, timeout=30,
                                 env=dict(os.environ, RACKSIDE_PASSWORD='x'))
        self.assertEqual((process.returncode, process.stdout), (1, ''))
        self.assertIn('no-such-host.invalid', process.stderr)

    def check_interrupt(self, number):
        """Ended while it waits for an answer, it still closes its session."""
        with bmc.FakeBmc('--lost', '06:01', '--lose', 999) as fake:
            process = subprocess.Popen([os.environ['RACKSIDECTL'], 'ipmi://admin@127.0.0.1:%d' % fake.port,
                                        'raw', '06', '01'],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       env=dict(os.environ, RACKSIDE_PASSWORD='s3cret-Pass'))
            fake.wait_lost()
            process.send_signal(number)
            output, errors = process.communicate(timeout=5)
            self.assertEqual((process.returncode, output, errors), (1, '', 'racksidectl: Interrupted.\n'))
        self.check_clean(fake)

    def test_interrupt(self):
        self.check_interrupt(signal.SIGINT)

    def test_termination(self):
        self.check_interrupt(signal.SIGTERM)


class TestStandardOutput(TestFake):
    """Whatever becomes of the result, the session is closed, and nothing but requests goes to the BMC."""

    def run_shell(self, port, script, *arguments):
        return subprocess.run(['/bin/bash', '-c', script, os.environ['RACKSIDECTL'], 'ipmi://admin@127.0.0.1:%d' % port,
                               *arguments], capture_output=True, text=True, timeout=30,
                              env=dict(os.environ, RACKSIDE_PASSWORD='s3cret-Pass'))

    def test_closed(self):
        with bmc.FakeBmc('--sensors', 100) as fake:
            for arguments in (['sensors', '--json'], ['power', 'status']):
                process = self.run_shell(fake.port, '"$0" "$@" >&-', *arguments)
                self.assertEqual(process.returncode, 1)
                self.assertIn('Cannot write the result', process.stderr)
                self.assertEqual(self.run_shell(fake.port, '"$0" "$@" <&- >&- 2>&-', *arguments).returncode, 1)
            process = self.run_shell(fake.port, '"$0" "$@" <&- 2>&-', 'power', 'status')
            self.assertEqual((process.returncode, process.stdout), (0, 'Power:  on\n'))
        self.check_clean(fake)

    def test_full(self):
        with bmc.FakeBmc('--sensors', 100) as fake:
            for arguments in (['sensors', '--json'], ['power', 'status'], ['raw', '6', 'ee'], ['sel', '--clear']):
                process = self.run_shell(fake.port, '"$0" "$@" >/dev/full', *arguments)
                self.assertEqual(process.returncode, 1)
                self.assertRegex(process.stderr, 'Cannot write|could not be written')
        self.check_clean(fake)
        self.assertNotIn('0a 47', fake.counts['commands'])

    def test_reader_that_goes_away(self):
        """It knows what it does, so nothing is said."""
        with bmc.FakeBmc('--sensors', 1000) as fake:
            process = self.run_shell(fake.port, '"$0" "$@" | head -c 10; exit ${PIPESTATUS[0]}', 'sensors', '--json')
            self.assertEqual((process.returncode, process.stdout, process.stderr), (1, '[{"name":"', ''))
        self.check_clean(fake)


class TestHostile(TestFake):
    def test_right_all_the_same(self):
        for mischief in ('garbage', 'twice', 'replay', 'others', 'forge'):
            for suite in (3, 17, 8):
                with self.subTest('%s, suite %d' % (mischief, suite)), \
                     bmc.FakeBmc('--mischief', mischief) as fake:
                    self.check_device(fake.port, '--suite', suite)
                    self.assertEqual(result(fake.port, 'power', 'off', '--suite', suite), {'power': 'off'})
                self.check_clean(fake)

    def test_everything_at_once(self):
        options = [option for mischief in ('garbage', 'twice', 'replay', 'others', 'forge')
                   for option in ('--mischief', mischief)]
        with bmc.FakeBmc(*options) as fake:
            self.check_device(fake.port)
        self.check_clean(fake)

    def test_nothing_that_can_be_believed(self):
        for mischief in ('bad-code', 'wrong-id'):
            with self.subTest(mischief), bmc.FakeBmc('--mischief', mischief) as fake:
                self.check_fails(fake.port, 4, 'device', '--timeout', 2, seconds=3)


class TestTrouble(TestFake):
    def test_busy(self):
        with bmc.FakeBmc('--busy', 3) as fake:
            self.check_device(fake.port)
        # It may have no time for Close Session either, for longer than anybody waits at the end.
        self.assertEqual(fake.counts['rejected'], 0)

    def test_busy_for_ever(self):
        for options in ((), ('--busy-with', '06:3b'), ('--busy-with', '06:01')):
            with self.subTest(options), bmc.FakeBmc('--busy', 1000000, *options) as fake:
                self.check_fails(fake.port, 4, 'device', '--timeout', 2, seconds=10, words=['was not done within', 'busy'])
        with bmc.FakeBmc('--busy', 1000000, '--busy-with', '06:01') as fake:
            self.check_fails(fake.port, 1, words=['busy', '0xc0'])

    def test_slow(self):
        with bmc.FakeBmc('--delay', 300) as fake:
            self.check_device(fake.port)
        # The Open Session Request that was sent again may have opened a second session.
        self.assertEqual(fake.counts['rejected'], 0)

    def test_bridging(self):
        for mischief in ((), ('--mischief', 'same-packet')):
            with bmc.FakeBmc(*mischief) as fake:
                self.check_device(fake.port, options=('--bridge', '0:0x72'))
                self.check_device(fake.port, options=('--bridge', '0:0x72', '--bridge', '7:0x74'))
                self.check_fails(fake.port, 1, 'device', options=('--bridge', '0:0x76'), words=['76'], seconds=8)
            self.check_clean(fake)

    def test_bridge_usage(self):
        for bridge in ('0', '0:0:0', '16:0x20', 'x:0x20', '0:0x100'):
            self.assertEqual(racksidectl(1, 'device', options=('--bridge', bridge)).returncode, 2)
        self.assertEqual(racksidectl(1, 'device', options=('--bridge', '0:20') * 3).returncode, 2)

    def test_what_must_not_run_twice_runs_once(self):
        with bmc.FakeBmc('--lost', '00:02', '--lose', 1) as fake:
            process = racksidectl(fake.port, 'power', 'cycle')
            self.assertEqual((process.returncode, process.stdout), (4, ''))
            self.assertIn('not known', process.stderr)
        self.assertEqual(fake.counts['commands']['00 02'], 1)

    def test_raw_is_sent_again_only_when_that_is_harmless(self):
        with bmc.FakeBmc('--lost', '00:01', '--lose', 1) as fake:
            self.assertEqual(result(fake.port, 'raw', '0', '1')['completion'], 0)
        self.assertEqual(fake.counts['commands']['00 01'], 2)
        for netfn, command in (('00', '02'), ('30', '01')):
            with bmc.FakeBmc('--lost', netfn + ':' + command, '--lose', 1) as fake:
                process = racksidectl(fake.port, 'raw', netfn, command, '3')
                self.assertEqual((process.returncode, process.stdout), (4, ''))
            self.assertEqual(fake.counts['commands'][netfn + ' ' + command], 1)

    def test_a_lost_answer_to_power_off_is_found_out(self):
        with bmc.FakeBmc('--lost', '00:02', '--lose', 1) as fake:
            self.assertEqual(result(fake.port, 'power', 'off'), {'power': 'off'})
        self.assertEqual(fake.counts['commands']['00 02'], 1)

    def test_boot_in_one_go(self):
        with bmc.FakeBmc() as fake:
            self.assertEqual(result(fake.port, 'boot', 'pxe', '--efi', '--persistent'),
                             {'device': 'pxe', 'persistent': True, 'efi': True, 'valid': True})
            self.assertEqual(result(fake.port, 'boot'),
                             {'device': 'pxe', 'persistent': True, 'efi': True, 'valid': True})
            for device in ('none', 'disk', 'cdrom', 'bios', 'usb'):
                result(fake.port, 'boot', device)
                self.assertEqual(result(fake.port, 'boot')['device'], device)
        self.check_clean(fake)

    def test_boot_usage(self):
        for arguments in (['--efi'], ['floppy-disk'], ['pxe', 'disk']):
            self.assertEqual(racksidectl(1, 'boot', *arguments).returncode, 2)

    def test_mc_reset(self):
        with bmc.FakeBmc() as fake:
            self.assertTrue(result(fake.port, 'mc-reset', 'cold')['confirmed'])
            self.assertEqual(racksidectl(fake.port, 'mc-reset', 'lukewarm').returncode, 2)
        self.assertEqual(fake.counts['commands']['06 02'], 1)

    def test_self_test(self):
        with bmc.FakeBmc() as fake:
            self.assertTrue(result(fake.port, 'selftest')['passed'])

    def test_chassis(self):
        with bmc.FakeBmc() as fake:
            chassis = result(fake.port, 'chassis')
        self.assertEqual((chassis['power'], chassis['restore_policy']), ('on', 'previous'))
        self.assertEqual(len(chassis['last_event']), 1)


tap.main()
