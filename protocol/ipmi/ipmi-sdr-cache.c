/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ipmi-sdr-cache.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>

#include "wire-reader.h"
#include "wire-writer.h"

/*
 * The file, in little-endian order: magic, version (4 bytes), key (guid, device, number of records,
 * addition, erase), number of records (4 bytes), the records, each with the length that is in its
 * header, and the SHA-256 of all that.
 */
#define MAGIC        "RacksideSDR\n"
#define MAGIC_SIZE   (sizeof MAGIC - 1)
#define VERSION      1
#define KEY_SIZE     (16 + IPMI_SDR_CACHE_DEVICE_SIZE + 2 + 4 + 4)
#define HEADER_SIZE  (MAGIC_SIZE + 4 + KEY_SIZE + 4)
#define DIGEST_SIZE  32
#define MAX_SIZE     (HEADER_SIZE + (gsize) IPMI_SDR_MAX_RECORDS * IPMI_SDR_MAX_SIZE + DIGEST_SIZE)

#define TIME_UNSPECIFIED 0xFFFFFFFF

static gboolean
is_filled (const guint8 *bytes,
           gsize         length,
           guint8        value)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] != value)
      return FALSE;
  return TRUE;
}

/**
 * ipmi_sdr_cache_key_is_usable:
 * @key: a key
 *
 * Returns: whether the controller has a GUID and time stamps: without, nobody could tell whether a cached
 *   repository is still the right one
 */
gboolean
ipmi_sdr_cache_key_is_usable (const IpmiSdrCacheKey *key)
{
  gboolean added = key->last_addition != 0 && key->last_addition != TIME_UNSPECIFIED;
  gboolean erased = key->last_erase != 0 && key->last_erase != TIME_UNSPECIFIED;

  return (added || erased) && !is_filled (key->guid, sizeof key->guid, 0) &&
         !is_filled (key->guid, sizeof key->guid, 0xFF);
}

static void
encode_key (WireWriter            *writer,
            const IpmiSdrCacheKey *key)
{
  wire_writer_bytes (writer, key->guid, sizeof key->guid);
  wire_writer_bytes (writer, key->device, sizeof key->device);
  wire_writer_le (writer, 2, key->n_records);
  wire_writer_le (writer, 4, key->last_addition);
  wire_writer_le (writer, 4, key->last_erase);
}

static void
digest (const guint8 *data,
        gsize         length,
        guint8        to[DIGEST_SIZE])
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = DIGEST_SIZE;

  g_checksum_update (checksum, data, length);
  g_checksum_get_digest (checksum, to, &size);
}

/**
 * ipmi_sdr_cache_encode:
 * @key: which repository it is
 * @repository: a repository without damaged records
 *
 * Returns: (transfer full): the contents of a cache file
 */
GBytes *
ipmi_sdr_cache_encode (const IpmiSdrCacheKey   *key,
                       const IpmiSdrRepository *repository)
{
  g_autoptr(GByteArray) file = g_byte_array_new ();
  guint n = ipmi_sdr_repository_get_n_records (repository);
  guint8 header[HEADER_SIZE];
  guint8 sum[DIGEST_SIZE];
  WireWriter writer = { header, sizeof header, 0, FALSE };

  wire_writer_bytes (&writer, MAGIC, MAGIC_SIZE);
  wire_writer_le (&writer, 4, VERSION);
  encode_key (&writer, key);
  wire_writer_le (&writer, 4, n);
  g_byte_array_append (file, header, sizeof header);
  for (guint i = 0; i < n; i++)
    {
      gsize length;
      const guint8 *record = ipmi_sdr_repository_get_record (repository, i, &length);

      g_byte_array_append (file, record, length);
    }
  digest (file->data, file->len, sum);
  g_byte_array_append (file, sum, sizeof sum);
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

static gboolean
decode_records (IpmiSdrRepository *repository,
                WireReader        *reader,
                guint32            n)
{
  for (guint32 i = 0; i < n; i++)
    {
      IpmiSdr sdr;
      gsize length;

      if (reader->left < IPMI_SDR_HEADER_SIZE)
        return FALSE;
      length = IPMI_SDR_HEADER_SIZE + reader->data[4];
      if (!ipmi_sdr_decode (&sdr, reader->data, reader->left, NULL) ||
          !ipmi_sdr_repository_append (repository, reader->data, length))
        return FALSE;
      wire_reader_bytes (reader, length);
    }
  return reader->left == 0;
}

/**
 * ipmi_sdr_cache_decode:
 * @key: which repository it must be
 * @data: (array length=length): the contents of a cache file, which may be anything
 * @length: how many bytes
 * @error: return location for an error
 *
 * Takes a cache file apart. Everything in it is checked, down to each record.
 *
 * Returns: (transfer full): the repository, or %NULL with %IPMI_ERROR_CORRUPT, or with
 *   %IPMI_ERROR_NOT_FOUND when it is another repository or of another time
 */
IpmiSdrRepository *
ipmi_sdr_cache_decode (const IpmiSdrCacheKey  *key,
                       const guint8           *data,
                       gsize                   length,
                       GError                **error)
{
  g_autoptr(IpmiSdrRepository) repository = NULL;
  guint8 wanted[MAGIC_SIZE + 4 + KEY_SIZE];
  guint8 sum[DIGEST_SIZE];
  WireWriter writer = { wanted, sizeof wanted, 0, FALSE };
  WireReader reader;

  if (length < HEADER_SIZE + DIGEST_SIZE || length > MAX_SIZE)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT, _("The cache file has an impossible size."));
      return NULL;
    }
  wire_writer_bytes (&writer, MAGIC, MAGIC_SIZE);
  wire_writer_le (&writer, 4, VERSION);
  encode_key (&writer, key);
  if (memcmp (data, wanted, sizeof wanted) != 0)
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_NOT_FOUND, _("The cache file is of another repository."));
      return NULL;
    }
  digest (data, length - DIGEST_SIZE, sum);
  reader = (WireReader) { data + sizeof wanted, length - DIGEST_SIZE - sizeof wanted, FALSE };
  repository = ipmi_sdr_repository_new ();
  if (memcmp (data + length - DIGEST_SIZE, sum, DIGEST_SIZE) != 0 ||
      !decode_records (repository, &reader, wire_reader_le (&reader, 4)))
    {
      g_set_error (error, IPMI_ERROR, IPMI_ERROR_CORRUPT, _("The cache file is damaged."));
      return NULL;
    }
  return g_steal_pointer (&repository);
}

