/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "await.h"
#include "ilo-error.h"
#include "media-examples.h"
#include "media-initiator.h"

#define CD_SIZE     (256 * 2048)
#define KEY_SIZE    4194304
#define FLOPPY_SIZE 1474560

static const guint8 test_unit_ready[ILO_SCSI_CDB_SIZE] = { 0 };

/* Quick where the tests wait for time to pass, slow where it must not. */
static const IloMediaTiming quick = {
  .connect = 5000, .answer = 5000, .keepalive = 1000, .stall = 30000, .farewell = 1000, .empty_least = 20,
  .empty_most = 100, .chores = 50,
};

typedef struct
{
  Initiator *initiator;
  char      *path;
  IloImage  *image;
  IloMedia  *media;
  GPtrArray *notices;
} Fixture;

static void
on_notice (IloMedia   *media,
           const char *text,
           gpointer    user_data)
{
  g_test_message ("%s", text);
  g_ptr_array_add (user_data, g_strdup (text));
}

static void
set_up_with (Fixture              *fixture,
             guint64               size,
             IloDrive              drive,
             const IloMediaTiming *timing)
{
  g_autoptr(GError) error = NULL;

  fixture->path = initiator_new_file (size, drive == ILO_DRIVE_CD ? 11 : 9);
  fixture->image = ilo_image_open (fixture->path, drive, FALSE, &error);
  g_assert_no_error (error);
  fixture->media = initiator_connect (fixture->initiator, fixture->image, timing);
  g_signal_connect (fixture->media, "notice", G_CALLBACK (on_notice), fixture->notices);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->initiator = initiator_new ();
  fixture->notices = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  initiator_free (fixture->initiator);
  if (fixture->media != NULL)
    await_until (ilo_media_get_state (fixture->media) == ILO_MEDIA_STATE_ENDED);
  g_clear_object (&fixture->media);
  g_clear_object (&fixture->image);
  g_ptr_array_unref (fixture->notices);
  if (fixture->path != NULL)
    unlink (fixture->path);
  g_free (fixture->path);
}

static void
assert_ready (Fixture *fixture)
{
  g_assert_cmphex (initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL), ==, ILO_SENSE_MEDIUM_CHANGED);
  g_assert_cmphex (initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL), ==, ILO_SENSE_NONE);
}

static void
disconnect (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  ilo_media_disconnect_async (fixture->media, NULL, await_ready, &result);
  initiator_close (fixture->initiator);
  await_until (result != NULL);
  g_assert_true (ilo_media_disconnect_finish (fixture->media, result, &error));
  g_assert_no_error (error);
}

/* --- The hello --- */

static void
test_every_answer (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    guint8 bytes[4];
    gsize  length;
    guint  code;
  } answers[] = {
    { { 0x21 }, 4, ILO_ERROR_BUSY },
    { { 0x22 }, 4, ILO_ERROR_DENIED },
    { { 0x23 }, 4, ILO_ERROR_LICENSE },
    { { 0x24 }, 4, ILO_ERROR_PROTOCOL },
    { { 0x25 }, 4, ILO_ERROR_UNSUPPORTED },
    { { 0x26 }, 4, ILO_ERROR_PRIVILEGE },
    { { 0x50 }, 4, ILO_ERROR_PROTOCOL },
    { { 0x20, 0x01 }, 4, ILO_ERROR_PROTOCOL },
    { { 0x22 }, 1, ILO_ERROR_DENIED },
    { { 0x23, 0, 0 }, 3, ILO_ERROR_LICENSE },
    { { 0x20 }, 1, ILO_ERROR_LOST },
    { { 0 }, 0, ILO_ERROR_LOST },
  };

  fixture->path = initiator_new_file (CD_SIZE, 11);
  fixture->image = ilo_image_open (fixture->path, ILO_DRIVE_CD, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(IloMedia) media = initiator_new_media (fixture->initiator);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      ilo_media_connect_async (media, fixture->image, NULL, await_ready, &result);
      initiator_accept (fixture->initiator);
      g_assert_cmphex (fixture->initiator->hello[1], ==, 0x82);
      /* One byte at a time: the answer is collected. */
      for (gsize byte = 0; byte < answers[i].length; byte++)
        initiator_send (fixture->initiator, answers[i].bytes + byte, 1);
      if (answers[i].length == 4)
        initiator_await_end (fixture->initiator);
      initiator_close (fixture->initiator);
      await_until (result != NULL);
      g_assert_false (ilo_media_connect_finish (media, result, &error));
      g_assert_error (error, ILO_ERROR, (int) answers[i].code);
      g_assert_cmpint (ilo_media_get_end (media), ==, ILO_MEDIA_END_FAILED);
      g_assert_cmpint (ilo_media_get_state (media), ==, ILO_MEDIA_STATE_ENDED);
    }
}

