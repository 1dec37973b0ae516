/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-fru-private.h"

#define HEADER_LENGTH        8
#define RECORD_HEADER_LENGTH 5
#define FORMAT_VERSION       1
#define RECORD_VERSION       2
#define END_OF_LIST          0x80
#define END_OF_FIELDS        0xC1
#define LANGUAGE_ENGLISH     25
#define EPOCH_1996           820454400          /* 1996-01-01 00:00 UTC */
#define MAX_RECORDS          512

/* Where the common header has the offset of each area, in units of 8 bytes. */
enum
{
  HEADER_INTERNAL     = 1,
  HEADER_CHASSIS      = 2,
  HEADER_BOARD        = 3,
  HEADER_PRODUCT      = 4,
  HEADER_MULTIRECORDS = 5,
};

/* System enclosure types 0 to 24h (SMBIOS 3.6 §7.4.1). */
static const char * const chassis_types[] = {
  N_("Unspecified"), N_("Other"), N_("Unknown"), N_("Desktop"), N_("Low Profile Desktop"), N_("Pizza Box"),
  N_("Mini Tower"), N_("Tower"), N_("Portable"), N_("Laptop"), N_("Notebook"), N_("Hand Held"), N_("Docking Station"),
  N_("All in One"), N_("Sub Notebook"), N_("Space-saving"), N_("Lunch Box"), N_("Main Server Chassis"),
  N_("Expansion Chassis"), N_("Sub Chassis"), N_("Bus Expansion Chassis"), N_("Peripheral Chassis"),
  N_("RAID Chassis"), N_("Rack Mount Chassis"), N_("Sealed-case PC"), N_("Multi-system Chassis"), N_("Compact PCI"),
  N_("Advanced TCA"), N_("Blade"), N_("Blade Enclosure"), N_("Tablet"), N_("Convertible"), N_("Detachable"),
  N_("IoT Gateway"), N_("Embedded PC"), N_("Mini PC"), N_("Stick PC"),
};

/* A cursor over the fields of an area. */
typedef struct
{
  WireReader   reader;
  IpmiFruArea *area;           /* borrowed: where problems go */
  const char  *name;           /* the area's */
  gboolean     unicode;
  gboolean     ended;
} FieldReader;

/* Adds a sentence to what is wrong with an area. */
void
ipmi_fru_problem (IpmiFruArea *area,
                  const char  *format,
                  ...)
{
  g_autofree char *before = g_steal_pointer (&area->problem);
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  area->problem = before != NULL ? g_strconcat (before, " ", text, NULL) : g_steal_pointer (&text);
}

/* Whether bytes add up to 0, as they do with a checksum among them. */
gboolean
ipmi_fru_checksum_holds (const guint8 *data,
                         gsize         length)
{
  guint8 sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += data[i];
  return sum == 0;
}

static gboolean
is_blank (const guint8 *data)
{
  for (gsize i = 1; i < HEADER_LENGTH; i++)
    {
      if (data[i] != data[0])
        return FALSE;
    }
  return data[0] == 0 || data[0] == 0xFF;
}

/* Where the internal use area ends: it does not say, so it is at the area that comes next. */
static gsize
internal_end (const guint8 *data,
              gsize         size)
{
  gsize start = data[HEADER_INTERNAL] * 8;
  gsize end = size;

  for (guint i = HEADER_CHASSIS; i <= HEADER_MULTIRECORDS; i++)
    {
      gsize other = data[i] * 8;

      if (other > start && other < end)
        end = other;
    }
  return end;
}

static gsize
multirecords_extent (const guint8 *data,
                     gsize         length)
{
  gsize at = data[HEADER_MULTIRECORDS] * 8;

  while (at < length && length - at >= RECORD_HEADER_LENGTH)
    {
      const guint8 *header = data + at;

      at += RECORD_HEADER_LENGTH;
      if (!ipmi_fru_checksum_holds (header, RECORD_HEADER_LENGTH))
        return at;
      at += header[2];
      if ((header[1] & END_OF_LIST) != 0)
        return at;
    }
  return at + RECORD_HEADER_LENGTH;
}

