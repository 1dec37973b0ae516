/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-event-detail.h"

#include "ipmi-event-text.h"

/* Bits 7:6 of event data 1 say what event data 2 is, bits 5:4 the same of event data 3 (IPMI 2.0 table 29-6). */
#define EXTENSION 3

#define UNSPECIFIED 0xFF

/* IPMI 2.0 table 42-3, sensor type 0Fh, offset 0 */
static const char *const firmware_errors[] = {
  NULL, "no memory is installed", "no usable memory", "unrecoverable hard disk failure",
  "unrecoverable system board failure", "unrecoverable diskette subsystem failure",
  "unrecoverable hard disk controller failure", "unrecoverable keyboard failure",
  "removable boot media not found", "unrecoverable video controller failure", "no video device detected",
  "firmware ROM corruption detected", "CPU voltage mismatch", "CPU speed matching failure",
};

/* Offsets 1 and 2 */
static const char *const firmware_progress[] = {
  NULL, "memory initialization", "hard disk initialization", "secondary processor initialization",
  "user authentication", "user-initiated system setup", "USB resource configuration",
  "PCI resource configuration", "option ROM initialization", "video initialization",
  "cache initialization", "SM Bus initialization", "keyboard controller initialization",
  "management controller initialization", "docking station attachment", "enabling docking station",
  "docking station ejection", "disabling docking station", "calling operating system wake-up vector",
  "starting operating system boot process", "motherboard initialization", NULL, "floppy initialization",
  "keyboard test", "pointing device test", "primary processor initialization",
};

static const char *const power_supply_errors[] = {
  "vendor mismatch", "revision mismatch", "processor missing", "power supply rating mismatch",
  "voltage rating mismatch",
};

static const char *const log_actions[] = {
  "entry added", "entry added for an event without a standard one", "entry added with SEL entries",
  "log cleared", "log disabled", "log enabled",
};

static const char *const pef_actions[] = {
  "alert", "power off", "reset", "power cycle", "OEM action", "diagnostic interrupt",
};

/* IPMI 2.0 §28.11 */
static const char *const restart_causes[] = {
  NULL, "chassis control command", "reset button", "power button", "watchdog", "OEM",
  "power restored, always on", "power restored, as before", "reset by event filter",
  "power cycle by event filter", "soft reset", "real time clock",
};

static const char *const slot_types[] = {
  "PCI", "drive array", "external connector", "docking", "internal expansion slot", "entity",
  "AdvancedTCA", "memory device", "fan", "PCI Express", "SCSI", "SATA/SAS", "USB",
};

static const char *const timer_uses[] = {
  NULL, "BIOS FRB2", "BIOS/POST", "OS load", "SMS/OS", "OEM",
};

static const char *const timer_interrupts[] = {
  NULL, "SMI", "NMI", "messaging interrupt",
};

static const char *const session_ends[] = {
  NULL, "closed by command", "timed out", "configuration changed",
};

static const char *const version_changes[] = {
  NULL, "management controller device id", "management controller firmware", "device revision",
  "manufacturer id", "IPMI version", "auxiliary firmware", "firmware boot block",
  "other management controller firmware", "system firmware", "SMBIOS", "operating system", "OS loader",
  "service partition", "management software agent", "management software application", "middleware",
  "programmable hardware", "board or FRU module", "board or FRU component",
  "replaced with the same version", "replaced with a newer version", "replaced with an older version",
  "hardware configuration",
};

static const char *const fru_causes[] = {
  NULL, "commanded by software", "handle latch", "hot swap button", "FRU's own action",
  "communication lost", "communication lost by a local failure", "unexpected extraction",
  "operator intervention", "no IPMB address", "unexpected deactivation",
};

static const char *
look_up (const char *const *texts,
         gsize              n,
         guint              index)
{
  return index < n ? texts[index] : NULL;
}

#define LOOK_UP(texts, index) look_up (texts, G_N_ELEMENTS (texts), index)

static void
add (GString    *detail,
     const char *text)
{
  if (text == NULL)
    return;
  if (detail->len > 0)
    g_string_append (detail, ", ");
  g_string_append (detail, text);
}

static void
add_number (GString    *detail,
            const char *of_what,
            guint       number)
{
  g_autofree char *text = g_strdup_printf ("%s %u", of_what, number);

  add (detail, text);
}

