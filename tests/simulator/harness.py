"""Starts rackside-simulator for a test, and talks to it as a raw client."""

import http.client
import json
import os
import queue
import socket
import ssl
import subprocess
import tempfile
import threading
import time

from reference import Ciphers, Video

PROGRAM = os.environ.get('RACKSIDE_SIMULATOR', 'build/app/simulator/rackside-simulator')
SHARED = os.environ.get('RACKSIDE_SHARED', '../shared')
TIMEOUT = float(os.environ.get("SIMULATOR_TIMEOUT", 30))
PATIENCE = 4          # so many times as long other lines may keep coming before the one that is waited for

FOLDER = tempfile.TemporaryDirectory()
IDENTITY = os.path.join(FOLDER.name, 'identity.pem')

CONSOLE, COMMAND = 0x2001, 0x2002
SEIZE, SHARE = b'\x55\x00', b'\x56\x00'
REFRESH, PONG = b'\x05\x00', b'\x0c\x00'


def power(action):
    return bytes([0, 0, action, 0])


def keyboard(modifiers=0, *keys):
    return bytes([1, 0, modifiers, 0, *keys]).ljust(10, b'\0')


def mouse(x, y, dx=0, dy=0, buttons=0):
    return (b'\x02\x00' + x.to_bytes(2, 'little') + y.to_bytes(2, 'little') +
            bytes([dx & 255, dy & 255, buttons, 0]))


