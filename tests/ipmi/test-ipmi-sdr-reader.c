/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "ipmi-completion.h"
#include "ipmi-sdr-info.h"
#include "ipmi-sdr-reader.h"
#include "scripted-session.h"

#define NETFN_SENSOR  0x04
#define NETFN_APP     0x06
#define NETFN_STORAGE 0x0A

#define FOREVER G_MAXUINT

/* A BMC with a repository, and how it behaves. */
typedef struct
{
  GPtrArray *records;             /* of GBytes; ids are 1, 2 … */
  guint32    last_addition;
  guint16    reservation;
  guint      n_records_asked;
  guint      n_reservations;
  guint      n_infos;
  guint      changes;             /* so many times the records change while they are read … */
  guint      change_after;        /* … after so many requests for records */
  guint      close_after;         /* the session ends after so many */
  gboolean   without_repository;  /* device SDRs instead: an even record is LUN 0's, an odd one LUN 2's */
  gboolean   without_reservation;
  gboolean   without_anything;
  gboolean   cut_info;
  gboolean   says_nothing;
} Bmc;

static void
bmc_init (Bmc *bmc)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ipmi", "data", "main.sdr", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  *bmc = (Bmc) { .last_addition = 1700000000 };
  bmc->records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  for (const guint8 *data = (const guint8 *) contents; length > 0; length -= 5 + data[4], data += 5 + data[4])
    g_ptr_array_add (bmc->records, g_bytes_new (data, 5 + data[4]));
}

static void
bmc_clear (Bmc *bmc)
{
  g_ptr_array_unref (bmc->records);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bmc, bmc_clear)

static void
append_le (GByteArray *to,
           guint       n,
           guint32     value)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = value >> (8 * i);

      g_byte_array_append (to, &byte, 1);
    }
}

/* A record goes away at the front and another one comes at the end. */
static void
bmc_change (Bmc *bmc)
{
  const guint8 added[] = { 0, 0, 0x51, 0xC0, 4, 0xDE, 0xC0, 0, bmc->changes };

  bmc->changes--;
  bmc->last_addition++;
  bmc->reservation++;
  g_ptr_array_remove_index (bmc->records, 0);
  g_ptr_array_add (bmc->records, g_bytes_new (added, sizeof added));
}

static int
answer_info (Bmc               *bmc,
             const IpmiRequest *request,
             GByteArray        *answer)
{
  guint lun_records = 0;

  bmc->n_infos++;
  if (request->netfn == NETFN_STORAGE)
    {
      append_le (answer, 1, 0x51);
      append_le (answer, 2, bmc->records->len);
      append_le (answer, 2, 0xFFFE);
      append_le (answer, 4, bmc->last_addition);
      append_le (answer, 4, 0);
      append_le (answer, 1, bmc->without_reservation ? 0x00 : 0x02);
      if (bmc->cut_info)
        g_byte_array_set_size (answer, 13);
      return 0;
    }
  for (guint i = 0; i < bmc->records->len; i++)
    lun_records += i % 2 == request->lun / 2;
  append_le (answer, 1, lun_records);
  append_le (answer, 1, 0x85);                   /* dynamic, LUNs 0 and 2 */
  append_le (answer, 4, bmc->last_addition);
  return 0;
}

static int
answer_record (Bmc               *bmc,
               const IpmiRequest *request,
               GByteArray        *answer)
{
  guint reservation = request->data[0] | request->data[1] << 8;
  guint id = request->data[2] | request->data[3] << 8;
  guint step = bmc->without_repository ? 2 : 1;
  guint first = bmc->without_repository ? 1 + request->lun / 2 : 1;
  guint8 record[IPMI_SDR_MAX_SIZE];
  gsize length;

  g_assert_cmpuint (request->length, ==, 6);
  bmc->n_records_asked++;
  if (bmc->close_after > 0 && bmc->n_records_asked > bmc->close_after)
    return SCRIPT_CLOSED;
  if (bmc->changes > 0 && bmc->n_records_asked % bmc->change_after == 0)
    bmc_change (bmc);
  if (reservation != bmc->reservation && reservation != 0)
    return IPMI_COMPLETION_RESERVATION_CANCELLED;
  id = id == 0 ? first : id;
  if (id > bmc->records->len || id % step != first % step)
    return IPMI_COMPLETION_NOT_PRESENT;
  length = g_bytes_get_size (bmc->records->pdata[id - 1]);
  memcpy (record, g_bytes_get_data (bmc->records->pdata[id - 1], NULL), length);
  record[0] = id & 0xFF;
  record[1] = id >> 8;
  append_le (answer, 2, id + step > bmc->records->len ? 0xFFFF : id + step);
  g_byte_array_append (answer, record, length);
  return 0;
}

