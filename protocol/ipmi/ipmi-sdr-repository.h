/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "ipmi-sdr.h"

G_BEGIN_DECLS

/* Record ids are 16 bits wide, and 0 and FFFFh are none. */
#define IPMI_SDR_MAX_RECORDS 65535

/**
 * IpmiSdrRepository:
 *
 * The sensor data records of one controller, in its order. Filled once, then not changed.
 */
typedef struct _IpmiSdrRepository IpmiSdrRepository;

#define IPMI_TYPE_SDR_REPOSITORY (ipmi_sdr_repository_get_type ())
GType              ipmi_sdr_repository_get_type      (void);
IpmiSdrRepository *ipmi_sdr_repository_new           (void);
IpmiSdrRepository *ipmi_sdr_repository_ref           (IpmiSdrRepository        *self);
void               ipmi_sdr_repository_unref         (IpmiSdrRepository        *self);
gboolean           ipmi_sdr_repository_append        (IpmiSdrRepository        *self,
                                                      const guint8             *data,
                                                      gsize                     length);
guint              ipmi_sdr_repository_get_n_records (const IpmiSdrRepository  *self);
const guint8      *ipmi_sdr_repository_get_record    (const IpmiSdrRepository  *self,
                                                      guint                     index,
                                                      gsize                    *length);
gboolean           ipmi_sdr_repository_decode        (const IpmiSdrRepository  *self,
                                                      guint                     index,
                                                      IpmiSdr                  *sdr,
                                                      GError                  **error);
IpmiSensor        *ipmi_sdr_repository_dup_sensors   (const IpmiSdrRepository  *self,
                                                      guint                    *n_sensors,
                                                      guint                    *n_unreadable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiSdrRepository, ipmi_sdr_repository_unref)

G_END_DECLS
