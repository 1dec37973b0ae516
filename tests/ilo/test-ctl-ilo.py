#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""racksidectl with ilo:// servers, against the simulator."""
import json
import os
import signal
import struct
import subprocess
import tempfile
import time
import unittest
import zlib

import tap
from harness import Simulator

RACKSIDECTL = os.environ['RACKSIDECTL']
FOLDER = tempfile.TemporaryDirectory()
WRONG_PIN = 'sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='


def read_png(path):
    """Width, height and rows of RGB of a PNG with 8-bit RGB or RGBA."""
    with open(path, 'rb') as file:
        data = file.read()
    at, header, packed = 8, None, b''
    while at < len(data):
        length, kind = struct.unpack_from('>I4s', data, at)
        if kind == b'IHDR':
            header = struct.unpack_from('>IIBB', data, at + 8)
        elif kind == b'IDAT':
            packed += data[at + 8:at + 8 + length]
        at += 12 + length
    width, height, _, colour = header
    size = {2: 3, 6: 4}[colour]
    raw, rows, above = zlib.decompress(packed), [], bytearray(width * size)
    for y in range(height):
        kind, *line = raw[y * (width * size + 1):(y + 1) * (width * size + 1)]
        for x in range(len(line)):
            left = line[x - size] if x >= size else 0
            corner = above[x - size] if x >= size else 0
            guess = left + above[x] - corner
            paeth = min((left, above[x], corner), key=lambda value: abs(guess - value))
            line[x] = (line[x] + [0, left, above[x], (left + above[x]) // 2, paeth][kind]) & 255
        above = line
        rows.append(bytes(value for x, value in enumerate(line) if x % size < 3))
    return width, height, rows


class CtlTest(unittest.TestCase):
    def setUp(self):
        self.config = self.enterContext(tempfile.TemporaryDirectory())

    def start(self, *options):
        return self.enterContext(Simulator(*options))

    def command(self, simulator, *arguments, trust=True):
        server = simulator.ready['uri']
        return [RACKSIDECTL, server, *arguments, *(['--trust', simulator.ready['pin']] if trust else [])]

    def environment(self, simulator, password=None):
        return os.environ | {'RACKSIDE_PASSWORD': password or simulator.password, 'XDG_CONFIG_HOME': self.config}

    def run_ctl(self, simulator, *arguments, trust=True, password=None, stdin=None):
        process = subprocess.run(self.command(simulator, *arguments, trust=trust), capture_output=True, text=True,
                                 timeout=60, env=self.environment(simulator, password), input=stdin or '')
        self.assertNotIn(simulator.password, process.stdout + process.stderr)
        self.assertEqual(simulator.do('status')['sessions'], 0, 'a session was left behind')
        return process

    def good(self, simulator, *arguments, **more):
        process = self.run_ctl(simulator, *arguments, **more)
        self.assertEqual((process.returncode, process.stderr), (0, ''))
        return process.stdout

    def bad(self, simulator, status, *arguments, **more):
        process = self.run_ctl(simulator, *arguments, **more)
        self.assertEqual((process.returncode, process.stdout), (status, ''), process.stderr)
        self.assertTrue(process.stderr.startswith('racksidectl: '), process.stderr)
        return process.stderr


class TestStatus(CtlTest):
    def test_json(self):
        simulator = self.start()
        self.assertEqual(json.loads(self.good(simulator, 'status', '--json')), {
            'power': 'on', 'health': 'ok', 'post_code': None, 'video': {'width': 320, 'height': 208},
            'cipher': 'rc4', 'firmware': '2.54', 'tls': 'TLSv1.2'})

    def test_for_people(self):
        self.assertIn('320', self.good(self.start(), 'status'))

    def test_off(self):
        status = json.loads(self.good(self.start('--start', 'off'), 'status', '--json'))
        self.assertEqual(status['power'], 'off')
        self.assertEqual(status['video'], {'width': 0, 'height': 0})

    def test_old_tls(self):
        simulator = self.start('--tls', '1.0', '--weak-certificate')
        self.assertEqual(json.loads(self.good(simulator, 'status', '--json'))['tls'], 'TLSv1')

    def test_health_and_cipher(self):
        simulator = self.start('--cipher', '2')
        simulator.do('health', value=1)
        status = json.loads(self.good(simulator, 'status', '--json'))
        self.assertEqual((status['health'], status['cipher']), ('degraded', 'aes-128'))

    def test_a_console_that_breaks_at_once(self):
        status = json.loads(self.good(self.start('--fault', 'console:drop,after=2,times=1'), 'status', '--json'))
        self.assertEqual(status['video'], {'width': 320, 'height': 208})


class TestScreenshot(CtlTest):
    def shoot(self, simulator, *arguments):
        path = os.path.join(FOLDER.name, 'shot.png')
        dump = os.path.join(FOLDER.name, 'dump.png')
        self.good(simulator, 'screenshot', path, *arguments)
        simulator.do('dump', file=dump)
        self.assertEqual(read_png(path), read_png(dump))

    def test_is_what_the_server_shows(self):
        for options in ((), ('--cipher', '0'), ('--cipher', '3', '--padded-key'), ('--mode', '1920x1200'),
                        ('--fault', 'console:slow,rate=30000'), ('--busy', 'refuse')):
            with self.subTest(' '.join(options)):
                self.shoot(self.start(*options), *(('--if-busy', 'share') if '--busy' in options else ()))

    def test_says_its_size(self):
        path = os.path.join(FOLDER.name, 'size.png')
        self.assertEqual(json.loads(self.good(self.start(), 'screenshot', path, '--json')),
                         {'width': 320, 'height': 208})

    def test_no_picture(self):
        path = os.path.join(FOLDER.name, 'none.png')
        self.assertIn('switched off', self.bad(self.start('--start', 'off'), 1, 'screenshot', path))
        self.assertIn('more than this iLO', self.bad(self.start('--mode', '1920x1080', '--no-half-height'), 1,
                                                     'screenshot', path))
        self.assertFalse(os.path.exists(path))

    def test_names_are_looked_at_before_anybody_is_asked(self):
        simulator = self.start()
        for name in ('/dev/full', os.path.join(FOLDER.name, 'missing', 'x.png')):
            self.assertIn('another name', self.bad(simulator, 1, 'screenshot', name, password='wrong'))

    def test_no_half_pictures(self):
        path = os.path.join(FOLDER.name, 'half.png')
        self.bad(self.start('--fault', 'console:stall,after=300'), 4, 'screenshot', path, '--timeout', '6')
        self.assertFalse(os.path.exists(path))

    def test_cannot_be_written(self):
        self.assertIn('/nowhere/', self.bad(self.start(), 1, 'screenshot', '/nowhere/x.png'))


class TestInput(CtlTest):
    def keyboard(self, simulator):
        line = simulator.log.wait(on='console', event='keyboard')
        return line['modifiers'], [key for key in line['keys'] if key]

    def test_chords(self):
        simulator = self.start()
        self.good(simulator, 'key', 'ctrl+alt+Delete', 'F2')
        seen = [self.keyboard(simulator) for _ in range(5)]
        self.assertEqual(seen, [(5, [0x4C]), (5, []), (0, []), (0, [0x3B]), (0, [])])

    def test_text(self):
        simulator = self.start('--mode', '1024x768')
        self.good(simulator, 'type', 'echo Hello, "World"!\n')
        self.assertEqual(simulator.log.wait(on='machine', event='line')['text'], 'echo Hello, "World"!')

    def test_standard_input(self):
        simulator = self.start('--mode', '1024x768')
        out = self.good(simulator, 'type', '-', '--layout', 'us', '--json', stdin='echo ~{|}\n')
        self.assertEqual(simulator.log.wait(on='machine', event='line')['text'], 'echo ~{|}')
        self.assertEqual(json.loads(out), {'keystrokes': 10})

    def test_layouts(self):
        simulator = self.start()
        self.good(simulator, 'type', 'z@é', '--layout', 'de')
        seen = [keyboard for keyboard in (self.keyboard(simulator) for _ in range(9)) if keyboard[1]]
        self.assertEqual(seen, [(0, [0x1C]), (0x40, [0x14]), (0, [0x2E]), (0, [0x08])])
        self.good(simulator, 'type', 'wq', '--layout', 'fr(bepo)')

    def test_what_a_layout_cannot_type(self):
        simulator = self.start()
        said = self.bad(simulator, 1, 'type', 'a naïve €\n, a naïve €')
        self.assertIn('ï (U+00EF; 2 times, first in line 1, column 5)', said)
        self.assertIn('€ (U+20AC; 2 times, first in line 1, column 9)', said)
        self.good(simulator, 'key', 'F2')
        self.assertEqual(self.keyboard(simulator), (0, [0x3B]), 'nothing of the text was sent')

    def test_clicks(self):
        simulator = self.start()
        for name, bit in (('left', 1), ('right', 2), ('middle', 4)):
            for x, y in ((0, 0), (319, 207), (160, 104)):
                self.good(simulator, 'click', str(x), str(y), '--button', name)
                while True:
                    line = simulator.log.wait(on='console', event='mouse')
                    if line['buttons']:
                        break
                self.assertEqual((line['buttons'], line['pixel_x'], line['pixel_y']), (bit, x, y))
                line = simulator.log.wait(on='console', event='mouse')
                self.assertEqual((line['buttons'], line['pixel_x'], line['pixel_y']), (0, x, y))

    def test_click_says_where(self):
        self.assertEqual(json.loads(self.good(self.start(), 'click', '7', '8', '--json')),
                         {'x': 7, 'y': 8, 'button': 'left'})

    def test_mistakes(self):
        simulator = self.start()
        for arguments in (['key', 'foo'], ['key'], ['type', 'x', '--layout', 'de(xx)'], ['type', 'x', '--layout', 'xx'], ['click', '1'],
                          ['click', 'x', '1'], ['click', '1', '1', '--button', 'fourth'], ['power', 'off'],
                          ['status', '--if-busy', 'perhaps'], ['screenshot'], ['screenshot', ''], ['record', '']):
            with self.subTest(' '.join(arguments)):
                self.bad(simulator, 2, *arguments)
        self.bad(simulator, 2, 'status', '--trust', 'sha256//x', trust=False)
        self.assertIn('320×208', self.bad(simulator, 1, 'click', '320', '0'))


class TestRecord(CtlTest):
    def path(self):
        return os.path.join(tempfile.mkdtemp(dir=FOLDER.name), 'recording')

    def begin(self, simulator, *arguments):
        return subprocess.Popen(self.command(simulator, 'record', *arguments), env=self.environment(simulator),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def await_recording(self, process, simulator):
        self.assertIn('Recording to', process.stderr.readline())
        simulator.log.wait(on='console', event='refresh')
        simulator.do('sync')

    def end(self, process, simulator, status):
        out, error = process.communicate(timeout=30)
        self.assertEqual(process.returncode, status, error)
        self.assertEqual(simulator.do('status')['sessions'], 0, 'a session was left behind')
        return json.loads(out), error

    def assert_plays(self, path, simulator):
        shot, dump = path + '.png', path + '.dump.png'
        played = subprocess.run([RACKSIDECTL, 'play', path, shot], capture_output=True, text=True, timeout=60)
        self.assertEqual((played.returncode, played.stderr), (0, ''))
        simulator.do('dump', file=dump)
        self.assertEqual(read_png(shot), read_png(dump))
        return json.loads(played.stdout)

    def test_for_a_time(self):
        simulator, path = self.start('--mode', '1920x1200', '--cipher', '2'), self.path()
        process = self.run_ctl(simulator, 'record', path, '--seconds', '1.5', '--json')
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn('Recorded 1.5 s', process.stderr)
        result = json.loads(process.stdout)
        self.assertAlmostEqual(result['seconds'], 1.5, delta=0.5)
        self.assertEqual((result['bytes'], result['width'], result['height']), (os.path.getsize(path), 1920, 1200))
        self.assertEqual(self.assert_plays(path, simulator)['seconds'], result['seconds'])

    def test_until_a_signal(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            simulator, path = self.start(), self.path()
            process = self.begin(simulator, path, '--json')
            self.await_recording(process, simulator)
            simulator.do('print', text='While it records')
            simulator.do('sync')
            process.send_signal(number)
            result = self.end(process, simulator, 0)[0]
            self.assertEqual(result['bytes'], os.path.getsize(path))
            self.assert_plays(path, simulator)

    def test_until_it_is_taken_away(self):
        simulator, path = self.start(), self.path()
        process = self.begin(simulator, path, '--json')
        self.await_recording(process, simulator)
        simulator.do('seized')
        self.assertIn('Another user', self.end(process, simulator, 1)[1])
        self.assert_plays(path, simulator)

    def test_until_it_is_killed(self):
        simulator, path = self.start(), self.path()
        process = self.begin(simulator, path)
        self.await_recording(process, simulator)
        simulator.do('sync')
        end = time.monotonic() + 10
        while os.path.getsize(path) < 1000 and time.monotonic() < end:
            simulator.do('sync')
        process.kill()
        process.communicate()
        played = subprocess.run([RACKSIDECTL, 'play', path, path + '.png'], capture_output=True, text=True, timeout=60)
        self.assertEqual((played.returncode, played.stderr), (0, ''))

    def test_timeout(self):
        simulator, path = self.start(), self.path()
        process = self.begin(simulator, path, '--timeout', '3', '--json')
        self.assertIn('not done within 3 seconds', self.end(process, simulator, 4)[1])
        self.assert_plays(path, simulator)

    def test_mistakes(self):
        simulator = self.start()
        for arguments in ([], ['a', 'b'], ['a', '--seconds', '0'], ['a', '--seconds', '-1'], ['a', '--seconds', 'nan'],
                          ['a', '--seconds', 'x']):
            with self.subTest(' '.join(arguments)):
                self.bad(simulator, 2, 'record', *arguments)
        self.assertIn('/nowhere/x', self.bad(simulator, 1, 'record', '/nowhere/x'))

    def test_disk_full(self):
        simulator = self.start()
        process = self.run_ctl(simulator, 'record', '/dev/full', '--seconds', '10')
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertIn('/dev/full could not be written', process.stderr)


class TestPower(CtlTest):
    def press_all(self, simulator, by):
        for action, on in (('press', False), ('press', True), ('reset', True), ('cold-boot', True), ('hold', False)):
            self.good(simulator, 'power', action)
            line = simulator.log.wait(on='machine', event='power button')
            self.assertEqual((line['by'], line['action']), (by, action))
            end = time.monotonic() + 10
            while (simulator.do('status')['stage'] != 'off') != on:     # some take half a second
                self.assertLess(time.monotonic(), end, action)

    def test_by_the_web_server(self):
        self.press_all(self.start('--busy', 'refuse'), 'https')     # which a console would not be needed for

    def test_by_the_console(self):
        simulator = self.start()
        simulator.do('https-answer', path='/json/host_power', status=404)
        self.press_all(simulator, 'console')

    def test_makes_no_sense_while_off(self):
        simulator = self.start('--start', 'off')
        self.assertIn('off', self.bad(simulator, 1, 'power', 'reset'))
        answer = json.loads(self.good(simulator, 'power', 'press', '--json'))
        self.assertEqual(answer, {'action': 'press', 'power_before': 'off'})

    def test_without_the_privilege(self):
        simulator = self.start('--account', 'guest:guest:login,remote_cons')
        simulator.ready['uri'] = simulator.ready['uri'].replace('Administrator', 'guest')
        self.bad(simulator, 3, 'power', 'press', password='guest')


class TestFailures(CtlTest):
    def test_trust(self):
        simulator = self.start()
        self.assertIn('--trust ' + simulator.ready['pin'], self.bad(simulator, 3, 'status', trust=False))
        message = self.bad(simulator, 3, 'status', '--trust', WRONG_PIN, trust=False)
        self.assertIn(simulator.ready['pin'], message)
        self.assertIn(WRONG_PIN, message)
        self.good(simulator, 'status', '--trust', 'any', trust=False)

    def test_keys_that_the_window_trusts(self):
        simulator = self.start()
        path = os.path.join(self.config, 'rackside', 'known-hosts')
        os.mkdir(os.path.dirname(path))
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[127.0.0.1 %d]\nkey=%s\n' % (simulator.ready['https_port'], simulator.ready['pin']))
        self.good(simulator, 'status', trust=False)
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[127.0.0.1 %d]\nkey=%s\n' % (simulator.ready['https_port'], WRONG_PIN))
        self.assertIn(WRONG_PIN, self.bad(simulator, 3, 'status', trust=False))

    def test_legacy_renegotiation(self):
        simulator = self.start('--tls-no-renegotiation')
        self.assertIn('renegotiation', self.bad(simulator, 3, 'status'))
        self.good(simulator, 'status', '--trust', 'any', trust=False)

    def test_wrong_password(self):
        self.bad(self.start(), 3, 'status', password='wrong')

    def test_password_file(self):
        simulator = self.start()
        path = os.path.join(FOLDER.name, 'password')
        with open(path, 'w') as file:
            file.write(simulator.password + '\n')
        self.good(simulator, 'status', '--password-file', path, password='wrong')

    def test_console_refused(self):
        for code, status in (('Q', 3), ('W', 3), ('X', 1)):
            simulator = self.start()
            simulator.do('answer', on='console', code=code)
            self.bad(simulator, status, 'status')

    def test_busy(self):
        simulator = self.start('--busy', 'grant')
        message = self.bad(simulator, 1, 'status')
        for words in ('Somebody else holds the console', '--if-busy share', '--if-busy seize'):
            self.assertIn(words, message)
        self.good(simulator, 'status', '--if-busy', 'share')
        self.good(simulator, 'status', '--if-busy', 'seize')
        self.bad(self.start('--busy', 'refuse'), 1, 'status', '--if-busy', 'seize')

    def test_taken_away(self):
        simulator = self.start()
        process = subprocess.Popen(self.command(simulator, 'type', 'x' * 1000), env=self.environment(simulator),
                                   stderr=subprocess.PIPE, text=True)
        simulator.log.wait(on='console', event='keyboard')
        simulator.do('seized')
        self.assertIn('Another user', process.communicate(timeout=30)[1])
        self.assertEqual(process.returncode, 1)
        self.assertEqual(simulator.do('status')['sessions'], 0)

    def test_timeout(self):
        simulator = self.start('--fault', 'console:stall')
        begin = time.monotonic()
        self.assertIn('Opening the console of', self.bad(simulator, 4, 'status', '--timeout', '3'))
        self.assertLess(time.monotonic() - begin, 20)

    def test_nobody_there(self):
        with Simulator() as simulator:
            ready, password = simulator.ready, simulator.password
        process = subprocess.run([RACKSIDECTL, ready['uri'], 'status'], capture_output=True, text=True, timeout=60,
                                 env=os.environ | {'RACKSIDE_PASSWORD': password})
        self.assertEqual(process.returncode, 1)
        self.assertIn('refuses connections', process.stderr)

    def test_no_user(self):
        simulator = self.start()
        simulator.ready['uri'] = simulator.ready['uri'].replace('Administrator@', '')
        self.bad(simulator, 2, 'status')


class TestSignals(CtlTest):
    def interrupt(self, simulator, number, wait_for, *arguments):
        process = subprocess.Popen(self.command(simulator, *arguments), env=self.environment(simulator),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        simulator.log.wait(**wait_for)
        process.send_signal(number)
        error = process.communicate(timeout=30)[1]
        self.assertEqual(process.returncode, 1, error)
        self.assertIn('Interrupted', error)
        self.assertEqual(simulator.do('status')['sessions'], 0, 'a session was left behind')

    def test_logs_out(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.interrupt(self.start('--fault', 'console:stall'), number, {'on': 'https', 'event': 'login'}, 'status')
            simulator = self.start()
            self.interrupt(simulator, number, {'on': 'console', 'event': 'keyboard'}, 'type', 'x' * 1000)
            simulator.log.wait(on='https', event='logout')

    def test_lets_go_of_keys(self):
        simulator = self.start()
        self.interrupt(simulator, signal.SIGTERM, {'on': 'console', 'event': 'keyboard'}, 'type', 'x' * 1000)
        last = None
        while True:
            line = simulator.log.next()
            if line['event'] == 'keyboard':
                last = line
            if line['on'] == 'console' and line['event'] == 'closed':
                break
        if last is not None:
            self.assertEqual((last['modifiers'], any(last['keys'])), (0, False))


tap.main()