static int
script (const IpmiRequest *request,
        GByteArray        *answer,
        gpointer           user_data)
{
  static const guint8 device_id[] = { 0x21, 3, 0x82, 0x47, 2, 0xBF, 0xDE, 0xC0, 0, 0x2F, 0x1B };
  static const guint8 guid[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
  Bmc *bmc = user_data;
  gboolean is_storage = request->netfn == NETFN_STORAGE;

  if (bmc->says_nothing)
    return SCRIPT_SILENT;
  if (request->netfn == NETFN_APP && request->command == 0x01)
    g_byte_array_append (answer, device_id, sizeof device_id);
  else if (request->netfn == NETFN_APP && request->command == 0x37)
    g_byte_array_append (answer, guid, sizeof guid);
  else if (request->netfn == NETFN_APP)
    return IPMI_COMPLETION_INVALID_COMMAND;
  else if (is_storage == bmc->without_repository || bmc->without_anything)
    return IPMI_COMPLETION_INVALID_COMMAND;
  else if (request->command == 0x20)
    return answer_info (bmc, request, answer);
  else if (request->command == 0x22 && bmc->without_reservation)
    return IPMI_COMPLETION_INVALID_COMMAND;
  else if (request->command == 0x22)
    {
      bmc->n_reservations++;
      append_le (answer, 2, ++bmc->reservation);
    }
  else if (request->command == (is_storage ? 0x23 : 0x21))
    return answer_record (bmc, request, answer);
  else
    return IPMI_COMPLETION_INVALID_COMMAND;
  return 0;
}

static IpmiSdrRepository *
read_records (Bmc         *bmc,
              const char  *folder,
              guint32      seed,
              GError     **error)
{
  g_autoptr(IpmiSession) session = scripted_session_new (script, bmc, seed);
  g_auto(Waiting) waiting = { NULL };
  IpmiSdrRepository *records;

  ipmi_sdr_repository_read_async (session, NULL, folder, NULL, NULL, NULL, on_scripted_done, &waiting);
  records = ipmi_sdr_repository_read_finish (session, wait_for (&waiting), error);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
  return records;
}

static void
assert_reads (Bmc        *bmc,
              const char *folder,
              guint32     seed)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(IpmiSdrRepository) records = read_records (bmc, folder, seed, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (records), ==, bmc->records->len);
  for (guint i = 0; i < bmc->records->len; i++)
    {
      gsize length;
      const guint8 *record = ipmi_sdr_repository_get_record (records, i, &length);
      guint id = record[0] | record[1] << 8;
      GBytes *wanted = bmc->records->pdata[id - 1];

      if (!bmc->without_repository)
        g_assert_cmpuint (id, ==, i + 1);
      g_assert_cmpmem (record + 2, length - 2, (const guint8 *) g_bytes_get_data (wanted, NULL) + 2,
                       g_bytes_get_size (wanted) - 2);
    }
}

static void
assert_fails (Bmc       *bmc,
              IpmiError  code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (read_records (bmc, NULL, 0, &error));
  g_assert_error (error, IPMI_ERROR, (int) code);
  g_test_message ("%s", error->message);
}

static void
test_reads (void)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_auto(Bmc) bmc = { 0 };

      bmc_init (&bmc);
      assert_reads (&bmc, NULL, seed);
      g_assert_cmpuint (bmc.n_reservations, ==, 1);
      g_assert_cmpuint (bmc.n_infos, ==, 2);
      g_assert_cmpuint (bmc.n_records_asked, ==, 77);
    }
}

static void
test_few (void)
{
  for (guint n = 0; n < 3; n++)
    {
      g_auto(Bmc) bmc = { 0 };

      bmc_init (&bmc);
      g_ptr_array_set_size (bmc.records, n);
      assert_reads (&bmc, NULL, 0);
    }
}

