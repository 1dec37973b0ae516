/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "ipmi-answer-private.h"
#include "ipmi-boot.h"

static const char * const device_names[] = {
  [IPMI_BOOT_DEVICE_NONE] = "none",
  [IPMI_BOOT_DEVICE_PXE] = "pxe",
  [IPMI_BOOT_DEVICE_DISK] = "disk",
  [IPMI_BOOT_DEVICE_DISK_SAFE] = "disk-safe",
  [IPMI_BOOT_DEVICE_DIAGNOSTIC] = "diagnostic",
  [IPMI_BOOT_DEVICE_CDROM] = "cdrom",
  [IPMI_BOOT_DEVICE_BIOS] = "bios",
  [IPMI_BOOT_DEVICE_REMOTE_FLOPPY] = "remote-floppy",
  [IPMI_BOOT_DEVICE_REMOTE_CDROM] = "remote-cdrom",
  [IPMI_BOOT_DEVICE_REMOTE_PRIMARY] = "remote-primary",
  [0xA] = "reserved",
  [IPMI_BOOT_DEVICE_REMOTE_DISK] = "remote-disk",
  [0xC] = "reserved",
  [0xD] = "reserved",
  [0xE] = "reserved",
  [IPMI_BOOT_DEVICE_USB] = "usb",
};

/**
 * ipmi_boot_device_name:
 * @device: a boot device, 0 to 15
 *
 * Returns: its name, such as "pxe"; "reserved" for one that the specification does not know
 */
const char *
ipmi_boot_device_name (IpmiBootDevice device)
{
  return (guint) device < G_N_ELEMENTS (device_names) ? device_names[device] : "reserved";
}

/**
 * ipmi_boot_device_from_name:
 * @name: a name as ipmi_boot_device_name() gives it
 * @device: (out): set on success
 *
 * Returns: whether there is such a device
 */
gboolean
ipmi_boot_device_from_name (const char     *name,
                            IpmiBootDevice *device)
{
  for (guint i = 0; i < G_N_ELEMENTS (device_names); i++)
    {
      if (strcmp (device_names[i], name) == 0 && strcmp (name, "reserved") != 0)
        {
          *device = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * ipmi_boot_flags_decode:
 * @flags: (out): set on success
 * @data: (array length=length): the parameter's value
 * @length: how many bytes
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing
 *
 * Decodes boot option parameter 5 (IPMI 2.0 table 28-14). The first two bytes must be there; a BMC that
 * leaves out others has nothing to say there.
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_boot_flags_decode (IpmiBootFlags  *flags,
                        const guint8   *data,
                        gsize           length,
                        GError        **error)
{
  WireReader reader = { data, length, FALSE };
  guint8 bytes[IPMI_BOOT_FLAGS_LENGTH] = { wire_reader_le (&reader, 1) };

  bytes[1] = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get System Boot Options", length, error))
    return FALSE;
  for (guint i = 2; i < sizeof bytes; i++)
    bytes[i] = wire_reader_le (&reader, 1);

  *flags = (IpmiBootFlags) {
    .valid = (bytes[0] & 0x80) != 0,
    .persistent = (bytes[0] & 0x40) != 0,
    .efi = (bytes[0] & 0x20) != 0,
    .clear_cmos = (bytes[1] & 0x80) != 0,
    .lock_keyboard = (bytes[1] & 0x40) != 0,
    .device = bytes[1] >> 2 & 0x0F,
    .blank_screen = (bytes[1] & 0x02) != 0,
    .lock_reset_button = (bytes[1] & 0x01) != 0,
    .lock_power_button = (bytes[2] & 0x80) != 0,
    .verbosity = bytes[2] >> 5 & 3,
    .force_progress_events = (bytes[2] & 0x10) != 0,
    .bypass_password = (bytes[2] & 0x08) != 0,
    .lock_sleep_button = (bytes[2] & 0x04) != 0,
    .console_redirection = bytes[2] & 3,
    .shared_mode_override = (bytes[3] & 0x08) != 0,
    .mux_control = bytes[3] & 7,
    .device_instance = bytes[4] & 0x1F,
  };
  return TRUE;
}

/**
 * ipmi_boot_flags_encode:
 * @flags: what to encode
 * @data: (out caller-allocates): room for IPMI_BOOT_FLAGS_LENGTH bytes
 *
 * Encodes boot option parameter 5 (IPMI 2.0 table 28-14).
 */
void
ipmi_boot_flags_encode (const IpmiBootFlags *flags,
                        guint8              *data)
{
  data[0] = (flags->valid ? 0x80 : 0) | (flags->persistent ? 0x40 : 0) | (flags->efi ? 0x20 : 0);
  data[1] = (flags->clear_cmos ? 0x80 : 0) | (flags->lock_keyboard ? 0x40 : 0)
            | (flags->device & 0x0F) << 2 | (flags->blank_screen ? 0x02 : 0)
            | (flags->lock_reset_button ? 0x01 : 0);
  data[2] = (flags->lock_power_button ? 0x80 : 0) | (flags->verbosity & 3) << 5
            | (flags->force_progress_events ? 0x10 : 0) | (flags->bypass_password ? 0x08 : 0)
            | (flags->lock_sleep_button ? 0x04 : 0) | (flags->console_redirection & 3);
  data[3] = (flags->shared_mode_override ? 0x08 : 0) | (flags->mux_control & 7);
  data[4] = flags->device_instance & 0x1F;
}

/**
 * ipmi_boot_parameter_decode:
 * @parameter: the parameter that was asked for
 * @data: (array length=length): what follows the completion code
 * @length: how many bytes
 * @value: (out): the parameter's value, borrowed from @data
 * @value_length: (out): how many bytes
 * @locked: (out) (optional): whether the BMC marks the parameter as invalid or locked
 * @error: return location: IPMI_ERROR_PROTOCOL when bytes are missing or it is another parameter
 *
 * Decodes the head of an answer to Get System Boot Options (IPMI 2.0 §28.13).
 *
 * Returns: whether it could be decoded
 */
gboolean
ipmi_boot_parameter_decode (IpmiBootParameter   parameter,
                            const guint8       *data,
                            gsize               length,
                            const guint8      **value,
                            gsize              *value_length,
                            gboolean           *locked,
                            GError            **error)
{
  WireReader reader = { data, length, FALSE };
  guint selector;

  wire_reader_le (&reader, 1);          /* version of the parameters */
  selector = wire_reader_le (&reader, 1);
  if (!ipmi_answer_whole (&reader, "Get System Boot Options", length, error))
    return FALSE;
  if ((selector & 0x7F) != parameter)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL,
                   _("The BMC was asked for boot option %u and answered with %u."), parameter,
                   selector & 0x7F);
      return FALSE;
    }
  *value = reader.data;
  *value_length = reader.left;
  if (locked != NULL)
    *locked = (selector & 0x80) != 0;
  return TRUE;
}
