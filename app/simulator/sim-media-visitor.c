/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-console.h"
#include "sim-media-visitor.h"
#include "sim-media.h"

/* Who says nothing for so long is sent away. */
#define PATIENCE_SECONDS 60

#define VERSION_MINOR 1
#define VERSION_MAJOR 1

/**
 * SimMediaVisitor:
 *
 * A connection on the port for virtual media until it is a drive, or closed (virtual media protocol, section 1).
 */
typedef struct
{
  SimIlo            *ilo;            /* borrowed */
  GSocketConnection *connection;     /* owned */
  SimRelay          *relay;          /* borrowed from the iLO's relays */
  GCancellable      *cancellable;    /* owned */
  SimSession        *session;        /* borrowed; NULL until it is found */
  guint              number;
  guint              timeout;
  guint8             data[SIM_MEDIA_HELLO_SIZE];
} SimMediaVisitor;

static void
visitor_free (SimMediaVisitor *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->connection != NULL)
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gboolean
on_impatient (gpointer user_data)
{
  SimMediaVisitor *self = user_data;

  self->timeout = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static const char *
get_type_name (guint8 type)
{
  static const char *const names[] = { "unknown", "floppy", "cd", "usb" };

  return names[type < G_N_ELEMENTS (names) ? type : 0];
}

static JsonObject *
begin_line (SimMediaVisitor *self,
            const char      *event)
{
  JsonObject *line = sim_log_event ("media", event);

  json_object_set_int_member (line, "connection", self->number);
  return line;
}

static void
log_hello (SimMediaVisitor     *self,
           const SimMediaHello *hello,
           const char          *wrong,
           const GByteArray    *answer)
{
  JsonObject *line = begin_line (self, "hello");
  g_autofree char *command = g_strdup_printf ("%02x%02x", self->data[0], self->data[1]);
  g_autoptr(GString) text = g_string_new (NULL);

  json_object_set_string_member (line, "command", command);
  json_object_set_string_member (line, "type", get_type_name (hello->type));
  json_object_set_boolean_member (line, "image", hello->is_image);
  json_object_set_boolean_member (line, "known_key", self->session != NULL);
  if (self->session != NULL)
    {
      json_object_set_string_member (line, "user", self->session->account->name);
      json_object_set_int_member (line, "session", self->session->number);
    }
  if (wrong != NULL)
    json_object_set_string_member (line, "wrong", wrong);
  for (guint i = 0; i < answer->len; i++)
    g_string_append_printf (text, "%02x", answer->data[i]);
  json_object_set_string_member (line, "answer", text->str);
  sim_log_write (self->ilo->log, line);
}

/* The key belongs to a console connection that is up (section 1.1). */
static gboolean
has_console (SimMediaVisitor *self)
{
  if (self->ilo->options->any_session_key)
    return TRUE;
  for (guint i = 0; i < self->ilo->consoles->len; i++)
    if (sim_console_get_session (g_ptr_array_index (self->ilo->consoles, i)) == self->session)
      return TRUE;
  return FALSE;
}

static guint16
decide (SimMediaVisitor      *self,
        const SimMediaHello  *hello,
        const char          **wrong)
{
  const SimOptions *options = self->ilo->options;
  SimDriveId id = hello->type == SIM_MEDIA_CD ? SIM_DRIVE_CDROM : SIM_DRIVE_FLOPPY;

  *wrong = hello->wrong;
  if (self->session == NULL)
    {
      *wrong = "key";
      return SIM_MEDIA_WRONG_KEY;
    }
  if (!has_console (self))
    {
      *wrong = "no console";
      return SIM_MEDIA_WRONG_KEY;
    }
  if (hello->wrong != NULL)
    return SIM_MEDIA_NOT_CONFIGURED;
  if (!(self->session->account->privileges & SIM_PRIVILEGES_MEDIA))
    return SIM_MEDIA_NO_PRIVILEGE;
  if (options->no_media_licence)
    return SIM_MEDIA_NO_LICENCE;
  if (g_str_equal (options->drives, id == SIM_DRIVE_CDROM ? "floppy" : "cdrom"))
    return SIM_MEDIA_NOT_CONFIGURED;
  if (!sim_drives_is_free (&self->ilo->drives, id))
    return SIM_MEDIA_TAKEN;
  return SIM_MEDIA_ACCEPTED;
}

static GByteArray *
make_answer (SimMediaVisitor      *self,
             const SimMediaHello  *hello,
             const char          **wrong)
{
  GBytes *forced = sim_ilo_take_media_answer (self->ilo);
  GByteArray *answer = g_byte_array_new ();

  if (forced != NULL)
    {
      *wrong = hello->wrong;
      g_byte_array_append (answer, g_bytes_get_data (forced, NULL), g_bytes_get_size (forced));
      g_bytes_unref (forced);
    }
  else
    {
      guint16 result = decide (self, hello, wrong);
      const guint8 data[] = { result, result >> 8, VERSION_MINOR, VERSION_MAJOR };

      g_byte_array_append (answer, data, sizeof data);
    }
  return answer;
}

static gboolean
is_accepted (const SimMediaVisitor *self,
             const SimMediaHello   *hello,
             const GByteArray      *answer)
{
  SimDriveId id = hello->type == SIM_MEDIA_CD ? SIM_DRIVE_CDROM : SIM_DRIVE_FLOPPY;

  return answer->len == 4 && answer->data[0] == SIM_MEDIA_ACCEPTED && answer->data[1] == 0 &&
         sim_drives_is_free (&self->ilo->drives, id);
}

static void
on_hello (GObject      *stream,
          GAsyncResult *result,
          gpointer      user_data)
{
  SimMediaVisitor *self = user_data;
  SimIlo *ilo = self->ilo;
  g_autoptr(GByteArray) answer = NULL;
  const char *wrong = NULL;
  SimMediaHello hello;
  gsize n = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &n, NULL) || n < SIM_MEDIA_HELLO_SIZE)
    {
      JsonObject *line = begin_line (self, "left before the hello");

      json_object_set_int_member (line, "bytes", n);
      sim_log_write (ilo->log, line);
      visitor_free (self);
      return;
    }
  sim_media_hello_decode (&hello, self->data, ilo->enc_key, ilo->options->features);
  self->session = sim_sessions_find (ilo->sessions, hello.key);
  if (self->session == NULL && ilo->options->any_session_key)
    self->session = &ilo->anybody;
  answer = make_answer (self, &hello, &wrong);
  log_hello (self, &hello, wrong, answer);
  /* A few bytes always fit into an empty socket. */
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), answer->data,
                                  answer->len, NULL, NULL, NULL) ||
      !is_accepted (self, &hello, answer))
    {
      visitor_free (self);
      return;
    }
  g_clear_handle_id (&self->timeout, g_source_remove);
  sim_media_start (ilo, self->connection, self->relay, self->session != NULL ? self->session : &ilo->anybody,
                   self->number, &hello);
  g_clear_object (&self->connection);
  visitor_free (self);
}

/**
 * sim_media_visitor_greet:
 * @ilo: (transfer none): the iLO
 * @connection: (transfer none): a connection that has just come in on the port for virtual media
 * @relay: (transfer none): its relay
 * @address: the client's address
 *
 * Takes the client's hello and answers it. What comes of it is a drive, or the connection closes.
 */
void
sim_media_visitor_greet (SimIlo            *ilo,
                         GSocketConnection *connection,
                         SimRelay          *relay,
                         const char        *address)
{
  SimMediaVisitor *self = g_new0 (SimMediaVisitor, 1);

  self->ilo = ilo;
  self->connection = g_object_ref (connection);
  self->relay = relay;
  self->cancellable = g_cancellable_new ();
  self->number = ++ilo->n_connections;
  self->timeout = g_timeout_add_seconds (PATIENCE_SECONDS, on_impatient, self);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), self->data,
                                 sizeof self->data, G_PRIORITY_DEFAULT, self->cancellable, on_hello, self);
}