static void
test_without_reservation (void)
{
  g_auto(Bmc) bmc = { 0 };

  bmc_init (&bmc);
  bmc.without_reservation = TRUE;
  assert_reads (&bmc, NULL, 3);
  g_assert_cmpuint (bmc.n_reservations, ==, 0);
}

/* The result is never a mixture, whatever the moment of the change. */
static void
test_changes (void)
{
  for (guint after = 1; after < 100; after += 3)
    for (guint n = 1; n < 4; n++)
      for (guint without = 0; without < 2; without++)
        {
          g_auto(Bmc) bmc = { 0 };

          bmc_init (&bmc);
          bmc.changes = n;
          bmc.change_after = after;
          bmc.without_reservation = without;
          assert_reads (&bmc, NULL, after);
        }
}

static void
test_changes_all_the_time (void)
{
  for (guint without = 0; without < 2; without++)
    {
      g_auto(Bmc) bmc = { 0 };

      bmc_init (&bmc);
      bmc.changes = FOREVER;
      bmc.change_after = 30;
      bmc.without_reservation = without;
      assert_fails (&bmc, IPMI_ERROR_BUSY);
    }
}

static void
test_device_records (void)
{
  for (guint32 seed = 0; seed < 5; seed++)
    {
      g_auto(Bmc) bmc = { 0 };
      g_autoptr(GError) error = NULL;
      g_autofree char *folder = g_dir_make_tmp ("rackside-XXXXXX", &error);

      bmc_init (&bmc);
      bmc.without_repository = TRUE;
      bmc.without_reservation = seed % 2;
      assert_reads (&bmc, folder, seed);
      g_assert_cmpint (g_rmdir (folder), ==, 0);   /* whose time stamps nobody knows is not cached */
    }
}

static void
test_errors (void)
{
  g_auto(Bmc) nothing = { 0 };
  g_auto(Bmc) cut = { 0 };
  g_auto(Bmc) silent = { 0 };
  g_auto(Bmc) closed = { 0 };

  bmc_init (&nothing);
  nothing.without_anything = TRUE;
  assert_fails (&nothing, IPMI_ERROR_UNSUPPORTED);
  bmc_init (&cut);
  cut.cut_info = TRUE;
  assert_fails (&cut, IPMI_ERROR_PROTOCOL);
  bmc_init (&silent);
  silent.says_nothing = TRUE;
  assert_fails (&silent, IPMI_ERROR_TIMEOUT);
  bmc_init (&closed);
  closed.close_after = 40;
  assert_fails (&closed, IPMI_ERROR_CLOSED);
}

