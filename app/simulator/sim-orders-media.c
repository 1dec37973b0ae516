/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "sim-control.h"
#include "sim-order.h"
#include "sim-transfer.h"

/* So many bytes of a reply an answer quotes; of more it says how many and their hash only. */
#define MAX_QUOTED 65536

/* So much follows a command that is sent without data of its own. */
#define MAX_DATA (32 * 1024 * 1024)

#define DEFAULT_BLOCKS 64
#define MAX_BLOCKS     65535

static const char *const drive_names[] = { "floppy", "cdrom" };

/* An order that is answered when the drive has answered. */
typedef struct
{
  SimControl *control;     /* borrowed */
  JsonObject *answer;      /* owned */
  JsonArray  *replies;     /* owned; NULL unless there are several */
  guint       n_left;
} Late;

static Late *
late_new (SimOrder *order)
{
  Late *late = g_new0 (Late, 1);

  late->control = order->control;
  late->answer = json_object_ref (order->answer);
  order->is_late = TRUE;
  return late;
}

static void
late_finish (Late       *late,
             const char *problem)
{
  sim_control_finish (late->control, late->answer, problem);
  json_object_unref (late->answer);
  g_clear_pointer (&late->replies, json_array_unref);
  g_free (late);
}

/* The drive that an order is about: the one it names, or the only one there is. */
static SimMedia *
get_media (SimOrder  *order,
           GError   **error)
{
  const SimDrive *drives = order->ilo->drives.drives;
  const char *name = sim_order_get_string (order, "drive", NULL);
  SimMedia *media = NULL;
  guint n = 0;

  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    if (drives[i].media != NULL && (name == NULL || g_str_equal (name, drive_names[i])))
      {
        media = drives[i].media;
        n++;
      }
  if (n == 1)
    return media;
  sim_order_fail (error, n == 0 ? "No client lends that drive; \"drive\" is cdrom or floppy."
                                : "There are two drives: \"drive\" is cdrom or floppy.");
  return NULL;
}

static void
set_sense (JsonObject *object,
           guint32     sense)
{
  g_autofree char *text = g_strdup_printf ("%02x/%02x/%02x", sense >> 16, sense >> 8 & 0xff, sense & 0xff);

  json_object_set_string_member (object, "sense", text);
}

static void
set_hex (JsonObject   *object,
         const char   *member,
         const guint8 *data,
         gsize         length)
{
  g_autoptr(GString) text = g_string_sized_new (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    {
      g_string_append_c (text, "0123456789abcdef"[data[i] >> 4]);
      g_string_append_c (text, "0123456789abcdef"[data[i] & 15]);
    }
  json_object_set_string_member (object, member, text->str);
}

static void
set_data (JsonObject       *object,
          const GByteArray *data)
{
  static const guint8 nothing[1];
  guint8 hash[EVP_MAX_MD_SIZE];

  EVP_Digest (data->data != NULL ? data->data : nothing, data->len, hash, NULL, EVP_sha256 (), NULL);
  set_hex (object, "sha256", hash, SHA256_DIGEST_LENGTH);
  if (data->len <= MAX_QUOTED)
    set_hex (object, "data", data->data, data->len);
}

static void
describe_reply (JsonObject          *object,
                const SimMediaReply *reply)
{
  json_object_set_int_member (object, "flags", reply->header.flags);
  json_object_set_int_member (object, "medium", reply->header.medium);
  json_object_set_int_member (object, "length", reply->header.length);
  json_object_set_double_member (object, "seconds", reply->seconds);
  set_sense (object, reply->header.sense);
  set_data (object, reply->data);
}

static void
on_reply (const SimMediaReply *reply,
          gpointer             user_data)
{
  Late *late = user_data;

  late->n_left--;
  if (reply != NULL && late->replies != NULL)
    {
      JsonObject *object = json_object_new ();

      describe_reply (object, reply);
      json_array_add_object_element (late->replies, object);
    }
  else if (reply != NULL)
    {
      describe_reply (late->answer, reply);
    }
  if (late->n_left > 0)
    return;
  if (late->replies != NULL)
    json_object_set_array_member (late->answer, "replies", json_array_ref (late->replies));
  late_finish (late, reply == NULL ? "The drive has gone." : NULL);
}

static gboolean
get_break (SimOrder       *order,
           gsize           whole,
           SimMediaBreak  *when,
           GError        **error)
{
  static const char *const kinds[] = { "", "close", "reset", "stall" };
  const char *kind = sim_order_get_string (order, "then", "");
  gint64 after;
  gint64 seconds;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kind, kinds[i]))
      when->kind = i;
  if (when->kind == SIM_MEDIA_BREAK_NONE)
    return *kind == '\0' || sim_order_fail (error, "\"then\" is close, reset or stall.");
  when->in_reply = json_object_has_member (order->command, "reply_bytes");
  if (!sim_order_get_int (order, when->in_reply ? "reply_bytes" : "sent_bytes", 1,
                          when->in_reply ? G_MAXINT : (gint64) whole - 1, 0, &after, error) ||
      !sim_order_get_int (order, "seconds", 1, 3600, 1, &seconds, error))
    return FALSE;
  when->after = after;
  when->seconds = seconds;
  return TRUE;
}

