/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "ipmi-sdr-cache.h"

static const IpmiSdrCacheKey key = {
  .guid = { 0x6E, 0x1F, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 },
  .device = { 0x21, 3, 2, 0x47, 2 },
  .n_records = 77,
  .last_addition = 1700000000,
};

static IpmiSdrRepository *
load_main (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ipmi", "data", "main.sdr", NULL);
  IpmiSdrRepository *repository = ipmi_sdr_repository_new ();
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  for (const guint8 *data = (const guint8 *) contents; length > 0; length -= 5 + data[4], data += 5 + data[4])
    g_assert_true (ipmi_sdr_repository_append (repository, data, 5 + data[4]));
  return repository;
}

static void
assert_same (const IpmiSdrRepository *a,
             const IpmiSdrRepository *b)
{
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (a), ==, ipmi_sdr_repository_get_n_records (b));
  for (guint i = 0; i < ipmi_sdr_repository_get_n_records (a); i++)
    {
      gsize a_length, b_length;
      const guint8 *a_record = ipmi_sdr_repository_get_record (a, i, &a_length);
      const guint8 *b_record = ipmi_sdr_repository_get_record (b, i, &b_length);

      g_assert_cmpmem (a_record, a_length, b_record, b_length);
    }
}

static IpmiSdrRepository *
decode (const IpmiSdrCacheKey  *wanted,
        const guint8           *data,
        gsize                   length,
        GError                **error)
{
  g_autofree guint8 *exact = g_memdup2 (data, length);

  return ipmi_sdr_cache_decode (wanted, exact, length, error);
}

static void
test_round_trip (void)
{
  g_autoptr(IpmiSdrRepository) repository = load_main ();
  g_autoptr(GBytes) file = ipmi_sdr_cache_encode (&key, repository);
  g_autoptr(GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);
  g_autoptr(IpmiSdrRepository) read = decode (&key, data, length, &error);

  g_assert_no_error (error);
  assert_same (read, repository);
}

static void
test_empty (void)
{
  g_autoptr(IpmiSdrRepository) repository = ipmi_sdr_repository_new ();
  g_autoptr(GBytes) file = ipmi_sdr_cache_encode (&key, repository);
  g_autoptr(GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);
  g_autoptr(IpmiSdrRepository) read = decode (&key, data, length, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ipmi_sdr_repository_get_n_records (read), ==, 0);
}

static void
test_other_keys (void)
{
  g_autoptr(IpmiSdrRepository) repository = load_main ();
  g_autoptr(GBytes) file = ipmi_sdr_cache_encode (&key, repository);
  IpmiSdrCacheKey others[] = { key, key, key, key, key };
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);

  others[0].guid[15]++;
  others[1].device[3]++;
  others[2].n_records++;
  others[3].last_addition++;
  others[4].last_erase++;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (decode (&others[i], data, length, &error));
      g_assert_error (error, IPMI_ERROR, IPMI_ERROR_NOT_FOUND);
    }
}

static void
test_every_bit_counts (void)
{
  g_autoptr(IpmiSdrRepository) repository = load_main ();
  g_autoptr(GBytes) file = ipmi_sdr_cache_encode (&key, repository);
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);
  g_autofree guint8 *copy = g_memdup2 (data, length);

  for (gsize i = 0; i < length; i += i < 80 ? 1 : 13)
    {
      copy[i] ^= 1 << i % 8;
      g_assert_null (decode (&key, copy, length, NULL));
      copy[i] ^= 1 << i % 8;
    }
  for (gsize n = 0; n < length; n += n < 120 ? 1 : 29)
    g_assert_null (decode (&key, data, n, NULL));
}

