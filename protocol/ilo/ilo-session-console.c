/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-session-private.h"

static void
on_console_step (IloConsole *console,
                 GParamSpec *pspec,
                 IloSession *self)
{
  if (self->console_task != NULL && self->state == ILO_SESSION_STATE_OPEN)
    ilo_session_set_state (self, ILO_SESSION_STATE_OPEN, g_strdup (ilo_console_get_step (console)));
}

/* The console is open, or cannot be had; the log-in stays. Takes the error. */
void
ilo_session_finish_console (IloSession *self,
                            GError     *error)
{
  g_autoptr(IloSession) alive = g_object_ref (self);
  g_autoptr(GTask) task = g_steal_pointer (&self->console_task);

  ilo_session_stop_work (self);
  if (self->state == ILO_SESSION_STATE_OPEN)
    ilo_session_set_state (self, ILO_SESSION_STATE_OPEN, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_console_opened (GObject      *console,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  IloSession *self = g_task_get_source_object (task);

  ilo_console_open_finish (ILO_CONSOLE (console), result, &error);
  if (task == self->console_task)
    ilo_session_finish_console (self, g_steal_pointer (&error));
}

static gboolean
on_console_cancelled (GCancellable *cancellable,
                      gpointer      user_data)
{
  IloSession *self = user_data;

  ilo_session_finish_console (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
  return G_SOURCE_REMOVE;
}

/* There is nothing left that could have to log in once more. */
static void
on_console_ended (IloConsole *console,
                  GError     *error,
                  IloSession *self)
{
  g_clear_pointer (&self->password, ilo_secret_free);
}

static void
set_console (IloSession *self,
             IloConsole *console)
{
  if (self->console != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->console, self);
      ilo_console_set_renew (self->console, NULL, NULL);
    }
  g_set_object (&self->console, console);
  g_signal_connect (console, "notify::step", G_CALLBACK (on_console_step), self);
  g_signal_connect (console, "ended", G_CALLBACK (on_console_ended), self);
  ilo_console_set_renew (console, ilo_session_renew, self);
  g_object_notify (G_OBJECT (self), "console");
}

static void
on_rc_info (GObject      *http,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloRcInfo) rc_info = ilo_rest_get_rc_info_finish (ILO_HTTP (http), result, &error);
  g_autoptr(IloConsole) console = NULL;
  IloSession *self = g_task_get_source_object (task);

  if (task != self->console_task)     /* cancelled */
    return;
  if (rc_info == NULL)
    {
      ilo_session_finish_console (self, g_steal_pointer (&error));
      return;
    }
  g_clear_pointer (&self->rc_info, ilo_rc_info_free);
  self->rc_info = g_steal_pointer (&rc_info);
  console = ilo_console_new (ilo_http_get_host (self->http), self->rc_info, self->session_key);
  ilo_console_set_if_busy (console, GPOINTER_TO_INT (g_task_get_task_data (task)));
  set_console (self, console);
  ilo_console_open_async (console, self->work, on_console_opened, g_steal_pointer (&task));
}

/**
 * ilo_session_open_console_async:
 * @self: a session that is open
 * @if_busy: what to do when somebody else holds the console; with %ILO_IF_BUSY_ASK answer by
 *   ilo_console_answer_busy()
 * @cancellable: (nullable): ends it
 * @callback: called when the console is live, or cannot be had
 * @user_data: for @callback
 *
 * Opens the console. The session stays open whatever comes of it, so that it can be tried again.
 */
void
ilo_session_open_console_async (IloSession          *self,
                                IloIfBusy            if_busy,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->state == ILO_SESSION_STATE_OPEN && self->console_task == NULL);

  g_task_set_source_tag (task, ilo_session_open_console_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GINT_TO_POINTER (if_busy), NULL);
  if (self->info != NULL && !self->info->may_use_console)
    {
      g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PRIVILEGE,
                               _("The user %s may not use the remote console. An administrator of the iLO can give "
                                 "the privilege."), self->info->user);
      return;
    }
  self->console_task = g_steal_pointer (&task);
  ilo_session_start_work (self, self->console_task, G_SOURCE_FUNC (on_console_cancelled));
  ilo_session_set_state (self, ILO_SESSION_STATE_OPEN, g_strdup (_("Asking for the console's keys…")));
  ilo_rest_get_rc_info_async (self->http, self->session_key, self->work, on_rc_info,
                              g_object_ref (self->console_task));
}

/**
 * ilo_session_open_console_finish:
 * @self: a session
 * @result: what the callback got
 * @error: why there is no console
 *
 * Returns: whether ilo_session_get_console() is live
 */
gboolean
ilo_session_open_console_finish (IloSession    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_power_pressed (GObject      *http,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (ilo_rest_press_power_finish (ILO_HTTP (http), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ilo_session_press_power_async:
 * @self: a session that is open
 * @action: what to do with the power button
 * @cancellable: (nullable): ends it; the button may have been pressed nevertheless
 * @callback: called when it has been sent, or cannot be
 * @user_data: for @callback
 *
 * Uses the power button, by the console if that is live and else by the web server; see
 * ilo_rest_press_power_async().
 */
void
ilo_session_press_power_async (IloSession          *self,
                               IloPowerAction       action,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->state == ILO_SESSION_STATE_OPEN);

  g_task_set_source_tag (task, ilo_session_press_power_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->info != NULL && !self->info->may_use_power)
    g_task_return_new_error (task, ILO_ERROR, ILO_ERROR_PRIVILEGE,
                             _("The user %s may not use the power button. An administrator of the iLO can give the "
                               "privilege."), self->info->user);
  else if (self->console != NULL && ilo_console_press_power (self->console, action))
    g_task_return_boolean (task, TRUE);
  else
    ilo_rest_press_power_async (self->http, self->session_key, action, cancellable, on_power_pressed,
                                g_steal_pointer (&task));
}

/**
 * ilo_session_press_power_finish:
 * @self: a session
 * @result: what the callback got
 * @error: why not
 *
 * Returns: whether it has been sent
 */
gboolean
ilo_session_press_power_finish (IloSession    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
