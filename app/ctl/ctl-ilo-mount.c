/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "ctl-ilo.h"
#include "ilo-media.h"

/* Between two lines of progress where they stay, in microseconds. */
#define LINE_INTERVAL G_USEC_PER_SEC

typedef struct
{
  IloImage *image;
  gboolean  on_terminal;
  gint64    next_line;       /* monotonic time */
  gboolean  was_active;      /* at the last line */
} Mount;

static const char *
drive_name (IloDrive drive)
{
  switch (drive)
    {
    case ILO_DRIVE_FLOPPY:
      return _("floppy drive");
    case ILO_DRIVE_CD:
      return _("CD drive");
    case ILO_DRIVE_ANY:
    case ILO_DRIVE_USB:
    default:
      return _("USB key");
    }
}

/* On a terminal the line of progress makes room. */
static void
say (Mount      *mount,
     const char *text)
{
  fprintf (stderr, "%s%s\n", mount->on_terminal ? "\r\033[K" : "", text);
}

/* What is being waited for; the next line takes its place. */
static void
show_step (Mount      *mount,
           const char *step)
{
  if (mount->on_terminal)
    fprintf (stderr, "\r\033[K%s", step);
}

static char *
describe_progress (IloMedia *media)
{
  g_autofree char *read = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rate = NULL;
  IloMediaStatistics statistics;
  gboolean writing;

  ilo_media_get_statistics (media, &statistics);
  writing = statistics.write_rate > statistics.read_rate;
  read = g_format_size (statistics.bytes_read);
  written = g_format_size (statistics.bytes_written);
  rate = g_format_size ((guint64) MAX (statistics.read_rate, statistics.write_rate));
  if (statistics.read_rate < 1 && statistics.write_rate < 1)
    return g_strdup_printf (ilo_media_get_active (media) ? _("%s read, %s written; the server looks at the drive")
                            : _("%s read, %s written; the server is idle"), read, written);
  /* Translators: amounts such as “1.2 MB”; the third is per second */
  return g_strdup_printf (writing ? _("%s read, %s written; the server writes at %s/s")
                          : _("%s read, %s written; the server reads at %s/s"), read, written, rate);
}

static void
on_activity (IloMedia *media,
             Mount    *mount)
{
  gint64 now = g_get_monotonic_time ();
  gboolean active = ilo_media_get_active (media);
  g_autofree char *progress = describe_progress (media);

  if (mount->on_terminal)
    {
      fprintf (stderr, "\r\033[K%s", progress);
      return;
    }
  /* Once a second while there is something to say, and once when it is over. */
  if (active ? mount->was_active && now < mount->next_line : !mount->was_active)
    return;
  mount->was_active = active;
  mount->next_line = now + LINE_INTERVAL;
  fprintf (stderr, "%s\n", progress);
}

static void
say_total (Mount    *mount,
           IloMedia *media)
{
  g_autofree char *read = NULL;
  g_autofree char *written = NULL;
  g_autofree char *text = NULL;
  IloMediaStatistics statistics;

  ilo_media_get_statistics (media, &statistics);
  read = g_format_size (statistics.bytes_read);
  written = g_format_size (statistics.bytes_written);
  text = g_strdup_printf (_("The server has read %s and written %s."), read, written);
  say (mount, text);
}

static void
on_notice (IloMedia   *media,
           const char *text,
           Mount      *mount)
{
  say (mount, text);
}

static void
print_result (CtlContext *context,
              IloMedia   *media)
{
  g_autoptr(JsonObject) object = json_object_new ();
  IloMediaStatistics statistics;

  ilo_media_get_statistics (media, &statistics);
  json_object_set_int_member (object, "reads", (gint64) statistics.reads);
  json_object_set_int_member (object, "writes", (gint64) statistics.writes);
  json_object_set_int_member (object, "bytes_read", (gint64) statistics.bytes_read);
  json_object_set_int_member (object, "bytes_written", (gint64) statistics.bytes_written);
  json_object_set_boolean_member (object, "ejected", ilo_media_get_end (media) == ILO_MEDIA_END_EJECTED);
  ctl_output_object (context, object);
}

