/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-settings.h"
#include "rackside-wakefulness.h"

/* Keeps the computer from being suspended while a server has a drive of it, which would vanish from under the server. */
struct _RacksideWakefulness
{
  GObject         parent_instance;
  GtkWindow      *window;               /* borrowed; has us */
  RacksideDrives *drives;               /* owned */
  GtkApplication *application;          /* owned; NULL unless it inhibits */
  guint           cookie;               /* of what it inhibits; 0: nothing */
};

G_DEFINE_FINAL_TYPE (RacksideWakefulness, rackside_wakefulness, G_TYPE_OBJECT)

static gboolean
is_needed (RacksideWakefulness *self)
{
  if (!g_settings_get_boolean (rackside_settings_get (NULL), RACKSIDE_SETTINGS_KEEP_AWAKE))
    return FALSE;
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    if (rackside_drive_get_image (rackside_drives_get (self->drives, i)) != NULL)
      return TRUE;
  return FALSE;
}

static void
let_sleep (RacksideWakefulness *self)
{
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
  g_clear_object (&self->application);
}

static void
update (RacksideWakefulness *self)
{
  gboolean needed = is_needed (self);

  if (needed && self->application == NULL)
    {
      g_set_object (&self->application, gtk_window_get_application (self->window));
      if (self->application != NULL)
        self->cookie = gtk_application_inhibit (self->application, self->window, GTK_APPLICATION_INHIBIT_SUSPEND,
                                                _("A server uses a drive of this computer"));
    }
  else if (!needed)
    let_sleep (self);
}

static void
rackside_wakefulness_dispose (GObject *object)
{
  RacksideWakefulness *self = RACKSIDE_WAKEFULNESS (object);

  let_sleep (self);
  g_clear_object (&self->drives);
  G_OBJECT_CLASS (rackside_wakefulness_parent_class)->dispose (object);
}

static void
rackside_wakefulness_class_init (RacksideWakefulnessClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rackside_wakefulness_dispose;
}

static void
rackside_wakefulness_init (RacksideWakefulness *self)
{
}

/**
 * rackside_wakefulness_new:
 * @window: (transfer none): a window of an application, which keeps this
 * @drives: (transfer none): the drives of the server in it
 *
 * Inhibits suspending while an image is in one of the drives.
 *
 * Returns: (transfer full): who does that, until it is disposed of
 */
RacksideWakefulness *
rackside_wakefulness_new (GtkWindow      *window,
                          RacksideDrives *drives)
{
  RacksideWakefulness *self = g_object_new (RACKSIDE_TYPE_WAKEFULNESS, NULL);

  self->window = window;
  self->drives = g_object_ref (drives);
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    g_signal_connect_object (rackside_drives_get (drives, i), "notify::state", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (rackside_settings_get (NULL), "changed::" RACKSIDE_SETTINGS_KEEP_AWAKE,
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return self;
}