/* A file whose checksum is right all the same, because somebody made it so. */
static void
test_forged (void)
{
  const guint counts[] = { 0, 1, 3, 0xFFFFFFFF };
  const guint8 records[][8] = {
    { 1, 0, 0x51, 0xC0, 3, 1, 2, 3 },            /* right, if there is one */
    { 1, 0, 0x51, 0xC0, 200, 1, 2, 3 },          /* longer than the file */
    { 1, 0, 0x51, 0x01, 3, 1, 2, 3 },            /* too short for its type */
  };
  g_autoptr(IpmiSdrRepository) empty = ipmi_sdr_repository_new ();
  g_autoptr(GBytes) template = ipmi_sdr_cache_encode (&key, empty);
  gsize header = g_bytes_get_size (template) - 32;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (records); j++)
      {
        g_autoptr(GByteArray) file = g_byte_array_new ();
        g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
        g_autoptr(IpmiSdrRepository) read = NULL;
        guint32 count = GUINT32_TO_LE (counts[i]);
        guint8 sum[32];
        gsize size = sizeof sum;

        g_byte_array_append (file, g_bytes_get_data (template, NULL), header - 4);
        g_byte_array_append (file, (const guint8 *) &count, 4);
        g_byte_array_append (file, records[j], sizeof records[j]);
        g_checksum_update (checksum, file->data, file->len);
        g_checksum_get_digest (checksum, sum, &size);
        g_byte_array_append (file, sum, sizeof sum);
        read = decode (&key, file->data, file->len, NULL);
        g_assert_true ((read != NULL) == (counts[i] == 1 && j == 0));
      }
}

static void
test_usable_keys (void)
{
  IpmiSdrCacheKey usable = key;

  g_assert_true (ipmi_sdr_cache_key_is_usable (&usable));
  usable.last_addition = 0;
  g_assert_false (ipmi_sdr_cache_key_is_usable (&usable));
  usable.last_addition = usable.last_erase = 0xFFFFFFFF;
  g_assert_false (ipmi_sdr_cache_key_is_usable (&usable));
  usable.last_erase = 1600000000;
  g_assert_true (ipmi_sdr_cache_key_is_usable (&usable));
  memset (usable.guid, 0, sizeof usable.guid);
  g_assert_false (ipmi_sdr_cache_key_is_usable (&usable));
  memset (usable.guid, 0xFF, sizeof usable.guid);
  g_assert_false (ipmi_sdr_cache_key_is_usable (&usable));
}

static void
test_files (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *top = g_dir_make_tmp ("rackside-XXXXXX", &error);
  g_autofree char *folder = g_build_filename (top, "a", "b", NULL);
  g_autofree char *path = g_build_filename (folder, "sdr-6e1f0102030405060708090a0b0c0d0e", NULL);
  g_autoptr(IpmiSdrRepository) repository = load_main ();
  g_autoptr(IpmiSdrRepository) read = NULL;
  GStatBuf status;

  g_assert_null (ipmi_sdr_cache_load (folder, &key, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_true (ipmi_sdr_cache_save (folder, &key, repository, &error));
  g_assert_no_error (error);
  read = ipmi_sdr_cache_load (folder, &key, &error);
  g_assert_no_error (error);
  assert_same (read, repository);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0700);

  /* no file of ours: nothing in it, a pipe that nobody writes to, a link */
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (ipmi_sdr_cache_load (folder, &key, NULL));
  g_unlink (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_null (ipmi_sdr_cache_load (folder, &key, NULL));
  g_unlink (path);
  g_assert_cmpint (symlink ("/dev/zero", path), ==, 0);
  g_assert_null (ipmi_sdr_cache_load (folder, &key, NULL));
  g_assert_true (ipmi_sdr_cache_save (folder, &key, repository, NULL));
  g_clear_pointer (&read, ipmi_sdr_repository_unref);
  read = ipmi_sdr_cache_load (folder, &key, &error);
  g_assert_no_error (error);

  /* a folder that cannot be one */
  g_assert_false (ipmi_sdr_cache_save (path, &key, repository, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_unlink (path);
  g_rmdir (folder);
  *strrchr (folder, '/') = '\0';
  g_rmdir (folder);
  g_rmdir (top);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ipmi/sdr-cache/round-trip", test_round_trip);
  g_test_add_func ("/ipmi/sdr-cache/empty", test_empty);
  g_test_add_func ("/ipmi/sdr-cache/other-keys", test_other_keys);
  g_test_add_func ("/ipmi/sdr-cache/every-bit-counts", test_every_bit_counts);
  g_test_add_func ("/ipmi/sdr-cache/forged", test_forged);
  g_test_add_func ("/ipmi/sdr-cache/usable-keys", test_usable_keys);
  g_test_add_func ("/ipmi/sdr-cache/files", test_files);
  return g_test_run ();
}
