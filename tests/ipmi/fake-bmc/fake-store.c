/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fake-private.h"

/* The SDR repository, the sensors, the SEL and the FRU. */

#define KEY(netfn, command) ((netfn) << 8 | (command))
#define LAST_RECORD         0xFFFF
#define FRU_SIZE            256
#define SEL_START           1700000000
#define SDR_TIME            1600000000
#define LOSE_EVERY          7
#define CHANGE_EVERY        5

enum
{
  OK = 0x00,
  LOST_RESERVATION = 0xC5,
  WRONG_LENGTH = 0xC7,
  OUT_OF_RANGE = 0xC9,
  TOO_MUCH = 0xCA,
  NOT_THERE = 0xCB,
  INVALID_FIELD = 0xCC,
};

/* A full sensor record (§43.1): a temperature, M = 1, upper thresholds 80, 90, 100, raw value 20 + its number. */
static GBytes *
create_sensor (guint16 id,
               guint   number)
{
  g_autoptr(GByteArray) record = g_byte_array_new ();
  g_autofree char *name = g_strdup_printf ("Sensor %u", number);
  const guint8 fixed[] = {
    0x20, 0x00, (guint8) number,          /* owner, LUN, number */
    0x07, (guint8) number,                /* entity: system board */
    0x7F, 0x68, 0x01, 0x01,               /* initialisation, capabilities, temperature, threshold */
    0x00, 0x00, 0x00, 0x00, 0x38, 0x38,   /* masks: no events, upper thresholds readable and settable */
    0x00, 0x01, 0x00,                     /* unsigned, degrees C */
    0x00, 0x01, 0x00, 0x00, 0x00, 0x00,   /* linear, M = 1, B = 0 */
    0x00, 0x00, 0x00, 0x00, 0x00,         /* exponents 0, no analog characteristics */
    0xFF, 0x00, 100, 90, 80, 0, 0, 0,     /* range, thresholds */
    0x02, 0x02, 0x00, 0x00, 0x00,         /* hysteresis, reserved, OEM */
  };

  fake_append_le (record, 2, id);
  fake_append (record, 0x51);
  fake_append (record, 0x01);
  fake_append (record, (guint8) (sizeof fixed + 1 + strlen (name)));
  g_byte_array_append (record, fixed, sizeof fixed);
  fake_append (record, (guint8) (0xC0 | strlen (name)));
  g_byte_array_append (record, (const guint8 *) name, (guint) strlen (name));
  return g_byte_array_free_to_bytes (g_steal_pointer (&record));
}

/* Compact (§43.2): a discrete power supply sensor. */
static GBytes *
create_compact (guint16 id,
                guint8  number)
{
  const guint8 record[] = {
    (guint8) id, (guint8) (id >> 8), 0x51, 0x02, 27 + 5,
    0x20, 0x00, number, 0x0A, 0x01, 0x67, 0x40, 0x08, 0x6F, 0x0F, 0x00, 0x0F, 0x00, 0x0F, 0x00,
    0xC0, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC5, 'P', 'S', 'U', ' ', '1',
  };

  return g_bytes_new (record, sizeof record);
}

/* FRU device locator (§43.8) */
static GBytes *
create_fru_locator (guint16 id)
{
  const guint8 record[] = {
    (guint8) id, (guint8) (id >> 8), 0x51, 0x11, 11 + 8,
    0x20, 0x00, 0x80, 0x00, 0x00, 0x10, 0x00, 0x07, 0x01, 0x00, 0xC8, 'M', 'a', 'i', 'n', ' ', 'F', 'R', 'U',
  };

  return g_bytes_new (record, sizeof record);
}

static guint8
zero_sum (const GByteArray *array,
          guint             start)
{
  guint8 sum = 0;

  for (guint i = start; i < array->len; i++)
    sum += array->data[i];
  return (guint8) -sum;
}

