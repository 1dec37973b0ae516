#!/usr/bin/python3
"""The console connection: ciphers, commands, input, recordings, faults."""

import hashlib
import os
import time
import unittest

import tap
from harness import REFRESH, SHARED, Command, Console, Simulator, Visitor
from harness import at_end, is_whole, keyboard, mouse, power, receive, type_text
from harness import CONSOLE

CAPTURES = os.path.join(SHARED, 'captures')
CAPTURE_KEY = 'bbAcD834680DDca9DE65269512BDdEC2'


def open_console(s, **options):
    web = s.web()
    web.login()
    return web, Console(s, web, **options)


class Ciphers(unittest.TestCase):
    def check(self, cipher, *options, padded=False):
        with Simulator('--cipher', str(cipher), *options) as s:
            _, console = open_console(s, padded=padded)
            console.read_picture()
            self.assertEqual(console.video.commands[0], (13, [0, cipher, 1, 8]))
            self.assertEqual(console.video.resyncs, 1)
            self.assertEqual(len(console.video.errors_in_step), 1)      # the stale piece
            console.send(keyboard(2, 4))
            line = s.log.wait(event='keyboard')
            self.assertEqual((line['cipher'], line['modifiers'], line['keys']),
                             (cipher, 2, [4, 0, 0, 0, 0, 0]))

    def test_none(self):
        self.check(0)

    def test_rc4(self):
        self.check(1)

    def test_aes_128(self):
        self.check(2)

    def test_aes_256_as_the_vendor_means_it(self):
        self.check(3)

    def test_aes_256_with_padded_key(self):
        self.check(3, '--padded-key', padded=True)

    def test_begins_in_clear(self):
        with Simulator() as s:
            _, console = open_console(s)
            # 1 0111 00000000 1 00000001 1 00000001 1 00001000 1 00001101 0, lowest bit first
            bits = '10111' '00000000' '1' '00000001' '1' '00000001' '1' '00001000' '1' '00001101' '0'
            first = receive(console.sock, 7)
            got = ''.join(f'{byte:08b}'[::-1] for byte in first)
            self.assertEqual(got[:len(bits)], bits)

    def test_switches_both_ways(self):
        """Each key stream goes on from where it was."""
        with Simulator() as s:
            _, console = open_console(s)
            console.read_picture()
            for cipher in (2, 1, 0, 3, 1, 2, 3, 0, 1):
                s.do('cipher', id=cipher)
                console.read(lambda v, c=cipher: v.ciphers.current == c)
                console.send(mouse(cipher, 10))
                line = s.log.wait(event='mouse')
                self.assertEqual((line['cipher'], line['x'], line['y']), (cipher, cipher, 10))
                s.do('print', text=f'cipher {cipher}\n')
                console.pass_marker(s)
            self.assertEqual(len(console.video.errors_in_step), 1)

    def test_client_that_has_not_read_the_switch(self):
        with Simulator() as s:
            _, console = open_console(s)
            for x in range(3):                  # in clear, since the header was not read
                console.send(mouse(x, 1))
                self.assertEqual(s.log.wait(event='mouse')['cipher'], 0)
            console.read_command(13)
            console.send(mouse(3, 1))
            self.assertEqual(s.log.wait(event='mouse')['cipher'], 1)
            s.do('cipher', id=2)
            s.do('cipher', id=0)
            for x in range(2):
                console.send(mouse(x, 2))
                self.assertEqual(s.log.wait(event='mouse')['cipher'], 1)
            console.read_command(12)
            console.read(lambda v: v.ciphers.current == 0)
            console.send(mouse(5, 2))
            line = s.log.wait(event='mouse')
            self.assertEqual((line['x'], line['cipher']), (5, 0))

    def test_all_messages_in_one_write_after_a_switch(self):
        with Simulator() as s:
            _, console = open_console(s)
            first = mouse(1, 1)
            console.read_picture()
            console.sock.sendall(first + console.up.apply(mouse(2, 2) + keyboard(0, 9) + REFRESH))
            self.assertEqual(s.log.wait(event='mouse')['cipher'], 0)
            self.assertEqual(s.log.wait(event='mouse')['x'], 2)
            self.assertEqual(s.log.wait(event='keyboard')['keys'][0], 9)
            s.log.wait(event='refresh')


