/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-fru.h"

/* An inventory, whole and as it comes in by parts. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(IpmiFru) fru = ipmi_fru_decode (data, size, NULL);
  gsize have = 0;
  IpmiFruInfo info;
  const guint8 *part;
  gsize length;

  for (guint rounds = 0;; rounds++)
    {
      gsize extent = ipmi_fru_extent (data, have, size);

      g_assert_cmpuint (extent, <=, size);
      g_assert_cmpuint (rounds, <=, size + 1);
      if (extent <= have)
        break;
      have = extent;
    }
  if (fru != NULL && fru->board != NULL)
    g_free (ipmi_fru_dup_date (fru->board->manufactured));
  ipmi_fru_info_decode (&info, data, size, NULL);
  ipmi_fru_part_decode (size % 2 == 0, data, size, &part, &length, NULL);
  return 0;
}
