# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the desktop's notifications, on the bus of the tests."""
import desktop

from gi.repository import Gio, GLib

INTERFACE = 'org.freedesktop.Notifications'
PATH = '/org/freedesktop/Notifications'
XML = '''<node><interface name="%s">
  <method name="GetCapabilities"><arg direction="out" type="as"/></method>
  <method name="GetServerInformation"><arg direction="out" type="s"/><arg direction="out" type="s"/>
    <arg direction="out" type="s"/><arg direction="out" type="s"/></method>
  <method name="Notify"><arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/>
    <arg direction="in" type="a{sv}"/><arg direction="in" type="i"/><arg direction="out" type="u"/></method>
  <method name="CloseNotification"><arg direction="in" type="u"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>''' % INTERFACE


class Notifications:
    """Takes what is told, as (summary, body), and can click on it."""

    def __init__(self):
        desktop.start()
        self.told = []
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        node = Gio.DBusNodeInfo.new_for_xml(XML)
        self.bus.register_object(PATH, node.interfaces[0], self._call, None, None)
        owned = []
        Gio.bus_own_name_on_connection(self.bus, INTERFACE, Gio.BusNameOwnerFlags.NONE,
                                       lambda *_: owned.append(True), None)
        desktop.wait_for(lambda: owned, 'the name of the notifications')

    def _call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        answer = None
        if method == 'Notify':
            self.told.append((arguments[3], arguments[4]))
            answer = GLib.Variant('(u)', (len(self.told),))
        elif method == 'GetCapabilities':
            answer = GLib.Variant('(as)', (['actions', 'body'],))
        elif method == 'GetServerInformation':
            answer = GLib.Variant('(ssss)', ('tests', 'Rackside', '1', '1.2'))
        invocation.return_value(answer)

    def wait(self, summary):
        """Waits until something is told, and returns its number."""
        return desktop.wait_for(lambda: next((i for i, (told, _) in enumerate(self.told, 1) if told == summary), None),
                                'the notification “%s”' % summary)

    def click(self, number):
        self.bus.emit_signal(None, PATH, INTERFACE, 'ActionInvoked', GLib.Variant('(us)', (number, 'default')))
