#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole discs and file systems through racksidectl mount, checked with the programs of others."""
import hashlib
import os
import random
import shutil
import subprocess
import sys

import tap
from mounting import MountTest

ENVIRONMENT = os.environ | {'MTOOLS_SKIP_CHECK': '1', 'PATH': os.environ['PATH'] + ':/usr/sbin:/sbin'}

# The whole 700 MB are for who asks for them: tests/media-whole.sh does.
MEGABYTES = int(os.environ.get('MEDIA_MEGABYTES', 64))


class TestWhole(MountTest):
    def run_program(self, *arguments, **more):
        return subprocess.run(arguments, check=True, env=ENVIRONMENT, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, **more).stdout

    def need(self, *programs):
        for program in programs:
            if not shutil.which(program, path=ENVIRONMENT['PATH']):
                self.skipTest(f'{program} is not installed')

    def make_iso(self, megabytes):
        """A disc to start from, with one file of so many megabytes."""
        content = os.path.join(self.folder, 'content')
        os.makedirs(os.path.join(content, 'boot'))
        with open(os.path.join(content, 'boot', 'loader'), 'wb') as file:
            file.write(b'\xeb\xfe' * 4096)
        block = random.Random(1).randbytes(1024 * 1024)
        with open(os.path.join(content, 'data'), 'wb') as file:
            for i in range(megabytes):
                file.write(i.to_bytes(8, 'big') + block[8:])
        path = os.path.join(self.folder, 'disc.iso')
        self.run_program('xorriso', '-as', 'mkisofs', '-quiet', '-V', 'RESCUE_42', '-b', 'boot/loader',
                         '-no-emul-boot', '-boot-load-size', '16', '-o', path, content)
        shutil.rmtree(content)
        return path

    def digest(self, path):
        digest = hashlib.sha256()
        with open(path, 'rb') as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()

    def make_fat(self, name, files):
        """A FAT file system with these files, made by others."""
        path = self.make(name, 64 << 20)
        self.run_program('mkfs.fat', '-n', 'RACKSIDE', path)
        for file, content in files.items():
            self.run_program('mcopy', '-i', path, '-', '::' + file, input=content)
        return path

    def check_fat(self, path, files):
        self.run_program('fsck.fat', '-n', path)
        for file, content in files.items():
            self.assertEqual(self.run_program('mcopy', '-i', path, '::' + file, '-'), content)

    def pieces(self, path):
        """Where the parts of a disk are that are not empty, and files with them."""
        with open(path, 'rb') as file:
            at = number = 0
            while piece := file.read(1 << 20):
                if any(piece):
                    name = os.path.join(self.folder, f'piece-{number}')
                    with open(name, 'wb') as out:
                        out.write(piece)
                    yield at, name
                    number += 1
                at += len(piece) // 512

    def write(self, path):
        """Writes what is on one disk through the drive to another."""
        for first, name in self.pieces(path):
            self.s.do('media-write', drive='floppy', file=name, blocks=128, **{'from': first})

    def test_disc_whole(self):
        self.need('xorriso')
        self.start()
        path = self.make_iso(MEGABYTES)
        mount = self.mount(path)
        self.assertEqual(mount.type, 'cd')
        answer = self.s.do('media-read', blocks=64, timeout=120)
        self.assertEqual(answer['sha256'], self.digest(path))
        self.assertEqual(answer['bytes'], os.path.getsize(path))
        print(f'# {answer["bytes"]} bytes at {answer["bytes_per_second"] / 1e6:.0f} MB/s', file=sys.stderr)
        self.s.do('media-eject')
        result = mount.end()
        self.assertEqual((result['bytes_read'], result['ejected']), (answer['bytes'], True))
        self.assertIn('RESCUE_42', mount.errors)
        self.closed()

    def test_fat_written_through_the_drive(self):
        self.need('mkfs.fat', 'fsck.fat', 'mcopy')
        self.start()
        files = {f'FILE{i}.BIN': random.Random(i).randbytes(100000 * i + 17) for i in range(12)}
        target = self.make('target.img', 64 << 20)
        mount = self.mount(target, '--drive', 'usb')
        self.assertEqual(mount.type, 'usb')
        self.write(self.make_fat('source.img', files))
        self.assertGreater(mount.interrupt()['writes'], 100)
        self.check_fat(target, files)
        self.closed()

    def test_both_drives_at_once(self):
        self.need('xorriso', 'mkfs.fat', 'fsck.fat', 'mcopy')
        self.start('--countdown', '0')
        disc, target = self.make_iso(32), self.make('target.img', 64 << 20)
        files = {f'FILE{i}.BIN': random.Random(i).randbytes(1000000 * i + 17) for i in range(6)}
        source = self.make_fat('source.img', files)
        reader = self.mount(disc)
        writer = self.mount(target, '--drive', 'usb', '--if-busy', 'share')
        self.s.begin('media-read', drive='cdrom', blocks=4, id=1)
        self.write(source)
        answer = next((line for line in self.s.output.seen if line.get('id') == 1), None) or self.s.output.wait(id=1)
        self.assertEqual(answer['sha256'], self.digest(disc))
        writer.interrupt()
        reader.interrupt()
        self.check_fat(target, files)
        self.closed()


class TestStart(TestWhole):
    options = ()
    test_disc_whole = test_fat_written_through_the_drive = test_both_drives_at_once = None

    def test_server_starts_from_the_disc(self):
        self.need('xorriso')
        self.start('--post-seconds', '0.5')
        mount = self.mount(self.make_iso(1))
        found = self.s.log.wait(event='disc')
        self.assertEqual((found['label'], found['boot_entries']), ('RESCUE_42', 1))
        self.s.do('power', action='reset')
        self.assertEqual(self.s.log.wait(event='disc')['loaded'], 8192)
        self.s.log.wait(event='stage', stage='prompt')
        mount.interrupt()
        self.closed()

    def test_server_sees_a_key(self):
        self.need('mkfs.fat', 'mcopy')
        self.start()
        mount = self.mount(self.make_fat('key.img', {}))
        self.assertEqual(mount.type, 'usb')
        self.assertEqual(self.s.log.wait(event='disc')['label'], 'RACKSIDE')
        mount.interrupt()
        self.closed()


tap.main()
