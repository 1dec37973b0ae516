/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* No wait of a test takes longer than this, in seconds, unless something is wrong. */
#ifndef AWAIT_SECONDS
#define AWAIT_SECONDS 20
#endif

/* Waits until the condition, which another thread may make true, holds; fails the test when that takes too
 * long. */
#define await_until(condition)                                                                     \
  G_STMT_START {                                                                                   \
    gint64 await_end = g_get_monotonic_time () + AWAIT_SECONDS * G_USEC_PER_SEC;                   \
    guint await_timer = g_timeout_add_full (G_PRIORITY_LOW, 5, await_look_again, NULL, NULL);      \
    while (!(condition))                                                                           \
      {                                                                                            \
        g_main_context_iteration (NULL, TRUE);                                                     \
        if (g_get_monotonic_time () > await_end)                                                   \
          g_error ("%s:%d: Waited too long for %s", __FILE__, __LINE__, #condition);               \
      }                                                                                            \
    g_source_remove (await_timer);                                                                 \
  } G_STMT_END

static inline gboolean
await_look_again (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A GAsyncReadyCallback that stores the result: user data is a GAsyncResult pointer that is NULL. */
static inline void
await_ready (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GAsyncResult **to = user_data;

  g_assert_null (*to);
  *to = g_object_ref (result);
}
