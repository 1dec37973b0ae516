/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-event-text.h"
#include "ipmi-sdr-private.h"
#include "ipmi-text.h"
#include "wire-reader.h"

#define UNICODE   0
#define BCD_PLUS  1
#define SIX_BIT   2
#define LATIN_1   3

#define MAX_SENSOR_NUMBER 0xFE

/* A separator and the number of one of the sensors that share a record: at most 127 + 14. */
#define INSTANCE_SIZE 4

static gint16
sign_extend (guint value,
             guint bits)
{
  return (value & 1u << (bits - 1)) != 0 ? (gint16) (value - (1 << bits)) : (gint16) value;
}

/**
 * ipmi_conversion_decode:
 * @conversion: (out): the factors
 * @data: (array fixed-size=6): bytes 25 to 30 of a full record, which Get Sensor Reading Factors answers too
 *
 * Takes the factors of a conversion apart (IPMI 2.0 §43.1, §35.5).
 */
void
ipmi_conversion_decode (IpmiConversion *conversion,
                        const guint8    data[IPMI_CONVERSION_SIZE])
{
  conversion->m = sign_extend (data[0] | (data[1] & 0xC0u) << 2, 10);
  conversion->b = sign_extend (data[2] | (data[3] & 0xC0u) << 2, 10);
  conversion->r_exponent = (gint8) sign_extend (data[5] >> 4, 4);
  conversion->b_exponent = (gint8) sign_extend (data[5] & 0x0F, 4);
}

/* The id string is the last thing in a record. Its length counts characters (IPMI 2.0 §43.15), which some
 * firmware takes for bytes: where exactly so many bytes follow and the characters need fewer, it did. A
 * string that the record cuts short is as long as it is, and one that is not there at all is empty. */
static char *
decode_name (WireReader *reader)
{
  static const guint bits[] = { [UNICODE] = 16, [BCD_PLUS] = 4, [SIX_BIT] = 6, [LATIN_1] = 8 };
  guint type_length = reader->left > 0 ? wire_reader_le (reader, 1) : 0;
  guint encoding = type_length >> 6;
  gsize n = type_length & 0x1F;
  gsize left = reader->truncated ? 0 : reader->left;
  gsize length = (n * bits[encoding] + 7) / 8;

  if (left == n && length < n)
    {
      length = n;
      n = G_MAXSIZE;
    }
  length = MIN (length, left);
  switch (encoding)
    {
    case UNICODE:
      return ipmi_text_from_utf16 (reader->data, length);
    case BCD_PLUS:
      return ipmi_text_from_bcd_plus (reader->data, length, n, IPMI_NIBBLE_ORDER_LOW_FIRST);
    case SIX_BIT:
      return ipmi_text_from_six_bit (reader->data, length, n);
    case LATIN_1:
    default:
      return ipmi_text_from_latin1 (reader->data, length);
    }
}

/* Copies as much of a text as fits, but no part of a character, and leaves ROOM bytes free. */
static void
copy_name (char       *name,
           const char *text,
           gsize       room)
{
  const char *end = text + strlen (text);

  while (end - text > (gssize) (IPMI_SDR_NAME_SIZE - 1 - room))
    end = g_utf8_find_prev_char (text, end);
  memcpy (name, text, end - text);
  name[end - text] = '\0';
}

static void
set_name (char       *name,
          WireReader *reader)
{
  g_autofree char *text = decode_name (reader);

  copy_name (name, text, INSTANCE_SIZE);
}

static void
decode_unit (IpmiSensor *sensor,
             WireReader *reader)
{
  guint bits = wire_reader_le (reader, 1);

  sensor->format = bits >> 6;
  sensor->unit.rate = bits >> 3 & 7;
  sensor->unit.modifier_kind = bits >> 1 & 3;
  sensor->unit.percentage = bits & 1;
  sensor->unit.base = wire_reader_le (reader, 1);
  sensor->unit.modifier = wire_reader_le (reader, 1);
}

static void
decode_key (IpmiSensor *sensor,
            WireReader *reader)
{
  guint location;

  sensor->owner = wire_reader_le (reader, 1);
  location = wire_reader_le (reader, 1);
  sensor->channel = location >> 4;
  sensor->lun = location & 3;
  sensor->number = wire_reader_le (reader, 1);
}

