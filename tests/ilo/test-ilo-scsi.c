/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ilo-media-wire.h"
#include "ilo-scsi-cdrom.h"
#include "media-examples.h"

#define CD_SIZE     734003200
#define FLOPPY_SIZE 1474560
#define KEY_SIZE    4194304

/* A drive with all that its connection remembers. */
typedef struct
{
  MediaFake    *fake;
  IloScsi      *scsi;
  IloScsiReply  last;
} Drive;

static Drive
drive_new (IloDrive kind,
           guint64  size)
{
  Drive drive = { .fake = media_fake_new (size, kind == ILO_DRIVE_CD ? 11 : 9) };

  drive.scsi = ilo_scsi_new (kind, &media_fake_interface, drive.fake, FALSE);
  return drive;
}

static void
drive_clear (Drive *drive)
{
  ilo_scsi_free (drive->scsi);
  media_fake_free (drive->fake);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drive, drive_clear)

static void
execute (Drive        *drive,
         const guint8 *cdb,
         const guint8 *data,
         gsize         length)
{
  g_autofree guint8 *exact_cdb = g_memdup2 (cdb, ILO_SCSI_CDB_SIZE);
  g_autofree guint8 *exact = g_memdup2 (data, length);

  g_assert_cmpuint (ilo_scsi_get_data_out (drive->scsi, exact_cdb), ==, length);
  ilo_scsi_execute (drive->scsi, exact_cdb, exact, length, &drive->last);
}

static guint8 *
data_phase (const MediaExample *example)
{
  guint8 *data = g_malloc (example->length);

  if (example->length == example->bytes->len)
    memcpy (data, example->bytes->data, example->length);
  else
    for (gsize i = 0; i < example->length; i++)
      data[i] = (guint8) (3 * (i % 512));
  g_assert_cmphex (media_crc (data, example->length), ==, example->crc);
  return data;
}

static void
check_payload (Drive              *drive,
               const MediaExample *example)
{
  g_assert_cmpuint (drive->last.length, ==, example->length);
  g_assert_cmpmem (drive->last.data, example->bytes->len, example->bytes->data, example->bytes->len);
  g_assert_cmphex (media_crc (drive->last.data, drive->last.length), ==, example->crc);
}

/* What the drive says next, to a command or of itself. */
static void
check_header (Drive              *drive,
              const MediaExample *command,
              const MediaExample *example)
{
  guint8 header[ILO_MEDIA_HEADER_SIZE];

  if ((example->bytes->data[4] & ILO_MEDIA_KEEPALIVE) != 0)
    ilo_media_encode_notice (header, ILO_MEDIA_KEEPALIVE, &drive->last);
  else if ((example->bytes->data[4] & ILO_MEDIA_DISCONNECT) != 0)
    ilo_media_encode_notice (header, ILO_MEDIA_DISCONNECT, &drive->last);
  else if (command->bytes->data[0] == ILO_MEDIA_SYNCHRONISE)
    ilo_media_encode_synchronise (header, command->bytes->data, &drive->last);
  else
    ilo_media_encode_reply (header, &drive->last);
  g_assert_cmpmem (header, sizeof header, example->bytes->data, example->bytes->len);
}

static void
run_examples (Drive      *drive,
              const char *section)
{
  g_autoptr(GPtrArray) examples = media_examples_load (section);
  const MediaExample *command = NULL;

  for (guint i = 0; i < examples->len; i++)
    {
      const MediaExample *example = g_ptr_array_index (examples, i);
      const MediaExample *next = i + 1 < examples->len ? g_ptr_array_index (examples, i + 1) : NULL;

      g_test_message ("%s, line %u: %s", section, i + 1, example->text);
      if (strstr (example->text, "image is inserted") != NULL)
        {
          drive->fake->size = 2048000;
          ilo_scsi_set_medium (drive->scsi, drive->fake, FALSE);
        }
      if (example->from_ilo && !example->payload)
        {
          gboolean data_out = next != NULL && next->from_ilo && next->payload;
          g_autofree guint8 *data = data_out ? data_phase (next) : NULL;

          command = example;
          if (example->bytes->data[0] != ILO_MEDIA_SYNCHRONISE)
            execute (drive, example->bytes->data, data, data_out ? next->length : 0);
        }
      else if (!example->from_ilo && example->payload)
        {
          check_payload (drive, example);
        }
      else if (!example->from_ilo)
        {
          check_header (drive, command, example);
        }
    }
}

