#!/usr/bin/python3
"""Virtual media: the hello, the initiator, what is logged as wrong, and the machine that starts from a disc."""

import hashlib
import struct
import time
import unittest

import tap
from drive import CD, CHANGED, DISCONNECT, FIELD, FLOPPY, GOOD, KEEPALIVE, KEY, MAGIC, PROTECTED, RANGE
from drive import Drive, Link, connect, make_iso, media_key
from harness import TIMEOUT, Command, Console, Simulator
from harness import at_end, receive, type_text

IMAGE = bytes((n >> 11) * 7 + n & 255 for n in range(2048 * 300))


class MediaTest(unittest.TestCase):
    options = ('--no-probe',)

    def start(self, *options):
        self.s = Simulator(*self.options, '--heartbeat-seconds', '0', *options)
        self.addCleanup(self.s.__exit__)
        self.web = self.s.web()
        return self.s

    def log_in(self, *user):
        self.web.login(*user)
        self.console = Console(self.s, self.web)
        self.rc_info = self.console.rc_info

    def wrong(self, **members):
        return self.s.log.wait(on='media', **members).get('wrong')


class Hello(MediaTest):
    def result(self, device=CD, **options):
        link = Link(self.s, self.web, device, **options)
        if link.result != 0x20:
            self.assertTrue(at_end(link.sock))
        return link.answer

    def test_every_kind_of_drive(self):
        self.start()
        self.log_in()
        for device, name, drive in ((FLOPPY, 'floppy', 'FLOPPY'), (CD, 'cd', 'CDROM'), (KEY, 'usb', 'FLOPPY'),
                                    (2, 'cd', 'CDROM')):
            link = Link(self.s, self.web, device)
            self.assertEqual(link.answer, b'\x20\0\1\1')
            line = self.s.log.wait(on='media', event='hello')
            self.assertEqual((line['type'], line['image'], line['answer']), (name, device > 127, '20000101'))
            self.assertNotIn('wrong', line)
            link.close()
            self.s.log.wait(on='media', event='closed', drive=drive)

    def test_key_as_the_features_say(self):
        for features in ('ENCRYPT_KEY;ENCRYPT_VMKEY', 'ENCRYPT_KEY', '', 'ENCRYPT_VMKEY;ENCRYPT_KEY;ENCRYPT_CMD'):
            with self.subTest(features):
                self.start('--features', features)
                self.log_in()
                self.assertEqual(self.result(), b'\x20\0\1\1')
                clear = bytes([0x10, FLOPPY]) + self.web.key.encode()
                masked = bytes(a ^ b for a, b in zip(self.web.key.encode(), self.rc_info['enc_key'].encode()))
                other = bytes([0x10, FLOPPY]) + masked if 'VMKEY' not in features else clear
                self.assertEqual(self.result(first=other), b'\x22\0\1\1')
                self.assertEqual(self.wrong(event='hello', type='floppy'), 'key')

    def test_known_bytes(self):
        """Section 8.1."""
        key, enc = '3973f4196e5e77bff7c6dcc15ab97b92', 'bbAcD834680DDca9DE65269512BDdEC2'
        self.start('--session-key', key, '--enc-key', enc)
        self.log_in()
        hello = bytes.fromhex('1082515b7650220c020d005d05217354035f2272550356555a040453207d53277a00')
        self.assertEqual(bytes([0x10, CD]) + media_key(key, self.rc_info), hello)
        self.assertEqual(self.result(first=hello), b'\x20\0\1\1')

    def test_needs_a_console(self):
        self.start()
        self.web.login()
        self.assertEqual(self.result(), b'\x22\0\1\1')
        self.assertEqual(self.wrong(event='hello'), 'no console')
        console = Console(self.s, self.web)
        self.assertEqual(self.result(), b'\x20\0\1\1')
        self.s.log.wait(event='hello')
        other = self.s.web()
        other.login()
        self.assertEqual(Link(self.s, other, FLOPPY).result, 0x22)
        console.close()
        self.s.log.wait(on='console', event='closed')
        self.assertEqual(self.result(FLOPPY), b'\x22\0\1\1')

    def test_wrong_keys(self):
        self.start()
        self.log_in()
        swapped = self.rc_info | {'enc_key': self.rc_info['enc_key'].swapcase()}
        self.assertEqual(self.result(key='0' * 32), b'\x22\0\1\1')
        self.assertEqual(self.result(rc_info=swapped), b'\x22\0\1\1')
        self.s.do('expire')
        self.assertEqual(self.result(rc_info=self.rc_info), b'\x22\0\1\1')

    def test_wrong_hellos(self):
        self.start()
        self.log_in()
        key = media_key(self.web.key, self.rc_info)
        for first, wrong in ((b'\x11\x82', 'command'), (b'\x10\x84', 'type'), (b'\x10\x80', 'type')):
            self.assertEqual(self.result(first=first + key), b'\x25\0\1\1')
            self.assertEqual(self.wrong(event='hello'), wrong)

    def test_no_privilege_no_licence_not_set_up(self):
        self.start('--account', 'eve:x:login,remote_cons')
        self.log_in('eve', 'x')
        self.assertEqual(self.result(), b'\x26\0\1\1')
        self.start('--no-media-licence')
        self.log_in()
        self.assertEqual(self.result(), b'\x23\0\1\1')
        for drives, device, other in (('cdrom', FLOPPY, CD), ('floppy', CD, KEY)):
            self.start('--drives', drives)
            self.log_in()
            self.assertEqual((self.result(device), self.result(other)), (b'\x25\0\1\1', b'\x20\0\1\1'))

    def test_taken(self):
        self.start('--account', 'bob:x')
        self.log_in()
        link = Link(self.s, self.web)
        bob = self.s.web()
        bob.login('bob', 'x')
        self.s.do('answer', on='console', code='R', times=1)
        Console(self.s, bob)
        self.assertEqual(Link(self.s, bob).result, 0x21)
        self.assertEqual(Link(self.s, bob, KEY).result, 0x20)
        self.assertEqual(self.result(FLOPPY), b'\x21\0\1\1')
        link.close()
        self.s.log.wait(on='media', event='closed', drive='CDROM')
        self.assertEqual(Link(self.s, bob).result, 0x20)

    def test_taken_by_an_image_from_the_web(self):
        self.start()
        self.log_in()

        def call(status=200, **members):
            return self.web.post('vm_status', status, method='set_virtual_media_options', device='CDROM',
                                 session_key=self.web.key, **members)

        call(command='INSERT', url='http://192.0.2.1/a.iso')
        self.assertEqual(self.result(), b'\x21\0\1\1')
        call(command='EJECT')
        link = Link(self.s, self.web)
        self.assertEqual(link.result, 0x20)
        call(500, command='INSERT', url='http://192.0.2.1/a.iso')

    def test_any_answer_on_request(self):
        self.start()
        self.log_in()
        for result in (0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x0120, 0xffff):
            self.s.do('media-answer', result=result, times=1)
            self.assertEqual(self.result(), result.to_bytes(2, 'little') + b'\1\1')
        for answer in (b'', b'\x22', b'\x20\0', b'\x26\0\1'):
            self.s.do('media-answer', bytes=answer.hex(), times=1)
            self.assertEqual(self.result(), answer)
        self.s.do('media-answer', result=0x20)
        self.assertEqual(self.result(key='f' * 32), b'\x20\0\1\1')
        self.s.do('media-answer', usual=True)
        self.assertEqual(self.result(FLOPPY, key='f' * 32), b'\x22\0\1\1')

    def test_half_a_hello(self):
        self.start()
        self.log_in()
        sock = connect(self.s, self.rc_info)
        sock.sendall(bytes([0x10, CD]) + bytes(20))
        sock.close()
        self.assertEqual(self.s.log.wait(on='media', event='left before the hello')['bytes'], 22)

    def test_ports(self):
        self.start('--announce-vm-port', '17988')
        self.log_in()
        self.assertEqual((self.rc_info['vm_port'], self.s.ready['vm_port']), (17988, 17988))
        self.assertEqual(self.web.get('vm_status')['port'], 17988)


