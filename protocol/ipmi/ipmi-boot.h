/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ipmi-error.h"

G_BEGIN_DECLS

/**
 * IpmiBootDevice:
 *
 * Where to boot from (IPMI 2.0 table 28-14, parameter 5).
 */
typedef enum
{
  IPMI_BOOT_DEVICE_NONE             = 0x0,      /* as the firmware is set up */
  IPMI_BOOT_DEVICE_PXE              = 0x1,
  IPMI_BOOT_DEVICE_DISK             = 0x2,
  IPMI_BOOT_DEVICE_DISK_SAFE        = 0x3,
  IPMI_BOOT_DEVICE_DIAGNOSTIC       = 0x4,
  IPMI_BOOT_DEVICE_CDROM            = 0x5,
  IPMI_BOOT_DEVICE_BIOS             = 0x6,
  IPMI_BOOT_DEVICE_REMOTE_FLOPPY    = 0x7,
  IPMI_BOOT_DEVICE_REMOTE_CDROM     = 0x8,
  IPMI_BOOT_DEVICE_REMOTE_PRIMARY   = 0x9,
  IPMI_BOOT_DEVICE_REMOTE_DISK      = 0xB,
  IPMI_BOOT_DEVICE_USB              = 0xF,      /* floppy or primary removable media */
} IpmiBootDevice;

const char *ipmi_boot_device_name       (IpmiBootDevice   device);
gboolean    ipmi_boot_device_from_name  (const char      *name,
                                         IpmiBootDevice  *device);

#define IPMI_BOOT_FLAGS_LENGTH 5

/**
 * IpmiBootFlags:
 * @valid: the flags count at the next boot
 * @persistent: and at all that follow
 * @efi: boot as EFI does, not as a PC BIOS does
 * @device: where to boot from, 0 to 15
 * @device_instance: which of several such devices; 0: any; 1 to 15 external, 17 to 31 internal
 * @clear_cmos: back to the firmware's default settings
 * @lock_keyboard: lock the keyboard
 * @blank_screen: no output on the screen
 * @lock_reset_button: lock the reset button
 * @lock_power_button: lock the power button
 * @lock_sleep_button: lock the sleep button
 * @bypass_password: do not ask for the user password
 * @force_progress_events: send POST progress events
 * @verbosity: 0 default, 1 quiet, 2 verbose
 * @console_redirection: 0 as set up, 1 suppress, 2 enable
 * @shared_mode_override: let the BIOS set the channel to "shared" for the time of the boot
 * @mux_control: BIOS mux control override, 0 to 7
 *
 * Boot option parameter 5, "boot flags" (IPMI 2.0 table 28-14).
 */
typedef struct
{
  gboolean       valid;
  gboolean       persistent;
  gboolean       efi;
  IpmiBootDevice device;
  guint8         device_instance;
  gboolean       clear_cmos;
  gboolean       lock_keyboard;
  gboolean       blank_screen;
  gboolean       lock_reset_button;
  gboolean       lock_power_button;
  gboolean       lock_sleep_button;
  gboolean       bypass_password;
  gboolean       force_progress_events;
  guint8         verbosity;
  guint8         console_redirection;
  gboolean       shared_mode_override;
  guint8         mux_control;
} IpmiBootFlags;

gboolean    ipmi_boot_flags_decode      (IpmiBootFlags        *flags,
                                         const guint8         *data,
                                         gsize                 length,
                                         GError              **error);
void        ipmi_boot_flags_encode      (const IpmiBootFlags  *flags,
                                         guint8               *data);

/**
 * IpmiBootKeep:
 *
 * When the BMC is not to forget the boot flags (boot option parameter 3, "valid bit clearing"). By default
 * it forgets them on each of these.
 */
typedef enum
{
  IPMI_BOOT_KEEP_ON_POWER_BUTTON = 1 << 0,
  IPMI_BOOT_KEEP_ON_RESET_BUTTON = 1 << 1,
  IPMI_BOOT_KEEP_ON_WATCHDOG     = 1 << 2,
  IPMI_BOOT_KEEP_AFTER_60_S      = 1 << 3,    /* no chassis control within 60 seconds */
  IPMI_BOOT_KEEP_ON_PEF          = 1 << 4,
} IpmiBootKeep;

/**
 * IpmiBootParameter:
 *
 * Boot option parameters (IPMI 2.0 table 28-14).
 */
typedef enum
{
  IPMI_BOOT_PARAMETER_SET_IN_PROGRESS      = 0,
  IPMI_BOOT_PARAMETER_VALID_BIT_CLEARING   = 3,
  IPMI_BOOT_PARAMETER_INFO_ACKNOWLEDGE     = 4,
  IPMI_BOOT_PARAMETER_FLAGS                = 5,
} IpmiBootParameter;

gboolean    ipmi_boot_parameter_decode  (IpmiBootParameter     parameter,
                                         const guint8         *data,
                                         gsize                 length,
                                         const guint8        **value,
                                         gsize                *value_length,
                                         gboolean             *locked,
                                         GError              **error);

G_END_DECLS
