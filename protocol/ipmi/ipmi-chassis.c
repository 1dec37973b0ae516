/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-chassis.h"

/* Bits 0 to 4 of the last power event. */
static const char * const last_events[] = {
  "ac-failed",
  "overload",
  "interlock",
  "power-fault",
  "command",
};

/* System restart causes 0 to Bh (IPMI 2.0 table 28-11). */
static const char * const restart_causes[] = {
  N_("unknown"), N_("chassis control command"), N_("reset via pushbutton"), N_("power-up via power pushbutton"),
  N_("watchdog expiration"), "OEM", N_("automatic power-up: restore policy 'always on'"),
  N_("automatic power-up: restore policy 'previous'"), N_("reset via PEF"), N_("power-cycle via PEF"),
  N_("soft reset"), N_("power-up via real-time clock"),
};

/**
 * ipmi_chassis_status_decode:
 * @status: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Chassis Status (IPMI 2.0 §28.2). The front panel byte may be missing.
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_chassis_status_decode (IpmiChassisStatus  *status,
                            const guint8       *data,
                            gsize               length,
                            GError            **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 power = wire_reader_le (&reader, 1);
  guint8 event = wire_reader_le (&reader, 1);
  guint8 misc = wire_reader_le (&reader, 1);

  if (!ipmi_answer_whole (&reader, "Get Chassis Status", length, error))
    return FALSE;
  *status = (IpmiChassisStatus) {
    .power_on = (power & 0x01) != 0,
    .overload = (power & 0x02) != 0,
    .interlock = (power & 0x04) != 0,
    .power_fault = (power & 0x08) != 0,
    .control_fault = (power & 0x10) != 0,
    .restore_policy = power >> 5 & 3,
    .last_event = event & 0x1F,
    .intrusion = (misc & 0x01) != 0,
    .front_panel_lockout = (misc & 0x02) != 0,
    .drive_fault = (misc & 0x04) != 0,
    .cooling_fault = (misc & 0x08) != 0,
    .identify = misc >> 4 & 3,
    .has_identify = (misc & 0x40) != 0,
    .has_front_panel = reader.left > 0,
    .front_panel = wire_reader_le (&reader, 1),
  };
  return TRUE;
}

/**
 * ipmi_chassis_status_dup_last_events:
 * @status: a chassis status
 *
 * Returns: (transfer full) (array zero-terminated=1): the last power events, such as "ac-failed"
 */
char **
ipmi_chassis_status_dup_last_events (const IpmiChassisStatus *status)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (last_events); i++)
    {
      if ((status->last_event & (1 << i)) != 0)
        g_strv_builder_add (builder, last_events[i]);
    }
  return g_strv_builder_end (builder);
}

/**
 * ipmi_restore_policy_name:
 * @policy: a policy
 *
 * Returns: its name: "always-off", "previous", "always-on" or "unknown"
 */
const char *
ipmi_restore_policy_name (IpmiRestorePolicy policy)
{
  static const char * const names[] = { "always-off", "previous", "always-on", "unknown" };

  return names[policy & 3];
}

/**
 * ipmi_identify_state_name:
 * @state: the identify light's state
 *
 * Returns: its name: "off", "temporary", "indefinite" or "reserved"
 */
const char *
ipmi_identify_state_name (IpmiIdentifyState state)
{
  static const char * const names[] = { "off", "temporary", "indefinite", "reserved" };

  return names[state & 3];
}

/**
 * ipmi_chassis_control_name:
 * @control: what to do
 *
 * Returns: its name, such as "cycle"
 */
const char *
ipmi_chassis_control_name (IpmiChassisControl control)
{
  static const char * const names[] = { "off", "on", "cycle", "reset", "diagnostic", "soft" };

  g_return_val_if_fail ((guint) control < G_N_ELEMENTS (names), NULL);
  return names[control];
}

/**
 * ipmi_chassis_capabilities_decode:
 * @capabilities: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get Chassis Capabilities (IPMI 2.0 §28.1). Without a bridge address it is the
 * BMC's, 20h.
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_chassis_capabilities_decode (IpmiChassisCapabilities  *capabilities,
                                  const guint8             *data,
                                  gsize                     length,
                                  GError                  **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 flags = wire_reader_le (&reader, 1);
  IpmiChassisCapabilities parsed = {
    .intrusion_sensor = (flags & 0x01) != 0,
    .front_panel_lockout = (flags & 0x02) != 0,
    .diagnostic_interrupt = (flags & 0x04) != 0,
    .power_interlock = (flags & 0x08) != 0,
  };

  parsed.fru_address = wire_reader_le (&reader, 1);
  parsed.sdr_address = wire_reader_le (&reader, 1);
  parsed.sel_address = wire_reader_le (&reader, 1);
  parsed.system_management_address = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get Chassis Capabilities", length, error))
    return FALSE;
  parsed.bridge_address = reader.left > 0 ? *reader.data : 0x20;
  *capabilities = parsed;
  return TRUE;
}

/**
 * ipmi_restart_cause_decode:
 * @cause: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get System Restart Cause (IPMI 2.0 §28.11).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_restart_cause_decode (IpmiRestartCause  *cause,
                           const guint8      *data,
                           gsize              length,
                           GError           **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiRestartCause parsed = { .cause = wire_reader_le (&reader, 1) & 0x0F };

  parsed.channel = wire_reader_le (&reader, 1) & 0x0F;
  if (!ipmi_answer_whole (&reader, "Get System Restart Cause", length, error))
    return FALSE;
  *cause = parsed;
  return TRUE;
}

/**
 * ipmi_restart_cause_text:
 * @cause: a restart cause
 *
 * Returns: the cause in words
 */
const char *
ipmi_restart_cause_text (const IpmiRestartCause *cause)
{
  return cause->cause < G_N_ELEMENTS (restart_causes) ? restart_causes[cause->cause] : "reserved";
}

/**
 * ipmi_poh_counter_decode:
 * @counter: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get POH Counter (IPMI 2.0 §28.14).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_poh_counter_decode (IpmiPohCounter  *counter,
                         const guint8    *data,
                         gsize            length,
                         GError         **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiPohCounter parsed = { .minutes_per_count = wire_reader_le (&reader, 1) };

  parsed.count = wire_reader_le (&reader, 4);
  if (!ipmi_answer_whole (&reader, "Get POH Counter", length, error))
    return FALSE;
  *counter = parsed;
  return TRUE;
}

/**
 * ipmi_poh_counter_minutes:
 * @counter: a counter
 *
 * Returns: for how many minutes the system has had power
 */
guint64
ipmi_poh_counter_minutes (const IpmiPohCounter *counter)
{
  return (guint64) counter->minutes_per_count * counter->count;
}