static void
test_hello_names_the_drive (Fixture       *fixture,
                            gconstpointer  data)
{
  static const guint8 key[] = { 0x51, 0x5b, 0x76, 0x50, 0x22, 0x0c, 0x02, 0x0d };

  set_up_with (fixture, FLOPPY_SIZE, ILO_DRIVE_ANY, NULL);
  g_assert_cmphex (fixture->initiator->hello[0], ==, 0x10);
  g_assert_cmphex (fixture->initiator->hello[1], ==, 0x81);
  g_assert_cmpmem (fixture->initiator->hello + 2, sizeof key, key, sizeof key);
}

static void
test_no_answer (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  IloMediaTiming timing = quick;

  timing.answer = 50;
  fixture->path = initiator_new_file (CD_SIZE, 11);
  fixture->image = ilo_image_open (fixture->path, ILO_DRIVE_CD, FALSE, NULL);
  fixture->media = initiator_new_media (fixture->initiator);
  ilo_media_set_timing (fixture->media, &timing);
  ilo_media_connect_async (fixture->media, fixture->image, NULL, await_ready, &result);
  await_until (result != NULL);
  g_assert_false (ilo_media_connect_finish (fixture->media, result, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_TIMEOUT);
}

static void
test_nobody_listens (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->path = initiator_new_file (CD_SIZE, 11);
  fixture->image = ilo_image_open (fixture->path, ILO_DRIVE_CD, FALSE, NULL);
  fixture->media = initiator_new_media (fixture->initiator);
  close (fixture->initiator->listener);
  ilo_media_connect_async (fixture->media, fixture->image, NULL, await_ready, &result);
  await_until (result != NULL);
  g_assert_false (ilo_media_connect_finish (fixture->media, result, &error));
  g_assert_error (error, ILO_ERROR, ILO_ERROR_REFUSED);
  fixture->initiator->listener = dup (0);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->path = initiator_new_file (CD_SIZE, 11);
  fixture->image = ilo_image_open (fixture->path, ILO_DRIVE_CD, FALSE, NULL);
  fixture->media = initiator_new_media (fixture->initiator);
  ilo_media_connect_async (fixture->media, fixture->image, cancellable, await_ready, &result);
  initiator_accept (fixture->initiator);
  g_cancellable_cancel (cancellable);
  await_until (result != NULL);
  g_assert_false (ilo_media_connect_finish (fixture->media, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- Frames --- */

/* The worked examples again, through the socket: all that one connection can show. */
static void
run_examples (Fixture    *fixture,
              const char *section)
{
  g_autoptr(GPtrArray) examples = media_examples_load (section);

  for (guint i = 0; i < examples->len; i++)
    {
      const MediaExample *example = g_ptr_array_index (examples, i);
      g_autofree guint8 *bytes = g_malloc (example->length);

      g_test_message ("%s, line %u: %s", section, i + 1, example->text);
      if (example->from_ilo && example->length > example->bytes->len)
        for (gsize k = 0; k < example->length; k++)
          bytes[k] = (guint8) (3 * (k % 512));
      else if (example->from_ilo)
        memcpy (bytes, example->bytes->data, example->length);
      if (example->from_ilo)
        {
          initiator_send (fixture->initiator, bytes, example->length);
          continue;
        }
      initiator_read (fixture->initiator, bytes, example->length);
      g_assert_cmpmem (bytes, example->bytes->len, example->bytes->data, example->bytes->len);
      g_assert_cmphex (media_crc (bytes, example->length), ==, example->crc);
    }
}

static void
test_examples_floppy (Fixture       *fixture,
                      gconstpointer  data)
{
  set_up_with (fixture, FLOPPY_SIZE, ILO_DRIVE_ANY, NULL);
  run_examples (fixture, "8.9");
}

static void
test_examples_key (Fixture       *fixture,
                   gconstpointer  data)
{
  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, NULL);
  run_examples (fixture, "8.11");
}

/* With the keepalives at their real pace. */
static void
test_examples_idle (Fixture       *fixture,
                    gconstpointer  data)
{
  gint64 before = g_get_monotonic_time ();

  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, NULL);
  run_examples (fixture, "8.4");
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 2 * G_USEC_PER_SEC - 10000);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 3 * G_USEC_PER_SEC);
}

