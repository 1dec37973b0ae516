/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-event-detail.h"
#include "ipmi-event-text.h"
#include "ipmi-sel.h"

#define TYPE_SYSTEM                0x02
#define TYPE_FIRST_OEM_TIMESTAMPED 0xC0
#define TYPE_FIRST_OEM             0xE0

#define TIME_LAST_PRE_INIT         0x20000000
#define TIME_UNSPECIFIED           0xFFFFFFFF

/**
 * ipmi_sel_info_decode:
 * @info: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get SEL Info (IPMI 2.0 §31.2).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_sel_info_decode (IpmiSelInfo   *info,
                      const guint8  *data,
                      gsize          length,
                      GError       **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 version = wire_reader_le (&reader, 1);
  IpmiSelInfo parsed = { .version_major = version & 0x0F, .version_minor = version >> 4 };
  guint8 operations;

  parsed.entries = wire_reader_le (&reader, 2);
  parsed.free_bytes = wire_reader_le (&reader, 2);
  parsed.addition_time = wire_reader_le (&reader, 4);
  parsed.erase_time = wire_reader_le (&reader, 4);
  operations = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get SEL Info", length, error))
    return FALSE;
  parsed.overflow = (operations & 0x80) != 0;
  parsed.can_delete = (operations & 0x08) != 0;
  parsed.can_partial_add = (operations & 0x04) != 0;
  parsed.can_reserve = (operations & 0x02) != 0;
  parsed.can_allocation = (operations & 0x01) != 0;
  *info = parsed;
  return TRUE;
}

/**
 * ipmi_sel_allocation_decode:
 * @allocation: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get SEL Allocation Info (IPMI 2.0 §31.3).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_sel_allocation_decode (IpmiSelAllocation  *allocation,
                            const guint8       *data,
                            gsize               length,
                            GError            **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiSelAllocation parsed = { .units = wire_reader_le (&reader, 2) };

  parsed.unit_size = wire_reader_le (&reader, 2);
  parsed.free_units = wire_reader_le (&reader, 2);
  parsed.largest_free_block = wire_reader_le (&reader, 2);
  parsed.maximum_record_size = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get SEL Allocation Info", length, error))
    return FALSE;
  *allocation = parsed;
  return TRUE;
}

/**
 * ipmi_time_kind:
 * @seconds: a time stamp
 *
 * Returns: what it means (IPMI 2.0 §37.1); never IPMI_TIME_KIND_NONE
 */
IpmiTimeKind
ipmi_time_kind (guint32 seconds)
{
  if (seconds == TIME_UNSPECIFIED)
    return IPMI_TIME_KIND_UNSPECIFIED;
  return seconds <= TIME_LAST_PRE_INIT ? IPMI_TIME_KIND_PRE_INIT : IPMI_TIME_KIND_VALID;
}

/**
 * ipmi_time_dup_text:
 * @seconds: a time stamp
 *
 * Returns: (transfer full) (nullable): the time such as "2026-01-02T03:04:05Z", or for one from before
 *   the clock was set "pre-init 77 s"; %NULL for an unspecified one
 */
char *
ipmi_time_dup_text (guint32 seconds)
{
  g_autoptr(GDateTime) time = NULL;

  switch (ipmi_time_kind (seconds))
    {
    case IPMI_TIME_KIND_VALID:
      time = g_date_time_new_from_unix_utc (seconds);
      return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
    case IPMI_TIME_KIND_PRE_INIT:
      return g_strdup_printf ("pre-init %u s", seconds);
    default:
      return NULL;
    }
}

static void
decode_system_event (IpmiSelRecord *record,
                     WireReader    *reader)
{
  guint8 generator = wire_reader_le (reader, 1);
  guint8 route = wire_reader_le (reader, 1);
  guint8 direction;

  record->software = (generator & 1) != 0;
  record->owner = record->software ? generator >> 1 : generator;
  record->channel = route >> 4;
  record->lun = route & 3;
  record->event_format = wire_reader_le (reader, 1);
  record->sensor_type = wire_reader_le (reader, 1);
  record->sensor_number = wire_reader_le (reader, 1);
  direction = wire_reader_le (reader, 1);
  record->asserted = (direction & 0x80) == 0;
  record->event_type = direction & 0x7F;
  for (guint i = 0; i < sizeof record->event_data; i++)
    record->event_data[i] = wire_reader_le (reader, 1);
  record->offset = record->event_data[0] & 0x0F;

  /* IPMI 2.0 table 29-6: 01b in bits 7:6 says that byte 2 is the reading, in 5:4 that 3 is the threshold */
  if (record->event_type == IPMI_EVENT_TYPE_THRESHOLD)
    {
      record->has_reading = record->event_data[0] >> 6 == 1;
      record->reading = record->event_data[1];
      record->has_threshold = (record->event_data[0] >> 4 & 3) == 1;
      record->threshold = record->event_data[2];
    }
}

static void
decode_oem (IpmiSelRecord *record,
            WireReader    *reader)
{
  record->oem_length = record->kind == IPMI_SEL_KIND_OEM ? 13 : 6;
  memcpy (record->oem, wire_reader_bytes (reader, record->oem_length), record->oem_length);
}

