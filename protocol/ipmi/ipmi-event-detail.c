/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

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
  N_("vendor mismatch"), N_("revision mismatch"), N_("processor missing"), N_("power supply rating mismatch"),
  N_("voltage rating mismatch"),
};

static const char * const firmware_errors[] = {
  NULL, N_("no system memory is installed"), N_("no usable system memory"), N_("unrecoverable hard-disk failure"),
  N_("unrecoverable system-board failure"), N_("unrecoverable diskette subsystem failure"),
  N_("unrecoverable hard-disk controller failure"), N_("unrecoverable keyboard failure"),
  N_("removable boot media not found"), N_("unrecoverable video controller failure"), N_("no video device detected"),
  N_("firmware (BIOS) ROM corruption detected"), N_("CPU voltage mismatch"), N_("CPU speed matching failure"),
};

static const char * const firmware_progress[] = {
  NULL, N_("memory initialization"), N_("hard-disk initialization"), N_("secondary processor(s) initialization"),
  N_("user authentication"), N_("user-initiated system setup"), N_("USB resource configuration"),
  N_("PCI resource configuration"), N_("option ROM initialization"), N_("video initialization"),
  N_("cache initialization"), N_("SM Bus initialization"), N_("keyboard controller initialization"),
  N_("management controller initialization"), N_("docking station attachment"), N_("enabling docking station"),
  N_("docking station ejection"), N_("disabling docking station"), N_("calling operating system wake-up vector"),
  N_("starting operating system boot process"), N_("baseboard initialization"), NULL, N_("floppy initialization"),
  N_("keyboard test"), N_("pointing device test"), N_("primary processor initialization"),
};

static const char * const log_actions[] = {
  N_("entry added"), N_("entry added because the event is no standard IPMI event"),
  N_("entry added along with entries of the event log"), N_("log cleared"), N_("log disabled"), N_("log enabled"),
};

static const char * const log_types[] = { N_("MCA log"), N_("OEM 1 log"), N_("OEM 2 log") };

static const char * const pef_actions[] = {
  N_("alert"), N_("power off"), N_("reset"), N_("power cycle"), N_("OEM action"), N_("diagnostic interrupt"),
};

static const char * const power_states[] = {
  "S0/G0", "S1", "S2", "S3", "S4", "S5/G2", "S4/S5", "G3", N_("sleeping in an S1, S2 or S3 state"), N_("G1 sleeping"),
  N_("S5 entered by override"), N_("legacy on"), N_("legacy off"), N_("unknown"),
};

static const char * const slot_types[] = {
  "PCI", N_("drive array"), N_("external peripheral connector"), N_("docking"),
  N_("other standard internal expansion slot"), N_("slot of the sensor's entity"), "AdvancedTCA",
  N_("DIMM/memory device"), N_("fan"), "PCI Express", "SCSI", "SATA/SAS", "USB",
};

static const char * const watchdog_interrupts[] = { N_("no interrupt"), "SMI", "NMI", N_("messaging interrupt") };

static const char * const watchdog_uses[] = { NULL, "BIOS FRB2", "BIOS/POST", N_("OS load"), "SMS/OS", "OEM" };

static const char * const session_ends[] = {
  NULL, N_("ended by Close Session"), N_("ended by timeout"), N_("ended by a change of configuration"),
};

static const char * const version_changes[] = {
  NULL, N_("management controller device ID"), N_("management controller firmware revision"),
  N_("management controller device revision"), N_("management controller manufacturer ID"),
  N_("management controller IPMI version"), N_("management controller auxiliary firmware ID"),
  N_("management controller firmware boot block"), N_("other management controller firmware"),
  N_("system firmware (EFI/BIOS)"), "SMBIOS", N_("operating system"), N_("operating system loader"),
  N_("service or diagnostic partition"), N_("management software agent"), N_("management software application"),
  N_("management software middleware"), N_("programmable hardware"), N_("board/FRU module"),
  N_("board/FRU component"), N_("board/FRU replaced with equivalent version"),
  N_("board/FRU replaced with newer version"), N_("board/FRU replaced with older version"),
  N_("board/FRU hardware configuration"),
};