static void
append_text (GByteArray *array,
             const char *text)
{
  fake_append (array, (guint8) (0xC0 | strlen (text)));
  g_byte_array_append (array, (const guint8 *) text, (guint) strlen (text));
}

/* Platform Management FRU Information Storage Definition: header, board area, product area. */
static GBytes *
create_fru (FakeMischief mischief)
{
  g_autoptr(GByteArray) fru = g_byte_array_new ();
  const guint8 header[] = { 1, 0, 0, 1, 5, 0, 0 };
  const guint8 board[] = { 1, 4, 0, 0xA0, 0x86, 0x01 };
  const guint8 product[] = { 1, 5, 0 };
  guint start;

  g_byte_array_append (fru, header, sizeof header);
  fake_append (fru, zero_sum (fru, 0));
  start = fru->len;
  g_byte_array_append (fru, board, sizeof board);
  append_text (fru, "Fake Inc");
  append_text (fru, "Board");
  append_text (fru, "B-001");
  fake_append (fru, 0xC0);
  fake_append (fru, 0xC0);
  fake_append (fru, 0xC1);
  while (fru->len - start < 31)
    fake_append (fru, 0);
  fake_append (fru, zero_sum (fru, start));
  start = fru->len;
  g_byte_array_append (fru, product, sizeof product);
  append_text (fru, "Fake Inc");
  append_text (fru, "Model 7");
  append_text (fru, "F-7");
  append_text (fru, "1.0");
  append_text (fru, "S-007");
  fake_append (fru, 0xC0);
  fake_append (fru, 0xC0);
  fake_append (fru, 0xC1);
  while (fru->len - start < 39)
    fake_append (fru, 0);
  fake_append (fru, zero_sum (fru, start));
  if (mischief & FAKE_FRU_CHECKSUM)
    fru->data[start - 1] ^= 0x55;
  if (mischief & FAKE_FRU_LENGTH)
    {
      fru->data[9] = 0xFF;
      fru->data[start + 3] = 0xC0 | 0x3F;
    }
  while (fru->len < FRU_SIZE)
    fake_append (fru, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&fru));
}

static void
add_sel (FakeBmc *bmc)
{
  guint8 record[FAKE_SEL_SIZE] = { 0 };
  guint id = bmc->sel_next_id++;
  guint32 when = SEL_START + id * 60;

  record[0] = (guint8) id;
  record[1] = (guint8) (id >> 8);
  record[2] = 0x02;
  for (guint i = 0; i < 4; i++)
    record[3 + i] = (guint8) (when >> (8 * i));
  record[7] = 0x20;
  record[9] = 0x04;
  record[10] = 0x01;
  record[11] = (guint8) (1 + id % bmc->options.sensors);
  record[12] = 0x01 | (id % 2 == 0 ? 0x80 : 0);
  record[13] = 0x57;
  record[14] = 91;
  record[15] = 90;
  g_array_append_vals (bmc->sel, record, 1);
}

void
fake_store_init (FakeBmc *bmc)
{
  guint16 id = 1;

  bmc->sdrs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 1; i <= bmc->options.sensors; i++, id += bmc->options.sdr_step)
    g_ptr_array_add (bmc->sdrs, create_sensor (id, i));
  g_ptr_array_add (bmc->sdrs, create_compact (id, (guint8) MIN (bmc->options.sensors + 1, 255)));
  id += bmc->options.sdr_step;
  g_ptr_array_add (bmc->sdrs, create_fru_locator (id));
  bmc->sel = g_array_new (FALSE, FALSE, FAKE_SEL_SIZE);
  bmc->sel_next_id = 1;
  for (guint i = 0; i < bmc->options.sel_records; i++)
    add_sel (bmc);
  if ((bmc->options.mischief & FAKE_EMPTY) != 0)
    {
      g_ptr_array_set_size (bmc->sdrs, 0);
      g_array_set_size (bmc->sel, 0);
    }
  bmc->fru = create_fru (bmc->options.mischief);
}

