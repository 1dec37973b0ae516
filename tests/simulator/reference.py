"""A console client in plain Python, written from the protocol pages alone.

It exists to test the simulator with code that shares nothing with libilo: slow, strict, and it
raises where a client would forgive.
"""

import subprocess

# --- ciphers -------------------------------------------------------------------------------


class Clear:
    def byte(self):
        return 0


class Rc4:
    def __init__(self, key):
        state, j = list(range(256)), 0
        for i in range(256):
            j = (j + state[i] + key[i % len(key)]) & 255
            state[i], state[j] = state[j], state[i]
        self.state, self.i, self.j = state, 0, 0

    def byte(self):
        state = self.state
        self.i = (self.i + 1) & 255
        self.j = (self.j + state[self.i]) & 255
        state[self.i], state[self.j] = state[self.j], state[self.i]
        return state[(state[self.i] + state[self.j]) & 255]


class AesOfb:
    """The openssl program makes the key stream, since Python's library has no AES."""

    def __init__(self, key):
        self.key, self.stream, self.at = key, b'', 0

    def byte(self):
        if self.at == len(self.stream):
            size = max(65536, 2 * len(self.stream))
            self.stream = subprocess.run(
                ['openssl', 'enc', f'-aes-{len(self.key) * 8}-ofb', '-K', self.key.hex(),
                 '-iv', '00' * 16], input=bytes(size), stdout=subprocess.PIPE, check=True).stdout
        self.at += 1
        return self.stream[self.at - 1]


class Ciphers:
    """The key streams of one direction, each made once and going on where it was."""

    def __init__(self, key, padded=False):
        self.current = 0
        self.streams = [Clear(), Rc4(key), AesOfb(key), AesOfb(key + bytes(16) if padded else key)]

    def apply(self, data):
        stream = self.streams[self.current]
        return bytes(b ^ stream.byte() for b in data)


# --- video ---------------------------------------------------------------------------------


class OutOfStep(Exception):
    pass


