# SPDX-License-Identifier: GPL-3.0-or-later
"""The other ends that the peer tests talk to, each on free ports of 127.0.0.1 and in a folder of its
own, gone when the `with` block ends:

    with bmc.IpmiSim () as sim:            # the real BMC, see app/simulator/bmc/README.md
        with bmc.Proxy (sim.port, '--loss', '20', '--seed', '1000') as proxy:
            run_client ('127.0.0.1', proxy.port)
"""
import atexit
import json
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGURATION = os.path.join(HERE, '..', '..', 'app', 'simulator', 'bmc')
READY_SECONDS = 60              # of a machine that has twenty of them to start
STOP_SECONDS = 20

# Below Linux's range of ephemeral ports, so that nobody gets one of ours by chance.
PORTS = range(10240, 32000)

# The clients keep what they know of a BMC in the home folder; ours starts empty and goes away.
_home = tempfile.TemporaryDirectory(prefix='rackside-home-')
atexit.register(_home.cleanup)
os.environ['HOME'] = _home.name
os.environ['XDG_CACHE_HOME'] = os.path.join(_home.name, 'cache')


# Sockets whose names say that a port is ours, as long as this process lives.
_held = []


def _is_free(port, kind):
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('127.0.0.1', port))
        except OSError:
            return False
    return True


def _hold(port):
    """Keeps a port for this process: other tests choose another one, long before anybody listens there."""
    holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        holder.bind('\0rackside-port-%d' % port)
    except OSError:
        holder.close()
        return None
    return holder


def free_ports(n):
    """The first of n consecutive ports that are free for UDP and for TCP. No other test is given one of them before
    this process has ended."""
    for _ in range(1000):
        first = random.SystemRandom().choice(PORTS)
        ports = range(first, first + n)
        holders = [holder for holder in map(_hold, ports) if holder is not None]
        if len(holders) == n and all(_is_free(port, kind) for port in ports
                                     for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)):
            _held.extend(holders)
            return first
        for holder in holders:
            holder.close()
    raise RuntimeError('no %d free ports in a row' % n)


def stop(process):
    """Ends a child, by force when it does not want to, and returns what it still printed."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.communicate(timeout=STOP_SECONDS)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0]


def read_line(process, seconds):
    """The first line of a child's standard output, or an error when it does not come in time."""
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    line = process.stdout.readline() if ready else b''
    if not line:
        stop(process)
        raise RuntimeError('%s did not get ready' % process.args[0])
    return line.decode().strip()