/**
 * ipmi_sel_record_decode:
 * @record: (out): set on success
 * @data: (array length=length): a record
 * @length: how many bytes; those after the 16th are ignored
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes one record of the log (IPMI 2.0 §32). A record of a type that is not known is no error.
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_sel_record_decode (IpmiSelRecord  *record,
                        const guint8   *data,
                        gsize           length,
                        GError        **error)
{
  WireReader reader = { data, MIN (length, IPMI_SEL_RECORD_LENGTH), FALSE };
  IpmiSelRecord parsed = { 0 };

  if (length < IPMI_SEL_RECORD_LENGTH)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
                   _("An event log record is %zu bytes long instead of %d."), length,
                   IPMI_SEL_RECORD_LENGTH);
      return FALSE;
    }
  memcpy (parsed.raw, data, sizeof parsed.raw);
  parsed.id = wire_reader_le (&reader, 2);
  parsed.type = wire_reader_le (&reader, 1);
  parsed.kind = parsed.type >= TYPE_FIRST_OEM ? IPMI_SEL_KIND_OEM
                : parsed.type >= TYPE_FIRST_OEM_TIMESTAMPED ? IPMI_SEL_KIND_OEM_TIMESTAMPED
                : parsed.type == TYPE_SYSTEM ? IPMI_SEL_KIND_SYSTEM
                                             : IPMI_SEL_KIND_UNKNOWN;
  switch (parsed.kind)
    {
    case IPMI_SEL_KIND_SYSTEM:
    case IPMI_SEL_KIND_OEM_TIMESTAMPED:
      parsed.time = wire_reader_le (&reader, 4);
      parsed.time_kind = ipmi_time_kind (parsed.time);
      if (parsed.kind == IPMI_SEL_KIND_SYSTEM)
        {
          decode_system_event (&parsed, &reader);
          break;
        }
      parsed.manufacturer_id = wire_reader_le (&reader, 3);
      decode_oem (&parsed, &reader);
      break;
    case IPMI_SEL_KIND_OEM:
      decode_oem (&parsed, &reader);
      break;
    case IPMI_SEL_KIND_UNKNOWN:
      break;
    }
  *record = parsed;
  return TRUE;
}

static char *
dup_hex (const guint8 *data,
         gsize         length)
{
  GString *text = g_string_sized_new (2 * length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", data[i]);
  return g_string_free (text, FALSE);
}

/**
 * ipmi_sel_record_dup_time:
 * @record: a record
 *
 * Returns: (transfer full) (nullable): its time as ipmi_time_dup_text() puts it; %NULL when it has none
 */
char *
ipmi_sel_record_dup_time (const IpmiSelRecord *record)
{
  return record->time_kind == IPMI_TIME_KIND_NONE ? NULL : ipmi_time_dup_text (record->time);
}

/**
 * ipmi_sel_record_dup_raw:
 * @record: a record
 *
 * Returns: (transfer full): the record as 32 hexadecimal digits
 */
char *
ipmi_sel_record_dup_raw (const IpmiSelRecord *record)
{
  return dup_hex (record->raw, sizeof record->raw);
}

/**
 * ipmi_sel_record_dup_event:
 * @record: a record
 * @words: in which language
 *
 * Returns: (transfer full): what happened, such as "Upper Critical - going high", and what more its data says
 *   of it; for OEM records and unknown ones, which only their manufacturer understands, their bytes
 */
char *
ipmi_sel_record_dup_event (const IpmiSelRecord *record,
                           IpmiWords            words)
{
  g_autofree char *event = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *hex = NULL;

  switch (record->kind)
    {
    case IPMI_SEL_KIND_SYSTEM:
      event = ipmi_event_dup_text (record->event_type, record->sensor_type, record->offset, words);
      detail = ipmi_event_dup_detail (record->event_type, record->sensor_type, record->event_data, words);
      return detail != NULL ? g_strconcat (event, ": ", detail, NULL) : g_steal_pointer (&event);
    case IPMI_SEL_KIND_OEM_TIMESTAMPED:
    case IPMI_SEL_KIND_OEM:
      hex = dup_hex (record->oem, record->oem_length);
      return g_strdup_printf (ipmi_words_get (words, N_("OEM record %02Xh: %s")), record->type, hex);
    case IPMI_SEL_KIND_UNKNOWN:
    default:
      hex = dup_hex (record->raw + 3, sizeof record->raw - 3);
      return g_strdup_printf (ipmi_words_get (words, N_("Record of unknown type %02Xh: %s")), record->type, hex);
    }
}

/**
 * ipmi_sel_entry_decode:
 * @record: (out): set on success
 * @next: (out): the id of the record that follows, or IPMI_SEL_LAST
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get SEL Entry for a whole record (IPMI 2.0 §31.5).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_sel_entry_decode (IpmiSelRecord  *record,
                       guint16        *next,
                       const guint8   *data,
                       gsize           length,
                       GError        **error)
{
  WireReader reader = { data, length, FALSE };
  guint16 following = wire_reader_le (&reader, 2);

  if (!ipmi_answer_whole (&reader, "Get SEL Entry", length, error)
      || !ipmi_sel_record_decode (record, reader.data, reader.left, error))
    return FALSE;
  *next = following;
  return TRUE;
}

/**
 * ipmi_sel_erasure_decode:
 * @complete: (out): whether the log has been cleared
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Clear SEL (IPMI 2.0 §31.9).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_sel_erasure_decode (gboolean      *complete,
                         const guint8  *data,
                         gsize          length,
                         GError       **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 progress = wire_reader_le (&reader, 1) & 0x0F;

  if (!ipmi_answer_whole (&reader, "Clear SEL", length, error))
    return FALSE;
  *complete = progress == 1;
  return TRUE;
}
