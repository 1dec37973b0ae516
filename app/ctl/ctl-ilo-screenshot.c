/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-ilo.h"
#include "ctl-png.h"
#include "ilo-error.h"

/* Once every part of the picture has come, this long without a change makes it a full one; and one that never
 * rests is taken after so long, all in milliseconds. */
#define REST        150
#define MAX_RESTING 1500

/* A server that draws nothing more before every part has come may leave out what is black: first the whole picture
 * is asked for, then it is taken as it is. */
#define SILENCE 2000

/* A server without a picture is given this long to send one. */
#define BLANK 2000

/* What is known of a picture that is being drawn: monotonic times. */
typedef struct
{
  gint64   since;       /* of the last mode */
  gint64   changed;     /* of the last change; 0: none yet */
  gint64   filled;      /* when every part had come; 0: not yet */
  gboolean asked;       /* for the whole picture */
  guint64  bytes;       /* that had come by then */
} Picture;

static void
on_updated (IloConsole *console,
            gboolean    presented,
            Picture    *self)
{
  IloFramebuffer *framebuffer = ilo_console_get_framebuffer (console);

  if (ilo_framebuffer_is_empty (framebuffer))
    return;
  self->changed = g_get_monotonic_time ();
  if (self->filled == 0 && ilo_framebuffer_is_filled (framebuffer))
    self->filled = self->changed;
}

static void
on_mode_changed (IloConsole *console,
                 guint       width,
                 guint       height,
                 Picture    *self)
{
  *self = (Picture) { .since = g_get_monotonic_time () };
  on_updated (console, FALSE, self);
}

static gboolean
is_full (Picture    *self,
         IloConsole *console)
{
  gint64 now = g_get_monotonic_time ();

  if (self->filled != 0)
    return now - self->changed > REST * 1000 || now - self->filled > MAX_RESTING * 1000;
  if (self->changed == 0 || now - self->changed < SILENCE * 1000)
    return FALSE;
  if (self->asked)     /* a server that gives no answer at all is stuck, and its picture is not full */
    return ilo_console_get_stats (console).bytes != self->bytes;
  self->asked = TRUE;
  self->bytes = ilo_console_get_stats (console).bytes;
  self->changed = now;
  ilo_console_request_refresh (console);
  return FALSE;
}

/* Whether there is something to write, or it is sure that there is nothing. */
static gboolean
is_decided (IloConsole *console,
            gpointer    data)
{
  Picture *picture = data;

  switch (ilo_console_get_picture (console))
    {
    case ILO_PICTURE_LIVE:
      return is_full (picture, console);
    case ILO_PICTURE_AWAITED:
      return FALSE;
    case ILO_PICTURE_NO_SIGNAL:
    case ILO_PICTURE_OFF:
    case ILO_PICTURE_UNSUPPORTED:
    default:
      return g_get_monotonic_time () - picture->since > BLANK * 1000;
    }
}

static gboolean
check_picture (IloConsole  *console,
               GError     **error)
{
  const char *reason = NULL;

  switch (ilo_console_get_picture (console))
    {
    case ILO_PICTURE_OFF:
      reason = _("it is switched off");
      break;
    case ILO_PICTURE_NO_SIGNAL:
      reason = _("its graphics card sends nothing");
      break;
    case ILO_PICTURE_UNSUPPORTED:
      reason = _("its resolution is more than this iLO can send");
      break;
    case ILO_PICTURE_AWAITED:
    case ILO_PICTURE_LIVE:
    default:
      return TRUE;
    }
  g_set_error (error, ILO_ERROR, ILO_ERROR_FAILED, _("The server shows no picture: %s."), reason);
  return FALSE;
}

static gboolean
take_screenshot (CtlContext  *context,
                 IloSession  *session,
                 gpointer     path,
                 GError     **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  IloConsole *console = ilo_session_get_console (session);
  Picture picture;
  gulong mode_id = g_signal_connect (console, "mode-changed", G_CALLBACK (on_mode_changed), &picture);
  gulong update_id = g_signal_connect (console, "updated", G_CALLBACK (on_updated), &picture);
  gboolean decided;

  ctl_context_set_progress (context, _("Waiting for a full picture"));
  on_mode_changed (console, 0, 0, &picture);     /* what came before we listened */
  decided = ctl_ilo_wait (context, console, CTL_ILO_PATIENCE, is_decided, &picture, NULL, error);
  g_signal_handler_disconnect (console, mode_id);
  g_signal_handler_disconnect (console, update_id);
  if (!decided || !check_picture (console, error)
      || !ctl_png_write (ilo_console_get_framebuffer (console), path, error))
    return FALSE;
  json_object_set_int_member (object, "width", ilo_console_get_width (console));
  json_object_set_int_member (object, "height", ilo_console_get_height (console));
  if (context->json)
    ctl_output_object (context, object);
  return TRUE;
}

/* `screenshot FILE.png`: waits for a full picture, and writes it. */
CtlExit
ctl_ilo_screenshot (CtlContext *context,
                    int         argc,
                    char      **argv,
                    GError    **error)
{
  if (!ctl_context_parse (context, NULL, 1, 1, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (!ctl_png_check (argv[1], error))
    return CTL_EXIT_FAILED;
  return ctl_ilo_run (context, TRUE, take_screenshot, argv[1], error);
}