class IpmiSim:
    """ipmi_sim with our configuration; `port` without and `kg_port` with a K_g, `console_port` for the
    simulator's own commands. sol=True puts the line console of sol-target.py behind the serial port."""

    KG = 'kg-key-of-19-bytes!'
    USERS = {'admin': 's3cret-Pass', 'oper': '0123456789abcdef', 'viewer': 'look!only', 'nopass': '',
             'longpw': 'exactly-20-bytes-pw!', 'sixteen-chars-ab': 'n16', 'callback': 'ring'}

    def __init__(self, sol=False):
        self.sol = sol
        self.folder = tempfile.mkdtemp(prefix='rackside-bmc-')
        self.process = None

    def __enter__(self):
        try:
            for _ in range(3):
                if self._start():
                    return self
        except BaseException:
            self.close()
            raise
        self.close()
        raise RuntimeError('ipmi_sim did not get ready')

    def __exit__(self, *_):
        self.close()

    def _start(self):
        self.port = free_ports(4)
        self.kg_port, self.console_port = self.port + 1, self.port + 2
        environment = dict(os.environ, RESTART='1', KG=self.KG)
        if not self.sol:
            environment['NOSOL'] = '1'
        self.process = subprocess.Popen(['/bin/sh', os.path.join(CONFIGURATION, 'run.sh'),
                                         self.folder, str(self.port)],
                                        env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if self.wait_ready():
            return True
        self._stop()
        return False

    def _listens(self):
        """Whether it is our simulator that listens at the console's port, and nobody else."""
        wanted = '0100007F:%04X' % self.console_port
        try:
            with open('/proc/net/tcp') as table:
                rows = [line.split() for line in table][1:]
            inodes = {'socket:[%s]' % row[9] for row in rows if row[1] == wanted and row[3] == '0A'}
            with open(os.path.join(self.folder, 'sim.pid')) as pid_file:
                descriptors = '/proc/%d/fd' % int(pid_file.read())
            return any(os.readlink(os.path.join(descriptors, name)) in inodes for name in os.listdir(descriptors))
        except (OSError, ValueError):
            return False

    def wait_ready(self, seconds=READY_SECONDS):
        """Waits until the simulator takes commands, which is when it answers packets too."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection(('127.0.0.1', self.console_port), 1) as console:
                    # It dies of a connection that is gone before its prompt.
                    if console.recv(4096) and self._listens():
                        return True
            except OSError:
                pass
            select.select([], [], [], 0.02)
        return False

    def command(self, text):
        """Has the simulator carry out one of its own commands, e.g. sel_add; returns what it printed."""
        with socket.create_connection(('127.0.0.1', self.console_port), 5) as console:
            console.settimeout(5)
            answer = b''
            while not answer.endswith(b'> '):
                answer += console.recv(4096)
            console.sendall(text.encode() + b'\n')
            answer = b''
            while not answer.endswith(b'> '):
                answer += console.recv(4096)
        return answer.decode(errors='replace')

    def chassis_log(self):
        """What was done to the chassis so far: a list of 'power 1', 'boot pxe' …"""
        try:
            with open(os.path.join(self.folder, 'chassis', 'log')) as log:
                return log.read().splitlines()
        except FileNotFoundError:
            return []

    def send_signal(self, number):
        """To the simulator alone, as long as it is there: SIGSTOP makes the BMC vanish, SIGCONT come back."""
        try:
            with open(os.path.join(self.folder, 'sim.pid')) as pid_file:
                pid = int(pid_file.read())
            with open('/proc/%d/comm' % pid) as comm:
                if comm.read().strip() == 'ipmi_sim':
                    os.kill(pid, number)
        except (OSError, ValueError):
            pass

    def ends(self):
        """How often the simulator ended by itself so far, as it does when it crashes."""
        try:
            with open(os.path.join(self.folder, 'ended')) as ended:
                return len(ended.read().split())
        except FileNotFoundError:
            return 0

    def _stop(self):
        if self.process is not None:
            stop(self.process)
            self.process = None
        # run.sh ends its children; when it had to be killed, nobody else does.
        self.send_signal(signal.SIGKILL)

    def close(self):
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Proxy:
    """udp-proxy.py in front of a port; `port` is where it listens. Options are udp-proxy.py's own.
    After the block `counts` says what became of the packets."""

    def __init__(self, to_port, *options, listen='127.0.0.1:0'):
        self.command = ['/usr/bin/python3', os.path.join(HERE, 'udp-proxy.py'), '--listen', listen,
                        '--to', '127.0.0.1:%d' % to_port, *map(str, options)]
        self.counts = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.port = int(read_line(self.process, READY_SECONDS).split()[1])
        return self

    def __exit__(self, *_):
        output = stop(self.process)
        self.counts = json.loads(output) if output.strip() else None


class Silent:
    """A port that takes packets and answers nothing."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        return self

    def __exit__(self, *_):
        self.socket.close()


class FakeBmc:
    """The program fake-bmc with its own options; `port` is the first of `ports`. After the block `counts` says
    what it did: {'sessions': left open, 'rejected': packets, 'commands': {'06 01': times}}."""

    def __init__(self, *options):
        self.command = [os.environ['FAKE_BMC'], *map(str, options)]
        self.counts = None
        self.expected = 0

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.ports = [int(port) for port in read_line(self.process, READY_SECONDS).split()[1:]]
        self.port = self.ports[0]
        return self

    def ends(self):
        """How often it ended by itself so far: once when it crashed."""
        return int(self.process.poll() is not None)

    def kill(self):
        """Makes the BMC vanish."""
        self.expected = -signal.SIGKILL
        self.process.kill()
        self.process.wait()

    def wait_lost(self):
        """With --lost: waits until the command has come whose answer is lost."""
        read_line(self.process, READY_SECONDS)

    def __exit__(self, *_):
        lines = stop(self.process).splitlines()
        self.counts = json.loads(lines[-1]) if lines else None
        if self.process.returncode != self.expected:
            raise AssertionError('%s ended with %d' % (self.command[0], self.process.returncode))