class Status(MediaTest):
    def test_what_is_lent_shows(self):
        self.start()
        self.log_in()
        command = Command(self.s, self.web)
        drive = Drive(self.s, self.web, bytes(2048 * 20))
        self.assertEqual(command.wait(13), (13, 0, 0, b'\1'))
        floppy = Link(self.s, self.web, FLOPPY)
        options = self.web.get('vm_status')['options']
        for option in options:
            self.assertEqual((option['vm_connected'], option['vm_url_connected'], option['image_url']), (1, 0, ''))
        self.assertEqual([option['write_protect_flag'] for option in options], [0, 1])
        media = self.web.json('GET', '/redfish/v1/Managers/1/VirtualMedia/2/', headers={'X-Auth-Token': self.web.key})
        self.assertEqual((media['Inserted'], media['ConnectedVia'], media['Image']), (True, 'Applet', ''))
        status = self.s.do('media-status')
        self.assertEqual((status['floppy']['type'], status['cdrom']['type']), ('floppy', 'cd'))
        floppy.close()
        drive.close()
        self.assertEqual([command.wait(13)[3] for _ in range(3)], [b'\1', b'\0', b'\0'])
        self.assertFalse(self.s.do('media-status')['cdrom']['connected'])

    def test_record_7_on_request(self):
        self.start('--announce-drives')
        self.log_in()
        command = Command(self.s, self.web)
        link = Link(self.s, self.web, KEY)
        self.assertEqual(command.wait(7)[3], b'\0\1\0\1')
        link.close()
        self.assertEqual(command.wait(7)[3], b'\0\1\0\0')

    def test_a_reset_of_the_ilo_takes_the_drive(self):
        self.start()
        self.log_in()
        link = Link(self.s, self.web)
        self.s.do('ilo-reset')
        self.assertTrue(at_end(link.sock))


