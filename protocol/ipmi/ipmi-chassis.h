/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/**
 * IpmiRestorePolicy:
 *
 * What the chassis does when mains power comes back (IPMI 2.0 §28.8).
 */
typedef enum
{
  IPMI_RESTORE_POLICY_ALWAYS_OFF = 0,
  IPMI_RESTORE_POLICY_PREVIOUS   = 1,
  IPMI_RESTORE_POLICY_ALWAYS_ON  = 2,
  IPMI_RESTORE_POLICY_UNKNOWN    = 3,
} IpmiRestorePolicy;

/**
 * IpmiRestorePolicies:
 *
 * The policies that a chassis supports.
 */
typedef enum
{
  IPMI_RESTORE_POLICIES_ALWAYS_OFF = 1 << 0,
  IPMI_RESTORE_POLICIES_PREVIOUS   = 1 << 1,
  IPMI_RESTORE_POLICIES_ALWAYS_ON  = 1 << 2,
} IpmiRestorePolicies;

/**
 * IpmiLastPowerEvent:
 *
 * Why the power went off last, or came on.
 */
typedef enum
{
  IPMI_LAST_POWER_EVENT_AC_FAILED   = 1 << 0,
  IPMI_LAST_POWER_EVENT_OVERLOAD    = 1 << 1,
  IPMI_LAST_POWER_EVENT_INTERLOCK   = 1 << 2,
  IPMI_LAST_POWER_EVENT_POWER_FAULT = 1 << 3,
  IPMI_LAST_POWER_EVENT_COMMAND     = 1 << 4,   /* came on by an IPMI command */
} IpmiLastPowerEvent;

/**
 * IpmiIdentifyState:
 *
 * The chassis' identify light.
 */
typedef enum
{
  IPMI_IDENTIFY_STATE_OFF        = 0,
  IPMI_IDENTIFY_STATE_TEMPORARY  = 1,
  IPMI_IDENTIFY_STATE_INDEFINITE = 2,
  IPMI_IDENTIFY_STATE_RESERVED   = 3,
} IpmiIdentifyState;

/**
 * IpmiFrontPanel:
 *
 * Front panel buttons: which are disabled, and which may be.
 */
typedef enum
{
  IPMI_FRONT_PANEL_POWER_OFF_DISABLED   = 1 << 0,
  IPMI_FRONT_PANEL_RESET_DISABLED       = 1 << 1,
  IPMI_FRONT_PANEL_DIAGNOSTIC_DISABLED  = 1 << 2,
  IPMI_FRONT_PANEL_STANDBY_DISABLED     = 1 << 3,
  IPMI_FRONT_PANEL_POWER_OFF_LOCKABLE   = 1 << 4,
  IPMI_FRONT_PANEL_RESET_LOCKABLE       = 1 << 5,
  IPMI_FRONT_PANEL_DIAGNOSTIC_LOCKABLE  = 1 << 6,
  IPMI_FRONT_PANEL_STANDBY_LOCKABLE     = 1 << 7,
} IpmiFrontPanel;

/**
 * IpmiChassisStatus:
 * @power_on: whether the system has power
 * @overload: shut down because of an overload
 * @interlock: shut down because a chassis panel interlock switch is active
 * @power_fault: a fault in the main power subsystem
 * @control_fault: an attempt to switch power on or off failed
 * @restore_policy: what happens when mains power comes back
 * @last_event: why power went off last, or came on
 * @intrusion: chassis intrusion
 * @front_panel_lockout: buttons are locked
 * @drive_fault: a drive fault
 * @cooling_fault: a cooling or fan fault
 * @has_identify: whether @identify is known
 * @identify: the identify light
 * @has_front_panel: whether @front_panel was there
 * @front_panel: which buttons are and may be disabled
 *
 * Get Chassis Status (IPMI 2.0 §28.2).
 */
