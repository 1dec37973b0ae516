/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl-await.h"

/**
 * ctl_await_ready:
 * @source: unused
 * @result: what the call came to
 * @user_data: a #CtlAwait
 *
 * The #GAsyncReadyCallback to give to the call, with a #CtlAwait as its user data.
 */
void
ctl_await_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  CtlAwait *await = user_data;

  g_set_object (&await->result, result);
  await->ready = TRUE;
}

/**
 * ctl_await:
 * @await: was given to exactly one call since the last time
 *
 * Runs the main context until the call is through. Only the call's own cancellable ends it early.
 *
 * Returns: (transfer none): for the call's finish function; valid until the next call or the end of @await
 */
GAsyncResult *
ctl_await (CtlAwait *await)
{
  while (!await->ready)
    g_main_context_iteration (NULL, TRUE);
  await->ready = FALSE;
  return await->result;
}

/**
 * ctl_await_clear:
 * @await: an await with no call under way
 */
void
ctl_await_clear (CtlAwait *await)
{
  g_clear_object (&await->result);
}
