#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of its own for tests of the real program: X server, window manager, session bus, home folder.

    import desktop
    app = desktop.run('--stream', path)
    desktop.press(app.find('push button', 'Open…'))
    app.key('F11')
    picture = desktop.screenshot()

Run as a program, it runs another one there: desktop.py PROGRAM ARGUMENT…

It starts with the first use and ends with the script. Every wait is for something that can be seen, and
fails after a generous time; with RACKSIDE_SHOTS=FOLDER in the environment a picture of the screen at that
moment is left there.
"""
import atexit
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import tap

PROGRAMS = ('Xvfb', 'openbox', 'dbus-daemon', 'xdotool', 'import')
WIDTH, HEIGHT = 1600, 1000
PATIENCE = float(os.environ.get("DESKTOP_PATIENCE", 30))          # seconds; a slow machine needs them
WORDS = 4000           # bytes of what the program wrote last, to be shown when it ends as it should not
CRITICAL = re.compile(rb'-CRITICAL \*\*: ')
# GTK 4.8 says it when a tooltip is due just after the window below the pointer has closed. Nothing comes of it.
TOOLTIP = re.compile(rb"(gdk_surface_get_device_position|_gtk_widget_find_at_coords): assertion 'GDK_IS_SURFACE")

_started = False
_folder = None
_atspi = None
_glib = None


class Picture:
    """Pixels of three bytes, rows without padding."""

    def __init__(self, width, height, pixels):
        assert len(pixels) == width * height * 3, (width, height, len(pixels))
        self.width, self.height, self.pixels = width, height, pixels

    def __eq__(self, other):
        return (self.width, self.height, self.pixels) == (other.width, other.height, other.pixels)

    def row(self, y):
        return self.pixels[y * self.width * 3:(y + 1) * self.width * 3]

    def pixel(self, x, y):
        return tuple(self.pixels[(y * self.width + x) * 3:(y * self.width + x) * 3 + 3])

    def crop(self, x, y, width, height):
        return Picture(width, height, b''.join(self.row(row)[x * 3:(x + width) * 3]
                                               for row in range(y, y + height)))

    def find(self, other):
        """Where another picture lies in this one, pixel for pixel, or None."""
        mark = max(range(other.height), key=lambda y: len(set(other.row(y)[i:i + 3]
                                                              for i in range(0, other.width * 3, 3))))
        needle = other.row(mark)
        for y in range(mark, self.height - (other.height - mark) + 1):
            row = self.row(y)
            at = row.find(needle)
            while at >= 0:
                if at % 3 == 0 and self.crop(at // 3, y - mark, other.width, other.height) == other:
                    return at // 3, y - mark
                at = row.find(needle, at + 1)
        return None

    def save(self, path):
        """For looking at when a test has failed."""
        with open(path, 'wb') as file:
            file.write(b'P6 %d %d 255\n' % (self.width, self.height) + self.pixels)


def read_picture(path):
    """A picture from a PNG or PPM file."""
    size = subprocess.run(['identify', '-format', '%w %h', path], capture_output=True, check=True).stdout
    width, height = map(int, size.split())
    return Picture(width, height, subprocess.run(['convert', path, '-depth', '8', 'rgb:-'],
                                                 capture_output=True, check=True).stdout)


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _spawn(*command, **more):
    process = subprocess.Popen(command, preexec_fn=_die_with_parent, **more)
    atexit.register(_end, process)
    return process


def _end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE / 6)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _read_line(process, fd):
    """What a program that has started writes to say so."""
    line = b''
    while not line.endswith(b'\n'):
        byte = os.read(fd, 1)
        if not byte:
            raise RuntimeError('%s ended with %s' % (process.args[0], process.wait()))
        line += byte
    return line.decode().strip()


def start(x_server=None):
    """Starts the desktop, once; x_server is the command of another X server than Xvfb."""
    global _started, _folder, _atspi, _glib
    if _started:
        return
    _started = True
    tap.need(*PROGRAMS)
    _folder = tempfile.mkdtemp(prefix='rackside-desktop-')
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'AT_SPI_BUS_ADDRESS', 'GTK_THEME'):
        os.environ.pop(name, None)
    for name, folder in (('HOME', 'home'), ('XDG_CONFIG_HOME', 'config'), ('XDG_CACHE_HOME', 'cache'),
                         ('XDG_DATA_HOME', 'data'), ('XDG_STATE_HOME', 'state'), ('XDG_RUNTIME_DIR', 'run')):
        os.environ[name] = os.path.join(_folder, folder)
        os.mkdir(os.environ[name], 0o700)
    # Without a graphics card each frame of an animation is work for the processor, and what is asked has to wait.
    os.mkdir(os.path.join(_folder, 'config', 'gtk-4.0'))
    with open(os.path.join(_folder, 'config', 'gtk-4.0', 'settings.ini'), 'w', encoding='ascii') as file:
        file.write('[Settings]\ngtk-enable-animations=false\n')
    os.environ.update(GDK_BACKEND='x11', GSETTINGS_BACKEND='memory', GTK_USE_PORTAL='0', LC_ALL='C.UTF-8',
                      LIBGL_ALWAYS_SOFTWARE='1', NO_AT_BRIDGE='0', GTK_A11Y='atspi')
    # Nothing is kept that would have to be forgotten before each look: libatspi 2.46 does that without end, until its
    # stack is full, when it has what is within what in a circle.
    os.environ['ATSPI_NO_CACHE'] = '1'

    read, write = os.pipe()
    x_server = x_server or ['Xvfb', '-screen', '0', '%dx%dx24' % (WIDTH, HEIGHT)]
    server = _spawn(*x_server, '-displayfd', str(write), '-nolisten', 'tcp', '-noreset', pass_fds=[write],
                    stderr=subprocess.DEVNULL)
    os.close(write)
    os.environ['DISPLAY'] = ':' + _read_line(server, read)
    bus = _spawn('dbus-daemon', '--session', '--nofork', '--nosyslog', '--print-address',
                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    os.environ['DBUS_SESSION_BUS_ADDRESS'] = _read_line(bus, bus.stdout.fileno())
    _spawn('openbox', '--sm-disable', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    import gi
    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi, GLib
    _atspi, _glib = Atspi, GLib
    wait_for(lambda: b'window id' in _output('xprop', '-root', '_NET_SUPPORTING_WM_CHECK'), 'a window manager')
    Atspi.init()
    # Otherwise what is asked gives up on a slow program long before the patience is at its end.
    Atspi.set_timeout(int(PATIENCE / 30 * 800), 15000)


def _output(*command):
    return subprocess.run(command, capture_output=True).stdout


def wait_for(condition, what, patience=PATIENCE):
    """Waits until condition() is true and returns what it returned."""
    context = _glib.MainContext.default()
    end = time.monotonic() + patience
    while True:
        while context.pending():
            context.iteration(False)
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            if 'RACKSIDE_SHOTS' in os.environ:
                path = os.path.join(os.environ['RACKSIDE_SHOTS'], 'waiting for %s.ppm' % what.replace('/', '_'))
                screenshot().save(path)
            raise AssertionError('waited %g s in vain for %s' % (patience, what))
        source = _glib.timeout_add(int(PATIENCE), lambda: False)      # looking often holds a slow program up
        context.iteration(True)
        if context.find_source_by_id(source):
            _glib.source_remove(source)


def _walk(node):
    """What is visible. GTK 4.8 does not say what shows, but what is hidden, and what is in it, does not."""
    if node is None or not (node.get_role_name() == 'application'
                            or node.get_state_set().contains(_atspi.StateType.VISIBLE)):
        return
    yield node
    for i in range(node.get_child_count()):
        yield from _walk(node.get_child_at_index(i))


# Owns the clipboard until it is ended, with what comes on standard input.
_OWNER = '''
import sys, gi
gi.require_version('Gtk', '4.0')
gi.require_version('Gdk', '4.0')
from gi.repository import Gdk, GLib, Gtk
Gtk.init()
data = sys.stdin.buffer.read()
provider = Gdk.ContentProvider.new_for_bytes(sys.argv[1], GLib.Bytes.new(data))
Gdk.Display.get_default().get_clipboard().set_content(provider)
print('ready', flush=True)
GLib.MainLoop().run()
'''


class App:
    """The program, running. It must say nothing critical, and end with status 0: by itself, or when it is told to."""

    def __init__(self, process):
        self.process = process
        self._words = b''
        self._critical = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        """Hands on what the program writes."""
        with self.process.stderr as stderr:
            for line in stderr:
                os.write(2, line)
                self._words = (self._words + line)[-WORDS:]
                if CRITICAL.search(line) and not TOOLTIP.search(line):
                    self._critical = self._critical or line.decode(errors='replace').strip()

    def _check_words(self):
        if self._critical:
            raise AssertionError('%s said: %s' % (self.process.args[0], self._critical))

    def _how(self):
        """How the program ended."""
        self._reader.join(PATIENCE)
        code = self.process.returncode
        return '%s ended %s after it had said: %s' % (
            self.process.args[0], 'by ' + signal.Signals(-code).name if code < 0 else 'with status %d' % code,
            self._words.decode(errors='replace').strip() or 'nothing')

    def _check_end(self):
        if self.process.returncode != 0:
            raise AssertionError(self._how())
        self._reader.join(PATIENCE)
        self._check_words()

    def _root(self):
        self.check()
        desktop = _atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app is not None and app.get_process_id() == self.process.pid:
                return app
        return None

    def ask_for_missing_window(self):
        """Asks for a window as a screen reader does that has not yet heard of its going."""
        self._root().get_child_at_index(self._root().get_child_count() + 1)

    def check(self):
        """Fails when the program has ended, or said something critical."""
        if self.process.poll() is not None:
            raise AssertionError(self._how())
        self._check_words()

    def look(self, role, name=None):
        """What is shown with that role and name (a string, or a compiled pattern), or None."""
        return next(self.look_all(role, name), None)

    def look_all(self, role, name=None):
        """Everything that look() looks for."""
        try:
            for node in _walk(self._root()):
                if node.get_role_name() == role and _fits(name, node.get_name()):
                    yield node
        except _glib.Error:
            pass                     # it went away while it was looked at: the next look will tell

    def find(self, role, name=None):
        """Waits for what look() looks for."""
        return wait_for(lambda: self.look(role, name), '%s “%s”' % (role, name))

    def wait_gone(self, role, name=None):
        wait_for(lambda: not self.look(role, name), '%s “%s” to go' % (role, name))

    def texts(self):
        """The words of all labels that are shown."""
        try:
            return [node.get_name() for node in _walk(self._root()) if node.get_role_name() == 'label']
        except _glib.Error:
            return []

    def wait_text(self, pattern):
        """Waits until a label matches, and returns its words."""
        return wait_for(lambda: next((text for text in self.texts() if re.search(pattern, text)), None),
                        'the words “%s”' % pattern)

    def key(self, *names):
        """Presses keys in the program, once its window has the keyboard: 'ctrl+o', 'F11'."""
        self.wait_active()
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *names], check=True)

    def type(self, text):
        """Types text in the program, once its window has the keyboard."""
        self.wait_active()
        subprocess.run(['xdotool', 'type', '--clearmodifiers', '--delay', '1', text], check=True)

    def wait_active(self):
        def active():
            window = _output('xdotool', 'getactivewindow').strip()
            return window and _output('xdotool', 'getwindowpid', window).strip() == b'%d' % self.process.pid

        self.check()
        wait_for(active, 'the keyboard')

    def wait_end(self):
        """Waits until the program has ended by itself."""
        wait_for(lambda: self.process.poll() is not None, 'the end of the program')
        self._check_end()

    def end(self):
        """Ends the program, as a session does that ends, unless it has ended."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError('%s did not end when it was told to' % self.process.args[0]) from None
        self._check_end()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def _fits(wanted, name):
    if wanted is None:
        return True
    return bool(wanted.search(name)) if hasattr(wanted, 'search') else wanted == name


