/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ipmi-event-text.h"
#include "rackside-axis.h"
#include "rackside-event.h"
#include "rackside-sensor.h"

struct _RacksideEvent
{
  GObject           parent_instance;
  IpmiSelRecord     record;
  IpmiSensorIndex  *names;         /* owned; NULL: not known */
  const IpmiSensor *sensor;        /* borrowed from names; NULL: not known */
  char             *words;         /* owned; NULL: nobody has asked yet */
  char             *number;        /* owned; of a sensor without a name */
  char             *folded;        /* owned; what a search looks through; NULL: nobody has searched yet */
  guint             sequence;
};

G_DEFINE_FINAL_TYPE (RacksideEvent, rackside_event, G_TYPE_OBJECT)

static void
rackside_event_finalize (GObject *object)
{
  RacksideEvent *self = RACKSIDE_EVENT (object);

  g_clear_pointer (&self->names, ipmi_sensor_index_unref);
  g_free (self->words);
  g_free (self->number);
  g_free (self->folded);
  G_OBJECT_CLASS (rackside_event_parent_class)->finalize (object);
}

static void
rackside_event_class_init (RacksideEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_event_finalize;
}

static void
rackside_event_init (RacksideEvent *self)
{
}

/**
 * rackside_event_new:
 * @record: a record of the log
 * @names: (nullable): the server's sensors
 *
 * Returns: (transfer full): the event that it is about
 */
RacksideEvent *
rackside_event_new (const IpmiSelRecord *record,
                    IpmiSensorIndex     *names)
{
  RacksideEvent *self = g_object_new (RACKSIDE_TYPE_EVENT, NULL);

  self->record = *record;
  self->names = names != NULL ? ipmi_sensor_index_ref (names) : NULL;
  self->sensor = ipmi_sensor_index_find (names, record);
  return self;
}

/**
 * rackside_event_get_record:
 * @self: an event
 *
 * Returns: (transfer none): its record
 */
const IpmiSelRecord *
rackside_event_get_record (RacksideEvent *self)
{
  return &self->record;
}

/**
 * rackside_event_get_sequence:
 * @self: an event
 *
 * Returns: its place in the log: what came later has a higher one, whatever the clock said
 */
guint
rackside_event_get_sequence (RacksideEvent *self)
{
  return self->sequence;
}

/**
 * rackside_event_set_sequence:
 * @self: an event that is in no list yet
 * @sequence: its place in the log
 */
void
rackside_event_set_sequence (RacksideEvent *self,
                             guint          sequence)
{
  self->sequence = sequence;
}

/**
 * rackside_event_get_severity:
 * @self: an event
 *
 * Returns: how bad it is
 */
IpmiSeverity
rackside_event_get_severity (RacksideEvent *self)
{
  return ipmi_sel_record_severity (&self->record);
}

/**
 * rackside_event_get_words:
 * @self: an event
 *
 * Returns: what happened
 */
const char *
rackside_event_get_words (RacksideEvent *self)
{
  g_autofree char *event = NULL;

  if (self->words != NULL)
    return self->words;
  event = ipmi_sel_record_dup_event (&self->record, IPMI_WORDS_LOCAL);
  if (self->record.kind == IPMI_SEL_KIND_SYSTEM && !self->record.asserted)
    /* Translators: an event that is over. */
    self->words = g_strdup_printf (_("%s (over)"), event);
  else
    self->words = g_steal_pointer (&event);
  return self->words;
}

/**
 * rackside_event_get_sensor:
 * @self: an event
 *
 * Returns: the sensor's name, or its kind and number where that is not known; empty for records that are of none
 */
const char *
rackside_event_get_sensor (RacksideEvent *self)
{
  if (self->sensor != NULL)
    return self->sensor->name;
  if (self->record.kind != IPMI_SEL_KIND_SYSTEM)
    return "";
  if (self->number == NULL)
    self->number = g_strdup_printf ("%s #%02Xh", _(ipmi_sensor_type_name (self->record.sensor_type)),
                                    self->record.sensor_number);
  return self->number;
}

