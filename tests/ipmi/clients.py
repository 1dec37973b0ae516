# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs racksidectl and the other clients against a port of 127.0.0.1."""
import json
import os
import signal
import subprocess

SECONDS = 60


def run(*command, environment=None, **more):
    more.setdefault('stdin', subprocess.DEVNULL)
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS,
                          env=dict(os.environ, **(environment or {})), **more)


def racksidectl(port, *arguments, user='admin', password='s3cret-Pass', options=(), **more):
    """The finished process, which no signal has ended."""
    process = run(os.environ['RACKSIDECTL'], *options, 'ipmi://%s@127.0.0.1:%d' % (user, port), *arguments,
                  environment={'RACKSIDE_PASSWORD': password}, **more)
    if process.returncode < 0:
        raise AssertionError('%s: ended by %s, %s' % (' '.join(map(str, arguments)),
                                                      signal.Signals(-process.returncode).name, process.stderr))
    return process


def result(port, *arguments, **more):
    """What a command that has to succeed says with --json."""
    process = racksidectl(port, *arguments, '--json', **more)
    if process.returncode != 0:
        raise AssertionError('%s: exit status %d, %s' % (' '.join(map(str, arguments)), process.returncode,
                                                         process.stderr))
    return json.loads(process.stdout)


def ipmitool(port, *arguments, suite=3, user='admin', password='s3cret-Pass', options=()):
    return run('ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', port, '-U', user, '-P', password,
               '-C', suite, *options, *arguments)


def freeipmi(program, port, *arguments, suite=3, user='admin', password='s3cret-Pass', level='ADMIN'):
    cache = ()
    if program in ('ipmi-sensors', 'ipmi-sel', 'ipmi-fru'):
        cache = ('--sdr-cache-directory', os.environ['HOME'], '--sdr-cache-recreate', '--quiet-cache')
    return run(program, '-h', '127.0.0.1:%d' % port, '-D', 'LAN_2_0', '-u', user, '-p', password, '-I', suite,
               '-l', level, '-W', 'opensesspriv', *cache, *arguments)


def fields(text, separator=':'):
    """“Name : value” lines as a dictionary; of several with the same name the first one."""
    found = {}
    for line in text.splitlines():
        name, colon, value = line.partition(separator)
        if colon:
            found.setdefault(name.strip(), value.strip())
    return found
