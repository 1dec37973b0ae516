#!/usr/bin/python3
"""udp-proxy.py --listen [HOST:]PORT --to HOST:PORT [options]: a UDP relay that makes the network worse.

Every client address gets its own socket towards --to, so several clients (and one client
that changes its port) work at once. Percentages are per packet and per direction and are
drawn from one generator per direction, seeded with --seed: the n-th packet of a direction
meets the same fate in every run with the same seed and options.

 --delay-ms D     one-way delay in each direction (a round trip takes 2 x D longer)
 --jitter-ms J    each packet's delay is D plus a uniform 0..J (may reorder on its own)
 --loss P         percent of packets thrown away
 --dup P          percent of packets sent twice (the copy arrives 0..2 ms later)
 --reorder P      percent of packets held back until the next one of that direction has gone by
                  (or --reorder-ms, 50 by default, have passed)
 --corrupt P      percent of packets in which one random bit is flipped
 --truncate P     percent of packets cut to a random shorter length
 --dir up|down|both   which direction suffers (up = towards --to); the delay applies to both
 --skip N         leave the first N packets of each direction alone
 --drop LIST      deterministic: drop these packets by number, e.g. up:3,down:5,up:7-9 (1 = the first)
 --idle S         forget a client after S seconds without traffic (default 120)
 --verbose        one line per packet on stderr
SIGTERM/SIGINT: print counts as one JSON line on stdout and exit 0. "ready PORT" is printed
on stdout when it listens (PORT is the real one when 0 was asked for).
Only the standard library; one thread; a select loop."""
import argparse
import heapq
import itertools
import json
import random
import select
import signal
import socket
import sys
import time


def hostport(s):
    host, _, port = s.rpartition(':')
    return (host.strip('[]') or '127.0.0.1', int(port))


def drops(s):
    out = {'up': set(), 'down': set()}
    for item in filter(None, s.split(',')):
        d, _, r = item.partition(':')
        a, _, b = r.partition('-')
        out[d].update(range(int(a), int(b or a) + 1))
    return out


def args():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--listen', required=True, type=hostport)
    p.add_argument('--to', required=True, type=hostport)
    for n, d in (('delay-ms', 0), ('jitter-ms', 0), ('loss', 0), ('dup', 0), ('reorder', 0), ('reorder-ms', 50),
                 ('corrupt', 0), ('truncate', 0), ('idle', 120)):
        p.add_argument('--' + n, type=float, default=d)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--dir', choices=('up', 'down', 'both'), default='both')
    p.add_argument('--skip', type=int, default=0)
    p.add_argument('--drop', type=drops, default=drops(''))
    p.add_argument('--verbose', action='store_true')
    return p.parse_args()


class Direction:
    def __init__(self, name, a):
        self.name, self.a = name, a
        self.on = a.dir in (name, 'both')
        self.rnd = random.Random('%d/%s' % (a.seed, name))
        self.held = []                       # (deadline id) of packets waiting for a successor
        self.n = dict.fromkeys(('in', 'out', 'lost', 'dup', 'reordered', 'corrupted', 'truncated', 'errors'), 0)