static const char * const fru_causes[] = {
  N_("normal state change"), N_("change commanded by software outside the FRU"),
  N_("state change due to an operator changing a handle latch"),
  N_("state change due to an operator pressing the hot swap push button"),
  N_("state change due to FRU programmatic action"), N_("communication lost"),
  N_("communication lost due to local failure"), N_("state change due to unexpected extraction"),
  N_("state change due to operator intervention or update"), N_("unable to compute the IPMB address"),
  N_("unexpected deactivation"),
};

#define LOOK_UP(table, index) look_up ((table), G_N_ELEMENTS (table), (index))

static const char *
look_up (const char * const *table,
         gsize               n,
         guint               index)
{
  return index < n ? table[index] : NULL;
}

typedef struct
{
  GString   *string;
  IpmiWords  words;
} Text;

static void
separate (Text *text)
{
  if (text->string->len > 0)
    g_string_append (text->string, ", ");
}

static void G_GNUC_PRINTF (2, 3)
add (Text       *text,
     const char *format,
     ...)
{
  va_list arguments;

  separate (text);
  va_start (arguments, format);
  g_string_append_vprintf (text->string, ipmi_words_get (text->words, format), arguments);
  va_end (arguments);
}

static const char *
say (const Text *text,
     const char *word)
{
  return ipmi_words_get (text->words, word);
}

static void
add_said (Text       *text,
          const char *word)
{
  separate (text);
  g_string_append (text->string, say (text, word));
}

static void
add_word (Text       *text,
          const char *word,
          const char *what,
          guint8      code)
{
  if (word != NULL)
    add_said (text, word);
  else
    add (text, "%s %02Xh", say (text, what), code);
}

/* Event data that mean something to their manufacturer alone. */
static void
add_code (Text    *text,
          gboolean second,
          guint8   code)
{
  add (text, second ? N_("second code %02Xh") : N_("code %02Xh"), code);
}

static void
add_system_event (Text    *text,
                  guint    offset,
                  guint8   data2)
{
  const char *log;

  switch (offset)
    {
    case 3:
      log = LOOK_UP (log_types, data2 & 0x0F);
      add_word (text, LOOK_UP (log_actions, data2 >> 4), N_("log entry action"), data2 >> 4);
      add_word (text, log, N_("log type"), data2 & 0x0F);
      break;
    case 4:
      for (guint bit = 0; bit < G_N_ELEMENTS (pef_actions); bit++)
        {
          if ((data2 >> bit & 1) != 0)
            add_said (text, pef_actions[bit]);
        }
      break;
    case 5:
      add (text, (data2 & 0x80) != 0 ? N_("second of a pair") : N_("first of a pair"));
      if ((data2 & 0x0F) <= 1)
        add (text, N_("%s timestamp clock updated"), (data2 & 0x0F) == 1 ? "SDR" : "SEL");
      break;
    default:
      add_code (text, FALSE, data2);
      break;
    }
}

/* What is disabled: event data 2, and what event data 3 (FFh: unspecified) adds to it. */
static void
add_event_logging (Text    *text,
                   guint    offset,
                   gboolean second,
                   guint8   data,
                   guint8   data3)
{
  if (offset == 0 && !second)
    add (text, N_("memory module %u"), data);
  else if (offset == 6 && !second)
    add (text, data3 != UNSPECIFIED && (data3 & 0x80) != 0 ? N_("processor %u") : N_("processor, entity instance %u"),
         data);
  else if (offset == 1 && !second)
    add (text, N_("event/reading type %02Xh"), data);
  else if (offset == 1)
    {
      if ((data & 0x20) != 0)
        add (text, N_("all events of this type"));
      else
        add (text, (data & 0x10) != 0 ? N_("assertion of event offset %d") : N_("deassertion of event offset %d"),
             data & 0x0F);
    }
  else if (offset == 5 && second)
    add (text, N_("%u%% full"), data);
  else if (offset != 6)
    add_code (text, second, data);
}

static void
add_watchdog (Text    *text,
              guint8   data2)
{
  if (data2 >> 4 != UNSPECIFIED_4)
    add_word (text, LOOK_UP (watchdog_interrupts, data2 >> 4), N_("interrupt"), data2 >> 4);
  if ((data2 & 0x0F) != UNSPECIFIED_4)
    add_word (text, LOOK_UP (watchdog_uses, data2 & 0x0F), N_("timer use"), data2 & 0x0F);
}

