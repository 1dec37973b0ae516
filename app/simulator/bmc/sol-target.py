#!/usr/bin/python3
"""sol-target.py PORT: the far end of the simulated serial port. A line console on
127.0.0.1:PORT that echoes what it gets and knows a few commands, ended by Enter:
 help | echo TEXT | blast BYTES (a numbered pattern, for throughput) | quiet (echo off) | loud | sum BYTES
(reads that many raw bytes and prints their sum) | boot (a boot log)."""
import asyncio, sys


async def serve(rd, wr):
    echo, line = True, b''
    wr.write(b'\r\nHX2 console ready\r\nhx2> ')
    while True:
        d = await rd.read(4096)
        if not d:
            break
        i = 0
        while i < len(d):
            c = d[i:i + 1]
            i += 1
            if c not in b'\r\n':
                line += c
                if echo:
                    wr.write(c)
                continue
            if echo:
                wr.write(b'\r\n')
            w, line = line.split(None, 1) + [b'', b''], b''
            n = int(w[1]) if w[1].isdigit() else 0
            if w[0] == b'echo':
                wr.write(w[1] + b'\r\n')
            elif w[0] == b'blast':
                out = b''.join(b'%07d\n' % k for k in range((n + 7) // 8))[:n]
                for k in range(0, n, 4096):
                    wr.write(out[k:k + 4096])
                    await wr.drain()
            elif w[0] == b'quiet':
                echo = False
            elif w[0] == b'loud':
                echo = True
            elif w[0] == b'sum':
                got = d[i:i + n]
                i += len(got)
                while len(got) < n:
                    m = await rd.read(n - len(got))
                    if not m:
                        return
                    got += m
                wr.write(b'sum %d\r\n' % sum(got))
            elif w[0] == b'boot':
                for k in range(40):
                    wr.write(b'[%5d.%03d] device %d: probed\r\n' % (k // 7, k * 137 % 1000, k))
            elif w[0] == b'help':
                wr.write(b'echo blast quiet loud sum boot help\r\n')
            wr.write(b'hx2> ')
        await wr.drain()
    wr.close()


async def client(rd, wr):
    try:
        await serve(rd, wr)
    except ConnectionError:
        pass


async def main():
    s = await asyncio.start_server(client, '127.0.0.1', int(sys.argv[1]))
    async with s:
        await s.serve_forever()

asyncio.run(main())
