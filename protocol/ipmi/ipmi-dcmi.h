/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/* DCMI, the Data Center Manageability Interface: group extension DCh of IPMI. */

#define IPMI_DCMI_MAX_PERIODS 32

/**
 * IpmiDcmiParameter:
 *
 * What Get DCMI Capabilities can be asked for (DCMI 1.5 §6.1).
 */
typedef enum
{
  IPMI_DCMI_PARAMETER_SUPPORTED = 1,
  IPMI_DCMI_PARAMETER_PLATFORM  = 2,
  IPMI_DCMI_PARAMETER_OPTIONAL  = 3,
  IPMI_DCMI_PARAMETER_ACCESS    = 4,
  IPMI_DCMI_PARAMETER_POWER     = 5,
} IpmiDcmiParameter;

/**
 * IpmiDcmiCapabilities:
 * @major: version of DCMI, before the point
 * @minor: after the point
 * @has_supported: whether the next four are known
 * @power_management: it can measure, and maybe limit, power
 * @kcs: in-band access by KCS
 * @serial: serial access (TMODE)
 * @secondary_lan: a second LAN channel
 * @has_platform: whether the next seven are known
 * @sel_entries: how many records the event log holds
 * @sel_rollover: it overwrites the oldest when it is full
 * @sel_flush: it is emptied when it is full
 * @asset_tag: it has an asset tag
 * @dhcp_host_name: it has a DHCP host name
 * @guid: it has a GUID
 * @temperature: it monitors temperatures
 * @has_optional: whether the next three are known
 * @power_device: slave address of the power management device
 * @power_channel: its channel
 * @power_revision: its revision
 * @has_access: whether the next three are known
 * @primary_lan_channel: channel number; 255: none
 * @secondary_lan_channel: channel number; 255: none
 * @serial_channel: channel number; 255: none
 * @has_periods: whether @periods is known
 * @periods: for how long powers can be averaged, seconds
 * @n_periods: how many
 *
 * Get DCMI Capabilities Info (DCMI 1.5 §6.1).
 */
typedef struct
{
  guint8   major;
  guint8   minor;
  gboolean has_supported;
  gboolean power_management;
  gboolean kcs;
  gboolean serial;
  gboolean secondary_lan;
  gboolean has_platform;
  guint16  sel_entries;
  gboolean sel_rollover;
  gboolean sel_flush;
  gboolean asset_tag;
  gboolean dhcp_host_name;
  gboolean guid;
  gboolean temperature;
  gboolean has_optional;
  guint8   power_device;
  guint8   power_channel;
  guint8   power_revision;
  gboolean has_access;
  guint8   primary_lan_channel;
  guint8   secondary_lan_channel;
  guint8   serial_channel;
  gboolean has_periods;
  guint32  periods[IPMI_DCMI_MAX_PERIODS];
  guint    n_periods;
} IpmiDcmiCapabilities;

gboolean  ipmi_dcmi_capabilities_add   (IpmiDcmiCapabilities  *capabilities,
                                        IpmiDcmiParameter      parameter,
                                        const guint8          *data,
                                        gsize                  length,
                                        GError               **error);

/**
 * IpmiDcmiPower:
 * @current: watts now
 * @minimum: the least since @period ago
 * @maximum: the most
 * @average: on average
 * @time: when it was measured, seconds since 1970
 * @period: over which time, milliseconds
 * @active: whether power is being measured
 *
 * Get Power Reading (DCMI 1.5 §6.6.1).
 */
typedef struct
{
  guint16  current;
  guint16  minimum;
  guint16  maximum;
  guint16  average;
  guint32  time;
  guint32  period;
  gboolean active;
} IpmiDcmiPower;

gboolean  ipmi_dcmi_power_decode       (IpmiDcmiPower         *power,
                                        const guint8          *data,
                                        gsize                  length,
                                        GError               **error);

/**
 * IpmiDcmiLimit:
 * @active: whether the limit is in force
 * @action: what happens when it cannot be kept: 0 nothing, 1 power off, 2 to 10h OEM, 11h log only
 * @watts: the limit
 * @correction_time: how long it may be passed, milliseconds
 * @sampling_period: how often power is looked at, seconds
 *
 * Get Power Limit (DCMI 1.5 §6.6.2).
 */
typedef struct
{
  gboolean active;
  guint8   action;
  guint16  watts;
  guint32  correction_time;
  guint16  sampling_period;
} IpmiDcmiLimit;

gboolean  ipmi_dcmi_limit_decode       (IpmiDcmiLimit         *limit,
                                        const guint8          *data,
                                        gsize                  length,
                                        GError               **error);

G_END_DECLS
