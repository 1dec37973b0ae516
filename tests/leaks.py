#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what LeakSanitizer wrote: leaks.py FOLDER-WITH-LOGS SOURCE. What is lost at a program's end with a function of
ours among those that got it is a leak of ours. tests/leaks.sh starts it."""
import collections
import glob
import os
import re
import sys

# What hands on to everything else is in nearly every stack.
LOOPS = ('main', 'rackside_application_run', 'rackside_application_startup', 'ctl_await')
# Libraries and functions of theirs that leak by themselves, although functions of ours are on the way there.
OTHERS = (
    'libfontconfig',                      # its patterns, which it finds by offsets; LeakSanitizer looks for addresses
    'gdk_clipboard_read_text_async',      # GTK 4.8 on X11: the stream that it reads from, which nobody else ever has
    'gdk_content_formats_builder_new',    # VTE 0.70: the formats that it tells GTK when something is selected
)
FRAME = re.compile(r'^ +#\d+ 0x[0-9a-f]+ +(?:in (?P<function>\S+) )?(?P<place>.*)$', re.M)


def is_ours(stack, source):
    frames = [(frame['function'], frame['place']) for frame in FRAME.finditer(stack)]
    if any(other in (function, *place.split('/')[-1].split('.')) for function, place in frames for other in OTHERS):
        return False
    return any(re.match(r'(\.\./|%s/)(app|protocol)/' % re.escape(source), place) and function not in LOOPS
               for function, place in frames)


def main(folder, source):
    found, logs = collections.Counter(), glob.glob(os.path.join(folder, 'log.*'))
    for log in logs:
        with open(log, encoding='utf-8', errors='replace') as file:
            for part in file.read().split('\n\n'):
                stack = re.search(r'^(Direct|Indirect) leak of .*\n((?: +#.*\n?)+)', part, re.M)
                if stack and is_ours(stack[2], source):
                    found[stack[1] + ' leak:\n' + re.sub('0x[0-9a-f]+', '', stack[2]).rstrip()] += 1
    for stack, count in found.most_common():
        print('%s\n  in %d programs\n' % (stack, count))
    print('%d programs were looked at; %d places of ours leak.' % (len(logs), len(found)))
    return 1 if found or not logs else 0


sys.exit(main(*sys.argv[1:]))
