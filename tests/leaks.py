#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses the programs under valgrind: what is lost at their end (definitely, or by way of what is) with a function of ours
among those that got it is a leak. tests/leaks.sh starts it."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import tap

tap.need('valgrind', 'ipmi_sim')

import bmc
import console_case
import desktop
import harness
import panel_case

HERE = os.path.dirname(os.path.abspath(__file__))
SUPPRESSIONS = ['/usr/share/glib-2.0/valgrind/glib.supp', '/usr/share/gtk-4.0/valgrind/gtk.supp',
                os.path.join(HERE, 'leaks.supp')]
KINDS = ('Leak_DefinitelyLost', 'Leak_IndirectlyLost')
OURS = re.compile('^(rackside|ilo|ipmi|report|wire|ctl)-')
LOOPS = ('main', 'run', 'rackside_application_run', 'rackside_application_startup', 'ctl_await')
NEAR = 6               # a wrong access is ours when so few functions are between
SLOW = 20              # so many times as slow as without valgrind

FOLDER = tempfile.mkdtemp(prefix='rackside-leaks-')
PROGRAM = os.environ['RACKSIDE']
CHECKED = {'G_SLICE': 'always-malloc', 'G_DEBUG': 'gc-friendly', 'GSK_RENDERER': 'cairo', 'MALLOC_PERTURB_': '0'}
SECRET = 's3cret-Pass'


def under_valgrind(program, log):
    """The words that start the program there."""
    return ['valgrind', '--quiet', '--leak-check=full', '--show-leak-kinds=definite,indirect', '--num-callers=60',
            '--trace-children=no', '--child-silent-after-fork=yes', '--xml=yes', '--xml-file=' + log,
            *['--suppressions=' + path for path in SUPPRESSIONS if os.path.exists(path)], program]


def describe(frame):
    return '%s (%s:%s)' % tuple(frame.findtext(name) or '?' for name in ('fn', 'file', 'line'))


def is_ours(frame):
    """What hands on to the main loop is in every stack."""
    return bool(OURS.match(frame.findtext('file') or '')) and frame.findtext('fn') not in LOOPS


def leaks(log):
    """What the log tells of leaks of ours, and of memory that was used wrongly."""
    found = []
    for error in ElementTree.parse(log).iter('error'):
        kind, frames = error.findtext('kind'), error.find('stack').findall('frame')
        is_leak = kind.startswith('Leak_')
        if any(map(is_ours, frames if is_leak else frames[:NEAR])) and (kind in KINDS or not is_leak):
            found.append('\n    '.join([error.findtext('xwhat/text') or error.findtext('what') or kind,
                                        *map(describe, frames)]))
    return found


class Leaks(unittest.TestCase):
    def setUp(self):
        self.logs = []

    def new_log(self):
        self.logs.append(os.path.join(FOLDER, '%s-%d.xml' % (self.id().split('.')[-1], len(self.logs))))
        return self.logs[-1]

    def check(self):
        for log in self.logs:
            self.assertEqual(leaks(log), [], log)

    def start(self, *arguments):
        """The window, slowly."""
        script = os.path.join(FOLDER, 'rackside')
        with open(script, 'w', encoding='utf-8') as file:
            file.write('#!/bin/sh\nexec %s "$@"\n' % ' '.join(under_valgrind(PROGRAM, self.new_log())))
        os.chmod(script, 0o755)
        os.environ['RACKSIDE'] = script
        app = desktop.run(*arguments, env=CHECKED)
        self.addCleanup(app.end)
        return app

    def close(self, app):
        app.key('ctrl+q')
        self.assertEqual(app.wait_end(), 0)