/* A file of 734,003,200 bytes takes no room as long as it is sparse; what it reads as is another matter. */
static void
test_examples_cd (Fixture       *fixture,
                  gconstpointer  data)
{
  fixture->path = initiator_new_file (2048, 11);
  g_assert_cmpint (truncate (fixture->path, 734003200), ==, 0);
  fixture->image = ilo_image_open (fixture->path, ILO_DRIVE_CD, FALSE, NULL);
  fixture->media = initiator_connect (fixture->initiator, fixture->image, NULL);
  run_examples (fixture, "8.5");
  run_examples (fixture, "8.7");
  run_examples (fixture, "8.12");
  initiator_await_end (fixture->initiator);
}

static void
test_frames_in_any_split (Fixture       *fixture,
                          gconstpointer  data)
{
  static const guint8 frames[] = {
    0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0xFE, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
    0x2A, 0, 0, 0, 0, 3, 0, 0, 1, 0, 0, 0,
  };
  guint8 block[512];
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  g_autoptr(GByteArray) in = g_byte_array_new ();

  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, NULL);
  memset (block, 0x5A, sizeof block);
  for (guint split = 0; split < 2; split++)
    {
      guint8 all[sizeof frames + sizeof block];

      memcpy (all, frames, sizeof frames);
      memcpy (all + sizeof frames, block, sizeof block);
      if (split == 0)
        initiator_send (fixture->initiator, all, sizeof all);
      else
        for (guint i = 0; i < sizeof all; i++)
          initiator_send (fixture->initiator, all + i, 1);
      initiator_read (fixture->initiator, header, sizeof header);
      g_assert_cmphex (header[9], ==, split == 0 ? 0x06 : 0x00);
      initiator_read (fixture->initiator, header, sizeof header);
      g_assert_cmpmem (header + 8, 8, frames + 16, 8);
      initiator_read (fixture->initiator, header, sizeof header);
      g_assert_cmphex (header[9], ==, 0);
    }
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, 3, 1, NULL, 0, in), ==, 0);
  g_assert_cmpmem (in->data, in->len, block, sizeof block);
}

/* What has begun is not interrupted, and its reply comes whole. */
static void
test_no_keepalive_within (Fixture       *fixture,
                          gconstpointer  data)
{
  static const guint8 write_one[ILO_SCSI_CDB_SIZE] = { 0x2A, [8] = 1 };
  guint8 block[512] = { 0 };
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  IloMediaTiming timing = quick;

  timing.keepalive = 30;
  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, &timing);
  initiator_send (fixture->initiator, write_one, sizeof write_one);
  g_assert_true (initiator_is_quiet (fixture->initiator, 200));
  initiator_send (fixture->initiator, block, 100);
  g_assert_true (initiator_is_quiet (fixture->initiator, 200));
  initiator_send (fixture->initiator, block + 100, sizeof block - 100);
  initiator_read (fixture->initiator, header, sizeof header);
  g_assert_cmphex (header[4], ==, 0);
  initiator_read (fixture->initiator, header, sizeof header);
  g_assert_cmphex (header[4], ==, ILO_MEDIA_KEEPALIVE);
  initiator_send (fixture->initiator, write_one, 5);
  g_assert_true (initiator_is_quiet (fixture->initiator, 200));
}

