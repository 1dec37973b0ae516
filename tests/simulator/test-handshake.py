#!/usr/bin/python3
"""The handshake on the console's port: every answer, and who has the console."""

import unittest

import tap
from harness import COMMAND, CONSOLE, SEIZE, SHARE, Command, Console, Simulator, Visitor
from harness import at_end, hello, masked_key, receive


class Answers(unittest.TestCase):
    def test_accepts_console_then_command(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            console = Console(s, web)
            self.assertEqual((console.hello, console.answer), (b'P', 'R'))
            line = s.log.wait(on='console', event='handshake')
            self.assertEqual((line['command'], line['flags'], line['answer']), ('0x2001', '0x4000', 'R'))
            command = Command(s, web)
            self.assertEqual((command.hello, command.answer), (b'P', 'R'))
            line = s.log.wait(on='command', event='handshake')
            self.assertEqual((line['command'], line['flags'], line['answer']), ('0x2002', '0x4000', 'R'))

    def test_features_choose_the_flag(self):
        for features, flags in (('ENCRYPT_KEY;ENCRYPT_VMKEY', '0x4000'), ('ENCRYPT_KEY', '0x8000'),
                                ('ENCRYPT_KEY;ENCRYPT_CMD', '0x8000'), ('', '0x0000'),
                                ('ENCRYPT_VMKEY', '0x0000')):
            with self.subTest(features), Simulator('--features', features) as s:
                web = s.web()
                web.login()
                self.assertEqual(Console(s, web).answer, 'R')
                self.assertEqual(s.log.wait(event='handshake')['flags'], flags)

    def test_denies_what_is_wrong(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            info = web.get('rc_info')
            good = hello(CONSOLE, web.key, info)
            other_case = info | {'enc_key': info['enc_key'].swapcase()}
            cases = {
                'another key': hello(CONSOLE, '0' * 32, info),
                'letters of the wrong case': hello(CONSOLE, web.key, other_case),
                'key in clear': good[:2] + web.key.encode(),
                'no flag': b'\x01\x20' + good[2:],
                'wrong flag': b'\x01\xa0' + good[2:],
                'no such command': b'\x03\x60' + good[2:],
            }
            for name, first in cases.items():
                with self.subTest(name):
                    visitor = Visitor(s, web, CONSOLE, rc_info=info, first=first)
                    self.assertEqual(visitor.answer, 'Q')
                    self.assertTrue(at_end(visitor.sock))
            self.assertEqual(Visitor(s, web, COMMAND, first=hello(COMMAND, '0' * 32, info)).answer, 'Q')

    def test_denies_after_log_out_and_expiry(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            info, key = web.get('rc_info'), web.key
            web.logout()
            self.assertEqual(Visitor(s, web, CONSOLE, rc_info=info, key=key).answer, 'Q')
            web.login()
            s.do('expire')
            self.assertEqual(Visitor(s, web, CONSOLE, rc_info=info).answer, 'Q')

    def test_denies_without_the_privilege(self):
        with Simulator('--account', 'eve:x:login,virtual_media') as s:
            web = s.web()
            web.login('eve', 'x')
            self.assertEqual(Visitor(s, web, CONSOLE).answer, 'Q')

    def test_no_licence(self):
        with Simulator('--no-console-licence') as s:
            web = s.web()
            web.login()
            visitor = Visitor(s, web, CONSOLE)
            self.assertEqual(visitor.answer, 'W')
            self.assertTrue(at_end(visitor.sock))

    def test_no_free_session(self):
        with Simulator('--console-limit', '0') as s:
            web = s.web()
            web.login()
            visitor = Visitor(s, web, CONSOLE)
            self.assertEqual(visitor.answer, 'X')
            self.assertTrue(at_end(visitor.sock))

    def test_any_answer_on_request(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            info = web.get('rc_info')
            for code in 'QWXZ':
                s.do('answer', on='console', code=code, times=1)
                self.assertEqual(Visitor(s, web, CONSOLE, rc_info=info).answer, code)
            s.do('answer', on='hello', byte=0x48, times=1)
            self.assertEqual(Visitor(s, web, CONSOLE, rc_info=info).hello, b'H')
            s.do('answer', on='command', code='Q', times=1)
            self.assertEqual(Command(s, web).answer, 'Q')
            self.assertEqual(Command(s, web).answer, 'R')

    def test_accepts_any_key_on_request(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            s.do('answer', on='console', code='R', times=1)
            console = Console(s, web, key='f' * 32)
            self.assertEqual(console.answer, 'R')
            console.read_picture()

    def test_recorded_handshake(self):
        """The bytes of a real client, for the keys of its recording."""
        with Simulator('--enc-key', 'bbAcD834680DDca9DE65269512BDdEC2',
                       '--session-key', '3973f4196e5e77bff7c6dcc15ab97b92') as s:
            web = s.web()
            self.assertEqual(web.login()['session_key'], '3973f4196e5e77bff7c6dcc15ab97b92')
            real = bytes.fromhex('0160515b7650220c020d005d05217354035f2272550356555a040453207d53277a00')
            self.assertEqual(hello(CONSOLE, web.key, web.get('rc_info')), real)
            self.assertEqual(Visitor(s, web, CONSOLE, first=real).answer, 'R')

    def test_handshake_in_pieces(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            info = web.get('rc_info')
            sock = s.connect()
            self.assertEqual(receive(sock, 1), b'P')
            for byte in hello(CONSOLE, web.key, info):
                sock.sendall(bytes([byte]))
            self.assertEqual(receive(sock, 1), b'R')

    def test_client_leaves_before_the_end(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            sock = s.connect()
            sock.sendall(masked_key(web.key, web.get('rc_info'))[:20])
            sock.close()
            s.log.wait(event='left before the handshake')


class Busy(unittest.TestCase):
    def visit(self, s):
        web = s.web()
        web.login()
        return web, Console(s, web)

    def test_both_codes(self):
        for code in 'SY':
            with Simulator('--busy', 'grant', '--busy-code', code) as s:
                self.assertEqual(self.visit(s)[1].answer, code)

    def test_share(self):
        with Simulator('--busy', 'refuse') as s:
            _, console = self.visit(s)
            console.sock.sendall(SHARE)
            self.assertEqual(console.read_command(13)[1], [0, 1, 1, 8])
            console.read_picture()

    def test_share_refused(self):
        with Simulator('--busy', 'grant', '--refuse-share') as s:
            _, console = self.visit(s)
            console.sock.sendall(SHARE)
            self.assertTrue(at_end(console.sock))

    def test_seize_granted(self):
        with Simulator('--busy', 'grant') as s:
            web, console = self.visit(s)
            console.sock.sendall(SEIZE)
            self.assertEqual(receive(console.sock, 1), b'R')
            console.read_picture()
            console.close()
            s.log.wait(event='closed')
            self.assertEqual(Console(s, web).answer, 'R')

    def test_seize_refused(self):
        with Simulator('--busy', 'refuse') as s:
            web, console = self.visit(s)
            console.sock.sendall(SEIZE)
            self.assertEqual(receive(console.sock, 1), b'Q')
            self.assertTrue(at_end(console.sock))
            self.assertEqual(Console(s, web).answer, 'S')

    def test_seize_by_countdown(self):
        with Simulator('--busy', 'countdown', '--countdown', '1') as s:
            _, console = self.visit(s)
            console.sock.sendall(SEIZE)
            self.assertEqual(receive(console.sock, 1), b'R')
            self.assertEqual(s.log.wait(event='asked')['outcome'], 'countdown')
            console.read_picture()

    def test_neither(self):
        with Simulator('--busy', 'grant') as s:
            _, console = self.visit(s)
            console.close()
            s.log.wait(event='left while busy')

    def test_leaves_while_asking(self):
        with Simulator('--busy', 'countdown', '--countdown', '100') as s:
            _, console = self.visit(s)
            console.sock.sendall(SEIZE)
            s.log.wait(event='asks to seize')
            console.close()
            s.log.wait(event='gone while asking')
            self.assertEqual(s.log.wait(event='asked')['outcome'], 'taken back')

    def test_nonsense_when_busy(self):
        with Simulator('--busy', 'grant') as s:
            _, console = self.visit(s)
            console.sock.sendall(b'\x57\x00')
            s.log.wait(event='nonsense')
            self.assertTrue(at_end(console.sock))


class BetweenClients(unittest.TestCase):
    """The one who has the console is a client, too, and is asked on its command connection."""

    def setUp(self):
        self.s = Simulator('--countdown', '1', '--account', 'bob:x')
        self.addCleanup(self.s.__exit__)
        self.web = self.s.web()
        self.web.login()
        self.holder = Console(self.s, self.web)
        self.command = Command(self.s, self.web)
        self.bob = self.s.web()
        self.bob.login('bob', 'x')
        self.other = Console(self.s, self.bob)
        self.assertEqual(self.other.answer, 'S')

    def wait_for_request(self, kind):
        record = self.command.wait(kind)
        self.assertEqual(record, (kind, 0, 1, b'bob'.ljust(64, b'\0') + b'127.0.0.1'.ljust(64, b'\0')))

    def test_seize_granted(self):
        self.other.sock.sendall(SEIZE)
        self.wait_for_request(6)
        self.command.answer_request(True)
        self.assertEqual(receive(self.other.sock, 1), b'R')
        self.holder.read_to_end()
        self.assertEqual(self.holder.video.commands[-1], (10, []))
        self.other.read_picture()

    def test_seize_refused(self):
        self.other.sock.sendall(SEIZE)
        self.wait_for_request(6)
        self.command.answer_request(False)
        self.assertEqual(receive(self.other.sock, 1), b'Q')
        self.assertTrue(at_end(self.other.sock))
        self.holder.pass_marker(self.s)

    def test_seize_by_countdown(self):
        self.other.sock.sendall(SEIZE)
        self.wait_for_request(6)
        self.assertEqual(receive(self.other.sock, 1), b'R')
        self.holder.read_to_end()
        self.assertEqual(self.holder.video.commands[-1], (10, []))

    def test_seize_when_the_holder_leaves(self):
        self.other.sock.sendall(SEIZE)
        self.wait_for_request(6)
        self.holder.close()
        self.assertEqual(receive(self.other.sock, 1), b'R')
        self.assertEqual(self.s.log.wait(event='asked')['outcome'], 'nobody left')

    def test_share_granted(self):
        self.other.sock.sendall(SHARE)
        self.wait_for_request(9)
        self.command.answer_request(True)
        self.other.read_picture()
        self.holder.pass_marker(self.s)

    def test_share_refused(self):
        self.other.sock.sendall(SHARE)
        self.wait_for_request(9)
        self.command.answer_request(False)
        self.assertTrue(at_end(self.other.sock))
        self.holder.pass_marker(self.s)

    def test_only_one_may_ask(self):
        self.other.sock.sendall(SEIZE)
        self.wait_for_request(6)
        third = Console(self.s, self.bob)
        third.sock.sendall(SEIZE)
        self.assertEqual(receive(third.sock, 1), b'Q')
        self.command.answer_request(True)
        self.assertEqual(receive(self.other.sock, 1), b'R')

    def test_answer_to_nothing(self):
        self.command.answer_request(True)
        self.s.log.wait(event='answer to nothing')
        self.holder.pass_marker(self.s)


if __name__ == '__main__':
    tap.main()