/* Drives do not outlive the console that they go with (virtual media, section 1.7). */
static gboolean
serve (CtlContext  *context,
       IloConsole  *console,
       IloMedia    *media,
       Mount       *mount,
       GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;

  while (ilo_media_get_state (media) != ILO_MEDIA_STATE_ENDED && !g_cancellable_is_cancelled (context->cancellable)
         && ilo_console_get_state (console) != ILO_CONSOLE_STATE_ENDED)
    g_main_context_iteration (NULL, TRUE);
  if (ilo_media_get_state (media) == ILO_MEDIA_STATE_ENDED)
    {
      if (ilo_media_get_error (media) == NULL)
        return TRUE;
      g_propagate_error (error, g_error_copy (ilo_media_get_error (media)));
      return FALSE;
    }
  show_step (mount, _("Taking the drive away, and writing to disk what is left…"));
  ilo_media_disconnect_async (media, NULL, ctl_await_ready, &await);
  if (!ilo_media_disconnect_finish (media, ctl_await (&await), error))
    return FALSE;
  if (ilo_console_get_state (console) == ILO_CONSOLE_STATE_ENDED)
    {
      g_propagate_prefixed_error (error, g_error_copy (ilo_console_get_error (console)),
                                  "The drive was taken away because the console ended. ");
      return FALSE;
    }
  /* To be interrupted is how it usually ends. */
  return !context->timed_out || !g_cancellable_set_error_if_cancelled (context->cancellable, error);
}

static char *
describe_image (IloImage *image)
{
  IloDrive drive = ilo_image_get_drive (image);
  const char *volume_name = ilo_image_get_volume_name (image);
  g_autofree char *size = g_format_size (ilo_image_get_size (image));
  g_autofree char *contents = volume_name != NULL ? g_strdup_printf ("%s, %s", volume_name, size) : g_strdup (size);

  if (drive != ILO_DRIVE_CD && ilo_image_get_read_only (image))
    /* Translators: the image’s name, what is in it, and a kind of drive */
    return g_strdup_printf (_("“%s” (%s) is the server's %s now, read-only. Interrupt to take it away."),
                            ilo_image_get_name (image), contents, drive_name (drive));
  /* Translators: the image’s name, what is in it, and a kind of drive */
  return g_strdup_printf (_("“%s” (%s) is the server's %s now. Interrupt to take it away."),
                          ilo_image_get_name (image), contents, drive_name (drive));
}

/* A console that is to be shared is open, but not live before the other user has agreed; and an iLO takes no drive
 * before it is (virtual media, section 1.1). */
