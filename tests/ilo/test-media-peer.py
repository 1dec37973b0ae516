#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole discs and file systems through racksidectl mount, checked with the programs of others."""
import hashlib
import os
import random
import shutil
import signal
import subprocess

import tap
from initiator import DISCONNECT, Initiator
from mounting import MountTest


class TestWhole(MountTest):
    def run_program(self, *arguments):
        return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

    def need(self, *programs):
        for program in programs:
            if not shutil.which(program, path=os.environ['PATH'] + ':/usr/sbin:/sbin'):
                self.skipTest(f'{program} is not installed')

    def make_iso(self, megabytes):
        content = os.path.join(self.folder, 'content')
        os.mkdir(content)
        block = random.Random(1).randbytes(1024 * 1024)
        with open(os.path.join(content, 'data'), 'wb') as file:
            for i in range(megabytes):
                file.write(i.to_bytes(8, 'big') + block[8:])
        path = os.path.join(self.folder, 'disc.iso')
        self.run_program('xorriso', '-as', 'mkisofs', '-quiet', '-V', 'RESCUE_42', '-o', path, content)
        os.unlink(os.path.join(content, 'data'))
        return path

    def digest(self, path):
        with open(path, 'rb') as file:
            return hashlib.file_digest(file, 'sha256').hexdigest() if hasattr(hashlib, "file_digest") \
                else hashlib.sha256(file.read()).hexdigest()

    def test_700_megabytes_whole(self):
        self.need('xorriso')
        path = self.make_iso(700)
        with Initiator() as initiator:
            process = self.mount(self.start(initiator), path)
            self.assertEqual(initiator.accept()[:2], b'\x10\x82')
            initiator.make_ready()
            blocks, size = initiator.capacity()
            self.assertGreaterEqual(blocks * size, 700 * 1024 * 1024)
            digest = hashlib.sha256()
            for first in range(0, blocks, 64):
                digest.update(initiator.read_blocks(first, min(64, blocks - first)))
            initiator.eject()
            result, errors = self.end(process)
            self.assertEqual(digest.hexdigest(), self.digest(path))
            self.assertEqual(result['bytes_read'], blocks * size)
            self.assertIn('RESCUE_42', errors)

    def test_fat_written_through_the_drive(self):
        self.need('mkfs.fat', 'fsck.fat', 'mcopy')
        source, target = self.make('source.img', 64 << 20), self.make('target.img', 64 << 20)
        files = {f'FILE{i}.BIN': random.Random(i).randbytes(100000 * i + 17) for i in range(12)}
        environment = os.environ | {'MTOOLS_SKIP_CHECK': '1', 'PATH': os.environ['PATH'] + ':/usr/sbin:/sbin'}
        subprocess.run(['mkfs.fat', '-n', 'RACKSIDE', source], check=True, env=environment, stdout=subprocess.DEVNULL)
        for name, content in files.items():
            subprocess.run(['mcopy', '-i', source, '-', '::' + name], check=True, env=environment, input=content)
        with Initiator() as initiator:
            process = self.mount(self.start(initiator), target, '--drive', 'usb')
            self.assertEqual(initiator.accept()[:2], b'\x10\x83')
            initiator.make_ready()
            with open(source, 'rb') as file:
                at = 0
                while piece := file.read(65536):
                    if any(piece):
                        initiator.write_blocks(at, piece)
                    at += len(piece) // 512
            process.send_signal(signal.SIGINT)
            self.assertEqual(initiator.read_header()[0], DISCONNECT)
            initiator.close()
            self.assertGreater(self.end(process)[0]['writes'], 100)
        subprocess.run(['fsck.fat', '-n', target], check=True, env=environment, stdout=subprocess.DEVNULL)
        for name, content in files.items():
            back = subprocess.run(['mcopy', '-i', target, '::' + name, '-'], check=True, env=environment,
                                  stdout=subprocess.PIPE).stdout
            self.assertEqual(back, content)


tap.main()
