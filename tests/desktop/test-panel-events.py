#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's event log: against ipmi_sim, with what is done to it checked by ipmitool, and against BMCs that do wrong."""
import csv
import io
import json
import os
import re

import bmc
import clients
import desktop
import tap
from panel_case import PanelCase

PAGE = 'Events'
MENU = 'Copy, Export and Clear'

# A new record for sel_add: sensor 47h of the BMC, a temperature, upper critical going high.
NEW_EVENT = 'sel_add 0x20 2 0x00 0xe1 0xf5 0x65 0x20 0x00 0x04 0x01 0x01 0x01 0x59 0x5a 0x55'


class TestPanelEvents(PanelCase):
    def events(self, app):
        """The rows of the log, as a screen reader reads them out."""
        return [name for name in (node.get_name() for node in app.look_all('table row')) if name != 'GtkListItemWidget']

    def open_sim(self, sim, **more):
        app = self.open_page(sim.port, PAGE, **more)
        app.wait_text('^15 events$')
        desktop.wait_for(lambda: len(self.events(app)) == 15, 'the rows')
        return app

    def entries(self, sim):
        """How many records ipmitool finds."""
        return int(clients.fields(clients.ipmitool(sim.port, 'sel', 'info').stdout)['Entries'])

    def test_events_are_those_of_racksidectl_newest_first(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        rows = self.events(app)
        for row, told in zip(rows, reversed(clients.result(sim.port, 'sel'))):
            self.assertIn(told['event'], row)
            self.assertIn(told['sensor'] or '', row)
            if told['time'] is not None and told['time'].startswith('2'):
                # The test's time zone is two hours ahead of the BMC's.
                hour = '%02d' % ((int(told['time'][11:13]) + 2) % 24)
                self.assertIn(hour + told['time'][13:19], row)
                self.assertTrue(app.look('label', told['time'][:-1].replace('T', ' ')), 'the BMC’s own time')
        self.assertTrue(any('77 s after start' in row for row in rows))
        self.assertTrue(any('Clock not set' in row for row in rows))

    def test_filter_and_search(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        everything = self.events(app)
        app.key('ctrl+f')
        app.type('power supply')
        desktop.wait_for(lambda: 0 < len(self.events(app)) < 15, 'fewer rows')
        self.assertEqual(self.events(app), [row for row in everything if 'power supply' in row.lower()])
        app.wait_text(r'^15 events, %d of them shown$' % len(self.events(app)))
        app.key('Escape')
        desktop.wait_for(lambda: self.events(app) == everything, 'all rows')
        app.key('ctrl+f', 'Tab', 'space')
        app.wait_text('^Warnings$')
        app.key('Down', 'Down', 'Return')
        desktop.wait_for(lambda: self.events(app) == [row for row in everything if ' Critical ' in row], 'what is critical')
        self.assertGreater(len(self.events(app)), 2)

    def test_new_events_arrive(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        sim.command(NEW_EVENT)
        app.wait_text('^16 events$')
        desktop.wait_for(lambda: re.match('[0-9]+ s after start Critical', self.events(app)[0]),
                         'the new event, with the time that ipmi_sim gives it')

    def test_export(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        told = clients.result(sim.port, 'sel')
        folder = self.folder()
        self.choose(app, MENU, 'Export as JSON…', 'j')
        self.assertEqual(json.loads(self.save(app, os.path.join(folder, 'events.json'))), told)
        app.wait_text('^Saved as “.*events.json”.$')
        self.choose(app, MENU, 'Export as CSV…', 'v')
        rows = list(csv.DictReader(io.StringIO(self.save(app, os.path.join(folder, 'events.csv')))))
        self.assertEqual([row['raw'] for row in rows], [record['raw'] for record in told])
        self.assertEqual([row['event'] for row in rows], [record['event'] for record in told])
        self.assertEqual([row['time'] for row in rows], [record['time'] or '' for record in told])

    def test_clear_asks_and_a_stray_return_does_nothing(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        self.choose(app, MENU, 'Clear the Event Log…', 'l')
        app.wait_text(r'^Clear the Event Log of 127\.0\.0\.1.*\?$')
        app.key('Return')
        desktop.wait_for(lambda: not any('Clear the Event Log of' in text for text in app.texts()), 'the question to go')
        self.assertEqual(self.entries(sim), 15)
        self.choose(app, MENU, 'Clear the Event Log…', 'l')
        desktop.press(app.find('push button', re.compile('^C_lear')))
        app.wait_text('^No Events$|^1 event$')
        self.assertLessEqual(self.entries(sim), 1)

    def test_saves_before_clearing(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        told = clients.result(sim.port, 'sel')
        self.choose(app, MENU, 'Clear the Event Log…', 'l')
        desktop.press(app.find('push button', re.compile('^_Save, Then Clear')))
        desktop.window_id('^Export Event Log$')
        app.key('Escape')                     # not saved: not cleared
        desktop.wait_window_gone('^Export Event Log$')
        self.assertEqual(self.entries(sim), 15)
        self.choose(app, MENU, 'Clear the Event Log…', 'l')
        desktop.press(app.find('push button', re.compile('^_Save, Then Clear')))
        self.assertEqual(json.loads(self.save(app, os.path.join(self.folder(), 'all.json'))), told)
        app.wait_text('^No Events$|^1 event$')
        self.assertLessEqual(self.entries(sim), 1)

    def test_it_notices_when_others_clear(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        clients.ipmitool(sim.port, 'sel', 'clear')
        app.wait_text('^Somebody else has cleared the event log.$')
        app.wait_text('^No Events$')
        sim.command(NEW_EVENT)
        app.wait_text('^1 event$')

    def test_ten_thousand_events(self):
        fake = self.enterContext(bmc.FakeBmc('--sel', 10000))
        app = self.open_page(fake.port, PAGE)
        app.wait_text('^10000 events')
        # The newest, which has the highest number, comes first.
        desktop.wait_for(lambda: self.events(app), 'the rows')
        self.assertIn('Upper Non-critical', self.events(app)[0])

    def test_a_long_log_can_be_cancelled(self):
        fake = self.enterContext(bmc.FakeBmc('--sel', 10000, '--delay', 20))
        app = self.open_page(fake.port, PAGE)
        app.wait_text('^Reading the event log, event [1-9][0-9]* of 10000$')
        desktop.press(app.find('push button', 'Cancel'))
        app.wait_text('^Cancelled$')
        app.find('push button', 'Try Again')

    def test_no_events(self):
        fake = self.enterContext(bmc.FakeBmc('--mischief', 'empty'))
        app = self.open_page(fake.port, PAGE)
        app.wait_text('^No Events$')

    def test_log_that_runs_in_a_circle(self):
        fake = self.enterContext(bmc.FakeBmc('--sel', 20, '--mischief', 'sel-loop'))
        app = self.open_page(fake.port, PAGE)
        app.wait_text('run in a circle')
        app.find('push button', 'Try Again')

    def test_bmc_vanishes_and_comes_back(self):
        with self.bmc_gone(PAGE, '^15 events'):
            pass


if __name__ == '__main__':
    tap.main()
