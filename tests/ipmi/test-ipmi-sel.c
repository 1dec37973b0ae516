/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipmi-sel.h"
#include "ipmi-test.h"

static IpmiSelRecord
decode (const guint8 *bytes)
{
  g_autofree guint8 *exact = exact_copy (bytes, IPMI_SEL_RECORD_LENGTH);
  g_autoptr(GError) error = NULL;
  IpmiSelRecord record;

  g_assert_true (ipmi_sel_record_decode (&record, exact, IPMI_SEL_RECORD_LENGTH, &error));
  g_assert_no_error (error);
  return record;
}

static void
test_threshold_event (void)
{
  static const guint8 bytes[] = { 0x02, 0x00, 0x02, 0x3C, 0xF1, 0x53, 0x65, 0x20, 0x01, 0x04, 0x01, 0x01,
                                  0x81, 0x57, 43, 42 };
  IpmiSelRecord record = decode (bytes);
  g_autofree char *time = ipmi_sel_record_dup_time (&record);
  g_autofree char *raw = ipmi_sel_record_dup_raw (&record);

  g_assert_cmpuint (record.id, ==, 2);
  g_assert_cmpuint (record.kind, ==, IPMI_SEL_KIND_SYSTEM);
  g_assert_cmpstr (time, ==, "2023-11-14T22:14:20Z");
  g_assert_cmpstr (raw, ==, "0200023cf15365200104010181572b2a");
  g_assert_false (record.software);
  g_assert_cmphex (record.owner, ==, 0x20);
  g_assert_cmpuint (record.channel, ==, 0);
  g_assert_cmpuint (record.lun, ==, 1);
  g_assert_cmpuint (record.event_format, ==, 4);
  g_assert_cmpuint (record.event_type, ==, 1);
  g_assert_false (record.asserted);
  g_assert_cmpuint (record.offset, ==, 7);
  g_assert_true (record.has_reading && record.has_threshold);
  g_assert_cmpuint (record.reading, ==, 43);
  g_assert_cmpuint (record.threshold, ==, 42);
}

/* Only 01b says that byte 2 is the reading; the other codes are for other things (table 29-6). */
static void
test_event_data_without_reading (void)
{
  guint8 bytes[] = { 0x02, 0x00, 0x02, 0, 0, 0, 0x60, 0x41, 0x70, 0x04, 0x01, 0x01, 0x01, 0, 43, 42 };

  for (guint code = 0; code < 16; code++)
    {
      IpmiSelRecord record;

      bytes[13] = code << 4 | 9;
      record = decode (bytes);
      g_assert_cmpuint (record.has_reading, ==, code >> 2 == 1);
      g_assert_cmpuint (record.has_threshold, ==, (code & 3) == 1);
      g_assert_cmpuint (record.offset, ==, 9);
    }
  bytes[12] = 0x6F;
  bytes[13] = 0x59;
  g_assert_false (decode (bytes).has_reading);
}

static void
test_software_generator (void)
{
  static const guint8 bytes[] = { 8, 0, 0x02, 0, 0, 0, 0x60, 0x41, 0x70, 0x04, 0x0F, 0x7A, 0x6F, 0xC2,
                                  0x13, 0xFF };
  IpmiSelRecord record = decode (bytes);

  g_assert_true (record.software);
  g_assert_cmphex (record.owner, ==, 0x20);
  g_assert_cmpuint (record.channel, ==, 7);
  g_assert_true (record.asserted);
}