void
fake_store_clear (FakeBmc *bmc)
{
  g_ptr_array_unref (bmc->sdrs);
  g_array_unref (bmc->sel);
  g_bytes_unref (bmc->fru);
}

static void
get_sdr_info (FakeBmc    *bmc,
              GByteArray *answer)
{
  fake_append (answer, OK);
  fake_append (answer, 0x51);
  fake_append_le (answer, 2, bmc->options.mischief & FAKE_SDR_COUNT ? 3 : bmc->sdrs->len);
  fake_append_le (answer, 2, 0x1000);
  fake_append_le (answer, 4, SDR_TIME);
  fake_append_le (answer, 4, 0);
  fake_append (answer, 0x22);
}

static guint
find_sdr (FakeBmc *bmc,
          guint    id)
{
  if (id == 0)
    return 0;
  if (id == LAST_RECORD)
    return bmc->sdrs->len - 1;
  for (guint i = 0; i < bmc->sdrs->len; i++)
    if (fake_get_le (g_bytes_get_data (g_ptr_array_index (bmc->sdrs, i), NULL), 2) == id)
      return i;
  return bmc->sdrs->len;
}

/* §33.12 */
static void
get_sdr (FakeBmc           *bmc,
         const FakeRequest *request,
         GByteArray        *answer)
{
  guint reservation = request->length == 6 ? fake_get_le (request->data, 2) : 0;
  guint i = request->length == 6 ? find_sdr (bmc, fake_get_le (request->data + 2, 2)) : 0;
  guint offset = request->length == 6 ? request->data[4] : 0;
  guint wanted = request->length == 6 ? request->data[5] : 0;
  const guint8 *record;
  gsize size;

  bmc->sdr_reads++;
  if ((bmc->options.mischief & FAKE_SDR_LOSES) && bmc->sdr_reads % LOSE_EVERY == 0)
    bmc->sdr_reservation++;
  if (request->length != 6)
    {
      fake_append (answer, WRONG_LENGTH);
      return;
    }
  if (offset > 0 && reservation != bmc->sdr_reservation)
    {
      fake_append (answer, LOST_RESERVATION);
      return;
    }
  if (i >= bmc->sdrs->len)
    {
      fake_append (answer, NOT_THERE);
      return;
    }
  record = g_bytes_get_data (g_ptr_array_index (bmc->sdrs, i), &size);
  if ((bmc->options.mischief & FAKE_SDR_SHORT) && i == 2)
    size = 20;
  if (offset >= size)
    {
      fake_append (answer, OUT_OF_RANGE);
      return;
    }
  if (wanted == 0xFF)
    wanted = (guint) size - offset;
  if (wanted > bmc->options.max_read)
    {
      fake_append (answer, TOO_MUCH);
      return;
    }
  fake_append (answer, OK);
  if (i + 1 < bmc->sdrs->len)
    fake_append_le (answer, 2, fake_get_le (g_bytes_get_data (g_ptr_array_index (bmc->sdrs, i + 1), NULL), 2));
  else
    fake_append_le (answer, 2, bmc->options.mischief & FAKE_SDR_LOOP ? 1 : LAST_RECORD);
  g_byte_array_append (answer, record + offset, MIN (wanted, (guint) size - offset));
}

static void
get_reading (FakeBmc           *bmc,
             const FakeRequest *request,
             GByteArray        *answer)
{
  guint number = request->length == 1 ? request->data[0] : 0;
  guint8 value = (guint8) (20 + number);

  if (number == 0 || number > bmc->options.sensors + 1)
    {
      fake_append (answer, NOT_THERE);
      return;
    }
  fake_append (answer, OK);
  if (number == bmc->options.sensors + 1)
    {
      fake_append (answer, 0);
      fake_append (answer, 0xC0);
      fake_append (answer, 0x01);
      fake_append (answer, 0x80);
      return;
    }
  fake_append (answer, value);
  fake_append (answer, 0xC0);
  fake_append (answer, (guint8) (0xC0 | (value >= 80) << 3 | (value >= 90) << 4 | (value >= 100) << 5));
}