static void
test_examples_idle (void)
{
  g_auto(Drive) drive = drive_new (ILO_DRIVE_CD, CD_SIZE);

  run_examples (&drive, "8.4");
}

static void
test_examples_cd (void)
{
  g_auto(Drive) drive = drive_new (ILO_DRIVE_CD, CD_SIZE);

  run_examples (&drive, "8.5");
  run_examples (&drive, "8.7");
  run_examples (&drive, "8.8");
  run_examples (&drive, "8.12");
  g_assert_true (drive.last.eject);
}

static void
test_examples_event_first (void)
{
  g_auto(Drive) drive = drive_new (ILO_DRIVE_CD, CD_SIZE);

  run_examples (&drive, "8.6");
}

static void
test_examples_floppy (void)
{
  g_auto(Drive) drive = drive_new (ILO_DRIVE_FLOPPY, FLOPPY_SIZE);

  run_examples (&drive, "8.9");
  ilo_scsi_set_write_protected (drive.scsi, TRUE);
  run_examples (&drive, "8.10");
}

static void
test_examples_key (void)
{
  g_auto(Drive) drive = drive_new (ILO_DRIVE_USB, KEY_SIZE);

  run_examples (&drive, "8.11");
}

static void
test_examples_swap (void)
{
  static const guint8 ready[ILO_SCSI_CDB_SIZE] = { 0 };
  g_auto(Drive) drive = drive_new (ILO_DRIVE_CD, CD_SIZE);

  execute (&drive, ready, NULL, 0);
  execute (&drive, ready, NULL, 0);
  ilo_scsi_set_medium (drive.scsi, NULL, FALSE);
  run_examples (&drive, "8.14");
}

/* The same by emptying and refilling the medium, with nobody saying so. */
static void
test_medium_comes_and_goes (void)
{
  static const guint8 ready[ILO_SCSI_CDB_SIZE] = { 0 };
  static const guint8 toc[ILO_SCSI_CDB_SIZE] = { 0x43, [8] = 20 };
  static const guint8 mode[ILO_SCSI_CDB_SIZE] = { 0x5A, [8] = 20 };
  g_auto(Drive) drive = drive_new (ILO_DRIVE_CD, CD_SIZE);

  drive.fake->size = 0;
  execute (&drive, ready, NULL, 0);
  g_assert_cmphex (drive.last.sense, ==, ILO_SENSE_NO_MEDIUM);
  g_assert_cmphex (drive.last.medium, ==, 0);
  execute (&drive, toc, NULL, 0);
  g_assert_cmphex (drive.last.sense, ==, ILO_SENSE_NO_MEDIUM);
  g_assert_cmpuint (drive.last.length, ==, 0);
  execute (&drive, mode, NULL, 0);
  g_assert_cmphex (drive.last.sense, ==, 0);
  g_assert_cmphex (drive.last.medium, ==, 0);
  drive.fake->size = CD_SIZE;
  execute (&drive, toc, NULL, 0);
  g_assert_cmphex (drive.last.sense, ==, 0);
  g_assert_cmphex (drive.last.medium, ==, 1);
  execute (&drive, ready, NULL, 0);
  g_assert_cmphex (drive.last.sense, ==, 0);
}