/* One frame, padded with zeros, or several whole ones. */
static gboolean
do_media_command (SimOrder  *order,
                  GError   **error)
{
  SimMedia *media = get_media (order, error);
  g_autoptr(GByteArray) frames = media != NULL ? sim_order_get_bytes (order, "cdb", error) : NULL;
  g_autoptr(GByteArray) data = frames != NULL ? sim_order_get_bytes (order, "data", error) : NULL;
  SimMediaCommand command = { 0 };
  guint64 expected;
  guint old;
  Late *late;

  if (data == NULL)
    return FALSE;
  if (frames->len == 0 || (frames->len > SIM_MEDIA_FRAME_SIZE && frames->len % SIM_MEDIA_FRAME_SIZE != 0))
    return sim_order_fail (error, "\"cdb\" is up to 12 bytes, or several times 12.");
  old = frames->len;
  if (old < SIM_MEDIA_FRAME_SIZE)
    {
      g_byte_array_set_size (frames, SIM_MEDIA_FRAME_SIZE);
      memset (frames->data + old, 0, SIM_MEDIA_FRAME_SIZE - old);
    }
  expected = sim_media_get_data_out (sim_media_get_hello (media), frames->data + frames->len - SIM_MEDIA_FRAME_SIZE);
  if (!json_object_has_member (order->command, "data") && expected > 0)
    {
      if (expected > MAX_DATA)
        return sim_order_fail (error, "That command has more data than would be sent.");
      g_byte_array_set_size (data, expected);
      memset (data->data, 0, expected);
    }
  if (!get_break (order, SIM_MEDIA_FRAME_SIZE + data->len, &command.when, error))
    return FALSE;
  late = late_new (order);
  late->n_left = frames->len / SIM_MEDIA_FRAME_SIZE;
  if (late->n_left > 1)
    late->replies = json_array_new ();
  command.frames = frames->data;
  command.n_frames = late->n_left;
  command.data = data;
  command.callback = on_reply;
  command.user_data = late;
  sim_media_send (media, &command);
  return TRUE;
}

static void
on_synchronised (const SimMediaReply *reply,
                 gpointer             user_data)
{
  Late *late = user_data;

  if (reply != NULL)
    {
      const SimMediaHeader *header = &reply->header;

      json_object_set_int_member (late->answer, "flags", header->flags);
      set_hex (late->answer, "cookie", header->cookie, sizeof header->cookie);
      json_object_set_double_member (late->answer, "seconds", reply->seconds);
    }
  late_finish (late, reply == NULL ? "The drive has gone." : NULL);
}

static gboolean
do_media_sync (SimOrder  *order,
               GError   **error)
{
  SimMedia *media = get_media (order, error);
  g_autoptr(GByteArray) cookie = media != NULL ? sim_order_get_bytes (order, "cookie", error) : NULL;
  guint8 frame[SIM_MEDIA_FRAME_SIZE] = { SIM_MEDIA_SYNCHRONISE };
  SimMediaCommand command = { .frames = frame, .n_frames = 1, .callback = on_synchronised };

  if (cookie == NULL)
    return FALSE;
  if (cookie->len > 8)
    return sim_order_fail (error, "\"cookie\" is up to 8 bytes.");
  if (cookie->len > 0)
    memcpy (frame + 4, cookie->data, cookie->len);
  command.user_data = late_new (order);
  sim_media_send (media, &command);
  return TRUE;
}

static gboolean
do_media_eject (SimOrder  *order,
                GError   **error)
{
  static const guint8 frame[SIM_MEDIA_FRAME_SIZE] = { SIM_MEDIA_START_STOP_UNIT, 0, 0, 0, 2 };
  SimMedia *media = get_media (order, error);
  SimMediaCommand command = { .frames = frame, .n_frames = 1, .callback = on_reply };
  Late *late;

  if (media == NULL)
    return FALSE;
  late = late_new (order);
  late->n_left = 1;
  command.user_data = late;
  sim_media_send (media, &command);
  return TRUE;
}

static void
on_transferred (const SimTransferResult *result,
                gpointer                 user_data)
{
  Late *late = user_data;

  json_object_set_int_member (late->answer, "blocks", result->n_blocks);
  json_object_set_int_member (late->answer, "bytes", result->bytes);
  json_object_set_int_member (late->answer, "commands", result->commands);
  json_object_set_double_member (late->answer, "seconds", result->seconds);
  json_object_set_double_member (late->answer, "bytes_per_second",
                                 result->bytes / MAX (result->seconds, 1e-6));
  if (*result->sha256 != '\0')
    json_object_set_string_member (late->answer, "sha256", result->sha256);
  if (result->problem != NULL)
    {
      set_sense (late->answer, result->sense);
      json_object_set_int_member (late->answer, "lba", result->lba);
    }
  late_finish (late, result->problem);
}

