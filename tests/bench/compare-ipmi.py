#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare-ipmi.py [BUILD-DIR] [ROW…]: the same with racksidectl or bench-ipmi, ipmitool and freeipmi, by turns, all
against one ipmi_sim; cipher suite 3 throughout. Rows: start requests sensors loss output sessions. Medians; as a table.

Figures are worth something on an idle machine only: each row says how many processes were running meanwhile."""
import json
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'ipmi'), os.path.join(HERE, '..')]
import bmc                                                                   # noqa: E402

ROWS = ('start', 'requests', 'sensors', 'loss', 'output', 'sessions')
USER, PASSWORD = 'admin', 's3cret-Pass'
STARTS = 51
REQUESTS = 20000
SENSOR_RUNS = 3
SEEDS = range(1000, 1020)
OUTPUT = 2_000_000
SESSIONS = 200
NONE = float('nan')


class Clients:
    def __init__(self, build, port):
        self.build, self.port = build, port
        self.home = tempfile.TemporaryDirectory(prefix='rackside-bench-')
        self.environment = dict(os.environ, RACKSIDE_PASSWORD=PASSWORD, HOME=self.home.name,
                                XDG_CACHE_HOME=os.path.join(self.home.name, 'cache'), LC_ALL='C.UTF-8')

    def at(self, port):
        """The same clients and caches, another port."""
        other = Clients.__new__(Clients)
        other.__dict__.update(self.__dict__, port=port)
        return other

    def path(self, name):
        return os.path.join(self.home.name, name)

    def write(self, name, text):
        with open(self.path(name), 'w') as file:
            file.write(text)
        return self.path(name)

    def racksidectl(self, *arguments):
        return [os.path.join(self.build, 'app/ctl/racksidectl'), '--suite', '3', 'ipmi://%s@127.0.0.1:%d' % (USER, self.port),
                *arguments]

    def bench(self, *arguments):
        return [os.path.join(self.build, 'tests/bench/bench-ipmi'), *arguments[:1], '127.0.0.1:%d' % self.port,
                '--suite', '3', *arguments[1:]]

    def bare(self, count):
        return [os.path.join(self.build, 'tests/bench/bench-ipmi-bare'), '127.0.0.1:%d' % self.port, str(count)]

    def ipmitool(self, *arguments):
        return ['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(self.port), '-U', USER, '-P', PASSWORD,
                '-C', '3', *arguments]

    def freeipmi(self, program, *arguments, workarounds='opensesspriv'):
        return [program, '-h', '127.0.0.1:%d' % self.port, '-u', USER, '-p', PASSWORD, '-I', '3', '-l', 'ADMIN',
                '-W', workarounds, *arguments]

    def seconds(self, command):
        """How long it took, or None when it failed."""
        start = time.perf_counter()
        done = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        return time.perf_counter() - start if done.returncode == 0 else None

    def figures(self, command):
        return json.loads(subprocess.run(command, env=self.environment, check=True, capture_output=True).stdout)


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else NONE


def by_turns(clients, commands, times):
    runs = [[clients.seconds(command) for command in commands] for _ in range(times)]
    return [median(column) for column in zip(*runs)]


def show(what, ipmitool, freeipmi, ours, want):
    print('%-44s %12s %12s %12s   %s' % (what, ipmitool, freeipmi, ours, want), flush=True)


def show_seconds(what, values, want):
    show(what, *('–' if value != value else '%.1f ms' % (value * 1000) if value < 1 else '%.2f s' % value
                 for value in values), want)


def chassis_commands(clients):
    return [clients.ipmitool('chassis', 'status'),
            clients.freeipmi('ipmi-chassis', '-D', 'LAN_2_0', '--get-chassis-status'),
            clients.racksidectl('power', 'status')]


def start(clients):
    show_seconds('chassis status, whole process', by_turns(clients, chassis_commands(clients), STARTS), '6 ms')


def requests(clients):
    """The others one at a time, as they do; what a process with one request takes is taken off."""
    tool = [clients.ipmitool('exec', clients.write('tool-%d' % n, 'raw 0x06 0x01\n' * n)) for n in (1, REQUESTS)]
    free = [clients.freeipmi('ipmi-raw', '-D', 'LAN_2_0', '--file', clients.write('free-%d' % n, '00 06 01\n' * n))
            for n in (1, REQUESTS)]
    runs = []
    for _ in range(3):
        times = [clients.seconds(command) or NONE for command in (*tool, *free)]
        runs.append(((REQUESTS - 1) / (times[1] - times[0]), (REQUESTS - 1) / (times[3] - times[2]),
                     clients.figures(clients.bench('requests', '--window', '1', '--count', str(3 * REQUESTS)))['per_second'],
                     clients.figures(clients.bench('requests', '--count', str(6 * REQUESTS)))['per_second'],
                     *list(clients.figures(clients.bare(REQUESTS)).values())[1:]))
    tool, free, one, window, asleep, awake = (median(column) for column in zip(*runs))
    show('Get Device ID a second, one at a time', '%.0f' % tool, '%.0f' % free, '%.0f' % one, '20,000')
    show('  a bare loop without checks, asleep, awake', '–', '–', '%.0f' % asleep, '%.0f' % awake)
    show('Get Device ID a second, with the window', '–', '–', '%.0f' % window, '60,000')


def sensors(clients):
    cache = ('--sdr-cache-directory', clients.path('freeipmi'), '--quiet-cache', '--bridge-sensors')
    forgetful = ['sh', '-c', 'rm -rf "$0"; mkdir "$0"; exec "$@"', clients.path('freeipmi')]
    with bmc.Proxy(clients.port, '--delay-ms', 20) as proxy:
        far = clients.at(proxy.port)
        show_seconds('all sensors, no cache, 20 ms each way', by_turns(far, [
            far.ipmitool('sdr', 'elist', 'all'),
            forgetful + far.freeipmi('ipmi-sensors', '-D', 'LAN_2_0', *cache),
            far.racksidectl('sensors', '--no-cache')], SENSOR_RUNS), '3 s')
        far.seconds(far.ipmitool('sdr', 'dump', far.path('sdr')))
        far.seconds(far.racksidectl('sensors'))
        show_seconds('all sensors, SDR cache, 20 ms each way', by_turns(far, [
            far.ipmitool('-S', far.path('sdr'), 'sdr', 'elist', 'all'),
            far.freeipmi('ipmi-sensors', '-D', 'LAN_2_0', *cache),
            far.racksidectl('sensors')], SENSOR_RUNS), '0.6 s')


def loss(clients):
    for percent in (20, 40):
        runs = []
        for seed in SEEDS:
            times = []
            for i in range(3):
                with bmc.Proxy(clients.port, '--loss', percent, '--seed', seed) as proxy:
                    times.append(clients.seconds(chassis_commands(clients.at(proxy.port))[i]))
            runs.append(times)
        show('chassis status at %d %% loss, right of %d' % (percent, len(SEEDS)),
             *('%d, %.2f s' % (sum(value is not None for value in column), median(column)) for column in zip(*runs)),
             'all, %d s' % (percent / 20))


def console_rate(clients, command):
    """Bytes a second of a client whose terminal is ours, from the first to the last of a blast."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=clients.environment,
                               start_new_session=True)
    os.close(theirs)

    def wait_for(text, seconds):
        seen, started = b'', None
        deadline = time.monotonic() + seconds
        while text not in seen[-len(text) - 8192:]:
            if not select.select([ours], [], [], max(0, deadline - time.monotonic()))[0]:
                return None
            try:
                seen += os.read(ours, 65536)
            except OSError:
                return None
            started = started or time.perf_counter()
        return time.perf_counter() - started

    try:
        wait_for(b'onnect', 5)                                      # ipmitool and ipmiconsole say “operational”
        os.write(ours, b'quiet\recho rea\recho dy-for-it\r')
        if wait_for(b'dy-for-it', 10) is None:
            return None
        os.write(ours, b'blast %d\r' % OUTPUT)
        seconds = wait_for(b'%07d' % (OUTPUT // 8 - 1), 60)
        return OUTPUT / seconds if seconds else None
    finally:
        process.terminate()
        process.wait()
        os.close(ours)


def output(clients):
    """Each in a terminal; and ours without one, by bench-ipmi, which checks each byte as well."""
    del clients
    runs = []
    for _ in range(3):
        rates = []
        for i in range(4):
            with bmc.IpmiSim(sol=True) as sim:
                here = Clients(BUILD, sim.port)
                if i == 0:
                    rates.append(console_rate(here, here.ipmitool('sol', 'activate')))
                elif i == 1:
                    rates.append(console_rate(here, here.freeipmi(
                        'ipmiconsole', workarounds='opensesspriv,solchannelsupport,solpayloadsize')))
                elif i == 2:
                    rates.append(console_rate(here, here.racksidectl('sol')))
                else:
                    rates.append(here.figures(here.bench('output', '--count', str(OUTPUT)))['bytes_per_second'])
        runs.append(rates)
    *others, engine = ('–' if value != value else '%.2f MB' % (value / 1e6)
                       for value in (median(column) for column in zip(*runs)))
    show('serial output, no delay, a second', *others, '2.5 MB')
    show('  the engine alone, checked', '–', '–', engine, '')


def sessions(clients):
    del clients
    with bmc.FakeBmc('--count', 4) as fake:
        here = Clients(BUILD, fake.port)
        figures = here.figures(here.bench('sessions', '--count', str(SESSIONS))
                               + ['127.0.0.1:%d' % port for port in fake.ports[1:]])
    show('memory of each of %d sessions at once' % figures['opened'], '–', '–',
         '%.1f KiB' % (figures['bytes_each'] / 1024), '64 KiB')


def main():
    rows = sys.argv[2:] or ROWS
    os.environ['FAKE_BMC'] = os.path.join(BUILD, 'tests/ipmi/fake-bmc/fake-bmc')
    show('', 'ipmitool', 'freeipmi', 'Rackside', 'wanted')
    with bmc.IpmiSim() as sim:
        clients = Clients(BUILD, sim.port)
        for row in rows:
            globals()[row](clients)
            print('  (load %.1f)' % os.getloadavg()[0], flush=True)


BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else 'build')
main()
