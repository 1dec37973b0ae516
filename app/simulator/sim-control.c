/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>

#include "sim-command.h"
#include "sim-console.h"
#include "sim-control.h"
#include "sim-holder.h"
#include "sim-request.h"

#define SYNC_INTERVAL_MS 2

/* Opcodes of the video stream that something hangs on (console protocol, section 6). */
#define OPCODE_TEXT        2
#define OPCODE_POWER_ON    4
#define OPCODE_POWER_OFF   5
#define OPCODE_NO_SIGNAL   6
#define OPCODE_KEY_CHANGE  9
#define OPCODE_COLOUR_BITS 11
#define OPCODE_HEADER      13
#define OPCODE_PING        16

struct _SimControl
{
  SimIlo           *ilo;          /* borrowed */
  SimHttps         *https;        /* borrowed */
  GMainLoop        *loop;         /* borrowed */
  GDataInputStream *input;        /* owned; NULL unless commands are read */
  GCancellable     *cancellable;  /* owned */
  GPtrArray        *syncs;        /* owned Sync */
  gboolean          obeys;
  gboolean          ends_at_eof;

  /* Who asks for the console by command */
  char             *asker;        /* owned */
  char             *asker_address;
  SimPolicy         asker_policy;
};

/* A command that is answered when every client has been sent what the screen shows. */
typedef struct
{
  SimControl *control;   /* borrowed */
  JsonObject *answer;    /* owned */
  guint       timer;
} Sync;

/**
 * Order:
 * @control: who obeys
 * @command: what was said
 * @answer: where results go
 *
 * A command being obeyed.
 */
typedef struct
{
  SimControl *control;
  JsonObject *command;
  JsonObject *answer;
  gboolean    is_late;    /* answered by itself later on */
} Order;

static void
sync_free (Sync *sync)
{
  g_clear_handle_id (&sync->timer, g_source_remove);
  json_object_unref (sync->answer);
  g_free (sync);
}

static void
print_answer (JsonObject *answer)
{
  g_autofree char *line = sim_log_line (answer);

  printf ("%s\n", line);
  fflush (stdout);
}

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

/* What a command brings along. Each gives the default when the member is missing, and says so when it is
 * something else than a number, or out of range. */
static gboolean
get_int (Order       *order,
         const char  *member,
         gint64       least,
         gint64       most,
         gint64       fallback,
         gint64      *value,
         GError     **error)
{
  JsonNode *node = json_object_get_member (order->command, member);

  if (node == NULL)
    {
      *value = fallback;
    }
  else
    {
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
          json_node_get_int (node) < least || json_node_get_int (node) > most)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "\"%s\" is a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".", member, least, most);
          return FALSE;
        }
      *value = json_node_get_int (node);
    }
  if (*value >= least)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "It needs \"%s\".", member);
  return FALSE;
}

static const char *
get_string (Order      *order,
            const char *member,
            const char *fallback)
{
  const char *value = sim_json_get_string (order->command, member);

  return value != NULL ? value : fallback;
}

