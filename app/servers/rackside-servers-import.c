/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-servers-exchange.h"
#include "rackside-servers-page-private.h"
#include "rackside-small-file.h"

/* What takes longer to read than this is said to be read, in seconds. */
#define PATIENCE 1

static void
import_text (RacksideServersPage *self,
             const char          *text,
             gsize                length,
             GError             **error)
{
  g_autofree char *done = NULL;
  guint n_added, n_changed;

  if (!rackside_servers_import (self->servers, text, length, &n_added, &n_changed, error))
    return;
  /* Translators: the numbers are servers */
  done = g_strdup_printf (_("Imported: %u new, %u changed"), n_added, n_changed);
  rackside_servers_page_remark (self, done);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(RacksideServersPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (g_task_get_cancellable (G_TASK (result)) != self->import)     /* given up meanwhile */
    return;
  text = rackside_small_file_load_finish (G_FILE (source), result, &length, &error);
  rackside_servers_page_cancel_import (self);
  if (text != NULL)
    import_text (self, text, length, &error);
  if (error != NULL)
    {
      /* Translators: %s is a sentence */
      g_autofree char *done = g_strdup_printf (_("Nothing was imported. %s"), error->message);

      rackside_servers_page_remark (self, done);
    }
}

/* As of a folder on a machine that does not answer. */
static gboolean
on_slow (gpointer user_data)
{
  RacksideServersPage *self = user_data;

  self->import_timer = 0;
  self->import_toast = rackside_servers_page_offer (self, _("Reading the file…"), _("_Cancel"), "servers.cancel-import");
  if (self->import_toast != NULL)
    adw_toast_set_timeout (self->import_toast, 0);
  return G_SOURCE_REMOVE;
}

/* Reads a file, and takes in what is in it; one that is being read is given up. */
void
rackside_servers_page_import (RacksideServersPage *self,
                              GFile               *file)
{
  rackside_servers_page_cancel_import (self);
  self->import = g_cancellable_new ();
  self->import_timer = g_timeout_add_seconds (PATIENCE, on_slow, self);
  rackside_small_file_load_async (file, self->import, on_read, g_object_ref (self));
}

/* Gives up a file that is being read, if one is. */
void
rackside_servers_page_cancel_import (RacksideServersPage *self)
{
  g_clear_handle_id (&self->import_timer, g_source_remove);
  if (self->import_toast != NULL)
    adw_toast_dismiss (self->import_toast);
  g_clear_object (&self->import_toast);
  if (self->import != NULL)
    g_cancellable_cancel (self->import);
  g_clear_object (&self->import);
}