static char *
build_path (const char            *folder,
            const IpmiSdrCacheKey *key)
{
  g_autoptr(GString) name = g_string_new ("sdr-");

  for (gsize i = 0; i < sizeof key->guid; i++)
    g_string_append_printf (name, "%02x", key->guid[i]);
  return g_build_filename (folder, name->str, NULL);
}

static gboolean
set_file_error (GError     **error,
                const char  *path)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", path, g_strerror (saved));
  return FALSE;
}

/* Only a file of ours will do, not a pipe that never ends, nor somebody's link to another file. */
static gboolean
read_file (const char  *path,
           GByteArray  *contents,
           GError     **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
  struct stat status;
  gssize n = 0;

  if (fd < 0)
    return set_file_error (error, path);
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size < 0 ||
      (guint64) status.st_size > MAX_SIZE)
    {
      g_close (fd, NULL);
      errno = EINVAL;
      return set_file_error (error, path);
    }
  g_byte_array_set_size (contents, status.st_size);
  for (gsize have = 0; have < contents->len; have += n)
    {
      do
        n = read (fd, contents->data + have, contents->len - have);
      while (n < 0 && errno == EINTR);
      if (n <= 0)
        break;
    }
  if (n < 0)
    set_file_error (error, path);
  g_close (fd, NULL);
  return n >= 0;
}

/**
 * ipmi_sdr_cache_load:
 * @folder: where cache files are
 * @key: which repository
 * @error: return location for an error
 *
 * Reads a repository from its cache file. May block, so call it in a thread.
 *
 * Returns: (transfer full): the repository, or %NULL when there is no file that holds it
 */
IpmiSdrRepository *
ipmi_sdr_cache_load (const char             *folder,
                     const IpmiSdrCacheKey  *key,
                     GError                **error)
{
  g_autofree char *path = build_path (folder, key);
  g_autoptr(GByteArray) contents = g_byte_array_new ();

  if (!read_file (path, contents, error))
    return NULL;
  return ipmi_sdr_cache_decode (key, contents->data, contents->len, error);
}

/**
 * ipmi_sdr_cache_save:
 * @folder: where cache files are; made if it is not there
 * @key: which repository it is
 * @repository: the repository
 * @error: return location for an error
 *
 * Writes a repository's cache file at one go, in the place of an older one. May block, so call it in a
 * thread.
 *
 * Returns: %FALSE when it could not be written
 */
gboolean
ipmi_sdr_cache_save (const char               *folder,
                     const IpmiSdrCacheKey    *key,
                     const IpmiSdrRepository  *repository,
                     GError                  **error)
{
  g_autofree char *path = build_path (folder, key);
  g_autoptr(GBytes) contents = ipmi_sdr_cache_encode (key, repository);
  gsize length;
  const char *data = g_bytes_get_data (contents, &length);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return set_file_error (error, folder);
  return g_file_set_contents_full (path, data, length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
