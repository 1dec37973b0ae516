#!/usr/bin/python3
"""The web server: calls, sessions, TLS."""

import base64
import hashlib
import json
import os
import re
import ssl
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

import tap
from harness import SHARED, Command, Console, Simulator, Web, tls_context

CAPTURES = os.path.join(SHARED, 'captures')
PRIVILEGES = ('login_priv', 'remote_cons_priv', 'virtual_media_priv', 'reset_priv', 'config_priv', 'user_priv')


class Calls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.s = Simulator()
        cls.addClassCleanup(cls.s.__exit__)

    def setUp(self):
        self.web = self.s.web()

    def tearDown(self):
        if self.web.key:
            self.web.logout()

    def test_log_in_page_needs_no_session(self):
        response, data = self.web.request('GET', '/json/login_session')
        self.assertEqual((response.status, response.version), (200, 11))
        self.assertEqual(response.headers['Content-Type'], 'application/x-javascript')
        self.assertNotEqual(response.headers['Connection'], 'close')
        facts = json.loads(data)
        self.assertEqual(facts['version'], '2.54')
        self.assertEqual(facts['login_delay'], 0)
        self.assertEqual(facts['moniker']['PRODGEN'], 'iLO 4')
        for member in ('server_name', 'security_message'):
            self.assertIsInstance(facts[member], str)

    def assert_alike(self, name, ours, recorded):
        """Every member that was recorded is there, with a value of the same kind."""
        self.assertIs(type(ours), type(recorded), name)
        if isinstance(recorded, dict):
            for member, value in recorded.items():
                self.assertIn(member, ours, name)
                self.assert_alike(f'{name} {member}', ours[member], value)
        elif isinstance(recorded, list) and recorded:
            self.assert_alike(name, ours[0], recorded[0])

    @unittest.skipUnless(os.path.isdir(CAPTURES), 'there are no captures')
    def test_answers_are_as_recorded(self):
        self.web.login()
        for name in ('login_session', 'session_info', 'rc_info', 'vm_status'):
            with open(os.path.join(CAPTURES, name + '.json'), encoding='utf-8') as file:
                self.assert_alike(name, self.web.get(name), json.load(file))

    def test_log_in(self):
        answer = self.web.login()
        self.assertRegex(answer['session_key'], '^[0-9a-f]{32}$')
        self.assertTrue(all(answer[name] == 1 for name in PRIVILEGES))
        line = self.s.log.wait(event='login')
        self.assertEqual((line['user'], line['ok']), ('Administrator', True))

    def test_session_info(self):
        self.web.login()
        info = self.web.get('session_info')
        self.assertEqual(info['user_name'], 'Administrator')
        self.assertRegex(info['user_expires'], r'^\w{3} \w{3} \d\d \d\d:\d\d:\d\d \d{4}$')
        self.assertTrue(all(info[name] == 1 for name in PRIVILEGES))

    def test_rc_info(self):
        self.web.login()
        info = self.web.get('rc_info')
        self.assertRegex(info['enc_key'], '^[0-9a-fA-F]{32}$')
        self.assertRegex(info['enc_key'], '[a-f]')
        self.assertRegex(info['enc_key'], '[A-F]')
        self.assertEqual(info['vm_key'], info['enc_key'])
        self.assertEqual(info['rc_port'], self.s.ready['console_port'])
        self.assertEqual(info['vm_port'], self.s.ready['vm_port'])
        self.assertEqual(info['protocol_version'], '1.1')
        self.assertEqual(info['optional_features'], 'ENCRYPT_KEY;ENCRYPT_VMKEY;ENCRYPT_CMD')
        for member in ('enc_type', 'cmd_enc_key', 'server_name', 'ilo_fqdn', 'blade', 'bay', 'enclosure'):
            self.assertIn(member, info)

    def test_every_call_needs_a_session(self):
        calls = ('session_info', 'rc_info', 'vm_status', 'hot_keys', 'host_power', 'overview', 'power_summary',
                 'health_summary', 'health_temperature', 'health_fans')
        for call in calls:
            for cookie in ({}, {'Cookie': 'sessionKey=' + '0' * 32}, {'Cookie': 'sessionKey='},
                           {'Cookie': 'other=1'}):
                answer = self.web.json('GET', '/json/' + call, None, 403, cookie)
                self.assertEqual(answer['message'], 'JS_ERR_LOST_SESSION')
        for call in ('vm_status', 'host_power'):
            self.assertEqual(self.web.post(call, 403, method='x')['message'], 'JS_ERR_LOST_SESSION')
        self.web.login()
        for call in calls:
            self.web.get(call)

    def test_cookie_among_others(self):
        self.web.login()
        cookie = {'Cookie': f'irmcLanguage=en; sessionKey={self.web.key}; x=y'}
        self.web.json('GET', '/json/session_info', None, 200, cookie)

    def test_post_names_its_session(self):
        self.web.login()
        self.web.json('POST', '/json/host_power', {'method': 'x'}, 403)
        body = {'method': 'x', 'session_key': self.web.key}
        self.web.json('POST', '/json/host_power', body, 403, {'Cookie': 'sessionKey=' + '1' * 32})
        self.web.json('POST', '/json/host_power', body, 400)

    def test_log_out(self):
        self.web.login()
        key = self.web.key
        self.web.logout()
        self.web.json('GET', '/json/session_info', None, 403, {'Cookie': f'sessionKey={key}'})
        self.web.json('POST', '/json/login_session', {'method': 'logout', 'session_key': key}, 403)

    def test_head_is_not_allowed(self):
        for path in ('/json/login_session', '/json/rc_info', '/xmldata?item=All', '/', '/nothing'):
            response, data = self.web.request('HEAD', path)
            self.assertEqual((response.status, data), (405, b''))
        response, _ = self.web.request('DELETE', '/json/login_session')
        self.assertEqual(response.status, 405)

    def test_what_is_not_there(self):
        self.assertEqual(self.web.request('GET', '/json/nothing')[0].status, 404)
        self.assertEqual(self.web.request('GET', '/nothing')[0].status, 404)
        self.web.login()
        self.assertEqual(self.web.request('POST', '/json/rc_info', {'session_key': self.web.key})[0].status, 405)

    def test_bad_json(self):
        for body in (b'', b'{', b'[]', b'"x"', b'{"method":"login"', b'\xff{}', b'[' * 8000,
                     b'{"a":' * 1600):
            self.web.connection.request('POST', '/json/login_session', body)
            response = self.web.connection.getresponse()
            response.read()
            self.assertEqual(response.status, 400, body[:20])
        for body in ({}, {'method': 'login'}, {'method': 'login', 'user_login': 1, 'password': {}},
                     {'method': 'other'}, {'method': None}):
            self.web.post('login_session', 400, **body)

    def test_long_bodies_are_not_read(self):
        web = self.s.web()
        web.connection.request('POST', '/json/login_session', b' ' * 100000)
        response = web.connection.getresponse()
        response.read()
        self.assertEqual(response.status, 413)
        web = self.s.web()
        web.connection.request('POST', '/json/login_session', iter([b'{}']), encode_chunked=True,
                               headers={'Transfer-Encoding': 'chunked'})
        self.assertEqual(web.connection.getresponse().status, 411)

    def test_keeps_the_connection(self):
        self.web.request('GET', '/json/login_session')
        sock = self.web.connection.sock
        for _ in range(50):
            self.web.request('GET', '/json/login_session')
        self.assertIs(self.web.connection.sock, sock)

    def test_closes_when_asked_to(self):
        response, _ = self.web.request('GET', '/json/login_session', headers={'Connection': 'close'})
        self.assertEqual((response.status, response.headers['Connection']), (200, 'close'))
        self.assertIsNone(self.web.connection.sock)

    def test_power(self):
        self.web.login()
        self.assertEqual(self.web.get('host_power'), {'hostpwr_state': 'ON'})
        for method, stage in (('system_reset', 'post'), ('hold_power_button', 'off'),
                              ('press_power_button', 'post'), ('system_coldboot', 'off')):
            self.web.post('host_power', method=method, session_key=self.web.key)
            self.s.log.wait(event='stage', stage=stage)
            state = self.web.get('host_power')['hostpwr_state']
            self.assertEqual(state, 'OFF' if stage == 'off' else 'ON')
        self.s.log.wait(event='stage', stage='post')
        self.web.post('host_power', 400, method='explode', session_key=self.web.key)

    def test_facts(self):
        self.web.login()
        overview = self.web.get('overview')
        for member in ('serial_num', 'product_name', 'uuid', 'ilo_fw_version'):
            self.assertTrue(overview[member])
        self.assertEqual(overview['system_health'], 'OP_STATUS_OK')
        self.s.do('health', value=1)
        self.assertNotEqual(self.web.get('overview')['system_health'], 'OP_STATUS_OK')
        self.s.do('health', value=0)
        power = self.web.get('power_summary')
        self.assertIsInstance(power['power_supply_input_power'], int)
        self.assertIsInstance(power['last_5min_avg'], int)
        for sensor in self.web.get('health_temperature')['temperature']:
            for member in ('label', 'location', 'currentreading', 'critical'):
                self.assertIn(member, sensor)
        self.assertTrue(self.web.get('health_fans')['fans'])
        keys = self.web.get('hot_keys')['hot_keys']
        self.assertEqual([k['key_name'] for k in keys], ['Ctrl-' + c for c in 'TUVWXY'])
        self.assertTrue(all(len(k['keys']) == 5 for k in keys))

    def test_xmldata_needs_no_session(self):
        response, data = self.web.request('GET', '/xmldata?item=All')
        self.assertEqual((response.status, response.headers['Content-Type']), (200, 'text/xml'))
        root = ElementTree.fromstring(data)
        self.assertEqual(root.findtext('MP/FWRI'), '2.54')
        self.assertIn('iLO 4', root.findtext('MP/PN'))
        self.assertTrue(root.findtext('HSI/SBSN') and root.findtext('HSI/SPN'))

    def test_other_answers_on_request(self):
        self.web.login()
        self.s.do('https-answer', path='/json/rc_info', body='<html>', type='text/html', times=1)
        response, data = self.web.request('GET', '/json/rc_info')
        self.assertEqual((response.status, response.headers['Content-Type'], data), (200, 'text/html', b'<html>'))
        self.web.get('rc_info')
        self.s.do('https-answer', path='/json/rc_info', status=503)
        for _ in range(2):
            self.assertEqual(self.web.request('GET', '/json/rc_info')[0].status, 503)
        self.s.do('https-answer', path='/json/rc_info', status=0)
        self.web.get('rc_info')