class Stream(unittest.TestCase):
    def setUp(self):
        self.s = Simulator('--countdown', '1')
        self.addCleanup(self.s.__exit__)
        self.web, self.console = open_console(self.s)
        self.console.read_picture()

    def read_to_command(self, opcode):
        command = self.console.read_command(opcode)
        self.console.pass_marker(self.s)
        return command

    def test_picture_is_what_was_drawn(self):
        type_text(self.console, 'colours\n')
        self.s.log.wait(event='line')
        self.console.pass_marker(self.s)
        self.check_picture(self.console)

    def check_picture(self, console):
        path = os.path.join(self.folder(), 'dump.png')
        answer = self.s.do('dump', file=path)
        self.assertEqual((answer['width'], answer['height']), (console.video.width, console.video.height))
        self.assertEqual(hashlib.sha256(console.video.rgb()).hexdigest(),
                         hashlib.sha256(read_png(path)).hexdigest())

    def folder(self):
        import tempfile
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name

    def test_ping(self):
        for _ in range(3):
            self.s.do('ping')
        for n in range(3):
            self.console.read(lambda v, n=n: v.commands.count((16, [])) > n)
        for _ in range(3):
            self.s.log.wait(event='pong')

    def test_pongs_are_checked(self):
        self.console.send(b'\x0c\0')
        self.assertEqual(self.s.log.wait(event='pong')['wrong'], 'unasked')
        self.s.do('cipher', id=2)
        late = self.console.up.apply(b'\x0c\0')        # which has not seen the switch
        self.s.do('ping')
        self.console.sock.sendall(late)
        self.assertEqual(self.s.log.wait(event='pong')['wrong'], 'cipher')

    def test_pongs_are_missed(self):
        with Simulator('--ping-seconds', '1') as s:
            _, console = open_console(s)
            self.assertEqual(console.answer, 'R')
            s.log.wait(event='no pong')

    def test_refresh(self):
        before = self.console.video.resyncs
        self.console.video.pixels = {}
        self.console.send(REFRESH)
        self.s.log.wait(event='refresh')
        self.console.read(lambda v: v.resyncs > before)
        self.console.read_picture()

    def test_any_command(self):
        for opcode, arguments in ((1, []), (3, [30]), (7, [1]), (200, [1, 2, 255]), (8, []), (128, []), (0, [0])):
            self.s.do('command', opcode=opcode, arguments=bytes(arguments).hex())
            self.console.read(lambda v, c=(opcode, arguments): c in v.commands)
        for opcode in (2, 9, 11, 12, 13, 16):
            self.s.do('command', ok=False, opcode=opcode)
        self.console.pass_marker(self.s)
        self.assertEqual(len(self.console.video.errors_in_step), 1)

    def test_text(self):
        for channel, text in ((1, 'status'), (2, ''), (3, 'debug'), (4, 'Instead of a picture')):
            self.s.do('text', channel=channel, text=text)
            self.console.read(lambda v, c=channel, t=text: (2, [c, t.encode()]) in v.commands)
        self.console.pass_marker(self.s)

    def test_key_change(self):
        self.s.do('key-change')
        self.read_to_command(9)
        self.assertEqual(self.console.video.ciphers.current, 1)

    def test_seized(self):
        self.s.do('seized')
        self.console.read_to_end()
        self.assertEqual(self.console.video.commands[-1], (10, []))

    def test_colour_bits(self):
        for bits in (4, 3, 2, 5):
            self.console.video.pixels = {}
            self.s.do('colour-bits', bits=bits)
            self.console.read(lambda v, b=bits: v.bits_per_colour == b)
            self.console.read_picture()
            self.console.pass_marker(self.s)
            self.check_picture(self.console)
        self.assertEqual(len(self.console.video.errors_in_step), 1)

    def test_raw_bytes(self):
        # 1 0111 opcode 200 0, end of burst
        bits = '10111' '11001000' '0' '101101'
        bits += '0' * (-len(bits) % 8)
        raw = bytes(int(bits[i:i + 8][::-1], 2) for i in range(0, len(bits), 8))
        self.s.do('video', bytes=raw.hex())
        self.read_to_command(200)

    def test_garbage_and_recovery(self):
        self.s.do('video', bytes='5a' * 100)
        self.s.do('ping')
        self.console.send(REFRESH)
        before = self.console.video.resyncs
        self.console.video.pixels = {}
        self.console.read(lambda v: v.resyncs > before)
        self.console.read_picture()
        self.console.pass_marker(self.s)
        self.check_picture(self.console)

    def test_modes(self):
        for width, height in ((720, 400), (1616, 200), (1632, 207), (320, 200)):
            self.s.do('mode', width=width, height=height)
            self.console.read(lambda v, w=width, h=height: (v.width, v.height) == (w, h))
            self.console.read_picture()
            self.assertEqual(self.console.video.half, width > 1616)
            self.console.pass_marker(self.s)
            self.check_picture(self.console)
        for width, height in ((1366, 768), (2048, 1152), (16, 16), (1024, 2048)):
            self.s.do('mode', ok=False, width=width, height=height)
        self.assertEqual(len(self.console.video.errors_in_step), 1)

    def test_no_signal(self):
        self.s.do('signal', on=False)
        self.read_to_command(6)
        self.console.video.pixels = {}
        self.s.do('signal', on=True)
        self.console.read_picture()

    def test_shared_by_two(self):
        second = Console(self.s, self.web)
        self.assertEqual(second.answer, 'S')
        second.sock.sendall(b'\x56\x00')
        second.read_picture()               # its request is granted by time
        type_text(second, 'ok')
        self.s.log.wait(event='echo', text='k')
        self.console.pass_marker(self.s)
        second.read(lambda v: (3, [77]) in v.commands)
        self.assertEqual(self.console.video.rgb(), second.video.rgb())

    def test_seize_request_granted(self):
        command = Command(self.s, self.web)
        self.s.do('seize-request', user='bob', address='10.0.0.9', seconds=50)
        self.assertEqual(command.wait(6), (6, 0, 50, b'bob'.ljust(64, b'\0') + b'10.0.0.9'.ljust(64, b'\0')))
        command.answer_request(True)
        self.console.read_to_end()
        self.assertEqual(self.console.video.commands[-1], (10, []))
        self.assertEqual(Visitor(self.s, self.web, CONSOLE).answer, 'S')

    def test_seize_request_refused(self):
        command = Command(self.s, self.web)
        self.s.do('seize-request', user='', address='', seconds=50)
        self.assertEqual(command.wait(6), (6, 0, 50, bytes(128)))
        command.answer_request(False)
        self.assertEqual(self.s.log.wait(event='asked')['outcome'], 'refused')
        self.console.pass_marker(self.s)

    def test_seize_request_unanswered(self):
        command = Command(self.s, self.web)
        self.s.do('seize-request', seconds=1)
        self.assertEqual(command.wait(6)[2], 1)
        self.console.read_to_end()
        self.assertEqual(self.console.video.commands[-1], (10, []))

    def test_share_request(self):
        command = Command(self.s, self.web)
        self.s.do('share-request', user='eve', seconds=50)
        self.assertEqual(command.wait(9)[3][:4], b'eve\0')
        self.s.do('seize-request', ok=False)
        command.answer_request(True)
        self.assertEqual(self.s.log.wait(event='asked')['outcome'], 'granted')
        self.console.pass_marker(self.s)


