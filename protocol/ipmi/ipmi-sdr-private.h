/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-packet.h"
#include "ipmi-sdr.h"

G_BEGIN_DECLS

/* IPMI 2.0 appendix G. With netfn Sensor/Event: */
#define IPMI_GET_DEVICE_SDR_INFO      0x20
#define IPMI_GET_DEVICE_SDR           0x21
#define IPMI_RESERVE_DEVICE_SDR       0x22
#define IPMI_GET_SENSOR_FACTORS       0x23
#define IPMI_GET_SENSOR_HYSTERESIS    0x25
#define IPMI_GET_SENSOR_THRESHOLDS    0x27
#define IPMI_GET_SENSOR_READING       0x2D
/* With netfn App: */
#define IPMI_GET_DEVICE_ID            0x01
#define IPMI_GET_DEVICE_GUID          0x08
#define IPMI_GET_SYSTEM_GUID          0x37
/* With netfn Storage: */
#define IPMI_GET_SDR_REPOSITORY_INFO  0x20
#define IPMI_GET_SDR_ALLOCATION_INFO  0x21
#define IPMI_RESERVE_SDR_REPOSITORY   0x22
#define IPMI_GET_SDR                  0x23

#define IPMI_CONVERSION_SIZE 6

/* Bit 0 of a sensor's owner that is system software, no slave address (IPMI 2.0 §43.1). */
#define IPMI_SOFTWARE_ID     0x01

void ipmi_conversion_decode (IpmiConversion *conversion,
                             const guint8    data[IPMI_CONVERSION_SIZE]);

G_END_DECLS
