#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether man page and completion know every command and option that the programs have."""
import os
import re
import subprocess
import tempfile
import unittest

import tap

DATA = os.environ['RACKSIDE_DATA']
SERVERS = {'ilo': 'ilo://a@host', 'ipmi': 'ipmi://a@host', '': ''}

COMPLETE = r'''
. /usr/share/bash-completion/bash_completion
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9
compopt () { :; }
_$1
printf '%s\n' "${COMPREPLY[@]}"
'''


def get_help(program, *arguments):
    return subprocess.run([os.environ[program], *arguments], capture_output=True, text=True, check=True,
                          env=dict(os.environ, LC_ALL='C.UTF-8')).stdout


def get_commands():
    """(scheme, name) of every command."""
    for line in get_help('RACKSIDECTL', '--help').splitlines():
        match = re.match(r'  (?:(ilo|ipmi)://… )?([a-z][a-z-]*)( |$)', line)
        if match:
            yield match.group(1) or '', match.group(2)


def get_options(*arguments):
    return re.findall(r'^  (?:-., )?(--[a-z-]+)', get_help('RACKSIDECTL', *arguments, '--help'), re.MULTILINE)


def read_man(name):
    with open(os.path.join(DATA, 'man', name + '.1'), encoding='utf-8') as file:
        return file.read().replace('Fl -', '--')


def complete(*words, program='racksidectl', config=os.path.join(DATA, 'nowhere')):
    """What bash offers for the last of the words."""
    return subprocess.run(['bash', '-c', COMPLETE, 'bash', os.path.join(DATA, 'completions', program), program, *words],
                          capture_output=True, text=True, check=True, cwd=DATA,
                          env=dict(os.environ, XDG_CONFIG_HOME=config)).stdout.split()


class TestRacksidectl(unittest.TestCase):
    def test_there_are_commands(self):
        self.assertGreater(len(list(get_commands())), 25)

    def test_man_page(self):
        man = read_man('racksidectl')
        for scheme, name in get_commands():
            with self.subTest(name):
                self.assertRegex(man, r'\.It Cm %s\b' % name)
                for option in get_options(*filter(None, (SERVERS[scheme], name))):
                    self.assertRegex(man, r'%s\b' % option)

    def test_man_page_has_nothing_else(self):
        known = set(re.findall('--[a-z-]+', get_help('RACKSIDECTL', '--help')))
        names = set()
        for scheme, name in get_commands():
            known.update(get_options(*filter(None, (SERVERS[scheme], name))))
            names.add(name)
        man = read_man('racksidectl')
        self.assertEqual(set(re.findall('--[a-z-]+', man)) - known, set())
        self.assertEqual(set(re.findall(r'\.It Cm ([a-z-]+)', man)) - names, set())

    def test_completion_of_saved_servers(self):
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, 'rackside'))
            with open(os.path.join(folder, 'rackside', 'servers'), 'w', encoding='utf-8') as file:
                file.write('[Rackside]\nversion=1\n[server 1]\nname=a\naddress=ilo://me@db1\nbmc=ipmi://me@db1-bmc\n')
            for program in ('racksidectl', 'rackside'):
                with self.subTest(program):
                    # What stands before a colon is a word of its own to bash, and stays.
                    self.assertEqual(complete('ilo://me', program=program, config=folder), ['//me@db1'])
            self.assertEqual(complete('sweep', '', config=folder), ['ipmi://me@db1-bmc'])

    def test_completion_of_files(self):
        for words in (['--password-file', 'man/rackside.'], ['--password-file=man/rackside.'],
                      [SERVERS['ilo'], 'mount', 'man/rackside.'], ['servers', 'import', 'man/rackside.']):
            with self.subTest(words):
                self.assertEqual(complete(*words), ['man/rackside.1'])

    def test_completion_of_layouts(self):
        if not os.path.exists('/usr/share/X11/xkb/rules/evdev.lst'):
            self.skipTest('not installed: xkb-data')
        self.assertEqual(complete(SERVERS['ilo'], 'type', '--layout', 'de+nodead'), ['de+nodeadkeys'])
        self.assertEqual(complete(SERVERS['ilo'], 'type', '--layout', 'fr+bepo_l'), ['fr+bepo_latin9'])
        self.assertIn('us', complete(SERVERS['ilo'], 'type', '--layout', 'u'))

    def test_completion_of_commands(self):
        for scheme, name in get_commands():
            with self.subTest(name):
                self.assertIn(name, complete(*filter(None, [SERVERS[scheme]]), ''))

    def test_completion_of_options(self):
        for scheme, name in get_commands():
            with self.subTest(name):
                words = list(filter(None, (SERVERS[scheme], name)))
                missing = set(get_options(*words)) - set(complete(*words, '--'))
                self.assertEqual(missing, set())

    def test_completion_of_values(self):
        self.assertEqual(complete(SERVERS['ilo'], 'power', 'h'), ['hold'])
        self.assertEqual(complete(SERVERS['ipmi'], 'boot', 'p'), ['pxe'])
        self.assertEqual(complete(SERVERS['ilo'], 'mount', '--drive', 'u'), ['usb'])


class TestOthers(unittest.TestCase):
    def setUp(self):
        self.options = set(re.findall(r'^  (?:-., )?(--[a-z-]+)', get_help('RACKSIDE', '--help'), re.MULTILINE))
        self.options -= {'--help-all', '--help-gapplication'}

    def test_window(self):
        self.assertEqual(set(re.findall('--[a-z-]+', read_man('rackside'))), self.options)

    def test_completion_of_options(self):
        self.assertEqual({option.rstrip('=') for option in complete('--', program='rackside')}, self.options)

    def test_completion_of_files(self):
        self.assertEqual(complete('man/rackside.', program='rackside'), ['man/rackside.1'])
        self.assertEqual(complete('--stream=man/rackside.', program='rackside'), ['man/rackside.1'])


tap.need('bash')
if not os.path.exists('/usr/share/bash-completion/bash_completion'):
    tap.skip_all('not installed: bash-completion')
tap.main()