static void
test_keepalive_has_no_length (Fixture       *fixture,
                              gconstpointer  data)
{
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  static const guint8 wanted[] = { 0xde, 0xc0, 0xad, 0x0b, 2, 0, 0, 0, 0x24, 0, 0, 0, 0, 0, 0, 0 };
  IloMediaTiming timing = quick;

  timing.keepalive = 30;
  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, &timing);
  initiator_transfer (fixture->initiator, 0x28, 0, 1, NULL, 0, NULL);
  for (guint i = 0; i < 3; i++)
    {
      initiator_read (fixture->initiator, header, sizeof header);
      g_assert_cmpmem (header, sizeof header, wanted, sizeof wanted);
    }
}

static void
test_stall_ends (Fixture       *fixture,
                 gconstpointer  data)
{
  static const guint8 write_one[ILO_SCSI_CDB_SIZE] = { 0x2A, [8] = 1 };
  IloMediaTiming timing = quick;
  g_autofree char *contents = NULL;

  timing.stall = 100;
  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, &timing);
  initiator_send (fixture->initiator, write_one, sizeof write_one);
  initiator_send (fixture->initiator, fixture->path, 4);
  initiator_await_end (fixture->initiator);
  await_until (ilo_media_get_state (fixture->media) == ILO_MEDIA_STATE_ENDED);
  g_assert_cmpint (ilo_media_get_end (fixture->media), ==, ILO_MEDIA_END_LOST);
  g_assert_error (ilo_media_get_error (fixture->media), ILO_ERROR, ILO_ERROR_STALLED);
  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  g_assert_cmphex ((guint8) contents[0], ==, media_fake_byte (9, 0));
}

/* An iLO that no longer reads is not waited for. */
static void
test_deaf_ilo_ends (Fixture       *fixture,
                    gconstpointer  data)
{
  static const guint8 read_many[ILO_SCSI_CDB_SIZE] = { 0x28, [7] = 8 };
  IloMediaTiming timing = quick;

  timing.stall = 100;
  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, &timing);
  for (guint i = 0; i < 64; i++)
    initiator_send (fixture->initiator, read_many, sizeof read_many);
  await_until (ilo_media_get_state (fixture->media) == ILO_MEDIA_STATE_ENDED);
  g_assert_error (ilo_media_get_error (fixture->media), ILO_ERROR, ILO_ERROR_STALLED);
}

static void
test_too_much_is_drained (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree guint8 *much = g_malloc0 (4096 * 512);

  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, NULL);
  assert_ready (fixture);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x2A, 0, 4096, much, 4096 * 512, NULL), ==, ILO_SENSE_BAD_FIELD);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x2A, 8192, 1, much, 512, NULL), ==, ILO_SENSE_OUT_OF_RANGE);
  g_assert_cmphex (initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL), ==, ILO_SENSE_NONE);
}

/* --- Files --- */

static void
test_acknowledged_is_in_the_file (Fixture       *fixture,
                                  gconstpointer  data)
{
  guint8 blocks[2048];
  guint8 back[2048];
  int fd;

  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, &quick);
  fd = open (fixture->path, O_RDONLY | O_CLOEXEC);
  for (guint i = 0; i < 100; i++)
    {
      memset (blocks, (int) i, sizeof blocks);
      g_assert_cmphex (initiator_transfer (fixture->initiator, 0x2A, 64 * i, 4, blocks, sizeof blocks, NULL), ==, 0);
      g_assert_cmpint (pread (fd, back, sizeof back, 64 * 512 * (off_t) i), ==, sizeof back);
      g_assert_cmpmem (back, sizeof back, blocks, sizeof blocks);
    }
  close (fd);
  disconnect (fixture);
  g_assert_false (ilo_image_needs_sync (fixture->image));
}

static void
test_synced_after_a_while (Fixture       *fixture,
                           gconstpointer  data)
{
  guint8 block[512] = { 0 };

  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, &quick);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x2A, 1, 1, block, sizeof block, NULL), ==, 0);
  g_assert_true (ilo_image_needs_sync (fixture->image));
  await_until (!ilo_image_needs_sync (fixture->image));
}

