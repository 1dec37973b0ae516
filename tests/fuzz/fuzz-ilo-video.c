/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "ilo-video.h"

static void
count_event (gpointer user_data)
{
  ++*(guint *) user_data;
}

/* Decodes in pieces; returns a sum of all that can be seen. */
static guint
run (const guint8 *data,
     gsize         size,
     gsize         piece)
{
  static const IloVideoEvents events = {
    .present = count_event, .refresh = count_event, .ping = count_event, .seized = count_event,
  };
  guint count = 0;
  g_autoptr(IloFramebuffer) framebuffer = ilo_framebuffer_new ();
  g_autoptr(IloVideo) video = ilo_video_new (framebuffer, &events, &count);
  IloRect rects[ILO_FRAMEBUFFER_MAX_DAMAGE];
  const guint8 *pixels;
  guint sum;

  for (gsize at = 0; at < size;)
    {
      gsize n = MIN (piece, size - at);
      g_autofree guint8 *exact = g_memdup2 (data + at, n);

      at += ilo_video_feed (video, exact, n);
    }
  sum = count + 31 * ilo_video_get_stats (video).resyncs + ilo_video_get_stats (video).in_step;
  pixels = ilo_framebuffer_get_pixels (framebuffer);
  for (guint i = ilo_framebuffer_take_damage (framebuffer, rects); i-- > 0;)
    for (guint y = rects[i].y; y < rects[i].y + rects[i].height; y++)
      for (guint x = rects[i].x; x < rects[i].x + rects[i].width; x += 5)
        sum = sum * 33 + pixels[y * ilo_framebuffer_get_stride (framebuffer) + 4 * x];
  return sum;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_assert_cmpuint (run (data, size, size), ==, run (data, size, 1 + size % 13));
  return 0;
}
