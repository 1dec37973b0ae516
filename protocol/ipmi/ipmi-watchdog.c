/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-answer-private.h"
#include "ipmi-watchdog.h"

/**
 * ipmi_watchdog_decode:
 * @watchdog: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Watchdog Timer (IPMI 2.0 §27.7).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_watchdog_decode (IpmiWatchdog  *watchdog,
                      const guint8  *data,
                      gsize          length,
                      GError       **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 use = wire_reader_le (&reader, 1);
  guint8 actions = wire_reader_le (&reader, 1);
  IpmiWatchdog parsed = {
    .logged = (use & 0x80) == 0,
    .running = (use & 0x40) != 0,
    .use = use & 7,
    .interrupt = actions >> 4 & 7,
    .action = actions & 7,
  };

  parsed.pre_timeout = wire_reader_le (&reader, 1);
  parsed.expired = wire_reader_le (&reader, 1) & 0x3E;
  parsed.initial = wire_reader_le (&reader, 2);
  if (!ipmi_answer_whole (&reader, "Get Watchdog Timer", length, error))
    return FALSE;
  parsed.present = wire_reader_le (&reader, 2);
  parsed.has_present = !reader.truncated;
  *watchdog = parsed;
  return TRUE;
}

/**
 * ipmi_watchdog_use_name:
 * @use: who has started it
 *
 * Returns: its name, such as "SMS/OS"
 */
const char *
ipmi_watchdog_use_name (guint8 use)
{
  static const char * const names[] = { "reserved", "BIOS FRB2", "BIOS/POST", "OS Load", "SMS/OS", "OEM" };

  return use < G_N_ELEMENTS (names) ? names[use] : "reserved";
}

/**
 * ipmi_watchdog_interrupt_name:
 * @interrupt: what comes before it expires
 *
 * Returns: its name, such as "NMI"
 */
const char *
ipmi_watchdog_interrupt_name (guint8 interrupt)
{
  static const char * const names[] = { "none", "SMI", "NMI", "messaging interrupt" };

  return interrupt < G_N_ELEMENTS (names) ? names[interrupt] : "reserved";
}

/**
 * ipmi_watchdog_action_name:
 * @action: what it does
 *
 * Returns: its name, such as "hard reset"
 */
const char *
ipmi_watchdog_action_name (guint8 action)
{
  static const char * const names[] = { "none", "hard reset", "power down", "power cycle" };

  return action < G_N_ELEMENTS (names) ? names[action] : "reserved";
}
