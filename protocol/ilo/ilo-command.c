/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ilo-command.h"
#include "ilo-error.h"
#include "wire-reader.h"
#include "wire-writer.h"

#define HEADER_SIZE 12
#define MAX_PAYLOAD (2 * ILO_COMMAND_MAX_NAME)

/* No known record is larger than 128 bytes. One that claims more than this is not a record: following
 * it would only hide that the connection talks nonsense. */
#define MAX_SKIP 65536

#define ANSWER_REFUSE 0x0003
#define ANSWER_GRANT  0x0004

struct _IloCommandDecoder
{
  guint8   bytes[HEADER_SIZE + MAX_PAYLOAD];
  gsize    have;        /* of the header and of as much payload as is looked at */
  guint32  skip;        /* payload bytes still to come that nobody looks at */
  gboolean broken;      /* every call fails from now on */
};

/**
 * ilo_command_decoder_new:
 *
 * Returns: (transfer full): a decoder that expects the first byte after the server's answer
 */
IloCommandDecoder *
ilo_command_decoder_new (void)
{
  return g_new0 (IloCommandDecoder, 1);
}

/**
 * ilo_command_decoder_free:
 * @self: (transfer full) (nullable): a decoder
 */
void
ilo_command_decoder_free (IloCommandDecoder *self)
{
  g_free (self);
}

/* The payload that a type cannot do without; a longer one is cut, so that a newer firmware may add to it. */
static gsize
payload_wanted (guint8 type)
{
  switch (type)
    {
    case ILO_COMMAND_POWER:
    case ILO_COMMAND_HEALTH:
      return 1;
    case ILO_COMMAND_POST_CODE:
      return 2;
    case ILO_COMMAND_MEDIA:
      return 4;
    case ILO_COMMAND_SEIZE_REQUEST:
    case ILO_COMMAND_SHARE_REQUEST:
      return MAX_PAYLOAD;
    default:
      return 0;
    }
}

