/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-chassis.h"
#include "ipmi-event-detail.h"
#include "ipmi-event-text.h"

#define TYPE_SEVERITY 0x07
#define UNSPECIFIED   0xFF              /* a whole byte … */
#define UNSPECIFIED_4 0x0F              /* … or half of one */

/* Bits 7:6 and 5:4 of event data 1 of discrete events: what data 2 and 3 are (IPMI 2.0 table 29-6). */
enum
{
  DATA_NONE      = 0,
  DATA_PREVIOUS  = 1,
  DATA_OEM       = 2,
  DATA_EXTENSION = 3,
};

/* Sensor types with event extension codes (IPMI 2.0 table 42-3). */
enum
{
  SENSOR_PHYSICAL_SECURITY = 0x05,
  SENSOR_POWER_SUPPLY      = 0x08,
  SENSOR_MEMORY            = 0x0C,
  SENSOR_FIRMWARE_PROGRESS = 0x0F,
  SENSOR_EVENT_LOGGING     = 0x10,
  SENSOR_SYSTEM_EVENT      = 0x12,
  SENSOR_CHIP_SET          = 0x19,
  SENSOR_BOOT_INITIATED    = 0x1D,
  SENSOR_SLOT              = 0x21,
  SENSOR_WATCHDOG_2        = 0x23,
  SENSOR_SUBSYSTEM_HEALTH  = 0x28,
  SENSOR_SESSION_AUDIT     = 0x2A,
  SENSOR_VERSION_CHANGE    = 0x2B,
  SENSOR_FRU_STATE         = 0x2C,
};

static const char * const power_supply_errors[] = {
  "vendor mismatch", "revision mismatch", "processor missing", "power supply rating mismatch",
  "voltage rating mismatch",
};

static const char * const firmware_errors[] = {
  NULL, "no system memory is installed", "no usable system memory",
  "unrecoverable hard-disk failure", "unrecoverable system-board failure",
  "unrecoverable diskette subsystem failure", "unrecoverable hard-disk controller failure",
  "unrecoverable keyboard failure", "removable boot media not found", "unrecoverable video controller failure",
  "no video device detected", "firmware (BIOS) ROM corruption detected", "CPU voltage mismatch",
  "CPU speed matching failure",
};

static const char * const firmware_progress[] = {
  NULL, "memory initialization", "hard-disk initialization", "secondary processor(s) initialization",
  "user authentication", "user-initiated system setup", "USB resource configuration",
  "PCI resource configuration", "option ROM initialization", "video initialization", "cache initialization",
  "SM Bus initialization", "keyboard controller initialization", "management controller initialization",
  "docking station attachment", "enabling docking station", "docking station ejection",
  "disabling docking station", "calling operating system wake-up vector",
  "starting operating system boot process", "baseboard initialization", NULL, "floppy initialization",
  "keyboard test", "pointing device test", "primary processor initialization",
};

static const char * const log_actions[] = {
  "entry added", "entry added because the event is no standard IPMI event",
  "entry added along with entries of the event log", "log cleared", "log disabled", "log enabled",
};

static const char * const log_types[] = { "MCA log", "OEM 1 log", "OEM 2 log" };

static const char * const pef_actions[] = {
  "alert", "power off", "reset", "power cycle", "OEM action", "diagnostic interrupt",
};

static const char * const power_states[] = {
  "S0/G0", "S1", "S2", "S3", "S4", "S5/G2", "S4/S5", "G3", "sleeping in an S1, S2 or S3 state", "G1 sleeping",
  "S5 entered by override", "legacy on", "legacy off", "unknown",
};

static const char * const slot_types[] = {
  "PCI", "drive array", "external peripheral connector", "docking", "other standard internal expansion slot",
  "slot of the sensor's entity", "AdvancedTCA", "DIMM/memory device", "fan", "PCI Express", "SCSI", "SATA/SAS",
  "USB",
};

static const char * const watchdog_interrupts[] = { "no interrupt", "SMI", "NMI", "messaging interrupt" };

static const char * const watchdog_uses[] = { NULL, "BIOS FRB2", "BIOS/POST", "OS load", "SMS/OS", "OEM" };

static const char * const session_ends[] = {
  NULL, "by Close Session", "by timeout", "by a change of configuration",
};

static const char * const version_changes[] = {
  NULL, "management controller device ID", "management controller firmware revision",
  "management controller device revision", "management controller manufacturer ID",
  "management controller IPMI version", "management controller auxiliary firmware ID",
  "management controller firmware boot block", "other management controller firmware",
  "system firmware (EFI/BIOS)", "SMBIOS", "operating system", "operating system loader",
  "service or diagnostic partition", "management software agent", "management software application",
  "management software middleware", "programmable hardware", "board/FRU module", "board/FRU component",
  "board/FRU replaced with equivalent version", "board/FRU replaced with newer version",
  "board/FRU replaced with older version", "board/FRU hardware configuration",
};

