/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-console-private.h"
#include "ilo-error.h"

/* When one connection breaks, the other one may be about to say why. */
#define GRACE_DELAY 250

/* What the server gets to see the end of what was sent, before the connections are closed. */
#define CLOSE_DELAY 500

/* Has whoever is responsible for the session look after it before the next connection is made. */
static void
renew (IloConsole *self)
{
  self->renewing = TRUE;
  self->renew (self, self->renew_data);
}

static gboolean
on_retry (gpointer user_data)
{
  IloConsole *self = user_data;

  ilo_console_clear_source (&self->timer);
  self->retry_time = 0;
  if (self->was_reset && self->renew != NULL)
    renew (self);
  else
    ilo_console_redial (self);
  return G_SOURCE_REMOVE;
}

/* Somebody has to log in. */
static GError *
error_for_forgotten (IloConsole *self)
{
  if (self->was_reset)
    return g_error_new_literal (ILO_ERROR, ILO_ERROR_RESET,
                                _("The iLO has reset itself and forgotten this session. Connect again."));
  return g_error_new_literal (ILO_ERROR, ILO_ERROR_LOST_SESSION,
                              _("The connection broke, and meanwhile the session has expired. Connect again."));
}

static GError *
error_for_tries (IloConsole *self,
                 const char *why)
{
  if (self->was_reset)
    return g_error_new (ILO_ERROR, ILO_ERROR_RESET,
                        _("The iLO has reset itself, and could not be connected again in %u tries. The last one: %s"),
                        self->tries, why);
  return g_error_new (ILO_ERROR, ILO_ERROR_LOST,
                      _("The connection broke, and could not be made again in %u tries. The last one: %s"),
                      self->tries, why);
}

/* Waits for the next try to reconnect, or gives up. */
void
ilo_console_schedule_retry (IloConsole   *self,
                            const GError *cause)
{
  g_autofree char *why = g_strdup (cause->message);
  guint delay = self->was_reset ? self->reset_delay : self->retry_delay;
  gboolean noise = self->state == ILO_CONSOLE_STATE_OPEN && ilo_console_was_noise (self);

  /* To a server that means another key, our messages are noise too, and it may not like that. */
  if (noise && ilo_console_try_other_form (self))
    return;
  ilo_console_tear_down (self);
  if (self->tries == ILO_CONSOLE_TRIES)
    {
      ilo_console_end (self, noise ? ilo_console_error_for_noise (self) : error_for_tries (self, why));
      return;
    }
  self->tries++;
  self->retry_time = g_get_monotonic_time () + (gint64) delay * 1000;
  ilo_console_start_timer (self, &self->timer, delay, on_retry);
  ilo_console_set_state (self, ILO_CONSOLE_STATE_WAITING,
                         g_strdup_printf (_("%s Connecting again (try %u of %u)."), why, self->tries,
                                          ILO_CONSOLE_TRIES));
}

static gboolean
on_grace_over (gpointer user_data)
{
  IloConsole *self = user_data;
  g_autoptr(GError) error = g_steal_pointer (&self->lost);

  ilo_console_clear_source (&self->timer);
  ilo_console_schedule_retry (self, error);
  return G_SOURCE_REMOVE;
}

