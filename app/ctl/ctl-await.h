/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CtlAwait:
 *
 * Waits for one asynchronous call after the other:
 *
 *     g_auto(CtlAwait) await = CTL_AWAIT_INIT;
 *
 *     thing_open_async (thing, context->cancellable, ctl_await_ready, &await);
 *     if (!thing_open_finish (thing, ctl_await (&await), error))
 *       return FALSE;
 */
typedef struct
{
  GAsyncResult *result;    /* owned; NULL while waiting */
  gboolean      ready;
} CtlAwait;

#define CTL_AWAIT_INIT { NULL, FALSE }

void          ctl_await_ready (GObject      *source,
                               GAsyncResult *result,
                               gpointer      user_data);
GAsyncResult *ctl_await       (CtlAwait     *await);
void          ctl_await_clear (CtlAwait     *await);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtlAwait, ctl_await_clear)

G_END_DECLS
