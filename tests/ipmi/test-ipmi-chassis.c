/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-boot.h"
#include "ipmi-chassis.h"
#include "ipmi-test.h"

static void
test_status_of_one_bit_each (void)
{
  static const guint8 on[] = { 0x21, 0x10, 0x40, 0x00 };
  static const guint8 off[] = { 0x5E, 0x0F, 0x6F };
  g_autofree guint8 *exact = exact_copy (off, sizeof off);
  g_auto(GStrv) events = NULL;
  IpmiChassisStatus status;

  g_assert_true (ipmi_chassis_status_decode (&status, on, sizeof on, NULL));
  g_assert_true (status.power_on);
  g_assert_false (status.power_fault || status.overload || status.interlock || status.control_fault);
  g_assert_cmpstr (ipmi_restore_policy_name (status.restore_policy), ==, "previous");
  g_assert_cmpuint (status.last_event, ==, IPMI_LAST_POWER_EVENT_COMMAND);
  g_assert_true (status.has_identify);
  g_assert_cmpstr (ipmi_identify_state_name (status.identify), ==, "off");
  g_assert_true (status.has_front_panel);

  g_assert_true (ipmi_chassis_status_decode (&status, exact, sizeof off, NULL));
  g_assert_false (status.power_on);
  g_assert_true (status.power_fault && status.overload && status.interlock && status.control_fault);
  g_assert_cmpstr (ipmi_restore_policy_name (status.restore_policy), ==, "always-on");
  g_assert_true (status.intrusion && status.front_panel_lockout && status.drive_fault
                 && status.cooling_fault);
  g_assert_cmpstr (ipmi_identify_state_name (status.identify), ==, "indefinite");
  g_assert_false (status.has_front_panel);
  g_assert_cmpuint (status.front_panel, ==, 0);
  events = ipmi_chassis_status_dup_last_events (&status);
  g_assert_cmpuint (g_strv_length (events), ==, 4);
  g_assert_cmpstr (events[0], ==, "ac-failed");
  g_assert_cmpstr (events[3], ==, "power-fault");
  ASSERT_REFUSES_SHORT (ipmi_chassis_status_decode, &status, on, 3);
}

static void
test_small_answers (void)
{
  static const guint8 capabilities_answer[] = { 0x0D, 0x20, 0x22, 0x24, 0x26, 0x28 };
  static const guint8 cause_answer[] = { 0xF4, 0xF1 };
  static const guint8 poh_answer[] = { 60, 0xFF, 0xFF, 0xFF, 0xFF };
  IpmiChassisCapabilities capabilities;
  IpmiRestartCause cause;
  IpmiPohCounter counter;

  g_assert_true (ipmi_chassis_capabilities_decode (&capabilities, capabilities_answer, 6, NULL));
  g_assert_true (capabilities.intrusion_sensor && !capabilities.front_panel_lockout);
  g_assert_true (capabilities.diagnostic_interrupt && capabilities.power_interlock);
  g_assert_cmphex (capabilities.system_management_address, ==, 0x26);
  g_assert_cmphex (capabilities.bridge_address, ==, 0x28);
  g_assert_true (ipmi_chassis_capabilities_decode (&capabilities, capabilities_answer, 5, NULL));
  g_assert_cmphex (capabilities.bridge_address, ==, 0x20);
  ASSERT_REFUSES_SHORT (ipmi_chassis_capabilities_decode, &capabilities, capabilities_answer, 5);

  g_assert_true (ipmi_restart_cause_decode (&cause, cause_answer, 2, NULL));
  g_assert_cmpstr (ipmi_restart_cause_text (&cause), ==, "watchdog expiration");
  g_assert_cmpuint (cause.channel, ==, 1);
  cause.cause = 0x0F;
  g_assert_cmpstr (ipmi_restart_cause_text (&cause), ==, "reserved");
  ASSERT_REFUSES_SHORT (ipmi_restart_cause_decode, &cause, cause_answer, 2);

  g_assert_true (ipmi_poh_counter_decode (&counter, poh_answer, 5, NULL));
  g_assert_cmpuint (ipmi_poh_counter_minutes (&counter), ==, G_GUINT64_CONSTANT (257698037700));
  ASSERT_REFUSES_SHORT (ipmi_poh_counter_decode, &counter, poh_answer, 5);
}

