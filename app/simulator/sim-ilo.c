/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <openssl/rand.h>

#include "sim-command.h"
#include "sim-console.h"
#include "sim-holder.h"
#include "sim-host.h"
#include "sim-ilo.h"
#include "sim-media.h"

static void
on_power_changed (SimMachine *machine,
                  SimIlo     *self)
{
  g_autoptr(GByteArray) record = sim_record_new_byte (SIM_RECORD_POWER, sim_machine_is_on (machine));

  sim_ilo_send_record (self, record);
}

static void
on_post_code (SimMachine *machine,
              guint       code,
              SimIlo     *self)
{
  const guint8 data[] = { code, code >> 8 };
  g_autoptr(GByteArray) record = sim_record_new (SIM_RECORD_POST_CODE, 0, 0, data, sizeof data);

  sim_ilo_send_record (self, record);
}

static void
on_post_completed (SimMachine *machine,
                   SimIlo     *self)
{
  g_autoptr(GByteArray) record = sim_record_new (SIM_RECORD_POST_COMPLETE, 0, 0, NULL, 0);

  sim_ilo_send_record (self, record);
}

/* 32 hex digits with both kinds of letters among them, since a client has to keep them apart. */
static char *
make_enc_key (void)
{
  char key[2 * SIM_CIPHER_KEY_SIZE + 1];
  guint8 random[2 * SIM_CIPHER_KEY_SIZE];
  gboolean has_lower;
  gboolean has_upper;

  do
    {
      if (RAND_bytes (random, sizeof random) != 1)
        g_error ("OpenSSL has no random numbers");
      for (guint i = 0; i < sizeof random; i++)
        key[i] = (random[i] & 0x10 ? "0123456789abcdef" : "0123456789ABCDEF")[random[i] & 0xf];
      key[sizeof random] = '\0';
      has_lower = strpbrk (key, "abcdef") != NULL;
      has_upper = strpbrk (key, "ABCDEF") != NULL;
    }
  while (!has_lower || !has_upper);
  return g_strdup (key);
}

/* The key that belongs to a recording is in the web server's answer, which lies beside it in a folder of
 * captures. */
static char *
find_recorded_key (const char *recording)
{
  g_autofree char *folder = recording != NULL ? g_path_get_dirname (recording) : NULL;
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "rc_info.json", NULL) : NULL;
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) node = NULL;
  const char *key = NULL;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  node = json_from_string (text, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    key = json_object_get_string_member_with_default (json_node_get_object (node), "enc_key", "");
  return key != NULL && sim_options_is_key (key) ? g_strdup (key) : NULL;
}

static char *
choose_enc_key (const SimOptions *options)
{
  char *key = options->enc_key != NULL ? g_strdup (options->enc_key) : find_recorded_key (options->replay);

  return key != NULL ? key : make_enc_key ();
}

/* New ones each time that the iLO starts, unless one was asked for. */
static void
choose_keys (SimIlo *self)
{
  g_free (self->enc_key);
  self->enc_key = choose_enc_key (self->options);
  g_free (self->cmd_enc_key);
  self->cmd_enc_key = make_enc_key ();
  for (guint i = 0; i < SIM_CIPHER_KEY_SIZE; i++)
    self->key[i] = g_ascii_xdigit_value (self->enc_key[2 * i]) << 4 |
                   g_ascii_xdigit_value (self->enc_key[2 * i + 1]);
}

static gboolean
load (const char  *path,
      GBytes     **bytes,
      GError     **error)
{
  char *data;
  gsize length;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;
  *bytes = g_bytes_new_take (data, length);
  return TRUE;
}

static gboolean
add_accounts (SimIlo  *self,
              GError **error)
{
  const SimOptions *options = self->options;

  sim_sessions_add_account (self->sessions, options->user, options->password, SIM_PRIVILEGES_ALL);
  for (guint i = 0; options->accounts != NULL && options->accounts[i] != NULL; i++)
    if (!sim_sessions_parse_account (self->sessions, options->accounts[i], error))
      return FALSE;
  return TRUE;
}

/**
 * sim_ilo_new:
 * @options: (transfer none): what it is like; the password has to be set
 * @log: (transfer none): where it notes what clients do
 * @error: return location for an error
 *
 * Makes an iLO and the server behind it. It listens nowhere yet.
 *
 * Returns: (transfer full) (nullable): the iLO
 */
