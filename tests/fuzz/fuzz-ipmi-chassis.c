/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "ipmi-boot.h"
#include "ipmi-chassis.h"
#include "ipmi-device.h"

/* What the chassis and the controller itself answer. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  IpmiDeviceId id;
  IpmiSelfTest test;
  IpmiGuid guid;
  IpmiChassisStatus status;
  IpmiChassisCapabilities capabilities;
  IpmiRestartCause cause;
  IpmiPohCounter counter;
  IpmiBootFlags flags;
  const guint8 *value;
  gsize length;

  if (ipmi_device_id_decode (&id, data, size, NULL))
    {
      g_free (ipmi_device_id_dup_firmware (&id));
      g_free (ipmi_device_id_dup_version (&id));
      ipmi_manufacturer_name (id.manufacturer_id);
    }
  if (ipmi_self_test_decode (&test, data, size, NULL))
    {
      g_strfreev (ipmi_self_test_dup_problems (&test, IPMI_WORDS_ENGLISH));
      g_assert_nonnull (ipmi_self_test_text (&test));
    }
  if (ipmi_guid_decode (&guid, data, size, NULL))
    g_free (ipmi_guid_to_string (&guid, ipmi_guid_guess_order (&guid)));
  if (ipmi_chassis_status_decode (&status, data, size, NULL))
    {
      g_strfreev (ipmi_chassis_status_dup_last_events (&status));
      g_assert_nonnull (ipmi_restore_policy_name (status.restore_policy));
      g_assert_nonnull (ipmi_identify_state_name (status.identify));
    }
  ipmi_chassis_capabilities_decode (&capabilities, data, size, NULL);
  if (ipmi_restart_cause_decode (&cause, data, size, NULL))
    g_assert_nonnull (ipmi_restart_cause_text (&cause));
  if (ipmi_poh_counter_decode (&counter, data, size, NULL))
    ipmi_poh_counter_minutes (&counter);
  if (ipmi_boot_parameter_decode (IPMI_BOOT_PARAMETER_FLAGS, data, size, &value, &length, NULL, NULL)
      && ipmi_boot_flags_decode (&flags, value, length, NULL))
    {
      guint8 back[IPMI_BOOT_FLAGS_LENGTH];

      ipmi_boot_flags_encode (&flags, back);
      g_assert_nonnull (ipmi_boot_device_name (flags.device));
    }
  return 0;
}
