# SPDX-License-Identifier: GPL-3.0-or-later
"""The iLO's end of virtual media: takes the hello, sends commands."""
import socket
import struct

TIMEOUT = 20
MAGIC = 0x0BADC0DE
WRITE_PROTECTED, KEEPALIVE, DISCONNECT = 1, 2, 4
MEDIUM_CHANGED = 0x062800


class Initiator:
    def __init__(self, listener=None):
        """With the listener of another initiator, this is the end of another drive."""
        self.listener = listener or socket.create_server(('127.0.0.1', 0))
        self.listener.settimeout(TIMEOUT)
        self.port = self.listener.getsockname()[1]
        self.connection = None
        self.buffer = bytearray(1024 * 1024)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.listener.close()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def accept(self, result=0x20):
        """Waits for the drive, answers, and returns its hello."""
        self.connection, _ = self.listener.accept()
        self.connection.settimeout(TIMEOUT)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        hello = bytes(self.read(34))
        self.connection.sendall(bytes([result, 0, 1, 1]))
        return hello

    def read(self, length):
        view = memoryview(self.buffer)[:length]
        got = 0
        while got < length:
            n = self.connection.recv_into(view[got:], 0, socket.MSG_WAITALL)
            if n == 0:
                raise EOFError('the drive closed the connection')
            got += n
        return view

    def read_header(self, keepalives=False):
        """Flags, medium, sense and length of the next header, by default of the next that is no keepalive."""
        while True:
            magic, flags, medium, length = struct.unpack('<IIB3xI', bytes(header := bytes(self.read(16))))
            assert magic == MAGIC, header
            if keepalives or not flags & KEEPALIVE:
                return flags, medium, int.from_bytes(header[9:12], 'big'), length

    def command(self, cdb, data=b''):
        """The sense, and what was read: valid until the next command."""
        self.connection.sendall(bytes(cdb).ljust(12, b'\0') + data)
        _, _, sense, length = self.read_header()
        return sense, self.read(length)

    def make_ready(self):
        assert self.command([0])[0] == MEDIUM_CHANGED
        assert self.command([0])[0] == 0

    def capacity(self):
        sense, data = self.command([0x25])
        assert sense == 0, hex(sense)
        last, size = struct.unpack('>II', data)
        return last + 1, size

    def transfer(self, operation, first, count, data=b''):
        return self.command(struct.pack('>BBIBHB', operation, 0, first, 0, count, 0), data)

    def read_blocks(self, first, count):
        sense, data = self.transfer(0x28, first, count)
        assert sense == 0, hex(sense)
        return data

    def write_blocks(self, first, data, size=512):
        sense, _ = self.transfer(0x2A, first, len(data) // size, data)
        assert sense == 0, hex(sense)

    def eject(self):
        """A host's eject: an answer, then the end, and no farewell."""
        assert self.command([0x1B, 0, 0, 0, 2])[0] == 0
        assert self.connection.recv(1) == b''