static void
test_truncated_while_mounted (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GByteArray) in = g_byte_array_new ();

  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, NULL);
  assert_ready (fixture);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, 0, 64, NULL, 0, in), ==, 0);
  g_assert_cmpint (truncate (fixture->path, 64 * 2048), ==, 0);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, 64, 64, NULL, 0, in), ==, ILO_SENSE_OUT_OF_RANGE);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, 0, 64, NULL, 0, in), ==, 0);
  await_until (fixture->notices->len > 0);
  g_assert_nonnull (strstr (fixture->notices->pdata[0], "shorter"));
  /* Emptied, it is an empty drive; filled again, a new medium. */
  g_assert_cmpint (truncate (fixture->path, 0), ==, 0);
  g_assert_cmphex (initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL), ==, ILO_SENSE_NO_MEDIUM);
  g_assert_cmpint (truncate (fixture->path, CD_SIZE), ==, 0);
  assert_ready (fixture);
}

static void
test_replaced_while_mounted (Fixture       *fixture,
                             gconstpointer  data)
{
  IloMediaTiming timing = quick;

  timing.keepalive = 30;
  timing.chores = 10;
  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, &timing);
  g_assert_true (g_file_set_contents (fixture->path, "Something else altogether", -1, NULL));
  await_until (fixture->notices->len > 0);
  g_assert_nonnull (strstr (fixture->notices->pdata[0], "replaced"));
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, 0, 1, NULL, 0, NULL), ==, ILO_SENSE_MEDIUM_CHANGED);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, 0, 1, NULL, 0, NULL), ==, 0);
}

static void
test_read_only_by_choice (Fixture       *fixture,
                          gconstpointer  data)
{
  guint8 block[512] = { 0 };
  static const guint8 synchronise[ILO_MEDIA_FRAME_SIZE] = { 0xFE, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  fixture->path = initiator_new_file (KEY_SIZE, 9);
  fixture->image = ilo_image_open (fixture->path, ILO_DRIVE_ANY, TRUE, NULL);
  fixture->media = initiator_connect (fixture->initiator, fixture->image, NULL);
  initiator_send (fixture->initiator, synchronise, sizeof synchronise);
  initiator_read (fixture->initiator, header, sizeof header);
  g_assert_cmphex (header[4], ==, 0);
  g_assert_cmphex (initiator_transfer (fixture->initiator, 0x2A, 1, 1, block, sizeof block, NULL), ==,
                   ILO_SENSE_WRITE_PROTECTED);
  initiator_send (fixture->initiator, synchronise, sizeof synchronise);
  initiator_read (fixture->initiator, header, sizeof header);
  g_assert_cmphex (header[4], ==, 1);
}

/* --- Ends --- */

static void
test_ejected_by_the_server (Fixture       *fixture,
                            gconstpointer  data)
{
  static const guint8 eject[ILO_SCSI_CDB_SIZE] = { 0x1B, [4] = 2 };

  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, NULL);
  g_assert_cmphex (initiator_command (fixture->initiator, eject, NULL, 0, NULL), ==, 0);
  /* No farewell: the next that comes is the end. */
  initiator_await_end (fixture->initiator);
  await_until (ilo_media_get_state (fixture->media) == ILO_MEDIA_STATE_ENDED);
  g_assert_cmpint (ilo_media_get_end (fixture->media), ==, ILO_MEDIA_END_EJECTED);
  g_assert_no_error (ilo_media_get_error (fixture->media));
}

static void
test_other_stops_are_no_eject (Fixture       *fixture,
                               gconstpointer  data)
{
  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, NULL);
  for (guint8 bits = 0; bits < 4; bits++)
    {
      const guint8 cdb[ILO_SCSI_CDB_SIZE] = { 0x1B, [4] = bits };

      if (bits != 2)
        g_assert_cmphex (initiator_command (fixture->initiator, cdb, NULL, 0, NULL), ==, 0);
    }
  g_assert_cmphex (initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL), ==, 0);
}