static void
decode_entity (IpmiSensor *sensor,
               WireReader *reader)
{
  guint instance;

  sensor->entity_id = wire_reader_le (reader, 1);
  instance = wire_reader_le (reader, 1);
  sensor->entity_is_logical = instance >> 7;
  sensor->entity_instance = instance & 0x7F;
}

static void
decode_sharing (IpmiSdrSharing *sharing,
                WireReader     *reader)
{
  guint first = wire_reader_le (reader, 1);
  guint second = wire_reader_le (reader, 1);

  sharing->count = MAX (first & 0x0F, 1);
  sharing->alphabetic = (first >> 4 & 3) == 1;
  sharing->counts_entities = second >> 7;
  sharing->offset = second & 0x7F;
}

/* What full and compact records have in common, up to the units. */
static void
decode_sensor (IpmiSensor *sensor,
               WireReader *reader)
{
  guint initialization, capabilities, lower, upper, readable;

  decode_key (sensor, reader);
  decode_entity (sensor, reader);
  initialization = wire_reader_le (reader, 1);
  capabilities = wire_reader_le (reader, 1);
  sensor->initializes_thresholds = initialization >> 4 & 1;
  sensor->ignore_if_absent = capabilities >> 7;
  sensor->hysteresis_access = capabilities >> 4 & 3;
  sensor->threshold_access = capabilities >> 2 & 3;
  sensor->type = wire_reader_le (reader, 1);
  sensor->event_type = wire_reader_le (reader, 1) & 0x7F;
  lower = wire_reader_le (reader, 2);
  upper = wire_reader_le (reader, 2);
  readable = wire_reader_le (reader, 2);
  if (ipmi_event_class (sensor->event_type) == IPMI_EVENT_CLASS_THRESHOLD)
    {
      sensor->compared_thresholds = (lower >> 12 & 7) | (upper >> 12 & 7) << 3;
      if (sensor->threshold_access != IPMI_THRESHOLD_ACCESS_NONE)
        sensor->readable_thresholds = readable & 0x3F;
    }
  else
    {
      sensor->states = readable & 0x7FFF;
    }
  decode_unit (sensor, reader);
}

/* The record has them from the highest threshold to the lowest. */
static void
decode_thresholds (IpmiSensor *sensor,
                   WireReader *reader)
{
  sensor->thresholds[IPMI_THRESHOLD_UPPER_NON_RECOVERABLE] = wire_reader_le (reader, 1);
  sensor->thresholds[IPMI_THRESHOLD_UPPER_CRITICAL] = wire_reader_le (reader, 1);
  sensor->thresholds[IPMI_THRESHOLD_UPPER_NON_CRITICAL] = wire_reader_le (reader, 1);
  sensor->thresholds[IPMI_THRESHOLD_LOWER_NON_RECOVERABLE] = wire_reader_le (reader, 1);
  sensor->thresholds[IPMI_THRESHOLD_LOWER_CRITICAL] = wire_reader_le (reader, 1);
  sensor->thresholds[IPMI_THRESHOLD_LOWER_NON_CRITICAL] = wire_reader_le (reader, 1);
}

static void
decode_full (IpmiSdr    *sdr,
             WireReader *reader)
{
  IpmiSensor *sensor = &sdr->sensor;
  const guint8 *factors;
  guint flags;

  decode_sensor (sensor, reader);
  sensor->has_factors = TRUE;
  sensor->linearization = wire_reader_le (reader, 1) & 0x7F;
  factors = wire_reader_bytes (reader, IPMI_CONVERSION_SIZE);
  if (factors != NULL)
    ipmi_conversion_decode (&sensor->conversion, factors);
  flags = wire_reader_le (reader, 1);
  sensor->has_nominal = flags & 1;
  sensor->has_normal_maximum = flags >> 1 & 1;
  sensor->has_normal_minimum = flags >> 2 & 1;
  sensor->nominal = wire_reader_le (reader, 1);
  sensor->normal_maximum = wire_reader_le (reader, 1);
  sensor->normal_minimum = wire_reader_le (reader, 1);
  sensor->maximum = wire_reader_le (reader, 1);
  sensor->minimum = wire_reader_le (reader, 1);
  decode_thresholds (sensor, reader);
  sensor->positive_hysteresis = wire_reader_le (reader, 1);
  sensor->negative_hysteresis = wire_reader_le (reader, 1);
  wire_reader_le (reader, 3);                  /* reserved, OEM */
  set_name (sensor->name, reader);
}

