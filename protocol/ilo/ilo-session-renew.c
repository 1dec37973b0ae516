/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ilo-error.h"
#include "ilo-session-private.h"

/*
 * A console that connects again may find that the iLO has forgotten the session: it has reset itself, or the session
 * has expired meanwhile. Then a new one is opened.
 */

/* One attempt; over once it is cancelled. */
typedef struct
{
  IloSession   *session;         /* owned */
  IloConsole   *console;         /* owned */
  GCancellable *cancellable;     /* owned */
  gboolean      logged_in;       /* anew */
} Renewal;

static void ask_for_keys (Renewal *self);

static void
renewal_free (Renewal *self)
{
  g_object_unref (self->session);
  g_object_unref (self->console);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Renewal, renewal_free)

void
ilo_session_stop_renewing (IloSession *self)
{
  if (self->renewal != NULL)
    g_cancellable_cancel (self->renewal);
  g_clear_object (&self->renewal);
}

static void
on_logged_in (GObject      *http,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Renewal) self = user_data;
  g_autoptr(GError) error = NULL;
  IloSession *session = self->session;
  g_autoptr(IloSecret) key = ilo_rest_log_in_finish (ILO_HTTP (http), result, &error);

  session->sent = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable) && session->state != ILO_SESSION_STATE_CLOSING)
    {
      if (key != NULL)     /* closing did not wait any longer */
        ilo_rest_log_out_async (session->http, key, NULL, NULL, NULL);
      return;
    }
  if (key != NULL)
    {
      ilo_secret_free (session->session_key);
      session->session_key = g_steal_pointer (&key);
    }
  if (session->state == ILO_SESSION_STATE_CLOSING)
    ilo_session_log_out (session);
  else if (error != NULL)
    ilo_console_not_renewed (self->console, error);
  else
    {
      self->logged_in = TRUE;
      ask_for_keys (g_steal_pointer (&self));
    }
}

static void
log_in (Renewal *self)
{
  IloSession *session = self->session;

  ilo_console_renewing (self->console, g_strdup_printf (_("Logging in as %s once more…"), session->user));
  session->sent = TRUE;
  /* Not to be cancelled, as in ilo_session_log_in_async(). */
  ilo_rest_log_in_async (session->http, session->user, session->password, NULL, on_logged_in, self);
}

static void
on_keys (GObject      *http,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Renewal) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloRcInfo) info = ilo_rest_get_rc_info_finish (ILO_HTTP (http), result, &error);
  IloSession *session = self->session;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (g_error_matches (error, ILO_ERROR, ILO_ERROR_LOST_SESSION) && !self->logged_in && session->password != NULL)
    {
      log_in (g_steal_pointer (&self));
      return;
    }
  if (info == NULL)
    {
      ilo_console_not_renewed (self->console, error);
      return;
    }
  ilo_rc_info_free (session->rc_info);
  session->rc_info = g_steal_pointer (&info);
  ilo_console_renewed (self->console, session->rc_info, session->session_key);
}

/* They are new after a reset, too. */
static void
ask_for_keys (Renewal *self)
{
  ilo_console_renewing (self->console, g_strdup (_("Asking for the console's keys…")));
  ilo_rest_get_rc_info_async (self->session->http, self->session->session_key, self->cancellable, on_keys, self);
}

/* An IloConsoleRenew. */
void
ilo_session_renew (IloConsole *console,
                   gpointer    user_data)
{
  IloSession *self = user_data;
  Renewal *renewal = g_new0 (Renewal, 1);

  ilo_session_stop_renewing (self);
  self->renewal = g_cancellable_new ();
  renewal->session = g_object_ref (self);
  renewal->console = g_object_ref (console);
  renewal->cancellable = g_object_ref (self->renewal);
  ask_for_keys (renewal);
}