class TestServers(Leaks):
    FILE = ''.join('[server %d]\nname=Web %d\naddress=ilo://admin@192.0.2.%d\ntags=web;\n\n' % (n, n, n) for n in (1, 2, 3))

    def test_servers(self):
        desktop.start()
        path = os.path.join(os.environ['XDG_CONFIG_HOME'], 'rackside', 'servers')
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(self.FILE)
        self.addCleanup(shutil.rmtree, os.path.dirname(path), ignore_errors=True)
        app = self.start()
        app.wait_text('^Web 1$')
        app.type('2.3')
        desktop.wait_for(lambda: 'Web 1' not in app.texts(), 'what was searched for')
        app.key('Escape')
        app.wait_text('^Web 1$')
        for item, name in (('Edit…', 'Save'), ('Duplicate…', 'Save'), ('Remove', None)):
            desktop.press(app.find('push button', 'What can be done with Web 2'))
            desktop.press(app.find('menu item', item))
            if name is not None:
                app.find('push button', re.compile(name + '$'))
                app.key('Escape')
                app.wait_gone('push button', re.compile(name + '$'))
        app.wait_text('^Web 2 is removed$')
        app.key('ctrl+z')
        app.wait_text('^Web 2$')
        self.close(app)
        self.check()


class TestConsole(Leaks, console_case.Case):
    def test_console(self):
        simulator = self.start_simulator('--mode', '640x480', '--no-probe')
        app = self.start('ilo://%s@127.0.0.1:%d' % (simulator.ready['user'], simulator.ready['https_port']))
        app.find('push button', 'Connect')
        app.type(simulator.password)
        app.key('Return')
        desktop.press(app.find('push button', 'Trust and Connect'))
        app.wait_text('^Ctrl.Alt gives the keyboard back$')
        app.type('hello')
        simulator.log.wait(on='console', event='keyboard')
        app.key('ctrl+alt')
        app.wait_text('^Click or press Ctrl.Alt to type$')
        self.use_drive(simulator, app)
        self.paste(simulator, app)
        for key in 'F11', 'F11', 'F9', 'F9':
            app.key(key)
        self.choose(app, 'Power', 'Hold the Power Button', 'h')
        app.wait_text('^Switch Off ')
        app.key('Escape')
        app.wait_gone('label', re.compile('^Switch Off '))
        self.close(app)
        simulator.log.wait(on='https', event='logout')
        self.check()

    def use_drive(self, simulator, app):
        image = os.path.join(FOLDER, 'disc.iso')
        with open(image, 'wb') as file:
            file.write(bytes(16 * 2048) + b'\x01CD001\x01'.ljust(2048, b'\0'))
            file.truncate(2048 * 400)
        app.key('ctrl+d')
        desktop.press(app.find('push button', 'Choose a File for the CD Drive…'))
        title = 'Choose an Image for the CD Drive'
        desktop.window_id(title)
        app.key('slash')
        app.find('text')
        app.key('ctrl+a')
        app.type(image)
        app.key('Return')
        desktop.wait_window_gone(title)
        simulator.log.wait(on='media', event='hello')
        simulator.do('media-read')
        desktop.press(app.find('push button', 'Eject the CD'))
        simulator.log.wait(on='media', event='disconnect')
        app.key('Escape')
        app.wait_gone('label', 'CD or DVD')

    def paste(self, simulator, app):
        self.choose(app, 'Keyboard', 'Paste as Keystrokes', 'k')
        app.find('push button', 'Type')
        app.key('Escape')
        app.wait_gone('push button', 'Type')


class TestPanel(Leaks):
    def test_panel(self):
        simulator = self.enterContext(bmc.IpmiSim(sol=True))
        app = self.start('ipmi://%s@127.0.0.1:%d' % (panel_case.USER, simulator.port))
        app.find('text', 'Password')
        app.type(panel_case.PASSWORD)
        app.key('Return')
        for page, words in (('Power', '^The server is (on|off)$'), ('Sensors', 'Inlet Temp'), ('Events', '^Sensor|Inlet|Fan'),
                            ('Inventory', '^Board'), ('Serial', '^Connected')):
            desktop.press(app.find('page tab', page))
            if page == 'Serial':
                desktop.press(app.find('push button', 'Connect to the Serial Console'))
            app.wait_text(words)
        self.close(app)
        self.check()