typedef struct
{
  gboolean           power_on;
  gboolean           overload;
  gboolean           interlock;
  gboolean           power_fault;
  gboolean           control_fault;
  IpmiRestorePolicy  restore_policy;
  IpmiLastPowerEvent last_event;
  gboolean           intrusion;
  gboolean           front_panel_lockout;
  gboolean           drive_fault;
  gboolean           cooling_fault;
  gboolean           has_identify;
  IpmiIdentifyState  identify;
  gboolean           has_front_panel;
  IpmiFrontPanel     front_panel;
} IpmiChassisStatus;

gboolean     ipmi_chassis_status_decode           (IpmiChassisStatus        *status,
                                                   const guint8             *data,
                                                   gsize                     length,
                                                   GError                  **error);
char       **ipmi_chassis_status_dup_last_events  (const IpmiChassisStatus  *status);
const char  *ipmi_restore_policy_name             (IpmiRestorePolicy         policy);
const char  *ipmi_identify_state_name             (IpmiIdentifyState         state);

/**
 * IpmiChassisControl:
 *
 * What Chassis Control can do (IPMI 2.0 §28.3). OFF does not ask the operating system, SOFT does.
 */
typedef enum
{
  IPMI_CHASSIS_CONTROL_OFF        = 0,
  IPMI_CHASSIS_CONTROL_ON         = 1,
  IPMI_CHASSIS_CONTROL_CYCLE      = 2,
  IPMI_CHASSIS_CONTROL_RESET      = 3,
  IPMI_CHASSIS_CONTROL_DIAGNOSTIC = 4,
  IPMI_CHASSIS_CONTROL_SOFT       = 5,
} IpmiChassisControl;

const char  *ipmi_chassis_control_name            (IpmiChassisControl        control);

/**
 * IpmiChassisCapabilities:
 * @intrusion_sensor: it has an intrusion sensor
 * @front_panel_lockout: buttons can be locked
 * @diagnostic_interrupt: it has a front panel diagnostic interrupt
 * @power_interlock: it has a power interlock
 * @fru_address: slave address of the device with the chassis' FRU; 0: none
 * @sdr_address: of the SDR repository
 * @sel_address: of the SEL
 * @system_management_address: of the system management device
 * @bridge_address: of the bridge to other chassis
 *
 * Get Chassis Capabilities (IPMI 2.0 §28.1).
 */
typedef struct
{
  gboolean intrusion_sensor;
  gboolean front_panel_lockout;
  gboolean diagnostic_interrupt;
  gboolean power_interlock;
  guint8   fru_address;
  guint8   sdr_address;
  guint8   sel_address;
  guint8   system_management_address;
  guint8   bridge_address;
} IpmiChassisCapabilities;

gboolean     ipmi_chassis_capabilities_decode     (IpmiChassisCapabilities  *capabilities,
                                                   const guint8             *data,
                                                   gsize                     length,
                                                   GError                  **error);

/**
 * IpmiRestartCause:
 * @cause: 0 to 15
 * @channel: where the command came from that restarted the system
 *
 * Get System Restart Cause (IPMI 2.0 §28.11).
 */
typedef struct
{
  guint8 cause;
  guint8 channel;
} IpmiRestartCause;

gboolean     ipmi_restart_cause_decode            (IpmiRestartCause         *cause,
                                                   const guint8             *data,
                                                   gsize                     length,
                                                   GError                  **error);
const char  *ipmi_restart_cause_text              (const IpmiRestartCause   *cause);

/**
 * IpmiPohCounter:
 * @minutes_per_count: how long a count is
 * @count: how many
 *
 * Get POH Counter (IPMI 2.0 §28.14): for how long the system has had power, in its life.
 */
typedef struct
{
  guint8  minutes_per_count;
  guint32 count;
} IpmiPohCounter;

gboolean     ipmi_poh_counter_decode              (IpmiPohCounter           *counter,
                                                   const guint8             *data,
                                                   gsize                     length,
                                                   GError                  **error);
guint64      ipmi_poh_counter_minutes             (const IpmiPohCounter     *counter);

G_END_DECLS