static gboolean
get_flag (Order      *order,
          const char *member,
          gboolean    fallback)
{
  JsonNode *node = json_object_get_member (order->command, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

/* Bytes, as a string of hex digits. NULL when they are none; a missing member is no bytes. */
static GByteArray *
get_bytes (Order       *order,
           const char  *member,
           GError     **error)
{
  const char *hex = get_string (order, member, "");
  gsize n = strlen (hex);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  if (n % 2 != 0 || strspn (hex, "0123456789abcdefABCDEF") != n)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is a string of hex digits, two a byte.", member);
      return NULL;
    }
  for (gsize i = 0; i < n; i += 2)
    {
      guint8 byte = g_ascii_xdigit_value (hex[i]) << 4 | g_ascii_xdigit_value (hex[i + 1]);

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_steal_pointer (&bytes);
}

/* The machine */

static gboolean
do_power (Order   *order,
          GError **error)
{
  SimPower action;

  if (!sim_power_from_name (get_string (order, "action", ""), &action))
    return fail (error, "\"action\" is press, hold, cold-boot or reset.");
  json_object_set_boolean_member (order->answer, "done",
                                  sim_machine_push_power (order->control->ilo->machine, action));
  return TRUE;
}

static gboolean
do_mode (Order   *order,
         GError **error)
{
  gint64 width;
  gint64 height;

  return get_int (order, "width", 1, G_MAXINT, 0, &width, error) &&
         get_int (order, "height", 1, G_MAXINT, 0, &height, error) &&
         sim_machine_set_mode (order->control->ilo->machine, width, height, error);
}

static gboolean
do_signal (Order   *order,
           GError **error)
{
  sim_machine_set_signal (order->control->ilo->machine, get_flag (order, "on", TRUE));
  return TRUE;
}

static gboolean
do_print (Order   *order,
          GError **error)
{
  sim_machine_print (order->control->ilo->machine, get_string (order, "text", ""));
  return TRUE;
}

static gboolean
do_dump (Order   *order,
         GError **error)
{
  SimIlo *ilo = order->control->ilo;
  SimDisplay *screen = sim_machine_get_screen (ilo->machine);
  const char *file = get_string (order, "file", NULL);
  gint64 bits;

  if (!get_int (order, "bits", 2, 5, ilo->options->colour_bits, &bits, error))
    return FALSE;
  if (file == NULL)
    return fail (error, "It needs \"file\".");
  if (!sim_machine_has_signal (ilo->machine))
    return fail (error, "There is no video.");
  json_object_set_int_member (order->answer, "width", sim_display_get_width (screen));
  json_object_set_int_member (order->answer, "height", sim_display_get_height (screen));
  return sim_display_save (screen, file, bits, error);
}

static gboolean
is_current (SimIlo *ilo)
{
  for (guint i = 0; i < ilo->consoles->len; i++)
    if (!sim_console_is_current (g_ptr_array_index (ilo->consoles, i)))
      return FALSE;
  return TRUE;
}

static gboolean
on_sync_timer (gpointer user_data)
{
  Sync *sync = user_data;

  if (!is_current (sync->control->ilo))
    return G_SOURCE_CONTINUE;
  sync->timer = 0;
  json_object_set_boolean_member (sync->answer, "ok", TRUE);
  print_answer (sync->answer);
  g_ptr_array_remove_fast (sync->control->syncs, sync);
  return G_SOURCE_REMOVE;
}

static gboolean
do_sync (Order   *order,
         GError **error)
{
  Sync *sync = g_new0 (Sync, 1);

  sync->control = order->control;
  sync->answer = json_object_ref (order->answer);
  sync->timer = g_timeout_add (SYNC_INTERVAL_MS, on_sync_timer, sync);
  g_ptr_array_add (order->control->syncs, sync);
  order->is_late = TRUE;
  return TRUE;
}

static gboolean
do_status (Order   *order,
           GError **error)
{
  SimIlo *ilo = order->control->ilo;
  SimDisplay *screen = sim_machine_get_screen (ilo->machine);

  json_object_set_string_member (order->answer, "stage",
                                 sim_stage_get_name (sim_machine_get_stage (ilo->machine)));
  json_object_set_boolean_member (order->answer, "signal", sim_machine_has_signal (ilo->machine));
  json_object_set_int_member (order->answer, "width", screen ? sim_display_get_width (screen) : 0);
  json_object_set_int_member (order->answer, "height", screen ? sim_display_get_height (screen) : 0);
  json_object_set_int_member (order->answer, "health", ilo->health);
  json_object_set_int_member (order->answer, "sessions", sim_sessions_get_count (ilo->sessions));
  json_object_set_int_member (order->answer, "consoles", ilo->consoles->len);
  json_object_set_int_member (order->answer, "commands", ilo->commands->len);
  return TRUE;
}

/* The command connection */

static gboolean
do_health (Order   *order,
           GError **error)
{
  gint64 value;

  if (!get_int (order, "value", 0, 255, -1, &value, error))
    return FALSE;
  sim_ilo_set_health (order->control->ilo, value);
  return TRUE;
}

static gboolean
do_post (Order   *order,
         GError **error)
{
  g_autoptr(GByteArray) record = NULL;
  gint64 code;
  guint8 data[2];

  if (!get_int (order, "code", 0, 0xffff, -1, &code, error))
    return FALSE;
  data[0] = code;
  data[1] = code >> 8;
  record = sim_record_new (SIM_RECORD_POST_CODE, 0, 0, data, sizeof data);
  sim_ilo_send_record (order->control->ilo, record);
  return TRUE;
}

static gboolean
do_record (Order   *order,
           GError **error)
{
  g_autoptr(GByteArray) data = get_bytes (order, "data", error);
  g_autoptr(GByteArray) record = NULL;
  gint64 type;
  gint64 flag;
  gint64 status;

  if (data == NULL ||
      !get_int (order, "type", 0, 255, -1, &type, error) ||
      !get_int (order, "flag", 0, 255, 0, &flag, error) ||
      !get_int (order, "status", 0, 0xffff, 0, &status, error))
    return FALSE;
  record = sim_record_new (type, flag, status, data->data, data->len);
  sim_ilo_send_record (order->control->ilo, record);
  return TRUE;
}

static gboolean
do_command_bytes (Order   *order,
                  GError **error)
{
  g_autoptr(GByteArray) data = get_bytes (order, "bytes", error);

  if (data == NULL)
    return FALSE;
  sim_ilo_send_record (order->control->ilo, data);
  return TRUE;
}

/* Who has the console */

static void
on_seize_answered (SimOutcome outcome,
                   gpointer   user_data)
{
  SimControl *self = user_data;

  if (outcome == SIM_OUTCOME_REFUSED)
    return;
  sim_ilo_seize_consoles (self->ilo);
  sim_holder_set_user (self->ilo->holder, self->asker, self->asker_address, self->asker_policy, FALSE);
}

static void
on_share_answered (SimOutcome outcome,
                   gpointer   user_data)
{
}

static gboolean
ask (Order          *order,
     SimRecordType   type,
     GError        **error)
{
  SimControl *self = order->control;
  const char *user = get_string (order, "user", "bob");
  const char *address = get_string (order, "address", "192.0.2.9");
  SimPolicy policy;
  gint64 seconds;

  if (!get_int (order, "seconds", 0, 0xffff, self->ilo->options->countdown, &seconds, error))
    return FALSE;
  if (!sim_policy_from_name (get_string (order, "then", "grant"), &policy))
    return fail (error, "\"then\" is grant, refuse or countdown.");
  if (self->ilo->consoles->len == 0)
    return fail (error, "No client has the console.");
  if (!sim_holder_ask (self->ilo->holder, type, user, address, seconds,
                       type == SIM_RECORD_SEIZE ? on_seize_answered : on_share_answered, self))
    return fail (error, "Somebody is asking already.");
  g_free (self->asker);
  g_free (self->asker_address);
  self->asker = g_strdup (user);
  self->asker_address = g_strdup (address);
  self->asker_policy = policy;
  return TRUE;
}

static gboolean
do_seize_request (Order   *order,
                  GError **error)
{
  return ask (order, SIM_RECORD_SEIZE, error);
}

static gboolean
do_share_request (Order   *order,
                  GError **error)
{
  return ask (order, SIM_RECORD_SHARE, error);
}

static gboolean
do_busy (Order   *order,
         GError **error)
{
  SimIlo *ilo = order->control->ilo;
  const char *answer = get_string (order, "answer", "grant");
  SimPolicy policy;

  if (g_str_equal (answer, "nobody"))
    {
      sim_holder_set_user (ilo->holder, NULL, NULL, SIM_POLICY_GRANT, FALSE);
      return TRUE;
    }
  if (!sim_policy_from_name (answer, &policy))
    return fail (error, "\"answer\" is grant, refuse, countdown or nobody.");
  sim_holder_set_user (ilo->holder, get_string (order, "user", ilo->options->busy_user),
                       get_string (order, "address", ilo->options->busy_address), policy,
                       get_flag (order, "refuse_share", FALSE));
  return TRUE;
}

static gboolean
do_seized (Order   *order,
           GError **error)
{
  sim_ilo_seize_consoles (order->control->ilo);
  return TRUE;
}

/* The video stream */

typedef void (*ConsoleFunc) (SimConsole *console,
                             Order      *order,
                             gpointer    data);

static gboolean
for_each_stream (Order        *order,
                 ConsoleFunc   func,
                 gpointer      data,
                 GError      **error)
{
  GPtrArray *consoles = order->control->ilo->consoles;
  guint n = 0;

  for (guint i = 0; i < consoles->len; i++)
    {
      SimConsole *console = g_ptr_array_index (consoles, i);

      if (sim_console_get_encoder (console) == NULL)
        continue;
      func (console, order, data);
      n++;
    }
  return n > 0 || fail (error, "No client has the console.");
}

/* The stream goes on being right after commands that change what the client shows. */
static void
send_command (SimConsole *console,
              Order      *order,
              gpointer    data)
{
  SimEncoder *encoder = sim_console_get_encoder (console);
  GByteArray *bytes = data;

  switch (bytes->data[0])
    {
    case OPCODE_POWER_ON:
    case OPCODE_POWER_OFF:
      sim_encoder_put_power (encoder, bytes->data[0] == OPCODE_POWER_ON);
      break;
    case OPCODE_NO_SIGNAL:
      sim_encoder_put_no_signal (encoder);
      break;
    default:
      sim_encoder_put_command (encoder, bytes->data[0], bytes->data + 1, bytes->len - 1);
      break;
    }
  sim_console_flush (console);
}

static gboolean
do_command (Order   *order,
            GError **error)
{
  g_autoptr(GByteArray) arguments = get_bytes (order, "arguments", error);
  gint64 opcode;
  guint8 byte;

  if (arguments == NULL || !get_int (order, "opcode", 0, 255, -1, &opcode, error))
    return FALSE;
  if (opcode == OPCODE_TEXT || opcode == OPCODE_KEY_CHANGE ||
      (opcode >= OPCODE_COLOUR_BITS && opcode <= OPCODE_HEADER) || opcode == OPCODE_PING)
    return fail (error, "That one is sent by text, key-change, colour-bits, cipher, ping, or at the start.");
  byte = opcode;
  g_byte_array_prepend (arguments, &byte, 1);
  return for_each_stream (order, send_command, arguments, error);
}

static void
send_text (SimConsole *console,
           Order      *order,
           gpointer    data)
{
  sim_encoder_put_text (sim_console_get_encoder (console), GPOINTER_TO_UINT (data),
                        get_string (order, "text", ""));
  sim_console_flush (console);
}

static gboolean
do_text (Order   *order,
         GError **error)
{
  gint64 channel;

  return get_int (order, "channel", 0, 255, -1, &channel, error) &&
         for_each_stream (order, send_text, GUINT_TO_POINTER (channel), error);
}

static void
send_ping (SimConsole *console,
           Order      *order,
           gpointer    data)
{
  sim_console_ping (console);
}

static gboolean
do_ping (Order   *order,
         GError **error)
{
  return for_each_stream (order, send_ping, NULL, error);
}

static void
send_key_change (SimConsole *console,
                 Order      *order,
                 gpointer    data)
{
  sim_encoder_put_key_change (sim_console_get_encoder (console));
  sim_console_flush (console);
}

static gboolean
do_key_change (Order   *order,
               GError **error)
{
  return for_each_stream (order, send_key_change, NULL, error);
}

static void
send_cipher (SimConsole *console,
             Order      *order,
             gpointer    data)
{
  sim_console_switch (console, GPOINTER_TO_UINT (data));
}

static gboolean
do_cipher (Order   *order,
           GError **error)
{
  gint64 id;

  return get_int (order, "id", 0, SIM_CIPHER_COUNT - 1, -1, &id, error) &&
         for_each_stream (order, send_cipher, GUINT_TO_POINTER (id), error);
}

static void
send_depth (SimConsole *console,
            Order      *order,
            gpointer    data)
{
  sim_encoder_set_depth (sim_console_get_encoder (console), GPOINTER_TO_UINT (data));
  sim_console_redraw (console);
}

static gboolean
do_colour_bits (Order   *order,
                GError **error)
{
  gint64 bits;

  if (!get_int (order, "bits", 2, 5, -1, &bits, error))
    return FALSE;
  order->control->ilo->options->colour_bits = bits;
  return order->control->ilo->consoles->len == 0 ||
         for_each_stream (order, send_depth, GUINT_TO_POINTER (bits), error);
}

static void
send_refresh (SimConsole *console,
              Order      *order,
              gpointer    data)
{
  sim_encoder_refresh (sim_console_get_encoder (console));
  sim_console_redraw (console);
}

static gboolean
do_refresh (Order   *order,
            GError **error)
{
  return for_each_stream (order, send_refresh, NULL, error);
}

static void
send_raw (SimConsole *console,
          Order      *order,
          gpointer    data)
{
  GByteArray *bytes = data;

  sim_console_send_raw (console, bytes->data, bytes->len);
}

static gboolean
do_video (Order   *order,
          GError **error)
{
  g_autoptr(GByteArray) bytes = get_bytes (order, "bytes", error);

  return bytes != NULL && for_each_stream (order, send_raw, bytes, error);
}

/* Answers and faults */

static gboolean
do_answer (Order   *order,
           GError **error)
{
  static const char *const names[] = { "hello", "console", "command" };
  const char *on = get_string (order, "on", "console");
  const char *code = get_string (order, "code", NULL);
  SimForcedReply reply = { 0 };
  gint64 byte = 0;
  gint64 times;

  if (!get_int (order, "times", 0, 1000000, 0, &times, error))
    return FALSE;
  if (code != NULL && strlen (code) == 1)
    byte = (guint8) code[0];
  else if (code == NULL || !g_str_equal (code, "usual"))
    {
      if (!get_int (order, "byte", 0, 255, -1, &byte, error))
        return FALSE;
      code = "";
    }
  reply.is_set = !g_str_equal (code, "usual");
  reply.code = byte;
  reply.times = times;
  for (guint i = 0; i < SIM_REPLY_COUNT; i++)
    if (g_str_equal (on, names[i]))
      {
        order->control->ilo->replies[i] = reply;
        return TRUE;
      }
  return fail (error, "\"on\" is hello, console or command.");
}

static gboolean
get_place (Order     *order,
           SimPlace  *place,
           GError   **error)
{
  return sim_place_from_name (get_string (order, "on", "console"), place) ||
         fail (error, "\"on\" is https, console or command.");
}

static gboolean
do_fault (Order   *order,
          GError **error)
{
  SimFault fault = { 0 };
  SimPlace place;
  gint64 after;
  gint64 amount;
  gint64 times;

  if (!get_place (order, &place, error))
    return FALSE;
  if (!sim_fault_set_kind (&fault, get_string (order, "kind", "")))
    return fail (error, "\"kind\" is none, drop, reset, stall, garbage, trickle or slow.");
  if (!get_int (order, "after", 0, G_MAXINT64, 0, &after, error) ||
      !get_int (order, "amount", fault.kind == SIM_FAULT_SLOW, G_MAXUINT32, fault.amount, &amount, error) ||
      !get_int (order, "times", 0, G_MAXUINT32, 0, &times, error))
    return FALSE;
  fault.after = after;
  fault.amount = amount;
  fault.times = times;
  sim_relays_set_fault (order->control->ilo->relays, place, &fault);
  return TRUE;
}

static gboolean
do_drop (Order   *order,
         GError **error)
{
  SimRelays *relays = order->control->ilo->relays;
  gboolean reset = get_flag (order, "reset", FALSE);
  guint n = 0;
  SimPlace place;

  if (json_object_has_member (order->command, "on"))
    {
      if (!get_place (order, &place, error))
        return FALSE;
      n = sim_relays_drop (relays, place, reset);
    }
  else
    {
      n = sim_relays_drop (relays, SIM_PLACE_CONSOLE, reset);
      n += sim_relays_drop (relays, SIM_PLACE_COMMAND, reset);
    }
  json_object_set_int_member (order->answer, "dropped", n);
  return TRUE;
}

static gboolean
do_https_answer (Order   *order,
                 GError **error)
{
  const char *path = get_string (order, "path", NULL);
  gint64 status;
  gint64 times;

  if (path == NULL)
    return fail (error, "It needs \"path\".");
  if (!get_int (order, "status", 0, 999, 200, &status, error) ||
      !get_int (order, "times", 0, 1000000, 0, &times, error))
    return FALSE;
  if (status != 0 && status < 200)
    return fail (error, "\"status\" is an HTTP status from 200 on, or 0 to answer as usual again.");
  sim_https_override (order->control->https, path, status,
                      get_string (order, "type", "application/x-javascript"),
                      get_string (order, "body", ""), times);
  return TRUE;
}

static gboolean
do_expire (Order   *order,
           GError **error)
{
  sim_sessions_expire_all (order->control->ilo->sessions);
  return TRUE;
}

static gboolean
do_ilo_reset (Order   *order,
              GError **error)
{
  gint64 seconds;

  if (!get_int (order, "seconds", 0, 3600, 0, &seconds, error))
    return FALSE;
  sim_ilo_reset (order->control->ilo, seconds);
  return TRUE;
}

static gboolean
do_quit (Order   *order,
         GError **error)
{
  g_main_loop_quit (order->control->loop);
  return TRUE;
}

static gboolean do_help (Order   *order,
                         GError **error);

static const struct
{
  const char  *name;
  gboolean   (*func) (Order *, GError **);
} commands[] = {
  { "help", do_help },
  { "status", do_status },
  { "sync", do_sync },
  { "dump", do_dump },
  { "print", do_print },
  { "power", do_power },
  { "mode", do_mode },
  { "signal", do_signal },
  { "health", do_health },
  { "post", do_post },
  { "record", do_record },
  { "command-bytes", do_command_bytes },
  { "seize-request", do_seize_request },
  { "share-request", do_share_request },
  { "busy", do_busy },
  { "seized", do_seized },
  { "command", do_command },
  { "text", do_text },
  { "ping", do_ping },
  { "key-change", do_key_change },
  { "cipher", do_cipher },
  { "colour-bits", do_colour_bits },
  { "refresh", do_refresh },
  { "video", do_video },
  { "answer", do_answer },
  { "fault", do_fault },
  { "drop", do_drop },
  { "https-answer", do_https_answer },
  { "expire", do_expire },
  { "ilo-reset", do_ilo_reset },
  { "quit", do_quit },
};

static gboolean
do_help (Order   *order,
         GError **error)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    json_array_add_string_element (names, commands[i].name);
  json_object_set_array_member (order->answer, "commands", names);
  return TRUE;
}

static gboolean
obey (Order   *order,
      GError **error)
{
  const char *name = get_string (order, "do", "");

  json_object_set_string_member (order->answer, "do", name);
  if (json_object_has_member (order->command, "id"))
    json_object_set_member (order->answer, "id", json_object_dup_member (order->command, "id"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return commands[i].func (order, error);
  return fail (error, "There is no such command; {\"do\":\"help\"} lists them.");
}

/**
 * sim_control_obey:
 * @self: the control
 * @command: a JSON object
 * @answers: whether to answer on standard output
 *
 * Obeys a command. The answer has `ok`, and `error` when that is false.
 *
 * Returns: whether it could be obeyed
 */
gboolean
sim_control_obey (SimControl *self,
                  const char *command,
                  gboolean    answers)
{
  g_autoptr(JsonNode) node = json_from_string (command, NULL);
  g_autoptr(JsonObject) answer = json_object_new ();
  g_autoptr(GError) error = NULL;
  Order order = { .control = self, .answer = answer };
  gboolean ok;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      order.command = json_node_get_object (node);
      ok = obey (&order, &error);
    }
  else
    {
      ok = fail (&error, "A command is a JSON object in one line.");
    }
  if (!ok && !answers)
    g_printerr ("rackside-simulator: %s: %s\n", command, error->message);
  if (!answers || order.is_late)
    return ok;
  json_object_set_boolean_member (answer, "ok", ok);
  if (!ok)
    json_object_set_string_member (answer, "error", error->message);
  print_answer (answer);
  return ok;
}

static void read_line (SimControl *self);

static void
on_line (GObject      *stream,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (stream), result, NULL,
                                                                &error);
  SimControl *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (line == NULL)
    {
      if (self->ends_at_eof)
        g_main_loop_quit (self->loop);
      return;
    }
  if (self->obeys && *line != '\0')
    sim_control_obey (self, line, TRUE);
  read_line (self);
}

static void
read_line (SimControl *self)
{
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, self->cancellable, on_line, self);
}