class Proxy:
    def __init__(self, a):
        self.a = a
        fam = socket.getaddrinfo(a.listen[0], a.listen[1], type=socket.SOCK_DGRAM)[0]
        self.lsock = socket.socket(fam[0], socket.SOCK_DGRAM)
        self.lsock.bind(fam[4])
        self.lsock.setblocking(False)
        self.to = socket.getaddrinfo(a.to[0], a.to[1], type=socket.SOCK_DGRAM)[0]
        for opt in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.lsock.setsockopt(socket.SOL_SOCKET, opt, 1 << 20)
        self.up, self.down = Direction('up', a), Direction('down', a)
        self.clients, self.socks, self.seen = {}, {}, {}
        self.heap, self.count, self.stop = [], itertools.count(), False

    def client(self, addr):
        s = self.clients.get(addr)
        if s is None:
            s = socket.socket(self.to[0], socket.SOCK_DGRAM)
            s.setblocking(False)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            s.connect(self.to[4])
            self.clients[addr], self.socks[s] = s, addr
        self.seen[addr] = time.monotonic()
        return s

    def push(self, when, d, addr, data):
        e = [when, next(self.count), d, addr, data]
        heapq.heappush(self.heap, e)
        return e

    def packet(self, d, addr, data, now):
        a, r, n = self.a, d.rnd, d.n
        n['in'] += 1
        draw = [r.random() * 100 for _ in range(5)]     # always the same number of draws per packet
        where, when, extra = r.random(), r.random(), r.random()
        fate = []
        when = now + (a.delay_ms + when * a.jitter_ms) / 1000
        hurt = d.on and n['in'] > a.skip
        if n['in'] in a.drop[d.name] or (hurt and draw[0] < a.loss):
            n['lost'] += 1
            fate.append('lost')
        else:
            if hurt and data and draw[3] < a.corrupt:
                b = bytearray(data)
                i = int(where * len(b) * 8)
                b[i // 8] ^= 1 << i % 8
                data = bytes(b)
                n['corrupted'] += 1
                fate.append('bit %d' % i)
            if hurt and data and draw[4] < a.truncate:
                data = data[:int(where * len(data))]
                n['truncated'] += 1
                fate.append('cut to %d' % len(data))
            held, d.held = d.held, []
            if hurt and draw[2] < a.reorder:
                n['reordered'] += 1
                fate.append('held')
                d.held.append(self.push(when + a.reorder_ms / 1000, d, addr, data))
            else:
                self.push(when, d, addr, data)
            for e in held:                               # their successor is on its way: release them just after it
                if e[4] is not None:
                    self.push(when, d, e[3], e[4])
                    e[4] = None
            if hurt and draw[1] < a.dup:
                n['dup'] += 1
                fate.append('twice')
                self.push(when + extra * 0.002, d, addr, data)
        if a.verbose:
            print('%.6f %-4s #%d %d bytes %s' % (now, d.name, n['in'], len(data), ' '.join(fate)), file=sys.stderr)

    def flush(self, now):
        while self.heap and self.heap[0][0] <= now:
            e = heapq.heappop(self.heap)
            _, _, d, addr, data = e
            e[4] = None                      # gone: a successor must not release it again
            if data is None:
                continue
            try:
                if d is self.up:
                    self.client(addr).send(data)
                else:
                    self.lsock.sendto(data, addr)
                d.n['out'] += 1
            except OSError:                              # refused, unreachable, full: UDP, so it is gone
                d.n['errors'] += 1

    def expire(self, now):
        for addr, t in list(self.seen.items()):
            if now - t > self.a.idle:
                s = self.clients.pop(addr)
                del self.socks[s], self.seen[addr]
                s.close()

    def run(self):
        next_expire = time.monotonic() + 10
        while not self.stop:
            now = time.monotonic()
            self.flush(now)
            if now > next_expire:
                self.expire(now)
                next_expire = now + 10
            wait = 0.25                      # also how long an end by signal takes at most
            if self.heap:
                wait = min(wait, max(0.0, self.heap[0][0] - time.monotonic()))
            try:
                ready, _, _ = select.select([self.lsock] + list(self.socks), [], [], wait)
            except InterruptedError:
                continue
            for s in ready:
                for _ in range(64):
                    try:
                        data, addr = s.recvfrom(65535)
                    except BlockingIOError:
                        break
                    except OSError:                      # an ICMP error on the connected socket
                        (self.down if s is not self.lsock else self.up).n['errors'] += 1
                        continue
                    now = time.monotonic()
                    if s is self.lsock:
                        self.client(addr)
                        self.packet(self.up, addr, data, now)
                    else:
                        self.packet(self.down, self.socks[s], data, now)


def main():
    p = Proxy(args())

    def end(*_):
        p.stop = True
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    print('ready %d' % p.lsock.getsockname()[1], flush=True)
    p.run()
    print(json.dumps({'up': p.up.n, 'down': p.down.n}), flush=True)


main()
