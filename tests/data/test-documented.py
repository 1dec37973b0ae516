#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether man page and completion know every command and option that the programs have."""
import os
import re
import subprocess
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
_racksidectl
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


def complete(*words):
    """What bash offers for the last of the words."""
    return subprocess.run(['bash', '-c', COMPLETE, 'bash', os.path.join(DATA, 'completions', 'racksidectl'),
                           'racksidectl', *words], capture_output=True, text=True, check=True,
                          env=dict(os.environ, XDG_CONFIG_HOME=os.path.join(DATA, 'nowhere'))).stdout.split()


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
    def test_window(self):
        man = read_man('rackside')
        for option in re.findall(r'^  (?:-., )?(--[a-z-]+)', get_help('RACKSIDE', '--help'), re.MULTILINE):
            if option not in ('--help-all', '--help-gapplication'):
                with self.subTest(option):
                    self.assertIn(option, man)


tap.need('bash')
if not os.path.exists('/usr/share/bash-completion/bash_completion'):
    tap.skip_all('not installed: bash-completion')
tap.main()