static void
test_disconnected_by_the_user (Fixture       *fixture,
                               gconstpointer  data)
{
  static const guint8 wanted[] = { 0xde, 0xc0, 0xad, 0x0b, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 };
  g_autoptr(GAsyncResult) result = NULL;
  guint8 header[ILO_MEDIA_HEADER_SIZE];
  IloMediaTiming timing = quick;
  gint64 before;

  timing.farewell = 200;
  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, &timing);
  assert_ready (fixture);
  before = g_get_monotonic_time ();
  ilo_media_disconnect_async (fixture->media, NULL, await_ready, &result);
  initiator_read (fixture->initiator, header, sizeof header);
  g_assert_cmpmem (header, sizeof header, wanted, sizeof wanted);
  /* What comes now has no answer. */
  initiator_send (fixture->initiator, test_unit_ready, sizeof test_unit_ready);
  initiator_await_end (fixture->initiator);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 199000);
  await_until (result != NULL);
  g_assert_true (ilo_media_disconnect_finish (fixture->media, result, NULL));
  g_assert_cmpint (ilo_media_get_end (fixture->media), ==, ILO_MEDIA_END_DISCONNECTED);
}

/* The farewell does not cut into an answer. */
static void
test_disconnect_after_the_reply (Fixture       *fixture,
                                 gconstpointer  data)
{
  static const guint8 read_many[ILO_SCSI_CDB_SIZE] = { 0x28, [7] = 8 };
  g_autofree guint8 *bytes = g_malloc (1024 * 1024);
  g_autoptr(GAsyncResult) result = NULL;
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, NULL);
  initiator_send (fixture->initiator, read_many, sizeof read_many);
  initiator_read (fixture->initiator, header, sizeof header);
  ilo_media_disconnect_async (fixture->media, NULL, await_ready, &result);
  initiator_read (fixture->initiator, bytes, 1024 * 1024);
  for (guint i = 0; i < 1024 * 1024; i++)
    g_assert_cmphex (bytes[i], ==, media_fake_byte (9, i));
  initiator_read (fixture->initiator, header, sizeof header);
  g_assert_cmphex (header[4], ==, ILO_MEDIA_DISCONNECT);
  initiator_close (fixture->initiator);
  await_until (result != NULL);
}

static void
test_closed_by_the_ilo (Fixture       *fixture,
                        gconstpointer  data)
{
  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, NULL);
  initiator_close (fixture->initiator);
  await_until (ilo_media_get_state (fixture->media) == ILO_MEDIA_STATE_ENDED);
  g_assert_cmpint (ilo_media_get_end (fixture->media), ==, ILO_MEDIA_END_LOST);
  g_assert_error (ilo_media_get_error (fixture->media), ILO_ERROR, ILO_ERROR_LOST);
}

static void
test_dropped_object_says_farewell (Fixture       *fixture,
                                   gconstpointer  data)
{
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, NULL);
  g_clear_object (&fixture->media);
  initiator_read (fixture->initiator, header, sizeof header);
  g_assert_cmphex (header[4], ==, ILO_MEDIA_DISCONNECT);
}

/* --- The medium --- */

static void
test_change (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = initiator_new_file (1000 * 2048, 9);
  g_autoptr(IloImage) other = ilo_image_open (path, ILO_DRIVE_CD, FALSE, NULL);
  g_autoptr(IloImage) key = ilo_image_open (path, ILO_DRIVE_ANY, TRUE, NULL);
  g_autoptr(GByteArray) in = g_byte_array_new ();
  static const guint8 capacity[ILO_SCSI_CDB_SIZE] = { 0x25 };
  static const guint8 wanted[] = { 0, 0, 3, 0xE7, 0, 0, 8, 0 };
  guint32 sense;
  guint empty = 0;

  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, &quick);
  assert_ready (fixture);
  g_assert_false (ilo_media_insert (fixture->media, key, NULL));
  g_assert_true (ilo_media_insert (fixture->media, other, NULL));
  do
    {
      sense = initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL);
      empty += sense == ILO_SENSE_NO_MEDIUM;
    }
  while (sense == ILO_SENSE_NONE || sense == ILO_SENSE_NO_MEDIUM);
  g_assert_cmpuint (empty, >, 0);
  g_assert_cmphex (sense, ==, ILO_SENSE_MEDIUM_CHANGED);
  g_assert_cmphex (initiator_command (fixture->initiator, capacity, NULL, 0, in), ==, 0);
  g_assert_cmpmem (in->data, in->len, wanted, sizeof wanted);
  g_assert_true (ilo_media_insert (fixture->media, NULL, NULL));
  do
    sense = initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL);
  while (sense == ILO_SENSE_NONE);
  g_assert_cmphex (sense, ==, ILO_SENSE_NO_MEDIUM);
  unlink (path);
}