/**
 * ipmi_fru_extent:
 * @data: (array length=length): the first bytes of an inventory
 * @length: how many bytes
 * @size: how many the device has
 *
 * Finds out how far an inventory reaches, as far as the bytes that are there tell. Devices are often much
 * larger than what is in them: read this many bytes, ask again, and stop when it is not more than @length.
 *
 * Returns: how many bytes are needed, at most @size
 */
gsize
ipmi_fru_extent (const guint8 *data,
                 gsize         length,
                 gsize         size)
{
  gsize extent = HEADER_LENGTH;

  if (length < HEADER_LENGTH || is_blank (data) || (data[0] & 0x0F) != FORMAT_VERSION)
    return MIN (extent, size);
  for (guint i = HEADER_CHASSIS; i <= HEADER_PRODUCT; i++)
    {
      gsize at = data[i] * 8;

      if (at > 0)
        extent = MAX (extent, at + (at + 1 < length ? MAX (data[at + 1] * 8, 2) : 2));
    }
  if (data[HEADER_INTERNAL] != 0)
    extent = MAX (extent, internal_end (data, size));
  if (data[HEADER_MULTIRECORDS] != 0)
    extent = MAX (extent, multirecords_extent (data, length));
  return MIN (extent, size);
}

/* Reads the next field; NULL when there is none, or none that fits. */
static char *
read_field (FieldReader *fields)
{
  guint8 head;
  const guint8 *bytes;
  gsize length;

  if (fields->ended)
    return NULL;
  if (fields->reader.left == 0 || fields->reader.truncated)
    {
      ipmi_fru_problem (fields->area, _("The %s area has no mark after its last field."),
                        _(fields->name));
      fields->ended = TRUE;
      return NULL;
    }
  head = wire_reader_le (&fields->reader, 1);
  if (head == END_OF_FIELDS)
    {
      fields->ended = TRUE;
      return NULL;
    }
  length = head & 0x3F;
  if (fields->reader.left < length)
    {
      ipmi_fru_problem (fields->area, _("A field of %zu bytes runs over the end of the %s area."),
                        length, _(fields->name));
      fields->ended = TRUE;
      return NULL;
    }
  bytes = wire_reader_bytes (&fields->reader, length);
  return ipmi_fru_text_decode (head >> 6, fields->unicode, bytes, length);
}

static GPtrArray *
read_extra (FieldReader *fields)
{
  GPtrArray *extra = g_ptr_array_new_with_free_func (g_free);
  char *text;

  while ((text = read_field (fields)) != NULL)
    g_ptr_array_add (extra, text);
  return extra;
}

/*
 * Finds an area with a length of its own, and checks it. The reader is left after version and length, and
 * before the checksum. An area that is not all there is read as far as it goes.
 */
static gboolean
open_area (FieldReader  *fields,
           IpmiFruArea  *area,
           const char   *name,
           const guint8 *data,
           gsize         length,
           guint         index)
{
  gsize offset = data[index] * 8;
  guint version;
  gsize said;

  area->offset = offset;
  *fields = (FieldReader) { .area = area, .name = name };
  if (offset >= length || length - offset < 2)
    {
      ipmi_fru_problem (area, _("The %s area lies beyond the end of the device."), _(name));
      fields->ended = TRUE;
      return FALSE;
    }
  said = data[offset + 1] * 8;
  area->length = said == 0 ? length - offset : MIN (said, length - offset);
  fields->reader = (WireReader) { data + offset, area->length, FALSE };
  version = data[offset] & 0x0F;
  if (version != FORMAT_VERSION)
    ipmi_fru_problem (area, _("The %s area has format version %u, which is not known."), _(name), version);
  if (said == 0)
    ipmi_fru_problem (area, _("The %s area gives its length as 0."), _(name));
  else if (said > area->length)
    ipmi_fru_problem (area, _("The %s area is cut short: %zu of %zu bytes are there."), _(name),
                      area->length, said);
  else
    {
      if (!ipmi_fru_checksum_holds (data + offset, said))
        ipmi_fru_problem (area, _("The checksum of the %s area is wrong."), _(name));
      fields->reader.left--;
    }
  wire_reader_bytes (&fields->reader, 2);
  return TRUE;
}