static void
get_thresholds (FakeBmc           *bmc,
                const FakeRequest *request,
                GByteArray        *answer)
{
  static const guint8 thresholds[] = { OK, 0x38, 0, 0, 0, 80, 90, 100 };

  if (request->length != 1 || request->data[0] == 0 || request->data[0] > bmc->options.sensors)
    fake_append (answer, NOT_THERE);
  else
    g_byte_array_append (answer, thresholds, sizeof thresholds);
}

static const guint8 *
get_sel_record (FakeBmc *bmc,
                guint    i)
{
  return (const guint8 *) bmc->sel->data + i * FAKE_SEL_SIZE;
}

static guint
find_sel (FakeBmc *bmc,
          guint    id)
{
  if (id == 0)
    return 0;
  if (id == LAST_RECORD)
    return bmc->sel->len - 1;
  if (id - 1 < bmc->sel->len && fake_get_le (get_sel_record (bmc, id - 1), 2) == id)
    return id - 1;
  for (guint i = 0; i < bmc->sel->len; i++)
    if (fake_get_le (get_sel_record (bmc, i), 2) == id)
      return i;
  return bmc->sel->len;
}

static void
get_sel_info (FakeBmc    *bmc,
              GByteArray *answer)
{
  fake_append (answer, OK);
  fake_append (answer, 0x51);
  fake_append_le (answer, 2, bmc->sel->len);
  fake_append_le (answer, 2, 0x2000);
  fake_append_le (answer, 4, SEL_START + (guint32) bmc->sel_next_id * 60);
  fake_append_le (answer, 4, SEL_START);
  fake_append (answer, 0x02);
}

/* §31.5 */
static void
get_sel_entry (FakeBmc           *bmc,
               const FakeRequest *request,
               GByteArray        *answer)
{
  guint i;
  guint offset;

  if (request->length != 6)
    {
      fake_append (answer, WRONG_LENGTH);
      return;
    }
  bmc->sel_reads++;
  if ((bmc->options.mischief & FAKE_SEL_CHANGES) && bmc->sel_reads % CHANGE_EVERY == 0 && bmc->sel->len > 1)
    {
      /* A log that is a ring: the oldest record makes room for a new one. */
      g_array_remove_index (bmc->sel, 0);
      add_sel (bmc);
      bmc->sel_reservation++;
    }
  offset = request->data[4];
  if (offset > 0 && fake_get_le (request->data, 2) != bmc->sel_reservation)
    {
      fake_append (answer, LOST_RESERVATION);
      return;
    }
  i = find_sel (bmc, fake_get_le (request->data + 2, 2));
  if (bmc->sel->len == 0 || i >= bmc->sel->len)
    {
      fake_append (answer, NOT_THERE);
      return;
    }
  if (offset >= FAKE_SEL_SIZE)
    {
      fake_append (answer, OUT_OF_RANGE);
      return;
    }
  fake_append (answer, OK);
  if (i + 1 < bmc->sel->len)
    fake_append_le (answer, 2, fake_get_le (get_sel_record (bmc, i + 1), 2));
  else
    fake_append_le (answer, 2, bmc->options.mischief & FAKE_SEL_LOOP ? 1 : LAST_RECORD);
  g_byte_array_append (answer, get_sel_record (bmc, i) + offset, MIN (request->data[5], FAKE_SEL_SIZE - offset));
}

