#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session bus and a keyring of their own for tests: gnome-keyring, unlocked, in a home folder that goes away.

Run as a program, it runs another one there: keyring.py PROGRAM ARGUMENT…
"""
import atexit
import os
import shutil
import subprocess
import sys
import tempfile

import tap


def start():
    """Starts a bus and a keyring; they end with the script."""
    tap.need('dbus-daemon')
    folder = tempfile.mkdtemp(prefix='rackside-keyring-')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ('HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR'):
        os.environ[name] = os.path.join(folder, name)
        os.mkdir(os.environ[name], 0o700)
    bus = subprocess.Popen(['dbus-daemon', '--session', '--nofork', '--nosyslog', '--print-address'],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    atexit.register(_end, bus)
    os.environ['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().decode().strip()
    unlock()


def unlock():
    """Starts a keyring on the session bus that there is, and returns its process; it ends with the script."""
    tap.need('gnome-keyring-daemon', 'gdbus')
    keyring = subprocess.Popen(['gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets'],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(_end, keyring)
    keyring.stdin.write(b'opens it')
    keyring.stdin.close()
    subprocess.run(['gdbus', 'wait', '--session', '--timeout', '30', 'org.freedesktop.secrets'], check=True)
    return keyring


def _end(process):
    process.terminate()
    process.wait()


if __name__ == '__main__':
    start()
    sys.exit(subprocess.run(sys.argv[1:]).returncode)
