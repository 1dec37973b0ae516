/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr-repository.h"

G_BEGIN_DECLS

/* What Get Device ID answers, without what changes while the controller runs. */
#define IPMI_SDR_CACHE_DEVICE_SIZE 15

/**
 * IpmiSdrCacheKey:
 * @guid: the controller's GUID
 * @device: which device and firmware it is, for controllers that share a GUID or forget their time stamps
 * @n_records: how many records it has
 * @last_addition: when a record was last added
 * @last_erase: when one was last deleted
 *
 * Which repository at which time.
 */
typedef struct
{
  guint8  guid[16];
  guint8  device[IPMI_SDR_CACHE_DEVICE_SIZE];
  guint16 n_records;
  guint32 last_addition;
  guint32 last_erase;
} IpmiSdrCacheKey;

gboolean           ipmi_sdr_cache_key_is_usable (const IpmiSdrCacheKey    *key);
GBytes            *ipmi_sdr_cache_encode        (const IpmiSdrCacheKey    *key,
                                                 const IpmiSdrRepository  *repository);
IpmiSdrRepository *ipmi_sdr_cache_decode        (const IpmiSdrCacheKey    *key,
                                                 const guint8             *data,
                                                 gsize                     length,
                                                 GError                  **error);
IpmiSdrRepository *ipmi_sdr_cache_load          (const char               *folder,
                                                 const IpmiSdrCacheKey    *key,
                                                 GError                  **error);
gboolean           ipmi_sdr_cache_save          (const char               *folder,
                                                 const IpmiSdrCacheKey    *key,
                                                 const IpmiSdrRepository  *repository,
                                                 GError                  **error);

G_END_DECLS