static void
decode_compact (IpmiSdr    *sdr,
                WireReader *reader)
{
  IpmiSensor *sensor = &sdr->sensor;

  decode_sensor (sensor, reader);
  sensor->format = IPMI_ANALOG_NONE;           /* there is nothing to convert a number with */
  decode_sharing (&sdr->sharing, reader);
  sensor->positive_hysteresis = wire_reader_le (reader, 1);
  sensor->negative_hysteresis = wire_reader_le (reader, 1);
  wire_reader_le (reader, 4);                  /* reserved, OEM */
  set_name (sensor->name, reader);
}

static void
decode_event_only (IpmiSdr    *sdr,
                   WireReader *reader)
{
  IpmiSensor *sensor = &sdr->sensor;

  decode_key (sensor, reader);
  decode_entity (sensor, reader);
  sensor->event_only = TRUE;
  sensor->format = IPMI_ANALOG_NONE;
  sensor->type = wire_reader_le (reader, 1);
  sensor->event_type = wire_reader_le (reader, 1) & 0x7F;
  decode_sharing (&sdr->sharing, reader);
  wire_reader_le (reader, 2);                  /* reserved, OEM */
  set_name (sensor->name, reader);
}

static IpmiSdrEntity
decode_associated (WireReader *reader,
                   gboolean    has_device)
{
  IpmiSdrEntity entity = { 0 };

  if (has_device)
    {
      entity.address = wire_reader_le (reader, 1);
      entity.channel = wire_reader_le (reader, 1) >> 4;
    }
  entity.id = wire_reader_le (reader, 1);
  entity.instance = wire_reader_le (reader, 1);
  return entity;
}

static void
decode_association (IpmiSdr    *sdr,
                    WireReader *reader)
{
  gboolean has_device = sdr->type == IPMI_SDR_DEVICE_ASSOCIATION;
  IpmiSdrAssociation *association = &sdr->association;
  guint flags;

  association->container.id = wire_reader_le (reader, 1);
  association->container.instance = wire_reader_le (reader, 1);
  if (has_device)
    {
      association->container.address = wire_reader_le (reader, 1);
      association->container.channel = wire_reader_le (reader, 1) >> 4;
    }
  flags = wire_reader_le (reader, 1);
  association->is_range = flags >> 7;
  association->is_linked = flags >> 6 & 1;
  association->presence_always = flags >> 5 & 1;
  for (guint i = 0; i < G_N_ELEMENTS (association->contained); i++)
    association->contained[i] = decode_associated (reader, has_device);
}

static void
decode_locator_end (IpmiSdrLocator *locator,
                    WireReader     *reader)
{
  locator->entity_id = wire_reader_le (reader, 1);
  locator->entity_instance = wire_reader_le (reader, 1);
  wire_reader_le (reader, 1);                  /* OEM */
  set_name (locator->name, reader);
  g_strchomp (locator->name);
}

static void
decode_generic_locator (IpmiSdr    *sdr,
                        WireReader *reader)
{
  IpmiSdrLocator *locator = &sdr->locator;
  guint address, path;

  locator->access_address = wire_reader_le (reader, 1) & 0xFE;
  address = wire_reader_le (reader, 1);
  path = wire_reader_le (reader, 1);
  locator->device_address = address & 0xFE;
  locator->channel = (address & 1) << 3 | path >> 5;
  locator->lun = path >> 3 & 3;
  locator->bus = path & 7;
  locator->address_span = wire_reader_le (reader, 1) & 7;
  wire_reader_le (reader, 1);                  /* reserved */
  locator->device_type = wire_reader_le (reader, 1);
  locator->device_type_modifier = wire_reader_le (reader, 1);
  decode_locator_end (locator, reader);
}

static void
decode_fru_locator (IpmiSdr    *sdr,
                    WireReader *reader)
{
  IpmiSdrLocator *locator = &sdr->locator;
  guint path;

  locator->access_address = wire_reader_le (reader, 1) & 0xFE;
  locator->device_address = wire_reader_le (reader, 1);
  path = wire_reader_le (reader, 1);
  locator->is_logical_fru = path >> 7;
  locator->lun = path >> 3 & 3;
  locator->bus = path & 7;
  locator->channel = wire_reader_le (reader, 1) >> 4;
  wire_reader_le (reader, 1);                  /* reserved */
  locator->device_type = wire_reader_le (reader, 1);
  locator->device_type_modifier = wire_reader_le (reader, 1);
  decode_locator_end (locator, reader);
}