static void
test_msf (void)
{
  static const struct
  {
    guint64 n;
    guint8  msf[3];
  } vectors[] = {
    { 0, { 0, 2, 0 } },
    { 1, { 0, 2, 1 } },
    { 75, { 0, 3, 0 } },
    { 1000, { 0, 15, 25 } },
    { 4350, { 1, 0, 0 } },
    { 332800, { 73, 59, 25 } },
    { 358400, { 79, 40, 50 } },
    { 449849, { 99, 59, 74 } },
    { 1147349, { 254, 59, 74 } },
    { 1151849, { 255, 59, 74 } },
    { 1151850, { 0xFF, 0x3B, 0x4A } },
    { 2295104, { 0xFF, 0x3B, 0x4A } },
    { G_GUINT64_CONSTANT (1) << 32, { 0xFF, 0x3B, 0x4A } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      guint8 msf[3];

      ilo_scsi_msf (vectors[i].n, msf);
      g_assert_cmpmem (msf, sizeof msf, vectors[i].msf, sizeof vectors[i].msf);
    }
}

/* Which commands see the first state, and which use it up in silence. */
static void
test_first_command (void)
{
  static const struct
  {
    IloDrive drive;
    guint8   cdb[ILO_SCSI_CDB_SIZE];
    guint32  sense;
  } cases[] = {
    { ILO_DRIVE_CD, { 0x00 }, ILO_SENSE_MEDIUM_CHANGED },
    { ILO_DRIVE_CD, { 0x25 }, ILO_SENSE_MEDIUM_CHANGED },
    { ILO_DRIVE_CD, { 0x28, [8] = 1 }, ILO_SENSE_MEDIUM_CHANGED },
    { ILO_DRIVE_CD, { 0xA8, [9] = 1 }, ILO_SENSE_MEDIUM_CHANGED },
    { ILO_DRIVE_CD, { 0x43, [8] = 20 }, ILO_SENSE_NONE },
    { ILO_DRIVE_CD, { 0x5A, [8] = 20 }, ILO_SENSE_NONE },
    { ILO_DRIVE_CD, { 0x4A, 1, 0, 0, 0x10, [8] = 8 }, ILO_SENSE_NONE },
    { ILO_DRIVE_CD, { 0x1E, [4] = 1 }, ILO_SENSE_NONE },
    { ILO_DRIVE_CD, { 0x1B, [4] = 2 }, ILO_SENSE_NONE },
    { ILO_DRIVE_CD, { 0x1D }, ILO_SENSE_NONE },
    { ILO_DRIVE_CD, { 0x03 }, ILO_SENSE_BAD_FIELD },
    { ILO_DRIVE_USB, { 0x00 }, ILO_SENSE_MEDIUM_CHANGED },
    { ILO_DRIVE_USB, { 0x25 }, ILO_SENSE_MEDIUM_CHANGED },
    { ILO_DRIVE_USB, { 0x23 }, ILO_SENSE_MEDIUM_CHANGED },
    { ILO_DRIVE_USB, { 0x28, [8] = 1 }, ILO_SENSE_NONE },
    { ILO_DRIVE_USB, { 0xA8, [9] = 1 }, ILO_SENSE_NONE },
    { ILO_DRIVE_USB, { 0x1D }, ILO_SENSE_NONE },
    { ILO_DRIVE_USB, { 0x1B, [4] = 1 }, ILO_SENSE_NONE },
    { ILO_DRIVE_USB, { 0x1E }, ILO_SENSE_NONE },
    { ILO_DRIVE_USB, { 0x35 }, ILO_SENSE_NONE },
    { ILO_DRIVE_USB, { 0x12 }, ILO_SENSE_UNKNOWN_COMMAND },
    { ILO_DRIVE_USB, { 0x4A, 1, 0, 0, 0x10, [8] = 8 }, ILO_SENSE_UNKNOWN_COMMAND },
  };
  static const guint8 ready[ILO_SCSI_CDB_SIZE] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Drive) drive = drive_new (cases[i].drive, KEY_SIZE);

      execute (&drive, cases[i].cdb, NULL, 0);
      g_assert_cmphex (drive.last.sense, ==, cases[i].sense);
      execute (&drive, ready, NULL, 0);
      g_assert_cmphex (drive.last.sense, ==, ILO_SENSE_NONE);
    }
}

static void
test_ranges (void)
{
  static const struct
  {
    IloDrive drive;
    guint64  size;
    guint8   cdb[ILO_SCSI_CDB_SIZE];
    guint32  sense;
    gsize    length;
  } cases[] = {
    { ILO_DRIVE_CD, 4096, { 0x28, [5] = 1, [8] = 1 }, 0, 2048 },
    { ILO_DRIVE_CD, 4096, { 0x28, [5] = 2, [8] = 0 }, ILO_SENSE_OUT_OF_RANGE, 0 },
    { ILO_DRIVE_CD, 4096, { 0x28, [5] = 1, [8] = 0 }, 0, 0 },
    { ILO_DRIVE_CD, 4096 + 2047, { 0x28, [5] = 2, [8] = 1 }, ILO_SENSE_OUT_OF_RANGE, 0 },
    { ILO_DRIVE_CD, CD_SIZE, { 0x28, 0, 0xFF, 0xFF, 0xFF, 0xFF, [8] = 2 }, ILO_SENSE_OUT_OF_RANGE, 0 },
    { ILO_DRIVE_CD, CD_SIZE, { 0x28, [7] = 2, [8] = 0 }, 0, 512 * 2048 },
    { ILO_DRIVE_CD, CD_SIZE, { 0x28, [7] = 2, [8] = 1 }, ILO_SENSE_BAD_FIELD, 0 },
    { ILO_DRIVE_CD, CD_SIZE, { 0xA8, [6] = 0xFF, [9] = 1 }, ILO_SENSE_OUT_OF_RANGE, 0 },
    { ILO_DRIVE_CD, CD_SIZE, { 0xA8, [8] = 1, [9] = 0 }, 0, 256 * 2048 },
    { ILO_DRIVE_CD, G_GUINT64_CONSTANT (2048) << 32, { 0x28, 0, 0xFF, 0xFF, 0xFF, 0xFF, [8] = 1 }, 0, 2048 },
    { ILO_DRIVE_USB, G_GUINT64_CONSTANT (512) << 32, { 0x28, 0, 0x80, [8] = 1 }, 0, 512 },
    { ILO_DRIVE_USB, G_GUINT64_CONSTANT (512) << 32, { 0xA8, 0, 0xFF, 0xFF, 0xFF, 0xFF, [9] = 1 }, 0, 512 },
    { ILO_DRIVE_USB, 0, { 0x28, [8] = 1 }, ILO_SENSE_OUT_OF_RANGE, 0 },
    { ILO_DRIVE_USB, KEY_SIZE, { 0x28, [7] = 8, [8] = 0 }, 0, 1048576 },
  };
  static const guint8 ready[ILO_SCSI_CDB_SIZE] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Drive) drive = drive_new (cases[i].drive, cases[i].size);

      execute (&drive, ready, NULL, 0);
      execute (&drive, cases[i].cdb, NULL, 0);
      g_assert_cmphex (drive.last.sense, ==, cases[i].sense);
      g_assert_cmpuint (drive.last.length, ==, cases[i].length);
    }
}