static gboolean
is_unicode (guint8 language)
{
  return language != 0 && language != LANGUAGE_ENGLISH;
}

static IpmiFruChassis *
decode_chassis (const guint8 *data,
                gsize         length)
{
  IpmiFruChassis *chassis = g_new0 (IpmiFruChassis, 1);
  FieldReader fields;

  if (open_area (&fields, &chassis->area, N_("chassis"), data, length, HEADER_CHASSIS))
    chassis->type = wire_reader_le (&fields.reader, 1);
  chassis->part_number = read_field (&fields);
  chassis->serial_number = read_field (&fields);
  chassis->extra = read_extra (&fields);
  return chassis;
}

static IpmiFruBoard *
decode_board (const guint8 *data,
              gsize         length)
{
  IpmiFruBoard *board = g_new0 (IpmiFruBoard, 1);
  FieldReader fields;

  if (open_area (&fields, &board->area, N_("board"), data, length, HEADER_BOARD))
    {
      board->language = wire_reader_le (&fields.reader, 1);
      board->manufactured = wire_reader_le (&fields.reader, 3);
      fields.unicode = is_unicode (board->language);
    }
  board->manufacturer = read_field (&fields);
  board->product = read_field (&fields);
  board->serial_number = read_field (&fields);
  board->part_number = read_field (&fields);
  board->file_id = read_field (&fields);
  board->extra = read_extra (&fields);
  return board;
}

static IpmiFruProduct *
decode_product (const guint8 *data,
                gsize         length)
{
  IpmiFruProduct *product = g_new0 (IpmiFruProduct, 1);
  FieldReader fields;

  if (open_area (&fields, &product->area, N_("product"), data, length, HEADER_PRODUCT))
    {
      product->language = wire_reader_le (&fields.reader, 1);
      fields.unicode = is_unicode (product->language);
    }
  product->manufacturer = read_field (&fields);
  product->name = read_field (&fields);
  product->part_number = read_field (&fields);
  product->version = read_field (&fields);
  product->serial_number = read_field (&fields);
  product->asset_tag = read_field (&fields);
  product->file_id = read_field (&fields);
  product->extra = read_extra (&fields);
  return product;
}

static IpmiFruInternal *
decode_internal (const guint8 *data,
                 gsize         length)
{
  IpmiFruInternal *internal = g_new0 (IpmiFruInternal, 1);
  gsize offset = data[HEADER_INTERNAL] * 8;

  internal->area.offset = offset;
  if (offset >= length)
    {
      ipmi_fru_problem (&internal->area, _("The internal use area lies beyond the end of the device."));
      internal->data = g_bytes_new (NULL, 0);
      return internal;
    }
  internal->area.length = internal_end (data, length) - offset;
  internal->version = data[offset] & 0x0F;
  internal->data = g_bytes_new (data + offset + 1, internal->area.length - 1);
  return internal;
}

static IpmiFruRecord *
decode_record (const guint8 *data,
               gsize         left,
               gsize         offset,
               guint         number)
{
  IpmiFruRecord *record = g_new0 (IpmiFruRecord, 1);
  gsize length = MIN (data[2], left - RECORD_HEADER_LENGTH);
  const guint8 *body = data + RECORD_HEADER_LENGTH;

  record->area.offset = offset;
  record->area.length = RECORD_HEADER_LENGTH + length;
  record->type = data[0];
  record->version = data[1] & 0x0F;
  record->data = g_bytes_new (body, length);
  if (length < data[2])
    ipmi_fru_problem (&record->area, _("Record %u is cut short: %zu of %u bytes are there."), number,
                      length, data[2]);
  else
    {
      guint8 sum = data[3];

      for (gsize i = 0; i < length; i++)
        sum += body[i];
      if (sum != 0)
        ipmi_fru_problem (&record->area, _("The checksum of record %u is wrong."), number);
    }
  record->values = ipmi_fru_values_decode (record->type, body, length);
  if (record->values == NULL)
    {
      record->values = g_array_new (FALSE, FALSE, sizeof (IpmiFruValue));
      ipmi_fru_problem (&record->area, _("Record %u is too short for its type, %s."), number,
                        _(ipmi_fru_record_type_name (record->type)));
    }
  return record;
}

