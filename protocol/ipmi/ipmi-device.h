/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"
#include "ipmi-words.h"

G_BEGIN_DECLS

/**
 * IpmiDeviceSupport:
 *
 * What a management controller has (Get Device ID, "additional device support").
 */
typedef enum
{
  IPMI_DEVICE_SUPPORT_SENSORS              = 1 << 0,
  IPMI_DEVICE_SUPPORT_SDR_REPOSITORY       = 1 << 1,
  IPMI_DEVICE_SUPPORT_SEL                  = 1 << 2,
  IPMI_DEVICE_SUPPORT_FRU                  = 1 << 3,
  IPMI_DEVICE_SUPPORT_IPMB_EVENT_RECEIVER  = 1 << 4,
  IPMI_DEVICE_SUPPORT_IPMB_EVENT_GENERATOR = 1 << 5,
  IPMI_DEVICE_SUPPORT_BRIDGE               = 1 << 6,
  IPMI_DEVICE_SUPPORT_CHASSIS              = 1 << 7,
} IpmiDeviceSupport;

/**
 * IpmiDeviceId:
 * @device_id: the vendor's number of the device
 * @device_revision: 0 to 15
 * @provides_sdrs: whether it holds device SDRs
 * @updating: whether its firmware is being updated or it is still starting
 * @firmware_major: major revision of the firmware
 * @firmware_minor: minor revision, two digits in BCD as they came
 * @ipmi_major: version of IPMI, before the point
 * @ipmi_minor: version of IPMI, after the point
 * @support: what it has
 * @manufacturer_id: IANA enterprise number; 0: unspecified
 * @product_id: the manufacturer's number of the product
 * @has_auxiliary: whether @auxiliary was there
 * @auxiliary: auxiliary firmware revision, the manufacturer's own
 *
 * Get Device ID (IPMI 2.0 §20.1).
 */
typedef struct
{
  guint8            device_id;
  guint8            device_revision;
  gboolean          provides_sdrs;
  gboolean          updating;
  guint8            firmware_major;
  guint8            firmware_minor;
  guint8            ipmi_major;
  guint8            ipmi_minor;
  IpmiDeviceSupport support;
  guint32           manufacturer_id;
  guint16           product_id;
  gboolean          has_auxiliary;
  guint8            auxiliary[4];
} IpmiDeviceId;

gboolean     ipmi_device_id_decode          (IpmiDeviceId        *id,
                                             const guint8        *data,
                                             gsize                length,
                                             GError             **error);
char        *ipmi_device_id_dup_firmware    (const IpmiDeviceId  *id);
char        *ipmi_device_id_dup_version     (const IpmiDeviceId  *id);
const char  *ipmi_manufacturer_name         (guint32              manufacturer_id);

/**
 * IpmiSelfTest:
 * @result: 55h passed, 56h not implemented, 57h data not accessible, 58h hardware error, else the vendor's
 * @detail: what failed
 *
 * Get Self Test Results (IPMI 2.0 §20.4).
 */
typedef struct
{
  guint8 result;
  guint8 detail;
} IpmiSelfTest;

gboolean     ipmi_self_test_decode          (IpmiSelfTest        *test,
                                             const guint8        *data,
                                             gsize                length,
                                             GError             **error);
gboolean     ipmi_self_test_passed          (const IpmiSelfTest  *test);
const char  *ipmi_self_test_text            (const IpmiSelfTest  *test);
char       **ipmi_self_test_dup_problems    (const IpmiSelfTest  *test,
                                             IpmiWords            words);

/**
 * IpmiGuidOrder:
 * @IPMI_GUID_ORDER_IPMI: last byte first, as IPMI 2.0 §20.8 says
 * @IPMI_GUID_ORDER_SMBIOS: the first three fields little-endian, as SMBIOS says
 * @IPMI_GUID_ORDER_RFC4122: as it is written
 *
 * In which order a BMC sends its GUID. The specification allows the first only; the others are met.
 */
typedef enum
{
  IPMI_GUID_ORDER_IPMI,
  IPMI_GUID_ORDER_SMBIOS,
  IPMI_GUID_ORDER_RFC4122,
} IpmiGuidOrder;

/**
 * IpmiGuid:
 * @bytes: as they came
 *
 * Get Device GUID, Get System GUID (IPMI 2.0 §20.8, §22.14).
 */
typedef struct
{
  guint8 bytes[16];
} IpmiGuid;

gboolean       ipmi_guid_decode       (IpmiGuid        *guid,
                                       const guint8    *data,
                                       gsize            length,
                                       GError         **error);
IpmiGuidOrder  ipmi_guid_guess_order  (const IpmiGuid  *guid);
char          *ipmi_guid_to_string    (const IpmiGuid  *guid,
                                       IpmiGuidOrder    order);

G_END_DECLS
