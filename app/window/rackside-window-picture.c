/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ilo-framebuffer.h"
#include "rackside-server-picture.h"
#include "rackside-window-private.h"

/* How often the picture on a server's card is made anew while its console is open, in seconds. */
#define INTERVAL 20

typedef void (*Save) (const char *, const guint8 *, guint, guint, gsize);

static void
keep (RacksideWindow *self,
      Save            save)
{
  IloFramebuffer *screen = rackside_console_view_get_framebuffer (self->console_view);
  g_autofree char *checksum = NULL;

  if (screen == NULL || !rackside_window_is_saved (self))
    return;
  /* Making a small picture of it takes many times as long. */
  checksum = g_compute_checksum_for_data (G_CHECKSUM_MD5, ilo_framebuffer_get_pixels (screen),
                                          ilo_framebuffer_get_stride (screen) * ilo_framebuffer_get_height (screen));
  if (g_strcmp0 (checksum, self->picture_checksum) != 0)
    save (rackside_server_get_id (self->server), ilo_framebuffer_get_pixels (screen),
          ilo_framebuffer_get_width (screen), ilo_framebuffer_get_height (screen),
          ilo_framebuffer_get_stride (screen));
  g_free (self->picture_checksum);
  self->picture_checksum = g_steal_pointer (&checksum);
}

static gboolean
on_interval (gpointer user_data)
{
  RacksideWindow *self = user_data;

  if (self->server == NULL)
    {
      self->picture_source = 0;
      return G_SOURCE_REMOVE;
    }
  keep (self, rackside_server_picture_save_later);
  return G_SOURCE_CONTINUE;
}

/**
 * rackside_window_watch_picture:
 * @self: a window
 *
 * Keeps a picture of the screen for the server's card, now and then, while what is open is a saved server.
 */
void
rackside_window_watch_picture (RacksideWindow *self)
{
  g_clear_pointer (&self->picture_checksum, g_free);
  if (self->picture_source == 0)
    self->picture_source = g_timeout_add_seconds (INTERVAL, on_interval, self);
}

/**
 * rackside_window_keep_picture:
 * @self: a window whose console is about to be closed
 *
 * Keeps the last picture of a saved server's screen. It is there on return: the card may be shown next, or the
 * program end.
 */
void
rackside_window_keep_picture (RacksideWindow *self)
{
  keep (self, rackside_server_picture_save);
}

/**
 * rackside_window_dispose_picture:
 * @self: a window
 *
 * Keeps the last one, and no more.
 */
void
rackside_window_dispose_picture (RacksideWindow *self)
{
  if (self->console_view != NULL)
    rackside_window_keep_picture (self);
  g_clear_handle_id (&self->picture_source, g_source_remove);
  g_clear_pointer (&self->picture_checksum, g_free);
}