static gboolean
await_console (CtlContext  *context,
               IloConsole  *console,
               Mount       *mount,
               GError     **error)
{
  if (ilo_console_get_stats (console).bytes == 0)
    show_step (mount, _("Waiting for the console…"));
  while (ilo_console_get_stats (console).bytes == 0 && ilo_console_get_state (console) != ILO_CONSOLE_STATE_ENDED
         && !g_cancellable_is_cancelled (context->cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (g_cancellable_set_error_if_cancelled (context->cancellable, error))
    return FALSE;
  if (ilo_console_get_state (console) != ILO_CONSOLE_STATE_ENDED)
    return TRUE;
  g_propagate_error (error, g_error_copy (ilo_console_get_error (console)));
  return FALSE;
}

static gboolean
mount_image (CtlContext  *context,
             IloSession  *session,
             gpointer     data,
             GError     **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  Mount *mount = data;
  IloDrive drive = ilo_image_get_drive (mount->image);
  g_autoptr(IloMedia) media = NULL;
  g_autofree char *text = describe_image (mount->image);
  gboolean served;

  if (!await_console (context, ilo_session_get_console (session), mount, error))
    return FALSE;
  ilo_session_check_drive_async (session, drive, context->cancellable, ctl_await_ready, &await);
  if (!ilo_session_check_drive_finish (session, ctl_await (&await), error))
    return FALSE;
  media = ilo_media_new (context->server->host, ilo_session_get_rc_info (session),
                         ilo_session_get_session_key (session));
  g_signal_connect (media, "activity", G_CALLBACK (on_activity), mount);
  g_signal_connect (media, "notice", G_CALLBACK (on_notice), mount);
  show_step (mount, _("Asking the iLO for the drive…"));
  ilo_media_connect_async (media, mount->image, context->cancellable, ctl_await_ready, &await);
  if (!ilo_media_connect_finish (media, ctl_await (&await), error))
    return FALSE;
  say (mount, text);
  served = serve (context, ilo_session_get_console (session), media, mount, error);
  if (ilo_media_get_end (media) == ILO_MEDIA_END_EJECTED)
    say (mount, _("The server has ejected the disc."));
  say_total (mount, media);
  print_result (context, media);
  return served;
}

static gboolean
parse_drive (const char  *name,
             IloDrive    *drive,
             GError     **error)
{
  static const struct { const char *name; IloDrive drive; } names[] = {
    { "cd", ILO_DRIVE_CD },
    { "floppy", ILO_DRIVE_FLOPPY },
    { "usb", ILO_DRIVE_USB },
  };

  *drive = ILO_DRIVE_ANY;
  for (guint i = 0; i < G_N_ELEMENTS (names) && name != NULL; i++)
    if (strcmp (names[i].name, name) == 0)
      {
        *drive = names[i].drive;
        return TRUE;
      }
  if (name == NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--drive takes cd, floppy or usb, and not "
                                                                  "“%s”"), name);
  return FALSE;
}

static void
explain_image (Mount    *mount,
               IloDrive  wanted,
               gboolean  read_only)
{
  IloDrive drive = ilo_image_get_drive (mount->image);

  if (wanted == ILO_DRIVE_FLOPPY && drive == ILO_DRIVE_USB)
    say (mount, _("The image is larger than a floppy, so it becomes a USB key."));
  else if (wanted == ILO_DRIVE_USB && drive == ILO_DRIVE_FLOPPY)
    say (mount, _("The image is not larger than a floppy, so an iLO takes it as one."));
  if (wanted == ILO_DRIVE_ANY && ilo_image_get_contents (mount->image) == NULL)
    say (mount, _("The image holds nothing that is known here; the server may know better."));
  if (!read_only && drive != ILO_DRIVE_CD && ilo_image_get_read_only (mount->image))
    say (mount, _("The image cannot be written to here, so the server can only read it."));
}

/* `mount IMAGE`: makes an image a drive of the server. */
CtlExit
ctl_ilo_mount (CtlContext *context,
               int         argc,
               char      **argv,
               GError    **error)
{
  g_auto(CtlAwait) await = CTL_AWAIT_INIT;
  g_autofree char *drive_text = NULL;
  gboolean read_only = FALSE;
  const GOptionEntry entries[] = {
    { "drive", 0, 0, G_OPTION_ARG_STRING, &drive_text, N_("Which drive it is to be (default: by its content)"),
      "cd|floppy|usb" },
    { "read-only", 0, 0, G_OPTION_ARG_NONE, &read_only, N_("Do not let the server write to it"), NULL },
    { NULL }
  };
  Mount mount = { .on_terminal = isatty (STDERR_FILENO) };
  IloDrive wanted;
  CtlExit status;

  if (!ctl_context_parse (context, entries, 1, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (!parse_drive (drive_text, &wanted, error))
    return CTL_EXIT_USAGE;
  ilo_image_open_async (argv[1], wanted, read_only, context->cancellable, ctl_await_ready, &await);
  mount.image = ilo_image_open_finish (ctl_await (&await), error);
  if (mount.image == NULL)
    return CTL_EXIT_FAILED;
  explain_image (&mount, wanted, read_only);
  status = ctl_ilo_run (context, TRUE, mount_image, &mount, error);
  g_object_unref (mount.image);
  return status;
}
