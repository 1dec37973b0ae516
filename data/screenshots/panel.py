#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes data/screenshots/panel-PAGE.png and panel-PAGE-dark.png: the demonstration with each page of its panel.

make.sh runs it. It needs what tests/desktop/desktop.py does, and openipmi."""
import os
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
sys.path[:0] = [os.path.join(ROOT, 'tests'), os.path.join(ROOT, 'tests', 'desktop')]
os.environ.setdefault('RACKSIDE', os.path.join(ROOT, 'build', 'app', 'window', 'rackside'))

import desktop

# Page, and the words by which it is seen to be there.
PAGES = (('Power', '^The server is on$'), ('Sensors', '^Inlet Temp$'), ('Events', '^Hard Reset$'),
         ('Inventory', '^Main Board FRU$'), ('Serial', '^Connected'))
SIZE = 1100, 740


def connect_serial(app):
    desktop.press(app.find('push button', 'Connect to the Serial Console'))
    app.wait_text('^Connected.*')
    settle(1)
    for text in 'boot', 'help':
        app.type(text)
        app.key('Return')


def settle(seconds):
    """What moves comes to rest: toasts go, and the cursor stays."""
    source = []
    desktop._glib.timeout_add(int(seconds * 1000), lambda: source.append(True))
    desktop.wait_for(lambda: source, 'the window to come to rest')


def take(name):
    path = os.path.join(ROOT, 'data', 'screenshots', name + '.png')
    # The window manager's own frame and GTK's are left out by asking for the window that has the title.
    subprocess.run(['import', '-window', desktop.window_id('simulated'), '+dither', '-colors', '128', '-strip',
                    'PNG8:' + path], check=True)
    print('data/screenshots/%s.png' % name)


def open_panel(app):
    def look():
        again = app.look('push button', 'Try Again')
        if again:
            desktop.press(again)
        return app.look('label', 'The server is on')

    app.wait_text('^Connected$')
    desktop.resize('simulated', *SIZE)
    desktop.press(app.find('push button', 'Panel'))
    desktop.wait_for(look, 'the panel')


def main():
    desktop.start()
    for suffix, scheme in (('', 'default'), ('-dark', 'prefer-dark')):
        with desktop.run('--demo', env={'ADW_DEBUG_COLOR_SCHEME': scheme, 'GSK_RENDERER': 'cairo'}) as app:
            open_panel(app)
            for page, words in PAGES:
                desktop.press(app.find('page tab', page))
                if page == 'Serial':
                    connect_serial(app)
                app.wait_text(words)
                settle(3)
                take('panel-%s%s' % (page.lower(), suffix))


main()