SimIlo *
sim_ilo_new (SimOptions  *options,
             SimLog      *log,
             GError     **error)
{
  g_autoptr(SimIlo) self = g_new0 (SimIlo, 1);

  self->options = options;
  self->log = log;
  self->sessions = sim_sessions_new (options->session_limit, options->session_seconds,
                                     options->login_delay);
  self->relays = sim_relays_new ();
  self->machine = sim_machine_new (log, options->post_seconds);
  self->holder = sim_holder_new (self);
  self->host = sim_host_new (self->machine, &self->drives, log, !options->no_probe);
  self->consoles = g_ptr_array_new ();
  self->commands = g_ptr_array_new ();
  self->anybody_account = (SimAccount) { options->user, NULL, SIM_PRIVILEGES_ALL };
  self->anybody.account = &self->anybody_account;
  self->console_port = options->console_port;
  self->vm_port = options->vm_port;
  choose_keys (self);
  if (options->session_key != NULL)
    sim_sessions_set_next_key (self->sessions, options->session_key);
  if (options->busy != NULL)
    {
      SimPolicy policy = SIM_POLICY_GRANT;

      sim_policy_from_name (options->busy, &policy);
      sim_holder_set_user (self->holder, options->busy_user, options->busy_address, policy,
                           options->refuse_share);
    }
  g_signal_connect (self->machine, "power-changed", G_CALLBACK (on_power_changed), self);
  g_signal_connect (self->machine, "post-code", G_CALLBACK (on_post_code), self);
  g_signal_connect (self->machine, "post-completed", G_CALLBACK (on_post_completed), self);
  if (!add_accounts (self, error) ||
      !load (options->replay, &self->replay, error) ||
      !load (options->replay_command, &self->replay_command, error) ||
      !sim_machine_set_prompt_mode (self->machine, options->mode, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
sim_ilo_free (SimIlo *self)
{
  sim_ilo_close_drives (self);
  while (self->consoles->len > 0)
    sim_console_close (g_ptr_array_index (self->consoles, 0));
  while (self->commands->len > 0)
    sim_command_close (g_ptr_array_index (self->commands, 0));
  sim_relays_free (self->relays);
  sim_host_free (self->host);
  g_signal_handlers_disconnect_by_data (self->machine, self);
  g_object_unref (self->machine);
  sim_holder_free (self->holder);
  sim_sessions_free (self->sessions);
  g_ptr_array_unref (self->consoles);
  g_ptr_array_unref (self->commands);
  g_clear_pointer (&self->replay, g_bytes_unref);
  g_clear_pointer (&self->replay_command, g_bytes_unref);
  g_clear_pointer (&self->media_answer, g_bytes_unref);
  sim_drives_clear (&self->drives);
  g_free (self->enc_key);
  g_free (self->cmd_enc_key);
  g_free (self);
}

/**
 * sim_ilo_send_record:
 * @self: an iLO
 * @record: whole bytes of a record
 *
 * Sends a record on every command connection.
 */
void
sim_ilo_send_record (SimIlo     *self,
                     GByteArray *record)
{
  for (guint i = 0; i < self->commands->len; i++)
    sim_command_send (g_ptr_array_index (self->commands, i), record);
}

/**
 * sim_ilo_set_health:
 * @self: an iLO
 * @health: 0 ok, 1 degraded, 2 critical
 *
 * Sets the health LED and says so on every command connection.
 */
void
sim_ilo_set_health (SimIlo *self,
                    guint8  health)
{
  g_autoptr(GByteArray) record = sim_record_new_byte (SIM_RECORD_HEALTH, health);

  self->health = health;
  sim_ilo_send_record (self, record);
}

static void
say_not_authorised (SimIlo     *self,
                    SimSession *session)
{
  g_autoptr(GByteArray) record = sim_record_new (SIM_RECORD_NOT_AUTHORISED, 0, SIM_RECORD_STATUS_POWER,
                                                 NULL, 0);

  for (guint i = 0; i < self->commands->len; i++)
    {
      SimCommand *command = g_ptr_array_index (self->commands, i);

      if (sim_command_get_session (command) == session)
        sim_command_send (command, record);
    }
}

/**
 * sim_ilo_push_power:
 * @self: an iLO
 * @session: who wants it
 * @on: by which way, for the log
 * @action: what to do to the button
 *
 * Works the power button for a client. One without the privilege is told so on its command connection.
 *
 * Returns: whether it did anything
 */
gboolean
sim_ilo_push_power (SimIlo     *self,
                    SimSession *session,
                    const char *on,
                    SimPower    action)
{
  JsonObject *line = sim_log_event ("machine", "power button");
  gboolean is_allowed = (session->account->privileges & SIM_PRIVILEGES_RESET) != 0;
  gboolean is_done = is_allowed && sim_machine_push_power (self->machine, action);

  json_object_set_string_member (line, "by", on);
  json_object_set_string_member (line, "action", sim_power_get_name (action));
  json_object_set_boolean_member (line, "allowed", is_allowed);
  json_object_set_boolean_member (line, "done", is_done);
  sim_log_write (self->log, line);
  if (!is_allowed)
    say_not_authorised (self, session);
  return is_done;
}

/**
 * sim_ilo_seize_consoles:
 * @self: an iLO
 *
 * Takes the console from everybody who has it or shares it.
 */
void
sim_ilo_seize_consoles (SimIlo *self)
{
  g_autoptr(GPtrArray) consoles = g_ptr_array_copy (self->consoles, NULL, NULL);

  sim_holder_set_user (self->holder, NULL, NULL, SIM_POLICY_GRANT, FALSE);
  for (guint i = 0; i < consoles->len; i++)
    sim_console_seize (g_ptr_array_index (consoles, i));
}

/**
 * sim_ilo_reset:
 * @self: an iLO
 * @seconds: how long it takes no connections
 *
 * Resets the iLO as a real one does it: record 15, then every connection and session ends, and the keys are new.
 */
void
sim_ilo_reset (SimIlo *self,
               guint   seconds)
{
  g_autoptr(GByteArray) record = sim_record_new (SIM_RECORD_ILO_RESET, 0, 0, NULL, 0);
  g_autoptr(GPtrArray) commands = g_ptr_array_copy (self->commands, NULL, NULL);

  sim_ilo_send_record (self, record);
  self->deaf_until = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  sim_sessions_expire_all (self->sessions);
  for (guint i = 0; i < commands->len; i++)
    sim_command_end (g_ptr_array_index (commands, i));
  while (self->consoles->len > 0)
    sim_console_close (g_ptr_array_index (self->consoles, 0));
  sim_ilo_close_drives (self);
  sim_relays_drop (self->relays, SIM_PLACE_HTTPS, FALSE);
  choose_keys (self);
}

gboolean
sim_ilo_is_deaf (SimIlo *self)
{
  return g_get_monotonic_time () < self->deaf_until;
}

/**
 * sim_ilo_take_reply:
 * @self: an iLO
 * @reply: which byte of the handshake
 * @code: (out): the byte to send, if one is forced
 *
 * Returns: whether a byte is forced; this counts as one of its times
 */
gboolean
sim_ilo_take_reply (SimIlo   *self,
                    SimReply  reply,
                    guint8   *code)
{
  SimForcedReply *forced = &self->replies[reply];

  if (!forced->is_set)
    return FALSE;
  *code = forced->code;
  if (forced->times > 0 && --forced->times == 0)
    forced->is_set = FALSE;
  return TRUE;
}

static void
send_media_record (SimIlo     *self,
                   SimDriveId  drive,
                   gboolean    is_connected)
{
  const guint8 data[] = { 0, drive == SIM_DRIVE_FLOPPY ? 1 : 2, 0, is_connected };
  g_autoptr(GByteArray) record = sim_record_new (SIM_RECORD_MEDIA, 0, 0, data, sizeof data);

  sim_ilo_send_record (self, record);
}

/**
 * sim_ilo_drive_changed:
 * @self: an iLO
 * @drive: a drive whose image from a web server was connected or ejected
 *
 * Says so on every command connection.
 */
void
sim_ilo_drive_changed (SimIlo     *self,
                       SimDriveId  drive)
{
  send_media_record (self, drive, self->drives.drives[drive].is_connected);
}

/**
 * sim_ilo_set_client_drive:
 * @self: an iLO
 * @drive: a drive
 * @media: (nullable): the client that lends its medium, or %NULL when it has gone
 *
 * Tells the server, and every command connection: with the notice that means nothing and, if it is to be
 * one that says more of clients' drives than is known (virtual media protocol, section 9, 20), as of a
 * drive whose image comes from a web server.
 */
void
sim_ilo_set_client_drive (SimIlo     *self,
                          SimDriveId  drive,
                          SimMedia   *media)
{
  g_autoptr(GByteArray) notice = sim_record_new_byte (SIM_RECORD_MEDIA_NOTICE, media != NULL);

  self->drives.drives[drive].media = media;
  sim_ilo_send_record (self, notice);
  if (self->options->announce_drives)
    send_media_record (self, drive, media != NULL);
  sim_host_drive_changed (self->host, drive);
}

/**
 * sim_ilo_set_media_answer:
 * @self: an iLO
 * @answer: (nullable): the bytes, or %NULL for the usual ones
 * @times: how many hellos get them; 0: all
 *
 * Chooses what clients of virtual media get whatever their hello says.
 */
void
sim_ilo_set_media_answer (SimIlo *self,
                          GBytes *answer,
                          guint   times)
{
  g_clear_pointer (&self->media_answer, g_bytes_unref);
  self->media_answer = answer != NULL ? g_bytes_ref (answer) : NULL;
  self->media_answer_times = times;
}

/**
 * sim_ilo_take_media_answer:
 * @self: an iLO
 *
 * Returns: (transfer full) (nullable): what was chosen; this counts as one of its times
 */
GBytes *
sim_ilo_take_media_answer (SimIlo *self)
{
  if (self->media_answer == NULL)
    return NULL;
  if (self->media_answer_times > 0 && --self->media_answer_times == 0)
    return g_steal_pointer (&self->media_answer);
  return g_bytes_ref (self->media_answer);
}

/**
 * sim_ilo_get_announced_vm_port:
 * @self: an iLO
 *
 * Returns: the port where clients look for virtual media
 */
guint16
sim_ilo_get_announced_vm_port (const SimIlo *self)
{
  return self->options->announced_vm_port > 0 ? self->options->announced_vm_port : self->vm_port;
}

/**
 * sim_ilo_close_drives:
 * @self: an iLO
 *
 * Closes the drives that clients lend.
 */
void
sim_ilo_close_drives (SimIlo *self)
{
  for (guint i = 0; i < SIM_DRIVE_COUNT; i++)
    if (self->drives.drives[i].media != NULL)
      sim_media_close (self->drives.drives[i].media);
}
