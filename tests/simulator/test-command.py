#!/usr/bin/python3
"""The command connection: every record, in both directions."""

import time
import unittest

import tap
from harness import Command, Console, Simulator
from harness import at_end, keyboard, power


class Records(unittest.TestCase):
    def setUp(self):
        self.s = Simulator('--heartbeat-seconds', '0', '--post-seconds', '0.2')
        self.addCleanup(self.s.__exit__)
        self.web = self.s.web()
        self.web.login()
        self.console = Console(self.s, self.web)
        self.command = Command(self.s, self.web)

    def pass_greeting(self):
        for kind in (3, 16, 4):
            self.assertEqual(self.command.record()[0], kind)

    def test_greeting_is_as_recorded(self):
        self.assertEqual(self.command.record(), (3, 0, 0, b'\1'))
        self.assertEqual(self.command.record(), (16, 0, 0, bytes(8)))
        self.assertEqual(self.command.record(), (4, 0, 0, b'\0'))

    def test_health(self):
        self.pass_greeting()
        for value in (1, 2, 0, 7):
            self.s.do('health', value=value)
            self.assertEqual(self.command.record(), (4, 0, 0, bytes([value])))

    def test_power_and_post(self):
        self.pass_greeting()
        self.console.read_command(13)
        self.console.send(power(1))
        self.assertEqual(self.command.record(), (3, 0, 0, b'\0'))
        self.console.send(power(0))
        self.assertEqual(self.command.record(), (3, 0, 0, b'\1'))
        codes = []
        while True:
            record = self.command.record()
            if record[0] == 2:
                break
            self.assertEqual(record[:3], (5, 0, 0))
            codes.append(int.from_bytes(record[3], 'little'))
        self.assertEqual(record, (2, 0, 0, b''))
        self.assertEqual(len(codes), 8)
        self.assertTrue(all(codes))
        self.s.log.wait(event='stage', stage='prompt')

    def test_reset_does_not_switch_off(self):
        self.pass_greeting()
        self.console.read_command(13)
        self.console.send(power(3))
        self.assertEqual(self.command.record()[0], 5)

    def test_post_code_on_request(self):
        self.pass_greeting()
        self.s.do('post', code=0x1234)
        self.assertEqual(self.command.record(), (5, 0, 0, b'\x34\x12'))

    def test_any_record(self):
        self.pass_greeting()
        for kind, flag, status, data in ((7, 0, 0, b'\0\2\0\1'), (8, 1, 2, b'abc'), (10, 0, 0, b''), (11, 0, 2, b''),
                                         (11, 0, 3, b''), (11, 0, 4, b''), (13, 0, 0, b'\1'), (14, 0, 0, b''),
                                         (15, 0, 0, b''), (16, 0, 0, bytes(8)), (99, 255, 65535, bytes(1000))):
            self.s.do('record', type=kind, flag=flag, status=status, data=data.hex())
            self.assertEqual(self.command.record(), (kind, flag, status, data))

    def test_any_bytes(self):
        self.pass_greeting()
        self.s.do('command-bytes', bytes='03000000ffffffff00000000')
        with self.assertRaises(TimeoutError):
            self.command.sock.settimeout(0.2)
            self.command.record()

    def test_wrong_answer(self):
        self.command.sock.sendall(b'\x05\0\0\0\x04\0\0\1')
        self.assertEqual(self.s.log.wait(event='answer')['wrong'], 'value')
        self.assertEqual(self.s.log.wait(event='answer')['wrong'], 'value')

    def test_answer_in_pieces(self):
        self.s.do('share-request', seconds=100)
        self.command.wait(9)
        for byte in b'\3\0\0\0':
            self.command.sock.sendall(bytes([byte]))
        self.assertEqual(self.s.log.wait(event='answer')['answer'], 'refuse')
        self.assertEqual(self.s.log.wait(event='asked')['outcome'], 'refused')

    def test_it_may_go_without_the_console(self):
        self.command.close()
        self.s.log.wait(on='command', event='closed')
        self.console.read_picture()

    def test_long_names_are_cut(self):
        self.s.do('share-request', user='u' * 100, address='a' * 64, seconds=100)
        self.assertEqual(self.command.wait(9)[3], b'u' * 64 + b'a' * 64)


class Others(unittest.TestCase):
    def test_heartbeat(self):
        with Simulator('--heartbeat-seconds', '1', '--start', 'off') as s:
            web = s.web()
            web.login()
            Console(s, web)
            command = Command(s, web)
            self.assertEqual([command.record()[0] for _ in range(3)], [3, 16, 4])
            start = time.monotonic()
            self.assertEqual([command.record() for _ in range(2)], [(3, 0, 0, b'\0'), (4, 0, 0, b'\0')])
            self.assertGreater(time.monotonic() - start, 0.5)

    def test_not_authorised(self):
        with Simulator('--account', 'eve:x:login,remote_cons') as s:
            web = s.web()
            web.login('eve', 'x')
            console = Console(s, web)
            command = Command(s, web)
            console.read_command(13)
            console.send(power(1))
            self.assertEqual(command.wait(11), (11, 0, 4, b''))
            self.assertEqual(s.do('status')['stage'], 'prompt')
            console.send(keyboard(0, 4))
            s.log.wait(event='echo', text='a')

    def test_ilo_reset(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            console = Console(s, web)
            command = Command(s, web)
            s.do('ilo-reset', seconds=1)
            self.assertEqual(command.wait(15), (15, 0, 0, b''))
            self.assertTrue(at_end(command.sock))
            console.read_to_end()
            self.assertTrue(at_end(s.connect()))
            start = time.monotonic()
            while time.monotonic() < start + 1.2:
                pass
            other = s.web()
            other.login()
            other.key, key = web.key, other.key
            other.get('session_info', 403)
            other.key = key
            self.assertEqual(Console(s, other).answer, 'R')

    def test_records_go_to_every_command_connection(self):
        with Simulator('--heartbeat-seconds', '0') as s:
            web = s.web()
            web.login()
            commands = [Command(s, web), Command(s, web)]
            s.do('post', code=7)
            for command in commands:
                self.assertEqual(command.wait(5)[3], b'\7\0')

    def test_only_the_holder_is_asked(self):
        with Simulator('--account', 'bob:x', '--heartbeat-seconds', '0') as s:
            web, bob = s.web(), s.web()
            web.login()
            bob.login('bob', 'x')
            Console(s, web)
            mine, his = Command(s, web), Command(s, bob)
            s.do('seize-request', seconds=100)
            mine.wait(6)
            his.answer_request(True)
            s.log.wait(event='answer to nothing')
            s.do('post', code=1)
            self.assertEqual([his.record()[0] for _ in range(4)], [3, 16, 4, 5])


if __name__ == '__main__':
    tap.main()
