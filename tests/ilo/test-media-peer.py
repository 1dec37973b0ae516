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

ENVIRONMENT = os.environ | {'MTOOLS_SKIP_CHECK': '1', 'PATH': os.environ['PATH'] + ':/usr/sbin:/sbin'}


class TestWhole(MountTest):
    def run_program(self, *arguments):
        return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

    def need(self, *programs):
        for program in programs:
            if not shutil.which(program, path=ENVIRONMENT['PATH']):
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

    def make_fat(self, name, files):
        """A FAT file system with these files, made by others."""
        path = self.make(name, 64 << 20)
        subprocess.run(['mkfs.fat', '-n', 'RACKSIDE', path], check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
        for file, content in files.items():
            subprocess.run(['mcopy', '-i', path, '-', '::' + file], check=True, env=ENVIRONMENT, input=content)
        return path

    def check_fat(self, path, files):
        subprocess.run(['fsck.fat', '-n', path], check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
        for file, content in files.items():
            back = subprocess.run(['mcopy', '-i', path, '::' + file, '-'], check=True, env=ENVIRONMENT,
                                  stdout=subprocess.PIPE).stdout
            self.assertEqual(back, content)

    def pieces(self, path):
        """The blocks of a disk that are not empty."""
        with open(path, 'rb') as file:
            at = 0
            while piece := file.read(65536):
                if any(piece):
                    yield at, piece
                at += len(piece) // 512

    def test_both_drives_at_once(self):
        self.need('xorriso', 'mkfs.fat', 'fsck.fat', 'mcopy')
        disc, target = self.make_iso(64), self.make('target.img', 64 << 20)
        files = {f'FILE{i}.BIN': random.Random(i).randbytes(1000000 * i + 17) for i in range(8)}
        with Initiator() as cd, Initiator(cd.listener) as usb:
            simulator = self.start(cd)
            reader = self.mount(simulator, disc)
            cd.accept()
            writer = self.mount(simulator, target, '--drive', 'usb', '--if-busy', 'share')
            usb.accept()
            cd.make_ready()
            usb.make_ready()
            blocks, _ = cd.capacity()
            pieces = self.pieces(self.make_fat('source.img', files))
            digest = hashlib.sha256()
            for first in range(0, blocks, 64):
                digest.update(cd.read_blocks(first, min(64, blocks - first)))
                if piece := next(pieces, None):
                    usb.write_blocks(*piece)
            self.assertIsNone(next(pieces, None))
            for drive, process in (usb, writer), (cd, reader):
                process.terminate()
                self.assertEqual(drive.read_header()[0], DISCONNECT)
                drive.close()
                self.end(process)
        self.assertEqual(digest.hexdigest(), self.digest(disc))
        self.check_fat(target, files)

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
        files = {f'FILE{i}.BIN': random.Random(i).randbytes(100000 * i + 17) for i in range(12)}
        source, target = self.make_fat('source.img', files), self.make('target.img', 64 << 20)
        with Initiator() as initiator:
            process = self.mount(self.start(initiator), target, '--drive', 'usb')
            self.assertEqual(initiator.accept()[:2], b'\x10\x83')
            initiator.make_ready()
            for piece in self.pieces(source):
                initiator.write_blocks(*piece)
            process.send_signal(signal.SIGINT)
            self.assertEqual(initiator.read_header()[0], DISCONNECT)
            initiator.close()
            self.assertGreater(self.end(process)[0]['writes'], 100)
        self.check_fat(target, files)


tap.main()