static void
test_capacity_of_the_largest (void)
{
  static const guint8 ready[ILO_SCSI_CDB_SIZE] = { 0 };
  static const guint8 capacity[ILO_SCSI_CDB_SIZE] = { 0x25 };
  static const guint8 last[] = { 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 2, 0 };
  g_auto(Drive) drive = drive_new (ILO_DRIVE_USB, (G_GUINT64_CONSTANT (512) << 32) + 511);

  execute (&drive, ready, NULL, 0);
  execute (&drive, capacity, NULL, 0);
  g_assert_cmpmem (drive.last.data, drive.last.length, last, sizeof last);
}

static void
test_failures (void)
{
  static const guint8 ready[ILO_SCSI_CDB_SIZE] = { 0 };
  static const guint8 read[ILO_SCSI_CDB_SIZE] = { 0x28, [8] = 1 };
  static const guint8 write[ILO_SCSI_CDB_SIZE] = { 0x2A, [8] = 1 };
  static const guint8 flush[ILO_SCSI_CDB_SIZE] = { 0x35 };
  guint8 block[512] = { 0 };
  g_auto(Drive) cd = drive_new (ILO_DRIVE_CD, CD_SIZE);
  g_auto(Drive) key = drive_new (ILO_DRIVE_USB, KEY_SIZE);

  cd.fake->fail_read = TRUE;
  execute (&cd, ready, NULL, 0);
  execute (&cd, read, NULL, 0);
  g_assert_cmphex (cd.last.sense, ==, ILO_SENSE_READ_ERROR);
  g_assert_cmpuint (cd.last.length, ==, 0);
  g_assert_cmpuint (cd.fake->reads, ==, 1);

  key.fake->fail_read = key.fake->fail_write = key.fake->fail_flush = TRUE;
  execute (&key, read, NULL, 0);
  g_assert_cmphex (key.last.sense, ==, ILO_SENSE_ID_ERROR);
  execute (&key, write, block, sizeof block);
  g_assert_cmphex (key.last.sense, ==, ILO_SENSE_ID_ERROR);
  execute (&key, flush, NULL, 0);
  g_assert_cmphex (key.last.sense, ==, ILO_SENSE_ID_ERROR);
  key.fake->fail_flush = FALSE;
  execute (&key, flush, NULL, 0);
  g_assert_cmphex (key.last.sense, ==, ILO_SENSE_NONE);
  g_assert_cmpuint (key.fake->flushes, ==, 2);
}

