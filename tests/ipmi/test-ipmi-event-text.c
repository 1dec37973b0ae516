/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-event-detail.h"
#include "ipmi-event-text.h"

static void
test_classes (void)
{
  g_assert_cmpint (ipmi_event_class (0x00), ==, IPMI_EVENT_CLASS_UNSPECIFIED);
  g_assert_cmpint (ipmi_event_class (0x01), ==, IPMI_EVENT_CLASS_THRESHOLD);
  g_assert_cmpint (ipmi_event_class (0x81), ==, IPMI_EVENT_CLASS_THRESHOLD);
  g_assert_cmpint (ipmi_event_class (0x0C), ==, IPMI_EVENT_CLASS_GENERIC);
  g_assert_cmpint (ipmi_event_class (0x0D), ==, IPMI_EVENT_CLASS_UNSPECIFIED);
  g_assert_cmpint (ipmi_event_class (0x6F), ==, IPMI_EVENT_CLASS_SENSOR_SPECIFIC);
  g_assert_cmpint (ipmi_event_class (0xEF), ==, IPMI_EVENT_CLASS_SENSOR_SPECIFIC);
  g_assert_cmpint (ipmi_event_class (0x70), ==, IPMI_EVENT_CLASS_OEM);
  g_assert_cmpint (ipmi_event_class (0x7F), ==, IPMI_EVENT_CLASS_OEM);
}

static void
test_words (void)
{
  g_assert_cmpstr (ipmi_event_text (0x01, 0x01, 9), ==, "Upper Critical - going high");
  g_assert_cmpstr (ipmi_event_text (0x81, 0x02, 0), ==, "Lower Non-critical - going low");
  g_assert_cmpstr (ipmi_event_text (0x0B, 0x09, 1), ==, "Redundancy Lost");
  g_assert_cmpstr (ipmi_event_text (0x6F, 0x08, 1), ==, "Power Supply Failure detected");
  g_assert_cmpstr (ipmi_event_text (0x6F, 0x10, 2), ==, "Log Area Reset/Cleared");
  g_assert_cmpstr (ipmi_event_text (0x6F, 0x23, 1), ==, "Hard Reset");
  g_assert_cmpstr (ipmi_event_text (0x6F, 0x2C, 7), ==, "FRU Communication Lost");
}

static void
test_unknown (void)
{
  g_autofree char *oem_type = ipmi_event_dup_text (0x70, 0x01, 5, IPMI_WORDS_ENGLISH);
  g_autofree char *oem_sensor = ipmi_event_dup_text (0x6F, 0xC4, 3, IPMI_WORDS_ENGLISH);
  g_autofree char *reserved = ipmi_event_dup_text (0x6F, 0x23, 4, IPMI_WORDS_ENGLISH);
  g_autofree char *known = ipmi_event_dup_text (0xEF, 0x23, 1, IPMI_WORDS_ENGLISH);

  g_assert_null (ipmi_event_text (0x01, 0x01, 12));
  g_assert_null (ipmi_event_text (0x6F, 0x01, 0));
  g_assert_null (ipmi_event_text (0x70, 0x08, 0));
  g_assert_null (ipmi_event_text (0x00, 0x08, 0));
  g_assert_cmpstr (oem_type, ==, "OEM State 5");
  g_assert_cmpstr (oem_sensor, ==, "OEM State 3");
  g_assert_cmpstr (reserved, ==, "State 4");
  g_assert_cmpstr (known, ==, "Hard Reset");
}