static void
test_cancel (void)
{
  g_auto(Bmc) bmc = { 0 };
  g_autoptr(IpmiSession) session = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_auto(Waiting) waiting = { NULL };

  bmc_init (&bmc);
  session = scripted_session_new (script, &bmc, 0);
  ipmi_sdr_repository_read_async (session, NULL, NULL, NULL, NULL, cancellable, on_scripted_done, &waiting);
  while (bmc.n_records_asked < 20)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_null (ipmi_sdr_repository_read_finish (session, wait_for (&waiting), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (scripted_session_outstanding (session) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_cache (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("rackside-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "sdr-0102030405060708090a0b0c0d0e0f10", NULL);
  g_auto(Bmc) bmc = { 0 };
  guint asked;

  bmc_init (&bmc);
  assert_reads (&bmc, folder, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  asked = bmc.n_records_asked;
  assert_reads (&bmc, folder, 0);
  g_assert_cmpuint (bmc.n_records_asked, ==, asked);

  /* another time stamp */
  bmc.changes = 1;
  bmc_change (&bmc);
  assert_reads (&bmc, folder, 0);
  g_assert_cmpuint (bmc.n_records_asked, ==, 2 * asked);
  assert_reads (&bmc, folder, 0);
  g_assert_cmpuint (bmc.n_records_asked, ==, 2 * asked);

  /* damaged: read again, and written again */
  g_assert_true (g_file_set_contents (path, "RacksideSDR\n", -1, NULL));
  assert_reads (&bmc, folder, 0);
  g_assert_cmpuint (bmc.n_records_asked, ==, 3 * asked);
  assert_reads (&bmc, folder, 0);
  g_assert_cmpuint (bmc.n_records_asked, ==, 3 * asked);

  /* a BMC that forgets when its records changed is not to be believed */
  bmc.last_addition = 0xFFFFFFFF;
  assert_reads (&bmc, folder, 0);
  assert_reads (&bmc, folder, 0);
  g_assert_cmpuint (bmc.n_records_asked, ==, 5 * asked);

  /* a folder that cannot be made is no error */
  bmc.last_addition = 5;
  assert_reads (&bmc, path, 0);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Damaged records are not kept: the next reading may be a better one. */
static void
test_damaged_record (void)
{
  static const guint8 too_short[] = { 0, 0, 0x51, 0x01, 3, 1, 2, 3 };
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("rackside-XXXXXX", &error);
  g_autoptr(IpmiSdrRepository) records = NULL;
  g_autofree IpmiSensor *sensors = NULL;
  g_auto(Bmc) bmc = { 0 };
  guint n_sensors, n_unreadable;

  bmc_init (&bmc);
  g_bytes_unref (bmc.records->pdata[10]);
  bmc.records->pdata[10] = g_bytes_new (too_short, sizeof too_short);
  records = read_records (&bmc, folder, 0, &error);
  g_assert_no_error (error);
  sensors = ipmi_sdr_repository_dup_sensors (records, &n_sensors, &n_unreadable);
  g_assert_cmpuint (n_sensors, ==, 70);
  g_assert_cmpuint (n_unreadable, ==, 1);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_info (void)
{
  static const guint8 allocation[] = { 0x00, 0x10, 0x10, 0x00, 0x00, 0x08, 0x00, 0x04, 0x10 };
  g_auto(Bmc) bmc = { 0 };
  g_autoptr(IpmiSession) session = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(Waiting) waiting = { NULL };
  g_autofree IpmiSdrInfo *info = NULL;

  bmc_init (&bmc);
  session = scripted_session_new (script, &bmc, 0);
  ipmi_sdr_info_get_async (session, NULL, NULL, on_scripted_done, &waiting);
  info = ipmi_sdr_info_get_finish (session, wait_for (&waiting), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->n_records, ==, 77);
  g_assert_cmpuint (info->free_space, ==, IPMI_SDR_FREE_64K_OR_MORE);
  g_assert_cmpuint (info->last_addition, ==, 1700000000);
  g_assert_true (info->can_reserve);
  g_assert_false (info->can_delete);
  g_assert_false (info->has_allocation);

  g_assert_true (ipmi_sdr_info_decode_allocation (info, allocation, sizeof allocation, NULL));
  g_assert_cmpuint (info->n_units, ==, 0x1000);
  g_assert_cmpuint (info->unit_size, ==, 16);
  g_assert_cmpuint (info->n_free_units, ==, 0x800);
  g_assert_cmpuint (info->largest_free_block, ==, 0x400);
  g_assert_cmpuint (info->largest_record, ==, 16);
  for (gsize n = 0; n < sizeof allocation; n++)
    {
      g_autofree guint8 *exact = g_memdup2 (allocation, n);

      g_assert_false (ipmi_sdr_info_decode_allocation (info, exact, n, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sdr-reader/reads", test_reads);
  g_test_add_func ("/ipmi/sdr-reader/few", test_few);
  g_test_add_func ("/ipmi/sdr-reader/without-reservation", test_without_reservation);
  g_test_add_func ("/ipmi/sdr-reader/changes", test_changes);
  g_test_add_func ("/ipmi/sdr-reader/changes-all-the-time", test_changes_all_the_time);
  g_test_add_func ("/ipmi/sdr-reader/device-records", test_device_records);
  g_test_add_func ("/ipmi/sdr-reader/errors", test_errors);
  g_test_add_func ("/ipmi/sdr-reader/cancel", test_cancel);
  g_test_add_func ("/ipmi/sdr-reader/cache", test_cache);
  g_test_add_func ("/ipmi/sdr-reader/damaged-record", test_damaged_record);
  g_test_add_func ("/ipmi/sdr-info/get", test_info);
  return g_test_run ();
}
