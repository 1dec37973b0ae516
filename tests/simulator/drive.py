"""A client that lends a drive, written from the virtual media page alone."""

import socket
import struct
import threading

from harness import TIMEOUT, receive

MAGIC = 0x0badc0de
FLOPPY, CD, KEY = 0x81, 0x82, 0x83
PROTECTED, KEEPALIVE, DISCONNECT = 1, 2, 4
GOOD, CHANGED = (0, 0, 0), (6, 0x28, 0)
RANGE, FIELD, OPERATION = (5, 0x21, 0), (5, 0x24, 0), (5, 0x20, 0)


def media_key(key, rc_info):
    if 'ENCRYPT_VMKEY' not in rc_info['optional_features'].split(';'):
        return key.encode()
    return bytes(a ^ b for a, b in zip(key.encode(), rc_info['enc_key'].encode()))


def connect(simulator, rc_info):
    sock = socket.create_connection((simulator.ready['address'], rc_info['vm_port']), TIMEOUT)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    simulator.sockets.append(sock)
    return sock


class Link:
    """The connection with its hello done, and nothing behind it."""

    def __init__(self, simulator, web, device=CD, rc_info=None, key=None, first=None):
        rc_info = rc_info or web.get('rc_info')
        self.sock = connect(simulator, rc_info)
        self.device, self.flags = device, 0
        self.sock.sendall(first if first is not None
                          else bytes([0x10, device]) + media_key(key or web.key, rc_info))
        self.answer = b''
        while len(self.answer) < 4 and (piece := self.sock.recv(4 - len(self.answer))):
            self.answer += piece

    @property
    def result(self):
        return int.from_bytes(self.answer[:2], 'little')

    def frame(self):
        return receive(self.sock, 12)

    def header(self, sense=GOOD, length=0, flags=None, medium=None, magic=MAGIC):
        if medium is None:
            medium = 1 if self.device & 0x7f == 2 else 0x24
        return struct.pack('<IIB3BI', magic, self.flags if flags is None else flags, medium, *sense, length)

    def reply(self, sense=GOOD, data=b'', **changes):
        self.sock.sendall(self.header(sense, len(data), **changes) + data)

    def close(self):
        self.sock.close()


class Drive(Link):
    """Serves an image from a thread until it is ejected or the connection ends."""

    def __init__(self, simulator, web, image, device=CD, **options):
        super().__init__(simulator, web, device, **options)
        assert self.answer[:2] == b'\x20\0', self.answer
        self.image, self.size = image, 2048 if device & 0x7f == 2 else 512
        self.state, self.commands = 0, []
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        self.sock.settimeout(1)
        try:
            while self.serve():
                pass
        except OSError:
            pass
        self.sock.close()

    def serve(self):
        try:
            first = self.sock.recv(1)
        except TimeoutError:
            self.reply(flags=self.flags | KEEPALIVE)
            return True
        if not first:
            return False
        self.sock.settimeout(TIMEOUT)
        frame = first + receive(self.sock, 11)
        if frame[0] == 0xfe:
            self.sock.sendall(struct.pack('<II', MAGIC, self.flags) + frame[4:])
        else:
            self.state = min(self.state + 1, 2)
            self.commands.append(frame)
            self.execute(frame)
        self.sock.settimeout(1)
        return not (frame[0] == 0x1b and frame[4] & 3 == 2 and self.size == 2048)

    def execute(self, frame):
        blocks = len(self.image) // self.size
        lba = int.from_bytes(frame[2:6], 'big')
        count = int.from_bytes(frame[6:10] if frame[0] >= 0xa0 else frame[7:9], 'big')
        data = receive(self.sock, count * 512) if frame[0] in (0x2a, 0x2e, 0xaa) else b''
        if self.state == 1 and frame[0] in (0, 0x25):
            self.state = 2
            self.reply(CHANGED)
        elif frame[0] in (0x28, 0xa8, 0x2a, 0x2e, 0xaa) and (lba >= blocks or count > blocks - lba):
            self.reply(RANGE)
        elif frame[0] == 0x25:
            self.reply(data=struct.pack('>II', blocks - 1, self.size))
        elif frame[0] in (0x28, 0xa8):
            self.reply(data=self.image[lba * self.size:(lba + count) * self.size])
        elif data:
            self.image = self.image[:lba * 512] + data + self.image[lba * 512 + len(data):]
            self.reply()
        elif frame[0] in (0, 0x1b, 0x1e):
            self.reply()
        else:
            self.reply(OPERATION)


def make_iso(label, blocks=64, boot_sectors=3, catalogue=20, boot=30):
    """A volume with one file to start from, by ECMA-119 and the El Torito specification."""
    image = bytearray(b'.' * blocks * 2048)

    def put(sector, data):
        image[sector * 2048:sector * 2048 + 2048] = data.ljust(2048, b'\0')

    put(16, b'\1CD001\1\0' + b' ' * 32 + label.encode().ljust(32) + bytes(8) +
        struct.pack('<I', blocks) + struct.pack('>I', blocks))
    put(17, b'\0CD001\1' + b'EL TORITO SPECIFICATION'.ljust(64, b'\0') + struct.pack('<I', catalogue))
    put(18, b'\xffCD001\1')
    validation = struct.pack('<BBH24sHBB', 1, 0, 0, b'Rackside', 0, 0x55, 0xaa)
    total = sum(struct.unpack('<16H', validation)) & 0xffff
    validation = validation[:28] + struct.pack('<H', -total & 0xffff) + validation[30:]
    first = struct.pack('<BBHBBHI20x', 0x88, 0, 0, 0, 0, boot_sectors * 4, boot)
    efi = struct.pack('<BBHBBHI20x', 0x88, 0, 0, 0, 0, 8, boot + boot_sectors)
    put(catalogue, validation + first + struct.pack('<BBH28x', 0x91, 0xef, 1) + efi)
    return bytes(image)