static gboolean
is_known (guint8 type)
{
  switch ((IloCommandType) type)
    {
    case ILO_COMMAND_POST_COMPLETE:
    case ILO_COMMAND_POWER:
    case ILO_COMMAND_HEALTH:
    case ILO_COMMAND_POST_CODE:
    case ILO_COMMAND_SEIZE_REQUEST:
    case ILO_COMMAND_MEDIA:
    case ILO_COMMAND_SHARE_REQUEST:
    case ILO_COMMAND_FIRMWARE_UPDATE:
    case ILO_COMMAND_UNAUTHORIZED:
    case ILO_COMMAND_MEDIA_NOTICE:
    case ILO_COMMAND_NOT_LICENSED:
    case ILO_COMMAND_RESET:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The name is shown to the user, who must not be misled by what it holds. */
static void
read_name (WireReader *reader,
           char        name[ILO_COMMAND_MAX_NAME + 1])
{
  const guint8 *bytes = wire_reader_bytes (reader, ILO_COMMAND_MAX_NAME);
  gboolean valid;

  memset (name, 0, ILO_COMMAND_MAX_NAME + 1);
  if (bytes == NULL)
    return;
  memcpy (name, bytes, ILO_COMMAND_MAX_NAME);
  valid = g_utf8_validate (name, -1, NULL);
  for (char *c = name; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || (!valid && !g_ascii_isprint (*c)))
      *c = '?';
  for (char *c = name; valid && *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isprint (g_utf8_get_char (c)))
      memset (c, '?', g_utf8_next_char (c) - c);
}

static void
read_payload (IloCommandRecord *record,
              WireReader       *reader)
{
  static const IloHealth health[] = { ILO_HEALTH_OK, ILO_HEALTH_DEGRADED, ILO_HEALTH_CRITICAL };
  guint8 value;

  switch (record->type)
    {
    case ILO_COMMAND_POWER:
      record->power = wire_reader_le (reader, 1) != 0;
      break;
    case ILO_COMMAND_HEALTH:
      value = wire_reader_le (reader, 1);
      record->health = value < G_N_ELEMENTS (health) ? health[value] : ILO_HEALTH_UNKNOWN;
      break;
    case ILO_COMMAND_POST_CODE:
      record->post_code = wire_reader_le (reader, 2);
      break;
    case ILO_COMMAND_MEDIA:
      wire_reader_le (reader, 1);
      record->drive = wire_reader_le (reader, 1);
      wire_reader_le (reader, 1);
      record->connected = wire_reader_le (reader, 1) == 1;
      break;
    case ILO_COMMAND_SEIZE_REQUEST:
    case ILO_COMMAND_SHARE_REQUEST:
      read_name (reader, record->user);
      read_name (reader, record->address);
      break;
    default:
      break;
    }
}

static IloCommandRecord
parse_record (const guint8 *bytes,
              gsize         length)
{
  WireReader reader = { bytes, length, FALSE };
  IloCommandRecord record = { .type = wire_reader_le (&reader, 1) };

  wire_reader_bytes (&reader, 7);     /* three unused bytes, and the size that was looked at already */
  record.flag = wire_reader_le (&reader, 1);
  wire_reader_bytes (&reader, 1);
  record.status = wire_reader_le (&reader, 2);
  read_payload (&record, &reader);
  return record;
}

/* The size that the header claims. */
static guint32
claimed_size (const IloCommandDecoder *self)
{
  WireReader reader = { self->bytes + 4, 4, FALSE };

  return (guint32) wire_reader_le (&reader, 4);
}

static gboolean
begin_payload (IloCommandDecoder *self,
               GError           **error)
{
  guint32 size = claimed_size (self);
  gsize wanted = payload_wanted (self->bytes[0]);

  if (size > MAX_SKIP || size < wanted)
    {
      self->broken = TRUE;
      g_set_error (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                   _("The command connection sent a record of type %u with %u bytes, which no iLO 4 sends. Try again; "
                     "if it stays so, reset the iLO."), self->bytes[0], size);
      return FALSE;
    }
  self->skip = size - wanted;
  return TRUE;
}

/* Moves up to the number of bytes that are wanted, and says whether they are all there now. */
static gboolean
gather (IloCommandDecoder *self,
        gsize              wanted,
        const guint8     **data,
        gsize             *left)
{
  gsize n = MIN (wanted - self->have, *left);

  memcpy (self->bytes + self->have, *data, n);
  self->have += n;
  *data += n;
  *left -= n;
  return self->have == wanted;
}

/**
 * ilo_command_decoder_take:
 * @self: a decoder
 * @data: (inout): what has come; moved past what was used
 * @left: (inout): how many bytes
 * @record: (out): the next record
 * @error: where to say that this is no command connection (%ILO_ERROR_PROTOCOL)
 *
 * Looks for the next record. Types that are not known are skipped. However the bytes are split over
 * calls, the records are the same. Call it again until it returns %FALSE. After an error, every call
 * fails.
 *
 * Returns: %TRUE with a record; %FALSE when more bytes are needed, or with an error
 */
gboolean
ilo_command_decoder_take (IloCommandDecoder *self,
                          const guint8     **data,
                          gsize             *left,
                          IloCommandRecord  *record,
                          GError           **error)
{
  if (self->broken)
    {
      g_set_error_literal (error, ILO_ERROR, ILO_ERROR_PROTOCOL,
                           _("The command connection has sent what no iLO 4 sends."));
      return FALSE;
    }
  while (*left > 0)
    {
      if (self->have == 0 && self->skip > 0)
        {
          gsize n = MIN (self->skip, *left);

          self->skip -= n;
          *data += n;
          *left -= n;
          continue;
        }
      if (self->have < HEADER_SIZE
          && (!gather (self, HEADER_SIZE, data, left) || !begin_payload (self, error)))
        return FALSE;
      if (!gather (self, HEADER_SIZE + payload_wanted (self->bytes[0]), data, left))
        return FALSE;
      /* The rest of the payload is skipped by the next call: what there is to know is known. */
      *record = parse_record (self->bytes, self->have);
      self->have = 0;
      if (is_known (record->type))
        return TRUE;
    }
  return FALSE;
}

/**
 * ilo_command_encode_answer:
 * @answer: (out caller-allocates): the bytes to send
 * @grant: whether the other user may seize or share the console
 *
 * Answers %ILO_COMMAND_SEIZE_REQUEST and %ILO_COMMAND_SHARE_REQUEST.
 */
void
ilo_command_encode_answer (guint8   answer[ILO_COMMAND_ANSWER_SIZE],
                           gboolean grant)
{
  WireWriter writer = { answer, ILO_COMMAND_ANSWER_SIZE, 0, FALSE };

  wire_writer_le (&writer, ILO_COMMAND_ANSWER_SIZE, grant ? ANSWER_GRANT : ANSWER_REFUSE);
}

/**
 * ilo_health_name:
 * @health: a health
 *
 * Returns: its name for machines: ok, degraded, critical or unknown
 */
const char *
ilo_health_name (IloHealth health)
{
  static const char *const names[] = { "unknown", "ok", "degraded", "critical" };

  g_return_val_if_fail ((guint) health < G_N_ELEMENTS (names), "unknown");
  return names[health];
}