static void
decode_mc_locator (IpmiSdr    *sdr,
                   WireReader *reader)
{
  IpmiSdrLocator *locator = &sdr->locator;

  locator->access_address = locator->device_address = wire_reader_le (reader, 1) & 0xFE;
  locator->channel = wire_reader_le (reader, 1) & 0x0F;
  wire_reader_le (reader, 1);                  /* power state notification, initialization */
  locator->capabilities = wire_reader_le (reader, 1);
  wire_reader_le (reader, 3);                  /* reserved */
  decode_locator_end (locator, reader);
}

static void
decode_confirmation (IpmiSdr    *sdr,
                     WireReader *reader)
{
  IpmiSdrConfirmation *confirmation = &sdr->confirmation;
  const guint8 *guid;
  guint channel_revision;

  confirmation->address = wire_reader_le (reader, 1) & 0xFE;
  confirmation->device_id = wire_reader_le (reader, 1);
  channel_revision = wire_reader_le (reader, 1);
  confirmation->channel = channel_revision >> 4;
  confirmation->device_revision = channel_revision & 0x0F;
  confirmation->firmware_major = wire_reader_le (reader, 1) & 0x7F;
  confirmation->firmware_minor = wire_reader_le (reader, 1);
  confirmation->ipmi_version = wire_reader_le (reader, 1);
  confirmation->manufacturer_id = wire_reader_le (reader, 3) & 0xFFFFF;
  confirmation->product_id = wire_reader_le (reader, 2);
  guid = wire_reader_bytes (reader, sizeof confirmation->guid);
  for (gsize i = 0; guid != NULL && i < sizeof confirmation->guid; i++)
    confirmation->guid[i] = guid[i];
}

static void
decode_channels (IpmiSdr    *sdr,
                 WireReader *reader)
{
  for (guint i = 0; i < G_N_ELEMENTS (sdr->channels.channels); i++)
    {
      guint bits = wire_reader_le (reader, 1);

      sdr->channels.channels[i].transmits = bits >> 7;
      sdr->channels.channels[i].receive_lun = bits >> 4 & 7;
      sdr->channels.channels[i].protocol = bits & 0x0F;
    }
  sdr->channels.message_interrupt = wire_reader_le (reader, 1);
  sdr->channels.event_interrupt = wire_reader_le (reader, 1);
}

static void
decode_oem (IpmiSdr    *sdr,
            WireReader *reader)
{
  sdr->oem.manufacturer_id = wire_reader_le (reader, 3) & 0xFFFFF;
  if (reader->truncated)
    return;
  sdr->oem.length = reader->left;
  for (guint i = 0; i < sdr->oem.length; i++)
    sdr->oem.data[i] = reader->data[i];
}

static void
decode_body (IpmiSdr    *sdr,
             WireReader *reader)
{
  switch (sdr->type)
    {
    case IPMI_SDR_FULL:
      decode_full (sdr, reader);
      break;
    case IPMI_SDR_COMPACT:
      decode_compact (sdr, reader);
      break;
    case IPMI_SDR_EVENT_ONLY:
      decode_event_only (sdr, reader);
      break;
    case IPMI_SDR_ASSOCIATION:
    case IPMI_SDR_DEVICE_ASSOCIATION:
      decode_association (sdr, reader);
      break;
    case IPMI_SDR_GENERIC_LOCATOR:
      decode_generic_locator (sdr, reader);
      break;
    case IPMI_SDR_FRU_LOCATOR:
      decode_fru_locator (sdr, reader);
      break;
    case IPMI_SDR_MC_LOCATOR:
      decode_mc_locator (sdr, reader);
      break;
    case IPMI_SDR_MC_CONFIRMATION:
      decode_confirmation (sdr, reader);
      break;
    case IPMI_SDR_CHANNELS:
      decode_channels (sdr, reader);
      break;
    case IPMI_SDR_OEM:
      decode_oem (sdr, reader);
      break;
    default:
      break;
    }
}

