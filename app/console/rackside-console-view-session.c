/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "rackside-console-view-private.h"
#include "rackside-drives-farewell.h"

/* How long a session is kept after an error for somebody who wants to try again; an iLO has only a few. */
#define KEEP_SECONDS 60

/* Wipes it from memory. */
void
rackside_console_view_forget_password (RacksideConsoleView *self)
{
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_clear_pointer (&self->password, g_free);
}

static void
on_console_opened (GObject      *session,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(RacksideConsoleView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (ilo_session_open_console_finish (ILO_SESSION (session), result, &error))
    return;
  if (self->session == ILO_SESSION (session))
    rackside_console_view_show_error (self, error);
}

static void
open_console (RacksideConsoleView *self)
{
  ilo_session_open_console_async (self->session, ILO_IF_BUSY_ASK, self->cancellable, on_console_opened,
                                  g_object_ref (self));
}

static void
on_logged_in (GObject      *session,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(RacksideConsoleView) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = ilo_session_log_in_finish (ILO_SESSION (session), result, &error);

  if (self->session != ILO_SESSION (session))
    return;
  if (!ok)
    {
      rackside_console_view_show_error (self, error);
      return;
    }
  rackside_console_view_remember_host (self);
  g_signal_emit_by_name (self, "logged-in");
  /* Whoever was told may have wanted something else. */
  if (self->session == ILO_SESSION (session))
    open_console (self);
}

/* The program stays until the log-out is through, even when its last window is gone. */
void
rackside_console_view_close_session (RacksideConsoleView *self)
{
  g_autoptr(IloSession) session = g_steal_pointer (&self->session);

  g_clear_handle_id (&self->farewell, g_source_remove);
  if (self->macro_bar != NULL)
    rackside_macro_bar_cancel (self->macro_bar);
  g_cancellable_cancel (self->typing);
  g_clear_object (&self->typing);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->text, g_free);
  rackside_console_view_forget_password (self);
  if (self->input != NULL)
    rackside_console_input_set_console (self->input, NULL);
  if (self->bar != NULL)
    rackside_console_bar_update (self->bar, NULL);
  if (self->screen != NULL)
    rackside_display_set_framebuffer (rackside_screen_get_display (self->screen), NULL);
  if (self->figures != NULL)
    rackside_figures_watch (self->figures, NULL, rackside_screen_get_display (self->screen));
  if (self->console != NULL)
    g_signal_handlers_disconnect_by_data (self->console, self);
  g_clear_object (&self->console);
  if (session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (session, self);
  rackside_drives_farewell (self->drives, session);
}

static void
start (RacksideConsoleView *self)
{
  g_autoptr(GError) error = NULL;

  self->cancellable = g_cancellable_new ();
  self->typing = g_cancellable_new ();
  self->session = ilo_session_new (self->address->host, self->address->port);
  if (!rackside_console_view_prepare_trust (self, &error))
    {
      rackside_console_view_show_error (self, error);
      return;
    }
  rackside_console_view_follow_session (self);
  if (self->address->session_key != NULL)
    ilo_session_join_async (self->session, self->address->session_key, self->cancellable, on_logged_in,
                            g_object_ref (self));
  else
    ilo_session_log_in_async (self->session, self->address->user, self->password, self->cancellable,
                              on_logged_in, g_object_ref (self));
}

/**
 * rackside_console_view_connect:
 * @self: a view
 * @address: where to connect to
 * @password: (nullable): the password, copied and wiped as soon as it is not needed any more
 *
 * Logs in and opens the console in place of what was there. What goes wrong is said in the view.
 */
void
rackside_console_view_connect (RacksideConsoleView   *self,
                               const RacksideAddress *address,
                               const char            *password)
{
  rackside_console_view_connect_pin (self, address, password, NULL);
}

/**
 * rackside_console_view_connect_pin:
 * @self: a view
 * @address: where to connect to
 * @password: (nullable): the password, copied and wiped as soon as it is not needed any more
 * @pin: (nullable): the server's key as `sha256//BASE64`, which is then neither asked for nor remembered
 *
 * As rackside_console_view_connect(), with a server whose key is known from elsewhere.
 */
void
rackside_console_view_connect_pin (RacksideConsoleView   *self,
                                   const RacksideAddress *address,
                                   const char            *password,
                                   const char            *pin)
{
  RacksideAddress *copy = rackside_address_copy (address);

  rackside_console_view_close_session (self);
  rackside_address_free (self->address);
  self->address = copy;
  g_free (self->pin);
  self->pin = g_strdup (pin);
  self->password = g_strdup (password);
  start (self);
}

static gboolean
on_nobody_came (gpointer user_data)
{
  RacksideConsoleView *self = user_data;

  self->farewell = 0;
  rackside_console_view_close_session (self);
  rackside_console_view_update_actions (self);
  return G_SOURCE_REMOVE;
}

/* After an error the session is still there for the next attempt, but not for long. */
void
rackside_console_view_let_session_go (RacksideConsoleView *self)
{
  if (self->farewell == 0 && self->session != NULL)
    self->farewell = g_timeout_add_seconds (KEEP_SECONDS, on_nobody_came, self);
}

/* Opens the console again where the session is still there, and logs in again where it is not. */
void
rackside_console_view_try_again (RacksideConsoleView *self)
{
  g_autofree char *password = NULL;

  g_clear_handle_id (&self->farewell, g_source_remove);
  if (self->session != NULL && ilo_session_get_state (self->session) == ILO_SESSION_STATE_OPEN && !self->session_lost)
    {
      rackside_console_view_start_progress (self);
      open_console (self);
      return;
    }
  if (self->password == NULL && self->address->session_key == NULL)
    {
      rackside_console_view_want_password (self, FALSE);
      return;
    }
  password = g_steal_pointer (&self->password);
  rackside_console_view_close_session (self);
  self->password = g_steal_pointer (&password);
  start (self);
}
