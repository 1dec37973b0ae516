/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "ctl-decode.h"
#include "ctl-output.h"
#include "ctl-png.h"
#include "ilo-error.h"
#include "ilo-stream.h"

static IloStream *
decode (const guint8    *data,
        gsize            length,
        const guint8    *key,
        IloCipherFlags   flags,
        GError         **error)
{
  static const IloVideoEvents no_events = { 0 };
  g_autoptr(IloStream) stream = ilo_stream_new (key, flags, &no_events, NULL);
  gboolean ok = ilo_stream_feed (stream, data, length, error) && ilo_stream_finish (stream, error);

  if (!ok && flags == ILO_CIPHER_FLAGS_NONE && ilo_stream_get_cipher (stream) == ILO_CIPHER_AES_256)
    {
      /* There are two readings of cipher 3 (console protocol, section 3). */
      g_autoptr(IloStream) padded = decode (data, length, key, ILO_CIPHER_FLAGS_PADDED_KEY, NULL);

      if (padded != NULL)
        {
          g_clear_error (error);
          return g_steal_pointer (&padded);
        }
    }
  return ok ? g_steal_pointer (&stream) : NULL;
}

/**
 * ctl_decode_run:
 * @context: what the command line says
 * @argc: number of arguments
 * @argv: the arguments, the command's name first
 * @error: (nullable): what went wrong
 *
 * `decode --key HEX STREAM FILE.png`: decodes a recorded stream and writes its last picture.
 *
 * Returns: the exit status
 */
CtlExit
ctl_decode_run (CtlContext  *context,
                int          argc,
                char       **argv,
                GError     **error)
{
  g_autofree char *key_text = NULL;
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_STRING, &key_text,
      N_("The session's enc_key, 32 hexadecimal digits; not needed for a stream in clear"), "HEX" },
    { NULL }
  };
  guint8 key[ILO_CIPHER_KEY_SIZE] = { 0 };
  g_autofree char *contents = NULL;
  g_autoptr(IloStream) stream = NULL;
  g_autoptr(JsonObject) result = json_object_new ();
  IloFramebuffer *framebuffer;
  IloVideoStats stats;
  gsize length;

  if (!ctl_context_parse (context, entries, 2, 2, &argc, &argv, error))
    return CTL_EXIT_DONE;
  if (key_text != NULL && !ilo_cipher_parse_key (key_text, key, NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--key takes 32 hexadecimal digits"));
      return CTL_EXIT_USAGE;
    }
  if (!ctl_png_check (argv[2], error) || !g_file_get_contents (argv[1], &contents, &length, error))
    return CTL_EXIT_FAILED;
  stream = decode ((const guint8 *) contents, length, key, ILO_CIPHER_FLAGS_NONE, error);
  if (stream == NULL && key_text == NULL && g_error_matches (*error, ILO_ERROR, ILO_ERROR_OUT_OF_STEP))
    {
      g_clear_error (error);
      g_set_error (error, ILO_ERROR, ILO_ERROR_KEY_NEEDED,
                   _("%s is encrypted. Give its key, the enc_key of its session, by --key."), argv[1]);
    }
  if (stream == NULL)
    return CTL_EXIT_FAILED;

  framebuffer = ilo_stream_get_framebuffer (stream);
  stats = ilo_stream_get_stats (stream);
  if (ilo_framebuffer_get_pixels (framebuffer) == NULL)
    {
      g_set_error (error, ILO_ERROR, ILO_ERROR_FAILED,
                   _("There is no picture in %s: the server sent no video up to its end."), argv[1]);
      return CTL_EXIT_FAILED;
    }
  if (!ctl_png_write (framebuffer, argv[2], error))
    return CTL_EXIT_FAILED;
  json_object_set_int_member (result, "width", ilo_framebuffer_get_width (framebuffer));
  json_object_set_int_member (result, "height", ilo_framebuffer_get_height (framebuffer));
  json_object_set_int_member (result, "bytes", (gint64) length);
  json_object_set_int_member (result, "resyncs", stats.resyncs);
  json_object_set_int_member (result, "refreshes", stats.refreshes);
  ctl_output_line (result);
  return CTL_EXIT_DONE;
}
