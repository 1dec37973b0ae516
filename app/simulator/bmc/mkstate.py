#!/usr/bin/python3
"""mkstate.py CONFDIR STATEDIR NAME: write what ipmi_sim cannot take from its own
command files: FRU images (fru.json), the SEL with fixed timestamps (sel.json) and
user names of 16 and passwords of 20 bytes (users.json)."""
import json, os, sys

conf, state, name = sys.argv[1:4]
pdir = os.path.join(state, 'ipmi_sim', name)
os.makedirs(pdir, exist_ok=True)


def load(fn):
    with open(os.path.join(conf, fn)) as f:
        return json.load(f)


def persist(data):
    return ''.join(chr(b) if 0x20 <= b < 0x7f and b != 0x5c else '\\%02x' % b for b in data)


def checksum(b):
    return bytes([(-sum(b)) & 0xff])


# ---- FRU (Platform Management FRU Information Storage Definition 1.x)
SIX = {chr(0x20 + i): i for i in range(64)}
BCD = {c: i for i, c in enumerate('0123456789 -.')}


def field(v):
    """text = 8-bit, {"six": text}, {"bcd": text}, {"hex": bytes}"""
    if isinstance(v, dict):
        (kind, t), = v.items()
        if kind == 'hex':
            d = bytes.fromhex(t)
            return bytes([len(d)]) + d
        if kind == 'bcd':
            t += ' ' * (len(t) % 2)
            d = bytes(BCD[t[i]] << 4 | BCD[t[i + 1]] for i in range(0, len(t), 2))
            return bytes([0x40 | len(d)]) + d
        t += ' ' * (-len(t) % 4)
        d = b''
        for i in range(0, len(t), 4):
            n = sum(SIX[c] << 6 * k for k, c in enumerate(t[i:i + 4]))
            d += n.to_bytes(3, 'little')
        return bytes([0x80 | len(d)]) + d
    d = v.encode('latin-1')
    assert len(d) != 1 and len(d) < 64, 'a one-character field reads as the end mark'
    return bytes([0xc0 | len(d)]) + d


def area(head, fields):
    b = b'\x01\x00' + head + b''.join(field(f) for f in fields) + b'\xc1'
    b += bytes(-(len(b) + 1) % 8)
    b = b[:1] + bytes([(len(b) + 1) // 8]) + b[2:]
    return b + checksum(b)


def fru(d):
    out, offs = b'', [0, 0, 0, 0, 0]
    base = 8
    if 'internal' in d:
        offs[0] = base // 8
        b = b'\x01' + bytes.fromhex(d['internal'])
        out += b + bytes(-len(b) % 8)
    if 'chassis' in d:
        c = d['chassis']
        offs[1] = (base + len(out)) // 8
        out += area(bytes([c['type']]), [c['part'], c['serial']] + c.get('extra', []))
    if 'board' in d:
        c = d['board']
        offs[2] = (base + len(out)) // 8
        out += area(bytes([c.get('lang', 0)]) + c['minutes'].to_bytes(3, 'little'),
                    [c['mfg'], c['product'], c['serial'], c['part'], c.get('file', '')] + c.get('extra', []))
    if 'product' in d:
        c = d['product']
        offs[3] = (base + len(out)) // 8
        out += area(bytes([c.get('lang', 0)]), [c['mfg'], c['name'], c['part'], c['version'], c['serial'],
                                                c.get('asset', ''), c.get('file', '')] + c.get('extra', []))
    if 'multi' in d:
        offs[4] = (base + len(out)) // 8
        for i, m in enumerate(d['multi']):
            p = bytes.fromhex(m['hex'])
            h = bytes([m['type'], 0x02 | (0x80 if i == len(d['multi']) - 1 else 0), len(p)]) + checksum(p)
            out += h + checksum(h) + p
    head = bytes([1] + offs + [0])
    b = head + checksum(head) + out
    assert len(b) <= d['size'], (len(b), d['size'])
    return b + b'\xff' * (d['size'] - len(b))


for fn, d in load('fru.json').items():
    p = os.path.join(state, fn)
    if not os.path.exists(p):
        with open(p, 'wb') as f:
            f.write(fru(d))

# ---- SEL: [id, type, ...]: record type 2: [id, 2, time, generator, evmrev, sensor type, sensor, dir/type, d1, d2, d3]
p = os.path.join(pdir, 'sel.20')
if not os.path.exists(p):
    lines = []
    for r in load('sel.json'):
        rid, typ = r[0], r[1]
        if typ < 0xc0:
            b = r[2].to_bytes(4, 'little') + r[3].to_bytes(2, 'little') + bytes(r[4:])
        elif typ < 0xe0:
            b = r[2].to_bytes(4, 'little') + bytes.fromhex(r[3])
        else:
            b = bytes.fromhex(r[2])
        assert len(b) == 13, r
        lines.append('%d:d:%s\n' % (rid, persist(rid.to_bytes(2, 'little') + bytes([typ]) + b)))
    with open(p, 'w') as f:                      # the simulator reads the file backwards
        f.write('last_erase_time:i:1700000000\nlast_add_time:i:1712345678\n')
        f.writelines(reversed(lines))

# ---- names of 16 and passwords of 20 bytes, which lan.conf cannot hold
p = os.path.join(pdir, 'users.mc20')
if not os.path.exists(p):
    with open(p, 'w') as f:
        for num, u in load('users.json').items():
            for key, size in ('username', 16), ('passwd', 20):
                if key in u:
                    b = u[key].encode('latin-1')
                    assert len(b) <= size
                    f.write('%s.%s:d:%s\n' % (num, key, persist(b + bytes(size - len(b)))))

# ---- device SDRs of the satellite: only the BMC reads SDRs from the state directory,
# the others must be given them by command (STATEDIR/sat72.raw is sdrcomp -r output)
with open(os.path.join(state, 'sat72.raw'), 'rb') as f:
    raw = f.read()
with open(os.path.join(state, 'sat72.emu'), 'w') as f:
    while raw:
        n = 5 + raw[4]
        f.write('device_sdr_add 0x72 0 ' + ' '.join('0x%02x' % b for b in raw[:n]) + '\n')
        raw = raw[n:]
