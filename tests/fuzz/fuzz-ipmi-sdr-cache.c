/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "ipmi-sdr-cache.h"

#define DIGEST_SIZE 32

/* The key that the files of the corpus have. Their checksum is made right, or nothing but it would ever be
 * tried; files with a wrong one are decoded, too. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const IpmiSdrCacheKey key = { .guid = { 1 }, .device = { 2 }, .n_records = 2, .last_addition = 3 };
  g_autoptr(IpmiSdrRepository) as_is = ipmi_sdr_cache_decode (&key, data, size, NULL);
  g_autoptr(IpmiSdrRepository) mended = NULL;
  g_autofree guint8 *copy = NULL;

  if (size < DIGEST_SIZE)
    return 0;
  copy = g_memdup2 (data, size);
  {
    g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    gsize length = DIGEST_SIZE;

    g_checksum_update (checksum, copy, size - DIGEST_SIZE);
    g_checksum_get_digest (checksum, copy + size - DIGEST_SIZE, &length);
  }
  mended = ipmi_sdr_cache_decode (&key, copy, size, NULL);
  if (mended != NULL)
    {
      guint n_sensors;
      g_autofree IpmiSensor *sensors = ipmi_sdr_repository_dup_sensors (mended, &n_sensors, NULL);
      g_autoptr(GBytes) again = ipmi_sdr_cache_encode (&key, mended);

      g_assert_cmpuint (g_bytes_get_size (again), ==, size);
    }
  return 0;
}