/* How many offsets the specification defines: a line lost from a table shows. */
static void
test_complete (void)
{
  static const guint8 n_generic[] = { 0, 12, 3, 2, 2, 2, 2, 9, 2, 2, 9, 8, 4 };
  static const guint8 n_specific[] = {
    0, 0, 0, 0, 0, 7, 6, 13, 8, 8, 0, 0, 11, 9, 0, 3, 7, 8, 6, 12, 5, 0, 0, 0, 0, 2, 0, 2, 0, 8, 5, 11,
    6, 10, 14, 5, 4, 3, 0, 2, 6, 3, 4, 8, 8, 0,
  };

  for (guint type = 0; type < G_N_ELEMENTS (n_generic); type++)
    {
      guint n = 0;

      for (guint offset = 0; offset <= IPMI_EVENT_MAX_OFFSET; offset++)
        n += ipmi_event_text (type, 0, offset) != NULL;
      g_assert_cmpuint (n, ==, n_generic[type]);
    }
  for (guint type = 0; type < G_N_ELEMENTS (n_specific); type++)
    {
      guint n = 0;

      for (guint offset = 0; offset <= IPMI_EVENT_MAX_OFFSET; offset++)
        n += ipmi_event_text (0x6F, type, offset) != NULL;
      g_assert_cmpuint (n, ==, n_specific[type]);
    }
}

static void
test_names (void)
{
  g_assert_cmpstr (ipmi_sensor_type_name (0x01), ==, "Temperature");
  g_assert_cmpstr (ipmi_sensor_type_name (0x0B), ==, "Other Units Based Sensor");
  g_assert_cmpstr (ipmi_sensor_type_name (0x14), ==, "Button/Switch");
  g_assert_cmpstr (ipmi_sensor_type_name (0x23), ==, "Watchdog 2");
  g_assert_cmpstr (ipmi_sensor_type_name (0x2C), ==, "FRU State");
  g_assert_cmpstr (ipmi_sensor_type_name (0x2D), ==, "Reserved");
  g_assert_cmpstr (ipmi_sensor_type_name (0xC0), ==, "OEM Reserved");

  g_assert_cmpstr (ipmi_entity_name (0x03), ==, "Processor");
  g_assert_cmpstr (ipmi_entity_name (0x1D), ==, "Fan Device");
  g_assert_cmpstr (ipmi_entity_name (0x28), ==, "Battery");
  g_assert_cmpstr (ipmi_entity_name (0x35), ==, "Real Time Clock");
  g_assert_cmpstr (ipmi_entity_name (0x37), ==, "Air Inlet");
  g_assert_cmpstr (ipmi_entity_name (0x38), ==, "Reserved");
  g_assert_cmpstr (ipmi_entity_name (0x42), ==, "Baseboard");
  g_assert_cmpstr (ipmi_entity_name (0x43), ==, "Reserved");
  g_assert_cmpstr (ipmi_entity_name (0x90), ==, "Chassis Specific");
  g_assert_cmpstr (ipmi_entity_name (0xFF), ==, "OEM System Integrator Defined");
  for (guint i = 0; i < 256; i++)
    {
      g_assert_nonnull (ipmi_entity_name (i));
      g_assert_nonnull (ipmi_sensor_type_name (i));
    }
}