/**
 * sim_control_new:
 * @ilo: (transfer none): what to let things happen to
 * @https: (transfer none): its web server
 * @loop: (transfer none): what to end
 *
 * Returns: (transfer full): a control that reads nothing yet
 */
SimControl *
sim_control_new (SimIlo    *ilo,
                 SimHttps  *https,
                 GMainLoop *loop)
{
  SimControl *self = g_new0 (SimControl, 1);

  self->ilo = ilo;
  self->https = https;
  self->loop = loop;
  self->cancellable = g_cancellable_new ();
  self->syncs = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_free);
  return self;
}

/**
 * sim_control_read:
 * @self: the control
 * @obeys: whether what comes on standard input are commands
 * @ends_at_eof: whether the program ends with standard input
 *
 * Begins to read standard input.
 */
void
sim_control_read (SimControl *self,
                  gboolean    obeys,
                  gboolean    ends_at_eof)
{
  g_autoptr(GInputStream) stdin_stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  self->obeys = obeys;
  self->ends_at_eof = ends_at_eof;
  self->input = g_data_input_stream_new (stdin_stream);
  read_line (self);
}

void
sim_control_free (SimControl *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_object (&self->input);
  sim_holder_cancel (self->ilo->holder, self);
  g_ptr_array_unref (self->syncs);
  g_free (self->asker);
  g_free (self->asker_address);
  g_free (self);
}