class Video:
    """The decoder of sections 4 to 6, as a generator that is sent one bit at a time."""

    def __init__(self, ciphers, on_command=None):
        self.ciphers = ciphers              # of the server's direction
        self.on_command = on_command or (lambda opcode, arguments: None)
        self.width = self.height = 0
        self.pixels = {}                    # (block column, row) of 16×16 or 16×8: list of colours
        self.bits_per_colour = 5
        self.half_allowed = False
        self.half = False
        self.zeros = 0
        self.hunting = False
        self.in_step = True
        self.resyncs = self.errors = self.skipped = self.bursts = 0
        self.errors_in_step = []            # why, for tests that want none after the first zero run
        self.commands = []
        self.longest_zero_run = 0
        self.reset()

    def reset(self):
        self.cache = []
        self.x = self.y = 0
        self.last_block = None
        self.last_burst = -2
        self.parser = self.parse()
        next(self.parser)

    def feed(self, data):
        for byte in data:
            byte = self.ciphers.apply(bytes([byte]))[0]
            self.feed_plain(byte)

    def feed_plain(self, byte):
        self.drop_rest = False
        if byte == 0:
            self.zeros += 8
        else:
            low = (byte & -byte).bit_length() - 1
            run = self.zeros + low
            if run > 30:
                self.zeros = run            # the run ends inside this byte
            else:
                self.zeros = 8 - byte.bit_length()
        if self.zeros > 30 and not self.hunting:
            self.hunting = True
        if byte:
            self.zeros = 8 - byte.bit_length()
        self.count = getattr(self, 'count', 0) + 1
        if self.hunting:
            if byte:
                self.hunting, self.in_step = False, True
                self.resyncs += 1
                self.reset()
            return
        for i in range(8):
            if not self.in_step:
                self.skipped += 1
                continue
            try:
                self.parser.send(byte >> i & 1)
            except OutOfStep as why:
                self.in_step = False
                self.errors += 1
                self.errors_in_step.append(str(why))
            if self.drop_rest:
                break

    # one element after the other; every `yield` takes one bit
    def parse(self):
        while True:
            if (yield):
                yield from self.control()
            else:
                yield from self.block()

    def field(self, n):
        value = 0
        for _ in range(n):
            value = value << 1 | (yield)
        return value

    @property
    def p(self):
        return 8 if self.half else 7

    def block(self):
        size = 128 if self.half else 256
        block, used = [], set()
        while len(block) < size:
            colour = yield from self.colour()
            used.add(colour)
            if not (yield):
                run = 1
            elif not (yield):
                run = 2
            else:
                n = yield from self.field(3)
                if n <= 5:
                    run = n + 3
                elif n == 6:
                    run = (yield from self.field(3)) + 9
                else:
                    run = (yield from self.field(8)) + 1
            if len(block) + run > size:
                raise OutOfStep('a repeat runs over the end of the block')
            block += [colour] * run
        # The page keeps the colours of the block before as well, but the recording of a real iLO
        # decodes (to the picture whose sum its notes give) only with this rule.
        self.cache = [c for c in self.cache if c in used]
        self.last_block = block
        self.place(1)

    def colour(self):
        cache = self.cache
        if (yield):
            if not cache:
                raise OutOfStep('index 1 of an empty cache')
            index = 1 if len(cache) > 1 else 0
        elif (yield):
            if len(cache) < 2:
                raise OutOfStep('a code with fewer than two colours')
            n = len(cache)
            code = yield from self.field(0 if n == 2 else 1 if n == 3 else 2 if n <= 5
                                         else 3 if n <= 9 else 4)
            index = 0 if code == 0 else code + 1
            if index >= n:
                raise OutOfStep('an index that is not there')
        else:
            if (yield):
                r = yield from self.field(self.bits_per_colour)
                g = yield from self.field(self.bits_per_colour)
                b = yield from self.field(self.bits_per_colour)
            else:
                r = g = b = yield from self.field(self.bits_per_colour)
            if (r, g, b) in cache:
                raise OutOfStep('a new colour that is cached already')
            cache.insert(0, (r, g, b))
            del cache[17:]
            return (r, g, b)
        colour = cache.pop(index)
        cache.insert(0, colour)
        return colour

    def place(self, times):
        if self.last_block is None:
            raise OutOfStep('a repeat without a block')
        for _ in range(times):
            if self.x * 16 >= self.width:
                break
            if self.y * (8 if self.half else 16) < self.height:
                self.pixels[self.x, self.y] = (self.bits_per_colour, self.last_block)
            self.x += 1

    def control(self):
        if (yield):
            self.x = yield from self.field(self.p)
            self.y = yield from self.field(self.p)
            if self.x * 16 > self.width:
                self.x = 0
        elif not (yield):
            if not (yield):
                self.x += 1 + (yield from self.field(3))
            else:
                self.x = yield from self.field(self.p)
            if self.x * 16 > self.width:
                self.x = 0
        elif not (yield):
            if not (yield):
                self.place(1)
            elif not (yield):
                self.place(2 + (yield from self.field(3)))
            else:
                self.place((yield from self.field(self.p)))
        elif (yield):
            data = [(yield from self.field(8))]
            while (yield):
                data.append((yield from self.field(8)))
            yield from self.command(data[-1], data[:-1])
        elif (yield):
            self.drop_rest = True
            if self.last_burst == self.count - 1:
                raise OutOfStep('two bursts end in successive bytes')
            self.last_burst = self.count
            self.bursts += 1
        else:
            width = (yield from self.field(7)) * 16
            height = (yield from self.field(7)) * 16
            height += yield from self.field(4)
            self.x = self.y = 0
            self.cache = []
            if not width or not height:
                width = height = 0
            if (width, height) != (self.width, self.height):
                self.pixels = {}
            self.width, self.height = width, height
            self.half = width > 1616
            if self.half and not self.half_allowed:
                raise OutOfStep('a wide mode that was not announced')

    def command(self, opcode, arguments):
        if opcode == 2:
            channel = yield from self.field(8)
            text = bytearray()
            while True:
                byte = yield from self.field(8)
                if not byte:
                    break
                text.append(byte)
            arguments = [channel, bytes(text)]
        elif opcode == 9:
            self.drop_rest = True
        elif opcode == 11:
            self.bits_per_colour = 5 - (arguments[0] & 3)
        elif opcode == 12:
            self.ciphers.current = arguments[0]
        elif opcode == 13:
            self.bits_per_colour = 5 - (arguments[0] & 3)
            self.ciphers.current = arguments[1]
            self.half_allowed = bool(arguments[3] & 8)
        self.commands.append((opcode, arguments))
        self.on_command(opcode, arguments)

    def rgb(self):
        """The picture as rows of 8-bit RGB, black where nothing was drawn."""
        block_height = 8 if self.half else 16
        picture = bytearray(self.width * self.height * 3)
        for (bx, by), (bits, block) in self.pixels.items():
            for i, colour in enumerate(block):
                x, y = bx * 16 + i % 16, by * block_height + i // 16
                if x < self.width and y < self.height:
                    at = (y * self.width + x) * 3
                    picture[at:at + 3] = bytes(widen(c, bits) for c in colour)
        return bytes(picture)


def widen(value, bits):
    wide = value << (8 - bits)
    while bits < 8:
        wide |= wide >> bits
        bits *= 2
    return wide