static void
add_subsystem_health (Text    *text,
                      guint    offset,
                      gboolean second,
                      guint8   data,
                      gboolean logical)
{
  if ((offset == 0 || offset == 4) && !second)
    add (text, N_("sensor %u"), data);
  else if (offset == 5 && !second && (data & 0x80) != 0)
    add (text, N_("logical device, LUN %d, private bus %d"), data >> 3 & 3, data & 7);
  else if (offset == 5 && !second)
    add (text, N_("physical device, private bus %d"), data & 7);
  else if (offset == 5 && logical)
    add (text, N_("FRU device %u"), data);
  else if (offset == 5)
    add (text, N_("slave address %02Xh"), data & 0xFEu);
  else
    add_code (text, second, data);
}

/* A previous state that is the present one is not known. */
static void
add_fru_state (Text    *text,
               guint    offset,
               guint8   data2)
{
  const char *previous = ipmi_event_text (IPMI_EVENT_TYPE_SENSOR_SPECIFIC, SENSOR_FRU_STATE, data2 & 0x0F);

  if (data2 >> 4 != UNSPECIFIED_4)
    add_word (text, LOOK_UP (fru_causes, data2 >> 4), N_("cause"), data2 >> 4);
  if (previous != NULL && (data2 & 0x0F) != offset)
    add (text, N_("previously %s"), say (text, previous));
}

/* Whether table 42-3 says what the extension codes of an event are. */
static gboolean
has_extension (guint8 sensor_type,
               guint  offset)
{
  switch (sensor_type)
    {
    case SENSOR_PHYSICAL_SECURITY:
      return offset == 4;
    case SENSOR_POWER_SUPPLY:
      return offset == 6;
    case SENSOR_CHIP_SET:
      return offset == 0;
    case SENSOR_BOOT_INITIATED:
      return offset == 7;
    default:
      return TRUE;
    }
}

/* Event data 2 as an extension code. */
static void
add_second (Text    *text,
            guint8   sensor_type,
            guint    offset,
            guint8   data2,
            guint8   data3)
{
  switch (has_extension (sensor_type, offset) ? sensor_type : 0)
    {
    case SENSOR_PHYSICAL_SECURITY:
      add (text, N_("network controller %u"), data2);
      break;
    case SENSOR_FIRMWARE_PROGRESS:
      if (data2 != 0)
        add_word (text, offset == 0 ? LOOK_UP (firmware_errors, data2) : LOOK_UP (firmware_progress, data2),
                  N_("code"), data2);
      break;
    case SENSOR_EVENT_LOGGING:
      add_event_logging (text, offset, FALSE, data2, data3);
      break;
    case SENSOR_SYSTEM_EVENT:
      add_system_event (text, offset, data2);
      break;
    case SENSOR_CHIP_SET:
      add (text, N_("requested power state: %s"), say (text, LOOK_UP (power_states, data2) ?: N_("reserved")));
      break;
    case SENSOR_BOOT_INITIATED:
      add_said (text, ipmi_restart_cause_text (&(IpmiRestartCause) { .cause = data2 & 0x0F }));
      break;
    case SENSOR_SLOT:
      add_word (text, LOOK_UP (slot_types, data2 & 0x7F), N_("slot type"), data2 & 0x7F);
      break;
    case SENSOR_WATCHDOG_2:
      add_watchdog (text, data2);
      break;
    case SENSOR_SUBSYSTEM_HEALTH:
      add_subsystem_health (text, offset, FALSE, data2, FALSE);
      break;
    case SENSOR_SESSION_AUDIT:
      if ((data2 & 0x3F) != 0)
        add (text, N_("user %d"), data2 & 0x3F);
      break;
    case SENSOR_VERSION_CHANGE:
      if (data2 != 0)
        add_word (text, LOOK_UP (version_changes, data2), N_("change"), data2);
      break;
    case SENSOR_FRU_STATE:
      add_fru_state (text, offset, data2);
      break;
    default:
      add_code (text, FALSE, data2);
      break;
    }
}