/* Another than a valid time is the same in every place. */
static char *
dup_other_time (RacksideEvent *self)
{
  switch (self->record.time_kind)
    {
    case IPMI_TIME_KIND_PRE_INIT:
      /* Translators: seconds, before the controller’s clock was set. */
      return g_strdup_printf (_("%u s after start"), self->record.time);
    case IPMI_TIME_KIND_UNSPECIFIED:
      return g_strdup (_("Clock not set"));
    case IPMI_TIME_KIND_NONE:
    case IPMI_TIME_KIND_VALID:
    default:
      return g_strdup (_("No time"));
    }
}

/**
 * rackside_event_dup_local_time:
 * @self: an event
 *
 * Returns: (transfer full): when it happened, in this computer's time zone, or why that is not known
 */
char *
rackside_event_dup_local_time (RacksideEvent *self)
{
  g_autoptr(GDateTime) time = NULL;

  if (self->record.time_kind != IPMI_TIME_KIND_VALID)
    return dup_other_time (self);
  time = g_date_time_new_from_unix_local (self->record.time);
  return g_date_time_format (time, "%Y-%m-%d %H:%M:%S");
}

/**
 * rackside_event_dup_bmc_time:
 * @self: an event
 *
 * Returns: (transfer full): when it happened as the controller's clock said, which is meant to go by UTC, or why that
 *   is not known
 */
char *
rackside_event_dup_bmc_time (RacksideEvent *self)
{
  g_autoptr(GDateTime) time = NULL;

  if (self->record.time_kind != IPMI_TIME_KIND_VALID)
    return dup_other_time (self);
  time = g_date_time_new_from_unix_utc (self->record.time);
  return g_date_time_format (time, "%Y-%m-%d %H:%M:%S");
}

static char *
dup_value (RacksideEvent *self,
           guint8         raw)
{
  g_autofree char *number = rackside_number_dup_text (ipmi_sensor_convert (self->sensor, NULL, raw));
  g_autofree char *unit = rackside_unit_dup_text (self->sensor);

  return unit != NULL ? g_strdup_printf ("%s %s", number, unit) : g_steal_pointer (&number);
}

/**
 * rackside_event_dup_values:
 * @self: an event
 *
 * Returns: (transfer full) (nullable): what the sensor read when it happened, and the threshold it was compared with
 */
char *
rackside_event_dup_values (RacksideEvent *self)
{
  g_autofree char *reading = NULL;
  g_autofree char *threshold = NULL;

  if (self->sensor == NULL || !self->record.has_reading || !ipmi_sensor_is_analog (self->sensor)
      || ipmi_sensor_is_non_linear (self->sensor))
    return NULL;
  reading = dup_value (self, self->record.reading);
  if (!self->record.has_threshold)
    return g_steal_pointer (&reading);
  threshold = dup_value (self, self->record.threshold);
  /* Translators: a reading, and the threshold that it was compared with. */
  return g_strdup_printf (_("%s, threshold %s"), reading, threshold);
}

/**
 * rackside_event_dup_text:
 * @self: an event
 *
 * Returns: (transfer full): the event as a line of text, to be pasted elsewhere
 */
char *
rackside_event_dup_text (RacksideEvent *self)
{
  g_autofree char *time = rackside_event_dup_local_time (self);
  g_autofree char *values = rackside_event_dup_values (self);
  RacksideMark mark = rackside_mark_of_severity (rackside_event_get_severity (self));

  return g_strjoin ("\t", time, mark.word, rackside_event_get_sensor (self), rackside_event_get_words (self), values,
                    NULL);
}

/**
 * rackside_event_matches:
 * @self: an event
 * @folded: what is looked for, as of g_utf8_casefold()
 *
 * Returns: whether it is in the event's words, its sensor or its times
 */
gboolean
rackside_event_matches (RacksideEvent *self,
                        const char    *folded)
{
  if (self->folded == NULL)
    {
      g_autofree char *local = rackside_event_dup_local_time (self);
      g_autofree char *bmc = rackside_event_dup_bmc_time (self);
      g_autofree char *words = g_strjoin ("\n", rackside_event_get_words (self), rackside_event_get_sensor (self),
                                          local, bmc, NULL);

      self->folded = g_utf8_casefold (words, -1);
    }
  return strstr (self->folded, folded) != NULL;
}