/* A host that does not ask gets the new medium nevertheless. */
static void
test_change_unseen (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = initiator_new_file (1000 * 2048, 9);
  g_autoptr(IloImage) other = ilo_image_open (path, ILO_DRIVE_CD, FALSE, NULL);
  guint notified = 0;

  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, &quick);
  g_assert_true (ilo_media_insert (fixture->media, other, NULL));
  g_signal_connect_swapped (fixture->media, "notify::image", G_CALLBACK (g_atomic_int_inc), &notified);
  await_until (notified > 0);
  assert_ready (fixture);
  unlink (path);
}

static void
count_up (IloMedia *media,
          gpointer  user_data)
{
  ++*(guint *) user_data;
}

static void
test_statistics (Fixture       *fixture,
                 gconstpointer  data)
{
  IloMediaStatistics statistics;
  guint8 block[512] = { 0 };
  guint activities = 0;

  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, NULL);
  g_signal_connect (fixture->media, "activity", G_CALLBACK (count_up), &activities);
  g_assert_false (ilo_media_get_active (fixture->media));
  initiator_transfer (fixture->initiator, 0x28, 0, 8, NULL, 0, NULL);
  initiator_transfer (fixture->initiator, 0x28, 0, 8, NULL, 0, NULL);
  initiator_transfer (fixture->initiator, 0x2A, 0, 1, block, sizeof block, NULL);
  initiator_transfer (fixture->initiator, 0x2A, 1000000, 1, block, sizeof block, NULL);
  initiator_command (fixture->initiator, test_unit_ready, NULL, 0, NULL);
  ilo_media_get_statistics (fixture->media, &statistics);
  g_assert_cmpuint (statistics.commands, ==, 5);
  g_assert_cmpuint (statistics.reads, ==, 2);
  g_assert_cmpuint (statistics.writes, ==, 2);
  g_assert_cmpuint (statistics.bytes_read, ==, 8192);
  g_assert_cmpuint (statistics.bytes_written, ==, 512);
  g_assert_cmpuint (statistics.errors, ==, 1);
  await_until (ilo_media_get_active (fixture->media));
  await_until (!ilo_media_get_active (fixture->media));
  g_assert_cmpuint (activities, >, 1);
}

static void
test_both_drives (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(Initiator) other = initiator_new ();
  g_autofree char *path = initiator_new_file (KEY_SIZE, 9);
  g_autoptr(IloImage) image = ilo_image_open (path, ILO_DRIVE_ANY, FALSE, NULL);
  g_autoptr(IloMedia) media = initiator_connect (other, image, NULL);
  g_autoptr(GByteArray) in = g_byte_array_new ();
  guint8 block[512];

  set_up_with (fixture, CD_SIZE, ILO_DRIVE_CD, NULL);
  assert_ready (fixture);
  g_assert_cmphex (other->hello[1], ==, 0x83);
  g_assert_cmphex (fixture->initiator->hello[1], ==, 0x82);
  for (guint i = 0; i < 100; i++)
    {
      memset (block, (int) i, sizeof block);
      g_assert_cmphex (initiator_transfer (other, 0x2A, i, 1, block, sizeof block, NULL), ==, 0);
      g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, i, 2, NULL, 0, in), ==, 0);
      g_assert_cmphex (in->data[0], ==, media_fake_byte (11, 2048 * i));
      g_assert_cmphex (initiator_transfer (other, 0x28, i, 1, NULL, 0, in), ==, 0);
      g_assert_cmpmem (in->data, in->len, block, sizeof block);
    }
  initiator_close (other);
  await_until (ilo_media_get_state (media) == ILO_MEDIA_STATE_ENDED);
  unlink (path);
}

