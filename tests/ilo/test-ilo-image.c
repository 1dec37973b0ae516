/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "await.h"
#include "ilo-error.h"
#include "ilo-image-kind.h"
#include "ilo-image.h"
#include "media-examples.h"

#define FLOPPY_SIZE 1474560

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("rackside-image-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "image", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_chmod (fixture->path, 0600);
  unlink (fixture->path);
  g_rmdir (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* Sparse, with some bytes at some place. */
static void
make (Fixture    *fixture,
      guint64     size,
      guint64     offset,
      const void *bytes,
      gsize       length)
{
  int fd = open (fixture->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, (off_t) size), ==, 0);
  g_assert_cmpint (pwrite (fd, bytes, length, (off_t) offset), ==, (gssize) length);
  close (fd);
}

static IloImage *
open_image (Fixture  *fixture,
            IloDrive  drive,
            gboolean  read_only)
{
  g_autoptr(GError) error = NULL;
  IloImage *image = ilo_image_open (fixture->path, drive, read_only, &error);

  g_assert_no_error (error);
  return image;
}

static void
assert_refused (Fixture    *fixture,
                IloDrive    drive,
                const char *words)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (ilo_image_open (fixture->path, drive, FALSE, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_IMAGE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static const guint8 *
read_at (IloImage *image,
         guint64   offset,
         gsize     length)
{
  ilo_image_interface.get_size (image);
  return ilo_image_interface.read (image, offset, length);
}

static void
test_size_decides (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    guint64  size;
    IloDrive wanted;
    IloDrive drive;
  } cases[] = {
    { 512, ILO_DRIVE_ANY, ILO_DRIVE_FLOPPY },
    { FLOPPY_SIZE, ILO_DRIVE_ANY, ILO_DRIVE_FLOPPY },
    { 2949120, ILO_DRIVE_ANY, ILO_DRIVE_FLOPPY },
    { 2949121, ILO_DRIVE_ANY, ILO_DRIVE_USB },
    { 2949120, ILO_DRIVE_USB, ILO_DRIVE_FLOPPY },
    { 4194304, ILO_DRIVE_FLOPPY, ILO_DRIVE_USB },
    { 2048, ILO_DRIVE_CD, ILO_DRIVE_CD },
    { G_GUINT64_CONSTANT (512) << 32, ILO_DRIVE_ANY, ILO_DRIVE_USB },
    { G_GUINT64_CONSTANT (5) << 30, ILO_DRIVE_CD, ILO_DRIVE_CD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(IloImage) image = NULL;

      make (fixture, cases[i].size, 0, "", 0);
      image = open_image (fixture, cases[i].wanted, FALSE);
      g_assert_cmpint (ilo_image_get_drive (image), ==, cases[i].drive);
      g_assert_true (ilo_image_get_read_only (image) == (cases[i].drive == ILO_DRIVE_CD));
      g_assert_cmpuint (ilo_image_get_size (image), ==, cases[i].size);
    }
}

static void
test_content_decides (Fixture       *fixture,
                      gconstpointer  data)
{
  guint8 descriptor[2048] = { 1, 'C', 'D', '0', '0', '1', 1 };
  g_autoptr(IloImage) image = NULL;

  memcpy (descriptor + 40, "RESCUE\x01 42                      ", 32);
  make (fixture, 1024 * 1024, 32768, descriptor, sizeof descriptor);
  image = open_image (fixture, ILO_DRIVE_ANY, FALSE);
  g_assert_cmpint (ilo_image_get_drive (image), ==, ILO_DRIVE_CD);
  g_assert_cmpstr (ilo_image_get_volume_name (image), ==, "RESCUE? 42");
  g_assert_cmpstr (ilo_image_get_contents (image), ==, "ISO 9660");
  g_clear_object (&image);
  image = open_image (fixture, ILO_DRIVE_USB, TRUE);
  g_assert_cmpint (ilo_image_get_drive (image), ==, ILO_DRIVE_FLOPPY);
  g_assert_true (ilo_image_get_read_only (image));
}

static void
test_refuses_what_is_no_image (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *pipe_path = g_strdup (fixture->path);

  assert_refused (fixture, ILO_DRIVE_ANY, "There is no file");
  make (fixture, 0, 0, "", 0);
  assert_refused (fixture, ILO_DRIVE_CD, "is empty");
  make (fixture, 511, 0, "", 0);
  assert_refused (fixture, ILO_DRIVE_ANY, "smaller than one block");
  make (fixture, 2047, 0, "", 0);
  assert_refused (fixture, ILO_DRIVE_CD, "smaller than one block");
  make (fixture, (G_GUINT64_CONSTANT (512) << 32) + 512, 0, "", 0);
  assert_refused (fixture, ILO_DRIVE_USB, "too large");
  make (fixture, 1024 * 1024, 0, "\x1f\x8b\x08", 3);
  assert_refused (fixture, ILO_DRIVE_ANY, "gzip");
  make (fixture, 1024 * 1024, 0, "%PDF-1.4", 8);
  assert_refused (fixture, ILO_DRIVE_ANY, "PDF");
  make (fixture, 1024, 0, "CPQRFBLO\0\0\0\0\0\0\x01\x04", 16);
  assert_refused (fixture, ILO_DRIVE_ANY, "header");
  unlink (fixture->path);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  assert_refused (fixture, ILO_DRIVE_ANY, "neither a file nor a disk");
  unlink (fixture->path);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_refused (fixture, ILO_DRIVE_ANY, "is a folder");
}

/* What somebody chose the drive for is taken as it is. */
static void
test_choice_overrules_content (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(IloImage) image = NULL;

  make (fixture, 1024 * 1024, 0, "\x1f\x8b\x08", 3);
  image = open_image (fixture, ILO_DRIVE_CD, FALSE);
  g_assert_cmpint (ilo_image_get_drive (image), ==, ILO_DRIVE_CD);
}

/* Section 3.1.5: the size has a byte above 7Fh, which the vendor's client gets wrong. */
static void
test_header_is_skipped (Fixture       *fixture,
                        gconstpointer  data)
{
  static const guint8 wanted[] = { 0xAB, 0xCD };
  g_autoptr(IloImage) image = NULL;
  guint8 contents[0x0180 + 1024] = "CPQRFBLO";
  g_autofree char *written = NULL;

  contents[14] = 0x80;
  contents[15] = 0x01;
  contents[0x0180] = 0xAB;
  contents[0x0181] = 0xCD;
  make (fixture, sizeof contents, 0, contents, sizeof contents);
  image = open_image (fixture, ILO_DRIVE_ANY, FALSE);
  g_assert_cmpuint (ilo_image_get_size (image), ==, 1024);
  g_assert_cmpmem (read_at (image, 0, 512), 2, wanted, 2);
  g_assert_true (ilo_image_interface.write (image, 512, contents, 512));
  g_assert_true (g_file_get_contents (fixture->path, &written, NULL, NULL));
  g_assert_cmpmem (written + 0x0180 + 512, 8, "CPQRFBLO", 8);
}

static void
test_reading_ahead_changes_nothing (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autofree guint8 *contents = g_malloc (1024 * 1024);
  g_autoptr(IloImage) image = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 1024 * 1024; i++)
    contents[i] = media_fake_byte (9, i);
  make (fixture, 1024 * 1024, 0, contents, 1024 * 1024);
  image = open_image (fixture, ILO_DRIVE_FLOPPY, FALSE);
  for (guint i = 0, at = 0; i < 3000; i++)
    {
      guint n = (guint) g_rand_int_range (rand, 1, 9) * 512;

      if (at + n > 1024 * 1024 || g_rand_int_range (rand, 0, 8) == 0)
        at = (guint) g_rand_int_range (rand, 0, 2000) * 512;
      if (g_rand_int_range (rand, 0, 16) == 0)
        {
          memset (contents + at, i, n);
          g_assert_true (ilo_image_interface.write (image, at, contents + at, n));
        }
      g_assert_cmpmem (read_at (image, at, n), n, contents + at, n);
      ilo_image_read_ahead (image);
      at += n;
    }
}

static void
test_shrinks (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(IloImage) image = NULL;
  g_autofree char *problem = NULL;

  make (fixture, 1024 * 1024, 0, "", 0);
  image = open_image (fixture, ILO_DRIVE_CD, FALSE);
  g_assert_nonnull (read_at (image, 0, 65536));
  ilo_image_read_ahead (image);
  g_assert_null (ilo_image_take_problem (image));
  g_assert_cmpint (truncate (fixture->path, 65536), ==, 0);
  /* The end is not looked at again: this is a file that shrinks in the middle of a command. */
  g_assert_nonnull (ilo_image_interface.read (image, 0, 65536));
  g_assert_null (ilo_image_interface.read (image, 65536, 65536));
  problem = ilo_image_take_problem (image);
  g_test_message ("%s", problem);
  g_assert_nonnull (strstr (problem, "could not be read"));
  g_assert_null (ilo_image_take_problem (image));
  g_assert_cmpuint (ilo_image_interface.get_size (image), ==, 65536);
  g_free (problem);
  problem = ilo_image_take_problem (image);
  g_assert_nonnull (strstr (problem, "shorter"));
}

static void
test_replaced_or_removed (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *other = g_strconcat (fixture->path, ".new", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(IloImage) image = NULL;

  make (fixture, 1024 * 1024, 0, "", 0);
  image = open_image (fixture, ILO_DRIVE_ANY, FALSE);
  g_assert_true (ilo_image_check_file (image, NULL));
  g_assert_true (g_file_set_contents (other, "something else", -1, NULL));
  g_assert_cmpint (g_rename (other, fixture->path), ==, 0);
  g_assert_false (ilo_image_check_file (image, &error));
  g_assert_nonnull (strstr (error->message, "replaced"));
  g_clear_error (&error);
  unlink (fixture->path);
  g_assert_false (ilo_image_check_file (image, &error));
  g_assert_nonnull (strstr (error->message, "removed"));
  g_assert_nonnull (read_at (image, 0, 512));
}

static void
test_only_one_writes (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(IloImage) writer = NULL;
  g_autoptr(IloImage) reader = NULL;
  g_autoptr(IloImage) another = NULL;

  make (fixture, 1024 * 1024, 0, "", 0);
  writer = open_image (fixture, ILO_DRIVE_ANY, FALSE);
  assert_refused (fixture, ILO_DRIVE_ANY, "in use by another");
  assert_refused (fixture, ILO_DRIVE_CD, "being written to");
  g_clear_object (&writer);
  reader = open_image (fixture, ILO_DRIVE_ANY, TRUE);
  another = open_image (fixture, ILO_DRIVE_CD, TRUE);
  assert_refused (fixture, ILO_DRIVE_ANY, "in use by another");
}

static void
test_read_only_file (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(IloImage) image = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("Root may write to every file");
      return;
    }
  make (fixture, 1024 * 1024, 0, "", 0);
  g_chmod (fixture->path, 0400);
  image = open_image (fixture, ILO_DRIVE_ANY, FALSE);
  g_assert_true (ilo_image_get_read_only (image));
}

/* A disk that is full, as the system says it. */
static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(IloImage) image = NULL;
  g_autofree char *problem = NULL;
  guint8 block[512] = { 0 };
  int full;
  int fd = -1;

  make (fixture, 1024 * 1024, 0, "", 0);
  image = open_image (fixture, ILO_DRIVE_ANY, FALSE);
  full = open ("/dev/full", O_RDWR | O_CLOEXEC);
  /* Behind the image's back. */
  for (int i = 3; i < 256 && fd < 0; i++)
    {
      struct stat status;
      struct stat image_status;

      if (fstat (i, &status) == 0 && stat (fixture->path, &image_status) == 0 && status.st_ino == image_status.st_ino)
        fd = i;
    }
  g_assert_cmpint (fd, >, 2);
  g_assert_cmpint (dup3 (full, fd, O_CLOEXEC), ==, fd);
  close (full);
  g_assert_false (ilo_image_interface.write (image, 0, block, sizeof block));
  problem = ilo_image_take_problem (image);
  g_assert_nonnull (strstr (problem, "no room left"));
}

static void
test_open_async (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(IloImage) image = NULL;

  make (fixture, 1024 * 1024, 0, "", 0);
  ilo_image_open_async (fixture->path, ILO_DRIVE_ANY, FALSE, NULL, await_ready, &result);
  await_until (result != NULL);
  image = ilo_image_open_finish (result, NULL);
  g_assert_nonnull (image);
}

static void
test_recognise_short (void)
{
  static const guint8 descriptor[] = { 1, 'C', 'D', '0', '0', '1' };
  g_autofree guint8 *head = g_malloc0 (ILO_IMAGE_HEAD_SIZE);

  memcpy (head + 32768, descriptor, sizeof descriptor);
  for (gsize length = 0; length <= 32768 + 80; length += length < 32700 ? 97 : 1)
    {
      g_autofree guint8 *exact = g_memdup2 (head, length);
      g_autofree char *name = NULL;
      const char *what;

      g_assert_cmpint (ilo_image_recognise (exact, length, &what, &name), ==,
                       length >= 32774 ? ILO_IMAGE_KIND_OPTICAL : ILO_IMAGE_KIND_UNKNOWN);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/ilo/image/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("size-decides", test_size_decides);
  ADD ("content-decides", test_content_decides);
  ADD ("refuses-what-is-no-image", test_refuses_what_is_no_image);
  ADD ("choice-overrules-content", test_choice_overrules_content);
  ADD ("header-is-skipped", test_header_is_skipped);
  ADD ("reading-ahead-changes-nothing", test_reading_ahead_changes_nothing);
  ADD ("shrinks", test_shrinks);
  ADD ("replaced-or-removed", test_replaced_or_removed);
  ADD ("only-one-writes", test_only_one_writes);
  ADD ("read-only-file", test_read_only_file);
  ADD ("full-disk", test_full_disk);
  ADD ("open-async", test_open_async);
  g_test_add_func ("/ilo/image/recognise-short", test_recognise_short);
  return g_test_run ();
}
