#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window from which files can be dragged, as from a file manager: drag-source.py FILE…

It says on standard output what a user would see by the pointer: “dragging”, “accepted” where they can be dropped,
and “dropped” when they have arrived.
"""
import sys

import gi

gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, Gio, GLib, Gtk


def on_prepare(_source, _x, _y):
    files = Gdk.FileList.new_from_list([Gio.File.new_for_path(path) for path in sys.argv[1:]])
    return Gdk.ContentProvider.new_for_value(files)


def on_selected_action(drag, _property):
    if drag.get_selected_action():
        print('accepted', flush=True)


def on_begin(_source, drag):
    drag.connect('notify::selected-action', on_selected_action)
    drag.connect('dnd-finished', lambda _drag: print('dropped', flush=True))
    print('dragging', flush=True)


source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
source.connect('prepare', on_prepare)
source.connect('drag-begin', on_begin)
label = Gtk.Label(label='Drag me', width_request=200, height_request=150)
label.add_controller(source)
Gtk.Window(title='drag-source', child=label).present()
GLib.MainLoop().run()
