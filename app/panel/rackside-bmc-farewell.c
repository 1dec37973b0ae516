/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rackside-bmc-farewell.h"

/* A session that is not closed stays in the BMC's table for a minute; but nobody waits longer than this for it. */
#define CLOSE_TIMEOUT_MS 2000

/* A session on its last way, which the program waits for. */
typedef struct
{
  GApplication *application;   /* owned; NULL in a program without one */
  GCancellable *cancellable;   /* owned */
  guint         timer;
} Closing;

static gboolean
on_close_timeout (gpointer user_data)
{
  Closing *closing = user_data;

  closing->timer = 0;
  g_cancellable_cancel (closing->cancellable);
  return G_SOURCE_REMOVE;
}

static void
on_closed_by_us (GObject      *session,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Closing *closing = user_data;

  ipmi_session_close_finish (IPMI_SESSION (session), result, NULL);
  g_clear_handle_id (&closing->timer, g_source_remove);
  if (closing->application != NULL)
    g_application_release (closing->application);
  g_clear_object (&closing->application);
  g_clear_object (&closing->cancellable);
  g_free (closing);
}

/**
 * rackside_bmc_farewell:
 * @session: an open session
 *
 * Closes it, and has the program stay until that is through.
 */
void
rackside_bmc_farewell (IpmiSession *session)
{
  GApplication *application = g_application_get_default ();
  Closing *closing = g_new0 (Closing, 1);

  closing->cancellable = g_cancellable_new ();
  closing->timer = g_timeout_add (CLOSE_TIMEOUT_MS, on_close_timeout, closing);
  if (application != NULL)
    {
      closing->application = g_object_ref (application);
      g_application_hold (application);
    }
  ipmi_session_close_async (session, closing->cancellable, on_closed_by_us, closing);
}