/* Event data 3 as an extension code; event data 2 may say how to read it. */
static void
add_third (Text    *text,
           guint8   sensor_type,
           guint    offset,
           guint8   data2,
           guint8   data3)
{
  switch (has_extension (sensor_type, offset) ? sensor_type : 0)
    {
    case SENSOR_POWER_SUPPLY:
      add_word (text, LOOK_UP (power_supply_errors, data3 & 0x0F), N_("error"), data3 & 0x0F);
      break;
    case SENSOR_MEMORY:
      add (text, N_("memory module %u"), data3);
      break;
    case SENSOR_EVENT_LOGGING:
      add_event_logging (text, offset, TRUE, data3, data3);
      break;
    case SENSOR_CHIP_SET:
      add (text, N_("power state at the time: %s"), say (text, LOOK_UP (power_states, data3) ?: N_("reserved")));
      break;
    case SENSOR_BOOT_INITIATED:
      add (text, N_("channel %d"), data3 & 0x0F);
      break;
    case SENSOR_SLOT:
      add (text, N_("slot %u"), data3);
      break;
    case SENSOR_SUBSYSTEM_HEALTH:
      add_subsystem_health (text, offset, TRUE, data3, data2 != UNSPECIFIED && (data2 & 0x80) != 0);
      break;
    case SENSOR_SESSION_AUDIT:
      add (text, N_("channel %d"), data3 & 0x0F);
      if (offset == 1 && (data3 >> 4 & 3) != 0)
        add_said (text, session_ends[data3 >> 4 & 3]);
      break;
    default:
      add_code (text, TRUE, data3);
      break;
    }
}

static void
add_previous (Text    *text,
              guint8   event_type,
              guint8   sensor_type,
              guint8   data2)
{
  const char *severity = ipmi_event_text (TYPE_SEVERITY, 0, data2 >> 4);
  const char *previous = ipmi_event_text (event_type, sensor_type, data2 & 0x0F);

  if (data2 >> 4 != UNSPECIFIED_4 && severity != NULL)
    add (text, N_("severity: %s"), say (text, severity));
  if ((data2 & 0x0F) != UNSPECIFIED_4 && previous != NULL)
    add (text, N_("previously %s"), say (text, previous));
}

/**
 * ipmi_event_dup_detail:
 * @event_type: event/reading type; bit 7, the direction of the event, is not looked at
 * @sensor_type: sensor type
 * @data: (array fixed-size=3): event data 1 to 3
 * @words: in which language
 *
 * Puts event data 2 and 3 into words (IPMI 2.0 tables 29-6 and 42-3): which memory module, which step of the firmware,
 * what the manufacturer added. The reading and the threshold of a threshold event are numbers and left out.
 *
 * Returns: (transfer full) (nullable): what they say, or %NULL when they say nothing
 */
char *
ipmi_event_dup_detail (guint8        event_type,
                       guint8        sensor_type,
                       const guint8  data[3],
                       IpmiWords     words)
{
  g_autoptr(GString) string = g_string_new (NULL);
  Text text_of_data = { string, words };
  Text *text = &text_of_data;
  guint8 type = event_type & 0x7F;
  gboolean specific = type == IPMI_EVENT_TYPE_SENSOR_SPECIFIC && sensor_type < 0xC0;
  guint second = data[0] >> 6;
  guint third = data[0] >> 4 & 3;
  guint offset = data[0] & 0x0F;
  guint8 data2 = second == DATA_EXTENSION ? data[1] : UNSPECIFIED;
  guint8 data3 = third == DATA_EXTENSION ? data[2] : UNSPECIFIED;

  if (second == DATA_PREVIOUS && ipmi_event_class (type) != IPMI_EVENT_CLASS_THRESHOLD)
    add_previous (text, type, sensor_type, data[1]);
  else if (second == DATA_OEM)
    add (text, N_("OEM code %02Xh"), data[1]);
  else if (data2 != UNSPECIFIED && specific)
    add_second (text, sensor_type, offset, data2, data3);
  else if (data2 != UNSPECIFIED)
    add_code (text, FALSE, data2);

  if (third == DATA_OEM)
    add (text, second == DATA_OEM ? "%02Xh" : N_("OEM code %02Xh"), data[2]);
  else if (data3 != UNSPECIFIED && specific)
    add_third (text, sensor_type, offset, data2, data3);
  else if (data3 != UNSPECIFIED)
    add_code (text, TRUE, data3);
  return string->len > 0 ? g_string_free (g_steal_pointer (&string), FALSE) : NULL;
}
