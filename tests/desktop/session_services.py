# SPDX-License-Identifier: GPL-3.0-or-later
"""What a real desktop has on its session bus and the tests' has not: who shows notifications, and who suspends."""
import threading

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib    # noqa: E402

import desktop                         # noqa: E402

INTERFACES = '''
<node>
  <interface name="org.freedesktop.Notifications">
    <method name="Notify">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
      <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
    </method>
    <method name="CloseNotification"><arg type="u" direction="in"/></method>
    <method name="GetCapabilities"><arg type="as" direction="out"/></method>
    <method name="GetServerInformation">
      <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
      <arg type="s" direction="out"/>
    </method>
  </interface>
  <interface name="org.gnome.SessionManager">
    <method name="RegisterClient">
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="UnregisterClient"><arg type="o" direction="in"/></method>
    <method name="Inhibit">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
      <arg type="u" direction="in"/><arg type="u" direction="out"/>
    </method>
    <method name="Uninhibit"><arg type="u" direction="in"/></method>
  </interface>
</node>'''
OBJECTS = {'org.freedesktop.Notifications': '/org/freedesktop/Notifications',
           'org.gnome.SessionManager': '/org/gnome/SessionManager'}
SUSPEND = 4


class Services:
    """Both, in a thread of their own: a program that starts waits for an answer while a test waits for the program."""

    def __init__(self):
        desktop.start()
        self.notifications = {}        # number: (title, body), of those that are shown
        self.inhibitors = {}           # cookie: (flags, reason)
        self._last = 0
        ready = threading.Event()
        threading.Thread(target=self._serve, args=(ready,), daemon=True).start()
        assert ready.wait(desktop.PATIENCE)

    def _serve(self, ready):
        context = GLib.MainContext()
        context.push_thread_default()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SESSION, None)
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        node = Gio.DBusNodeInfo.new_for_xml(INTERFACES)
        for name, path in OBJECTS.items():
            self.connection.register_object(path, node.lookup_interface(name), self._on_call, None, None)
            self.connection.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                      'RequestName', GLib.Variant('(su)', (name, 4)), None, 0, -1, None)
        ready.set()
        GLib.MainLoop(context).run()

    def _on_call(self, connection, sender, path, interface, method, parameters, invocation):
        answer = getattr(self, '_' + method)(*parameters.unpack())
        invocation.return_value(answer)

    def _Notify(self, program, replaces, icon, title, body, actions, hints, timeout):
        self._last += 1
        number = replaces or self._last
        self.notifications[number] = (title, body)
        return GLib.Variant('(u)', (number,))

    def _CloseNotification(self, number):
        self.notifications.pop(number, None)

    def _GetCapabilities(self):
        return GLib.Variant('(as)', (['body', 'actions', 'persistence'],))

    def _GetServerInformation(self):
        return GLib.Variant('(ssss)', ('tests', 'Rackside', '1', '1.2'))

    def _RegisterClient(self, program, startup):
        return GLib.Variant('(o)', ('/org/gnome/SessionManager/Client1',))

    def _UnregisterClient(self, path):
        pass

    def _Inhibit(self, program, window, reason, flags):
        self._last += 1
        self.inhibitors[self._last] = (flags, reason)
        return GLib.Variant('(u)', (self._last,))

    def _Uninhibit(self, cookie):
        del self.inhibitors[cookie]

    def call(self, name, path, interface, method, signature='()', *arguments):
        """Calls a method of somebody else on the bus and returns what it answers."""
        return self.connection.call_sync(name, path, interface, method, GLib.Variant(signature, arguments), None, 0,
                                         desktop.PATIENCE * 1000, None).unpack()

    def find(self, title):
        """The number of the notification with that title, once it is shown."""
        return desktop.wait_for(lambda: next((number for number, (words, _) in list(self.notifications.items())
                                              if words == title), None), 'the notification “%s”' % title)

    def click(self, number):
        """Clicks on a notification, which goes by that."""
        self.notifications.pop(number)
        self.connection.emit_signal(None, OBJECTS['org.freedesktop.Notifications'], 'org.freedesktop.Notifications',
                                    'ActionInvoked', GLib.Variant('(us)', (number, 'default')))

    def wait_awake(self, awake):
        """Waits until suspending is inhibited, or is not."""
        desktop.wait_for(lambda: any(flags & SUSPEND for flags, _ in list(self.inhibitors.values())) == awake,
                         'the computer to %s' % ('stay awake' if awake else 'be free to sleep'))