class Media(unittest.TestCase):
    def test_insert_connect_eject(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            console = Console(s, web)
            command = Command(s, web)

            def call(status=200, **members):
                return web.post('vm_status', status, method='set_virtual_media_options', device='CDROM',
                                session_key=web.key, **members)

            status = web.get('vm_status')
            self.assertEqual([o['device'] for o in status['options']], ['FLOPPY', 'CDROM'])
            self.assertEqual(status['port'], s.ready['vm_port'])
            self.assertEqual([o['vm_connected'] for o in status['options']], [0, 0])
            call(command='INSERT', url='http://192.0.2.1/a.iso')
            call(500, command='INSERT', url='http://192.0.2.1/b.iso')
            call(command='SET', boot_option='CONNECT')
            self.assertEqual(command.wait(7)[3], b'\0\2\0\1')
            option = web.get('vm_status')['options'][1]
            self.assertEqual((option['image_url'], option['vm_url_connected'], option['write_protect_flag']),
                             ('http://192.0.2.1/a.iso', 1, 1))
            call(command='EJECT')
            self.assertEqual(command.wait(7)[3], b'\0\2\0\0')
            call(500, command='EJECT')
            call(500, command='SET', boot_option='CONNECT')
            console.close()

    def test_not_licensed(self):
        with Simulator('--no-media-licence') as s:
            web = s.web()
            web.login()
            response, data = web.request('POST', '/json/vm_status', {
                'method': 'set_virtual_media_options', 'device': 'CDROM', 'command': 'INSERT', 'url': 'x',
                'session_key': web.key})
            self.assertGreaterEqual(response.status, 400)
            self.assertIn(b'SCSI_ERR_NO_LICENSE', data)


class Sessions(unittest.TestCase):
    def test_wrong_log_ins_are_delayed_after_three(self):
        with Simulator('--login-delay', '1') as s:
            web = s.web()
            took = []
            for _ in range(3):
                self.assertEqual(web.get('login_session')['login_delay'], 0)
                start = time.monotonic()
                web.login(password='wrong', status=403)
                took.append(time.monotonic() - start)
            self.assertLess(min(took), 0.9)
            self.assertEqual(web.get('login_session')['login_delay'], 1)
            start = time.monotonic()
            web.login('nobody', status=403)
            self.assertGreater(time.monotonic() - start, 0.99)
            start = time.monotonic()
            web.login()
            self.assertGreater(time.monotonic() - start, 0.99)
            self.assertEqual(web.get('login_session')['login_delay'], 0)

    def test_a_log_in_that_waits_may_be_given_up(self):
        with Simulator('--login-delay', '1') as s:
            web = s.web()
            for _ in range(3):
                web.login(password='wrong', status=403)
            web.connection.request('POST', '/json/login_session', json.dumps(
                {'method': 'login', 'user_login': 'Administrator', 'password': s.password}))
            web.connection.close()
            other = s.web()
            other.login()
            other.get('session_info')

    def test_wrong_is_not_lost(self):
        with Simulator() as s:
            self.assertNotEqual(s.web().login(password='', status=403)['message'], 'JS_ERR_LOST_SESSION')

    def test_limit(self):
        with Simulator('--session-limit', '2') as s:
            webs = [s.web(), s.web()]
            for web in webs:
                web.login()
            third = s.web()
            third.login(status=500)
            webs[0].logout()
            third.login()

    def test_limit_as_text(self):
        with Simulator('--session-limit', '0', '--limit-as-text') as s:
            response, data = s.web().request('POST', '/json/login_session', {
                'method': 'login', 'user_login': 'Administrator', 'password': s.password})
            self.assertEqual(response.status, 200)
            self.assertIn(b'session limit', data)
            self.assertRaises(json.JSONDecodeError, json.loads, data)

    def test_expiry(self):
        with Simulator('--session-seconds', '1') as s:
            web, used = s.web(), s.web()
            web.login()
            used.login()
            console = Console(s, used)
            deadline = time.monotonic() + 1.3
            while time.monotonic() < deadline:
                used.get('login_session')
            self.assertEqual(web.get('session_info', 403)['message'], 'JS_ERR_LOST_SESSION')
            used.get('session_info')        # its console keeps it
            console.close()

    def test_expire_on_request(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            console = Console(s, web)
            s.do('expire')
            web.get('session_info', 403)
            self.assertEqual(s.do('status')['sessions'], 0)
            console.read_picture()

    def test_privileges(self):
        with Simulator('--account', 'eve:x:login,remote_cons') as s:
            web = s.web()
            answer = web.login('eve', 'x')
            self.assertEqual([answer[name] for name in PRIVILEGES], [1, 1, 0, 0, 0, 0])
            web.post('host_power', 403, method='press_power_button', session_key=web.key)
            web.post('vm_status', 403, method='set_virtual_media_options', session_key=web.key)
            self.assertEqual(web.get('host_power')['hostpwr_state'], 'ON')

    def test_no_log_in_privilege(self):
        with Simulator('--account', 'eve:x:remote_cons') as s:
            s.web().login('eve', 'x', status=403)

    def test_secrets_stay_out_of_the_log(self):
        with Simulator() as s:
            web = s.web()
            web.login(password='wrong-password', status=403)
            web.login()
            key = web.key
            Console(s, web)
            web.logout()
            s.log.wait(event='logout')
            text = json.dumps(s.log.seen)
            for secret in (s.password, json.dumps(s.password), 'wrong-password', key):
                self.assertNotIn(secret, text)


class Redfish(unittest.TestCase):
    def test_session_and_system(self):
        with Simulator() as s:
            web = s.web()
            odata = {'OData-Version': '4.0', 'Content-Type': 'application/json'}
            self.assertEqual(web.request('GET', '/redfish/v1/Systems/1', headers=odata)[0].status, 401)
            response, _ = web.request('POST', '/redfish/v1/SessionService/Sessions/',
                                      {'UserName': 'Administrator', 'Password': 'x'}, odata)
            self.assertEqual(response.status, 401)
            response, _ = web.request('POST', '/redfish/v1/SessionService/Sessions/',
                                      {'UserName': 'Administrator', 'Password': s.password}, odata)
            self.assertEqual(response.status, 201)
            location = response.headers['Location']
            odata['X-Auth-Token'] = response.headers['X-Auth-Token']

            def call(method, path, body=None, status=200):
                return web.json(method, path, body, status, odata)

            system = call('GET', '/redfish/v1/Systems/1/')
            self.assertEqual((system['PowerState'], system['Oem']['Hp']['PostState']), ('On', 'FinishedPost'))
            self.assertEqual(system['Status']['Health'], 'OK')
            boot = {'BootSourceOverrideTarget': 'Cd', 'BootSourceOverrideEnabled': 'Once'}
            call('PATCH', '/redfish/v1/Systems/1', {'Boot': boot})
            self.assertEqual(call('GET', '/redfish/v1/Systems/1')['Boot'], boot)
            drive = '/redfish/v1/Managers/1/VirtualMedia/2'
            call('PATCH', drive, {'Image': 'http://192.0.2.1/a.iso', 'Oem': {'Hp': {'BootOnNextServerReset': True}}})
            call('PATCH', drive, {'Image': 'http://192.0.2.1/b.iso'}, 400)
            status = call('GET', drive)
            self.assertTrue(status['Inserted'] and status['Oem']['Hp']['BootOnNextServerReset'])
            self.assertEqual(call('PATCH', drive, {'Image': None})['Image'], '')
            sessions = call('GET', '/redfish/v1/SessionService/Sessions/')['Members']
            self.assertEqual([m['Oem']['Hp']['UserIP'] for m in sessions], ['127.0.0.1'])
            call('DELETE', location)
            call('GET', '/redfish/v1/Systems/1', status=401)


class Tls(unittest.TestCase):
    def probe(self, s, *options):
        address = f'{s.ready["address"]}:{s.ready["https_port"]}'
        return subprocess.run(['openssl', 's_client', '-connect', address, *options], input='',
                              capture_output=True, text=True, timeout=20).stdout

    def protocol(self, s, *options):
        # In this line alone: that for the cipher says "TLSv1.0" of TLS 1.1, too.
        text = self.probe(s, *options)
        found = re.search(r'^ *Protocol *: (\S+)$|^New, (TLSv1.3), ', text, re.M)
        return (found[1] or found[2]) if found and 'Cipher is (NONE)' not in text else None

    def test_pin(self):
        with Simulator() as s:
            der = self.certificate(s)
            key = subprocess.run(['openssl', 'x509', '-inform', 'DER', '-noout', '-pubkey'], input=der,
                                 capture_output=True, check=True).stdout
            spki = subprocess.run(['openssl', 'pkey', '-pubin', '-outform', 'DER'], input=key,
                                  capture_output=True, check=True).stdout
            pin = base64.b64encode(hashlib.sha256(spki).digest()).decode()
            self.assertEqual(s.ready['pin'], f'sha256//{pin}')

    def certificate(self, s):
        web = s.web(tls_context(level=0))
        web.request('GET', '/json/login_session')
        return web.connection.sock.getpeercert(binary_form=True)

    def describe(self, s):
        return subprocess.run(['openssl', 'x509', '-inform', 'DER', '-noout', '-text'],
                              input=self.certificate(s), capture_output=True, check=True).stdout.decode()

    def test_certificate(self):
        with Simulator() as s:
            text = self.describe(s)
            self.assertIn('CN = Default Issuer (Do not trust)', text)
            self.assertIn('DNS:ILOSIM0000001', text)
            self.assertIn('Public-Key: (2048 bit)', text)
            self.assertIn('sha256WithRSA', text)

    def test_weak_certificate(self):
        with Simulator('--weak-certificate') as s:
            text = self.describe(s)
            self.assertIn('Public-Key: (1024 bit)', text)
            self.assertIn('sha1WithRSA', text)
            with tempfile.NamedTemporaryFile('w') as file:
                file.write(ssl.DER_cert_to_PEM_cert(self.certificate(s)))
                file.flush()
                text = self.probe(s, '-CAfile', file.name, '-partial_chain')
            self.assertIn('Verify return code: 66 (EE certificate key too weak)', text)
            web = s.web()           # which does not verify, at the usual security level
            web.login()
            self.assertEqual(web.connection.sock.version(), 'TLSv1.2')

    def test_as_seen_on_a_real_one(self):
        with Simulator() as s:
            text = self.probe(s)
            self.assertIn('Cipher is ECDHE-RSA-AES128-GCM-SHA256', text)
            self.assertIn('Server Temp Key: ECDH, secp384r1, 384 bits', text)
            self.assertIn('Secure Renegotiation IS supported', text)
            self.assertEqual(self.protocol(s), 'TLSv1.2')
            self.assertIsNone(self.protocol(s, '-tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0'))
            self.assertIsNone(self.protocol(s, '-tls1_3'))

    def test_versions(self):
        for version, name in (('1.0', 'TLSv1'), ('1.1', 'TLSv1.1'), ('1.2', 'TLSv1.2'), ('1.3', 'TLSv1.3')):
            with self.subTest(version), Simulator('--tls', version) as s:
                self.assertEqual(self.protocol(s, '-cipher', 'DEFAULT:@SECLEVEL=0'), name)
        with Simulator('--tls', 'any') as s:
            self.assertEqual(self.protocol(s), 'TLSv1.3')

    def test_old_versions_want_a_lower_level(self):
        """The table of the HTTPS page."""
        with Simulator('--tls', '1.1', '--weak-certificate') as s:
            with self.assertRaisesRegex(ssl.SSLError, 'legacy sigalg disallowed or unsupported|'
                                                      'LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED'):
                s.web(tls_context(ssl.TLSVersion.TLSv1)).login()
            web = s.web(tls_context(ssl.TLSVersion.TLSv1, level=0))
            web.login()
            self.assertEqual(web.connection.sock.version(), 'TLSv1.1')
        with Simulator('--tls', '1.0', '--tls-rsa') as s:
            web = s.web(tls_context(ssl.TLSVersion.TLSv1, level=0))
            web.login()
            self.assertEqual(web.connection.sock.version(), 'TLSv1')
            self.assertNotIn('ECDHE', web.connection.sock.cipher()[0])

    def test_no_secure_renegotiation(self):
        with Simulator('--tls', '1.0', '--tls-no-renegotiation') as s:
            self.assertIsNone(self.protocol(s, '-cipher', 'DEFAULT:@SECLEVEL=0'))
            text = self.probe(s, '-cipher', 'DEFAULT:@SECLEVEL=0', '-legacy_server_connect')
            self.assertIn('Secure Renegotiation IS NOT supported', text)
            self.assertRegex(text, 'Protocol *: TLSv1\n')

    def test_identity_is_kept(self):
        pins = set()
        for _ in range(2):
            with Simulator() as s:
                pins.add(s.ready['pin'])
        self.assertEqual(len(pins), 1)

    def test_plain_http_gets_nothing(self):
        with Simulator() as s:
            import socket
            with socket.create_connection((s.ready['address'], s.ready['https_port']), 10) as sock:
                sock.sendall(b'GET / HTTP/1.1\r\n\r\n')
                self.assertNotIn(b'HTTP', sock.recv(100))
            s.web().login()


class Faults(unittest.TestCase):
    def test_drop(self):
        with Simulator('--fault', 'https:drop,after=0,times=1') as s:
            with self.assertRaises((OSError, EOFError)):
                s.web().login()
            s.web().login()

    def test_drop_within_an_answer(self):
        with Simulator() as s:
            web = s.web()
            web.login()
            s.do('drop', on='https')
            with self.assertRaises((OSError, EOFError, Exception)):
                web.get('rc_info')

    def test_stall_for_a_while(self):
        with Simulator('--fault', 'https:stall,milliseconds=500') as s:
            start = time.monotonic()
            s.web().login()
            self.assertGreater(time.monotonic() - start, 0.45)

    def test_slow_and_trickle(self):
        for fault in ('https:slow,rate=20000', 'https:trickle,milliseconds=0'):
            with Simulator('--fault', fault) as s:
                web = s.web()
                web.login()
                self.assertIn('enc_key', web.get('rc_info'))

    def test_garbage(self):
        with Simulator('--fault', 'https:garbage,after=10') as s:
            with self.assertRaises((OSError, EOFError)):
                s.web().login()


if __name__ == '__main__':
    tap.main()
