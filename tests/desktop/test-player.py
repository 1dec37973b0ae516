#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window plays recordings and streams, and says what goes wrong."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import desktop
import tap

CAPTURES = os.path.join(os.environ['RACKSIDE_SHARED'], 'captures')
CAPTURE_KEY = 'bbAcD834680DDca9DE65269512BDdEC2'
KEY = '0123456789abcdef'.encode().hex()


class TestPlayer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='rackside-files-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        subprocess.run([os.environ['MAKE_PLAYER_FILES'], cls.folder], check=True)
        cls.picture = desktop.read_picture(cls.path('picture.ppm'))

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    def run_program(self, *arguments, **more):
        app = desktop.run(*arguments, **more)
        self.addCleanup(app.end)
        return app

    def assert_shown(self, picture):
        desktop.wait_for(lambda: desktop.screenshot().find(picture), 'the picture, pixel for pixel')

    def test_start_page_offers_to_open(self):
        app = self.run_program()
        app.find('push button', 'Open…')
        app.key('ctrl+o')
        app.find('push button', re.compile('Cancel'))
        app.type(self.path('clear.bin'))       # a slash opens the entry for it
        app.key('Return')
        desktop.wait_window_gone('^Open a Recording$')
        app.wait_text('^100 %$')

    def test_stream_is_shown_pixel_for_pixel(self):
        app = self.run_program('--stream', self.path('clear.bin'))
        app.wait_text('^100 %$')
        app.key('ctrl+1')
        self.assert_shown(self.picture)

    def test_capture_is_shown_pixel_for_pixel(self):
        if not os.path.isdir(CAPTURES):
            self.skipTest('the captures are not here')
        app = self.run_program('--stream', os.path.join(CAPTURES, 'console-server.bin'), '--key', CAPTURE_KEY)
        app.wait_text('^100 %$')
        desktop.resize('console-server.bin', 1500, 950)
        app.key('ctrl+1')
        self.assert_shown(desktop.read_picture(os.path.join(CAPTURES, 'console-frame.png')))

    def test_full_screen_fits_and_the_rest_is_black(self):
        app = self.run_program(self.path('wide.bin'))
        app.wait_text('^100 %$')
        app.key('F11')
        picture = desktop.read_picture(self.path('wide.ppm'))
        scale, rest = divmod(desktop.WIDTH, picture.width)
        self.assertEqual((scale, rest), (2, 0))
        rows = (b''.join(row[x:x + 3] * scale for x in range(0, len(row), 3)) * scale
                for row in map(picture.row, range(picture.height)))
        bar = bytes(desktop.WIDTH * 3 * (desktop.HEIGHT - picture.height * scale) // 2)
        expected = desktop.Picture(desktop.WIDTH, desktop.HEIGHT, bar + b''.join(rows) + bar)
        desktop.wait_for(lambda: desktop.screenshot() == expected, 'the picture, enlarged, between black bars')
        app.key('Escape')
        desktop.wait_for(lambda: desktop.screenshot() != expected, 'the window')

    def test_encrypted_stream_asks_for_the_key(self):
        app = self.run_program('--stream', self.path('encrypted.bin'))
        app.wait_text('The Stream Is Encrypted')
        app.type(KEY[:-2])
        app.wait_text('32')
        app.type(KEY[-2:])
        app.key('Return')
        app.wait_text('^100 %$')
        app.key('ctrl+1')
        self.assert_shown(self.picture)

    def test_wrong_key_can_be_put_right(self):
        app = self.run_program('--stream', self.path('encrypted.bin'), '--key', '0' * 32)
        app.wait_text('never came into step: wrong key')
        desktop.press(app.find('push button', 'Enter Another Key'))
        app.wait_text('The Stream Is Encrypted')
        app.key('ctrl+a')
        app.type(KEY)
        app.key('Return')
        app.wait_text('^100 %$')

    def test_missing_file_is_named_and_can_be_tried_again(self):
        app = self.run_program(self.path('later.bin'))
        words = app.wait_text('later.bin” could not be read')
        self.assertIn('There is no such file', words)
        shutil.copy(self.path('clear.bin'), self.path('later.bin'))
        desktop.press(app.find('push button', 'Try Again'))
        app.wait_text('^100 %$')

    def test_other_files_are_refused(self):
        for name, words in ((self.folder, 'It is a folder'), (__file__, 'neither a recording nor'),
                            ('/dev/null', 'not a file'), (self.path('refused.bin'), 'refused the console')):
            with self.subTest(name), desktop.run(name) as app:
                app.wait_text(words)

    def test_recording_plays_in_its_own_time(self):
        app = self.run_program(self.path('long.rackside'))
        app.wait_text('^0:[0-9]+ of 1:00:00$')
        app.key('ctrl+1')
        self.assert_shown(self.picture)
        desktop.press(app.find('push button', 'Pause'))
        app.find('push button', 'Play')
        app.key('Left')
        desktop.wait_for(lambda: not desktop.screenshot().find(self.picture), 'the first picture')
        app.key('Right')
        self.assert_shown(self.picture)
        desktop.press(app.find('push button', 'From the Beginning'))
        app.find('push button', 'Pause')

    def test_recording_ends_where_it_was_cut_off(self):
        with open(self.path('recording.rackside'), 'rb') as file:
            whole = file.read()
        with open(self.path('cut.rackside'), 'wb') as file:
            file.write(whole[:-1000])
        app = self.run_program(self.path('cut.rackside'))
        app.wait_text('^0:01 of 0:01$')
        app.find('push button', 'Play')

    def test_without_gl_it_says_so(self):
        app = self.run_program(self.path('clear.bin'), env={'GDK_DEBUG': 'gl-disable'})
        app.wait_text('The Screen Cannot Be Drawn')

    def test_screenshot_is_taken_when_the_picture_is_there(self):
        path = self.path('screenshot.png')
        app = self.run_program(self.path('clear.bin'), '--screenshot', path)
        app.wait_end()
        # As large as the window with its frame: scaled down it would lack rows of the screen.
        picture = desktop.read_picture(path)
        self.assertEqual((picture.width, picture.height), (1100, 740))


desktop.start()
tap.main()
