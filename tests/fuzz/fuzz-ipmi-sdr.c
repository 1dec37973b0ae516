/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-sdr.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  IpmiSdr sdr;
  IpmiSensor sensor;

  if (!ipmi_sdr_decode (&sdr, data, size, NULL))
    return 0;
  for (guint i = 0; ipmi_sdr_get_sensor (&sdr, i, &sensor); i++)
    g_assert_true (g_utf8_validate (sensor.name, -1, NULL));
  return 0;
}
