/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ilo-command.h"

/* The first byte says how the rest is split: the records must not depend on it. */
static guint
count_records (const guint8 *data,
               gsize         size,
               gsize         step)
{
  g_autoptr(IloCommandDecoder) decoder = ilo_command_decoder_new ();
  g_autoptr(GError) error = NULL;
  guint n = 0;

  for (gsize at = 0; at < size && error == NULL; at += step)
    {
      gsize left = MIN (step, size - at);
      const guint8 *bytes = data + at;
      IloCommandRecord record;

      while (ilo_command_decoder_take (decoder, &bytes, &left, &record, &error))
        {
          g_assert_true (g_utf8_validate (record.user, -1, NULL));
          g_assert_true (g_utf8_validate (record.address, -1, NULL));
          n++;
        }
    }
  return n;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  if (size < 2)
    return 0;
  g_assert_cmpuint (count_records (data + 1, size - 1, size), ==,
                    count_records (data + 1, size - 1, 1 + data[0] % 16));
  return 0;
}