static void
finish_closing (IloConsole *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->close_task);

  ilo_console_tear_down (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_close_timeout (gpointer user_data)
{
  IloConsole *self = user_data;
  g_autoptr(IloConsole) alive = g_object_ref (self);

  finish_closing (self);
  return G_SOURCE_REMOVE;
}

/* Lets everything go that is held, and gives the server the time to see it. */
void
ilo_console_leave (IloConsole *self)
{
  ilo_console_release_everything (self);
  ilo_link_finish (self->console);
  ilo_link_finish (self->command);
  ilo_console_start_timer (self, &self->timer, CLOSE_DELAY, on_close_timeout);
}

/* A connection is at its end, and nobody has said why yet. */
static void
lose (IloConsole   *self,
      IloLink      *other,
      const GError *error)
{
  g_autoptr(IloConsole) alive = g_object_ref (self);
  g_autoptr(GError) cause = g_error_copy (error);

  if (self->state == ILO_CONSOLE_STATE_CLOSED || self->state == ILO_CONSOLE_STATE_ENDED)
    {
      if (ilo_link_is_closed (other))
        finish_closing (self);
      return;
    }
  /* What has come on the other connection may say more. */
  ilo_link_drain (other);
  if (self->state != ILO_CONSOLE_STATE_OPEN)
    return;
  if (self->claim == ILO_CLAIM_SHARE && self->tries == 0 && ilo_console_get_stats (self).bytes == 0)
    {
      ilo_console_end (self, g_error_new_literal (ILO_ERROR, ILO_ERROR_SHARE_REFUSED,
                                                  _("The iLO closed the console before it showed anything: the "
                                                    "other user does not share it. Seize it, or try again later.")));
      return;
    }
  if (ilo_link_is_closed (self->console) && ilo_link_is_closed (self->command))
    ilo_console_schedule_retry (self, cause);
  else if (self->lost == NULL)
    {
      self->lost = g_steal_pointer (&cause);
      ilo_console_start_timer (self, &self->timer, GRACE_DELAY, on_grace_over);
    }
}

static void
on_console_closed (const GError *error,
                   gpointer      user_data)
{
  IloConsole *self = user_data;

  lose (self, self->command, error);
}

static void
on_command_closed (const GError *error,
                   gpointer      user_data)
{
  IloConsole *self = user_data;

  lose (self, self->console, error);
}

static void
start_links (IloConsole    *self,
             IloDialResult *result)
{
  static const IloLinkEvents console_events = { ilo_console_take_video, on_console_closed };
  static const IloLinkEvents command_events = { ilo_console_take_records, on_command_closed };

  self->claim = result->claim;
  g_clear_pointer (&self->stream, ilo_stream_free);
  self->stream = ilo_stream_new (self->info->key, self->cipher_flags, &ilo_console_video_events, self);
  ilo_stream_begin_at_video (self->stream);
  ilo_console_begin_tap (self);
  self->cipher = ilo_cipher_new (self->info->key, self->cipher_flags);
  self->records = ilo_command_decoder_new ();
  self->console = ilo_link_new (result->console, &console_events, self);
  ilo_link_set_cipher (self->console, self->cipher);
  ilo_link_hold (self->console, TRUE);
  self->command = ilo_link_new (result->command, &command_events, self);
  self->width = self->height = 0;
  self->power = ILO_POWER_UNKNOWN;
  ilo_console_set_picture (self, ILO_PICTURE_AWAITED);
  ilo_console_set_post_code (self, -1);
  if (self->tries > 0)     /* what the lost connection held down may still be held */
    ilo_console_send_keyboard (self);
  g_signal_emit (self, ilo_console_signals[ILO_CONSOLE_SIGNAL_MODE_CHANGED], 0, 0u, 0u);
}

static void
on_dial_progress (IloDial     *dial,
                  IloDialStep  step,
                  gpointer     user_data)
{
  IloConsole *self = user_data;
  guint port = self->info->console_port;

  if (dial != self->dial)     /* given up */
    return;
  switch (step)
    {
    case ILO_DIAL_STEP_BUSY:
      ilo_console_set_state (self, ILO_CONSOLE_STATE_BUSY, g_strdup (_("Somebody else holds the console.")));
      break;
    case ILO_DIAL_STEP_SEIZING:
      ilo_console_set_state (self, ILO_CONSOLE_STATE_SEIZING,
                             g_strdup (_("Waiting for the other user to give the console away…")));
      break;
    case ILO_DIAL_STEP_COMMAND:
      ilo_console_set_state (self, ILO_CONSOLE_STATE_CONNECTING,
                             g_strdup_printf (_("Opening the command connection to %s, port %u…"), self->host, port));
      break;
    case ILO_DIAL_STEP_CONSOLE:
    default:
      ilo_console_set_state (self, ILO_CONSOLE_STATE_CONNECTING,
                             g_strdup_printf (_("Opening the console of %s, port %u…"), self->host, port));
      break;
    }
}

/* Whether trying again in a moment could change anything. */
static gboolean
is_hopeless (const GError *error)
{
  static const IloError codes[] = { ILO_ERROR_DENIED, ILO_ERROR_LICENSE, ILO_ERROR_SEIZE_REFUSED,
                                    ILO_ERROR_PROTOCOL, ILO_ERROR_BUSY, ILO_ERROR_AUTH, ILO_ERROR_PRIVILEGE,
                                    ILO_ERROR_KEY_UNKNOWN, ILO_ERROR_KEY_CHANGED, ILO_ERROR_TLS_LEGACY };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, ILO_ERROR, (int) codes[i]))
      return TRUE;
  return FALSE;
}

