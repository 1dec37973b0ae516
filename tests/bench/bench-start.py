#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-start.py [BUILD-DIR] [TIMES]: from the start of the program until its first window is painted, warm, as somebody in
front of the screen sees it: a few pixels of a virtual one are watched. Prints medians, and what the processor did for it
until then; fails when a median is over 500 ms. Figures are worth something on an idle machine only."""
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'desktop'), os.path.join(HERE, '..')]
import desktop                                                               # noqa: E402

LIMIT = 500                                                # ms
GRID = [(x, y) for x in range(100, desktop.WIDTH, 300) for y in range(100, desktop.HEIGHT, 200)]
ZPIXMAP, ALL_PLANES = 2, ctypes.c_ulong(-1)


class Screen:
    """Looks at single pixels, which takes no time worth mentioning."""

    def __init__(self):
        self.xlib = ctypes.CDLL('libX11.so.6')
        for name, result in (('XOpenDisplay', ctypes.c_void_p), ('XDefaultRootWindow', ctypes.c_ulong),
                             ('XGetImage', ctypes.c_void_p), ('XGetPixel', ctypes.c_ulong), ('XDestroyImage', ctypes.c_int)):
            getattr(self.xlib, name).restype = result
        self.display = ctypes.c_void_p(self.xlib.XOpenDisplay(None))
        self.root = ctypes.c_ulong(self.xlib.XDefaultRootWindow(self.display))

    def pixel(self, x, y):
        image = ctypes.c_void_p(self.xlib.XGetImage(self.display, self.root, x, y, 1, 1, ALL_PLANES, ZPIXMAP))
        colour = self.xlib.XGetPixel(image, 0, 0)
        self.xlib.XDestroyImage(image)
        return colour

    def look(self):
        return [self.pixel(x, y) for x, y in GRID]


def start_once(screen, program, environment):
    """How long it took, and how much of the processor the program had until it ended, in ms."""
    empty = screen.look()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen([program], env=environment)
    while screen.look() == empty:
        if process.poll() is not None or time.monotonic() - start > 30:
            sys.exit('no window')
        time.sleep(0.001)
    painted = time.monotonic() - start
    process.kill()
    process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    while screen.look() != empty:
        time.sleep(0.01)
    return painted * 1e3, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else 'build'
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    desktop.start()
    screen = Screen()
    slow = False
    for renderer in 'cairo', 'gl':
        environment = dict(os.environ, GSK_RENDERER=renderer)
        start_once(screen, build + '/app/window/rackside', environment)      # warms it up
        runs = [start_once(screen, build + '/app/window/rackside', environment) for _ in range(times)]
        painted, computed = (statistics.median(column) for column in zip(*runs))
        slow = slow or painted > LIMIT
        print('%-6s first window painted after %.0f ms (worst %.0f), %.0f ms of the processor (%d times)'
              % (renderer, painted, max(run[0] for run in runs), computed, times))
    sys.exit('more than %d ms' % LIMIT if slow else 0)


main()
