/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rackside-event-list.h"

static GArray *
make_records (guint16 first,
              guint   n)
{
  GArray *records = g_array_new (FALSE, FALSE, sizeof (IpmiSelRecord));

  for (guint i = 0; i < n; i++)
    {
      guint16 id = (guint16) (first + i);
      guint8 raw[IPMI_SEL_RECORD_LENGTH] = { id & 0xFF, id >> 8, 0x02, id & 0xFF, 0xE1, 0xF5, 0x65, 0x20, 0x00, 0x04, 0x01,
                                             0x2F, 0x01, 0x59, 90, 85 };
      IpmiSelRecord record;

      g_assert_true (ipmi_sel_record_decode (&record, raw, sizeof raw, NULL));
      g_array_append_val (records, record);
    }
  return records;
}

typedef struct
{
  guint n_items;
  guint removed;
  guint added;
} Changes;

static void
on_items_changed (GListModel *list,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Changes    *changes)
{
  g_assert_cmpuint (position + removed, <=, changes->n_items);
  changes->n_items += added - removed;
  changes->removed += removed;
  changes->added += added;
}

static void
replace (RacksideEventList *list,
         guint16            first,
         guint              n)
{
  g_autoptr(GArray) records = make_records (first, n);
  g_autoptr(GArray) now = NULL;

  rackside_event_list_replace (list, records);
  now = rackside_event_list_dup_records (list);
  g_assert_cmpmem (now->data, now->len * sizeof (IpmiSelRecord), records->data, records->len * sizeof (IpmiSelRecord));
}

static void
test_list (void)
{
  g_autoptr(RacksideEventList) list = rackside_event_list_new ();
  g_autoptr(GArray) more = make_records (11, 2);
  Changes changes = { 0 };
  guint before = 0;

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &changes);
  g_assert_null (rackside_event_list_get_last (list));
  replace (list, 1, 10);
  rackside_event_list_append (list, more);
  g_assert_cmpuint (rackside_event_list_get_last (list)->id, ==, 12);
  g_assert_cmpuint (changes.added, ==, 12);

  /* The oldest three were overwritten. */
  replace (list, 4, 12);
  g_assert_cmpuint (changes.removed, ==, 3);
  g_assert_cmpuint (changes.added, ==, 15);
  /* All are others. */
  replace (list, 500, 2);
  g_assert_cmpuint (changes.removed, ==, 15);
  replace (list, 500, 1);
  replace (list, 1, 0);
  g_assert_cmpuint (changes.n_items, ==, 0);
  replace (list, 7, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(RacksideEvent) event = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_true (i == 0 || rackside_event_get_sequence (event) > before);
      before = rackside_event_get_sequence (event);
    }
}

static char *
dup_time (guint32 seconds)
{
  guint8 raw[IPMI_SEL_RECORD_LENGTH] = { 1, 0, 0x02, seconds & 0xFF, seconds >> 8 & 0xFF, seconds >> 16 & 0xFF,
                                         seconds >> 24, 0x20, 0x00, 0x04, 0x01, 0x2F, 0x01, 0x59, 90, 85 };
  g_autoptr(RacksideEvent) event = NULL;
  g_autofree char *local = NULL;
  char *bmc;
  IpmiSelRecord record;

  g_assert_true (ipmi_sel_record_decode (&record, raw, sizeof raw, NULL));
  event = rackside_event_new (&record, NULL);
  local = rackside_event_dup_local_time (event);
  bmc = rackside_event_dup_bmc_time (event);
  /* The test's time zone is two hours east. */
  if (record.time_kind == IPMI_TIME_KIND_VALID)
    g_assert_cmpstr (local, ==, "2024-03-16 20:12:16");
  else
    g_assert_cmpstr (local, ==, bmc);
  return bmc;
}

static void
test_times (void)
{
  g_autofree char *valid = dup_time (0x65F5E100), *early = dup_time (77), *unspecified = dup_time (0xFFFFFFFF);

  g_assert_cmpstr (valid, ==, "2024-03-16 18:12:16");
  g_assert_cmpstr (early, ==, "77 s after start");
  g_assert_cmpstr (unspecified, ==, "Clock not set");
}

static void
test_words (void)
{
  g_autoptr(GArray) records = make_records (1, 1);
  g_autoptr(RacksideEvent) event = rackside_event_new (&g_array_index (records, IpmiSelRecord, 0), NULL);

  g_assert_cmpuint (rackside_event_get_severity (event), ==, IPMI_SEVERITY_CRITICAL);
  g_assert_cmpstr (rackside_event_get_words (event), ==, "Upper Critical - going high");
  g_assert_cmpstr (rackside_event_get_sensor (event), ==, "Temperature #2Fh");
  g_assert_true (rackside_event_matches (event, "going high"));
  g_assert_true (rackside_event_matches (event, "#2fh"));
  g_assert_true (rackside_event_matches (event, "2024-03"));
  g_assert_false (rackside_event_matches (event, "fan"));
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC-2", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/panel/events/list", test_list);
  g_test_add_func ("/panel/events/times", test_times);
  g_test_add_func ("/panel/events/words", test_words);
  return g_test_run ();
}