static void
decode_multirecords (IpmiFru      *fru,
                     const guint8 *data,
                     gsize         length)
{
  IpmiFruArea *area = &fru->multirecords;
  gsize at = data[HEADER_MULTIRECORDS] * 8;
  gboolean ended = FALSE;

  area->offset = at;
  if (at >= length)
    {
      ipmi_fru_problem (area, _("The multirecord area lies beyond the end of the device."));
      return;
    }
  while (!ended)
    {
      const guint8 *header = data + at;
      guint number = fru->records->len + 1;
      IpmiFruRecord *record;

      if (length - at < RECORD_HEADER_LENGTH)
        {
          ipmi_fru_problem (area, _("The multirecord area has no last record."));
          break;
        }
      /* Without a header that holds nothing says where the next record is. */
      if (!ipmi_fru_checksum_holds (header, RECORD_HEADER_LENGTH))
        {
          ipmi_fru_problem (area, _("The checksum of the header of record %u is wrong."), number);
          break;
        }
      if ((header[1] & 0x0F) != RECORD_VERSION || number > MAX_RECORDS)
        {
          ipmi_fru_problem (area, _("Record %u of the multirecord area cannot be understood."), number);
          break;
        }
      record = decode_record (header, length - at, at, number);
      g_ptr_array_add (fru->records, record);
      at += record->area.length;
      ended = (header[1] & END_OF_LIST) != 0;
    }
  area->length = at - area->offset;
}

static IpmiFru *
decode_areas (const guint8 *data,
              gsize         length)
{
  IpmiFru *fru = g_new0 (IpmiFru, 1);

  fru->header.length = HEADER_LENGTH;
  fru->records = g_ptr_array_new_with_free_func ((GDestroyNotify) ipmi_fru_record_free);
  if (!ipmi_fru_checksum_holds (data, HEADER_LENGTH))
    ipmi_fru_problem (&fru->header, _("The checksum of the common header is wrong."));
  if (data[HEADER_INTERNAL] != 0)
    fru->internal = decode_internal (data, length);
  if (data[HEADER_CHASSIS] != 0)
    fru->chassis = decode_chassis (data, length);
  if (data[HEADER_BOARD] != 0)
    fru->board = decode_board (data, length);
  if (data[HEADER_PRODUCT] != 0)
    fru->product = decode_product (data, length);
  if (data[HEADER_MULTIRECORDS] != 0)
    decode_multirecords (fru, data, length);
  return fru;
}

/**
 * ipmi_fru_decode:
 * @data: (array length=length): an inventory
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_NOT_FOUND for a blank device, IPMI_ERROR_CORRUPT when not even the
 *   header can be read
 *
 * Decodes an inventory (Platform Management FRU Information Storage Definition). Wrong checksums and
 * lengths are said in the areas' problem, and what can be read is there nevertheless.
 *
 * Returns: (transfer full) (nullable): the inventory
 */
IpmiFru *
ipmi_fru_decode (const guint8  *data,
                 gsize          length,
                 GError       **error)
{
  if (length < HEADER_LENGTH)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT,
                   _("The inventory is only %zu bytes long: not even its header is there."), length);
      return NULL;
    }
  if (is_blank (data))
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_NOT_FOUND,
                   _("The inventory is blank: nothing has been written to it."));
      return NULL;
    }
  if ((data[0] & 0x0F) != FORMAT_VERSION)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT,
                   _("The inventory's header has format version %d instead of %d: it is damaged or is no "
                     "inventory of IPMI's."), data[0] & 0x0F, FORMAT_VERSION);
      return NULL;
    }
  return decode_areas (data, length);
}

static void
free_internal (IpmiFruInternal *internal)
{
  g_free (internal->area.problem);
  g_bytes_unref (internal->data);
  g_free (internal);
}