static void
test_details (void)
{
  static const struct
  {
    guint8      sensor_type;
    guint8      data[3];
    const char *detail;
  } events[] = {
    { 0x0F, { 0xC2, 0x13, 0xFF }, "starting operating system boot process" },
    { 0x0F, { 0xC1, 0x01, 0xFF }, "memory initialization" },
    { 0x0F, { 0xC0, 0x01, 0xFF }, "no system memory is installed" },
    { 0x0F, { 0xC0, 0x00, 0xFF }, NULL },
    { 0x0F, { 0xC2, 0x15, 0xFF }, "code 15h" },
    { 0x0F, { 0xC2, 0x80, 0xFF }, "code 80h" },
    { 0x0F, { 0xC2, 0xFF, 0xFF }, NULL },
    { 0x0F, { 0x82, 0x13, 0xFF }, "OEM code 13h" },
    { 0x0F, { 0x02, 0x13, 0x13 }, NULL },
    { 0x05, { 0xC4, 0x02, 0xFF }, "network controller 2" },
    { 0x05, { 0xC0, 0x02, 0xFF }, "code 02h" },
    { 0x08, { 0x36, 0xFF, 0x03 }, "power supply rating mismatch" },
    { 0x08, { 0x31, 0xFF, 0x03 }, "second code 03h" },
    { 0x0C, { 0x30, 0xFF, 0x04 }, "memory module 4" },
    { 0x0C, { 0xA0, 0x01, 0x02 }, "OEM code 01h, 02h" },
    { 0x10, { 0xF1, 0x03, 0x34 }, "event/reading type 03h, all events of this type" },
    { 0x10, { 0x35, 0xFF, 0x5A }, "90% full" },
    { 0x10, { 0xC6, 0x02, 0xFF }, "processor, entity instance 2" },
    { 0x10, { 0xF6, 0x02, 0x00 }, "processor, entity instance 2" },
    { 0x10, { 0xF6, 0x02, 0x80 }, "processor 2" },
    { 0x12, { 0xC4, 0x05, 0xFF }, "alert, reset" },
    { 0x12, { 0xC5, 0x80, 0xFF }, "second of a pair, SEL timestamp clock updated" },
    { 0x12, { 0xC5, 0x03, 0xFF }, "first of a pair" },
    { 0x19, { 0xF0, 0x05, 0x00 }, "requested power state: S5/G2, power state at the time: S0/G0" },
    { 0x19, { 0xF1, 0x05, 0x00 }, "code 05h, second code 00h" },
    { 0x1D, { 0xC7, 0x04, 0xFF }, "watchdog expiration" },
    { 0x1D, { 0xC1, 0x04, 0xFF }, "code 04h" },
    { 0x21, { 0xF2, 0x09, 0x03 }, "PCI Express, slot 3" },
    { 0x23, { 0xC1, 0x24, 0xFF }, "NMI, SMS/OS" },
    { 0x28, { 0xC0, 0x09, 0xFF }, "sensor 9" },
    { 0x28, { 0xC4, 0x09, 0xFF }, "sensor 9" },
    { 0x28, { 0xF5, 0x88, 0x03 }, "logical device, LUN 1, private bus 0, FRU device 3" },
    { 0x28, { 0xF5, 0x02, 0xA1 }, "physical device, private bus 2, slave address A0h" },
    { 0x2A, { 0xF1, 0x02, 0x21 }, "user 2, channel 1, ended by timeout" },
    { 0x2B, { 0xC1, 0x02, 0xFF }, "management controller firmware revision" },
    { 0x2C, { 0xC4, 0x03, 0xFF }, "normal state change, previously FRU Activation In Progress" },
    { 0x2C, { 0xC4, 0xF4, 0xFF }, NULL },
  };
  static const guint8 threshold[] = { 0x59, 0x13, 0x13 };
  static const guint8 threshold_of_oem[] = { 0xB9, 0x13, 0x14 };
  g_autofree char *oem = ipmi_event_dup_detail (0x01, 0x0F, threshold_of_oem, IPMI_WORDS_ENGLISH);

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autofree char *detail = ipmi_event_dup_detail (0xEF, events[i].sensor_type, events[i].data, IPMI_WORDS_ENGLISH);

      g_assert_cmpstr (detail, ==, events[i].detail);
    }
  g_assert_cmpstr (oem, ==, "OEM code 13h, second code 14h");
  g_assert_null (ipmi_event_dup_detail (0x01, 0x0F, threshold, IPMI_WORDS_ENGLISH));
  for (guint type = 0; type < 256; type++)
    for (guint offset = 0; offset < 16; offset++)
      for (guint value = 0; value < 256; value++)
        {
          const guint8 data[] = { 0xF0 | offset, value, value };
          g_autofree char *detail = ipmi_event_dup_detail (0x6F, type, data, IPMI_WORDS_ENGLISH);

          g_assert_true (detail == NULL || *detail != '\0');
        }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/event-text/classes", test_classes);
  g_test_add_func ("/ipmi/event-text/words", test_words);
  g_test_add_func ("/ipmi/event-text/unknown", test_unknown);
  g_test_add_func ("/ipmi/event-text/complete", test_complete);
  g_test_add_func ("/ipmi/event-text/names", test_names);
  g_test_add_func ("/ipmi/event-text/details", test_details);
  return g_test_run ();
}
