/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "rackside-key-file.h"
#include "rackside-macros.h"

/* The newest version of the file that this program knows. */
#define VERSION 1

#define GROUP   "Macros"
#define COMMENT " The macros that Rackside offers for every server. No place for passwords."

struct _RacksideMacros
{
  GObject       parent_instance;

  char         *path;        /* owned */
  GPtrArray    *list;        /* owned; of RacksideMacro */
  GFileMonitor *monitor;     /* owned; NULL before the first load */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RacksideMacros, rackside_macros, G_TYPE_OBJECT)

static void
take (RacksideMacros *self,
      GKeyFile       *file)
{
  g_autoptr(GPtrArray) list = rackside_macro_list_read (file, GROUP);

  if (rackside_macro_list_equal (self->list, list))
    return;
  g_ptr_array_unref (self->list);
  self->list = g_steal_pointer (&list);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_file_changed (RacksideMacros    *self,
                 GFile             *file,
                 GFile             *other,
                 GFileMonitorEvent  event)
{
  g_autoptr(GKeyFile) key_file = NULL;

  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;
  /* Somebody may be in the middle of editing it; what is broken now is dealt with before the next change. */
  key_file = rackside_key_file_load (self->path, NULL);
  if (key_file != NULL)
    take (self, key_file);
}

static gboolean
change (RacksideMacros       *self,
        const RacksideMacro  *old,
        RacksideMacro        *macro,
        GError              **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(GKeyFile) file = rackside_key_file_load_or_set_aside (self->path, &problem);
  g_autoptr(GPtrArray) list = NULL;

  if (file == NULL || !rackside_key_file_check_version (file, self->path, VERSION, &problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  /* What a broken file had is still known here. */
  if (problem == NULL)
    take (self, file);
  list = rackside_macro_list_replace (self->list, old, macro, error);
  if (list == NULL)
    return FALSE;
  rackside_key_file_set_version (file, VERSION, COMMENT);
  rackside_macro_list_write (list, file, GROUP);
  if (!rackside_key_file_save (file, self->path, error))
    return FALSE;
  take (self, file);
  return TRUE;
}

static void
rackside_macros_finalize (GObject *object)
{
  RacksideMacros *self = RACKSIDE_MACROS (object);

  g_clear_object (&self->monitor);
  g_ptr_array_unref (self->list);
  g_free (self->path);
  G_OBJECT_CLASS (rackside_macros_parent_class)->finalize (object);
}

static void
rackside_macros_class_init (RacksideMacrosClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rackside_macros_finalize;

  /**
   * RacksideMacros::changed:
   * @self: macros
   *
   * There are others now.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RACKSIDE_TYPE_MACROS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
rackside_macros_init (RacksideMacros *self)
{
  self->list = rackside_macro_list_new ();
}

/**
 * rackside_macros_get_default_path:
 *
 * Returns: (transfer full): the user's file of macros
 */
char *
rackside_macros_get_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "rackside", "macros", NULL);
}

/**
 * rackside_macros_new:
 * @path: the file
 *
 * Returns: (transfer full): no macros yet; rackside_macros_load() reads them
 */
RacksideMacros *
rackside_macros_new (const char *path)
{
  RacksideMacros *self = g_object_new (RACKSIDE_TYPE_MACROS, NULL);

  self->path = g_strdup (path);
  return self;
}

/**
 * rackside_macros_load:
 * @self: macros
 * @error: (nullable): what the user has to know about the file
 *
 * Reads the file, and follows what others change in it from now on. A file that is not there is an empty one; one that
 * cannot be understood is set aside.
 *
 * Returns: whether there is nothing to tell
 */
gboolean
rackside_macros_load (RacksideMacros  *self,
                      GError         **error)
{
  g_autoptr(GFile) watched = g_file_new_for_path (self->path);
  g_autoptr(GError) problem = NULL;
  g_autoptr(GKeyFile) file = NULL;
  int fd = rackside_key_file_lock (self->path, NULL);

  file = rackside_key_file_load_or_set_aside (self->path, &problem);
  if (fd >= 0)
    close (fd);
  if (file != NULL)
    take (self, file);
  if (self->monitor == NULL)
    self->monitor = g_file_monitor_file (watched, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self, G_CONNECT_SWAPPED);
  if (problem == NULL && file != NULL)
    rackside_key_file_check_version (file, self->path, VERSION, &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * rackside_macros_get_list:
 * @self: macros
 *
 * Returns: (transfer none) (element-type RacksideMacro): all of them, sorted by name
 */
const GPtrArray *
rackside_macros_get_list (RacksideMacros *self)
{
  return self->list;
}

/**
 * rackside_macros_replace:
 * @self: macros
 * @old: (nullable): which of them is to go, as it was when somebody began to change it
 * @macro: (nullable): what comes in its place
 * @error: (nullable): why they are not saved, for the user; %G_IO_ERROR_WOULD_MERGE when others have changed @old
 *
 * Adds a macro, changes or removes one.
 *
 * Returns: whether they are saved
 */
gboolean
rackside_macros_replace (RacksideMacros       *self,
                         const RacksideMacro  *old,
                         RacksideMacro        *macro,
                         GError              **error)
{
  int fd = rackside_key_file_lock (self->path, error);
  gboolean ok = fd >= 0 && change (self, old, macro, error);

  if (fd >= 0)
    close (fd);
  if (!ok)
    g_prefix_error (error, _("The macros could not be changed: "));
  return ok;
}