/* §31.9 */
static void
clear_sel (FakeBmc           *bmc,
           const FakeRequest *request,
           GByteArray        *answer)
{
  if (request->length != 6 || memcmp (request->data + 2, "CLR", 3) != 0)
    {
      fake_append (answer, INVALID_FIELD);
      return;
    }
  if (fake_get_le (request->data, 2) != bmc->sel_reservation)
    {
      fake_append (answer, LOST_RESERVATION);
      return;
    }
  if (request->data[5] == 0xAA)
    {
      g_array_set_size (bmc->sel, 0);
      bmc->sel_reservation++;
    }
  fake_append (answer, OK);
  fake_append (answer, 1);
}

static void
read_fru (FakeBmc           *bmc,
          const FakeRequest *request,
          GByteArray        *answer)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bmc->fru, &size);
  guint offset;
  guint wanted;

  if (request->length != 4)
    {
      fake_append (answer, WRONG_LENGTH);
      return;
    }
  offset = fake_get_le (request->data + 1, 2);
  wanted = request->data[3];
  if (request->data[0] != 0)
    {
      fake_append (answer, NOT_THERE);
      return;
    }
  if (bmc->options.mischief & FAKE_FRU_SHORT)
    size = 30;
  if (offset >= size)
    {
      fake_append (answer, OUT_OF_RANGE);
      return;
    }
  if (wanted > bmc->options.max_read)
    {
      fake_append (answer, TOO_MUCH);
      return;
    }
  wanted = MIN (wanted, (guint) size - offset);
  fake_append (answer, OK);
  fake_append (answer, (guint8) wanted);
  g_byte_array_append (answer, data + offset, wanted);
}

static guint32
sel_now (FakeBmc *bmc)
{
  return (guint32) (g_get_real_time () / G_USEC_PER_SEC + bmc->sel_offset);
}

static void
reserve (guint16    *reservation,
         GByteArray *answer)
{
  (*reservation)++;
  if (*reservation == 0)
    (*reservation)++;
  fake_append (answer, OK);
  fake_append_le (answer, 2, *reservation);
}

gboolean
fake_store_run (FakeBmc           *bmc,
                const FakeRequest *request,
                GByteArray        *answer)
{
  switch (KEY (request->netfn, request->command))
    {
    case KEY (0x0A, 0x10):
      fake_append (answer, request->length == 1 && request->data[0] == 0 ? OK : NOT_THERE);
      if (answer->data[0] == OK)
        {
          fake_append_le (answer, 2, (guint32) g_bytes_get_size (bmc->fru));
          fake_append (answer, 0);
        }
      return TRUE;
    case KEY (0x0A, 0x11):
      read_fru (bmc, request, answer);
      return TRUE;
    case KEY (0x0A, 0x20):
      get_sdr_info (bmc, answer);
      return TRUE;
    case KEY (0x0A, 0x22):
      reserve (&bmc->sdr_reservation, answer);
      return TRUE;
    case KEY (0x0A, 0x23):
      get_sdr (bmc, request, answer);
      return TRUE;
    case KEY (0x0A, 0x40):
      get_sel_info (bmc, answer);
      return TRUE;
    case KEY (0x0A, 0x42):
      reserve (&bmc->sel_reservation, answer);
      return TRUE;
    case KEY (0x0A, 0x43):
      get_sel_entry (bmc, request, answer);
      return TRUE;
    case KEY (0x0A, 0x47):
      clear_sel (bmc, request, answer);
      return TRUE;
    case KEY (0x0A, 0x48):
      fake_append (answer, OK);
      fake_append_le (answer, 4, sel_now (bmc));
      return TRUE;
    case KEY (0x0A, 0x49):
      fake_append (answer, request->length == 4 ? OK : WRONG_LENGTH);
      if (request->length == 4)
        bmc->sel_offset = (gint64) fake_get_le (request->data, 4) - g_get_real_time () / G_USEC_PER_SEC;
      return TRUE;
    case KEY (0x04, 0x2D):
      get_reading (bmc, request, answer);
      return TRUE;
    case KEY (0x04, 0x27):
      get_thresholds (bmc, request, answer);
      return TRUE;
    default:
      return FALSE;
    }
}
