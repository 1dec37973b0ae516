/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * bench-video [--key HEX] [--seconds N] STREAM: decodes a recorded stream again and again, each time from its
 * first byte with a new cipher, decoder and framebuffer, and prints the median pass after a warm-up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <gio/gio.h>

#define MIN_PASSES 3
#define MAX_PASSES 100000

#include "ilo-stream.h"

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* One pass; returns nanoseconds. */
static gint64
run_pass (const guint8 *key,
          const guint8 *data,
          gsize         length,
          guint64      *pixels)
{
  static const IloVideoEvents no_events = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(IloStream) stream = NULL;
  struct timespec before, after;

  clock_gettime (CLOCK_MONOTONIC, &before);
  stream = ilo_stream_new (key, ILO_CIPHER_FLAGS_NONE, &no_events, NULL);
  if (!ilo_stream_feed (stream, data, length, &error) || !ilo_stream_finish (stream, &error))
    {
      fprintf (stderr, "bench-video: %s\n", error->message);
      exit (1);
    }
  clock_gettime (CLOCK_MONOTONIC, &after);
  *pixels = (guint64) ilo_framebuffer_get_width (ilo_stream_get_framebuffer (stream))
            * ilo_framebuffer_get_height (ilo_stream_get_framebuffer (stream));
  return (after.tv_sec - before.tv_sec) * G_GINT64_CONSTANT (1000000000)
         + (after.tv_nsec - before.tv_nsec);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *key_text = NULL;
  double limit = 3;
  guint passes = 0;
  gint64 spent = 0;
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_STRING, &key_text, "enc_key of the session", "HEX" },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &limit, "How long to measure, after a warm-up of a quarter of it", "N" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("STREAM");
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree gint64 *times = NULL;
  guint8 key[ILO_CIPHER_KEY_SIZE] = { 0 };
  guint64 pixels = 0;
  double seconds;
  gsize length;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || (key_text != NULL && !ilo_cipher_parse_key (key_text, key, &error))
      || !g_file_get_contents (argc == 2 ? argv[1] : "", &contents, &length, &error))
    {
      fprintf (stderr, "bench-video: %s\n", error->message);
      return 2;
    }
  times = g_new (gint64, MAX_PASSES);
  while (spent < limit / 4 * 1e9)
    spent += run_pass (key, (const guint8 *) contents, length, &pixels);
  spent = 0;
  while (passes < MAX_PASSES && (passes < MIN_PASSES || spent < limit * 1e9))
    {
      times[passes] = run_pass (key, (const guint8 *) contents, length, &pixels);
      spent += times[passes++];
    }
  qsort (times, passes, sizeof times[0], compare_times);
  seconds = times[passes / 2] / 1e9;
  printf ("%zu bytes, %" G_GUINT64_FORMAT " pixels of picture, median of %u passes: %.3f ms, "
          "%.1f MB/s, %.1f Mpixel/s (best %.3f ms)\n",
          length, pixels, passes, seconds * 1e3, length / seconds / 1e6, pixels / seconds / 1e6,
          times[0] / 1e6);
  return 0;
}