class Modes(unittest.TestCase):
    def test_header_says_what_is_asked_for(self):
        with Simulator('--colour-bits', '3', '--no-half-height', '--cipher', '0') as s:
            _, console = open_console(s)
            self.assertEqual(console.read_command(13)[1], [2, 0, 1, 0])
            console.read_picture()

    def test_wide_mode_without_half_height(self):
        with Simulator('--no-half-height') as s:
            _, console = open_console(s)
            console.read_picture()
            s.do('mode', width=1920, height=200)
            console.read(lambda v: not v.in_step)
            self.assertEqual(console.video.errors_in_step[-1], 'a wide mode that was not announced')

    def test_off(self):
        with Simulator('--start', 'off') as s:
            _, console = open_console(s)
            console.read_command(5)
            console.pass_marker(s)
            self.assertEqual((console.video.width, console.video.height), (0, 0))
            s.do('dump', ok=False, file='/dev/null')
            s.do('power', action='press')
            console.read_command(4)
            console.read(lambda v: (v.width, v.height) == (720, 400))


class Input(unittest.TestCase):
    def setUp(self):
        self.s = Simulator('--mode', '1360x768', '--post-seconds', '0.2')
        self.addCleanup(self.s.__exit__)
        self.web, self.console = open_console(self.s)
        self.console.read_command(13)

    def test_mouse_as_recorded(self):
        """What the vendor's client sends, and where that is."""
        cases = (('0200020003000 1ff0000', 2, 3, 1, -1, 0, 1, 1), ('0200dc05dc057f810000', 1500, 1500, 127, -127, 0, 680, 384),
                 ('0200b50bb40b7f810000', 2997, 2996, 127, -127, 0, 1359, 767),
                 ('0200ab02ba0400000100', 683, 1210, 0, 0, 1, 310, 310))
        for message, x, y, dx, dy, buttons, pixel_x, pixel_y in cases:
            self.console.send(bytes.fromhex(message.replace(' ', '')))
            line = self.s.log.wait(event='mouse')
            self.assertEqual([line[m] for m in ('x', 'y', 'dx', 'dy', 'buttons', 'pixel_x', 'pixel_y')],
                             [x, y, dx, dy, buttons, pixel_x, pixel_y])
        self.assertEqual(line['button_names'], ['left'])

    def test_every_pixel_has_its_own_position(self):
        for x in (0, 1, 2, 677, 1000, 1358, 1359):
            for y in (0, 1, 383, 766, 767):
                self.console.send(mouse(3000 * x // 1360, 3000 * y // 768))
                line = self.s.log.wait(event='mouse')
                self.assertEqual((line['pixel_x'], line['pixel_y']), (x, y))

    def test_wrong_messages_are_named(self):
        for message, wrong in ((mouse(3000, 0), 'position'), (mouse(0, 3000), 'position'),
                               (mouse(0, 0, buttons=8), 'buttons'), (mouse(0, 0, dx=-128), 'move'),
                               (mouse(0, 0)[:9] + b'\1', 'padding'), (keyboard()[:3] + b'\1' + bytes(6), 'padding'),
                               (power(4), 'action'), (b'\0\0\0\1', 'padding')):
            self.console.send(message)
            self.assertEqual(self.s.log.wait(on='console', wrong=wrong)['wrong'], wrong)
        self.assertEqual(self.s.do('status')['stage'], 'prompt')

    def test_nonsense_ends_it(self):
        self.console.send(b'\x03\x00')
        self.s.log.wait(event='nonsense')
        self.console.read_to_end()

    def test_messages_byte_by_byte(self):
        for byte in self.console.up.apply(keyboard(1, 4, 5, 6, 7, 8, 9) + mouse(1, 2)):
            self.console.sock.sendall(bytes([byte]))
        line = self.s.log.wait(event='keyboard')
        self.assertEqual((line['keys'], line['modifier_names']), ([4, 5, 6, 7, 8, 9], ['left-ctrl']))
        self.s.log.wait(event='mouse', x=1, y=2)

    def test_us_layout(self):
        keys = '1234567890\n\r\b\t -=[]\\\\;\'`,./'
        shifted = '!@#$%^&*()\n\r\b\t _+{}||:"~<>?'
        for i, (plain, shift) in enumerate(zip(keys, shifted)):
            if plain not in '\n\r\b\t':
                self.press(0x1e + i, plain)
                self.press(0x1e + i, shift, 0x02)
                self.press(0x1e + i, shift, 0x20)
        for i in range(26):
            self.press(4 + i, chr(97 + i))
            self.press(4 + i, chr(65 + i), 0x02)

    def press(self, key, text, modifiers=0):
        self.console.send(keyboard(modifiers, key))
        self.console.send(keyboard(modifiers))
        self.s.log.wait(event='echo', text=text)
        self.console.send(keyboard(0, 0x2a))
        self.console.send(keyboard())

    def test_locks(self):
        self.console.send(keyboard(0, 0x39))
        self.press(4, 'A')
        self.press(4, 'a', 0x02)
        self.press(0x1e, '1')
        self.console.send(keyboard(0, 0x39))
        self.press(4, 'a')
        self.console.send(keyboard(0, 0x53))
        self.press(0x5d, '5')

    def test_held_keys_type_once(self):
        self.console.send(keyboard(0, 4))
        self.console.send(keyboard(0, 4, 5))
        self.console.send(keyboard(0, 5))
        self.console.send(keyboard(0, 5, 4))
        self.console.send(keyboard())
        type_text(self.console, '\n')
        self.assertEqual(self.s.log.wait(event='line')['text'], 'aba')

    def test_too_many_keys_type_nothing(self):
        self.console.send(keyboard(0, 1, 1, 1, 1, 1, 1))
        self.console.send(keyboard())
        type_text(self.console, 'x\n')
        self.assertEqual(self.s.log.wait(event='line')['text'], 'x')

    def test_commands(self):
        for text in ('help', 'clear', 'colours', 'echo hi', 'what'):
            type_text(self.console, text + '\n')
            self.assertEqual(self.s.log.wait(event='line')['text'], text)
        type_text(self.console, 'scroll 5\n')
        self.s.log.wait(event='scrolled')
        type_text(self.console, 'mode 640')
        self.console.send(keyboard(0, 0x1b))
        type_text(self.console, '480\n')
        self.s.log.wait(event='mode', width=640, height=480)

    def test_reboot(self):
        type_text(self.console, 'reboot\n')
        self.s.log.wait(event='stage', stage='post')
        self.s.log.wait(event='stage', stage='prompt')
        type_text(self.console, 'poweroff\n')
        self.s.log.wait(event='stage', stage='off')

    def test_ctrl_alt_del(self):
        for left, right in ((0x05, 0x50), (0x50, 0x05)):
            self.console.send(keyboard(left, 0x4c))
            self.console.send(keyboard(left))
            self.console.send(keyboard())
            self.s.log.wait(event='ctrl-alt-del')
            self.s.log.wait(event='stage', stage='post')
        self.console.send(keyboard(0x01, 0x4c))
        self.console.send(keyboard())
        self.s.log.wait(event='stage', stage='prompt')

    def test_system_request(self):
        self.console.send(keyboard(0x04, 0x46))
        self.console.send(keyboard(0x04, 0x46, 0x16))
        self.console.send(keyboard())
        self.s.log.wait(event='sysrq', key='s')
        self.console.send(keyboard(0x04, 0x46, 0x05))
        self.s.log.wait(event='stage', stage='post')

    def test_power_button(self):
        steps = ((3, 'post'), (1, 'off'), (0, 'post'), (2, 'off'))
        for action, stage in steps:
            self.console.send(power(action))
            self.s.log.wait(on='machine', event='stage', stage=stage)
            self.assertTrue(self.s.log.wait(on='console', event='power')['done'])
        self.s.log.wait(event='stage', stage='post')
        self.s.log.wait(event='stage', stage='prompt')
        self.console.send(power(0))
        self.s.log.wait(event='stage', stage='off')
        for action in (1, 2, 3):
            self.console.send(power(action))
            self.assertFalse(self.s.log.wait(on='console', event='power')['done'])
        self.assertEqual(self.s.do('status')['stage'], 'off')


class Recordings(unittest.TestCase):
    def setUp(self):
        if not os.path.isdir(CAPTURES):
            self.skipTest(f'{CAPTURES} is missing')

    def test_console(self):
        path = os.path.join(CAPTURES, 'console-server.bin')
        with open(path, 'rb') as file:
            recorded = file.read()
        with Simulator('--replay', path) as s:      # which finds the key beside it
            _, console = open_console(s)
            console.read(lambda v: len(console.received) == len(recorded) - 2)
            self.assertEqual(console.hello + console.answer.encode() + console.received, recorded)
            self.assertEqual(hashlib.sha256(console.video.rgb()).hexdigest(),
                             '3867c0470aa392a4bcd98d5ad2588c44a2e66562201fe37f1b4598cda3ec0bc6')
            console.send(mouse(1, 2))
            self.assertEqual(s.log.wait(event='mouse')['cipher'], 1)
            s.do('ping', ok=False)

    def test_console_in_bytes(self):
        path = os.path.join(CAPTURES, 'console-server.bin')
        with Simulator('--replay', path, '--enc-key', CAPTURE_KEY, '--any-session-key',
                       '--fault', 'console:slow,rate=2000000') as s:
            sock = s.connect()
            with open(path, 'rb') as file:
                recorded = file.read()
            with open(os.path.join(CAPTURES, 'console-client.bin'), 'rb') as file:
                sock.sendall(file.read())
            self.assertEqual(receive(sock, len(recorded)), recorded)

    def test_command(self):
        path = os.path.join(CAPTURES, 'command-server.bin')
        with open(path, 'rb') as file:
            recorded = file.read()
        with Simulator('--replay-command', path) as s:
            web = s.web()
            web.login()
            command = Command(s, web)
            got = command.hello + command.answer.encode()
            self.assertEqual(got + receive(command.sock, len(recorded) - 2), recorded)


class Faults(unittest.TestCase):
    def test_drop(self):
        with Simulator('--fault', 'console:drop,after=300,times=2') as s:
            web = s.web()
            web.login()
            for _ in range(2):
                console = Console(s, web)
                command = Command(s, web)       # has none, and does not count
                console.read_to_end()
                self.assertEqual(len(console.received), 298)
                command.record()
            s.log.wait(event='closed', on='console')
            s.log.wait(event='closed', on='console')
            Console(s, web).read_picture()

    def test_drop_at_once(self):
        with Simulator('--fault', 'console:drop') as s:
            self.assertTrue(at_end(s.connect()))

    def test_reset(self):
        with Simulator('--fault', 'console:reset,after=300') as s:
            _, console = open_console(s)
            with self.assertRaises(ConnectionResetError):
                console.read(lambda v: False)

    def test_drop_now(self):
        with Simulator() as s:
            web, console = open_console(s)
            command = Command(s, web)
            console.read_picture()
            self.assertEqual(s.do('drop')['dropped'], 2)
            console.read_to_end()
            for _ in range(4):
                try:
                    command.record()
                except EOFError:
                    break
            else:
                self.fail('the command connection goes on')
            s.log.wait(event='closed', on='console')
            Console(s, web).read_picture()

    def test_stall(self):
        with Simulator('--fault', 'console:stall,after=100,milliseconds=600') as s:
            _, console = open_console(s)
            start = time.monotonic()
            console.read_picture()
            self.assertGreater(time.monotonic() - start, 0.5)

    def test_stall_for_ever_and_end_it(self):
        with Simulator('--fault', 'console:stall,after=100') as s:
            _, console = open_console(s)
            console.read(lambda v: len(console.received) == 98)
            console.send(REFRESH)
            s.log.wait(event='refresh')
            s.do('fault', on='console', kind='none')
            console.read_picture()

    def test_garbage(self):
        with Simulator('--fault', 'console:garbage,after=200,bytes=50', '--ping-seconds', '0') as s:
            _, console = open_console(s)
            console.read(lambda v: len(console.received) > 400)
            # It comes into step again by a refresh
            console.send(REFRESH)
            before = console.video.resyncs
            console.read(lambda v: v.resyncs > before and is_whole(v))

    def test_trickle(self):
        with Simulator('--fault', 'console:trickle,milliseconds=0', '--fault', 'command:trickle,milliseconds=0') as s:
            web, console = open_console(s)
            console.read_picture()
            self.assertEqual(Command(s, web).record()[0], 3)

    def test_slow(self):
        with Simulator() as s:
            _, console = open_console(s)
            console.read_picture()
            n = len(console.received)
            s.do('fault', on='console', kind='slow', amount=2 * n)
            start = time.monotonic()
            console.video.pixels = {}
            console.send(REFRESH)
            console.read_picture()
            self.assertGreater(time.monotonic() - start, 0.3)

    def test_command_connection(self):
        with Simulator('--fault', 'command:drop,after=20') as s:
            web, console = open_console(s)
            command = Command(s, web)
            self.assertEqual(command.record()[0], 3)
            with self.assertRaises(EOFError):
                command.record()
            console.read_picture()

    def test_a_slow_reader_gets_the_newest_picture(self):
        with Simulator('--mode', '640x480') as s:
            _, console = open_console(s)
            console.read_picture()
            type_text(console, 'scroll 100\n')
            s.log.wait(event='scrolled')
            console.pass_marker(s)
            self.assertEqual(len(console.video.errors_in_step), 1)


def read_png(path):
    """The pixels of an 8-bit RGB or RGBA file, as rows of RGB."""
    import struct
    import zlib
    with open(path, 'rb') as file:
        data = file.read()
    at, packed = 8, b''
    while at < len(data):
        length, kind = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b'IHDR':
            width, height, depth, colour = struct.unpack('>IIBB', body[:10])
            assert depth == 8 and colour in (2, 6)
            size = 3 if colour == 2 else 4
        elif kind == b'IDAT':
            packed += body
        at += 12 + length
    lines = zlib.decompress(packed)
    stride, rows, above = width * size, [], bytearray(width * size)
    for y in range(height):
        start = y * (stride + 1)
        kind, line = lines[start], bytearray(lines[start + 1:start + 1 + stride])
        for i in range(stride) if kind else ():
            left = line[i - size] if i >= size else 0
            up, corner = above[i], above[i - size] if i >= size else 0
            if kind == 1:
                guess = left
            elif kind == 2:
                guess = up
            elif kind == 3:
                guess = (left + up) // 2
            else:
                p = left + up - corner
                guess = min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))[2]
            line[i] = (line[i] + guess) & 255
        rows.append(bytes(line) if size == 3 else
                    b''.join(bytes(line[i:i + 3]) for i in range(0, stride, 4)))
        above = line
    return b''.join(rows)


if __name__ == '__main__':
    tap.main()
