/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "ilo-image-kind.h"

/* The input begins where the volume descriptors do, so that it need not be 32 KiB long; and again at 0. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  gsize length = MIN (size, ILO_IMAGE_HEAD_SIZE - 32768);
  g_autofree guint8 *head = g_malloc0 (32768 + length);
  g_autofree char *name = NULL;
  const char *what;

  if (length > 0)
    memcpy (head + 32768, data, length);
  ilo_image_recognise (head, 32768 + length, &what, &name);
  for (const char *c = name; c != NULL && *c != '\0'; c++)
    g_assert_true (g_ascii_isprint (*c));
  g_clear_pointer (&name, g_free);
  ilo_image_recognise (data, size, &what, &name);
  return 0;
}