static void
on_dialled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(IloConsole) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloDialResult) connections = ilo_dial_finish (ILO_DIAL (source), result, &error);
  g_autoptr(GTask) task = NULL;

  if (ILO_DIAL (source) != self->dial)     /* given up meanwhile */
    return;
  g_clear_object (&self->dial);
  g_clear_object (&self->dial_cancel);
  if (self->tries > 0 && !self->renewed && self->renew != NULL
      && g_error_matches (error, ILO_ERROR, ILO_ERROR_DENIED))
    {
      renew (self);     /* the session has expired meanwhile */
      return;
    }
  if (connections == NULL && (self->tries == 0 || is_hopeless (error)))
    {
      if (self->was_reset && g_error_matches (error, ILO_ERROR, ILO_ERROR_DENIED))
        {
          g_clear_error (&error);
          error = error_for_forgotten (self);
        }
      ilo_console_end (self, g_steal_pointer (&error));
      return;
    }
  if (connections == NULL)
    {
      ilo_console_schedule_retry (self, error);
      return;
    }
  ilo_console_clear_source (&self->cancel_source);
  g_clear_object (&self->open_cancel);
  start_links (self, connections);
  ilo_console_set_state (self, ILO_CONSOLE_STATE_OPEN, NULL);
  task = g_steal_pointer (&self->open_task);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

void
ilo_console_redial (IloConsole *self)
{
  IloIfBusy if_busy = self->if_busy;

  /* Who holds the console now is most likely our own dead connection, unless that has gone with its session; but
   * never throw out whom we shared with. */
  if (self->open_task == NULL && !self->renewed)
    if_busy = self->claim == ILO_CLAIM_SHARE ? ILO_IF_BUSY_SHARE : ILO_IF_BUSY_SEIZE;
  self->dial = ilo_dial_new (self->host, self->info, self->session_key);
  self->dial_cancel = g_cancellable_new ();
  ilo_dial_async (self->dial, if_busy, self->timeout, on_dial_progress, self->dial_cancel, on_dialled,
                  g_object_ref (self));
}

/**
 * ilo_console_retry_now:
 * @self: a console
 *
 * In %ILO_CONSOLE_STATE_WAITING, does not wait for the next try to connect.
 */
void
ilo_console_retry_now (IloConsole *self)
{
  if (self->state == ILO_CONSOLE_STATE_WAITING && self->timer != NULL)
    on_retry (self);
}

/**
 * ilo_console_set_renew:
 * @self: a console
 * @renew: (nullable): called before connecting again, when the session will have been forgotten: the iLO has reset
 *   itself, or refuses the session key. Without it the console ends then
 * @user_data: for @renew
 */
void
ilo_console_set_renew (IloConsole      *self,
                       IloConsoleRenew  renew_func,
                       gpointer         user_data)
{
  self->renew = renew_func;
  self->renew_data = user_data;
}

/**
 * ilo_console_renewing:
 * @self: a console that waits for its session
 * @step: (transfer full): what is being waited for
 */
void
ilo_console_renewing (IloConsole *self,
                      char       *step)
{
  if (self->renewing)
    ilo_console_set_state (self, ILO_CONSOLE_STATE_CONNECTING, step);
  else
    g_free (step);
}

/**
 * ilo_console_renewed:
 * @self: a console that waits for its session
 * @info: the iLO's answer to rc_info, copied
 * @session_key: the session, copied
 *
 * Connects again, with these keys.
 */
void
ilo_console_renewed (IloConsole      *self,
                     const IloRcInfo *info,
                     const char      *session_key)
{
  if (!self->renewing)     /* closed meanwhile */
    return;
  self->renewing = FALSE;
  self->renewed = TRUE;
  ilo_rc_info_free (self->info);
  self->info = ilo_rc_info_copy (info);
  ilo_secret_free (self->session_key);
  self->session_key = g_strdup (session_key);
  ilo_console_redial (self);
}

/**
 * ilo_console_not_renewed:
 * @self: a console that waits for its session
 * @error: why there is none
 *
 * Tries again later, or ends when that is of no use.
 */
void
ilo_console_not_renewed (IloConsole   *self,
                         const GError *error)
{
  if (!self->renewing)
    return;
  self->renewing = FALSE;
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_LOST_SESSION))
    ilo_console_end (self, error_for_forgotten (self));
  else if (is_hopeless (error))
    ilo_console_end (self, g_error_copy (error));
  else
    ilo_console_schedule_retry (self, error);
}
