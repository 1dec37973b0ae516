#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's inventory page, against what ipmitool reads of the same BMC."""
import re
import subprocess

import bmc
import desktop
import tap

from panel_case import PASSWORD, USER, PanelCase


class TestInventory(PanelCase):
    @classmethod
    def setUpClass(cls):
        cls.sim = bmc.IpmiSim()
        cls.sim.__enter__()
        cls.addClassCleanup(cls.sim.close)

    def setUp(self):
        self.app = self.open_page(self.sim.port, 'Inventory')
        self.app.find('push button', 'Copy All')

    def ipmitool(self, *arguments):
        return subprocess.run(['ipmitool', '-I', 'lanplus', '-H', '127.0.0.1', '-p', str(self.sim.port), '-U', USER,
                               '-P', PASSWORD, '-C', '3', *arguments],
                              check=True, capture_output=True, text=True).stdout

    def test_shows_what_ipmitool_reads(self):
        texts = set(self.app.texts())
        fru = self.ipmitool('fru', 'print', '0')
        for field in ('Chassis Serial', 'Board Mfg', 'Board Product', 'Board Serial', 'Board Part Number',
                      'Product Manufacturer', 'Product Name', 'Product Serial', 'Product Asset Tag'):
            value = re.search('^ *%s +: (.*?) *$' % field, fru, re.M)[1]
            self.assertIn(value, texts, field)
        firmware = re.search('^Firmware Revision +: (.*)$', self.ipmitool('mc', 'info'), re.M)[1]
        self.assertTrue(any(text.startswith(firmware) for text in texts), firmware)
        self.assertIn(re.search('^System GUID +: (.*)$', self.ipmitool('mc', 'guid'), re.M)[1].lower(), texts)

    def wait_clipboard(self, pattern):
        """Waits until a text that matches has been copied."""
        def paste():
            done = subprocess.run(['xclip', '-selection', 'clipboard', '-out'], capture_output=True, text=True,
                                  timeout=desktop.PATIENCE)
            return re.search(pattern, done.stdout)

        desktop.wait_for(paste, 'the text “%s” in the clipboard' % pattern)

    def test_a_value_and_all_can_be_copied(self):
        number = re.escape(re.search('^Product ID +: (.*?) *$', self.ipmitool('mc', 'info'), re.M)[1])
        desktop.press(self.app.find('push button', 'Copy Product number'))
        self.wait_clipboard('^%s$' % number)
        desktop.press(self.app.find('push button', 'Copy All'))
        self.wait_clipboard('(?s).\n.*%s' % number)

    def test_it_can_be_read_again(self):
        desktop.press(self.app.find('push button', 'Read Again'))
        self.app.find('push button', 'Copy All')

    def test_a_slow_bmc_says_what_it_reads(self):
        self.app.end()
        with bmc.FakeBmc('--delay', '300') as fake:
            app = self.open_page(fake.port, 'Inventory')
            app.wait_text('^Reading ')
            desktop.press(app.find('push button', 'Cancel'))
            app.wait_text('^Cancelled$')
            desktop.press(app.find('push button', 'Try Again'))
            app.wait_text('^Reading ')


tap.need('xclip')
desktop.start()
tap.main()
