/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "ctl-output.h"
#include "ctl-play.h"
#include "ctl-png.h"
#include "ilo-error.h"
#include "ilo-replay.h"

#define BLOCK_SIZE (256 * 1024)

/* Plays @stream up to a moment, in blocks, so that its length does not matter. */
static gboolean
play_until (IloReplay     *replay,
            GInputStream  *stream,
            gint64         until,
            GError       **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gssize n;

  while ((n = g_input_stream_read (stream, block, BLOCK_SIZE, NULL, error)) > 0)
    {
      WireReader input = { block, n, FALSE };

      if (!ilo_replay_feed (replay, &input, until, error))
        return FALSE;
      if (input.left > 0)
        return TRUE;
    }
  return n == 0 && ilo_replay_finish (replay, error);
}

/**
 * ctl_play_run:
 * @context: what the command line says
 * @argc: number of arguments
 * @argv: the arguments, the command's name first
 * @error: (nullable): what went wrong
 *
 * `play FILE [--at SECONDS] FILE.png`: writes a picture of a recording, the last one if it is not said
 * which.
 *
 * Returns: the exit status
 */
CtlExit
ctl_play_run (CtlContext  *context,
              int          argc,
              char       **argv,
              GError     **error)
{
  double at = INFINITY;
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_DOUBLE, &at, N_("The moment, in seconds since the beginning"), "SECONDS" },
    { NULL }
  };
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(IloReplay) replay = ilo_replay_new (NULL, ILO_CIPHER_FLAGS_NONE, NULL, NULL);
  g_autoptr(JsonObject) result = json_object_new ();
  IloFramebuffer *framebuffer;

  if (!ctl_context_parse (context, entries, 2, 2, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (!(at >= 0))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--at takes a number of seconds that is not negative"));
      return CTL_EXIT_USAGE;
    }
  if (!ctl_png_check (argv[2], error))
    return CTL_EXIT_FAILED;
  file = g_file_new_for_commandline_arg (argv[1]);
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    return CTL_EXIT_FAILED;
  if (!play_until (replay, G_INPUT_STREAM (stream),
                   at < G_MAXINT32 ? (gint64) (at * G_USEC_PER_SEC) : G_MAXINT64,
                   error))
    return CTL_EXIT_FAILED;

  framebuffer = ilo_replay_get_framebuffer (replay);
  if (ilo_framebuffer_get_pixels (framebuffer) == NULL)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_FAILED,
                   _("There is no picture at that moment of %s: the server sent no video."), argv[1]);
      return CTL_EXIT_FAILED;
    }
  if (!ctl_png_write (framebuffer, argv[2], error))
    return CTL_EXIT_FAILED;
  json_object_set_int_member (result, "width", ilo_framebuffer_get_width (framebuffer));
  json_object_set_int_member (result, "height", ilo_framebuffer_get_height (framebuffer));
  json_object_set_double_member (result, "seconds",
                                 ilo_replay_get_position (replay) / (double) G_USEC_PER_SEC);
  ctl_output_line (result);
  return CTL_EXIT_DONE;
}
