/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-device.h"
#include "ipmi-test.h"

static void
test_device_id (void)
{
  /* with revision 3, device SDRs, firmware 2.47, IPMI 2.0, manufacturer 49374, product 1B2Fh */
  static const guint8 answer[] = {
    0x21, 0x83, 0x02, 0x47, 0x02, 0xBF, 0xDE, 0xC0, 0x00, 0x2F, 0x1B, 1, 2, 3, 4,
  };
  g_autofree guint8 *exact = exact_copy (answer, sizeof answer);
  g_autofree char *firmware = NULL;
  g_autofree char *version = NULL;
  g_autoptr(GError) error = NULL;
  IpmiDeviceId id;

  g_assert_true (ipmi_device_id_decode (&id, exact, sizeof answer, &error));
  g_assert_no_error (error);
  firmware = ipmi_device_id_dup_firmware (&id);
  version = ipmi_device_id_dup_version (&id);
  g_assert_cmpuint (id.device_id, ==, 33);
  g_assert_cmpuint (id.device_revision, ==, 3);
  g_assert_true (id.provides_sdrs);
  g_assert_false (id.updating);
  g_assert_cmpstr (firmware, ==, "2.47");
  g_assert_cmpstr (version, ==, "2.0");
  g_assert_cmphex (id.support, ==, 0xBF);
  g_assert_true (id.support & IPMI_DEVICE_SUPPORT_CHASSIS);
  g_assert_cmpuint (id.manufacturer_id, ==, 49374);
  g_assert_cmpuint (id.product_id, ==, 6959);
  g_assert_true (id.has_auxiliary);
  g_assert_cmpmem (id.auxiliary, 4, answer + 11, 4);
  ASSERT_REFUSES_SHORT (ipmi_device_id_decode, &id, answer, 11);
}

static void
test_device_id_without_auxiliary (void)
{
  static const guint8 answer[] = { 0x20, 0x01, 0x81, 0x05, 0x51, 0x9F, 0x0B, 0, 0, 0, 0x20, 9, 9, 9 };
  g_autofree guint8 *exact = exact_copy (answer, sizeof answer);
  g_autofree char *firmware = NULL;
  g_autofree char *version = NULL;
  IpmiDeviceId id;

  g_assert_true (ipmi_device_id_decode (&id, exact, sizeof answer, NULL));
  firmware = ipmi_device_id_dup_firmware (&id);
  version = ipmi_device_id_dup_version (&id);
  g_assert_true (id.updating);
  g_assert_false (id.has_auxiliary);
  g_assert_cmpstr (firmware, ==, "1.05");
  g_assert_cmpstr (version, ==, "1.5");
  g_assert_cmpstr (ipmi_manufacturer_name (id.manufacturer_id), ==, "Hewlett-Packard");
  g_assert_cmpstr (ipmi_manufacturer_name (47196), ==, "Hewlett Packard Enterprise");
  g_assert_null (ipmi_manufacturer_name (0));
}

static void
test_self_test (void)
{
  static const guint8 passed[] = { 0x55, 0x00 }, broken[] = { 0x57, 0x88 }, other[] = { 0x42, 0x07 };
  IpmiSelfTest test;

  ASSERT_REFUSES_SHORT (ipmi_self_test_decode, &test, passed, 2);
  g_assert_true (ipmi_self_test_decode (&test, passed, 2, NULL));
  g_assert_true (ipmi_self_test_passed (&test));
  g_assert_cmpstr (ipmi_self_test_text (&test), ==, "passed");
  {
    g_auto(GStrv) problems = ipmi_self_test_dup_problems (&test, IPMI_WORDS_ENGLISH);

    g_assert_cmpuint (g_strv_length (problems), ==, 0);
  }
  g_assert_true (ipmi_self_test_decode (&test, broken, 2, NULL));
  g_assert_false (ipmi_self_test_passed (&test));
  {
    g_auto(GStrv) problems = ipmi_self_test_dup_problems (&test, IPMI_WORDS_ENGLISH);

    g_assert_cmpuint (g_strv_length (problems), ==, 2);
    g_assert_cmpstr (problems[0], ==, "Cannot access the SEL device");
    g_assert_cmpstr (problems[1], ==, "SDR repository empty");
  }
  g_assert_true (ipmi_self_test_decode (&test, other, 2, NULL));
  {
    g_auto(GStrv) problems = ipmi_self_test_dup_problems (&test, IPMI_WORDS_ENGLISH);

    g_assert_cmpstr (problems[0], ==, "Device-specific failure (result 42h, detail 07h)");
  }
}

static void
test_guid_orders (void)
{
  static const char * const text = "6e1fb0a2-5c3d-4e8f-9a0b-1c2d3e4f5061";
  static const guint8 answers[][16] = {
    [IPMI_GUID_ORDER_IPMI] = { 0x61, 0x50, 0x4F, 0x3E, 0x2D, 0x1C, 0x0B, 0x9A,
                               0x8F, 0x4E, 0x3D, 0x5C, 0xA2, 0xB0, 0x1F, 0x6E },
    [IPMI_GUID_ORDER_SMBIOS] = { 0xA2, 0xB0, 0x1F, 0x6E, 0x3D, 0x5C, 0x8F, 0x4E,
                                 0x9A, 0x0B, 0x1C, 0x2D, 0x3E, 0x4F, 0x50, 0x61 },
    [IPMI_GUID_ORDER_RFC4122] = { 0x6E, 0x1F, 0xB0, 0xA2, 0x5C, 0x3D, 0x4E, 0x8F,
                                  0x9A, 0x0B, 0x1C, 0x2D, 0x3E, 0x4F, 0x50, 0x61 },
  };
  static const guint8 serial[16] = "35353937CZJ23051";
  IpmiGuid guid;

  for (guint order = 0; order < G_N_ELEMENTS (answers); order++)
    {
      g_autofree char *written = NULL;

      g_assert_true (ipmi_guid_decode (&guid, answers[order], 16, NULL));
      g_assert_cmpuint (ipmi_guid_guess_order (&guid), ==, order);
      written = ipmi_guid_to_string (&guid, order);
      g_assert_cmpstr (written, ==, text);
    }
  g_assert_true (ipmi_guid_decode (&guid, serial, 16, NULL));
  g_assert_cmpuint (ipmi_guid_guess_order (&guid), ==, IPMI_GUID_ORDER_IPMI);
  ASSERT_REFUSES_SHORT (ipmi_guid_decode, &guid, answers[0], 16);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/device/id", test_device_id);
  g_test_add_func ("/ipmi/device/id-without-auxiliary", test_device_id_without_auxiliary);
  g_test_add_func ("/ipmi/device/self-test", test_self_test);
  g_test_add_func ("/ipmi/device/guid-orders", test_guid_orders);
  return g_test_run ();
}