static void
free_chassis (IpmiFruChassis *chassis)
{
  g_free (chassis->area.problem);
  g_free (chassis->part_number);
  g_free (chassis->serial_number);
  g_ptr_array_unref (chassis->extra);
  g_free (chassis);
}

static void
free_board (IpmiFruBoard *board)
{
  g_free (board->area.problem);
  g_free (board->manufacturer);
  g_free (board->product);
  g_free (board->serial_number);
  g_free (board->part_number);
  g_free (board->file_id);
  g_ptr_array_unref (board->extra);
  g_free (board);
}

static void
free_product (IpmiFruProduct *product)
{
  g_free (product->area.problem);
  g_free (product->manufacturer);
  g_free (product->name);
  g_free (product->part_number);
  g_free (product->version);
  g_free (product->serial_number);
  g_free (product->asset_tag);
  g_free (product->file_id);
  g_ptr_array_unref (product->extra);
  g_free (product);
}

void
ipmi_fru_record_free (IpmiFruRecord *record)
{
  g_free (record->area.problem);
  g_bytes_unref (record->data);
  g_array_unref (record->values);
  g_free (record);
}

/**
 * ipmi_fru_free:
 * @fru: (nullable) (transfer full): an inventory
 */
void
ipmi_fru_free (IpmiFru *fru)
{
  if (fru == NULL)
    return;
  g_clear_pointer (&fru->internal, free_internal);
  g_clear_pointer (&fru->chassis, free_chassis);
  g_clear_pointer (&fru->board, free_board);
  g_clear_pointer (&fru->product, free_product);
  g_ptr_array_unref (fru->records);
  g_free (fru->header.problem);
  g_free (fru->multirecords.problem);
  g_free (fru);
}

/**
 * ipmi_fru_chassis_type_name:
 * @type: a chassis type
 *
 * Returns: its name, such as "Rack Mount Chassis"
 */
const char *
ipmi_fru_chassis_type_name (guint8 type)
{
  return type < G_N_ELEMENTS (chassis_types) ? chassis_types[type] : N_("Reserved");
}

/**
 * ipmi_fru_dup_date:
 * @minutes: minutes since 1996-01-01 00:00 UTC
 *
 * Returns: (transfer full) (nullable): the time such as "2023-04-01T22:00:00Z"; %NULL for 0, which stands
 *   for an unspecified one
 */
char *
ipmi_fru_dup_date (guint32 minutes)
{
  g_autoptr(GDateTime) time = NULL;

  if (minutes == 0)
    return NULL;
  time = g_date_time_new_from_unix_utc (EPOCH_1996 + (gint64) minutes * 60);
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * ipmi_fru_info_decode:
 * @info: (out): set on success
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes the answer to Get FRU Inventory Area Info (IPMI 2.0 §34.1).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_fru_info_decode (IpmiFruInfo   *info,
                      const guint8  *data,
                      gsize          length,
                      GError       **error)
{
  WireReader reader = { data, length, FALSE };
  IpmiFruInfo parsed = { .size = wire_reader_le (&reader, 2) };

  parsed.words = (wire_reader_le (&reader, 1) & 1) != 0;
  if (!ipmi_answer_whole (&reader, "Get FRU Inventory Area Info", length, error))
    return FALSE;
  *info = parsed;
  return TRUE;
}

/**
 * ipmi_fru_part_decode:
 * @words: whether the device is read in words
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @part: (out): the bytes that were read, borrowed from @data
 * @part_length: (out): how many
 * @error: return location: IPMI_ERROR_PROTOCOL when there are fewer bytes than the BMC says
 *
 * Decodes the answer to Read FRU Data (IPMI 2.0 §34.2).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_fru_part_decode (gboolean        words,
                      const guint8   *data,
                      gsize           length,
                      const guint8  **part,
                      gsize          *part_length,
                      GError        **error)
{
  WireReader reader = { data, length, FALSE };
  gsize count = wire_reader_le (&reader, 1) * (words ? 2 : 1);
  const guint8 *bytes = wire_reader_bytes (&reader, count);

  if (!ipmi_answer_whole (&reader, "Read FRU Data", length, error))
    return FALSE;
  *part = bytes;
  *part_length = count;
  return TRUE;
}
