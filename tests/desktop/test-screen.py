#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's picture is kept, magnified, scrolled, and stays exact."""
import glob
import os
import re
import subprocess
import tempfile

import desktop
import harness
import tap
from console_case import Case, xdotool

WIDTH, HEIGHT = 640, 480
TEXT = ''.join('%02d The quick brown fox jumps over the lazy dog and counts %05d\n' % (i, 7919 * i) for i in range(30))


def magnify(picture, factor):
    rows = []
    for y in range(picture.height):
        row = picture.row(y)
        wide = b''.join(row[x:x + 3] * factor for x in range(0, len(row), 3))
        rows.extend([wide] * factor)
    return desktop.Picture(picture.width * factor, picture.height * factor, b''.join(rows))


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


class ScreenCase(Case):
    """One connection for all that is done with its picture."""

    @classmethod
    def setUpClass(cls):
        cls.simulator = harness.Simulator('--mode', '%dx%d' % (WIDTH, HEIGHT), '--server-name', 'web-7')
        cls.addClassCleanup(cls.simulator.__exit__)
        cls.app = cls.connect(cls(), cls.simulator)
        cls.addClassCleanup(cls.app.end)
        cls.simulator.do('print', text=TEXT)

    def setUp(self):
        xdotool('mousemove', 0, 0)
        if self.app.look('label', 'Ctrl+Alt gives the keyboard back'):
            self.app.key('ctrl+alt')
        self.app.wait_text('^Click or press Ctrl.Alt to type$')
        self.app.key('ctrl+0')


class TestZoom(ScreenCase):
    def toggle_crisp(self):
        desktop.press(desktop.wait_for(
            lambda: next((node for node in self.app.look_all('push button', 'View') if node.get_n_actions() > 0), None),
            'the menu'))
        self.app.find('check menu item', 'Keep the Picture Crisp')
        self.app.key('k')

    def assert_part(self, factor, x, y, width=600, height=400):
        """Waits until a part of the magnified picture shows, and returns where it is."""
        part = magnify(self.picture_of(self.simulator), factor).crop(x, y, width, height)
        return desktop.wait_for(lambda: desktop.screenshot().find(part), '%d,%d at %d : 1' % (x, y, factor))

    def assert_points(self, left, top, factor, *pixels):
        """The pointer is on the pixel that shows below it; left and top are those of the picture, seen or not."""
        away = (pixels[0][0] + pixels[-1][0]) // 2, (pixels[0][1] + pixels[-1][1]) // 2
        for x, y in pixels:
            for within in {0, factor - 1}:
                for pixel_x, pixel_y in away, (x, y):
                    xdotool('mousemove', left + pixel_x * factor + within, top + pixel_y * factor + within)
                    self.simulator.log.wait(on='console', event='mouse', pixel_x=pixel_x, pixel_y=pixel_y)

    def pan(self, *directions):
        for direction in directions:
            self.app.key(*['alt+' + direction] * 20)

    def test_each_pixel_is_four_and_is_found(self):
        self.app.key('ctrl+1')
        self.assert_shown(self.simulator)
        self.app.key('ctrl+plus', 'ctrl+plus', 'ctrl+plus')             # 125 %, 150 %, 200 %
        self.pan('Left', 'Up')
        left, top = self.assert_part(2, 0, 0)
        self.assert_points(left, top, 2, (0, 0), (1, 1), (299, 199))
        self.pan('Right', 'Down')
        left, top = self.assert_part(2, 2 * WIDTH - 600, 2 * HEIGHT - 400)
        self.assert_points(left - (2 * WIDTH - 600), top - (2 * HEIGHT - 400), 2,
                           (WIDTH - 1, HEIGHT - 1), (WIDTH - 2, HEIGHT - 2), (WIDTH - 200, HEIGHT - 200))
        self.app.key('ctrl+minus', 'ctrl+minus', 'ctrl+minus')
        left, top = self.assert_shown(self.simulator)
        self.assert_points(left, top, 1, (0, 0), (WIDTH - 1, HEIGHT - 1))

    def test_the_wheel_scrolls(self):
        self.app.key('ctrl+1', 'ctrl+plus', 'ctrl+plus', 'ctrl+plus')
        self.pan('Left', 'Up')
        left, top = self.assert_part(2, 0, 0)
        xdotool('mousemove', left + 300, top + 200)
        xdotool('click', '--repeat', 30, '--delay', 5, 5)
        xdotool('mousemove', 0, 0)
        part = magnify(self.picture_of(self.simulator), 2).crop(0, 2 * HEIGHT - 400, 600, 400)
        left, top = desktop.wait_for(lambda: desktop.screenshot().find(part), 'the lower end')
        self.assert_points(left, top - (2 * HEIGHT - 400), 2, (10, HEIGHT - 1), (290, HEIGHT - 199))

    def test_crisp_fits_by_whole_factors(self):
        self.assertFalse(self.look_for_the_original())                  # fits at 1.3 or so
        self.toggle_crisp()
        self.assert_shown(self.simulator)
        self.app.key('ctrl+1', 'ctrl+plus')                             # the next one is 2
        self.pan('Left', 'Up')
        self.assert_part(2, 0, 0)
        self.app.key('ctrl+minus')
        self.assert_shown(self.simulator)
        self.app.key('ctrl+0')
        self.toggle_crisp()
        desktop.wait_for(lambda: not self.look_for_the_original(), 'the picture to fit again')

    def look_for_the_original(self):
        return desktop.screenshot().find(self.picture_of(self.simulator))

    def test_keys_are_the_servers_while_it_has_the_keyboard(self):
        self.app.key('ctrl+1')
        self.assert_shown(self.simulator)
        self.app.key('ctrl+alt')
        self.app.wait_text('^Ctrl.Alt gives the keyboard back$')
        self.app.key('ctrl+0')
        self.wait_keys(self.simulator, 1, 0x27)
        self.wait_keys(self.simulator, 0)
        self.assert_shown(self.simulator)


