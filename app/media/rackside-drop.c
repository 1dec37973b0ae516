/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "rackside-drives-popover-private.h"
#include "rackside-drop.h"

/* More than two cannot be mounted, and more than this not be explained. */
#define MAX_FILES 8

/* What was dropped: looked at one by one, then mounted. */
typedef struct
{
  RacksideDrivesPopover *popover;                           /* owned */
  GPtrArray             *files;                             /* of GFile */
  guint                  next;                              /* of the files */
  GString               *problems;                          /* sentences */
  char                  *chosen[RACKSIDE_N_DRIVE_KINDS];    /* owned, nullable: paths */
  guint                  count[RACKSIDE_N_DRIVE_KINDS];     /* how many files go into each */
  gboolean               unknown;                           /* nothing known is in what goes into the removable drive */
} Drop;

static void
drop_free (Drop *drop)
{
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    g_free (drop->chosen[i]);
  g_string_free (drop->problems, TRUE);
  g_ptr_array_unref (drop->files);
  g_object_unref (drop->popover);
  g_free (drop);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drop, drop_free)

static void
add_problem (Drop       *drop,
             const char *text)
{
  if (drop->problems->len > 0)
    g_string_append_c (drop->problems, '\n');
  g_string_append (drop->problems, text);
}

static void
mount (Drop              *drop,
       RacksideDriveKind  kind)
{
  if (drop->chosen[kind] != NULL)
    rackside_drive_mount (rackside_drives_get (drop->popover->drives, kind), drop->chosen[kind],
                          rackside_drives_popover_get_read_only (drop->popover));
}

static void
on_answer (RacksideDrivesPopover *popover,
           const char            *response,
           GtkWidget             *dialog)
{
  if (g_strcmp0 (response, "mount") == 0)
    mount (g_object_get_data (G_OBJECT (dialog), "drop"), RACKSIDE_DRIVE_KIND_REMOVABLE);
  rackside_drives_popover_show (popover);
}

/* A file that was dropped by mistake is not for the server to write to. */
static void
ask (Drop *drop)
{
  g_autofree char *name = g_filename_display_basename (drop->chosen[RACKSIDE_DRIVE_KIND_REMOVABLE]);
  /* Translators: the %s is a file's name */
  g_autofree char *heading = g_strdup_printf (_("Mount “%s” as a USB Key?"), name);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (drop->popover))), heading,
                                              NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("It does not look like a disc or disk image: there is nothing in it that is known here. "
                                 "The server would see a disk that has to be formatted."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "mount", _("_Mount"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), drop->popover, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (dialog), "drop", drop, (GDestroyNotify) drop_free);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
check_counts (Drop *drop)
{
  for (guint i = 0; i < RACKSIDE_N_DRIVE_KINDS; i++)
    if (drop->count[i] > 1)
      {
        g_autofree char *text =
          g_strdup_printf (i == RACKSIDE_DRIVE_KIND_CD
                           ? _("%u of the files are discs, and the server has one CD drive. Drop one of them.")
                           : _("%u of the files are disks, and the server has one USB drive. Drop one of them."),
                           drop->count[i]);

        add_problem (drop, text);
        g_clear_pointer (&drop->chosen[i], g_free);
      }
}

static void
finish (Drop *drop)
{
  g_autoptr(Drop) owned = drop;
  gboolean asks;

  check_counts (drop);
  asks = drop->chosen[RACKSIDE_DRIVE_KIND_REMOVABLE] != NULL && drop->unknown;
  if (!asks)
    rackside_drives_popover_show (drop->popover);     /* first, or the window says the same too */
  rackside_drives_say (drop->popover->drives, drop->problems->len > 0 ? drop->problems->str : NULL);
  mount (drop, RACKSIDE_DRIVE_KIND_CD);
  if (asks)
    ask (g_steal_pointer (&owned));
  else
    mount (drop, RACKSIDE_DRIVE_KIND_REMOVABLE);
}

static void look_at_next (Drop *drop);

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Drop *drop = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(IloImage) image = ilo_image_open_finish (result, &error);

  if (image != NULL)
    {
      RacksideDriveKind kind = ilo_image_get_drive (image) == ILO_DRIVE_CD ? RACKSIDE_DRIVE_KIND_CD
                                                                           : RACKSIDE_DRIVE_KIND_REMOVABLE;

      g_free (drop->chosen[kind]);
      drop->chosen[kind] = g_strdup (ilo_image_get_path (image));
      drop->count[kind]++;
      if (kind == RACKSIDE_DRIVE_KIND_REMOVABLE)
        drop->unknown = ilo_image_get_contents (image) == NULL;
    }
  else
    add_problem (drop, error->message);
  g_clear_object (&image);
  look_at_next (drop);
}

static void
look_at_next (Drop *drop)
{
  const char *path;

  while (drop->next < drop->files->len)
    {
      path = g_file_peek_path (drop->files->pdata[drop->next++]);
      if (path != NULL)
        {
          ilo_image_open_async (path, ILO_DRIVE_ANY, TRUE, NULL, on_opened, drop);
          return;
        }
      add_problem (drop, _("One of the files is not on this computer. Copy it here first."));
    }
  finish (drop);
}

/**
 * rackside_drop_files:
 * @popover: (transfer none): the popover of the drives that they are to go into, which shows how it goes
 * @files: (element-type GFile): disc or disk images, or whatever else it was
 *
 * Mounts what can be mounted, by content and not by name: one disc and one disk. What cannot be mounted is said, and
 * where nothing known is in a file, the user is asked.
 */
void
rackside_drop_files (RacksideDrivesPopover *popover,
                     GSList                *files)
{
  Drop *drop = g_new0 (Drop, 1);

  *drop = (Drop) {
    .popover = g_object_ref (popover),
    .files = g_ptr_array_new_with_free_func (g_object_unref),
    .problems = g_string_new (NULL),
  };
  rackside_drives_say (popover->drives, NULL);
  if (g_slist_length (files) > MAX_FILES)
    {
      add_problem (drop, _("These are too many files. Drop one disc image and one disk image at most."));
      finish (drop);
      return;
    }
  for (GSList *l = files; l != NULL; l = l->next)
    g_ptr_array_add (drop->files, g_object_ref (l->data));
  look_at_next (drop);
}
