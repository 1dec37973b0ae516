/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-sdr-repository.h"
#include "ipmi-sel.h"

G_BEGIN_DECLS

/**
 * IpmiSensorIndex:
 *
 * The sensors of a repository, to be found by what an event says of its sensor. Does not change, so that
 * several threads may look into it.
 */
typedef struct _IpmiSensorIndex IpmiSensorIndex;

#define IPMI_TYPE_SENSOR_INDEX (ipmi_sensor_index_get_type ())
GType             ipmi_sensor_index_get_type (void);
IpmiSensorIndex  *ipmi_sensor_index_new      (const IpmiSdrRepository *repository);
IpmiSensorIndex  *ipmi_sensor_index_ref      (IpmiSensorIndex         *self);
void              ipmi_sensor_index_unref    (IpmiSensorIndex         *self);
const IpmiSensor *ipmi_sensor_index_find     (const IpmiSensorIndex   *self,
                                              const IpmiSelRecord     *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IpmiSensorIndex, ipmi_sensor_index_unref)

G_END_DECLS