static void
test_boot_flags_there_and_back (void)
{
  for (guint byte = 0; byte < IPMI_BOOT_FLAGS_LENGTH; byte++)
    {
      static const guint8 used[] = { 0xE0, 0xFF, 0xFF, 0x0F, 0x1F };

      for (guint bit = 0; bit < 8; bit++)
        {
          guint8 data[IPMI_BOOT_FLAGS_LENGTH] = { 0 };
          guint8 back[IPMI_BOOT_FLAGS_LENGTH];
          IpmiBootFlags flags;

          data[byte] = 1 << bit;
          g_assert_true (ipmi_boot_flags_decode (&flags, data, sizeof data, NULL));
          ipmi_boot_flags_encode (&flags, back);
          data[byte] &= used[byte];
          g_assert_cmpmem (back, sizeof back, data, sizeof data);
        }
    }
}

static void
test_boot_flags (void)
{
  static const guint8 value[] = { 0xA0, 0x04 };
  g_autofree guint8 *exact = exact_copy (value, sizeof value);
  IpmiBootFlags flags;

  g_assert_true (ipmi_boot_flags_decode (&flags, exact, sizeof value, NULL));
  g_assert_true (flags.valid && flags.efi && !flags.persistent);
  g_assert_cmpuint (flags.device, ==, IPMI_BOOT_DEVICE_PXE);
  ASSERT_REFUSES_SHORT (ipmi_boot_flags_decode, &flags, value, 2);
}

static void
test_boot_device_names (void)
{
  IpmiBootDevice device;

  for (guint i = 0; i < 16; i++)
    {
      const char *name = ipmi_boot_device_name (i);

      if (g_str_equal (name, "reserved"))
        continue;
      g_assert_true (ipmi_boot_device_from_name (name, &device));
      g_assert_cmpuint (device, ==, i);
    }
  g_assert_cmpstr (ipmi_boot_device_name (16), ==, "reserved");
  g_assert_false (ipmi_boot_device_from_name ("reserved", &device));
  g_assert_false (ipmi_boot_device_from_name ("tape", &device));
}

static void
test_boot_parameter (void)
{
  static const guint8 answer[] = { 0x01, 0x85, 0xE0, 0x14, 0, 0, 0 };
  g_autoptr(GError) error = NULL;
  const guint8 *value;
  gsize length;
  gboolean locked;

  g_assert_true (ipmi_boot_parameter_decode (IPMI_BOOT_PARAMETER_FLAGS, answer, sizeof answer, &value,
                                             &length, &locked, &error));
  g_assert_no_error (error);
  g_assert_true (locked);
  g_assert_cmpmem (value, length, answer + 2, 5);
  g_assert_false (ipmi_boot_parameter_decode (IPMI_BOOT_PARAMETER_INFO_ACKNOWLEDGE, answer,
                                              sizeof answer, &value, &length, &locked, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
  g_clear_error (&error);
  g_assert_false (ipmi_boot_parameter_decode (IPMI_BOOT_PARAMETER_FLAGS, answer, 1, &value, &length,
                                              NULL, &error));
  g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/chassis/status", test_status_of_one_bit_each);
  g_test_add_func ("/ipmi/chassis/small-answers", test_small_answers);
  g_test_add_func ("/ipmi/boot/flags", test_boot_flags);
  g_test_add_func ("/ipmi/boot/flags-there-and-back", test_boot_flags_there_and_back);
  g_test_add_func ("/ipmi/boot/device-names", test_boot_device_names);
  g_test_add_func ("/ipmi/boot/parameter", test_boot_parameter);
  return g_test_run ();
}
