#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's sensors: against ipmi_sim and what freeipmi says of it, and against BMCs that do wrong."""
import csv
import io
import os
import re
import time

import bmc
import clients
import desktop
import tap
from panel_case import PanelCase, seconds_later

tap.need('ipmi-sensors')

PAGE = 'Sensors'

# freeipmi 1.6.10 makes 0 of the cube root of 216.
FREEIPMI_IS_WRONG = {'Lin cbrt': 6.0}


def split_row(name):
    """A row's name: the sensor's, its value or None, its state."""
    match = re.fullmatch(r'(.*?), (?:(-?[0-9.]+(?:e[-+]?[0-9]+)?)(?: [^,]*)?, )?(.*)', name)
    return (match[1], float(match[2]) if match[2] else None, match[3]) if match else (name, None, None)


class TestPanelSensors(PanelCase):
    def sensors(self, app):
        """What the list shows, by name; of several with the same name all."""
        found = {}
        for name in self.rows(app):
            sensor, value, state = split_row(name)
            if state is not None and not re.search(r' \(\d+', sensor):
                found.setdefault(sensor, []).append((value, state))
        return found

    def open_sim(self, sim):
        app = self.open_page(sim.port, PAGE)
        app.wait_text(r'^68 sensors, \d+ not OK$')
        desktop.wait_for(lambda: not any('Not read yet' in name for name in self.rows(app)), 'all values')
        return app

    def test_values_are_those_of_ipmi_sensors(self):
        sim = self.enterContext(bmc.IpmiSim())
        shown = self.sensors(self.open_sim(sim))
        output = clients.freeipmi('ipmi-sensors', sim.port, '--comma-separated-output', '--no-header-output',
                                  '--bridge-sensors').stdout
        compared = 0
        for row in csv.reader(io.StringIO(output)):
            name, reading = row[1], row[-3]
            if reading == 'N/A' or name not in shown:
                continue
            values = [value for value, _ in shown[name] if value is not None]
            with self.subTest(name):
                if name in FREEIPMI_IS_WRONG:
                    self.assertEqual((values, float(reading)), ([FREEIPMI_IS_WRONG[name]], 0.0))
                else:
                    self.assertTrue(any(abs(value - float(reading)) <= 0.00501 for value in values),
                                    'freeipmi: %s, shown: %s' % (reading, values))
            compared += 1
        self.assertGreater(compared, 35)

    def test_a_change_arrives_and_has_a_graph(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        self.assertEqual(self.sensors(app)['Live Temp'], [(41.0, 'OK')])
        app.key('ctrl+f')
        app.type('live')
        desktop.wait_for(lambda: self.rows(app)[1:] == ['Live Temp, 41 °C, OK'], 'the one sensor')
        app.key('Tab', 'Tab', 'Tab', 'Down')
        graph = app.find('image', 'Live Temp')
        with open(os.path.join(sim.folder, 'live-temp.txt'), 'w') as file:
            file.write('85')
        app.find('list item', re.compile('^Live Temp, 85 °C, Warning: Upper Non-critical'))
        self.assertRegex(graph.get_description(), 'Lowest 41 °C, highest 85 °C, now 85 °C')
        # The selection has stayed.
        self.assertTrue(app.look('push button', 'Copy This Sensor'))

    def test_filter_and_search(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        everything = self.rows(app)
        desktop.press(app.find('push button', 'Only What Is Not OK'))
        problems = desktop.wait_for(lambda: len(self.rows(app)) < len(everything) and self.rows(app), 'fewer rows')
        count = int(app.wait_text(r'sensors, \d+ not OK').split()[2])
        states = [state for states in self.sensors(app).values() for _, state in states]
        self.assertEqual(len(states), count)
        self.assertFalse([state for state in states if re.match('OK|No reading', state)], problems)
        desktop.press(app.find('push button', 'Only What Is Not OK'))
        desktop.wait_for(lambda: self.rows(app) == everything, 'all rows')
        app.key('ctrl+f')
        app.type('fan')
        desktop.wait_for(lambda: 0 < len(self.rows(app)) < len(everything), 'fewer rows')
        self.assertIn('SYS FAN 5', self.sensors(app))
        self.assertNotIn('Inlet Temp', self.sensors(app))
        app.type('xyz')
        app.wait_text('^No such sensor.$')
        app.key('Escape')
        desktop.wait_for(lambda: self.rows(app) == everything, 'all rows')

    def test_export_is_what_racksidectl_says(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        path = os.path.join(self.folder(), 'sensors.csv')
        self.choose(app, 'Copy and Export', 'Export All…', 'e')
        rows = list(csv.DictReader(io.StringIO(self.save(app, path))))
        app.wait_text('^Saved as “.*sensors.csv”.$')
        told = clients.result(sim.port, 'sensors')
        self.assertEqual(len(rows), len(told))
        for row, sensor in zip(rows, told):
            self.assertEqual(row['name'], sensor['name'])
            self.assertEqual(row['state'], sensor['state'])
            self.assertEqual(row['unit'], sensor['unit'] or '')
            self.assertEqual(float(row['value']) if row['value'] else None, sensor['value'])
            limit = sensor['thresholds'].get('upper-critical')
            self.assertEqual(float(row['thresholds.upper-critical'] or 'nan') if limit is not None else None, limit)

    def test_rows_that_cannot_be_read_say_why(self):
        sim = self.enterContext(bmc.IpmiSim())
        app = self.open_sim(sim)
        self.assertRegex(self.sensors(app)['Missing Temp'][0][1], 'Not readable: .*CCh')
        sim.command('mc_disable 0x72')         # the satellite that owns some of them
        app.find('list item', re.compile('^Riser Temp, Not readable: .*controller'))
        app.find('list item', re.compile('^Live Temp, 41 °C, OK'))

    def test_no_sensors(self):
        fake = self.enterContext(bmc.FakeBmc('--mischief', 'empty'))
        app = self.open_page(fake.port, PAGE)
        app.wait_text('^No Sensors$')
        app.find('push button', 'Try Again')

    def test_slow_bmc_is_waited_for_and_can_be_cancelled(self):
        fake = self.enterContext(bmc.FakeBmc('--sensors', 60, '--delay', 1000))
        app = self.open_page(fake.port, PAGE)
        app.wait_text('Finding out which sensors there are')
        desktop.press(app.find('push button', 'Cancel'))
        app.wait_text('^Cancelled$')
        desktop.press(app.find('push button', 'Try Again'))
        app.wait_text('^61 sensors')
        app.find('list item', 'Sensor 14, 34 °C, OK')

    def test_bmc_vanishes_and_comes_back(self):
        with self.bmc_gone(PAGE, '^68 sensors') as app:
            self.assertFalse(self.rows(app) and app.look('list', 'Sensors'))

    def test_it_reads_only_while_it_is_seen(self):
        with bmc.FakeBmc() as fake:
            app = self.open_page(fake.port, PAGE)
            begin = time.monotonic()
            app.wait_text('^11 sensors')
            self.turn_to(app, 'Events')
            app.find('tree table', 'Event log')
            seen = time.monotonic() - begin
            desktop.wait_for(seconds_later(20), 'half a dozen readings that must not come')
            app.end()
        # Three seconds lie between two readings of eleven sensors.
        self.assertLessEqual(fake.counts['commands']['04 2d'], 11 * (seen / 2.5 + 2))


if __name__ == '__main__':
    tap.main()