/* Far away, every command costs one round trip: the least of many is taken, because this computer may be busy. */
static void
test_one_round_trip (Fixture       *fixture,
                     gconstpointer  data)
{
  static const guint delay = 20;
  guint16 port = fixture->initiator->port;
  DelayProxy *proxy = delay_proxy_new (port, delay);
  g_autofree guint8 *blocks = g_malloc0 (64 * 512);
  gint64 read_time = G_MAXINT64;
  gint64 write_time = G_MAXINT64;

  fixture->initiator->port = delay_proxy_get_port (proxy);
  set_up_with (fixture, KEY_SIZE, ILO_DRIVE_ANY, NULL);
  fixture->initiator->port = port;
  for (guint i = 0; i < 8; i++)
    {
      gint64 start = g_get_monotonic_time ();
      gint64 half;

      g_assert_cmphex (initiator_transfer (fixture->initiator, 0x28, 256 * i, 256, NULL, 0, NULL), ==, 0);
      half = g_get_monotonic_time ();
      g_assert_cmphex (initiator_transfer (fixture->initiator, 0x2A, 64 * i, 64, blocks, 64 * 512, NULL), ==, 0);
      read_time = MIN (read_time, half - start);
      write_time = MIN (write_time, g_get_monotonic_time () - half);
    }
  g_test_message ("Read: %.1f ms, write: %.1f ms", (double) read_time / 1000, (double) write_time / 1000);
  g_assert_cmpint (read_time, >=, 2000 * delay);
  g_assert_cmpint (read_time, <, 3000 * delay);
  g_assert_cmpint (write_time, <, 3000 * delay);
  initiator_close (fixture->initiator);
  await_until (ilo_media_get_state (fixture->media) == ILO_MEDIA_STATE_ENDED);
  delay_proxy_free (proxy);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/ilo/media/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("hello/every-answer", test_every_answer);
  ADD ("hello/names-the-drive", test_hello_names_the_drive);
  ADD ("hello/no-answer", test_no_answer);
  ADD ("hello/nobody-listens", test_nobody_listens);
  ADD ("hello/cancel", test_cancel);
  ADD ("frames/examples-floppy", test_examples_floppy);
  ADD ("frames/examples-key", test_examples_key);
  ADD ("frames/examples-cd", test_examples_cd);
  ADD ("frames/examples-idle", test_examples_idle);
  ADD ("frames/in-any-split", test_frames_in_any_split);
  ADD ("frames/no-keepalive-within", test_no_keepalive_within);
  ADD ("frames/keepalive-has-no-length", test_keepalive_has_no_length);
  ADD ("frames/stall-ends", test_stall_ends);
  ADD ("frames/deaf-ilo-ends", test_deaf_ilo_ends);
  ADD ("frames/too-much-is-drained", test_too_much_is_drained);
  ADD ("file/acknowledged-is-in-the-file", test_acknowledged_is_in_the_file);
  ADD ("file/synced-after-a-while", test_synced_after_a_while);
  ADD ("file/truncated-while-mounted", test_truncated_while_mounted);
  ADD ("file/replaced-while-mounted", test_replaced_while_mounted);
  ADD ("file/read-only-by-choice", test_read_only_by_choice);
  ADD ("end/ejected-by-the-server", test_ejected_by_the_server);
  ADD ("end/other-stops-are-no-eject", test_other_stops_are_no_eject);
  ADD ("end/disconnected-by-the-user", test_disconnected_by_the_user);
  ADD ("end/disconnect-after-the-reply", test_disconnect_after_the_reply);
  ADD ("end/closed-by-the-ilo", test_closed_by_the_ilo);
  ADD ("end/dropped-object-says-farewell", test_dropped_object_says_farewell);
  ADD ("medium/change", test_change);
  ADD ("medium/change-unseen", test_change_unseen);
  ADD ("one-round-trip", test_one_round_trip);
  ADD ("statistics", test_statistics);
  ADD ("both-drives", test_both_drives);
  return g_test_run ();
}