/* Bytes that follow a command are told before it is executed, whatever will come of it. */
static void
test_data_out (void)
{
  static const struct
  {
    IloDrive drive;
    guint8   cdb[ILO_SCSI_CDB_SIZE];
    guint64  length;
  } cases[] = {
    { ILO_DRIVE_USB, { 0x2A, [7] = 0xFF, [8] = 0xFF }, G_GUINT64_CONSTANT (512) * 65535 },
    { ILO_DRIVE_USB, { 0x2E, [8] = 2 }, 1024 },
    { ILO_DRIVE_USB, { 0xAA, [6] = 0xFF, [7] = 0xFF, [8] = 0xFF, [9] = 0xFF }, G_GUINT64_CONSTANT (512) * 0xFFFFFFFF },
    { ILO_DRIVE_USB, { 0x04, 0x17, [8] = 12 }, 12 },
    { ILO_DRIVE_CD, { 0x2A, [8] = 1 }, 2048 },
    { ILO_DRIVE_CD, { 0x15, [4] = 9 }, 9 },
    { ILO_DRIVE_CD, { 0x55, [7] = 1, [8] = 2 }, 258 },
    { ILO_DRIVE_CD, { 0x1D, [3] = 1, [4] = 1 }, 257 },
    { ILO_DRIVE_CD, { 0x3B, [6] = 1, [8] = 1 }, 65537 },
    { ILO_DRIVE_CD, { 0x28, [8] = 1 }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Drive) drive = drive_new (cases[i].drive, KEY_SIZE);

      g_assert_cmpuint (ilo_scsi_get_data_out (drive.scsi, cases[i].cdb), ==, cases[i].length);
    }
}

/* What is too much is refused, and not even looked at. */
static void
test_refuses_large_writes (void)
{
  static const guint8 write[ILO_SCSI_CDB_SIZE] = { 0x2A, [7] = 8, [8] = 1 };
  g_auto(Drive) drive = drive_new (ILO_DRIVE_USB, KEY_SIZE);

  ilo_scsi_execute (drive.scsi, write, NULL, 0, &drive.last);
  g_assert_cmphex (drive.last.sense, ==, ILO_SENSE_BAD_FIELD);
  g_assert_cmpuint (g_hash_table_size (drive.fake->written), ==, 0);
}

static void
test_write_12 (void)
{
  static const guint8 write[ILO_SCSI_CDB_SIZE] = { 0xAA, [5] = 7, [9] = 2 };
  g_auto(Drive) drive = drive_new (ILO_DRIVE_USB, KEY_SIZE);
  guint8 blocks[1024];

  memset (blocks, 0xA5, sizeof blocks);
  execute (&drive, write, blocks, sizeof blocks);
  g_assert_cmphex (drive.last.sense, ==, ILO_SENSE_NONE);
  g_assert_cmpuint (g_hash_table_size (drive.fake->written), ==, 2);
  g_assert_true (g_hash_table_contains (drive.fake->written, GUINT_TO_POINTER (8)));
}

static void
test_every_command_is_answered (void)
{
  for (guint kind = ILO_DRIVE_FLOPPY; kind <= ILO_DRIVE_USB; kind++)
    for (guint operation = 0; operation < 256; operation++)
      {
        g_auto(Drive) drive = drive_new (kind, KEY_SIZE);
        guint8 cdb[ILO_SCSI_CDB_SIZE] = { operation, 1 };

        drive.last.sense = 0xFFFFFF;
        execute (&drive, cdb, NULL, 0);
        g_assert_cmphex (drive.last.sense, !=, 0xFFFFFF);
        g_assert_cmphex (drive.last.medium, ==, kind == ILO_DRIVE_CD ? 0x01 : 0x24);
        g_assert_false (drive.last.eject);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/scsi/examples/idle", test_examples_idle);
  g_test_add_func ("/ilo/scsi/examples/cd", test_examples_cd);
  g_test_add_func ("/ilo/scsi/examples/event-first", test_examples_event_first);
  g_test_add_func ("/ilo/scsi/examples/floppy", test_examples_floppy);
  g_test_add_func ("/ilo/scsi/examples/key", test_examples_key);
  g_test_add_func ("/ilo/scsi/examples/swap", test_examples_swap);
  g_test_add_func ("/ilo/scsi/medium-comes-and-goes", test_medium_comes_and_goes);
  g_test_add_func ("/ilo/scsi/msf", test_msf);
  g_test_add_func ("/ilo/scsi/first-command", test_first_command);
  g_test_add_func ("/ilo/scsi/ranges", test_ranges);
  g_test_add_func ("/ilo/scsi/capacity-of-the-largest", test_capacity_of_the_largest);
  g_test_add_func ("/ilo/scsi/failures", test_failures);
  g_test_add_func ("/ilo/scsi/data-out", test_data_out);
  g_test_add_func ("/ilo/scsi/refuses-large-writes", test_refuses_large_writes);
  g_test_add_func ("/ilo/scsi/write-12", test_write_12);
  g_test_add_func ("/ilo/scsi/every-command-is-answered", test_every_command_is_answered);
  return g_test_run ();
}