class Initiator(MediaTest):
    def setUp(self):
        self.start()
        self.log_in()

    def test_reads_whole(self):
        drive = Drive(self.s, self.web, IMAGE)
        for blocks in (1, 7, 64, 300, 1000):
            answer = self.s.do('media-read', blocks=blocks)
            self.assertEqual(answer['sha256'], hashlib.sha256(IMAGE).hexdigest())
            self.assertEqual((answer['blocks'], answer['bytes'], answer['commands']),
                             (300, len(IMAGE), -(-300 // blocks)))
        answer = self.s.do('media-read', **{'from': 290, 'count': 5})
        self.assertEqual(answer['sha256'], hashlib.sha256(IMAGE[290 * 2048:295 * 2048]).hexdigest())
        answer = self.s.do('media-read', ok=False, blocks=8, **{'from': 290, 'count': 20})
        self.assertEqual((answer['sense'], answer['lba'], answer['bytes']), ('05/21/00', 298, 8 * 2048))
        self.assertEqual(drive.commands[0][0], 0x25)
        self.assertEqual(drive.commands[1][0], 0x25)

    def test_writes(self):
        drive = Drive(self.s, self.web, bytes(512 * 1000), FLOPPY)
        data = bytes(n * 3 & 255 for n in range(512 * 130))
        answer = self.s.do('media-write', data=data.hex(), **{'from': 11})
        self.assertEqual((answer['bytes'], answer['commands']), (len(data), 3))
        self.assertEqual(drive.image, bytes(11 * 512) + data + bytes(512 * 1000 - 11 * 512 - len(data)))
        self.s.do('media-write', ok=False, data='00' * 511)

    def test_commands(self):
        drive = Drive(self.s, self.web, IMAGE)
        first = self.s.do('media-command', cdb='00')
        self.assertEqual((first['sense'], first['length'], first['medium']), ('06/28/00', 0, 1))
        read = self.s.do('media-command', cdb='280000000010000001')
        self.assertEqual(bytes.fromhex(read['data']), IMAGE[16 * 2048:17 * 2048])
        self.assertEqual(read['sha256'], hashlib.sha256(IMAGE[16 * 2048:17 * 2048]).hexdigest())
        big = self.s.do('media-command', cdb='280000000000000040')
        self.assertNotIn('data', big)
        self.assertEqual(big['length'], 131072)
        answer = self.s.do('media-command', cdb='00' * 12 + '25' + '00' * 11)
        self.assertEqual([reply['data'] for reply in answer['replies']], ['', '0000012b00000800'])
        self.assertEqual(drive.commands[1], bytes.fromhex('280000000010000001000000'))
        for bad in ({'cdb': ''}, {'cdb': '00' * 13}, {'cdb': '0'}, {'cdb': '00', 'drive': 'floppy'},
                    {'cdb': '00', 'then': 'dance'}, {'cdb': '00', 'then': 'close'}):
            self.s.do('media-command', ok=False, **bad)

    def test_synchronise(self):
        Drive(self.s, self.web, IMAGE)
        self.assertEqual(self.s.do('media-sync', cookie='deadbeef01020304')['cookie'], 'deadbeef01020304')
        self.assertIsNone(self.wrong(event='synchronised'))

    def test_both_at_once(self):
        Drive(self.s, self.web, IMAGE)
        Drive(self.s, self.web, bytes(512 * 100), KEY)
        self.s.do('media-command', ok=False, cdb='00')
        self.assertEqual(self.s.do('media-read', drive='cdrom')['blocks'], 300)
        self.assertEqual(self.s.do('media-read', drive='floppy')['blocks'], 100)
        self.assertEqual(self.wrong(event='capacity'), 'type')

    def test_eject(self):
        drive = Drive(self.s, self.web, IMAGE)
        self.assertEqual(self.s.do('media-eject')['sense'], '00/00/00')
        self.assertEqual(self.s.log.wait(on='media', event='closed')['unanswered'], 0)
        drive.thread.join(TIMEOUT)
        self.s.do('media-eject', ok=False)

    def test_pieces(self):
        Drive(self.s, self.web, IMAGE)
        self.s.do('fault', on='media', kind='trickle')
        self.assertEqual(self.s.do('media-command', cdb='280000000010000001')['length'], 2048)

    def drain(self, sock):
        """A reset may overtake what was sent."""
        try:
            while sock.recv(4096):
                pass
        except ConnectionResetError:
            pass

    def test_ends_in_the_middle(self):
        for how in ('close', 'reset'):
            for break_at in ({'sent_bytes': 5}, {'sent_bytes': 300}, {'reply_bytes': 1}, {'reply_bytes': 9},
                             {'reply_bytes': 16}):
                with self.subTest(how=how, **break_at):
                    writes = 'sent_bytes' in break_at
                    link = Link(self.s, self.web, KEY)
                    self.s.begin('media-command', cdb='2a0000000000000001' if writes else '280000000000000001',
                                 data='55' * 512 if writes else '', then=how, **break_at)
                    if not writes:
                        link.frame()
                        link.reply(data=bytes(512))
                    elif how == 'close':
                        receive(link.sock, break_at['sent_bytes'])
                    else:
                        self.drain(link.sock)
                    self.assertTrue(at_end(link.sock))
                    self.assertFalse(self.s.output.wait(do='media-command')['ok'])
                    self.s.log.wait(on='media', event='closed')

    def test_stalls_and_goes_on(self):
        Drive(self.s, self.web, bytes(512 * 100), FLOPPY)
        self.s.do('media-command', cdb='00')
        answer = self.s.do('media-command', cdb='2a0000000000000001', data='aa' * 512, then='stall', sent_bytes=100)
        self.assertEqual(answer['sense'], '00/00/00')
        self.assertGreater(answer['seconds'], 0.9)
        answer = self.s.do('media-command', cdb='280000000000000001', then='stall', reply_bytes=50)
        self.assertEqual(answer['data'], 'aa' * 512)
        self.assertGreater(answer['seconds'], 0.9)

    def test_close_and_drop(self):
        for order in ('media-close', {}), ('media-close', {'reset': True}), ('drop', {'on': 'media'}):
            link = Link(self.s, self.web)
            self.s.do(order[0], **order[1])
            self.assertTrue(at_end(link.sock))
            link.close()
            self.s.log.wait(on='media', event='closed')


class Wrong(MediaTest):
    def setUp(self):
        self.start()
        self.log_in()

    def begin(self, link, **members):
        self.s.begin('media-command', **members)
        return link.frame()

    def answer(self, link, cdb, *arguments, **changes):
        self.begin(link, cdb=cdb)
        link.reply(*arguments, **changes)
        self.s.output.wait(do='media-command')
        return self.wrong(event='reply')

    def test_replies(self):
        cd, key = Link(self.s, self.web), Link(self.s, self.web, KEY)
        key.close()
        self.s.log.wait(event='closed', drive='FLOPPY')
        good = ('00', '1e', '1b0000000100')
        for cdb in good:
            self.assertIsNone(self.answer(cd, cdb))
        self.assertIsNone(self.answer(cd, '00', CHANGED))
        self.assertIsNone(self.answer(cd, '43000000000000001400', GOOD, bytes(20)))
        self.assertIsNone(self.answer(cd, '43000000000000ffff', GOOD, bytes(412)))
        self.assertIsNone(self.answer(cd, '4a010000100000000800', GOOD, bytes(8)))
        self.assertIsNone(self.answer(cd, '4a010000020000000800', GOOD, bytes(4)))
        self.assertIsNone(self.answer(cd, '5a002a0000000000800000', GOOD, bytes(8)))
        self.assertIsNone(self.answer(cd, 'a80000000000000000020000', GOOD, bytes(4096)))
        self.assertIsNone(self.answer(cd, '280000000000000001', RANGE))
        self.assertEqual(self.answer(cd, '00', GOOD, bytes(1)), 'length')
        self.assertEqual(self.answer(cd, '25', GOOD, bytes(7)), 'length')
        self.assertEqual(self.answer(cd, '280000000000000001', RANGE, bytes(2048)), 'length')
        self.assertEqual(self.answer(cd, '280000000000000002', GOOD, bytes(2048)), 'length')
        self.assertEqual(self.answer(cd, '43000000000000001400', GOOD, bytes(412)), 'length')
        self.assertEqual(self.answer(cd, '00', GOOD, medium=0x24), 'medium')
        self.assertEqual(self.answer(cd, '00', GOOD, flags=PROTECTED), 'flags')
        self.assertEqual(self.answer(cd, '00', GOOD, flags=8), 'flags')
        self.assertEqual(self.answer(cd, '00', (0, 0x28, 0)), 'sense')

    def test_replies_of_a_disk(self):
        disk = Link(self.s, self.web, FLOPPY)
        self.assertIsNone(self.answer(disk, '2300000000000000fc', GOOD, bytes(20)))
        self.assertIsNone(self.answer(disk, '2300000000000000fc', CHANGED, bytes(20)))
        self.assertIsNone(self.answer(disk, '00', flags=PROTECTED))
        self.assertIsNone(self.answer(disk, '00', flags=PROTECTED, medium=0))
        self.assertEqual(self.answer(disk, '00', medium=1), 'medium')
        self.assertEqual(self.answer(disk, '5a', FIELD, bytes(8)), 'length')

    def test_nonsense_ends_it(self):
        for header, wrong in (({'magic': 0x0badc0df}, 'magic'), ({}, 'unasked')):
            link = Link(self.s, self.web)
            link.reply(**header)
            self.assertEqual(self.wrong(event='nonsense'), wrong)
            self.assertTrue(at_end(link.sock))
        link = Link(self.s, self.web)
        self.begin(link, cdb='280000000000000001')
        link.sock.sendall(link.header(length=1 << 31))
        self.assertEqual(self.wrong(event='nonsense'), 'length')
        self.assertTrue(at_end(link.sock))

    def test_synchronise(self):
        link = Link(self.s, self.web)
        for flags, cookie, wrong in ((0, '08' * 8, 'cookie'), (8, '01' * 8, 'flags'), (PROTECTED, '01' * 8, None)):
            self.s.begin('media-sync', cookie='01' * 8)
            link.frame()
            link.sock.sendall(struct.pack('<II', MAGIC, flags) + bytes.fromhex(cookie))
            self.assertEqual(self.wrong(event='synchronised'), wrong)

    def test_keepalives(self):
        link = Link(self.s, self.web)
        link.reply(flags=KEEPALIVE)
        self.assertEqual(self.wrong(event='keepalive'), 'early')
        time.sleep(1)
        link.reply(flags=KEEPALIVE)
        line = self.s.log.wait(event='keepalive')
        self.assertNotIn('wrong', line)
        self.assertGreater(line['after'], 0.9)
        # A stale length has no bytes behind it
        time.sleep(1)
        link.sock.sendall(link.header(flags=KEEPALIVE, length=2048))
        self.assertEqual(self.wrong(event='keepalive'), 'length')
        self.begin(link, cdb='00')
        link.reply(flags=KEEPALIVE)
        self.assertEqual(self.wrong(event='keepalive'), 'during a command')
        link.reply()
        self.assertTrue(self.s.output.wait(do='media-command')['ok'])
        self.assertEqual(self.s.log.wait(event='no keepalive')['wrong'], 'silent')

    def test_disconnect(self):
        link = Link(self.s, self.web)
        link.reply(flags=DISCONNECT)
        self.assertIsNone(self.wrong(event='disconnect'))
        self.assertTrue(at_end(link.sock))
        link.reply(flags=KEEPALIVE)
        self.assertEqual(self.wrong(event='after the disconnect'), 'unasked')
        self.s.log.wait(on='media', event='closed')
        link = Link(self.s, self.web)
        self.assertIsNone(self.answer(link, '1b00000002', GOOD))
        link.reply(flags=DISCONNECT)
        self.assertEqual(self.wrong(event='disconnect'), 'after an eject')


class Machine(MediaTest):
    options = ()

    def setUp(self):
        self.start('--post-seconds', '0.3')
        self.log_in()

    def test_sees_a_disc_that_comes_and_goes(self):
        drive = Drive(self.s, self.web, make_iso('RESCUE_42'))
        line = self.s.log.wait(on='machine', event='disc')
        self.assertEqual((line['label'], line['blocks'], line['boot_entries'], line['loaded']), ('RESCUE_42', 64, 2, 0))
        self.console.read_command(13)
        type_text(self.console, 'cdrom\n')
        self.assertEqual(self.s.log.wait(on='machine', event='disc')['label'], 'RESCUE_42')
        type_text(self.console, 'eject\n')
        self.s.log.wait(on='media', event='closed')
        drive.thread.join(TIMEOUT)
        type_text(self.console, 'cdrom\nhelp\n')
        self.s.log.wait(event='line', text='help')

    def test_starts_from_it(self):
        Drive(self.s, self.web, make_iso('RESCUE_42', boot_sectors=20))
        self.s.log.wait(on='machine', event='disc')
        command = Command(self.s, self.web)
        self.s.do('power', action='reset')
        self.assertEqual(self.s.log.wait(on='machine', event='disc')['loaded'], 20 * 2048)
        command.wait(2)
        self.s.log.wait(event='stage', stage='prompt')

    def test_starts_from_its_own_drive_when_there_is_nothing_else(self):
        for image in (bytes(2048 * 10), bytes(2048 * 40), make_iso('BROKEN', catalogue=63)[:-2048] + bytes(2048),
                      make_iso('OUTSIDE', boot=1000)):
            drive = Drive(self.s, self.web, image)
            self.s.log.wait(on='machine', event='disc')
            self.s.do('power', action='reset')
            self.assertEqual(self.s.log.wait(on='machine', event='disc')['loaded'], 0)
            self.s.log.wait(event='stage', stage='prompt')
            self.s.do('media-eject')
            self.s.log.wait(on='media', event='closed')
            drive.thread.join(TIMEOUT)

    def test_goes_on_when_the_disc_goes(self):
        link = Link(self.s, self.web)
        self.assertEqual(link.frame()[0], 0)
        self.s.do('power', action='reset')
        self.s.log.wait(event='stage', stage='post')
        link.reply(CHANGED)
        self.assertEqual(link.frame()[0], 0)
        link.close()
        self.assertEqual(self.s.log.wait(on='machine', event='disc')['problem'], 'the drive has gone')
        self.s.log.wait(event='stage', stage='prompt')

    def test_off_and_on_while_it_reads(self):
        link = Link(self.s, self.web)
        link.frame()
        self.s.do('power', action='hold')
        self.s.do('power', action='press')
        link.reply(CHANGED)
        link.frame()
        self.s.do('power', action='hold')
        link.reply()
        self.assertEqual(self.s.do('status')['stage'], 'off')

    def test_label_of_a_disk(self):
        image = bytearray(512 * 100)
        image[38], image[43:54], image[54:62] = 0x29, b'RACKSIDE   ', b'FAT12   '
        image[510:512] = b'\x55\xaa'
        Drive(self.s, self.web, bytes(image), FLOPPY)
        line = self.s.log.wait(on='machine', event='disc')
        self.assertEqual((line['label'], line['drive']), ('RACKSIDE', 'FLOPPY'))


if __name__ == '__main__':
    tap.main()