static gboolean
do_media_read (SimOrder  *order,
               GError   **error)
{
  SimMedia *media = get_media (order, error);
  SimTransferJob job = { 0 };
  gint64 blocks;
  gint64 from;
  gint64 count;

  if (media == NULL || !sim_order_get_int (order, "blocks", 1, MAX_BLOCKS, DEFAULT_BLOCKS, &blocks, error) ||
      !sim_order_get_int (order, "from", 0, G_MAXUINT32, 0, &from, error) ||
      !sim_order_get_int (order, "count", 0, G_MAXUINT32, 0, &count, error))
    return FALSE;
  job.per_command = blocks;
  job.from = from;
  job.count = count;
  sim_transfer_start (media, &job, on_transferred, late_new (order));
  return TRUE;
}

static GByteArray *
get_what_to_write (SimOrder  *order,
                   GError   **error)
{
  const char *file = sim_order_get_string (order, "file", NULL);
  char *contents;
  gsize length;

  if (file == NULL)
    return sim_order_get_bytes (order, "data", error);
  if (!g_file_get_contents (file, &contents, &length, error))
    return NULL;
  return g_byte_array_new_take ((guint8 *) contents, length);
}

static gboolean
do_media_write (SimOrder  *order,
                GError   **error)
{
  SimMedia *media = get_media (order, error);
  g_autoptr(GByteArray) data = media != NULL ? get_what_to_write (order, error) : NULL;
  SimTransferJob job = { 0 };
  gint64 blocks;
  gint64 from;

  if (data == NULL || !sim_order_get_int (order, "blocks", 1, MAX_BLOCKS, DEFAULT_BLOCKS, &blocks, error) ||
      !sim_order_get_int (order, "from", 0, G_MAXUINT32, 0, &from, error))
    return FALSE;
  if (data->len == 0 || data->len % sim_media_get_block_size (sim_media_get_hello (media)) != 0)
    return sim_order_fail (error, "\"data\" or \"file\" has whole blocks.");
  job.data = data;
  job.per_command = blocks;
  job.from = from;
  sim_transfer_start (media, &job, on_transferred, late_new (order));
  return TRUE;
}

static gboolean
do_media_bytes (SimOrder  *order,
                GError   **error)
{
  SimMedia *media = get_media (order, error);
  g_autoptr(GByteArray) bytes = media != NULL ? sim_order_get_bytes (order, "bytes", error) : NULL;

  if (bytes == NULL)
    return FALSE;
  sim_media_send_raw (media, bytes->data, bytes->len);
  return TRUE;
}

static gboolean
do_media_close (SimOrder  *order,
                GError   **error)
{
  SimMedia *media = get_media (order, error);

  if (media == NULL)
    return FALSE;
  if (sim_order_get_flag (order, "reset", FALSE))
    sim_media_reset (media);
  else
    sim_media_close (media);
  return TRUE;
}

static gboolean
do_media_answer (SimOrder  *order,
                 GError   **error)
{
  g_autoptr(GByteArray) bytes = sim_order_get_bytes (order, "bytes", error);
  gboolean has_bytes = json_object_has_member (order->command, "bytes");
  gboolean is_usual = sim_order_get_flag (order, "usual", FALSE);
  g_autoptr(GBytes) answer = NULL;
  gint64 result = 0;
  gint64 times;

  if (bytes == NULL || !sim_order_get_int (order, "times", 0, 1000000, 0, &times, error) ||
      (!is_usual && !has_bytes && !sim_order_get_int (order, "result", 0, 0xffff, -1, &result, error)))
    return FALSE;
  if (!has_bytes)
    {
      const guint8 data[] = { result, result >> 8, 1, 1 };

      g_byte_array_append (bytes, data, sizeof data);
    }
  answer = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  sim_ilo_set_media_answer (order->ilo, is_usual ? NULL : answer, times);
  return TRUE;
}

static gboolean
do_media_status (SimOrder  *order,
                 GError   **error)
{
  static const char *const types[] = { [SIM_MEDIA_FLOPPY] = "floppy", [SIM_MEDIA_CD] = "cd", [SIM_MEDIA_KEY] = "usb" };

  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    {
      const SimDrive *drive = &order->ilo->drives.drives[i];
      JsonObject *object = json_object_new ();

      json_object_set_boolean_member (object, "connected", drive->media != NULL);
      json_object_set_string_member (object, "url", drive->url != NULL ? drive->url : "");
      if (drive->media != NULL)
        {
          json_object_set_string_member (object, "type", types[sim_media_get_hello (drive->media)->type]);
          json_object_set_boolean_member (object, "protected", sim_media_is_protected (drive->media));
        }
      json_object_set_object_member (order->answer, drive_names[i], object);
    }
  return TRUE;
}

/* What the iLO and the server do to virtual drives. */
const SimOrderType sim_orders_media[] = {
  { "media-status", do_media_status },
  { "media-command", do_media_command },
  { "media-read", do_media_read },
  { "media-write", do_media_write },
  { "media-sync", do_media_sync },
  { "media-eject", do_media_eject },
  { "media-bytes", do_media_bytes },
  { "media-close", do_media_close },
  { "media-answer", do_media_answer },
  { NULL }
};