class TestFigures(ScreenCase):
    def toggle(self):
        desktop.press(desktop.wait_for(
            lambda: next((node for node in self.app.look_all('push button', 'View') if node.get_n_actions() > 0), None),
            'the menu'))
        self.app.find('check menu item', 'Figures over the Picture')
        self.app.key('g')

    def value(self, pattern):
        text = self.app.wait_text(pattern)
        return float(re.search('[0-9.]+', text)[0])

    def test_are_those_of_the_connection(self):
        self.assertEqual(self.app.look('label', 'Frames'), None)
        self.toggle()
        self.app.find('label', 'Frames')
        self.app.key('ctrl+1')
        self.assertGreater(self.value('^[0-9.]+ ms$'), 0)               # TCP's, which is there from the beginning
        self.app.wait_text('^0.0 kB/s$')                                # nothing happens
        self.app.wait_text('^0/s$')
        self.app.find('label', '–')                                     # nothing was typed
        self.app.key('ctrl+alt')
        self.app.wait_text('^Ctrl.Alt gives the keyboard back$')
        self.app.type('x')
        self.app.wait_gone('label', '–')
        desktop.wait_for(lambda: self.simulator.do('print', text='%r ' % os.urandom(400))
                         and any(re.search('^([1-9]|0.[1-9]).* kB/s$', text) for text in self.app.texts()), 'data')
        xdotool('mousemove', desktop.WIDTH // 2 + 1, desktop.HEIGHT // 2)
        self.app.key('ctrl+alt')
        self.toggle()
        self.app.wait_gone('label', 'Frames')


class TestScreenshot(ScreenCase):
    @classmethod
    def setUpClass(cls):
        desktop.start()
        from notifications import Notifications
        cls.notifications = Notifications()
        cls.opened = os.path.join(os.environ['HOME'], 'opened')
        write(os.path.join(os.environ['XDG_DATA_HOME'], 'applications', 'viewer.desktop'),
              '[Desktop Entry]\nType=Application\nName=Viewer\nMimeType=image/png;\n'
              'Exec=sh -c \'echo "$1" >>%s\' sh %%u\n' % cls.opened)
        write(os.path.join(os.environ['XDG_CONFIG_HOME'], 'mimeapps.list'),
              '[Default Applications]\nimage/png=viewer.desktop\n')
        super().setUpClass()

    def files(self):
        return glob.glob(os.path.join(os.environ['HOME'], 'Screenshots', '*'))

    def opened_files(self):
        try:
            with open(self.opened, encoding='utf-8') as file:
                return file.read().split('\n')[:-1]
        except FileNotFoundError:
            return []

    def test_is_saved_and_opened(self):
        self.assertEqual(self.files(), [])
        self.app.key('ctrl+s')
        desktop.press(self.app.find('push button', re.compile('Open$')))        # of the toast, which goes away soon
        desktop.wait_for(lambda: len(self.opened_files()) == 1, 'the picture to be opened')
        path, = self.files()
        name = os.path.basename(path)
        self.assertRegex(name, '^web-7 [-0-9]+ [-0-9]+[.]png$')
        self.assertEqual(desktop.read_picture(path), self.picture_of(self.simulator))
        number = self.notifications.wait('Screenshot Saved')
        self.assertEqual(self.notifications.told[number - 1][1], 'Saved as “%s”.' % name)
        self.notifications.click(number)
        desktop.wait_for(lambda: len(self.opened_files()) == 2, 'the picture to be opened again')
        self.assertEqual([os.path.basename(file).replace('%20', ' ') for file in self.opened_files()], [name] * 2)
        self.choose(self.app, 'View', 'Save Screenshot', 's')
        desktop.wait_for(lambda: len(self.files()) == 2, 'another picture')

    def test_is_copied(self):
        self.app.key('ctrl+shift+c')
        self.app.wait_text('^The screenshot is in the clipboard')
        with tempfile.NamedTemporaryFile(suffix='.png') as file:
            subprocess.run(['xclip', '-selection', 'clipboard', '-target', 'image/png', '-out'], stdout=file, check=True,
                           timeout=desktop.PATIENCE)
            self.assertEqual(desktop.read_picture(file.name), self.picture_of(self.simulator))

    def test_says_that_there_is_no_picture(self):
        self.simulator.do('signal', on=False)
        self.addCleanup(self.simulator.do, 'signal', on=True)
        self.app.wait_text('^The server’s graphics card sends no picture')
        self.app.key('ctrl+s')
        self.app.wait_text('^There is no picture of the server’s screen at the moment')


class TestTrouble(Case):
    def test_says_why_a_screenshot_is_not_saved(self):
        write(os.path.join(os.environ['XDG_CONFIG_HOME'], 'glib-2.0', 'settings', 'keyfile'),
              "[org/rackside/Rackside]\nscreenshot-folder='/proc/nowhere'\nzoom='original'\n")
        simulator = self.start_simulator('--mode', '320x208')
        app = self.log_in(simulator)
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        self.assert_shown(simulator)                                    # in its original size from the beginning
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        app.key('ctrl+s')
        app.wait_text('^The screenshot could not be saved: .*/proc/nowhere')
        app.check()

    def test_what_is_left_of_a_lost_connection(self):
        write(os.path.join(os.environ['XDG_CONFIG_HOME'], 'glib-2.0', 'settings', 'keyfile'),
              "[org/rackside/Rackside]\noverlay=true\n")
        simulator = self.start_simulator()
        app = self.connect(simulator)
        app.wait_text('^[0-9.]+ ms$')                                   # the round trip
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        simulator.__exit__()
        app.wait_text('^Not connected$')
        desktop.wait_for(lambda: app.texts().count('–') == 4, 'no figures')
        app.key('ctrl+s')
        app.wait_text(r'^Saved as “.*[.]png”[.] The connection is lost: this is the last picture that came[.]$')
        self.assertEqual(app.texts().count('–'), 4)

    def run_program(self, *arguments, **more):
        return super().run_program(*arguments, env={'GSETTINGS_BACKEND': 'keyfile'}, **more)


tap.need('xclip')
desktop.start()
tap.main()