static void
add_system_event (GString *detail,
                  guint8   offset,
                  guint8   value)
{
  switch (offset)
    {
    case 3:
      add (detail, LOOK_UP (log_actions, value >> 4));
      break;
    case 4:
      for (guint i = 0; i < G_N_ELEMENTS (pef_actions); i++)
        if ((value >> i & 1) != 0)
          add (detail, pef_actions[i]);
      break;
    case 5:
      add (detail, (value & 0x80) == 0 ? "before the change" : "after the change");
      add (detail, (value & 0x0F) == 0 ? "SEL clock" : "SDR clock");
      break;
    default:
      break;
    }
}

static void
add_second (GString *detail,
            guint8   sensor_type,
            guint8   offset,
            guint8   value)
{
  switch (sensor_type)
    {
    case 0x05:
      if (offset == 4)
        add_number (detail, "network interface", value);
      break;
    case 0x0F:
      add (detail, offset == 0 ? LOOK_UP (firmware_errors, value) : LOOK_UP (firmware_progress, value));
      break;
    case 0x10:
      if (offset == 0)
        add_number (detail, "memory module", value);
      break;
    case 0x12:
      add_system_event (detail, offset, value);
      break;
    case 0x1D:
      if (offset == 7)
        add (detail, LOOK_UP (restart_causes, value & 0x0F));
      break;
    case 0x21:
      add (detail, LOOK_UP (slot_types, value & 0x7F));
      break;
    case 0x23:
      add (detail, LOOK_UP (timer_uses, value & 0x0F));
      add (detail, LOOK_UP (timer_interrupts, value >> 4));
      break;
    case 0x28:
      if (offset == 4)
        add_number (detail, "sensor", value);
      break;
    case 0x2A:
      if ((value & 0x3F) != 0)
        add_number (detail, "user", value & 0x3F);
      break;
    case 0x2B:
      add (detail, LOOK_UP (version_changes, value));
      break;
    case 0x2C:
      add (detail, LOOK_UP (fru_causes, value >> 4));
      break;
    default:
      break;
    }
}

static void
add_third (GString *detail,
           guint8   sensor_type,
           guint8   offset,
           guint8   value)
{
  switch (sensor_type)
    {
    case 0x08:
      if (offset == 6)
        add (detail, LOOK_UP (power_supply_errors, value & 0x0F));
      break;
    case 0x0C:
      add_number (detail, "memory module", value);
      break;
    case 0x10:
      if (offset == 5 && value <= 100)
        g_string_append_printf (detail, "%u percent full", value);
      break;
    case 0x21:
      add_number (detail, "slot", value);
      break;
    case 0x2A:
      if (offset == 1)
        add (detail, LOOK_UP (session_ends, value >> 4 & 3));
      add_number (detail, "channel", value & 0x0F);
      break;
    default:
      break;
    }
}

/**
 * ipmi_event_dup_detail:
 * @event_type: event/reading type code; bit 7, the direction of the event, is not looked at
 * @sensor_type: sensor type code
 * @data: (array fixed-size=3): event data 1 to 3
 *
 * Words for what event data 2 and 3 add to a sensor-specific event (IPMI 2.0 table 42-3): which step the
 * firmware is at, what sort of slot it is, why the system was started again.
 *
 * Returns: (transfer full) (nullable): the words, or %NULL when there is nothing more to say, or only the
 *   manufacturer knows
 */
char *
ipmi_event_dup_detail (guint8       event_type,
                       guint8       sensor_type,
                       const guint8 data[3])
{
  g_autoptr(GString) detail = g_string_new (NULL);
  guint8 offset = data[0] & 0x0F;

  if (ipmi_event_class (event_type) != IPMI_EVENT_CLASS_SENSOR_SPECIFIC)
    return NULL;
  if (data[0] >> 6 == EXTENSION && data[1] != UNSPECIFIED)
    add_second (detail, sensor_type, offset, data[1]);
  if ((data[0] >> 4 & 3) == EXTENSION && data[2] != UNSPECIFIED)
    add_third (detail, sensor_type, offset, data[2]);
  return detail->len > 0 ? g_string_free (g_steal_pointer (&detail), FALSE) : NULL;
}