def run(*arguments, env=None):
    """Starts the program that is to be tested. Use it as a context manager, so that it ends."""
    start()
    # Something critical does not end it at once, because not all of it is its own: App looks for it.
    environment = {**os.environ, 'G_DEBUG': '', **(env or {})}
    return App(_spawn(os.environ['RACKSIDE'], *arguments, env=environment, stderr=subprocess.PIPE))


def walk(app):
    """Everything that is shown."""
    try:
        yield from _walk(app._root())
    except _glib.Error:
        pass


def press(node):
    """Does what a click on it does."""
    assert node.get_action_iface() is not None and node.get_n_actions() > 0, node.get_name()
    assert node.do_action(0), node.get_name()


def sensitive():
    """The state of what can be used."""
    return _atspi.StateType.SENSITIVE


def is_checked(node):
    """Whether a check mark is in it."""
    return node.get_state_set().contains(_atspi.StateType.CHECKED)


def is_focused(node):
    """Whether it has the keyboard."""
    return node.get_state_set().contains(_atspi.StateType.FOCUSED)


def copy(test, data, kind='text/plain;charset=utf-8'):
    """Puts data into the clipboard until the test ends."""
    owner = subprocess.Popen([sys.executable, '-c', _OWNER, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    test.addCleanup(owner.wait)
    test.addCleanup(owner.kill)
    test.addCleanup(owner.stdout.close)
    owner.stdin.write(data)
    owner.stdin.close()
    if owner.stdout.readline() != b'ready\n':
        test.skipTest('no GTK 4 for Python')


def window_id(title):
    """The X window with that title, once there is one."""
    return wait_for(lambda: _output('xdotool', 'search', '--onlyvisible', '--name', title).split(),
                    'a window “%s”' % title)[-1].decode()


def wait_window_gone(title):
    """Waits until there is no X window with that title. GTK 4.8 complains when a file chooser is asked for what is in
    it while it goes away."""
    wait_for(lambda: not _output('xdotool', 'search', '--onlyvisible', '--name', title), 'the window “%s” to go' % title)


def resize(title, width, height):
    """Gives a window another size, its frame included, and moves it to the upper left."""
    subprocess.run(['xdotool', 'windowmove', window_id(title), '0', '0'], check=True)
    subprocess.run(['xdotool', 'windowsize', window_id(title), str(width), str(height)], check=True)


def screenshot():
    """What is on the screen."""
    return Picture(WIDTH, HEIGHT, subprocess.run(['import', '-window', 'root', '-depth', '8', 'rgb:-'],
                                                 capture_output=True, check=True).stdout)


if __name__ == '__main__':
    start()
    sys.exit(subprocess.run(sys.argv[1:]).returncode)