static void
test_oem_records (void)
{
  static const guint8 timed[] = { 11, 0, 0xC0, 0x2C, 0x40, 0x54, 0x65, 0xDE, 0xC0, 0, 1, 2, 3, 0xA4, 0xA5,
                                  0xA6 };
  static const guint8 untimed[] = { 12, 0, 0xFF, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  static const guint8 unknown[] = { 13, 0, 0x03, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  IpmiSelRecord record = decode (timed);

  g_assert_cmpuint (record.kind, ==, IPMI_SEL_KIND_OEM_TIMESTAMPED);
  g_assert_cmpuint (record.time_kind, ==, IPMI_TIME_KIND_VALID);
  g_assert_cmpuint (record.manufacturer_id, ==, 49374);
  g_assert_cmpmem (record.oem, record.oem_length, timed + 10, 6);

  record = decode (untimed);
  g_assert_cmpuint (record.kind, ==, IPMI_SEL_KIND_OEM);
  g_assert_null (ipmi_sel_record_dup_time (&record));
  g_assert_cmpmem (record.oem, record.oem_length, untimed + 3, 13);

  record = decode (unknown);
  g_assert_cmpuint (record.kind, ==, IPMI_SEL_KIND_UNKNOWN);
  g_assert_cmpuint (record.time_kind, ==, IPMI_TIME_KIND_NONE);
}

static void
test_words (void)
{
  static const struct
  {
    guint8      sensor_type, event_type, data[3];
    const char *event;
  } cases[] = {
    { 0x01, 0x01, { 0x57, 43, 42 }, "Upper Non-critical - going high" },
    { 0x0F, 0x6F, { 0xC2, 0x13, 0xFF }, "System Firmware Progress: starting operating system boot process" },
    { 0x0F, 0x6F, { 0xC0, 0x77, 0xFF }, "System Firmware Error (POST error): code 77h" },
    { 0x0C, 0x6F, { 0x30, 0xFF, 5 }, "Correctable ECC / other correctable memory error: memory module 5" },
    { 0x12, 0x6F, { 0xC3, 0x21, 0xFF },
      "Entry added to Auxiliary Log: entry added along with entries of the event log, OEM 1 log" },
    { 0x12, 0x6F, { 0xC4, 0x09, 0xFF }, "PEF Action: alert, power cycle" },
    { 0x12, 0x6F, { 0xC4, 0x00, 0xFF }, "PEF Action" },
    { 0x0D, 0x6F, { 0x50, 0x21, 0xFF },
      "Drive Presence: severity: Transition to Critical from less severe, previously Drive Fault" },
    { 0x09, 0x0B, { 0x51, 0xFF, 0xFF }, "Redundancy Lost" },
    { 0x28, 0x6F, { 0xF5, 0x8D, 3 },
      "FRU failure: logical device, LUN 1, private bus 5, FRU device 3" },
    { 0xC5, 0x6F, { 0xF1, 2, 3 }, "OEM State 1: code 02h, second code 03h" },
    { 0x01, 0x03, { 0x81, 9, 0xFF }, "State Asserted: OEM code 09h" },
    { 0x01, 0x03, { 0x01, 9, 9 }, "State Asserted" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 bytes[] = { 1, 0, 2, 0, 0, 0, 0x60, 0x20, 0, 4, cases[i].sensor_type, 1, cases[i].event_type,
                         cases[i].data[0], cases[i].data[1], cases[i].data[2] };
      IpmiSelRecord record = decode (bytes);
      g_autofree char *event = ipmi_sel_record_dup_event (&record, IPMI_WORDS_ENGLISH);

      g_assert_cmpstr (event, ==, cases[i].event);
    }
}

static void
test_times (void)
{
  g_autofree char *before = ipmi_time_dup_text (77);
  g_autofree char *last = ipmi_time_dup_text (0xFFFFFFFE);

  g_assert_cmpstr (before, ==, "pre-init 77 s");
  g_assert_cmpstr (last, ==, "2106-02-07T06:28:14Z");
  g_assert_null (ipmi_time_dup_text (0xFFFFFFFF));
  g_assert_cmpuint (ipmi_time_kind (0x20000000), ==, IPMI_TIME_KIND_PRE_INIT);
  g_assert_cmpuint (ipmi_time_kind (0x20000001), ==, IPMI_TIME_KIND_VALID);
}

static void
test_answers (void)
{
  static const guint8 info_answer[] = { 0x51, 0x0F, 0x01, 0x10, 0x20, 1, 0, 0, 0x60, 2, 0, 0, 0x60, 0x8B };
  static const guint8 allocation_answer[] = { 0x00, 0x02, 0x10, 0, 0xF1, 0x01, 0xF0, 0x01, 1 };
  static const guint8 entry[] = { 0xFF, 0xFF, 12, 0, 0xE0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  static const guint8 erasing[] = { 0xF0 }, erased[] = { 0x01 };
  g_autofree guint8 *exact = exact_copy (entry, sizeof entry);
  IpmiSelInfo info;
  IpmiSelAllocation allocation;
  IpmiSelRecord record;
  guint16 next;
  gboolean complete;

  g_assert_true (ipmi_sel_info_decode (&info, info_answer, sizeof info_answer, NULL));
  g_assert_cmpuint (info.version_major, ==, 1);
  g_assert_cmpuint (info.version_minor, ==, 5);
  g_assert_cmpuint (info.entries, ==, 0x010F);
  g_assert_cmpuint (info.free_bytes, ==, 0x2010);
  g_assert_cmphex (info.addition_time, ==, 0x60000001);
  g_assert_cmphex (info.erase_time, ==, 0x60000002);
  g_assert_true (info.overflow && info.can_delete && info.can_reserve && info.can_allocation);
  g_assert_false (info.can_partial_add);
  ASSERT_REFUSES_SHORT (ipmi_sel_info_decode, &info, info_answer, sizeof info_answer);

  g_assert_true (ipmi_sel_allocation_decode (&allocation, allocation_answer, 9, NULL));
  g_assert_cmpuint (allocation.units, ==, 512);
  g_assert_cmpuint (allocation.unit_size, ==, 16);
  g_assert_cmpuint (allocation.free_units, ==, 497);
  g_assert_cmpuint (allocation.largest_free_block, ==, 496);
  ASSERT_REFUSES_SHORT (ipmi_sel_allocation_decode, &allocation, allocation_answer, 9);

  g_assert_true (ipmi_sel_entry_decode (&record, &next, exact, sizeof entry, NULL));
  g_assert_cmphex (next, ==, IPMI_SEL_LAST);
  g_assert_cmpuint (record.id, ==, 12);
  for (gsize n = 0; n < sizeof entry; n++)
    {
      g_autofree guint8 *cut = exact_copy (entry, n);
      g_autoptr(GError) error = NULL;

      g_assert_false (ipmi_sel_entry_decode (&record, &next, cut, n, &error));
      g_assert_error (error, IPMI_ERROR, IPMI_ERROR_PROTOCOL);
    }

  g_assert_true (ipmi_sel_erasure_decode (&complete, erasing, 1, NULL));
  g_assert_false (complete);
  g_assert_true (ipmi_sel_erasure_decode (&complete, erased, 1, NULL));
  g_assert_true (complete);
  ASSERT_REFUSES_SHORT (ipmi_sel_erasure_decode, &complete, erased, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sel/threshold-event", test_threshold_event);
  g_test_add_func ("/ipmi/sel/event-data-without-reading", test_event_data_without_reading);
  g_test_add_func ("/ipmi/sel/software-generator", test_software_generator);
  g_test_add_func ("/ipmi/sel/oem-records", test_oem_records);
  g_test_add_func ("/ipmi/sel/words", test_words);
  g_test_add_func ("/ipmi/sel/times", test_times);
  g_test_add_func ("/ipmi/sel/answers", test_answers);
  return g_test_run ();
}