static const char * const fru_causes[] = {
  "normal state change", "change commanded by software outside the FRU",
  "state change due to an operator changing a handle latch",
  "state change due to an operator pressing the hot swap push button",
  "state change due to FRU programmatic action", "communication lost", "communication lost due to local failure",
  "state change due to unexpected extraction", "state change due to operator intervention or update",
  "unable to compute the IPMB address", "unexpected deactivation",
};

#define LOOK_UP(table, index) look_up ((table), G_N_ELEMENTS (table), (index))

static const char *
look_up (const char * const *table,
         gsize               n,
         guint               index)
{
  return index < n ? table[index] : NULL;
}

static void G_GNUC_PRINTF (2, 3)
add (GString    *text,
     const char *format,
     ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append (text, ", ");
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

static void
add_word (GString    *text,
          const char *word,
          const char *what,
          guint8      code)
{
  if (word != NULL)
    add (text, "%s", word);
  else
    add (text, "%s %02Xh", what, code);
}

static void
add_system_event (GString *text,
                  guint    offset,
                  guint8   data2)
{
  const char *log;

  switch (offset)
    {
    case 3:
      log = LOOK_UP (log_types, data2 & 0x0F);
      add_word (text, LOOK_UP (log_actions, data2 >> 4), "log entry action", data2 >> 4);
      add_word (text, log, "log type", data2 & 0x0F);
      break;
    case 4:
      for (guint bit = 0; bit < G_N_ELEMENTS (pef_actions); bit++)
        {
          if ((data2 >> bit & 1) != 0)
            add (text, "%s", pef_actions[bit]);
        }
      break;
    case 5:
      add (text, "%s of a pair", (data2 & 0x80) != 0 ? "second" : "first");
      add (text, "%s timestamp clock updated", (data2 & 0x0F) == 1 ? "SDR" : "SEL");
      break;
    default:
      add (text, "code %02Xh", data2);
      break;
    }
}

static void
add_event_logging (GString *text,
                   guint    offset,
                   gboolean second,
                   guint8   data)
{
  if (offset == 0 && !second)
    add (text, "memory module %u", data);
  else if (offset == 1 && !second)
    add (text, "event/reading type %02Xh", data);
  else if (offset == 1)
    {
      if ((data & 0x20) != 0)
        add (text, "all events of this type");
      else
        add (text, "%s of event offset %d", (data & 0x10) != 0 ? "assertion" : "deassertion", data & 0x0F);
    }
  else if (offset == 5 && second)
    add (text, "%u%% full", data);
  else
    add (text, second ? "second code %02Xh" : "code %02Xh", data);
}

static void
add_watchdog (GString *text,
              guint8   data2)
{
  if (data2 >> 4 != UNSPECIFIED_4)
    add_word (text, LOOK_UP (watchdog_interrupts, data2 >> 4), "interrupt", data2 >> 4);
  if ((data2 & 0x0F) != UNSPECIFIED_4)
    add_word (text, LOOK_UP (watchdog_uses, data2 & 0x0F), "timer use", data2 & 0x0F);
}

static void
add_subsystem_health (GString *text,
                      guint    offset,
                      gboolean second,
                      guint8   data)
{
  if (offset == 4 && !second)
    add (text, "sensor %u", data);
  else if (offset == 5 && !second && (data & 0x80) != 0)
    add (text, "logical device, LUN %d, private bus %d", data >> 3 & 3, data & 7);
  else if (offset == 5 && !second)
    add (text, "physical device, private bus %d", data & 7);
  else if (offset == 5)
    add (text, "FRU device %u", data);
  else
    add (text, second ? "second code %02Xh" : "code %02Xh", data);
}

static void
add_fru_state (GString *text,
               guint8   data2)
{
  const char *previous = ipmi_event_text (IPMI_EVENT_TYPE_SENSOR_SPECIFIC, SENSOR_FRU_STATE, data2 & 0x0F);

  if (data2 >> 4 != UNSPECIFIED_4)
    add_word (text, LOOK_UP (fru_causes, data2 >> 4), "cause", data2 >> 4);
  if (previous != NULL)
    add (text, "previously %s", previous);
}

/* Event data 2 as an extension code. */
static void
add_second (GString *text,
            guint8   sensor_type,
            guint    offset,
            guint8   data2)
{
  switch (sensor_type)
    {
    case SENSOR_PHYSICAL_SECURITY:
      add (text, "network controller %u", data2);
      break;
    case SENSOR_FIRMWARE_PROGRESS:
      if (data2 != 0)
        add_word (text, offset == 0 ? LOOK_UP (firmware_errors, data2) : LOOK_UP (firmware_progress, data2),
                  "code", data2);
      break;
    case SENSOR_EVENT_LOGGING:
      add_event_logging (text, offset, FALSE, data2);
      break;
    case SENSOR_SYSTEM_EVENT:
      add_system_event (text, offset, data2);
      break;
    case SENSOR_CHIP_SET:
      add (text, "requested power state: %s", LOOK_UP (power_states, data2) ?: "reserved");
      break;
    case SENSOR_BOOT_INITIATED:
      add (text, "%s", ipmi_restart_cause_text (&(IpmiRestartCause) { .cause = data2 & 0x0F }));
      break;
    case SENSOR_SLOT:
      add_word (text, LOOK_UP (slot_types, data2 & 0x7F), "slot type", data2 & 0x7F);
      break;
    case SENSOR_WATCHDOG_2:
      add_watchdog (text, data2);
      break;
    case SENSOR_SUBSYSTEM_HEALTH:
      add_subsystem_health (text, offset, FALSE, data2);
      break;
    case SENSOR_SESSION_AUDIT:
      if ((data2 & 0x3F) != 0)
        add (text, "user %d", data2 & 0x3F);
      break;
    case SENSOR_VERSION_CHANGE:
      if (data2 != 0)
        add_word (text, LOOK_UP (version_changes, data2), "change", data2);
      break;
    case SENSOR_FRU_STATE:
      add_fru_state (text, data2);
      break;
    default:
      add (text, "code %02Xh", data2);
      break;
    }
}

/* Event data 3 as an extension code. */
static void
add_third (GString *text,
           guint8   sensor_type,
           guint    offset,
           guint8   data3)
{
  switch (sensor_type)
    {
    case SENSOR_POWER_SUPPLY:
      add_word (text, LOOK_UP (power_supply_errors, data3 & 0x0F), "error", data3 & 0x0F);
      break;
    case SENSOR_MEMORY:
      add (text, "memory module %u", data3);
      break;
    case SENSOR_EVENT_LOGGING:
      add_event_logging (text, offset, TRUE, data3);
      break;
    case SENSOR_CHIP_SET:
      add (text, "power state at the time: %s", LOOK_UP (power_states, data3) ?: "reserved");
      break;
    case SENSOR_BOOT_INITIATED:
      add (text, "channel %d", data3 & 0x0F);
      break;
    case SENSOR_SLOT:
      add (text, "slot %u", data3);
      break;
    case SENSOR_SUBSYSTEM_HEALTH:
      add_subsystem_health (text, offset, TRUE, data3);
      break;
    case SENSOR_SESSION_AUDIT:
      add (text, "channel %d", data3 & 0x0F);
      if (offset == 1 && (data3 >> 4 & 3) != 0)
        add (text, "ended %s", session_ends[data3 >> 4 & 3]);
      break;
    default:
      add (text, "second code %02Xh", data3);
      break;
    }
}

static void
add_previous (GString *text,
              guint8   event_type,
              guint8   sensor_type,
              guint8   data2)
{
  const char *severity = ipmi_event_text (TYPE_SEVERITY, 0, data2 >> 4);
  const char *previous = ipmi_event_text (event_type, sensor_type, data2 & 0x0F);

  if (data2 >> 4 != UNSPECIFIED_4 && severity != NULL)
    add (text, "severity: %s", severity);
  if ((data2 & 0x0F) != UNSPECIFIED_4 && previous != NULL)
    add (text, "previously %s", previous);
}

/**
 * ipmi_event_dup_detail:
 * @event_type: event/reading type; bit 7, the direction of the event, is not looked at
 * @sensor_type: sensor type
 * @data: (array fixed-size=3): event data 1 to 3
 *
 * Puts event data 2 and 3 of a discrete event into words (IPMI 2.0 tables 29-6 and 42-3): which memory module,
 * which step of the firmware, what the manufacturer added.
 *
 * Returns: (transfer full) (nullable): what they say, or %NULL when they say nothing, as with threshold events,
 *   whose data are readings
 */
char *
ipmi_event_dup_detail (guint8        event_type,
                       guint8        sensor_type,
                       const guint8  data[3])
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint8 type = event_type & 0x7F;
  gboolean specific = type == IPMI_EVENT_TYPE_SENSOR_SPECIFIC && sensor_type < 0xC0;
  guint second = data[0] >> 6;
  guint third = data[0] >> 4 & 3;

  if (ipmi_event_class (type) == IPMI_EVENT_CLASS_THRESHOLD)
    return NULL;
  if (second == DATA_PREVIOUS)
    add_previous (text, type, sensor_type, data[1]);
  else if (second == DATA_OEM)
    add (text, "OEM code %02Xh", data[1]);
  else if (second == DATA_EXTENSION && specific && data[1] != UNSPECIFIED)
    add_second (text, sensor_type, data[0] & 0x0F, data[1]);
  else if (second == DATA_EXTENSION && data[1] != UNSPECIFIED)
    add (text, "code %02Xh", data[1]);

  if (third == DATA_OEM)
    add (text, second == DATA_OEM ? "%02Xh" : "OEM code %02Xh", data[2]);
  else if (third == DATA_EXTENSION && specific && data[2] != UNSPECIFIED)
    add_third (text, sensor_type, data[0] & 0x0F, data[2]);
  else if (third == DATA_EXTENSION && data[2] != UNSPECIFIED)
    add (text, "second code %02Xh", data[2]);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
