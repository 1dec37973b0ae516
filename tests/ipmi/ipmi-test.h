/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "ipmi-error.h"

/* A copy at the end of its own heap block, so that a sanitizer sees one byte read too many. */
static inline guint8 *
exact_copy (const guint8 *data,
            gsize         length)
{
  guint8 *copy = g_malloc (MAX (length, 1));

  for (gsize i = 0; i < length; i++)
    copy[i] = data[i];
  return copy;
}

/* Asserts that DECODE (OUT, bytes, n, &error) refuses every prefix of DATA shorter than LEAST. */
#define ASSERT_REFUSES_SHORT(decode, out, data, least) \
  G_STMT_START { \
    for (gsize short_n = 0; short_n < (least); short_n++) \
      { \
        g_autofree guint8 *short_copy = exact_copy ((data), short_n); \
        g_autoptr(GError) short_error = NULL; \
        g_assert_false (decode ((out), short_copy, short_n, &short_error)); \
        g_assert_error (short_error, IPMI_ERROR, IPMI_ERROR_PROTOCOL); \
      } \
  } G_STMT_END