class Lines:
    """Lines of JSON from a file descriptor, in the background, to be waited for."""

    def __init__(self, file):
        self.queue = queue.Queue()
        self.seen = []
        self.thread = threading.Thread(target=self._read, args=(file,), daemon=True)
        self.thread.start()

    def _read(self, file):
        with file:
            for line in file:
                self.queue.put(json.loads(line))
        self.queue.put(None)

    def next(self, timeout=TIMEOUT):
        line = self.queue.get(timeout=timeout)
        if line is None:
            raise EOFError('no more lines')
        self.seen.append(line)
        return line

    def wait(self, timeout=TIMEOUT, **members):
        """The next line that has these members."""
        end = time.monotonic() + PATIENCE * timeout
        while True:
            try:
                line = self.next(min(timeout, max(0, end - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f'no line with {members}; seen: {self.seen[-8:]}') from None
            if all(line.get(name) == value for name, value in members.items()):
                return line


class Simulator:
    def __init__(self, *options, control=True):
        reader, writer = os.pipe()
        # A small screen, and one key for all: this decoder is slow, and so is making keys.
        if '--mode' not in options:
            options += ('--mode', '320x208')
        if not {'--identity', '--weak-certificate'} & set(options):
            options += ('--identity', IDENTITY)
        self.process = subprocess.Popen(
            [PROGRAM, '--log', f'/proc/self/fd/{writer}', '--password', 'se"cret\\',
             *(['--control', '--exit-on-eof'] if control else []), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[writer], text=True)
        os.close(writer)
        self.log = Lines(os.fdopen(reader))
        self.output = Lines(self.process.stdout)
        try:
            self.ready = self.output.next()
        except EOFError:
            raise AssertionError('the simulator did not start') from None
        self.password = self.ready['password']
        self.sockets = []

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for sock in self.sockets:
            sock.close()
        self.process.stdin.close()
        if self.process.wait(TIMEOUT) != 0:
            raise AssertionError(f'the simulator ended with {self.process.returncode}')
        self.output.thread.join(TIMEOUT)

    def begin(self, name, **members):
        """Gives a command. What it is answered comes on `output`."""
        self.process.stdin.write(json.dumps({'do': name, **members}) + '\n')
        self.process.stdin.flush()

    def do(self, name, ok=True, timeout=TIMEOUT, **members):
        self.begin(name, **members)
        answer = self.output.wait(timeout, do=name)
        if answer['ok'] != ok:
            raise AssertionError(answer)
        return answer

    def web(self, context=None):
        return Web(self, context)

    def connect(self):
        sock = socket.create_connection((self.ready['address'], self.ready['console_port']), TIMEOUT)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sockets.append(sock)
        return sock


def tls_context(minimum=ssl.TLSVersion.TLSv1_2, level=None, **options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        context.minimum_version = minimum
    if level is not None:
        context.set_ciphers(f'DEFAULT:@SECLEVEL={level}')
    return context


class Web:
    """A kept-alive connection to the web server."""

    def __init__(self, simulator, context=None):
        self.simulator = simulator
        self.connection = http.client.HTTPSConnection(
            simulator.ready['address'], simulator.ready['https_port'], timeout=TIMEOUT,
            context=context or tls_context())
        self.key = None

    def request(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.key and 'Cookie' not in headers:
            headers['Cookie'] = f'sessionKey={self.key}'
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = self.connection.getresponse()
        data = response.read()
        return response, data

    def json(self, method, path, body=None, status=200, headers=None):
        response, data = self.request(method, path, body, headers)
        if response.status != status:
            raise AssertionError(f'{method} {path}: {response.status} {data!r}')
        return json.loads(data)

    def get(self, name, status=200):
        return self.json('GET', '/json/' + name, status=status)

    def post(self, name, status=200, **body):
        return self.json('POST', '/json/' + name, body, status)

    def login(self, user='Administrator', password=None, status=200):
        answer = self.post('login_session', status, method='login', user_login=user,
                           password=password if password is not None else self.simulator.password)
        if status == 200:
            self.key = answer['session_key']
        return answer

    def logout(self):
        answer = self.post('login_session', method='logout', session_key=self.key)
        self.key = None
        return answer


def receive(sock, n):
    data = b''
    while len(data) < n:
        piece = sock.recv(min(n - len(data), 65536))
        if not piece:
            raise EOFError(f'{len(data)} of {n} bytes')
        data += piece
    return data


def at_end(sock):
    """Whether the other side closes now, having sent nothing more."""
    try:
        return sock.recv(1) == b''
    except ConnectionResetError:
        return True


def masked_key(key, rc_info):
    if 'ENCRYPT_KEY' not in rc_info['optional_features'].split(';'):
        return key.encode()
    return bytes(a ^ b for a, b in zip(key.encode(), rc_info['enc_key'].encode()))


def hello(command, key, rc_info):
    features = rc_info['optional_features'].split(';')
    if 'ENCRYPT_KEY' in features:
        command |= 0x4000 if 'ENCRYPT_VMKEY' in features else 0x8000
    return command.to_bytes(2, 'little') + masked_key(key, rc_info)


class Visitor:
    """A connection to the console's port with its handshake done."""

    def __init__(self, simulator, web, command, rc_info=None, key=None, first=None):
        self.rc_info = rc_info or web.get('rc_info')
        self.sock = simulator.connect()
        self.hello = receive(self.sock, 1)
        self.sock.sendall(first if first is not None
                          else hello(command, key or web.key, self.rc_info))
        self.answer = receive(self.sock, 1).decode('latin-1')

    def close(self):
        self.sock.close()


class Console(Visitor):
    def __init__(self, simulator, web, padded=False, **options):
        super().__init__(simulator, web, CONSOLE, **options)
        key = bytes.fromhex(self.rc_info['enc_key'])
        self.down = Ciphers(key, padded)
        self.up = Ciphers(key, padded)
        self.video = Video(self.down, self.on_command)
        self.received = bytearray()

    def on_command(self, opcode, arguments):
        if opcode in (12, 13):
            # For the next byte received, and for everything sent from now on
            self.up.current = self.down.current
        if opcode == 16:
            self.send(PONG)

    def send(self, message):
        self.sock.sendall(self.up.apply(message))

    def read(self, until, what='it'):
        """Reads the stream until `until` of the decoder is true."""
        while not until(self.video):
            data = self.sock.recv(65536)
            if not data:
                raise EOFError(f'the stream ended before {what}')
            self.received += data
            self.video.feed(data)

    def read_to_end(self):
        while True:
            try:
                data = self.sock.recv(65536)
            except ConnectionResetError:
                return
            if not data:
                return
            self.received += data
            self.video.feed(data)

    def read_command(self, opcode):
        self.read(lambda v: any(c[0] == opcode for c in v.commands), f'command {opcode}')
        return next(c for c in self.video.commands if c[0] == opcode)

    def read_picture(self):
        """Reads until every block of the picture has come."""
        self.read(is_whole, 'a whole picture')
        return self.video.rgb()

    def pass_marker(self, simulator):
        """Reads everything that the simulator has sent until now."""
        n = self.video.commands.count((3, [77]))
        simulator.do('sync')
        simulator.do('command', opcode=3, arguments='4d')
        self.read(lambda v: v.commands.count((3, [77])) > n, 'the marker')


def is_whole(video):
    if not video.width or not video.in_step:
        return False
    columns = video.width // 16
    height = 8 if video.half else 16
    rows = (video.height + height - 1) // height
    return len(video.pixels) >= columns * rows


class Command(Visitor):
    def __init__(self, simulator, web, **options):
        super().__init__(simulator, web, COMMAND, **options)

    def record(self):
        header = receive(self.sock, 12)
        size = int.from_bytes(header[4:8], 'little')
        status = header[10] | header[11] << 8
        return header[0], header[8], status, receive(self.sock, size)

    def wait(self, kind):
        while True:
            record = self.record()
            if record[0] == kind:
                return record

    def answer_request(self, grant):
        self.sock.sendall(bytes([4 if grant else 3, 0, 0, 0]))


def type_text(console, text):
    """Types lowercase letters, digits, spaces and line ends."""
    for character in text:
        if character == '\n':
            usage = 0x28
        elif character == ' ':
            usage = 0x2c
        elif character.isdigit():
            usage = 0x1e + (int(character) + 9) % 10
        else:
            usage = 0x04 + ord(character) - ord('a')
        console.send(keyboard(0, usage))
        console.send(keyboard())