class TestPlayer(Leaks):
    def test_player(self):
        subprocess.run([os.environ['MAKE_PLAYER_FILES'], FOLDER], check=True)
        app = self.start('--stream', os.path.join(FOLDER, 'recording.rackside'))
        app.find('push button', re.compile('^(Play|Pause)$'))
        app.key('space')
        self.close(app)
        self.check()


class TestCtl(Leaks):
    """Each command, and some of what can go wrong."""

    def run_ctl(self, program, uri, *arguments, password=SECRET, status=0, **more):
        process = subprocess.run([*under_valgrind(os.environ[program], self.new_log()), *([uri] if uri else []), *arguments],
                                 env=os.environ | CHECKED | {'RACKSIDE_PASSWORD': password}, capture_output=True, text=True,
                                 timeout=SLOW * 30, stdin=more.get('stdin', subprocess.DEVNULL))
        self.assertEqual(process.returncode, status, '%s: %s' % (arguments, process.stderr))

    def test_ctl_ipmi(self):
        with bmc.FakeBmc('--count', '2') as fake:
            uri, other = ('ipmi://admin@127.0.0.1:%d' % port for port in fake.ports)
            for command in (['device'], ['chassis'], ['power', 'status'], ['power', 'off'], ['identify', '1'], ['boot'],
                            ['boot', 'pxe'], ['sensors', '--json'], ['sensors'], ['sensors', '--no-cache', '--ask-thresholds'],
                            ['sdr-info'], ['sel'], ['sel', '--clear'], ['sel-info'], ['fru'], ['fru', '0', '--json'], ['lan'],
                            ['users'], ['watchdog'], ['dcmi-power'], ['selftest'], ['raw', '6', '1'], ['mc-reset', 'warm'],
                            ['sol', '--quiet-for', '0.1'], ['sweep', other], ['device', '--bridge', '0:0x72'], ['device', '--suite', '17']):
                self.run_ctl('RACKSIDECTL', uri, *command)
            for command, status in ((['raw', '6', 'ee'], 1), (['fru', '99'], 1), (['nothing'], 2), (['device', '--suite', 'x'], 2)):
                self.run_ctl('RACKSIDECTL_FULL', uri, *command, status=status)
            self.run_ctl('RACKSIDECTL', uri, 'device', password='wrong', status=3)
        with bmc.Silent() as silent:
            self.run_ctl('RACKSIDECTL', 'ipmi://admin@127.0.0.1:%d' % silent.port, 'device', '--timeout', '1', status=4)
        self.check()

    def test_ctl_ilo(self):
        image = os.path.join(FOLDER, 'floppy.img')
        with open(image, 'wb') as file:
            file.truncate(1474560)
        with harness.Simulator() as simulator:
            uri, trust = simulator.ready['uri'], ['--trust', simulator.ready['pin']]
            shot, recording = os.path.join(FOLDER, 'shot.png'), os.path.join(FOLDER, 'recording')
            for command in (['status'], ['screenshot', shot], ['key', 'ctrl+alt+F1', 'a'], ['type', 'hello'],
                            ['click', '5', '6'], ['record', recording, '--seconds', '1'], ['power', 'press']):
                self.run_ctl('RACKSIDECTL_FULL', uri, *command, *trust, password=simulator.password)
            self.run_ctl('RACKSIDECTL_FULL', uri, 'mount', image, *trust, '--timeout', '8', password=simulator.password, status=4)
            self.run_ctl('RACKSIDECTL_FULL', uri, 'status', status=3)
            self.run_ctl('RACKSIDECTL_FULL', uri, 'status', *trust, password='wrong', status=3)
            self.run_ctl('RACKSIDECTL_FULL', uri, 'type', 'é', *trust, status=1)
        self.run_ctl('RACKSIDECTL_FULL', None, 'play', recording, shot)
        capture = os.path.join(harness.SHARED, 'captures', 'console-server.bin')
        if os.path.exists(capture):
            self.run_ctl('RACKSIDECTL_FULL', None, 'decode', '--key', '0' * 32, capture, shot, status=3)
        self.run_ctl('RACKSIDECTL_FULL', None, 'servers', 'list')
        self.check()


tap.main()