/**
 * ipmi_sdr_decode:
 * @sdr: (out caller-allocates): the record, written on success only
 * @data: (array length=length): the record from its id on; what follows it is not looked at
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes a sensor data record apart (IPMI 2.0 §43). A record of a type that the specification does not
 * have is no error; an id string may end with the record.
 *
 * Returns: %FALSE with %IPMI_ERROR_CORRUPT when the record is shorter than it says or than its type needs
 */
gboolean
ipmi_sdr_decode (IpmiSdr       *sdr,
                 const guint8  *data,
                 gsize          length,
                 GError       **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSdr parsed;
  gsize body;

  memset (&parsed, 0, sizeof parsed);
  parsed.id = wire_reader_le (&reader, 2);
  parsed.version = wire_reader_le (&reader, 1);
  parsed.type = wire_reader_le (&reader, 1);
  parsed.sharing.count = 1;
  body = wire_reader_le (&reader, 1);
  if (reader.truncated || reader.left < body)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT,
                   _("Sensor data record 0x%04x is cut short at %zu bytes."), parsed.id, length);
      return FALSE;
    }
  reader.left = body;
  decode_body (&parsed, &reader);
  if (reader.truncated)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT,
                   _("Sensor data record 0x%04x of type 0x%02x is too short for its type: %zu "
                     "bytes."), parsed.id, parsed.type, length);
      return FALSE;
    }
  if (parsed.type == IPMI_SDR_FULL || parsed.type == IPMI_SDR_COMPACT || parsed.type == IPMI_SDR_EVENT_ONLY)
    parsed.sensor.record_id = parsed.id;
  *sdr = parsed;
  return TRUE;
}

/**
 * ipmi_sdr_get_n_sensors:
 * @sdr: a record
 *
 * Returns: how many sensors the record describes: 1 to 15, and 0 for a record that is not of sensors
 */
guint
ipmi_sdr_get_n_sensors (const IpmiSdr *sdr)
{
  switch (sdr->type)
    {
    case IPMI_SDR_FULL:
      return 1;
    case IPMI_SDR_COMPACT:
    case IPMI_SDR_EVENT_ONLY:
      if (sdr->sensor.number > MAX_SENSOR_NUMBER)
        return 1;
      return MIN (sdr->sharing.count, MAX_SENSOR_NUMBER - sdr->sensor.number + 1u);
    default:
      return 0;
    }
}

/* Offset 0 is A, 25 is Z, 26 is AA (IPMI 2.0 §43.2). */
static void
append_letters (GString *name,
                guint    number)
{
  if (number >= 26)
    g_string_append_c (name, 'A' + number / 26 - 1);
  g_string_append_c (name, 'A' + number % 26);
}

static void
append_instance (IpmiSensor           *sensor,
                 const IpmiSdrSharing *sharing,
                 guint                 index)
{
  g_autoptr(GString) name = g_string_new (sensor->name);

  /* "Drive" without a separator of its own is meant to be "Drive 1". */
  if (name->len > 0 && g_ascii_isalnum (name->str[name->len - 1]))
    g_string_append_c (name, ' ');
  if (sharing->alphabetic)
    append_letters (name, sharing->offset + index);
  else
    g_string_append_printf (name, "%u", sharing->offset + index);
  copy_name (sensor->name, name->str, 0);
}

/**
 * ipmi_sdr_get_sensor:
 * @sdr: a record
 * @index: which of its sensors
 * @sensor: (out caller-allocates): the sensor, with its own number, entity instance and name
 *
 * Expands a record that several sensors share (IPMI 2.0 §43.2).
 *
 * Returns: %FALSE when @index is not less than ipmi_sdr_get_n_sensors()
 */
gboolean
ipmi_sdr_get_sensor (const IpmiSdr *sdr,
                     guint          index,
                     IpmiSensor    *sensor)
{
  if (index >= ipmi_sdr_get_n_sensors (sdr))
    return FALSE;
  *sensor = sdr->sensor;
  if (sdr->sharing.count > 1)
    {
      append_instance (sensor, &sdr->sharing, index);
      sensor->number += index;
      if (sdr->sharing.counts_entities)
        sensor->entity_instance = (sensor->entity_instance + index) & 0x7F;
    }
  g_strchomp (sensor->name);
  return TRUE;
}
